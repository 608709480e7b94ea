// Package check tells whether somebody said what is claimed: it lays a passage
// beside the quotations that it has words of, and says of each whether the words
// are the same, which are others, and whether the speaker is.
package check

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"verbatim/quotes"
	"verbatim/quotes/people"
	"verbatim/search/locate"
	"verbatim/search/snapshot"
)

// Verdict is what is told of a passage, or of a stretch of it.
type Verdict string

// The verdicts. Case, punctuation and diacritics make no difference to words.
const (
	Exact          Verdict = "exact"           // a whole quotation, or whole sentences of it in a row
	Altered        Verdict = "altered"         // words are others, or were added
	Reversed       Verdict = "reversed"        // a negation or a number was turned round
	Cut            Verdict = "cut"             // begins or ends inside a sentence, or leaves something out within
	Spliced        Verdict = "spliced"         // from two quotations or more, or from parts of one in another order
	AnotherSpeaker Verdict = "another speaker" // said so, but not the one who is claimed
	Nothing        Verdict = "nothing"         // no quotation has these words
)

// Checked is what was found out about a passage.
type Checked struct {
	Verdict Verdict // [Spliced], or that of the one finding
	// Claimed is the speaker that the caller named, else the one that the passage
	// itself names ("As Twain said, ..."); empty when nobody is.
	Claimed string
	Found   []Finding // in the order of the passage; none for [Nothing]
}

// Finding is a stretch of the passage and the quotation that it comes nearest to.
type Finding struct {
	locate.Located
	Verdict Verdict  // of this stretch alone
	Changes []Change // where its words differ, in order
	// Misattributed: the claimed speaker is not who said it, whatever the verdict.
	Misattributed bool
	// Sentences are the whole sentences that Words stand in, bytes into Quote.Words.
	Sentences quotes.Span
}

// Change is a place where words of the passage differ from those of a quotation.
type Change struct {
	locate.Pair
	Reverses bool // a negation or a number is turned round here
	Number   bool // and it is a number
}

const (
	// leastShare is how much of what a passage says, in nats, quotations must say
	// as well. Below it the passage goes its own way: "Democracy is the art of ..."
	leastShare = 0.55

	// A quotation that is whole in a passage was quoted there, however long the
	// passage is, if it has so many words.
	wholeWords = 6
)

// Checker checks passages against the quotations of one snapshot.
type Checker struct {
	Snapshot snapshot.Snapshot
	Locator  *locate.Locator // of the snapshot's generation
}

// Check tells what a passage quotes of those quotations that the filter lets
// through, and whether the claimed speaker said so; "" claims whom the passage
// names, if it names anybody. The error wraps [locate.ErrTooLong] for more than
// [locate.MaxPassage] words.
func (c Checker) Check(ctx context.Context, passage, claimed string, f snapshot.Filter) (Checked, error) {
	r := readClaim(passage)
	plain := claim{text: passage}
	p, err := c.lookAt(ctx, r, claimed, f)
	if err != nil {
		return Checked{}, err
	}
	if r.text != passage {
		// "Life: a series of collisions" may be a quotation from its first word on, and
		// in a quotation somebody may say something.
		whole, err := c.lookAt(ctx, plain, claimed, f)
		if err != nil {
			return Checked{}, err
		}
		if whole.explains(r) {
			p = whole
		}
	}
	return p.verdict(), nil
}

// lookAt finds the quotations that one way to read a passage comes near to.
func (c Checker) lookAt(ctx context.Context, r claim, claimed string, f snapshot.Filter) (*reading, error) {
	if r.bare && !r.sure && !strings.Contains(r.speaker, " ") && !c.known(r.speaker) {
		r.speaker = "" // "Warning: ..."
	}
	p := newReading(r, cmp.Or(claimed, r.speaker))
	found, err := c.Locator.Locate(ctx, c.Snapshot, p.text, f)
	if err != nil {
		return nil, err
	}
	p.cover(found)
	if len(p.found) > 0 {
		if err := c.rest(ctx, p, f); err != nil {
			return nil, err
		}
	}
	if p.enough() {
		return p, nil
	}
	p.found = nil
	return p, c.secondOpinion(ctx, p, f)
}

// known reports whether somebody has this name.
func (c Checker) known(name string) bool {
	return len(people.Builtin().Named(name)) > 0 || len(c.Snapshot.Vocabulary.SpeakersNamed(name, 1)) > 0
}

// enough reports whether what was found is most of what the passage says, or
// whole quotations.
func (p *reading) enough() bool {
	score, most := 0.0, 0.0
	for _, lo := range p.found {
		score += lo.Score
		most = max(most, lo.Most)
		if len(p.within(lo.Passage)) >= wholeWords && wholeOf(lo) {
			return true
		}
	}
	return len(p.found) > 0 && score >= leastShare*most
}

// wholeOf reports whether a passage has all words of a quotation.
func wholeOf(lo locate.Located) bool {
	return lo.Exact || len(wordsOf(lo.Quote.Words[:lo.Words.Start])) == 0 && len(wordsOf(lo.Quote.Words[lo.Words.End:])) == 0 &&
		!slices.ContainsFunc(lo.Pairs, func(p locate.Pair) bool { return p.Kind != locate.SameWords && p.Kind != locate.OtherSpelling })
}

// verdict judges each finding, and the passage by them.
func (p *reading) verdict() Checked {
	out := Checked{Verdict: Nothing, Claimed: p.claimed}
	for _, lo := range p.found {
		out.Found = append(out.Found, p.judge(lo))
	}
	switch len(out.Found) {
	case 0:
	case 1:
		out.Verdict = out.Found[0].Verdict
	default:
		out.Verdict = Spliced
	}
	return out
}

// speakersOf returns all who are said to have said a quotation.
func speakersOf(q quotes.Quote) (all []quotes.Speaker) {
	for _, a := range q.Attributions {
		all = append(all, a.Speakers...)
	}
	return all
}
