package search_test

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"verbatim/search"
)

// The worst queries are looked for among so many, and the hundred worst written
// to testdata/worst-queries.txt, with
//
//	go test ./search -run TestTheWorst -v -relevance 548902 -relevance.data DIR -worst 10000 -update
var worstOf = flag.Int("worst", 0, "look for the worst among so many bad queries, instead of asking those of the file")

// What a query may cost with 548,902 quotations.
const (
	mostTime  = 60 * time.Millisecond
	mostBytes = 16 << 20
	// mostGap is how long a search goes on after its context ended.
	mostGap = 10 * time.Millisecond
)

const worstFile = "testdata/worst-queries.txt"

// cost is what a query takes.
type cost struct {
	query badQuery
	took  time.Duration
	bytes uint64
	gap   time.Duration
}

// badness is how much of what is allowed a query takes, at most.
func (c cost) badness() float64 {
	return max(float64(c.took)/float64(mostTime), float64(c.bytes)/mostBytes, float64(c.gap)/float64(mostGap))
}

func (c cost) String() string {
	return fmt.Sprintf("%6.1f ms %6.2f MB, context unseen %5.1f ms: %v",
		float64(c.took.Microseconds())/1000, float64(c.bytes)/(1<<20), float64(c.gap.Microseconds())/1000, c.query)
}

// watched is a context that notes the longest time that a thread ran without
// asking whether it ended. A search runs in a few goroutines, which hardly ever
// change their threads.
type watched struct {
	context.Context
	mu      sync.Mutex
	last    map[int]time.Duration // of each thread
	longest time.Duration
}

func (w *watched) note() {
	w.mu.Lock()
	defer w.mu.Unlock()
	thread, now := threadTime()
	if last, known := w.last[thread]; known {
		w.longest = max(w.longest, now-last)
	}
	w.last[thread] = now
}

func (w *watched) Err() error {
	w.note()
	return w.Context.Err()
}

func (w *watched) Done() <-chan struct{} {
	w.note()
	return w.Context.Done()
}

// costOf asks a query, several times if it seems dear: what else the machine does
// can make it slower, not faster. The time is that of all processors together.
func costOf(tb testing.TB, l *search.Library, q badQuery) cost {
	tb.Helper()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var best cost
	for try := range 5 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := cpuTime()
		limit, cancel := context.WithTimeout(tb.Context(), 20*mostTime)
		ctx := &watched{Context: limit, last: map[int]time.Duration{}}
		ctx.note()
		err := q.ask(ctx, l)
		ctx.note()
		cancel()
		took := cpuTime() - start
		runtime.ReadMemStats(&after)
		if err != nil && !errors.Is(err, search.ErrNotFound) && !errors.Is(err, context.DeadlineExceeded) {
			tb.Fatalf("%v: %v", q, err)
		}
		c := cost{q, took, after.TotalAlloc - before.TotalAlloc, ctx.longest}
		if try == 0 {
			best = c
		}
		best.took, best.bytes, best.gap = min(best.took, c.took), min(best.bytes, c.bytes), min(best.gap, c.gap)
		if best.badness() < 0.5 {
			break
		}
	}
	return best
}

// worstQueries are those of the file.
func worstQueries(tb testing.TB) []badQuery {
	tb.Helper()
	data, err := os.ReadFile(worstFile)
	if err != nil {
		tb.Fatal(err)
	}
	var out []badQuery
	for field := range strings.FieldsSeq(string(data)) {
		var n int
		if _, err := fmt.Sscan(field, &n); err != nil {
			tb.Fatal(err)
		}
		out = append(out, newBadQuery(n))
	}
	return out
}

func TestTheWorstQueriesAreBounded(t *testing.T) {
	var l *search.Library
	if *relevanceQuotes > 0 {
		l = relevanceLibrary(t)
	} else {
		l = libraryOf(t, generated(benchQuotations/8, 1))
	}
	var queries []badQuery
	if *worstOf > 0 {
		for n := range *worstOf {
			queries = append(queries, newBadQuery(n))
		}
	} else {
		queries = worstQueries(t)
	}
	var costs []cost
	for _, q := range queries {
		costs = append(costs, costOf(t, l, q))
	}
	slices.SortFunc(costs, func(a, b cost) int { return cmp.Compare(b.badness(), a.badness()) })
	for _, c := range costs[:min(len(costs), 100)] {
		t.Log(c)
	}
	if *worstOf > 0 && *update {
		var b strings.Builder
		for _, c := range costs[:min(len(costs), 100)] {
			fmt.Fprintln(&b, c.query.number)
		}
		if err := os.WriteFile(worstFile, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range costs {
		if *relevanceQuotes == 0 { // no measurement: the race detector alone takes five times as long
			c.took, c.gap = c.took/8, c.gap/8
		}
		if c.badness() > 1 {
			t.Errorf("costs too much: %v", c)
		}
	}
}
