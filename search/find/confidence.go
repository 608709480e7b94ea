package find

import (
	"slices"

	"verbatim/quotes"
	"verbatim/search/rank"
	"verbatim/search/vocabulary"
)

// Confidence tells how far an answer is what was asked for.
type Confidence string

// How sure it is. What is far from everything typed is never shown as if it were
// an answer.
const (
	Found        Confidence = "found"   // the first hit has what was typed, but for little
	Closest      Confidence = "closest" // nothing has; the hits are what comes nearest
	NothingClose Confidence = "nothing" // nothing comes near, and there are no hits
)

const (
	// A first hit is found if it has so much of the weight of what was typed, the
	// doubt in other spellings taken off.
	foundShare = 0.55
	// Words that everybody uses are found only if they stand together: then so much
	// of the best that their order can give is asked for.
	foundOrder = 0.3
	// A line of so few words is remembered as it stands, not told.
	shortLine = 5
	// With so little of the order the words of a line stand apart from each other.
	scattered = 0.1
	// With so little of the weight it is far from what was typed.
	farShare = 0.36
	// Below this, one that has none of the words that tell is nothing.
	nothingShare = 0.5
	// doubtful is from what penalty on a known word is another one, more likely than
	// not; an unknown one may have one typing error.
	doubtful = 4.0

	// What is shown as closest has so much of the weight, and of the best one's.
	closestShare = 0.25
	nearClosest  = 0.85
	mostClosest  = 5
)

// closest returns the hits that come nearest, if none is worth showing.
func closest(hits []scored, total float64) []scored {
	hits = atLeast(hits, closestShare*total, nearClosest)
	return hits[:min(len(hits), mostClosest)]
}

// settle tells how far the first hit is what was asked for, and which words of the
// line it lacks. If nothing comes near, there are no hits any more.
func (v Finder) settle(a *answered) (Confidence, []quotes.Span) {
	if len(a.hits) == 0 {
		return NothingClose, nil
	}
	c, unfound := v.confidence(*a, a.hits[0])
	if c == NothingClose {
		a.hits, a.tied, unfound = nil, 0, nil
	}
	return c, unfound
}

// confidence tells how far a hit is what was asked for, and which words of the
// line it lacks.
func (v Finder) confidence(a answered, h scored) (Confidence, []quotes.Span) {
	var doc vocabulary.Doc
	v.Vocabulary.DocWords(h.record, &doc)
	v.addNamed(&doc, h.record, a.parsed)
	var scorer rank.Scorer
	about := appendAbout(nil, doc)
	path := slices.Clone(scorer.Path(a.compared, doc.Words, about))
	var unfound []quotes.Span
	has, all := 0.0, 0.0
	tellingHas, telling, inText := 0, 0, 0
	for i, w := range a.parsed.Words {
		weight := a.compared.Weight(i)
		all += weight
		tells := v.Vocabulary.Telling(w.Entry)
		if tells {
			telling++
		}
		e, ok := v.meant(w, a.expansions[i], doc, path[i])
		if !ok || e.penalty >= doubtful && (w.Known || e.penalty >= twoErrors) {
			unfound = append(unfound, quotes.Span{Start: w.Token.Start, End: w.Token.End})
			continue
		}
		if path[i] >= 0 {
			inText++
		}
		has += max(0, e.weight)
		if tells {
			tellingHas++
		}
	}
	order := 1.0
	if n := len(a.parsed.Words); n > 1 {
		order = h.score.Order / (a.compared.Params().Next * float64(n-1))
	}
	switch {
	case has < farShare*all && order < foundOrder:
		return NothingClose, unfound
	case telling > 0 && tellingHas == 0 && has < nothingShare*all && order < foundOrder: // it has but what everybody uses
		return NothingClose, unfound
	case a.far || all == 0 || has < foundShare*all:
		return Closest, unfound
	case telling > 0 && 3*tellingHas < 2*telling:
		return Closest, unfound
	case tellingHas < 2 && len(a.parsed.Words) > 2 && (order < foundOrder || len(unfound) > 0): // a word, and what everybody uses
		return Closest, unfound
	case len(a.parsed.Words) > 2 && len(a.parsed.Words) <= shortLine && order < foundOrder && len(unfound) > 0: // some words of a line, scattered
		return Closest, unfound
	case telling < 3 && len(a.parsed.Words) > max(2, telling) && order < scattered: // a line's words, none beside another
		return Closest, unfound
	}
	return Found, unfound
}

// written returns parts of a line, each once; those that overlap are one.
func written(line string, spans []quotes.Span) []string {
	var out []string
	for i := 0; i < len(spans); i++ {
		s := spans[i]
		for i+1 < len(spans) && spans[i+1].Start < s.End {
			i++
			s.End = max(s.End, spans[i].End)
		}
		if part := line[s.Start:s.End]; !slices.Contains(out, part) {
			out = append(out, part)
		}
	}
	return out
}
