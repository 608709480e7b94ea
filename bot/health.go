package main

import (
	"runtime"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"verbatim/bot/command"
)

// health is how the running program is. Safe for concurrent use.
type health struct {
	started   time.Time
	version   string
	guilds    atomic.Int64
	roundTrip atomic.Int64 // of the last heartbeat, in nanoseconds; 0: none was acknowledged yet
}

func newHealth() *health {
	info, _ := debug.ReadBuildInfo()
	return &health{started: time.Now(), version: readBuild(info).short()}
}

// program returns what /corpus status tells.
func (h *health) program() command.Program {
	return command.Program{
		Started: h.started, Version: h.version, Go: strings.TrimPrefix(runtime.Version(), "go"),
		Servers: int(h.guilds.Load()), RoundTrip: time.Duration(h.roundTrip.Load()),
	}
}
