package search

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"verbatim/quotes"
	"verbatim/search/text"
	"verbatim/search/vocabulary"
)

const (
	maxSuggestions = 100

	// So many times as many completions are counted as are asked for, since a
	// filter or hidden quotations may leave some without any.
	suggestMore = 3

	// minTypo is how many letters a word needs before a typing error in it is
	// thought of.
	minTypo = 4
)

// suggest completes what a person types.
func (v view) suggest(ctx context.Context, field Field, prefix string, f Filter, n int) ([]Suggestion, error) {
	n = min(n, maxSuggestions)
	prefix = prefix[:min(len(prefix), maxQuery)]
	if n <= 0 {
		return nil, ctx.Err()
	}
	l := v.lookup()
	see, err := v.see(ctx, l, f)
	if err != nil {
		return nil, err
	}
	switch field {
	case SpeakerField:
		return v.suggestNames(ctx, l, see, prefix, n, nameSource{
			from: v.vocab.SpeakersFrom, like: v.vocab.SpeakersLike, fact: speakerFact,
		})
	case SourceField:
		return v.suggestNames(ctx, l, see, prefix, n, nameSource{
			from: v.vocab.SourcesFrom, like: v.vocab.SourcesLike, fact: sourceFact,
		})
	case WordsField:
		return v.suggestWords(ctx, l, see, prefix, n)
	}
	return nil, nil
}

// nameSource is where names of one kind come from.
type nameSource struct {
	from, like func(prefix string, max int) []vocabulary.Entry
	fact       func(string) string
}

func (v view) suggestNames(ctx context.Context, l *lookup, see sight, prefix string, n int, names nameSource) ([]Suggestion, error) {
	entries := names.from(prefix, suggestMore*n)
	if key := vocabulary.Key(prefix); len(entries) < n && len(key) >= minTypo {
		entries = append(entries, names.like(prefix, suggestMore*n)...)
	}
	counts := newTally()
	for i, e := range entries {
		if i%32 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if counts.has(e.Text) {
			continue
		}
		b, err := l.bitmap(factsField, names.fact(e.Text))
		if err != nil {
			return nil, err
		}
		counts.add(e.Text, int(b.AndCardinality(see.docs)))
	}
	return counts.top(n), nil
}

// tally counts quotations by name; names that are one when folded are one.
type tally struct {
	index map[string]int
	list  []Suggestion
}

func newTally() *tally { return &tally{index: map[string]int{}} }

func (t *tally) has(name string) bool {
	_, ok := t.index[vocabulary.Key(name)]
	return ok
}

func (t *tally) add(name string, count int) {
	key := vocabulary.Key(name)
	i, ok := t.index[key]
	if !ok {
		i = len(t.list)
		t.index[key] = i
		t.list = append(t.list, Suggestion{Text: name})
	}
	t.list[i].Count += count
}

// top returns the n names with the most quotations, none without one.
func (t *tally) top(n int) []Suggestion {
	list := slices.DeleteFunc(t.list, func(s Suggestion) bool { return s.Count <= 0 })
	slices.SortStableFunc(list, func(a, b Suggestion) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Text, b.Text))
	})
	if len(list) == 0 {
		return nil
	}
	return list[:min(n, len(list))]
}

// suggestWords completes the last word of what a person types, with words that
// stand in one quotation together with all the words before it.
func (v view) suggestWords(ctx context.Context, l *lookup, see sight, typed string, n int) ([]Suggestion, error) {
	tokens := text.Tokens(typed)
	if len(tokens) == 0 || len(tokens) > maxWords {
		return nil, nil
	}
	last := tokens[len(tokens)-1]
	before := typed[:last.Start]
	docs := see.docs
	for _, t := range tokens[:len(tokens)-1] {
		b, err := l.bitmap(wordsField, t.Text)
		if err != nil {
			return nil, err
		}
		docs = roaring.And(docs, b)
	}
	entries := v.vocab.WordsFrom(last.Text, suggestMore*n)
	if len(entries) < n && len(last.Text) >= minTypo {
		entries = append(entries, v.vocab.WordsLikeFrom(last.Text, suggestMore*n)...)
	}
	counts := newTally()
	for i, e := range entries {
		if i%32 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if counts.has(e.Text) {
			continue
		}
		b, err := l.bitmap(wordsField, e.Text)
		if err != nil {
			return nil, err
		}
		counts.add(v.vocab.WordShown(e.ID), int(b.AndCardinality(docs)))
	}
	out := counts.top(n)
	for i := range out {
		out[i].Text = before + out[i].Text
	}
	return out, nil
}

// suggestIDs completes an ID, or finds by words.
func (v view) suggestIDs(ctx context.Context, prefix string, f Filter, n int) ([]quotes.Quote, error) {
	n = min(n, maxSuggestions)
	if n <= 0 {
		return nil, ctx.Err()
	}
	out, err := v.withIDs(ctx, prefix, f, n)
	if err != nil || len(out) == n || strings.TrimSpace(prefix) == "" {
		return out, err
	}
	result, err := v.search(ctx, Query{Words: prefix, Filter: f, Limit: n}, false)
	if err != nil {
		return nil, err
	}
	for _, h := range result.Hits {
		if len(out) < n && !slices.ContainsFunc(out, func(q quotes.Quote) bool { return q.ID == h.Quote.ID }) {
			out = append(out, h.Quote)
		}
	}
	return out, nil
}

// withIDs returns the first quotations whose ID starts with prefix. Records are
// in the order of their IDs.
func (v view) withIDs(ctx context.Context, prefix string, f Filter, n int) ([]quotes.Quote, error) {
	id := strings.NewReplacer("-", "", " ", "", "o", "0", "i", "1", "l", "1").Replace(strings.ToLower(prefix))
	if len(id) > quotes.IDLen || strings.Trim(id, "0123456789abcdefghjkmnpqrstvwxyz") != "" {
		return nil, nil
	}
	see, err := v.see(ctx, v.lookup(), f)
	if err != nil {
		return nil, err
	}
	low, high := 0, v.records.Len()
	for low < high {
		mid := (low + high) / 2
		if string(v.records.IDAt(uint32(mid))) < id {
			low = mid + 1
		} else {
			high = mid
		}
	}
	var out []quotes.Quote
	for ; low < v.records.Len() && len(out) < n && strings.HasPrefix(string(v.records.IDAt(uint32(low))), id); low++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		q, ok, err := v.read(uint32(low), &see)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, q)
		}
	}
	return out, nil
}
