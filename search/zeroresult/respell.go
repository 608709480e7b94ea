package zeroresult

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"verbatim/search/query"
	"verbatim/search/snapshot"
	"verbatim/search/text"
)

// finds returns how many quotations other words find among what is seen. There is no
// attempt if it cannot be afforded.
func (s *analysis) finds(ctx context.Context, see snapshot.Visible, words string) (int, Attempt, error) {
	if words == "" || !s.afford(min(len(text.Tokens(words)), query.MaxWords)) {
		return 0, nil, nil
	}
	a, err := s.Again(ctx, see, words)
	if err != nil {
		return 0, nil, err
	}
	n, err := a.Count(ctx, see)
	return n, a, err
}

// respell returns a query near the one that was typed that finds something: with
// unknown words as quotations spell them and without marks that demand exact
// words or, if that is not enough, only the words that stand together.
func (s *analysis) respell(ctx context.Context, r *Reasons, words []typedWord) (string, error) {
	spelt := spell(s.typed, words, func(w typedWord) (string, bool) { return w.meant, w.known || w.meant != "" })
	if spelt == strings.TrimSpace(s.typed) && len(r.Without) > 0 {
		return "", nil // the words are right, the filter is not
	}
	if !enough(spelt, s.typed, keepSpelt) {
		return "", nil
	}
	n, a, err := s.finds(ctx, s.See, spelt)
	if err != nil {
		return "", err
	}
	if n > 0 {
		dropped := slices.ContainsFunc(words, func(w typedWord) bool { return !w.known && w.meant == "" })
		if dropped && !slices.ContainsFunc(a.Parsed().Words, s.telling) {
			return "", nil
		}
		return spelt, nil
	}
	if a == nil || len(a.Parsed().Words) < 2 {
		return "", nil
	}
	return s.fewer(ctx, spelt, words, a)
}

// fewer returns those of the words of a query that stand together, if they find
// something. A single one that was guessed is not enough beside words that were
// typed right: it is about something else.
func (s *analysis) fewer(ctx context.Context, query string, typed []typedWord, a Attempt) (string, error) {
	together, err := s.together(ctx, a)
	if err != nil {
		return "", err
	}
	right := func(w typedWord) bool { return w.known }
	if len(together) == 1 && slices.ContainsFunc(typed, right) && !slices.ContainsFunc(typed, func(w typedWord) bool { return right(w) && together[w.Text] }) {
		return "", nil
	}
	tokens := text.Tokens(query)
	words := make([]typedWord, len(tokens))
	for i, t := range tokens {
		words[i] = typedWord{Token: t, known: together[t.Text]}
	}
	shorter := spell(query, words, func(w typedWord) (string, bool) { return "", w.known })
	if !enough(shorter, s.typed, keepApart) {
		return "", nil
	}
	if n, _, err := s.finds(ctx, s.See, shorter); err != nil || n == 0 {
		return "", err
	}
	return shorter, nil
}

// together returns those of the words looked for that the quotation has which
// comes nearest to having all; nil if they are too common to point to anything.
func (s *analysis) together(ctx context.Context, a Attempt) (map[string]bool, error) {
	words := a.Parsed().Words
	if !s.afford(len(words)) {
		return nil, nil
	}
	has, err := a.Nearest(ctx, s.See)
	if err != nil || !slices.ContainsFunc(words, func(w query.Word) bool { return has[w.Text] && s.telling(w) }) {
		return nil, err
	}
	return has, nil
}

// telling reports whether a word is worth looking for without others; a very short
// one is not.
func (s *analysis) telling(w query.Word) bool {
	return len(w.Text) >= text.MinTypo && s.Vocabulary.Telling(w.Entry)
}

// So much of what was typed, in letters or in words, a suggestion keeps at least,
// or it is about something else: less when all words are known.
const (
	keepSpelt = 1.0 / 3
	keepApart = 1.0 / 4
)

// enough reports whether a query keeps such a share of what was typed.
func enough(kept, typed string, share float64) bool {
	k, t := text.Tokens(kept), text.Tokens(typed)
	letters := func(tokens []text.Token) (n int) {
		for _, t := range tokens {
			n += utf8.RuneCountInString(t.Text)
		}
		return n
	}
	return len(k) > 0 && max(float64(len(k))/float64(len(t)), float64(letters(k))/float64(letters(t))) >= share
}

// spell writes words as they stand in typed, those for which keep returns true:
// as it spells them or, if it returns "", as typed.
func spell(typed string, words []typedWord, keep func(typedWord) (string, bool)) string {
	var b strings.Builder
	end := -1 // of the last one that was kept
	for _, w := range words {
		as, ok := keep(w)
		if !ok {
			continue
		}
		start := w.Start
		switch {
		case start < end: // pairs of characters overlap
			start = min(end, w.End)
		case start > end && end >= 0:
			b.WriteByte(' ')
		}
		if as == "" {
			as = typed[start:w.End]
		}
		b.WriteString(as)
		end = w.End
	}
	return b.String()
}
