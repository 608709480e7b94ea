package interact

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// place is one in a line.
type place struct {
	*turn
	ctx context.Context
}

// joins queues a handler that takes as long as the test wants.
func joins(ctx context.Context, l *line, person string, completion bool) place {
	ctx, t := l.join(ctx, person, completion)
	return place{t, ctx}
}

func (p place) err() error { return p.wait(p.ctx) }

func (p place) hasCome() bool {
	select {
	case <-p.came:
		return true
	default:
		return false
	}
}

// narrowLine lets so many run at once.
func narrowLine(free int) *line {
	l := newLine()
	l.free = free
	return l
}

// Each handler takes 10 ms, and of x 100 ms. "|" is where a second passes, which settles
// what one of 10 ms used, and everybody comes while somebody else has the turn.
func TestTurnsGoToWhoUsedTheLeast(t *testing.T) {
	for _, tt := range []struct{ name, arrive, want string }{
		{"one person's in their order", "a1 a2 a3", "a1 a2 a3"},
		{"a burst waits behind itself", "a1 a2 a3 a4 b1 c1", "b1 c1 a1 a2 a3 a4"},
		{"two bursts take turns", "a1 a2 a3 b1 b2 b3", "a1 b1 a2 b2 a3 b3"},
		{"who sends what costs much has fewer", "x1 x2 x3 b1 b2 b3", "x1 b1 b2 b3 x2 x3"},
		{"who came again comes before those who sent much", "a1 a2 a3 b1 b2 b3 q1 | a4 b4 q2 q3", "q1 a1 b1 a2 b2 a3 b3 | q2 q3 a4 b4"},
		{"after a while all are equal", "a1 a2 a3 b1 | | | | a4 b2", "b1 a1 a2 a3 | | | | a4 b2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := narrowLine(1)
				var order []string
				for i, some := range strings.Split(tt.arrive, "|") {
					if i > 0 {
						time.Sleep(time.Second)
						order = append(order, "|")
					}
					hold := joins(t.Context(), l, fmt.Sprint("somebody else ", i), false)
					waiting := map[string]place{}
					names := strings.Fields(some)
					for _, name := range names {
						waiting[name] = joins(t.Context(), l, name[:1], false)
					}
					hold.end()
					for range names {
						came := slices.IndexFunc(names, func(n string) bool { return waiting[n].turn != nil && waiting[n].hasCome() })
						if came < 0 {
							t.Fatalf("nobody has the turn after %q", order)
						}
						name := names[came]
						order = append(order, name)
						time.Sleep(10 * time.Millisecond)
						if name[0] == 'x' {
							time.Sleep(90 * time.Millisecond)
						}
						waiting[name].end()
						delete(waiting, name)
					}
				}
				if got := strings.Join(order, " "); got != tt.want {
					t.Errorf("turns went to %q, want %q", got, tt.want)
				}
			})
		})
	}
}

func TestAPersonHasOneTurnAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := narrowLine(3)
		first, second, other := joins(t.Context(), l, "a", false), joins(t.Context(), l, "a", false), joins(t.Context(), l, "b", false)
		if !first.hasCome() || second.hasCome() || !other.hasCome() {
			t.Errorf("turns: %v %v, somebody else's %v", first.hasCome(), second.hasCome(), other.hasCome())
		}
		first.end()
		first.end() // does nothing
		if !second.hasCome() || l.free != 1 {
			t.Errorf("after the first the second has come: %v, and %d are free", second.hasCome(), l.free)
		}
	})
}

func TestTheLastTurnIsKeptForWhoSendsLittle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := narrowLine(2)
		for _, person := range []string{"a", "b"} {
			much := joins(t.Context(), l, person, false)
			time.Sleep(grudge / 2 / share)
			much.end()
		}
		a, b, quiet := joins(t.Context(), l, "a", false), joins(t.Context(), l, "b", false), joins(t.Context(), l, "c", false)
		if !a.hasCome() || b.hasCome() || !quiet.hasCome() {
			t.Errorf("turns of two who sent much: %v %v; of somebody else: %v", a.hasCome(), b.hasCome(), quiet.hasCome())
		}
		a.end()
		quiet.end()
		if !b.hasCome() {
			t.Error("who sent much waits although nobody has a turn")
		}
		b.end()
		time.Sleep(grudge)
		a, b = joins(t.Context(), l, "a", false), joins(t.Context(), l, "b", false)
		if !a.hasCome() || !b.hasCome() {
			t.Error("a minute later they still wait for each other")
		}
	})
}

func TestANewCompletionTakesThePlaceOfTheOld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := narrowLine(1)
		hold := joins(t.Context(), l, "b", false)
		command := joins(t.Context(), l, "a", false)
		var typed []place
		for range 3 * maxWaitingEach {
			typed = append(typed, joins(t.Context(), l, "a", true))
		}
		newest := typed[len(typed)-1]
		for _, old := range typed[:len(typed)-1] {
			if err := old.err(); !errors.Is(err, errOvertaken) {
				t.Fatalf("an older one ends with %v", err)
			}
		}
		hold.end()
		if err := command.err(); err != nil {
			t.Errorf("the command ends with %v", err)
		}
		command.end()
		if err := newest.err(); err != nil {
			t.Errorf("the newest ends with %v", err)
		}
		// It runs, and is overtaken: the one after it waits until it has noticed.
		last := joins(t.Context(), l, "a", true)
		if !errors.Is(context.Cause(newest.ctx), errOvertaken) || last.hasCome() {
			t.Errorf("overtaken: %v; the last one runs beside it: %v", context.Cause(newest.ctx), last.hasCome())
		}
		newest.end()
		if err := last.err(); err != nil {
			t.Error(err)
		}
		last.end()
		if l.waiting != 0 || l.free != 1 || len(l.next) != 0 {
			t.Errorf("left over: %+v", l)
		}
	})
}

func TestWhatWaitsIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := narrowLine(1)
		joins(t.Context(), l, "somebody else", false)
		for i := range maxWaitingEach {
			if x := joins(t.Context(), l, "a", false); x.ctx.Err() != nil {
				t.Fatalf("number %d of one person is refused", i)
			}
		}
		if err := joins(t.Context(), l, "a", false).err(); !errors.Is(err, errBusy) {
			t.Errorf("one more ends with %v", err)
		}
		var others []place
		for i := range maxWaiting - maxWaitingEach {
			others = append(others, joins(t.Context(), l, fmt.Sprint(i), false))
		}
		others = append(others, joins(t.Context(), l, "quiet", false))
		if slices.ContainsFunc(others, func(x place) bool { return x.ctx.Err() != nil }) {
			t.Error("somebody is refused for what another person sends")
		}
		if l.waiting != maxWaiting || len(l.people["a"].waiting) != maxWaitingEach-1 {
			t.Errorf("%d wait, %d of them of who has the most", l.waiting, len(l.people["a"].waiting))
		}
	})
}

func TestAHandlerThatWaitsForSomethingElseKeepsNobodyWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := narrowLine(1)
		long, next := joins(t.Context(), l, "a", false), joins(t.Context(), l, "b", false)
		began := time.Now()
		if err := next.err(); err != nil || time.Since(began) != maxTurn {
			t.Errorf("the next has its turn after %v: %v", time.Since(began), err)
		}
		if long.ctx.Err() != nil {
			t.Error("the long one is ended")
		}
		long.end()
		if l.free != 0 {
			t.Errorf("the turn was given back twice: %d are free", l.free)
		}
		next.end()
	})
}

func TestWhoGivesUpLeavesTheLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := narrowLine(1)
		hold := joins(t.Context(), l, "a", false)
		ctx, cancel := context.WithCancel(t.Context())
		gone, after := joins(ctx, l, "b", false), joins(t.Context(), l, "c", false)
		cancel()
		if err := gone.err(); !errors.Is(err, context.Canceled) {
			t.Errorf("it ends with %v", err)
		}
		gone.end()
		hold.end()
		if !after.hasCome() {
			t.Error("the turn was given to who had left")
		}
	})
}

func TestTheLineForgetsWhoUsedNothingOfLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := narrowLine(2)
		use := func(person string, takes time.Duration) {
			x := joins(t.Context(), l, person, true)
			time.Sleep(takes)
			x.end()
		}
		for n := range 20 * maxWaiting {
			if n%maxWaiting == 0 {
				use("a", 300*time.Millisecond)
			}
			use(fmt.Sprint(n), time.Millisecond)
		}
		if n := len(l.people); n > 2*maxWaiting {
			t.Errorf("%d people are remembered", n)
		}
		if q := l.people["a"]; q == nil || q.owes(time.Now()) == 0 {
			t.Error("who used much is forgotten")
		}
		for range 5 {
			use("a", maxTurn/2)
		}
		if owes := l.people["a"].owes(time.Now()); owes != grudge {
			t.Errorf("who used much waits behind others for %v", owes)
		}
	})
}

// Many people send, type and give up at once: everything comes to an end, no more run
// than may, and never two of one person.
func TestEveryTurnComesToAnEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // in which no turn takes a second
		const people, each, free = 20, 200, 3
		l := narrowLine(free)
		var (
			senders sync.WaitGroup
			mu      sync.Mutex
			running = map[string]int{}
		)
		for p := range people {
			senders.Go(func() {
				random, name := rand.New(rand.NewPCG(5, uint64(p))), fmt.Sprint(p)
				var own sync.WaitGroup
				defer own.Wait()
				for range each {
					ctx, cancel := context.WithCancel(t.Context())
					x := joins(ctx, l, name, random.IntN(2) == 0)
					if random.IntN(10) == 0 {
						cancel()
					}
					own.Go(func() {
						defer cancel()
						defer x.end()
						if x.err() != nil {
							return
						}
						mu.Lock()
						running[name]++
						if running[name] > 1 || len(running) > free {
							t.Errorf("at once run %v", running)
						}
						mu.Unlock()
						mu.Lock()
						delete(running, name)
						mu.Unlock()
					})
				}
			})
		}
		senders.Wait()
		if l.free != free || l.waiting != 0 || len(l.next) != 0 {
			t.Errorf("left over: %d free, %d waiting", l.free, l.waiting)
		}
	})
}
