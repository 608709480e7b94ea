package search

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/search/generation"
)

// TestWhatAReviewMakesOfAnAttribution has one of each status, read in the file that the
// review is about and in another one.
func TestWhatAReviewMakesOfAnAttribution(t *testing.T) {
	speaker := quotes.Speaker{Name: "Ada Lovelace", Role: "Countess"}
	other := quotes.Speaker{Name: "Grace Hopper"}
	read := func(s quotes.Status, by ...quotes.Speaker) quotes.Quote {
		q := reported("a.txt", 10, "the words", s)
		q.Attributions[0].Speakers = by
		return q
	}
	accept := func(by string) store.Edit { return store.Edit{Seq: 1, Op: store.Accept, File: "a.txt", Speaker: by} }
	reject := store.Edit{Seq: 1, Op: store.Reject, File: "a.txt"}
	for _, tt := range []struct {
		name string
		e    store.Edit
		q    quotes.Quote
		want []quotes.Speaker
		no   bool // nothing is shown
	}{
		{"accepted as it was read", accept("Ada Lovelace"), read(quotes.Review, speaker), []quotes.Speaker{speaker}, false},
		{"with whoever spoke besides", accept("Ada Lovelace"), read(quotes.Review, speaker, other), []quotes.Speaker{speaker, other}, false},
		{"as said by another", accept("Grace Hopper"), read(quotes.Review, speaker), []quotes.Speaker{{Name: "Grace Hopper", AsWritten: "Ada Lovelace"}}, false},
		{"a newer extraction names another", accept("Ada Lovelace"), read(quotes.Extracted, other), []quotes.Speaker{{Name: "Ada Lovelace", AsWritten: "Grace Hopper"}}, false},
		{"accepted without a speaker", accept(""), read(quotes.Review), nil, false},
		{"and is not given one by guess", accept(""), read(quotes.Review, speaker), nil, false},
		{"but by an extraction that is sure", accept(""), read(quotes.Extracted, speaker), []quotes.Speaker{speaker}, false},
		{"rejected", reject, read(quotes.Review, speaker), nil, true},
		{"rejected, and a newer extraction is sure", reject, read(quotes.Extracted, speaker), nil, true},
		{"curated", reject, read(quotes.Curated, speaker), []quotes.Speaker{speaker}, false},
		{"elsewhere, unsure", accept(""), reported("b.txt", 10, "the words", quotes.Review), nil, true},
		{"elsewhere, sure", reject, reported("b.txt", 10, "the words", quotes.Extracted), []quotes.Speaker{speaker}, false},
	} {
		got, shown := generation.Decision{}.With(tt.e).Shown(tt.q)
		if shown == tt.no {
			t.Errorf("%s: shown %v", tt.name, shown)
			continue
		}
		if tt.no {
			continue
		}
		a := got.Attributions[0]
		if diff := cmp.Diff(tt.want, a.Speakers); diff != "" || !a.Status.Served() {
			t.Errorf("%s: status %s %s", tt.name, a.Status, diff)
		}
		if reviewed := tt.e.Op == store.Accept && tt.q.Attributions[0].Source.File == "a.txt"; a.Checked != reviewed {
			t.Errorf("%s: checked by a moderator: %v", tt.name, a.Checked)
		}
		if tt.q.Attributions[0].Checked || got.Attributions[0].Source.File == "" {
			t.Errorf("%s: the record itself was changed", tt.name)
		}
	}
}

// TestReviewsAreDecidedOnce tells the second who decides of the first, and nobody can
// decide on what does not wait.
func TestReviewsAreDecidedOnce(t *testing.T) {
	dir := t.TempDir()
	unsure := reported("a.txt", 10, "the exchange of prisoners is near", quotes.Review)
	sure := reported("b.txt", 10, "no bridge was ever built in a day", quotes.Extracted)
	mustBuild(t, dir, unsure, sure)
	l := mustOpen(t, dir, Options{})
	first := mustEdit(t, l, store.Edit{Op: store.Accept, ID: unsure.ID, File: "a.txt", By: "1"})
	if first.Speaker != "Ada Lovelace" {
		t.Errorf("it is accepted as said by %q", first.Speaker)
	}
	for _, op := range []store.Op{store.Accept, store.Reject} {
		got, err := l.Edit(t.Context(), store.Edit{Op: op, ID: unsure.ID, File: "a.txt", By: "2"})
		if !errors.Is(err, ErrDecided) || got.By != "1" || got.Seq != first.Seq {
			t.Errorf("%s: %+v, %v", op, got, err)
		}
	}
	for _, e := range []store.Edit{
		{Op: store.Accept, ID: sure.ID, File: "b.txt"},
		{Op: store.Reject, ID: unsure.ID, File: "c.txt"},
		{Op: store.Settle, ID: unsure.ID},
	} {
		if got, err := l.Edit(t.Context(), e); !errors.Is(err, ErrNotWaiting) {
			t.Errorf("%s of what does not wait: %+v, %v", e.Op, got, err)
		}
	}
	mustEdit(t, l, store.Edit{Op: store.Undo, Undoes: first.Seq})
	mustEdit(t, l, store.Edit{Op: store.Reject, ID: unsure.ID, File: "a.txt", By: "2"})
	if _, err := l.Get(t.Context(), unsure.ID, ""); !errors.Is(err, ErrNotFound) {
		t.Errorf("rejected it is shown: %v", err)
	}
}

// TestReportsChangeNothing: what readers report waits until it is settled, through
// builds and where the quotation moves; nothing is built because of it.
func TestReportsChangeNothing(t *testing.T) {
	dir := t.TempDir()
	old := reported("a.txt", 100, "the exchange of prisoners is near", quotes.Extracted)
	new := reported("a.txt", 100, "the exchange of prisoners is near, he hoped", quotes.Extracted)
	mustBuild(t, dir, old)
	l := mustOpen(t, dir, Options{})
	reports := func(when string, want int) {
		t.Helper()
		m, err := l.Moderated(t.Context(), old.ID, "")
		if err != nil || len(m.Reports) != want || l.Status().Edits != 0 {
			t.Errorf("%s: %d reports, want %d; %d edits wait, %v", when, len(m.Reports), want, l.Status().Edits, err)
		}
		if _, err := l.Get(t.Context(), old.ID, ""); err != nil {
			t.Errorf("%s it is not shown: %v", when, err)
		}
	}
	report := store.Edit{Op: store.Report, ID: old.ID, Reason: "she never said it", By: "1", Tell: true}
	mustEdit(t, l, report)
	mustEdit(t, l, store.Edit{Op: store.Report, ID: old.ID, Reason: "a false date", By: "2"})
	reports("reported", 2)
	mustBuild(t, dir, new)
	mustRefresh(t, l)
	reports("moved", 2)
	mustBuild(t, dir, new)
	mustRefresh(t, l)
	reports("built in", 2)
	settle := mustEdit(t, l, store.Edit{Op: store.Settle, ID: new.ID, By: "3"})
	reports("settled", 0)
	mustEdit(t, l, report)
	reports("reported again", 1)
	mustEdit(t, l, store.Edit{Op: store.Undo, Undoes: settle.Seq})
	mustBuild(t, dir, new)
	mustRefresh(t, l)
	reports("not settled", 3)
}

// TestReviewsInALogThatWasLost: what a generation was built with stays decided.
func TestReviewsInALogThatWasLost(t *testing.T) {
	qs := unsureAmong(quotes.Review)
	dir := t.TempDir()
	mustBuild(t, dir, qs...)
	l := mustOpen(t, dir, Options{})
	accept := mustEdit(t, l, store.Edit{Op: store.Accept, ID: qs[0].ID, File: "article0.txt", Speaker: "Grace Hopper"})
	mustEdit(t, l, store.Edit{Op: store.Reject, ID: qs[1].ID, File: "article1.txt"})
	mustEdit(t, l, store.Edit{Op: store.Report, ID: qs[0].ID, Reason: "a mistake", By: "1"})
	mustBuild(t, dir, qs...)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filepath.Join(dir, store.LogName), 0); err != nil {
		t.Fatal(err)
	}
	l = mustOpen(t, dir, Options{})
	qs = unsureAmong(quotes.Extracted)
	for range 2 {
		mustBuild(t, dir, qs...)
		mustRefresh(t, l)
		m, err := l.Moderated(t.Context(), qs[0].ID, "")
		if s := shownStates(t, l, qs)[:2]; s[0] != "Grace Hopper" || s[1] != ErrNotFound.Error() || len(m.Reports) != 1 || err != nil {
			t.Errorf("shown are %q, reported %v, %v", s, m.Reports, err)
		}
		if got := m.Review("article0.txt"); got != accept {
			t.Errorf("the review is %+v", got)
		}
	}
}
