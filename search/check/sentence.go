package check

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/quotes"
)

// Marks that end a sentence, and those that may stand between it and the next.
const (
	terminators = ".!?…。！？।؟"
	enclosing   = "\"'“”„‘’‚«»‹›()[]{}「」『』*_"
)

// startsSentence reports whether a sentence of s starts at a place, or s does.
func startsSentence(s string, at int) bool {
	before := strings.TrimRightFunc(s[:at], func(r rune) bool { return !terminates(r) && !isWord(r) })
	if !strings.ContainsFunc(before, isWord) {
		return true
	}
	if r, _ := utf8.DecodeLastRuneInString(before); !terminates(r) {
		return false
	}
	return endsAt(s, len(before))
}

// endsSentence reports whether a sentence of s ends with the word that ends at a
// place, or s does.
func endsSentence(s string, at int) bool {
	rest := s[at:]
	n := len(rest) - len(strings.TrimLeftFunc(rest, func(r rune) bool { return strings.ContainsRune(enclosing, r) || unicode.IsSpace(r) }))
	r, size := utf8.DecodeRuneInString(rest[n:])
	if terminates(r) {
		return endsAt(s, at+n+size)
	}
	return !strings.ContainsFunc(rest, isWord)
}

// sentencesAround returns the whole sentences of s that a part of it stands in, with
// the marks that end them.
func sentencesAround(s string, part quotes.Span) quotes.Span {
	out := quotes.Span{End: len(s)}
	for _, t := range wordsOf(s) {
		if t.Start <= part.Start && startsSentence(s, t.Start) {
			out.Start = t.Start
		}
		if t.End >= part.End && endsSentence(s, t.End) {
			rest := strings.TrimLeftFunc(s[t.End:], terminates)
			out.End = len(s) - len(rest)
			break
		}
	}
	return out
}

// endsAt reports whether the terminator that ends at a place ends a sentence: not
// the one of an abbreviation, of a number or of a word that goes on, nor an
// ellipsis inside a sentence.
func endsAt(s string, at int) bool {
	before := strings.TrimRightFunc(s[:at], terminates)
	rest := strings.TrimLeftFunc(s[at:], terminates)
	next := strings.TrimLeftFunc(rest, func(r rune) bool { return !isWord(r) })
	if next == "" {
		return true
	}
	r, _ := utf8.DecodeRuneInString(next)
	if unicode.IsLower(r) && strings.ContainsFunc(s, unicode.IsUpper) { // unless all of it is written small
		return false
	}
	if s[at-1] == '.' && len(next) == len(rest) && unicode.IsNumber(r) { // 3.5
		return false
	}
	return s[at-1] != '.' || !abbreviated(before)
}

// abbreviated reports whether the last word of s is one behind which a dot ends
// no sentence.
func abbreviated(s string) bool {
	word := s[len(strings.TrimRightFunc(s, isWord)):]
	switch word {
	case "Mr", "Mrs", "Ms", "Dr", "Prof", "St", "Sr", "Jr", "Gen", "Sen", "Rep", "Gov", "Capt", "Lt", "Col", "Rev", "Hon", "vs", "No", "Nr", "bzw", "z", "Hr", "Fr":
		return true
	case "I": // a sentence may end with it
		return false
	}
	return utf8.RuneCountInString(word) == 1 && unicode.IsUpper([]rune(word)[0])
}

func terminates(r rune) bool { return strings.ContainsRune(terminators, r) }

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) }
