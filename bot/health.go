package main

import (
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"verbatim/bot/command"
	"verbatim/bot/gateway"
)

// health is how the running program is. Safe for concurrent use.
type health struct {
	started time.Time
	version string

	mu     sync.Mutex
	shards map[int]gateway.Shard // by number; none over HTTP
	// Over HTTP Discord is asked which application this is.
	known  bool
	guilds int
}

func newHealth() *health {
	info, _ := debug.ReadBuildInfo()
	return &health{started: time.Now(), version: readBuild(info).short(), shards: make(map[int]gateway.Shard)}
}

// shard notes how a shard is.
func (h *health) shard(s gateway.Shard) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.shards[s.Number] = s; s.Released {
		delete(h.shards, s.Number)
	}
}

// answered notes what Discord said of the application, over HTTP.
func (h *health) answered(guilds int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.known, h.guilds = true, guilds
}

// discord returns whether Discord is connected by every shard, in how many servers
// the bot is by all of them, and what the slowest heartbeat took.
func (h *health) discord() (connected bool, guilds int, roundTrip time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.shards) == 0 {
		return h.known, h.guilds, 0
	}
	connected = true
	for _, s := range h.shards {
		connected = connected && s.Connected
		guilds += s.Guilds
		roundTrip = max(roundTrip, s.RoundTrip)
	}
	return connected, guilds, roundTrip
}

// program returns what /corpus status tells.
func (h *health) program() command.Program {
	_, guilds, roundTrip := h.discord()
	p := command.Program{
		Started: h.started, Version: h.version, Go: strings.TrimPrefix(runtime.Version(), "go"),
		Servers: guilds, RoundTrip: roundTrip,
	}
	for _, s := range h.several() {
		p.Shards = append(p.Shards, command.Shard{Number: s.Number, Count: s.Count, Connected: s.Connected, Servers: s.Guilds, RoundTrip: s.RoundTrip})
	}
	return p
}

// several are this process's shards of a bot that has several, those first that are
// not connected.
func (h *health) several() []gateway.Shard {
	h.mu.Lock()
	defer h.mu.Unlock()
	var all []gateway.Shard
	for _, s := range h.shards {
		if s.Count > 1 {
			all = append(all, s)
		}
	}
	slices.SortFunc(all, func(a, b gateway.Shard) int {
		switch {
		case a.Connected == b.Connected:
			return a.Number - b.Number
		case b.Connected:
			return -1
		}
		return 1
	})
	return all
}
