package find

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

// parsedQuery is a query as it is understood.
type parsedQuery struct {
	words   []queryWord
	phrases [][]string // words that were asked for exactly, in a row
	dropped int        // words beyond MaxWords
	named   []naming   // whom and what runs of the words name
	line    []string   // all words of a question, whose scaffolding is left out; nil of a line that is none
}

type queryWord struct {
	text     string
	position int        // among all the words as typed
	token    text.Token // that it comes of
	exact    bool       // inside quotation marks: no other spelling will do
	open     bool       // the last word, perhaps not yet typed to its end
	asked    bool       // in a question, of the name whose words are asked for
	known    bool
	entry    vocabulary.Entry // if known
}

// parse reads what a person typed, without the scaffolding of a question. No
// character has power, except that quotation marks around words ask for exactly
// these; a mark without its partner is nothing.
func parse(v *vocabulary.Vocabulary, typed string) parsedQuery {
	typed = readable(typed)
	tokens := text.Tokens(typed)
	return parseTokens(v, typed, tokens, roles(v, tokens))
}

// literally reads a line as the words of a quotation, whatever it may ask.
func literally(v *vocabulary.Vocabulary, typed string) parsedQuery {
	typed = readable(typed)
	return parseTokens(v, typed, text.Tokens(typed), nil)
}

func parseTokens(v *vocabulary.Vocabulary, typed string, tokens []text.Token, roles []role) parsedQuery {
	var q parsedQuery
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
			q.phrases = append(q.phrases, phrase)
		}
	}
	position, splits := 0, 0
	var at text.Token
	names := initialsReader{v: v, known: map[[2]string]bool{}}
	add := func(word string, exact bool) (known bool) {
		w := queryWord{text: word, position: position, token: at, exact: exact}
		w.entry, w.known = v.Word(word)
		q.words = append(q.words, w)
		position++
		return w.known
	}
	for i, t := range tokens {
		at = t
		if roles != nil {
			q.line = append(q.line, t.Text)
			if roles[i] == filler && !inside[i] {
				position++
				continue
			}
			if roles[i] == asksFor {
				add(bearer(v, t.Text), false)
				q.words[len(q.words)-1].asked = true
				continue
			}
		}
		if i+1 < len(tokens) && !inside[i] && !inside[i+1] && names.areInitials(t.Text, tokens[i+1].Text) {
			for _, letter := range strings.Split(t.Text, "") {
				add(letter, false)
			}
			continue
		}
		if add(t.Text, inside[i]) || inside[i] || splits == maxSplits {
			continue
		}
		splits++
		if parts := split(v, t.Text); parts != nil {
			position--
			q.words = q.words[:len(q.words)-1]
			for _, part := range parts {
				add(part, false)
			}
		}
	}
	if n := len(tokens); n > 0 && !inside[n-1] {
		// After a space or a full stop the word is at its end.
		last, _ := utf8.DecodeLastRuneInString(typed)
		if roles == nil || roles[n-1] != filler {
			q.words[len(q.words)-1].open = tokens[n-1].End == len(typed) || !unicode.IsSpace(last) && !unicode.IsPunct(last)
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

// repeats reports whether a word came before: a name or a title has it once,
// initials apart.
func (q parsedQuery) repeats(i int) bool {
	w := q.words[i].text
	return utf8.RuneCountInString(w) > 1 && slices.ContainsFunc(q.words[:i], func(b queryWord) bool { return b.text == w })
}

// readable returns what of a query is read.
func readable(typed string) string {
	return strings.ToValidUTF8(typed[:min(len(typed), MaxQuery)], " ")
}

// maxTwice is how many letters a word may have that is one with two typing errors
// rather than short words in a row.
const maxTwice = 16

// maxSplits is how many unknown words of a query are tried as several words.
const maxSplits = 6

// split parts a word that nothing has into words that many have, or into names:
// "ofthe", "tobeornottobe", "#OscarWilde", and "tomorrow" where texts write
// "to-morrow". A word with a likelier reading, as a name, of a title or with a
// typing error, stays whole: then there are no parts.
func split(v *vocabulary.Vocabulary, word string) []string {
	if len(word) < 5 {
		return nil
	}
	parts, errors := likeliest(word, v.Len(), v.Word), 1
	if len(parts) < 2 {
		parts = likeliest(word, v.Len(), v.Name)
	}
	if len(parts) < 2 {
		return nil
	}
	if len(parts) > 2 { // many a strange word is short ones in a row
		e := expander{v: v}
		if utf8.RuneCountInString(word) <= maxTwice {
			errors = 2
		}
		if len(e.inflections(word, utf8.RuneCountInString(word))) > 0 {
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
func likeliest(word string, docs int, find func(string) (vocabulary.Entry, bool)) []string {
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
			if e.Count <= docs/2000 {
				continue
			}
			chance := rows[start].chance - idf(docs, float64(e.Count))
			if rows[end].words == nil || chance > rows[end].chance {
				rows[end] = row{append(slices.Clip(rows[start].words), part), chance}
			}
		}
	}
	return rows[len(word)].words
}

// shorten keeps the rarest words. Unknown ones count as rare, but after those
// of which it is certain that they are found.
func (q *parsedQuery) shorten() {
	if len(q.words) <= MaxWords {
		return
	}
	q.dropped = len(q.words) - MaxWords
	idf := func(w queryWord) int {
		if !w.known {
			return 100
		}
		return w.entry.Count
	}
	kept := slices.Clone(q.words)
	slices.SortStableFunc(kept, func(a, b queryWord) int { return cmp.Compare(idf(a), idf(b)) })
	kept = kept[:MaxWords]
	slices.SortFunc(kept, func(a, b queryWord) int { return cmp.Compare(a.position, b.position) })
	q.words = kept
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

// bigrams returns the terms of the short words that were typed in a row.
func (q parsedQuery) bigrams() (terms []string) {
	for i := 1; i < len(q.words); i++ {
		a, b := q.words[i-1], q.words[i]
		if b.position != a.position+1 {
			continue
		}
		if term, ok := index.Bigram(a.text, b.text); ok {
			terms = append(terms, term)
		}
	}
	return terms
}
