package extract

// tellSexes learns from the words of the article of which sex those are whose first
// name tells nothing: "Baek said he expected", "her uncle, Mikkel".
func (d *cast) tellSexes() {
	votes := map[int]int{}    // by entity: for a man less for a woman
	hinted := map[int]hints{} // by entity
	for i := range d.mentions {
		m := &d.mentions[i]
		if !d.named(m) || m.ent < 0 || d.reg.ents[m.ent].sex != 0 || d.toks[m.last].possessive() {
			continue
		}
		switch d.saysOfHimself(m) {
		case sexM:
			votes[m.ent]++
		case sexF:
			votes[m.ent]--
		}
		n := hinted[m.ent]
		n.m += b2i(d.pronounBehind(m) == sexM)
		n.f += b2i(d.pronounBehind(m) == sexF)
		hinted[m.ent] = n
	}
	for id, n := range hinted {
		if votes[id] == 0 {
			votes[id] = n.lean()
		}
	}
	for id, n := range votes {
		switch {
		case n > 0:
			d.reg.ents[id].sex = sexM
		case n < 0:
			d.reg.ents[id].sex = sexF
		}
	}
}

// saysOfHimself returns the sex of the pronoun right behind a name and its verb of
// saying: the two are one and the same.
func (d *cast) saysOfHimself(m *mention) class {
	v, _ := d.skipAdverbs(m.last+1, min(m.last+5, len(d.toks)))
	if v+1 >= len(d.toks) || d.toks[v].caps != lower || !d.toks[v].cls.is(clsSay|clsThink) || !d.toks[v].cls.is(formPast|formThird) {
		return 0
	}
	k := v + 1
	if d.low(k) == "that" && d.toks[k].kind == word {
		k++
	}
	if k >= len(d.toks) || d.toks[k].kind != word {
		return 0
	}
	switch d.low(k) {
	case "he":
		return sexM
	case "she":
		return sexF
	}
	return 0
}

// hints are how many sentences only hint that somebody is a man, and a woman.
type hints struct{ m, f int }

// lean returns 1 for a man and -1 for a woman, where at least three sentences hint at
// it and five times as many as hint at the other; else 0.
func (h hints) lean() int {
	switch {
	case h.m >= 3 && h.m >= 5*h.f:
		return 1
	case h.f >= 3 && h.f >= 5*h.m:
		return -1
	}
	return 0
}

// pronounBehind returns the sex of the first pronoun that follows a name in its
// sentence, if nobody else is named before it: mostly it means him. "Her" would not:
// "Low looked at her".
func (d *cast) pronounBehind(m *mention) class {
	for k := m.last + 1; k < min(m.last+16, len(d.toks)); k++ {
		switch t := &d.toks[k]; {
		case t.kind == stop, t.kind == quoted, d.mention(k) != nil:
			return 0
		case t.kind != word:
			continue
		}
		switch d.low(k) {
		case "he", "himself":
			return sexM
		case "she", "herself":
			return sexF
		}
	}
	return 0
}
