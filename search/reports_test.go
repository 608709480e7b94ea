package search_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/search"
)

// told is an attribution of a report, or of a quotation, in short.
func told(by string, k quotes.Kind, p quotes.Polarity, s quotes.Status) quotes.Attribution {
	return quotes.Attribution{
		Speakers: []quotes.Speaker{{Name: by}}, Kind: k, Polarity: p, Status: s,
		Source: quotes.Source{Title: "The Harbour Post", Published: "2024", File: string(k + quotes.Kind(p)), URL: "https://example.org/"},
	}
}

func ofWords(words string, all ...quotes.Attribution) quotes.Quote {
	slices.SortFunc(all, quotes.Attribution.Compare)
	return quotes.Quote{ID: quotes.IDOf(words), Words: words, Attributions: all}
}

func reports(t testing.TB) *search.Library {
	return libraryOf(t, func(yield func(quotes.Quote, error) bool) {
		for _, q := range []quotes.Quote{
			ofWords("the ferry will sail at noon with forty cars this spring", told("Ann Lee", quotes.Indirect, quotes.Asserted, quotes.Extracted)),
			ofWords("the ferry will sink under so heavy a roof this spring", told("Jan Malík", quotes.Indirect, quotes.Denied, quotes.Curated)),
			ofWords("the ferry will stay where nobody can see it this spring", told("Jan Malík", quotes.Indirect, quotes.Asked, quotes.Extracted)),
			ofWords("the ferry will stop if two engines are sold this spring", told("Jan Malík", quotes.Indirect, quotes.Conditional, quotes.Extracted)),
			ofWords("the ferry will turn round before every long pier this spring", quotes.Attribution{
				Speakers: []quotes.Speaker{{Name: "Cy Fox"}}, Kind: quotes.Partial, Status: quotes.Extracted, Source: quotes.Source{File: "x.txt"},
			}),
			ofWords("the harbour belongs to the people who work in it",
				told("Ann Lee", quotes.Direct, quotes.Asserted, quotes.Extracted), told("Bob Ray", quotes.Indirect, quotes.Denied, quotes.Extracted),
				quotes.Attribution{Speakers: []quotes.Speaker{{Name: "Cy Fox"}}, Kind: quotes.Direct, Status: quotes.Extracted, Source: quotes.Source{Title: "First", Published: "2020"}},
				quotes.Attribution{Speakers: []quotes.Speaker{{Name: "Cy Fox"}}, Kind: quotes.Indirect, Polarity: quotes.Denied, Status: quotes.Extracted, Source: quotes.Source{Title: "Second", Published: "2020"}}),
			ofWords("the lighthouse was sold before anybody knew of it",
				told("Bob Ray", quotes.Indirect, quotes.Asserted, quotes.Curated), told("Cy Fox", quotes.Direct, quotes.Asserted, quotes.Extracted)),
		} {
			if !yield(q, nil) {
				return
			}
		}
	})
}

func TestASearchFindsEveryReportBehindQuotations(t *testing.T) {
	l := reports(t)
	for _, query := range []string{"ferry spring", "the ferry will", "spring ferry will"} {
		r, err := l.Search(t.Context(), search.Query{Words: query})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, h := range r.Hits {
			lead := h.Quote.Attributions[0]
			got = append(got, string(lead.Kind)+" "+lead.Polarity.String())
		}
		// The quotation has the worst source of all, the denial the best one.
		if want := []string{"partial asserted", "indirect asserted", "indirect denied"}; len(got) != 5 || !cmp.Equal(got[:3], want) {
			t.Errorf("%q finds %q, want %q and the two others", query, got, want)
		}
	}
	r, err := l.Search(t.Context(), search.Query{Words: "malik ferry sink"})
	if err != nil || first(r) != "the ferry will sink under so heavy a roof this spring" {
		t.Errorf("a report is not found by who denied it: %q, %v", first(r), err)
	}
}

func TestWhatIsNotAssertedDoesNotCountAsSaid(t *testing.T) {
	l := reports(t)
	for _, tt := range []struct {
		name   string
		words  string
		filter search.Filter
		want   int
	}{
		{"whatever the polarity", "ferry", search.Filter{}, 5},
		{"as a kind", "ferry", search.Filter{Kinds: []quotes.Kind{quotes.Indirect}}, 4},
		{"where it stands", "ferry", search.Filter{Source: "Harbour Post"}, 4},
		{"by who asserted it", "ferry", search.Filter{Speaker: "Ann Lee"}, 1},
		{"by who denied, asked or said it with a condition", "ferry", search.Filter{Speaker: "Jan Malík"}, 0},
		{"by the surname alone", "ferry", search.Filter{Speaker: "malik"}, 0},
		{"by all who did", "", search.Filter{Speaker: "Jan Malík"}, 0},
		{"since", "ferry", search.Filter{Since: "2024"}, 1},
		{"until", "ferry", search.Filter{Until: "2024"}, 1},
		{"where it was denied and when", "harbour", search.Filter{Source: "Second"}, 1},
		{"what another one denied", "harbour belongs", search.Filter{Speaker: "Ann Lee"}, 1},
		{"by the other one", "harbour belongs", search.Filter{Speaker: "Bob Ray"}, 0},
		{"by another one somewhere else", "harbour belongs", search.Filter{Source: "Second", Until: "2020"}, 0},
	} {
		r, err := l.Search(t.Context(), search.Query{Words: tt.words, Filter: tt.filter})
		total := r.Total
		if r.Confidence == search.Closest { // something else that he asserts
			total = 0
			for _, h := range r.Hits {
				if lead, _ := h.Quote.Lead(); lead.Polarity != quotes.Asserted {
					t.Errorf("%s: what is %s comes closest: %q", tt.name, lead.Polarity, h.Quote.Words)
				}
			}
		}
		if err != nil || total != tt.want || len(r.Hits) != r.Total {
			t.Errorf("%s: %d found, %d shown, %v, want %d", tt.name, total, len(r.Hits), err, tt.want)
		}
	}

	if s, err := l.Speaker(t.Context(), "Bob Ray", search.Filter{}); err != nil || s.Quotations != 1 {
		t.Errorf("a profile counts %d quotations, %v, want the one that he asserts", s.Quotations, err)
	}
	if s, err := l.Speaker(t.Context(), "Jan Malík", search.Filter{}); !errors.Is(err, search.ErrNotFound) {
		t.Errorf("who only denied something has a profile: %+v, %v", s, err)
	}
	s, err := l.Source(t.Context(), "The Harbour Post", search.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	if want := []search.Suggestion{{Text: "Ann Lee", Count: 2}, {Text: "Cy Fox", Count: 2}, {Text: "Bob Ray", Count: 1}}; !cmp.Equal(s.Speakers, want) {
		t.Errorf("a source quotes %v, want %v", s.Speakers, want)
	}
	if got, err := l.Suggest(t.Context(), search.SpeakerField, "mal", search.Filter{}, 10); err != nil || got != nil {
		t.Errorf("who only denied something is suggested as a speaker: %v, %v", got, err)
	}
	if got, err := l.Suggest(t.Context(), search.WordsField, "ferr", search.Filter{Speaker: "malik"}, 10); err != nil || got != nil {
		t.Errorf("his denials complete words of his: %v, %v", got, err)
	}
	if n := l.Status().Speakers; n != 3 {
		t.Errorf("%d speakers, want 3", n)
	}
}

func TestWhatIsNotAssertedVerifiesNothing(t *testing.T) {
	l := reports(t)
	for _, tt := range []struct {
		passage string
		filter  search.Filter
		want    int
	}{
		{"the ferry will sail at noon with forty cars this spring", search.Filter{}, 1},
		{"the lighthouse was sold before anybody knew of it", search.Filter{Speaker: "Bob Ray"}, 1},
		{"the harbour belongs to the people who work in it", search.Filter{}, 1},
		{"the harbour belongs to the people who work in it", search.Filter{Speaker: "Ann Lee"}, 1},
		{"the harbour belongs to the people who work in it", search.Filter{Speaker: "Bob Ray"}, 0},
		{"the ferry will sink under so heavy a roof this spring", search.Filter{Speaker: "Jan Malík"}, 0},
	} {
		found, err := l.Locate(t.Context(), tt.passage, tt.filter)
		exact := slices.DeleteFunc(found, func(lo search.Located) bool { return !lo.Exact })
		if err != nil || len(exact) != tt.want {
			t.Errorf("%q, %+v: %d records have it, %v, want %d", tt.passage, tt.filter, len(exact), err, tt.want)
		}
	}
	found, err := l.Locate(t.Context(), "the ferry will sink under so heavy a roof this spring", search.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, lo := range found {
		if lo.Quote.Attributions[0].Polarity != quotes.Asserted {
			t.Errorf("it verifies %q, which is only %s", lo.Quote.Words, lo.Quote.Attributions[0].Polarity)
		}
	}
}

func TestReportsAreNeverDrawn(t *testing.T) {
	l := reports(t)
	drawn := map[string]bool{}
	for range 300 {
		q, err := l.Random(t.Context(), search.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		drawn[q.Words] = true
	}
	if want := map[string]bool{"the ferry will turn round before every long pier this spring": true, "the harbour belongs to the people who work in it": true}; !cmp.Equal(drawn, want) {
		t.Errorf("drawn are %v, want %v", drawn, want)
	}
	for name, f := range map[string]search.Filter{
		"who is only reported":         {Speaker: "Bob Ray"},
		"who denied":                   {Speaker: "Jan Malík"},
		"reports themselves":           {Kinds: []quotes.Kind{quotes.Indirect}},
		"what a curated report leads":  {Speaker: "Cy Fox", Source: "Harbour Post"},
		"a kind that nothing else has": {Kinds: []quotes.Kind{quotes.Direct}, Speaker: "Bob Ray"},
	} {
		if q, err := l.Random(t.Context(), f); !errors.Is(err, search.ErrNotFound) {
			t.Errorf("%s: drawn is %q, %v", name, q.Words, err)
		}
	}
}

func TestACorrectedDenialIsStillNone(t *testing.T) {
	l := reports(t)
	const words = "the ferry will sink under so heavy a roof this spring"
	if _, err := l.Edit(t.Context(), store.Edit{Op: store.Correct, ID: quotes.IDOf(words), Speaker: "Dee Quay"}); err != nil {
		t.Fatal(err)
	}
	if s, err := l.Speaker(t.Context(), "Dee Quay", search.Filter{}); !errors.Is(err, search.ErrNotFound) {
		t.Errorf("who is now said to have denied it has a profile: %+v, %v", s, err)
	}
	if r, err := l.Search(t.Context(), search.Query{Words: "quay sink"}); err != nil || first(r) != words {
		t.Errorf("by the new name %q is found, %v", first(r), err)
	}
}
