package search

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"verbatim/quotes"
	"verbatim/quotes/store"
)

// leadsTo checks what an ID that was shown once leads to; "" for gone.
func leadsTo(t *testing.T, l *Library, id quotes.ID, want quotes.ID) {
	t.Helper()
	q, err := l.Get(t.Context(), id, "")
	if want == "" {
		var gone *GoneError
		if !errors.Is(err, ErrGone) || !errors.As(err, &gone) || gone.ID != id || gone.Since.IsZero() {
			t.Errorf("%s: %q, %v; want it gone", id, q.Words, err)
		}
		return
	}
	if err != nil || q.ID != want {
		t.Errorf("%s leads to %s, %v; want %s", id, q.ID, err, want)
	}
}

func TestTheOldIDOfAQuotationWithOtherBoundsLeadsToTheNewOne(t *testing.T) {
	article := func(start int, words string) quotes.Quote { return reported("a.txt", start, words, quotes.Extracted) }
	short := article(100, "the exchange of prisoners is near")
	known := article(90, "and that the exchange of prisoners is near us")
	for _, tt := range []struct {
		name string
		now  []quotes.Quote
		want quotes.ID
	}{
		{"a clause more", []quotes.Quote{article(100, "The exchange of prisoners is near, he hoped")}, quotes.IDOf("The exchange of prisoners is near, he hoped")},
		{"a clause less", []quotes.Quote{article(104, "exchange of prisoners")}, quotes.IDOf("exchange of prisoners")},
		{"in two parts: the larger one", []quotes.Quote{article(100, "the exchange"), article(113, "of prisoners is near")}, quotes.IDOf("of prisoners is near")},
		{"in two parts of one length: the first", []quotes.Quote{article(113, "of prisoners is"), article(100, "the exchange of")}, quotes.IDOf("the exchange of")},
		{"what is new before what was there and has more of it", []quotes.Quote{known, article(113, "of prisoners is near")}, quotes.IDOf("of prisoners is near")},
		{"what was there, if nothing is new", []quotes.Quote{known}, known.ID},
		{"not sure any more", []quotes.Quote{reported("a.txt", 99, "“the exchange of prisoners is near”, and", quotes.Review)}, "in review"},
		{"other words at the same place", []quotes.Quote{article(100, "nothing of this kind was said by us")}, ""},
		{"the same words elsewhere in the file", []quotes.Quote{article(900, "the exchange of prisoners is near, he hoped")}, ""},
		{"the same place in another file", []quotes.Quote{reported("b.txt", 100, "the exchange of prisoners is near, yes", quotes.Extracted)}, ""},
		{"nothing", nil, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			mustBuild(t, dir, append(sayings(3), short, known)...)
			mustBuild(t, dir, append(sayings(3), tt.now...)...)
			l := mustOpen(t, dir, Options{})
			if tt.want == "in review" {
				if _, err := l.Get(t.Context(), short.ID, ""); !errors.Is(err, ErrNotFound) {
					t.Errorf("a quotation that is in review now: %v", err)
				}
				return
			}
			leadsTo(t, l, short.ID, tt.want)
		})
	}
}

func TestAnAmendedLineOfACuratedFileIsTheSameQuotation(t *testing.T) {
	dir := t.TempDir()
	typo, mended, other := said("Ada", "Wrods are all I have"), said("Ada", "Words are all I have"), said("Ada", "Something else altogether")
	typo.Attributions[0].Source.Line, mended.Attributions[0].Source.Line, other.Attributions[0].Source.Line = 3, 3, 3
	mustBuild(t, dir, typo)
	mustBuild(t, dir, mended)
	l := mustOpen(t, dir, Options{})
	leadsTo(t, l, typo.ID, mended.ID)
	mustBuild(t, dir, other)
	mustRefresh(t, l)
	leadsTo(t, l, typo.ID, "")
	leadsTo(t, l, mended.ID, "")
	if _, err := l.Get(t.Context(), quotes.IDOf("never read"), ""); !errors.Is(err, ErrNotFound) {
		t.Errorf("an ID that nothing ever had: %v", err)
	}
}

func TestMovesAreKeptOverManyBuilds(t *testing.T) {
	dir := t.TempDir()
	at := func(words string) quotes.Quote { return reported("a.txt", 100, words, quotes.Extracted) }
	one, two, three := at("we will"), at("we will not"), at("we will not go")
	mustBuild(t, dir, one)
	l := mustOpen(t, dir, Options{})
	for _, step := range []struct {
		now  []quotes.Quote
		want [3]quotes.ID // of one, two, three
	}{
		{[]quotes.Quote{two}, [3]quotes.ID{two.ID, two.ID, ""}},
		{[]quotes.Quote{three}, [3]quotes.ID{three.ID, three.ID, three.ID}},
		{sayings(2), [3]quotes.ID{"", "", ""}},
		{[]quotes.Quote{two}, [3]quotes.ID{"", two.ID, ""}},
		{[]quotes.Quote{one}, [3]quotes.ID{one.ID, one.ID, ""}},
	} {
		mustBuild(t, dir, step.now...)
		mustRefresh(t, l)
		for i, q := range []quotes.Quote{one, two, three} {
			if i == 2 && l.Status().Generation == 2 {
				continue // was never read yet
			}
			leadsTo(t, l, q.ID, step.want[i])
		}
	}
}

func TestGoneSaysWhereAndWhen(t *testing.T) {
	dir := t.TempDir()
	mustBuild(t, dir, sayings(2)...)
	b := BuildOptions{DataDir: dir, Quotes: reading()}
	b.Now = func() time.Time { return time.Date(2026, 8, 2, 0, 0, 0, 0, time.UTC) }
	if _, err := Build(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	_, err := mustOpen(t, dir, Options{}).Get(t.Context(), sayings(1)[0].ID, "")
	var gone *GoneError
	if !errors.As(err, &gone) || gone.File != "sayings.csv" || gone.Since.Format(time.DateOnly) != "2026-08-02" {
		t.Errorf("%v", err)
	}
}

func TestHiddenWordsStayHiddenWhenTheirBoundsChange(t *testing.T) {
	dir := t.TempDir()
	was, is := reported("a.txt", 100, "a lie that was told", quotes.Extracted), reported("a.txt", 100, "a lie that was told twice", quotes.Extracted)
	mustBuild(t, dir, append(sayings(3), was)...)
	l := mustOpen(t, dir, Options{})
	if _, err := l.Edit(t.Context(), store.Edit{Op: store.Hide, ID: was.ID, By: "7", Reason: "a lie"}); err != nil {
		t.Fatal(err)
	}
	mustBuild(t, dir, append(sayings(3), is)...)
	for name, l := range map[string]*Library{"before the switch": l, "opened anew": mustOpen(t, dir, Options{ReadOnly: true})} {
		if name == "before the switch" {
			mustRefresh(t, l)
		}
		for _, id := range []quotes.ID{was.ID, is.ID} {
			if _, err := l.Get(t.Context(), id, ""); !errors.Is(err, ErrHidden) {
				t.Errorf("%s: %s: %v, want it hidden", name, id, err)
			}
		}
	}
	// The decision is in the log under the new ID, for when all else is deleted.
	edits := l.Edits()
	if len(edits) != 2 || edits[1].ID != is.ID || edits[1].By != "7" || edits[1].Op != store.Hide {
		t.Fatalf("the log has %+v", edits)
	}
	if _, err := l.Edit(t.Context(), store.Edit{Op: store.Restore, ID: was.ID}); err != nil {
		t.Fatal(err)
	}
	if q, err := l.Get(t.Context(), was.ID, ""); err != nil || q.ID != is.ID {
		t.Errorf("restored: %s, %v", q.ID, err)
	}
	mustBuild(t, dir, append(sayings(3), is)...)
	mustRefresh(t, l)
	if q, err := l.Get(t.Context(), was.ID, ""); err != nil || q.ID != is.ID {
		t.Errorf("restored, after another build: %s, %v", q.ID, err)
	}
	if got := len(l.Edits()); got != 3 {
		t.Errorf("%d edits, want 3", got)
	}
}

func TestEverythingComesBackFromTheEditsAndTheCorpus(t *testing.T) {
	dir := t.TempDir()
	was, is := reported("a.txt", 100, "a lie that was told", quotes.Extracted), reported("a.txt", 100, "a lie that was told twice", quotes.Extracted)
	mustBuild(t, dir, append(sayings(3), was)...)
	l, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	edit := func(e store.Edit) {
		t.Helper()
		if _, err := l.Edit(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	edit(store.Edit{Op: store.Hide, ID: was.ID})
	edit(store.Edit{Op: store.Hide, ID: sayings(3)[1].ID})
	edit(store.Edit{Op: store.Correct, ID: sayings(3)[2].ID, Speaker: "Grace Hopper"})
	mustBuild(t, dir, append(sayings(3), is)...)
	mustRefresh(t, l)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range names(t, dir) {
		if name != store.LogName {
			if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	mustBuild(t, dir, append(sayings(3), is)...)
	l = mustOpen(t, dir, Options{})
	for _, id := range []quotes.ID{is.ID, sayings(3)[1].ID} {
		if _, err := l.Get(t.Context(), id, ""); !errors.Is(err, ErrHidden) {
			t.Errorf("%s: %v, want it hidden", id, err)
		}
	}
	q, err := l.Get(t.Context(), sayings(3)[2].ID, "")
	if err != nil || q.Attributions[0].Speakers[0].Name != "Grace Hopper" {
		t.Errorf("%+v, %v", q, err)
	}
}

func TestEditsThatNoLongerApplyAreReported(t *testing.T) {
	dir := t.TempDir()
	qs := sayings(5)
	mustBuild(t, dir, qs...)
	l := mustOpen(t, dir, Options{})
	var made []store.Edit
	for _, e := range []store.Edit{
		{Op: store.Hide, ID: qs[0].ID},
		{Op: store.Hide, ID: qs[1].ID},
		{Op: store.Restore, ID: qs[1].ID},
		{Op: store.Correct, ID: qs[2].ID, Speaker: "A"},
		{Op: store.Hide, ID: qs[3].ID},
	} {
		e, err := l.Edit(t.Context(), e)
		if err != nil {
			t.Fatal(err)
		}
		made = append(made, e)
	}
	r := mustBuild(t, dir, qs[3:]...)
	var got []uint64
	for _, e := range r.StaleEdits {
		got = append(got, e.Seq)
	}
	if !slices.Equal(got, []uint64{made[0].Seq, made[3].Seq}) {
		t.Errorf("stale: %v", got)
	}
	// They hold again when the words are read again.
	mustBuild(t, dir, qs...)
	mustRefresh(t, l)
	if _, err := l.Get(t.Context(), qs[0].ID, ""); !errors.Is(err, ErrHidden) {
		t.Errorf("hidden words that were read again: %v", err)
	}
}

func TestAWholeFileOfAmendedLinesIsFollowed(t *testing.T) {
	dir := t.TempDir()
	var was, is []quotes.Quote
	for i := range 5000 {
		a, b := said("Ada", fmt.Sprintf("line number %d of these", i)), said("Ada", fmt.Sprintf("line number %d of those", i))
		a.Attributions[0].Source.Line, b.Attributions[0].Source.Line = i+1, i+1
		was, is = append(was, a), append(is, b)
	}
	mustBuild(t, dir, was...)
	mustBuild(t, dir, is...)
	l := mustOpen(t, dir, Options{})
	for i := 0; i < 5000; i += 499 {
		leadsTo(t, l, was[i].ID, is[i].ID)
	}
}
