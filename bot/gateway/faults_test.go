package gateway

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"verbatim/bot/discordtest"
)

// gatewayFault is something that befalls a connection that is up. next is how those
// behave that follow.
type gatewayFault struct {
	name string
	do   func(d *discordtest.Server)
	next []discordtest.Script
}

func gatewayFaults() []gatewayFault {
	cut := func(d *discordtest.Server) { d.CloseConnections(0) }
	rest := func(f discordtest.Fault) func(d *discordtest.Server) {
		f.Op = discordtest.OpGateway
		return func(d *discordtest.Server) { d.Inject(f); d.ForgetSessions(); d.CloseConnections(0) }
	}
	all := []gatewayFault{
		{"a cut", cut, nil},
		{"a reset", (*discordtest.Server).ResetConnections, nil},
		{"opcode 7", (*discordtest.Server).AskReconnect, nil},
		{"opcode 1", (*discordtest.Server).AskHeartbeat, nil},
		{"opcode 9, resumable", func(d *discordtest.Server) { d.Invalidate(true) }, nil},
		{"opcode 9", func(d *discordtest.Server) { d.Invalidate(false) }, nil},
		{"an unknown session", func(d *discordtest.Server) { d.ForgetSessions(); d.CloseConnections(0) }, nil},
		{"text that is no JSON", func(d *discordtest.Server) { d.SendRaw(`{"op":`) }, nil},
		{"JSON that is no packet", func(d *discordtest.Server) { d.SendRaw(`[1, "two"]`) }, nil},
		{"an unknown opcode", func(d *discordtest.Server) { d.SendRaw(`{"op":99,"d":null}`) }, nil},
		{"an event without data", func(d *discordtest.Server) { d.SendRaw(`{"op":0,"t":"INTERACTION_CREATE","d":null}`) }, nil},
		{"no HELLO", cut, []discordtest.Script{{Silent: true}}},
		{"nothing after HELLO", cut, []discordtest.Script{{SilentAfter: true}}},
		{"a slow HELLO", cut, []discordtest.Script{{Slow: 2 * time.Second}}},
		{"a slow HELLO, twice", cut, []discordtest.Script{{Slow: 7 * time.Second}, {Slow: time.Second}}},
		{"no acknowledgements", cut, []discordtest.Script{{NoAck: true}}},
		{"RESUME is refused", cut, []discordtest.Script{{InvalidResume: true}}},
		{"the session is invalid, twice", cut, []discordtest.Script{{Invalid: true}, {Invalid: true}}},
		{"opcode 7 after RESUMED", cut, []discordtest.Script{{Reconnect: true}}},
		{"a lookup that is refused", rest(discordtest.Fault{Status: http.StatusForbidden}), nil},
		{"a lookup that is limited", rest(discordtest.Fault{Status: http.StatusTooManyRequests, RetryAfter: time.Second}), nil},
		{"a lookup that hangs", rest(discordtest.Fault{Delay: 8 * time.Second}), nil},
		{"a lookup that is lost", rest(discordtest.Fault{LoseAnswer: true, Times: 2}), nil},
	}
	for _, code := range []int{4000, 4001, 4002, 4003, 4005, 4007, 4008, 4009, 1000, 1001, 1006, 1011, 1012} {
		if code != 1006 { // which no frame has
			all = append(all, gatewayFault{fmt.Sprint("close code ", code), func(d *discordtest.Server) { d.CloseConnections(code) }, nil})
		}
		if code >= 4000 {
			all = append(all,
				gatewayFault{fmt.Sprint("sign-in closed with ", code), cut, []discordtest.Script{{Close: code}}},
				gatewayFault{fmt.Sprint("closed with ", code, " after RESUMED"), cut, []discordtest.Script{{CloseAfter: code}}})
		}
	}
	for _, op := range []int{0, 1, 7, 9, 11} {
		all = append(all, gatewayFault{fmt.Sprint("opcode ", op, " first"), cut, []discordtest.Script{{First: []int{op}}}})
	}
	for _, status := range []int{401, 403, 429, 500, 502, 503, 504} {
		all = append(all, gatewayFault{fmt.Sprint("a handshake that ends with ", status), cut, []discordtest.Script{{Refuse: status}}})
		if status >= 500 {
			all = append(all, gatewayFault{fmt.Sprint("a lookup that ends with ", status), rest(discordtest.Fault{Status: status, Times: 2}), nil})
		}
	}
	return all
}

// Faults at the gateway, one after the other, with the times that hold in earnest: the
// bot is back within a minute, signs in rarely, and gets every interaction once.
// VERBATIM_GATEWAY_FAULTS says how many.
func TestTheBotIsBackAfterEveryFault(t *testing.T) {
	count, err := strconv.Atoi(os.Getenv("VERBATIM_GATEWAY_FAULTS"))
	if err != nil {
		t.Skip("VERBATIM_GATEWAY_FAULTS is no number")
	}
	const perBot = 6
	faults, random := gatewayFaults(), rand.New(rand.NewPCG(19, 19))
	var todo []gatewayFault
	for len(todo) < count {
		random.Shuffle(len(faults), func(i, j int) { faults[i], faults[j] = faults[j], faults[i] })
		todo = append(todo, faults...)
	}
	var mu sync.Mutex
	slowest, signIns, interactions, kinds := time.Duration(0), 0, 0, map[string]bool{}
	t.Run("all", func(t *testing.T) {
		for some := range slices.Chunk(todo[:count], perBot) {
			t.Run(some[0].name, func(t *testing.T) {
				t.Parallel()
				d := discordtest.New(t, discordtest.AnyCommand(), discordtest.WithHeartbeat(2*time.Second))
				b := startFor(t, 10*time.Minute, d, with(func(x *timing) { *x = timing{} }))
				b.waitReady()
				for _, f := range some {
					before, began := d.Gateway(), time.Now()
					d.Script(f.next...)
					f.do(d)
					b.settled(before)
					took, after := time.Since(began), d.Gateway()
					b.send()
					b.receivesOnce(f.name)
					mu.Lock()
					slowest, signIns = max(slowest, took), max(signIns, after.Identifies-before.Identifies)
					interactions++
					kinds[f.name] = true
					mu.Unlock()
					if took > time.Minute || after.Identifies-before.Identifies > 5 {
						t.Errorf("%s: back after %v, with %d sign-ins", f.name, took, after.Identifies-before.Identifies)
					}
				}
				if extra := len(b.interactions); extra > 0 {
					t.Errorf("%d interactions came twice", extra)
				}
			})
		}
	})
	t.Logf("%d faults of %d kinds: back after %v at the latest, %d sign-ins at the most for one; %d interactions, each received once", count, len(kinds), slowest.Round(time.Millisecond), signIns, interactions)
}

// settled waits until the bot has a session that stays for longer than what may still
// come of a fault.
func (b *bot) settled(before discordtest.Gateway) {
	b.t.Helper()
	b.wait("a session and heartbeats after it", func(g discordtest.Gateway) bool {
		return g.Live == 1 && g.Heartbeats >= before.Heartbeats+2
	})
}

// receivesOnce receives the interaction that was sent, and no other.
func (b *bot) receivesOnce(what string) {
	b.t.Helper()
	receive(b, b.interactions, "an interaction after "+what)
}
