package gateway

import (
	"bytes"
	"context"
	"flag"
	"log/slog"
	"net/url"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/discordtest"
)

// patience is for what takes a second or two on a fast machine.
const patience = time.Minute

// TestMain fails when a goroutine of a session is left after all tests.
func TestMain(m *testing.M) {
	// These tests wait, above all for the second that discordgo sleeps while it
	// closes, and compute next to nothing.
	flag.Parse()
	if flag.Lookup("test.fuzz").Value.String() == "" {
		if err := flag.Set("test.parallel", "16"); err != nil {
			panic(err)
		}
	}
	code := m.Run()
	if left := leftOver(patience); left != "" {
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
var hasty = timing{base: 20 * time.Millisecond, near: 100 * time.Millisecond, most: 100 * time.Millisecond, scarce: 100 * time.Millisecond, invalid: 10 * time.Millisecond, minute: time.Nanosecond}

func start(t *testing.T, d *discordtest.Server, changes ...func(*Config)) *bot {
	t.Helper()
	return startFor(t, patience, d, changes...)
}

// startFor starts a bot for a test that may last so long.
func startFor(t *testing.T, most time.Duration, d *discordtest.Server, changes ...func(*Config)) *bot {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), most)
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
		case <-time.After(patience):
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

func (l *logBook) count(text string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Count(l.all.String(), text)
}

func (b *bot) waitLog(text string) {
	b.t.Helper()
	b.either(nil, text)
}

// either waits until something comes, which is true, or the log has a text.
func (b *bot) either(c <-chan string, text string) bool {
	b.t.Helper()
	for {
		b.log.mu.Lock()
		found, written := strings.Contains(b.log.all.String(), text), b.log.written
		b.log.mu.Unlock()
		if found {
			return false
		}
		select {
		case <-c:
			return true
		case <-written:
		case <-b.ctx.Done():
			b.t.Fatalf("the log never says %q", text)
		}
	}
}

func (b *bot) waitDone() {
	b.t.Helper()
	select {
	case <-b.done:
	case <-b.ctx.Done():
		b.t.Fatalf("Run goes on; the gateway saw %+v", b.d.Gateway())
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
