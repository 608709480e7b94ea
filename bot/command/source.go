package command

import (
	"context"
	"errors"

	"verbatim/bot/interact"
	"verbatim/search"
)

// source answers /source with what that is and who is quoted in it.
func (c *Commands) source(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	m := say(r)
	f := search.Filter{Scope: r.GuildID}
	title := c.chosen(ctx, search.SourceField, r.Text("title"), f)
	if title == "" {
		return interact.Reply{}, told(interact.Invalid, m.NoSourceGiven())
	}
	info, err := c.d.About.Source(ctx, title, f)
	if errors.Is(err, search.ErrNotFound) {
		return interact.Reply{}, told(interact.NotFound, m.NoSuchSource(title, c.nearest(ctx, search.SourceField, title, f)))
	}
	if err != nil {
		return interact.Reply{}, c.explain(r, "", err)
	}
	plain := m.Plain()
	l := layout{m: plain}
	var p portrait
	parts := l.source(info.Source, true)
	parts[0].Strong = true
	p.line(false, parts...)
	p.count(plain, info.Quotations, info.Since, info.Until)
	p.list(plain, plain.SpeakersHere(), info.Speakers)
	p.examples(plain, info.Examples)
	return withAll(p.reply(), asked{by: r.UserID, source: title}, info.Quotations, m), nil
}
