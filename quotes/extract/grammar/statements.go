package grammar

// readJudged reads: Smith called it “...”.
func (d *doc) readJudged(q int, s span) reading {
	if d.nameInMarks(q) {
		return reading{}
	}
	lo := d.clauseStart(q, s)
	n, small := d.wordsOf(&d.pieces[d.toks[q].piece])
	object := small && n > 1 && (n > 2 || d.lang.caseless()) && d.lang.on("words as an object") // "warned of a “...”"
	for v := q - 1; v >= lo && v > q-14; v-- {
		t := &d.toks[v]
		if t.is(clsThat) && !t.is(clsJudge) && v > lo && d.toks[v-1].kind == comma {
			continue // a relative clause
		}
		if t.kind == comma && d.romance() && d.toks[v+1].is(clsConj) && len(d.toks[v+1].low) < 3 {
			return reading{} // "her name is Smith, and she was given the “crown”"
		}
		if t.kind == quoted || t.kind == colon || t.kind == comma && v < q-12 || t.kind == word && t.is(cue|clsThat) && !t.is(clsJudge) && !(t.is(clsSay) && object) {
			return reading{}
		}
		object = object && t.kind == word
		if !t.is(clsJudge) && !(t.is(clsSay) && object) || t.run > 0 || t.is(clsSaying) {
			continue
		}
		if d.toldAlready(v, s.first) {
			return reading{}
		}
		if t.is(clsJudge) && d.toks[v+1].is(clsReflexive) && len(d.lang.endings) > 0 {
			return reading{} // "określa się": nobody in particular does
		}
		if d.toks[q-1].kind == comma && !d.lang.caseless() && d.commasIn(v, q) == 1 {
			return reading{} // "whom he thought his enemy, “...”"
		}
		if who := d.subjectOf(v, lo, q); who.ok && !who.joined && !(t.feat&plural != 0 && who.run >= 0) { // "they call the HCV ..."
			return d.verdict(reading{by: judged, who: who, cue: span{v, v + 1}, verb: v}, s)
		}
		return reading{}
	}
	return reading{}
}

// toldAlready reports whether the words right before the verb at token v are what it tells
// of: in “...”, said Smith of the “old guard”, the second marks hold a term.
func (d *doc) toldAlready(v, lo int) bool {
	k := v - 1
	for k > lo && d.toks[k].kind == word && d.toks[k].run == 0 && d.toks[k].is(clsAux|clsAdv|clsPron) {
		k--
	}
	return k > lo && d.lang.caseless() && d.toks[k].kind == comma && d.toks[k-1].kind == quoted
}

func (d *doc) commasIn(lo, hi int) int {
	n := 0
	for k := lo; k < hi; k++ {
		if d.toks[k].kind == comma {
			n++
		}
	}
	return n
}

// readBeat reads what somebody does between what he says, where dashes open speech: — ..., —
// Smith put down his cup.
func (d *doc) readBeat(q int, s span) reading {
	if p := &d.pieces[d.toks[q].piece]; !p.dashed || !p.narrated {
		return reading{}
	}
	k := q + 1
	if k+2 >= s.last || d.toks[k].kind != dash {
		return reading{}
	}
	if t := &d.toks[k+1]; t.is(clsConj) && d.toks[k+2].run == 0 || t.is(clsRole) && t.run == 0 {
		i := k + 1
		if t.is(clsConj) {
			i++ // "И он вынул часы"
		}
		if who := d.behind(i, s.last); who.ok && who.last < s.last && (who.pronoun || who.last == i+1) {
			return reading{by: beat, who: who, cue: who.span, verb: -1}
		}
	}
	if d.toks[k+1].run == 0 {
		return reading{}
	}
	if r := d.toks[k+1].run - 1; d.runs[r].first == k+1 && !d.isOblique(r) && !d.clearlyOblique(&d.runs[r]) {
		return reading{by: beat, who: d.nameSubject(k+1, r), cue: d.runs[r].span, verb: -1}
	}
	return reading{}
}

// readAs reads a clause behind the words that has its verb at the end: “...”, as Smith on
// Monday said.
func (d *doc) readAs(q int, s span) reading {
	k := q + 1
	for n := 0; k < s.last && n < 8 && d.toks[k].kind != comma; n++ {
		k++
	}
	k++
	if k >= s.last || !d.toks[k].is(clsAs) {
		return reading{}
	}
	if v := d.verbFrom(k+1, s.last); v >= 0 {
		if n, _ := d.wordsOf(&d.pieces[d.toks[q].piece]); n < 2 {
			return reading{} // a word that is looked at
		}
		if who := d.behind(v+1, s.last); who.ok && d.agrees(who, v) {
			return d.verdict(reading{by: likewise, who: who, cue: span{k, v + 1}, verb: v}, s)
		}
		return reading{}
	}
	who := d.behind(k+1, s.last)
	if !who.ok {
		return reading{}
	}
	for v := who.last; v < s.last && v < who.last+20; v++ {
		if d.toks[v].kind == comma || d.toks[v].kind == quoted {
			return reading{}
		}
		if d.toks[v].is(cue) && d.closes(v+1) && d.agrees(who, v) {
			return d.verdict(reading{by: likewise, who: who, cue: span{v, v + 1}, verb: v}, s)
		}
	}
	return reading{}
}

// statement returns who says, by a verb of saying and no words in marks, what a sentence
// tells; cue tells whether it has such a verb at all.
func (d *doc) statement(s span) (who subject, cue bool) {
	if r := d.accordingIn(s.first, s.last); r.found() {
		return r.who, true
	}
	v := -1
	split := s.last-2 >= s.first && d.toks[s.last-2].is(clsSplit) && !d.toks[s.last-2].is(clsFirst)
	for k := s.first; k < s.last; k++ {
		if t := &d.toks[k]; t.kind == word && t.run == 0 && (t.is(clsSay) || split && t.is(clsSeparable)) {
			if v >= 0 {
				return subject{}, true
			}
			v = k
		}
	}
	if v < 0 {
		return subject{}, false
	}
	return d.subjectOf(v, s.first, s.last), true
}

// reportedMood reports whether a sentence is in the mood of reported speech, and nobody
// says "I" in it.
func (d *doc) reportedMood(s span) bool {
	found := false
	for k := s.first; k < s.last; k++ {
		t := &d.toks[k]
		if t.is(clsI) {
			return false
		}
		found = found || t.is(clsMood) && t.run == 0 && t.caps == small
	}
	return found
}

// strictMood reports whether a sentence has a verb in a mood that only reported speech
// has: whoever it names is spoken of.
func (d *doc) strictMood(s span) bool {
	for k := s.first; k < s.last; k++ {
		if t := &d.toks[k]; t.is(clsMood) && !t.is(clsWeak) && t.run == 0 && t.caps == small {
			return d.reportedMood(s)
		}
	}
	return false
}

// othersIn reports whether a long clause [lo, hi) behind "that" speaks of others, whose words
// may be those that it leads to.
func (d *doc) othersIn(lo, hi int) bool {
	if !d.lang.caseless() || hi-lo < 10 {
		return false
	}
	that := false
	for k := lo; k < hi; k++ {
		that = that || d.toks[k].is(clsThat)
		if that && d.toks[k].is(clsRole|clsPlural) && d.toks[k].caps == small && d.toks[k-1].is(clsDet) {
			return true
		}
	}
	return false
}

// worksIn reports whether a work stands in [lo, hi): "he wrote a book: “...”".
func (d *doc) worksIn(lo, hi int) bool {
	for k := lo; k < hi; k++ {
		if d.toks[k].is(clsWork) && d.toks[k-1].is(clsDet) && !d.toks[k].is(clsBody) && d.lang.caseless() && !d.governed(k, lo) {
			return true
		}
	}
	return false
}
