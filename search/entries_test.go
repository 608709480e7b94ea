package search

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbatim/quotes"
	"verbatim/quotes/store"
)

// entry returns an edit that adds a quotation.
func entry(words, speaker, title, scope string) store.Edit {
	a := quotes.Attribution{Source: quotes.Source{Title: title}}
	if speaker != "" {
		a.Speakers = []quotes.Speaker{{Name: speaker}}
	}
	return store.Edit{Op: store.Add, ID: quotes.IDOf(words), Quote: &quotes.Quote{
		Words: words, Scope: scope, Attributions: []quotes.Attribution{a},
	}}
}

// reword returns an edit that gives a quotation other words.
func reword(id quotes.ID, words string) store.Edit {
	return store.Edit{Op: store.Amend, ID: id, Part: store.WordsPart, Quote: &quotes.Quote{Words: words}}
}

func amend(id quotes.ID, part store.Part, a quotes.Attribution) store.Edit {
	return store.Edit{Op: store.Amend, ID: id, Part: part, Quote: &quotes.Quote{Attributions: []quotes.Attribution{a}}}
}

// TestWhatModeratorsWriteIsFoundAtOnceAndAfterARebuild has one edit of each kind.
func TestWhatModeratorsWriteIsFoundAtOnceAndAfterARebuild(t *testing.T) {
	qs := append(sayings(20), reported("a.txt", 100, "the exchange of prisoners is very near to us", quotes.Extracted))
	article := qs[20]
	newcomer := entry("entirely unheard syllables were muttered by nobody before", "Zebulon Quixote", "Ramblings", "")
	private := entry("private jokes stay among the members of this server", "Zebulon Quixote", "", "G1")
	for _, tt := range []struct {
		name  string
		edits []store.Edit
		id    quotes.ID
		want  string // for everyone
		guild string // for server G1, if another
	}{
		{"added", []store.Edit{newcomer}, newcomer.ID, `"entirely unheard syllables were muttered by nobody before" by Zebulon Quixote in ["Ramblings"], edited false, for ""`, ""},
		{"for one server", []store.Edit{private}, private.ID, "not found", `"private jokes stay among the members of this server" by Zebulon Quixote in [""], edited false, for "G1"`},
		{"added to what is there", []store.Edit{entry(qs[3].Words, "Zebulon Quixote", "Ramblings", "")}, qs[3].ID, `"saying3 about thing21 and other39 matters" by Speaker3 Jones, Zebulon Quixote in ["Collected sayings" "Ramblings"], edited false, for ""`, ""},
		{"reworded", []store.Edit{reword(qs[3].ID, "utterly different syllables stand here since yesterday")}, qs[3].ID, `"utterly different syllables stand here since yesterday" by Speaker3 Jones in ["Collected sayings"], edited true, for ""`, ""},
		{"by its new ID", []store.Edit{reword(qs[3].ID, "utterly different syllables stand here since yesterday")}, quotes.IDOf("utterly different syllables stand here since yesterday"), `"utterly different syllables stand here since yesterday" by Speaker3 Jones in ["Collected sayings"], edited true, for ""`, ""},
		{"reworded twice", []store.Edit{reword(qs[3].ID, "one wording that nobody has"), reword(quotes.IDOf("one wording that nobody has"), "another wording that nobody has")}, quotes.IDOf("one wording that nobody has"), `"another wording that nobody has" by Speaker3 Jones in ["Collected sayings"], edited true, for ""`, ""},
		{"as another one is", []store.Edit{reword(qs[3].ID, qs[4].Words)}, qs[3].ID, `"saying4 about thing28 and other52 matters" by Speaker4 Jones in ["Collected sayings"], edited false, for ""`, ""},
		{"of another speaker", []store.Edit{amend(article.ID, store.AttributionPart, quotes.Attribution{Speakers: []quotes.Speaker{{Name: "Zebulon Quixote"}}, Said: "2024-05"})}, article.ID, `"the exchange of prisoners is very near to us" by Zebulon Quixote in [""], edited false, for ""`, ""},
		{"in another source", []store.Edit{amend(article.ID, store.SourcePart, quotes.Attribution{Source: quotes.Source{Title: "Ramblings"}})}, article.ID, `"the exchange of prisoners is very near to us" by Ada Lovelace in ["Ramblings"], edited false, for ""`, ""},
		{"under another name", []store.Edit{{Op: store.Merge, From: "speaker3 jones", Speaker: "Zebulon Quixote"}}, qs[10].ID, `"saying10 about thing70 and other130 matters" by Zebulon Quixote in ["Collected sayings"], edited false, for ""`, ""},
		{"under a third name", []store.Edit{{Op: store.Merge, From: "Speaker3 Jones", Speaker: "Ada Lovelace"}, {Op: store.Merge, From: "Ada Lovelace", Speaker: "Zebulon Quixote"}}, qs[10].ID, `"saying10 about thing70 and other130 matters" by Zebulon Quixote in ["Collected sayings"], edited false, for ""`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			mustBuild(t, dir, qs...)
			l := mustOpen(t, dir, Options{})
			before := shownAs(t, l, tt.id, "G1")
			if tt.edits[0].Op == store.Amend { // the ID of words that it had leads to it ever after
				before = shownAs(t, l, tt.edits[0].ID, "G1")
			}
			check := func(when string) {
				t.Helper()
				if got := shownAs(t, l, tt.id, ""); got != tt.want {
					t.Errorf("%s: %s\nwant %s", when, got, tt.want)
				}
				if tt.guild == "" {
					tt.guild = tt.want
				}
				if got := shownAs(t, l, tt.id, "G1"); got != tt.guild {
					t.Errorf("%s, for the server: %s\nwant %s", when, got, tt.guild)
				}
			}
			var made []store.Edit
			for _, e := range tt.edits {
				made = append(made, mustEdit(t, l, e))
			}
			check("at once")
			for range 2 {
				mustBuild(t, dir, qs...)
				mustRefresh(t, l)
				check("after a rebuild")
			}
			if again, err := l.Edit(t.Context(), tt.edits[len(tt.edits)-1]); err != nil || again.Seq != made[len(made)-1].Seq && again.Seq > 0 || len(l.Edits()) != len(made) {
				t.Errorf("made again it is %+v, %v; the log has %d edits", again, err, len(l.Edits()))
			}
			for _, e := range made {
				mustEdit(t, l, store.Edit{Op: store.Undo, Undoes: e.Seq})
			}
			undone := func(when string) {
				t.Helper()
				if got := shownAs(t, l, tt.id, "G1"); got != before {
					t.Errorf("undone, %s: %s\nwant %s", when, got, before)
				}
			}
			undone("at once")
			mustBuild(t, dir, qs...)
			mustRefresh(t, l)
			undone("after a rebuild")
		})
	}
}

// TestWhatCannotBeAdded leaves what is there as it is.
func TestWhatCannotBeAdded(t *testing.T) {
	qs := sayings(8)
	dir := t.TempDir()
	mustBuild(t, dir, qs...)
	l := mustOpen(t, dir, Options{})
	mustEdit(t, l, store.Edit{Op: store.Hide, ID: qs[0].ID})
	mustEdit(t, l, reword(qs[2].ID, "utterly different syllables"))
	mustEdit(t, l, entry("among ourselves", "Ada", "", "G1"))
	for _, tt := range []struct {
		name string
		e    store.Edit
		want error
	}{
		{"what is hidden", entry(qs[0].Words, "Ada", "", ""), ErrHidden},
		{"for one server what everyone has", entry(qs[1].Words, "Ada", "", "G1"), ErrThere},
		{"for one server what another one has", entry("among ourselves", "Ada", "", "G2"), ErrThere},
		{"words that a quotation was given", entry("utterly different syllables", "Ada", "", ""), ErrThere},
		{"nobody's name is nobody's", store.Edit{Op: store.Merge, From: "Nobody", Speaker: "Ada"}, ErrNotFound},
		{"nothing is amended", amend(quotes.IDOf("nothing"), store.SourcePart, quotes.Attribution{}), ErrNotFound},
	} {
		n := len(l.Edits())
		if e, err := l.Edit(t.Context(), tt.e); !errors.Is(err, tt.want) || len(l.Edits()) != n {
			t.Errorf("%s: %+v, %v", tt.name, e, err)
		}
	}
}

// TestWhatModeratorsWroteOutlivesTheLog: what a generation was built with stays.
func TestWhatModeratorsWroteOutlivesTheLog(t *testing.T) {
	qs := sayings(8)
	dir := t.TempDir()
	mustBuild(t, dir, qs...)
	l := mustOpen(t, dir, Options{})
	added := mustEdit(t, l, entry("entirely unheard syllables were muttered", "Zebulon Quixote", "", ""))
	mustEdit(t, l, reword(qs[2].ID, "utterly different syllables"))
	mustEdit(t, l, store.Edit{Op: store.Merge, From: "Speaker3 Jones", Speaker: "Ada Lovelace"})
	states := func() (all []string) {
		for _, id := range []quotes.ID{added.ID, qs[2].ID, qs[3].ID} {
			all = append(all, shownAs(t, l, id, ""))
		}
		return all
	}
	want := states()
	mustBuild(t, dir, qs...)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filepath.Join(dir, store.LogName), 0); err != nil {
		t.Fatal(err)
	}
	l = mustOpen(t, dir, Options{})
	for range 2 {
		if diff := cmp.Diff(want, states()); diff != "" {
			t.Error(diff)
		}
		mustBuild(t, dir, qs...)
		mustRefresh(t, l)
	}
}

// TestWhatWasAddedIsDrawn: the quotation of the day, and one that is drawn, may be one
// that was added, and not one that another server has.
func TestWhatWasAddedIsDrawn(t *testing.T) {
	qs := sayings(3)
	dir := t.TempDir()
	mustBuild(t, dir, qs...)
	l := mustOpen(t, dir, Options{})
	added := mustEdit(t, l, entry("entirely unheard syllables were muttered", "Zebulon Quixote", "", ""))
	mustEdit(t, l, entry("private jokes stay here", "Zebulon Quixote", "", "G1"))
	for range 2 {
		seen := map[quotes.ID]bool{}
		for day := range 4 {
			q, err := l.Daily(t.Context(), Filter{}, "G2", day)
			if err != nil {
				t.Fatal(err)
			}
			seen[q.ID] = true
		}
		if len(seen) != 4 || !seen[added.ID] {
			t.Errorf("four days have %v", seen)
		}
		if q, err := l.Random(t.Context(), Filter{Speaker: "Zebulon Quixote"}); err != nil || q.ID != added.ID {
			t.Errorf("drawn is %q, %v", q.Words, err)
		}
		if r := mustBuild(t, dir, qs...); len(r.Came)+len(r.Altered) > 0 {
			t.Errorf("a build lists %v and %v, which no file has", r.Came, r.Altered)
		}
		mustRefresh(t, l)
	}
}

// TestWhatWasAmendedMoves: where the extraction reads the words otherwise, what they
// were amended to stays, by every ID that it had.
func TestWhatWasAmendedMoves(t *testing.T) {
	old := reported("a.txt", 100, "the exchange of prisoners is near", quotes.Extracted)
	new := reported("a.txt", 100, "the exchange of prisoners is near, he hoped", quotes.Extracted)
	dir := t.TempDir()
	mustBuild(t, dir, old)
	l := mustOpen(t, dir, Options{})
	first := mustEdit(t, l, reword(old.ID, "the exchange of all prisoners is near"))
	mustEdit(t, l, amend(old.ID, store.AttributionPart, quotes.Attribution{Speakers: []quotes.Speaker{{Name: "Grace Hopper"}}}))
	ids := []quotes.ID{old.ID, quotes.IDOf("the exchange of all prisoners is near"), new.ID}
	want := `"the exchange of all prisoners is near" by Grace Hopper in [""], edited true, for ""`
	for range 3 {
		mustBuild(t, dir, new)
		mustRefresh(t, l)
		for _, id := range ids {
			if got := shownAs(t, l, id, ""); got != want {
				t.Errorf("%s is %s, want %s", id, got, want)
			}
		}
		if n := len(l.Edits()); n != 4 {
			t.Errorf("the log has %d edits: each of the two is carried over once", n)
		}
	}
	mustEdit(t, l, store.Edit{Op: store.Undo, Undoes: first.Seq})
	for range 2 {
		if got, want := shownAs(t, l, old.ID, ""), `"the exchange of prisoners is near, he hoped" by Grace Hopper in [""], edited false, for ""`; got != want {
			t.Errorf("undone it is %s, want %s", got, want)
		}
		mustBuild(t, dir, new)
		mustRefresh(t, l)
	}
}
