package search_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/search"
)

func suggested(t *testing.T, l *search.Library, field search.Field, prefix string, f search.Filter) []search.Suggestion {
	t.Helper()
	s, err := l.Suggest(t.Context(), field, prefix, f, 5)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSuggestions(t *testing.T) {
	l := library(t, famous...)
	for _, tt := range []struct {
		name   string
		field  search.Field
		prefix string
		filter search.Filter
		want   []search.Suggestion
	}{
		{"most frequent first", search.SpeakerField, "a", search.Filter{}, []search.Suggestion{{Text: "Ann Onymous", Count: 3}, {Text: "Albert Einstein", Count: 2}}},
		{"by surname", search.SpeakerField, "eins", search.Filter{}, []search.Suggestion{{Text: "Albert Einstein", Count: 2}}},
		{"with an error", search.SpeakerField, "Einsten", search.Filter{}, []search.Suggestion{{Text: "Albert Einstein", Count: 2}}},
		{"first name and surname", search.SpeakerField, "Franklin D. Roo", search.Filter{}, []search.Suggestion{{Text: "Franklin D. Roosevelt", Count: 2}}},
		{"in another script", search.SpeakerField, "эйнш", search.Filter{}, []search.Suggestion{{Text: "Albert Einstein", Count: 2}}},
		{"first name and surname in another script", search.SpeakerField, "альберт эйнш", search.Filter{}, []search.Suggestion{{Text: "Albert Einstein", Count: 2}}},
		{"another first name", search.SpeakerField, "роберт эйнш", search.Filter{}, nil},
		{"by ear", search.SpeakerField, "Rusevel", search.Filter{}, []search.Suggestion{{Text: "Franklin D. Roosevelt", Count: 2}}},
		{"in the script of the name", search.SpeakerField, "tolst", search.Filter{}, []search.Suggestion{{Text: "Лев Толстой", Count: 1}}},
		{"under a filter", search.SpeakerField, "a", search.Filter{Until: "1930"}, []search.Suggestion{{Text: "Albert Einstein", Count: 2}}},
		{"under review", search.SpeakerField, "rumo", search.Filter{}, nil},
		{"another guild's", search.SpeakerField, "guild", search.Filter{}, nil},
		{"one's own guild's", search.SpeakerField, "guild", search.Filter{Scope: "42"}, []search.Suggestion{{Text: "Guild Master", Count: 1}}},
		{"titles", search.SourceField, "merch", search.Filter{}, []search.Suggestion{{Text: "The Merchant of Venice", Count: 1}}},
		{"words", search.WordsField, "fea", search.Filter{}, []search.Suggestion{{Text: "fear", Count: 1}}},
		{"words with an error", search.WordsField, "Imaginasi", search.Filter{}, []search.Suggestion{{Text: "imagination", Count: 1}}},
		{"words as texts write them", search.WordsField, "wur", search.Filter{}, []search.Suggestion{{Text: "würde", Count: 1}}},
		{"words with an apostrophe", search.WordsField, "dont", search.Filter{}, []search.Suggestion{{Text: "don't", Count: 1}}},
		{"nothing typed for words", search.WordsField, "", search.Filter{}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := suggested(t, l, tt.field, tt.prefix, tt.filter)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	if got := suggested(t, l, search.SpeakerField, "", search.Filter{}); len(got) != 5 || got[0].Text != "Ann Onymous" {
		t.Errorf("nothing typed: %v, want the most frequent speakers", got)
	}
}

func TestWhatGoesOnAsTypedComesBeforeWhatIsLikeIt(t *testing.T) {
	l := library(t,
		line{words: "One saying of the writer", speaker: "Ulf Mannert"},
		line{words: "One saying of the president", speaker: "Nelson Mandela"},
		line{words: "Another saying of the president", speaker: "Nelson Mandela"},
		line{words: "A saying of somebody else", speaker: "Edward Munnig"},
		line{words: "Une pensée", speaker: "Ульф Маннерт"},
	)
	want := []search.Suggestion{{Text: "Ulf Mannert", Count: 1}, {Text: "Nelson Mandela", Count: 2}, {Text: "Edward Munnig", Count: 1}}
	if diff := cmp.Diff(want, suggested(t, l, search.SpeakerField, "mann", search.Filter{})); diff != "" {
		t.Error(diff)
	}
	// What only sounds like it comes last, and for another script.
	got := suggested(t, l, search.SpeakerField, "манн", search.Filter{})
	if len(got) < 2 || got[0].Text != "Ульф Маннерт" || !slices.Contains(got[1:], search.Suggestion{Text: "Ulf Mannert", Count: 1}) {
		t.Errorf("suggested %v", got)
	}
}

func TestSuggestIDsTakesAnIDOrWords(t *testing.T) {
	l := library(t, famous...)
	id := quotes.IDOf(famous[4].words)
	for _, prefix := range []string{string(id[:4]), strings.ToUpper(string(id[:5])), string(id), "play dice universe"} {
		got, err := l.SuggestIDs(t.Context(), prefix, search.Filter{}, 5)
		if err != nil || len(got) == 0 || got[0].ID != id {
			t.Errorf("%q: %v, %v", prefix, got, err)
		}
	}
}

func TestSpeakersAndSourcesAreTold(t *testing.T) {
	l := library(t, famous...)
	s, err := l.Speaker(t.Context(), "roosevelt", search.Filter{})
	if err != nil || s.Name != "Franklin D. Roosevelt" || !cmp.Equal(s.Roles, []string{"President"}) || s.Quotations != 2 || len(s.Sources) != 2 || len(s.Examples) != 2 {
		t.Errorf("%+v, %v", s, err)
	}
	if s, err := l.Speaker(t.Context(), "onymous", search.Filter{Until: "2004"}); err != nil || s.Name != "Ann Onymous" || s.Quotations != 1 {
		t.Errorf("%+v, %v", s, err)
	}
	s, err = l.Speaker(t.Context(), "национальный", search.Filter{})
	if err != search.ErrNotFound {
		t.Errorf("%+v, %v, want ErrNotFound", s, err)
	}
	src, err := l.Source(t.Context(), "blog", search.Filter{})
	if err != nil || src.Source.Title != "Blog" || src.Quotations != 3 || !cmp.Equal(src.Speakers, []search.Suggestion{{Text: "Ann Onymous", Count: 3}}) {
		t.Errorf("%+v, %v", src, err)
	}
}

func TestASurnameAloneMeansWhoIsQuotedMost(t *testing.T) {
	lines := []line{{words: "A saying of somebody called so", speaker: "Einstein"}}
	for i := range 9 {
		lines = append(lines, line{words: fmt.Sprintf("Saying %d of the physicist", i), speaker: "Albert Einstein"})
	}
	l := library(t, lines...)
	for typed, want := range map[string]string{"einstein": "Albert Einstein", "Albert Einstein": "Albert Einstein"} {
		if s, err := l.Speaker(t.Context(), typed, search.Filter{}); err != nil || s.Name != want {
			t.Errorf("%q is %q, %v, want %q", typed, s.Name, err, want)
		}
	}
}

func TestManySpeakersOfOneName(t *testing.T) {
	var lines []line
	for i := range 400 {
		lines = append(lines, line{words: fmt.Sprintf("Saying number %d", i), speaker: fmt.Sprintf("John Nr%d", i)})
	}
	lines = append(lines, line{words: "Saying of a man who is called otherwise", speaker: "Peter", asWritten: "John the Lesser"})
	l := library(t, lines...)
	r, err := l.Search(t.Context(), search.Query{Words: "saying", Filter: search.Filter{Speaker: "john"}, Limit: 100})
	if err != nil || r.Total < 400 {
		t.Fatalf("total %d, %v", r.Total, err)
	}
	for range 50 {
		if q, err := l.Random(t.Context(), search.Filter{Speaker: "john"}); err != nil || q.Attributions[0].Speakers[0].Name == "Peter" {
			t.Fatalf("drawn %q, %v", q.Words, err)
		}
	}
}

func TestDrawsAreUniform(t *testing.T) {
	l := library(t, famous...)
	const draws = 3000
	for _, tt := range []struct {
		name   string
		filter search.Filter
		of     int
	}{
		{"everything served but a report", search.Filter{}, 13},
		{"one speaker", search.Filter{Speaker: "Shakespeare"}, 2},
		{"since", search.Filter{Since: "1900"}, 6},
	} {
		counts := map[quotes.ID]int{}
		for range draws {
			q, err := l.Random(t.Context(), tt.filter)
			if err != nil {
				t.Fatal(err)
			}
			counts[q.ID]++
		}
		if len(counts) != tt.of {
			t.Errorf("%s: %d quotations drawn, want %d", tt.name, len(counts), tt.of)
		}
		// Pearson's chi squared; its mean is of-1, its deviation sqrt(2(of-1)).
		chi, expected := 0.0, float64(draws)/float64(tt.of)
		for _, n := range counts {
			chi += (float64(n) - expected) * (float64(n) - expected) / expected
		}
		if chi > 60 {
			t.Errorf("%s: chi squared %.1f with %d degrees of freedom", tt.name, chi, tt.of-1)
		}
	}
	if _, err := l.Random(t.Context(), search.Filter{Speaker: "Zarathustra"}); err != search.ErrNotFound {
		t.Errorf("drawing from nothing: %v", err)
	}
}

func TestEditsCountBesideTheGeneration(t *testing.T) {
	l := library(t, famous...)
	dice, gold := quotes.IDOf(famous[4].words), quotes.IDOf(famous[1].words)
	for _, e := range []store.Edit{
		{Op: store.Hide, ID: dice},
		{Op: store.Correct, ID: gold, Speaker: "Krzysztof Glitterman"},
	} {
		if _, err := l.Edit(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	if r, _ := l.Search(t.Context(), search.Query{Words: "god does not play dice"}); slices.ContainsFunc(r.Hits, func(h search.Hit) bool { return h.Quote.ID == dice }) {
		t.Error("a hidden quotation is found")
	}
	if got := suggested(t, l, search.SpeakerField, "einst", search.Filter{}); !cmp.Equal(got, []search.Suggestion{{Text: "Albert Einstein", Count: 1}}) {
		t.Errorf("suggestions count a hidden quotation: %v", got)
	}
	if got := suggested(t, l, search.WordsField, "univer", search.Filter{}); got != nil {
		t.Errorf("a hidden quotation's words are suggested: %v", got)
	}
	for range 200 {
		if q, err := l.Random(t.Context(), search.Filter{Speaker: "Einstein"}); err != nil || q.ID == dice {
			t.Fatalf("drawn: %v, %v", q.ID, err)
		}
	}
	for _, q := range []search.Query{
		{Words: "glitterman gold"},
		{Words: "gliterman gold"},
		{Words: "glisters", Filter: search.Filter{Speaker: "glitterman"}},
	} {
		r, err := l.Search(t.Context(), q)
		if err != nil || first(r) != famous[1].words || r.Hits[0].Quote.Attributions[0].Speakers[0].Name != "Krzysztof Glitterman" {
			t.Errorf("%+v: %q, %v", q, first(r), err)
		}
	}
	if r, _ := l.Search(t.Context(), search.Query{Words: "glisters", Filter: search.Filter{Speaker: "shakespeare"}}); len(r.Hits) > 0 {
		t.Error("a corrected quotation is found under the old speaker")
	}
	if got := suggested(t, l, search.SpeakerField, "glit", search.Filter{}); !cmp.Equal(got, []search.Suggestion{{Text: "Krzysztof Glitterman", Count: 1}}) {
		t.Errorf("the new speaker is not suggested: %v", got)
	}
	if got := suggested(t, l, search.SpeakerField, "shakes", search.Filter{}); !cmp.Equal(got, []search.Suggestion{{Text: "William Shakespeare", Count: 1}}) {
		t.Errorf("the old speaker keeps what was corrected: %v", got)
	}
	s, err := l.Speaker(t.Context(), "Glitterman", search.Filter{})
	if err != nil || s.Quotations != 1 {
		t.Errorf("%+v, %v", s, err)
	}
}

// What is listed without words begins with the newest; reports stand behind.
func TestWhatIsListedOfASpeakerIsTheNewestFirst(t *testing.T) {
	lines := []line{
		{words: "undated", speaker: "Ada", source: "Letters"},
		{words: "the oldest", speaker: "Ada", date: "1840"},
		{words: "a month later", speaker: "Ada", date: "1840-02"},
		{words: "the latest", speaker: "Ada", date: "1843-07-05", source: "Notes", kind: quotes.Partial, status: quotes.Extracted},
		{words: "that she was unwell", speaker: "Ada", date: "1844", kind: quotes.Indirect, status: quotes.Extracted},
	}
	l := library(t, lines...)
	r, err := l.Search(t.Context(), search.Query{Filter: search.Filter{Speaker: "Ada"}})
	var got []string
	for _, h := range r.Hits {
		got = append(got, h.Quote.Words)
	}
	want := []string{"the latest", "a month later", "the oldest", "undated", "that she was unwell"}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if s, err := l.Speaker(t.Context(), "ada", search.Filter{}); s.Since != "1840" || s.Until != "1844" || err != nil {
		t.Errorf("from %q until %q, %v", s.Since, s.Until, err)
	}
	if s, err := l.Source(t.Context(), "notes", search.Filter{}); s.Since != "1843-07-05" || s.Until != s.Since || err != nil {
		t.Errorf("from %q until %q, %v", s.Since, s.Until, err)
	}
}
