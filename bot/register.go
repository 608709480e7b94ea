package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"verbatim/bot/command"
	"verbatim/bot/interact"
	"verbatim/config"
)

const registerHelp = `Usage: verbatim register [--env FILE]

Registers the commands at Discord, and says for each place what happened there.
The bot does it by itself when it starts, and when it is invited to a home
server; this is for doing it by hand. What is right already is left alone.

  --env FILE  the env file (.env)

Example:
  verbatim register --env /etc/verbatim.env
`

// tokenRefused is what a person is told when Discord answers 401.
const tokenRefused = "Discord does not accept the bot token: copy it again from the Developer Portal (Bot, Reset Token) into DISCORD_TOKEN"

func register(ctx context.Context, p program, args []string) error {
	fs := newFlags()
	env := envFlag(fs)
	if err := parseOnly(fs, args); err != nil {
		return err
	}
	settings, err := p.settings(env)
	if err != nil {
		return err
	}
	if !settings.DiscordToken.IsSet() {
		return &exitError{exitConfig, fmt.Sprintf("there is no DISCORD_TOKEN in %s or the environment", *env.path)}
	}
	rest := &interact.REST{Base: settings.DiscordAPI, UserAgent: userAgent}
	var app struct{ ID string }
	err = rest.Do(ctx, http.MethodGet, []string{"applications", "@me"}, nil, settings.DiscordToken.Reveal, nil, &app)
	if refused, ok := errors.AsType[*interact.StatusError](err); ok && refused.Status == http.StatusUnauthorized {
		return &exitError{exitUnavailable, tokenRefused}
	}
	if err != nil {
		return fmt.Errorf("asking Discord which application this is: %w", err)
	}
	commands, registration := command.New(command.Deps{}), registrationOf(settings, rest, app.ID)
	var failed []error
	for _, place := range registration.Places() {
		placed, err := commands.Register(ctx, registration, place)
		if errors.Is(err, command.ErrNotInvited) {
			err = fmt.Errorf("the bot is not in this server; invite it with\n%s", serverInvite(app.ID))
		}
		where := "everywhere"
		if place != command.Everywhere {
			where = "server " + place
		}
		switch {
		case err != nil:
			failed = append(failed, fmt.Errorf("%s: %w", where, err))
		case placed.Written:
			fmt.Fprintf(p.Stdout, "%s: %s, registered now\n", where, count(placed.Commands))
		default:
			fmt.Fprintf(p.Stdout, "%s: %s, registered before\n", where, count(placed.Commands))
		}
	}
	return errors.Join(failed...)
}

func count(commands int) string {
	if commands == 1 {
		return "1 command"
	}
	return fmt.Sprintf("%d commands", commands)
}

func registrationOf(c config.Config, api command.Caller, appID string) command.Registration {
	return command.Registration{
		API: api, AppID: appID, Token: c.DiscordToken.Reveal, HomeGuilds: c.HomeGuilds, Public: c.Public,
	}
}

// The pauses between attempts to register the commands after Discord failed.
const (
	firstAttempt = 10 * time.Second
	lastAttempt  = 5 * time.Minute
)

// due has the places whose commands are to be looked at. Safe for concurrent
// use.
type due struct {
	wake chan struct{} // has room for one

	mu     sync.Mutex
	appID  string
	places map[string]bool
}

func newDue() *due { return &due{wake: make(chan struct{}, 1), places: make(map[string]bool)} }

// add notes places. Without appID it is the one that was told before.
func (d *due) add(appID string, places ...string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if appID != "" {
		d.appID = appID
	}
	for _, place := range places {
		d.places[place] = true
	}
	select {
	case d.wake <- struct{}{}:
	default: // it is to wake already
	}
}

// take returns the places and forgets them; none while the application is not
// known.
func (d *due) take() (appID string, places []string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.appID == "" {
		return "", nil
	}
	places = slices.Sorted(maps.Keys(d.places))
	clear(d.places)
	return d.appID, places
}

// register has Discord know the commands of every place that falls due, until
// ctx ends. It tries again where Discord failed; a home guild that the bot is
// not in yet falls due when it is invited.
func (s *server) register(ctx context.Context) {
	var (
		wait   = firstAttempt
		retry  = time.NewTimer(0)
		told   = make(map[string]bool) // places whose state is in the log
		failed []string
	)
	retry.Stop()
	defer retry.Stop()
	for {
		select {
		case <-s.due.wake:
		case <-retry.C:
			s.due.add("", failed...)
			<-s.due.wake
		case <-ctx.Done():
			return
		}
		appID, places := s.due.take()
		var err error
		failed, err = s.registerIn(ctx, appID, places, told)
		if ctx.Err() != nil {
			return
		}
		if err == nil {
			wait = firstAttempt
			continue
		}
		s.log.Error("some commands could not be registered", "err", err, "retry_in", wait)
		retry.Reset(wait)
		wait = min(2*wait, lastAttempt)
	}
}

// registerIn registers the commands of some places and returns those where
// Discord failed, with why.
func (s *server) registerIn(ctx context.Context, appID string, places []string, told map[string]bool) (failed []string, err error) {
	var awaited []string
	registration := registrationOf(s.settings, s.rest, appID)
	for _, place := range places {
		placed, why := s.commands.Register(ctx, registration, place)
		switch {
		case errors.Is(why, command.ErrNotInvited):
			if !told[place] {
				awaited = append(awaited, place)
			}
			told[place] = true
		case why != nil:
			failed, err = append(failed, place), errors.Join(err, why)
		case placed.Written || !told[place]:
			s.log.Info("commands are registered", "where", cmp.Or(place, "everywhere"), "commands", placed.Commands, "anew", placed.Written)
			told[place] = true
		}
	}
	if len(awaited) > 0 {
		s.log.Info("commands will be registered in these home servers when the bot is invited to them", "servers", awaited)
	}
	return failed, err
}
