package check

import (
	"strings"
	"unicode"

	"verbatim/quotes"
	"verbatim/search/locate"
	"verbatim/search/text"
)

// judge says of a stretch how its words differ and what that makes it.
func (p *reading) judge(lo locate.Located) Finding {
	lo, pairs := withoutSentences(lo, p.widened(lo))
	f := Finding{
		Located: lo, Verdict: p.judgeWords(lo, pairs),
		Misattributed: p.says(lo.Quote) == anotherSpeaker, Sentences: sentencesAround(lo.Quote.Words, lo.Words),
	}
	for _, pair := range pairs {
		if p.differs(lo.Quote, pair) {
			f.Changes = append(f.Changes, Change{Pair: pair})
		}
	}
	if f.Verdict == Reversed {
		c := p.comparison(lo, pairs)
		for i := range f.Changes {
			f.Changes[i].Reverses, f.Changes[i].Number = c.reverses(f.Changes[i].Pair)
		}
	}
	if (f.Verdict == Exact || f.Verdict == Cut) && f.Misattributed {
		f.Verdict = AnotherSpeaker
	}
	return f
}

// withoutSentences returns a stretch without the whole sentences that a passage
// leaves out before its first word or behind its last one: they are around what it
// quotes, not in it.
func withoutSentences(lo locate.Located, pairs []locate.Pair) (locate.Located, []locate.Pair) {
	q := lo.Quote.Words
	whole := func(pair locate.Pair) bool {
		return pair.Kind == locate.LeftOut && startsSentence(q, pair.Words.Start) && endsSentence(q, pair.Words.End)
	}
	for len(pairs) > 1 && whole(pairs[0]) {
		pairs = pairs[1:]
		lo.Words.Start = max(lo.Words.Start, pairs[0].Words.Start)
	}
	for len(pairs) > 1 && whole(pairs[len(pairs)-1]) {
		pairs = pairs[:len(pairs)-1]
		lo.Words.End = min(lo.Words.End, pairs[len(pairs)-1].Words.End)
	}
	return lo, pairs
}

// judgeWords is judge without the speaker, by these pairs.
func (p *reading) judgeWords(lo locate.Located, pairs []locate.Pair) Verdict {
	altered, leftOut := false, false
	same, gone := 0, 0
	for i, pair := range pairs {
		switch {
		case !p.differs(lo.Quote, pair):
			same += len(p.within(pair.Passage))
		case pair.Kind == locate.LeftOut:
			leftOut = true
			if q := lo.Quote.Words; i > 0 && i < len(pairs)-1 && !(startsSentence(q, pair.Words.Start) && endsSentence(q, pair.Words.End)) {
				gone += len(wordsOf(q[pair.Words.Start:pair.Words.End]))
			}
		default:
			altered = true
		}
	}
	if p.loose {
		if p.negates(lo) {
			return Reversed
		}
		return Altered
	}
	whole := startsSentence(lo.Quote.Words, lo.Words.Start) && endsSentence(lo.Quote.Words, lo.Words.End)
	switch {
	case (altered || leftOut) && p.comparison(lo, pairs).reversed():
		return Reversed
	case altered, gone > same: // nobody said anything like these words in a row
		return Altered
	case leftOut || !whole:
		return Cut
	}
	return Exact
}

// differs reports whether the words of a pair are others. Diacritics and hyphens
// make no others; a space does, since "everyday" is not "every day".
func (p *reading) differs(q quotes.Quote, pair locate.Pair) bool {
	switch pair.Kind {
	case locate.SameWords:
		return false
	case locate.OtherSpelling:
		is, was := p.text[pair.Passage.Start:pair.Passage.End], q.Words[pair.Words.Start:pair.Words.End]
		return letters(is) != letters(was)
	}
	return true
}

// letters folds words and leaves out what is punctuation.
func letters(s string) string {
	var words []string
	for _, field := range strings.Fields(s) {
		if field = text.Fold(strings.Map(wordRune, field)); field != "" {
			words = append(words, field)
		}
	}
	return strings.Join(words, " ")
}

func wordRune(r rune) rune {
	if unicode.IsPunct(r) || unicode.IsSymbol(r) {
		return -1
	}
	return r
}
