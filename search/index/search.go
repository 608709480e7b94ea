package index

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"reflect"
	"slices"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
	bleveindex "github.com/blevesearch/bleve_index_api"
)

// Match is a document of a part, and how well it fits, above 0.
type Match struct {
	Document uint32
	Score    float64
}

// Ranker finds the documents of one part that fit and ranks them: at most so many
// as [Index.Search] was asked for. It reads terms through the [Terms] of the
// search. Every part has a goroutine that calls it.
type Ranker func(ctx context.Context, part int) ([]Match, error)

// Search asks bleve for the documents that a ranker finds in each part, all parts
// at once, and returns the records of at most n of each part, of each the best
// first.
//
// A fault or a panic, bleve's included, becomes an error, see [Recovered].
func (ix *Index) Search(ctx context.Context, n int, rank Ranker) ([][]uint32, error) {
	records, errs := make([][]uint32, len(ix.parts)), make([]error, len(ix.parts))
	search := func(i int) {
		errs[i] = Recovered(func() (err error) {
			records[i], err = ix.parts[i].search(ctx, n, func(ctx context.Context) ([]Match, error) { return rank(ctx, i) })
			return err
		})
	}
	var others sync.WaitGroup
	for i := 1; i < len(ix.parts); i++ {
		others.Go(func() { search(i) })
	}
	search(0)
	others.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("searching the index: %w", err)
		}
	}
	return records, nil
}

func (p *part) search(ctx context.Context, n int, rank func(context.Context) ([]Match, error)) ([]uint32, error) {
	if p.index == nil {
		return p.ranked(ctx, n, rank)
	}
	request := bleve.NewSearchRequestOptions(&rankQuery{part: p, rank: rank}, n, 0, false)
	result, err := p.index.SearchInContext(ctx, request)
	if err != nil {
		return nil, err
	}
	records := make([]uint32, len(result.Hits))
	for i, hit := range result.Hits {
		if records[i], err = recordOf([]byte(hit.ID)); err != nil {
			return nil, err
		}
	}
	return records, nil
}

// ranked does what bleve does, for a part in memory.
func (p *part) ranked(ctx context.Context, n int, rank func(context.Context) ([]Match, error)) ([]uint32, error) {
	matches, err := rank(ctx)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(matches, func(a, b Match) int { return cmp.Compare(b.Score, a.Score) })
	records := make([]uint32, min(n, len(matches)))
	for i := range records {
		records[i] = p.record[matches[i].Document]
	}
	return records, nil
}

// Searches returns how many searches bleve has counted since the index was opened.
func (ix *Index) Searches() int {
	n := uint64(0)
	for _, p := range ix.parts[:ix.Built()] {
		if count, ok := p.index.StatsMap()["searches"].(uint64); ok {
			n += count
		}
	}
	return int(n)
}

// rankQuery is a query of bleve that a ranker answers.
type rankQuery struct {
	part *part
	rank func(context.Context) ([]Match, error)
}

// Searcher ranks the documents of the segment that bleve's snapshot has.
func (q *rankQuery) Searcher(ctx context.Context, r bleveindex.IndexReader, _ mapping.IndexMapping, _ search.SearcherOptions) (search.Searcher, error) {
	snapshot, ok := r.(*scorch.IndexSnapshot)
	if !ok {
		return nil, fmt.Errorf("%w: of another kind", ErrDamaged)
	}
	if s, err := onlySegment(snapshot); err != nil || s == nil {
		return &rankedSearcher{}, err
	}
	matches, err := q.rank(ctx)
	return &rankedSearcher{matches: matches, record: q.part.record}, err
}

var (
	_ query.Query     = (*rankQuery)(nil)
	_ search.Searcher = (*rankedSearcher)(nil)
)

// rankedSearcher yields what was ranked.
type rankedSearcher struct {
	matches []Match
	record  []uint32 // of each document
	next    int
}

// Next returns the next document, nil behind the last one.
func (s *rankedSearcher) Next(ctx *search.SearchContext) (*search.DocumentMatch, error) {
	if s.next == len(s.matches) {
		return nil, nil
	}
	m := s.matches[s.next]
	s.next++
	hit := ctx.DocumentMatchPool.Get()
	hit.IndexInternalID = binary.BigEndian.AppendUint64(hit.IndexInternalID[:0], uint64(m.Document))
	hit.ID = docID(s.record[m.Document]) // else bleve reads it from the file
	hit.Score = m.Score
	return hit, nil
}

// Advance returns the first document from one on. Only a query that combines this
// one with others would call it.
func (s *rankedSearcher) Advance(ctx *search.SearchContext, id bleveindex.IndexInternalID) (*search.DocumentMatch, error) {
	for s.next < len(s.matches) && uint64(s.matches[s.next].Document) < binary.BigEndian.Uint64(id) {
		s.next++
	}
	return s.Next(ctx)
}

// Close does nothing: what was ranked is kept by nobody.
func (s *rankedSearcher) Close() error { return nil }

// Weight is for scores that are normalized, which these are not.
func (s *rankedSearcher) Weight() float64 { return 1 }

// SetQueryNorm does nothing.
func (s *rankedSearcher) SetQueryNorm(float64) {}

// Count returns how many documents there are.
func (s *rankedSearcher) Count() uint64 { return uint64(len(s.matches)) }

// Min returns how many clauses have to match, which are none.
func (s *rankedSearcher) Min() int { return 0 }

// Size returns about how many bytes it takes.
func (s *rankedSearcher) Size() int {
	return int(reflect.TypeFor[rankedSearcher]().Size()) + len(s.matches)*int(reflect.TypeFor[Match]().Size())
}

// DocumentMatchPoolSize returns how many matches are in use at once.
func (s *rankedSearcher) DocumentMatchPoolSize() int { return 1 }
