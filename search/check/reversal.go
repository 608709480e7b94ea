package check

import (
	"slices"
	"unicode/utf8"

	"verbatim/quotes"
	"verbatim/search/duplicate"
	"verbatim/search/locate"
	"verbatim/search/text"
)

const (
	// edge is how many words beside a stretch are read for a negation: "Never stop
	// believing" for "Stop believing".
	edge = 4

	// A change of more words adds or leaves out a clause, whose negations are its
	// own.
	clause = 5
)

// comparison is a stretch beside its quotation, as negations and numbers are
// compared: by the words that both have, around which they stand.
type comparison struct {
	blocks []block
	lang   string
	marks  bool // negations or numbers of scripts without spaces differ
}

// block is a pair in words.
type block struct {
	pair           locate.Pair
	passage, quote []word
}

type word struct {
	text.Token
	negation string
	number   string
}

func (p *reading) comparison(lo locate.Located, pairs []locate.Pair) comparison {
	c := comparison{lang: lo.Quote.Lang}
	for i, pair := range pairs {
		b := block{pair: pair, passage: c.words(p.text, pair.Passage), quote: c.words(lo.Quote.Words, pair.Words)}
		if outside := pair.Kind == locate.Added; outside && pair.Passage.End <= lo.Passage.Start {
			b.passage = b.passage[max(0, len(b.passage)-edge):]
		} else if outside && pair.Passage.Start >= lo.Passage.End {
			b.passage = b.passage[:min(len(b.passage), edge)]
		}
		misspelt(b.passage, b.quote)
		misspelt(b.quote, b.passage)
		q := lo.Quote.Words
		if pair.Kind == locate.LeftOut && startsSentence(q, pair.Words.Start) && endsSentence(q, pair.Words.End) {
			b.quote = nil
		}
		if pair.Kind == locate.LeftOut && i == 0 && len(b.quote) > 0 {
			// A passage that begins inside a sentence is cut. It says the opposite only if
			// the negation stood before its first word.
			b.quote = b.quote[len(b.quote)-1:]
		} else if pair.Kind == locate.LeftOut && i == len(pairs)-1 {
			b.quote = nil
		}
		if len(b.passage) == 0 && len(b.quote) > clause || len(b.quote) == 0 && len(b.passage) > clause {
			b.passage, b.quote = nil, nil
		}
		c.blocks = append(c.blocks, b)
	}
	c.marks = !slices.Equal(duplicate.Marks(p.text[lo.Passage.Start:lo.Passage.End]), duplicate.Marks(lo.Quote.Words[lo.Words.Start:lo.Words.End]))
	return c
}

// words returns the words in a part of s.
func (c comparison) words(s string, part quotes.Span) []word {
	var out []word
	for _, t := range text.Tokens(s[part.Start:part.End]) {
		t.Start, t.End = t.Start+part.Start, t.End+part.Start
		out = append(out, word{t, c.negation(s, t), c.number(t.Text)})
	}
	return out
}

// misspelt takes words for the negations and numbers that they stand for with a
// slip of the pen: "withuot" turns nothing round. "Ever" is no slip for "never",
// which people begin rightly.
func misspelt(words, other []word) {
	const long = 5 // a slip makes most shorter words another one
	for i := range words {
		w := &words[i]
		if w.negation != "" || w.number != "" || w.Text == "noting" {
			continue
		}
		for _, o := range other {
			if (o.negation != "" || o.number != "") && utf8.RuneCountInString(o.Text) >= long &&
				text.CommonPrefix(w.Text, o.Text) > 0 && text.Errors(w.Text, o.Text) == 1 {
				w.negation, w.number = o.negation, o.number
			}
		}
	}
}

// negation returns the negation that a word is in the quotation's language. A few
// words that negate in one language are ordinary ones of English.
func (c comparison) negation(s string, t text.Token) string {
	if c.lang == "en" {
		switch t.Text {
		case "sin", "ne", "pas", "nu", "ni", "mai", "ei", "nada", "nic", "bez", "nemo", "sine", "nee", "nie", "ingen", "sans", "nein", "bukan", "haud", "fara":
			return ""
		}
	}
	return duplicate.Negation(s, t)
}

// reversed reports whether a negation or a number is turned round.
func (c comparison) reversed() bool {
	if c.marks {
		return true
	}
	return !slices.Equal(c.negated(passageSide), c.negated(quoteSide)) ||
		slices.ContainsFunc(c.regions(), numbersDiffer) ||
		slices.ContainsFunc(c.blocks, opposed)
}

// negates reports whether a passage negates and the quotation does not, or the
// other way round, where an alignment does not tell which words stand for which.
func (p *reading) negates(lo locate.Located) bool {
	c := comparison{lang: lo.Quote.Lang}
	q := lo.Quote.Words
	of := lo.Words
	for _, t := range text.Tokens(q) {
		switch {
		case t.End <= of.Start && endsSentence(q, t.End):
			lo.Words.Start = t.End
		case t.End >= of.End && endsSentence(q, t.End):
			lo.Words.End = t.End
			return negates(c.words(p.text, quotes.Span{End: len(p.text)})) != negates(c.words(q, lo.Words))
		}
	}
	return negates(c.words(p.text, quotes.Span{End: len(p.text)})) != negates(c.words(q, quotes.Span{End: len(q)}))
}

// reverses reports whether the words of one change have to do with it, and whether
// they are numbers.
func (c comparison) reverses(pair locate.Pair) (reverses, number bool) {
	for _, b := range c.regions() {
		if pair.Passage.Start < b.pair.Passage.Start || pair.Passage.End > b.pair.Passage.End ||
			pair.Words.Start < b.pair.Words.Start || pair.Words.End > b.pair.Words.End {
			continue
		}
		if numbersDiffer(b) {
			return true, true
		}
	}
	for _, b := range c.blocks {
		if b.pair == pair {
			return opposed(b) || negates(b.passage) != negates(b.quote) || c.marks, false
		}
	}
	return false, false
}

func negates(words []word) bool {
	return slices.ContainsFunc(words, func(w word) bool { return w.negation != "" })
}

// side chooses one side of a block.
type side func(block) (of, other []word)

func passageSide(b block) (of, other []word) { return b.passage, b.quote }
func quoteSide(b block) (of, other []word)   { return b.quote, b.passage }

// negated returns before which of the words that both have a negation stands, on
// one side: "not rich but happy" is not "rich but not happy". Which negation it is
// makes no difference.
func (c comparison) negated(s side) (before []int) {
	n := 0 // words that both have, so far
	for _, b := range c.blocks {
		of, other := s(b)
		both := b.pair.Kind == locate.SameWords || b.pair.Kind == locate.OtherSpelling
		for _, w := range of {
			switch {
			case joins(w.negation) && len(of) > 1 && len(other) == 0: // "nor the other", which says no more
			case w.negation != "" && !(both && negates(other)) && turns(w.negation, other):
				before = append(before, n)
			case w.negation == "" && both:
				n++
			}
		}
		if both && len(of) != len(other) { // written together on one side
			n += 1000 - n%1000
		}
	}
	return before
}

// joins reports whether a negation goes on with one before it.
func joins(negation string) bool {
	switch negation {
	case "nor", "ni", "nem", "ні", "ни", "nec", "neque", "nici", "ουτε":
		return true
	}
	return false
}

// turns reports whether a negation in the place of other words, or where there
// were none, turns round what is said. "Seldom" for "happiness" is just another
// word, and "neither a nor b" and "neither a or b" are one.
func turns(negation string, other []word) bool {
	has := func(is func(word string) bool) bool {
		return slices.ContainsFunc(other, func(w word) bool { return is(w.Text) })
	}
	switch negation {
	case "nor":
		return !has(func(word string) bool { return word == "or" || word == "and" })
	case "hardly", "scarcely", "barely", "seldom", "rarely":
		return len(other) == 0 || has(degree)
	}
	return true
}

// degree reports whether a word says how often or how much.
func degree(word string) bool {
	switch word {
	case "always", "often", "usually", "frequently", "generally", "mostly", "commonly", "sometimes", "ever", "easily", "fully", "clearly",
		"very", "still", "quite", "almost", "nearly", "well", "much", "really", "truly", "completely", "widely":
		return true
	}
	return false
}

// regions returns the places where words differ, each with the numbers that stand
// beside it: "ten thousand" for "thousand" differs in "ten".
func (c comparison) regions() (out []block) {
	for i := 0; i < len(c.blocks); i++ {
		if c.blocks[i].pair.Kind == locate.SameWords {
			continue
		}
		r := block{pair: c.blocks[i].pair}
		if i > 0 {
			r.passage, r.quote = lastNumbers(c.blocks[i-1].passage), lastNumbers(c.blocks[i-1].quote)
		}
		for ; i < len(c.blocks) && c.blocks[i].pair.Kind != locate.SameWords; i++ {
			r.passage, r.quote = append(r.passage, c.blocks[i].passage...), append(r.quote, c.blocks[i].quote...)
			r.pair.Passage.End, r.pair.Words.End = c.blocks[i].pair.Passage.End, c.blocks[i].pair.Words.End
		}
		if i < len(c.blocks) {
			r.passage, r.quote = append(r.passage, firstNumbers(c.blocks[i].passage)...), append(r.quote, firstNumbers(c.blocks[i].quote)...)
		}
		out = append(out, r)
	}
	return out
}

func firstNumbers(words []word) []word {
	n := 0
	for n < len(words) && words[n].number != "" {
		n++
	}
	return words[:n:n]
}

func lastNumbers(words []word) []word {
	n := len(words)
	for n > 0 && words[n-1].number != "" {
		n--
	}
	return words[n:len(words):len(words)]
}

// numbersDiffer reports whether both sides of a region have numbers, and others.
func numbersDiffer(b block) bool {
	is, was := values(b.passage), values(b.quote)
	return len(is) > 0 && len(was) > 0 && !slices.Equal(is, was)
}

// opposed reports whether words that stand for each other are made opposites by
// what stands before or behind them: possible, impossible.
func opposed(b block) bool {
	if b.pair.Kind == locate.SameWords {
		return false
	}
	return slices.ContainsFunc(b.passage, func(a word) bool {
		return slices.ContainsFunc(b.quote, func(o word) bool { return duplicate.Opposites(a.Text, o.Text) })
	})
}
