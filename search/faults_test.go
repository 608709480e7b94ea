package search

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"

	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/quotes/store/storetest"
)

// A history of builds, switches, edits and forgetting is gone through with each operation
// on the disk failing in turn, and with a power loss or a kill behind each.
// VERBATIM_FAULTS=full in the environment tries every operation, VERBATIM_FAULTS=short
// some of them, and without it a few are tried.

func faultStride(few int) int {
	switch os.Getenv("VERBATIM_FAULTS") {
	case "full":
		return 1
	case "short":
		return few / 4
	}
	return few
}

// shown is what is shown of each quotation: its speaker, or why it is not.
type shown map[quotes.ID]string

const (
	isHidden = "hidden"
	isGone   = "gone"
)

// history is a data folder and what was acknowledged there.
type history struct {
	t    *testing.T
	dir  string
	disk store.Disk
	l    *Library
	qs   []quotes.Quote
	want shown        // after all that was acknowledged
	next shown        // after the step that is under way
	old  shown        // before the build that the library has not moved over to; nil: it has
	log  []store.Edit // acknowledged
	gone bool         // something was forgotten, or may have been
	// The generations that may serve.
	least, most int
}

func newHistory(t *testing.T, dir string) *history {
	h := &history{t: t, dir: dir, qs: sayings(7), want: shown{}, least: 1, most: 1}
	mustBuild(t, dir, h.qs[:5]...)
	for _, q := range h.qs {
		h.want[q.ID] = q.Attributions[0].Speakers[0].Name
	}
	h.want[h.qs[5].ID], h.want[h.qs[6].ID] = isGone, isGone
	h.next = h.want
	return h
}

func (h *history) open() {
	h.t.Helper()
	var err error
	if h.l, err = Open(h.dir, Options{disk: h.disk}); err != nil {
		h.t.Fatal(err)
	}
}

func (h *history) close() {
	if err := h.l.Close(); err != nil {
		h.t.Error(err)
	}
}

// faultStep is a step of a history.
type faultStep struct {
	name string
	do   func(h *history) error
	then func(h *history, s shown)
}

func editStep(name string, e func(h *history) store.Edit, then func(h *history, s shown)) faultStep {
	return faultStep{name, func(h *history) error {
		e, err := h.l.Edit(h.t.Context(), e(h))
		if err == nil {
			h.log = append(h.log, e)
		}
		return err
	}, then}
}

func buildStep(name string, qs func(h *history) []quotes.Quote, then func(h *history, s shown)) faultStep {
	return faultStep{name, func(h *history) error {
		h.most++
		r, err := Build(h.t.Context(), BuildOptions{DataDir: h.dir, Quotes: reading(qs(h)...), Disk: h.disk})
		if err == nil {
			h.least, h.most, h.old = r.Generation, r.Generation, h.want
		}
		return err
	}, then}
}

func refreshStep() faultStep {
	return faultStep{"refresh", func(h *history) error {
		_, err := h.l.Refresh(h.t.Context())
		if err == nil {
			h.old = nil
		}
		return err
	}, nil}
}

func faultSteps() []faultStep {
	added := quotes.Quote{Words: "nobody wrote this down anywhere", Attributions: []quotes.Attribution{{Speakers: []quotes.Speaker{{Name: "Zoe Added"}}}}}
	added.ID = quotes.IDOf(added.Words)
	id := func(h *history, n int) quotes.ID { return h.qs[n].ID }
	return []faultStep{
		editStep("hide", func(h *history) store.Edit { return store.Edit{Op: store.Hide, ID: id(h, 0)} },
			func(h *history, s shown) { s[id(h, 0)] = isHidden }),
		editStep("correct", func(h *history) store.Edit {
			return store.Edit{Op: store.Correct, ID: id(h, 1), Speaker: "Zoe Corrected"}
		},
			func(h *history, s shown) { s[id(h, 1)] = "Zoe Corrected" }),
		editStep("add", func(*history) store.Edit { return store.Edit{Op: store.Add, ID: added.ID, Quote: &added} },
			func(_ *history, s shown) { s[added.ID] = "Zoe Added" }),
		buildStep("build", func(h *history) []quotes.Quote { return append(slices.Clone(h.qs[:2]), h.qs[3:6]...) },
			func(h *history, s shown) {
				s[id(h, 2)] = isGone
				s[id(h, 5)] = h.qs[5].Attributions[0].Speakers[0].Name
			}),
		refreshStep(),
		editStep("undo", func(*history) store.Edit { return store.Edit{Op: store.Undo, Undoes: 2} },
			func(h *history, s shown) { s[id(h, 1)] = h.qs[1].Attributions[0].Speakers[0].Name }),
		editStep("report", func(h *history) store.Edit { return store.Edit{Op: store.Report, ID: id(h, 3), Reason: "wrong"} }, nil),
		{"forget", func(h *history) error {
			h.gone = true
			return h.l.Forget(h.t.Context(), added.ID, "", store.Edit{By: "2"})
		}, func(_ *history, s shown) { s[added.ID] = isGone }},
		editStep("hide again", func(h *history) store.Edit { return store.Edit{Op: store.Hide, ID: id(h, 4)} },
			func(h *history, s shown) { s[id(h, 4)] = isHidden }),
		buildStep("build again", func(h *history) []quotes.Quote { return append(slices.Clone(h.qs[:2]), h.qs[3:]...) },
			func(h *history, s shown) { s[id(h, 6)] = h.qs[6].Attributions[0].Speakers[0].Name }),
		refreshStep(),
		{"purge", func(h *history) error { return h.l.Purge(h.t.Context()) }, nil},
		editStep("restore", func(h *history) store.Edit { return store.Edit{Op: store.Restore, ID: id(h, 0)} },
			func(h *history, s shown) { s[id(h, 0)] = h.qs[0].Attributions[0].Speakers[0].Name }),
	}
}

// try goes one step on. What is shown counts as settled when it succeeds.
func (h *history) try(s faultStep) error {
	h.next = maps.Clone(h.want)
	if s.then != nil {
		s.then(h, h.next)
	}
	err := s.do(h)
	if err == nil {
		h.want = h.next
	}
	return err
}

// is checks what a library shows: what was acknowledged, with the step that is under way
// wholly or not at all. What is gone from the corpus is gone with the generation.
func (h *history) is(what string, l *Library) {
	h.t.Helper()
	match := func(want shown) (wrong string) {
		for id, w := range want {
			q, err := l.Get(h.t.Context(), id, "")
			got := isGone
			switch {
			case errors.Is(err, ErrHidden):
				got = isHidden
			case err == nil:
				got = q.Attributions[0].Speakers[0].Name
			case !errors.Is(err, ErrNotFound) && !errors.Is(err, ErrGone):
				return fmt.Sprintf("%s: %v", id, err)
			}
			if got != w {
				return fmt.Sprintf("%s is %q, want %q", id, got, w)
			}
			r, err := l.Search(h.t.Context(), Query{Words: q.Words})
			if err == nil && q.Words != "" && (len(r.Hits) == 0 || r.Hits[0].Quote.ID != id) {
				return fmt.Sprintf("%q is not found", q.Words)
			}
			if err != nil {
				return fmt.Sprintf("searching %q: %v", q.Words, err)
			}
		}
		return ""
	}
	var wrong []string
	for _, want := range []shown{h.want, h.next, h.old} {
		if want == nil || l != h.l && len(wrong) == 2 { // only who has not moved over shows what was before
			continue
		}
		w := match(want)
		if w == "" {
			return
		}
		wrong = append(wrong, w)
	}
	h.t.Errorf("%s: %s", what, strings.Join(wrong, "; or "))
}

// survives checks a data folder as a new process finds it.
func (h *history) survives(what, dir string) {
	h.t.Helper()
	l, err := Open(dir, Options{})
	if err != nil {
		h.t.Errorf("%s: opening: %v", what, err)
		return
	}
	defer func() {
		if err := l.Close(); err != nil {
			h.t.Errorf("%s: closing: %v", what, err)
		}
	}()
	if s := l.Status(); s.Generation < h.least || s.Generation > h.most || s.Damage != nil || s.LogCutShort || len(s.LogPutBack) > 0 {
		h.t.Errorf("%s: status %+v, want generation %d to %d", what, s, h.least, h.most)
	}
	got := l.Edits()
	for _, e := range h.log {
		i := slices.IndexFunc(got, func(g store.Edit) bool { return g.Seq == e.Seq && g.At.Equal(e.At) })
		if i < 0 || got[i].Op != e.Op && (!h.gone || got[i].Op != store.Forget) {
			h.t.Errorf("%s: edit %d, %s of %s, is lost", what, e.Seq, e.Op, e.ID)
		}
	}
	h.is(what, l)
}

// Behind every operation a power loss of any kind, or a kill, leaves what was
// acknowledged.
func TestNoPowerLossTakesWhatWasAcknowledged(t *testing.T) {
	h := newHistory(t, t.TempDir())
	r := storetest.Record(t, h.dir)
	h.disk = r.Disk()
	stride, looked, step := faultStride(23), 0, ""
	r.After(func() {
		for i, loss := range storetest.Losses() {
			if (len(r.Ops)*len(storetest.Losses())+i)%stride != 0 && stride > 1 {
				continue
			}
			left := t.TempDir()
			r.Leave(loss, left)
			h.survives(fmt.Sprintf("%s, operation %d (%s), loss %d", step, len(r.Ops), r.Ops[len(r.Ops)-1], loss), left)
			looked++
		}
	})
	h.open()
	defer h.close()
	for _, s := range faultSteps() {
		step = s.name
		if err := h.try(s); err != nil {
			t.Fatalf("%s: %v", s.name, err)
		}
		h.is(s.name, h.l)
	}
	t.Logf("%d operations on the disk, %d losses looked at", len(r.Ops), looked)
	if len(r.Ops) < 90 || looked < len(r.Ops)/10 {
		t.Errorf("%d operations, looked at %d losses", len(r.Ops), looked)
	}
}

// faulty is a disk on which operations fail.
type faulty struct {
	done        int
	from, until int // those with these numbers fail, counted from 1
	err         error
}

func (f *faulty) fails() error {
	f.done++
	if f.from <= f.done && f.done < f.until {
		return f.err
	}
	return nil
}

func (f *faulty) disk() store.Disk {
	m := store.Machine()
	return store.Disk{
		WriteAt: func(file *os.File, data []byte, at int64) (int, error) {
			if err := f.fails(); err != nil {
				n, _ := m.WriteAt(file, data[:len(data)/2], at) // some of it may have come there
				return n, err
			}
			return m.WriteAt(file, data, at)
		},
		Sync: func(file *os.File) error { return errors.Join(f.fails(), m.Sync(file)) },
		Rename: func(from, to string) error {
			if err := f.fails(); err != nil {
				return err
			}
			return m.Rename(from, to)
		},
		SyncDir: func(path string) error { return errors.Join(f.fails(), m.SyncDir(path)) },
	}
}

// Each operation fails in turn, once or until the end of the step: the step says so, what
// was acknowledged is shown meanwhile and to a new process, and the step succeeds when
// the disk does again.
func TestEveryOperationMayFail(t *testing.T) {
	total := &faulty{}
	h := newHistory(t, t.TempDir())
	h.disk = total.disk()
	h.open()
	for _, s := range faultSteps() {
		if err := h.try(s); err != nil {
			t.Fatal(err)
		}
	}
	h.close()
	const forever = 1 << 30
	tried, told := 0, 0
	stride := faultStride(60)
	for n := 1; n <= total.done; n += stride {
		for _, f := range []faulty{
			{from: n, until: n + 1, err: syscall.EIO}, {from: n, until: forever, err: syscall.ENOSPC},
		} {
			h := newHistory(t, t.TempDir())
			h.disk = f.disk()
			tried++
			opening, err := Open(h.dir, Options{disk: h.disk})
			if err != nil { // in the first operations
				told++
				f.from = forever
				h.survives(fmt.Sprintf("operation %d: opening", n), h.dir)
				h.open()
			} else {
				h.l = opening
			}
			for _, s := range faultSteps() {
				what := fmt.Sprintf("operation %d: %v in %s", n, f.err, s.name)
				if err := h.try(s); err != nil {
					told++
					f.from = forever
					h.is(what, h.l)
					h.survives(what, copyOf(t, h.dir))
					if err := h.try(s); err != nil {
						t.Errorf("%s: again: %v", what, err)
						break
					}
				} else if f.done >= f.until || f.until == forever && f.done >= f.from {
					f.from = forever // it was tidying, which need not succeed
				}
				h.is(what, h.l)
			}
			h.survives(fmt.Sprintf("operation %d: in the end", n), copyOf(t, h.dir))
			h.close()
			if t.Failed() {
				return
			}
		}
	}
	t.Logf("%d operations on the disk; %d histories with one or all that follow failing, %d failures told", total.done, tried, told)
	if tried < 4 || told < tried/2 {
		t.Errorf("%d histories, %d failures told", tried, told)
	}
}

// copyOf returns a copy of a data folder, of which the log is not in use.
func copyOf(t *testing.T, dir string) string {
	t.Helper()
	to := t.TempDir()
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return to
}
