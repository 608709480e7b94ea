package search_test

import (
	"encoding/json"
	"iter"
	"os"
	"testing"

	"verbatim/quotes"
	"verbatim/quotes/corpus"
	"verbatim/search"
)

// TestLookupsOfTheSeedArticleAmongManyQuotations reads the seed's article as the
// program reads a corpus, together with so many quotations as -relevance says:
// what the article quotes is found first among them, with who said it.
func TestLookupsOfTheSeedArticleAmongManyQuotations(t *testing.T) {
	if *relevanceQuotes == 0 {
		t.Skip("done with -relevance N only: it takes some seconds for each 100,000 quotations")
	}
	for _, path := range []string{"../../shared/quotes/quotes.jsonl.gz", "../../shared/seed/corpus"} {
		if _, err := os.Stat(path); err != nil {
			t.Skipf("the quotations or the article are absent: %v", err)
		}
	}
	seed := readSeed(t)
	reader, closer, err := corpus.Dir("../../shared/seed/corpus")
	if err != nil {
		t.Fatal(err)
	}
	defer closer.Close()
	var report corpus.Report
	l := libraryOf(t, both(sharedQuotes(t, *relevanceQuotes), search.Input(reader.Read(t.Context(), &report))))
	t.Logf("%d quotations", l.Status().Quotations)
	for _, lookup := range seed.Lookups {
		r, err := l.Search(t.Context(), search.Query{Words: lookup.Words})
		if err != nil {
			t.Fatal(err)
		}
		want := seed.Quotes[lookup.Finds]
		if quotes.Normalize(first(r)) != quotes.Normalize(want.Words) {
			t.Errorf("%q finds %q, want %q", lookup.Words, first(r), want.Words)
			continue
		}
		lead, _ := r.Hits[0].Quote.Lead()
		if len(lead.Speakers) != 1 || lead.Speakers[0].Name != want.Speaker || lead.Kind != want.Kind {
			t.Errorf("%q finds words said by %+v, %s; want %s, %s", lookup.Words, lead.Speakers, lead.Kind, want.Speaker, want.Kind)
		}
	}
}

// seed is what an attentive editor read out of an article, and what is asked.
type seed struct {
	Quotes, Indirect []struct {
		Kind           quotes.Kind
		Words, Speaker string
	}
	Lookups []struct {
		Words string
		Finds int // of Quotes
	}
}

// readSeed skips the test where the seed is absent.
func readSeed(t *testing.T) (s seed) {
	t.Helper()
	data, err := os.ReadFile("../../shared/seed/expected.json")
	if err != nil {
		t.Skipf("the seed is absent: %v", err)
	}
	if err := json.Unmarshal(data, &s); err != nil {
		t.Fatal(err)
	}
	if len(s.Lookups) == 0 {
		t.Fatal("the seed has no lookups")
	}
	return s
}

// both yields one input after the other.
func both(inputs ...search.Input) search.Input {
	return func(yield func(quotes.Quote, error) bool) {
		for _, input := range inputs {
			for q, err := range iter.Seq2[quotes.Quote, error](input) {
				if !yield(q, err) || err != nil {
					return
				}
			}
		}
	}
}
