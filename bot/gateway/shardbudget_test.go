package gateway

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// However many shards want to know, Discord is asked for the gateway as often as one
// connection would ask.
func TestShardsAskForTheGatewayTogether(t *testing.T) {
	for name, tt := range map[string]struct {
		err         error
		least, most int // in ten minutes
	}{
		"an answer": {nil, 20, 21}, // each is good for half a minute
		"403":       {&refusedError{status: 403}, 15, 40},
		"429":       {&refusedError{status: 429, after: time.Minute}, 9, 11},
		"503":       {&refusedError{status: 503}, 300, 1200}, // twice a second
	} {
		synctest.Test(t, func(t *testing.T) {
			b, err := openBudget(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			asked := 0
			d := &directory{budget: b, timing: timing{}.orDefaults(), ask: func(ctx context.Context) (botGateway, error) {
				if ctx.Err() == nil { // not in the moment when all of them end
					asked++
				}
				return botGateway{URL: "wss://gateway.test"}, tt.err
			}}
			ctx, stop := context.WithTimeout(t.Context(), 10*time.Minute)
			defer stop()
			var shards sync.WaitGroup
			for range 64 {
				shards.Go(func() {
					for failures := 0; ctx.Err() == nil; failures++ {
						began := time.Now()
						said, err := d.get(ctx)
						if (err == nil) != (tt.err == nil) || err == nil && (said.Shards != 1 || said.Limit.Concurrency != 1) {
							t.Errorf("%s: %+v, %v", name, said, err)
							return
						}
						wait := 100 * time.Millisecond
						if err != nil {
							wait = supervisor{timing: d.timing}.shortBackOff(failures, err, time.Since(began))
						}
						_ = pause(ctx, wait)
					}
				})
			}
			shards.Wait()
			if asked < tt.least || asked > tt.most {
				t.Errorf("%s: asked %d times in ten minutes, want %d to %d", name, asked, tt.least, tt.most)
			}
		})
	}
}

// The shards of a process have together what Discord allows their share of the bot,
// through an outage in which sign-ins are refused, and are all back soon after it.
func TestShardsShareTheBudgetOfAnOutage(t *testing.T) {
	for _, tt := range []struct {
		held, count, concurrency int
		lasts                    time.Duration
	}{
		{4, 4, 1, time.Minute}, {4, 4, 1, 2 * day}, {16, 16, 1, 2 * day}, {4, 16, 1, 2 * day}, {16, 16, 16, 2 * day}, {16, 64, 16, 10 * time.Hour},
	} {
		synctest.Test(t, func(t *testing.T) {
			b, err := openBudget(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			b.share(tt.held, tt.count)
			limits := timing{}.orDefaults()
			gate, up := newLocalGate(limits.rest), time.Now().Add(tt.lasts)
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			var mu sync.Mutex
			var signIns []time.Time
			online := make(chan time.Time, tt.held)
			var running sync.WaitGroup
			for n := range tt.held {
				left := func(bool) {}
				s := supervisor{timing: limits, budget: b, shards: tt.count, log: slog.New(slog.DiscardHandler), redact: error.Error}
				s.lookUp = func(context.Context) (string, error) { return "wss://gateway.test", nil }
				s.enter = func(ctx context.Context) (err error) {
					left, err = gate.Wait(ctx, n%tt.concurrency)
					return err
				}
				s.connect = func(ctx context.Context, _ string, _ *session) ending {
					mu.Lock()
					signIns = append(signIns, time.Now())
					mu.Unlock()
					if err := b.spend(time.Now()); err != nil {
						t.Error(err)
					}
					left(true)
					if time.Now().Before(up) {
						return ending{err: errDown, tried: true, code: 4000}
					}
					b.cameUp()
					online <- time.Now()
					<-ctx.Done()
					return ending{err: ctx.Err(), tried: true, up: true}
				}
				running.Go(func() {
					if err := s.run(ctx); err != nil {
						t.Error(err)
					}
				})
			}
			var first, last time.Time
			for n := range tt.held {
				at := <-online
				if n == 0 {
					first = at
				}
				last = at
			}
			stop()
			running.Wait()
			limit := usualTotal / 2 * tt.held / tt.count
			inADay, inAMinute := mostWithin(signIns, day), mostWithin(signIns, time.Minute)
			t.Logf("%d of %d shards, %d at once, after %v: %d sign-ins, %d in a day (%d allowed), %d in a minute; the first back after %v, all after %v",
				tt.held, tt.count, tt.concurrency, tt.lasts, len(signIns), inADay, limit, inAMinute, first.Sub(up).Round(time.Second), last.Sub(up).Round(time.Second))
			if inADay > limit || inAMinute > signInsAtOnce+tt.held-1 {
				t.Error("that is too many")
			}
			soon := time.Minute
			if tt.lasts > time.Hour {
				soon = day / time.Duration(limit/5) // the pauses that make the rest of the budget last
			}
			if first.Sub(up) > soon || last.Sub(first) > limits.rest*time.Duration(tt.held)/time.Duration(tt.concurrency)+2*time.Minute {
				t.Errorf("that is too late; %v was allowed", soon)
			}
		})
	}
}
