package command

import (
	"context"
	"errors"
	"iter"
	"slices"
	"time"

	"verbatim/bot/interact"
	"verbatim/bot/messages"
	"verbatim/bot/reindex"
	"verbatim/quotes"
	"verbatim/search"
)

// Forgetter forgets what moderators added (search.Library).
type Forgetter interface {
	Forget(ctx context.Context, id quotes.ID, scope string, by search.Edit) error
	// Purge removes every generation but the one that serves.
	Purge(ctx context.Context) error
}

// forgetAction is what a button under a saved message does: it has the message
// forgotten whose quotation its state names.
const forgetAction = "forget"

// forget answers /quote forget.
func (c *Commands) forget(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	given := r.Text("id")
	id, err := chosenID(given)
	if err != nil {
		return interact.Reply{}, told(interact.Invalid, tell(r).BadID(given))
	}
	return c.forgetting(ctx, r, id)
}

func (c *Commands) forgetPressed(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	of, ok := decodeAt(r.State)
	if !ok {
		return interact.Reply{}, told(interact.NotFound, tell(r).UnknownButton())
	}
	return c.forgetting(ctx, r, of.id)
}

// forgetting forgets a quotation if who asks wrote it, or moderates. The words are in
// the index until the corpus was read again, and the answer says when that is done.
func (c *Commands) forgetting(ctx context.Context, r *interact.Request, id quotes.ID) (interact.Reply, error) {
	m := say(r)
	if !r.Moderator {
		found, err := c.d.Moderate.Moderated(ctx, id, r.GuildID)
		if err != nil {
			return interact.Reply{}, c.explain(r, id, err)
		}
		if !slices.ContainsFunc(found.Adds, func(e search.Edit) bool { return e.Author != "" && e.Author == r.UserID }) {
			return interact.Reply{}, told(interact.Denied, tell(r).NotYours())
		}
	}
	err := c.d.Forget.Forget(ctx, id, r.GuildID, search.Edit{By: r.UserID, Guild: r.GuildID})
	switch {
	case errors.Is(err, search.ErrNotAdded):
		return interact.Reply{}, told(interact.Invalid, tell(r).NotAdded())
	case errors.Is(err, search.ErrNotFound), errors.Is(err, search.ErrGone), errors.Is(err, search.ErrNoGeneration):
		return interact.Reply{}, c.explain(r, id, err)
	case err != nil:
		return interact.Reply{}, notStored(m, r, err)
	}
	c.d.Logger.InfoContext(ctx, "forgotten", "by", r.UserID, "guild", r.GuildID)
	if c.d.Rebuild == nil {
		return interact.Say(m.ForgottenSoon()), nil
	}
	reply := interact.Tell(m.Forgetting())
	reply.Later = func(ctx context.Context) iter.Seq[interact.Reply] {
		return func(yield func(interact.Reply) bool) { yield(interact.Tell(c.forgotten(ctx, m, r.UserID))) }
	}
	return reply, nil
}

// forgotten reads the corpus again and removes what there was before. It says how that
// went.
func (c *Commands) forgotten(ctx context.Context, m *messages.Catalogue, by string) string {
	var run *reindex.Run
	for { // another reading may be under way, and have begun before
		var err error
		if run, err = c.d.Rebuild.Start(ctx, by); err == nil {
			break
		}
		if !errors.Is(err, reindex.ErrRunning) || !wait(ctx) {
			return m.ForgottenSoon()
		}
	}
	for {
		s := c.d.Rebuild.Status()
		if s.Running && s.Since.Equal(run.Since) {
			if !wait(ctx) {
				return m.ForgottenSoon()
			}
			continue
		}
		if s.LastErr != nil {
			return m.ForgottenSoon()
		}
		break
	}
	if err := c.d.Forget.Purge(ctx); err != nil {
		c.d.Logger.ErrorContext(ctx, "what was forgotten is in an older generation still", "err", err)
		return m.ForgottenSoon()
	}
	if c.d.Intake != nil {
		// A file that waits to come into the corpus may have the words.
		if err := c.d.Intake.Discard(""); err != nil {
			c.d.Logger.ErrorContext(ctx, "what was forgotten may be in a file that waits still", "err", err)
			return m.ForgottenSoon()
		}
	}
	return m.Forgotten()
}

// wait waits a moment, and reports whether ctx goes on.
func wait(ctx context.Context) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(lookEvery):
		return true
	}
}
