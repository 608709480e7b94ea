package command

import (
	"cmp"
	"context"
	"errors"
	"time"

	"verbatim/bot/interact"
	"verbatim/bot/messages"
	"verbatim/quotes"
	"verbatim/search"
)

// daily answers /quote daily with the quotation of the day: the same for everybody
// in a server, and in direct messages one for each person. Where it is posted to
// the server each day, the day is that of the posts, and so is its quotation.
func (c *Commands) daily(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	language, err := c.language(ctx, r)
	if err != nil {
		return interact.Reply{}, err
	}
	// The server's language even where it chose none: who asks must not matter.
	locale := cmp.Or(r.GuildLocale, r.Locale)
	f := search.Filter{Scope: r.GuildID, Language: language}
	today := c.d.Now().UTC()
	if c.d.Posts != nil && r.GuildID != "" {
		if s, ok := c.d.Posts.Setting(r.GuildID); ok {
			today, locale = today.In(s.Location()), s.Locale
			if language == "" {
				f.Language = s.Language
				if s.Last == today.Format(time.DateOnly) && s.Quote != "" {
					if q, err := c.d.Get.Get(ctx, s.Quote, r.GuildID); err == nil {
						return dailyCard(q, today, say(r)), nil
					}
				}
			}
		}
	}
	q, err := c.ofTheDay(ctx, f, cmp.Or(r.GuildID, r.UserID), locale, today)
	if errors.Is(err, search.ErrNotFound) {
		return interact.Reply{}, c.noneToDraw(ctx, r, f)
	}
	if err != nil {
		return interact.Reply{}, c.explain(r, "", err)
	}
	return dailyCard(q, today, say(r)), nil
}

// ofTheDay returns the quotation of a day, in the language of a locale if the filter
// names none and there are enough.
func (c *Commands) ofTheDay(ctx context.Context, f search.Filter, who, locale string, day time.Time) (q quotes.Quote, err error) {
	if f.Language == "" {
		// Without an answer there is no draw: it might be another one than before.
		if f.Language, err = c.preferred(ctx, locale, f); err != nil {
			return q, err
		}
	}
	return c.d.Get.Daily(ctx, f, who, search.DaysOf(day))
}

// dailyCard is a quotation as that of a day.
func dailyCard(q quotes.Quote, day time.Time, m *messages.Catalogue) interact.Reply {
	card := NewCard(q, nil, 0, 0, m)
	card.Head = Line{Parts: []Part{{Text: m.Plain().DailyTitle(day.Format(time.DateOnly))}}}
	return answer(card, m)
}
