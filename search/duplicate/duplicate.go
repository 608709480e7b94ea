// Package duplicate tells quotations that were written down twice from those that
// say something else in nearly the same words. Wordings are one only if they have
// the same negations, numbers and names, and speakers that do not contradict each
// other.
package duplicate

import (
	"math"
	"math/bits"
	"slices"

	"verbatim/quotes"
)

const (
	// sharedWords is the Jaccard index of the sets of words from which on two
	// quotations are taken for one that was written down twice.
	sharedWords = 0.8

	// A quotation that is a part of another one is taken for it if it has at
	// least so many words and so much of the other's.
	partWords = 5
	partShare = 0.5
)

// Group is a quotation and its near duplicates. It is not safe for concurrent use.
type Group struct {
	record uint32 // that of the first one, which the others are compared with
	words  wordSet
	saying *saying            // nil until another quotation has nearly the same words
	people [][]quotes.Speaker // of each of them, where somebody is named
}

// New returns the group of one quotation, of which words are the numbers.
func New(record uint32, words []uint32) *Group {
	return &Group{record: record, words: newWordSet(words)}
}

// Join lets another group's quotation in if it is a near duplicate of the first
// one and is by the same people as each that is in the group, and reports whether
// it did. A record is read, once, only if two have nearly the same words; the error
// is read's.
func (g *Group) Join(own *Group, read func(record uint32) (quotes.Quote, error)) (bool, error) {
	if !nearDuplicates(own.words, g.words) {
		return false, nil
	}
	for _, side := range []*Group{g, own} {
		if side.saying != nil {
			continue
		}
		q, err := read(side.record)
		if err != nil {
			return false, err
		}
		side.say(newSaying(q))
	}
	if !g.admits(own) {
		return false, nil
	}
	g.addPeople(own)
	return true, nil
}

// StandsIn reports whether another group's quotation has nearly the same words, or
// these and a clause more, whatever it says, and whoever said it.
func (g *Group) StandsIn(o *Group) bool {
	return float64(len(o.words.words)) >= sharedWords*float64(len(g.words.words)) && nearDuplicates(g.words, o.words)
}

// addPeople notes the speakers of another quotation, if they are not there.
func (g *Group) addPeople(o *Group) {
	same := func(a, b quotes.Speaker) bool { return a.Name == b.Name }
	for _, theirs := range o.people {
		if !slices.ContainsFunc(g.people, func(ours []quotes.Speaker) bool { return slices.EqualFunc(ours, theirs, same) }) {
			g.people = append(g.people, theirs)
		}
	}
}

// say notes what the quotation says, and who.
func (g *Group) say(s *saying) {
	g.saying = s
	if !NobodyNamed(s.speakers) {
		g.people = [][]quotes.Speaker{s.speakers}
	}
}

// admits reports whether another quotation says the same, and is by the same
// people as each that is in the group.
func (g *Group) admits(o *Group) bool {
	for _, ours := range g.people {
		for _, theirs := range o.people {
			if !SameSpeakers(ours, theirs) {
				return false
			}
		}
	}
	return g.saying.sameAs(o.saying)
}

// wordSet is a sorted set of words and a signature, in which each word sets one
// of 64 bits.
type wordSet struct {
	words     []uint32
	signature uint64
}

func newWordSet(words []uint32) wordSet {
	s := wordSet{words: slices.Clone(words)}
	slices.Sort(s.words)
	s.words = slices.Compact(s.words)
	for _, w := range s.words {
		s.signature |= 1 << (w * 2654435761 >> 26)
	}
	return s
}

// nearDuplicates reports whether two sets of words are nearly the same.
func nearDuplicates(setA, setB wordSet) bool {
	if len(setA.words) > len(setB.words) {
		setA, setB = setB, setA
	}
	a, b := setA.words, setB.words
	if len(a) == 0 || float64(len(a)) < min(sharedWords, partShare)*float64(len(b)) {
		return false
	}
	// At most a fifth of the smaller set may be missing in the other one.
	missing := bits.OnesCount64(setA.signature &^ setB.signature)
	if float64(missing) > (1-sharedWords)*float64(len(a)) {
		return false
	}
	both := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			both++
			i++
			j++
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	if float64(both) >= math.Ceil(sharedWords*float64(len(a)+len(b)-both)) {
		return true
	}
	return both == len(a) && len(a) >= partWords && float64(len(a)) >= partShare*float64(len(b))
}
