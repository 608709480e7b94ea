package command

import (
	"context"
	"strings"
	"unicode"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/interact"
	"verbatim/bot/messages"
	"verbatim/quotes"
)

// A quotation that is longer than a card has a button under it that shows all of
// it, to who presses it, in as many pages as it takes. What the buttons carry is
// the ID, and the page from 0.
const (
	wholeAction = "whole" // a new answer, which only who pressed it sees
	leafAction  = "leaf"  // another page of that answer
)

// answer is a reply with one card, and the button to the rest of its words.
func answer(card Card, m *messages.Catalogue) interact.Reply {
	e, cut := card.embed(m)
	reply := embed(e)
	if cut {
		reply.Buttons = []interact.ButtonSpec{{Label: m.Plain().ShowWhole(), Action: wholeAction, State: leafState(card.ID, 0)}}
	}
	return reply
}

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
		return embed(card.draw()), nil
	}
	page = min(page, len(pages)-1)
	reply := embed(card.page(pages, page, m))
	reply.Buttons = pager(m, leafAction, page, 1, len(pages))
	for i, b := range reply.Buttons {
		reply.Buttons[i].State = append([]byte(id), b.State...)
	}
	return reply, nil
}

// pages cuts the words where each part fits into a message.
func (c Card) pages() []extent {
	var out []extent
	text, room := c.text(), c.room()
	for from := 0; from < len(text); {
		next := c.largest(room, func(limit int) extent { return extent{from, from + len(head(text[from:], limit, 0))} })
		if next.to <= from {
			break
		}
		out = append(out, next)
		from = len(text) - len(strings.TrimLeftFunc(text[next.to:], unicode.IsSpace))
	}
	return out
}

// page draws one of the pages.
func (c Card) page(pages []extent, n int, m *messages.Catalogue) *discordgo.MessageEmbed {
	c.Foot += choiceSeparator + m.Plain().PartOf(n+1, len(pages))
	return c.part(pages[n]).draw()
}
