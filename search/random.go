package search

import (
	"context"
	"math/rand/v2"
	"strings"

	"verbatim/quotes"
	"verbatim/search/vocabulary"
)

// maxDraws is how often a draw is repeated. A draw fails only when two
// attributions of one quotation satisfy a filter together and none does alone,
// or a record went bad.
const maxDraws = 1000

// random draws one of the quotations that the filter lets through, each with the
// same probability: the documents are counted, and the one with a random rank
// is taken. What must not count is drawn again, which leaves the others equal.
func (v view) random(ctx context.Context, f Filter) (quotes.Quote, error) {
	s, err := v.see(ctx, v.posts.lookup(), f)
	if err != nil {
		return quotes.Quote{}, err
	}
	docs := s.docs.GetCardinality()
	total := docs + uint64(len(s.changed))
	if total == 0 {
		return quotes.Quote{}, ErrNotFound
	}
	for range maxDraws {
		if err := ctx.Err(); err != nil {
			return quotes.Quote{}, err
		}
		rank := rand.Uint64N(total)
		if rank >= docs {
			return s.changed[rank-docs].quote, nil
		}
		doc, err := s.docs.Select(uint32(rank))
		if err != nil {
			return quotes.Quote{}, err
		}
		q, ok, err := v.read(v.posts.record[doc], f)
		if ok || err != nil {
			return q, err
		}
	}
	return quotes.Quote{}, ErrNotFound
}

// read reads a record as it may be shown; false: not to be shown.
func (v view) read(n uint32, f Filter) (quotes.Quote, bool, error) {
	q, err := v.records.At(n)
	if err != nil {
		return quotes.Quote{}, false, err
	}
	q, ok := v.edits.apply(q)
	if !ok || !inScope(q, f.Scope) || len(q.Attributions) > 1 && !fits(q, f) {
		return quotes.Quote{}, false, nil
	}
	return q, true, nil
}

// joinedNames is how a source writes the speakers of an attribution.
func joinedNames(a quotes.Attribution) string {
	return strings.Join(vocabulary.NameWords(quotes.Quote{Attributions: []quotes.Attribution{a}}), " ")
}

// named reports whether one of the names has all the words of what was typed,
// for a person in any spelling.
func named(typed string, names []string, person bool) bool {
	for _, name := range names {
		if vocabulary.Named(name, typed, person) {
			return true
		}
	}
	return false
}
