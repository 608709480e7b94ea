package extract

// beat is what a story tells of somebody beside the words of a paragraph: "Wen put
// down his cup."
type beat struct {
	who   np
	voice voice
}

// giveBeats attributes the quotations of paragraph pi that no cue attributes to the
// one person of whom the paragraph tells something: "Wen put down his cup. “You are
// early.”" Where people talk, somebody else has a paragraph of his own.
func (d *reader) giveBeats(pi int, turns []turn) {
	if !d.converses || len(turns) == 0 {
		return
	}
	for i := range turns {
		switch t := &turns[i]; {
		case t.read.found:
			d.giveRest(pi, turns)
			return
		case t.regions[0].torn || t.regions[0].follows || !d.onlyQuotes(d.sents[t.sent]) || !startsUpper(d.wordsOf(t)):
			return
		}
	}
	b, ok := d.beatOf(pi)
	if !ok {
		return
	}
	for i := range turns {
		if b.voice.ent >= 0 && d.spokenOf(b.voice.ent, d.wordsOf(&turns[i])) {
			return
		}
	}
	for i := range turns {
		t := &turns[i]
		t.read = reading{who: b.who, found: true, cue: [2]int{b.who.first, b.who.last}, pattern: patBeat}
		t.voice = b.voice
	}
	d.remember(b.voice, d.paras[pi].lastSent-1)
}

// beatOf finds the one person of whom every sentence of paragraph pi outside of the
// marks tells something.
func (d *reader) beatOf(pi int) (beat, bool) {
	var b beat
	found := false
	for si := d.paras[pi].firstSent; si < d.paras[pi].lastSent; si++ {
		s := d.sents[si]
		if d.onlyQuotes(s) {
			continue
		}
		p, v, ok := d.actor(s, si)
		if !ok || found && (v.ent != b.voice.ent || v.speakers[0].Name != b.voice.speakers[0].Name) {
			return b, false
		}
		if !found {
			b, found = beat{p, v}, true
		}
	}
	return b, found
}

// actor returns the subject of sentence si, if it is named and nobody else does
// anything there. What he hears, sees or reads may be the words themselves.
func (d *reader) actor(s sentence, si int) (np, voice, bool) {
	p, i, ok := d.bodily(s)
	if !ok {
		var doubt bool
		p, doubt, ok = d.clauseSubject(s.first, s.last, true)
		if !ok || doubt || p.also != nil || p.pronoun {
			return p, voice{}, false
		}
		_, i = d.withTail(p, s.last)
	}
	if k := d.toks[s.last-1].kind; d.hasQuote(s.first, s.last) || k != stop && k != dash && k != colon {
		return p, voice{}, false
	}
	i, _ = d.skipAdverbs(i, s.last)
	if i >= s.last || d.toks[i].kind != word || d.lex.hearing[d.low(i)] {
		return p, voice{}, false
	}
	v := d.voiceOf(p, si, "")
	if v.ent < 0 && (p.name != nil || !d.spokeBefore(&v)) || len(v.speakers) != 1 || v.speakers[0].Body || d.othersAct(s, p, v.ent) {
		return p, v, false
	}
	return p, v, true
}

// bodily reads somebody at the beginning of a sentence whose eyes, hands or voice do
// something in it, as if he did it himself ("Wen's quick eyes went to the lamp"), and
// the token behind them.
func (d *cast) bodily(s sentence) (p np, behind int, ok bool) {
	m := d.mention(s.first)
	if m == nil || m.first != s.first || !d.toks[m.last].possessive() || !d.named(m) {
		return p, 0, false
	}
	for k := m.last + 1; k < min(m.last+4, s.last) && d.toks[k].kind == word; k++ {
		if d.lex.bodily[d.low(k)] {
			return np{first: m.first, last: m.last, head: m.last, name: m}, k + 1, true
		}
	}
	return p, 0, false
}

// othersAct reports whether somebody besides the entity ent, whom the phrase p means,
// does something in a sentence.
func (d *cast) othersAct(s sentence, p np, ent int) bool {
	for k := s.first; k < s.last; k++ {
		if k >= p.first && k <= p.last || d.toks[k].kind != word {
			continue
		}
		if m := d.mention(k); m != nil {
			if m.first == k && m.ent != ent && d.named(m) && !d.toks[m.last].possessive() && d.acts(m.last+1) {
				return true
			}
			k = max(k, m.last)
			continue
		}
		switch d.low(k) {
		case "i", "we", "they", "who":
			return true
		case "he", "she":
			sex := d.sexOf(d.text[d.toks[p.first].start:d.toks[p.last].end])
			if ent >= 0 {
				sex = d.reg.ents[ent].sex
			}
			if sex != 0 && sex != pronounSex(d.low(k)) {
				return true
			}
		}
	}
	return false
}

// acts reports whether the words from token i on, behind a name, begin to tell what
// that one does.
func (d *prose) acts(i int) bool {
	i, _ = d.skipAdverbs(i, len(d.toks))
	if i >= len(d.toks) || d.toks[i].kind != word || d.toks[i].caps != lower {
		return false
	}
	return d.toks[i].cls.is(clsPast|formPast|formThird) || d.verbEnding(i) || d.toks[i-1].cls.is(clsAux)
}

// giveRest attributes the other quotations of a paragraph that begins with one to the
// one person whom a cue names in it: “Oh! Who is there?” The door creaked. “Come in,”
// said Wen.
func (d *reader) giveRest(pi int, turns []turn) {
	by := d.soleSpeaker(turns)
	if by == nil || turns[0].first != d.sents[d.paras[pi].firstSent].first {
		return
	}
	for si := d.paras[pi].firstSent; si < d.paras[pi].lastSent; si++ {
		if s := d.sents[si]; !d.onlyQuotes(s) && d.othersAct(s, by.read.who, by.voice.ent) {
			return
		}
	}
	for i := range turns {
		t := &turns[i]
		if t.read.found || t.regions[0].torn || !startsUpper(d.wordsOf(t)) || t.first > d.sents[t.sent].first && d.toks[t.first-1].kind == word {
			continue
		}
		t.read, t.voice = by.read, by.voice
		t.read.pattern = patCarry
	}
}

// soleSpeaker returns the first turn that a cue attributes by name, if it is somebody
// to whom all those that a cue attributes belong.
func (d *reader) soleSpeaker(turns []turn) *turn {
	var by *turn
	for i := range turns {
		t := &turns[i]
		switch {
		case !t.read.found:
		case t.read.doubt || t.read.who.name == nil || t.voice.ent < 0 || len(t.voice.speakers) != 1 || by != nil && by.voice.ent != t.voice.ent:
			return nil
		case by == nil:
			by = t
		}
	}
	switch by.read.pattern {
	case patInverted, patAfter, patBefore, patOpenVerb, patCarry:
		return by
	}
	return nil
}
