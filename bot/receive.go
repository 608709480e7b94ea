package main

import (
	"context"
	"encoding/hex"
	"errors"
	"net"
	"net/http"
	"sync"
	"time"

	"verbatim/bot/gateway"
	"verbatim/bot/interact"
)

// introduceEvery is how often Discord is asked again which application this is and in
// how many servers, as nothing tells that a server was joined.
const introduceEvery = 10 * time.Minute

// receive takes interactions over HTTP until ctx ends or Discord refuses the bot.
func (s *server) receive(ctx context.Context, port net.Listener) error {
	s.log.Info("interactions are received", "address", port.Addr().String())
	serving, stop := context.WithCancel(ctx)
	defer stop()
	var refused error
	var introducing sync.WaitGroup
	introducing.Go(func() {
		if refused = s.introduce(serving); refused != nil {
			stop()
		}
	})
	err := s.endpoint.Serve(serving, port, s.router.Handle, s.drain)
	stop()
	introducing.Wait()
	if refused != nil {
		return refused
	}
	return err
}

// application is what Discord says of the bot's own one.
// https://discord.com/developers/docs/resources/application#get-current-application
type application struct {
	ID        string
	Name      string
	VerifyKey string `json:"verify_key"`
	Guilds    int    `json:"approximate_guild_count"`
}

// introduce asks Discord which application this is, and again from time to time, until
// ctx ends. It returns an error if Discord will not have this bot until somebody
// changes a setting.
func (s *server) introduce(ctx context.Context) error {
	for wait, known := firstAttempt, false; ; {
		var app application
		err := s.rest.Do(ctx, http.MethodGet, []string{"applications", "@me"}, nil, s.settings.DiscordToken.Reveal, nil, &app)
		refused, ok := errors.AsType[*interact.StatusError](err)
		pause := introduceEvery
		switch {
		case ok && refused.Status == http.StatusUnauthorized:
			return &exitError{exitUnavailable, tokenRefused}
		case err != nil:
			if ctx.Err() == nil {
				s.log.Error("Discord could not be asked which application this is", "err", err, "retry_in", wait)
			}
			pause, wait = wait, min(2*wait, lastAttempt)
		case app.VerifyKey != hex.EncodeToString(s.settings.PublicKey):
			return &exitError{exitConfig, "DISCORD_PUBLIC_KEY is not the key of the application whose token DISCORD_TOKEN is: copy both from the same application in the Developer Portal"}
		case !known:
			known = true
			s.health.answered(app.Guilds)
			s.ready(ctx, gateway.Ready{AppID: app.ID, User: app.Name, Guilds: app.Guilds})
		default:
			s.health.answered(app.Guilds)
			s.due.add("", s.settings.HomeGuilds...)
		}
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-timer.C:
		}
	}
}
