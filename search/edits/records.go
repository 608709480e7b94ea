package edits

import (
	"cmp"
	"slices"

	"verbatim/quotes"
	"verbatim/quotes/store"
)

// Records are those of a generation, and behind them those of what was added since.
type Records struct {
	*store.Records
	added []quotes.Quote
}

// Len returns how many records there are, numbered from 0.
func (r Records) Len() int { return r.Records.Len() + len(r.added) }

// At reads record n, see [store.Records.At].
func (r Records) At(n uint32) (quotes.Quote, error) {
	if built := r.Records.Len(); built <= int(n) && int(n) < r.Len() {
		return r.added[int(n)-built], nil
	}
	return r.Records.At(n)
}

// IDAt returns the ID of record n, which must be below Len. Those of the generation
// are in the order of their IDs, and so are those that were added.
func (r Records) IDAt(n uint32) quotes.ID {
	if built := r.Records.Len(); built <= int(n) {
		return r.added[int(n)-built].ID
	}
	return r.Records.IDAt(n)
}

// Find returns the number of the record with an ID.
func (r Records) Find(id quotes.ID) (n uint32, ok bool) {
	if n, ok, err := r.Records.Find(id); ok || err != nil {
		return n, ok && err == nil
	}
	i, ok := slices.BinarySearchFunc(r.added, id, func(q quotes.Quote, id quotes.ID) int { return cmp.Compare(q.ID, id) })
	return uint32(r.Records.Len() + i), ok
}
