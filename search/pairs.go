package search

import (
	"unicode/utf8"

	"verbatim/search/text"
)

// Two short words in a row are a term of the index. Most of the words that
// everybody uses are short, so that "to be or not to be" has rare terms after
// all (Williams, Zobel, Bahle: Fast Phrase Querying with Combined Indexes, ACM
// TOIS 22, 2004, who index the pairs that begin with a common word). Where words
// alone leave thousands of quotations with the same sum, the pairs choose those
// that have them in order.

// shortWord is how many letters a word of a pair has at most. Overlapping pairs of
// characters of scripts without spaces are as short.
const shortWord = 4

// pairTerm returns the term of two words in a row; false if they have none.
func pairTerm(a, b string) (string, bool) {
	if !short(a) || !short(b) {
		return "", false
	}
	return a + "_" + b, true // no word has that character
}

func short(word string) bool {
	return len(word) <= shortWord*utf8.UTFMax && utf8.RuneCountInString(word) <= shortWord
}

// pairsOf returns the terms of all short words in a row.
func pairsOf(tokens []text.Token) (terms []string) {
	for i := 1; i < len(tokens); i++ {
		if term, ok := pairTerm(tokens[i-1].Text, tokens[i].Text); ok {
			terms = append(terms, term)
		}
	}
	return terms
}

// pairs returns the terms of the short words that were typed in a row.
func (q question) pairs() (terms []string) {
	for i := 1; i < len(q.words); i++ {
		a, b := q.words[i-1], q.words[i]
		if b.position != a.position+1 {
			continue
		}
		if term, ok := pairTerm(a.text, b.text); ok {
			terms = append(terms, term)
		}
	}
	return terms
}
