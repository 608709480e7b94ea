package generation

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"verbatim/quotes"
)

func TestAWordingThatAFileRepeatsWithoutEndFitsIntoARecord(t *testing.T) {
	s, err := newOccurrences(filepath.Join(t.TempDir(), "occurrences"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	const all = 10_000
	for i := range all {
		a := quotes.Attribution{
			Speakers: []quotes.Speaker{{Name: fmt.Sprint("Speaker ", i)}}, Kind: quotes.Direct, Status: quotes.Curated,
			Context: strings.Repeat("x", maxMerged*3/all), Source: quotes.Source{File: "a.csv", Line: i + 2},
		}
		if i == all-1 {
			a.Said = "1999" // leads: no other has a date
		}
		if err := s.add(quotes.Quote{Words: "The sea will not wait.", Tags: []string{fmt.Sprint(i)}, Attributions: []quotes.Attribution{a}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.sort(); err != nil {
		t.Fatal(err)
	}
	records, kept := 0, 0
	err = s.merged(t.Context(), func(q quotes.Quote) error {
		records++
		kept = len(q.Attributions)
		if n := len(q.Attributions); n < all/6 || n > all/2 {
			t.Errorf("%d attributions", n)
		}
		if lead, _ := q.Lead(); lead.Said != "1999" {
			t.Errorf("%s leads", lead.Speakers[0].Name)
		}
		return nil
	})
	if err != nil || records != 1 {
		t.Errorf("%d records, %v", records, err)
	}
	// What was left out is told.
	if len(s.crowded) != 1 || s.crowded[0].Kept != kept || s.crowded[0].Left != all-kept {
		t.Errorf("%d of %d are kept, told is %+v", kept, all, s.crowded)
	}
}
