package search_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/search"
)

// lighthouse are quotations that begin alike, and one wording that was written
// down three times.
var lighthouse = []line{
	{words: "A lighthouse keeper counts the waves and forgets the years", speaker: "Ada Marsh", source: "Salt Letters"},
	{words: "A lighthouse keeper counts the waves and then forgets the years", speaker: "Ada Marsh", source: "Another Book"},
	{words: "A lighthouse keeper counts the waves and forgets all the years", speaker: "Ada Marsh", source: "A Third Book"},
	{words: "Nobody thanks a lighthouse keeper counts in the village", speaker: "Ben Oakes"},
	{words: "A lighthouse keeper sleeps by day", speaker: "Cleo Reed", date: "1911"},
	{words: "Every harbour wants a lighthouse and no harbour pays for one", speaker: "Dan Firth"},
	{words: "The keeper of a door is not the keeper of a house", speaker: "Eve Stone"},
	{words: "That a lighthouse keeper drinks is denied", speaker: "Fay Holt", kind: quotes.Indirect, polarity: quotes.Denied},
	{words: "A lighthouse keeper reads a great deal", speaker: "Gus Hill", kind: quotes.Indirect},
	{words: "A lighthouse keeper is one of ours", speaker: "Guild Master", scope: "42"},
	{words: "A lighthouse keeper whom nobody has confirmed", speaker: "Ivy Lane", status: quotes.Review},
	{words: "学而时习之，不亦说乎", speaker: "孔子"},
}

// typed returns suggestions, whole quotations in «».
func typed(t *testing.T, l *search.Library, words string, f search.Filter, n int) (out []string) {
	t.Helper()
	suggestions, err := l.Suggest(t.Context(), search.WordsField, words, f, n)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range suggestions {
		if s.Whole != nil {
			out = append(out, "«"+s.Whole.Quote.Words+"»")
		} else {
			out = append(out, fmt.Sprintf("%s (%d)", s.Text, s.Count))
		}
	}
	return out
}

func TestWordsAsTheyAreTyped(t *testing.T) {
	l := library(t, lighthouse...)
	counts, sleeps := "«A lighthouse keeper counts the waves and forgets the years»", "«A lighthouse keeper sleeps by day»"
	report, thanks := "«A lighthouse keeper reads a great deal»", "«Nobody thanks a lighthouse keeper counts in the village»"
	for _, tt := range []struct {
		name   string
		typed  string
		filter search.Filter
		want   []string
	}{
		{"the first word is completed", "lightho", search.Filter{}, []string{"lighthouse (8)"}},
		{"behind the first word next words come first", "lighthouse ", search.Filter{}, []string{"lighthouse keeper (6)", "lighthouse and (1)", counts, sleeps, report, thanks, "«Every harbour wants a lighthouse and no harbour pays for one»"}},
		{"from the second on whole quotations", "a lighthouse keeper", search.Filter{}, []string{counts, sleeps, report, thanks, "a lighthouse keeper counts (4)"}},
		{"in the middle of a word", "a lighthouse kee", search.Filter{}, []string{counts, sleeps, report, thanks, "a lighthouse keeper (6)"}},
		{"the word behind stands in a row with those before", "the keeper of a ", search.Filter{}, []string{"«The keeper of a door is not the keeper of a house»"}},
		{"a slip", "a lihgthouse keeper sleeps", search.Filter{}, []string{sleeps, counts, report, thanks}},
		{"words from inside", "no harbour pays", search.Filter{}, []string{"«Every harbour wants a lighthouse and no harbour pays for one»"}},
		{"under a filter", "lighthouse keeper ", search.Filter{Speaker: "Cleo Reed"}, []string{sleeps}},
		{"since", "lighthouse keeper ", search.Filter{Since: "1900"}, []string{sleeps}},
		{"one's own guild's", "keeper is one of", search.Filter{Scope: "42"}, []string{"«A lighthouse keeper is one of ours»"}},
		{"another guild's", "keeper is one of ours", search.Filter{Scope: "43"}, []string{"«The keeper of a door is not the keeper of a house»"}},
		{"what nobody stands by", "keeper drinks is denied", search.Filter{}, []string{"«The keeper of a door is not the keeper of a house»"}},
		{"under review", "nobody has confirmed", search.Filter{}, nil},
		{"pairs of characters", "学而时习", search.Filter{}, []string{"«学而时习之，不亦说乎»"}},
		{"nothing is like it", "quantum banana", search.Filter{}, nil},
		{"nothing", " ", search.Filter{}, nil},
		{"punctuation", "...", search.Filter{}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, typed(t, l, tt.typed, tt.filter, 25)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTypedWordsKnowWhatModeratorsDecided(t *testing.T) {
	l := library(t, lighthouse...)
	sleeps := quotes.IDOf("A lighthouse keeper sleeps by day")
	edit := func(e store.Edit) {
		if _, err := l.Edit(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	edit(store.Edit{Op: store.Correct, ID: sleeps, Speaker: "Hal North"})
	got, err := l.Suggest(t.Context(), search.WordsField, "keeper sleeps by", search.Filter{Speaker: "Hal North"}, 5)
	if err != nil || len(got) != 1 || got[0].Whole.Quote.Attributions[0].Speakers[0].Name != "Hal North" {
		t.Errorf("%+v, %v", got, err)
	}
	edit(store.Edit{Op: store.Hide, ID: sleeps})
	for _, words := range []string{"keeper sleeps by", "keeper sleeps ", "lighthouse keeper sle"} {
		for _, s := range typed(t, l, words, search.Filter{}, 25) {
			if s == "«A lighthouse keeper sleeps by day»" || s == "lighthouse keeper sleeps (1)" {
				t.Errorf("%q: hidden, and suggested: %s", words, s)
			}
		}
	}
}

func TestTypingEndsWithItsContext(t *testing.T) {
	l := library(t, lighthouse...)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got, err := l.Suggest(ctx, search.WordsField, "a lighthouse ", search.Filter{}, 25); err != context.Canceled {
		t.Errorf("%v, %v", got, err)
	}
}

func TestMatchedWordsOfWhatIsTyped(t *testing.T) {
	l := library(t, lighthouse...)
	got, err := l.Suggest(t.Context(), search.WordsField, "harbour pays fo", search.Filter{}, 1)
	if err != nil || len(got) != 1 || got[0].Whole == nil {
		t.Fatalf("%v, %v", got, err)
	}
	h := got[0].Whole
	matched := ""
	for _, s := range h.Matched {
		matched += "|" + h.Quote.Words[s.Start:s.End]
	}
	if matched != "|harbour|pays|for" {
		t.Errorf("matched %q", matched)
	}
}
