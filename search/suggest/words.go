package suggest

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/search/index"
	"verbatim/search/snapshot"
	"verbatim/search/text"
	"verbatim/search/vocabulary"
)

const (
	// Of n suggestions a nextShare-th part at most are next words; the others are
	// whole quotations.
	nextShare = 3

	// Next words are counted in so many quotations that have the words before. The
	// records are in the order of hashes, so that these are any of them.
	maxCounted = 2500

	// So many of the last words have to stand in a row before the next one.
	maxRun = 8

	// Where the words before the one that is being typed are in too many quotations,
	// it is counted among its most frequent completions.
	maxCompletions = 32
)

// typedWords is what a person has typed of the words of a quotation.
type typedWords struct {
	text   string
	tokens []text.Token
	open   bool // the last word is perhaps not typed to its end
}

func readWords(typed string) typedWords {
	w := typedWords{text: typed, tokens: text.Tokens(typed)}
	if n := len(w.tokens); n > 0 {
		last, _ := utf8.DecodeLastRuneInString(typed)
		w.open = w.tokens[n-1].End == len(typed) || !unicode.IsSpace(last) && !unicode.IsPunct(last)
	}
	return w
}

// suggestWords completes the first word that a person types. From the second one on
// it returns the quotations that they may mean, and then next words.
func (v Suggester) suggestWords(ctx context.Context, terms *index.Terms, see snapshot.Visible, typed string, n int) ([]Suggestion, error) {
	w := readWords(typed)
	switch {
	case len(w.tokens) == 0:
		return nil, nil
	case len(w.tokens) == 1 && w.open:
		return v.firstWord(ctx, terms, see, w, n)
	}
	// A line of suggestions has no room to say that nobody stands by the words.
	var err error
	if see.Docs, err = snapshot.WithoutUnsaid(terms, see.Docs); err != nil {
		return nil, err
	}
	next, err := v.nextWords(ctx, terms, see, w, max(1, n/nextShare))
	if err != nil {
		return nil, err
	}
	if len(w.tokens) > 1 { // the one quotation that has it is offered itself
		next = slices.DeleteFunc(next, func(s Suggestion) bool { return s.Count == 1 })
	}
	hits, err := v.Typed(ctx, terms, &see, typed, n-len(next))
	if err != nil {
		return nil, err
	}
	whole := make([]Suggestion, len(hits))
	for i, h := range hits {
		whole[i] = Suggestion{Text: h.Quote.Words, Count: 1, Whole: &hits[i]}
	}
	if len(w.tokens) == 1 {
		return append(next, whole...), nil
	}
	return append(whole, next...), nil
}

// firstWord completes a word.
func (v Suggester) firstWord(ctx context.Context, terms *index.Terms, see snapshot.Visible, w typedWords, n int) ([]Suggestion, error) {
	word := w.tokens[0]
	listers := []lister{v.Vocabulary.WordsFrom, v.Vocabulary.WordsLikeFrom}
	out, err := nearestFirst(ctx, word.Text, n, listers, func(e vocabulary.Entry) (Suggestion, error) {
		b, err := terms.Docs(index.Words, e.Text)
		if err != nil {
			return Suggestion{}, err
		}
		return Suggestion{Text: v.Vocabulary.WordShown(e.ID), Count: b.LenAnd(see.Docs)}, nil
	})
	for i := range out {
		out[i].Text = w.text[:word.Start] + out[i].Text
	}
	return out, err
}

// nextWords goes on with what was typed by one word: one that stands in quotations
// right behind the words before, in the same row.
func (v Suggester) nextWords(ctx context.Context, terms *index.Terms, see snapshot.Visible, w typedWords, n int) ([]Suggestion, error) {
	before := w.tokens
	if w.open {
		before = before[:len(before)-1]
	}
	if overlap(w.tokens) { // a pair of characters is no word to go on with
		return nil, nil
	}
	run, docs, err := v.withRun(terms, see, before[max(0, len(before)-maxRun):])
	if err != nil || run == nil {
		return nil, err
	}
	follow := follower{v: v.Vocabulary, run: run, next: map[uint32]int{}, behind: map[uint32]int{}}
	if w.open {
		follow.prefix = w.tokens[len(w.tokens)-1].Text
		follow.whole, follow.known = v.Vocabulary.Word(follow.prefix)
		if docs, err = v.withCompletions(ctx, terms, docs, follow.prefix); err != nil {
			return nil, err
		}
	}
	if err := v.count(ctx, docs, &follow); err != nil {
		return nil, err
	}
	var out []Suggestion
	add := func(start string, counts map[uint32]int) {
		for id, count := range counts {
			out = append(out, Suggestion{Text: start + v.Vocabulary.WordShown(id), Count: count})
		}
	}
	if w.open {
		add(w.text[:w.tokens[len(w.tokens)-1].Start], follow.next)
		add(w.text+" ", follow.behind)
	} else {
		add(strings.TrimRightFunc(w.text, unicode.IsSpace)+" ", follow.next)
	}
	slices.SortFunc(out, func(a, b Suggestion) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Text, b.Text))
	})
	return out[:min(n, len(out))], nil
}

// overlap reports whether the last word is a pair of characters that shares one
// with the pair before.
func overlap(tokens []text.Token) bool {
	n := len(tokens)
	return n > 1 && tokens[n-1].Start < tokens[n-2].End
}

// withRun returns the numbers of words, and the documents that may have them in a
// row; no numbers if none has.
func (v Suggester) withRun(terms *index.Terms, see snapshot.Visible, tokens []text.Token) ([]uint32, index.Docs, error) {
	docs := see.Docs
	run := make([]uint32, len(tokens))
	narrow := func(field, term string) error {
		b, err := terms.Docs(field, term)
		if err == nil {
			docs = docs.And(b)
		}
		return err
	}
	for i, t := range tokens {
		e, ok := v.Vocabulary.Word(t.Text)
		if !ok {
			return nil, nil, nil
		}
		run[i] = e.ID
		if err := narrow(index.Words, t.Text); err != nil {
			return nil, nil, err
		}
		if i == 0 {
			continue
		}
		if term, ok := index.Bigram(tokens[i-1].Text, t.Text); ok {
			if err := narrow(index.Bigrams, term); err != nil {
				return nil, nil, err
			}
		}
	}
	return run, docs, nil
}

// withCompletions leaves the documents that have a word that starts with prefix, if
// there are too many to look at all of them.
func (v Suggester) withCompletions(ctx context.Context, terms *index.Terms, docs index.Docs, prefix string) (index.Docs, error) {
	if docs.Len() <= maxCounted {
		return docs, nil
	}
	words := vocabulary.Texts(v.Vocabulary.WordsFrom(prefix, maxCompletions))
	having, err := terms.Union(ctx, index.Words, words)
	if err != nil {
		return nil, err
	}
	return docs.And(having), nil
}

// count counts next words in documents.
func (v Suggester) count(ctx context.Context, docs index.Docs, f *follower) error {
	var doc vocabulary.Doc
	read := 0
	for record := range v.Index.Records(docs) {
		if read == maxCounted {
			break
		}
		if read++; read%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		v.Vocabulary.DocWords(record, &doc)
		f.count(doc.Words)
	}
	return ctx.Err()
}

// follower counts in how many quotations a word stands behind a run of words.
type follower struct {
	v      *vocabulary.Vocabulary
	run    []uint32
	prefix string           // what the next word starts with, "" with anything
	whole  vocabulary.Entry // the word that prefix is, if known
	known  bool

	next   map[uint32]int // the next word, unless it is prefix itself
	behind map[uint32]int // the word behind that one
	seen   []counted      // in the quotation that is looked at
}

type counted struct {
	in   *map[uint32]int
	word uint32
}

func (f *follower) count(words []uint32) {
	f.seen = f.seen[:0]
	add := func(in *map[uint32]int, word uint32) {
		if c := (counted{in, word}); !slices.Contains(f.seen, c) {
			f.seen = append(f.seen, c)
			(*in)[word]++
		}
	}
	for i := len(f.run); i < len(words); i++ {
		if !slices.Equal(words[i-len(f.run):i], f.run) {
			continue
		}
		switch next := words[i]; {
		case f.known && next == f.whole.ID:
			if i+1 < len(words) {
				add(&f.behind, words[i+1])
			}
		case f.v.WordStarts(next, f.prefix):
			add(&f.next, next)
		}
	}
}
