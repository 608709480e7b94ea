package search

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/search/generation"
	"verbatim/search/moderation"
)

func mustEdit(t testing.TB, l *Library, e store.Edit) store.Edit {
	t.Helper()
	e, err := l.Edit(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestALibraryOpensBeforeAnythingWasBuilt(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "not there yet")
	for _, o := range []Options{{ReadOnly: true}, {}} {
		l := mustOpen(t, dir, o)
		if _, err := l.Search(t.Context(), Query{Words: "words"}); !errors.Is(err, ErrNoGeneration) {
			t.Errorf("a search: %v", err)
		}
		if _, err := l.Get(t.Context(), "0123456789abc", ""); !errors.Is(err, ErrNoGeneration) {
			t.Errorf("Get: %v", err)
		}
		if switched, err := l.Refresh(t.Context()); switched || err != nil {
			t.Errorf("Refresh: %v, %v", switched, err)
		}
		if exists(dir) == o.ReadOnly {
			t.Errorf("read-only %v, and the folder is there: %v", o.ReadOnly, exists(dir))
		}
	}
	l := mustOpen(t, dir, Options{ReadOnly: true})
	mustBuild(t, dir, sayings(3)...)
	mustRefresh(t, l)
	serves(t, l, sayings(3)...)
}

func TestAReadOnlyLibraryChangesNothing(t *testing.T) {
	dir := t.TempDir()
	mustBuild(t, dir, sayings(3)...)
	before := names(t, dir)
	l := mustOpen(t, dir, Options{ReadOnly: true})
	serves(t, l, sayings(3)...)
	if _, err := l.Edit(t.Context(), store.Edit{Op: store.Hide, ID: sayings(1)[0].ID}); !errors.Is(err, errReadOnly) {
		t.Errorf("an edit: %v", err)
	}
	if diff := cmp.Diff(before, names(t, dir)); diff != "" {
		t.Errorf("the folder changed: %s", diff)
	}
}

func TestAnEditIsSeenByTheNextSearch(t *testing.T) {
	dir := t.TempDir()
	qs := sayings(5)
	review := reported("a.txt", 0, "not sure of it", quotes.Review)
	mustBuild(t, dir, append(qs, review)...)
	l := mustOpen(t, dir, Options{})
	type counts struct{ quotations, hidden, edits int }
	is := func(what string, want counts) {
		t.Helper()
		s := l.Status()
		if got := (counts{s.Quotations, s.Hidden, s.Edits}); got != want {
			t.Errorf("%s: %+v, want %+v", what, got, want)
		}
	}
	id := qs[2].ID
	is("at first", counts{5, 0, 0})

	e := mustEdit(t, l, store.Edit{Op: store.Hide, ID: id, By: "7", Reason: "false"})
	if e.Seq != 1 || e.At.IsZero() || e.By != "7" {
		t.Errorf("the edit is %+v", e)
	}
	is("hidden", counts{4, 1, 1})
	if _, err := l.Get(t.Context(), id, ""); !errors.Is(err, ErrHidden) {
		t.Errorf("hidden: %v", err)
	}
	if again := mustEdit(t, l, store.Edit{Op: store.Hide, ID: id, By: "8"}); !cmp.Equal(again, e) {
		t.Errorf("hidden twice: %+v, want the first edit", again)
	}
	is("hidden twice", counts{4, 1, 1})

	mustEdit(t, l, store.Edit{Op: store.Restore, ID: id})
	is("restored", counts{5, 0, 2})
	serves(t, l, qs...)
	if again := mustEdit(t, l, store.Edit{Op: store.Restore, ID: id}); again.Seq != 0 {
		t.Errorf("restored twice: %+v", again)
	}
	is("restored twice", counts{5, 0, 2})

	first := mustEdit(t, l, store.Edit{Op: store.Correct, ID: id, Speaker: "Grace Hopper"})
	if again := mustEdit(t, l, store.Edit{Op: store.Correct, ID: id, Speaker: "Grace Hopper"}); !cmp.Equal(again, first) {
		t.Errorf("corrected twice: %+v", again)
	}
	is("corrected", counts{5, 0, 3})
	q, err := l.Get(t.Context(), id, "")
	want := []quotes.Speaker{{Name: "Grace Hopper", AsWritten: "Speaker2 Jones"}}
	if diff := cmp.Diff(want, q.Attributions[0].Speakers); diff != "" || err != nil {
		t.Errorf("corrected: %v %s", err, diff)
	}

	mustEdit(t, l, store.Edit{Op: store.Hide, ID: review.ID})
	is("hidden what was not served", counts{5, 0, 4})

	// A rebuild takes them in; nothing changes for who looks.
	r := mustBuild(t, dir, append(qs, review)...)
	if r.Quotations != 5 || r.Changed != 0 || len(r.StaleEdits) != 0 {
		t.Errorf("report %+v", r)
	}
	mustRefresh(t, l)
	is("built in", counts{5, 0, 0})
	again, err := l.Get(t.Context(), id, "")
	if diff := cmp.Diff(q, again); diff != "" || err != nil {
		t.Errorf("corrected, built in: %v %s", err, diff)
	}
	if got := l.Edits(); len(got) != 4 || got[0].Seq != 1 || got[3].Seq != 4 {
		t.Errorf("edits %+v", got)
	}
}

func TestHiddenQuotationsCanBeRestoredAfterARebuild(t *testing.T) {
	dir := t.TempDir()
	qs := sayings(5)
	mustBuild(t, dir, qs...)
	l := mustOpen(t, dir, Options{})
	mustEdit(t, l, store.Edit{Op: store.Hide, ID: qs[2].ID})
	mustBuild(t, dir, qs...)
	mustRefresh(t, l)
	if s := l.Status(); s.Quotations != 4 || s.Hidden != 1 || s.Edits != 0 {
		t.Errorf("hidden, built in: %+v", s)
	}
	mustEdit(t, l, store.Edit{Op: store.Restore, ID: qs[2].ID})
	serves(t, l, qs...)
	r, err := l.Search(t.Context(), Query{Words: qs[2].Words})
	if err != nil || len(r.Hits) == 0 || r.Hits[0].Quote.ID != qs[2].ID {
		t.Errorf("what was restored is not found: %+v, %v", r, err)
	}
	byName, err := l.Search(t.Context(), Query{Filter: Filter{Speaker: speakerOf(qs[2])}})
	if err != nil || !slices.ContainsFunc(byName.Hits, func(h Hit) bool { return h.Quote.ID == qs[2].ID }) {
		t.Errorf("nor by its speaker: %+v, %v", byName, err)
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func TestCorrectionsKeepWhatTheSourceWrote(t *testing.T) {
	speaker := func(name, written, role string, body bool) quotes.Speaker {
		return quotes.Speaker{Name: name, AsWritten: written, Role: role, Body: body}
	}
	for _, tt := range []struct {
		name     string
		was      []quotes.Speaker
		now      string
		speakers []quotes.Speaker
	}{
		{"somebody else: not with the role", []quotes.Speaker{speaker("Vladimir Putin", "Putin", "President", false)}, "Dmitry Peskov", []quotes.Speaker{speaker("Dmitry Peskov", "Putin", "", false)}},
		{"the same person in full", []quotes.Speaker{speaker("Zelenskyy", "", "President", false)}, "Volodymyr Zelenskyy", []quotes.Speaker{speaker("Volodymyr Zelenskyy", "Zelenskyy", "President", false)}},
		{"nobody before", nil, "Ada", []quotes.Speaker{speaker("Ada", "", "", false)}},
		{"several before", []quotes.Speaker{speaker("A", "he", "", false), speaker("B", "she", "", false)}, "C", []quotes.Speaker{speaker("C", "he", "", false)}},
		{"a body becomes a person", []quotes.Speaker{speaker("Yonhap", "the agency", "", true)}, "Kim Min", []quotes.Speaker{speaker("Kim Min", "the agency", "", false)}},
		{"back to what was written", []quotes.Speaker{speaker("X", "Ada", "", false)}, "Ada", []quotes.Speaker{speaker("Ada", "", "", false)}},
	} {
		q := said("", "words")
		q.Attributions[0].Speakers = tt.was
		q = quotes.Merge(q, reported("b.txt", 5, "words", quotes.Review))
		got, ok := moderation.Decision{Correct: store.Edit{Seq: 1, Speaker: tt.now}}.Shown(q)
		if diff := cmp.Diff(tt.speakers, got.Attributions[0].Speakers); diff != "" || !ok || len(got.Attributions) != 1 {
			t.Errorf("%s: %v, %d attributions %s", tt.name, ok, len(got.Attributions), diff)
		}
		if !cmp.Equal(q.Attributions[0].Speakers, tt.was) || len(q.Attributions) != 2 {
			t.Errorf("%s: the record itself was changed", tt.name)
		}
	}
}

func TestEditsOfUnknownIDsAreRefused(t *testing.T) {
	dir := t.TempDir()
	mustBuild(t, dir, sayings(3)...)
	mustBuild(t, dir, sayings(2)...)
	l := mustOpen(t, dir, Options{})
	for name, tt := range map[string]struct {
		id   quotes.ID
		want error
	}{
		"never read": {quotes.IDOf("never read"), ErrNotFound},
		"gone":       {sayings(3)[2].ID, ErrGone},
		"no ID":      {"x", store.ErrBadEdit},
	} {
		if _, err := l.Edit(t.Context(), store.Edit{Op: store.Hide, ID: tt.id}); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := l.Edit(ctx, store.Edit{Op: store.Hide, ID: sayings(1)[0].ID}); !errors.Is(err, context.Canceled) {
		t.Errorf("an edit after the context's end: %v", err)
	}
	if got := l.Edits(); len(got) != 0 {
		t.Errorf("edits %+v", got)
	}
}

func TestSeveralProcessesTakeEdits(t *testing.T) {
	dir := t.TempDir()
	qs := sayings(4)
	mustBuild(t, dir, qs...)
	one, two, reader := mustOpen(t, dir, Options{}), mustOpen(t, dir, Options{}), mustOpen(t, dir, Options{ReadOnly: true})
	hidden := mustEdit(t, one, store.Edit{Op: store.Hide, ID: qs[0].ID})
	// Who decides sees first what others decided.
	if e := mustEdit(t, two, store.Edit{Op: store.Hide, ID: qs[0].ID}); !cmp.Equal(e, hidden) {
		t.Errorf("hidden twice: %+v, want the first edit", e)
	}
	if e := mustEdit(t, two, store.Edit{Op: store.Correct, ID: qs[1].ID, Speaker: "Grace Hopper"}); e.Seq != 2 {
		t.Errorf("the next edit is %d", e.Seq)
	}
	mustEdit(t, one, store.Edit{Op: store.Undo, Undoes: 1})
	mustEdit(t, two, store.Edit{Op: store.Hide, ID: qs[2].ID})
	for i, l := range []*Library{one, two, reader} {
		if i < 2 {
			if err := l.TakeEdits(t.Context()); err != nil {
				t.Fatal(err)
			}
		} else if switched, err := l.Refresh(t.Context()); switched || err != nil {
			t.Errorf("Refresh: %v, %v", switched, err)
		}
		want := []string{speakerOf(qs[0]), "Grace Hopper", "hidden", speakerOf(qs[3])}
		if diff := cmp.Diff(want, shownStates(t, l, qs)); diff != "" {
			t.Errorf("process %d shows: %s", i, diff)
		}
		if edits := l.Edits(); len(edits) != 4 {
			t.Errorf("process %d has the edits %+v", i, edits)
		}
	}
	// A log that is damaged meanwhile takes nothing back.
	for _, name := range []string{store.LogName, store.CopyName} {
		if err := os.Truncate(filepath.Join(dir, name), 10); err != nil {
			t.Fatal(err)
		}
	}
	if err := one.TakeEdits(t.Context()); !errors.Is(err, store.ErrCorrupt) {
		t.Errorf("a damaged log: %v", err)
	}
	if s := shownState(t, one, qs[2]); s != "hidden" {
		t.Errorf("what was hidden is shown as %q", s)
	}
}

func TestABrokenLogOfEditsIsNotPassedOver(t *testing.T) {
	dir := t.TempDir()
	mustBuild(t, dir, sayings(3)...)
	if err := os.WriteFile(filepath.Join(dir, store.LogName), []byte("{}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, o := range []Options{{}, {ReadOnly: true}} {
		if _, err := Open(dir, o); !errors.Is(err, store.ErrCorrupt) {
			t.Errorf("opened: %v", err)
		}
	}
	if _, err := Build(t.Context(), BuildOptions{DataDir: dir, Quotes: reading()}); !errors.Is(err, store.ErrCorrupt) {
		t.Errorf("built: %v", err)
	}
}

func TestAQuotationOfAGuildIsForThatGuild(t *testing.T) {
	dir := t.TempDir()
	q := said("Ada", "for the few")
	q.Scope = "123"
	mustBuild(t, dir, q)
	l := mustOpen(t, dir, Options{})
	if got, err := l.Get(t.Context(), q.ID, "123"); err != nil || got.Words != q.Words {
		t.Errorf("its guild: %v", err)
	}
	for _, scope := range []string{"", "124"} {
		if _, err := l.Get(t.Context(), q.ID, scope); !errors.Is(err, ErrNotFound) {
			t.Errorf("guild %q: %v", scope, err)
		}
	}
	mustEdit(t, l, store.Edit{Op: store.Hide, ID: q.ID})
	if _, err := l.Get(t.Context(), q.ID, "124"); !errors.Is(err, ErrNotFound) {
		t.Errorf("hidden, to another guild: %v", err)
	}
}

func TestAClosedLibraryAnswersWithAnError(t *testing.T) {
	dir := t.TempDir()
	mustBuild(t, dir, sayings(3)...)
	l := mustOpen(t, dir, Options{})
	for range 2 {
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
	id := sayings(1)[0].ID
	for name, err := range map[string]error{
		"search":  second(l.Search(t.Context(), Query{Words: "saying"})),
		"get":     second(l.Get(t.Context(), id, "")),
		"edit":    second(l.Edit(t.Context(), store.Edit{Op: store.Hide, ID: id})),
		"refresh": second(l.Refresh(t.Context())),
	} {
		if !errors.Is(err, fs.ErrClosed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestSearchesOverSwitchesNeverFail(t *testing.T) {
	dir := t.TempDir()
	qs := sayings(60)
	common := qs[20:40] // in every generation
	mustBuild(t, dir, qs[:40]...)
	l := mustOpen(t, dir, Options{MaxSearches: 4})
	var stop atomic.Bool
	var done atomic.Int64
	var searchers sync.WaitGroup
	for w := range 4 {
		searchers.Go(func() {
			for i := w; !stop.Load(); i++ {
				want := common[i%len(common)]
				got, err := l.Get(t.Context(), want.ID, "")
				if err != nil || got.Words != want.Words {
					t.Errorf("Get: %q, %v", got.Words, err)
					return
				}
				r, err := l.Search(t.Context(), Query{Words: want.Words})
				if err != nil || len(r.Hits) == 0 || r.Hits[0].Quote.Words != want.Words {
					t.Errorf("Search: %+v, %v", r, err)
					return
				}
				done.Add(1)
			}
		})
	}
	for i := range 8 {
		if i%2 == 0 {
			mustBuild(t, dir, qs[20:]...)
		} else {
			mustBuild(t, dir, qs[:40]...)
		}
		mustRefresh(t, l)
		hidden := qs[10+i].ID
		if i%2 == 0 {
			hidden = qs[50+i].ID
		}
		mustEdit(t, l, store.Edit{Op: store.Hide, ID: hidden})
	}
	stop.Store(true)
	searchers.Wait()
	if s := l.Status(); s.Generation != 9 || done.Load() == 0 {
		t.Errorf("generation %d after %d searches", s.Generation, done.Load())
	}
	if c, err := generation.Folder(dir).List(); err != nil || len(c.Whole) > 2 {
		t.Errorf("generations that nobody needs are left: %+v, %v", c, err)
	}
}

func TestAnOldGenerationStaysUntilItsLastSearchEnds(t *testing.T) {
	dir := t.TempDir()
	mustBuild(t, dir, sayings(5)...)
	l, other := mustOpen(t, dir, Options{}), mustOpen(t, dir, Options{ReadOnly: true})
	s, err := l.acquire()
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		mustBuild(t, dir, sayings(6)...)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // Refresh does not wait for the search
	if _, err := l.Refresh(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("refreshed after the context's end: %v", err)
	}
	refreshed := make(chan error, 1)
	go func() { refreshed <- second(l.Refresh(t.Context())) }()
	for l.number() != 4 && t.Context().Err() == nil {
		runtime.Gosched()
	}
	serves(t, l, sayings(6)...)
	serves(t, other, sayings(5)...) // another process has it open, too
	if q, err := s.get(sayings(1)[0].ID, ""); err != nil {
		t.Errorf("the search that still runs: %q, %v", q.Words, err)
	}
	if !exists(generation.Folder(dir).Path(1)) {
		t.Error("a generation that is open was removed")
	}
	select {
	case err := <-refreshed:
		t.Errorf("Refresh did not wait for the search: %v", err)
	default:
	}
	s.release()
	if err := <-refreshed; err != nil {
		t.Error(err)
	}
	mustRefresh(t, other)
	mustBuild(t, dir, sayings(6)...)
	if exists(generation.Folder(dir).Path(1)) {
		t.Error("a generation that nobody has open was kept")
	}
}

func TestTooManySearchesAreToldSo(t *testing.T) {
	dir := t.TempDir()
	mustBuild(t, dir, sayings(5)...)
	l := mustOpen(t, dir, Options{MaxSearches: 1})
	l.slots <- struct{}{} // one search runs, and does not end
	ctx, cancel := context.WithCancel(t.Context())
	var waiters sync.WaitGroup
	for range waitersPerSlot {
		waiters.Go(func() {
			if _, err := l.Search(ctx, Query{Words: "x"}); !errors.Is(err, context.Canceled) {
				t.Errorf("a search that waited: %v", err)
			}
		})
	}
	for l.waiting.Load() < waitersPerSlot {
		if t.Context().Err() != nil {
			t.Fatal("the searches do not wait")
		}
	}
	if _, err := l.Search(t.Context(), Query{Words: "x"}); !errors.Is(err, ErrBusy) {
		t.Errorf("one too many: %v", err)
	}
	cancel()
	waiters.Wait()
	<-l.slots
	if _, err := l.Search(t.Context(), Query{Words: "x"}); err != nil {
		t.Errorf("with a free slot: %v", err)
	}
}

func TestManyEditsAtOnceAreAllKept(t *testing.T) {
	dir := t.TempDir()
	qs := sayings(40)
	mustBuild(t, dir, qs...)
	l := mustOpen(t, dir, Options{})
	var moderators sync.WaitGroup
	for w := range 4 {
		moderators.Go(func() {
			for i := w; i < len(qs); i += 4 {
				if _, err := l.Edit(t.Context(), store.Edit{Op: store.Hide, ID: qs[i].ID, By: fmt.Sprint(w)}); err != nil {
					t.Error(err)
				}
				if _, err := l.Get(t.Context(), qs[i].ID, ""); !errors.Is(err, ErrHidden) {
					t.Errorf("hidden, and then: %v", err)
				}
			}
		})
	}
	moderators.Wait()
	edits, err := store.ReadLog(dir)
	if err != nil || len(edits) != len(qs) || l.Status().Hidden != len(qs) {
		t.Errorf("%d edits, %v, %d hidden", len(edits), err, l.Status().Hidden)
	}
}

// TestEverySearchGoesThroughBleve counts what bleve itself has counted.
func TestEverySearchGoesThroughBleve(t *testing.T) {
	dir := t.TempDir()
	qs := sayings(20)
	mustBuild(t, dir, qs...)
	l := mustOpen(t, dir, Options{})
	s, err := l.acquire()
	if err != nil {
		t.Fatal(err)
	}
	defer s.release()
	for i, q := range qs {
		if _, err := l.Search(t.Context(), Query{Words: q.Words}); err != nil {
			t.Fatal(err)
		}
		if got := s.Index.Searches(); got != i+1 {
			t.Fatalf("bleve has counted %d searches after %d", got, i+1)
		}
	}
}
