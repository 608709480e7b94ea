package locate

import (
	"cmp"
	"context"
	"math/bits"
	"slices"

	"verbatim/search/snapshot"
	"verbatim/search/vocabulary"
)

// rough compares records with the passage: by the words that a stretch of it
// has, whatever their order, and the best of those by their diagonals.
func rough(ctx context.Context, v snapshot.Snapshot, p *passage, records []uint32) ([]spot, error) {
	places := make([]spot, len(records))
	var doc vocabulary.Doc
	var st stretches
	for i, record := range records {
		if i%64 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		v.Vocabulary.DocWords(record, &doc)
		places[i] = spot{record: record, quality: doc.Quality(), length: len(doc.Words), near: st.best(p, doc.Words)}
	}
	places = promising(places, manyPlaces)
	var d diagonals
	kept := places[:0]
	for i, pl := range places {
		if i%16 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		v.Vocabulary.DocWords(pl.record, &doc)
		if d.best(p, doc.Words, &pl); pl.rough >= p.need/3 {
			kept = append(kept, pl)
		}
	}
	return promising(kept, somePlaces), nil
}

// promising returns the most promising n places, in their order.
func promising(places []spot, n int) []spot {
	slices.SortFunc(places, func(a, b spot) int {
		return cmp.Or(cmp.Compare(b.near+b.rough, a.near+a.rough), cmp.Compare(a.record, b.record))
	})
	return places[:min(len(places), n)]
}

// tell sets what it says that a stretch has the word, and what of that is to be
// expected of any stretch: the more of them have it, the less it says.
func (k *kind) tell() {
	share := float64(bits.OnesCount64(k.near)) / 64
	k.telling = float32(k.weight * (1 - share))
	k.byChance = float32(k.weight * (1 - share) * share)
}

// stretches add up what a record's words weigh that the same stretch of the
// passage has, each word once.
type stretches struct {
	sums  [64]float32
	seen  [MaxPassage]uint32 // the round in which the kind was last seen
	round uint32
}

// best returns what the best stretch weighs, above what any may be: long
// records have something in common with each.
func (st *stretches) best(p *passage, words []uint32) float64 {
	st.sums = [64]float32{}
	st.round++
	byChance := float32(0)
	for _, w := range words {
		k := p.kindOf(w)
		if k < 0 || st.seen[k] == st.round {
			continue
		}
		st.seen[k] = st.round
		kd := &p.kinds[k]
		byChance += kd.byChance
		for near := kd.near; near != 0; near &= near - 1 {
			st.sums[bits.TrailingZeros64(near)&63] += kd.telling
		}
	}
	return float64(slices.Max(st.sums[:]) - byChance)
}

// diagonals adds up what words weigh that lie near each other: in the
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

	// Boxes beyond the best ones belong to the same quotation if they weigh so
	// much, in nats.
	boxGoesOn = 8
)

// best sets what the best four neighbouring boxes weigh and which words of
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
			d.sums[k] += p.weight[i]
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
