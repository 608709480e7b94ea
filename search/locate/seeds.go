package locate

import (
	"cmp"
	"context"
	"math/bits"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/RoaringBitmap/roaring/v2"

	"verbatim/search/index"
	"verbatim/search/snapshot"
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
	// frequent: it is looked up along with others only. The mostFrequent words
	// can be; their documents are laid out as bits, 128 KB each at a million,
	// when a passage first has them.
	frequentShare = 64
	fewDocs       = 512
	mostFrequent  = 128

	winnowWindow = 6
	winnowKeep   = 3

	// Frequent words in a row: at least shortRun; longer ones while more than
	// runDocs documents have them all. A passage of nothing but frequent words
	// has so many runs that only mostRuns of them are looked up, evenly spread.
	shortRun = 4
	longRun  = 8
	runDocs  = 4096 // of all; each container has its share
	mostRuns = 128  // about 1 µs each for a container

	// Bounds of all documents that are visited, at about 5 ns each.
	seedVisits = 400_000
	runVisits  = 500_000

	// seedGap is how many words may lie between two of one quotation.
	seedGap = 16

	// enoughSeeds is what makes a document worth comparing, in nats: two rare
	// words, or one with frequent ones beside it.
	enoughSeeds = 8
)

// seedScore is what a document has in common with the part of the passage that
// was visited last, and with the best part, in seedUnits, and the last word of
// the passage that was, from 1 (0: none). From the lowest bits up: last, score,
// best.
type seedScore uint32

const (
	seedUnits    = 8 // a nat
	lastBits     = 10
	seedBits     = 11
	maxSeedScore = 1<<seedBits - 1
	_            = uint(1<<lastBits - 1 - MaxPassage)
)

func (s seedScore) last() int     { return int(s & (1<<lastBits - 1)) }
func (s seedScore) score() uint32 { return uint32(s >> lastBits & maxSeedScore) }
func (s seedScore) best() uint32  { return uint32(s >> (lastBits + seedBits)) }

func newSeedScore(last int, score, best uint32) seedScore {
	return seedScore(last) | seedScore(score)<<lastBits | seedScore(best)<<(lastBits+seedBits)
}

// container is a bit for each document of one container.
type container = [containerWords]uint64

const (
	containerDocs  = 65536 // roaring cuts documents into containers of so many
	containerWords = containerDocs / 64
)

// seeding is the memory that looking for seeds takes. Documents are visited
// container by container, so that what is kept of those of one stays in the
// processor's cache.
type seeding struct {
	docs    int                      // of the part
	all     int                      // of the index
	scores  [containerDocs]seedScore // of one container
	visible []uint64
	run     container
	units   [512]uint32
	seeds   []seed
	chosen  []bool // of the passage's words
	list    []uint32
	enough  uint32 // what makes a document worth keeping now, in seedUnits
	touched []touched
}

type touched struct {
	doc  uint32 // or its record
	best uint32
}

// partMemory is what looking for seeds in one part of the index keeps.
type partMemory struct {
	frequent [mostFrequent]atomic.Pointer[[]uint64] // by number, see layOut
	seedings sync.Pool
}

// take returns memory to look for seeds among the documents of a part; give it
// back with put.
func (m *partMemory) take(docs, all int) *seeding {
	s, ok := m.seedings.Get().(*seeding)
	if !ok {
		s = &seeding{docs: docs, all: all, visible: newSet(docs)}
	}
	s.list, s.touched, s.enough = s.list[:0], s.touched[:0], enoughSeeds*seedUnits
	return s
}

// put keeps the memory for another passage, but nothing that refers to the index.
func (m *partMemory) put(s *seeding) {
	clear(s.seeds)
	m.seedings.Put(s)
}

// newSet returns room for a bit for each document, in whole containers.
func newSet(docs int) []uint64 {
	return make([]uint64, (docs+containerDocs-1)/containerDocs*containerWords)
}

// seed is a kind of word of the passage and the documents that have it.
type seed struct {
	count  int
	set    []uint64 // for frequent words
	weight uint32   // of a document having it, in seedUnits
	rare   bool
	list   []uint32 // for chosen ones: from the next container on
	part   []uint32 // in this container
}

// layOut returns the documents of a part that have one of the mostFrequent words.
func (m *partMemory) layOut(t partTerms, docs int, word uint32, text string) ([]uint64, error) {
	if laid := m.frequent[word].Load(); laid != nil {
		return *laid, nil
	}
	b, err := t.bitmap(text)
	if err != nil {
		return nil, err
	}
	set := newSet(docs)
	b.WriteDenseTo(set)
	m.frequent[word].Store(&set) // two that do so at once store the same
	return set, nil
}

// partTerms finds the documents of words in one part of the index.
type partTerms struct {
	*index.Terms
	part int
}

func (t partTerms) bitmap(word string) (*roaring.Bitmap, error) {
	return t.Bitmap(t.part, index.Words, word)
}

// seeds returns the records that may have a part in common with the passage, the
// most promising ones, at most mostPlaces, among the visible ones.
func (l *Locator) seeds(ctx context.Context, v snapshot.Snapshot, terms *index.Terms, p *passage, visible index.Docs) ([]uint32, error) {
	var all []touched
	for part := range v.Index.Parts() {
		docs := v.Index.PartLen(part)
		if docs == 0 {
			continue
		}
		memory := new(partMemory) // of what is beside a generation nothing is kept
		if part < len(l.parts) {
			memory = &l.parts[part]
		}
		s := memory.take(docs, v.Index.Len())
		err := s.look(ctx, memory, partTerms{terms, part}, p, visible[part])
		for _, t := range s.touched {
			all = append(all, touched{v.Index.Record(part, t.doc), t.best})
		}
		memory.put(s)
		if err != nil {
			return nil, err
		}
	}
	slices.SortFunc(all, func(a, b touched) int { return cmp.Or(cmp.Compare(b.best, a.best), cmp.Compare(a.doc, b.doc)) })
	records := make([]uint32, min(len(all), mostPlaces))
	for i := range records {
		records[i] = all[i].doc
	}
	return records, nil
}

// look leaves in s.touched the most promising documents of a part.
func (s *seeding) look(ctx context.Context, memory *partMemory, terms partTerms, p *passage, visible *roaring.Bitmap) error {
	clear(s.visible)
	visible.WriteDenseTo(s.visible)
	if err := s.readFrequent(ctx, memory, terms, p); err != nil {
		return err
	}
	s.winnow(p)
	if err := s.readLists(ctx, terms, p); err != nil {
		return err
	}
	runs := s.runs(p)
	visits := 0
	for from := 0; from < s.docs; from += containerDocs {
		if !s.nextContainer(from) {
			continue
		}
		first, next := len(s.touched), runs
		for i := range p.words {
			if i%64 == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			if s.chosen[i] {
				s.addWord(p, i, from)
			}
			if len(next) > 0 && next[0].first == i {
				if visits < runVisits {
					visits += s.addRun(p, next[0], from)
				}
				next = next[1:]
			}
		}
		s.endContainer(first, mostPlaces)
	}
	s.keepBest(mostPlaces)
	return nil
}

// readLists lists the documents of the chosen words, each word's once.
func (s *seeding) readLists(ctx context.Context, terms partTerms, p *passage) error {
	for i, chosen := range s.chosen {
		if i%64 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		sd := &s.seeds[p.kind[i]]
		if !chosen || sd.list != nil {
			continue
		}
		b, err := terms.bitmap(p.tokens[i].Text)
		if err != nil {
			return err
		}
		n := int(b.GetCardinality())
		s.list = slices.Grow(s.list, n) // lists that moved stay readable
		list := s.list[len(s.list) : len(s.list)+n]
		s.list = s.list[:len(s.list)+n]
		it := b.ManyIterator()
		for at := 0; at < n; {
			k := it.NextMany(list[at:])
			if k == 0 {
				list = list[:at]
				break
			}
			at += k
		}
		sd.list = list
	}
	return nil
}

// nextContainer begins a container; false when none of its documents is visible.
func (s *seeding) nextContainer(from int) bool {
	for k := range s.seeds {
		if sd := &s.seeds[k]; sd.list != nil {
			n, _ := slices.BinarySearch(sd.list, uint32(from+containerDocs))
			sd.part, sd.list = sd.list[:n], sd.list[n:]
		}
	}
	clear(s.scores[:])
	return slices.ContainsFunc(s.visible[from/64:][:containerWords], func(w uint64) bool { return w != 0 })
}

func containerOf(set []uint64, from int) *container { return (*container)(set[from/64:]) }

// addWord gives the documents of a container that have word i what that says,
// together with the frequent words beside it that they have too.
func (s *seeding) addWord(p *passage, i, from int) {
	sd := &s.seeds[p.kind[i]]
	visible := containerOf(s.visible, from)
	for part := sd.part; len(part) > 0; {
		docs := part[:min(len(part), len(s.units))]
		part = part[len(docs):]
		units := s.units[:len(docs)]
		for k := range units {
			units[k] = sd.weight
		}
		for j := max(0, i-2); j <= min(i+2, len(p.kind)-1); j++ {
			b := &s.seeds[p.kind[j]]
			if b.set == nil {
				continue
			}
			set := containerOf(b.set, from)
			for k, doc := range docs {
				has := uint32(set[doc/64%containerWords] >> (doc % 64) & 1)
				units[k] += b.weight & -has
			}
		}
		for k, doc := range docs {
			at := &s.scores[doc%containerDocs]
			d := *at
			score, best := d.score(), d.best()
			if i+1-d.last() > seedGap {
				score = 0
			}
			score = min(score+units[k], maxSeedScore)
			if score > best {
				if best < s.enough && score >= s.enough && visible[doc/64%containerWords]>>(doc%64)&1 != 0 {
					s.touched = append(s.touched, touched{doc: doc})
				}
				best = score
			}
			*at = newSeedScore(i+1, score, best)
		}
	}
}

// addRun does the same for documents that have all of a run of frequent words,
// of as many as it takes to leave few documents. It returns how many were
// visited.
func (s *seeding) addRun(p *passage, r run, from int) int {
	part := func(k int) *container { return containerOf(s.seeds[p.kind[r.first+k]].set, from) }
	visible, a, b, c, d := containerOf(s.visible, from), part(0), part(1), part(2), part(3)
	count := 0
	for k := range s.run {
		x := visible[k] & a[k] & b[k] & c[k] & d[k]
		s.run[k] = x
		count += bits.OnesCount64(x)
	}
	few := max(1, runDocs*containerDocs/max(s.all, containerDocs))
	words := shortRun
	for ; words < r.words && count > few; words++ {
		count = 0
		more := part(words)
		for k := range s.run {
			x := s.run[k] & more[k]
			s.run[k] = x
			count += bits.OnesCount64(x)
		}
	}
	if count == 0 || count > few {
		return 0
	}
	units := s.unitsOf(count, min(s.docs-from, containerDocs))
	for w, x := range s.run {
		for ; x != 0; x &= x - 1 {
			s.addToRun(from+w*64+bits.TrailingZeros64(x), r.first, r.first+words-1, units)
		}
	}
	return count
}

// addToRun adds to a document's score for words first to last of the passage.
func (s *seeding) addToRun(doc, first, last int, units uint32) {
	at := &s.scores[doc%containerDocs]
	d := *at
	score, best, before := d.score(), d.best(), d.last()-1
	switch {
	case first-before >= seedGap:
		score = 0
	case first <= before: // a run that goes on says little more
		units = seedUnits
	}
	score = min(score+units, maxSeedScore)
	if score > best {
		if best < s.enough && score >= s.enough {
			s.touched = append(s.touched, touched{doc: uint32(doc)})
		}
		best = score
	}
	*at = newSeedScore(max(last, before)+1, score, best)
}

// endContainer notes the scores of a container's documents. Once there are many,
// those that cannot be among the best n are forgotten, and not even noted of the
// containers to come.
func (s *seeding) endContainer(first, n int) {
	for k := range s.touched[first:] {
		t := &s.touched[first+k]
		t.best = s.scores[t.doc%containerDocs].best()
	}
	if len(s.touched) > 2*n {
		s.enough = max(s.enough, s.keepBest(n))
	}
}

// keepBest keeps the n touched documents with the best scores, in the order of
// their numbers; of equal ones the first. It returns the score that later ones
// must have to be among them.
func (s *seeding) keepBest(n int) uint32 {
	var counts [maxSeedScore + 1]int
	for _, t := range s.touched {
		counts[t.best]++
	}
	least, above := uint32(len(counts)), 0
	for least > 0 && above+counts[least-1] <= n {
		least--
		above += counts[least]
	}
	kept, ties := s.touched[:0], n-above
	for _, t := range s.touched {
		switch {
		case t.best >= least:
			kept = append(kept, t)
		case t.best == least-1 && ties > 0:
			kept = append(kept, t)
			ties--
		}
	}
	s.touched = kept
	return least
}
