package find

import (
	"strings"
	"sync"
	"testing"

	"verbatim/quotes"
	"verbatim/search/edits"
	"verbatim/search/generation"
	"verbatim/search/query"
	"verbatim/search/snapshot"
	"verbatim/search/vocabulary"
)

func FuzzExpansionsAreBounded(f *testing.F) {
	b := vocabulary.NewBuilder()
	for _, w := range []string{"god does not play dice with the universe", "千里之行"} {
		b.Add(vocabulary.TermsOf(quotes.Quote{ID: quotes.IDOf(w), Words: w, Attributions: []quotes.Attribution{{
			Speakers: []quotes.Speaker{{Name: "Albert Einstein"}}, Kind: quotes.Direct, Status: quotes.Curated,
		}}}))
	}
	path := f.TempDir() + "/vocabulary"
	if err := b.Write(path); err != nil {
		f.Fatal(err)
	}
	v, err := vocabulary.Open(path)
	if err != nil {
		f.Fatal(err)
	}
	finder := Finder{snapshot.New(&generation.Generation{}, &edits.Pending{Vocabulary: v, Persons: new(sync.Map)})}
	for _, s := range []string{`god "does not" play`, "千里", strings.Repeat("a ", 100), "\xff“", "'''", "“a”b„c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		q := query.Parse(v, func(string) bool { return false }, typed)
		expansions, err := finder.expand(t.Context(), &understood{Query: q}, func() error { return nil })
		if err != nil {
			t.Fatal(err)
		}
		for i, word := range expansions {
			if len(word) > 2*(maxVariants+1)+maxCompletions {
				t.Errorf("%d expansions of %q", len(word), q.Words[i].Text)
			}
			for j, s := range word {
				if j > 0 && s.weight > word[j-1].weight {
					t.Errorf("the expansions of %q are out of order", q.Words[i].Text)
				}
			}
		}
	})
}
