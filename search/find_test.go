package search_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/search"
)

// line is a quotation in short.
type line struct {
	words, speaker, source string
	date                   quotes.Date
	kind                   quotes.Kind
	status                 quotes.Status
	scope, asWritten, role string
}

func (l line) quote() quotes.Quote {
	a := quotes.Attribution{Kind: l.kind, Status: l.status, Source: quotes.Source{Title: l.source, Published: l.date, File: "lines.csv"}}
	if a.Kind == "" {
		a.Kind = quotes.Direct
	}
	if a.Status == "" {
		a.Status = quotes.Curated
	}
	if l.speaker != "" {
		a.Speakers = []quotes.Speaker{{Name: l.speaker, AsWritten: l.asWritten, Role: l.role}}
	}
	return quotes.Quote{ID: quotes.IDOf(l.words), Words: l.words, Scope: l.scope, Attributions: []quotes.Attribution{a}}
}

// library builds a corpus and opens it.
func library(t testing.TB, lines ...line) *search.Library {
	t.Helper()
	return libraryOf(t, func(yield func(quotes.Quote, error) bool) {
		for _, l := range lines {
			if !yield(l.quote(), nil) {
				return
			}
		}
	})
}

func libraryOf(t testing.TB, input search.Input) *search.Library {
	t.Helper()
	dir := t.TempDir()
	if _, err := search.Build(t.Context(), search.BuildOptions{DataDir: dir, Quotes: input}); err != nil {
		t.Fatal(err)
	}
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

// famous is the corpus of most tests.
var famous = []line{
	{words: "To be, or not to be, that is the question", speaker: "William Shakespeare", source: "Hamlet", date: "1603"},
	{words: "All that glisters is not gold", speaker: "William Shakespeare", source: "The Merchant of Venice", date: "1600"},
	{words: "It is not the question but the answer that matters to be honest", speaker: "Ann Onymous", source: "Blog"},
	{words: "Imagination is more important than knowledge", speaker: "Albert Einstein", source: "What Life Means to Einstein", date: "1929-10-26"},
	{words: "God does not play dice with the universe", speaker: "Albert Einstein", source: "Letters", date: "1926-12"},
	{words: "The only thing we have to fear is fear itself", speaker: "Franklin D. Roosevelt", source: "Inaugural address", date: "1933-03-04", role: "President"},
	{words: "Yesterday, December 7th, 1941 — a date which will live in infamy", speaker: "Franklin D. Roosevelt", source: "Address to Congress", date: "1941-12-08", role: "President"},
	{words: "Die Würde des Menschen ist unantastbar", source: "Grundgesetz", date: "1949-05-23"},
	{words: "L'homme est né libre, et partout il est dans les fers", speaker: "Jean-Jacques Rousseau", source: "Du contrat social", date: "1762"},
	{words: "Все счастливые семьи похожи друг на друга", speaker: "Лев Толстой", source: "Анна Каренина", date: "1878"},
	{words: "千里之行，始於足下", speaker: "老子", source: "道德經"},
	{words: "We don't negotiate with terrorists", speaker: "Ann Onymous", source: "Blog", date: "2004"},
	{words: "The weather was said to be fine", speaker: "Ann Onymous", source: "Blog", kind: quotes.Indirect, status: quotes.Extracted},
	{words: "a lack of understanding", speaker: "National Intelligence Service", asWritten: "the agency", source: "Report", kind: quotes.Partial, status: quotes.Extracted},
	{words: "This guess was never confirmed by anybody", speaker: "Rumour", source: "Blog", status: quotes.Review},
	{words: "Our guild has a saying of its own", speaker: "Guild Master", source: "Chat", scope: "42"},
}

func first(r search.Result) string {
	if len(r.Hits) == 0 {
		return ""
	}
	return r.Hits[0].Quote.Words
}

func TestQueriesAsPeopleTypeThem(t *testing.T) {
	l := library(t, famous...)
	for _, tt := range []struct{ name, query, want string }{
		{"words in a row", "fear is fear", "The only thing we have"},
		{"nothing but stop words", "to be or not to be", "To be, or not"},
		{"stop words in another order go elsewhere", "is not the question but", "It is not the question"},
		{"out of order", "knowledge imagination", "Imagination is"},
		{"a word wrong", "god never plays dice", "God does not play dice"},
		{"typing errors", "imaginatoin importent knowlege", "Imagination is"},
		{"case", "ALL THAT GLISTERS", "All that glisters"},
		{"without diacritics", "wurde des menschen", "Die Würde"},
		{"with an apostrophe more or less", "dont negotiate", "We don't"},
		{"curly apostrophe", "don’t negotiate", "We don't"},
		{"an elided article left out", "homme ne libre", "L'homme"},
		{"a speaker's surname and a word", "einstein dice", "God does not"},
		{"a surname misspelt", "enstein dice", "God does not"},
		{"a surname in another alphabet", "Tolstoy семьи", "Все счастливые"},
		{"a surname alone", "rousseau", "L'homme"},
		{"the last word not yet typed", "god does not pl", "God does not"},
		{"Cyrillic", "все счастливые семьи", "Все счастливые"},
		{"another case ending", "счастливая семья", "Все счастливые"},
		{"Chinese", "千里之行", "千里之行"},
		{"part of a Chinese line", "始於足下", "千里之行"},
		{"words run together", "themain thing we have tofear is fear", "The only thing"},
		{"exactly these words", `"that is the question"`, "To be, or not"},
		{"typographic marks too", "“the question but”", "It is not"},
		{"exact words beside others", `einstein "does not play"`, "God does not"},
		{"operators have no power", `+dice* AND -god~ (play)^ :`, "God does not"},
		{"a mark without its partner", `play "dice`, "God does not"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := l.Search(t.Context(), search.Query{Words: tt.query})
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(first(r), tt.want) || tt.want == "" {
				t.Errorf("%q finds %q, want %q", tt.query, first(r), tt.want)
			}
		})
	}
}

func TestWhatIsNotThereIsNotFound(t *testing.T) {
	l := library(t, famous...)
	for _, tt := range []struct{ name, query, suggestion string }{
		{"no words", " ?! ", ""},
		{"unknown words", "zxqvkj wprtlm", ""},
		{"exact words in another order", `"question the is that"`, "question the is that"},
		{"exact words misspelt", `"that is the qestion"`, "that is the question"},
		{"under review", "guess never confirmed anybody", ""},
		{"another guild's", "our guild has a saying", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := l.Search(t.Context(), search.Query{Words: tt.query})
			if err != nil {
				t.Fatal(err)
			}
			if len(r.Hits) > 0 || r.Total > 0 {
				t.Errorf("%q finds %d, first %q", tt.query, r.Total, first(r))
			}
			if r.Suggestion != tt.suggestion {
				t.Errorf("%q suggests %q, want %q", tt.query, r.Suggestion, tt.suggestion)
			}
		})
	}
	r, err := l.Search(t.Context(), search.Query{Words: "our guild has a saying", Filter: search.Filter{Scope: "42"}})
	if err != nil || first(r) == "" {
		t.Errorf("a guild's own quotation is not found there: %v", err)
	}
}

func TestFiltersNarrow(t *testing.T) {
	l := library(t, famous...)
	for _, tt := range []struct {
		name   string
		words  string
		filter search.Filter
		want   []string // beginnings, in any order
	}{
		{"speaker", "not", search.Filter{Speaker: "einstein"}, []string{"God"}},
		{"speaker in another spelling", "not", search.Filter{Speaker: "Ainstein"}, []string{"God"}},
		{"speaker with a typing error", "not", search.Filter{Speaker: "Eistein"}, []string{"God"}},
		{"speaker in another alphabet", "", search.Filter{Speaker: "Tolstoi"}, []string{"Все"}},
		{"alias", "", search.Filter{Speaker: "National Intelligence"}, []string{"a lack"}},
		{"nobody", "not", search.Filter{Speaker: "Zarathustra"}, nil},
		{"source", "", search.Filter{Source: "hamlet"}, []string{"To be"}},
		{"since a year", "", search.Filter{Since: "1941"}, []string{"Yesterday", "Die Würde", "We don't"}},
		{"until a month", "", search.Filter{Since: "1900", Until: "1926-12"}, []string{"God"}},
		{"a month overlaps its days", "", search.Filter{Since: "1926-12-24", Until: "1926-12-24"}, []string{"God"}},
		{"between days", "", search.Filter{Since: "1929-10-26", Until: "1929-10-26"}, []string{"Imagination"}},
		{"kind", "", search.Filter{Kinds: []quotes.Kind{quotes.Partial, quotes.Indirect}}, []string{"a lack", "The weather"}},
		{"all at once", "fear", search.Filter{Speaker: "roosevelt", Since: "1933", Until: "1933", Kinds: []quotes.Kind{quotes.Direct}}, []string{"The only"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := l.Search(t.Context(), search.Query{Words: tt.words, Filter: tt.filter})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, h := range r.Hits {
				got = append(got, h.Quote.Words)
			}
			if len(got) != len(tt.want) || r.Total != len(tt.want) {
				t.Fatalf("found %q (total %d), want %q", got, r.Total, tt.want)
			}
			for _, w := range tt.want {
				if !slices.ContainsFunc(got, func(g string) bool { return strings.HasPrefix(g, w) }) {
					t.Errorf("found %q, want %q", got, w)
				}
			}
		})
	}
}

func TestOneAttributionMustSatisfyTheWholeFilter(t *testing.T) {
	words := "Insanity is doing the same thing over and over"
	l := library(t,
		line{words: words, speaker: "Albert Einstein", source: "Calendar", date: "1999"},
		line{words: words, speaker: "Rita Mae Brown", source: "Sudden Death", date: "1983"},
	)
	for _, tt := range []struct {
		filter search.Filter
		want   int
	}{
		{search.Filter{Speaker: "Brown", Until: "1990"}, 1},
		{search.Filter{Speaker: "Einstein", Until: "1990"}, 0},
		{search.Filter{Speaker: "Einstein", Source: "Sudden Death"}, 0},
	} {
		r, err := l.Search(t.Context(), search.Query{Words: "insanity", Filter: tt.filter})
		if err != nil || len(r.Hits) != tt.want {
			t.Errorf("%+v: %d hits, %v, want %d", tt.filter, len(r.Hits), err, tt.want)
		}
		if _, err := l.Random(t.Context(), tt.filter); (err == nil) != (tt.want == 1) {
			t.Errorf("%+v: drawing: %v", tt.filter, err)
		}
	}
}

func TestMatchedWordsAreMarked(t *testing.T) {
	l := library(t, famous...)
	for _, tt := range []struct{ query, want string }{
		{"God dice", "[God] does not play [dice] with the universe"},
		{"imaginatoin knowl", "[Imagination] is more important than [knowledge]"},
		{"wurde unantastbar", "Die [Würde] des Menschen ist [unantastbar]"},
		{"始於足", "千里之行，[始於足]下"},
		{"dont terrorists", "We [don't] negotiate with [terrorists]"},
	} {
		r, err := l.Search(t.Context(), search.Query{Words: tt.query})
		if err != nil || len(r.Hits) == 0 {
			t.Errorf("%q: %v", tt.query, err)
			continue
		}
		got, at := "", 0
		words := r.Hits[0].Quote.Words
		for _, m := range r.Hits[0].Matched {
			got += words[at:m.Start] + "[" + words[m.Start:m.End] + "]"
			at = m.End
		}
		if got += words[at:]; got != tt.want {
			t.Errorf("%q marks %q, want %q", tt.query, got, tt.want)
		}
	}
}

func TestBetterSourcedQuotationsComeFirstAmongEquals(t *testing.T) {
	l := library(t,
		line{words: "Peace is a journey of a thousand miles, he said once upon a rainy night", speaker: "A", kind: quotes.Indirect, date: "1999"},
		line{words: "Peace is a journey of a thousand miles, she wrote under an old oak tree", speaker: "B", kind: quotes.Partial, date: "1999"},
		line{words: "Peace is a journey of a thousand miles, they sang while walking to the sea", speaker: "C", status: quotes.Extracted, date: "1999"},
		line{words: "Peace is a journey of a thousand miles, who knew nothing about his own shoes", speaker: "D"},
		line{words: "Peace is a journey of a thousand miles, we told children before their long sleep", speaker: "E", date: "1999"},
	)
	r, err := l.Search(t.Context(), search.Query{Words: "journey of a thousand miles"})
	if err != nil {
		t.Fatal(err)
	}
	var got string
	for _, h := range r.Hits {
		got += h.Quote.Attributions[0].Speakers[0].Name
	}
	if got != "EDCBA" {
		t.Errorf("order %s, want EDCBA", got)
	}
}

func TestNearDuplicatesAreGroupedUnderTheBestSourced(t *testing.T) {
	l := library(t,
		line{words: "The only thing we have to fear is fear itself", speaker: "Franklin D. Roosevelt", kind: quotes.Indirect, status: quotes.Extracted},
		line{words: "The only thing that we have to fear is fear itself", speaker: "Franklin D. Roosevelt", date: "1933-03-04"},
		line{words: "So first of all, the only thing we have to fear is fear itself, nameless", speaker: "F. D. Roosevelt", status: quotes.Extracted},
		line{words: "Fear is the only thing of which a hero who never had any has to be told", speaker: "Somebody"},
	)
	r, err := l.Search(t.Context(), search.Query{Words: "fear only thing"})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, h := range r.Hits {
		got = append(got, fmt.Sprintf("%s +%d", h.Quote.Attributions[0].Speakers[0].Name, len(h.Alike)))
	}
	want := []string{"Franklin D. Roosevelt +2", "Somebody +0"}
	if !cmp.Equal(slices.Sorted(slices.Values(got)), want) || r.Total != 2 {
		t.Errorf("hits %q, total %d, want %q", got, r.Total, want)
	}
	for _, h := range r.Hits {
		if len(h.Alike) > 0 && h.Quote.Attributions[0].Kind != quotes.Direct {
			t.Errorf("%q leads its near duplicates", h.Quote.Words)
		}
	}
	if r, _ := l.Search(t.Context(), search.Query{Words: "so first of all the only thing"}); !strings.HasPrefix(first(r), "So first") {
		t.Errorf("the wording that was asked for is not the first hit, but %q", first(r))
	}
}

func TestPagesJoinWithoutGaps(t *testing.T) {
	var lines []line
	for i := range 37 {
		lines = append(lines, line{words: fmt.Sprintf("Number %d of the common sayings", i), speaker: "Counter"})
	}
	l := library(t, lines...)
	all, err := l.Search(t.Context(), search.Query{Words: "common sayings", Limit: 100})
	if err != nil || len(all.Hits) != 37 || all.Total != 37 {
		t.Fatalf("%d hits, total %d, %v", len(all.Hits), all.Total, err)
	}
	var paged []quotes.ID
	for offset := 0; offset < 40; offset += 10 {
		r, err := l.Search(t.Context(), search.Query{Words: "common sayings", Offset: offset})
		if err != nil || r.Total != 37 {
			t.Fatalf("total %d at %d, %v", r.Total, offset, err)
		}
		for _, h := range r.Hits {
			paged = append(paged, h.Quote.ID)
		}
	}
	for i, h := range all.Hits {
		if i >= len(paged) || paged[i] != h.Quote.ID {
			t.Fatalf("hit %d differs between one page and several", i)
		}
	}
}

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
		{"most frequent first", search.SpeakerField, "a", search.Filter{}, []search.Suggestion{{"Ann Onymous", 3}, {"Albert Einstein", 2}}},
		{"by surname", search.SpeakerField, "eins", search.Filter{}, []search.Suggestion{{"Albert Einstein", 2}}},
		{"with an error", search.SpeakerField, "Einsten", search.Filter{}, []search.Suggestion{{"Albert Einstein", 2}}},
		{"first name and surname", search.SpeakerField, "Franklin D. Roo", search.Filter{}, []search.Suggestion{{"Franklin D. Roosevelt", 2}}},
		{"under a filter", search.SpeakerField, "a", search.Filter{Until: "1930"}, []search.Suggestion{{"Albert Einstein", 2}}},
		{"under review", search.SpeakerField, "rumo", search.Filter{}, nil},
		{"another guild's", search.SpeakerField, "guild", search.Filter{}, nil},
		{"one's own guild's", search.SpeakerField, "guild", search.Filter{Scope: "42"}, []search.Suggestion{{"Guild Master", 1}}},
		{"titles", search.SourceField, "merch", search.Filter{}, []search.Suggestion{{"The Merchant of Venice", 1}}},
		{"words", search.WordsField, "fea", search.Filter{}, []search.Suggestion{{"fear", 1}}},
		{"words after words", search.WordsField, "not to be", search.Filter{}, []search.Suggestion{{"not to be", 2}}},
		{"words with an error", search.WordsField, "Imaginasi", search.Filter{}, []search.Suggestion{{"imagination", 1}}},
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
	if err != nil || s.Name != "Franklin D. Roosevelt" || s.Role != "President" || s.Quotations != 2 || len(s.Sources) != 2 || len(s.Examples) != 2 {
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
		{"everything served", search.Filter{}, 14},
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

func TestACancelledContextEndsEverything(t *testing.T) {
	l := library(t, famous...)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := l.Search(ctx, search.Query{Words: "fear"}); err != context.Canceled {
		t.Errorf("Search: %v", err)
	}
	if _, err := l.Suggest(ctx, search.SpeakerField, "a", search.Filter{}, 5); err != context.Canceled {
		t.Errorf("Suggest: %v", err)
	}
	if _, err := l.Random(ctx, search.Filter{}); err != context.Canceled {
		t.Errorf("Random: %v", err)
	}
}

// TestLookupsOfTheSeedArticle asks for what an attentive editor read out of an
// article, among the quotations of the other tests.
func TestLookupsOfTheSeedArticle(t *testing.T) {
	data, err := os.ReadFile("../../shared/seed/expected.json")
	if err != nil {
		t.Skipf("the seed is absent: %v", err)
	}
	var seed struct {
		Quotes, Indirect []struct {
			Kind           quotes.Kind
			Words, Speaker string
		}
		Lookups []struct {
			Words string
			Finds int
		}
	}
	if err := json.Unmarshal(data, &seed); err != nil {
		t.Fatal(err)
	}
	lines := slices.Clone(famous)
	for _, q := range seed.Quotes {
		lines = append(lines, line{words: q.Words, speaker: q.Speaker, kind: q.Kind, status: quotes.Extracted, source: "article.txt"})
	}
	for _, q := range seed.Indirect {
		lines = append(lines, line{words: q.Words, speaker: q.Speaker, kind: quotes.Indirect, status: quotes.Extracted, source: "article.txt"})
	}
	l := library(t, lines...)
	for _, lookup := range seed.Lookups {
		r, err := l.Search(t.Context(), search.Query{Words: lookup.Words})
		if err != nil {
			t.Fatal(err)
		}
		if want := seed.Quotes[lookup.Finds].Words; first(r) != want {
			t.Errorf("%q finds %q, want %q", lookup.Words, first(r), want)
		}
	}
}
