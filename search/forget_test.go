package search

import (
	"errors"
	"testing"

	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/quotes/store/storetest"
)

// Once a quotation is forgotten and the corpus was read again, its words are in no file
// of the data folder, and they do not come back.
func TestWhatIsForgottenIsGone(t *testing.T) {
	const secret, reworded = "zyxwv", "wvutsr"
	qs := sayings(4)
	for name, c := range map[string]struct{ built, amended, hidden, undone bool }{
		"at once":                 {},
		"after a build":           {built: true},
		"with other words":        {built: true, amended: true},
		"hidden":                  {hidden: true},
		"after it was taken back": {built: true, undone: true},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			mustBuild(t, dir, qs...)
			l := mustOpen(t, dir, Options{})
			add := store.Edit{Op: store.Add, By: "1", Author: "2", Quote: &quotes.Quote{Words: "Nobody shall know " + secret, Scope: "7", Attributions: []quotes.Attribution{{Speakers: []quotes.Speaker{{Name: "Zoe " + secret}}}}}}
			add.ID = quotes.IDOf(add.Quote.Words)
			added := mustEdit(t, l, add)
			mustEdit(t, l, store.Edit{Op: store.Hide, ID: qs[0].ID})
			if c.amended {
				mustEdit(t, l, store.Edit{Op: store.Amend, ID: add.ID, Part: store.WordsPart, Quote: &quotes.Quote{Words: "Everybody may know " + reworded}})
			}
			if c.built {
				mustBuild(t, dir, qs...)
				mustRefresh(t, l)
			}
			if c.hidden {
				mustEdit(t, l, store.Edit{Op: store.Hide, ID: add.ID, Reason: "it names " + secret})
			}
			if c.undone {
				mustEdit(t, l, store.Edit{Op: store.Undo, Undoes: added.Seq})
			}
			lines := len(l.Edits())
			if err := l.Forget(t.Context(), add.ID, "8", store.Edit{By: "2"}); !errors.Is(err, ErrNotFound) {
				t.Errorf("from another server: %v", err)
			}
			if err := l.Forget(t.Context(), qs[1].ID, "7", store.Edit{By: "2"}); !errors.Is(err, ErrNotAdded) {
				t.Errorf("what the corpus has: %v", err)
			}
			if err := l.Forget(t.Context(), add.ID, "7", store.Edit{By: "2", Guild: "7"}); err != nil {
				t.Fatal(err)
			}
			gone := func(when string, l *Library) {
				t.Helper()
				if q, err := l.Get(t.Context(), add.ID, "7"); err == nil {
					t.Errorf("%s: it is shown: %v", when, q)
				}
				if m, err := l.Moderated(t.Context(), add.ID, "7"); err == nil {
					t.Errorf("%s: moderators see %v", when, m.Quote)
				}
				for _, words := range []string{secret, reworded} {
					r, err := l.Search(t.Context(), Query{Words: words, Filter: Filter{Scope: "7"}})
					if err != nil || len(r.Hits) > 0 {
						t.Errorf("%s: found %v, %v", when, r.Hits, err)
					}
				}
				if _, err := l.Edit(t.Context(), add); !errors.Is(err, ErrForgotten) {
					t.Errorf("%s: added again: %v", when, err)
				}
				if s := shownState(t, l, qs[0]); s != "hidden" {
					t.Errorf("%s: what was hidden is shown as %q", when, s)
				}
				if n := len(l.Edits()); n < lines {
					t.Errorf("%s: the log has %d lines of %d", when, n, lines)
				}
				if _, err := l.Edit(t.Context(), store.Edit{Op: store.Undo, Undoes: added.Seq}); !errors.Is(err, ErrNothingToUndo) {
					t.Errorf("%s: undone: %v", when, err)
				}
			}
			gone("before the build", l)
			again := quotes.Quote{ID: add.ID, Words: add.Quote.Words, Attributions: []quotes.Attribution{{Kind: quotes.Direct, Status: quotes.Curated, Source: quotes.Source{File: "a.csv", Line: 1}}}}
			if r, err := Build(t.Context(), BuildOptions{DataDir: dir, Quotes: reading(append(qs, again)...)}); r.Forgotten != 1 || err != nil {
				t.Errorf("a file has the words: %+v, %v", r, err)
			}
			mustRefresh(t, l)
			if err := l.Purge(t.Context()); err != nil {
				t.Fatal(err)
			}
			gone("after the build", l)
			for _, words := range []string{secret, reworded, string(add.ID), string(quotes.IDOf("Everybody may know " + reworded))} {
				if found := storetest.FilesWith(t, dir, words); len(found) > 0 {
					t.Errorf("%q stands in %v", words, found)
				}
			}
			if err := l.Close(); err != nil {
				t.Fatal(err)
			}
			gone("opened again", mustOpen(t, dir, Options{}))
			if problems, err := Verify(t.Context(), dir); len(problems) > 0 || err != nil {
				t.Errorf("problems %v, %v", problems, err)
			}
		})
	}
}
