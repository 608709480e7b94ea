package index

import (
	"fmt"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/whitespace"
	"github.com/blevesearch/bleve/v2/mapping"
)

// The fields of a document: each is a text of terms with spaces between them.
const (
	Words   = "w" // the folded words
	Names   = "n" // the folded words of the speakers' names
	Titles  = "t" // the folded words of titles, publishers and places in them
	Filters = "f" // see filterterms.go
	Bigrams = "p" // see bigrams.go
)

const termsAnalyzer = "terms"

// newMapping says how the index keeps a document. Nothing is stored, and terms
// carry no frequencies or positions: the vocabulary has the words in order, and
// the records have the rest.
func newMapping() (mapping.IndexMapping, error) {
	m := bleve.NewIndexMapping()
	if err := m.AddCustomAnalyzer(termsAnalyzer, map[string]any{"type": custom.Name, "tokenizer": whitespace.Name}); err != nil {
		return nil, fmt.Errorf("describing the index: %w", err)
	}
	m.DefaultAnalyzer = termsAnalyzer
	m.StoreDynamic, m.IndexDynamic, m.DocValuesDynamic = false, false, false
	doc := bleve.NewDocumentStaticMapping()
	for _, name := range []string{Words, Names, Titles, Filters, Bigrams} {
		f := bleve.NewTextFieldMapping()
		f.Analyzer = termsAnalyzer
		f.Store, f.IncludeInAll, f.IncludeTermVectors, f.DocValues = false, false, false, false
		f.SkipFreqNorm = true
		doc.AddFieldMappingsAt(name, f)
	}
	doc.AddSubDocumentMapping("_all", bleve.NewDocumentDisabledMapping()) // bleve's field of all fields, which costs time even when nothing is in it
	m.DefaultMapping = doc
	return m, nil
}
