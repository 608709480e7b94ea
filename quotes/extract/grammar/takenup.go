package grammar

// readTakenUp reads who says the words at token q where what follows takes them up: “...”:
// these are the words of Smith; “...”. It was Smith who said so; “...”. Thus Smith.
func (d *doc) readTakenUp(q int, s span) reading {
	if !d.lang.caseless() || d.nameInMarks(q) || q > s.first && d.toks[q-1].kind == word {
		return reading{}
	}
	k := q + 1
	for k < len(d.toks) && k < q+4 && d.toks[k].kind != word && d.toks[k].kind != quoted && d.toks[k].kind != number {
		k++
	}
	if k >= len(d.toks) || d.toks[k].kind != word || k == q+1 && d.toks[k].sent == d.toks[q].sent && !d.toks[k].is(clsAux|clsReflexiveAux) {
		return reading{}
	}
	hi := min(d.sents[d.toks[k].sent].last, k+40)
	for j := k; j < hi; j++ {
		if d.toks[j].kind == quoted && d.spokenAt(j) || d.toks[j].kind == colon {
			return reading{} // it leads to other words
		}
	}
	if who := d.withTheseWords(k, hi); who.ok {
		return d.takenUp(k, who)
	}
	for j := k; j < hi && j < k+5; j++ {
		t := &d.toks[j]
		if e := d.phraseEnd(k, hi, clsThus); j == k && e > k+1 {
			if who := d.behind(e, hi); who.ok && who.first == e && who.run >= 0 {
				return d.takenUp(k, who) // "A dirlo è Smith."
			}
		}
		switch {
		case t.kind != word && t.kind != other, t.run > 0, t.is(cue|clsRole|clsBody) && !t.is(clsWords), t.is(clsPrep) && !t.is(clsDet):
			return reading{} // "In the opinion of Smith, ..."
		case t.is(clsWords):
			return d.takenUp(j, d.whoseWords(j, hi))
		case t.is(clsSo):
			if v := d.verbFrom(j+1, hi); v >= 0 {
				if who := d.behind(v+1, hi); who.ok && (who.first <= v+2 || who.run >= 0 && d.skipPhrases(v+1, hi) == who.first) && !who.pronoun && d.agrees(who, v) {
					return d.takenUp(v, who)
				}
			}
		case t.is(clsThus) && j == k:
			who := d.behind(j+1, hi)
			if who.ok && who.first <= j+2 && who.run >= 0 && (who.last >= hi || d.toks[who.last].kind != word || d.toks[who.last].is(clsPrep)) {
				return d.takenUp(j, who)
			}
		}
	}
	return reading{}
}

// withTheseWords reads who does something with what was quoted before token k: “...”. With these
// words Smith began.
func (d *doc) withTheseWords(k, hi int) subject {
	if k+4 >= hi || !d.romance() || !d.toks[k].is(clsPrep) || !d.toks[k+1].is(clsDet) || !d.toks[k+2].is(clsWords) || d.toks[k+3].is(clsPrep) {
		return subject{}
	}
	i := k + 3
	if d.toks[i].kind == comma {
		i++
	}
	for n := 0; n < 3 && i < hi; n, i = n+1, i+1 {
		if who := d.behind(i, hi); who.ok && who.first == i && who.run >= 0 && who.near && !who.joined {
			return who
		}
		if t := &d.toks[i]; t.kind != word || t.run > 0 || t.is(clsPrep|clsDet|clsThat|clsConj) {
			break
		}
	}
	return subject{}
}

func (d *doc) takenUp(at int, who subject) reading {
	if !who.ok || who.joined {
		return reading{}
	}
	return reading{by: cited, who: who, cue: span{at, at + 1}, verb: -1}
}

// whoseWords reads whose the words are that the noun at token j stands for: "the words of
// Smith", "the statement was made by Smith".
func (d *doc) whoseWords(j, hi int) subject {
	for k := j + 1; k < hi && k < j+5; k++ {
		t := &d.toks[k]
		switch {
		case t.kind != word || t.run > 0 || t.is(clsThat|cue|clsRole|clsBody) && !t.is(clsParticiple):
			return subject{}
		case t.is(clsParticle | clsPrep):
			if who := d.nounPhrase(k+1, hi); who.ok && (who.run >= 0 || who.last >= hi || d.toks[who.last].kind != word) {
				return who
			}
			return subject{}
		}
	}
	return subject{}
}
