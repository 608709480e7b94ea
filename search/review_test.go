package search

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/search/moderation"
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
		got, shown := moderation.Decision{}.With(tt.e).Shown(tt.q)
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
	report := store.Edit{Op: store.Report, ID: old.ID, Reason: "she never said it", By: "1", Tell: "uk"}
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
	for range maxReports - 3 {
		mustEdit(t, l, report)
	}
	if _, err := l.Edit(t.Context(), report); !errors.Is(err, ErrReported) {
		t.Errorf("one report too many: %v", err)
	}
	reports("reported a lot", maxReports)
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

// taskList goes through all that waits for the moderators of a guild, by its words.
func taskList(t *testing.T, l *Library, scope string) []string {
	t.Helper()
	var all []string
	var last Task
	for {
		r, err := l.NextTask(t.Context(), scope, last, func(Task) bool { return true })
		if errors.Is(err, ErrNoTask) && len(all) == 0 {
			return nil
		}
		if err != nil || r.Place != len(all)%r.Total+1 || !r.Waits {
			t.Fatalf("after %d: %+v, %v", len(all), r, err)
		}
		if len(all) == r.Total {
			return all // it begins anew
		}
		what := r.Quote.Words
		if r.Report > 0 {
			what = "reported: " + r.Reports[0].Reason
		}
		all, last = append(all, what), r.Task
	}
}

func TestTasksComeInTheOrderOfTheirValue(t *testing.T) {
	unsure := func(words string, change func(*quotes.Attribution)) quotes.Quote {
		q := reported(words[:4]+".txt", 10, words, quotes.Review)
		change(&q.Attributions[0])
		return q
	}
	nobody := func(a *quotes.Attribution) { a.Speakers = nil }
	on := func(d quotes.Date) func(*quotes.Attribution) {
		return func(a *quotes.Attribution) { a.Source.Published = d }
	}
	kind := func(k quotes.Kind) func(*quotes.Attribution) {
		return func(a *quotes.Attribution) { a.Kind = k }
	}
	served := reported("sure.txt", 10, "this one is sure enough for everybody", quotes.Extracted)
	elsewhere := quotes.Merge(reported("x.txt", 10, "two files have these words", quotes.Extracted), reported("y.txt", 10, "two files have these words", quotes.Review))
	twice := quotes.Merge(reported("z.txt", 10, "one file has these words twice, and is sure once", quotes.Extracted), reported("z.txt", 90, "one file has these words twice, and is sure once", quotes.Review))
	own := unsure("only this server may ever read what is said here", nobody)
	own.Scope = "42"
	qs := []quotes.Quote{
		unsure("said by nobody in a long line of words", nobody),
		unsure("he said in 2019", on("2019")),
		unsure("he said in 2020", on("2020-05")),
		unsure("that the bridge was closed", kind(quotes.Indirect)),
		unsure("a phrase", kind(quotes.Partial)),
		unsure("the longest of all that somebody said himself", on("")),
		served, elsewhere, twice, own,
	}
	dir := t.TempDir()
	mustBuild(t, dir, qs...)
	l := mustOpen(t, dir, Options{})
	want := []string{
		"the longest of all that somebody said himself", "two files have these words", "he said in 2020", "he said in 2019",
		"a phrase", "that the bridge was closed", "said by nobody in a long line of words",
	}
	check := func(when, scope string, want ...string) {
		t.Helper()
		if diff := cmp.Diff(want, taskList(t, l, scope)); diff != "" {
			t.Errorf("%s: %s", when, diff)
		}
	}
	check("to begin with", "", want...)
	check("in the server", "42", "the longest of all that somebody said himself", "two files have these words", "he said in 2020", "he said in 2019",
		"a phrase", "that the bridge was closed", "only this server may ever read what is said here", "said by nobody in a long line of words")
	if s := l.Status(); s.InReview != 8 || s.Reports != 0 {
		t.Errorf("status %+v", s)
	}
	mustEdit(t, l, store.Edit{Op: store.Report, ID: served.ID, Reason: "first", By: "1"})
	mustEdit(t, l, store.Edit{Op: store.Report, ID: elsewhere.ID, Reason: "second", By: "1"})
	mustEdit(t, l, store.Edit{Op: store.Report, ID: served.ID, Reason: "first again", By: "2"})
	mustEdit(t, l, store.Edit{Op: store.Accept, ID: elsewhere.ID, File: "y.txt"})
	reject := mustEdit(t, l, store.Edit{Op: store.Reject, ID: qs[2].ID, File: "he s.txt"})
	mustEdit(t, l, store.Edit{Op: store.Hide, ID: qs[4].ID})
	left := []string{"reported: first", "reported: second", want[0], want[3], want[5], want[6]}
	check("decided", "", left...)
	if s := l.Status(); s.InReview != 5 || s.Reports != 2 {
		t.Errorf("status %+v", s)
	}
	mustBuild(t, dir, qs...)
	mustRefresh(t, l)
	check("built in", "", left...)
	mustEdit(t, l, store.Edit{Op: store.Settle, ID: served.ID})
	mustEdit(t, l, store.Edit{Op: store.Undo, Undoes: reject.Seq})
	check("undone", "", "reported: second", want[0], want[2], want[3], want[5], want[6])
}

// TestATaskIsForOne: who takes one goes on behind what he had; what others have is
// passed over, and a task that was decided is told as such.
func TestATaskIsForOne(t *testing.T) {
	qs := unsureAmong(quotes.Review)
	dir := t.TempDir()
	mustBuild(t, dir, qs...)
	l := mustOpen(t, dir, Options{})
	next := func(after Task, taken ...Task) (Review, error) {
		return l.NextTask(t.Context(), "", after, func(t Task) bool {
			for _, other := range taken {
				if t == other {
					return false
				}
			}
			return true
		})
	}
	first, err := next(Task{})
	if err != nil || first.Total != 3 {
		t.Fatal(first, err)
	}
	second, err := next(Task{}, first.Task)
	if err != nil || second.Task == first.Task || second.Place != 2 {
		t.Fatal(second, err)
	}
	third, err := next(second.Task, first.Task)
	if err != nil || third.Place != 3 {
		t.Fatal(third, err)
	}
	if again, err := next(third.Task); err != nil || again.Task != first.Task {
		t.Error("behind the last one the first should come", again, err)
	}
	if r, err := next(second.Task, first.Task, second.Task, third.Task); !errors.Is(err, ErrNoTask) || r.Total != 3 {
		t.Error("all are taken:", r, err)
	}
	mustEdit(t, l, store.Edit{Op: store.Accept, ID: second.ID, File: second.Unsure.Source.File, By: "7"})
	now, err := l.Task(t.Context(), "", second.Task)
	if err != nil || now.Waits || now.Review(second.Unsure.Source.File).By != "7" {
		t.Errorf("decided: %+v, %v", now, err)
	}
	if after, err := next(second.Task); err != nil || after.Task != third.Task || after.Place != 2 || after.Total != 2 {
		t.Errorf("behind what was decided: %+v, %v", after, err)
	}
	if _, err := l.Task(t.Context(), "", Task{ID: second.ID, File: 5}); !errors.Is(err, ErrNoTask) {
		t.Errorf("a file that does not have it: %v", err)
	}
	if _, err := l.Task(t.Context(), "", Task{ID: quotes.IDOf("never read"), File: 5}); !errors.Is(err, ErrNotFound) {
		t.Errorf("a quotation that never was: %v", err)
	}
}

// TestReportsOfWhatModeratorsAdded: what no generation has is reported like all else.
func TestReportsOfWhatModeratorsAdded(t *testing.T) {
	dir := t.TempDir()
	mustBuild(t, dir, sayings(2)...)
	l := mustOpen(t, dir, Options{})
	q := said("Ada Lovelace", "a quotation that a moderator wrote down")
	mustEdit(t, l, store.Edit{Op: store.Add, ID: q.ID, Quote: &q})
	mustEdit(t, l, store.Edit{Op: store.Report, ID: q.ID, Reason: "never said", By: "1"})
	for range 2 {
		if diff := cmp.Diff([]string{"reported: never said"}, taskList(t, l, "")); diff != "" {
			t.Error(diff)
		}
		mustBuild(t, dir, sayings(2)...)
		mustRefresh(t, l)
	}
	mustEdit(t, l, store.Edit{Op: store.Settle, ID: q.ID})
	if left := taskList(t, l, ""); left != nil {
		t.Errorf("settled, there is %q", left)
	}
}

// BenchmarkNextTask has 10,000 tasks, of which half are decided.
func BenchmarkNextTask(b *testing.B) {
	qs := make([]quotes.Quote, 10_000)
	for i := range qs {
		qs[i] = reported(fmt.Sprintf("news/%d.txt", i/10), i, fmt.Sprintf("words that nobody is sure of number %d", i), quotes.Review)
	}
	dir := b.TempDir()
	mustBuild(b, dir, qs...)
	l := mustOpen(b, dir, Options{})
	var last Task
	for b.Loop() {
		r, err := l.NextTask(b.Context(), "", last, func(Task) bool { return true })
		if err != nil {
			b.Fatal(err)
		}
		last = r.Task
	}
}
