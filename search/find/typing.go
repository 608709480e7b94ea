package find

import (
	"cmp"
	"context"
	"math"
	"slices"

	"verbatim/search/index"
	"verbatim/search/query"
	"verbatim/search/rank"
	"verbatim/search/snapshot"
	"verbatim/search/text"
)

const (
	// maxTyped is how many of the words that are being typed are looked up, the
	// last ones: so many in a row stand in one quotation, or nowhere.
	maxTyped = 10

	// begun is how much likelier it is, in nats, that somebody types a quotation
	// from its beginning than from any other word.
	begun = 2

	// repeated is what it says of a quotation, times log(1+n), that n near
	// duplicates of it were written down: it is well known.
	repeated = 0.5

	// behindTyped is [behindFirst] for what is being typed, which is mostly right.
	behindTyped = 0.6

	// groupedTyped is [groupedHits] for what is being typed.
	groupedTyped = 60
)

// Typed returns the quotations, at most n, that somebody may mean who has typed
// these words so far, the likeliest first, and which of their words are typed.
// Near duplicates are one, the best of them, and are not told. Unlike a search it
// takes words for the beginning of a quotation rather than for any part of it.
func (v Finder) Typed(ctx context.Context, terms *index.Terms, see *snapshot.Visible, typed string, n int) ([]Hit, error) {
	typed = query.Readable(typed)
	if tokens := text.Tokens(typed); len(tokens) > maxTyped {
		typed = typed[tokens[len(tokens)-maxTyped].Start:]
	}
	params := rank.DefaultParams()
	params.Begins, params.Short = begun, 0
	a, err := v.understand(ctx, terms, *see, typed, params)
	if err != nil || len(a.parsed.Words) == 0 {
		return nil, err
	}
	hits, _, err := v.ranked(ctx, terms, *see, a)
	if err != nil {
		return nil, err
	}
	hits = atLeast(hits, minFound*a.compared.Total(), behindTyped)
	if hits, err = v.group(ctx, see, hits[:min(len(hits), groupedTyped)]); err != nil {
		return nil, err
	}
	likely := func(h scored) float64 { return h.rank() + repeated*math.Log1p(float64(len(h.duplicates))) }
	slices.SortStableFunc(hits, func(a, b scored) int { return cmp.Compare(likely(b), likely(a)) })
	return v.typed(ctx, see, a.compared, hits, n)
}

// typed reads the first n of the records that may be shown.
func (v Finder) typed(ctx context.Context, see *snapshot.Visible, compared *rank.Query, hits []scored, n int) ([]Hit, error) {
	var out []Hit
	var scorer rank.Scorer
	for _, h := range hits {
		if len(out) == n {
			break
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		quote, ok, err := v.Read(h.record, see)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, Hit{Quote: quote, Score: h.score.Total, Matched: v.matched(&scorer, compared, h.record, quote)})
		}
	}
	return out, nil
}
