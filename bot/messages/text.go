package messages

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// Characters that Unicode hides: they are named here because a source file
// that held them would be unreadable.
const (
	zwnj = '\u200c' // zero width non-joiner
	zwj  = '\u200d' // zero width joiner

	noDots = '\u2800' // Braille without a dot: a symbol to Unicode, a space to the eye
	lrm    = '\u200e' // left-to-right mark
	rlm    = '\u200f' // right-to-left mark
	alm    = '\u061c' // Arabic letter mark
	fsi    = '\u2068' // first strong isolate
	pdi    = '\u2069' // pop directional isolate
)

// maxMarks is how many combining marks one letter keeps. Hebrew with vowels and
// cantillation needs four, Tibetan stacks five; what is called Zalgo has dozens.
const maxMarks = 5

// Clean returns the visible text of s, as a person would read it out: LF line
// ends, at most one blank line in a row, nothing that hides, overlays or
// reorders. Gone are control and invisible characters, tags, direction
// overrides, embeddings and isolates; joiners stay where a script or an emoji
// needs them, direction marks where the text has a right-to-left letter, and
// combining marks up to five on a letter. Invalid UTF-8 becomes U+FFFD.
// Clean(Clean(s)) == Clean(s).
//
// Clean does not make a text safe inside markup: that is what [Escape] is for.
func Clean(s string) string {
	clean, _ := CleanAt(s, nil)
	return clean
}

// CleanAt is [Clean] for a text with places in it, such as the ends of matched
// words: it returns where they are afterwards. at holds byte offsets into s in
// ascending order; those outside s count as its ends.
func CleanAt(s string, at []int) (string, []int) {
	var c cleaner
	c.out.Grow(len(s))
	c.rtl = hasRTL(s)
	moved := make([]int, 0, len(at))
	for i, r := range s {
		for len(moved) < len(at) && at[len(moved)] <= i {
			moved = append(moved, c.out.Len())
		}
		next, _ := decode(s[i+runeLen(s[i:], r):])
		c.add(r, next)
	}
	clean := strings.TrimRightFunc(c.out.String(), unicode.IsSpace)
	for len(moved) < len(at) {
		moved = append(moved, len(clean))
	}
	for i := range moved {
		moved[i] = min(moved[i], len(clean))
	}
	return clean, moved
}

// cleaner builds a cleaned text rune by rune.
type cleaner struct {
	out    strings.Builder
	rtl    bool // the text has a right-to-left letter
	prev   rune // the last rune that was kept; 0 at the start
	marks  int  // combining marks since the last base
	inked  bool // the line has something visible
	blanks int  // blank lines in a row
}

func (c *cleaner) add(r, next rune) {
	switch {
	case r == '\r' && next == '\n':
		return
	case r == '\n', r == '\r', r == '\v', r == '\f', r == '\u0085', r == '\u2028', r == '\u2029':
		c.newline()
		return
	case r == '\t', r == noDots, unicode.Is(unicode.Zs, r) && !plainSpace(r):
		r = ' '
	case unicode.Is(unicode.Cc, r), nonCharacter(r):
		return
	case r == zwj, r == zwnj:
		if !joins(c.prev, r, next) {
			return
		}
	case r == lrm, r == rlm, r == alm:
		if !c.rtl || c.prev == lrm || c.prev == rlm || c.prev == alm {
			return
		}
	case variation(r):
		if c.prev == 0 || unicode.IsSpace(c.prev) || variation(c.prev) || unicode.Is(unicode.Cf, c.prev) ||
			r >= 0xE0100 && !unicode.Is(unicode.Han, c.prev) {
			return
		}
	case ignorable(r):
		return
	case unicode.In(r, unicode.Mn, unicode.Me):
		if c.prev == 0 || unicode.IsSpace(c.prev) || c.marks == maxMarks {
			return
		}
		c.marks++
	default:
		if !unicode.Is(unicode.Cf, r) {
			c.marks = 0
		}
	}
	if unicode.IsSpace(r) {
		if c.out.Len() == 0 {
			return
		}
	} else {
		c.inked, c.blanks = true, 0
	}
	c.keep(r)
}

func (c *cleaner) newline() {
	if c.out.Len() == 0 {
		return
	}
	if !c.inked {
		if c.blanks++; c.blanks > 1 {
			return
		}
	}
	c.inked, c.marks = false, 0
	c.keep('\n')
}

func (c *cleaner) keep(r rune) {
	c.out.WriteRune(r)
	c.prev = r
}

// plainSpace reports whether a space is kept as it is: the common one, those
// that typography puts before French punctuation, and the ideographic one.
func plainSpace(r rune) bool {
	return r == ' ' || r == '\u00a0' || r == '\u202f' || r == '\u3000'
}

func variation(r rune) bool {
	return r >= 0xFE00 && r <= 0xFE0F || r >= 0x180B && r <= 0x180D || r == 0x180F || r >= 0xE0100 && r <= 0xE01EF
}

func nonCharacter(r rune) bool {
	return r&0xFFFE == 0xFFFE || r >= 0xFDD0 && r <= 0xFDEF
}

// ignorable reports whether a character shows nothing by itself: the format
// characters and what else Unicode lists as Default_Ignorable_Code_Point. The
// signs that precede and hold numbers are format characters, but visible.
func ignorable(r rune) bool {
	if unicode.Is(unicode.Prepended_Concatenation_Mark, r) {
		return false
	}
	return unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point) || r >= 0xE0000 && r <= 0xE0FFF
}

// joins reports whether a joiner between two runes has work to do: in scripts
// that shape letters, and (the zero width joiner) between the parts of an emoji.
func joins(prev, joiner, next rune) bool {
	if joiner == zwj && unicode.Is(unicode.So, next) && next != noDots {
		return unicode.Is(unicode.So, prev) || prev == 0xFE0F || prev >= 0x1F3FB && prev <= 0x1F3FF
	}
	return shaped(prev) && shaped(next) && unicode.IsLetter(next)
}

func shaped(r rune) bool {
	return unicode.In(r, unicode.Arabic, unicode.Syriac, unicode.Nko, unicode.Mongolian,
		unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya, unicode.Tamil,
		unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Khmer, unicode.Myanmar)
}

// hasRTL reports whether a text has a letter that is read from right to left.
func hasRTL(s string) bool { return strings.ContainsFunc(s, rightToLeft) }

// rightToLeft covers the blocks that Unicode gives to right-to-left scripts,
// present and to come (https://www.unicode.org/reports/tr9/#Bidirectional_Character_Types).
func rightToLeft(r rune) bool {
	return unicode.IsLetter(r) &&
		(r >= 0x0590 && r <= 0x08FF || r >= 0xFB1D && r <= 0xFDFF || r >= 0xFE70 && r <= 0xFEFF ||
			r >= 0x10800 && r <= 0x10FFF || r >= 0x1E800 && r <= 0x1EFFF)
}

// isolate keeps a line with right-to-left letters from reordering what stands
// around it.
func isolate(line string) string {
	if !hasRTL(line) {
		return line
	}
	return string(fsi) + line + string(pdi)
}

// Plain returns s as one clean line for a place where nothing is markup, such
// as an embed's footer or a choice's name. Right-to-left text is isolated.
func Plain(s string) string { return isolate(oneLine(s)) }

func oneLine(s string) string { return strings.Join(strings.Fields(Clean(s)), " ") }

// Len16 returns the length of s as Discord counts it, in UTF-16 code units.
func Len16(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}

// Head returns the longest beginning of s of at most limit UTF-16 code units
// that ends at a word's end; where the last word is longer than half of the
// limit, at the end of a character as a reader sees it. It is s itself if that
// fits.
func Head(s string, limit int) string {
	if Len16(s) <= limit {
		return s
	}
	wordEnd, end, state := 0, 0, -1
	for rest, used := s, 0; rest != ""; {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if strings.TrimSpace(cluster) == "" {
			wordEnd = end
		}
		if used += Len16(cluster); used > limit {
			break
		}
		end += len(cluster)
	}
	if wordEnd*2 >= end {
		end = wordEnd
	}
	return strings.TrimRightFunc(s[:end], unicode.IsSpace)
}

// Tail returns the longest end of s of at most limit UTF-16 code units that begins
// at a word's beginning; where the first word is longer than half of the limit,
// at the beginning of a character as a reader sees it. It is s itself if that
// fits.
func Tail(s string, limit int) string {
	start := len(s)
	for used := 0; start > 0; {
		r, size := utf8.DecodeLastRuneInString(s[:start])
		used++
		if r > 0xFFFF {
			used++
		}
		if used > limit {
			break
		}
		start -= size
	}
	if start == 0 {
		return s
	}
	// Characters are told apart from a space before, or from far enough.
	from := max(strings.LastIndexByte(s[:start], ' '), start-128, 0)
	for from > 0 && !utf8.RuneStart(s[from]) {
		from--
	}
	at, state := from, -1
	for at < start {
		var cluster string
		cluster, _, _, state = uniseg.FirstGraphemeClusterInString(s[at:], state)
		at += len(cluster)
	}
	word := at
	if last, _ := utf8.DecodeLastRuneInString(s[:at]); !unicode.IsSpace(last) {
		if i := strings.IndexFunc(s[at:], unicode.IsSpace); i >= 0 {
			word += i
		}
	}
	if 2*(len(s)-word) >= len(s)-at {
		at = word
	}
	return strings.TrimLeftFunc(s[at:], unicode.IsSpace)
}

// Shorten returns s if it has at most limit UTF-16 code units, else its [Head]
// and an ellipsis within that limit.
func Shorten(s string, limit int) string {
	if Len16(s) <= limit {
		return s
	}
	return Head(s, limit-1) + "…"
}
