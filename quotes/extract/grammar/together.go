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
