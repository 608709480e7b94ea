package cli

import (
	"fmt"
	"math"

	"verbatim/search"
)

// explanationJSON says what a hit's score is made of, in nats: the logarithm of
// how much better the quotation explains the query than chance does. words,
// order and whole add up to the score.
type explanationJSON struct {
	Words float64       `json:"words"` // found ones, names included, by their IDF
	Order float64       `json:"order"` // they stand as in the query, or next to each other
	Whole float64       `json:"whole"` // all in a row, and much of the quotation
	Share float64       `json:"share"` // of the weight of the query's words
	Typed []readingJSON `json:"typed"`
}

// readingJSON is a word of the query and what it was taken for: a word of the
// quotation, of its speaker's name or of its source. As is empty if it was taken for none.
type readingJSON struct {
	Word  string     `json:"word"`
	As    string     `json:"as"`
	Name  bool       `json:"name"`
	Title bool       `json:"title"`
	How   search.How `json:"how"`
	Count int        `json:"count"` // quotations that have it
	Worth float64    `json:"worth"`
}

func newExplanationJSON(e *search.Explanation) *explanationJSON {
	if e == nil {
		return nil
	}
	out := &explanationJSON{Words: e.Words, Order: e.Order, Whole: e.Whole, Share: e.Share, Typed: []readingJSON{}}
	for _, r := range e.Readings {
		out.Typed = append(out.Typed, readingJSON{Word: r.Typed, As: r.As, Name: r.Name, Title: r.Title, How: r.How, Count: r.Count, Worth: r.Worth})
	}
	return out
}

// drawExplanation draws the score as a sum, and each word of the query under
// it.
func drawExplanation(t terminal, score float64, e *search.Explanation) {
	t.print("  ", textRun{fmt.Sprintf("Score %.1f: %.1f for words, %.1f for their order, %.1f for standing in a row; %.0f %% of the query was found.",
		score, e.Words, e.Order, e.Whole, math.Round(100*min(e.Share, 1))), faint})
	for _, r := range e.Readings {
		text := r.Typed + ": not there"
		if r.As != "" {
			text = r.Typed
			if r.As != r.Typed {
				text += " → " + r.As
			}
			text += fmt.Sprintf(": %.1f, %s", r.Worth, r.How)
			switch {
			case r.Name:
				text += ", in the speaker’s name"
			case r.Title:
				text += ", in the source"
			}
			text += fmt.Sprintf(", in %d of the quotations", r.Count)
		}
		t.print("    ", textRun{text, faint})
	}
}
