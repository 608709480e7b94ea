package generation

import (
	"testing"

	"verbatim/quotes"
)

// Thousands of departures from one file must not be compared each with each.
func TestWhatLeftIsLookedForAtItsPlaceOnly(t *testing.T) {
	const lines, spans = 5000, 5000
	m := &redirector{new: &occurrences{}}
	var places []place
	for i := range lines {
		places = append(places, placeIn(quotes.Source{Line: i + 1}))
	}
	for i := range spans { // each touches the two beside it
		p := placeIn(quotes.Source{Spans: []quotes.Span{{Start: 10 * i, End: 10*i + 15}}})
		p.file = 1
		places = append(places, p)
	}
	for _, p := range places {
		m.new.all = append(m.new.all, occurrence{place: p})
	}
	for _, p := range places {
		most := 1
		if p.article {
			most = 4 // what begins within the longest one's length before, or in it
		}
		near := m.near(p.file, p)
		if len(near) == 0 || len(near) > most {
			t.Fatalf("%d occurrences near %+v, want 1 to %d", len(near), p, most)
		}
	}
}
