// Package align lays two rows of words beside each other: which words of one
// stand for which words of the other, and where words were left out or added.
//
// The best local alignment is that of Smith and Waterman (Identification of
// Common Molecular Subsequences, J. Mol. Biol. 147, 1981) with the gap costs of
// Gotoh (An Improved Algorithm for Matching Biological Sequences, J. Mol. Biol.
// 162, 1982): a clause that was left out costs little more than a word.
package align

// Costs are what differences take away from the worth of the words that are
// the same, in the unit of that worth. All are above 0.
type Costs struct {
	Replaced float64 // a word stands for another one
	Gap      float64 // words are left out or added
	Further  float64 // each further one of them
}

// Band bounds how much later a word of the second row may stand than the word of
// the first that it stands for: from Low to High words, both included. It costs
// alignments that would leave it, and the time that they would take.
type Band struct {
	Low, High int
}

// row returns the columns of row i that lie in the band.
func (b Band) row(i, columns int) (from, to int) {
	return min(max(0, i+b.Low), columns), max(0, min(columns, i+b.High+1))
}

// Pair is a word of the first row that stands for a word of the second, each by
// its place from 0.
type Pair struct {
	A, B int
}

// Aligner aligns; it keeps the memory for it. It is not safe for concurrent
// use. The zero Aligner is ready.
type Aligner struct {
	row   []cell // the one before, by column
	trace []byte
	bound []boundCell
}

// cell is what the best alignment that ends here is worth, and the best that
// ends in a gap over words of the first row.
type cell struct {
	best, gapA float64
}

// Where a cell's best comes from, in a byte.
const (
	start   = 0 // the alignment begins after this cell
	across  = 1 // both words, from the cell before both
	fromA   = 2 // the word of the first row is added
	fromB   = 3 // the word of the second row is left out
	source  = 3
	openedA = 4 // the gap over words of the first row begins here
	openedB = 8
)

// Local returns the alignment within the band of a part of a with a part of b
// that is worth the most, and its worth: 0 and nothing when no word is the same. worth[i] is what
// it is worth that word a[i] is the same. The pairs ascend in both rows; the
// first and the last are the same words.
//
// It takes as many steps as the band has cells, and len(a)*len(b) bytes.
func (al *Aligner) Local(a, b []uint32, worth []float64, c Costs, band Band) (float64, []Pair) {
	if len(a) == 0 || len(b) == 0 {
		return 0, nil
	}
	if cap(al.row) < len(b) {
		al.row = make([]cell, len(b))
	}
	if n := len(a) * len(b); cap(al.trace) < n {
		al.trace = make([]byte, n)
	}
	const never = -1e30
	row := al.row[:len(b)]
	for j := range row {
		row[j] = cell{0, never}
	}
	top, topI, topJ := 0.0, -1, -1
	for i, word := range a {
		from, to := band.row(i, len(b))
		if from >= to {
			continue
		}
		// Of the cell to the left, and of the one above that.
		left, gapB, diagonal := 0.0, float64(never), 0.0
		if from > 0 {
			diagonal = row[from-1].best
		}
		same := worth[i]
		row := row[from:to]
		trace := al.trace[i*len(b)+from:][:len(row)]
		for j, other := range b[from:to][:len(row)] {
			var opened byte
			above := row[j]
			gapA := above.gapA - c.Further
			if open := above.best - c.Gap; open >= gapA {
				gapA = open
				opened = openedA
			}
			gapB -= c.Further
			if open := left - c.Gap; open >= gapB {
				gapB = open
				opened |= openedB
			}
			v, by := diagonal-c.Replaced, byte(across)
			if word == other {
				v = diagonal + same
			}
			if gapA > v {
				v, by = gapA, fromA
			}
			if gapB > v {
				v, by = gapB, fromB
			}
			if v <= 0 {
				v, by = 0, start
			}
			diagonal, left = above.best, v
			row[j] = cell{v, gapA}
			trace[j] = opened | by
			if v > top {
				top, topI, topJ = v, i, from+j
			}
		}
	}
	return top, al.back(len(b), topI, topJ)
}

// back walks from the last cell of an alignment to its first.
func (al *Aligner) back(columns, i, j int) []Pair {
	var pairs []Pair
	for i >= 0 && j >= 0 {
		cell := al.trace[i*columns+j]
		switch cell & source {
		case across:
			pairs = append(pairs, Pair{i, j})
			i--
			j--
			continue
		case fromA:
			for i > 0 && al.trace[i*columns+j]&openedA == 0 {
				i--
			}
			i--
			continue
		case fromB:
			for j > 0 && al.trace[i*columns+j]&openedB == 0 {
				j--
			}
			j--
			continue
		}
		break
	}
	for l, r := 0, len(pairs)-1; l < r; l, r = l+1, r-1 {
		pairs[l], pairs[r] = pairs[r], pairs[l]
	}
	return pairs
}

// boundCell is a [cell] in whole steps.
type boundCell struct {
	best, gapA int32
}

// boundSteps are the steps of a worth of 1 in which Bound reckons.
const boundSteps = 1024

// Bound returns at least what [Aligner.Local] would return, and more by at most
// 1/1024 for each word of the alignment, in half the time: most rows have no
// alignment that is worth asking for. Nothing may be worth more than 1000.
func (al *Aligner) Bound(a, b []uint32, worth []float64, c Costs, band Band) float64 {
	if cap(al.bound) < len(b) {
		al.bound = make([]boundCell, len(b))
	}
	const never = -1 << 30
	row := al.bound[:len(b)]
	for j := range row {
		row[j] = boundCell{0, never}
	}
	replaced, gap, further := int32(c.Replaced*boundSteps), int32(c.Gap*boundSteps), int32(c.Further*boundSteps)
	top := int32(0)
	for i, word := range a {
		from, to := band.row(i, len(b))
		if from >= to {
			continue
		}
		left, gapB, diagonal := int32(0), int32(never), int32(0)
		if from > 0 {
			diagonal = row[from-1].best
		}
		same := int32(worth[i]*boundSteps) + 1
		row := row[from:to]
		for j, other := range b[from:to][:len(row)] {
			above := row[j]
			gapA := max(above.gapA-further, above.best-gap)
			gapB = max(gapB-further, left-gap)
			by := -replaced
			if word == other {
				by = same
			}
			left = max(max(diagonal+by, 0), max(gapA, gapB))
			diagonal = above.best
			row[j] = boundCell{left, gapA}
			top = max(top, left)
		}
	}
	return float64(top) / boundSteps
}
