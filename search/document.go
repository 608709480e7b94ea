package search

import (
	"fmt"

	"verbatim/quotes"
)

// docID is the index's name for record n.
func docID(n uint32) string { return fmt.Sprintf("%08x", n) }

// newDocument is what the index is given for record n.
func newDocument(n uint32, q quotes.Quote) any { return map[string]any{"words": q.Words} }
