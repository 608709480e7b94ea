package check

import (
	"context"
	"strings"

	"verbatim/quotes"
	"verbatim/search/find"
	"verbatim/search/locate"
	"verbatim/search/snapshot"
)

const (
	// A search is asked for passages of up to so many words; longer ones have
	// enough to be located by.
	mostAsked = 40

	// secondHits is how many hits are looked at.
	secondHits = 10

	// secondShare is how much of what the passage says a hit must say in the same
	// order. Of sentences that nobody ever said, the nearest hits say up to half.
	secondShare = 0.55

	// secondSure is how much of what makes sure is enough, since the words are most
	// of the passage. Few have the words that it has in a row, but for one: "The sea
	// is a drum" must not be "The sea is a desert of waves".
	secondSure = 0.55

	// Else it must say nearly all of it in some order, a part of it in the same.
	// Of sentences that nobody said, hits have up to two thirds of the words.
	looseCommon = 0.75
	looseShare  = 0.3
	looseSure   = 0.75

	// wholeShare is as much as all of it.
	wholeShare = 0.99

	// restShare is the same for a passage's rest behind what was located. It has
	// been written for the passage as often as not.
	restShare = 0.8

	// restWords is how many words a rest has that may be another quotation's.
	restWords = 4
)

// secondOpinion asks a search for what is too short or too far from any quotation
// to be located: "gild the lily". Of hits that have most of the telling words in
// another order, only the best counts.
func (c Checker) secondOpinion(ctx context.Context, p *reading, f snapshot.Filter) error {
	hits, err := c.ask(ctx, p.text, f)
	if err != nil {
		return err
	}
	var found []locate.Located
	best, most := locate.Located{}, 0.0
	for _, h := range hits {
		switch {
		case h.share >= wholeShare || h.share >= secondShare && h.Score >= secondSure*h.Sure || h.common >= wholeShare && h.share >= secondShare:
			found = append(found, h.Located)
		case h.share >= looseShare && h.common >= looseCommon && h.common*h.Most >= looseSure*h.Sure && h.common+h.share > most:
			best, most = h.Located, h.common+h.share
		}
	}
	if len(found) == 0 && most > 0 {
		found, p.loose = []locate.Located{best}, true
	}
	p.cover(found)
	return nil
}

// hit is what a search found, beside the passage.
type hit struct {
	locate.Located
	share  float64 // of what the passage says, in the same order
	common float64 // in whatever order
}

// ask returns the hits of a search that have a few words in a row in common with a
// passage, or all they have.
func (c Checker) ask(ctx context.Context, passage string, f snapshot.Filter) ([]hit, error) {
	if n := len(wordsOf(passage)); n == 0 || n > mostAsked {
		return nil, nil
	}
	query := find.Query{Words: strings.Map(withoutMarks, passage), Filter: f, Limit: secondHits}
	result, _, err := find.Finder{Snapshot: c.Snapshot}.Search(ctx, query)
	if err != nil {
		return nil, err
	}
	var out []hit
	for _, h := range result.Hits {
		for _, q := range append([]quotes.Quote{h.Quote}, h.NearDuplicates...) {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			if lead, ok := q.Lead(); ok && lead.Polarity != quotes.Asserted {
				continue // nobody says so
			}
			lo, ok, err := locate.Compare(c.Snapshot, passage, q)
			if err != nil {
				return nil, err
			}
			if !ok || !telling(lo) {
				continue
			}
			common, err := locate.Common(c.Snapshot, passage, q)
			if err != nil {
				return nil, err
			}
			out = append(out, hit{lo, lo.Score / lo.Most, common / lo.Most})
		}
	}
	return out, nil
}

// telling reports whether words are the same that are no chance: a few of them, or
// a sentence of fewer.
func telling(lo locate.Located) bool {
	const few = 3
	same, other := 0, false
	for _, p := range lo.Pairs {
		if p.Kind == locate.SameWords {
			same += len(wordsOf(lo.Quote.Words[p.Words.Start:p.Words.End]))
		} else {
			other = true
		}
	}
	return same >= few || !other && startsSentence(lo.Quote.Words, lo.Words.Start) && endsSentence(lo.Quote.Words, lo.Words.End)
}

// withoutMarks leaves out what would ask for words in a row.
func withoutMarks(r rune) rune {
	if strings.ContainsRune("\"“”„«»", r) {
		return ' '
	}
	return r
}

// rest looks for another quotation in what is left of the passage before and
// behind what was found: each has fewer words to be sure of by itself.
func (c Checker) rest(ctx context.Context, p *reading, f snapshot.Filter) error {
	from, _ := p.wordsAt(p.found[0].Passage)
	_, to := p.wordsAt(p.found[len(p.found)-1].Passage)
	for _, s := range [][2]int{{0, from}, {to, len(p.words)}} {
		if s[1]-s[0] < restWords {
			continue
		}
		text := only(p.text, p.words[s[0]].Start, p.words[s[1]-1].End)
		found, err := c.Locator.Locate(ctx, c.Snapshot, text, f)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			hits, err := c.ask(ctx, text, f)
			if err != nil {
				return err
			}
			for _, h := range hits {
				if h.share >= restShare {
					found = append(found, h.Located)
				}
			}
		}
		other := newReading(claim{text: text}, p.claimed)
		if other.cover(found); !other.enough() {
			continue
		}
		if s[0] == 0 {
			p.found = append(other.found, p.found...)
		} else {
			p.found = append(p.found, other.found...)
		}
	}
	return nil
}

// only blanks everything of s but a part, so that places in it stay what they are.
func only(s string, start, end int) string {
	return strings.Repeat(" ", start) + s[start:end] + strings.Repeat(" ", len(s)-end)
}
