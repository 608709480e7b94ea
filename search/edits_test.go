package search_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"verbatim/quotes"
	"verbatim/quotes/corpus"
	"verbatim/search"
	"verbatim/search/text"
	"verbatim/search/vocabulary"
)

// TestEditsHoldAtOnceAndAfterARebuild edits at random, and looks for what was
// edited beside the generation and in the one that has the edits built in.
func TestEditsHoldAtOnceAndAfterARebuild(t *testing.T) {
	starter := func(yield func(quotes.Quote, error) bool) {
		reader := &corpus.Reader{FS: corpus.Starter()}
		reader.Read(t.Context(), &corpus.Report{})(yield)
	}
	for name, input := range map[string]search.Input{
		"generated": mixed(1000, 7),
		"starter":   starter,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(11, 1))
			all := read(t, input)
			dir := t.TempDir()
			build := func() *search.Library {
				t.Helper()
				if _, err := search.Build(t.Context(), search.BuildOptions{DataDir: dir, Quotes: input}); err != nil {
					t.Fatal(err)
				}
				l, err := search.Open(dir, search.Options{})
				if err != nil {
					t.Fatal(err)
				}
				return l
			}
			// Some edits are built in, so that they can be undone beside it.
			for _, edits := range []int{100, 250} {
				l := build()
				editAtRandom(t, l, random, all, edits)
				if n := l.Status().Edits; n != edits {
					t.Errorf("%d edits wait, want %d", n, edits)
				}
				editsHold(t, l, all)
				if err := l.Close(); err != nil {
					t.Fatal(err)
				}
			}
			l := build()
			editsHold(t, l, all)
			if err := l.Close(); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// editsHold checks what the edits of a library come to: what is hidden is gone
// everywhere, what was restored is there, and what was corrected is found by its
// new name and shown with it.
func editsHold(t *testing.T, l *search.Library, all []quotes.Quote) {
	t.Helper()
	type state struct {
		hidden  bool
		speaker string
	}
	edited := map[quotes.ID]state{}
	for _, e := range l.Edits() {
		s := edited[e.ID]
		switch e.Op {
		case search.Hide:
			s.hidden = true
		case search.Restore:
			s.hidden = false
		case search.Correct:
			s.speaker = e.Speaker
		}
		edited[e.ID] = s
	}
	hidden := 0
	for _, q := range all {
		s, ok := edited[q.ID]
		if !ok || !q.Served() {
			continue
		}
		if s.hidden {
			hidden++
		}
		scope := search.Filter{Scope: q.Scope}
		found := func(what string, f search.Filter, words string) *quotes.Quote {
			t.Helper()
			for offset := 0; ; offset += 100 {
				r, err := l.Search(t.Context(), search.Query{Words: words, Filter: f, Offset: offset, Limit: 100})
				if err != nil {
					t.Fatalf("%s: %v", what, err)
				}
				for _, h := range r.Hits {
					for _, hit := range append([]quotes.Quote{h.Quote}, h.NearDuplicates...) {
						if hit.ID == q.ID {
							return &hit
						}
					}
				}
				if len(r.Hits) < 100 {
					return nil
				}
			}
		}
		hit := found("its words", scope, q.Words)
		if s.hidden {
			ids, err := l.SuggestIDs(t.Context(), string(q.ID), scope, 5)
			located, locateErr := l.Locate(t.Context(), firstOf(q.Words, 3000), scope)
			_, getErr := l.Get(t.Context(), q.ID, q.Scope)
			switch {
			case err != nil || locateErr != nil:
				t.Fatal(err, locateErr)
			case hit != nil || !errors.Is(getErr, search.ErrHidden) ||
				slices.ContainsFunc(ids, func(o quotes.Quote) bool { return o.ID == q.ID }) ||
				slices.ContainsFunc(located, func(o search.Located) bool { return o.Quote.ID == q.ID }):
				t.Errorf("%q is hidden, and shown", q.Words)
			}
			continue
		}
		if hit == nil {
			t.Errorf("%q is not found by its words", q.Words)
			continue
		}
		if s.speaker == "" {
			continue
		}
		if got := speakerOf(*hit); got != s.speaker {
			t.Errorf("%q is said by %q, want %q", q.Words, got, s.speaker)
		}
		lead, _ := hit.Lead()
		if key := vocabulary.Key(s.speaker); key == "" || len(strings.Fields(key)[0]) >= text.MaxWord || lead.Polarity != quotes.Asserted {
			continue // nothing of the name can be typed, or not all of it, or he did not say so
		}
		if f := (search.Filter{Scope: q.Scope, Speaker: s.speaker}); found("its new speaker", f, "") == nil {
			t.Errorf("%q is not found by its speaker %q", q.Words, s.speaker)
		}
		names, err := l.Suggest(t.Context(), search.SpeakerField, s.speaker, scope, 25)
		if err != nil || !slices.ContainsFunc(names, func(n search.Suggestion) bool { return vocabulary.Key(n.Text) == vocabulary.Key(s.speaker) }) {
			t.Errorf("the speaker %q is not suggested: %v, %v", s.speaker, names, err)
		}
		if _, err := l.Speaker(t.Context(), s.speaker, scope); err != nil {
			t.Errorf("nothing is known of %q: %v", s.speaker, err)
		}
	}
	if got := l.Status().Hidden; got != hidden {
		t.Errorf("%d are hidden, want %d", got, hidden)
	}
}

// mixed yields generated quotations of which some are in review, of one guild
// only, said by two or by nobody, or stand in two places.
func mixed(n int, seed uint64) search.Input {
	return func(yield func(quotes.Quote, error) bool) {
		g := newGenerator(seed)
		for i := range n {
			q := g.quote()
			a := &q.Attributions[0]
			a.Speakers[0].AsWritten = strings.Fields(a.Speakers[0].Name)[1]
			switch i % 17 {
			case 0:
				a.Status = quotes.Review
			case 1:
				q.Scope = "42"
			case 2:
				a.Speakers = append(a.Speakers, quotes.Speaker{Name: g.names[g.people.Uint64()]})
			case 3:
				a.Speakers = nil
			case 4:
				other := q
				other.Attributions = g.quote().Attributions
				if !yield(other, nil) {
					return
				}
			}
			if !yield(q, nil) {
				return
			}
		}
	}
}

// read returns the quotations of an input, each wording once.
func read(t *testing.T, input search.Input) []quotes.Quote {
	t.Helper()
	var all []quotes.Quote
	seen := map[quotes.ID]bool{}
	for q, err := range input {
		if err != nil {
			t.Fatal(err)
		}
		if !seen[q.ID] {
			seen[q.ID] = true
			all = append(all, q)
		}
	}
	return all
}

// strangeNames are what moderators may type.
func strangeNames() []string {
	return []string{
		"Volodymyr Zelenskyy", "Anne-Marie O'Brien-Ødegård", "יצחק רבין", "محمود درويش", "\u202bמנחם בגין\u202c", "老子",
		"!!!", "—", "x", "  Ada   Lovelace  ", "ada lovelace", strings.Repeat("Long ", 39) + "Name", strings.Repeat("é", 200),
		"O’Connor 🦊", "Jürgen Schtschukin", "a,b;c\"d", "The Agency",
	}
}

// editAtRandom makes n edits: of known quotations and again of edited ones.
// Those that say what holds already are not counted.
func editAtRandom(t testing.TB, l *search.Library, random *rand.Rand, all []quotes.Quote, n int) {
	t.Helper()
	var edited []quotes.ID
	for _, e := range l.Edits() {
		edited = append(edited, e.ID)
	}
	names := strangeNames()
	for range 60 {
		if name := speakerOf(all[random.IntN(len(all))]); name != "" {
			names = append(names, name, misspelt(random, name))
		}
	}
	for until := len(l.Edits()) + n; len(l.Edits()) < until; {
		id := all[random.IntN(len(all))].ID
		if len(edited) > 0 && random.IntN(3) == 0 {
			id = edited[random.IntN(len(edited))]
		}
		e := search.Edit{ID: id}
		switch random.IntN(6) {
		case 0, 1:
			e.Op = search.Hide
		case 2:
			e.Op = search.Restore
		default:
			e.Op, e.Speaker = search.Correct, names[random.IntN(len(names))]
		}
		if _, err := l.Edit(t.Context(), e); err != nil {
			t.Fatalf("%+v: %v", e, err)
		}
		edited = append(edited, id)
	}
}

func speakerOf(q quotes.Quote) string {
	for _, a := range q.Attributions {
		for _, s := range a.Speakers {
			return s.Name
		}
	}
	return ""
}

// misspelt returns a name with another letter in the place of one.
func misspelt(random *rand.Rand, name string) string {
	r := []rune(name)
	r[random.IntN(len(r))] = rune('a' + random.IntN(26))
	return string(r)
}

func firstOf(s string, runes int) string {
	r := []rune(s)
	return string(r[:min(len(r), runes)])
}
