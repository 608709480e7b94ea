package find

import (
	"cmp"
	"math"
	"slices"

	"verbatim/quotes"
	"verbatim/search/duplicate"
	"verbatim/search/rank"
	"verbatim/search/vocabulary"
)

// Who has not the words of a quotation has in mind one that many know: by somebody
// who is quoted often, one that stands in one text after the other, or one that is
// short. A line that is half of a quotation, or more, is remembered rightly, and fame
// decides nothing; nor does it where the line says whose words they are. Words that
// stand in a row in a longer text may be what somebody makes of a saying: then only
// what was written down more than once, and has as much of them itself, is preferred.

const (
	// knownSpeaker is how much likelier, in nats, somebody of the list of people is
	// meant, if half of what was typed or less is found; in proportion, if more is.
	knownSpeaker = 4.0
	// knownWording is the same, times log(1+n), of words that n others of the best
	// hits have too.
	knownWording = 3.0
	// wordingFound is how much of what was typed must be found to speak of a wording.
	wordingFound = 0.6
	// knownSaying is how much likelier, times log(1+n), a quotation is meant that was
	// written down n times more: in nearly the same words, or by the same speaker with
	// most of what was typed. Who is quoted for a saying is so again and again; who
	// plays on it does it once.
	knownSaying = 4.0
	// sayingFound is how much of what was typed both of a speaker's must have.
	sayingFound = 0.75
	// knownShort is what it weighs, besides [rank.Params], how much of the quotation
	// the query is.
	knownShort = 3.0

	// nearRow is how far behind the first a quotation may be whose words in a row tell
	// that the line is remembered rightly, and rowShare how much of it these must be.
	nearRow, rowShare = 3.0, 0.5

	// So many of the best hits are weighed, if they are not far behind the first.
	mostFamous   = 64
	behindFamous = 12.0
)

// weighFame adds to the best hits' scores what it weighs that they are well known.
func (v Finder) weighFame(a answered, hits []scored) {
	names := func(n naming) bool { return n.bonus > 0 }
	if len(hits) == 0 || a.parsed.Asks() || slices.ContainsFunc(a.parsed.named, names) {
		return
	}
	byScore := func(h, o scored) int { return cmp.Compare(o.score.Total, h.score.Total) }
	least := slices.MinFunc(hits, byScore).score.Total - behindFamous
	near := 0
	for i := range hits {
		if hits[i].score.Total >= least {
			hits[i], hits[near] = hits[near], hits[i]
			near++
		}
	}
	best := hits[:near]
	slices.SortFunc(best, byScore)
	best = best[:min(near, mostFamous)]
	first := best[0].score
	row, whole := v.inRow(a, best)
	if whole {
		return
	}
	sayings := v.alsoSaid(a, best)
	if row {
		for i, n := range sayings {
			if best[i].score.Found >= first.Found && best[i].score.Used >= first.Used {
				best[i].score.Total += knownSaying * math.Log1p(float64(n))
			}
		}
		return
	}
	wordings := v.alsoWritten(a, best)
	known := knownSpeaker * min(1, 2*(1-first.Found))
	for i := range best {
		score := &best[i].score
		score.Total += knownSaying*math.Log1p(float64(sayings[i])) + knownWording*math.Log1p(float64(wordings[i])) + knownShort*score.Cover
		if v.isKnown(best[i].record) {
			score.Total += known
		}
	}
}

// inRow reports whether one of the hits, sorted by score, that are about as good as the
// first has all words in a row, and whether they are much of it.
func (v Finder) inRow(a answered, hits []scored) (row, whole bool) {
	var doc vocabulary.Doc
	for _, h := range hits {
		if h.score.Total < hits[0].score.Total-nearRow {
			break
		}
		if h.score.InRow {
			v.Vocabulary.DocWords(h.record, &doc)
			row, whole = true, whole || float64(len(a.parsed.Words)) >= rowShare*float64(len(doc.Words))
		}
	}
	return row, whole
}

// alsoSaid counts for each of some hits how many others are written down besides it: in
// nearly the same words, or with most of what was typed by one of the same speakers.
func (v Finder) alsoSaid(a answered, hits []scored) []int {
	counts := make([]int, len(hits))
	if len(a.parsed.Words) < 3 {
		return counts
	}
	groups, speakers := make([]*duplicate.Group, len(hits)), make([][]uint32, len(hits))
	var doc vocabulary.Doc
	for i, h := range hits {
		if h.score.Found < wordingFound {
			continue
		}
		v.Vocabulary.DocWords(h.record, &doc)
		groups[i] = duplicate.New(h.record, doc.Words)
		if h.score.Found >= sayingFound {
			speakers[i] = v.speakers(h.record)
		}
	}
	for i, g := range groups {
		for k, other := range groups {
			both := func(id uint32) bool { return slices.Contains(speakers[k], id) }
			if k != i && g != nil && other != nil && (slices.ContainsFunc(speakers[i], both) || g.StandsIn(other)) {
				counts[i]++
			}
		}
	}
	return counts
}

// speakers returns those of a quotation's speakers who are somebody.
func (v Finder) speakers(record uint32) []uint32 {
	var doc vocabulary.Doc
	v.Vocabulary.Doc(record, &doc)
	return slices.DeleteFunc(doc.Speakers, func(id uint32) bool {
		return duplicate.NobodyNamed([]quotes.Speaker{{Name: v.Vocabulary.SpeakerAt(id).Text}})
	})
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
