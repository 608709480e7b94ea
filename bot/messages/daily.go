package messages

import "fmt"

// The daily post.

// channel shows a channel by its ID, in Discord as its name.
func (c *Catalogue) channel(id string) param {
	if !c.plain && snowflake(id) {
		return ours("channel", "<#"+id+">")
	}
	return c.theirs("channel", id)
}

// DailySet: the quotation of the day will be posted there, at a minute of the
// day in a time zone, and the first one is there.
func (c *Catalogue) DailySet(channel string, minute int, zone string) string {
	return c.say(dailySet, c.channel(channel), ours("time", clock(minute)), c.theirs("zone", zone))
}

// DailyIs: it is posted there.
func (c *Catalogue) DailyIs(channel string, minute int, zone string) string {
	return c.say(dailyIs, c.channel(channel), ours("time", clock(minute)), c.theirs("zone", zone))
}

// clock writes a minute of the day, in the 24 hours that people type it in.
func clock(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }

// DailyNone: nothing is posted in this server.
func (c *Catalogue) DailyNone() string { return c.say(dailyNone) }

// DailyOff: nothing is posted any more.
func (c *Catalogue) DailyOff() string { return c.say(dailyOff) }

// DailyRefused: the last one could not be posted.
func (c *Catalogue) DailyRefused() string { return c.say(dailyRefused) }

// NoAccess: the bot may not post in a channel.
func (c *Catalogue) NoAccess(channel string) string { return c.say(noAccess, c.channel(channel)) }

// BadTime: text is no time of day.
func (c *Catalogue) BadTime(text string) string {
	return c.say(badTime, ours("text", c.Quoted(text)))
}

// BadZone: text is no time zone.
func (c *Catalogue) BadZone(text string) string {
	return c.say(badZone, ours("text", c.Quoted(text)))
}
