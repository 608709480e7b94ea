package search_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbatim/quotes"
	"verbatim/search"
)

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
		got = append(got, fmt.Sprintf("%s +%d", h.Quote.Attributions[0].Speakers[0].Name, len(h.NearDuplicates)))
	}
	want := []string{"Franklin D. Roosevelt +2", "Somebody +0"}
	if !cmp.Equal(slices.Sorted(slices.Values(got)), want) || r.Total != 2 {
		t.Errorf("hits %q, total %d, want %q", got, r.Total, want)
	}
	for _, h := range r.Hits {
		if len(h.NearDuplicates) > 0 && h.Quote.Attributions[0].Kind != quotes.Direct {
			t.Errorf("%q leads its near duplicates", h.Quote.Words)
		}
	}
	if r, _ := l.Search(t.Context(), search.Query{Words: "so first of all the only thing"}); !strings.HasPrefix(first(r), "So first") {
		t.Errorf("the wording that was asked for is not the first hit, but %q", first(r))
	}
}

func TestNearDuplicatesNeverHideAnOpposite(t *testing.T) {
	l := library(t,
		line{words: "Intelligence is a moral category", speaker: "Theodor W. Adorno", source: "Minima Moralia"},
		line{words: "Intelligence is not a moral category", speaker: "Tucker Carlson"},
		line{words: "The intelligence is a moral category", speaker: "Adorno"},
		line{words: "Intelligence is a very moral category", speaker: "Georg Adorno"},
		line{words: "So intelligence is a moral category"},
		line{words: "Now intelligence is a moral category", speaker: "Guild Master", scope: "42"},
	)
	r, err := l.Search(t.Context(), search.Query{Words: "intelligence is a moral category"})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][]string{}
	for _, h := range r.Hits {
		got[h.Quote.Words] = nil
		for _, other := range h.NearDuplicates {
			got[h.Quote.Words] = append(got[h.Quote.Words], other.Words)
		}
		slices.Sort(got[h.Quote.Words])
	}
	want := map[string][]string{
		"Intelligence is a moral category":      {"So intelligence is a moral category", "The intelligence is a moral category"},
		"Intelligence is not a moral category":  nil,
		"Intelligence is a very moral category": nil,
	}
	if diff := cmp.Diff(want, got); diff != "" || r.Total != 3 {
		t.Errorf("total %d, %s", r.Total, diff)
	}
}

// Nobody may be hidden behind a wording that names nobody.
func TestAWordingWithoutSpeakerBringsNoOthersTogether(t *testing.T) {
	l := library(t,
		line{words: "Every great dream begins with a dreamer who lies awake at night", source: "A Book", date: "1999"},
		line{words: "Every great dream begins with the dreamer who lies awake at night", speaker: "Harriet Tubman"},
		line{words: "Every great dream begins with one dreamer who lies awake at night", speaker: "Tubman, Harriet"},
		line{words: "Every great dream begins with some dreamer who lies awake at night", speaker: "Somebody Else"},
	)
	r, err := l.Search(t.Context(), search.Query{Words: "every great dream begins with a dreamer who lies awake at night"})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Hits) != 2 || len(r.Hits[0].NearDuplicates)+len(r.Hits[1].NearDuplicates) != 2 {
		t.Errorf("%d hits: %+v", len(r.Hits), r.Hits)
	}
}

// BenchmarkSearchOfNearDuplicates groups as many as there can be: every record is
// read, and compared with the first of its group or with all.
func BenchmarkSearchOfNearDuplicates(b *testing.B) {
	for name, last := range map[string]string{"groups=1": "way%c%c", "groups=100": "%d%d"} {
		b.Run(name, func(b *testing.B) {
			var lines []line
			for i := range 100 {
				lines = append(lines, line{words: "They say that the way to the house on the hill is a long and winding road to take, " + fmt.Sprintf(last, 'a'+i/10, 'a'+i%10), speaker: "Somebody"})
			}
			l := library(b, lines...)
			for b.Loop() {
				if _, err := l.Search(b.Context(), search.Query{Words: "the long and winding road to the house"}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
