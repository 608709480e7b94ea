package search

import (
	"context"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// addSenses adds what a word of the query is worth to the documents that have one
// of its senses: the best of those they have, which comes first.
func addSenses(ctx context.Context, s *sums, l *lookup, rs []sense, scale float64) error {
	if err := s.next(ctx); err != nil {
		return err
	}
	for _, r := range rs {
		b, err := l.bitmap(r.field(), r.entry.Text)
		if err != nil {
			return err
		}
		s.add(b, int(r.worth*scale+0.5))
	}
	return nil
}

// candidate is a document that may be what was asked for.
type candidate struct {
	record uint32
	sum    int
}

// candidates returns the records whose words and names, and pairs of words in a
// row, are together worth the most: about n, by falling worth, then by number.
// tied is how many more are worth as much as the last one, beyond most of them.
func (v view) candidates(ctx context.Context, l *lookup, s *sums, rs senses, pairs []string, pair float64, only *roaring.Bitmap, n, most int) (out []candidate, tied int, err error) {
	total := 0.0
	for _, word := range rs {
		if len(word) > 0 {
			total += word[0].worth
		}
	}
	if total == 0 {
		return nil, 0, nil
	}
	total += pair * float64(len(pairs))
	// Rounding adds at most a half for each word and pair.
	scale := (maxSum - 1 - float64(len(rs)+len(pairs))/2) / total
	s.reset()
	for _, word := range rs {
		if err := ctx.Err(); err != nil {
			return nil, 0, err
		}
		if err := addSenses(ctx, s, l, word, scale); err != nil {
			return nil, 0, err
		}
	}
	for _, term := range pairs {
		b, err := l.bitmap(pairsField, term)
		if err != nil {
			return nil, 0, err
		}
		if err := s.next(ctx); err != nil {
			return nil, 0, err
		}
		s.add(b, int(pair*scale+0.5))
	}
	if err := s.sum(ctx); err != nil {
		return nil, 0, err
	}
	docs, sure, err := s.best(ctx, only, n)
	if err != nil {
		return nil, 0, err
	}
	out = make([]candidate, len(docs))
	for i, doc := range docs {
		out[i] = candidate{v.posts.record[doc], s.at(doc)}
	}
	byRecord := func(a, b candidate) int { return int(a.record) - int(b.record) }
	if len(out) > most { // which of the ties is not the index's to choose
		slices.SortFunc(out[sure:], byRecord)
		tied = len(out) - max(most, sure)
		out = out[:len(out)-tied]
	}
	slices.SortFunc(out, func(a, b candidate) int {
		if a.sum != b.sum {
			return b.sum - a.sum
		}
		return byRecord(a, b)
	})
	return out, tied, nil
}
