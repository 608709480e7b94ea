package extract

// tellSexes learns from the words of the article of which sex those are whose first
// name tells nothing: "Baek said he expected", "her uncle, Mikkel".
func (d *cast) tellSexes() {
	votes := map[int]int{} // by entity: for a man less for a woman
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
