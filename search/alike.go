package search

import (
	"context"
	"math"
	"math/bits"
	"slices"

	"verbatim/search/vocabulary"
)

const (
	// Near duplicates are looked for among so many of the best hits; a group
	// beyond them is seen on pages that nobody turns to.
	groupedHits = 100

	// alikeShare is the Jaccard index of the sets of words from which two
	// quotations are taken for one that was written down twice.
	alikeShare = 0.8

	// A quotation that is a part of another one is taken for it if it has at
	// least so many words and so much of the other's.
	partWords = 5
	partShare = 0.5

	// A near duplicate that scores so much better was asked for: it has the words
	// in a row, or one more of them.
	wordingWorth = 1.0
)

// group puts near duplicates under the first of them: the same words but for a
// few, or with a clause missing. The best sourced one leads, unless the query
// asks for the wording of another.
func (v view) group(ctx context.Context, hits []found) ([]found, error) {
	n := min(len(hits), groupedHits)
	sets := make([]wordSet, 0, n)
	out := make([]found, 0, len(hits))
	var doc vocabulary.Doc
	for i, h := range hits[:n] {
		if i%16 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		v.vocab.DocWords(h.record, &doc)
		set := newWordSet(doc.Words)
		lead := slices.IndexFunc(sets, func(other wordSet) bool { return alike(set, other) })
		if lead >= 0 {
			if first := out[lead]; h.quality < first.quality && h.score.Total > first.score.Total-wordingWorth {
				h.alike = append(first.alike, found{record: first.record})
				out[lead] = h
			} else {
				out[lead].alike = append(first.alike, h)
			}
			continue
		}
		sets = append(sets, set)
		out = append(out, h)
	}
	return append(out, hits[n:]...), nil
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

// alike compares two sets of words.
func alike(setA, setB wordSet) bool {
	if len(setA.words) > len(setB.words) {
		setA, setB = setB, setA
	}
	a, b := setA.words, setB.words
	if len(a) == 0 || float64(len(a)) < min(alikeShare, partShare)*float64(len(b)) {
		return false
	}
	// At most a fifth of the smaller set may be missing in the other one.
	missing := bits.OnesCount64(setA.signature &^ setB.signature)
	if float64(missing) > (1-alikeShare)*float64(len(a)) {
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
	if float64(both) >= math.Ceil(alikeShare*float64(len(a)+len(b)-both)) {
		return true
	}
	return both == len(a) && len(a) >= partWords && float64(len(a)) >= partShare*float64(len(b))
}
