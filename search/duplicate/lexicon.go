package duplicate

import (
	"slices"

	"verbatim/search/text"
)

// Negation returns the negation that a word of s is, "" for any other: "not" for
// "cannot" and "don't" as well.
func Negation(s string, t text.Token) string {
	return negation(t.Text, s[t.Start:t.End], s[t.End:])
}

// Number returns the value of a word that counts, in digits where it has one, and
// "" for any other word. "One" is none, which is an article or a pronoun more
// often.
func Number(word string) string {
	if text.HasNumber(word) {
		return word
	}
	return numberWord(word)
}

// Opposites reports whether one of two words is made the opposite of the other, by
// what stands before it or behind it: possible and impossible, hopeful and
// hopeless.
func Opposites(a, b string) bool {
	return slices.Contains(opposites(a), b) || slices.Contains(opposites(b), a)
}

// Marks returns the negations and numbers of scripts that set no spaces, in order
// of what they are.
func Marks(words string) []string { return marksOf(words) }
