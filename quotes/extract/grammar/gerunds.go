package grammar

// A gerund has the subject of its sentence: Smith signed it, adding that it was “...”.

// readSaying reads the words behind a gerund of a verb of saying and "that" or a colon, or
// what such a gerund calls something.
func (d *doc) readSaying(q int, s span) reading {
	if d.nameInMarks(q) {
		return reading{}
	}
	lo := d.clauseStart(q, s)
	for v := q - 1; v >= lo && v > q-30; v-- {
		t := &d.toks[v]
		if t.kind == quoted || t.is(cue) && t.run == 0 {
			return reading{}
		}
		if t.kind != word || !t.is(clsSaying) || t.run > 0 {
			continue
		}
		who := d.mainSubject(v, lo)
		switch {
		case !who.ok || who.joined:
		case t.is(clsJudge) && q-v < 8 && d.wordsBetween(v, q):
			return d.verdict(reading{by: judged, who: who, cue: span{v, v + 1}, verb: -1}, s)
		case d.thatBehind(v, q):
			return d.verdict(reading{by: that, who: who, cue: span{v, v + 1}, verb: -1}, s)
		case d.toks[q-1].kind == colon && q-v < 8:
			return d.verdict(reading{by: led, who: who, cue: span{v, v + 1}, verb: -1}, s)
		}
		return reading{}
	}
	return reading{}
}

// thatBehind reports whether "that" stands behind the verb at token v and before token q,
// with nothing but a few words between verb and it.
func (d *doc) thatBehind(v, q int) bool {
	for k := v + 1; k < q && k < v+7; k++ {
		switch t := &d.toks[k]; {
		case t.is(clsThat):
			return true
		case t.kind != word && t.kind != comma:
			return false
		}
	}
	return false
}

// wordsBetween reports whether nothing but words stands in (v, q).
func (d *doc) wordsBetween(v, q int) bool {
	for k := v + 1; k < q; k++ {
		if d.toks[k].kind != word {
			return false
		}
	}
	return true
}

// ofNoun reports whether the gerund at token v belongs to the noun right before it: "behind a banner
// demanding".
func (d *doc) ofNoun(v, lo int) bool {
	return d.lang.subjectsStand() && v > lo && d.toks[v-1].kind == word && d.toks[v-1].run == 0 && d.clauseOf(v, lo) == v
}

// mainSubject is the subject of the sentence in which a gerund stands at token v: of the verb
// of saying or calling before it, else the one name before it that can be a subject.
func (d *doc) mainSubject(v, lo int) subject {
	for k := v - 1; k >= lo; k-- {
		if t := &d.toks[k]; t.kind == word && t.run == 0 && t.is(cue|clsSaying|clsJudge) {
			return d.subjectOf(k, lo, v)
		}
	}
	if d.ofNoun(v, lo) {
		return subject{}
	}
	found := subject{}
	for k := lo; k < v; k++ {
		t := &d.toks[k]
		if t.is(clsThat) {
			return subject{}
		}
		if t.run == 0 || d.runs[t.run-1].first != k {
			continue
		}
		if s := d.nameWithRole(t.run-1, lo); s.ok && !d.mayBeOblique(t.run-1) && !d.isBody(t.run-1) {
			if found.ok {
				return subject{}
			}
			found = s
		}
	}
	if found.ok {
		return found
	}
	if s := d.behind(lo, v); s.ok && s.first <= lo+1 {
		return s
	}
	return subject{}
}
