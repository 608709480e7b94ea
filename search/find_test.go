package search_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbatim/quotes"
	"verbatim/search"
)

// line is a quotation in short.
type line struct {
	words, speaker, source string
	date                   quotes.Date
	kind                   quotes.Kind
	status                 quotes.Status
	polarity               quotes.Polarity
	scope, asWritten, role string
	lang                   string
}

func (l line) quote() quotes.Quote {
	a := quotes.Attribution{Kind: l.kind, Status: l.status, Polarity: l.polarity, Source: quotes.Source{Title: l.source, Published: l.date, File: "lines.csv"}}
	if a.Kind == "" {
		a.Kind = quotes.Direct
	}
	if a.Status == "" {
		a.Status = quotes.Curated
	}
	if l.speaker != "" {
		a.Speakers = []quotes.Speaker{{Name: l.speaker, AsWritten: l.asWritten, Role: l.role}}
	}
	return quotes.Quote{ID: quotes.IDOf(l.words), Words: l.words, Lang: l.lang, Scope: l.scope, Attributions: []quotes.Attribution{a}}
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
	{words: "Die Würde des Menschen ist unantastbar", source: "Grundgesetz", date: "1949-05-23", lang: "de"},
	{words: "L'homme est né libre, et partout il est dans les fers", speaker: "Jean-Jacques Rousseau", source: "Du contrat social", date: "1762", lang: "fr-FR"},
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

// initialled are speakers whose names have initials.
var initialled = []line{
	{words: "There is no wine like the one that was never poured", speaker: "C. M. Brown"},
	{words: "A brown ruler is 30 cm long", speaker: "Ann Onymous"},
	{words: "I keep my courage in a jar beside the bread", speaker: "George C.M. Brown"},
}

func TestQueriesAsPeopleTypeThem(t *testing.T) {
	l := library(t, slices.Concat(famous, initialled)...)
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
		{"initials written as one word", "cm brown", "I keep my"},
		{"initials written as one word, and words", "GCM Brown wine", "There is no"},
		{"a name typed again counts once", "rousseau rousseau rousseau fear itself", "The only thing"},
		{"a title and a word", "hamlet question", "To be, or not"},
		{"a title misspelt", "merchent gold", "All that glisters"},
		{"a title not yet typed to its end", "gold glisters merch", "All that glisters"},
		{"a title alone", "grundgesetz", "Die Würde"},
		{"a title in another script", "каренина семьи", "Все счастливые"},
		{"a common word is no title", "to the honest answer", "It is not the question"},
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

func TestWordsThatDoNotStandAsQuotedAreFoundWithoutTheMarks(t *testing.T) {
	l := library(t, line{words: "God does not play dice with the universe", speaker: "Albert Einstein"}, line{words: "The only thing we have to fear is fear itself", speaker: "Franklin D. Roosevelt"})
	for _, tt := range []struct {
		query, want string
		unquoted    bool
	}{
		{`"thing we have to fear"`, "The only thing", false},
		{`"the only thing to fear is fear itself" roosevelt`, "The only thing", true},
		{"“dice god does not play”", "God does not", true},
		{`"god dose not play" »dice«`, "God does not", true},
		{`"xyzzy quux"`, "", false},
	} {
		r, err := l.Search(t.Context(), search.Query{Words: tt.query})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(first(r), tt.want) || r.Unquoted != tt.unquoted || (tt.want == "") != (len(r.Hits) == 0) {
			t.Errorf("%s finds %q, unquoted %v, want %q, %v", tt.query, first(r), r.Unquoted, tt.want, tt.unquoted)
		}
	}
}

func TestAllQuotationsWithACommonWordAreCounted(t *testing.T) {
	var lines []line
	for i := range 1500 {
		lines = append(lines, line{words: fmt.Sprintf("w%04d is the common word that n%04d and k%04d and many share", i, i, i), speaker: "A"})
	}
	l := library(t, lines...)
	for query, want := range map[string]int{
		"common":       1500,
		`"the common"`: 1200, // how many more have just these words nobody looked at
		"unheard":      0,
	} {
		r, err := l.Search(t.Context(), search.Query{Words: query})
		if err != nil || r.Total != want {
			t.Errorf("%s: %d quotations, %v; want %d", query, r.Total, err, want)
		}
	}
	r, err := l.Search(t.Context(), search.Query{Words: "common", Offset: 1300})
	if err != nil || len(r.Hits) != 0 || r.Total != 1500 {
		t.Errorf("beyond what was compared: %d hits of %d, %v", len(r.Hits), r.Total, err)
	}
	r, err = l.Search(t.Context(), search.Query{Words: "common", Filter: search.Filter{Speaker: "A", Until: "1900"}})
	if err != nil || r.ZeroResult == nil || len(r.ZeroResult.Without) != 1 || r.ZeroResult.Without[0].Found != 1500 {
		t.Errorf("without the filter: %+v, %v", r.ZeroResult, err)
	}
}

// More words start with one letter than are looked up, and the one that is meant
// may be the rarest.
func TestAnyWordThatStartsSoCompletesTheQuery(t *testing.T) {
	lines := []line{{words: "a bedlam of screaming birds", speaker: "A"}}
	for i := range 600 {
		lines = append(lines, line{words: fmt.Sprintf("birds do what b%03d and b%03d of them did", i, i), speaker: "B"})
	}
	lines = append(lines, line{words: "nothing but the screaming bzz of wings", speaker: "C"})
	l := library(t, lines...)
	r, err := l.Search(t.Context(), search.Query{Words: "the screaming b", Explain: true})
	if err != nil || len(r.Hits) == 0 || r.Hits[0].Quote.Words != lines[len(lines)-1].words {
		t.Fatalf("found %q, %v", first(r), err)
	}
	var marked []string
	for _, m := range r.Hits[0].Matched {
		marked = append(marked, r.Hits[0].Quote.Words[m.Start:m.End])
	}
	if got := strings.Join(marked, " "); got != "the screaming bzz" {
		t.Errorf("marked %q", got)
	}
	if last := r.Hits[0].Explanation.Readings[2]; last.As != "bzz" || last.How != search.GoesOn || last.Count != 1 {
		t.Errorf("explained as %+v", last)
	}
}

func TestWhatIsNotThereIsNotFound(t *testing.T) {
	l := library(t, famous...)
	for _, tt := range []struct{ name, query, suggestion string }{
		{"no words", " ?! ", ""},
		{"unknown words", "zxqvkj wprtlm", ""},
		{"another year", "1942", ""},
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

func TestWordsBetweenMarksThatStandNowhereSoAreFoundWithout(t *testing.T) {
	l := library(t, famous...)
	for _, tt := range []struct {
		query, first string
		unquoted     bool
	}{
		{`"that is the question"`, "To be, or not to be, that is the question", false},
		{`"question the is that"`, "", true}, // whichever has them all
		{`"that is the qestion"`, "To be, or not to be, that is the question", true},
	} {
		r, err := l.Search(t.Context(), search.Query{Words: tt.query})
		if err != nil {
			t.Fatal(err)
		}
		if r.Unquoted != tt.unquoted || first(r) == "" || tt.first != "" && first(r) != tt.first {
			t.Errorf("%s finds %q first, without the marks: %v, want %q and %v", tt.query, first(r), r.Unquoted, tt.first, tt.unquoted)
		}
	}
}

func TestFiltersNarrow(t *testing.T) {
	l := library(t, slices.Concat(famous, initialled)...)
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
		{"initials written as one word", "", search.Filter{Speaker: "GCM Brown"}, []string{"I keep"}},
		{"speaker by the beginning of the name", "not", search.Filter{Speaker: "Alb"}, []string{"God"}},
		{"too few letters for a typing error", "not", search.Filter{Speaker: "Olb"}, nil},
		{"too few letters for a typing error in a title", "not", search.Filter{Source: "Lat"}, nil},
		{"nobody", "not", search.Filter{Speaker: "Zarathustra"}, nil},
		{"source", "", search.Filter{Source: "hamlet"}, []string{"To be"}},
		{"since a year", "", search.Filter{Since: "1941"}, []string{"Yesterday", "Die Würde", "We don't"}},
		{"until a month", "", search.Filter{Since: "1900", Until: "1926-12"}, []string{"God"}},
		{"a month overlaps its days", "", search.Filter{Since: "1926-12-24", Until: "1926-12-24"}, []string{"God"}},
		{"between days", "", search.Filter{Since: "1929-10-26", Until: "1929-10-26"}, []string{"Imagination"}},
		{"kind", "", search.Filter{Kinds: []quotes.Kind{quotes.Partial, quotes.Indirect}}, []string{"a lack", "The weather"}},
		{"language", "", search.Filter{Language: "de"}, []string{"Die Würde"}},
		{"language in a region", "", search.Filter{Language: "FR-CA"}, []string{"L'homme"}},
		{"a language that nobody told", "", search.Filter{Language: "ru"}, nil},
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

func TestScoresAreExplained(t *testing.T) {
	l := library(t, famous...)
	r, err := l.Search(t.Context(), search.Query{Words: "enstein god plays nothing", Explain: true})
	if err != nil || len(r.Hits) == 0 || r.Hits[0].Explanation == nil {
		t.Fatalf("%v, %v", r.Hits, err)
	}
	e := r.Hits[0].Explanation
	var got []string
	for _, reading := range e.Readings {
		got = append(got, fmt.Sprintf("%s as %q, name %v", reading.Typed, reading.As, reading.Name))
	}
	want := []string{`enstein as "einstein", name true`, `god as "god", name false`, `plays as "play", name false`, `nothing as "", name false`}
	if !cmp.Equal(got, want) || e.Share <= 0.4 || e.Share >= 1 || e.Words <= 0 {
		t.Errorf("%+v, want %q", e, want)
	}
	var ways []search.How
	for _, reading := range e.Readings {
		ways = append(ways, reading.How)
	}
	if want := []search.How{search.Respelt, search.AsTyped, search.Inflects, ""}; !slices.Equal(ways, want) {
		t.Errorf("read %q, want %q", ways, want)
	}
	if sum := e.Words + e.Order + e.Whole; math.Abs(sum-r.Hits[0].Score) > 1e-9 {
		t.Errorf("the parts sum to %f, the score is %f", sum, r.Hits[0].Score)
	}
	if r, _ := l.Search(t.Context(), search.Query{Words: "god"}); r.Hits[0].Explanation != nil {
		t.Error("an explanation that nobody asked for")
	}
	r, err = l.Search(t.Context(), search.Query{Words: "venice gold", Explain: true})
	if err != nil || len(r.Hits) == 0 || !r.Hits[0].Explanation.Readings[0].Title || r.Hits[0].Explanation.Readings[1].Title {
		t.Errorf("a title is not told from a word: %+v, %v", r.Hits, err)
	}
}

func TestBetterSourcedQuotationsComeFirstAmongEquals(t *testing.T) {
	l := library(t,
		line{words: "Peace is a journey of a thousand miles, he said once upon a rainy night", speaker: "A", kind: quotes.Indirect, date: "1999"},
		line{words: "Peace is a journey of a thousand miles, she wrote under an old oak tree", speaker: "B", kind: quotes.Partial, date: "1999"},
		line{words: "Peace is a journey of a thousand miles, they sang while walking to the sea", speaker: "C", status: quotes.Extracted, date: "1999"},
		line{words: "Peace is a journey of a thousand miles, who knew nothing about his own shoes", speaker: "D"},
		line{words: "Peace is a journey of a thousand miles, we told children before their long sleep", speaker: "E", date: "1999"},
		line{words: "Peace is a journey of a thousand miles, as those said who came back early", speaker: "F", date: "1999-05"},
		line{words: "Peace is a journey of a thousand miles, or so your neighbour believes every morning", speaker: "G", date: "2003"},
		line{words: "Peace is a journey of a thousand miles, but nobody ever saw its last milestone", speaker: "H", source: "Walks"},
	)
	r, err := l.Search(t.Context(), search.Query{Words: "journey of a thousand miles"})
	if err != nil {
		t.Fatal(err)
	}
	var got string
	for _, h := range r.Hits {
		got += h.Quote.Attributions[0].Speakers[0].Name
	}
	if got != "HGFEDCBA" {
		t.Errorf("order %s, want HGFEDCBA", got)
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
	seed := readSeed(t)
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

func TestAShortQuotationIsFoundByTheSentenceAroundIt(t *testing.T) {
	input := func(yield func(quotes.Quote, error) bool) {
		for _, q := range []struct{ words, context string }{
			{"a bridge too far", "Asked about the tunnel below the harbour, Mayor Holm called the plan “a bridge too far”."},
			{"nothing but trouble", "The ferry had been “nothing but trouble”, Holm told the council."},
			{"The tunnel is dark.", "“The tunnel is dark.”"},
		} {
			ok := yield(quotes.Quote{ID: quotes.IDOf(q.words), Words: q.words, Attributions: []quotes.Attribution{{
				Speakers: []quotes.Speaker{{Name: "Ada Holm"}}, Kind: quotes.Partial, Status: quotes.Extracted, Context: q.context,
			}}}, nil)
			if !ok {
				return
			}
		}
	}
	l := libraryOf(t, search.Input(input))
	for query, want := range map[string]string{
		"holm tunnel below the harbour plan": "a bridge too far",
		"ferry trouble council":              "nothing but trouble",
		"tunnel":                             "The tunnel is dark.", // its own word
	} {
		r, err := l.Search(t.Context(), search.Query{Words: query})
		if err != nil || first(r) != want {
			t.Errorf("%q finds %q, %v, want %q", query, first(r), err, want)
		}
	}
}
