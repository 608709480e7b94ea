package gateway

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/discordtest"
)

// TestMain fails when a goroutine of a session is left after all tests.
func TestMain(m *testing.M) {
	// These tests wait, above all for the second that discordgo sleeps while it
	// closes, and compute next to nothing.
	flag.Parse()
	if err := flag.Set("test.parallel", "16"); err != nil {
		panic(err)
	}
	code := m.Run()
	if left := leftOver(5 * time.Second); left != "" {
		os.Stderr.WriteString("goroutines of sessions are left:\n\n" + left + "\n")
		code = max(code, 1)
	}
	os.Exit(code)
}

// leftOver returns the stacks of goroutines that run discordgo or this package,
// once there are none or the time is up. discordgo gives no way to wait for its
// heartbeat goroutine, hence the looking again and again.
func leftOver(most time.Duration) string {
	deadline := time.After(most)
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for {
		buf := make([]byte, 1<<20)
		buf = buf[:runtime.Stack(buf, true)]
		var left []string
		for stack := range strings.SplitSeq(string(buf), "\n\n") {
			ours := strings.Contains(stack, "bwmarrin/discordgo") || strings.Contains(stack, "verbatim/bot/gateway.(*")
			if ours && !strings.Contains(stack, "TestMain") {
				left = append(left, stack)
			}
		}
		if len(left) == 0 {
			return ""
		}
		select {
		case <-deadline:
			return strings.Join(left, "\n\n")
		case <-again.C:
		}
	}
}

// bot is a call of Run in a test.
type bot struct {
	t            *testing.T
	ctx          context.Context // the test's time limit
	d            *discordtest.Server
	ready        chan Ready
	interactions chan *discordgo.InteractionCreate
	log          *logBook
	stop         context.CancelFunc
	done         chan struct{}
	err          error // of Run, once done is closed
}

// hasty makes failures quick and leaves what must not fail its time.
var hasty = timing{base: 20 * time.Millisecond, most: 100 * time.Millisecond, invalid: 10 * time.Millisecond}

func start(t *testing.T, d *discordtest.Server, changes ...func(*Config)) *bot {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	api, err := url.Parse(d.URL())
	if err != nil {
		t.Fatal(err)
	}
	b := &bot{
		t: t, ctx: ctx, d: d, ready: make(chan Ready, 100), interactions: make(chan *discordgo.InteractionCreate, 100),
		log: &logBook{t: t, token: d.Token(), written: make(chan struct{})}, done: make(chan struct{}),
	}
	c := Config{
		Token: d.Token(), API: api, StateDir: t.TempDir(), timing: hasty,
		Logger:        slog.New(slog.NewTextHandler(b.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		OnReady:       func(_ context.Context, r Ready) { b.ready <- r },
		OnInteraction: func(_ context.Context, i *discordgo.InteractionCreate) { b.interactions <- i },
	}
	for _, change := range changes {
		change(&c)
	}
	run, stop := context.WithCancel(ctx)
	b.stop = stop
	go func() {
		defer close(b.done)
		b.err = Run(run, c)
	}()
	t.Cleanup(func() {
		stop()
		select {
		case <-b.done:
		case <-time.After(20 * time.Second):
			t.Error("Run does not return")
		}
		cancel()
	})
	return b
}

func with(change func(*timing)) func(*Config) {
	return func(c *Config) { change(&c.timing) }
}

// logBook writes the log to the test's and refuses the token in it.
type logBook struct {
	t       *testing.T
	token   string
	mu      sync.Mutex
	all     bytes.Buffer
	written chan struct{} // closed and replaced at every line
}

func (l *logBook) Write(p []byte) (int, error) {
	l.t.Log(string(bytes.TrimSpace(p)))
	if bytes.Contains(p, []byte(l.token)) {
		l.t.Error("the token is in the log")
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all.Write(p)
	close(l.written)
	l.written = make(chan struct{})
	return len(p), nil
}

func (b *bot) waitLog(text string) {
	b.t.Helper()
	for {
		b.log.mu.Lock()
		found, written := strings.Contains(b.log.all.String(), text), b.log.written
		b.log.mu.Unlock()
		if found {
			return
		}
		select {
		case <-written:
		case <-b.ctx.Done():
			b.t.Fatalf("the log never says %q", text)
		}
	}
}

func (b *bot) waitReady() Ready {
	b.t.Helper()
	return receive(b, b.ready, "READY")
}

func (b *bot) wait(what string, want func(discordtest.Gateway) bool) {
	b.t.Helper()
	if err := b.d.WaitGateway(b.ctx, what, want); err != nil {
		b.t.Fatalf("%v; the gateway saw %+v", err, b.d.Gateway())
	}
}

func receive[T any](b *bot, c <-chan T, what string) T {
	b.t.Helper()
	select {
	case v := <-c:
		return v
	case <-b.done:
		b.t.Fatalf("Run ended with %v instead of %s", b.err, what)
	case <-b.ctx.Done():
		b.t.Fatalf("no %s; the gateway saw %+v", what, b.d.Gateway())
	}
	panic("unreachable")
}

func (b *bot) send() *discordtest.Pending {
	b.t.Helper()
	p, err := b.d.Send(discordtest.Slash("help"))
	if err != nil {
		b.t.Fatal(err)
	}
	return p
}

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
			b := start(t, d, with(func(x *timing) {
				if tt.script.Silent {
					x.hello = 100 * time.Millisecond
				}
				if tt.script.SilentAfter {
					x.ready = 500 * time.Millisecond
				}
			}))
			b.waitReady()
			b.wait("a session that stays", func(g discordtest.Gateway) bool { return g.Connections == tt.connections && g.Live == 1 })
			b.send()
			receive(b, b.interactions, "an interaction")
		})
	}
}

func TestAConnectionWithoutAcksIsDeadAfterTwoAndAHalfIntervals(t *testing.T) {
	t.Parallel()
	const interval = time.Second
	d := discordtest.New(t, discordtest.WithHeartbeat(interval))
	d.Script(discordtest.Script{NoAck: true})
	b := start(t, d)
	b.waitReady()
	began := time.Now()
	b.wait("the dead connection to be left", func(g discordtest.Gateway) bool { return len(g.Closes) == 1 })
	// Left alone, discordgo would notice after five intervals.
	if took := time.Since(began); took < 2*interval || took > 4*interval {
		t.Errorf("noticed after %v, want 2.5 intervals of %v", took, interval)
	}
	b.wait("the session to be resumed", func(g discordtest.Gateway) bool { return g.Resumes == 1 && g.Live == 1 })
	if g := d.Gateway(); g.Identifies != 1 {
		t.Errorf("signed in %d times", g.Identifies)
	}
}

func TestAHealthyConnectionIsKept(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t, discordtest.WithHeartbeat(500*time.Millisecond))
	b := start(t, d)
	b.wait("seven heartbeats", func(g discordtest.Gateway) bool { return g.Heartbeats == 7 })
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
	select {
	case <-b.done:
	case <-b.ctx.Done():
		b.t.Fatalf("Run goes on; the gateway saw %+v", b.d.Gateway())
	}
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

func TestTheEndWaitsForInteractionsAndThenGivesTheSessionUp(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t, discordtest.AnyCommand())
	began, release, draining := make(chan string, 9), make(chan struct{}), make(chan struct{})
	b := start(t, d, func(c *Config) {
		c.OnDrain = func(context.Context) { close(draining) }
		c.OnInteraction = func(ctx context.Context, i *discordgo.InteractionCreate) {
			began <- i.ID
			<-release
			if ctx.Err() != nil {
				t.Error("the context ended before the time was up")
			}
		}
	})
	b.waitReady()
	b.send()
	receive(b, began, "an interaction")
	b.stop()
	receive(b, draining, "the call of OnDrain")
	b.send()
	b.waitLog("takes nothing more") // the late one was dropped
	if g := d.Gateway(); g.Live != 1 {
		t.Error("the connection was closed before the interaction was answered")
	}
	close(release)
	<-b.done
	if b.err != nil {
		t.Errorf("Run ended with %v", b.err)
	}
	b.wait("the goodbye", func(g discordtest.Gateway) bool { return slices.Equal(g.Closes, []int{1000}) })
	if len(began) > 0 {
		t.Error("an interaction was handed on while draining")
	}
}

func TestTheEndDoesNotWaitForEver(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t, discordtest.AnyCommand())
	began, ended := make(chan string, 1), make(chan error, 1)
	b := start(t, d, func(c *Config) {
		c.DrainTimeout = 50 * time.Millisecond
		c.OnInteraction = func(ctx context.Context, i *discordgo.InteractionCreate) {
			began <- i.ID
			<-ctx.Done()
			ended <- ctx.Err()
		}
	})
	b.waitReady()
	b.send()
	receive(b, began, "an interaction")
	b.stop()
	<-b.done
	if err := <-ended; err == nil || b.err != nil {
		t.Errorf("the callback ended with %v, Run with %v", err, b.err)
	}
}

func TestTheEndComesAtOnceAtAnyPointOfConnecting(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(*discordtest.Server){
		"while the gateway is looked up": func(d *discordtest.Server) {
			d.Inject(discordtest.Fault{Op: discordtest.OpGateway, Delay: time.Minute})
		},
		"before HELLO": func(d *discordtest.Server) { d.Script(discordtest.Script{Silent: true}) },
		"before READY": func(d *discordtest.Server) { d.Script(discordtest.Script{SilentAfter: true}) },
		"while it waits for the next attempt": func(d *discordtest.Server) {
			d.Inject(discordtest.Fault{Op: discordtest.OpGateway, Status: http.StatusTooManyRequests, RetryAfter: time.Minute})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := discordtest.New(t)
			prepare(d)
			b := start(t, d)
			switch {
			case strings.HasPrefix(name, "before"):
				b.wait("a connection", func(g discordtest.Gateway) bool { return g.Connections == 1 })
			case strings.HasPrefix(name, "while it waits"):
				b.waitLog("the connection to Discord ended")
			}
			b.stop()
			began := time.Now()
			<-b.done
			// hello and lookUp are 10 s here; discordgo's own close takes one.
			if took := time.Since(began); took > 5*time.Second || b.err != nil {
				t.Errorf("Run ended after %v with %v", took, b.err)
			}
		})
	}
}

func TestSignInsBeyondTheBudgetWait(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t)
	dir := t.TempDir()
	spent, err := openBudget(dir)
	if err != nil {
		t.Fatal(err)
	}
	for range signInsPerDay {
		if err := spent.spend(time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	b := start(t, d, func(c *Config) { c.StateDir = dir })
	b.waitLog("signed in to Discord too often")
	b.stop()
	<-b.done
	if g := d.Gateway(); g.Connections != 0 || b.err != nil {
		t.Errorf("Run ended with %v; the gateway saw %+v", b.err, g)
	}
}

func TestEverySignInIsCountedAndNoResumeIs(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t)
	dir := t.TempDir()
	b := start(t, d, func(c *Config) { c.StateDir = dir })
	b.waitReady()
	d.CloseConnections(0)
	b.wait("the session to be resumed", func(g discordtest.Gateway) bool { return g.Resumes == 1 && g.Live == 1 })
	d.CloseConnections(1000)
	b.waitReady()
	counted, err := openBudget(dir)
	if g := d.Gateway(); err != nil || len(counted.times) != 2 || g.Identifies != 2 {
		t.Errorf("counted %d sign-ins (%v), the gateway saw %+v", len(counted.times), err, g)
	}
}

func TestABotThatCannotCountSignsInSlowly(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t)
	b := start(t, d, func(c *Config) {
		c.StateDir = filepath.Join(c.StateDir, "missing")
		c.timing.most = 300 * time.Millisecond
	})
	began := time.Now()
	b.waitReady()
	if took := time.Since(began); took < 200*time.Millisecond {
		t.Errorf("signed in after %v", took)
	}
}
