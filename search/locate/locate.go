// Package locate finds the records that a passage quotes or misquotes, and tells
// which words differ.
package locate

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"
	"sync"

	"verbatim/quotes"
	"verbatim/search/align"
	"verbatim/search/snapshot"
	"verbatim/search/vocabulary"
)

// MaxPassage is how many words a passage for [Locator.Locate] may have.
const MaxPassage = 1000

// maxPassageBytes bounds what is read of a passage that is hardly any words.
const maxPassageBytes = 64 << 10

// ErrTooLong: a passage has more than [MaxPassage] words.
var ErrTooLong = errors.New("the passage is too long")

// Located is a quotation that a passage quotes or misquotes.
type Located struct {
	Quote quotes.Quote // as in [find.Hit]
	// Score is how much less likely than by chance it is that the passage has
	// these words, in nats (the natural logarithm), less what differs.
	Score float64
	// Most is the Score of a quotation that has the passage word for word.
	Most float64
	// Sure is the Score that a part of a quotation reaches by chance in hardly any
	// passage of this length.
	Sure float64
	// Exact: the passage has the whole quotation, word for word.
	Exact   bool
	Passage quotes.Span // where, bytes into the passage
	Words   quotes.Span // which part, bytes into Quote.Words
	// Pairs tell which words of the passage stand for which words of the
	// quotation: in order in both, from the beginning of Passage and Words to
	// their end, not overlapping.
	Pairs []Pair
}

// Pair is a part of a passage that stands for a part of a quotation.
type Pair struct {
	Kind Difference
	// Passage is empty, but at its place, for words that were left out; so is
	// Words for words that were added.
	Passage quotes.Span // bytes into the passage
	Words   quotes.Span // bytes into Quote.Words
}

// Difference tells how the two parts of a [Pair] differ.
type Difference string

// The differences. Case and punctuation are none.
const (
	SameWords     Difference = "same"
	OtherSpelling Difference = "other spelling" // diacritics, a typing error, another transliteration, words run together
	Replaced      Difference = "replaced"       // by another word
	LeftOut       Difference = "left out"       // of the passage
	Added         Difference = "added"          // by the passage
)

const (
	// mostLocated is how many quotations of one passage are returned.
	mostLocated = 50

	// The words of mostPlaces are compared with those of the passage, manyPlaces
	// of them by diagonals, and somePlaces are aligned, in at most alignSteps
	// steps together (about 4 ns each); the sure ones are then lengthened, in as
	// many again.
	mostPlaces = 2000
	manyPlaces = 200
	somePlaces = 80
	alignSteps = 2 << 20

	// aroundPlace is how many words before and after what fits are aligned too.
	aroundPlace = 32
	// aroundBand is how many words may be left out or added in a place.
	aroundBand = 64
)

// What an alignment loses by a difference, in nats.
var locateCosts = align.Costs{Replaced: 2, Gap: 3.5, Further: 0.6}

// spot is a part of the passage that may be a quotation.
type spot struct {
	record  uint32
	quality int
	length  int // words of the record
	// Where it is, as far as known: words of the passage, and how much later they
	// stand there than in the record, plus its length.
	from, to, low int
	near          float64 // what the words weigh that the best stretch has, above chance
	rough         float64 // what those in the best boxes weigh, whatever the order

	score float64
	pairs []align.Pair
	same  int // words that are the same
}

// Locator finds the quotations of passages in the generation that it is first used
// for. The zero Locator is ready; it is safe for concurrent use.
type Locator struct {
	parts []partMemory // of the index
	sized sync.Once
}

// Locate finds the quotations that a passage quotes or misquotes, of those that
// the filter lets through, the surest first, at most 50; each once, at its best
// place. What nobody says, because it was only denied, asked or said with a
// condition, is not among them: it is no proof that somebody said so. A quotation
// of which the passage has less than a better one of the same place is left out.
// The error wraps [ErrTooLong] for more than [MaxPassage] words.
func (l *Locator) Locate(ctx context.Context, v snapshot.Snapshot, text string, f snapshot.Filter) ([]Located, error) {
	p, err := readPassage(text)
	if err != nil {
		return nil, err
	}
	l.sized.Do(func() { l.parts = make([]partMemory, v.Index.Built()) })
	return l.locate(ctx, v, p, f)
}

// locate looks for places in four steps, each with fewer and better ones:
// documents that have rare words or runs of words in common with a part of the
// passage, records many of whose words a stretch of it has, records whose words
// lie near a common diagonal with the passage's, and alignments.
func (l *Locator) locate(ctx context.Context, v snapshot.Snapshot, p *passage, f snapshot.Filter) ([]Located, error) {
	if len(p.tokens) == 0 {
		return nil, ctx.Err()
	}
	p.lookUp(v.Vocabulary)
	terms := v.Terms()
	see, err := v.Apply(ctx, terms, f)
	if err != nil {
		return nil, err
	}
	said, err := snapshot.WithoutUnsaid(terms, see.Docs)
	if err != nil {
		return nil, err
	}
	records, err := l.seeds(ctx, v, terms, p, said)
	if err != nil {
		return nil, err
	}
	places, err := rough(ctx, v, p, records)
	if err != nil {
		return nil, err
	}
	if places, err = aligned(ctx, v, p, places); err != nil {
		return nil, err
	}
	var found []Located
	for _, pl := range places {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		quote, ok, err := v.Read(pl.record, &see)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		if lo, ok := located(v, p, pl, quote); ok {
			found = append(found, lo)
		}
		if len(found) == mostLocated {
			break
		}
	}
	return found, nil
}

// aligned aligns places, the most promising first, and returns those that are
// no chance, the best first.
func aligned(ctx context.Context, v snapshot.Snapshot, p *passage, places []spot) ([]spot, error) {
	al := aligning{passage: p}
	var doc vocabulary.Doc
	var sure []spot
	for _, pl := range places {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		v.Vocabulary.DocWords(pl.record, &doc)
		hope := pl
		w := p.window(doc.Words, &hope)
		if p.sure(hope) && al.bound(doc.Words, w, &hope) && p.sure(hope) && al.local(doc.Words, w, &pl) && p.sure(pl) {
			sure = append(sure, pl)
		}
	}
	bestFirst(sure)
	al.steps = 0
	for k := range sure {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		pl := &sure[k]
		v.Vocabulary.DocWords(pl.record, &doc)
		al.goOn(doc.Words, pl)
		pl.from, pl.to = pl.pairs[0].A, pl.pairs[len(pl.pairs)-1].A+1
	}
	bestFirst(sure)
	var kept []spot
	for _, pl := range sure {
		if !slices.ContainsFunc(kept, pl.within) {
			kept = append(kept, pl)
		}
	}
	return kept, nil
}

func bestFirst(places []spot) {
	slices.SortFunc(places, func(a, b spot) int {
		return cmp.Or(
			cmp.Compare(math.Round(b.score), math.Round(a.score)),
			cmp.Compare(float64(b.same)/float64(b.length), float64(a.same)/float64(a.length)),
			cmp.Compare(a.quality, b.quality),
			cmp.Compare(a.record, b.record),
		)
	})
}

// sure reports whether an alignment is no chance. Of a quotation most of which
// is there less is asked for, since a passage has no reason to have it all.
func (p *passage) sure(pl spot) bool {
	const (
		part, most = 0.4, 0.7 // shares of a quotation
		lessByMost = 0.4
		fewest     = 3 // words
		fewInPart  = 5 // of a smaller part: names and terms have up to four
	)
	share := float64(pl.same) / float64(pl.length)
	if pl.same < fewest || pl.same < fewInPart && share < part {
		return false
	}
	much := min(1, max(0, (share-part)/(most-part)))
	return pl.score >= p.need*(1-much*(1-lessByMost))
}

// within reports whether a better place makes this one superfluous: it has
// nearly all of these words, and says more. What has most of a quotation of its
// own stays, be it a shorter version or another one's twin.
func (pl spot) within(better spot) bool {
	common := min(pl.to, better.to) - max(pl.from, better.from)
	return float64(common) >= 0.8*float64(pl.to-pl.from) &&
		pl.score < 0.9*better.score && float64(pl.same) < 0.8*float64(pl.length)
}
