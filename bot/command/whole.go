package command

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"verbatim/bot/interact"
	"verbatim/bot/messages"
	"verbatim/quotes"
)

// A quotation that is longer than a card shows has a button under it that shows all
// of it, to who presses it, in as many pages as it takes. What the buttons carry is
// the ID, and the page from 0.
const (
	wholeAction = "whole" // a new answer, which only who pressed it sees
	leafAction  = "leaf"  // another page of that answer
)

func leafState(id quotes.ID, page int) []byte { return append([]byte(id), encodeNumber(page)...) }

// whole shows a page of a quotation. After a reading of the corpus there may be
// fewer than there were: then it is the last one.
func (c *Commands) whole(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	m := say(r)
	if len(r.State) < quotes.IDLen {
		return interact.Reply{}, told(interact.NotFound, m.UnknownButton())
	}
	id := quotes.ID(r.State[:quotes.IDLen])
	page, ok := decodeNumber(r.State[quotes.IDLen:])
	if !ok {
		return interact.Reply{}, told(interact.NotFound, m.UnknownButton())
	}
	q, err := c.d.Get.Get(ctx, id, r.GuildID)
	if err != nil {
		return interact.Reply{}, c.explain(r, id, err)
	}
	card := NewCard(q, nil, 0, 0, m)
	pages := card.pages()
	if len(pages) < 2 {
		return interact.Reply{Accent: card.colour(), Blocks: card.Blocks(m)}, nil
	}
	page = min(page, len(pages)-1)
	reply := interact.Reply{Accent: card.colour(), Blocks: card.page(pages, page, m)}
	turn := interact.Row(pager(m, leafAction, page, 1, len(pages)))
	for i, b := range turn {
		turn[i].State = append([]byte(id), b.State...)
	}
	reply.Blocks = append(reply.Blocks, turn)
	return reply, nil
}

// pages cuts the words where each part fits into a message.
func (c Card) pages() []extent {
	var out []extent
	text := c.text()
	for from := 0; from < len(text); {
		next := c.largest(maxPage, func(limit int) extent { return extent{from, from + len(head(text[from:], limit, 0))} })
		if next.to <= from {
			break
		}
		out = append(out, next)
		from = len(text) - len(strings.TrimLeftFunc(text[next.to:], unicode.IsSpace))
	}
	return out
}

// page draws one of the pages.
func (c Card) page(pages []extent, n int, m *messages.Catalogue) []interact.Block {
	c = c.part(pages[n])
	says := m.Plain().PartOf(n+1, len(pages))
	c.Notes = slices.Concat([]Line{{Parts: []Part{{Text: says}}, Minor: true}}, c.Notes)
	blocks, _ := c.blocks(m, interact.MaxText)
	return blocks
}
