package search

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/RoaringBitmap/roaring/v2"

	"verbatim/quotes"
	"verbatim/search/text"
	"verbatim/search/vocabulary"
)

// Missing says why a search found nothing, and what would find something. It
// tells of nothing that the query's scope or a moderator's decision keeps back.
type Missing struct {
	// Words are the words of the query that stand in no quotation, in no name of
	// a speaker and in no source, each once, as typed and in that order. The filter does not
	// matter here. There are at most 8, of the first 400 words.
	Words []Unknown
	// Speaker and Source are those of the filter, if they are nobody's name and
	// no source's.
	Speaker, Source *Unknown
	// Without tells what would be found without a part of the filter: one entry for
	// each part that alone makes the difference or, if none does, one for all
	// parts together. Empty when the filter is not the reason.
	Without []Without
	// Unquoted is how many quotations would be found if the quotation marks were
	// left out; 0 when there are none.
	Unquoted int
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
	Parts []Part // at least one, in the order of the constants
	Found int    // quotations, at least 1
}

// Part is a part of a [Filter].
type Part string

// The parts of a filter.
const (
	SpeakerPart Part = "speaker"
	SourcePart  Part = "source"
	DatesPart   Part = "dates" // Since and Until
	KindPart    Part = "kind"
)

// Without returns the filter with a part left out, and whether it had it.
func (f Filter) Without(p Part) (Filter, bool) {
	had := false
	switch p {
	case SpeakerPart:
		had, f.Speaker = f.Speaker != "", ""
	case SourcePart:
		had, f.Source = f.Source != "", ""
	case DatesPart:
		had, f.Since, f.Until = f.Since != "" || f.Until != "", "", ""
	case KindPart:
		had, f.Kinds = len(f.Kinds) > 0, nil
	}
	return f, had
}

const (
	maxUnknown = 8    // words that [Missing] names
	maxNear    = 3    // texts near each
	nearWords  = 4    // words for which near ones are looked for
	fewRecords = 4096 // among which the first ones are looked for
	lookedAt   = 400  // words of a query that are looked up one by one

	// moreSearches is how many searches it may take to say why there is nothing.
	moreSearches = 8
)

// seeker finds out why a search found nothing.
type seeker struct {
	view
	l     *lookup
	query Query
	typed string // what of the query's words was read
	asked question
	see   sight // what the query sees
	all   sight // what it would see without a filter
	left  int   // searches
}

// missing says why a search that found nothing did, and returns a query that
// finds something within the same filter, "" if it knows none.
func (v view) missing(ctx context.Context, l *lookup, query Query, see sight, a answered) (suggestion string, m *Missing, err error) {
	s := seeker{view: v, l: l, query: query, asked: a.question, see: see, left: moreSearches}
	s.typed = readable(query.Words)
	if s.all, err = v.see(ctx, l, Filter{Scope: query.Filter.Scope}); err != nil {
		return "", nil, err
	}
	m = &Missing{}
	words, err := s.words(ctx, m)
	if err != nil {
		return "", nil, err
	}
	if err := s.unknownNames(ctx, m); err != nil {
		return "", nil, err
	}
	if err := s.withoutFilter(ctx, m, a); err != nil {
		return "", nil, err
	}
	if len(s.asked.words) == 0 {
		return "", m, nil
	}
	if suggestion, err = s.respell(ctx, m, words); err != nil {
		return "", nil, err
	}
	m.Apart = len(words) > 1 && len(m.Words) == 0 && len(m.Without) == 0 && m.Unquoted == 0
	return suggestion, m, nil
}

// typedWord is a word of the query as typed.
type typedWord struct {
	text.Token
	known bool   // to somebody who may see what this query may
	meant string // the nearest word, if it is not known; may be ""
}

// words looks up every word and describes those that are unknown.
func (s *seeker) words(ctx context.Context, m *Missing) ([]typedWord, error) {
	tokens := text.Tokens(s.typed)
	tokens = tokens[:min(len(tokens), lookedAt)]
	words := make([]typedWord, len(tokens))
	for i, t := range tokens {
		if i%32 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		known, err := s.known(t.Text)
		if err != nil {
			return nil, err
		}
		if !known {
			if a, b, ok := split(s.vocab, t.Text); ok && i < maxWords {
				if known, err = s.known(a); err == nil && known {
					known, err = s.known(b)
				}
				if err != nil {
					return nil, err
				}
			}
		}
		words[i] = typedWord{Token: t, known: known}
	}
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
		folded := words[from].Text
		if from < to {
			folded = text.Fold(s.typed[words[from].Start:words[to].End])
		}
		if !told[folded] {
			if len(m.Words) == maxUnknown {
				break
			}
			told[folded] = true
			u := Unknown{Text: s.typed[words[from].Start:words[to].End]}
			if from == to && len(near) < nearWords {
				var err error
				if u.Near, err = s.nearWords(ctx, folded); err != nil {
					return nil, err
				}
				near[folded] = u.Near
			}
			m.Words = append(m.Words, u)
		}
		if n := near[folded]; from == to && len(n) > 0 {
			words[from].meant = n[0]
		}
	}
	return words, nil
}

// known reports whether a folded word stands in a quotation, in a speaker's name
// or in a source that may be seen.
func (s *seeker) known(word string) (bool, error) {
	for _, field := range []string{wordsField, namesField, titlesField} {
		b, err := s.l.bitmap(field, word)
		if err != nil || b.Intersects(s.all.docs) {
			return err == nil, err
		}
	}
	return s.knownName(word)
}

// knownName reports whether a word is another spelling of a speaker's name that may
// be seen, with the same sounds and all letters but one: nobody writes "Zelensky", and yet he is quoted.
func (s *seeker) knownName(word string) (bool, error) {
	if utf8.RuneCountInString(word) < minTypo {
		return false, nil
	}
	for _, key := range text.NameKeys(word) {
		for _, e := range s.vocab.NamesByKey(key, nearLookup) {
			if text.Errors(text.Latin(word), text.Latin(e.Text)) > 1 {
				continue
			}
			b, err := s.l.bitmap(namesField, e.Text)
			if err != nil || b.Intersects(s.all.docs) {
				return err == nil, err
			}
		}
	}
	return false, nil
}

// withoutFilter searches without each part of the filter, then without any.
func (s *seeker) withoutFilter(ctx context.Context, m *Missing, a answered) error {
	all := Without{}
	for _, p := range []Part{SpeakerPart, SourcePart, DatesPart, KindPart} {
		f, had := s.query.Filter.Without(p)
		if !had {
			continue
		}
		all.Parts = append(all.Parts, p)
		see, err := s.view.see(ctx, s.l, f)
		if err != nil {
			return err
		}
		n, err := s.count(ctx, see, a)
		if err != nil {
			return err
		}
		if n > 0 {
			m.Without = append(m.Without, Without{[]Part{p}, n})
		}
	}
	if len(m.Without) > 0 || len(all.Parts) < 2 || len(s.asked.words) == 0 {
		return nil
	}
	n, err := s.count(ctx, s.all, a)
	if n > 0 {
		all.Found = n
		m.Without = []Without{all}
	}
	return err
}

// count returns how many quotations the query finds among what is seen. What the
// words stand for is known from the search that found nothing.
func (s *seeker) count(ctx context.Context, see sight, a answered) (int, error) {
	if s.left == 0 || see.docs.IsEmpty() {
		return 0, nil
	}
	s.left--
	q := Query{Words: s.query.Words, Filter: see.filter, Limit: 1}
	if len(a.question.words) == 0 {
		r, err := s.browse(ctx, q, &see)
		return r.Total, err
	}
	var err error
	if err = s.compare(ctx, s.l, see, &a); err != nil {
		return 0, err
	}
	_, n, err := s.page(ctx, q, &see, a)
	return n, err
}

// finds returns how many quotations other words find within the filter.
func (s *seeker) finds(ctx context.Context, words string) (int, answered, error) {
	if s.left == 0 || words == "" {
		return 0, answered{}, nil
	}
	s.left--
	a, err := s.answer(ctx, s.l, s.see, words)
	if err != nil {
		return 0, a, err
	}
	_, n, err := s.page(ctx, Query{Words: words, Filter: s.see.filter, Limit: 1}, &s.see, a)
	return n, a, err
}

// respell returns a query near the one that was typed that finds something: with
// unknown words as quotations spell them and without marks that demand exact
// words or, if that is not enough, only the words that stand together.
func (s *seeker) respell(ctx context.Context, m *Missing, words []typedWord) (string, error) {
	if len(s.asked.phrases) > 0 {
		plain := spell(s.typed, words, func(w typedWord) (string, bool) { return "", true })
		n, _, err := s.finds(ctx, plain)
		if err != nil {
			return "", err
		}
		if m.Unquoted = n; n > 0 && len(m.Words) == 0 {
			return plain, nil
		}
	}
	spelt := spell(s.typed, words, func(w typedWord) (string, bool) { return w.meant, w.known || w.meant != "" })
	if spelt == strings.TrimSpace(s.typed) && len(m.Without) > 0 {
		return "", nil // the words are right, the filter is not
	}
	if !enough(spelt, s.typed, keepSpelt) {
		return "", nil
	}
	n, a, err := s.finds(ctx, spelt)
	if err != nil {
		return "", err
	}
	if n > 0 {
		dropped := slices.ContainsFunc(words, func(w typedWord) bool { return !w.known && w.meant == "" })
		if dropped && !slices.ContainsFunc(a.question.words, s.telling) {
			return "", nil
		}
		return spelt, nil
	}
	if len(a.question.words) < 2 {
		return "", nil
	}
	together, err := s.together(ctx, a)
	if err != nil {
		return "", err
	}
	tokens := text.Tokens(spelt)
	words = make([]typedWord, len(tokens))
	for i, t := range tokens {
		words[i] = typedWord{Token: t, known: together[t.Text]}
	}
	shorter := spell(spelt, words, func(w typedWord) (string, bool) { return "", w.known })
	if !enough(shorter, s.typed, keepApart) {
		return "", nil
	}
	if n, _, err = s.finds(ctx, shorter); err != nil || n == 0 {
		return "", err
	}
	return shorter, nil
}

// together returns those of the words looked for that the quotation has which
// comes nearest to having all; nil if they are too common to point to anything.
func (s *seeker) together(ctx context.Context, a answered) (map[string]bool, error) {
	hits, _, err := s.scored(ctx, s.l, s.see, question{words: a.question.words}, a.senses, a.compared)
	if err != nil || len(hits) == 0 {
		return nil, err
	}
	best := hits[0]
	for _, h := range hits {
		if h.score.Total > best.score.Total || h.score.Total == best.score.Total && h.record < best.record {
			best = h
		}
	}
	var doc vocabulary.Doc
	s.vocab.DocWords(best.record, &doc)
	about := appendAbout(nil, doc)
	has := map[string]bool{}
	for i, w := range a.question.words {
		for _, sense := range a.senses[i] {
			in, number := doc.Words, sense.entry.ID
			switch {
			case sense.name:
				in = about
			case sense.title:
				in, number = about, titleNumber(number)
			}
			if sense.penalty < oneError && slices.Contains(in, number) {
				has[w.text] = true
				break
			}
		}
	}
	if !slices.ContainsFunc(a.question.words, func(w queryWord) bool { return has[w.text] && s.telling(w) }) {
		return nil, nil
	}
	return has, nil
}

// A word that more than one of so many quotations has, and more than a few, says
// nothing by itself, nor does a very short one.
const (
	commonShare = 30
	fewHave     = 3
)

// telling reports whether a word is worth looking for without others.
func (s *seeker) telling(w queryWord) bool {
	return len(w.text) >= minTypo && (!w.known || w.entry.Count <= max(s.vocab.Len()/commonShare, fewHave))
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

// written returns how a quotation writes a folded word of a field of the index.
func written(q quotes.Quote, field, word string) (string, bool) {
	in := func(s string) (string, bool) {
		for _, t := range text.Tokens(s) {
			if t.Text == word {
				return s[t.Start:t.End], true
			}
		}
		return "", false
	}
	if field == wordsField {
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
func (s *seeker) someone(docs *roaring.Bitmap, field, word string) (string, bool, error) {
	var records []uint32
	for it := roaring.And(docs, s.all.docs).Iterator(); it.HasNext() && len(records) < fewRecords; {
		records = append(records, s.posts.record[it.Next()])
	}
	slices.Sort(records)
	for _, n := range records[:min(len(records), maxNear)] {
		q, ok, err := s.read(n, &s.all)
		if err != nil {
			return "", false, err
		}
		if w, has := written(q, field, word); ok && has {
			return w, true, nil
		}
	}
	return "", false, nil
}
