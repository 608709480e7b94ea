package generation

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"verbatim/quotes"
)

func TestTheEarliestTombstonesAreForgottenFirst(t *testing.T) {
	dir := t.TempDir()
	day := time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC)
	var all []quotes.Quote
	for i := range 40 {
		words := fmt.Sprintf("saying%d about thing%d", i, i*7)
		all = append(all, quotes.Quote{ID: quotes.IDOf(words), Words: words, Attributions: []quotes.Attribution{{Kind: quotes.Direct, Status: quotes.Curated}}})
	}
	for i := range 4 { // each build loses ten
		b := newBuild(BuildOptions{DataDir: dir, Now: func() time.Time { return day.AddDate(0, 0, i) }, Quotes: func(yield func(quotes.Quote, error) bool) {
			for _, q := range all[10*i:] {
				if !yield(q, nil) {
					return
				}
			}
		}})
		b.maxTombstones = 25
		if _, err := b.run(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	g, err := Open(t.Context(), Folder(dir), 4, CheckedAtOpen)
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	for i, q := range all[:30] {
		if _, err := g.Resolve(q.ID); errors.Is(err, ErrGone) != (i >= 10) {
			t.Errorf("saying %d: %v", i, err)
		}
	}
}
