// Package text says what a word is, to the index and to the query alike.
//
// A word is a run of letters, marks and digits, folded so that writings which
// people do not tell apart are one: case, compatibility forms, diacritics,
// apostrophes. Signs are no part of it, but in "C++" and "C#". Scripts that set no
// spaces are cut into overlapping pairs of characters. Nothing is left out: "to be
// or not to be" is six words.
//
// The package holds no state; every function may be called concurrently.
package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxWord is the longest word in bytes after folding; what is longer is cut on
// a rune boundary, so that a line of a thousand letters costs no more than a
// long word. The longest word of the Universal Declaration's translations has
// fewer than 50 letters.
const MaxWord = 64

// Token is a word and where it stands.
type Token struct {
	Text       string // folded, never empty, without spaces, at most MaxWord bytes
	Start, End int    // the word as written, bytes into the text, on rune boundaries
}

// Tokens returns the words of s in order. Their starts never decrease; only
// pairs of characters of scripts without spaces overlap.
func Tokens(s string) []Token { return Append(make([]Token, 0, len(s)/6+1), s) }

// Append appends the words of s to dst and returns it.
func Append(dst []Token, s string) []Token {
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		switch {
		case !isWord(r):
			i += size
		case spaceless(r):
			dst, i = appendPairs(dst, s, i)
		default:
			dst, i = appendWord(dst, s, i)
		}
	}
	return dst
}

// appendWord takes the word that starts at i. An apostrophe between letters
// belongs to the word and is not written ("don't", "O'Rourke" are "dont",
// "orourke"), except after an article that French and Italian elide.
func appendWord(dst []Token, s string, i int) ([]Token, int) {
	start, end := i, i // end: after the last rune that belongs to the word
	ascii := true
	apostrophes := false
	for i < len(s) {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		switch {
		case isWord(r) && !spaceless(r):
			ascii = ascii && r < utf8.RuneSelf
			i += size
			end = i
			continue
		case invisible(r):
			ascii = false
			i += size
			continue
		case isApostrophe(r) && i == end:
			next, _ := utf8.DecodeRuneInString(s[i+size:])
			if unicode.IsLetter(next) && !spaceless(next) {
				if elided(s[start:end]) && longWord(s[i+size:]) {
					return appendFolded(dst, s, start, end, ascii, apostrophes), i + size
				}
				apostrophes = true
				i += size
				continue
			}
		}
		break
	}
	if signs := signed(s[start:end], s[end:]); signs > 0 {
		end += signs
	}
	return appendFolded(dst, s, start, end, ascii, apostrophes), end
}

// signed returns how many bytes behind a word are signs that make it another one:
// "C++" and "C#" are not "C".
func signed(word, rest string) int {
	if utf8.RuneCountInString(word) > 2 {
		return 0
	}
	for _, signs := range []string{"++", "#", "♯"} {
		if !strings.HasPrefix(rest, signs) {
			continue
		}
		if next, _ := utf8.DecodeRuneInString(rest[len(signs):]); !isWord(next) {
			return len(signs)
		}
	}
	return 0
}

func appendFolded(dst []Token, s string, start, end int, ascii, apostrophes bool) []Token {
	var folded string
	if ascii && !apostrophes {
		folded = strings.ToLower(s[start:end]) // no copy when it is lower case already
	} else {
		folded = Fold(s[start:end])
	}
	if len(folded) > MaxWord {
		folded = strings.ToValidUTF8(folded[:MaxWord], "")
	}
	if folded == "" {
		return dst
	}
	return append(dst, Token{Text: folded, Start: start, End: end})
}

// appendPairs cuts a run of a script without spaces into overlapping pairs of
// characters, a run of one into itself, as Lucene's CJKAnalyzer does.
func appendPairs(dst []Token, s string, i int) ([]Token, int) {
	prev, prevEnd := -1, i
	alone := true
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		if !spaceless(r) {
			break
		}
		end := i + size
		for end < len(s) { // marks stay with their letter
			m, n := utf8.DecodeRuneInString(s[end:])
			if !unicode.IsMark(m) {
				break
			}
			end += n
		}
		if prev >= 0 {
			dst = appendFolded(dst, s, prev, end, false, false)
			alone = false
		}
		prev, prevEnd = i, end
		i = end
	}
	if alone {
		dst = appendFolded(dst, s, prev, prevEnd, false, false)
	}
	return dst, i
}

// isWord reports whether r can start or continue a word. A mark alone can: it
// may follow a letter of another script.
func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) && !invisible(r))
}

// invisible reports whether r only says how others are drawn or broken: soft hyphens,
// joiners, what makes a heart an emoji.
func invisible(r rune) bool { return unicode.In(r, unicode.Cf, unicode.Variation_Selector) }

// spaceless reports whether r belongs to a script that sets no spaces between
// words. Korean does.
func spaceless(r rune) bool {
	return r >= 0x0e00 && unicode.IsLetter(r) && unicode.In(r,
		unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

func isApostrophe(r rune) bool {
	switch r {
	case '\'', '’', '‘', 'ʼ', '`', '´', '＇', '‛':
		return true
	}
	return false
}

// elided reports whether a French, Italian or Catalan word may lose its last
// vowel before an apostrophe, so that what follows is a word of its own.
func elided(prefix string) bool {
	if len(prefix) > 7 {
		return false
	}
	switch strings.ToLower(prefix) {
	case "l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu",
		"un", "all", "dell", "nell", "sull", "dall", "quest", "quell":
		return true
	}
	return false
}

// longWord reports whether s starts with three letters or more: English
// endings after an apostrophe ('s, 't, 'll, 're, 've) do not.
func longWord(s string) bool {
	n := 0
	for _, r := range s {
		if !unicode.IsLetter(r) {
			break
		}
		if n++; n == 3 {
			return true
		}
	}
	return false
}

// Fold returns the form under which a word is indexed: compatibility forms,
// case and diacritics folded, apostrophes and invisible characters left out.
// Marks that carry a vowel (Devanagari, Thai) stay. Fold(Fold(s)) == Fold(s).
func Fold(word string) string {
	if !strings.ContainsFunc(word, folds) {
		return word
	}
	var b strings.Builder
	b.Grow(len(word))
	for _, r := range norm.NFKD.String(strings.ToLower(norm.NFKC.String(word))) {
		if isDiacritic(r) || isApostrophe(r) || invisible(r) || unicode.IsSpace(r) {
			continue
		}
		if s, ok := letters(r); ok {
			b.WriteString(s)
		} else {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return norm.NFC.String(b.String()) // Hangul back from its parts
}

// folds reports whether folding may change r. Kana and Chinese characters are taken
// apart and put together again by it, pair after pair of a line.
func folds(r rune) bool {
	return !('ぁ' <= r && r <= 'ゖ' || 'ァ' <= r && r <= 'ヺ' || '一' <= r && r <= '鿿')
}

// isDiacritic reports whether r is a mark that people leave out when typing:
// those of Latin, Greek and Cyrillic, Hebrew points, Arabic vowels.
func isDiacritic(r rune) bool {
	switch {
	case r < 0x300:
		return false
	case r <= 0x36f:
		return true
	case r < 0x591:
		return 0x483 <= r && r <= 0x489
	case r <= 0x5c7:
		return unicode.Is(unicode.Mn, r)
	case 0x610 <= r && r <= 0x61a, 0x64b <= r && r <= 0x65f, r == 0x670, r == 0x640:
		return true
	}
	return 0x1ab0 <= r && r <= 0x1aff || 0x1dc0 <= r && r <= 0x1dff || 0x20d0 <= r && r <= 0x20ff || 0xfe20 <= r && r <= 0xfe2f
}

// letters gives the usual replacement of letters that Unicode does not
// decompose, as people type them without the key.
func letters(r rune) (string, bool) {
	switch r {
	case 'ß', 'ẞ':
		return "ss", true
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
	case 'ħ':
		return "h", true
	case 'ς':
		return "σ", true
	case 'ґ':
		return "г", true
	case 'آ', 'أ', 'إ', 'ٱ':
		return "ا", true
	}
	return "", false
}
