package search

import (
	"context"
	"math"
	"math/bits"
	"slices"

	"verbatim/quotes"
	"verbatim/search/vocabulary"
)

const (
	// groupedHits is how many of the best hits are deduplicated; the hits behind
	// them are on pages that few people turn to.
	groupedHits = 100

	// sharedWords is the Jaccard index of the sets of words from which on two
	// quotations are taken for one that was written down twice.
	sharedWords = 0.8

	// A quotation that is a part of another one is taken for it if it has at
	// least so many words and so much of the other's.
	partWords = 5
	partShare = 0.5

	// A near duplicate that scores so much better was asked for: it has the words
	// in a row, or one more of them.
	wordingMargin = 1.0
)

// group puts near duplicates under the first of them: the same words but for a
// few, or with a clause missing, that say the same and are by the same people.
// The best sourced one leads, unless the query asks for the wording of another.
func (v view) group(ctx context.Context, see sight, hits []found) ([]found, error) {
	n := min(len(hits), groupedHits)
	groups := make([]group, 0, n)
	out := make([]found, 0, len(hits))
	var doc vocabulary.Doc
	for i, h := range hits[:n] {
		if i%16 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		v.vocab.DocWords(h.record, &doc)
		own := group{record: h.record, words: newWordSet(doc.Words)}
		lead, err := v.groupOf(ctx, &own, groups, &see)
		if err != nil {
			return nil, err
		}
		if lead >= 0 {
			if first := out[lead]; h.quality < first.quality && h.score.Total > first.score.Total-wordingMargin {
				h.alike = append(first.alike, found{record: first.record})
				out[lead] = h
			} else {
				out[lead].alike = append(first.alike, h)
			}
			continue
		}
		groups = append(groups, own)
		out = append(out, h)
	}
	return append(out, hits[n:]...), nil
}

// group is a quotation and its near duplicates.
type group struct {
	record uint32 // that of the first one, which the others are compared with
	words  wordSet
	saying *saying            // nil until another quotation has nearly the same words
	people [][]quotes.Speaker // of each of them, where somebody is named
}

// groupOf returns the group that a quotation belongs to and lets it in, -1 if
// there is none. Its record is read only if one has nearly the same words.
func (v view) groupOf(ctx context.Context, own *group, groups []group, see *sight) (int, error) {
	for i := range groups {
		g := &groups[i]
		if !nearDuplicates(own.words, g.words) {
			continue
		}
		if ctx.Err() != nil {
			return -1, ctx.Err()
		}
		for _, side := range []*group{g, own} {
			if side.saying != nil {
				continue
			}
			quote, _, err := v.read(side.record, see)
			if err != nil {
				return -1, err
			}
			side.say(newSaying(quote))
		}
		if g.admits(own) {
			g.join(own)
			return i, nil
		}
	}
	return -1, nil
}

// join lets the speakers of another quotation in, if they are not there.
func (g *group) join(o *group) {
	same := func(a, b quotes.Speaker) bool { return a.Name == b.Name }
	for _, theirs := range o.people {
		if !slices.ContainsFunc(g.people, func(ours []quotes.Speaker) bool { return slices.EqualFunc(ours, theirs, same) }) {
			g.people = append(g.people, theirs)
		}
	}
}

// say notes what the quotation says, and who.
func (g *group) say(s *saying) {
	g.saying = s
	if !NobodyNamed(s.speakers) {
		g.people = [][]quotes.Speaker{s.speakers}
	}
}

// admits reports whether another quotation says the same, and is by the same
// people as each that is in the group.
func (g *group) admits(o *group) bool {
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
