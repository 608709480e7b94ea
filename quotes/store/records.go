package store

import (
	"encoding/json"
	"fmt"
	"unicode/utf8"

	"verbatim/quotes"
)

// Records is an open file of quotations: a [Table] whose values are those of
// [quotes.Quote] as JSON. Records are numbered from 0 to Len()-1 in the order
// of their IDs. Safe for concurrent use.
type Records struct{ *Table }

// OpenRecords opens a file that a [RecordsWriter] wrote; errors are as for
// [OpenTable].
func OpenRecords(path string) (*Records, error) {
	t, err := OpenTable(path)
	if err != nil {
		return nil, fmt.Errorf("opening records: %w", err)
	}
	return &Records{t}, nil
}

// At reads record n. Errors are as for [Table.Raw].
func (r *Records) At(n uint32) (quotes.Quote, error) {
	var q quotes.Quote
	err := r.Raw(n, func(data []byte) error {
		if err := json.Unmarshal(data, &q); err != nil {
			return fmt.Errorf("%w: %w", ErrCorrupt, err)
		}
		if id := r.IDAt(n); q.ID != id {
			return fmt.Errorf("%w: it says %s, the index %s", ErrCorrupt, q.ID, id)
		}
		return nil
	})
	if err != nil {
		return quotes.Quote{}, fmt.Errorf("reading record %d: %w", n, err)
	}
	return q, nil
}

// RecordsWriter writes a file that [OpenRecords] opens. Not safe for concurrent
// use.
type RecordsWriter struct{ *TableWriter }

// CreateRecords begins a new file of records. One that exists is an error.
func CreateRecords(path string) (*RecordsWriter, error) {
	w, err := CreateTable(path)
	if err != nil {
		return nil, fmt.Errorf("creating records: %w", err)
	}
	return &RecordsWriter{w}, nil
}

// Add appends a record and returns its number; see [TableWriter.Put]. Words
// that are not UTF-8 are an error: JSON would alter them.
func (w *RecordsWriter) Add(q quotes.Quote) (n uint32, err error) {
	if !utf8.ValidString(q.Words) {
		return 0, fmt.Errorf("writing record %s: its words are not UTF-8", q.ID)
	}
	if n, err = w.Put(q.ID, q); err != nil {
		return 0, fmt.Errorf("writing record %s: %w", q.ID, err)
	}
	return n, nil
}
