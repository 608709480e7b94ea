package search

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbatim/quotes/store"
)

// Moderators read what is hidden; nobody else does.
func TestModeratorsSeeWhatIsHidden(t *testing.T) {
	qs := sayings(6)
	qs[3].Scope = "42"
	dir := t.TempDir()
	mustBuild(t, dir, qs...)
	l := mustOpen(t, dir, Options{})
	id, was := qs[2].ID, speakerOf(qs[2])
	correction := mustEdit(t, l, store.Edit{Op: store.Correct, ID: id, Speaker: "Grace Hopper", By: "7"})
	hide := mustEdit(t, l, store.Edit{Op: store.Hide, ID: id, By: "8", Reason: "false"})
	other := mustEdit(t, l, store.Edit{Op: store.Hide, ID: qs[1].ID})
	mustEdit(t, l, store.Edit{Op: store.Hide, ID: qs[0].ID})
	mustEdit(t, l, store.Edit{Op: store.Restore, ID: qs[0].ID})

	check := func(when string) {
		t.Helper()
		if _, err := l.Get(t.Context(), id, ""); !errors.Is(err, ErrHidden) {
			t.Errorf("%s, everybody gets %v", when, err)
		}
		m, err := l.Moderated(t.Context(), id, "")
		if err != nil || m.Quote.Words != qs[2].Words || speakerOf(m.Quote) != "Grace Hopper" || speakerOf(m.Found) != was || !m.Hidden() || m.Hide.Reason != "false" {
			t.Errorf("%s, a moderator reads %+v, %v", when, m, err)
		}
		hidden, err := l.Hidden(t.Context())
		if diff := cmp.Diff([]Edit{other, hide}, hidden); diff != "" || err != nil {
			t.Errorf("%s, hidden are: %v %s", when, err, diff)
		}
		history, err := l.History(t.Context(), id)
		want := []Decided{
			{Edit: correction, After: Decision{Correct: correction}},
			{Edit: hide, Before: Decision{Correct: correction}, After: Decision{Correct: correction, Hide: hide}},
		}
		if diff := cmp.Diff(want, history); diff != "" || err != nil {
			t.Errorf("%s, the history is: %v %s", when, err, diff)
		}
	}
	check("beside the generation")
	mustBuild(t, dir, qs...)
	mustRefresh(t, l)
	check("built in")

	if _, err := l.Moderated(t.Context(), qs[3].ID, "41"); !errors.Is(err, ErrNotFound) {
		t.Errorf("another guild's quotation: %v", err)
	}
	if _, err := l.Moderated(t.Context(), qs[3].ID, "42"); err != nil {
		t.Errorf("the guild's own quotation: %v", err)
	}
	mustBuild(t, dir, qs[3:]...)
	mustRefresh(t, l)
	if hidden, err := l.Hidden(t.Context()); len(hidden) > 0 || err != nil {
		t.Errorf("hidden are, of what left the corpus, %v, %v", hidden, err)
	}
	if history, err := l.History(t.Context(), id); len(history) != 2 || err != nil {
		t.Errorf("of what left the corpus the history is %v, %v", history, err)
	}
}
