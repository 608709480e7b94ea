package main

import (
	"context"
	"time"

	"verbatim/bot/command"
)

// The pauses between attempts to register the commands. A home guild that the
// bot was not invited to yet refuses it: soon after somebody opened the invite
// link, the commands should be there.
const (
	firstAttempt = 10 * time.Second
	lastAttempt  = 5 * time.Minute
)

// register has Discord know the commands, once for each application ID that
// arrives, and tries again until that worked or ctx ends.
func (s *server) register(ctx context.Context, apps <-chan string) {
	for {
		var appID string
		select {
		case appID = <-apps:
		case <-ctx.Done():
			return
		}
		for wait := firstAttempt; ; wait = min(2*wait, lastAttempt) {
			err := s.commands.Register(ctx, command.Registration{
				API:        s.rest,
				AppID:      appID,
				Token:      s.settings.DiscordToken.Reveal,
				HomeGuilds: s.settings.HomeGuilds,
				Public:     s.settings.Public,
				Logger:     s.log,
			})
			if err == nil {
				break
			}
			if ctx.Err() != nil {
				return
			}
			s.log.Error("some commands could not be registered; is the bot invited to every server of HOME_GUILD_IDS?",
				"err", err, "retry_in", wait)
			select {
			case <-time.After(wait):
			case <-ctx.Done():
				return
			}
		}
	}
}
