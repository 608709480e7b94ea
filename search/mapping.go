package search

import (
	"fmt"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/whitespace"
	"github.com/blevesearch/bleve/v2/mapping"
)

// The fields of the index. A document is five texts of terms parted by
// spaces; nothing is stored, and no term knows how often or where it stands:
// the vocabulary has the words in order, and the records have the rest.
const (
	wordsField  = "w" // the folded words
	namesField  = "n" // the folded words of the speakers' names
	titlesField = "t" // the folded words of titles, publishers and places in them
	factsField  = "f" // see facts.go
	pairsField  = "p" // see pairs.go
)

const termsAnalyzer = "terms"

// newMapping says how the index keeps a document.
func newMapping() (mapping.IndexMapping, error) {
	m := bleve.NewIndexMapping()
	if err := m.AddCustomAnalyzer(termsAnalyzer, map[string]any{"type": custom.Name, "tokenizer": whitespace.Name}); err != nil {
		return nil, fmt.Errorf("describing the index: %w", err)
	}
	m.DefaultAnalyzer = termsAnalyzer
	m.StoreDynamic, m.IndexDynamic, m.DocValuesDynamic = false, false, false
	doc := bleve.NewDocumentStaticMapping()
	for _, name := range []string{wordsField, namesField, titlesField, factsField, pairsField} {
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

// batchSize is how many documents bleve's builder takes at once.
const batchSize = 4000

// builderConfig is how bleve's builder makes the one segment of a generation.
func builderConfig() map[string]any {
	return map[string]any{"batchSize": batchSize, "mergeMax": 64}
}
