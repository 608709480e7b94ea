package record

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// closing returns the marks that shut a quotation which a mark opens; "" when it
// opens none.
func closing(open rune) string {
	switch open {
	case '“':
		return "”"
	case '„':
		return "“”"
	case '‘':
		return "’"
	case '‚':
		return "‘’"
	case '«':
		return "»"
	case '»':
		return "«"
	case '‹':
		return "›"
	case '›':
		return "‹"
	case '「':
		return "」"
	case '『':
		return "』"
	case '"', '\'':
		return string(open)
	}
	return ""
}

// maxWrapped is how many pairs of marks may stand around words: "“so”".
const maxWrapped = 2

// WithoutMarks returns words without the quotation marks around the whole of
// them: an export puts them there, nobody said them. Where they belong to two
// quotations (“A” and “B”), or where it is not clear that they belong together,
// they stay. The ID, which knows no punctuation, stays the same.
func WithoutMarks(words string) string {
	for range maxWrapped {
		open, first := utf8.DecodeRuneInString(words)
		shut, last := utf8.DecodeLastRuneInString(words)
		if len(words) <= first+last || !strings.ContainsRune(closing(open), shut) {
			break
		}
		inner := words[first : len(words)-last]
		if !encloses(open, inner) {
			break
		}
		words = strings.TrimSpace(inner)
	}
	return words
}

// encloses reports whether a mark before a text and one after it are one pair:
// no mark in the text shuts the first one, and there is something between them.
func encloses(open rune, text string) bool {
	if open == '\'' && beginsElided(text) {
		return false
	}
	shut := closing(open)
	depth, before, said := 1, open, false
	for rest := text; rest != ""; {
		r, size := utf8.DecodeRuneInString(rest)
		rest = rest[size:]
		after, _ := utf8.DecodeRuneInString(rest)
		said = said || unicode.IsLetter(r) || unicode.IsNumber(r)
		switch {
		case (r == '\'' || r == '’') && unicode.IsLetter(before) && unicode.IsLetter(after):
			// an apostrophe
		case strings.ContainsRune(shut, r):
			if depth--; depth == 0 {
				return false
			}
		case r == open:
			depth++
		}
		before = r
	}
	return depth == 1 && said
}

// beginsElided reports whether a text begins with a word before which a mark is
// an apostrophe.
func beginsElided(text string) bool {
	end := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
	switch strings.ToLower(text[:max(end, 0)]) {
	case "tis", "twas", "twere", "twill", "twould", "cause", "em", "til", "till", "bout", "round", "neath", "gainst", "n":
		return true
	}
	return false
}

// CleanName gives a name as it is kept: without the comma or dash that an export
// leaves beside it ("Marilyn Monroe,", "Oscar Wilde —"). A dash at the end of a
// word stays: "Lord B—".
func CleanName(s string) string {
	const dashes = "-–—―"
	s = strings.TrimLeft(CleanLine(s), dashes+" ")
	for {
		short := strings.TrimRight(s, ", ")
		if bare := strings.TrimRight(short, dashes); bare != short && strings.TrimRight(bare, " ") != bare {
			short = bare
		}
		if short == s {
			return s
		}
		s = short
	}
}
