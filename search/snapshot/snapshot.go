// Package snapshot is what one request sees: a generation with the edits beside it,
// of that what a [Filter] lets through, and the people who are quoted there.
package snapshot

import (
	"verbatim/quotes"
	"verbatim/search/edits"
	"verbatim/search/generation"
	"verbatim/search/index"
	"verbatim/search/vocabulary"
)

// Snapshot is what one search sees: a generation and the edits beside it, both of
// which stay as they are while it runs. Whoever makes one holds the generation.
type Snapshot struct {
	*generation.Generation
	Edits *edits.Pending

	// Those of the generation, with what is otherwise by the edits.
	Index      *index.Index
	Vocabulary *vocabulary.Vocabulary
	Records    edits.Records
}

// New returns what a search sees that begins now.
func New(g *generation.Generation, pending *edits.Pending) Snapshot {
	return Snapshot{g, pending, pending.Index, pending.Vocabulary.ForOneSearch(), pending.Records}
}

// Terms returns what finds the documents of terms for one search.
func (v Snapshot) Terms() *index.Terms { return v.Index.Terms() }

// Read reads a record as it may be shown; false: not to be shown.
func (v Snapshot) Read(record uint32, see *Visible) (quotes.Quote, bool, error) {
	if v.Edits.Hidden(v.Records.IDAt(record)) { // whether or not it can be read
		return quotes.Quote{}, false, nil
	}
	q, err := v.Records.At(record)
	if err != nil {
		return quotes.Quote{}, false, err
	}
	q, ok := v.Edits.Shown(q)
	return q, ok && see.fits(q), nil
}
