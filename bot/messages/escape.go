package messages

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Escape returns text of others so that Discord shows it as it is: [Clean]ed,
// every character that could begin markup, a mention, an emoji, a time or a
// link behind a backslash, every line with right-to-left letters isolated.
// Line ends stay. It is meant for message content and embed descriptions, and
// not for the text of a link, in which Discord knows no backslash.
func Escape(s string) string {
	escaped, _ := EscapeAt(s, nil)
	return escaped
}

// EscapeAt is [Escape] for a text with places in it: it returns where they are
// afterwards. at holds byte offsets into s in ascending order.
func EscapeAt(s string, at []int) (string, []int) {
	s, at = CleanAt(s, at)
	var b strings.Builder
	b.Grow(len(s) + len(s)/8)
	moved := make([]int, 0, len(at))
	start := 0
	for line := range strings.Lines(s) {
		escapeLine(&b, line, func(offset int) {
			for len(moved) < len(at) && at[len(moved)] <= start+offset {
				moved = append(moved, b.Len())
			}
		})
		start += len(line)
	}
	for len(moved) < len(at) {
		moved = append(moved, b.Len())
	}
	return b.String(), moved
}

// EscapeLine is [Escape] for a place that has one line: line ends become spaces.
func EscapeLine(s string) string { return Escape(oneLine(s)) }

// escapeLine writes one line, which may end in LF, and calls reached before it
// writes what stands at an offset.
func escapeLine(b *strings.Builder, line string, reached func(offset int)) {
	text := strings.TrimSuffix(line, "\n")
	rtl := hasRTL(text)
	if rtl {
		b.WriteRune(fsi)
	}
	atStart, inNumber, prev := true, false, rune(0)
	for i, r := range text {
		reached(i)
		next, _ := decode(text[i+runeLen(text[i:], r):])
		if active(r, prev, next, atStart, inNumber) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
		prev = r
		inNumber = (atStart || inNumber) && unicode.IsDigit(r)
		atStart = atStart && unicode.IsSpace(r)
	}
	reached(len(text))
	if rtl {
		b.WriteRune(pdi)
	}
	if len(text) < len(line) {
		b.WriteByte('\n')
	}
}

// active reports whether a character can begin something in Discord's markdown.
// A backslash before anything but a letter, a digit or a space takes the power
// from it. Only what begins something is escaped, as a person who copies a
// message sees the backslashes: a link needs its opening bracket, a mention
// its "<". The rules are those of Discord's "Markdown Text 101" and "Message
// Formatting" pages; colons and dots are among them because addresses, emoji
// and invitations are found in the raw text, without any bracket.
func active(r, prev, next rune, atStart, inNumber bool) bool {
	switch r {
	case '\\', '*', '_', '~', '|', '`', '<', '[':
		return true
	case '@', ':':
		return next != 0 && !unicode.IsSpace(next)
	case '#':
		return atStart || prev == '<' // Discord's servers look for mentions in the raw text
	case '>', '-', '+':
		return atStart
	case ')':
		return inNumber
	case '.':
		// "1. " begins a list, "discord.gg" an invitation.
		return inNumber || (unicode.IsLetter(prev) || unicode.IsDigit(prev)) && unicode.IsLetter(next)
	}
	return false
}

// EscapeSaid is [EscapeLine] for a piece of text that [Catalogue.Plain] made:
// what it isolated stays isolated, and spaces at the ends stay.
func EscapeSaid(s string) string {
	var b strings.Builder
	for piece := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == fsi || r == pdi }) {
		inner := strings.TrimSpace(piece)
		start := strings.Index(piece, inner)
		b.WriteString(piece[:start])
		b.WriteString(EscapeLine(inner))
		b.WriteString(piece[start+len(inner):])
	}
	return b.String()
}

func decode(s string) (rune, int) {
	if s == "" {
		return 0, 0
	}
	return utf8.DecodeRuneInString(s)
}

// runeLen is the width in s of its first rune r: an invalid byte decodes to a
// rune that would be wider.
func runeLen(s string, r rune) int {
	if r == utf8.RuneError {
		_, n := utf8.DecodeRuneInString(s)
		return n
	}
	return utf8.RuneLen(r)
}
