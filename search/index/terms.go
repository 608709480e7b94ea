package index

import (
	"context"
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// Terms finds the documents of terms, for one search. It is not safe for
// concurrent use.
type Terms struct {
	index *Index
	parts []partTerms
}

// partTerms finds terms in one part.
type partTerms struct {
	part   *part
	fields map[string]segment.TermDictionary
}

// Terms returns what finds terms for one search.
func (ix *Index) Terms() *Terms {
	t := &Terms{index: ix, parts: make([]partTerms, len(ix.parts))}
	for i, p := range ix.parts {
		t.parts[i] = partTerms{part: p, fields: map[string]segment.TermDictionary{}}
	}
	return t
}

// Docs returns the documents that have a term of a field.
func (t *Terms) Docs(field, term string) (Docs, error) {
	out := make(Docs, len(t.parts))
	for i := range t.parts {
		var err error
		if out[i], err = t.Bitmap(i, field, term); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Bitmap returns the documents of one part that have a term of a field. It may lie
// in the index file, and must not be changed.
func (t *Terms) Bitmap(part int, field, term string) (*roaring.Bitmap, error) {
	b, err := t.parts[part].built(field, term)
	if err != nil {
		return nil, err
	}
	return t.index.left(part, field, b), nil
}

// Union returns the documents that have any of the terms of a field.
func (t *Terms) Union(ctx context.Context, field string, terms []string) (Docs, error) {
	sets := make([]Docs, len(terms))
	for i, term := range terms {
		if i%64 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		var err error
		if sets[i], err = t.Docs(field, term); err != nil {
			return nil, err
		}
	}
	return t.index.Union(sets), nil
}

// built returns the documents that the part has for a term.
func (p *partTerms) built(field, term string) (*roaring.Bitmap, error) {
	if b := p.part.terms[Term{field, term}]; b != nil {
		return b, nil
	}
	if p.part.segment == nil {
		return roaring.New(), nil
	}
	dict, ok := p.fields[field]
	if !ok {
		var err error
		if dict, err = p.part.segment.Dictionary(field); err != nil {
			return nil, fmt.Errorf("reading the index: %w", err)
		}
		p.fields[field] = dict
	}
	list, err := dict.PostingsList([]byte(term), nil, nil)
	if err != nil {
		return nil, fmt.Errorf("reading the index: %w", err)
	}
	it := list.Iterator(false, false, false, nil)
	if whole, ok := it.(segment.OptimizablePostingsIterator); ok {
		if b := whole.ActualBitmap(); b != nil {
			return b, nil
		}
		if doc, ok := whole.DocNum1Hit(); ok {
			return roaring.BitmapOf(uint32(doc)), nil
		}
	}
	// A segment of another kind, or an empty list.
	b := roaring.New()
	for {
		posting, err := it.Next()
		if err != nil {
			return nil, fmt.Errorf("reading the index: %w", err)
		}
		if posting == nil {
			return b, nil
		}
		b.Add(uint32(posting.Number()))
	}
}
