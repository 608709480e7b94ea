package grammar

// sayTogether gives words with which a sentence begins, and which nothing attributes, to
// who says more words behind them in it: “...” but for “...”, said Smith.
func (r *reader) sayTogether(s span, before int) {
	for i := len(r.turns) - 2; i >= before && r.lang.subjectsStand(); i-- {
		t, next := &r.turns[i], &r.turns[i+1]
		p, behind := &r.pieces[t.pieces[len(t.pieces)-1]], &r.pieces[next.pieces[0]]
		n, _ := r.wordsOf(p)
		if t.read.found() || n < 4 || r.pieces[t.pieces[0]].at != s.first || p.torn || p.dashed || r.nameInMarks(p.at) ||
			!next.voice.known() || next.read.doubted || next.read.by != inverted && next.read.by != trailing || next.read.cue.first < behind.at || !r.joinsWords(p.at+1, behind.at) {
			continue
		}
		t.read, t.voice = next.read, next.voice
		t.read.by, t.voice.role = trailing, ""
	}
}

// joinsWords reports whether a few small words stand in [lo, hi) and nobody who may say the words
// before them.
func (r *reader) joinsWords(lo, hi int) bool {
	for k := lo; k < hi; k++ {
		t := &r.toks[k]
		if t.kind == comma && k == lo {
			continue
		}
		if t.kind != word || t.run > 0 || t.is(cue|clsRole|clsPlural|clsThink|clsSaying) {
			return false
		}
	}
	return hi-lo < 8
}

// alsoSpeaks reports whether another name is joined to the one that ends at token k.
func (d *doc) alsoSpeaks(k, hi int) bool {
	return k+1 < hi && d.toks[k].is(clsConj) && d.toks[k+1].kind == word && (d.toks[k+1].run > 0 || d.toks[k+1].is(clsRole|clsTitle))
}

// closedBy returns the token that closes the few words in brackets from token k on, k if
// nothing does.
func (d *doc) closedBy(k, hi int) int {
	for j := k + 1; j < hi && j < k+5; j++ {
		if d.toks[j].kind == closeParen {
			return j
		}
	}
	return k
}

// ofWhom reports whether the name at token j tells of what or of whom something is: "the visit of the
// minister Smith", not "a quarrel with Smith".
func (d *doc) ofWhom(j, lo int) bool {
	for j--; j > lo && d.toks[j].kind == word && d.toks[j].run == 0 && d.toks[j].is(clsRole|clsTitle|clsDet|clsAdjective) && !d.toks[j].is(clsPrep); j-- {
	}
	return j >= lo && d.toks[j].genitive()
}

// opensSubject is the person with whose name a sentence begins, but for what stands behind
// prepositions, a role and adverbs: its subject, where each clause has one before its verb. It is
// -1 where that is not the sentence right before token at, or somebody is joined to him.
func (r *reader) opensSubject(s span, at int) int {
	if !r.lang.subjectsStand() || r.toks[s.first].sent < r.toks[at].sent-1 || s.last > at {
		return -1
	}
	k := r.skipPhrases(s.first, s.last)
	if k > s.first && k < s.last && r.toks[k].kind == comma {
		k++
	}
	for j := s.first; j < k; j++ {
		if t := &r.toks[j]; t.is(clsIf|clsThat) || t.is(clsConj) && len(t.low) > 4 {
			return -1 // "though Smith is silent, the mayor"
		}
	}
	who := r.nounPhrase(k, s.last)
	if !who.ok || who.run < 0 || who.joined || who.first != k || r.alsoSpeaks(who.last, s.last) || who.last >= s.last {
		return -1
	}
	t := &r.toks[who.last]
	if t.kind != comma && (t.kind != word || t.caps != small || t.is(clsPrep|clsConj)) || r.governed(k, s.first) {
		return -1
	}
	e := r.runs[who.run].ent
	for j, apart := who.last, false; j < s.last; j++ { // whoever else takes part may be meant as well
		n := r.toks[j].run
		apart = apart || n == 0 && (r.toks[j].kind == comma || r.toks[j].is(clsThat|clsRelative))
		if n > 0 && r.runs[n-1].first == j && r.runs[n-1].ent != e && !apart && !r.ofWhom(j, s.first) {
			return -1
		}
	}
	if e < 0 || !r.surelyPerson(e) || r.last >= 0 && r.lastPara == r.para && r.last != e {
		return -1
	}
	return e
}
