package cluster

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"sync"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"verbatim/bot/cluster/clustertest"
	"verbatim/quotes"
	"verbatim/quotes/corpus"
	"verbatim/quotes/store"
	"verbatim/search"
)

// bot is a process that answers.
type bot struct {
	*search.Library
	edits *Edits
}

// says returns the words of one of the quotations that a bot has.
func says(n int) string { return fmt.Sprintf("The shortest way to village %d is a quarrel.", n) }

// serve starts a bot with twenty quotations, which follows the others until the test
// ends.
func serve(t *testing.T, c *Cluster) bot {
	t.Helper()
	dir := t.TempDir()
	data := "quote,author\n"
	for n := range 20 {
		data += says(n) + ",Mara Lindqvist\n"
	}
	reader, report := &corpus.Reader{FS: fstest.MapFS{"a.csv": {Data: []byte(data)}}}, corpus.Report{}
	if _, err := search.Build(t.Context(), search.BuildOptions{DataDir: dir, Corpus: "1", Quotes: search.Input(reader.Read(t.Context(), &report))}); err != nil {
		t.Fatal(err)
	}
	e, err := OpenEdits(c, dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Join(t.Context()); err != nil {
		t.Fatal(err)
	}
	l, err := search.Open(dir, search.Options{Log: e})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { e.Follow(ctx, l.TakeEdits) })
	t.Cleanup(func() {
		stop()
		running.Wait()
		if err := errors.Join(l.Close(), e.Close()); err != nil {
			t.Error(err)
		}
	})
	return bot{l, e}
}

func (b bot) hidden(t *testing.T, n int) bool {
	_, err := b.Get(t.Context(), quotes.IDOf(says(n)), "")
	if err != nil && !errors.Is(err, search.ErrHidden) {
		t.Error(err)
	}
	return err != nil
}

func hide(n int) search.Edit { return search.Edit{Op: search.Hide, ID: quotes.IDOf(says(n)), By: "1"} }

func TestEveryBotShowsWhatOneDecided(t *testing.T) {
	servers := clustertest.Start(t, 1)
	a, b := serve(t, connect(t, servers, 1)), serve(t, connect(t, servers, 1))
	for n := range 6 {
		one, other := a, b
		if n%2 == 1 {
			one, other = b, a
		}
		e, err := one.Edit(t.Context(), hide(n))
		if err != nil || e.Seq != uint64(n+1) || !one.hidden(t, n) {
			t.Fatalf("hiding: %+v, %v", e, err)
		}
		decided := time.Now()
		eventually(t, "the other bot hides it", func() bool { return other.hidden(t, n) })
		if took := time.Since(decided); took > 3*time.Second { // a second, on an idle machine
			t.Errorf("it took %v", took)
		}
		if again, err := other.Edit(t.Context(), hide(n)); err != nil || again.Seq != e.Seq {
			t.Errorf("hidden again: %+v, %v", again, err)
		}
	}
}

// through connects a process by a link that can be cut.
func through(t *testing.T, servers *clustertest.Servers) (*Cluster, *clustertest.Link) {
	t.Helper()
	at, err := url.Parse(servers.URLs())
	if err != nil {
		t.Fatal(err)
	}
	port, _ := strconv.Atoi(at.Port())
	link, err := clustertest.NewLink(port)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(link.Close)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	c, err := Connect(ctx, Options{URLs: "nats://" + link.Address(), Replicas: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c, link
}

func TestNothingCountsThatNATSDoesNotHave(t *testing.T) {
	t.Parallel()
	servers := clustertest.Start(t, 1)
	c, link := through(t, servers)
	cut, other := serve(t, c), serve(t, connect(t, servers, 1))
	link.Cut()
	began := time.Now()
	_, err := cut.Edit(t.Context(), hide(1))
	if took := time.Since(began); !errors.Is(err, ErrUnreachable) || !errors.Is(err, search.ErrUnreachable) || took > 8*time.Second { // three, on an idle machine
		t.Errorf("after %v: %v", took, err)
	}
	if cut.hidden(t, 1) {
		t.Error("it holds")
	}
	if _, err := other.Edit(t.Context(), hide(2)); err != nil {
		t.Fatal(err)
	}
	link.Mend()
	eventually(t, "it catches up", func() bool { return cut.hidden(t, 2) })
	for range 2 {
		if _, err := cut.Edit(t.Context(), hide(1)); err != nil {
			t.Error(err)
		}
	}
	eventually(t, "the other one sees it", func() bool { return other.hidden(t, 1) })
	if all := other.edits.Mirror().Edits(); len(all) != 2 {
		t.Errorf("of two decisions there are %d edits", len(all))
	}
}

func TestWhatIsSentTwiceIsTakenOnce(t *testing.T) {
	t.Parallel()
	servers := clustertest.Start(t, 1)
	c := connect(t, servers, 1)
	p := join(t, c, "")
	e, err := OpenEdits(c, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Join(t.Context()); err != nil {
		t.Fatal(err)
	}
	edit := store.Edit{Op: store.Hide, ID: quotation(1), At: time.Now().UTC().Round(0)}
	a := attempt{token: "person", from: 1}
	after := func(seq uint64) jetstream.PublishOpt {
		return jetstream.WithExpectLastSequenceForSubject(seq, "edits."+string(edit.ID)+".*")
	}
	seq, err := e.publish(t.Context(), &a, edit, after(0))
	if err != nil || seq != 1 {
		t.Fatal(seq, err)
	}
	// The acknowledgement got lost, and the stream remembers no message's name any more.
	if again, err := e.publish(t.Context(), &a, edit, after(0)); err != nil || again != 1 {
		t.Errorf("sent again it is edit %d, %v", again, err)
	}
	other := attempt{token: "another", from: 1}
	if _, err := e.publish(t.Context(), &other, edit, after(0)); !errors.Is(err, errConflict) {
		t.Errorf("another's: %v", err)
	}
	// While the servers changed their leader both were taken.
	if again, err := e.publish(t.Context(), &a, edit, after(1)); err != nil || again != 2 {
		t.Fatal(again, err)
	}
	if held := e.held(t.Context(), a, edit, 2); held.Seq != 1 {
		t.Errorf("it is edit %d", held.Seq)
	}
	for name, all := range map[string][]store.Edit{"who sent it": e.Mirror().Edits(), "another": p.all(t)} {
		if len(all) != 1 {
			t.Errorf("%s has %d edits", name, len(all))
		}
	}
}

// What another decides while somebody decides is not passed over, even if the mirror has
// it by the time of sending.
func TestWhatComesWhileDecidingIsDecidedOnAgain(t *testing.T) {
	t.Parallel()
	servers := clustertest.Start(t, 1)
	other := join(t, connect(t, servers, 1), "")
	e, err := OpenEdits(connect(t, servers, 1), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if err := e.Join(t.Context()); err != nil {
		t.Fatal(err)
	}
	comes := func(id quotes.ID) {
		if _, err := other.append(t.Context(), hideOnce(id)); err != nil {
			t.Error(err)
		}
	}
	for _, known := range []bool{false, true} {
		for name, decides := range map[string]func(quotes.ID, func()) error{
			"an edit": func(id quotes.ID, meanwhile func()) error {
				_, err := e.AppendAfter(t.Context(), func() (store.Edit, bool, error) {
					edit, write, err := hideOnce(id)(e.Mirror().Edits())
					meanwhile()
					return edit, write, err
				})
				return err
			},
			"a forgetting": func(id quotes.ID, meanwhile func()) error {
				return e.Forget(t.Context(), func() ([]quotes.ID, error) {
					meanwhile()
					return []quotes.ID{id}, nil
				}, store.Edit{})
			},
		} {
			id, decided := quotes.IDOf(fmt.Sprint(name, known)), 0
			err := decides(id, func() {
				if decided++; decided > 1 {
					return
				}
				comes(id)
				if known {
					if err := e.catchUp(t.Context()); err != nil {
						t.Error(err)
					}
				}
			})
			if err != nil || decided != 2 {
				t.Errorf("%s, known meanwhile: %v: decided %d times, %v", name, known, decided, err)
			}
		}
	}
}

func TestAnAnswerWaitsAfterAPause(t *testing.T) {
	for _, tt := range []struct {
		name    string
		pause   time.Duration
		catches time.Duration // after the pause; 0: never
		waits   time.Duration
	}{
		{"no pause", 400 * time.Millisecond, 0, 0},
		{"a round comes", 5 * time.Second, 30 * time.Millisecond, 30 * time.Millisecond},
		{"none comes", 5 * time.Second, 0, time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPace()
				time.Sleep(time.Hour)
				p.felt(true)
				p.caughtUp(time.Now())
				time.Sleep(tt.pause) // nobody feels the pulse
				resumed, looked := time.Now(), false
				p.caughtUp(resumed.Add(-time.Second)) // a round that began before
				if tt.catches > 0 {
					time.AfterFunc(tt.catches, func() { p.caughtUp(time.Now()) })
				}
				p.wait(t.Context(), func() { looked = true })
				if waited := time.Since(resumed); waited != tt.waits || looked != (tt.waits > 0) {
					t.Errorf("it waited %v, looked: %v", waited, looked)
				}
			})
		})
	}
}
