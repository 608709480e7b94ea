// Package index is the only one that knows bleve. It writes the index of a
// generation, searches it through [bleve.Index.SearchInContext] with a query of
// its own, and gives the documents of a term as a bitmap.
//
// An index has one or several parts, each a bleve index of one segment: bleve's
// offline builder merges all that it is given to one, so several builders side by
// side make several indexes. A document is the number of a record, and the terms
// that it is found by; what a person reads stands in the records alone.
package index

import (
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// ErrDamaged is wrapped by every error that says that the files are not an index
// that this package wrote.
var ErrDamaged = errors.New("the index is damaged")

// Index is an open index. It only reads, and is safe for concurrent use. Its
// files are mapped: a read from one that shrank or went bad faults in the
// caller's goroutine, see [Recovered].
type Index struct {
	parts []*part
	place []place // of each record, as it was built

	// See With.
	moved map[uint32]uint32 // records whose documents are those of the last part
	added int               // records more than place has
	gone  Docs              // built documents that are found no more
}

// place is where the document of a record is: its number, and the part in the lowest
// bits. A library holds one for each record, which the collector counts.
type place uint32

// placeParts is how many parts an index has at most, what is in memory included.
const placeParts = 16

func placeAt(part int, document uint32) place { return place(document*placeParts + uint32(part)) }

func (p place) part() int        { return int(p % placeParts) }
func (p place) document() uint32 { return uint32(p / placeParts) }

// part is one bleve index, or of what is in memory its terms.
type part struct {
	terms        map[Term]*roaring.Bitmap
	index        bleve.Index
	snapshot     *scorch.IndexSnapshot
	segment      segment.Segment // nil when there is no document
	record       []uint32        // document number -> record number
	accumulators sync.Pool
}

// Open opens the index in a folder. Any number of processes may.
func Open(dir string) (ix *Index, err error) {
	ix = &Index{}
	defer func() {
		if err != nil {
			ix, err = nil, errors.Join(err, ix.Close())
		}
	}()
	total := 0
	for n := 0; ; n++ {
		path := filepath.Join(dir, strconv.Itoa(n))
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			break
		}
		p, err := openPart(path)
		if err != nil {
			return ix, err
		}
		ix.parts = append(ix.parts, p)
		total += len(p.record)
	}
	if len(ix.parts) == 0 || len(ix.parts) >= placeParts || total > math.MaxUint32/placeParts {
		return ix, fmt.Errorf("%w: it has %d parts, and %d documents", ErrDamaged, len(ix.parts), total)
	}
	ix.place = make([]place, total)
	seen := make([]bool, total)
	for i, p := range ix.parts {
		for doc, record := range p.record {
			if int(record) >= total || seen[record] {
				return ix, fmt.Errorf("%w: document %d of part %d is record %d", ErrDamaged, doc, i, record)
			}
			seen[record] = true
			ix.place[record] = placeAt(i, uint32(doc))
		}
	}
	return ix, nil
}

// openPart opens a bleve index that nobody writes and reads which document is
// which record.
func openPart(path string) (p *part, err error) {
	p = &part{}
	// Without the timeout an index that somebody locked would hang for ever.
	p.index, err = bleve.OpenUsing(path, map[string]any{"read_only": true, "bolt_timeout": "2s"})
	if err != nil {
		return nil, fmt.Errorf("opening the index: %w", err)
	}
	defer func() {
		if err != nil {
			p, err = nil, errors.Join(fmt.Errorf("opening the index: %w", err), p.close())
		}
	}()
	advanced, err := p.index.Advanced()
	if err != nil {
		return p, err
	}
	reader, err := advanced.Reader()
	if err != nil {
		return p, err
	}
	var ok bool
	if p.snapshot, ok = reader.(*scorch.IndexSnapshot); !ok {
		return p, errors.Join(fmt.Errorf("%w: of another kind", ErrDamaged), reader.Close())
	}
	if p.segment, err = onlySegment(p.snapshot); err != nil || p.segment == nil {
		return p, err
	}
	p.record = make([]uint32, p.segment.Count())
	for doc := range p.record {
		id, err := p.segment.DocID(uint64(doc))
		if err == nil {
			p.record[doc], err = recordOf(id)
		}
		if err != nil {
			return p, err
		}
	}
	return p, nil
}

// onlySegment returns the one segment of a part, nil when it is empty.
func onlySegment(s *scorch.IndexSnapshot) (segment.Segment, error) {
	switch segments := s.Segments(); len(segments) {
	case 0:
		return nil, nil
	case 1:
		return segments[0].Segment(), nil
	}
	return nil, fmt.Errorf("%w: several segments", ErrDamaged)
}

func (p *part) close() error {
	var errs []error
	if p.snapshot != nil {
		errs = append(errs, p.snapshot.Close())
	}
	return errors.Join(append(errs, p.index.Close())...)
}

// Close closes the files.
func (ix *Index) Close() error {
	var errs []error
	for _, p := range ix.parts {
		errs = append(errs, p.close())
	}
	return errors.Join(errs...)
}

// Len is the number of documents.
func (ix *Index) Len() int { return len(ix.place) + ix.added }

// Parts is the number of parts.
func (ix *Index) Parts() int { return len(ix.parts) }

// PartLen is the number of documents of a part, which are numbered from 0.
func (ix *Index) PartLen(part int) int { return len(ix.parts[part].record) }

// Record returns the record of a document of a part.
func (ix *Index) Record(part int, doc uint32) uint32 { return ix.parts[part].record[doc] }

// Document returns the part and the number of a record's document.
func (ix *Index) Document(record uint32) (part int, doc uint32) {
	p := ix.placeOf(record)
	return p.part(), p.document()
}

// None returns the empty set.
func (ix *Index) None() Docs {
	docs := make(Docs, len(ix.parts))
	for i := range docs {
		docs[i] = roaring.New()
	}
	return docs
}

// Has reports whether a set has the document of a record.
func (ix *Index) Has(docs Docs, record uint32) bool {
	p := ix.placeOf(record)
	return docs[p.part()].Contains(p.document())
}

// Records yields the records of documents, in no order that means anything but
// always in the same.
func (ix *Index) Records(docs Docs) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		for i, b := range docs {
			for it := b.Iterator(); it.HasNext(); {
				if !yield(ix.parts[i].record[it.Next()]) {
					return
				}
			}
		}
	}
}

// Select returns the record of the nth document of a set, from 0, which must have
// more.
func (ix *Index) Select(docs Docs, n int) (uint32, error) {
	for i, b := range docs {
		if k := int(b.GetCardinality()); n >= k {
			n -= k
			continue
		}
		doc, err := b.Select(uint32(n))
		if err != nil {
			return 0, fmt.Errorf("choosing a document: %w", err)
		}
		return ix.parts[i].record[doc], nil
	}
	return 0, errors.New("choosing a document: there are not so many")
}

// Union returns the documents that are in any of the sets.
func (ix *Index) Union(sets []Docs) Docs {
	switch len(sets) {
	case 0:
		return ix.None()
	case 1:
		return sets[0]
	}
	out := make(Docs, len(ix.parts))
	for i := range out {
		bitmaps := make([]*roaring.Bitmap, len(sets))
		for k, s := range sets {
			bitmaps[k] = s[i]
		}
		out[i] = roaring.FastOr(bitmaps...)
	}
	return out
}
