package people

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"verbatim/quotes"
)

// fold returns what two writings of one name share, and "" for a text without a
// letter or digit. fold(fold(s)) == fold(s), as long as only one "the" leads.
func fold(name string) string {
	words := strings.Fields(plain(quotes.Normalize(name)))
	if len(words) > 1 && words[0] == "the" {
		words = words[1:]
	}
	var b strings.Builder
	for i, word := range words {
		if i > 0 && !joins(words[i-1], word) {
			b.WriteByte(' ')
		}
		b.WriteString(word)
	}
	if !strings.ContainsFunc(b.String(), wordRune) {
		return ""
	}
	return b.String()
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// plain takes the diacritics off the letters of scripts in which people leave
// them out when they type. Elsewhere the marks are vowels (Devanagari) or tell
// letters apart (the Japanese ones), and stay.
func plain(s string) string {
	var b strings.Builder
	bare := false // the letter before is of a script that loses its marks
	for _, r := range norm.NFD.String(s) {
		if unicode.Is(unicode.Mn, r) {
			if !bare {
				b.WriteRune(r)
			}
			continue
		}
		bare = unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Arabic, unicode.Hebrew)
		if letters, ok := undecomposed(r); ok {
			b.WriteString(letters)
		} else {
			b.WriteRune(r)
		}
	}
	return norm.NFC.String(b.String()) // Hangul back from its parts
}

// undecomposed gives the usual replacement of letters that Unicode does not
// decompose, and of those that Persian and Urdu write with another code point
// than Arabic.
func undecomposed(r rune) (string, bool) {
	switch r {
	case 'æ':
		return "ae", true
	case 'œ':
		return "oe", true
	case 'ø':
		return "o", true
	case 'ł':
		return "l", true
	case 'đ', 'ð':
		return "d", true
	case 'þ':
		return "th", true
	case 'ı':
		return "i", true
	case 'ґ':
		return "г", true
	case 'ی', 'ى':
		return "ي", true
	case 'ک':
		return "ك", true
	case 'ـ': // the stroke that only lengthens a word
		return "", true
	}
	return "", false
}

// joins reports whether the space between two words of a name does not count:
// between initials, and in scripts that write names with and without one.
func joins(before, after string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	first, _ := utf8.DecodeRuneInString(after)
	if eastern(last) && eastern(first) {
		return true
	}
	return initial(before) && initial(after)
}

func eastern(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) || r == 'ー'
}

func initial(word string) bool {
	r, size := utf8.DecodeRuneInString(word)
	return size == len(word) && unicode.IsLetter(r)
}
