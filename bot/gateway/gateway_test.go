package gateway

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/discordtest"
)

func TestReadyAndInteractionsAreHandedOn(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t, discordtest.AnyCommand(), discordtest.WithGuilds("1", "2", "3"))
	b := start(t, d)
	if r := b.waitReady(); r != (Ready{AppID: d.AppID(), User: "Verbatim", Guilds: 3}) {
		t.Errorf("ready with %+v", r)
	}
	if _, err := d.Send(discordtest.Slash("quote search", discordtest.Opt("words", "four score"))); err != nil {
		t.Fatal(err)
	}
	i := receive(b, b.interactions, "an interaction")
	data := i.ApplicationCommandData()
	if data.Name != "quote" || data.Options[0].Options[0].StringValue() != "four score" || i.Token == "" {
		t.Errorf("got the interaction %+v", i.Interaction)
	}
}

func TestWhatDiscordMaySayFirstHangsNothing(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		script      discordtest.Script
		connections int
	}{
		"opcode 7 as the first packet":           {discordtest.Script{First: []int{7}}, 2},
		"opcode 9 as the first packet":           {discordtest.Script{First: []int{9}}, 2},
		"opcode 11 as the first packet":          {discordtest.Script{First: []int{11}}, 1},
		"opcode 1 as the first packet":           {discordtest.Script{First: []int{1}}, 1},
		"a dispatch as the first packet":         {discordtest.Script{First: []int{0}}, 2},
		"HELLO that never comes":                 {discordtest.Script{Silent: true}, 2},
		"HELLO and then nothing":                 {discordtest.Script{SilentAfter: true}, 2},
		"an invalid session after IDENTIFY":      {discordtest.Script{Invalid: true}, 2},
		"a gateway that does not speak at all":   {discordtest.Script{Refuse: http.StatusBadGateway}, 1},
		"opcode 7 after READY":                   {discordtest.Script{Reconnect: true}, 2},
		"a close code that is none of the worst": {discordtest.Script{Close: 4000}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := discordtest.New(t, discordtest.AnyCommand())
			d.Script(tt.script)
			hasty := tt.script.Silent || tt.script.SilentAfter // also with the connection that follows
			b := start(t, d, with(func(x *timing) {
				if tt.script.Silent {
					x.hello = 100 * time.Millisecond
				}
				if tt.script.SilentAfter {
					x.ready = 500 * time.Millisecond
				}
			}))
			b.waitReady()
			b.wait("a session that stays", func(g discordtest.Gateway) bool {
				return (g.Connections == tt.connections || hasty && g.Connections > tt.connections) && g.Live == 1
			})
			b.send()
			receive(b, b.interactions, "an interaction")
		})
	}
}

// After how long it is left stands in watchdog_test.go.
func TestAConnectionWithoutAcksIsLeftForAnother(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t, discordtest.WithHeartbeat(time.Second))
	d.Script(discordtest.Script{NoAck: true})
	b := start(t, d)
	b.waitReady()
	b.waitLog("heartbeats are not acknowledged")
	b.wait("the session to be resumed", func(g discordtest.Gateway) bool { return g.Resumes > 0 && g.Live == 1 })
	if g := d.Gateway(); g.Identifies != 1 {
		t.Errorf("signed in %d times", g.Identifies)
	}
}

func TestAHealthyConnectionIsKept(t *testing.T) {
	t.Parallel()
	// Four heartbeats are three intervals, which only ACKs let a connection
	// live. The interval leaves a busy machine three seconds for each.
	d := discordtest.New(t, discordtest.WithHeartbeat(2*time.Second))
	acked := make(chan time.Duration, 99)
	b := start(t, d, func(c *Config) {
		c.OnShard = func(s Shard) {
			if s.RoundTrip > 0 {
				acked <- s.RoundTrip
			}
		}
	})
	b.wait("four heartbeats", func(g discordtest.Gateway) bool { return g.Heartbeats == 4 })
	if trip := receive(b, acked, "an acknowledgement"); trip <= 0 || trip > 5*time.Second {
		t.Errorf("a heartbeat took %v", trip)
	}
	if g := d.Gateway(); g.Connections != 1 || g.Live != 1 {
		t.Errorf("the gateway saw %+v", g)
	}
}

func TestAHeartbeatIsSentWhenDiscordAsksForOne(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t)
	b := start(t, d)
	b.wait("the first heartbeat", func(g discordtest.Gateway) bool { return g.Heartbeats == 1 })
	d.AskHeartbeat()
	b.wait("the second heartbeat", func(g discordtest.Gateway) bool { return g.Heartbeats == 2 })
}

func TestInteractionsThatAConnectionMissedComeWithTheNext(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]func(*discordtest.Server){
		"opcode 7":                     (*discordtest.Server).AskReconnect,
		"a cut connection":             func(d *discordtest.Server) { d.CloseConnections(0) },
		"close code 4000":              func(d *discordtest.Server) { d.CloseConnections(4000) },
		"opcode 9 that may be resumed": func(d *discordtest.Server) { d.Invalidate(true) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := discordtest.New(t, discordtest.AnyCommand())
			b := start(t, d)
			b.waitReady()
			b.send()
			first := receive(b, b.interactions, "an interaction")
			lose(d)
			b.wait("the connection to be lost", func(g discordtest.Gateway) bool { return len(g.Closes) > 0 })
			b.send()
			second := receive(b, b.interactions, "the interaction that was missed")
			if first.ID == second.ID {
				t.Error("the same interaction came twice")
			}
			b.wait("the session to be resumed", func(g discordtest.Gateway) bool { return g.Resumes == 1 && g.Live == 1 })
			if g := d.Gateway(); g.Identifies != 1 || slices.Contains(g.Closes, 1000) {
				t.Errorf("the gateway saw %+v", g)
			}
			if len(b.interactions) > 0 {
				t.Error("an interaction came twice")
			}
		})
	}
}

func TestALostSessionIsReplacedByANewOne(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]func(*discordtest.Server){
		"opcode 9 at any time": func(d *discordtest.Server) { d.Invalidate(false) },
		"opcode 9 to a RESUME": func(d *discordtest.Server) { d.ForgetSessions(); d.CloseConnections(0) },
		"close code 4009":      func(d *discordtest.Server) { d.CloseConnections(4009) },
		"close code 1000":      func(d *discordtest.Server) { d.CloseConnections(1000) },
		"a RESUME that leads nowhere, three times": func(d *discordtest.Server) {
			d.Script(discordtest.Script{Refuse: 503}, discordtest.Script{Close: 4001}, discordtest.Script{Refuse: 500})
			d.CloseConnections(0)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := discordtest.New(t, discordtest.AnyCommand())
			b := start(t, d)
			b.waitReady()
			lose(d)
			b.waitReady()
			b.wait("the new session", func(g discordtest.Gateway) bool { return g.Identifies == 2 && g.Live == 1 })
			b.send()
			receive(b, b.interactions, "an interaction")
		})
	}
}

func TestSomeRefusalsEndTheRun(t *testing.T) {
	t.Parallel()
	for _, code := range []int{4004, 4010, 4011, 4012, 4013, 4014} {
		t.Run(fmt.Sprint("code ", code), func(t *testing.T) {
			t.Parallel()
			d := discordtest.New(t)
			d.Script(discordtest.Script{Close: code})
			wantFatal(start(t, d), code)
		})
	}
	t.Run("a wrong token", func(t *testing.T) {
		t.Parallel()
		d := discordtest.New(t)
		wantFatal(start(t, d, func(c *Config) { c.Token = "wrong" }), 4004)
	})
	t.Run("too many servers", func(t *testing.T) {
		t.Parallel()
		d := discordtest.New(t, discordtest.NeedsSharding())
		wantFatal(start(t, d), 4011)
	})
	t.Run("a proxy that does not know the token", func(t *testing.T) {
		t.Parallel()
		d := discordtest.New(t)
		d.Inject(discordtest.Fault{Op: discordtest.OpGateway, Status: http.StatusUnauthorized})
		wantFatal(start(t, d), http.StatusUnauthorized)
	})
	t.Run("a refusal that crosses the first heartbeat", func(t *testing.T) {
		t.Parallel()
		d := discordtest.New(t)
		d.Script(discordtest.Script{CloseAfter: 4004})
		wantFatal(start(t, d), 4004)
	})
	t.Run("a token that is reset while the bot runs", func(t *testing.T) {
		t.Parallel()
		d := discordtest.New(t)
		b := start(t, d)
		b.waitReady()
		d.CloseConnections(4004)
		wantFatal(b, 4004)
	})
}

func wantFatal(b *bot, code int) {
	b.t.Helper()
	b.waitDone()
	fatal, ok := errors.AsType[*FatalError](b.err)
	if !ok || fatal.Code != code || fatal.Sentence == "" {
		b.t.Errorf("Run ended with %v, want code %d", b.err, code)
	}
	if g := b.d.Gateway(); g.Connections > 1 {
		b.t.Errorf("connected again: %+v", g)
	}
}

func TestAnotherTryFollowsWhenTheGatewayCannotBeLookedUp(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]discordtest.Fault{
		"a server error":   {Status: http.StatusInternalServerError, Times: 3},
		"a bad gateway":    {Status: http.StatusBadGateway, Times: 3},
		"a lost answer":    {LoseAnswer: true, Times: 3},
		"a lost request":   {Lose: true, Times: 3},
		"a slow answer":    {Delay: time.Minute},
		"a limit that has": {Status: http.StatusTooManyRequests, RetryAfter: 300 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := discordtest.New(t)
			fault.Op = discordtest.OpGateway
			d.Inject(fault)
			began := time.Now()
			b := start(t, d, with(func(x *timing) {
				if fault.Delay > 0 {
					x.lookUp = 100 * time.Millisecond
				}
			}))
			b.waitReady()
			if took := time.Since(began); took < fault.RetryAfter {
				t.Errorf("tried again after %v, Discord wanted %v", took, fault.RetryAfter)
			}
		})
	}
}

// Discord itself is reached by TLS, which discordgo's side of the relay does
// not have.
func TestTheGatewayIsReachedByTLS(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t, discordtest.AnyCommand())
	inner, err := url.Parse(d.URL())
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(inner)
	mux := http.NewServeMux()
	mux.Handle("/", proxy)
	outer := httptest.NewTLSServer(mux)
	t.Cleanup(outer.Close)
	mux.HandleFunc("/api/v9/gateway", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{"url": "ws%s"}`, strings.TrimPrefix(outer.URL, "http"))
	})
	b := start(t, d, func(c *Config) {
		if c.API, err = url.Parse(outer.URL); err != nil {
			t.Fatal(err)
		}
		c.tls = outer.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
		c.tls.NextProtos = nil // a websocket is HTTP/1.1
	})
	b.waitReady()
	b.send()
	receive(b, b.interactions, "an interaction")

	t.Run("and by nothing else than TLS that can be trusted", func(t *testing.T) {
		b := start(t, d, func(c *Config) {
			c.API, _ = url.Parse(outer.URL)
		})
		b.waitLog("certificate")
	})
}

func TestAHeartbeatIntervalThatIsNoneEndsTheConnectionOnly(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t, discordtest.WithHeartbeat(0))
	b := start(t, d)
	b.wait("the second attempt", func(g discordtest.Gateway) bool { return g.Connections >= 2 })
}

func TestWhatDiscordgoDoesNotKnowIsHandedOnAllTheSame(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t)
	b := start(t, d)
	b.waitReady()
	unknown := []any{map[string]any{"type": 99}}
	for name, payload := range map[string]map[string]any{
		"a message with an unknown component": {"type": 3, "data": map[string]any{"custom_id": "x", "component_type": 2}, "message": map[string]any{"id": "1", "components": unknown}},
		"a form with an unknown component":    {"type": 5, "data": map[string]any{"custom_id": "x", "components": unknown}},
		"an unknown kind of interaction":      {"type": 77, "data": map[string]any{"anything": true}},
		"data of the wrong type":              {"type": 2, "data": "text"},
		"no data":                             {"type": 2},
	} {
		payload["id"], payload["token"] = name, "token of "+name
		d.Dispatch("INTERACTION_CREATE", payload)
		i := receive(b, b.interactions, name)
		if i.ID != name || i.Token != "token of "+name || int(i.Type) != payload["type"] {
			t.Errorf("%s: got %+v", name, i.Interaction)
		}
	}
	// Without ID and token there is nobody to answer to; all that is asked of
	// these is that the next one comes through.
	for _, payload := range []any{nil, "text", map[string]any{"type": 2}, []int{1}, map[string]any{"id": 5}} {
		d.Dispatch("INTERACTION_CREATE", payload)
	}
	d.Dispatch("SOMETHING_NEW", map[string]any{"x": 1})
	d.Dispatch("GUILD_CREATE", nil)
	d.Dispatch("INTERACTION_CREATE", map[string]any{"id": "last", "token": "t", "type": 2, "data": map[string]any{"name": "help"}})
	if i := receive(b, b.interactions, "the last interaction"); i.ID != "last" {
		t.Errorf("got %q instead", i.ID)
	}
	if g := d.Gateway(); g.Connections != 1 {
		t.Errorf("the connection did not last: %+v", g)
	}
}

func TestAPanicInACallbackIsLoggedAndForgotten(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t, discordtest.AnyCommand())
	survivors := make(chan string, 1)
	b := start(t, d, func(c *Config) {
		c.OnReady = func(context.Context, Ready) { panic("at the start") }
		c.OnInteraction = func(_ context.Context, i *discordgo.InteractionCreate) {
			if i.ApplicationCommandData().Name == "panic" {
				panic("in a handler")
			}
			survivors <- i.ID
		}
	})
	b.waitLog("at the start")
	if _, err := d.Send(discordtest.Slash("panic")); err != nil {
		t.Fatal(err)
	}
	b.waitLog("in a handler")
	b.send()
	receive(b, survivors, "an interaction after the panic")
}
