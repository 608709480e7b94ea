package zeroresult

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"verbatim/search/index"
	"verbatim/search/snapshot"
	"verbatim/search/text"
	"verbatim/search/vocabulary"
)

// What counts as near: a bar under which a guess helps nobody.
const (
	// A common beginning has so many letters at least, and so much of both words.
	minBeginning   = 4
	shareBeginning = 0.6

	nearLookup = 48 // texts that are looked at for each way to be near
)

// beginsLike reports whether two words begin alike, or the first one is the
// second one's beginning.
func beginsLike(typed, word string) bool {
	common := text.CommonPrefix(typed, word)
	if common < minBeginning {
		return false
	}
	a, b := utf8.RuneCountInString(typed), utf8.RuneCountInString(word)
	return common == a || float64(common) >= shareBeginning*float64(max(a, b))
}

// near reports whether a word may be meant by what was typed: in a name also
// when it is another spelling of the same sounds.
func near(typed, word string, name bool) bool {
	return typed == word || beginsLike(typed, word) || text.Errors(typed, word) <= text.Typos(typed) ||
		name && transliterates(typed, word) && text.SameName(typed, word)
}

// transliterates reports whether two words of the same sounds are also written
// much alike, once both are in Latin letters: William is not "עולם".
func transliterates(a, b string) bool {
	a, b = text.Latin(a), text.Latin(b)
	return 3*text.Errors(a, b) <= min(len(a), len(b))
}

// nearWords returns the words near an unknown one, as quotations write them.
func (s *analysis) nearWords(ctx context.Context, word string) ([]string, error) {
	type candidate struct {
		vocabulary.Entry
		field string
		far   int // errors, and after those by how much more than the beginning they differ
	}
	var found []candidate
	add := func(field string, entries []vocabulary.Entry, far func(vocabulary.Entry) int) {
		for _, e := range entries {
			if e.Text != word {
				found = append(found, candidate{e, field, far(e)})
			}
		}
	}
	errors := func(e vocabulary.Entry) int { return e.Errors }
	if n := text.Typos(word); n > 0 {
		add(index.Words, s.Vocabulary.WordsLike(word, n, nearLookup), errors)
		add(index.Names, s.Vocabulary.NamesLike(word, n, nearLookup), errors)
		for _, key := range text.NameKeys(word) {
			spelt := slices.DeleteFunc(s.Vocabulary.NamesByKey(key, nearLookup), func(e vocabulary.Entry) bool { return !transliterates(word, e.Text) })
			add(index.Names, spelt, func(vocabulary.Entry) int { return 2 })
		}
	}
	if stem := beginning(word); stem != "" {
		begins := func(entries []vocabulary.Entry) []vocabulary.Entry {
			return slices.DeleteFunc(entries, func(e vocabulary.Entry) bool { return !beginsLike(word, e.Text) })
		}
		rest := func(e vocabulary.Entry) int { return 10 + text.Differing(word, e.Text) }
		add(index.Words, begins(s.Vocabulary.WordsFrom(stem, nearLookup)), rest)
		add(index.Names, begins(s.Vocabulary.NamesFrom(stem, nearLookup)), rest)
	}
	// The first letter is the one that is least often wrong (Pollock, Zamora:
	// Automatic Spelling Correction in Scientific and Scholarly Text, CACM 1984).
	first := func(c candidate) int { return min(text.CommonPrefix(word, c.Text), 1) }
	slices.SortStableFunc(found, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.far, b.far), cmp.Compare(first(b), first(a)), cmp.Compare(b.Count, a.Count), strings.Compare(a.Text, b.Text))
	})
	var out []string
	seen := map[string]bool{}
	for i, c := range found {
		if i%8 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if seen[c.Text] {
			continue
		}
		docs, err := s.Terms.Docs(c.field, c.Text)
		if err != nil {
			return nil, err
		}
		as, ok, err := s.someone(docs, c.field, c.Text)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		seen[c.Text] = true
		if out = append(out, as); len(out) == maxNear {
			break
		}
	}
	return out, nil
}

// beginning returns the shortest beginning that a word near this one shares with
// it, "" if it is too short to have one.
func beginning(word string) string {
	letters := utf8.RuneCountInString(word)
	if text.HasNumber(word) || letters < minBeginning {
		return ""
	}
	stem := max(minBeginning, int(shareBeginning*float64(letters)))
	for i := range word {
		if stem == 0 {
			return word[:i]
		}
		stem--
	}
	return word
}

// unknownNames tells whether the filter's speaker and source are known at all.
func (s *analysis) unknownNames(ctx context.Context, r *Reasons) error {
	f := s.Filter
	for _, n := range []struct {
		typed string
		only  snapshot.Filter
		to    **Unknown
		kind  nameKind
	}{
		{f.Speaker, snapshot.Filter{Speaker: s.See.Filter.Speaker, Scope: f.Scope}, &r.Speaker, nameKind{
			index.SpeakerTerm, s.speakersNear, true,
		}},
		{f.Source, snapshot.Filter{Source: s.See.Filter.Source, Scope: f.Scope}, &r.Source, nameKind{
			index.SourceTerm, s.sourcesNear, false,
		}},
	} {
		if n.typed == "" {
			continue
		}
		see, err := s.See.With(s.Terms, n.only)
		if err != nil {
			return err
		}
		if !see.Docs.Empty() {
			continue
		}
		near, err := s.nearNames(ctx, n.typed, n.kind)
		if err != nil {
			return err
		}
		*n.to = &Unknown{Text: n.typed, Near: near}
	}
	return nil
}

// nameKind is what tells speakers from sources.
type nameKind struct {
	fact   func(string) string
	like   func(ctx context.Context, word string, add func([]vocabulary.Entry) error) error
	person bool
}

// speakersNear calls add with speakers in whose names a word like this one may
// stand, a few dozen of each reading of the word.
func (s *analysis) speakersNear(ctx context.Context, word string, add func([]vocabulary.Entry) error) error {
	readings := []string{word}
	if n := text.Typos(word); n > 0 {
		for _, e := range s.Vocabulary.NamesLike(word, n, namesLike) {
			readings = append(readings, e.Text)
		}
	}
	for _, key := range text.NameKeys(word) {
		for _, e := range s.Vocabulary.NamesByKey(key, nearLookup) {
			if transliterates(word, e.Text) {
				readings = append(readings, e.Text)
			}
		}
	}
	slices.Sort(readings)
	for _, reading := range slices.Compact(readings) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := add(s.Vocabulary.SpeakersFrom(reading, nearLookup)); err != nil {
			return err
		}
	}
	return add(withTypo(word, s.Vocabulary.SpeakersLike))
}

// namesLike is how many words of names with the same number of typing errors a
// word is taken for.
const namesLike = 8

func (s *analysis) sourcesNear(ctx context.Context, word string, add func([]vocabulary.Entry) error) error {
	if err := add(s.Vocabulary.SourcesFrom(word, nearLookup)); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return add(withTypo(word, s.Vocabulary.SourcesLike))
}

// withTypo returns what begins like a word but for a typing error, if it is long
// enough for one: half of all names begin like "q" but for one letter.
func withTypo(word string, like func(string, int) []vocabulary.Entry) []vocabulary.Entry {
	if utf8.RuneCountInString(word) < text.MinTypo {
		return nil
	}
	return like(word, nearLookup)
}

// wordsOfName is how many words of a name, the longest ones, names near it are
// found by.
const wordsOfName = 3

// maxNearName is how many words a name has at most that others are near to.
const maxNearName = 8

// nearNames returns the names or titles nearest to one that nothing has: those
// with words near most of its letters, at least half of them, the most frequent
// first.
func (s *analysis) nearNames(ctx context.Context, typed string, kind nameKind) ([]string, error) {
	words := vocabulary.Folded(snapshot.ReadableName(typed))
	if len(words) > maxNearName {
		return nil, nil
	}
	letters := len(strings.Join(words, ""))
	share := func(name string) float64 {
		has := vocabulary.Folded(name)
		n := 0
		for _, w := range words {
			if slices.ContainsFunc(has, func(h string) bool { return near(w, h, kind.person) }) {
				n += len(w)
			}
		}
		return float64(n) / float64(max(letters, 1))
	}
	type candidate struct {
		name  string
		share float64
		count int
	}
	var found []candidate
	seen := map[string]bool{}
	add := func(name string, count int) {
		key := vocabulary.Key(name)
		if sh := share(name); sh >= 0.5 && !seen[key] && count > 0 {
			seen[key] = true
			found = append(found, candidate{name, sh, count})
		}
	}
	longest := slices.Clone(words)
	slices.SortStableFunc(longest, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	rest := letters
	for _, w := range longest[:min(len(longest), wordsOfName)] {
		if 2*rest < letters {
			break // the words that are left are not enough
		}
		rest -= len(w)
		err := kind.like(ctx, w, func(entries []vocabulary.Entry) error {
			for _, e := range entries {
				if err := ctx.Err(); err != nil {
					return err
				}
				if seen[vocabulary.Key(e.Text)] || share(e.Text) < 0.5 {
					continue
				}
				docs, err := s.Terms.Docs(index.Filters, kind.fact(e.Text))
				if err != nil {
					return err
				}
				add(e.Text, int(docs.LenAnd(s.all.Docs)))
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(found, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.share, a.share), cmp.Compare(b.count, a.count), strings.Compare(a.name, b.name))
	})
	var out []string
	for _, c := range found[:min(len(found), maxNear)] {
		if c.share == found[0].share {
			out = append(out, c.name)
		}
	}
	return out, nil
}
