package extract

// sourceReports reads "According to Smith, the bridge is safe", "The bridge is
// safe, according to Smith" and "The bridge, according to Smith, is safe".
func (d *cast) sourceReports(first, last int) []report {
	for i := first; i < last; i++ {
		if !d.isAccording(i, last) {
			continue
		}
		p, ok := d.phraseAt(i+2, last)
		if !ok || p.first == p.last && d.toks[p.head].cls.is(clsPron) {
			return nil
		}
		read := reading{who: d.namedBeside(p, last), found: true, cue: [2]int{i, i + 1}, pattern: patSource}
		_, next := d.withTail(read.who, last)
		held := next < last && read.who.name != nil && !d.paper(read.who) && d.toks[next].kind == word && !d.toks[next].cls.is(function|clsAdv) && !d.timeWord(next) // "Crowdpac data"
		if i <= first+1 || i == first+2 && d.toks[first+1].kind == comma {
			return d.sourceBefore(report{read: read, held: held}, next, last)
		}
		return d.sourceBehind(report{read: read, held: held}, first, i, next, last)
	}
	return nil
}

func (d *cast) sourceBefore(r report, next, last int) []report {
	for j := next; j < last; j++ {
		if d.toks[j].kind != comma || d.tellsOfPaper(j+1, last) {
			continue
		}
		if verb, ok := d.clauseAt(j+1, last); ok {
			r.from, r.to = j+1, d.clauseEnd(verb, last)
			r.held = r.held || d.leadsToMore(r.to, last)
			return []report{r}
		}
	}
	return nil
}

// tellsOfPaper reports whether what begins at token i tells of the source itself:
// "According to the study, published in June, the bridge is safe".
func (d *cast) tellsOfPaper(i, last int) bool {
	if i+1 >= last {
		return false
	}
	if d.toks[i].kind == number && d.toks[i+1].kind == comma {
		return true // his age
	}
	switch d.low(i) {
	case "published", "released", "issued", "conducted", "commissioned", "carried", "written", "compiled", "obtained", "seen", "posted", "filed":
		return d.toks[i+1].cls.is(clsPrep|clsAdv|clsTime) || d.timeWord(i+1)
	}
	return false
}

func (d *cast) sourceBehind(r report, first, at, next, last int) []report {
	r.from, r.to = first, at
	for r.to > first && d.toks[r.to-1].kind == comma {
		r.to--
	}
	for k := first; k < at; k++ {
		switch d.toks[k].kind {
		case colon, semicolon:
			r.from = k + 1
		case openParen:
			r.held = true
		case closeParen:
			r.held = false
		}
	}
	if verb, ok := d.clauseAt(r.from, r.to); ok && (r.to-r.from > 3 || d.complete(r.to)) {
		r.held = r.held || d.reportsInside(verb, r.to)
		return []report{r}
	}
	if r.to == at {
		return nil
	}
	if next+1 < last && d.toks[next].kind == comma {
		if rs := d.setBetween(r, next+1, last); rs != nil {
			return rs
		}
	}
	if d.wholeBefore(r, next, last) {
		return []report{r}
	}
	return nil
}

// wholeBefore reports whether the words of r are a clause though its verb is not
// seen through: they are all that stands before the comma and the source.
func (d *cast) wholeBefore(r report, next, last int) bool {
	if r.to-r.from < 5 || !d.beginsSubject(r.from) || d.introduces(r.from, r.to) || next < last && d.toks[next].kind != comma || d.reportsInside(r.from, r.to) {
		return false
	}
	for k := r.from; k < r.to; k++ {
		if d.toks[k].kind == comma || d.toks[k].kind == dash {
			return false
		}
	}
	return true
}

// reportsInside reports whether the words hold a report of somebody else.
func (d *cast) reportsInside(from, to int) bool {
	for v := from + 1; v < to; v++ {
		if t := &d.toks[v]; t.kind == word && t.caps == lower && t.cls.is(clsBare) && t.cls.is(speech) && d.verbAt(v, from).is(formPast|formThird|formIng) {
			return true
		}
	}
	return false
}
