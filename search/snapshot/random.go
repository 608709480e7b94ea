package snapshot

import (
	"context"
	"math/rand/v2"
	"slices"

	"verbatim/quotes"
	"verbatim/search/generation"
)

// maxDraws is how often a draw is repeated. A draw fails only when two
// attributions of one quotation satisfy a filter together and none does alone,
// a curated report leads what others quote, or a record went bad.
const maxDraws = 1000

// verbatim are the kinds of a speaker's own words, which alone are drawn.
func (f Filter) verbatim() (Filter, bool) {
	kinds := f.Kinds
	f.Kinds = nil
	for _, k := range []quotes.Kind{quotes.Direct, quotes.Partial} {
		if len(kinds) == 0 || slices.Contains(kinds, k) {
			f.Kinds = append(f.Kinds, k)
		}
	}
	return f, len(f.Kinds) > 0
}

// Random draws one of the quotations that the filter lets through, reports left
// out, each with the same probability: the documents are counted, and the one
// with a random rank is taken. What must not count is drawn again, which leaves
// the others equal.
func (v Snapshot) Random(ctx context.Context, f Filter) (quotes.Quote, error) {
	f, ok := f.verbatim()
	if !ok {
		return quotes.Quote{}, generation.ErrNotFound
	}
	s, err := v.Apply(ctx, v.Terms(), f)
	if err != nil {
		return quotes.Quote{}, err
	}
	docs := s.Docs.Len()
	if docs == 0 {
		return quotes.Quote{}, generation.ErrNotFound
	}
	for range maxDraws {
		if err := ctx.Err(); err != nil {
			return quotes.Quote{}, err
		}
		record, err := v.Index.Select(s.Docs, rand.IntN(docs))
		if err != nil {
			return quotes.Quote{}, err
		}
		q, ok, err := v.Read(record, &s)
		if err != nil {
			return quotes.Quote{}, err
		}
		if lead, _ := q.Lead(); ok && lead.Kind != quotes.Indirect {
			return q, nil
		}
	}
	return quotes.Quote{}, generation.ErrNotFound
}
