package interact

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"runtime"
	"slices"
	"sync"
	"time"
)

const (
	// maxTurn is how long a handler may keep others waiting. What takes longer waits
	// for something else than the processor: a page on the web, or Discord.
	maxTurn = time.Second
	// share is the part of a processor, as its reciprocal, that a person may use and
	// still count as somebody who used nothing: five searches of 10 ms in 5 s.
	share = 100
	// grudge is how long at most somebody waits behind others for what they used.
	grudge = time.Minute
	// minUse is what a turn counts at least: its answer is written and sent, too.
	minUse = time.Millisecond
	// maxWaitingEach and maxWaiting bound what waits, of one person, who has 20 answers
	// at once, and in all. What would wait for longer than a deferral is better told
	// at once to try again.
	maxWaitingEach = 20
	maxWaiting     = 128
)

var (
	// errOvertaken: the person has typed on, and Discord shows the last completion only.
	errOvertaken = errors.New("the person has typed on")
	// errBusy: too much waits already.
	errBusy = errors.New("too many interactions wait")
)

// line is where handlers wait for their turn. As many run at once as there are
// processors, and one of each person; the next turn goes to the person who used the
// processors least of late, and among equals to the one who waits for the least. So
// people who send much share what those who do not leave to them, and what one of them
// sends waits behind the rest of their own. They never have the last turn. Safe for
// concurrent use.
type line struct {
	mu      sync.Mutex
	free    int // how many more may run
	waiting int // turns that wait
	people  map[string]*queue
	crowd   int      // with so many people the settled ones are forgotten
	next    []*queue // those with a waiting turn and none that they have, in the order in which they came
}

// queue is what one person waits for.
type queue struct {
	// settled is when what the person used counts no more; each turn moves it on by
	// what it took, times share.
	settled time.Time
	waiting []*turn // the oldest first
	has     *turn   // nil: none
	typing  *turn   // the newest completion, until it ends
}

// turn is one handler's.
type turn struct {
	line   *line
	queue  *queue
	cancel context.CancelCauseFunc
	came   chan struct{} // closed when the handler may run
	began  time.Time
	late   *time.Timer // gives the turn to somebody else
}

func newLine() *line {
	// With one processor a second one lets others go on while a disk is read.
	return &line{free: max(2, runtime.GOMAXPROCS(0)), people: make(map[string]*queue), crowd: maxWaiting}
}

// join queues a handler of somebody. A completion takes the place of one of the same
// person's that waits or runs: the context is the handler's and ends when the turn is
// taken back. The turn's end has to be called.
func (l *line) join(ctx context.Context, person string, completion bool) (context.Context, *turn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	q := l.queue(person)
	t := &turn{line: l, queue: q, came: make(chan struct{})}
	ctx, t.cancel = context.WithCancelCause(ctx)
	if completion {
		if old := q.typing; old != nil {
			l.takeBack(old, errOvertaken)
		}
		q.typing = t
	}
	if len(q.waiting) == maxWaitingEach {
		t.cancel(errBusy)
		return ctx, t
	}
	q.waiting = append(q.waiting, t)
	if l.waiting++; len(q.waiting) == 1 && q.has == nil {
		l.next = append(l.next, q)
	}
	if l.waiting > maxWaiting {
		longest := q
		for _, other := range l.people {
			if len(other.waiting) > len(longest.waiting) {
				longest = other
			}
		}
		l.takeBack(longest.waiting[len(longest.waiting)-1], errBusy)
	}
	l.give()
	return ctx, t
}

// wait returns when the turn has come, or with the error of why it never will: that of
// the context, which is the one from join, [errOvertaken] or [errBusy].
func (t *turn) wait(ctx context.Context) error {
	select {
	case <-t.came:
	case <-ctx.Done():
	}
	return context.Cause(ctx)
}

// end gives the turn back, or leaves the line. Ending again does nothing.
func (t *turn) end() {
	t.line.mu.Lock()
	defer t.line.mu.Unlock()
	if t.queue.typing == t {
		t.queue.typing = nil
	}
	t.line.leave(t)
	t.cancel(nil)
}

// queue returns somebody's. The caller holds l.mu.
func (l *line) queue(person string) *queue {
	q, known := l.people[person]
	if known {
		return q
	}
	if len(l.people) >= l.crowd {
		now := time.Now()
		maps.DeleteFunc(l.people, func(_ string, q *queue) bool {
			return q.has == nil && q.typing == nil && len(q.waiting) == 0 && !now.Before(q.settled)
		})
		l.crowd = max(maxWaiting, 2*len(l.people))
	}
	q = new(queue)
	l.people[person] = q
	return q
}

// give gives turns while somebody waits and there are any. The caller holds l.mu.
func (l *line) give() {
	now := time.Now()
	for l.free > 0 && len(l.next) > 0 {
		q := slices.MinFunc(l.next, func(a, b *queue) int {
			return cmp.Or(cmp.Compare(a.owes(now), b.owes(now)), len(a.waiting)-len(b.waiting))
		})
		if l.free == 1 && q.owes(now) >= grudge/2 {
			break // the last one is kept for somebody who sends little
		}
		l.drop(q)
		t := q.waiting[0]
		q.waiting = slices.Delete(q.waiting, 0, 1)
		l.waiting--
		l.free--
		q.has, t.began = t, now
		t.late = time.AfterFunc(maxTurn, func() {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.leave(t)
		})
		close(t.came)
	}
}

// owes is how long what a person used counts yet.
func (q *queue) owes(now time.Time) time.Duration { return max(0, q.settled.Sub(now)) }

// leave takes a turn out of the line, whether it waits or runs; the handler, if it does,
// goes on. The caller holds l.mu.
func (l *line) leave(t *turn) {
	q := t.queue
	if q.has == t {
		t.late.Stop()
		now := time.Now()
		q.settled = now.Add(min(q.owes(now)+share*max(now.Sub(t.began), minUse), grudge))
		q.has = nil
		l.free++
		if len(q.waiting) > 0 {
			l.next = append(l.next, q)
		}
		l.give()
		return
	}
	if i := slices.Index(q.waiting, t); i >= 0 {
		q.waiting = slices.Delete(q.waiting, i, i+1)
		if l.waiting--; len(q.waiting) == 0 && q.has == nil {
			l.drop(q)
		}
	}
}

// drop takes a person out of those who are next. The caller holds l.mu.
func (l *line) drop(q *queue) {
	l.next = slices.DeleteFunc(l.next, func(o *queue) bool { return o == q })
}

// takeBack ends a turn's context. One that runs is left when its handler has noticed.
// The caller holds l.mu.
func (l *line) takeBack(t *turn, why error) {
	t.cancel(why)
	if t.queue.has != t {
		l.leave(t)
	}
}
