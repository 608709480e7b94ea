package search_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/search"
)

// numbered are n lines that may be drawn.
func numbered(n int) []line {
	var lines []line
	for i := range n {
		lines = append(lines, line{words: fmt.Sprintf("harbour saying number %d", i), speaker: "Jan Nowak", lang: "en"})
	}
	return lines
}

// undrawable are lines of which none may be drawn for everybody.
var undrawable = []line{
	{words: "the weather was said to be fine", speaker: "Ann Onymous", kind: quotes.Indirect},
	{words: "nobody confirmed this guess", speaker: "Rumour", status: quotes.Review},
	{words: "a saying of guild 42", speaker: "Guild Master", scope: "42"},
}

// shown are the quotations of days from one to before another.
func shown(t testing.TB, l *search.Library, f search.Filter, who string, from, to int) []string {
	t.Helper()
	var words []string
	for day := from; day < to; day++ {
		q, err := l.Daily(t.Context(), f, who, day)
		if err != nil {
			t.Fatal(err)
		}
		words = append(words, q.Words)
	}
	return words
}

func distinct(words []string) int { return len(slices.Compact(slices.Sorted(slices.Values(words)))) }

func TestTheQuotationOfTheDayComesAgainOnceAllWereShown(t *testing.T) {
	const n = 60
	l := library(t, append(numbered(n), undrawable...)...)
	first := shown(t, l, search.Filter{}, "1", 0, n)
	if got := distinct(first); got != n {
		t.Errorf("%d quotations in %d days", got, n)
	}
	for round := 1; round < 5; round++ {
		if got := distinct(shown(t, l, search.Filter{}, "1", round*n, (round+1)*n)); got != n {
			t.Errorf("round %d has %d quotations", round, got)
		}
	}
	if again := shown(t, l, search.Filter{}, "1", 0, n); !cmp.Equal(first, again) {
		t.Error("the quotation of a day differs from one look to the next")
	}
	if other := shown(t, l, search.Filter{}, "2", 0, n); cmp.Equal(first, other) {
		t.Error("every server has the same order")
	}
	if got := distinct(shown(t, l, search.Filter{Scope: "42"}, "42", 0, n+1)); got != n+1 {
		t.Errorf("a server with one of its own sees %d", got)
	}
}

func TestFewDaysMoveWhenTheCorpusChanges(t *testing.T) {
	const n, more, today = 1000, 100, 300
	before := library(t, numbered(n)...)
	after := library(t, numbered(n+more)...)
	past := shown(t, before, search.Filter{}, "1", 0, today)
	moved := 0
	for i, words := range shown(t, after, search.Filter{}, "1", 0, today) {
		if words != past[i] {
			moved++
		}
	}
	if limit := today * 2 * more / n; moved > limit {
		t.Errorf("%d of %d days moved, want at most %d", moved, today, limit)
	}
	future := shown(t, after, search.Filter{}, "1", today, today+200)
	if repeats := len(past) + len(future) - distinct(slices.Concat(past, future)); repeats > 25 { // of drawing anew each day it would be 54
		t.Errorf("%d of the next 200 days have what was shown before", repeats)
	}
}

func TestWhatIsHiddenIsTheQuotationOfNoDay(t *testing.T) {
	const n = 20
	l := library(t, numbered(n)...)
	today, err := l.Daily(t.Context(), search.Filter{}, "1", 7)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Edit(t.Context(), store.Edit{Op: store.Hide, ID: today.ID}); err != nil {
		t.Fatal(err)
	}
	days := shown(t, l, search.Filter{}, "1", 0, n-1)
	if distinct(days) != n-1 || slices.Contains(days, today.Words) {
		t.Errorf("shown are %q", days)
	}
}

func TestNothingIsTheQuotationOfTheDayWhereNothingMayBeDrawn(t *testing.T) {
	l := library(t, undrawable...)
	for _, f := range []search.Filter{{}, {Kinds: []quotes.Kind{quotes.Indirect}}, {Language: "uk", Scope: "42"}} {
		if q, err := l.Daily(t.Context(), f, "1", 3); !errors.Is(err, search.ErrNotFound) {
			t.Errorf("%+v: %q, %v", f, q.Words, err)
		}
	}
}

func TestLanguagesAreThoseOfWhatMayBeDrawn(t *testing.T) {
	l := library(t, append(numbered(3), []line{
		{words: "добрий день", lang: "uk"},
		{words: "доброго вечора", lang: "uk-UA"},
		{words: "buongiorno", lang: "it", scope: "42"},
		{words: "buonasera", lang: "it", scope: "42"},
		{words: "guten Tag", lang: "de", kind: quotes.Indirect},
		{words: "without a language"},
	}...)...)
	for scope, want := range map[string][]search.Language{
		"":   {{Tag: "en", Count: 3}, {Tag: "uk", Count: 2}},
		"42": {{Tag: "en", Count: 3}, {Tag: "it", Count: 2}, {Tag: "uk", Count: 2}},
	} {
		got, err := l.Languages(t.Context(), search.Filter{Scope: scope})
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("in %q: %v %s", scope, err, diff)
		}
	}
	for range 50 {
		if q, err := l.Random(t.Context(), search.Filter{Language: "uk"}); err != nil || quotes.Language(q.Lang) != "uk" {
			t.Errorf("%q in %q, %v", q.Words, q.Lang, err)
		}
	}
}

func TestDaysAreThoseOfTheTimeZone(t *testing.T) {
	east := time.FixedZone("", 14*3600)
	at := time.Date(2026, 3, 1, 23, 30, 0, 0, time.UTC)
	for _, tt := range []struct {
		at   time.Time
		want int
	}{{at, 59}, {at.In(east), 60}, {at.AddDate(1, 0, 0), 59 + 365}, {at.AddDate(-5, 0, 0), 0}} {
		if got := search.DaysOf(tt.at); got != tt.want {
			t.Errorf("%v is day %d, want %d", tt.at, got, tt.want)
		}
	}
}

func BenchmarkDaily(b *testing.B) {
	l := libraryOf(b, generated(benchQuotations, 1))
	for _, day := range []int{333, 10 * 365} {
		b.Run(fmt.Sprintf("day=%d", day), func(b *testing.B) {
			for b.Loop() {
				if _, err := l.Daily(b.Context(), search.Filter{}, "1", day); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
