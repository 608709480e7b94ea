package quotes

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// ID names a wording: 13 characters of Crockford's base 32 in lower case, which
// has no i, l, o or u, so that it survives being read out and typed on a phone.
// It holds the first 65 bits of the SHA-256 of [Normalize] of the words.
// At a million wordings two of them share an ID with a probability of 1 in 74
// million; a build that meets such a pair fails.
type ID string

// IDLen is the length of every ID in characters.
const IDLen = 13

// https://www.crockford.com/base32.html
const idAlphabet = "0123456789abcdefghjkmnpqrstvwxyz"

// ErrBadID is returned, wrapped, by [ParseID] for a text that cannot be an ID.
var ErrBadID = errors.New("not a quotation ID")

// IDOf returns the ID of a wording. Case, punctuation, spacing and Unicode form
// do not count; anything else does.
func IDOf(words string) ID {
	sum := sha256.Sum256([]byte(Normalize(words)))
	high, last := binary.BigEndian.Uint64(sum[:8]), sum[8]>>7
	var id [IDLen]byte
	// 65 bits are 13 groups of 5: 12 groups and 4 bits in the first word.
	for i := range IDLen - 1 {
		id[i] = idAlphabet[high>>(59-5*i)&31]
	}
	id[IDLen-1] = idAlphabet[(high&15)<<1|uint64(last)]
	return ID(id[:])
}

// ParseID reads an ID as a person writes it: in any case, with spaces or hyphens,
// with the letters that Crockford's alphabet leaves out for their look-alikes.
// Its error wraps [ErrBadID].
func ParseID(s string) (ID, error) {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		switch {
		case r == '-' || unicode.IsSpace(r):
			continue
		case r == 'o':
			r = '0'
		case r == 'i' || r == 'l':
			r = '1'
		}
		if !strings.ContainsRune(idAlphabet, r) || b.Len() == IDLen {
			return "", fmt.Errorf("%w: %q", ErrBadID, s)
		}
		b.WriteRune(r)
	}
	if b.Len() != IDLen {
		return "", fmt.Errorf("%w: %q", ErrBadID, s)
	}
	return ID(b.String()), nil
}

// idEncoding reads IDs as numbers of 5 bits a character.
var idEncoding = base32.NewEncoding(idAlphabet).WithPadding(base32.NoPadding)

// PackIDs writes IDs one after the other with 65 bits each, so that 25 take 205
// bytes: as they are shown they would take 325. An ID that is none makes all of
// them nil.
func PackIDs(ids []ID) []byte {
	var b strings.Builder
	for _, id := range ids {
		if len(id) != IDLen {
			return nil
		}
		b.WriteString(string(id))
	}
	for b.Len()%8 != 0 {
		b.WriteByte(idAlphabet[0]) // less than an ID, so that reading drops it
	}
	packed, err := idEncoding.DecodeString(b.String())
	if err != nil {
		return nil
	}
	return packed
}

// UnpackIDs reads what [PackIDs] wrote. Other bytes are read as some IDs.
func UnpackIDs(packed []byte) []ID {
	text := idEncoding.EncodeToString(packed)
	var ids []ID
	for len(text) >= IDLen {
		ids, text = append(ids, ID(text[:IDLen])), text[IDLen:]
	}
	return ids
}

// Normalize returns the form of a wording that its ID is made of: compatibility
// composed (NFKC), case folded, apostrophes inside words and invisible
// characters left out, every other run of punctuation and space one space.
// A text of nothing but punctuation stays as it is, so that "?" and "!" differ.
// Normalize(Normalize(s)) == Normalize(s).
func Normalize(words string) string {
	if isASCII(words) {
		return normalizeASCII(words)
	}
	return normalizeUnicode(words)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// normalizeASCII is [normalizeUnicode] for a text that has nothing to compose
// or fold but A to Z. Most readings of a large corpus are such, and a build
// normalizes each of them.
func normalizeASCII(words string) string {
	b := make([]byte, 0, len(words))
	gap := false
	for i := range len(words) {
		c := words[i]
		switch {
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', strings.IndexByte("$+<=>^|~", c) >= 0:
		case (c == '\'' || c == '`') && i > 0 && i+1 < len(words) && isLetterASCII(words[i-1]) && isLetterASCII(words[i+1]):
			continue
		default:
			gap = true
			continue
		}
		if gap && len(b) > 0 {
			b = append(b, ' ')
		}
		gap = false
		b = append(b, c)
	}
	if len(b) == 0 {
		return strings.TrimSpace(strings.ToLower(words))
	}
	return string(b)
}

func isLetterASCII(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func normalizeUnicode(words string) string {
	if !utf8.ValidString(words) {
		words = string([]rune(words)) // norm leaves alone what stands behind a broken character
	}
	// Folding can undo the composition and the other way round (U+0345), hence
	// NFKC on both sides: https://www.unicode.org/reports/tr15/#NFKC_Casefold
	// cases.Fold sends Cherokee letters back and forth, hence the lower case.
	folded := norm.NFKC.String(strings.ToLower(cases.Fold().String(norm.NFKC.String(words))))
	runes := []rune(folded)
	var b strings.Builder
	b.Grow(len(folded))
	gap, joined := false, false
	for i, r := range runes {
		switch {
		case unicode.Is(unicode.Cf, r):
			joined = true
		case unicode.IsLetter(r), unicode.IsMark(r), unicode.IsNumber(r), unicode.IsSymbol(r) && !isApostrophe(r):
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteRune(r)
		case isApostrophe(r) && i > 0 && i+1 < len(runes) && unicode.IsLetter(runes[i-1]) && unicode.IsLetter(runes[i+1]):
			joined = true
		default:
			gap = true
		}
	}
	if b.Len() == 0 {
		return strings.TrimSpace(folded)
	}
	if joined {
		// What was kept apart may compose now, and marks change places.
		return norm.NFKC.String(b.String())
	}
	return b.String()
}

func isApostrophe(r rune) bool {
	switch r {
	case '\'', '’', '‘', 'ʼ', '`', '´', '＇':
		return true
	}
	return false
}
