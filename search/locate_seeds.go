package search

import (
	"cmp"
	"context"
	"math"
	"math/bits"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// Where to look for the quotations of a passage. Looking up every word of it
// would cost as much as hundreds of searches, so the passage is winnowed
// (Schleimer, Wilkerson, Aiken: Winnowing: Local Algorithms for Document
// Fingerprinting, SIGMOD 2003): of every few words in a row the rarest are
// looked up, so that a part of a certain length cannot slip through. Where there
// are no rare words ("to be or not to be"), the documents that have all of
// several in a row are intersected.
const (
	// A word that one document in frequentShare has, and at least fewDocs, is
	// frequent: it is looked up along with others only.
	frequentShare = 64
	fewDocs       = 512
	mostFrequent  = 96 // words whose documents are laid out as bits, 128 KB each at a million

	winnowWindow = 6
	winnowKeep   = 3

	// Frequent words in a row: at least shortRun; longer ones while more than
	// runDocs documents have them all.
	shortRun = 4
	longRun  = 8
	runDocs  = 4096 // of all; each container has its share

	// Bounds of all documents that are visited, at 5 to 10 ns each.
	seedVisits = 600_000
	runVisits  = 500_000

	// seedGap is how many words may lie between two of one quotation.
	seedGap = 16

	// enoughSeeds is what makes a document worth comparing, in nats: two rare
	// words, or one with frequent ones beside it.
	enoughSeeds = 8
	seedUnit    = 1.0 / 16 // a document's score is kept in these
)

// seedScore is what a document has in common with the part of the passage that
// was visited last, and with the best part.
type seedScore struct {
	last  uint16 // word of the passage, from 1; 0: none
	score uint16 // in seedUnits
	best  uint16
}

// seeding is the memory that looking for seeds takes: some bytes a document.
// Documents are visited container by container, so that what is kept of those of
// one stays in the processor's cache.
type seeding struct {
	scores   []seedScore // of one container
	docs     int
	visible  []uint64
	run      [containerWords]uint64
	frequent [][]uint64 // spare ones
	list     []uint32   // the documents of all chosen words
	touched  []touched
}

type touched struct {
	doc  uint32
	best uint16
}

func (p *postings) takeSeeding() *seeding {
	if s, ok := p.seeding.Get().(*seeding); ok {
		s.list, s.touched = s.list[:0], s.touched[:0]
		return s
	}
	return &seeding{scores: make([]seedScore, 64*containerWords), docs: len(p.record), visible: newSet(len(p.record))}
}

// newSet returns room for a bit for each document, in whole containers.
func newSet(docs int) []uint64 { return make([]uint64, (docs+65535)/65536*containerWords) }

// seed is a word of the passage and the documents that have it.
type seed struct {
	docs   *roaring.Bitmap
	count  int
	set    []uint64 // the same, for frequent words
	worth  float64  // of a document having it, in nats
	rare   bool
	chosen bool // rare, and to be looked up
	list   []uint32
}

// seeds returns the documents that may have a part in common with the passage,
// the most promising ones, at most manyPlaces, among the visible ones.
func (v view) seeds(ctx context.Context, l *lookup, p *passage, visible *roaring.Bitmap) ([]uint32, error) {
	if len(v.posts.record) == 0 {
		return nil, nil
	}
	s := v.posts.takeSeeding()
	defer v.posts.seeding.Put(s)
	clear(s.visible)
	visible.WriteDenseTo(s.visible)
	seeds, err := v.readSeeds(ctx, l, p, s)
	if err != nil {
		return nil, err
	}
	winnow(seeds)
	s.readLists(p, seeds)
	runs := 0
	for from := 0; from < s.docs; from += 64 * containerWords {
		clear(s.scores)
		first := len(s.touched)
		for i := range seeds {
			if i%64 == 0 && ctx.Err() != nil {
				return nil, ctx.Err()
			}
			if seeds[i].chosen {
				s.addWord(seeds, i, from)
			}
			if n := frequentRun(seeds, i); n >= shortRun && runs < runVisits {
				runs += s.addRun(seeds, i, n, from)
			}
		}
		for k := first; k < len(s.touched); k++ {
			s.touched[k].best = s.scores[int(s.touched[k].doc)-from].best
		}
	}
	for i := range seeds { // back to where readSeeds took them from
		if set := seeds[i].set; set != nil && p.at[p.words[i]][0] == int32(i) {
			s.frequent = append(s.frequent, set)
		}
	}
	return s.most(manyPlaces), nil
}

// readLists lists the documents of the chosen words, each word's once.
func (s *seeding) readLists(p *passage, seeds []seed) {
	for i := range seeds {
		if !seeds[i].chosen || seeds[i].list != nil {
			continue
		}
		n := seeds[i].count
		s.list = slices.Grow(s.list, n) // lists that moved stay readable
		list := s.list[len(s.list) : len(s.list)+n]
		s.list = s.list[:len(s.list)+n]
		it := seeds[i].docs.ManyIterator()
		for at := 0; at < n; {
			k := it.NextMany(list[at:])
			if k == 0 {
				list = list[:at]
				break
			}
			at += k
		}
		for _, at := range p.at[p.words[i]] {
			seeds[at].list = list
		}
	}
}

// readSeeds looks up the words of the passage, each once.
func (v view) readSeeds(ctx context.Context, l *lookup, p *passage, s *seeding) ([]seed, error) {
	docs := len(v.posts.record)
	seeds := make([]seed, len(p.words))
	var frequent []int
	for i, w := range p.words {
		if first := p.at[w][0]; int(first) < i {
			seeds[i] = seeds[first]
			continue
		}
		if i%64 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if p.entry[i].Count == 0 {
			continue
		}
		b, err := l.bitmap(wordsField, p.tokens[i].Text)
		if err != nil {
			return nil, err
		}
		n := int(b.GetCardinality())
		if n == 0 {
			continue
		}
		rare := n <= max(fewDocs, docs/frequentShare)
		seeds[i] = seed{docs: b, count: n, worth: math.Log(float64(docs+500) / float64(n)), rare: rare}
		if !rare {
			frequent = append(frequent, i)
		}
	}
	slices.SortFunc(frequent, func(a, b int) int { return cmp.Compare(seeds[b].count, seeds[a].count) })
	for k, i := range frequent {
		set := []uint64(nil)
		if k < mostFrequent {
			set = s.takeSet(docs)
			seeds[i].docs.WriteDenseTo(set)
		}
		for _, at := range p.at[p.words[i]] {
			seeds[at].set, seeds[at].rare = set, set == nil
		}
	}
	return seeds, nil
}

func (s *seeding) takeSet(docs int) []uint64 {
	if n := len(s.frequent); n > 0 {
		set := s.frequent[n-1]
		s.frequent = s.frequent[:n-1]
		clear(set)
		return set
	}
	return newSet(docs)
}

// winnow chooses the rarest words of each window, fewer if there are so many
// documents that it would take too long.
func winnow(seeds []seed) {
	for keep := winnowKeep; keep > 0; keep-- {
		visits := 0
		for i := range seeds {
			rarer := 0 // the most that a window with word i has
			if seeds[i].rare {
				rarer = rarerBeside(seeds, i)
				seeds[i].chosen = rarer < keep
			}
			if seeds[i].chosen {
				visits += seeds[i].count
			}
		}
		if visits <= seedVisits {
			return
		}
	}
	// The rarest of all.
	order := make([]int, 0, len(seeds))
	for i := range seeds {
		if seeds[i].chosen {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(seeds[a].count, seeds[b].count) })
	visits := 0
	for _, i := range order {
		visits += seeds[i].count
		seeds[i].chosen = visits <= seedVisits
	}
}

// rarerBeside returns the fewest rarer words that a window with word i has.
func rarerBeside(seeds []seed, i int) int {
	least := len(seeds)
	for from := i - winnowWindow + 1; from <= i; from++ {
		if from < 0 || from+winnowWindow > len(seeds) && from > 0 {
			continue
		}
		n := 0
		for j := from; j < min(from+winnowWindow, len(seeds)); j++ {
			if s := seeds[j]; s.rare && (s.count < seeds[i].count || s.count == seeds[i].count && j < i) {
				n++
			}
		}
		least = min(least, n)
	}
	return least
}

// frequentRun returns how many frequent words follow each other from word i on,
// up to longRun.
func frequentRun(seeds []seed, i int) int {
	n := 0
	for n < longRun && i+n < len(seeds) && seeds[i+n].set != nil {
		n++
	}
	return n
}

// addWord gives the documents of a container that have word i what that says,
// together with the frequent words beside it that they have too.
func (s *seeding) addWord(seeds []seed, i, from int) {
	list := seeds[i].list
	start, _ := slices.BinarySearch(list, uint32(from))
	end, _ := slices.BinarySearch(list, uint32(from+64*containerWords))
	if start == end {
		return
	}
	var beside []*seed
	for _, k := range []int{-2, -1, 1, 2} {
		if j := i + k; j >= 0 && j < len(seeds) && seeds[j].set != nil {
			beside = append(beside, &seeds[j])
		}
	}
	for _, doc := range list[start:end] {
		if s.visible[doc>>6]>>(doc&63)&1 == 0 {
			continue
		}
		worth := seeds[i].worth
		for _, b := range beside {
			if b.set[doc>>6]>>(doc&63)&1 != 0 {
				worth += b.worth
			}
		}
		s.add(int(doc), from, i, i, worth)
	}
}

// addRun does the same for documents that have all of a run of frequent words,
// of as many as it takes to leave few documents, at most n. It returns how many
// were visited.
func (s *seeding) addRun(seeds []seed, i, n, from int) int {
	part := func(set []uint64) []uint64 { return set[from/64:][:containerWords] }
	a, b, c, d := part(seeds[i].set), part(seeds[i+1].set), part(seeds[i+2].set), part(seeds[i+3].set)
	count := 0
	for k, visible := range part(s.visible) {
		x := visible & a[k] & b[k] & c[k] & d[k]
		s.run[k] = x
		count += bits.OnesCount64(x)
	}
	few := max(1, runDocs*containerWords/len(s.visible))
	k := shortRun
	for ; k < n && count > few; k++ {
		count = 0
		for w, set := range part(seeds[i+k].set) {
			s.run[w] &= set
			count += bits.OnesCount64(s.run[w])
		}
	}
	if count == 0 || count > few {
		return 0
	}
	worth := math.Log(float64(min(s.docs-from, 64*containerWords)+500) / float64(count))
	for w, x := range s.run {
		for ; x != 0; x &= x - 1 {
			s.add(from+w*64+bits.TrailingZeros64(x), from, i, i+k-1, worth)
		}
	}
	return count
}

// add adds to a document's score for words first to last of the passage.
func (s *seeding) add(doc, from, first, last int, worth float64) {
	d := &s.scores[doc-from]
	units := uint16(worth / seedUnit)
	before := int(d.last) - 1
	switch {
	case before < 0 || first-before > seedGap:
		d.score = units
	case first < last && first <= before: // a run that goes on says little more
		d.score += uint16(1 / seedUnit)
	default:
		d.score += units
	}
	d.score = min(d.score, math.MaxUint16/2) // no sum of two overflows
	d.last = uint16(max(last, before) + 1)
	if d.score > d.best {
		const enough = uint16(enoughSeeds / seedUnit)
		if d.best < enough && d.score >= enough {
			s.touched = append(s.touched, touched{doc: uint32(doc)})
		}
		d.best = d.score
	}
}

// most returns the n touched documents with the best scores, in the order of
// their numbers; of equal ones the first.
func (s *seeding) most(n int) []uint32 {
	const step = 4 // seedUnits
	var counts [math.MaxUint16/step + 1]int
	for _, t := range s.touched {
		counts[t.best/step]++
	}
	least, above := len(counts), 0
	for least > 0 && above+counts[least-1] <= n {
		least--
		above += counts[least]
	}
	docs := make([]uint32, 0, min(n, len(s.touched)))
	ties := n - above
	for _, t := range s.touched {
		switch k := int(t.best / step); {
		case k >= least:
			docs = append(docs, t.doc)
		case k == least-1 && ties > 0:
			docs = append(docs, t.doc)
			ties--
		}
	}
	return docs
}
