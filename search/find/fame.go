package find

import (
	"cmp"
	"math"
	"slices"

	"verbatim/search/rank"
	"verbatim/search/vocabulary"
)

// Who has not the words of a quotation has in mind one that many know: by somebody
// who is quoted often, or one that stands in one text after the other. A line whose
// words stand somewhere in a row is remembered rightly, and fame decides nothing; nor
// does it where the line says whose words they are.

const (
	// knownSpeaker is how much likelier, in nats, somebody of the list of people is
	// meant, if half of what was typed or less is found; in proportion, if more is.
	knownSpeaker = 4.0
	// knownWording is the same, times log(1+n), of words that n others of the best
	// hits have too.
	knownWording = 3.0
	// wordingFound is how much of what was typed must be found to speak of a wording.
	wordingFound = 0.6

	// So many of the best hits are weighed, if they are not far behind the first.
	mostFamous   = 64
	behindFamous = 12.0
)

// weighFame adds to the best hits' scores what it weighs that they are well known.
func (v Finder) weighFame(a answered, hits []scored) {
	names := func(n naming) bool { return n.bonus > 0 }
	inRow := func(h scored) bool { return h.score.InRow }
	if len(hits) == 0 || a.parsed.Asks() || slices.ContainsFunc(a.parsed.named, names) || slices.ContainsFunc(hits, inRow) {
		return
	}
	byScore := func(h, o scored) int { return cmp.Compare(o.score.Total, h.score.Total) }
	slices.SortFunc(hits, byScore)
	first := hits[0].score
	best := hits[:min(len(hits), mostFamous)]
	if far := slices.IndexFunc(best, func(h scored) bool { return h.score.Total < first.Total-behindFamous }); far >= 0 {
		best = best[:far]
	}
	for i, n := range v.alsoWritten(a, best) {
		best[i].score.Total += knownWording * math.Log1p(float64(n))
	}
	known := knownSpeaker * min(1, 2*(1-first.Found))
	for i := range best {
		if v.isKnown(best[i].record) {
			best[i].score.Total += known
		}
	}
}

// alsoWritten counts for each of some hits how many others have the words, from the
// first that was found to the last.
func (v Finder) alsoWritten(a answered, hits []scored) []int {
	counts := make([]int, len(hits))
	if len(a.parsed.Words) < 3 {
		return counts
	}
	var scorer rank.Scorer
	words, found := make([][]uint32, len(hits)), make([][]uint32, len(hits))
	for i, h := range hits {
		if h.score.Found < wordingFound {
			continue
		}
		var doc vocabulary.Doc
		v.Vocabulary.DocWords(h.record, &doc)
		words[i] = doc.Words
		at := scorer.Matched(a.compared, doc.Words, nil)
		if n := len(at); n > 2 && at[n-1]-at[0] <= 2*len(a.parsed.Words) {
			found[i] = doc.Words[at[0] : at[n-1]+1]
		}
	}
	for i, wording := range found {
		for k := range words {
			if wording != nil && k != i && rank.Contains(words[k], wording) {
				counts[i]++
			}
		}
	}
	return counts
}

// isKnown reports whether a quotation is by somebody of the list of people.
func (v Finder) isKnown(record uint32) bool {
	var doc vocabulary.Doc
	v.Vocabulary.Doc(record, &doc)
	return slices.ContainsFunc(doc.Speakers, func(id uint32) bool { return v.People.Knows(v.Vocabulary.SpeakerAt(id).Text) })
}
