package locate

import "verbatim/search/align"

// window is what is aligned: words [i0, i1) of the passage with words [j0, j1) of
// a record.
type window struct {
	i0, i1, j0, j1 int
	band           align.Band // of words counted from i0 and j0
}

func (w window) steps() int {
	return (w.i1 - w.i0) * min(w.j1-w.j0, w.band.High-w.band.Low+1)
}

// window returns what is aligned: the words around those that passage and record
// have in common in the best boxes. It sets the best that can come of it.
func (p *passage) window(words []uint32, hope *spot) window {
	const diagonals = 4 * diagonalWidth
	first := hope.low - diagonalWidth // word i beside word j is on diagonal i-j+len(words)
	w := window{i0: len(p.words), j0: len(words)}
	hope.score = 1.5 * hope.rough // a part that a long gap parts from the rest lies in other boxes
	hope.same = 0
	for j, word := range words {
		for _, at := range p.places(word) {
			i := int(at)
			d := i - j + len(words) - first
			if i >= hope.from && i < hope.to && d >= 0 && d < diagonals {
				w.i0, w.i1, w.j0, w.j1 = min(w.i0, i), max(w.i1, i+1), min(w.j0, j), max(w.j1, j+1)
				hope.same++
			}
		}
	}
	hope.same += hope.same / 2
	w.i0, w.i1 = max(0, w.i0-aroundPlace), min(len(p.words), w.i1+aroundPlace)
	w.j0, w.j1 = max(0, w.j0-aroundPlace), min(len(words), w.j1+aroundPlace)
	later := len(words) - first + w.i0 - w.j0 // the first diagonal's words of the record
	w.band = align.Band{Low: later - diagonals - aroundBand, High: later + aroundBand}
	return w
}

// aligning aligns a passage with records, in at most alignSteps steps.
type aligning struct {
	align.Aligner
	passage *passage
	steps   int
}

// take takes steps; false when too few are left.
func (al *aligning) take(steps int) bool {
	if al.steps+steps > alignSteps {
		return false
	}
	al.steps += steps
	return true
}

// bound sets the score of hope to what the alignment within w weighs at most;
// false when that takes too long.
func (al *aligning) bound(words []uint32, w window, hope *spot) bool {
	p := al.passage
	if !al.take(w.steps()) {
		return false
	}
	hope.score = al.Bound(p.words[w.i0:w.i1], words[w.j0:w.j1], p.weight[w.i0:w.i1], locateCosts, w.band)
	return true
}

// local sets the score and the pairs of pl to those of the best alignment within
// w; false when that takes too long.
func (al *aligning) local(words []uint32, w window, pl *spot) bool {
	p := al.passage
	if !al.take(2 * w.steps()) {
		return false
	}
	pl.score, pl.pairs = al.Local(p.words[w.i0:w.i1], words[w.j0:w.j1], p.weight[w.i0:w.i1], locateCosts, w.band)
	for k := range pl.pairs {
		pl.pairs[k].A += w.i0
		pl.pairs[k].B += w.j0
	}
	pl.same, _ = p.weightOf(words, pl.pairs)
	return true
}

// weightOf returns how many words of an alignment are the same, and what it
// weighs.
func (p *passage) weightOf(words []uint32, pairs []align.Pair) (same int, weight float64) {
	gap := func(words int) float64 {
		if words == 0 {
			return 0
		}
		return locateCosts.Gap + float64(words-1)*locateCosts.Further
	}
	for k, pair := range pairs {
		if p.words[pair.A] == words[pair.B] {
			same++
			weight += p.weight[pair.A]
		} else {
			weight -= locateCosts.Replaced
		}
		if k > 0 {
			weight -= gap(pair.A-pairs[k-1].A-1) + gap(pair.B-pairs[k-1].B-1)
		}
	}
	return same, weight
}

// goOn lengthens an alignment by what else of the record the passage has: a window
// ends soon after a gap, and behind a sentence that was left out of a long
// quotation there is perhaps as much again.
func (al *aligning) goOn(words []uint32, pl *spot) {
	const back = 8 // words: the end that there is may go too far
	more := true
	for more {
		more = false
		first, last := pl.pairs[0], pl.pairs[len(pl.pairs)-1]
		if len(words)-last.B > aroundPlace {
			w := window{i0: max(0, last.A-back), i1: len(al.passage.words), j0: max(0, last.B-back), j1: len(words)}
			w.band = align.Band{Low: -aroundBand, High: aroundBand}
			more = al.join(words, w, pl)
		}
		if first.B > aroundPlace {
			w := window{i1: min(len(al.passage.words), first.A+back), j1: min(len(words), first.B+back)}
			w.band = align.Band{Low: w.j1 - w.i1 - aroundBand, High: w.j1 - w.i1 + aroundBand}
			more = al.join(words, w, pl) || more
		}
	}
}

// join puts the best alignment within w together with pl, of which it replaces
// what it crosses, if both weigh more than pl does.
func (al *aligning) join(words []uint32, w window, pl *spot) bool {
	rest := spot{}
	if !al.bound(words, w, &rest) || rest.score <= locateCosts.Gap || !al.local(words, w, &rest) {
		return false
	}
	from, to := rest.pairs[0], rest.pairs[len(rest.pairs)-1]
	var pairs []align.Pair
	for _, pair := range pl.pairs {
		if pair.A < from.A && pair.B < from.B {
			pairs = append(pairs, pair)
		}
	}
	pairs = append(pairs, rest.pairs...)
	for _, pair := range pl.pairs {
		if pair.A > to.A && pair.B > to.B {
			pairs = append(pairs, pair)
		}
	}
	same, weight := al.passage.weightOf(words, pairs)
	if weight <= pl.score {
		return false
	}
	pl.pairs, pl.same, pl.score = pairs, same, weight
	return true
}
