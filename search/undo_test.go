package search

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbatim/quotes"
	"verbatim/quotes/store"
)

// shownState is what everybody is shown of a quotation: who said it, "hidden", or
// why it is not found.
func shownState(t *testing.T, l *Library, q quotes.Quote) string {
	t.Helper()
	got, err := l.Get(t.Context(), q.ID, "")
	r, searchErr := l.Search(t.Context(), Query{Words: q.Words, Limit: 1})
	if searchErr != nil {
		t.Fatal(searchErr)
	}
	found := len(r.Hits) > 0 && r.Hits[0].Quote.ID == q.ID
	switch {
	case found != (err == nil):
		return fmt.Sprintf("found: %v, got: %v", found, err)
	case errors.Is(err, ErrHidden):
		return "hidden"
	case err != nil:
		return err.Error()
	case found && speakersOf(r.Hits[0].Quote) != speakersOf(got):
		return "found as " + speakersOf(r.Hits[0].Quote)
	}
	return speakersOf(got)
}

// speakersOf names those to whom a quotation is attributed, in the order of the alphabet.
func speakersOf(q quotes.Quote) string {
	var names []string
	for _, a := range q.Attributions {
		name := "nobody"
		if len(a.Speakers) > 0 {
			name = a.Speakers[0].Name
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return strings.Join(slices.Compact(names), ", ")
}

func shownStates(t *testing.T, l *Library, qs []quotes.Quote) []string {
	t.Helper()
	var all []string
	for _, q := range qs {
		all = append(all, shownState(t, l, q))
	}
	return all
}

// alone is what edits come to that nothing undoes, told without any of the code
// that keeps them.
func alone(qs []quotes.Quote, left []store.Edit) []string {
	var all []string
	for _, q := range qs {
		corrected, hidden, reviews := "", false, map[string]store.Edit{}
		for _, e := range left {
			switch {
			case e.ID != q.ID:
			case e.Op == store.Correct:
				corrected = e.Speaker
			case e.Op == store.Accept || e.Op == store.Reject:
				reviews[e.File] = e
			case e.Op == store.Hide || e.Op == store.Restore:
				hidden = e.Op == store.Hide
			}
		}
		shown := quotes.Quote{}
		for _, a := range q.Attributions {
			e, reviewed := reviews[a.Source.File]
			if reviewed && a.Status != quotes.Curated {
				a.Status = map[store.Op]quotes.Status{store.Accept: quotes.Extracted, store.Reject: quotes.Hidden}[e.Op]
				a.Speakers = []quotes.Speaker{{Name: e.Speaker}}
			}
			if corrected != "" {
				a.Speakers = []quotes.Speaker{{Name: corrected}}
			}
			if a.Status.Served() {
				shown.Attributions = append(shown.Attributions, a)
			}
		}
		switch {
		case len(shown.Attributions) == 0 && !hidden:
			all = append(all, ErrNotFound.Error())
		case hidden:
			all = append(all, "hidden")
		default:
			all = append(all, speakersOf(shown))
		}
	}
	return all
}

// leftOf tells which edits count: of the last one backwards each undo that counts
// strikes out what it names.
func leftOf(log []store.Edit) []store.Edit {
	struck := map[uint64]bool{}
	var left []store.Edit
	for _, e := range slices.Backward(log) {
		switch {
		case struck[e.Seq]:
		case e.Op == store.Undo:
			struck[e.Undoes] = true
		default:
			left = append(left, e)
		}
	}
	slices.Reverse(left)
	return left
}

// TestUndoneInAnyOrder makes 200 edits, undos of undos among them, and then undoes
// all of them in an order that was drawn. What holds is at every moment what the
// remaining ones give alone: beside a generation, replayed from the log, and built in.
func TestUndoneInAnyOrder(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 1))
			qs := unsureAmong(quotes.Review)
			dir := t.TempDir()
			mustBuild(t, dir, qs...)
			l := mustOpen(t, dir, Options{})
			check := func(when string) {
				t.Helper()
				if diff := cmp.Diff(alone(qs, leftOf(l.Edits())), shownStates(t, l, qs)); diff != "" {
					t.Fatalf("%s after %d edits, what holds is not what the remaining ones give (-):\n%s", when, len(l.Edits()), diff)
				}
			}
			undoable := func() []store.Edit {
				var all []store.Edit
				struck := map[uint64]bool{}
				for _, e := range slices.Backward(l.Edits()) {
					if struck[e.Seq] {
						continue
					}
					if e.Op == store.Undo {
						struck[e.Undoes] = true
					}
					all = append(all, e)
				}
				return all
			}
			replayed := func(when string) {
				t.Helper()
				// As after kill -9: nothing was closed.
				again, err := Open(dir, Options{ReadOnly: true})
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(shownStates(t, l, qs), shownStates(t, again, qs)); diff != "" {
					t.Errorf("%s, replayed from the log: %s", when, diff)
				}
				if err := again.Close(); err != nil {
					t.Fatal(err)
				}
			}
			rebuilt := func(when string) {
				t.Helper()
				before := shownStates(t, l, qs)
				mustBuild(t, dir, qs...)
				mustRefresh(t, l)
				if diff := cmp.Diff(before, shownStates(t, l, qs)); diff != "" || l.Status().Edits != 0 {
					t.Errorf("%s, built in: %s", when, diff)
				}
			}
			for n := 0; n < 200; n = len(l.Edits()) {
				q := qs[random.IntN(len(qs))]
				e := store.Edit{ID: q.ID, By: fmt.Sprint(random.IntN(2))}
				switch random.IntN(10) {
				case 0, 1:
					e.Op = store.Hide
				case 2:
					e.Op = store.Restore
				case 3, 4:
					e.Op, e.Speaker = store.Correct, fmt.Sprintf("Speaker %d", random.IntN(5))
				case 5:
					all := undoable()
					if len(all) == 0 {
						continue
					}
					e = store.Edit{Op: store.Undo, Undoes: all[random.IntN(len(all))].Seq}
				case 6:
					e.Op, e.Reason = store.Report, "a mistake"
				default:
					e.Op, e.File = []store.Op{store.Accept, store.Reject, store.Accept}[random.IntN(3)], q.Attributions[len(q.Attributions)-1].Source.File
					if e.Op == store.Accept && random.IntN(2) == 0 {
						e.Speaker = fmt.Sprintf("Speaker %d", random.IntN(5))
					}
				}
				if e, err := l.Edit(t.Context(), e); errors.Is(err, ErrDecided) || errors.Is(err, ErrNotWaiting) {
					continue
				} else if err != nil {
					t.Fatalf("%+v: %v", e, err)
				}
				if n%20 == 0 {
					check("edited")
				}
				switch n {
				case 80:
					rebuilt("in the middle")
				case 140:
					// A newer extraction is sure of all, and names somebody else.
					qs = unsureAmong(quotes.Extracted)
					mustBuild(t, dir, qs...)
					mustRefresh(t, l)
					check("read by a newer extraction")
				}
			}
			check("edited")
			replayed("edited")
			for i := 0; ; i++ {
				all := slices.DeleteFunc(undoable(), func(e store.Edit) bool { return e.Op == store.Undo })
				if len(all) == 0 {
					break
				}
				mustEdit(t, l, store.Edit{Op: store.Undo, Undoes: all[random.IntN(len(all))].Seq})
				if i%10 == 0 {
					check("undone")
				}
				if i == 20 {
					rebuilt("while undoing")
				}
			}
			check("all undone")
			replayed("all undone")
			rebuilt("all undone")
			if diff := cmp.Diff(alone(qs, nil), shownStates(t, l, qs)); diff != "" {
				t.Errorf("without an edit: %s", diff)
			}
		})
	}
}

func TestWhatAnUndoMeans(t *testing.T) {
	qs := sayings(6)
	dir := t.TempDir()
	mustBuild(t, dir, qs...)
	l := mustOpen(t, dir, Options{})
	a, b := qs[0].ID, qs[1].ID
	first := mustEdit(t, l, store.Edit{Op: store.Hide, ID: a, By: "1"})
	second := mustEdit(t, l, store.Edit{Op: store.Correct, ID: b, By: "1", Speaker: "Grace Hopper"})
	third := mustEdit(t, l, store.Edit{Op: store.Hide, ID: b, By: "2"})
	for _, tt := range []struct {
		what   string
		e      store.Edit
		undoes uint64 // 0: nothing
	}{
		{"one's own last", store.Edit{By: "1"}, second.Seq},
		{"one's own last before", store.Edit{By: "1"}, first.Seq},
		{"nothing of one's own is left", store.Edit{By: "1"}, 0},
		{"the last of a quotation", store.Edit{By: "1", ID: b}, third.Seq},
		{"none of it is left", store.Edit{By: "1", ID: b}, 0},
		{"what is undone", store.Edit{Undoes: first.Seq}, 0},
		{"an undo", store.Edit{Undoes: 5}, 5},
		{"what is in force again", store.Edit{Undoes: first.Seq}, first.Seq},
		{"what was never made", store.Edit{Undoes: 99}, 0},
		{"another quotation's", store.Edit{Undoes: 4, ID: a}, 0},
	} {
		tt.e.Op = store.Undo
		got, err := l.Edit(t.Context(), tt.e)
		if tt.undoes == 0 {
			if !errors.Is(err, ErrNothingToUndo) {
				t.Errorf("%s: %+v, %v", tt.what, got, err)
			}
			continue
		}
		if err != nil || got.Undoes != tt.undoes || got.ID == "" {
			t.Errorf("%s: %+v, %v; want it to undo %d", tt.what, got, err, tt.undoes)
		}
	}
	history, err := l.History(t.Context(), a)
	if err != nil || len(history) != 4 {
		t.Fatal(history, err)
	}
	for i, want := range []struct{ before, after, undone bool }{{false, true, true}, {true, false, true}, {false, true, false}, {true, false, false}} {
		h := history[i]
		if h.Before.Hidden() != want.before || h.After.Hidden() != want.after || h.Undone != want.undone {
			t.Errorf("edit %d of the history is %+v", i+1, h)
		}
	}
}

// TestAnUndoReachesWhatMoved: what was carried over to where a quotation moved goes
// with what it was carried over from.
func TestAnUndoReachesWhatMoved(t *testing.T) {
	old := reported("a.txt", 100, "the exchange of prisoners is near", quotes.Extracted)
	new := reported("a.txt", 100, "the exchange of prisoners is near, he hoped", quotes.Extracted)
	dir := t.TempDir()
	mustBuild(t, dir, old)
	l := mustOpen(t, dir, Options{})
	hide := mustEdit(t, l, store.Edit{Op: store.Hide, ID: old.ID, By: "1"})
	mustBuild(t, dir, new)
	mustRefresh(t, l)
	if n := len(l.Edits()); n != 2 {
		t.Fatalf("the log has %d edits; the one was not carried over", n)
	}
	got := mustEdit(t, l, store.Edit{Op: store.Undo, By: "1"})
	if got.Undoes != hide.Seq || got.ID != new.ID {
		t.Errorf("the undo is %+v", got)
	}
	if s := shownState(t, l, new); s != speakerOf(new) {
		t.Errorf("it is shown as %q", s)
	}
	again := mustEdit(t, l, store.Edit{Op: store.Undo, Undoes: got.Seq})
	if s := shownState(t, l, new); s != "hidden" || again.ID != new.ID {
		t.Errorf("undone twice it is shown as %q", s)
	}
	if h, err := l.History(t.Context(), new.ID); len(h) != 3 || err != nil {
		t.Errorf("the history has %d edits, %v", len(h), err)
	}
}

// What is carried over late, since an undo brought it back, stays where it was made.
func TestWhatIsCarriedOverKeepsItsPlace(t *testing.T) {
	old := reported("a.txt", 100, "the exchange of prisoners is near", quotes.Extracted)
	new := reported("a.txt", 100, "the exchange of prisoners is near, he hoped", quotes.Extracted)
	dir := t.TempDir()
	mustBuild(t, dir, old)
	l := mustOpen(t, dir, Options{})
	mustEdit(t, l, store.Edit{Op: store.Correct, ID: old.ID, Speaker: "Grace Hopper"})
	second := mustEdit(t, l, store.Edit{Op: store.Correct, ID: old.ID, Speaker: "Ada Lovelace"})
	move := func() {
		mustBuild(t, dir, new)
		mustRefresh(t, l)
	}
	move()
	undo := mustEdit(t, l, store.Edit{Op: store.Undo, Undoes: second.Seq})
	before := len(l.Edits())
	move()
	if s := shownState(t, l, new); s != "Grace Hopper" || len(l.Edits()) != before+1 {
		t.Errorf("undone it is said by %q; %d edits were carried over", s, len(l.Edits())-before)
	}
	mustEdit(t, l, store.Edit{Op: store.Undo, Undoes: undo.Seq})
	for range 2 {
		if s := shownState(t, l, new); s != "Ada Lovelace" {
			t.Errorf("undone twice it is said by %q", s)
		}
		move()
	}
}

// TestUndoInALogThatLostItsEnd: what was built in can be undone where the log knows
// it; what the log lost stays in force.
func TestUndoInALogThatLostItsEnd(t *testing.T) {
	qs := sayings(6)
	dir := t.TempDir()
	mustBuild(t, dir, qs...)
	l := mustOpen(t, dir, Options{})
	known := mustEdit(t, l, store.Edit{Op: store.Hide, ID: qs[0].ID})
	correction := mustEdit(t, l, store.Edit{Op: store.Correct, ID: qs[1].ID, Speaker: "Grace Hopper"})
	restored := mustEdit(t, l, store.Edit{Op: store.Hide, ID: qs[2].ID})
	mustEdit(t, l, store.Edit{Op: store.Restore, ID: qs[2].ID})
	mustEdit(t, l, store.Edit{Op: store.Hide, ID: qs[1].ID})
	mustEdit(t, l, store.Edit{Op: store.Hide, ID: qs[2].ID})
	mustBuild(t, dir, qs...)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{store.LogName, store.CopyName} {
		path := filepath.Join(dir, name)
		data, err := os.ReadFile(path)
		lines := strings.SplitAfter(string(data), "\n")
		if err := errors.Join(err, os.WriteFile(path, []byte(strings.Join(lines[:4], "")), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	l = mustOpen(t, dir, Options{})
	undo := mustEdit(t, l, store.Edit{Op: store.Undo, Undoes: known.Seq})
	mustEdit(t, l, store.Edit{Op: store.Undo, Undoes: correction.Seq})
	mustEdit(t, l, store.Edit{Op: store.Undo, Undoes: restored.Seq})
	for range 2 {
		if s := shownStates(t, l, qs)[:3]; s[0] != speakerOf(qs[0]) || s[1] != "hidden" || s[2] != "hidden" {
			t.Errorf("shown are %q", s)
		}
		mustBuild(t, dir, qs...)
		mustRefresh(t, l)
	}
	mustEdit(t, l, store.Edit{Op: store.Undo, Undoes: undo.Seq})
	if s := shownState(t, l, qs[0]); s != "hidden" {
		t.Errorf("undone twice it is shown as %q", s)
	}
}

// unsureAmong are quotations two of which, and an attribution of a third, have a status.
func unsureAmong(s quotes.Status) []quotes.Quote {
	qs := sayings(6)
	for i, words := range []string{"the exchange of prisoners is near", "no bridge was ever built in a day", qs[2].Words} {
		q := reported(fmt.Sprintf("article%d.txt", i), 100, words, s)
		if s == quotes.Extracted {
			q.Attributions[0].Speakers = []quotes.Speaker{{Name: "Somebody Else"}}
		}
		if qs[i].ID == q.ID || i == 2 {
			q = quotes.Merge(qs[2], q)
		}
		qs[i] = q
	}
	return qs
}
