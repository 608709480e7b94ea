package search

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// errIndex is wrapped by every error that says that the index is not one of ours.
var errIndex = errors.New("the index is damaged")

// postings gives the documents of a term as a bitmap, straight from the one
// segment of a generation. bleve's own searchers visit postings one by one in
// the order of documents; ours need whole bitmaps (see sums.go).
//
// It only reads; it is safe for concurrent use. Terms are looked up in the
// caller's goroutine, so that a fault in a damaged file is the caller's to
// recover from.
type postings struct {
	snapshot *scorch.IndexSnapshot
	segment  segment.Segment
	record   []uint32 // document number -> record number
	document []uint32 // record number -> document number
	sums     sync.Pool
	seeding  sync.Pool
	frequent [mostFrequent]atomic.Pointer[[]uint64] // by number, see layOut
}

// openPostings reads which document is which record: bleve's builder numbers
// the documents of a batch in no order.
func openPostings(index bleve.Index) (*postings, error) {
	advanced, err := index.Advanced()
	if err != nil {
		return nil, fmt.Errorf("opening the postings: %w", err)
	}
	reader, err := advanced.Reader()
	if err != nil {
		return nil, fmt.Errorf("opening the postings: %w", err)
	}
	snapshot, ok := reader.(*scorch.IndexSnapshot)
	if !ok || len(snapshot.Segments()) > 1 {
		_ = reader.Close()
		return nil, fmt.Errorf("%w: not one segment", errIndex)
	}
	p := &postings{snapshot: snapshot}
	if len(snapshot.Segments()) == 0 {
		return p, nil
	}
	p.segment = snapshot.Segments()[0].Segment()
	n := p.segment.Count()
	p.record, p.document = make([]uint32, n), make([]uint32, n)
	seen := make([]bool, n)
	for doc := range n {
		id, err := p.segment.DocID(doc)
		if err == nil {
			p.record[doc], err = recordOf(id)
		}
		if err == nil && (uint64(p.record[doc]) >= n || seen[p.record[doc]]) {
			err = fmt.Errorf("%w: document %d is record %d", errIndex, doc, p.record[doc])
		}
		if err != nil {
			_ = snapshot.Close()
			return nil, err
		}
		seen[p.record[doc]] = true
		p.document[p.record[doc]] = uint32(doc)
	}
	return p, nil
}

func (p *postings) close() error { return p.snapshot.Close() }

// takeSums returns sums for one search; give them back with p.sums.Put.
func (p *postings) takeSums() *sums {
	if s, ok := p.sums.Get().(*sums); ok {
		return s
	}
	return newSums(len(p.record))
}

// len is the number of documents.
func (p *postings) len() int { return len(p.record) }

// lookup finds terms. It belongs to one search.
type lookup struct {
	postings *postings
	patch    *patch // nil: the index as it was built
	fields   map[string]segment.TermDictionary
}

func (p *postings) lookup() *lookup {
	return &lookup{postings: p, fields: map[string]segment.TermDictionary{}}
}

// bitmap returns the documents that have the term. It may lie in the index file
// and must not be changed.
func (l *lookup) bitmap(field, term string) (*roaring.Bitmap, error) {
	b, err := l.built(field, term)
	if err == nil && l.patch != nil {
		b = l.patch.apply(field, term, b)
	}
	return b, err
}

// gained returns the documents that have the term since the index was built.
func (l *lookup) gained(field, term string) []uint32 {
	if l.patch == nil {
		return nil
	}
	return l.patch.terms[fieldTerm{field, term}].gained
}

// built returns the documents that the index has for the term.
func (l *lookup) built(field, term string) (*roaring.Bitmap, error) {
	if l.postings.segment == nil {
		return roaring.New(), nil
	}
	dict, ok := l.fields[field]
	if !ok {
		var err error
		if dict, err = l.postings.segment.Dictionary(field); err != nil {
			return nil, fmt.Errorf("reading the index: %w", err)
		}
		l.fields[field] = dict
	}
	list, err := dict.PostingsList([]byte(term), nil, nil)
	if err != nil {
		return nil, fmt.Errorf("reading the index: %w", err)
	}
	it, ok := list.Iterator(false, false, false, nil).(segment.OptimizablePostingsIterator)
	if !ok {
		return nil, fmt.Errorf("%w: postings of another kind", errIndex)
	}
	if b := it.ActualBitmap(); b != nil {
		return b, nil
	}
	if doc, ok := it.DocNum1Hit(); ok {
		return roaring.BitmapOf(uint32(doc)), nil
	}
	return roaring.New(), nil
}
