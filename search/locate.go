package search

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"verbatim/quotes"
	"verbatim/search/align"
	"verbatim/search/text"
	"verbatim/search/vocabulary"
)

// MaxPassage is how many words a passage for [Library.Locate] may have.
const MaxPassage = 1000

// maxPassageBytes bounds what is read of a passage that is hardly any words.
const maxPassageBytes = 64 << 10

// ErrTooLong: a passage has more than [MaxPassage] words.
var ErrTooLong = errors.New("the passage is too long")

// Located is a quotation that a passage quotes or misquotes.
type Located struct {
	Quote quotes.Quote // as in [Hit]
	// Score is how much less likely than by chance it is that the passage has
	// these words, in nats (the natural logarithm), less what differs.
	Score float64
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

	// manyPlaces are compared by diagonals, somePlaces of them aligned, in
	// at most alignSteps steps together (about 5 ns each).
	manyPlaces = 1000
	somePlaces = 80
	alignSteps = 2 << 20

	// aroundPlace is how many words before and after what fits are aligned too.
	aroundPlace = 32
)

// What an alignment loses by a difference, in nats.
var locateCosts = align.Costs{Replaced: 2, Gap: 3.5, Further: 0.6}

// Locate finds the quotations that a passage quotes or misquotes, of those that
// the filter lets through, the surest first, at most 50; each once, at its best
// place. A quotation of which the passage has less than a better one of the same
// place is left out. The error wraps [ErrTooLong] for more than [MaxPassage]
// words.
func (l *Library) Locate(ctx context.Context, passage string, f Filter) (found []Located, err error) {
	p, err := readPassage(passage)
	if err != nil {
		return nil, err
	}
	err = l.guarded(ctx, func(v view) error { found, err = v.locate(ctx, p, f); return err })
	return found, err
}

// passage is a text in which quotations are looked for.
type passage struct {
	text   string
	tokens []text.Token
	// The vocabulary's numbers of the words; words that it lacks have numbers
	// of their own, from the highest down.
	words  []uint32
	entry  []vocabulary.Entry // of each word; Count 0 for unknown ones
	worth  []float64          // of finding the word here, in nats
	at     map[uint32][]int32 // the places of each word, ascending
	filter [1024]uint64       // the numbers of the words, hashed to 16 bits
	own    map[string]uint32  // numbers of words that the vocabulary lacks
	need   float64            // what chance does not reach, in nats
}

func readPassage(s string) (*passage, error) {
	if len(s) > maxPassageBytes {
		return nil, fmt.Errorf("%w: %d bytes, at most %d", ErrTooLong, len(s), maxPassageBytes)
	}
	p := &passage{text: s, tokens: text.Tokens(s)}
	if n := len(p.tokens); n > MaxPassage {
		return nil, fmt.Errorf("%w: %d words, at most %d", ErrTooLong, n, MaxPassage)
	}
	return p, nil
}

const (
	// meanWords is about how many words a quotation has; it turns numbers of
	// quotations into numbers of words.
	meanWords = 25

	// byContext is how much of what a single word says is left when the words
	// before it are known: about half, of printed English (Shannon, Prediction
	// and Entropy of Printed English, 1951: 11.8 bits a word alone; Brown et
	// al., An Estimate of an Upper Bound for the Entropy of English, 1992).
	byContext = 0.6

	// chance is how many parts of quotations a passage may seem to quote that it
	// does not.
	chance = 0.0001
)

// lookUp finds the words in the vocabulary. How sure an alignment must be is
// reckoned as for genes (Karlin, Altschul, Methods for Assessing the Statistical
// Significance of Molecular Sequence Features, PNAS 87, 1990): so unlikely that
// no such one is expected among all pairs of places in the passage and in the
// quotations.
func (p *passage) lookUp(v *vocabulary.Vocabulary) {
	all := meanWords * float64(v.Len()+500)
	p.at, p.own = map[uint32][]int32{}, map[string]uint32{}
	p.words, p.entry, p.worth = p.words[:0], p.entry[:0], p.worth[:0]
	for i, t := range p.tokens {
		e, ok := v.Word(t.Text)
		if !ok {
			if e.ID, ok = p.own[t.Text]; !ok {
				e.ID = unknownWord - uint32(len(p.own))
				p.own[t.Text] = e.ID
			}
		}
		p.words, p.entry = append(p.words, e.ID), append(p.entry, e)
		p.worth = append(p.worth, byContext*math.Log(all/float64(max(e.Count, 1))))
		p.at[e.ID] = append(p.at[e.ID], int32(i))
		h := hash16(e.ID)
		p.filter[h>>6] |= 1 << (h & 63)
	}
	p.need = math.Log(all * float64(len(p.tokens)) / chance)
}

func hash16(n uint32) uint32 { return n * 2654435761 >> 16 } // Knuth's multiplicative hash

// places returns where a word stands in the passage.
func (p *passage) places(word uint32) []int32 {
	if h := hash16(word); p.filter[h>>6]&(1<<(h&63)) == 0 {
		return nil
	}
	return p.at[word]
}

// tokensOf returns the words of a quotation that count.
func tokensOf(q quotes.Quote) []text.Token {
	tokens := text.Tokens(q.Words)
	return tokens[:min(len(tokens), vocabulary.MaxTokens)]
}

// spot is a part of the passage that may be a quotation.
type spot struct {
	record  uint32
	quality int
	length  int // words of the record
	// Where it is, as far as known: words of the passage, and how much later they
	// stand there than in the record, plus its length.
	from, to, low int
	rough         float64 // what is worth how much there, whatever the order

	score float64
	pairs []align.Pair
	same  int // words that are the same
}

// locate looks for places in three steps, each with fewer and better ones:
// documents that have rare words or runs of words in common with a part of the
// passage, records whose words lie near a common diagonal with the passage's, and
// alignments.
func (v view) locate(ctx context.Context, p *passage, f Filter) ([]Located, error) {
	if len(p.tokens) == 0 {
		return nil, ctx.Err()
	}
	p.lookUp(v.vocab)
	l := v.lookup()
	see, err := v.see(ctx, l, f)
	if err != nil {
		return nil, err
	}
	docs, err := v.seeds(ctx, l, p, see.docs)
	if err != nil {
		return nil, err
	}
	places, err := v.rough(ctx, p, docs)
	if err != nil {
		return nil, err
	}
	if places, err = v.aligned(ctx, p, places); err != nil {
		return nil, err
	}
	var found []Located
	for _, pl := range places {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		quote, ok, err := v.read(pl.record, &see)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		if lo, ok := v.located(p, pl, quote); ok {
			found = append(found, lo)
		}
		if len(found) == mostLocated {
			break
		}
	}
	return found, nil
}

// rough compares documents by their diagonals.
func (v view) rough(ctx context.Context, p *passage, docs []uint32) ([]spot, error) {
	var places []spot
	var doc vocabulary.Doc
	var d diagonals
	take := func(pl spot, words []uint32) {
		if d.best(p, words, &pl); pl.rough >= p.need/3 {
			pl.length = len(words)
			places = append(places, pl)
		}
	}
	for i, n := range docs {
		if i%64 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		record := v.posts.record[n]
		v.vocab.DocWords(record, &doc)
		take(spot{record: record, quality: quality(doc)}, doc.Words)
	}
	slices.SortFunc(places, func(a, b spot) int {
		return cmp.Or(cmp.Compare(b.rough, a.rough), cmp.Compare(a.record, b.record))
	})
	return places[:min(len(places), somePlaces)], nil
}

// diagonals adds up what words are worth that lie near each other: in the
// passage, and by how much later they stand there than in the record. Quotations
// of more than a few words fill a box of each kind by more than chance does,
// however long the record is.
type diagonals struct {
	sums    []float64
	touched []int
}

const (
	diagonalWidth = 4
	boxWords      = 32 // of the passage

	// Boxes beyond the best ones belong to the same quotation if they are worth
	// so much, in nats.
	boxGoesOn = 8
)

// best sets what the best four neighbouring boxes are worth and which words of
// the passage and which diagonals they and those that go on from them cover.
func (d *diagonals) best(p *passage, words []uint32, s *spot) {
	across := len(p.words)/boxWords + 2
	n := ((len(p.words)+len(words))/diagonalWidth + 2) * across
	if len(d.sums) < n {
		d.sums = make([]float64, n)
	}
	for j, w := range words {
		for _, i := range p.places(w) {
			k := (int(i)-j+len(words))/diagonalWidth*across + int(i)/boxWords
			if d.sums[k] == 0 {
				d.touched = append(d.touched, k)
			}
			d.sums[k] += p.worth[i]
		}
	}
	at := func(k int) float64 {
		if k < 0 || k >= n {
			return 0
		}
		return d.sums[k]
	}
	top := 0
	for _, k := range d.touched {
		if sum := d.sums[k] + at(k+1) + at(k+across) + at(k+across+1); sum > s.rough {
			s.rough, top = sum, k
		}
	}
	s.low = top / across * diagonalWidth
	s.from = top % across * boxWords
	s.to = s.from + 2*boxWords
	goesOn := func(k int) bool {
		sum := 0.0
		for off := -1; off <= 2; off++ {
			sum += at(k + off*across)
		}
		s.rough += max(0, sum-boxGoesOn)
		return sum >= boxGoesOn
	}
	for k := top + 2; s.to < len(p.words) && goesOn(k); k++ {
		s.to += boxWords
	}
	for k := top - 1; s.from > 0 && goesOn(k); k-- {
		s.from -= boxWords
	}
	for _, k := range d.touched {
		d.sums[k] = 0
	}
	d.touched = d.touched[:0]
}

// aligned aligns places, the most promising first, and returns those that are
// no chance, the best first.
func (v view) aligned(ctx context.Context, p *passage, places []spot) ([]spot, error) {
	var al align.Aligner
	var doc vocabulary.Doc
	steps := 0
	var sure []spot
	for _, pl := range places {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		v.vocab.DocWords(pl.record, &doc)
		words := doc.Words
		hope := pl
		i0, i1, j0, j1 := p.window(words, &hope)
		if !p.sure(hope) {
			continue
		}
		if steps += (i1 - i0) * (j1 - j0); steps > alignSteps {
			break
		}
		pl.score, pl.pairs = al.Local(p.words[i0:i1], words[j0:j1], p.worth[i0:i1], locateCosts)
		for k := range pl.pairs {
			pair := &pl.pairs[k]
			pair.A, pair.B = pair.A+i0, pair.B+j0
			if p.words[pair.A] == words[pair.B] {
				pl.same++
			}
		}
		if p.sure(pl) {
			pl.from, pl.to = pl.pairs[0].A, pl.pairs[len(pl.pairs)-1].A+1
			sure = append(sure, pl)
		}
	}
	slices.SortFunc(sure, func(a, b spot) int {
		return cmp.Or(
			cmp.Compare(math.Round(b.score), math.Round(a.score)),
			cmp.Compare(float64(b.same)/float64(b.length), float64(a.same)/float64(a.length)),
			cmp.Compare(a.quality, b.quality),
			cmp.Compare(a.record, b.record),
		)
	})
	var kept []spot
	for _, pl := range sure {
		if !slices.ContainsFunc(kept, pl.within) {
			kept = append(kept, pl)
		}
	}
	return kept, nil
}

// window returns which words of passage and record are aligned: those around
// what they have in common in the best boxes. It sets the best that can come of
// it.
func (p *passage) window(words []uint32, hope *spot) (i0, i1, j0, j1 int) {
	i0, j0 = len(p.words), len(words)
	hope.score = 1.5 * hope.rough // a part that a long gap parts from the rest lies in other boxes
	hope.same = 0
	for j, w := range words {
		for _, at := range p.places(w) {
			i := int(at)
			d := i - j + len(words) - hope.low + diagonalWidth
			if i >= hope.from && i < hope.to && d >= 0 && d < 4*diagonalWidth {
				i0, i1, j0, j1 = min(i0, i), max(i1, i+1), min(j0, j), max(j1, j+1)
				hope.same++
			}
		}
	}
	hope.same += hope.same / 2
	return max(0, i0-aroundPlace), min(len(p.words), i1+aroundPlace), max(0, j0-aroundPlace), min(len(words), j1+aroundPlace)
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
