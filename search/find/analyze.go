package find

import (
	"context"
	"slices"

	"verbatim/search/index"
	"verbatim/search/query"
	"verbatim/search/rank"
	"verbatim/search/snapshot"
	"verbatim/search/vocabulary"
	"verbatim/search/zeroresult"
)

// Analyze says why a search that found nothing did, see [zeroresult.Analyze].
func (v Finder) Analyze(ctx context.Context, a *Answered) (suggestion string, r *zeroresult.Reasons, err error) {
	return zeroresult.Analyze(ctx, zeroresult.Asked{
		Snapshot: v.Snapshot, Terms: a.terms, Words: a.query.Words, Filter: a.query.Filter, See: a.see,
		Attempt: attempt{v, a.terms, a.answered, a.quoted},
		Again: func(ctx context.Context, see snapshot.Visible, words string) (zeroresult.Attempt, error) {
			other, err := v.understand(ctx, a.terms, see, words, rank.DefaultParams())
			return attempt{v, a.terms, other, nil}, err
		},
	})
}

// attempt is a search that says only what an analysis asks.
type attempt struct {
	v     Finder
	terms *index.Terms
	answered
	quoted *answered // what is tried first, as [Finder.Search] does: with quotation marks
}

func (a attempt) Parsed() query.Query { return a.parsed.Query }

func (a attempt) Count(ctx context.Context, see snapshot.Visible) (int, error) {
	if a.quoted != nil {
		n, err := attempt{a.v, a.terms, *a.quoted, nil}.Count(ctx, see)
		if n > 0 || err != nil {
			return n, err
		}
	}
	q := Query{Filter: see.Filter, Limit: 1}
	if len(a.parsed.Words) == 0 {
		r, err := a.v.browse(ctx, q, &see)
		return r.Total, err
	}
	if err := a.v.compare(ctx, a.terms, see, &a.answered); err != nil {
		return 0, err
	}
	if c, _ := a.v.settle(&a.answered); c == NothingClose {
		return 0, nil
	}
	_, n, err := a.v.page(ctx, q, &see, a.answered)
	return n, err
}

func (a attempt) Nearest(ctx context.Context, see snapshot.Visible) (map[string]bool, error) {
	a.parsed.Phrases = nil
	hits, _, err := a.v.ranked(ctx, a.terms, see, a.answered)
	if err != nil || len(hits) == 0 {
		return nil, err
	}
	best := hits[0]
	for _, h := range hits {
		if h.score.Total > best.score.Total || h.score.Total == best.score.Total && h.record < best.record {
			best = h
		}
	}
	var doc vocabulary.Doc
	a.v.Vocabulary.DocWords(best.record, &doc)
	a.v.addNamed(&doc, best.record, a.parsed)
	about := appendAbout(nil, doc)
	has := map[string]bool{}
	for i, w := range a.parsed.Words {
		for _, expansion := range a.expansions[i] {
			in, number := doc.Words, expansion.entry.ID
			switch {
			case expansion.name:
				in = about
			case expansion.title:
				in, number = about, titleNumber(number)
			}
			if expansion.penalty < oneError && slices.Contains(in, number) {
				has[w.Text] = true
				break
			}
		}
	}
	return has, nil
}
