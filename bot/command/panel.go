package command

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/bot/interact"
	"verbatim/bot/messages"
	"verbatim/quotes"
)

// Colours at the side of a card, 0xRRGGBB, by the kind of quotation. A card says in
// words too what the colour says.
const (
	directColour   = 0xC9A227
	partialColour  = 0x4F86C6
	reportedColour = 0x8A8D93
	plainColour    = 0x5C5F66 // of what is no quotation
)

func (c Card) colour() int {
	switch c.Kind {
	case quotes.Direct:
		return directColour
	case quotes.Partial:
		return partialColour
	case quotes.Indirect:
		return reportedColour
	}
	return plainColour
}

// Bounds of a card's texts in UTF-16 code units. All of them together stay below
// [interact.MaxText].
const (
	// maxHeading is how long words may be to stand as a heading: three lines on a
	// phone.
	maxHeading = 140
	// maxShown is how much of the words a card shows: a screen of a phone. The rest
	// is a button away.
	maxShown = 1200
	// maxNotes is the small print's share.
	maxNotes = 1000
	// maxPage is how much of the words a page of a long quotation shows. The rest of
	// a card takes 2,200 at most, however long a record's names and titles are.
	maxPage = 1800
)

// Blocks draws the card for Discord: the words first and largest, short ones as a
// heading between quotation marks, others as a block quote around the matched
// part, a report's under the line about it as the plain sentence with the clause
// bold; matched words underlined; who said it; whoever disputes it; below a line
// the source with a button that leads there, and the small print.
func (c Card) Blocks(m *messages.Catalogue) []interact.Block {
	blocks, _ := c.blocks(m, maxShown)
	return blocks
}

// blocks is [Card.Blocks] with at most so much of the words, and tells whether
// words were left out.
func (c Card) blocks(m *messages.Catalogue, most int) (_ []interact.Block, cut bool) {
	if c.gone != "" {
		return []interact.Block{interact.Text(c.gone), interact.Text(c.smallPrint())}, false
	}
	if cut = !c.fits(most); cut {
		c = c.cut(m, most)
	}
	blocks := []interact.Block{interact.Text(c.top())}
	if len(c.Disputes) > 0 {
		blocks = append(blocks, interact.Text(fitting(c.Disputes, interact.MaxText)))
	}
	if c.Kind == "" { // in review
		return append(blocks, interact.Text(c.smallPrint())), false
	}
	blocks = append(blocks, interact.Separator{})
	if c.Link == "" {
		return append(blocks, interact.Text(c.Source.draw()+"\n"+c.smallPrint())), cut
	}
	// The small print below the button, not beside it: a phone has no room for both.
	source := interact.Section{Text: interact.Text(c.Source.draw()), Label: m.Plain().OpenSource(), URL: c.Link}
	return append(blocks, source, interact.Text(c.smallPrint())), cut
}

// top draws what stands above the line: the words, and whose they are.
func (c Card) top() string {
	lines := make([]string, 0, 4)
	for _, line := range []string{c.Head.draw(), c.Over.draw(), c.drawn(), c.Who.draw()} {
		if line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// smallPrint draws what is small below the source, as many notes as fit, the ID
// last.
func (c Card) smallPrint() string {
	id := []Part{{Text: string(c.ID), Code: true}}
	last := Line{Parts: id, Minor: true}
	if len(c.Also.Parts) > 0 {
		last.Parts = slices.Concat(c.Also.Parts, []Part{{Text: choiceSeparator}}, id)
	}
	end := last.draw()
	if messages.Len16(end) > maxNotes {
		end = Line{Parts: id, Minor: true}.draw()
	}
	return strings.TrimSpace(fitting(c.Notes, maxNotes-messages.Len16(end)) + "\n" + end)
}

// cut returns the card with the part of its words that fits, and a note that says
// how much that is.
func (c Card) cut(m *messages.Catalogue, most int) Card {
	text := c.text()
	total := utf8.RuneCountInString(text)
	part := c.excerpt(most)
	c = c.part(part)
	says := m.Plain().Cut(utf8.RuneCountInString(text[part.from:part.to]), total)
	c.Notes = slices.Concat([]Line{{Parts: []Part{{Text: says}}, Minor: true}}, c.Notes)
	return c
}

// drawn draws the words: as a heading if they are short, else as a block quote; as
// a plain sentence if they are a report's.
func (c Card) drawn() string {
	var b strings.Builder
	var under, bold []int // where it begins and ends
	for _, r := range c.Words {
		text := r.Text
		if last := len(under) - 1; r.Matched {
			next := inLines(text, b.Len())
			if last > 0 && len(next) > 0 && strings.Trim(b.String()[under[last]:], " ")+strings.Trim(text[:next[0]-b.Len()], " ") == "" {
				under, next = under[:last], next[1:] // only spaces between the two
			}
			under = append(under, next...)
		}
		if last := len(bold) - 1; r.Reported {
			if last > 0 && bold[last] == b.Len() {
				bold = bold[:last]
			} else {
				bold = append(bold, b.Len())
			}
			bold = append(bold, b.Len()+len(text))
		}
		b.WriteString(text)
	}
	if strings.TrimSpace(b.String()) == "" {
		return ""
	}
	text := drawMarks(b.String(), under, bold)
	switch {
	case c.Kind == quotes.Indirect:
		return text
	case !c.excerpted && messages.Len16(b.String()) <= maxHeading && !strings.Contains(b.String(), "\n"):
		return "### " + c.open + text + c.shut
	}
	return "> " + strings.ReplaceAll(text, "\n", "\n> ")
}

// drawMarks escapes a text, underlines parts of it and makes others bold, of which
// it is given the beginnings and the ends, in turn. What is underlined lies inside
// of what is bold. Underlines, unlike italics, look at no letter around them and
// share no character with bold ("Markdown Text 101").
func drawMarks(text string, under, bold []int) string {
	type mark struct {
		at, order int
		text      string
	}
	var marks []mark
	for i, at := range under {
		marks = append(marks, mark{at, [...]int{3, 0}[i%2], "__"})
	}
	for i, at := range bold {
		marks = append(marks, mark{at, [...]int{2, 1}[i%2], "**"})
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

// inLines returns where marks begin and end in a text that stands at an offset:
// line by line, since markup does not reach over the lines of a block quote, and
// without the spaces around, around which there is none.
func inLines(text string, offset int) []int {
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

// fitting draws as many of the lines as fit into a limit of UTF-16 code units.
func fitting(lines []Line, limit int) string {
	var out []string
	used := 0
	for _, l := range lines {
		drawn := l.draw()
		if used += messages.Len16(drawn) + 1; used > limit {
			break
		}
		out = append(out, drawn)
	}
	return strings.Join(out, "\n")
}

// draw draws a line as Discord's markdown.
func (l Line) draw() string {
	var b strings.Builder
	if l.Minor && len(l.Parts) > 0 {
		b.WriteString("-# ")
	}
	for _, p := range l.Parts {
		text := messages.EscapeSaid(p.Text)
		switch {
		case text == "":
		case p.Code:
			text = "`" + p.Text + "`"
		case p.Strong:
			text = "**" + text + "**"
		case p.Title:
			text = "*" + text + "*"
		}
		b.WriteString(text)
	}
	return b.String()
}
