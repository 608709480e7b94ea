package search

import (
	"fmt"
	"strconv"
	"strings"

	"verbatim/quotes"
	"verbatim/search/text"
	"verbatim/search/vocabulary"
)

// document is what the index is given of a record; see mapping.go.
type document struct {
	Words  string `json:"w"`
	Names  string `json:"n"`
	Titles string `json:"t"`
	Facts  string `json:"f"`
	Pairs  string `json:"p"`
}

// docID is the index's name for record n.
func docID(n uint32) string { return fmt.Sprintf("%08x", n) }

// recordOf undoes docID.
func recordOf(id []byte) (uint32, error) {
	n, err := strconv.ParseUint(string(id), 16, 32)
	if err != nil {
		return 0, fmt.Errorf("the index names a record %q: %w", id, err)
	}
	return uint32(n), nil
}

// newDocument is what the index is given for record n, as it is served. A
// record that is not served is found by nothing, but has its number.
func newDocument(_ uint32, q quotes.Quote) document {
	if !q.Served() {
		return document{}
	}
	tokens := text.Tokens(q.Words)
	if len(tokens) > vocabulary.MaxTokens {
		tokens = tokens[:vocabulary.MaxTokens]
	}
	var words strings.Builder
	for _, t := range tokens {
		words.WriteString(t.Text)
		words.WriteByte(' ')
	}
	return document{
		Words:  words.String(),
		Names:  strings.Join(vocabulary.NameWords(q), " "),
		Titles: strings.Join(vocabulary.TitleWords(q), " "),
		Facts:  strings.Join(factsOf(q), " "),
		Pairs:  strings.Join(pairsOf(tokens), " "),
	}
}

// terms returns what the index finds the document by.
func (d document) terms() map[fieldTerm]bool {
	out := map[fieldTerm]bool{}
	for _, f := range [...]struct{ field, text string }{{wordsField, d.Words}, {namesField, d.Names}, {titlesField, d.Titles}, {factsField, d.Facts}, {pairsField, d.Pairs}} {
		for term := range strings.FieldsSeq(f.text) {
			out[fieldTerm{f.field, term}] = true
		}
	}
	return out
}
