package index

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strconv"

	"verbatim/search/vocabulary"
)

// Document is what the index is given for a record: the terms of each field.
type Document struct{ Words, Names, Titles, Filters, Bigrams []string }

// docID names the document of a record.
func docID(record uint32) string {
	var id [8]byte
	hex.Encode(id[:], binary.BigEndian.AppendUint32(make([]byte, 0, 4), record))
	return string(id[:])
}

// recordOf undoes docID.
func recordOf(id []byte) (uint32, error) {
	n, err := strconv.ParseUint(string(id), 16, 32)
	if err != nil {
		return 0, fmt.Errorf("%w: it names a record %q", ErrDamaged, id)
	}
	return uint32(n), nil
}

// NewDocument returns the document of a record. One that a moderator hid has all of
// its terms but is visible to nobody, so that restoring it takes no rebuild; one
// without a served attribution is found by nothing, but has its number.
func NewDocument(t vocabulary.Terms, hidden bool) Document {
	if !t.Quote.Served() {
		return Document{}
	}
	d := Document{
		Words: make([]string, len(t.Tokens)), Names: t.Names, Titles: t.Titles,
		Filters: filterTerms(t), Bigrams: bigramsOf(t.Tokens),
	}
	for i, token := range t.Tokens {
		d.Words[i] = token.Text
	}
	if !hidden {
		d.Filters = append(d.Filters, VisibleTerm(t.Quote.Scope))
	}
	return d
}

// Term is a term of a field.
type Term struct{ Field, Text string }

// terms returns all that the index finds the document by.
func (d Document) terms() map[Term]bool {
	out := map[Term]bool{}
	for _, f := range [...]struct {
		field string
		terms []string
	}{{Words, d.Words}, {Names, d.Names}, {Titles, d.Titles}, {Filters, d.Filters}, {Bigrams, d.Bigrams}} {
		for _, term := range f.terms {
			out[Term{f.field, term}] = true
		}
	}
	return out
}
