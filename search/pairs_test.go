package search_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"verbatim/search"
)

// TestShortWordsInARowAreFoundAmongThousandsThatHaveThem: every quotation has the
// same short words, one has them in order.
func TestShortWordsInARowAreFoundAmongThousandsThatHaveThem(t *testing.T) {
	const wanted = "so it is as it was and it is to be"
	random := rand.New(rand.NewPCG(2, 2))
	var lines []line
	for i := range 5000 {
		words := strings.Fields(wanted)
		random.Shuffle(len(words), func(a, b int) { words[a], words[b] = words[b], words[a] })
		lines = append(lines, line{words: fmt.Sprintf("Number%d %s", i, strings.Join(words, " "))})
	}
	lines = append(lines, line{words: "Number5000 " + wanted})
	l := library(t, lines...)
	for _, query := range []string{"it is as it was and", "so it is as it was and", `"it is as it was and it is to"`, "it is as it was an"} {
		r, err := l.Search(t.Context(), search.Query{Words: query, Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(r.Hits, func(h search.Hit) bool { return strings.HasSuffix(h.Quote.Words, wanted) }) {
			t.Errorf("%q finds %q and %d others, but not what has these words in order", query, first(r), r.Total)
		}
	}
}
