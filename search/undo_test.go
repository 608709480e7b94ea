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

// undoing is a library with edits of all kinds and what they are about.
type undoing struct {
	*testing.T
	*rand.Rand
	dir string
	l   *Library
	qs  []quotes.Quote
	ids []quotes.ID // of those, and of all words that were added or given
}

// wordings are what quotations are added with and reworded to; the last one is one that
// is there.
func (u *undoing) wording() string {
	if u.IntN(8) == 0 {
		return u.qs[3+u.IntN(2)].Words
	}
	n := u.IntN(5)
	return fmt.Sprintf("wording%d of %d unheard syllables in %s places", n, n*17, []string{"few", "many", "all", "no", "other"}[n])
}

func (u *undoing) speaker() string { return fmt.Sprintf("Speaker%d Smith", u.IntN(5)) }

// edit returns one that is drawn.
func (u *undoing) edit() store.Edit {
	q := u.qs[u.IntN(len(u.qs))]
	e := store.Edit{ID: u.ids[u.IntN(len(u.ids))], By: fmt.Sprint(u.IntN(2))}
	by := quotes.Attribution{Speakers: []quotes.Speaker{{Name: u.speaker()}}, Source: quotes.Source{Title: fmt.Sprintf("Title%d", u.IntN(3))}}
	switch u.IntN(16) {
	case 0, 1:
		e.Op = store.Hide
	case 2, 3:
		e.Op = store.Restore
	case 4, 5:
		e.Op, e.Speaker = store.Correct, u.speaker()
	case 6:
		e.Op, e.Reason = store.Report, "a mistake"
	case 7:
		return store.Edit{Op: store.Merge, From: []string{u.speaker(), "Speaker3 Jones"}[u.IntN(2)], Speaker: u.speaker()}
	case 8, 9:
		return entry(u.wording(), by.Speakers[0].Name, by.Source.Title, []string{"", "", "G1"}[u.IntN(3)])
	case 10, 11:
		return reword(e.ID, u.wording())
	case 12:
		return amend(e.ID, store.AttributionPart, by)
	case 13:
		return amend(e.ID, store.SourcePart, by)
	default:
		e.ID, e.Op, e.File = q.ID, []store.Op{store.Accept, store.Reject, store.Accept}[u.IntN(3)], q.Attributions[len(q.Attributions)-1].Source.File
		if e.Op == store.Accept && u.IntN(2) == 0 {
			e.Speaker = u.speaker()
		}
	}
	return e
}

// undoable returns the edits that count, the last one first.
func (u *undoing) undoable() []store.Edit {
	var all []store.Edit
	struck := map[uint64]bool{}
	for _, e := range slices.Backward(u.l.Edits()) {
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

// states are what everyone and what a server sees.
func (u *undoing) states(l *Library) (all []string) {
	for _, id := range u.ids {
		all = append(all, shownAs(u.T, l, id, ""), shownAs(u.T, l, id, "G1"))
	}
	return all
}

func (u *undoing) check(when string) {
	u.Helper()
	m := modelOf(u.qs, leftOf(u.l.Edits()))
	var want []string
	for _, id := range u.ids {
		for _, guild := range []string{"", "G1"} {
			is := m.state(id, guild)
			for _, e := range slices.Backward(u.l.Edits()) {
				// An ID that was shown for a while leads to what had such words.
				if is == "not found" && e.Op == store.Amend && e.Part == store.WordsPart && e.ID != id && quotes.IDOf(e.Quote.Words) == id {
					is = m.state(e.ID, guild)
					break
				}
			}
			want = append(want, is)
		}
	}
	if diff := cmp.Diff(want, u.states(u.l)); diff != "" {
		for _, e := range leftOf(u.l.Edits()) {
			words := ""
			if e.Quote != nil {
				words = fmt.Sprintf("%q for %q", e.Quote.Words, e.Quote.Scope)
			}
			u.Log(e.Seq, e.Op, e.Part, e.ID, e.Speaker, e.File, words)
		}
		for i, id := range u.ids {
			u.Log(i, id, m.baseOf(id), u.l.served.edits.Load().Base(id), u.l.served.edits.Load().Record(id))
		}
		u.Fatalf("%s after %d edits, what holds is not what the remaining ones give (-):\n%s", when, len(u.l.Edits()), diff)
	}
}

// replayed reads the log anew, as after kill -9: nothing was closed.
func (u *undoing) replayed(when string) {
	u.Helper()
	again, err := Open(u.dir, Options{ReadOnly: true})
	if err != nil {
		u.Fatal(err)
	}
	if diff := cmp.Diff(u.states(u.l), u.states(again)); diff != "" {
		u.Errorf("%s, replayed from the log: %s", when, diff)
	}
	if err := again.Close(); err != nil {
		u.Fatal(err)
	}
}

func (u *undoing) rebuilt(when string) {
	u.Helper()
	before, counted, made := u.states(u.l), u.l.Status(), len(u.l.Edits())
	mustBuild(u, u.dir, u.qs...)
	mustRefresh(u, u.l)
	now := u.l.Status()
	if diff := cmp.Diff(before, u.states(u.l)); diff != "" || now.Edits != 0 {
		u.Errorf("%s, built in: %s", when, diff)
	}
	if len(u.l.Edits()) != made {
		u.Errorf("%s, built in: %d edits were made besides", when, len(u.l.Edits())-made)
	}
	if now.Quotations != counted.Quotations || now.Hidden != counted.Hidden || now.InReview != counted.InReview {
		u.Errorf("%s, built in: status %+v, before %+v", when, now, counted)
	}
}

// TestUndoneInAnyOrder makes 200 edits of all kinds, undos of undos among them, and
// then undoes all of them in an order that was drawn. What holds is at every moment
// what the remaining ones give alone: beside a generation, replayed from the log, and
// built in.
func TestUndoneInAnyOrder(t *testing.T) {
	for seed := range uint64(3) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			u := &undoing{T: t, Rand: rand.New(rand.NewPCG(seed, 1)), dir: t.TempDir(), qs: unsureAmong(quotes.Review)}
			mustBuild(t, u.dir, u.qs...)
			u.l = mustOpen(t, u.dir, Options{})
			for _, q := range u.qs {
				u.ids = append(u.ids, q.ID)
			}
			for range 100 {
				if id := quotes.IDOf(u.wording()); !slices.Contains(u.ids, id) {
					u.ids = append(u.ids, id)
				}
			}
			u.check("unedited")
			for n := 0; n < 200; n = len(u.l.Edits()) {
				e := u.edit()
				if all := u.undoable(); len(all) > 0 && u.IntN(6) == 0 {
					e = store.Edit{Op: store.Undo, Undoes: all[u.IntN(len(all))].Seq}
				}
				_, err := u.l.Edit(t.Context(), e)
				if err != nil && !slices.ContainsFunc([]error{ErrDecided, ErrNotWaiting, ErrNotFound, ErrGone, ErrHidden, ErrThere}, func(as error) bool { return errors.Is(err, as) }) {
					t.Fatalf("%+v: %v", e, err)
				}
				if err != nil || len(u.l.Edits()) == n {
					continue
				}
				if n%20 == 0 {
					u.check("edited")
				}
				switch n {
				case 80:
					u.rebuilt("in the middle")
				case 140:
					// A newer extraction is sure of all, and names somebody else.
					u.qs = unsureAmong(quotes.Extracted)
					mustBuild(t, u.dir, u.qs...)
					mustRefresh(t, u.l)
					u.check("read by a newer extraction")
				}
			}
			u.check("edited")
			u.replayed("edited")
			for i := 0; ; i++ {
				all := slices.DeleteFunc(u.undoable(), func(e store.Edit) bool { return e.Op == store.Undo })
				if len(all) == 0 {
					break
				}
				mustEdit(t, u.l, store.Edit{Op: store.Undo, Undoes: all[u.IntN(len(all))].Seq})
				if i%10 == 0 {
					u.check("undone")
				}
				if i == 20 {
					u.rebuilt("while undoing")
				}
			}
			u.check("all undone")
			u.replayed("all undone")
			u.rebuilt("all undone")
			u.check("without an edit")
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
