package extract

import "strings"

// signOf returns the last sign inside a quotation's marks.
func (d *prose) signOf(q int) rune {
	r := d.regionAt(q)
	return lastSign(d.text[r.start:r.end])
}

// afterQuote reads the attribution that follows the quotation at token q: "said
// Smith", "Smith, the mayor, told Reuters", "according to Smith".
func (d *cast) afterQuote(q, limit int) reading {
	sign := d.signOf(q)
	i := q + 1
	set := strings.ContainsRune(",?!…—–-", sign)
	for i < limit && (d.toks[i].kind == comma || d.toks[i].kind == dash) {
		set = true
		i++
	}
	if i >= limit {
		return reading{}
	}
	if d.toks[i-1].kind == dash {
		if r := d.signed(i, limit); r.found && !(r.who.last+1 < limit && d.startsLower(q) && d.toks[r.who.last+1].kind == comma) {
			return r
		}
	}
	if r := d.wordsBehind(i, limit); r.found && set {
		return r
	}
	if r := d.wasAnswer(i, limit); r.found && set {
		return r
	}
	t := &d.toks[i]
	if d.isAccording(i, limit) {
		if p, ok := d.phraseAt(i+2, limit); ok {
			return reading{who: d.namedBeside(p, limit), found: true, cue: [2]int{i, i + 1}, pattern: patAccording}
		}
	}
	if t.kind == word && t.caps == lower && d.low(i) == "as" {
		if !set {
			return reading{} // "chanted “...” as the vote was read"
		}
		i++
	}
	if d.speechVerb(i, limit) && d.toks[i].cls.is(formPast|formThird) {
		end := d.cueEnd(i)
		if p, ok := d.phraseAt(end+1, limit); ok && (set && (plainSay[d.low(i)] || !d.bare(p)) || p.name != nil || p.pronoun) {
			p = d.namedBeside(p, limit)
			p, _ = d.withTail(p, limit)
			if !p.pronoun || d.low(p.head) != "it" {
				return reading{who: p, found: true, cue: [2]int{i, end}, pattern: patInverted}
			}
		}
		return reading{}
	}
	if p, ok := d.phraseAt(i+1, limit); set && t.caps == lower && (d.lex.inverting[d.low(i)] || d.low(i) == "per" || d.openInverted(i, p)) && ok && p.name != nil && d.named(p.name) {
		return reading{who: d.namedBeside(p, limit), found: true, cue: [2]int{i, i}, pattern: patInverted}
	}
	if !set {
		// The comma was forgotten: only "Smith said" at the end of the sentence, or before a comma, counts.
		if r := d.subjectVerb(i, limit, false); r.found && d.toks[r.cue[0]].cls.is(speech) && (limit-r.cue[1] <= 3 || d.toks[r.cue[1]+1].kind == comma) && r.cue[0]-r.who.last <= 3 {
			return r
		}
		return reading{}
	}
	return d.subjectVerb(i, limit, sign == ',' || d.toks[q+1].kind == comma)
}

// secondHalf reports whether the words at token q end a sentence that the cue before them
// breaks off, and what follows is a sentence of its own: “We sold,” Smith said, “the boat.”
// Jones disagreed.
func (d *cast) secondHalf(before, after reading, q, first int) bool {
	if !before.found || !after.found || !d.startsLower(q) || d.toks[q-1].kind != comma || !strings.ContainsRune(".?!", d.signOf(q)) || after.who.first != q+1 || d.toks[q+1].caps == lower {
		return false
	}
	p := min(before.cue[0], before.who.first) - 1
	return p >= first && d.toks[p].kind == quoted && d.signOf(p) == ','
}

// wasAnswer reads “...,” was Smith's quick reply: a noun for something said, of which
// somebody is the owner.
func (d *cast) wasAnswer(i, limit int) reading {
	if !be(d.low(i)) || i+2 >= limit {
		return reading{}
	}
	m := d.mention(i + 1)
	if m == nil || m.first != i+1 || !d.toks[m.last].possessive() || !d.named(m) {
		return reading{}
	}
	for k := m.last + 1; k < limit && k < m.last+5 && d.toks[k].kind == word; k++ {
		if d.lex.speechNouns[d.low(k)] {
			p := np{first: m.first, last: m.last, head: m.last, name: m}
			return reading{who: p, found: true, cue: [2]int{k, k}, pattern: patInverted}
		}
	}
	return reading{}
}

// openInverted reports whether the word at token i, between words and the phrase p, is a
// verb that no list knows: “No, no,” chattered Smith.
func (d *prose) openInverted(i int, p np) bool {
	t := &d.toks[i]
	return t.kind == word && !t.cls.is(function|clsAux) && d.verbEnding(i) && p.name != nil && p.name.first == p.first && p.role == nil
}

// signed reads “...” — Jane Smith, a name behind a dash at the end.
func (d *cast) signed(i, limit int) reading {
	m := d.mention(i)
	if m == nil || m.first != i || m.kind == roleOnly || m.kind == place || d.toks[m.last].possessive() {
		return reading{}
	}
	if k := m.last + 1; k < limit && d.toks[k].kind != stop && d.toks[k].kind != comma && d.toks[k].kind != openParen {
		return reading{}
	}
	p := np{first: m.first, last: m.last, head: m.last, name: m}
	return reading{who: p, found: true, cue: [2]int{i - 1, i - 1}, pattern: patSigned}
}

// subjectVerb reads "Smith, the mayor of Kyiv, has said" from token i on. open
// allows a verb that no list knows.
func (d *cast) subjectVerb(i, limit int, open bool) reading {
	conj := false
	for i < limit && d.toks[i].kind == word && d.mention(i) == nil && (d.toks[i].cls.is(clsAdv) && !d.toks[i].cls.is(clsDet|clsPron) || d.toks[i].cls.is(clsConj)) {
		conj = conj || d.toks[i].cls.is(clsConj)
		i++
	}
	p, ok := d.phraseAt(i, limit)
	if !ok {
		return reading{}
	}
	p, j := d.withTail(p, limit)
	if j < limit && (d.toks[j].kind == comma || d.toks[j].kind == dash) {
		k := d.verbAcross(j, limit)
		if k < 0 {
			k = d.verbUnclosed(j, limit)
		}
		if k < 0 {
			return reading{}
		}
		p = d.namedBeside(p, limit)
		j = k
	}
	j = d.skipTime(j, limit)
	v, doubt := d.skipAdverbs(j, limit)
	doubt = doubt || d.share(p)
	if v < limit && d.toks[v].kind == word && d.low(v) == "who" {
		if k := d.verbAcross(v, limit); k >= 0 {
			v, doubt = d.skipAdverbs(k, limit)
		} else if k := d.verbBehindRelative(v, limit); k >= 0 {
			v, doubt = k, false
		}
	}
	if v+1 < limit && d.toks[v].kind == word {
		switch d.low(v) { // "can be heard asking", "was quoted as saying"
		case "heard", "seen", "quoted", "overheard", "cited", "recorded", "caught":
			w := v + 1
			if d.low(w) == "as" {
				w++
			}
			if w < limit && d.toks[w].kind == word && d.toks[w].cls.is(speech) && d.toks[w].cls.is(formIng) {
				return reading{who: p, found: true, cue: [2]int{v, w}, pattern: patAfter}
			}
		}
	}
	if w, ok := d.quotedBehind(v, limit); ok {
		return w
	}
	if d.speechVerb(v, limit) && (!conj || d.toks[v].cls.is(clsSay|clsTell) && limit-d.cueEnd(v) <= 4) {
		end := d.cueEnd(v)
		r := reading{who: p, found: true, cue: [2]int{v, end}, pattern: patAfter, doubt: doubt}
		if d.toks[v].cls.is(clsTell) && end+1 < limit {
			if w, ok := d.phraseAt(end+1, limit); ok {
				r.toWhom = &w
			}
		}
		return r
	}
	if open && !conj && v < limit && v > p.last && d.toks[v].kind == word && d.toks[v].caps == lower && !d.toks[v].cls.is(function) && (d.verbEnding(v) || d.toks[v].cls.is(formPast|formThird)) && (p.name != nil || p.pronoun && (d.toks[p.first].caps == lower || d.str(p.first) == "I")) {
		return reading{who: p, found: true, cue: [2]int{v, v}, pattern: patOpenVerb, doubt: doubt}
	}
	return reading{}
}

// quotedBehind reads “...,” the Gazette quoted Jones as saying.
func (d *cast) quotedBehind(v, limit int) (reading, bool) {
	if v+1 >= limit || d.toks[v].kind != word || !quoting[d.low(v)] {
		return reading{}, false
	}
	p, ok := d.phraseAt(v+1, limit)
	if !ok {
		return reading{}, false
	}
	_, i := d.withTail(p, limit)
	if i+1 >= limit || d.low(i) != "as" || !d.toks[i+1].cls.is(speech) || !d.toks[i+1].cls.is(formIng) {
		return reading{}, false
	}
	return reading{who: p, found: true, cue: [2]int{i + 1, i + 1}, pattern: patAfter}, true
}

// skipTime moves over a time between subject and verb: "Smith on Tuesday said".
func (d *cast) skipTime(j, limit int) int {
	for n := 0; j < limit && n < 5 && d.toks[j].kind == word; n++ {
		switch {
		case d.timeWord(j):
			j++
			if j < limit && d.toks[j].kind == number {
				j++
			}
		case j+1 < limit && d.toks[j].cls.is(clsPrep|clsDet|clsAdv) && d.mention(j) == nil && d.timeWord(j+1):
			j++
		default:
			return j
		}
	}
	return j
}

// verbAcross looks behind the apposition or relative clause that begins at token
// j for the comma after which a reporting verb stands, and returns the token
// behind that comma, or -1.
func (d *cast) verbAcross(j, limit int) int {
	for k := j + 1; k < limit && k < j+45; k++ {
		t := &d.toks[k]
		aside := t.kind == quoted && d.titleAside(k)
		if t.kind == quoted && !aside && !d.fewWords(k, limit) || t.kind == stop || t.kind == colon || t.kind == semicolon {
			return -1
		}
		if t.kind == comma || t.kind == dash || t.kind == closeParen || aside && d.signOf(k) == ',' {
			v, _ := d.skipAdverbs(k+1, limit)
			if d.speechVerb(v, limit) && d.toks[v].cls.is(formPast|formThird|formPart) && !d.toks[v].cls.is(clsBody) {
				return k + 1
			}
		}
	}
	return -1
}

// fewWords reports whether the quotation at token q is no more than a few words in the midst
// of a phrase: "wearing a hat and “Votes for Smith” pins".
func (d *prose) fewWords(q, limit int) bool {
	return q+1 < limit && d.toks[q-1].kind == word && d.toks[q+1].kind == word && d.toks[q+1].caps == lower && !d.toks[q+1].cls.is(function|speech) && wordCount(d.wordsAt(q)) <= 3 && !strings.ContainsRune(",.?!", d.signOf(q))
}

// verbBehindRelative returns the verb that ends the sentence behind the relative
// clause at token i, which no comma closes: "a student who gave her name as
// “Perrin” told me"; -1 if there is none.
func (d *cast) verbBehindRelative(i, limit int) int {
	for k := i + 3; k < limit && k < i+30; k++ {
		switch t, before := &d.toks[k], &d.toks[k-1]; {
		case t.kind != word && t.kind != number && t.kind != quoted:
			return -1
		case !d.speechVerb(k, limit) || !t.cls.is(clsSay|clsTell) || !d.verbAt(k, i).is(formPast|formThird):
		case before.kind == word && before.cls.is(function):
		case d.closes(d.cueEnd(k)+1, limit):
			return k
		}
	}
	return -1
}

// trailing reads the attribution at the end of a sentence that a quotation
// stands in the midst of: "The plan “...” the poor, Smith said."
func (d *cast) trailing(q, limit int) reading {
	for i := q + 1; i < limit && i < q+60; i++ {
		if d.isAccording(i, limit) {
			if p, ok := d.phraseAt(i+2, limit); ok {
				return reading{who: d.namedBeside(p, limit), found: true, cue: [2]int{i, i + 1}, pattern: patTrailing}
			}
		}
		if d.toks[i].kind != comma && d.toks[i].kind != dash {
			if d.toks[i].kind == quoted {
				if i == q+1 {
					return reading{} // “...” “...,” Smith said: another may answer
				}
				if r := d.afterQuote(i, limit); r.found && r.pattern != patOpenVerb {
					r.pattern = patTrailing
					return r
				}
			}
			continue
		}
		if i+1 < limit && d.speechVerb(i+1, limit) && d.toks[i+1].cls.is(speech) {
			if p, ok := d.phraseAt(d.cueEnd(i+1)+1, limit); ok && p.name != nil && d.closes(d.behind(p, limit), limit) {
				return reading{who: p, found: true, cue: [2]int{i + 1, d.cueEnd(i + 1)}, pattern: patTrailing}
			}
		}
		r := d.subjectVerb(i+1, limit, false)
		if r.found && d.toks[r.cue[0]].cls.is(speech) && d.closes(r.cue[1]+1, limit) {
			r.pattern = patTrailing
			return r
		}
	}
	return reading{}
}

// behind returns the token behind a phrase with all that hangs on it.
func (d *cast) behind(p np, limit int) int {
	_, i := d.withTail(p, limit)
	return i
}

// closes reports whether a clause that began with a speaker and a verb ends soon
// behind token i, without an object that would make it a new statement.
func (d *cast) closes(i, limit int) bool {
	if i >= limit {
		return true
	}
	t := &d.toks[i]
	if t.kind != word {
		return t.kind != colon // "Smith replied: ..." leads to what follows
	}
	tell := i > 0 && d.toks[i-1].cls.is(clsTell)
	return !t.cls.is(clsSub) && d.low(i) != "that" && (tell || t.cls.is(clsPrep|clsAdv|clsWeekday|clsTime) || d.timeWord(i) || d.mention(i) != nil || d.low(i) == "reporters")
}
