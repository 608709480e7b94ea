package index

import (
	"fmt"
	"strconv"
	"strings"

	"verbatim/quotes"
	"verbatim/search/text"
	"verbatim/search/vocabulary"
)

// Document is what the index is given for a record.
type Document struct {
	Words   string `json:"w"`
	Names   string `json:"n"`
	Titles  string `json:"t"`
	Filters string `json:"f"`
	Bigrams string `json:"p"`
}

// docID names the document of a record.
func docID(record uint32) string { return fmt.Sprintf("%08x", record) }

// recordOf undoes docID.
func recordOf(id []byte) (uint32, error) {
	n, err := strconv.ParseUint(string(id), 16, 32)
	if err != nil {
		return 0, fmt.Errorf("%w: it names a record %q", ErrDamaged, id)
	}
	return uint32(n), nil
}

// NewDocument returns the document of a record as it is shown. One that a
// moderator hid has all of its terms but is visible to nobody, so that restoring
// it takes no rebuild; one without a served attribution is found by nothing, but
// has its number.
func NewDocument(q quotes.Quote, hidden bool) Document {
	if !q.Served() {
		return Document{}
	}
	tokens := text.Tokens(q.Words)
	tokens = tokens[:min(len(tokens), vocabulary.MaxTokens)]
	var words strings.Builder
	for _, t := range tokens {
		words.WriteString(t.Text)
		words.WriteByte(' ')
	}
	filters := filterTerms(q)
	if !hidden {
		filters = append(filters, VisibleTerm(q.Scope))
	}
	return Document{
		Words:   words.String(),
		Names:   strings.Join(vocabulary.NameWords(q), " "),
		Titles:  strings.Join(vocabulary.TitleWords(q), " "),
		Filters: strings.Join(filters, " "),
		Bigrams: strings.Join(bigramsOf(tokens), " "),
	}
}

// Term is a term of a field.
type Term struct{ Field, Text string }

// Terms returns what the index finds the document by, but for its words and their
// bigrams, which no edit changes.
func (d Document) Terms() map[Term]bool {
	out := map[Term]bool{}
	for _, f := range [...]struct{ field, text string }{{Names, d.Names}, {Titles, d.Titles}, {Filters, d.Filters}} {
		for term := range strings.FieldsSeq(f.text) {
			out[Term{f.field, term}] = true
		}
	}
	return out
}
