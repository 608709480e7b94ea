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
		return v.suggestNames(ctx, l, see, prefix, n, speakerFact, v.vocab.SpeakersFrom, v.vocab.SpeakersLike, v.vocab.SpeakersSounding)
	case SourceField:
		return v.suggestNames(ctx, l, see, prefix, n, sourceFact, v.vocab.SourcesFrom, v.vocab.SourcesLike)
	case WordsField:
		return v.suggestWords(ctx, l, see, prefix, n)
	}
	return nil, nil
}

// lister lists texts that a person may be typing, the most frequent first.
type lister func(prefix string, max int) []vocabulary.Entry

// nearestFirst asks the listers in turn, until n of the texts that they list have a
// quotation: those that go on as typed; unless that is short, those like it; and
// what sounds like it, if it is in another script or nothing else was found.
func nearestFirst(ctx context.Context, prefix string, n int, listers []lister, suggestion func(vocabulary.Entry) (Suggestion, error)) ([]Suggestion, error) {
	var out []Suggestion
	seen := map[string]bool{}
	latin := text.Latin(prefix)
	for i, list := range listers {
		if i > 0 && (len(out) >= n || len(latin) < minTypo) || i > 1 && len(out) > 0 && latin == strings.ReplaceAll(prefix, " ", "") {
			break
		}
		counts := newTally()
		for j, e := range list(prefix, suggestMore*n) {
			if j%32 == 0 && ctx.Err() != nil {
				return nil, ctx.Err()
			}
			key := vocabulary.Key(e.Text)
			if seen[key] {
				continue
			}
			seen[key] = true
			s, err := suggestion(e)
			if err != nil {
				return nil, err
			}
			counts.add(s.Text, s.Count)
		}
		out = append(out, counts.top(n-len(out))...)
	}
	return out, nil
}

func (v view) suggestNames(ctx context.Context, l *lookup, see sight, prefix string, n int, fact func(string) string, listers ...lister) ([]Suggestion, error) {
	return nearestFirst(ctx, vocabulary.Key(prefix), n, listers, func(e vocabulary.Entry) (Suggestion, error) {
		b, err := l.bitmap(factsField, fact(e.Text))
		if err != nil {
			return Suggestion{}, err
		}
		return Suggestion{Text: e.Text, Count: int(b.AndCardinality(see.docs))}, nil
	})
}

// tally counts quotations by name; names that are one when folded are one.
type tally struct {
	index map[string]int
	list  []Suggestion
}

func newTally() *tally { return &tally{index: map[string]int{}} }

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
	listers := []lister{v.vocab.WordsFrom, v.vocab.WordsLikeFrom}
	out, err := nearestFirst(ctx, last.Text, n, listers, func(e vocabulary.Entry) (Suggestion, error) {
		b, err := l.bitmap(wordsField, e.Text)
		if err != nil {
			return Suggestion{}, err
		}
		return Suggestion{Text: v.vocab.WordShown(e.ID), Count: int(b.AndCardinality(docs))}, nil
	})
	if err != nil {
		return nil, err
	}
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
