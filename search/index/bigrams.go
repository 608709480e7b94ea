package index

import (
	"unicode/utf8"

	"verbatim/search/text"
)

// Two short words in a row are a term of the index. Most of the words that
// everybody uses are short, so that "to be or not to be" has rare terms after
// all (Williams, Zobel, Bahle: Fast Phrase Querying with Combined Indexes, ACM
// TOIS 22, 2004, who index the pairs that begin with a common word). Where words
// alone leave thousands of quotations with the same sum, the bigrams choose those
// that have them in order.

// shortWord is how many letters a word of a bigram has at most. Overlapping pairs
// of characters of scripts without spaces are as short.
const shortWord = 4

// Bigram returns the term of two words in a row; false if they have none.
func Bigram(a, b string) (string, bool) {
	if !short(a) || !short(b) {
		return "", false
	}
	return a + "_" + b, true // no word has that character
}

func short(word string) bool {
	return len(word) <= shortWord*utf8.UTFMax && utf8.RuneCountInString(word) <= shortWord
}

// bigramsOf returns the terms of all short words in a row.
func bigramsOf(tokens []text.Token) (terms []string) {
	for i := 1; i < len(tokens); i++ {
		if term, ok := Bigram(tokens[i-1].Text, tokens[i].Text); ok {
			terms = append(terms, term)
		}
	}
	return terms
}
