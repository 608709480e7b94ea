package grammar

import "strings"

// A few words in marks inside a sentence of the article's may be a name, a term, or a word that
// the article uses with a wink.

// termInMarks reports whether one word or two inside a sentence of the article's are a
// name, a term or a word used with a wink rather than somebody's: he said that they
// registered at “VKontakte”.
func (r *reader) termInMarks(t *turn, first *piece, words int) bool {
	switch t.read.by {
	case that:
		if k := first.at; k > 0 && r.toks[k-1].is(clsThat) && words > 1 && (r.closes(k+1) || r.toks[k+1].is(clsConj)) && !r.lang.caseless() {
			return false // "заявил, что «гордится работой»"
		}
	case according, trailing, reported, cited, likewise:
	case led:
		if _, small := r.wordsOf(first); !small || first.at+1 >= len(r.toks) || r.toks[first.at+1].kind != word {
			return false // "he said: “no”"
		}
	case judged:
		if _, small := r.wordsOf(first); small && !r.lang.on("nouns have capitals") {
			return false
		}
		words++ // called it a “disgrace”, called it “Job Turbo”
	default:
		return false
	}
	return words <= 2 && len(t.pieces) == 1 && !r.lang.on("particles") && !strings.ContainsAny(r.text[first.start:first.end], "?!")
}

// cutShort reports whether somebody's name, which has no first name, goes on where it stands, at a
// run if there is one, in words with a capital which are none of it: "the Corriere della Sera",
// "Business France".
func (r *reader) cutShort(ent, run int) bool {
	if !r.lang.subjectsStand() {
		return false
	}
	if run < 0 {
		run = r.longest(ent)
	}
	n := &r.runs[run]
	if k := n.last; k+1 < len(r.toks) && r.toks[k].kind == quoted && !r.spokenAt(k) && r.toks[k+1].run > 0 && !r.toks[k+1].is(clsFirst) {
		return true // Lucie "Lu" Martin
	}
	for k := n.first; k < n.last; k++ {
		if r.toks[k].is(clsFirst) {
			return false
		}
	}
	if k := n.last; k < len(r.toks) && r.toks[k].kind == word && r.toks[k].caps == initial && !r.apart(k) && r.toks[k].sent == r.toks[k-1].sent {
		return true
	}
	k := n.first - 1
	if k > 0 && r.toks[k].kind == word && r.toks[k].is(clsParticle) && !r.toks[k].is(clsPrep|clsDet) {
		k--
	}
	if k <= 0 || r.toks[k].kind != word || r.toks[k].caps == small || r.toks[k].is(clsRole|clsTitle|clsFirst|clsDet|clsParticle|clsAdjective) || r.toks[k].run == run+1 || r.sentenceStart(k) || r.apart(k+1) || r.toks[k].sent != r.toks[n.first].sent {
		return false
	}
	return !r.governed(k, 0)
}

// termAmong reports whether a few words are a term though the sentence has more
// of somebody's words: "he was sorry to see “the town burn” beside the “blue boots”", "for Smith
// it is a place where the “first on the rope” have left".
func (r *reader) termAmong(t *turn, first *piece, words int) bool {
	_, small := r.wordsOf(first)
	k := first.at
	if !small || !r.lang.subjectsStand() || len(t.pieces) > 1 || k == 0 || r.toks[k-1].kind != word || !r.toks[k-1].is(clsDet|clsPrep) {
		return false
	}
	several := r.toks[k-1].has(plural) || r.toks[k-1].is(clsPrep)
	if words <= 2 && several && r.terms[termOf(r.text[first.start:first.end])] > 1 {
		return true
	}
	switch t.read.by {
	case reported, trailing:
		return words <= 2 && several
	case according:
		return words <= 3 && k+1 < len(r.toks) && r.toks[k+1].kind == word && r.toks[k+1].is(clsAux)
	}
	return false
}
