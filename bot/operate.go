package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"syscall"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"

	"verbatim/bot/cluster"
	"verbatim/bot/command"
	"verbatim/bot/ops"
)

// condition is what /corpus status tells of the program.
func (s *server) condition() command.Program {
	p := s.health.program()
	_, p.Held = s.rest.Held()
	if s.cluster != nil {
		p.Processes = s.cluster.Processes()
		if unheard := s.cluster.Unheard(); unheard > cluster.Silence {
			p.Silent = time.Now().Add(-unheard)
		}
	}
	return p
}

// state is what operators are told of.
func (s *server) state() ops.State {
	l := s.library.Status()
	answers, own := s.rest.Held()
	connected, guilds, roundTrip := s.health.discord()
	var shards []ops.Shard
	for _, s := range s.health.several() {
		shards = append(shards, ops.Shard{Number: s.Number, Count: s.Count, Connected: s.Connected, Guilds: s.Guilds, Heartbeat: s.RoundTrip})
	}
	now := ops.State{
		Generation: l.Generation, Quotations: l.Quotations, InReview: l.InReview, Reports: l.Reports, Damaged: l.Damage != nil,
		Connected: connected, Guilds: guilds, Heartbeat: roundTrip, Shards: shards,
		AnswersHeld: answers, RequestsHeld: own,
	}
	if s.cluster != nil {
		now.Processes, now.Unheard = s.cluster.Processes(), s.cluster.Unheard()
		now.Silent = now.Unheard > cluster.Silence
	}
	return now
}

// listen opens the port of a setting; nil if there is none.
func listen(setting, address string) (net.Listener, error) {
	if address == "" {
		return nil, nil
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		if system := syscall.Errno(0); errors.As(err, &system) {
			err = system // without the names of calls
		}
		return nil, wrongSetting(setting, fmt.Errorf("%s cannot be listened on: %w", address, err))
	}
	return l, nil
}

// operate answers operators until ctx ends.
func (s *server) operate(ctx context.Context, port net.Listener) {
	if port == nil {
		return
	}
	s.log.Info("operators are answered", "address", port.Addr().String())
	if err := s.monitor.Serve(ctx, port); err != nil {
		s.log.Error("operators are not answered any more", "err", err)
	}
}

// tellSystemd says that the bot is up, and that it lives as long as it can tell
// what it serves. Without systemd it does nothing (sd_notify(3)).
func (s *server) tellSystemd(ctx context.Context) {
	notify := func(state string) {
		if _, err := daemon.SdNotify(false, state); err != nil {
			s.log.Warn("systemd cannot be told", "state", state, "err", err)
		}
	}
	notify(daemon.SdNotifyReady)
	defer notify(daemon.SdNotifyStopping)
	within, err := daemon.SdWatchdogEnabled(false)
	if err != nil || within == 0 {
		<-ctx.Done()
		return
	}
	tick := time.NewTicker(within / 3)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			s.state()
			notify(daemon.SdNotifyWatchdog)
		}
	}
}
