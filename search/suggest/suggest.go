package suggest

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"verbatim/quotes"
	"verbatim/search/find"
	"verbatim/search/index"
	"verbatim/search/query"
	"verbatim/search/snapshot"
	"verbatim/search/text"
	"verbatim/search/vocabulary"
)

const (
	maxSuggestions = 100

	// So many times as many completions are counted as are asked for, since a
	// filter or hidden quotations may leave some without any.
	suggestMore = 3
)

// Suggester completes what a person types, as one snapshot has it.
type Suggester struct{ find.Finder }

// Suggest returns at most n completions (100 at the most) of a field, counting what
// the filter lets through.
func (v Suggester) Suggest(ctx context.Context, field Field, prefix string, f snapshot.Filter, n int) ([]Suggestion, error) {
	n = min(n, maxSuggestions)
	prefix = prefix[:min(len(prefix), query.MaxQuery)]
	if n <= 0 {
		return nil, ctx.Err()
	}
	terms := v.Terms()
	see, err := v.Apply(ctx, terms, f)
	if err != nil {
		return nil, err
	}
	switch field {
	case SpeakerField:
		return v.suggestSpeakers(ctx, terms, see, prefix, n)
	case SourceField:
		return v.suggestSources(ctx, terms, see, prefix, n)
	case WordsField:
		return v.suggestWords(ctx, terms, see, prefix, n)
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
		if i > 0 && utf8.RuneCountInString(prefix) < 2 {
			break // every text is like a single character, but for an error
		}
		if i > 0 && (len(out) >= n || len(latin) < text.MinTypo) || i > 1 && len(out) > 0 && latin == strings.ReplaceAll(prefix, " ", "") {
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

func (v Suggester) suggestSources(ctx context.Context, terms *index.Terms, see snapshot.Visible, prefix string, n int) ([]Suggestion, error) {
	listers := []lister{v.Vocabulary.SourcesFrom, v.Vocabulary.SourcesLike}
	return nearestFirst(ctx, vocabulary.Key(prefix), n, listers, func(e vocabulary.Entry) (Suggestion, error) {
		b, err := terms.Docs(index.Filters, index.SourceTerm(e.Text))
		if err != nil {
			return Suggestion{}, err
		}
		return Suggestion{Text: e.Text, Count: b.LenAnd(see.Docs)}, nil
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

// IDs returns at most n quotations (100 at the most) whose ID begins with prefix, in
// the order of their IDs, then those that prefix, read as words, finds.
func (v Suggester) IDs(ctx context.Context, prefix string, f snapshot.Filter, n int) ([]quotes.Quote, error) {
	n = min(n, maxSuggestions)
	if n <= 0 {
		return nil, ctx.Err()
	}
	out, err := v.withIDs(ctx, prefix, f, n)
	if err != nil || len(out) == n || strings.TrimSpace(prefix) == "" {
		return out, err
	}
	result, _, err := v.Search(ctx, find.Query{Words: prefix, Filter: f, Limit: n})
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

// withIDs returns the first quotations whose ID starts with prefix.
func (v Suggester) withIDs(ctx context.Context, prefix string, f snapshot.Filter, n int) ([]quotes.Quote, error) {
	id := strings.NewReplacer("-", "", " ", "", "o", "0", "i", "1", "l", "1").Replace(strings.ToLower(prefix))
	if len(id) > quotes.IDLen || strings.Trim(id, "0123456789abcdefghjkmnpqrstvwxyz") != "" {
		return nil, nil
	}
	see, err := v.Apply(ctx, v.Terms(), f)
	if err != nil {
		return nil, err
	}
	var out []quotes.Quote
	for record := range v.Edits.WithPrefix(id) {
		if len(out) == n {
			break
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		q, ok, err := v.Read(record, &see)
		if err != nil {
			return nil, err
		}
		if ok && !slices.ContainsFunc(out, func(other quotes.Quote) bool { return other.ID == q.ID }) {
			out = append(out, q)
		}
	}
	return out, nil
}
