package find

import (
	"slices"
	"strings"

	"verbatim/search/query"
	"verbatim/search/rank"
	"verbatim/search/vocabulary"
)

// Explanation says what a score is made of, in nats: logarithms of how much
// better the quotation explains the query than chance does.
type Explanation struct {
	Words    float64   // the words and names that were found, by their idf
	Order    float64   // that they stand in the order of the query, and next to each other
	Whole    float64   // that all of them stand in a row, and are much of the quotation
	Share    float64   // of the query's weight that was found, 0 to about 1
	Readings []Reading // of each word of the query, in order
}

// Reading is what a word of the query was taken for.
type Reading struct {
	Typed string // folded, as every word here
	As    string // the word of the quotation, of its speaker's name or of its source; "" if none
	Name  bool   // As is of the name
	Title bool   // As is of the title, the publisher or the place in the source
	How   How    // "" if As is
	Count int    // how many quotations have As: the fewer, the more it weighs
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

// explain says why a hit has its score.
func (v Finder) explain(scorer *rank.Scorer, a answered, h scored) *Explanation {
	e := &Explanation{
		Words: h.score.Words, Order: h.score.Order, Whole: h.score.Total - h.score.Words - h.score.Order, Share: h.score.Found,
	}
	var doc vocabulary.Doc
	v.Vocabulary.DocWords(h.record, &doc)
	v.addNamed(&doc, h.record, a.parsed)
	path := scorer.Path(a.compared, doc.Words, appendAbout(nil, doc))
	for i, w := range a.parsed.Words {
		r := Reading{Typed: w.Text}
		if s, ok := v.meant(w, a.expansions[i], doc, path[i]); ok {
			r.As, r.Name, r.Title, r.How, r.Count, r.Worth = s.entry.Text, s.name, s.title, how(w, s), s.entry.Count, s.weight
		}
		e.Readings = append(e.Readings, r)
	}
	return e
}

// meant returns what a word of the query was taken for: of its expansions, the best
// first, the one that the name or the source of a quotation has, or the one that
// stands at a position of it, -1 for none.
func (v Finder) meant(w query.Word, expansions []expansion, doc vocabulary.Doc, pos int) (expansion, bool) {
	for _, s := range expansions {
		switch {
		case s.name:
			if slices.Contains(doc.Names, s.entry.ID) {
				return s, true
			}
		case s.title:
			if slices.Contains(doc.Titles, s.entry.ID) {
				return s, true
			}
		case pos < 0:
		case doc.Words[pos] == s.entry.ID:
			return s, true
		case s.penalty == unfinished && v.Vocabulary.WordStarts(doc.Words[pos], w.Text):
			s.entry = v.Vocabulary.WordAt(doc.Words[pos])
			return s, true
		}
	}
	return expansion{}, false
}

// how tells expansions apart by what they were found by.
func how(w query.Word, s expansion) How {
	typed, as := w.Text, s.entry.Text
	switch {
	case typed == as:
		return AsTyped
	case w.Open && strings.HasPrefix(as, typed):
		return GoesOn
	case s.name && s.penalty != nameOneError && s.penalty != nameTwo:
		return Respelt
	case s.penalty == joined:
		return RunsOn
	case s.name || s.penalty == oneError || s.penalty == twoErrors:
		return Misspelt
	}
	return Inflects
}
