package find

import (
	"context"

	"verbatim/quotes"
	"verbatim/search/duplicate"
	"verbatim/search/snapshot"
	"verbatim/search/vocabulary"
)

const (
	// groupedHits is how many of the best hits are deduplicated; hits past page 10
	// are not.
	groupedHits = 100

	// A near duplicate of which so much more is found was asked for: it has the words
	// in a row, or one more of them.
	wordingMargin = 1.0
)

// wording is what of a score is of the words and their order.
func (f scored) wording() float64 { return f.score.Words + f.score.Order }

// group puts near duplicates under the first of them: the same words but for a
// few, or with a clause missing, that say the same and are by the same people.
// The best sourced one leads, unless the query asks for the wording of another.
func (v Finder) group(ctx context.Context, see *snapshot.Visible, hits []scored) ([]scored, error) {
	n := min(len(hits), groupedHits)
	groups := make([]*duplicate.Group, 0, n)
	out := make([]scored, 0, len(hits))
	read := func(record uint32) (quotes.Quote, error) {
		q, _, err := v.Read(record, see)
		return q, err
	}
	var doc vocabulary.Doc
	for i, h := range hits[:n] {
		if i%16 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		v.Vocabulary.DocWords(h.record, &doc)
		own := duplicate.New(h.record, doc.Words)
		lead := -1
		for k, g := range groups {
			joined, err := g.Join(own, read)
			if err != nil {
				return nil, err
			}
			if joined {
				lead = k
				break
			}
		}
		if lead >= 0 {
			if first := out[lead]; h.quality < first.quality && h.wording() > first.wording()-wordingMargin {
				h.duplicates = append(first.duplicates, scored{record: first.record})
				out[lead] = h
			} else {
				out[lead].duplicates = append(first.duplicates, h)
			}
			continue
		}
		groups = append(groups, own)
		out = append(out, h)
	}
	return append(out, hits[n:]...), nil
}
