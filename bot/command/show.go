package command

import (
	"context"
	"errors"
	"strings"

	"verbatim/bot/interact"
	"verbatim/bot/messages"
	"verbatim/quotes"
	"verbatim/search"
)

// show answers /quote show with the quotation that has the ID. Words that only
// one quotation has are as good.
func (c *Commands) show(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	given := r.Text("id")
	id, err := chosenID(given)
	var q quotes.Quote
	if err == nil {
		q, err = c.d.Get.Get(ctx, id, r.GuildID)
	}
	if errors.Is(err, quotes.ErrBadID) || errors.Is(err, search.ErrNotFound) {
		likely, suggestErr := c.d.Find.SuggestIDs(ctx, strings.TrimSpace(messages.Clean(given)), search.Filter{Scope: r.GuildID}, 2)
		switch {
		case suggestErr != nil:
			err = suggestErr
		case len(likely) == 1:
			q, err = likely[0], nil
		}
	}
	if errors.Is(err, quotes.ErrBadID) {
		return interact.Reply{}, told(interact.Invalid, tell(r).BadID(given))
	}
	if err != nil {
		return interact.Reply{}, c.explain(r, id, err)
	}
	m := say(r)
	return answer(NewCard(q, nil, 0, 0, m), m), nil
}

// chosenID reads an ID as a person types it, or the name of a choice, which
// begins with one. The error is [quotes.ErrBadID].
func chosenID(given string) (quotes.ID, error) {
	given = messages.Clean(given)
	before, _, _ := strings.Cut(given, choiceSeparator)
	return quotes.ParseID(before)
}
