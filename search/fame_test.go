package search_test

import (
	"testing"

	"verbatim/search"
)

// TestWhatIsWellKnownIsRatherMeant: of quotations that are as near to a line that
// nothing has, the one by somebody known comes first, the one that is repeated, or the
// short one.
func TestWhatIsWellKnownIsRatherMeant(t *testing.T) {
	l := library(t,
		line{words: "The quiet harbour keeps its oldest boats", speaker: "Somebody A"},
		line{words: "The quiet meadow keeps its oldest boats", speaker: "Mark Twain"},
		line{words: "A patient gardener plants a walnut tree", speaker: "Somebody B"},
		line{words: "A patient teacher plants a walnut tree", speaker: "Somebody C"},
		line{words: "As they say, a patient teacher plants a walnut tree", speaker: "Somebody D"},
		line{words: "The better part of sailing is patience", speaker: "Somebody F"},
		line{words: "The better part of sailing is surely patience", speaker: "Somebody F"},
		line{words: "Just as patience is the better part of sailing, so haste was the better part of what the crew of our neighbours took for it", speaker: "Somebody G"},
		line{words: "Slow rivers carve all deep valleys here", speaker: "Somebody H"},
		line{words: "Slow rivers, deep valleys", speaker: "Somebody I"},
		line{words: "My aunt said that a patient teacher plants a walnut tree for others", speaker: "Somebody E"},
	)
	for _, tt := range []struct{ query, want string }{
		{"the quiet island keeps the oldest ships", "Mark Twain"},
		{"the quiet harbour keeps its oldest boats", "Somebody A"}, // it stands so
		{"a patient carpenter plants a walnut tree", "Somebody C"},
		{"a patient gardener plants a walnut tree", "Somebody B"},
		{"patience is the better part of sailing", "Somebody F"}, // who is quoted for it twice
		{"the better part of what the crew of our neighbours took", "Somebody G"},
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
