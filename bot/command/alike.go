package command

import (
	"cmp"
	"context"

	"verbatim/bot/interact"
	"verbatim/bot/messages"
	"verbatim/quotes"
)

// openAction shows the wording that was picked, to who picked it.
const openAction = "open"

// Discord's limits for select menus ("Component Reference"): beside a row of
// buttons a message has room for four.
const (
	maxOptions = 25
	maxMenus   = 4
)

// maxBeginning is how much of a wording a line shows, in UTF-16 code units.
const maxBeginning = 80

// WithAlike returns the card with a line for each near duplicate that was found
// along with the quotation: its ID, and how it begins.
func (c Card) WithAlike(alike []quotes.Quote, m *messages.Catalogue) Card {
	if len(alike) == 0 {
		return c
	}
	c.Notes = append(c.Notes[:len(c.Notes):len(c.Notes)], Line{Parts: []Part{{Text: m.Plain().OtherWordings(len(alike))}}, Minor: true})
	for _, q := range alike {
		c.Notes = append(c.Notes, Line{Parts: []Part{{Text: string(q.ID) + choiceSeparator + line(q.Words, maxBeginning)}}, Minor: true})
	}
	return c
}

// withWordings returns the card with a note that near duplicates are to be found
// under More.
func (c Card) withWordings(n int, m *messages.Catalogue) Card {
	if n > 0 {
		c.Notes = append(c.Notes[:len(c.Notes):len(c.Notes)], Line{Parts: []Part{{Text: m.Plain().WordingsUnderMore(n)}}, Minor: true})
	}
	return c
}

// wordings are the menus from which near duplicates are picked: all that a search
// groups fit into four.
func wordings(alike []quotes.Quote, m *messages.Catalogue) []interact.MenuSpec {
	var menus []interact.MenuSpec
	total := len(alike)
	for from := 0; from < total && len(menus) < maxMenus; from += maxOptions {
		to := min(from+maxOptions, total)
		menu := interact.MenuSpec{Placeholder: m.Plain().PickWording(from+1, to, total), Action: openAction, State: encodeNumber(from)}
		for _, q := range alike[from:to] {
			about := string(q.ID)
			if lead, _ := q.Lead(); len(lead.Speakers) > 0 {
				about += choiceSeparator + lead.Speakers[0].Name
			}
			menu.Options = append(menu.Options, interact.Option{
				Label: cmp.Or(choiceName(q.Words, ""), string(q.ID)), Value: string(q.ID), Description: choiceName(about, ""),
			})
		}
		menus = append(menus, menu)
	}
	return menus
}

// open shows a wording that was picked from a menu.
func (c *Commands) open(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	id, err := quotes.ParseID(r.Picked)
	if err != nil {
		return interact.Reply{}, told(interact.NotFound, tell(r).UnknownButton())
	}
	q, err := c.d.Get.Get(ctx, id, r.GuildID)
	if err != nil {
		return interact.Reply{}, c.explain(r, id, err)
	}
	m := say(r)
	return answer(NewCard(q, nil, 0, 0, m), m), nil
}
