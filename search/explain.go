package search

import (
	"slices"
	"strings"

	"verbatim/quotes"
	"verbatim/search/rank"
	"verbatim/search/text"
	"verbatim/search/vocabulary"
)

// Explanation says what a score is made of, in nats: logarithms of how much
// better the quotation explains the query than chance does.
type Explanation struct {
	Words    float64   // the words and names that were found, by their rarity
	Order    float64   // that they stand in the order of the query, and next to each other
	Whole    float64   // that all of them stand in a row, and are much of the quotation
	Share    float64   // of the query's worth that was found, 0 to about 1
	Readings []Reading // of each word of the query, in order
}

// Reading is what a word of the query was taken for.
type Reading struct {
	Typed string // folded, as every word here
	As    string // the word of the quotation, of its speaker's name or of its source; "" if none
	Name  bool   // As is of the name
	Title bool   // As is of the title, the publisher or the place in the source
	How   How    // "" if As is
	Count int    // how many quotations have As: the fewer, the more it is worth
	Worth float64
}

// How tells how a word that was typed became another one.
type How string

// The ways.
const (
	AsTyped  How = "as typed"
	Misspelt How = "typing error"
	Inflects How = "another form"
	GoesOn   How = "not typed to its end"
	RunsOn   How = "run together"
	Respelt  How = "another spelling of the name"
)

// explain says why a quotation has its score.
func explain(a answered, score rank.Score, quote quotes.Quote) *Explanation {
	words, names, titles := vocabulary.Folded(quote.Words), vocabulary.NameWords(quote), vocabulary.TitleWords(quote)
	e := &Explanation{Words: score.Words, Order: score.Order, Whole: score.Total - score.Words - score.Order, Share: score.Found}
	for i, w := range a.question.words {
		r := Reading{Typed: w.text}
		for _, s := range a.senses[i] { // the best one comes first
			in := words
			switch {
			case s.name:
				in = names
			case s.title:
				in = titles
			}
			if slices.Contains(in, s.entry.Text) {
				r.As, r.Name, r.Title, r.How, r.Count, r.Worth = s.entry.Text, s.name, s.title, how(w, s), s.entry.Count, s.worth
				break
			}
		}
		e.Readings = append(e.Readings, r)
	}
	return e
}

// how tells senses apart by what they were found by.
func how(w queryWord, s sense) How {
	typed, as := w.text, s.entry.Text
	switch {
	case typed == as:
		return AsTyped
	case w.open && strings.HasPrefix(as, typed):
		return GoesOn
	case s.name && text.SameName(typed, as):
		return Respelt
	case s.penalty == joined:
		return RunsOn
	case s.name || s.penalty == oneError || s.penalty == twoErrors:
		return Misspelt
	}
	return Inflects
}
