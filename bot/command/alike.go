package command

import (
	"verbatim/bot/messages"
	"verbatim/quotes"
)

// WithAlike returns the card with a line for each near duplicate that was found
// along with the quotation: its ID, and how it begins.
func (c Card) WithAlike(alike []quotes.Quote, m *messages.Catalogue) Card {
	if len(alike) == 0 {
		return c
	}
	c.Lines = append(c.Lines[:len(c.Lines):len(c.Lines)], Line{Parts: []Part{{Text: m.Plain().OtherWordings(len(alike))}}, Minor: true})
	for _, q := range alike {
		c.Lines = append(c.Lines, Line{Parts: []Part{{Text: beginning(q)}}, Minor: true})
	}
	return c
}

// beginning is a quotation on one short line, with its ID.
func beginning(q quotes.Quote) string {
	return string(q.ID) + choiceSeparator + line(q.Words, maxBeginning)
}

const maxBeginning = 80 // UTF-16 code units
