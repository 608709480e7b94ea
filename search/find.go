package search

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"verbatim/quotes"
	"verbatim/search/rank"
	"verbatim/search/text"
	"verbatim/search/vocabulary"
)

const (
	// fewCandidates are compared with the query, more if their sums are equal.
	fewCandidates  = 400
	mostCandidates = 1200

	// A quotation is worth showing if its score is so much of what all words of the
	// query are worth, the right order counting, and not far behind the best.
	minFound    = 0.45
	behindFirst = 0.5

	// Scores that differ by less are told apart by how well a quotation is sourced.
	sameScore = 0.05

	defaultLimit = 10
	maxLimit     = 100
)

// found is a candidate that was compared with the query.
type found struct {
	record  uint32
	score   rank.Score
	quality int     // what ties are broken by: the lower, the better
	report  bool    // of kind indirect
	alike   []found // near duplicates, not better than this one
}

// weight is what hits are ordered by: a report comes behind a quotation that fits
// as well, wherever the bounds of equal scores lie.
func (f found) weight() float64 {
	if f.report {
		return f.score.Total - sameScore
	}
	return f.score.Total
}

// search answers a query; without says why there is nothing, if there is.
func (v view) search(ctx context.Context, query Query, without bool) (Result, error) {
	result := Result{Generation: v.number}
	l := v.lookup()
	see, err := v.see(ctx, l, query.Filter)
	if err != nil {
		return result, err
	}
	a, err := v.answer(ctx, l, see, query.Words)
	if err != nil {
		return result, err
	}
	if len(a.question.words) == 0 {
		result, err = v.browse(ctx, query, &see)
	} else {
		result.Hits, result.Total, err = v.page(ctx, query, &see, a)
	}
	if err != nil || result.Total > 0 || !without || len(a.question.words) == 0 && query.Filter.empty() {
		return result, err
	}
	result.Suggestion, result.Missing, err = v.missing(ctx, l, query, see, a)
	return result, err
}

// answered is what a search found on the way.
type answered struct {
	question question
	senses   senses
	compared *rank.Query
	hits     []found
	tied     int // how many more fit by their words as well as the last hit, and were not compared
}

// answer finds what words ask for.
func (v view) answer(ctx context.Context, l *lookup, see sight, words string) (a answered, err error) {
	a.question = ask(v.vocab, words)
	if len(a.question.words) == 0 {
		return a, nil
	}
	if a.senses, err = expand(ctx, v.vocab, a.question); err != nil {
		return a, err
	}
	a.compared = rankQuery(rank.DefaultParams(), v.vocab, a.question, a.senses)
	err = v.compare(ctx, l, see, &a)
	return a, err
}

// compare finds candidates and compares them with the query: hits are what is
// worth showing, the best first.
func (v view) compare(ctx context.Context, l *lookup, see sight, a *answered) error {
	hits, tied, err := v.scored(ctx, l, see, a.question, a.senses, a.compared)
	if err != nil {
		return err
	}
	last := found{}
	if tied > 0 {
		last = hits[len(hits)-1]
	}
	hits = worthShowing(hits, a.compared.Total())
	a.tied = 0
	if tied > 0 && slices.ContainsFunc(hits, func(h found) bool { return h.record == last.record }) {
		a.tied = tied
	}
	a.hits, err = v.group(ctx, see, hits)
	return err
}

// scored finds candidates and compares them with the query, by falling worth of
// their words; tied is how many more are worth as much as the last one.
func (v view) scored(ctx context.Context, l *lookup, see sight, q question, s senses, rq *rank.Query) (hits []found, tied int, err error) {
	only, phrases, err := v.withPhrases(l, see.docs, q.phrases)
	if err != nil {
		return nil, 0, err
	}
	sums := v.posts.takeSums()
	defer v.posts.sums.Put(sums)
	candidates, tied, err := v.candidates(ctx, l, sums, s, q.pairs(), rq.Params().Next, only, fewCandidates, mostCandidates)
	if err != nil {
		return nil, 0, err
	}
	hits = make([]found, 0, len(candidates))
	var scorer rank.Scorer
	var doc vocabulary.Doc
	var about []uint32 // names and titles
	for i, c := range candidates {
		if i%128 == 0 && ctx.Err() != nil {
			return nil, 0, ctx.Err()
		}
		v.vocab.DocWords(c.record, &doc)
		if hasPhrases(doc.Words, phrases) {
			about = appendAbout(about[:0], doc)
			hits = append(hits, found{record: c.record, score: scorer.Score(rq, doc.Words, about), quality: quality(doc), report: doc.Kind == quotes.Indirect})
		}
	}
	if len(phrases) > 0 { // who knows how many of the rest have these
		tied = 0
	}
	return hits, tied, nil
}

// appendAbout appends the words of names and titles as a query is compared with
// them.
func appendAbout(about []uint32, doc vocabulary.Doc) []uint32 {
	about = append(about, doc.Names...)
	for _, t := range doc.Titles {
		about = append(about, titleNumber(t))
	}
	return about
}

// withPhrases narrows documents to those that have all words, and pairs of short
// words, of the phrases that were asked for, and returns the phrases in numbers. A word that nothing has
// leaves no document.
func (v view) withPhrases(l *lookup, docs *roaring.Bitmap, phrases [][]string) (*roaring.Bitmap, [][]uint32, error) {
	var out [][]uint32
	for _, phrase := range phrases {
		var numbers []uint32
		for i, w := range phrase {
			b, err := l.bitmap(wordsField, w)
			if err != nil {
				return nil, nil, err
			}
			docs = roaring.And(docs, b)
			if i > 0 {
				if term, ok := pairTerm(phrase[i-1], w); ok {
					if b, err = l.bitmap(pairsField, term); err != nil {
						return nil, nil, err
					}
					docs = roaring.And(docs, b)
				}
			}
			e, ok := v.vocab.Word(w)
			if !ok {
				e.ID = unknownWord
			}
			numbers = append(numbers, e.ID)
		}
		out = append(out, numbers)
	}
	return docs, out, nil
}

// unknownWord stands for every word that the vocabulary lacks.
const unknownWord = math.MaxUint32

func hasPhrases(words []uint32, phrases [][]uint32) bool {
	for _, p := range phrases {
		if slices.Contains(p, unknownWord) || !rank.Contains(words, p) {
			return false
		}
	}
	return true
}

// worthShowing sorts hits and cuts off what is too far behind.
func worthShowing(hits []found, total float64) []found {
	least := minFound * total
	for _, h := range hits {
		least = max(least, behindFirst*h.score.Total)
	}
	hits = slices.DeleteFunc(hits, func(h found) bool { return h.score.Total < least })
	slices.SortFunc(hits, func(a, b found) int {
		return cmp.Or(
			cmp.Compare(math.Round(b.weight()/sameScore), math.Round(a.weight()/sameScore)),
			cmp.Compare(a.quality, b.quality),
			cmp.Compare(b.score.Total, a.score.Total),
			cmp.Compare(a.record, b.record),
		)
	})
	return hits
}

// quality orders what fits equally well, the better the lower: verbatim before
// partial before reports, of which what is asserted comes first, curated before
// extracted, what has a title and a place there before what has not, the newer
// before the older and these before what has no date.
func quality(d vocabulary.Doc) int {
	n := 0
	switch {
	case d.Unsaid:
		n = 3
	case d.Kind == quotes.Indirect:
		n = 2
	case d.Kind == quotes.Partial:
		n = 1
	}
	for _, good := range []bool{d.Curated, d.Titled, d.Placed} {
		n <<= 1
		if !good {
			n++
		}
	}
	const days = 1 << 22 // more than of any date
	return n*days + days - 1 - int(d.Date)
}

// page reads the records of the hits that were asked for. Hits of which the
// record says that they must not be shown do not count.
func (v view) page(ctx context.Context, query Query, see *sight, a answered) ([]Hit, int, error) {
	hits := a.hits
	limit := query.Limit
	if limit <= 0 {
		limit = defaultLimit
	}
	limit = min(limit, maxLimit)
	offset := max(query.Offset, 0)
	var out []Hit
	var scorer rank.Scorer
	total := 0
	for i := range hits {
		if len(out) == limit || total+len(hits)-i <= offset {
			total += len(hits) - i
			break
		}
		if err := ctx.Err(); err != nil {
			return nil, 0, err
		}
		h := hits[i]
		quote, ok, err := v.read(h.record, see)
		if err != nil {
			return nil, 0, err
		}
		if !ok {
			continue
		}
		if total++; total > offset {
			hit := Hit{Quote: quote, Score: h.score.Total, Matched: v.matched(&scorer, a.compared, quote)}
			for _, other := range h.alike {
				switch quote, ok, err := v.read(other.record, see); {
				case err != nil:
					return nil, 0, err
				case ok:
					hit.Alike = append(hit.Alike, quote)
				}
			}
			if query.Explain {
				hit.Explanation = v.explain(&scorer, a, h)
			}
			out = append(out, hit)
		}
	}
	return out, total + a.tied, nil
}

// matched returns which words of a quotation the query found.
func (v view) matched(scorer *rank.Scorer, rq *rank.Query, quote quotes.Quote) []quotes.Span {
	tokens := text.Tokens(quote.Words)
	words := make([]uint32, len(tokens))
	for i, t := range tokens {
		e, ok := v.vocab.Word(t.Text)
		if !ok {
			e.ID = unknownWord
		}
		words[i] = e.ID
	}
	var spans []quotes.Span
	for _, pos := range scorer.Matched(rq, words, nil) {
		span := quotes.Span{Start: tokens[pos].Start, End: tokens[pos].End}
		if n := len(spans); n > 0 && span.Start <= spans[n-1].End { // pairs of characters overlap
			spans[n-1].End = max(span.End, spans[n-1].End)
			continue
		}
		spans = append(spans, span)
	}
	return spans
}

// browse lists what the filter lets through when no words were asked for: the
// best sourced first, of the first few thousand.
func (v view) browse(ctx context.Context, query Query, see *sight) (Result, error) {
	result := Result{Generation: v.number}
	if query.Filter.empty() {
		return result, nil
	}
	var hits []found
	var doc vocabulary.Doc
	for it := see.docs.Iterator(); it.HasNext() && len(hits) < mostCandidates; {
		record := v.posts.record[it.Next()]
		v.vocab.DocWords(record, &doc)
		hits = append(hits, found{record: record, quality: quality(doc)})
	}
	slices.SortFunc(hits, func(a, b found) int {
		return cmp.Or(cmp.Compare(a.quality, b.quality), cmp.Compare(a.record, b.record))
	})
	var err error
	result.Hits, result.Total, err = v.page(ctx, query, see, answered{hits: hits, compared: rank.New(rank.DefaultParams())})
	result.Total += max(0, int(see.docs.GetCardinality())-mostCandidates)
	return result, err
}
