package search_test

import (
	"testing"

	"verbatim/search"
)

func TestLinesAreReadOtherwiseIfHardlyAWordIsKnown(t *testing.T) {
	l := library(t,
		line{words: "The lamp that you light for a neighbour lights your own door", speaker: "Anna Kowalska"},
		line{words: "I have a boat and no river", speaker: "Bo Lind"},
		line{words: "Seize what the morning leaves on the doorstep", speaker: "Bo Lind"},
		line{words: "Правда ходит босиком по снегу", speaker: "Иван Снегов"},
		line{words: "Nobody asks a fish about the weather", speaker: "Ada Byron"},
		line{words: "All they need is love and a boat", speaker: "Ada Byron"},
		line{words: "Modern men burn corn to warm clever clocks", speaker: "Ada Byron"},
	)
	for _, tt := range []struct{ name, typed, as string }{
		{"Latin keys for a Cyrillic layout", "ghfdlf ,jcbrjv", "правда босиком"},
		{"one word so", "ghfdlf", "правда"},
		{"Cyrillic keys for a Latin layout", "тщищвн фылы ф ашыр", "nobody asks a fish"},
		{"QWERTZ for QWERTY", "nobodz asks zour", "nobody asks your"},
		{"leet", "n0b0dy 45k5 f15h", "nobody asks fish"},
		{"one word of leet", "m0rn1ng", "morning"},
		{"a short word of leet", "b04t", ""},
		{"words run together, one of a single letter", "#ihaveaboat", "i have a boat"},
		{"words with capitals", "#IHaveABoat", "i have a boat"},
		{"a scanner's letters", "modcrn mcn burn eorn", "modern men burn corn"},
		{"two letters for one", "rnodern rnen", "modern men"},
		{"an emoji for a word", "nobody asks a 🐟", "nobody asks a fish"},
		{"an emoji alone", "🐟🐟", "fish"},
		{"a feeling beside words", "nobody asks a fish 🔥", ""},
		{"a feeling that completes a row of words", "seize what the morning leaves in 🙏", ""},
		{"a feeling in the place of a word", "all they need is ❤️", "all they need is love"},
		{"an emoji that no quotation has beside the words", "nobody asks about a 🐘", ""},

		{"as typed", "nobody asks", ""},
		{"a typing error", "nobdy asks", ""},
		{"one word that a scanner might have read", "bum", ""},
		{"no word in any way", "xqzvk wqpld", ""},
		{"words on another layout that do not stand together", "ghfdlf djlf", ""},
		{"a sign and a digit", "c3 4u2", ""},
		{"words that are there, but no phrase", "boatmorningriver", ""},
		{"quotation marks", `"ghfdlf"`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := l.Search(t.Context(), search.Query{Words: tt.typed})
			if err != nil {
				t.Fatal(err)
			}
			if r.ReadAs != tt.as {
				t.Errorf("%q is read as %q, want %q", tt.typed, r.ReadAs, tt.as)
			}
			if r.ReadAs != "" && (r.Total == 0 || r.ZeroResult != nil) {
				t.Errorf("%q is read as %q and finds nothing", tt.typed, r.ReadAs)
			}
		})
	}
}
