package search

import (
	"github.com/blevesearch/bleve/v2"

	"verbatim/quotes/store"
	"verbatim/search/vocabulary"
)

// generation is an open generation. It never changes; concurrent searches
// share it.
type generation struct {
	number   int
	manifest Manifest
	index    bleve.Index
	vocab    *vocabulary.Vocabulary
	records  *store.Records
}

// view is what one search sees: a generation and the edits beside it, both of
// which stay as they are while it runs. Whoever made it holds the generation.
type view struct {
	*generation
	edits *overlay
}
