package search

import (
	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/mapping"
)

// newMapping says how the index keeps a document.
func newMapping() (mapping.IndexMapping, error) { return bleve.NewIndexMapping(), nil }
