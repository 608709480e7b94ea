package locate

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/quotes"
	"verbatim/search/align"
	"verbatim/search/snapshot"
	"verbatim/search/text"
	"verbatim/search/vocabulary"
)

// located spells an alignment out in the words of the passage and of the record
// that was read; false when the record is not what the vocabulary says.
func located(v snapshot.Snapshot, p *passage, pl spot, quote quotes.Quote) (Located, bool) {
	tokens := tokensOf(quote)
	if len(tokens) != pl.length {
		return Located{}, false
	}
	w := wording{passage: p.tokens, words: tokens, text: p.text, quote: quote.Words, vocab: v.Vocabulary, spellings: map[string]spelling{}}
	blocks := align.Blocks(pl.pairs, w.same, w.alike)
	if len(blocks) == 0 {
		return Located{}, false
	}
	blocks = w.toEdges(blocks, pl.same)
	out := Located{Quote: quote, Score: pl.score, Most: p.most(), Sure: p.need, Pairs: w.pairs(blocks)}
	firstPair, lastPair := out.Pairs[0], out.Pairs[len(out.Pairs)-1]
	out.Passage = quotes.Span{Start: firstPair.Passage.Start, End: lastPair.Passage.End}
	out.Words = quotes.Span{Start: firstPair.Words.Start, End: lastPair.Words.End}
	out.Exact = blocks[0].B0 == 0 && blocks[len(blocks)-1].B1 == len(tokens) &&
		!slices.ContainsFunc(out.Pairs, func(p Pair) bool { return p.Kind != SameWords })
	return out, true
}

// wording is the words of a passage beside those of a record.
type wording struct {
	passage, words []text.Token
	text, quote    string
	vocab          *vocabulary.Vocabulary
	spellings      map[string]spelling // of the words that were compared so far
}

// spelling is what tells whether two words are one, written otherwise.
type spelling struct {
	letters int    // 0: it has digits
	latin   string // see [text.Latin]
	names   []string
	known   int // how many quotations have it
}

func (w *wording) spelling(word string) spelling {
	s, ok := w.spellings[word]
	if !ok {
		e, _ := w.vocab.Word(word)
		s = spelling{letters: utf8.RuneCountInString(word), latin: text.Latin(word), names: text.NameKeys(word), known: e.Count}
		if strings.ContainsFunc(word, unicode.IsNumber) {
			s.letters = 0
		}
		w.spellings[word] = s
	}
	return s
}

func (w *wording) same(p align.Pair) bool { return w.passage[p.A].Text == w.words[p.B].Text }

// alike reports whether words of the passage are those of the record, written
// otherwise: a name in another transliteration, words run together or apart, or
// a typing error, which is hardly ever a word of its own.
func (w *wording) alike(a0, a1, b0, b1 int) bool {
	if a1-a0 != 1 || b1-b0 != 1 {
		return sameLetters(w.passage[a0:a1], w.words[b0:b1])
	}
	a, b := w.passage[a0], w.words[b0]
	x, y := w.spelling(a.Text), w.spelling(b.Text)
	shorter := min(x.letters, y.letters)
	if shorter < 4 || x.latin == "" || y.latin == "" {
		return false
	}
	if capital(w.text[a.Start:]) && capital(w.quote[b.Start:]) && text.SameKeys(x.names, y.names) {
		return true
	}
	most := 1
	if shorter >= 7 {
		most = 2
	}
	longer := len(x.latin) - len(y.latin)
	return -most <= longer && longer <= most && 50*x.known <= y.known && text.Errors(x.latin, y.latin) <= most
}

// sameLetters reports whether two rows of words are the same but for the spaces.
func sameLetters(a, b []text.Token) bool {
	letters := func(tokens []text.Token) (n int) {
		for _, t := range tokens {
			n += len(t.Text)
		}
		return n
	}
	return letters(a) == letters(b) && join(a) == join(b)
}

func join(tokens []text.Token) string {
	var b strings.Builder
	for _, t := range tokens {
		b.WriteString(t.Text)
	}
	return b.String()
}

func capital(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

// maxEdge is how many words at the beginning or the end of a quotation may be
// others without the quotation being taken for cut.
const maxEdge = 3

// toEdges goes on to the beginning and the end of the record if only a few words
// are left and the passage's clause ends thereabouts: "more important than
// wisdom." has its last word wrong, and did not end before it.
func (w *wording) toEdges(blocks []align.Block, same int) []align.Block {
	last := blocks[len(blocks)-1]
	if left := len(w.words) - last.B1; left > 0 && left <= maxEdge && 2*left <= same {
		if n, ends := w.clause(last.A1, left+1, 1); ends {
			blocks = align.Between(blocks, last.A1, last.A1+n, last.B1, len(w.words), w.alike)
		}
	}
	first := blocks[0]
	if left := first.B0; left > 0 && left <= maxEdge && 2*left <= same {
		if n, ends := w.clause(first.A0-1, left+1, -1); ends {
			head := align.Between(nil, first.A0-n, first.A0, 0, first.B0, w.alike)
			blocks = append(head, blocks...)
		}
	}
	return blocks
}

// clause counts the words of the passage from word i on, forwards or backwards,
// to the end of the clause; false when it has more than most.
func (w *wording) clause(i, most, step int) (n int, ends bool) {
	for ; n <= most; n++ {
		at := i + n*step
		before, after := 0, len(w.text)
		if step > 0 {
			if at > 0 {
				before = w.passage[at-1].End
			}
			if at < len(w.passage) {
				after = w.passage[at].Start
			}
		} else {
			if at >= 0 {
				before = w.passage[at].End
			}
			if at+1 < len(w.passage) {
				after = w.passage[at+1].Start
			}
		}
		outside := at < 0 || at >= len(w.passage)
		if outside || before < after && strings.ContainsAny(w.text[before:after], clauseMarks) {
			return n, true
		}
	}
	return 0, false
}

// clauseMarks end a clause, in the scripts that the corpus is known to have.
const clauseMarks = ".,;:!?…\n\"“”„«»()[]—–‹›「」『』。，、；：！？।؟،"

func difference(k align.Kind) Difference {
	switch k {
	case align.Spelling:
		return OtherSpelling
	case align.Replaced:
		return Replaced
	case align.LeftOut:
		return LeftOut
	case align.Added:
		return Added
	}
	return SameWords
}

// pairs turns blocks into pairs of spans. Neighbouring blocks of the same words,
// or of words left out or added, become one.
func (w *wording) pairs(blocks []align.Block) []Pair {
	var out []Pair
	for i := 0; i < len(blocks); {
		b := blocks[i]
		kind := w.kind(b)
		for i++; i < len(blocks) && w.kind(blocks[i]) == kind && (kind == SameWords || kind == LeftOut || kind == Added || w.overlap(blocks[i])); i++ {
			b.A1, b.B1 = blocks[i].A1, blocks[i].B1
		}
		out = append(out, Pair{kind, span(w.passage, b.A0, b.A1), span(w.words, b.B0, b.B1)})
	}
	return w.apart(out)
}

// kind is the block's, but that words which are folded alike may be written
// otherwise: "Würde", "Wurde".
func (w *wording) kind(b align.Block) Difference {
	if b.Kind == align.Same {
		a, o := w.passage[b.A0], w.words[b.B0]
		if x, y := w.text[a.Start:a.End], w.quote[o.Start:o.End]; x != y && quotes.Normalize(x) != quotes.Normalize(y) {
			return OtherSpelling
		}
	}
	return difference(b.Kind)
}

// overlap reports whether a block begins inside the word before it, as pairs of
// characters do.
func (w *wording) overlap(b align.Block) bool {
	return b.A0 > 0 && b.A0 < len(w.passage) && w.passage[b.A0].Start < w.passage[b.A0-1].End ||
		b.B0 > 0 && b.B0 < len(w.words) && w.words[b.B0].Start < w.words[b.B0-1].End
}

// span is from the first of words [from, to) to the last; empty ones lie behind
// the word before.
func span(tokens []text.Token, from, to int) quotes.Span {
	switch {
	case from < to:
		return quotes.Span{Start: tokens[from].Start, End: tokens[to-1].End}
	case from > 0:
		return quotes.Span{Start: tokens[from-1].End, End: tokens[from-1].End}
	}
	return quotes.Span{}
}

// apart cuts overlaps, which pairs of characters have, in favour of what is the
// same. A pair of which one side is left is left out or added then.
func (w *wording) apart(pairs []Pair) []Pair {
	var out []Pair
	var same Pair // the last pair of the same words, if any
	behind := 0   // the place in out behind it
	for _, p := range pairs {
		switch {
		case p.Kind == SameWords:
			var gap Pair
			p, gap = w.behind(p, same)
			for k := behind; k < len(out); k++ { // whatever lies between gives way
				giveWay(&out[k].Passage, gap.Passage.Start)
				giveWay(&out[k].Words, gap.Words.Start)
			}
			out = append(out, gap)
		case len(out) > 0:
			before := &out[len(out)-1]
			cut(&before.Passage, &p.Passage, before.Kind == SameWords)
			cut(&before.Words, &p.Words, before.Kind == SameWords)
		}
		out = append(out, p)
		if p.Kind == SameWords {
			same, behind = p, len(out)
		}
	}
	kept := out[:0]
	for _, p := range out {
		noPassage, noWords := p.Passage.Start == p.Passage.End, p.Words.Start == p.Words.End
		switch {
		case noPassage && noWords:
			continue
		case noPassage:
			p.Kind = LeftOut
		case noWords:
			p.Kind = Added
		}
		kept = append(kept, p)
	}
	return kept
}

// behind returns what lies of a pair of the same words behind another one, and
// what is left over before it: of a character that the other one has on one side
// only, as the second one in 千里之之行 of 千里之行.
func (w *wording) behind(p, other Pair) (rest, gap Pair) {
	passage, words := max(p.Passage.Start, other.Passage.End), max(p.Words.Start, other.Words.End)
	rest = p
	size := max(passage-p.Passage.Start, words-p.Words.Start)
	rest.Passage.Start, rest.Words.Start = min(p.Passage.Start+size, p.Passage.End), min(p.Words.Start+size, p.Words.End)
	if w.text[p.Passage.Start:rest.Passage.Start] != w.quote[p.Words.Start:rest.Words.Start] {
		// They are written otherwise, and nobody knows what of one is what of the other.
		rest.Kind, rest.Passage.Start, rest.Words.Start = OtherSpelling, min(passage, p.Passage.End), min(words, p.Words.End)
	}
	gap = Pair{Added, quotes.Span{Start: min(passage, rest.Passage.Start), End: rest.Passage.Start}, quotes.Span{Start: min(words, rest.Words.Start), End: rest.Words.Start}}
	return rest, gap
}

// giveWay lets a span end where another one starts.
func giveWay(s *quotes.Span, start int) {
	s.End = min(s.End, start)
	s.Start = min(s.Start, s.End)
}

func cut(a, b *quotes.Span, keepFirst bool) {
	if b.Start >= a.End {
		return
	}
	if keepFirst {
		b.Start = a.End
		b.End = max(b.End, b.Start)
		return
	}
	a.End = max(a.Start, b.Start)
	b.Start = a.End
	b.End = max(b.End, b.Start)
}
