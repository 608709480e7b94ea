package find

import (
	"context"
	"slices"

	"verbatim/search/index"
	"verbatim/search/query"
	"verbatim/search/snapshot"
	"verbatim/search/vocabulary"
)

// A line that reads as words in another way than it was typed counts only if these
// stand together in a quotation: nothing is guessed.
const (
	// togetherShare is how much of a reading's weight its best quotation must have,
	// and how much more than that of the line as typed.
	togetherShare, togetherMore = 0.7, 0.1
	// surelyShare is the same for a reading that is no accident: every key of another
	// layout makes words, or a phrase stands in a row.
	surelyShare = 0.4
	// A phrase that was typed as one word, which is hardly ever written so, is
	// meant if so many times as many quotations have it.
	phraseTimes = 3
	// A longer line is no slip.
	maxRescued = 400
)

// rescued is what a line finds that was read otherwise.
type rescued struct {
	answered
	as   string
	line string // that was searched for: as, with quotation marks
}

// rescue reads a line otherwise if most of it is unknown, and reports whether that
// finds what was meant.
func (v Finder) rescue(ctx context.Context, terms *index.Terms, see snapshot.Visible, typed string, a answered) (rescued, bool, error) {
	typed = query.Readable(typed)
	if len(typed) > maxRescued || len(a.parsed.Phrases) > 0 {
		return rescued{}, false, nil
	}
	for _, read := range a.parsed.Readings(v.Vocabulary, typed) {
		out, err := v.answer(ctx, terms, see, read.Query())
		if err != nil {
			return rescued{}, false, err
		}
		if v.fits(read, out, a) {
			return rescued{out, read.Line, read.Query()}, true, nil
		}
	}
	return rescued{}, false, nil
}

// fits reports whether a quotation has the words of a reading together, and more
// of them than the best one has of the line as typed.
func (v Finder) fits(r query.Reading, a, typed answered) bool {
	least := togetherShare
	if r.Surely || len(r.Phrases) > 0 {
		least = surelyShare
	}
	if len(a.hits) == 0 || a.hits[0].score.Found < least {
		return false
	}
	var doc vocabulary.Doc
	v.Vocabulary.DocWords(a.hits[0].record, &doc)
	for _, w := range r.Added {
		if e, ok := v.Vocabulary.Word(w); !ok || !slices.Contains(doc.Words, e.ID) {
			return false
		}
	}
	if len(typed.hits) == 0 || typed.far || len(r.Added) > 0 || r.Surely {
		return true
	}
	if len(r.Phrases) > 0 { // what was typed is written so, but rarely
		return len(a.hits) >= phraseTimes*len(typed.hits) || typed.hits[0].score.Found < togetherShare
	}
	return a.hits[0].score.Found >= typed.hits[0].score.Found+togetherMore
}
