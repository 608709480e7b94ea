package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// notSpoken reports whether the words are no quotation of a speaker: a title, a
// nickname, a name, a scare quote.
func (d *doc) notSpoken(t turn) bool {
	text := d.text[t.segments[0].Start:t.segments[0].End]
	if len(t.segments) == 1 && titleCase(text) && t.words >= 2 && t.words <= 10 {
		return true
	}
	return false
}

// titleCase reports whether the words are capitalised like a title.
func titleCase(s string) bool {
	words, caps := 0, 0
	for _, w := range strings.Fields(s) {
		r, _ := utf8.DecodeRuneInString(w)
		if !unicode.IsLetter(r) {
			continue
		}
		switch strings.ToLower(w) {
		case "of", "the", "a", "an", "in", "on", "for", "to", "and", "or", "with", "at", "by", "from", "is":
			if unicode.IsLower(r) {
				continue
			}
		}
		words++
		if unicode.IsUpper(r) {
			caps++
		}
	}
	return words > 1 && caps == words
}
