package grammar

import "verbatim/quotes"

// kindOf tells whether at least a clause is the speaker's own.
func (r *reader) kindOf(t *turn, first *piece, words int) quotes.Kind {
	_, small := r.wordsOf(first)
	switch t.read.by {
	case replied, carried, beat:
		return quotes.Direct
	case inverted, after, opened, led, label, neutral:
		if small && words < 4 && t.read.by != inverted {
			return quotes.Partial
		}
		if small && t.read.by != led && t.read.by != label {
			return quotes.Partial
		}
		return quotes.Direct
	}
	if small || words < 4 || t.read.by == that {
		return quotes.Partial
	}
	return quotes.Direct
}

func (r *reader) torn(t *turn) bool { return r.pieces[t.pieces[0]].torn }

var names = [...]string{
	none: "none", inverted: "inverted", after: "after", opened: "opened", led: "led", label: "label", neutral: "neutral",
	that: "that", according: "according", trailing: "trailing", judged: "judged", likewise: "likewise", cited: "cited", reported: "reported", replied: "replied", beat: "beat", carried: "carried",
}

func (r *reader) spanOf(first, last int) quotes.Span {
	return quotes.Span{Start: r.toks[first].start, End: r.toks[last-1].end}
}
