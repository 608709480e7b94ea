package gateway

import (
	"context"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/discordtest"
)

func TestTheEndWaitsForInteractionsAndThenGivesTheSessionUp(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t, discordtest.AnyCommand())
	began, release := make(chan string, 9), make(chan struct{})
	draining, drained := make(chan struct{}), make(chan struct{})
	b := start(t, d, func(c *Config) {
		c.DrainTimeout = time.Hour
		c.OnDrain = func(context.Context) { close(draining); <-drained }
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
	receive(b, began, "an interaction that can be told of the restart")
	close(drained)
	for handedOn := true; handedOn; { // soon they are dropped
		b.send()
		handedOn = b.either(began, "takes nothing more")
	}
	if g := d.Gateway(); g.Live != 1 {
		t.Error("the connection was closed before the interactions were answered")
	}
	close(release)
	b.waitDone()
	if b.err != nil {
		t.Errorf("Run ended with %v", b.err)
	}
	b.wait("the goodbye", func(g discordtest.Gateway) bool { return slices.Equal(g.Closes, []int{1000}) })
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
	b.waitDone()
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
			// What Run would wait for without its end never comes.
			b := start(t, d, with(func(x *timing) { x.lookUp, x.hello, x.ready = time.Hour, time.Hour, time.Hour }))
			switch {
			case strings.HasPrefix(name, "before"):
				b.wait("a connection", func(g discordtest.Gateway) bool { return g.Connections == 1 })
			case strings.HasPrefix(name, "while it waits"):
				b.waitLog("Discord cannot be reached")
			}
			b.stop()
			if b.waitDone(); b.err != nil {
				t.Errorf("Run ended with %v", b.err)
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
	b.waitDone()
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
	began := time.Now()
	b := start(t, d, func(c *Config) {
		c.StateDir = filepath.Join(c.StateDir, "missing")
		c.timing.scarce = 300 * time.Millisecond
	})
	b.waitReady()
	if took := time.Since(began); took < 300*time.Millisecond {
		t.Errorf("signed in after %v", took)
	}
}
