package check

import (
	"cmp"
	"slices"

	"verbatim/quotes"
	"verbatim/search/locate"
	"verbatim/search/text"
)

const (
	// splice is what a further quotation has to say, in nats, to be taken for a
	// part of the passage.
	splice = 10

	// Quotations next to each other may have so many words of the passage in
	// common, at most that share of the shorter one: what one goes on with by
	// chance, and the other begins with.
	mostShared  = 3
	shareShared = 0.34
)

// reading is one way to read a passage, and what was found of it.
type reading struct {
	claim
	claimed string // by the caller, else by the passage
	words   []text.Token
	found   []locate.Located // chosen, in the order of the passage
	loose   bool             // the one found has its words in another order
}

func newReading(r claim, claimed string) *reading {
	return &reading{claim: r, claimed: claimed, words: wordsOf(r.text)}
}

func wordsOf(s string) []text.Token { return text.Tokens(s) }

// within returns the words of the passage that lie in a part of it.
func (p *reading) within(s quotes.Span) []text.Token {
	from, to := p.wordsAt(s)
	return p.words[from:to]
}

// wordsAt returns which words lie in a part of the passage.
func (p *reading) wordsAt(s quotes.Span) (from, to int) {
	from, _ = slices.BinarySearchFunc(p.words, s.Start, func(t text.Token, start int) int { return cmp.Compare(t.Start, start) })
	to = from
	for to < len(p.words) && p.words[to].End <= s.End {
		to++
	}
	return from, to
}

// explains reports whether a quotation goes on from the words of another reading
// to most of what that takes for an attribution, or has more words of that than
// names have.
func (p *reading) explains(r claim) bool {
	const name = 4
	if r.around {
		return p.explainsAround(r)
	}
	return slices.ContainsFunc(p.found, func(lo locate.Located) bool {
		attribution, same, words := 0, 0, 0
		for _, t := range p.words {
			inside, is := r.text[t.Start:t.End] == p.text[t.Start:t.End], isSame(lo, t)
			switch {
			case inside && is:
				words++
			case !inside && is:
				same++
				attribution++
			case !inside:
				attribution++
			}
		}
		return (words > 0 || same > name) && 2*same > attribution
	})
}

// explainsAround reports whether quotations have most words of what another reading
// leaves out around its words.
func (p *reading) explainsAround(r claim) bool {
	around, same := 0, 0
	for _, t := range p.words {
		if r.text[t.Start:t.End] == p.text[t.Start:t.End] {
			continue
		}
		around++
		if slices.ContainsFunc(p.found, func(lo locate.Located) bool { return isSame(lo, t) }) {
			same++
		}
	}
	return 2*same > around
}

// isSame reports whether a word of the passage is one of the quotation's.
func isSame(lo locate.Located, t text.Token) bool {
	return slices.ContainsFunc(lo.Pairs, func(p locate.Pair) bool {
		return p.Kind == locate.SameWords && p.Passage.Start <= t.Start && t.End <= p.Passage.End
	})
}

// stretch is a part of the passage that a quotation may stand for, alone or behind
// others.
type stretch struct {
	locate.Located
	from, to int     // words of the passage
	sum      float64 // what it and those before it say
	before   int     // the one before it, -1 for none
}

// cover chooses the quotations that say most of the passage together, each for
// words of its own, and of those that say the same of it the truest.
func (p *reading) cover(found []locate.Located) {
	all := make([]stretch, len(found))
	for i, lo := range found {
		from, to := p.wordsAt(lo.Passage)
		all[i] = stretch{Located: lo, from: from, to: to}
	}
	slices.SortStableFunc(all, func(a, b stretch) int { return cmp.Or(cmp.Compare(a.to, b.to), cmp.Compare(a.from, b.from)) })
	best := -1
	for i := range all {
		s := &all[i]
		s.sum, s.before = s.Score, -1
		for j, o := range all[:i] {
			if sum := o.sum + s.Score - splice - overlapCost(o, *s); follows(o, *s) && sum > s.sum {
				s.sum, s.before = sum, j
			}
		}
		if best < 0 || s.sum > all[best].sum {
			best = i
		}
	}
	p.found = nil
	for i := best; i >= 0; i = all[i].before {
		p.found = append(p.found, p.truest(all, all[i]))
	}
	slices.Reverse(p.found)
}

// follows reports whether two stretches are two parts of the passage.
func follows(a, b stretch) bool {
	shared := a.to - b.from
	return a.from < b.from && a.to < b.to && a.Quote.ID != b.Quote.ID &&
		(shared <= 0 || shared <= mostShared && float64(shared) <= shareShared*float64(min(a.to-a.from, b.to-b.from)))
}

// overlapCost is what words say that count in both of two stretches.
func overlapCost(a, b stretch) float64 {
	shared := float64(max(0, a.to-b.from))
	return shared * (a.Score/float64(a.to-a.from) + b.Score/float64(b.to-b.from)) / 2
}

// truest returns the quotation that speaks for a stretch: of all that have much
// the same of the passage one that has it exactly, and by the claimed speaker. A
// less true wording by him comes before a truer one by somebody else, as long as
// it is not much less true: he did say something like it.
func (p *reading) truest(all []stretch, s stretch) locate.Located {
	const (
		equal   = 1.0 // nats
		similar = 0.8 // of the score
	)
	best, rank := s.Located, 0
	for _, o := range all {
		common := min(s.to, o.to) - max(s.from, o.from)
		if 5*common < 4*max(s.to-s.from, o.to-o.from) || o.Score < similar*s.Score {
			continue
		}
		as := p.says(o.Quote)
		near := o.Score >= s.Score-equal
		r := 0
		switch {
		case as == claimedSpeaker && near:
			r = 20
		case as == claimedSpeaker:
			r = 10
		case !near:
			continue
		case as == anotherSpeaker: // tells more than a quotation of which nobody knows whose it is
			r = 1
		}
		switch p.judgeWords(withoutSentences(o.Located, o.Pairs)) {
		case Exact:
			r += 4
		case Cut:
			r += 2
		}
		if r > rank || r == rank && o.Score > best.Score {
			best, rank = o.Located, r
		}
	}
	return best
}
