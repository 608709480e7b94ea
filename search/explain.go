package search

import (
	"slices"

	"verbatim/quotes"
	"verbatim/search/rank"
	"verbatim/search/vocabulary"
)

// Explanation says what a score is made of, in nats: logarithms of how much
// better the quotation explains the query than chance does.
type Explanation struct {
	Words    float64   // the words and names that were found, by their rarity
	Order    float64   // that they stand in the order of the query, or in a row
	Share    float64   // of the query's worth that was found, 0 to about 1
	Readings []Reading // of each word of the query, in order
}

// Reading is what a word of the query was taken for.
type Reading struct {
	Typed string // folded, as every word here
	As    string // the word of the quotation or of its speaker's name; "" if none
	Name  bool   // As is of the name
	Worth float64
}

// explain says why a quotation has its score.
func explain(a answered, score rank.Score, quote quotes.Quote) *Explanation {
	words, names := vocabulary.Folded(quote.Words), vocabulary.NameWords(quote)
	e := &Explanation{Words: score.Words, Order: score.Order, Share: score.Found}
	for i, w := range a.question.words {
		r := Reading{Typed: w.text}
		for _, s := range a.senses[i] { // the best one comes first
			in := words
			if s.name {
				in = names
			}
			if slices.Contains(in, s.entry.Text) {
				r.As, r.Name, r.Worth = s.entry.Text, s.name, s.worth
				break
			}
		}
		e.Readings = append(e.Readings, r)
	}
	return e
}
