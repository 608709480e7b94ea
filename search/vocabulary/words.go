package vocabulary

import (
	"math"
	"strings"
	"unicode/utf8"

	"verbatim/search/text"
)

// Assumed is how many quotations without a word are counted besides those of the
// corpus. In one of a few, counts say little: all words are taken for rare.
const Assumed = 500

// UnknownWord stands for every word that the vocabulary lacks.
const UnknownWord = math.MaxUint32

// IDF is the logarithm of how many quotations there are for each of count.
func (v *Vocabulary) IDF(count float64) float64 {
	return math.Max(0, math.Log(float64(v.Len()+Assumed)/count))
}

// A word that more than one of so many quotations has, and more than a few, says
// nothing by itself.
const (
	commonShare = 30
	fewHave     = 3
)

// Telling reports whether a word, the zero Entry for an unknown one, says something
// without others.
func (v *Vocabulary) Telling(e Entry) bool { return e.Count <= max(v.Len()/commonShare, fewHave) }

// Inflections returns the words that begin alike and end in up to four other letters.
func (v *Vocabulary) Inflections(word string) []Entry {
	length := utf8.RuneCountInString(word)
	stem := 0
	for i := range word {
		if utf8.RuneCountInString(word[:i]) == max(3, length-3) {
			stem = i
		}
	}
	if stem == 0 {
		stem = len(word)
	}
	var out []Entry
	for _, entry := range v.WordsFrom(word[:stem], 64) {
		common := text.CommonPrefix(word, entry.Text)
		if a, b := length-common, utf8.RuneCountInString(entry.Text)-common; a <= 3 && b <= 4 && common >= 3 && a+b < common+1 || sameStem(word, entry.Text) {
			out = append(out, entry)
		}
	}
	return out
}

// sameStem reports whether one of two words is the other with an ending of English
// before which that loses its e, or doubles its last letter: "making", "planned".
func sameStem(a, b string) bool {
	if len(a) < len(b) {
		a, b = b, a
	}
	for _, ending := range []string{"ing", "ed", "er", "est"} {
		stem, ok := strings.CutSuffix(a, ending)
		if !ok || len(stem) < 3 {
			continue
		}
		last := len(stem) - 1
		if b == stem+"e" || stem[last] == stem[last-1] && b == stem[:last] {
			return true
		}
	}
	return false
}

// Texts returns the texts of entries.
func Texts(entries []Entry) []string {
	texts := make([]string, len(entries))
	for i, e := range entries {
		texts[i] = e.Text
	}
	return texts
}
