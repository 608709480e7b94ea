package rank

import "slices"

// option says that a number may stand for a word of the query.
type option struct {
	word   int
	weight float64
	kind   kind
}

// kind tells whose name a word is of.
type kind byte

const (
	ofPerson kind = 1 << iota
	ofWork
)

type optionNode struct {
	option
	next *optionNode
}

// table finds the options of a number. Nearly every number that is asked for
// has none, so that a small filter of bits answers first.
type table struct {
	filter [64]uint64 // 4,096 bits
	nodes  map[uint32]*optionNode
}

func (t *table) bit(number uint32) (int, uint64) {
	h := number * 2654435761 >> 20 // Knuth's multiplicative hash, 12 bits
	return int(h >> 6), 1 << (h & 63)
}

// add keeps the better of two options of one number for one word.
func (t *table) add(number uint32, o option) {
	if t.nodes == nil {
		t.nodes = map[uint32]*optionNode{}
	}
	for n := t.nodes[number]; n != nil; n = n.next {
		if n.word == o.word {
			n.weight = max(n.weight, o.weight)
			return
		}
	}
	t.nodes[number] = &optionNode{o, t.nodes[number]}
	i, bit := t.bit(number)
	t.filter[i] |= bit
}

func (t *table) find(number uint32) *optionNode {
	if i, bit := t.bit(number); t.filter[i]&bit == 0 {
		return nil
	}
	return t.nodes[number]
}

func sortedUnique(ns []int) []int {
	slices.Sort(ns)
	return slices.Compact(ns)
}
