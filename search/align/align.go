// Package align lays two rows of words beside each other: which words of one
// stand for which words of the other, and where words were left out or added.
//
// The best local alignment is that of Smith and Waterman (Identification of
// Common Molecular Subsequences, J. Mol. Biol. 147, 1981) with the gap costs of
// Gotoh (An Improved Algorithm for Matching Biological Sequences, J. Mol. Biol.
// 162, 1982): a clause that was left out costs little more than a word.
package align

// Costs are what differences take away from the worth of the words that are
// the same. All are above 0.
type Costs struct {
	Replaced float64 // a word stands for another one
	Gap      float64 // words are left out or added
	Further  float64 // each further one of them
}

// Pair is a word of the first row that stands for a word of the second.
type Pair struct {
	A, B int
}

// Aligner aligns; it keeps the memory for it. It is not safe for concurrent
// use. The zero Aligner is ready.
type Aligner struct {
	best, gapA []float64 // of the row before, by column
	trace      []byte
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

// Local returns the alignment of a part of a with a part of b that is worth the
// most, and its worth: 0 and nothing when no word is the same. worth[i] is what
// it is worth that word a[i] is the same. The pairs ascend in both rows; the
// first and the last are the same words.
//
// It takes len(a)*len(b) steps and as many bytes.
func (al *Aligner) Local(a, b []uint32, worth []float64, c Costs) (float64, []Pair) {
	if len(a) == 0 || len(b) == 0 {
		return 0, nil
	}
	columns := len(b) + 1
	al.best = grown(al.best, columns)
	al.gapA = grown(al.gapA, columns)
	if n := len(a) * len(b); cap(al.trace) < n {
		al.trace = make([]byte, n)
	}
	const never = -1e30
	for j := range columns {
		al.best[j], al.gapA[j] = 0, never
	}
	top, topI, topJ := 0.0, -1, -1
	for i, word := range a {
		diagonal := 0.0
		gapB := never
		row := al.trace[i*len(b) : (i+1)*len(b)]
		for j, other := range b {
			var from byte
			// A gap over words of a comes from the cell above, one over words of b
			// from the cell to the left, which al.best[j] is by now.
			if open, further := al.best[j+1]-c.Gap, al.gapA[j+1]-c.Further; open >= further {
				al.gapA[j+1] = open
				from |= openedA
			} else {
				al.gapA[j+1] = further
			}
			if open, further := al.best[j]-c.Gap, gapB-c.Further; open >= further {
				gapB = open
				from |= openedB
			} else {
				gapB = further
			}
			v := diagonal - c.Replaced
			if word == other {
				v = diagonal + worth[i]
			}
			by := byte(across)
			if al.gapA[j+1] > v {
				v, by = al.gapA[j+1], fromA
			}
			if gapB > v {
				v, by = gapB, fromB
			}
			if v <= 0 {
				v, by = 0, start
			}
			diagonal = al.best[j+1]
			al.best[j+1] = v
			row[j] = from | by
			if v > top {
				top, topI, topJ = v, i, j
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

func grown(s []float64, n int) []float64 {
	if cap(s) < n {
		return make([]float64, n)
	}
	return s[:n]
}
