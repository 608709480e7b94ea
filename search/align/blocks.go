package align

// Kind tells how words of two rows relate.
type Kind int

// The kinds.
const (
	Same     Kind = iota
	Spelling      // the same word, written otherwise
	Replaced      // another word
	LeftOut       // words of b that a lacks
	Added         // words of a that b lacks
)

// Block is a run of words of each row that stand for each other: words A0 up to
// but not A1 of the first for words B0 up to but not B1 of the second. One of
// the runs is empty when words were left out or added.
type Block struct {
	Kind   Kind
	A0, A1 int
	B0, B1 int
}

// maxBlock bounds the product of two runs of differing words that are compared
// one by one; longer ones are paired from their beginning.
const maxBlock = 4096

// Blocks fills in what an alignment leaves open: between pairs of the same words
// each other word is paired with the one it stands for. alike says that words
// [a0, a1) and [b0, b1) are the same, written otherwise; it is asked about one
// word each, and about two for one. Pairs whose words differ only count as a
// hint and are decided anew.
//
// The blocks touch in both rows, from the first pair to the last; blocks of one
// kind in a row stay apart.
func Blocks(pairs []Pair, same func(Pair) bool, alike func(a0, a1, b0, b1 int) bool) []Block {
	var out []Block
	last := Pair{-1, -1}
	for _, p := range pairs {
		if !same(p) {
			continue
		}
		if last.A >= 0 {
			out = Between(out, last.A+1, p.A, last.B+1, p.B, alike)
		}
		out = append(out, Block{Same, p.A, p.A + 1, p.B, p.B + 1})
		last = p
	}
	return out
}

// Between appends blocks for words [a0, a1) and [b0, b1), none of which are taken
// for the same: an alignment with the least cost, where a word that is written
// otherwise costs least and one replaced less than one left out and one added.
func Between(out []Block, a0, a1, b0, b1 int, alike func(a0, a1, b0, b1 int) bool) []Block {
	n, m := a1-a0, b1-b0
	if n == 0 || m == 0 || n*m > maxBlock {
		return plain(out, a0, a1, b0, b1)
	}
	const (
		spelling = 0.3
		replaced = 1
		missing  = 0.8 // left out or added
	)
	type step struct {
		cost float64
		a, b int // words taken
		kind Kind
	}
	cells := make([]step, (n+1)*(m+1))
	at := func(i, j int) *step { return &cells[i*(m+1)+j] }
	for i := n; i >= 0; i-- { // from the end, so that the way leads forwards
		for j := m; j >= 0; j-- {
			if i == n && j == m {
				continue
			}
			best := step{cost: 1e9}
			try := func(a, b int, kind Kind, cost float64) {
				if i+a > n || j+b > m {
					return
				}
				if cost += at(i+a, j+b).cost; cost < best.cost {
					best = step{cost, a, b, kind}
				}
			}
			for _, size := range [][2]int{{1, 1}, {2, 1}, {1, 2}} {
				a, b := size[0], size[1]
				if i+a <= n && j+b <= m && alike(a0+i, a0+i+a, b0+j, b0+j+b) {
					try(a, b, Spelling, spelling)
				}
			}
			try(1, 1, Replaced, replaced)
			try(0, 1, LeftOut, missing)
			try(1, 0, Added, missing)
			*at(i, j) = best
		}
	}
	for i, j := 0, 0; i < n || j < m; {
		s := at(i, j)
		out = append(out, Block{s.kind, a0 + i, a0 + i + s.a, b0 + j, b0 + j + s.b})
		i += s.a
		j += s.b
	}
	return out
}

// plain pairs words from the beginning; what is over was left out or added.
func plain(out []Block, a0, a1, b0, b1 int) []Block {
	for a0 < a1 && b0 < b1 {
		out = append(out, Block{Replaced, a0, a0 + 1, b0, b0 + 1})
		a0++
		b0++
	}
	switch {
	case a0 < a1:
		out = append(out, Block{Added, a0, a1, b0, b0})
	case b0 < b1:
		out = append(out, Block{LeftOut, a0, a0, b0, b1})
	}
	return out
}
