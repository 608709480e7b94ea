package check

import (
	"slices"

	"verbatim/quotes"
	"verbatim/search/align"
	"verbatim/search/locate"
	"verbatim/search/text"
)

const (
	// edgeWords is how many words of the passage before a stretch, or behind it,
	// are paired with those that the quotation has there. More are not of it.
	edgeWords = 8

	// edgeLeft is how many words more the quotation may have there.
	edgeLeft = 2

	// noteWords is how many words may be all that either has there, as a number in
	// brackets behind the last sentence.
	noteWords = 2
)

// widened returns the pairs of an alignment together with the words of the
// passage before and behind it, up to the next finding. An alignment ends where
// going on says nothing for it: "God doesn't play dice" begins with "play".
func (p *reading) widened(lo locate.Located) []locate.Pair {
	before, from, to, behind := p.around(lo)
	q := lo.Quote.Words
	tokens := text.Tokens(q)
	inner := lo.Pairs
	var pairs []locate.Pair
	if n := from - before; n > 0 {
		if inner[0].Kind == locate.LeftOut { // the passage has other words there
			inner = inner[1:]
		}
		start := inner[0].Words.Start
		at := slices.IndexFunc(tokens, func(t text.Token) bool { return t.Start >= start })
		head, whole := at, true
		if head <= n && n <= noteWords {
			head = 0
		}
		for ; n <= edgeWords && head > 0 && !startsSentence(q, tokens[head].Start); head-- {
			if whole = at-head < n+edgeLeft; !whole {
				break
			}
		}
		pairs = edgePairs(p.words[before:from], tokens[head:at], start)
		if !whole && pairs[0].Kind == locate.LeftOut { // the sentence has more that is left out
			pairs = pairs[1:]
		}
	}
	n := behind - to
	if last := len(inner) - 1; n > 0 && inner[last].Kind == locate.LeftOut {
		inner = inner[:last]
	}
	pairs = append(pairs, inner...)
	if n > 0 {
		end := inner[len(inner)-1].Words.End
		at := len(tokens)
		for at > 0 && tokens[at-1].Start >= end {
			at--
		}
		tail, whole := at, true
		if len(tokens)-tail <= n && n <= noteWords {
			tail = len(tokens)
		}
		for ; n <= edgeWords && tail < len(tokens) && !endsSentence(q, tokens[tail-1].End); tail++ {
			if whole = tail-at < n+edgeLeft; !whole {
				break
			}
		}
		added := edgePairs(p.words[to:behind], tokens[at:tail], end)
		if last := len(added) - 1; !whole && added[last].Kind == locate.LeftOut {
			added = added[:last]
		}
		pairs = append(pairs, added...)
	}
	return pairs
}

// around returns which words of the passage are those of a finding, and up to
// which ones before and behind it they belong to no other. What lies between two
// findings is told with the first.
func (p *reading) around(lo locate.Located) (before, from, to, behind int) {
	from, to = p.wordsAt(lo.Passage)
	before, behind = 0, len(p.words)
	for _, other := range p.found {
		switch start, _ := p.wordsAt(other.Passage); {
		case start < from:
			before = from
		case start > from:
			behind = max(to, min(behind, start))
		}
	}
	return before, from, to, behind
}

// edgePairs pairs words of the passage, of which there are some, with those that
// the quotation has at its edge, or at this place.
func edgePairs(passage, quote []text.Token, at int) []locate.Pair {
	whole := func(tokens []text.Token) quotes.Span {
		return quotes.Span{Start: tokens[0].Start, End: tokens[len(tokens)-1].End}
	}
	overlap := func(tokens []text.Token) bool { // pairs of characters, which cannot be told apart here
		return slices.ContainsFunc(tokens[1:], func(t text.Token) bool { return t.Start < tokens[0].End })
	}
	if len(quote) == 0 || overlap(passage) || overlap(quote) {
		return []locate.Pair{{Kind: locate.Added, Passage: whole(passage), Words: quotes.Span{Start: at, End: at}}}
	}
	same := func(a0, a1, b0, b1 int) bool { return a1-a0 == 1 && b1-b0 == 1 && passage[a0].Text == quote[b0].Text }
	var out []locate.Pair
	place := locate.Pair{Passage: quotes.Span{End: passage[0].Start}, Words: quotes.Span{End: quote[0].Start}}
	for _, b := range align.Between(nil, 0, len(passage), 0, len(quote), same) {
		pair := locate.Pair{Kind: locate.Replaced}
		pair.Passage = quotes.Span{Start: place.Passage.End, End: place.Passage.End}
		pair.Words = quotes.Span{Start: place.Words.End, End: place.Words.End}
		if b.A0 < b.A1 {
			pair.Passage = whole(passage[b.A0:b.A1])
		}
		if b.B0 < b.B1 {
			pair.Words = whole(quote[b.B0:b.B1])
		}
		switch b.Kind {
		case align.Same, align.Spelling:
			pair.Kind = locate.SameWords
		case align.LeftOut:
			pair.Kind = locate.LeftOut
		case align.Added:
			pair.Kind = locate.Added
		}
		out, place = append(out, pair), pair
	}
	return out
}
