package search_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"verbatim/quotes"
	"verbatim/quotes/corpus"
	"verbatim/search"
)

// TestEditsThatWaitAreSeenAsAfterARebuild asks the same of a library beside
// whose generation edits wait and of one that was built with them.
func TestEditsThatWaitAreSeenAsAfterARebuild(t *testing.T) {
	starter := func(yield func(quotes.Quote, error) bool) {
		reader := &corpus.Reader{FS: corpus.Starter()}
		reader.Read(t.Context(), &corpus.Report{})(yield)
	}
	for name, input := range map[string]search.Input{
		"generated": mixed(3000, 7),
		"starter":   starter,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(11, 1))
			all := read(t, input)
			dir := t.TempDir()
			build := func(dir string) *search.Library {
				t.Helper()
				if _, err := search.Build(t.Context(), search.BuildOptions{DataDir: dir, Quotes: input}); err != nil {
					t.Fatal(err)
				}
				return opened(t, dir)
			}
			// Some edits are built in, so that they can be undone beside it.
			before := build(dir)
			editAtRandom(t, before, random, all, 200)
			if err := before.Close(); err != nil {
				t.Fatal(err)
			}
			waiting := build(dir)
			editAtRandom(t, waiting, random, all, 500)
			if n := waiting.Status().Edits; n != 500 {
				t.Fatalf("%d edits wait", n)
			}
			copied := t.TempDir()
			if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
				t.Fatal(err)
			}
			sameAnswers(t, waiting, build(copied), random, all)
		})
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

func opened(t testing.TB, dir string) *search.Library {
	t.Helper()
	l, err := search.Open(dir, search.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
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

// sameAnswers asks two libraries the same.
func sameAnswers(t *testing.T, waiting, rebuilt *search.Library, random *rand.Rand, all []quotes.Quote) {
	t.Helper()
	compare := func(what string, ask func(context.Context, *search.Library) (any, error)) {
		t.Helper()
		got, gotErr := ask(t.Context(), waiting)
		want, wantErr := ask(t.Context(), rebuilt)
		if fmt.Sprint(gotErr) != fmt.Sprint(wantErr) {
			t.Errorf("%s: error %v, after a rebuild %v", what, gotErr, wantErr)
		}
		options := []cmp.Option{cmpopts.EquateApprox(0, 1e-9), cmpopts.EquateEmpty(), cmpopts.IgnoreFields(search.Result{}, "Generation")}
		if diff := cmp.Diff(want, got, options...); diff != "" {
			t.Errorf("%s: differs from what a rebuild gives (-): %s", what, diff)
		}
	}
	asked := askedFor(random, all, waiting.Edits())
	filters := []search.Filter{{}, {}, {}, {Scope: "42"}, {Kinds: []quotes.Kind{quotes.Direct}}, {Since: "1850", Until: "1950"}}
	for i, words := range asked.queries {
		f := filters[i%len(filters)]
		compare(fmt.Sprintf("search %q %+v", words, f), func(ctx context.Context, l *search.Library) (any, error) {
			return l.Search(ctx, search.Query{Words: words, Filter: f, Explain: true, Limit: 30})
		})
	}
	for i, name := range asked.names {
		f := search.Filter{Speaker: name}
		words := asked.queries[i%len(asked.queries)]
		for _, w := range []string{words, ""} {
			compare(fmt.Sprintf("search %q by %q", w, name), func(ctx context.Context, l *search.Library) (any, error) {
				return l.Search(ctx, search.Query{Words: w, Filter: f, Limit: 100})
			})
		}
		compare(fmt.Sprintf("speaker %q", name), func(ctx context.Context, l *search.Library) (any, error) {
			return l.Speaker(ctx, name, search.Filter{})
		})
		compare(fmt.Sprintf("suggest %q as an ID", name), func(ctx context.Context, l *search.Library) (any, error) {
			return l.SuggestIDs(ctx, name, search.Filter{}, 5)
		})
		for _, prefix := range []string{name, firstOf(name, 1), firstOf(name, 3), name + "x", lastName(name)} {
			compare(fmt.Sprintf("suggest speaker %q", prefix), func(ctx context.Context, l *search.Library) (any, error) {
				return l.Suggest(ctx, search.SpeakerField, prefix, filters[i%len(filters)], 25)
			})
		}
	}
	for i, title := range asked.titles {
		compare(fmt.Sprintf("source %q", title), func(ctx context.Context, l *search.Library) (any, error) {
			return l.Source(ctx, title, search.Filter{})
		})
		for field, prefix := range map[search.Field]string{
			search.SourceField: firstOf(title, 1+i%5), search.WordsField: firstOf(asked.queries[i], 1+i%12),
		} {
			compare(fmt.Sprintf("suggest %s %q", field, prefix), func(ctx context.Context, l *search.Library) (any, error) {
				return l.Suggest(ctx, field, prefix, search.Filter{}, 25)
			})
		}
	}
	for _, passage := range asked.passages {
		compare(fmt.Sprintf("locate %q", passage), func(ctx context.Context, l *search.Library) (any, error) {
			return l.Locate(ctx, passage, search.Filter{})
		})
	}
	for _, q := range all {
		compare("quotation "+string(q.ID), func(ctx context.Context, l *search.Library) (any, error) {
			return l.Get(ctx, q.ID, "")
		})
	}
	compare("status", func(_ context.Context, l *search.Library) (any, error) {
		s := l.Status()
		return [...]int{s.Quotations, s.InReview, s.Hidden, s.Speakers, s.Sources}, nil
	})
}

// askedFor returns what to ask: of any quotations, and of edited ones.
func askedFor(random *rand.Rand, all []quotes.Quote, edits []search.Edit) (asked struct{ queries, names, titles, passages []string }) {
	byID := map[quotes.ID]quotes.Quote{}
	for _, q := range all {
		byID[q.ID] = q
	}
	for i := range 240 {
		q, name := all[random.IntN(len(all))], ""
		if i%2 == 0 {
			e := edits[random.IntN(len(edits))]
			q, name = byID[e.ID], e.Speaker
		}
		if name == "" {
			name = speakerOf(q)
		}
		words := strings.Fields(q.Words)
		at := random.IntN(len(words))
		row := strings.Join(words[at:min(at+5, len(words))], " ")
		some := words[random.IntN(len(words))] + " " + words[random.IntN(len(words))]
		switch i % 9 {
		case 0:
			asked.queries = append(asked.queries, row+" ")
		case 1:
			asked.queries = append(asked.queries, some)
		case 2:
			asked.queries = append(asked.queries, name)
		case 3:
			asked.queries = append(asked.queries, misspelt(random, row))
		case 4:
			asked.queries = append(asked.queries, name+" "+some)
		case 5:
			asked.queries = append(asked.queries, misspelt(random, name+" ")+" "+some)
		case 6:
			asked.queries = append(asked.queries, firstOf(lastName(name), 1+random.IntN(5)))
		case 7:
			asked.queries = append(asked.queries, `"`+row+`"`)
		case 8:
			asked.queries = append(asked.queries, q.Attributions[0].Source.Title+" "+some)
		}
		asked.names = append(asked.names, name)
		asked.titles = append(asked.titles, q.Attributions[0].Source.Title)
		if i%6 == 0 {
			other := all[random.IntN(len(all))]
			asked.passages = append(asked.passages, misspelt(random, q.Words)+" And then: "+other.Words)
		}
	}
	for _, name := range strangeNames() {
		asked.names = append(asked.names, name, misspelt(random, name))
		asked.queries = append(asked.queries, name, misspelt(random, name))
	}
	slices.Sort(asked.names)
	asked.names = slices.Compact(asked.names)
	return asked
}

func firstOf(s string, runes int) string {
	r := []rune(s)
	return string(r[:min(len(r), runes)])
}

func lastName(name string) string {
	words := strings.Fields(name)
	if len(words) == 0 || !utf8.ValidString(name) {
		return name
	}
	return words[len(words)-1]
}
