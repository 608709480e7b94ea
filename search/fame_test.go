package search_test

import (
	"fmt"
	"testing"

	"verbatim/search"
)

// TestWhatIsWellKnownIsRatherMeant: of quotations that are as near to a line that
// nothing has, the one by somebody known comes first, the one that is repeated, or the
// short one.
func TestWhatIsWellKnownIsRatherMeant(t *testing.T) {
	lines := []line{
		{words: "The quiet harbour keeps its oldest boats", speaker: "Somebody A"},
		{words: "The quiet meadow keeps its oldest boats", speaker: "Mark Twain"},
		{words: "A patient gardener plants a walnut tree", speaker: "Somebody B"},
		{words: "A patient teacher plants a walnut tree", speaker: "Somebody C"},
		{words: "As they say, a patient teacher plants a walnut tree", speaker: "Somebody D"},
		{words: "The better part of sailing is patience", speaker: "Somebody F"},
		{words: "The better part of sailing is surely patience", speaker: "Somebody F"},
		{words: "Just as patience is the better part of sailing, so haste was the better part of what the crew of our neighbours took for it", speaker: "Somebody G"},
		{words: "Slow rivers carve all deep valleys here", speaker: "Somebody H"},
		{words: "Slow rivers, deep valleys", speaker: "Somebody I"},
		{words: "My aunt said that a patient teacher plants a walnut tree for others", speaker: "Somebody E"},
	}
	for n := range 900 { // ten of Keeper 49's have the number in his name
		lines = append(lines, line{words: fmt.Sprintf("Note number %d is about the lake, the spring and the chapel of mountain %d", n, 7*n), speaker: fmt.Sprintf("Keeper %d", n%90)})
	}
	l := library(t, lines...)
	for _, tt := range []struct{ query, want string }{
		{"the quiet island keeps the oldest ships", "Mark Twain"},
		{"the quiet harbour keeps its oldest boats", "Somebody A"}, // it stands so
		{"a patient carpenter plants a walnut tree", "Somebody C"},
		{"a patient gardener plants a walnut tree", "Somebody B"},
		{"patience is the better part of sailing", "Somebody F"}, // who is quoted for it twice
		{"the better part of what the crew of our neighbours took", "Somebody G"},
		{"the chapel of mountain 49", "Keeper 7"},
		{"slow rivers make only deep valleys", "Somebody I"},     // and nothing else
		{"quotes by somebody a about quiet boats", "Somebody A"}, // whose words is said
	} {
		r, err := l.Search(t.Context(), search.Query{Words: tt.query})
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Hits) == 0 || r.Hits[0].Quote.Attributions[0].Speakers[0].Name != tt.want {
			t.Errorf("%q finds %q, want words of %s", tt.query, first(r), tt.want)
		}
	}
}
