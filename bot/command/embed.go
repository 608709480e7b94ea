package command

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/messages"
)

// Discord's limits for embeds in UTF-16 code units ("Message Resource", embed
// limits). One embed with one description and one short footer stays below the
// limit of 6000 for all of them.
const (
	maxDescription = 4096
	maxLines       = 2400 // of the description, for what stands under the words
)

// Embed draws the card for Discord: the words as a block quote with the matched
// ones bold, cut where they would not fit, the lines under it, ID and place as
// the footer.
func (c Card) Embed(m *messages.Catalogue) *discordgo.MessageEmbed {
	lines := drawLines(c.Lines)
	text := c.text()
	words := c.quoted(len(text))
	if room := maxDescription - messages.Len16(lines) - 1; messages.Len16(words) > room {
		words = c.cut(text, room, m)
	}
	return &discordgo.MessageEmbed{
		Description: strings.TrimSpace(words + "\n" + lines),
		Footer:      &discordgo.MessageEmbedFooter{Text: messages.Plain(c.Foot)},
	}
}

// text is the words without the runs.
func (c Card) text() string {
	var b strings.Builder
	for _, r := range c.Words {
		b.WriteString(r.Text)
	}
	return b.String()
}

// cut draws the longest beginning of the words that fits into room, with a line
// that says how much is missing.
func (c Card) cut(text string, room int, m *messages.Catalogue) string {
	draw := func(limit int) (string, string) {
		head := messages.Head(text, limit)
		note := "\n-# " + messages.EscapeLine(m.Plain().Cut(utf8.RuneCountInString(text[len(head):])))
		return c.quoted(len(head)) + " …", note
	}
	// Escapes can make a text twice as long, never shorter.
	fits, limit := 0, room
	for fits+1 < limit {
		middle := (fits + limit) / 2
		if words, note := draw(middle); messages.Len16(words)+messages.Len16(note) <= room {
			fits = middle
		} else {
			limit = middle
		}
	}
	words, note := draw(fits)
	return words + note
}

// quoted draws the first n bytes of the words as a block quote.
func (c Card) quoted(n int) string {
	var b strings.Builder
	var bold []int
	for _, r := range c.Words {
		text := r.Text[:min(len(r.Text), n-b.Len())]
		if r.Matched {
			bold = append(bold, boldLines(text, b.Len())...)
		}
		b.WriteString(text)
	}
	if b.Len() == 0 {
		return ""
	}
	escaped, at := messages.EscapeAt(b.String(), bold)
	for i := range slices.Backward(at) {
		escaped = escaped[:at[i]] + "**" + escaped[at[i]:]
	}
	return "> " + strings.ReplaceAll(escaped, "\n", "\n> ")
}

// boldLines returns where bold begins and ends in a text that stands at an
// offset: line by line, since markup does not reach over the lines of a block
// quote, and without the spaces around, of which bold makes none.
func boldLines(text string, offset int) []int {
	var at []int
	for line := range strings.Lines(text) {
		start := len(line) - len(strings.TrimLeftFunc(line, unicode.IsSpace))
		if end := len(strings.TrimRightFunc(line, unicode.IsSpace)); start < end {
			at = append(at, offset+start, offset+end)
		}
		offset += len(line)
	}
	return at
}

// drawLines draws the lines under the words, as many as fit.
func drawLines(lines []Line) string {
	var out []string
	used := 0
	for _, l := range lines {
		drawn := l.draw()
		if used += messages.Len16(drawn) + 1; used > maxLines {
			break
		}
		out = append(out, drawn)
	}
	return strings.Join(out, "\n")
}

func (l Line) draw() string {
	var b strings.Builder
	if l.Minor {
		b.WriteString("-# ")
	}
	for _, p := range l.Parts {
		text := escapePart(p.Text)
		switch {
		case p.URL != "":
			text = "[" + text + "](" + p.URL + ")"
		case p.Strong && text != "":
			text = "**" + text + "**"
		}
		b.WriteString(text)
	}
	return b.String()
}

// escapePart escapes a piece of a line and keeps the spaces at its ends, which
// part it from its neighbours.
func escapePart(s string) string {
	inner := strings.TrimSpace(s)
	if inner == "" {
		return s
	}
	start := strings.Index(s, inner)
	return s[:start] + messages.EscapeLine(inner) + s[start+len(inner):]
}
