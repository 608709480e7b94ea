package messages

import (
	"math"
	"time"
)

// What the router answers.

// Internal: something failed; ref is how it is found in the log.
func (c *Catalogue) Internal(ref string) string { return c.say(internal, c.theirs("ref", ref)) }

// UnknownCommand: Discord sent a command that this version does not have.
func (c *Catalogue) UnknownCommand() string { return c.say(unknownCommand) }

// UnknownButton: a button of another version, or of a bot with another token.
func (c *Catalogue) UnknownButton() string { return c.say(unknownButton) }

// NotAllowed: a command for moderators.
func (c *Catalogue) NotAllowed() string { return c.say(notAllowed) }

// TooFast: the person's rate limit; wait is how long to wait.
func (c *Catalogue) TooFast(wait time.Duration) string {
	return c.say(tooFast, c.count("s", max(1, int(math.Ceil(wait.Seconds())))))
}

// Stopping: the program is about to end.
func (c *Catalogue) Stopping() string { return c.say(stopping) }

// TookTooLong: no answer in time.
func (c *Catalogue) TookTooLong() string { return c.say(tookTooLong) }

// CannotShow: Discord refused the answer; ref is how it is found in the log.
func (c *Catalogue) CannotShow(ref string) string { return c.say(cannotShow, c.theirs("ref", ref)) }
