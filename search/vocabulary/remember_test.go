package vocabulary_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbatim/quotes"
)

// TestOneSearchFindsWhatAnyFinds: what is remembered is what is looked up, whatever
// bound it was first asked with.
func TestOneSearchFindsWhatAnyFinds(t *testing.T) {
	var qs []quotes.Quote
	for _, words := range []string{"cat cart coat boat", "cat chat cast", "goat coat moat", "cut cot"} {
		for range 6 {
			qs = append(qs, quote(words, "Albert Einstein", "Letters"))
		}
	}
	v := opened(t, append(qs, quote("cat", "Albert Einstien", "Letters")))
	one := v.ForOneSearch()
	for _, max := range []int{1, 8, 1, 3} {
		for _, errors := range []int{1, 2} {
			for _, word := range []string{"cat", "coat", "caat", "zzzz"} {
				if got, want := one.WordsLike(word, errors, max), v.WordsLike(word, errors, max); !cmp.Equal(got, want) {
					t.Errorf("%d words with %d errors like %q are %v, want %v", max, errors, word, got, want)
				}
			}
		}
	}
	for range 2 {
		if got, want := one.SpeakersCalled("albert einstein"), v.SpeakersCalled("albert einstein"); len(want) == 0 || !cmp.Equal(got, want) {
			t.Errorf("called Albert Einstein are %v, want %v", got, want)
		}
		got, ok := one.Misspelt("einstien")
		if want, fine := v.Misspelt("einstien"); !fine || got != want || ok != fine {
			t.Errorf("einstien is %v, want %v", got, want)
		}
	}
}
