package command

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"verbatim/bot/interact"
	"verbatim/bot/messages"
	"verbatim/quotes"
	"verbatim/search"
)

// hide answers /corpus hide.
func (c *Commands) hide(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	return c.decide(ctx, r, search.Edit{Op: search.Hide, Reason: line(r.Text("reason"), maxReason)})
}

// restore answers /corpus restore.
func (c *Commands) restore(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	id, err := chosenID(r.Text("id"))
	if err == nil && !isHidden(c.d.Decide.Edits(), id) {
		return interact.Reply{}, told(interact.Invalid, say(r).NotHidden(string(id)))
	}
	return c.decide(ctx, r, search.Edit{Op: search.Restore})
}

// correct answers /corpus correct.
func (c *Commands) correct(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	name := line(c.chosen(ctx, search.SpeakerField, r.Text("speaker"), search.Filter{Scope: r.GuildID}), maxName)
	if name == "" {
		return interact.Reply{}, told(interact.Invalid, say(r).NoSpeakerGiven())
	}
	return c.decide(ctx, r, search.Edit{Op: search.Correct, Speaker: name})
}

// decide stores a decision and acknowledges it once it is on disk. Unlike
// /quote show it takes an ID and no words: they could fit another quotation
// tomorrow.
func (c *Commands) decide(ctx context.Context, r *interact.Request, e search.Edit) (interact.Reply, error) {
	m := say(r)
	id, err := chosenID(r.Text("id"))
	if err != nil {
		return interact.Reply{}, told(interact.Invalid, m.BadID(r.Text("id")))
	}
	e.ID, e.By = id, r.UserID
	stored, err := c.d.Decide.Edit(ctx, e)
	switch {
	case errors.Is(err, search.ErrNotFound), errors.Is(err, search.ErrNoGeneration), errors.Is(err, search.ErrGone):
		return interact.Reply{}, c.explain(r, id, err)
	case err != nil:
		return interact.Reply{}, &interact.Error{
			Code: interact.Failed, Sentence: m.EditFailed(r.ID), Cause: fmt.Errorf("storing a decision: %w", err),
		}
	}
	return interact.Say(decided(m, stored)), nil
}

func decided(m *messages.Catalogue, e search.Edit) string {
	switch e.Op {
	case search.Hide:
		return m.Hidden(string(e.ID))
	case search.Restore:
		return m.Restored(string(e.ID))
	}
	return m.Corrected(string(e.ID), e.Speaker)
}

// isHidden reports whether the last word of the moderators is that a quotation
// be hidden.
func isHidden(edits []search.Edit, id quotes.ID) bool {
	for _, e := range slices.Backward(edits) {
		if e.ID == id && e.Op != search.Correct {
			return e.Op == search.Hide
		}
	}
	return false
}
