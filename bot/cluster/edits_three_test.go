package cluster

import (
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go/jetstream"

	"verbatim/bot/cluster/clustertest"
	"verbatim/quotes"
	"verbatim/quotes/store"
)

// Four processes make a thousand decisions while one of three servers stops and comes
// back. Each is tried until it is acknowledged, as a person would.
func TestEachDecisionHoldsOnceWhenAServerStops(t *testing.T) {
	if !*three {
		t.Skip("-three runs it")
	}
	const processes, each = 4, 250
	servers := clustertest.Start(t, 3)
	var all []process
	for range processes {
		all = append(all, join(t, connect(t, servers, 3), ""))
	}
	var mu sync.Mutex
	acknowledged, failures, longest := map[uint64]quotes.ID{}, 0, time.Duration(0)
	halfway := make(chan struct{})
	var wg sync.WaitGroup
	began := time.Now()
	for i, p := range all {
		wg.Go(func() {
			for n := range each {
				if i == 0 && n == each/3 {
					close(halfway)
				}
				id, wanted := quotation(i*each+n), time.Now()
				for {
					e, err := p.append(t.Context(), hideOnce(id))
					mu.Lock()
					if longest = max(longest, time.Since(wanted)); err == nil {
						if other, twice := acknowledged[e.Seq]; twice {
							t.Errorf("edit %d is acknowledged for %s and %s", e.Seq, other, id)
						}
						acknowledged[e.Seq] = id
						mu.Unlock()
						break
					}
					failures++
					mu.Unlock()
					if !errors.Is(err, ErrUnreachable) || time.Since(wanted) > time.Minute {
						t.Error(err)
						return
					}
				}
			}
		})
	}
	<-halfway
	stopped := leader(t, servers)
	servers.Stop(stopped)
	wg.Wait()
	took := time.Since(began)
	servers.Run(stopped)
	var first []store.Edit
	for i, p := range all {
		now := p.all(t)
		if i == 0 {
			first = now
		}
		if diff := cmp.Diff(first, now); diff != "" {
			t.Errorf("process %d has other edits: %s", i, diff)
		}
	}
	has := map[uint64]quotes.ID{}
	times := map[quotes.ID]int{}
	for _, e := range first {
		has[e.Seq] = e.ID
		times[e.ID]++
	}
	if len(first) != processes*each || !maps.Equal(has, acknowledged) {
		t.Errorf("of %d acknowledged decisions there are %d edits", len(acknowledged), len(first))
	}
	for id, n := range times {
		if n > 1 {
			t.Errorf("%s is there %d times", id, n)
		}
	}
	t.Logf("%d decisions in %v, %d attempts were told that NATS cannot be reached, the longest took %v", len(first), took, failures, longest)
}

// leader returns the server that leads the stream of edits.
func leader(t *testing.T, servers *clustertest.Servers) int {
	t.Helper()
	c := connect(t, servers, 3)
	p, err := c.parts()
	if err != nil {
		t.Fatal(err)
	}
	info, err := p.edits.Info(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if _, err := fmt.Sscanf(info.Cluster.Leader, "n%d", &n); err != nil {
		t.Fatal(err)
	}
	return n - 1
}

// What is forgotten is in no file of any process and of any server: at once where the
// stream is kept, and after a snapshot where the servers keep what they agree on.
func TestWhatIsForgottenIsInNoFile(t *testing.T) {
	for _, n := range []int{1, 3} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			if n > 1 && !*three {
				t.Skip("-three runs it")
			}
			forgottenEverywhere(t, n)
		})
	}
}

// A process that ended after it said what is to be forgotten leaves the rest to the
// others, and what no mirror has is found in the stream.
func TestWhatIsForgottenIsErasedByWhoeverCan(t *testing.T) {
	t.Parallel()
	const secret = "these words are nobody's business"
	id := quotes.IDOf(secret)
	servers := clustertest.Start(t, 1)
	c := connect(t, servers, 1)
	dir := t.TempDir()
	adds := func(p process) {
		t.Helper()
		if _, err := p.append(t.Context(), func([]store.Edit) (store.Edit, bool, error) {
			return store.Edit{Op: store.Add, ID: id, Quote: &quotes.Quote{Words: secret}}, true, nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	inStore := func() []string { return filesWith(t, servers.Store(0), secret, string(id)) }
	e, err := OpenEdits(c, dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Join(t.Context()); err != nil {
		t.Fatal(err)
	}
	other := join(t, connect(t, servers, 1), "")
	adds(processOf(e, dir))
	other.all(t)
	a := attempt{token: "forgets", from: 1}
	if _, err := e.publishForget(t.Context(), &a, id, store.Edit{}, jetstream.WithExpectStream(editsStream)); err != nil {
		t.Fatal(err)
	}
	if len(inStore()) == 0 {
		t.Fatal("the process did not end in time")
	}
	other.all(t)
	if found := inStore(); len(found) > 0 {
		t.Errorf("the other process left %v", found)
	}

	adds(other) // as if it were another quotation
	if err := other.close(); err != nil {
		t.Fatal(err)
	}
	giveUp(t, other.dir, 3)
	again := join(t, connect(t, servers, 1), other.dir)
	if err := again.forget(t.Context(), store.Edit{}, id); err != nil {
		t.Fatal(err)
	}
	if found := inStore(); len(found) > 0 {
		t.Errorf("what no mirror had is in %v", found)
	}
}

func forgottenEverywhere(t *testing.T, n int) {
	const secret, amended = "these words are nobody's business", "nor are these words anybody's"
	servers := clustertest.Start(t, n)
	a, b := join(t, connect(t, servers, n), ""), join(t, connect(t, servers, n), "")
	id := quotes.IDOf(secret)
	texts := []string{secret, amended, string(id), string(quotes.IDOf(amended))}
	decide := func(p process, e store.Edit) {
		t.Helper()
		if _, err := p.append(t.Context(), func([]store.Edit) (store.Edit, bool, error) { return e, true, nil }); err != nil {
			t.Fatal(err)
		}
	}
	decide(a, store.Edit{Op: store.Hide, ID: quotation(1)})
	decide(a, store.Edit{Op: store.Add, ID: id, Quote: &quotes.Quote{Words: secret}})
	decide(b, store.Edit{Op: store.Amend, Part: store.WordsPart, ID: id, Quote: &quotes.Quote{Words: amended}})
	decide(b, store.Edit{Op: store.Hide, ID: quotation(2)})
	down := t.TempDir() // of a process that is not there when it happens
	if c := connect(t, servers, n); true {
		if err := join(t, c, down).close(); err != nil {
			t.Fatal(err)
		}
	}
	b.all(t)
	for i := range n {
		if len(filesWith(t, servers.Store(i), texts...)) == 0 {
			t.Fatalf("server %d never had it, so that this test says nothing", i)
		}
	}
	if err := a.forget(t.Context(), store.Edit{By: "7"}, id, quotes.IDOf(amended)); err != nil {
		t.Fatal(err)
	}
	b.all(t)
	late := join(t, connect(t, servers, n), down)
	late.all(t)
	for _, p := range []process{a, b, late} {
		if found := filesWith(t, p.dir, texts...); len(found) > 0 {
			t.Errorf("a process has it still: %v", found)
		}
	}
	inStream := func() (found []string) {
		for i := range n {
			for _, file := range filesWith(t, servers.Store(i), texts...) {
				if strings.Contains(file, editsStream) {
					found = append(found, file)
				}
			}
		}
		return found
	}
	eventually(t, "the stream's files are without it", func() bool { return len(inStream()) == 0 })
	// The servers' own logs of what they agree on are rewritten some two to three minutes
	// later, and when a server stops while nothing is on its way to it.
	left := func() (files []string) {
		for i := range n {
			files = append(files, filesWith(t, servers.Store(i), texts...)...)
		}
		return files
	}
	began := time.Now()
	for round := 0; len(left()) > 0; round++ {
		switch {
		case round < 12:
			servers.Stop(round % n)
			servers.Run(round % n)
		case time.Since(began) > 5*time.Minute:
			t.Fatalf("after %v it is in %v", time.Since(began).Round(time.Second), left())
		default: // it happened to be on its way each time
			time.Sleep(time.Second)
		}
		eventually(t, "decisions are taken again", func() bool {
			_, err := a.append(t.Context(), hideOnce(quotation(3+round)))
			return err == nil
		})
	}
}
