package gateway

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"verbatim/bot/discordtest"
)

// outage is how a Discord of virtual time fails until a moment. Each attempt
// fails as it would have at its beginning, however soon the outage ends.
type outage struct {
	name string
	// hangs is how long an attempt takes to fail; lookUp, whether it fails before
	// there is an address; signIn, whether an IDENTIFY was sent.
	hangs          time.Duration
	lookUp, signIn bool
	ending         ending
}

func outages() []outage {
	t := timing{}.orDefaults()
	return []outage{
		{name: "no network", lookUp: true},
		{name: "packets are lost", hangs: t.lookUp, lookUp: true},
		{name: "the gateway refuses connections"},
		{name: "the gateway says nothing", hangs: t.hello},
		{name: "sign-ins are refused", signIn: true, ending: ending{code: 4000}},
		{name: "sessions are called invalid", signIn: true, ending: ending{invalid: true}},
		{name: "sign-ins are not answered", hangs: t.ready, signIn: true},
	}
}

// simulation is a Discord in the time of a synctest bubble.
type simulation struct {
	outage
	up       time.Time // the end of the outage
	forgot   bool      // sessions do not survive it
	budget   *budget
	limit    int // of sign-ins a day; 0: the usual one
	signIns  []time.Time
	attempts int
	online   chan time.Time // gets the time when the bot is back
}

func (m *simulation) lookUp(ctx context.Context) (string, error) {
	m.attempts++
	if m.outage.lookUp && time.Now().Before(m.up) {
		_ = pause(ctx, m.hangs)
		return "", errDown
	}
	return "wss://gateway.test", nil
}

var errDown = errors.New("down")

func (m *simulation) connect(ctx context.Context, _ string, resume *session) ending {
	end := m.ending
	end.err = errDown
	down := time.Now().Before(m.up)
	if down && !m.signIn {
		_ = pause(ctx, m.hangs)
		end.session = resume
		return end
	}
	end.tried = true
	if resume == nil {
		m.signIns = append(m.signIns, time.Now())
		if err := m.budget.spend(time.Now()); err != nil {
			end.err = err
		}
	}
	switch {
	case down:
		_ = pause(ctx, m.hangs)
		return end
	case resume != nil && m.forgot:
		return ending{err: errors.New("the session was called invalid"), invalid: true, tried: true}
	}
	m.online <- time.Now()
	<-ctx.Done()
	return ending{err: ctx.Err(), tried: true, up: true}
}

// back simulates an outage and returns how long after its end the bot is back.
func (m *simulation) back(t *testing.T, lasts time.Duration, lost *session) time.Duration {
	t.Helper()
	s := withDefaults(t, 0)
	if m.limit > 0 {
		s.budget.limit = m.limit
	}
	m.budget, m.up, m.online = s.budget, time.Now().Add(lasts), make(chan time.Time, 1)
	s.log, s.redact, s.lookUp = slog.New(slog.DiscardHandler), error.Error, m.lookUp
	first := lost != nil
	s.connect = func(ctx context.Context, address string, resume *session) ending {
		if first { // the connection that the outage ends
			first = false
			return ending{err: errors.New("cut off"), session: lost, tried: true, up: true, lasted: time.Hour}
		}
		return m.connect(ctx, address, resume)
	}
	if first {
		s.lookUp = func(ctx context.Context) (string, error) {
			if first {
				return "wss://gateway.test", nil
			}
			return m.lookUp(ctx)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	done := make(chan error, 1)
	go func() { done <- s.run(ctx) }()
	back := (<-m.online).Sub(m.up)
	stop()
	if err := <-done; err != nil {
		t.Errorf("%s: it ended with %v", m.name, err)
	}
	return back
}

func TestAfterAnOutageTheBotIsBackSoon(t *testing.T) {
	for _, o := range outages() {
		t.Run(o.name, func(t *testing.T) {
			most := 10 * time.Second
			if o.signIn {
				most = time.Minute
			}
			for _, lasts := range []time.Duration{0, time.Second, 7 * time.Second, time.Minute, 10 * time.Minute, 90 * time.Minute, 5 * time.Hour} {
				if o.signIn && lasts > 2*time.Hour {
					continue // see the test of the budget
				}
				for _, lost := range []*session{nil, {id: "a"}} {
					for range 3 {
						synctest.Test(t, func(t *testing.T) {
							m := &simulation{outage: o, forgot: true}
							back := m.back(t, lasts, lost)
							if back > most {
								t.Errorf("after %v of it, with a session %v: back after %v, want %v at most", lasts, lost != nil, back, most)
							}
							if n := mostWithin(m.signIns, time.Minute); n > signInsAtOnce {
								t.Errorf("after %v of it %d sign-ins were sent within a minute", lasts, n)
							}
							// One IDENTIFY is the one that succeeds.
							if !o.signIn && len(m.signIns) != 1 {
								t.Errorf("after %v of it %d sign-ins were sent", lasts, len(m.signIns))
							}
						})
					}
				}
			}
		})
	}
}

func TestAnOutageOfDaysSpendsNoMoreThanTheBudget(t *testing.T) {
	for _, o := range outages() {
		synctest.Test(t, func(t *testing.T) {
			m := &simulation{outage: o}
			back := m.back(t, 2*day, nil)
			if o.signIn && back > 15*time.Minute {
				t.Errorf("%s: back after %v", o.name, back)
			}
			for i := range m.signIns {
				if i >= signInsPerDay && m.signIns[i].Sub(m.signIns[i-signInsPerDay]) < day {
					t.Fatalf("%s: more than %d sign-ins within a day", o.name, signInsPerDay)
				}
				if i > 0 && m.signIns[i].Sub(m.signIns[i-1]) > 15*time.Minute {
					t.Errorf("%s: the budget was spent: %v without a sign-in", o.name, m.signIns[i].Sub(m.signIns[i-1]))
				}
			}
			// Every three seconds is what a down Discord can bear.
			if perDay := m.attempts / 2; perDay > int(day/(1500*time.Millisecond)) {
				t.Errorf("%s: %d attempts a day", o.name, perDay)
			}
		})
	}
}

func TestEverySignInOfAnOutageIsWithinTheBudget(t *testing.T) {
	for _, o := range outages() {
		synctest.Test(t, func(t *testing.T) {
			m := &simulation{outage: o, limit: 3}
			m.back(t, 20*time.Hour, nil)
			if o.signIn && (len(m.signIns) != 4 || m.signIns[3].Sub(m.signIns[0]) < day-time.Second) {
				t.Errorf("%s: with 3 sign-ins a day there were %d", o.name, len(m.signIns))
			}
		})
	}
}

// What a real connection does in an outage: the look-ups fail, nothing is
// counted, and the session is resumed.
func TestAnOutageCostsNoSignIn(t *testing.T) {
	t.Parallel()
	for name, forget := range map[string]bool{"the session is kept": false, "the session is forgotten": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := discordtest.New(t)
			dir := t.TempDir()
			b := start(t, d, func(c *Config) { c.StateDir, c.timing = dir, timing{} })
			b.waitReady()
			end := d.Outage()
			b.wait("five attempts", func(g discordtest.Gateway) bool { return g.Missed >= 5 })
			if forget {
				d.ForgetSessions()
			}
			up := time.Now()
			end()
			b.wait("the bot to be back", func(g discordtest.Gateway) bool { return g.Live == 1 })
			if took := time.Since(up); took > 10*time.Second {
				t.Errorf("back after %v", took)
			}
			want := 1
			if forget {
				want = 2
			}
			counted, err := openBudget(dir)
			if g := d.Gateway(); err != nil || len(counted.times) != want || g.Identifies != want || g.Resumes != 1 {
				t.Errorf("counted %d sign-ins (%v), want %d; the gateway saw %+v", len(counted.times), err, want, g)
			}
			if n := b.log.count("Discord cannot be reached"); n != 1 {
				t.Errorf("%d lines in the log, want one a minute", n)
			}
		})
	}
}

// Discord counts requests that it answers with 401, 403 or 429, lookups and handshakes
// of the gateway among them, and blocks addresses that have too many in ten minutes. The
// rest of the program keeps to another sixty, see TestAStormOfRefusalsIsMetWithFewRequests.
func TestAStormOfRefusalsIsMetWithFewLookups(t *testing.T) {
	for name, refused := range map[string]*refusedError{
		"lookups, 403": {status: 403}, "lookups, 429": {status: 429, after: time.Second},
		"handshakes, 401": {status: 401, handshake: true}, "handshakes, 403": {status: 403, handshake: true}, "handshakes, 429": {status: 429, handshake: true},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := withDefaults(t, 0)
			refusals := 0
			s.log, s.redact = slog.New(slog.DiscardHandler), error.Error
			s.lookUp = func(context.Context) (string, error) {
				if refused.handshake {
					return "wss://gateway.test", nil
				}
				refusals++
				return "", refused
			}
			s.connect = func(context.Context, string, *session) ending {
				refusals++
				return ending{err: refused}
			}
			ctx, stop := context.WithTimeout(t.Context(), 10*time.Minute)
			defer stop()
			if err := s.run(ctx); err != nil {
				t.Errorf("%s: it ended with %v", name, err)
			}
			t.Logf("%s: %d refusals in ten minutes", name, refusals)
			if refusals > 40 || refusals < 20 {
				t.Errorf("%s: %d refusals in ten minutes", name, refusals)
			}
		})
	}
}

// A program that ends a second after each sign-in and is started again at once, for three
// days, counts in its file: five sign-ins in a minute, and five hundred in a day.
func TestRestartsSpendNoMoreThanTheBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir, began := t.TempDir(), time.Now()
		var signIns []time.Time
		starts := 0
		for time.Since(began) < 3*day {
			b, err := openBudget(dir)
			if err != nil {
				t.Fatal(err)
			}
			starts++
			ctx, stop := context.WithTimeout(t.Context(), time.Hour) // somebody stops it when nothing happens
			s := supervisor{timing: timing{}.orDefaults(), budget: b, log: slog.New(slog.DiscardHandler), redact: error.Error}
			s.lookUp = func(context.Context) (string, error) { return "wss://gateway.test", nil }
			s.connect = func(ctx context.Context, _ string, _ *session) ending {
				signIns = append(signIns, time.Now())
				if err := b.spend(time.Now()); err != nil {
					t.Error(err)
				}
				_ = pause(ctx, time.Second)
				stop() // it ends
				return ending{err: errDown, tried: true, up: true}
			}
			if err := s.run(ctx); err != nil {
				t.Fatal(err)
			}
			stop()
		}
		minute, most := mostWithin(signIns, time.Minute), mostWithin(signIns, day)
		t.Logf("%d starts in three days: %d sign-ins, %d in a minute and %d in a day at the most", starts, len(signIns), minute, most)
		if minute > signInsAtOnce || most > signInsPerDay || len(signIns) < 2*signInsPerDay {
			t.Errorf("%d sign-ins, %d in a minute, %d in a day", len(signIns), minute, most)
		}
	})
}

// mostWithin is how many there are at the most within any stretch of time.
func mostWithin(times []time.Time, within time.Duration) (most int) {
	for first := range times {
		n := 0
		for _, t := range times[first:] {
			if t.Sub(times[first]) < within {
				n++
			}
		}
		most = max(most, n)
	}
	return most
}
