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
}

// Terms returns what finds the documents of terms for one search.
func (v Snapshot) Terms() *index.Terms { return v.Index.Terms(v.Edits) }

// DocWords is [vocabulary.Vocabulary.DocWords], with names as they were corrected.
func (v Snapshot) DocWords(record uint32, doc *vocabulary.Doc) {
	v.Vocabulary.DocWords(record, doc)
	if c, ok := v.Edits.Correction(record); ok {
		doc.Names = append(doc.Names[:0], c.Names...)
	}
}

// Read reads a record as it may be shown; false: not to be shown.
func (v Snapshot) Read(record uint32, see *Visible) (quotes.Quote, bool, error) {
	q, err := v.Records.At(record)
	if err != nil {
		return quotes.Quote{}, false, err
	}
	q, ok := v.Edits.Shown(q)
	return q, ok && see.fits(q), nil
}
