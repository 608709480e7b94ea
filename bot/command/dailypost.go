package command

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"verbatim/bot/daily"
	"verbatim/bot/interact"
	"verbatim/bot/messages"
	"verbatim/quotes"
	"verbatim/search"
)

// Poster posts the quotation of the day to servers ([daily.Posts]).
type Poster interface {
	// Set takes what a server chose, and posts the first one at once.
	Set(ctx context.Context, server string, s daily.Setting) error
	Setting(server string) (daily.Setting, bool)
	// Off reports whether there was something to end.
	Off(ctx context.Context, server string) (bool, error)
}

// DailyPost is the post of a server for a day, and the quotation in it.
func (c *Commands) DailyPost(ctx context.Context, server string, s daily.Setting, day time.Time) (interact.Reply, quotes.ID, error) {
	q, err := c.ofTheDay(ctx, search.Filter{Scope: server, Language: s.Language}, server, s.Locale, day)
	if err != nil {
		return interact.Reply{}, "", fmt.Errorf("drawing the quotation of the day: %w", err)
	}
	return dailyCard(q, day, messages.For(s.Locale)), q.ID, nil
}

// dailySet answers /daily set.
func (c *Commands) dailySet(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	m := tell(r)
	s := daily.Setting{Channel: r.Text("channel"), Locale: r.PublicLocale()}
	var ok bool
	if s.Minute, ok = timeOfDay(r.Text("time")); !ok {
		return interact.Reply{}, told(interact.Invalid, m.BadTime(r.Text("time")))
	}
	if s.Zone, ok = daily.FindZone(r.Text("timezone")); !ok {
		return interact.Reply{}, told(interact.Invalid, m.BadZone(r.Text("timezone")))
	}
	var err error
	if s.Language, err = c.language(ctx, r); err != nil {
		return interact.Reply{}, err
	}
	err = c.d.Posts.Set(ctx, r.GuildID, s)
	switch {
	case errors.Is(err, daily.ErrNoAccess):
		return interact.Reply{}, told(interact.Denied, m.NoAccess(s.Channel))
	case errors.Is(err, search.ErrNotFound):
		return interact.Reply{}, c.noneToDraw(ctx, r, search.Filter{Scope: r.GuildID, Language: s.Language})
	case err != nil:
		return interact.Reply{}, c.explain(r, "", err)
	}
	return interact.Say(m.DailySet(s.Channel, s.Minute, s.Zone)), nil
}

// dailyShow answers /daily show.
func (c *Commands) dailyShow(_ context.Context, r *interact.Request) (interact.Reply, error) {
	m := tell(r)
	s, ok := c.d.Posts.Setting(r.GuildID)
	if !ok {
		return interact.Say(m.DailyNone()), nil
	}
	sentence := m.DailyIs(s.Channel, s.Minute, s.Zone)
	if s.Refused {
		sentence += " " + m.DailyRefused()
	}
	return interact.Say(sentence), nil
}

// dailyOff answers /daily off.
func (c *Commands) dailyOff(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	there, err := c.d.Posts.Off(ctx, r.GuildID)
	switch {
	case err != nil:
		return interact.Reply{}, c.explain(r, "", err)
	case !there:
		return interact.Say(tell(r).DailyNone()), nil
	}
	return interact.Say(tell(r).DailyOff()), nil
}

// completeZone offers time zones.
func completeZone(typed string) []interact.Choice {
	var choices []interact.Choice
	for _, name := range daily.Zones(typed, maxChoices) {
		choices = append(choices, interact.Choice{Name: name, Value: name})
	}
	return choices
}

// typedTime is a time of day as people write it: 9, 09:00, 18.30, 18h30, 6:30 pm.
var typedTime = regexp.MustCompile(`^(\d{1,2})(?:[:.h](\d{2})?)?\s*([ap]\.?m\.?)?$`)

// timeOfDay reads a time of day, in minutes.
func timeOfDay(typed string) (minute int, ok bool) {
	parts := typedTime.FindStringSubmatch(strings.ToLower(strings.TrimSpace(messages.Clean(typed))))
	if parts == nil {
		return 0, false
	}
	hours, _ := strconv.Atoi(parts[1])
	minutes, _ := strconv.Atoi(parts[2]) // 0 where there are none
	if half := parts[3]; half != "" {
		if hours < 1 || hours > 12 {
			return 0, false
		}
		hours %= 12
		if half[0] == 'p' {
			hours += 12
		}
	}
	return 60*hours + minutes, hours < 24 && minutes < 60
}
