package locate

import (
	"verbatim/quotes"
	"verbatim/search/align"
	"verbatim/search/snapshot"
	"verbatim/search/vocabulary"
)

// Compare lays a passage beside one quotation, wherever that was found and however
// little the two have in common; false when that is nothing, or both are so long
// that it takes too long. The error wraps [ErrTooLong], as that of
// [Locator.Locate] does.
func Compare(v snapshot.Snapshot, text string, q quotes.Quote) (Located, bool, error) {
	p, err := readPassage(text)
	if err != nil || len(p.tokens) == 0 {
		return Located{}, false, err
	}
	p.lookUp(v.Vocabulary)
	tokens := tokensOf(q)
	words := make([]uint32, len(tokens))
	for i, t := range tokens {
		e, ok := v.Vocabulary.Word(t.Text)
		if !ok {
			e.ID = vocabulary.UnknownWord // which the passage's unknown words are not
		}
		words[i] = e.ID
	}
	al := aligning{passage: p}
	pl := spot{length: len(words)}
	w := window{i1: len(p.words), j1: len(words), band: align.Band{Low: -len(p.words), High: len(words)}}
	if !al.local(words, w, &pl) || len(pl.pairs) == 0 {
		return Located{}, false, nil
	}
	lo, ok := located(v, p, pl, q)
	return lo, ok, nil
}

// Common returns how much of what a passage says, in nats, a stretch of a quotation
// has of it that is little longer, in whatever order. The error wraps [ErrTooLong].
func Common(v snapshot.Snapshot, text string, q quotes.Quote) (common float64, err error) {
	p, err := readPassage(text)
	if err != nil || len(p.tokens) == 0 {
		return 0, err
	}
	p.lookUp(v.Vocabulary)
	size := 2*len(p.words) + 1
	kinds := make([]int, 0, size) // of the words in the stretch; -1: not in the passage
	within := make([]int, len(p.kinds))
	sum := 0.0
	count := func(k, n int) {
		if k < 0 {
			return
		}
		said := float64(len(p.kinds[k].places))
		sum -= p.kinds[k].weight * min(said, float64(within[k]))
		within[k] += n
		sum += p.kinds[k].weight * min(said, float64(within[k]))
	}
	for _, t := range tokensOf(q) {
		if len(kinds) == size {
			count(kinds[0], -1)
			kinds = append(kinds[:0], kinds[1:]...)
		}
		k := -1
		if e, ok := v.Vocabulary.Word(t.Text); ok {
			k = p.kindOf(e.ID)
		}
		kinds = append(kinds, k)
		count(k, 1)
		common = max(common, sum)
	}
	return common, nil
}
