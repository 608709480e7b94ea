package command

import (
	"context"
	"errors"

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
	return c.decide(ctx, r, search.Edit{Op: search.Restore})
}

// decide stores a decision and acknowledges it once it is on disk, with the words
// that it is about. Unlike /quote show it takes an ID and no words: they could fit
// another quotation tomorrow.
func (c *Commands) decide(ctx context.Context, r *interact.Request, e search.Edit) (interact.Reply, error) {
	id, err := c.moderatedID(ctx, r)
	if err != nil {
		return interact.Reply{}, err
	}
	e.ID = id
	return c.decideOn(ctx, r, e)
}

// decideOn is decide once it is known about which quotation.
func (c *Commands) decideOn(ctx context.Context, r *interact.Request, e search.Edit) (interact.Reply, error) {
	m, id := say(r), e.ID
	// What cannot be read can be hidden all the same; the library says what is wrong.
	before, readErr := c.d.Moderate.Moderated(ctx, id, r.GuildID)
	if e.Op == search.Restore && readErr == nil && !before.Hidden() {
		return interact.Reply{}, told(interact.Invalid, m.NotHidden(string(id))+"\n"+identify(before.Quote, m))
	}
	e.ID = id
	stored, err := c.edit(ctx, r, e)
	switch {
	case errors.Is(err, search.ErrNotFound), errors.Is(err, search.ErrNoGeneration), errors.Is(err, search.ErrGone):
		return interact.Reply{}, c.explain(r, id, err)
	case err != nil:
		return interact.Reply{}, notStored(m, r, err)
	case e.Op == search.Restore && stored.Seq == 0:
		return interact.Reply{}, told(interact.Invalid, m.NotHidden(string(id)))
	}
	var p portrait
	p.text(decided(m, stored))
	if readErr == nil {
		c.nameBoth(ctx, r, &p, before)
	}
	return withUndo(p.reply(), stored, m.Plain().UndoButton()), nil
}

// edit stores an edit as one of who asks, where they ask, and logs it.
func (c *Commands) edit(ctx context.Context, r *interact.Request, e search.Edit) (search.Edit, error) {
	e.By, e.Guild = r.UserID, r.GuildID
	stored, err := c.d.Decide.Edit(ctx, e)
	if err == nil && stored.Seq > 0 {
		c.d.Logger.InfoContext(ctx, "decided", "op", stored.Op, "id", stored.ID, "edit", stored.Seq, "by", e.By, "guild", e.Guild)
	}
	return stored, err
}

// nameBoth adds the words that a decision is about, as they are shown since it, and
// who was named before if that is another one now.
func (c *Commands) nameBoth(ctx context.Context, r *interact.Request, p *portrait, before search.Moderated) {
	m, now := say(r), before
	if read, err := c.d.Moderate.Moderated(ctx, before.Quote.ID, r.GuildID); err == nil {
		now = read
	}
	p.text(identify(now.Quote, m))
	for _, of := range []func(quotes.Quote) string{
		func(q quotes.Quote) string { return inMarks(q.Words, m) },
		func(q quotes.Quote) string { return SpeakerOf(q, m) },
		func(q quotes.Quote) string { return sourceOf(q, m) },
	} {
		if was := of(before.Quote); was != of(now.Quote) {
			p.line(true, Part{Text: m.Plain().SpeakerBefore(was)})
		}
	}
}

// inMarks returns the beginning of words between quotation marks.
func inMarks(words string, m *messages.Catalogue) string {
	open, shut := m.Plain().Marks()
	return open + line(words, maxExample) + shut
}

// sourceOf names where a quotation stands, in one line.
func sourceOf(q quotes.Quote, m *messages.Catalogue) string {
	lead, _ := q.Lead()
	text := Line{Parts: layout{m: m.Plain()}.source(lead.Source, true)}.text()
	if link, ok := messages.Link(lead.Source.URL); ok {
		text += choiceSeparator + link
	}
	return text
}

func decided(m *messages.Catalogue, e search.Edit) string {
	switch e.Op {
	case search.Hide:
		return m.Hidden(string(e.ID))
	case search.Restore:
		return m.Restored(string(e.ID))
	case search.Amend:
		return m.Edited(string(e.ID))
	}
	return m.Corrected(string(e.ID), e.Speaker)
}

// identify names a quotation by its words and who said them, also one that waits for a
// review.
func identify(q quotes.Quote, m *messages.Catalogue) string {
	if _, served := q.Lead(); served {
		return beginning(q, m)
	}
	open, shut := m.Marks()
	return open + messages.EscapeLine(line(q.Words, maxExample)) + shut
}

// SpeakerOf names who is shown as a quotation's speaker.
func SpeakerOf(q quotes.Quote, m *messages.Catalogue) string {
	lead, ok := q.Lead()
	if !ok && len(q.Attributions) > 0 {
		lead = q.Attributions[0]
	}
	if len(lead.Speakers) > 0 {
		if name := line(lead.Speakers[0].Name, maxName); name != "" {
			return name
		}
	}
	return m.Plain().SpeakerUnknown()
}

// maxMatching is how many quotations are listed for words in the place of an ID.
const maxMatching = 8

// moderatedID reads the ID that a moderator gave. Who typed words instead is told
// which quotations have them.
func (c *Commands) moderatedID(ctx context.Context, r *interact.Request) (quotes.ID, error) {
	given := r.Text("id")
	id, err := chosenID(given)
	if err == nil {
		return id, nil
	}
	m := say(r)
	matching, err := c.matching(ctx, r, given)
	if err != nil {
		return "", c.explain(r, "", err)
	}
	if len(matching) == 0 {
		return "", told(interact.Invalid, m.BadID(given))
	}
	var p portrait
	p.text(m.WhichOne(given))
	for _, q := range matching[:min(maxMatching, len(matching))] {
		p.text(identify(q, m))
		p.line(true, Part{Text: string(q.ID)})
	}
	return "", told(interact.Invalid, p.sentence())
}
