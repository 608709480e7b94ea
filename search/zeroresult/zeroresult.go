// Package zeroresult says why a search found nothing: which words nobody used, what
// of the filter keeps quotations out, and which query near it finds something.
package zeroresult

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"verbatim/quotes"
	"verbatim/search/index"
	"verbatim/search/query"
	"verbatim/search/snapshot"
	"verbatim/search/text"
)

// Reasons say why a search found nothing, and what would find something. It
// tells of nothing that the query's scope or a moderator's decision keeps back.
type Reasons struct {
	// Words are the words of the query that stand in no quotation, in no name of
	// a speaker and in no source, each once, as typed and in that order, whatever
	// the filter. There are at most 8, of the first 400 words.
	Words []Unknown
	// Speaker and Source are those of the filter, if they are nobody's name and
	// no source's.
	Speaker, Source *Unknown
	// Without tells what would be found without a part of the filter: one entry for
	// each part that alone makes the difference or, if none does, one for all
	// parts together. Empty when the filter is not the reason.
	Without []Without
	// Apart: every word is known, and no quotation has enough of them together.
	Apart bool
}

// Unknown is a word or a name that nothing has.
type Unknown struct {
	Text string
	// Near are the nearest ones that there are, the nearest first, at most 3, as
	// quotations or their attributions write them (words in lower case): those
	// within a few typing errors, then those that begin alike.
	Near []string
}

// Without is what a search would find without parts of its filter.
type Without struct {
	Parts []snapshot.Part // at least one, in the order of the constants
	Found int             // quotations, at least 1
}

const (
	maxUnknown = 8    // words that [Reasons] names
	maxNear    = 3    // texts near each
	nearWords  = 4    // words for which near ones are looked for
	fewRecords = 4096 // among which the first ones are looked for
	lookedAt   = 400  // words of a query that are looked up one by one
)

// Attempt is a search for the words of one query, whatever it was asked of.
type Attempt interface {
	// Parsed returns what is looked for.
	Parsed() query.Query
	// Count returns how many quotations it finds among what is seen.
	Count(ctx context.Context, see snapshot.Visible) (int, error)
	// Nearest returns those of its words, quotation marks aside, that the quotation
	// has which comes nearest to having all; none if nothing has any.
	Nearest(ctx context.Context, see snapshot.Visible) (map[string]bool, error)
}

// Asked is a search that found nothing.
type Asked struct {
	snapshot.Snapshot
	Terms  *index.Terms
	Words  string // as typed
	Filter snapshot.Filter
	See    snapshot.Visible // what the query sees
	Attempt
	// Again makes the attempt to search for other words.
	Again func(ctx context.Context, see snapshot.Visible, words string) (Attempt, error)
}

// analysis finds out why a search found nothing, in at most ten searches: without
// each of the five parts of a filter and without all of them, without quotation
// marks and without these and the filter, with other spellings, with fewer words.
type analysis struct {
	Asked
	typed string // what of the words was read
	query query.Query
	all   snapshot.Visible // what the query would see without a filter
	spent int              // words that other searches looked for
}

// maxSpent is how many words all searches of an analysis look for together: a long
// query gets fewer of them.
const maxSpent = 40

// afford reports whether there may be another search for so many words.
func (s *analysis) afford(words int) bool {
	s.spent += words
	return s.spent <= maxSpent
}

// Analyze says why a search found nothing, and returns a query that finds something
// within the same filter, "" if it knows none. Of a query without words and filter
// there is nothing to say.
func Analyze(ctx context.Context, a Asked) (suggestion string, r *Reasons, err error) {
	s := analysis{Asked: a, typed: query.Readable(a.Words), query: a.Parsed()}
	if len(s.query.Words) == 0 && a.Filter.Empty() {
		return "", nil, nil
	}
	if s.all, err = s.See.With(s.Terms, snapshot.Filter{Scope: a.Filter.Scope}); err != nil {
		return "", nil, err
	}
	r = &Reasons{}
	words, err := s.words(ctx, r)
	if err != nil {
		return "", nil, err
	}
	if err := s.unknownNames(ctx, r); err != nil {
		return "", nil, err
	}
	if err := s.withoutFilter(ctx, r); err != nil {
		return "", nil, err
	}
	if len(s.query.Words) == 0 {
		return "", r, nil
	}
	if suggestion, err = s.respell(ctx, r, words); err != nil {
		return "", nil, err
	}
	r.Apart = len(words) > 1 && len(r.Words) == 0 && len(r.Without) == 0
	return suggestion, r, nil
}

// typedWord is a word of the query as typed.
type typedWord struct {
	text.Token
	known bool   // to somebody who may see what this query may
	meant string // the nearest word, if it is not known; may be ""
}

// words looks up every word and describes those that are unknown.
func (s *analysis) words(ctx context.Context, r *Reasons) ([]typedWord, error) {
	tokens := text.Tokens(s.typed)
	tokens = tokens[:min(len(tokens), lookedAt)]
	words := make([]typedWord, len(tokens))
	for i, t := range tokens {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		known, err := s.known(t.Text)
		if err == nil && !known && i < query.MaxSplits {
			known, err = s.knownApart(t.Text)
		}
		if err != nil {
			return nil, err
		}
		words[i] = typedWord{Token: t, known: known}
	}
	return words, s.describe(ctx, r, words)
}

// describe tells r of the words that are unknown, and them what they may mean.
func (s *analysis) describe(ctx context.Context, r *Reasons, words []typedWord) error {
	near := map[string][]string{}
	told := map[string]bool{}
	for i := 0; i < len(words); i++ {
		if words[i].known {
			continue
		}
		// Pairs of characters that overlap are one word to the reader.
		from, to := i, i
		for to+1 < len(words) && !words[to+1].known && words[to+1].Start < words[to].End {
			to++
		}
		i = to
		written := s.typed[words[from].Start:words[to].End]
		folded := words[from].Text
		if from < to {
			folded = text.Fold(written)
		}
		if !told[folded] {
			if len(r.Words) == maxUnknown {
				break
			}
			told[folded] = true
			u := Unknown{Text: written}
			if from == to && len(near) < nearWords {
				var err error
				if u.Near, err = s.nearWords(ctx, folded); err != nil {
					return err
				}
				near[folded] = u.Near
			}
			r.Words = append(r.Words, u)
		}
		if n := near[folded]; from == to && len(n) > 0 {
			words[from].meant = n[0]
		}
	}
	return nil
}

// known reports whether a folded word stands in a quotation, in a speaker's name
// or in a source that may be seen.
func (s *analysis) known(word string) (bool, error) {
	for _, field := range []string{index.Words, index.Names, index.Titles} {
		b, err := s.Terms.Docs(field, word)
		if err != nil || b.Intersects(s.all.Docs) {
			return err == nil, err
		}
	}
	return s.knownName(word)
}

// knownApart reports whether a word is known ones without the spaces.
func (s *analysis) knownApart(word string) (bool, error) {
	parts := query.Split(s.Vocabulary, word)
	for _, part := range parts {
		if known, err := s.known(part); err != nil || !known {
			return false, err
		}
	}
	return len(parts) > 0, nil
}

// knownName reports whether a word is another spelling of a speaker's name that may
// be seen, with the same sounds and all letters but one: nobody writes "Zelensky",
// and yet he is quoted.
func (s *analysis) knownName(word string) (bool, error) {
	if utf8.RuneCountInString(word) < text.MinTypo {
		return false, nil
	}
	for _, key := range text.NameKeys(word) {
		for _, e := range s.Vocabulary.NamesByKey(key, nearLookup) {
			if text.Errors(text.Latin(word), text.Latin(e.Text)) > 1 {
				continue
			}
			b, err := s.Terms.Docs(index.Names, e.Text)
			if err != nil || b.Intersects(s.all.Docs) {
				return err == nil, err
			}
		}
	}
	return false, nil
}

// withoutFilter searches without each part of the filter, then without any.
func (s *analysis) withoutFilter(ctx context.Context, r *Reasons) error {
	all := Without{Parts: s.Filter.Parts()}
	for _, p := range all.Parts {
		see, err := s.See.With(s.Terms, s.See.Filter.Without(p))
		if err != nil {
			return err
		}
		n, err := s.count(ctx, see)
		if err != nil {
			return err
		}
		if n > 0 {
			r.Without = append(r.Without, Without{[]snapshot.Part{p}, n})
		}
	}
	if len(r.Without) > 0 || len(all.Parts) < 2 || len(s.query.Words) == 0 {
		return nil
	}
	var err error
	if all.Found, err = s.count(ctx, s.all); all.Found > 0 {
		r.Without = []Without{all}
	}
	return err
}

// count returns how many quotations the query finds among what is seen. What the
// words stand for is known from the search that found nothing.
func (s *analysis) count(ctx context.Context, see snapshot.Visible) (int, error) {
	if see.Docs.Empty() || !s.afford(len(s.query.Words)) {
		return 0, nil
	}
	return s.Count(ctx, see)
}

// writtenIn returns how a quotation writes a folded word of a field of the index.
func writtenIn(q quotes.Quote, field, word string) (string, bool) {
	in := func(s string) (string, bool) {
		for _, t := range text.Tokens(s) {
			if t.Text == word {
				return s[t.Start:t.End], true
			}
		}
		return "", false
	}
	if field == index.Words {
		w, ok := in(q.Words)
		return strings.ToLower(w), ok
	}
	for _, a := range q.Attributions {
		if !a.Status.Served() {
			continue
		}
		for _, sp := range a.Speakers {
			for _, name := range []string{sp.Name, sp.AsWritten} {
				if w, ok := in(name); ok {
					return w, true
				}
			}
		}
	}
	return "", false
}

// someone returns how a quotation that may be seen writes a word of the
// vocabulary; false if none has it. A few are read, since the index may name some
// of which the record says that they must not be shown: of a few the first
// records, of many those that the index has first.
func (s *analysis) someone(docs index.Docs, field, word string) (string, bool, error) {
	var records []uint32
	for record := range s.Index.Records(docs.And(s.all.Docs)) {
		if records = append(records, record); len(records) == fewRecords {
			break
		}
	}
	slices.Sort(records)
	for _, n := range records[:min(len(records), maxNear)] {
		q, ok, err := s.Read(n, &s.all)
		if err != nil {
			return "", false, err
		}
		if w, has := writtenIn(q, field, word); ok && has {
			return w, true, nil
		}
	}
	return "", false, nil
}
