package extract

// hearBeside attributes a quotation that stands alone to the person whom the sentence
// before it is about, if that sentence tells that he speaks: "The pilot was blunt
// about the runway. “It is a car park with lights.”" The sentence is the one before
// it in its paragraph, or the last of the paragraph before when the quotation opens
// this one.
func (d *reader) hearBeside(t *turn, pi int) bool {
	if d.dialogue || t.words < 4 || t.sent == 0 || !startsUpper(d.wordsOf(t)) || t.regions[0].torn {
		return false
	}
	si := t.sent - 1
	s := d.sents[si]
	if s.para < pi-1 || s.para == pi-1 && t.sent != d.paras[pi].firstSent || s.para < pi && d.hasQuote(s.first, s.last) {
		return false
	}
	if d.toks[s.last-1].kind != stop {
		return false
	}
	p, doubt, ok := d.clauseSubject(s.first, s.last, true)
	if !ok || doubt || p.also != nil || p.name == nil && !p.pronoun {
		return false
	}
	cue := d.speakingOf(p, s)
	if cue < 0 {
		return false
	}
	v := d.voiceOf(p, si, d.wordsOf(t))
	if len(v.speakers) != 1 || v.speakers[0].Body {
		return false
	}
	t.read = reading{who: p, found: true, cue: [2]int{cue, cue}, pattern: patBeside}
	t.voice = v
	d.remember(v, t.sent)
	return true
}

// speakingOf returns the token by which a sentence tells that its subject p speaks:
// a verb of saying, or how he was ("was blunt"); -1 if it does not.
func (d *cast) speakingOf(p np, s sentence) int {
	_, i := d.withTail(p, s.last)
	switch {
	case i >= s.last || d.toks[i].kind != comma:
	case p.role != nil:
		i++ // "The pilot, Wen Castell, was"
	default:
		for i++; i < s.last && d.toks[i].kind != comma; i++ {
			if d.toks[i].kind == quoted {
				return -1
			}
		}
		i++ // behind the apposition
	}
	v, doubt := d.skipAdverbs(i, s.last)
	if doubt || v >= s.last {
		return -1
	}
	if v > i && be(d.low(v-1)) && d.lex.demeanours[d.low(v)] {
		return v
	}
	t := &d.toks[v]
	if t.kind == word && t.caps == lower && (t.cls.is(formPast|formThird) && t.cls.is(clsJudge|clsSay|clsTell) || d.lex.besideVerbs[d.low(v)]) {
		return v
	}
	return -1
}
