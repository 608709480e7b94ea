package command

import (
	"strings"

	"verbatim/bot/messages"
	"verbatim/quotes"
)

// WithAlike returns the card with a line for near duplicates, which were found
// along with the quotation and are shown by their IDs.
func (c Card) WithAlike(ids []quotes.ID, m *messages.Catalogue) Card {
	if len(ids) == 0 {
		return c
	}
	var list []string
	for _, id := range ids[:min(len(ids), listed)] {
		list = append(list, string(id))
	}
	text := m.Plain().OtherWordings(len(ids)) + " " + strings.Join(list, ", ")
	if more := len(ids) - len(list); more > 0 {
		text += ", " + m.Plain().AndMore(more)
	}
	c.Lines = append(c.Lines[:len(c.Lines):len(c.Lines)], Line{Parts: []Part{{Text: text}}, Minor: true})
	return c
}
