// Package query parses what people type: the words to look for, without the
// scaffolding of a question, and what else a line may be that hardly has a word.
package query

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/search/index"
	"verbatim/search/text"
	"verbatim/search/vocabulary"
)

// MaxWords is how many words of a query are looked up. Of a longer one the
// rarest are kept, each with its place among all of them, so that a pasted
// passage is found by what is particular to it.
const MaxWords = 32

// MaxQuery is how many bytes of a query are read. Discord's longest option has
// 6,000 characters.
const MaxQuery = 24000

// Query is a query as it is understood.
type Query struct {
	Words   []Word
	Phrases [][]string // words that were asked for exactly, in a row
	Dropped int        // words beyond MaxWords
	Line    []string   // all words of a question, whose scaffolding is left out; nil of a line that is none
}

// Asks reports whether it asks for somebody's words, and says whose.
func (q Query) Asks() bool {
	return slices.ContainsFunc(q.Words, func(w Word) bool { return w.Asked })
}

// Word is a word that is looked for.
type Word struct {
	Text     string
	Position int        // among all the words as typed
	Token    text.Token // that it comes of
	Exact    bool       // inside quotation marks: no other spelling will do
	Open     bool       // the last word, perhaps not yet typed to its end
	Asked    bool       // in a question, of the name whose words are asked for
	Known    bool
	Entry    vocabulary.Entry // if known
}

// Parse reads what a person typed, without the scaffolding of a question. No
// character has power, except that quotation marks around words ask for exactly
// these; a mark without its partner is nothing. knows reports whether somebody is
// called so, of whom the vocabulary may have nothing.
func Parse(v *vocabulary.Vocabulary, knows func(name string) bool, typed string) Query {
	typed = Readable(typed)
	tokens := text.Tokens(typed)
	return parseTokens(v, typed, tokens, roles(v, knows, tokens))
}

// Literally reads a line as the words of a quotation, whatever it may ask.
func Literally(v *vocabulary.Vocabulary, typed string) Query {
	typed = Readable(typed)
	return parseTokens(v, typed, text.Tokens(typed), nil)
}

func parseTokens(v *vocabulary.Vocabulary, typed string, tokens []text.Token, roles []role) Query {
	var q Query
	quoted := quotedRanges(typed)
	inside := make([]bool, len(tokens))
	for _, r := range quoted {
		var phrase []string
		for i, t := range tokens {
			if t.Start >= r[0] && t.End <= r[1] {
				phrase = append(phrase, t.Text)
				inside[i] = true
			}
		}
		if len(phrase) > 0 {
			q.Phrases = append(q.Phrases, phrase)
		}
	}
	position, splits := 0, 0
	var at text.Token
	names := initialsReader{v: v, known: map[[2]string]bool{}}
	add := func(word string, exact bool) (known bool) {
		w := Word{Text: word, Position: position, Token: at, Exact: exact}
		w.Entry, w.Known = v.Word(word)
		q.Words = append(q.Words, w)
		position++
		return w.Known
	}
	for i, t := range tokens {
		at = t
		if roles != nil {
			q.Line = append(q.Line, t.Text)
			if roles[i] == filler && !inside[i] {
				position++
				continue
			}
			if roles[i] == asksFor {
				add(bearer(v, t.Text), false)
				q.Words[len(q.Words)-1].Asked = true
				continue
			}
		}
		if i+1 < len(tokens) && !inside[i] && !inside[i+1] && names.areInitials(t.Text, tokens[i+1].Text) {
			for _, letter := range strings.Split(t.Text, "") {
				add(letter, false)
			}
			continue
		}
		if add(t.Text, inside[i]) || inside[i] || splits == MaxSplits {
			continue
		}
		splits++
		if parts := Split(v, t.Text); parts != nil {
			position--
			q.Words = q.Words[:len(q.Words)-1]
			for _, part := range parts {
				add(part, false)
			}
		}
	}
	if n := len(tokens); n > 0 && !inside[n-1] {
		// After a space or a full stop the word is at its end.
		last, _ := utf8.DecodeLastRuneInString(typed)
		if roles == nil || roles[n-1] != filler {
			q.Words[len(q.Words)-1].Open = tokens[n-1].End == len(typed) || !unicode.IsSpace(last) && !unicode.IsPunct(last)
		}
	}
	q.shorten()
	return q
}

// bearer returns a word of a name without the s of a genitive.
func bearer(v *vocabulary.Vocabulary, word string) string {
	bare := strings.TrimSuffix(word, "s")
	is, _ := v.Name(word)
	if without, _ := v.Name(bare); without.Count > is.Count {
		return bare
	}
	return word
}

// Repeats reports whether a word came before: a name or a title has it once,
// initials apart.
func (q Query) Repeats(i int) bool {
	w := q.Words[i].Text
	return utf8.RuneCountInString(w) > 1 && slices.ContainsFunc(q.Words[:i], func(b Word) bool { return b.Text == w })
}

// Readable returns what of a query is read.
func Readable(typed string) string {
	return strings.ToValidUTF8(typed[:min(len(typed), MaxQuery)], " ")
}

// maxTwice is how many letters a word may have that is one with two typing errors
// rather than short words in a row.
const maxTwice = 16

// MaxSplits is how many unknown words of a query are tried as several words.
const MaxSplits = 6

// Split parts a word that nothing has into words that many have, or into names:
// "ofthe", "tobeornottobe", "#OscarWilde", and "tomorrow" where texts write
// "to-morrow". A word with a likelier reading, as a name, of a title or with a
// typing error, stays whole: then there are no parts.
func Split(v *vocabulary.Vocabulary, word string) []string {
	if len(word) < 5 {
		return nil
	}
	parts, errors := likeliest(v, word, v.Word), 1
	if len(parts) < 2 {
		parts = likeliest(v, word, v.Name)
	}
	if len(parts) < 2 {
		return nil
	}
	if len(parts) > 2 { // many a strange word is short ones in a row
		if utf8.RuneCountInString(word) <= maxTwice {
			errors = 2
		}
		if len(v.Inflections(word)) > 0 {
			return nil
		}
	}
	_, name := v.Name(word)
	_, title := v.Title(word)
	if name || title || len(v.WordsLike(word, errors, 1)) > 0 || len(v.NamesLike(word, 1, 1)) > 0 {
		return nil
	}
	return parts
}

// likeliest returns the words, each in one of 2,000 quotations or more, that make up
// a word when they are put in a row, of all such rows the most probable (Norvig:
// Natural Language Corpus Data, in Beautiful Data, 2009); none if there is none.
func likeliest(v *vocabulary.Vocabulary, word string, find func(string) (vocabulary.Entry, bool)) []string {
	type row struct {
		words  []string
		chance float64 // the logarithm of its probability
	}
	rows := make([]row, len(word)+1) // of each beginning of the word
	for end := 2; end <= len(word); end++ {
		for start := range end - 1 {
			if start > 0 && rows[start].words == nil {
				continue
			}
			part := word[start:end]
			e, _ := find(part)
			if e.Count <= v.Len()/2000 {
				continue
			}
			chance := rows[start].chance - v.IDF(float64(e.Count))
			if rows[end].words == nil || chance > rows[end].chance {
				rows[end] = row{append(slices.Clip(rows[start].words), part), chance}
			}
		}
	}
	return rows[len(word)].words
}

// shorten keeps the rarest words. Unknown ones count as rare, but after those
// of which it is certain that they are found.
func (q *Query) shorten() {
	if len(q.Words) <= MaxWords {
		return
	}
	q.Dropped = len(q.Words) - MaxWords
	idf := func(w Word) int {
		if !w.Known {
			return 100
		}
		return w.Entry.Count
	}
	kept := slices.Clone(q.Words)
	slices.SortStableFunc(kept, func(a, b Word) int { return cmp.Compare(idf(a), idf(b)) })
	kept = kept[:MaxWords]
	slices.SortFunc(kept, func(a, b Word) int { return cmp.Compare(a.Position, b.Position) })
	q.Words = kept
}

// quotedRanges returns the insides of pairs of quotation marks.
func quotedRanges(s string) [][2]int {
	var out [][2]int
	open, closer := -1, rune(0)
	for i, r := range s {
		switch {
		case open >= 0 && (r == closer || closer == '”' && r == '“'): // „so“ and “so”
			out = append(out, [2]int{open, i})
			open = -1
		case open < 0 && r == '"':
			open, closer = i+1, '"'
		case open < 0 && (r == '“' || r == '„'):
			open, closer = i+utf8.RuneLen(r), '”'
		case open < 0 && r == '«':
			open, closer = i+utf8.RuneLen(r), '»'
		case open < 0 && r == '「':
			open, closer = i+utf8.RuneLen(r), '」'
		}
	}
	return out
}

// WithoutMarks returns a line without the quotation marks that demand exact words.
func WithoutMarks(typed string) string {
	var b strings.Builder
	at := 0
	for _, r := range quotedRanges(typed) {
		_, opener := utf8.DecodeLastRuneInString(typed[:r[0]])
		_, closer := utf8.DecodeRuneInString(typed[r[1]:])
		b.WriteString(typed[at:r[0]-opener] + " " + typed[r[0]:r[1]] + " ")
		at = r[1] + closer
	}
	return strings.TrimLeft(b.String()+typed[at:], " ")
}

// Bigrams returns the terms of the short words that were typed in a row.
func (q Query) Bigrams() (terms []string) {
	for i := 1; i < len(q.Words); i++ {
		a, b := q.Words[i-1], q.Words[i]
		if b.Position != a.Position+1 {
			continue
		}
		if term, ok := index.Bigram(a.Text, b.Text); ok {
			terms = append(terms, term)
		}
	}
	return terms
}
