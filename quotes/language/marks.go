package language

import (
	"strings"
	"unicode/utf8"
)

// stretches calls f with what a paragraph says, in its order, and whether it
// stands in quotation marks. An opening mark without a closing one holds to the
// end, as where a quotation goes on in the next paragraph. The marks are those
// between which a speech stands in some language; apostrophes are none. Tags of
// markup are left out.
func stretches(p string, f func(text string, quoted bool)) {
	from := 0 // of the narration in hand
	for i := 0; i < len(p); {
		// Nearly all bytes are letters and spaces.
		if b := p[i]; b > '<' && b < 0xC2 || b == ' ' {
			i++
			continue
		}
		closers, width := opener(p[i:])
		if width == 0 {
			i++
			continue
		}
		inside := p[i+width:]
		if p[i] == '<' {
			inside = inside[:min(len(inside), longestTag)]
		}
		end := strings.IndexAny(inside, closers)
		if end < 0 && p[i] == '<' {
			i++
			continue
		}
		if from < i {
			f(p[from:i], false)
		}
		if end < 0 {
			f(inside, true)
			return
		}
		if p[i] != '<' {
			f(inside[:end], true)
		}
		_, n := utf8.DecodeRuneInString(inside[end:])
		i += width + end + n
		from = i
	}
	if from < len(p) {
		f(p[from:], false)
	}
}

// longestTag is how many bytes a tag of markup may have: "<" is also a sign.
const longestTag = 300

// opener returns what may close the quotation or tag that opens at the start of
// s, and how many bytes open it; 0 if none does.
func opener(s string) (closers string, width int) {
	switch s[0] {
	case '"':
		return "\"", 1
	case '<':
		if len(s) > 1 && (s[1] == '/' || s[1]|0x20 >= 'a' && s[1]|0x20 <= 'z') {
			return ">", 1
		}
	case 0xC2:
		switch {
		case strings.HasPrefix(s, "«"):
			return "»", 2
		case strings.HasPrefix(s, "»"):
			return "«»", 2
		}
	case 0xE2:
		switch {
		case strings.HasPrefix(s, "“"):
			return "”", 3
		case strings.HasPrefix(s, "„"), strings.HasPrefix(s, "”"):
			return "“”", 3
		}
	case 0xE3:
		switch {
		case strings.HasPrefix(s, "「"):
			return "」", 3
		case strings.HasPrefix(s, "『"):
			return "』", 3
		}
	}
	return "", 0
}
