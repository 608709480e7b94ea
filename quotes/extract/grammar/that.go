package grammar

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// readThat reads: Smith said that it “...”.
func (d *doc) readThat(q int, s span) reading {
	if d.nameInMarks(q) {
		return reading{}
	}
	lo := d.clauseStart(q, s)
	at := -1
	for k := q - 1; k >= lo && k > q-40; k-- {
		t := &d.toks[k]
		if k == q-1 && t.kind == openParen {
			return reading{}
		}
		if t.kind == word && t.is(cue|clsThink) && at < 0 {
			break // of a clause inside
		}
		if t.kind == word && t.is(clsThat) {
			if at >= 0 && at-k < 3 && (d.lang.caseless() || d.cueBefore(k, lo) < 0) {
				continue
			}
			at = k
			if v := d.cueBefore(at, lo); v >= 0 {
				if n, _ := d.wordsOf(&d.pieces[d.toks[q].piece]); n <= 2 && q-at > 12 && d.lang.caseless() {
					return reading{}
				}
				if who := d.subjectOf(v, lo, at); who.ok {
					return d.verdict(reading{by: that, who: who, cue: span{v, v + 1}, verb: v}, s)
				}
				return reading{}
			}
			if at == q-1 && at > lo && d.toks[at-1].is(clsAux|clsReflexiveAux|clsPresent) {
				if r := d.wordsOfSomebody(lo, at-1); r.found() {
					r.by = that // "the hope of Smith is that “...”"
					return r
				}
			}
		}
	}
	return d.readWithoutThat(q, lo, s)
}

// readWithoutThat reads, where reported speech has a mood of its own: Smith said, it be
// “...”.
func (d *doc) readWithoutThat(q, lo int, s span) reading {
	mood := false
	for k := q - 1; k > lo && k > q-25; k-- {
		t := &d.toks[k]
		mood = mood || t.is(clsMood)
		if t.kind != comma {
			continue
		}
		v := d.cueBefore(k, lo)
		if v < 0 {
			continue
		}
		if !mood {
			mood = d.reportedMood(span{q + 1, s.last}) // ..., it “...” be
		}
		if who := d.subjectOf(v, lo, k); mood && who.ok {
			return d.verdict(reading{by: that, who: who, cue: span{v, v + 1}, verb: v}, s)
		}
		return reading{}
	}
	return reading{}
}

// cueBefore returns the verb of saying whose clause ends at the "that" at token k.
func (d *doc) cueBefore(k, lo int) int {
	end := k - 1
	if end > lo && d.toks[end].kind == comma {
		end-- // "teilte mit, dass"
	}
	for j := k - 1; j >= lo && j > k-10; j-- {
		t := &d.toks[j]
		if t.kind == comma && j < k-1 || t.kind == quoted || t.is(clsThat) {
			return -1
		}
		if t.kind == word && (t.is(cue|clsSaying) || t.is(clsSeparable) && d.toks[end].is(clsSplit)) {
			return j
		}
	}
	return -1
}

// readTrailing reads the cue at the end of the sentence: It is “...”, said Smith.
func (d *doc) readTrailing(q int, s span) reading {
	if d.nameInMarks(q) || !d.lang.on("behind: verb, subject") || d.lastCue(d.clauseStart(q, s), q) >= 0 {
		return reading{}
	}
	first := q
	for first-2 > s.first && d.toks[first-1].kind == comma && d.toks[first-2].kind == quoted {
		first -= 2
	}
	if first > s.first && d.toks[first-1].is(clsAs) {
		return reading{} // "words like “...”, “...”"
	}
	for k := s.last - 1; k > q+1 && k > s.last-40; k-- {
		if d.toks[k].kind == quoted {
			return reading{}
		}
		if d.toks[k].kind != comma {
			continue
		}
		v := d.verbFrom(k+1, s.last)
		if v < 0 {
			continue
		}
		who := d.behind(v+1, s.last)
		if !who.ok {
			who = d.omitted(v, k+1, s.last)
		}
		if who.ok && (who.near || who.omitted || d.lang.subjectsStand() && !who.pronoun) && d.agrees(who, v) {
			return d.verdict(reading{by: trailing, who: who, cue: span{k + 1, v + 1}, verb: v}, s)
		}
		return reading{}
	}
	return reading{}
}

// readGoverned reads words that are the object of the verb, or the end of it: Smith called
// it a “...”.
func (d *doc) readGoverned(q int, s span) reading {
	if !d.lang.on("verb governs words") || d.nameInMarks(q) {
		return reading{}
	}
	lo := d.clauseStart(q, s)
	for k := q - 1; k >= lo && k >= q-9; k-- {
		t := &d.toks[k]
		switch {
		case t.kind == word && t.run > 0 && d.toks[q-1].is(clsThatVerb) && d.governed(d.runs[t.run-1].first, lo):
			k = d.runs[t.run-1].first // "commented on the decision of Brown as “...”"
		case t.kind != word || t.run > 0 || t.is(clsThat|clsThink):
			return reading{}
		case t.is(cue|clsSaying) && d.asNounSays(k, q, lo):
			return reading{}
		case t.is(cue|clsSaying) && !t.is(clsJudge) && d.lang.judges && d.namedThing(q):
			return reading{} // "declared the “state of war”"
		case d.toldAlready(k, s.first):
			return reading{}
		case t.is(cue | clsSaying):
			if n, _ := d.wordsOf(&d.pieces[d.toks[q].piece]); n < 3 && !t.is(clsJudge) {
				return reading{} // a term, and nobody's words
			}
			if who := d.subjectOf(k, lo, k+1); who.ok && (who.last <= k || who.omitted) {
				return d.verdict(reading{by: judged, who: who, cue: span{k, k + 1}, verb: k}, s)
			}
			return reading{}
		}
	}
	return reading{}
}

// namedThing reports whether the piece at token q is a few words behind a definite
// determiner.
func (d *doc) namedThing(q int) bool {
	n, _ := d.wordsOf(&d.pieces[d.toks[q].piece])
	for k := q - 1; k > q-4 && k >= 0; k-- {
		if t := &d.toks[k]; t.is(clsDet) {
			return n < 4 && !t.has(indefinite)
		}
	}
	return false
}

// nameInMarks reports whether the words at token q are the name of a work, a firm, a
// place: short, with a capital, behind a noun; or in apposition to a name.
func (d *doc) nameInMarks(q int) bool {
	p := &d.pieces[d.toks[q].piece]
	words := d.text[p.start:p.end]
	n := len(strings.Fields(words))
	if d.terms[termOf(words)] > 2 {
		return true // again and again: what the text calls something
	}
	if q+2 < len(d.toks) && n <= 3 && d.toks[q+1].kind == dash && d.toks[q+2].run > 0 {
		return true // «word» — Name
	}
	if q > 0 && n < 16 && (d.lang.caseless() || d.lang.on("no articles")) && upperFirst(words) && d.toks[q-1].kind == word && d.toks[q-1].is(clsWork) {
		return true
	}
	if n <= 5 && upperFirst(words) && endsInNumber(words) || q > 0 && n < 16 && upperFirst(words) && d.isOfFirm(q-1) {
		return true
	}
	if n < 8 && !d.lang.latin && d.lang.on("no articles") && upperFirst(words) && !strings.ContainsFunc(words, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }) {
		return true
	}
	if n > 6 || q == 0 || !upperFirst(words) {
		return false
	}
	if n > 1 && titleCase(words) {
		return true
	}
	t := &d.toks[q-1]
	if t.is(clsAccording) && t.kind == word && d.lang.on("verb second") {
		return true // laut „Name“
	}
	if t.kind == comma && n <= 3 && q+1 < len(d.toks) && d.toks[q+1].kind == word {
		return true // not to see, say, “Name” as
	}
	if t.kind != word {
		return false
	}
	if t.is(clsWork | clsBody | clsRole) {
		return true
	}
	if d.lang.on("nouns have capitals") {
		return t.caps != small && !t.is(function) || n < 4 && t.is(clsDet) && !t.has(indefinite) && q > 1 && d.toks[q-2].is(clsPrep) && d.sentenceStart(q-2) // In der „Zeitung“ schreibt
	}
	if t.is(clsThat) {
		return n <= 3 && q+1 < len(d.toks) && d.toks[q+1].kind == word // said that “Name” is
	}
	if t.is(clsDet) && !t.has(indefinite) && d.lang.on("no article before names") && n > 2 {
		return true // "the “Night of shame”"
	}
	return n <= 4 && !t.is(cue)
}

// termOf is how a few words in marks are counted, "" for more of them.
func termOf(words string) string {
	if len(words) > 40 || len(strings.Fields(words)) > 3 {
		return ""
	}
	return strings.ToLower(strings.TrimSpace(words))
}

// endsInNumber reports whether a few words end in a number behind a dash: “Northwind – 2”.
func endsInNumber(words string) bool {
	rest := strings.TrimRight(strings.TrimSpace(words), "0123456789")
	before := strings.TrimRight(rest, " ")
	last, _ := utf8.DecodeLastRuneInString(before)
	return len(rest) < len(strings.TrimSpace(words)) && isDash(last)
}

// isOfFirm reports whether token k is the initials before the name of a firm or an authority
// in marks, where no case of a noun tells it: ТОВ «Зелений гай».
func (d *doc) isOfFirm(k int) bool {
	t := &d.toks[k]
	return d.lang.on("no articles") && !d.lang.caseless() && t.kind == word && t.caps == all && utf8.RuneCountInString(t.low) < 5 && !t.is(cue|clsThat)
}

// titleCase reports whether every word has a capital.
func titleCase(words string) bool {
	for w := range strings.FieldsSeq(words) {
		if !upperFirst(w) {
			return false
		}
	}
	return true
}

// wordsOf counts the words of a piece and tells whether they begin with a small letter and
// are not more than a part of a sentence.
func (d *doc) wordsOf(p *piece) (n int, small bool) {
	s := strings.TrimSpace(d.text[p.start:p.end])
	r, _ := utf8.DecodeRuneInString(s)
	words := strings.Fields(s)
	return len(words), strings.ToLower(string(r)) == string(r) && strings.ToUpper(string(r)) != string(r) && !d.severalSentences(words)
}

// severalSentences reports whether a sentence ends among some words and another of a few
// words begins there.
func (d *doc) severalSentences(words []string) bool {
	for i := 3; i+3 < len(words); i++ {
		if w := words[i-1]; len(w) > 4 && strings.HasSuffix(w, ".") && upperFirst(words[i]) {
			return true
		}
	}
	return false
}
