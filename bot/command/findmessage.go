package command

import (
	"context"
	"strings"

	"verbatim/bot/interact"
	"verbatim/bot/messages"
	"verbatim/quotes"
	"verbatim/search"
)

// foundPart is what was found for a part of a message.
type foundPart struct {
	words string // of the search that found it; "" if it was located in a longer text
	all   []search.Hit
}

// findMessage shows what a message quotes: the first that is found, with the pages
// of its search, and a list of the others.
func (c *Commands) findMessage(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	m := say(r)
	parts := quoted(r.Texts)
	if len(parts) == 0 {
		return interact.Reply{}, told(interact.Invalid, tell(r).NoText())
	}
	var found []foundPart
	left, cut := search.MaxPassage, len(parts) > maxParts
	for _, p := range parts[:min(len(parts), maxParts)] {
		text := firstWords(p.text, left)
		left -= len(strings.Fields(text))
		cut = cut || len(text) < len(p.text)
		part, err := c.findPart(ctx, r, text)
		if err != nil {
			return interact.Reply{}, err
		}
		if len(part.all) > 0 {
			found = append(found, part)
		}
	}
	private := asked{by: r.UserID, private: true}
	var reply interact.Reply
	var err error
	switch {
	case len(found) == 0: // the closest, or a sentence that tells why there is none
		private.words = askable(parts[0].text)
		return c.hit(ctx, r, private, 0)
	case found[0].words != "":
		private.words = found[0].words
		reply, err = c.hit(ctx, r, private, 0)
	default:
		first := found[0].all[0]
		reply = answer(NewCard(first.Quote, first.Matched, 0, 0, m), m)
	}
	if err != nil {
		return interact.Reply{}, err
	}
	if menu := foundMenu(found, m); len(menu.Options) > 0 {
		reply.Blocks = append(reply.Blocks, menu)
	}
	if cut {
		reply.Blocks = append(reply.Blocks, interact.Text("-# "+m.OnlyBeginning()))
	}
	return reply, nil
}

// findPart searches for a part of a message, and looks in one that is longer than a
// search, or not found, for what it quotes.
func (c *Commands) findPart(ctx context.Context, r *interact.Request, text string) (foundPart, error) {
	filter := search.Filter{Scope: r.GuildID}
	if words := askable(text); messages.Len16(text) <= maxQuery && words != "" {
		result, err := c.d.Find.Search(ctx, search.Query{Words: words, Filter: filter, Limit: 1})
		if err != nil {
			return foundPart{}, c.explain(r, "", err)
		}
		if result.Confidence == search.Found && len(result.Hits) > 0 {
			return foundPart{words, result.Hits}, nil
		}
	}
	done, err := c.checkOne(ctx, r, passage{text: text})
	if err != nil {
		return foundPart{}, err
	}
	var part foundPart
	for _, f := range done.Found {
		part.all = append(part.all, search.Hit{Quote: f.Quote, Matched: sameWords(f)})
	}
	return part, nil
}

// askable is the beginning of a text as a search takes it, without what would ask
// for words in a row.
func askable(text string) string {
	text = strings.Map(func(r rune) rune {
		if strings.ContainsRune("\"“”„«»", r) {
			return ' '
		}
		return r
	}, text)
	return messages.Head(oneLine(text), maxQuery)
}

// foundMenu lists all that was found behind the first.
func foundMenu(found []foundPart, m *messages.Catalogue) interact.MenuSpec {
	menu := interact.MenuSpec{Placeholder: m.Plain().AlsoFound(), Action: openAction, State: encodeNumber(0)}
	listed := map[quotes.ID]bool{found[0].all[0].Quote.ID: true}
	for _, part := range found {
		for _, h := range part.all {
			if listed[h.Quote.ID] || len(menu.Options) == maxOptions {
				continue
			}
			listed[h.Quote.ID] = true
			by, _ := choiceSpeaker(h.Quote, m.Plain())
			menu.Options = append(menu.Options, foundOption(h.Quote, h.Matched, by, m))
		}
	}
	return menu
}
