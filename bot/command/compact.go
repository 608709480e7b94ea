package command

import (
	"strings"
	"unicode/utf8"
)

// compacted begins a text with a byte for each letter; no UTF-8 begins so.
const compacted = 0xF8

// compact writes a text whose letters are ASCII or of one other block of 128, as
// those of most alphabets are, with a byte for each: a mark, the block, then the
// letters, those of the block from 0x80 on (after SCSU, Unicode Technical Standard
// 6). Any other text stays as it is, as does what would be no shorter.
func compact(s string) string {
	block := rune(-1)
	n := 0
	for _, r := range s {
		n++
		switch {
		case r < utf8.RuneSelf, r>>7 == block:
		case block < 0 && r>>7 <= 0xFF:
			block = r >> 7
		default:
			return s
		}
	}
	if n+2 >= len(s) || !utf8.ValidString(s) {
		return s
	}
	b := append(make([]byte, 0, n+2), compacted, byte(block))
	for _, r := range s {
		if r >= utf8.RuneSelf {
			r = r&0x7F | 0x80
		}
		b = append(b, byte(r))
	}
	return string(b)
}

// expand reads what compact wrote.
func expand(s string) string {
	if len(s) < 2 || s[0] != compacted {
		return s
	}
	var b strings.Builder
	for _, c := range []byte(s[2:]) {
		r := rune(c)
		if r >= utf8.RuneSelf {
			r = rune(s[1])<<7 | r&0x7F
		}
		b.WriteRune(r)
	}
	return b.String()
}
