package command

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/messages"
	"verbatim/quotes"
)

// Discord's limits for embeds in UTF-16 code units ("Message Resource", embed
// limits). One embed with one description and one short footer stays below the
// limit of 6000 for all of them.
const (
	maxDescription = 4096
	maxLines       = 2400 // of the description, for what stands under the words
)

// Embed draws the card for Discord: the words as a block quote, those of a report
// under the line about it as the plain sentence with the clause underlined; the
// matched ones bold; of too many words the part around these; the lines under
// it; ID and place as the footer.
func (c Card) Embed(m *messages.Catalogue) *discordgo.MessageEmbed {
	e, _ := c.embed(m)
	return e
}

// embed is [Card.Embed], and tells whether words were left out.
func (c Card) embed(m *messages.Catalogue) (_ *discordgo.MessageEmbed, cut bool) {
	if cut = !c.fits(c.room()); cut {
		c = c.cut(m)
	}
	return c.draw(), cut
}

// cut returns the card with the part of its words that fits, and a line that says
// how much that is.
func (c Card) cut(m *messages.Catalogue) Card {
	text := c.text()
	total := utf8.RuneCountInString(text)
	says := func(n int) Line { return Line{Parts: []Part{{Text: m.Plain().Cut(n, total)}}, Minor: true} }
	part := c.excerpt(c.room() - messages.Len16(says(total).draw()+"\n"))
	c = c.part(part)
	c.Lines = slices.Concat([]Line{says(utf8.RuneCountInString(text[part.from:part.to]))}, c.Lines)
	return c
}

// room is how many UTF-16 code units the words may take when they are drawn.
func (c Card) room() int {
	return maxDescription - messages.Len16(c.above()) - messages.Len16(drawLines(c.Lines)) - len("\n\n")
}

// above draws what stands over the words.
func (c Card) above() string {
	var b strings.Builder
	for _, line := range []Line{c.Head, c.Over} {
		if drawn := line.draw(); drawn != "" {
			b.WriteString(drawn + "\n")
		}
	}
	return b.String()
}

// draw draws all of the card.
func (c Card) draw() *discordgo.MessageEmbed {
	return &discordgo.MessageEmbed{
		Description: strings.TrimSpace(c.above() + c.drawn() + "\n" + drawLines(c.Lines)),
		Footer:      &discordgo.MessageEmbedFooter{Text: messages.Plain(c.Foot)},
	}
}

// drawn draws the words: as a block quote unless they are a report's.
func (c Card) drawn() string {
	var b strings.Builder
	var bold, under []int // where it begins and ends
	for _, r := range c.Words {
		text := r.Text
		if last := len(bold) - 1; r.Matched {
			next := boldLines(text, b.Len())
			if last > 0 && len(next) > 0 && strings.Trim(b.String()[bold[last]:], " ")+strings.Trim(text[:next[0]-b.Len()], " ") == "" {
				bold, next = bold[:last], next[1:] // only spaces between the two
			}
			bold = append(bold, next...)
		}
		if last := len(under) - 1; r.Reported {
			if last > 0 && under[last] == b.Len() {
				under = under[:last]
			} else {
				under = append(under, b.Len())
			}
			under = append(under, b.Len()+len(text))
		}
		b.WriteString(text)
	}
	if b.Len() == 0 {
		return ""
	}
	text := drawMarks(b.String(), bold, under)
	if c.Kind == quotes.Indirect {
		return text
	}
	return "> " + strings.ReplaceAll(text, "\n", "\n> ")
}

// drawMarks escapes a text and makes parts of it bold and others underlined, of
// which it is given the beginnings and the ends, in turn. Bold lies inside of
// what is underlined. Underlines, unlike italics, look at no letter around them
// and share no character with bold ("Markdown Text 101").
func drawMarks(text string, bold, under []int) string {
	type mark struct {
		at, order int
		text      string
	}
	var marks []mark
	for i, at := range bold {
		marks = append(marks, mark{at, [...]int{3, 0}[i%2], "**"})
	}
	for i, at := range under {
		marks = append(marks, mark{at, [...]int{2, 1}[i%2], "__"})
	}
	slices.SortFunc(marks, func(a, b mark) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.order, b.order)) })
	at := make([]int, len(marks))
	for i, m := range marks {
		at[i] = m.at
	}
	escaped, at := messages.EscapeAt(text, at)
	var drawn strings.Builder
	done := 0
	for i, m := range marks {
		drawn.WriteString(escaped[done:at[i]] + m.text)
		done = at[i]
	}
	drawn.WriteString(escaped[done:])
	return drawn.String()
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
		text := messages.EscapeSaid(p.Text)
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
