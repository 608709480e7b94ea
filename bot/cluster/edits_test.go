package cluster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"verbatim/bot/cluster/clustertest"
	"verbatim/quotes"
	"verbatim/quotes/store"
)

// process is a process's log of edits, whichever it is.
type process struct {
	append func(context.Context, func([]store.Edit) (store.Edit, bool, error)) (store.Edit, error)
	forget func(context.Context, store.Edit, ...quotes.ID) error
	all    func(*testing.T) []store.Edit // brought up to date
	close  func() error
	dir    string
}

// logs are the implementations: each returns what opens a process's log, as often as one
// likes. A folder is given where it is the same log again.
var logs = []struct {
	name  string
	start func(*testing.T) (open func(dir string) process)
}{
	{"file", func(t *testing.T) func(string) process {
		shared := t.TempDir()
		return func(string) process {
			l, err := store.OpenLog(shared)
			if err != nil {
				t.Fatal(err)
			}
			return process{
				append: func(_ context.Context, decide func([]store.Edit) (store.Edit, bool, error)) (store.Edit, error) {
					return l.AppendAfter(decide)
				},
				forget: func(_ context.Context, by store.Edit, ids ...quotes.ID) error { return l.Forget(ids, by) },
				all: func(t *testing.T) []store.Edit {
					if _, err := l.CatchUp(); err != nil {
						t.Fatal(err)
					}
					return l.Edits()
				},
				close: l.Close,
				dir:   shared,
			}
		}
	}},
	{"NATS", func(t *testing.T) func(string) process {
		servers := clustertest.Start(t, 1)
		return func(dir string) process { return join(t, connect(t, servers, 1), dir) }
	}},
}

// join opens a process's mirror; without a folder in one of its own.
func join(t *testing.T, c *Cluster, dir string) process {
	t.Helper()
	if dir == "" {
		dir = t.TempDir()
	}
	e, err := OpenEdits(c, dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	if err := e.Join(t.Context()); err != nil {
		t.Fatal(err)
	}
	return processOf(e, dir)
}

func processOf(e *Edits, dir string) process {
	return process{
		append: func(ctx context.Context, decide func([]store.Edit) (store.Edit, bool, error)) (store.Edit, error) {
			return e.AppendAfter(ctx, func() (store.Edit, bool, error) { return decide(e.Mirror().Edits()) })
		},
		forget: func(ctx context.Context, by store.Edit, ids ...quotes.ID) error {
			return e.Forget(ctx, func() ([]quotes.ID, error) { return ids, nil }, by)
		},
		all: func(t *testing.T) []store.Edit {
			if err := e.catchUp(t.Context()); err != nil {
				t.Fatal(err)
			}
			return e.Mirror().Edits()
		},
		close: e.Close,
		dir:   dir,
	}
}

// hideOnce decides to hide a quotation that is not hidden yet.
func hideOnce(id quotes.ID) func([]store.Edit) (store.Edit, bool, error) {
	return func(all []store.Edit) (store.Edit, bool, error) {
		for _, e := range all {
			if e.ID == id {
				return e, false, nil
			}
		}
		return store.Edit{Op: store.Hide, ID: id, By: "1"}, true, nil
	}
}

// quotation returns the ID of one of many quotations.
func quotation(n int) quotes.ID { return quotes.IDOf(fmt.Sprintf("quotation number %d", n)) }

// TestALogOfEditsHolds is what every log of edits has to hold.
func TestALogOfEditsHolds(t *testing.T) {
	for _, impl := range logs {
		for _, rule := range []struct {
			name string
			hold func(*testing.T, func(string) process)
		}{
			{"edits are numbered from 1, timed, and there again after opening", numbered},
			{"a process sees the edits of others", seen},
			{"nothing is written without need, or with an error", refusing},
			{"nothing is said to be so already that another process undid", stale},
			{"two processes decide on one quotation one after the other", conflicting},
			{"decisions on other quotations do not collide", apart},
			{"what is forgotten is in no file, and stays so", forgotten},
		} {
			t.Run(impl.name+"/"+rule.name, func(t *testing.T) {
				t.Parallel()
				rule.hold(t, impl.start(t))
			})
		}
	}
}

func numbered(t *testing.T, open func(string) process) {
	p := open("")
	before := time.Now()
	for n := 1; n <= 5; n++ {
		e, err := p.append(t.Context(), hideOnce(quotation(n)))
		if err != nil || e.Seq != uint64(n) || e.ID != quotation(n) || e.At.Before(before) {
			t.Fatalf("edit %d: %+v, %v", n, e, err)
		}
		before = e.At
	}
	all := p.all(t)
	if err := p.close(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(all, open(p.dir).all(t)); diff != "" {
		t.Error("opened again: " + diff)
	}
	if e, err := open("").append(t.Context(), hideOnce(quotation(6))); err != nil || e.Seq != 6 {
		t.Errorf("a new process goes on with edit %d, %v", e.Seq, err)
	}
}

func seen(t *testing.T, open func(string) process) {
	a, b := open(""), open("")
	for n := range 6 {
		if _, err := []process{a, b}[n%2].append(t.Context(), hideOnce(quotation(n))); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(a.all(t), b.all(t)); diff != "" || len(a.all(t)) != 6 {
		t.Errorf("%d edits; %s", len(a.all(t)), diff)
	}
}

func stale(t *testing.T, open func(string) process) {
	a, b := open(""), open("")
	hidden, err := a.append(t.Context(), hideOnce(quotation(1)))
	if err != nil {
		t.Fatal(err)
	}
	b.all(t)
	if _, err := a.append(t.Context(), func([]store.Edit) (store.Edit, bool, error) {
		return store.Edit{Op: store.Restore, ID: quotation(1), By: "1"}, true, nil
	}); err != nil {
		t.Fatal(err)
	}
	hide := func(all []store.Edit) (store.Edit, bool, error) {
		if last := all[len(all)-1]; last.Op == store.Hide {
			return last, false, nil
		}
		return store.Edit{Op: store.Hide, ID: quotation(1), By: "2"}, true, nil
	}
	if e, err := b.append(t.Context(), hide); err != nil || e.Seq == hidden.Seq {
		t.Errorf("the acknowledged edit is %d, %v", e.Seq, err)
	}
}

func refusing(t *testing.T, open func(string) process) {
	p, failed := open(""), errors.New("no")
	if _, err := p.append(t.Context(), func([]store.Edit) (store.Edit, bool, error) { return store.Edit{}, true, failed }); !errors.Is(err, failed) {
		t.Errorf("an error of who decides: %v", err)
	}
	if e, err := p.append(t.Context(), func([]store.Edit) (store.Edit, bool, error) { return store.Edit{Seq: 7}, false, nil }); err != nil || e.Seq != 7 {
		t.Errorf("nothing to write: %+v, %v", e, err)
	}
	if _, err := p.append(t.Context(), func([]store.Edit) (store.Edit, bool, error) {
		return store.Edit{Op: store.Correct, ID: quotation(1)}, true, nil
	}); !errors.Is(err, store.ErrBadEdit) {
		t.Errorf("an edit without sense: %v", err)
	}
	if all := p.all(t); len(all) != 0 {
		t.Errorf("%d edits", len(all))
	}
}

func conflicting(t *testing.T, open func(string) process) {
	const quotations = 20
	processes := []process{open(""), open(""), open("")}
	var wg sync.WaitGroup
	for _, p := range processes {
		wg.Go(func() {
			for n := range quotations {
				if _, err := p.append(t.Context(), hideOnce(quotation(n))); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	for i, p := range processes {
		if all := p.all(t); len(all) != quotations {
			t.Errorf("process %d has %d edits of %d quotations", i, len(all), quotations)
		}
	}
}

func apart(t *testing.T, open func(string) process) {
	const each = 30
	processes := []process{open(""), open("")}
	var wg sync.WaitGroup
	for i, p := range processes {
		wg.Go(func() {
			for n := range each {
				decided := 0
				_, err := p.append(t.Context(), func(all []store.Edit) (store.Edit, bool, error) {
					decided++
					return hideOnce(quotation(i*each + n))(all)
				})
				if err != nil || decided != 1 {
					t.Errorf("decided %d times, %v", decided, err)
				}
			}
		})
	}
	wg.Wait()
	for i, e := range processes[0].all(t) {
		if e.Seq != uint64(i+1) {
			t.Errorf("edit %d has the number %d", i+1, e.Seq)
		}
	}
	if n := len(processes[1].all(t)); n != 2*each {
		t.Errorf("%d edits", n)
	}
}

func forgotten(t *testing.T, open func(string) process) {
	const secret = "these words are nobody's business"
	a, b := open(""), open("")
	id := quotes.IDOf(secret)
	add := func(p process, words string) uint64 {
		e, err := p.append(t.Context(), func([]store.Edit) (store.Edit, bool, error) {
			return store.Edit{Op: store.Add, ID: quotes.IDOf(words), Quote: &quotes.Quote{Words: words}}, true, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return e.Seq
	}
	add(a, "other words")
	hidden := add(a, secret)
	if _, err := b.append(t.Context(), func([]store.Edit) (store.Edit, bool, error) {
		return store.Edit{Op: store.Undo, ID: id, Undoes: hidden}, true, nil
	}); err != nil {
		t.Fatal(err)
	}
	b.all(t)
	if err := a.forget(t.Context(), store.Edit{By: "7"}, id); err != nil {
		t.Fatal(err)
	}
	later := add(b, "words that come later")
	for name, p := range map[string]process{"who forgot": a, "another": b, "a new one": open("")} {
		all := p.all(t)
		is, err := store.ForgottenIn(p.dir, all)
		if err != nil || !is.Has(id) || is.Has(quotes.IDOf("other words")) {
			t.Errorf("%s does not know what was forgotten: %v", name, err)
		}
		if e := all[len(all)-1]; e.Seq != later || all[0].Quote.Words != "other words" {
			t.Errorf("%s: the last edit is %+v, the first one %+v", name, e, all[0])
		}
		if found := filesWith(t, p.dir, secret, string(id)); len(found) > 0 {
			t.Errorf("%s has it still: %v", name, found)
		}
	}
	if err := a.forget(t.Context(), store.Edit{By: "7"}, id); err != nil {
		t.Errorf("again: %v", err)
	}
}

// filesWith returns the files under a folder that have one of some texts.
func filesWith(t *testing.T, dir string, texts ...string) (found []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		for _, text := range texts {
			if strings.Contains(string(data), text) {
				found = append(found, fmt.Sprintf("%s (%q)", path, text))
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
