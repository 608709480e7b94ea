package find

import (
	"cmp"
	"context"
	"math"
	"slices"

	"verbatim/quotes"
	"verbatim/search/index"
	"verbatim/search/query"
	"verbatim/search/rank"
	"verbatim/search/snapshot"
	"verbatim/search/text"
	"verbatim/search/vocabulary"
)

const (
	// fewCandidates are compared with the query, more if their sums are equal.
	fewCandidates  = 400
	mostCandidates = 1200

	// A quotation is worth showing if its score is so much of what all words of the
	// query weigh, the right order counting, and not far behind the best.
	minFound    = 0.45
	behindFirst = 0.5

	// Scores that differ by less are told apart by how well a quotation is sourced.
	sameScore = 0.05

	defaultLimit = 10
	maxLimit     = 100
)

// scored is a candidate that was compared with the query.
type scored struct {
	record     uint32
	score      rank.Score
	quality    int      // what ties are broken by: the lower, the better
	report     bool     // of kind indirect
	duplicates []scored // near duplicates, not better than this one
}

// rank is what hits are ordered by: a report comes behind a quotation that fits as
// well, wherever the bounds of equal scores lie.
func (f scored) rank() float64 {
	if f.report {
		return f.score.Total - sameScore
	}
	return f.score.Total
}

// Search answers a query. Why there is nothing, if there is, [Finder.Analyze]
// tells from the returned state.
func (v Finder) Search(ctx context.Context, q Query) (Result, *Answered, error) {
	result := Result{Generation: v.Number}
	terms := v.Terms()
	see, err := v.Apply(ctx, terms, q.Filter)
	if err != nil {
		return result, nil, err
	}
	words := q.Words
	a, err := v.answer(ctx, terms, see, words)
	if err != nil {
		return result, nil, err
	}
	var quoted *answered
	if len(a.parsed.Phrases) > 0 && len(a.hits) == 0 {
		asTyped := a
		quoted = &asTyped
		words, result.Unquoted = query.WithoutMarks(query.Readable(words)), true
		if a, err = v.answer(ctx, terms, see, words); err != nil {
			return result, nil, err
		}
	}
	if quoted == nil { // who quotes means these words
		otherwise, ok, err := v.rescue(ctx, terms, see, words, a)
		if err != nil {
			return result, nil, err
		}
		if ok {
			a, words, result.ReadAs = otherwise.answered, otherwise.line, otherwise.as
		}
	}
	if len(a.parsed.Words) == 0 {
		result, err = v.browse(ctx, q, &see)
		result.Confidence = Found
	} else {
		var unfound []quotes.Span
		result.Confidence, unfound = v.settle(&a)
		result.Unfound = written(query.Readable(words), unfound)
		result.NotQuoted = v.notQuoted(query.Readable(words), a.parsed, &result.Confidence)
		result.Hits, result.Total, err = v.page(ctx, q, &see, a)
	}
	if result.Total == 0 {
		result.Confidence, result.Unfound, result.ReadAs, result.Unquoted = NothingClose, nil, "", false
	}
	return result, &Answered{a, quoted, q, see, terms}, err
}

// Answered is what a search found on the way.
type Answered struct {
	answered
	quoted *answered // with the quotation marks without which a was answered, if any
	query  Query
	see    snapshot.Visible
	terms  *index.Terms
}

// answered is what words were taken for, and what fits.
type answered struct {
	parsed     understood
	expansions expansions
	compared   *rank.Query
	hits       []scored
	far        bool // none of the hits is worth showing but as what comes nearest
	tied       int  // how many more fit by their words as well as the last hit, and were not compared
}

// answer finds what words ask for.
func (v Finder) answer(ctx context.Context, terms *index.Terms, see snapshot.Visible, words string) (answered, error) {
	a, err := v.understand(ctx, terms, see, words, rank.DefaultParams())
	if err != nil || len(a.parsed.Words) == 0 {
		return a, err
	}
	err = v.compare(ctx, terms, see, &a)
	return a, err
}

// understand tells what words ask for, and what quotations are compared with.
func (v Finder) understand(ctx context.Context, terms *index.Terms, see snapshot.Visible, words string, params rank.Params) (a answered, err error) {
	a.parsed.Query = query.Parse(v.Vocabulary, v.People.Knows, words)
	if a.parsed.Line != nil {
		whole, err := v.stands(ctx, terms, see, a.parsed.Line)
		if err != nil {
			return a, err
		}
		if whole {
			a.parsed.Query = query.Literally(v.Vocabulary, words)
		}
	}
	if len(a.parsed.Words) == 0 {
		return a, nil
	}
	name := func() error { return v.name(ctx, terms, words, &a.parsed) }
	if a.expansions, err = v.expand(ctx, &a.parsed, name); err != nil {
		return a, err
	}
	if a.parsed.Asks() {
		params = params.WithOrder(paraphrasedOrder)
	}
	a.compared = rankQuery(params, v.Vocabulary, a.parsed, a.expansions)
	return a, nil
}

// compare finds candidates and compares them with the query: hits are what is
// worth showing, the best first.
func (v Finder) compare(ctx context.Context, terms *index.Terms, see snapshot.Visible, a *answered) error {
	hits, ties, err := v.ranked(ctx, terms, see, *a)
	if err != nil {
		return err
	}
	v.weighFame(*a, hits)
	a.tied = 0
	total := a.compared.Total()
	if worth := atLeast(slices.Clone(hits), minFound*total, behindFirst); len(worth) > 0 {
		hits, a.far = worth, false
	} else {
		hits, a.far, ties = closest(hits, total), true, nil
	}
	for _, t := range ties {
		if slices.ContainsFunc(hits, func(h scored) bool { return h.record == t.last }) {
			a.tied += t.more
		}
	}
	a.hits, err = v.group(ctx, &see, hits)
	return err
}

// tie says how many documents of a part weigh as much as the last one that was
// compared.
type tie struct {
	last uint32 // its record
	more int
}

// ranked finds candidates and compares them with the query, in no order.
func (v Finder) ranked(ctx context.Context, terms *index.Terms, see snapshot.Visible, a answered) ([]scored, []tie, error) {
	only, phrases, err := v.withPhrases(ctx, terms, see.Docs, a.parsed.Phrases)
	if err != nil {
		return nil, nil, err
	}
	g := gathering{terms: terms, expansions: a.expansions, bigrams: a.parsed.Bigrams(), bigram: a.compared.Params().Next, only: only}
	g.few, g.most = fewCandidates, mostCandidates
	if parts := v.Index.Built(); parts > 1 { // each has about its share of the best
		g.few, g.most = fewCandidates*5/4/parts, mostCandidates*5/4/parts
	}
	if g.total() == 0 {
		return nil, nil, nil
	}
	parts := make([]ranking, v.Index.Parts())
	records, err := v.Index.Search(ctx, g.most, func(ctx context.Context, part int) ([]index.Match, error) {
		candidates, tied, err := v.candidates(ctx, g, part)
		if err != nil {
			return nil, err
		}
		matches, err := v.rank(ctx, a, candidates, phrases, &parts[part])
		if err != nil || len(matches) == 0 {
			return nil, err
		}
		if tied > 0 && len(phrases) == 0 { // with phrases, who knows how many of the rest have these
			parts[part].ties = append(parts[part].ties, tie{candidates[len(candidates)-1].record, tied})
		}
		return matches, nil
	})
	if err != nil {
		return nil, nil, err
	}
	var ties []tie
	found := 0
	for i, p := range parts {
		ties, found = append(ties, p.ties...), found+len(records[i])
	}
	hits := make([]scored, 0, found)
	for i, p := range parts {
		for _, r := range records[i] {
			hits = append(hits, p.hits[p.at[r]])
		}
	}
	return hits, ties, nil
}

// ranking is what one part has.
type ranking struct {
	hits []scored
	at   map[uint32]int // where the hit of a record is
	ties []tie
}

// rank compares candidates with a query. It returns those that have the phrases,
// and keeps their scores.
func (v Finder) rank(ctx context.Context, a answered, candidates []candidate, phrases [][]uint32, all *ranking) ([]index.Match, error) {
	matches := make([]index.Match, 0, len(candidates))
	all.hits, all.at = make([]scored, 0, len(candidates)), make(map[uint32]int, len(candidates))
	var scorer rank.Scorer
	var doc vocabulary.Doc
	var about []uint32 // names and titles
	for i, c := range candidates {
		if i%128 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		v.Vocabulary.DocWords(c.record, &doc)
		if !hasPhrases(doc.Words, phrases) {
			continue
		}
		v.addNamed(&doc, c.record, a.parsed)
		about = appendAbout(about[:0], doc)
		h := scored{record: c.record, score: scorer.Score(a.compared, doc.Words, about), quality: doc.Quality(), report: doc.Kind == quotes.Indirect}
		all.at[c.record] = len(all.hits)
		all.hits = append(all.hits, h)
		matches = append(matches, index.Match{Document: c.document, Score: h.score.Total})
	}
	return matches, nil
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
// words, of the phrases that were asked for, and returns the phrases in numbers,
// each once. A word that nothing has leaves no document.
func (v Finder) withPhrases(ctx context.Context, terms *index.Terms, docs index.Docs, phrases [][]string) (index.Docs, [][]uint32, error) {
	var out [][]uint32
	narrowed := map[index.Term]bool{}
	narrow := func(field, term string) error {
		key := index.Term{Field: field, Text: term}
		if narrowed[key] || docs.Empty() {
			return nil
		}
		narrowed[key] = true
		b, err := terms.Docs(field, term)
		if err == nil {
			docs, err = docs.And(b), ctx.Err()
		}
		return err
	}
	for _, phrase := range phrases {
		var numbers []uint32
		for i, w := range phrase {
			if err := narrow(index.Words, w); err != nil {
				return nil, nil, err
			}
			if i > 0 {
				if term, ok := index.Bigram(phrase[i-1], w); ok {
					if err := narrow(index.Bigrams, term); err != nil {
						return nil, nil, err
					}
				}
			}
			e, ok := v.Vocabulary.Word(w)
			if !ok {
				e.ID = vocabulary.UnknownWord
			}
			numbers = append(numbers, e.ID)
		}
		if !slices.ContainsFunc(out, func(other []uint32) bool { return slices.Equal(other, numbers) }) {
			out = append(out, numbers)
		}
	}
	return docs, out, nil
}

// fewStand is how many quotations that have all words of a line are compared with it.
const fewStand = 400

// stands reports whether a whole line stands in a quotation, whatever it may ask.
func (v Finder) stands(ctx context.Context, terms *index.Terms, see snapshot.Visible, line []string) (bool, error) {
	docs, phrases, err := v.withPhrases(ctx, terms, see.Docs, [][]string{line})
	if err != nil {
		return false, err
	}
	compared := 0
	var doc vocabulary.Doc
	for record := range v.Index.Records(docs) {
		if compared++; compared > fewStand {
			break
		}
		if v.Vocabulary.DocWords(record, &doc); hasPhrases(doc.Words, phrases) {
			return true, nil
		}
	}
	return false, ctx.Err()
}

func hasPhrases(words []uint32, phrases [][]uint32) bool {
	for _, p := range phrases {
		if slices.Contains(p, vocabulary.UnknownWord) || !rank.Contains(words, p) {
			return false
		}
	}
	return true
}

// atLeast sorts hits and cuts off those that score less, or less than a share of
// the best.
func atLeast(hits []scored, least, share float64) []scored {
	for _, h := range hits {
		least = max(least, share*h.score.Total)
	}
	hits = slices.DeleteFunc(hits, func(h scored) bool { return h.score.Total < least })
	slices.SortFunc(hits, func(a, b scored) int {
		return cmp.Or(
			cmp.Compare(math.Round(b.rank()/sameScore), math.Round(a.rank()/sameScore)),
			cmp.Compare(a.quality, b.quality),
			cmp.Compare(b.score.Total, a.score.Total),
			cmp.Compare(a.record, b.record),
		)
	})
	return hits
}

// page reads the records of the hits that were asked for. Hits of which the
// record says that they must not be shown do not count.
func (v Finder) page(ctx context.Context, query Query, see *snapshot.Visible, a answered) ([]Hit, int, error) {
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
		quote, ok, err := v.Read(h.record, see)
		if err != nil {
			return nil, 0, err
		}
		if !ok {
			continue
		}
		if total++; total > offset {
			hit := Hit{Quote: quote, Score: h.score.Total, Matched: v.matched(&scorer, a.compared, h.record, quote)}
			for _, other := range h.duplicates {
				switch quote, ok, err := v.Read(other.record, see); {
				case err != nil:
					return nil, 0, err
				case ok:
					hit.NearDuplicates = append(hit.NearDuplicates, quote)
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
func (v Finder) matched(scorer *rank.Scorer, rq *rank.Query, record uint32, quote quotes.Quote) []quotes.Span {
	tokens := text.Tokens(quote.Words)
	var doc vocabulary.Doc
	v.Vocabulary.DocWords(record, &doc)
	var spans []quotes.Span
	for _, pos := range scorer.Matched(rq, doc.Words, nil) {
		span := quotes.Span{Start: tokens[pos].Start, End: tokens[pos].End}
		if n := len(spans); n > 0 && span.Start <= spans[n-1].End { // pairs of characters overlap
			spans[n-1].End = max(span.End, spans[n-1].End)
			continue
		}
		spans = append(spans, span)
	}
	return spans
}

// browse lists what the filter lets through when no words were asked for, of the first
// few thousand: what people said before reports, the newest first, and of one day, or
// where no date is known, the best sourced.
func (v Finder) browse(ctx context.Context, query Query, see *snapshot.Visible) (Result, error) {
	result := Result{Generation: v.Number}
	if query.Filter.Empty() {
		return result, nil
	}
	var hits []scored
	dates := map[uint32]uint32{}
	var doc vocabulary.Doc
	for record := range v.Index.Records(see.Docs) {
		if len(hits) == mostCandidates {
			break
		}
		v.Vocabulary.DocWords(record, &doc)
		if doc.Kind != quotes.Indirect {
			dates[record] = doc.Date + 1
		}
		hits = append(hits, scored{record: record, quality: doc.Quality()})
	}
	slices.SortFunc(hits, func(a, b scored) int {
		return cmp.Or(cmp.Compare(dates[b.record], dates[a.record]), cmp.Compare(a.quality, b.quality), cmp.Compare(a.record, b.record))
	})
	var err error
	result.Hits, result.Total, err = v.page(ctx, query, see, answered{hits: hits, compared: rank.New(rank.DefaultParams())})
	result.Total += max(0, see.Docs.Len()-mostCandidates)
	return result, err
}
