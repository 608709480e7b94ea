package find

import (
	"verbatim/quotes"
	"verbatim/search/snapshot"
	"verbatim/search/zeroresult"
)

// Query is what a person asks for.
type Query struct {
	Words  string // as typed; no character in it has power, but "quotes" ask for exactly these words
	Filter snapshot.Filter
	Offset int // hits to skip, from 0
	Limit  int // hits to return, 1-100; 0 means 10
	// Explain asks for an [Explanation] with each hit.
	Explain bool
}

// Result is the answer to a [Query].
type Result struct {
	Hits []Hit
	// Total is how many quotations were found worth showing, at least
	// Offset+len(Hits). Hits reach as far as the first 1,200: of more that have the
	// same words, as of a single common one, the rest is counted only.
	Total int
	// Confidence tells how far the first of all hits is what was asked for, and
	// Unfound which words it lacks, as typed. Found where no words were asked for.
	Confidence Confidence
	Unfound    []string
	// Unquoted: no quotation has the words between quotation marks in a row, so that
	// they were looked for without these.
	Unquoted bool
	// ReadAs is the line that was looked for if hardly a word of the one that was
	// typed is known, and that one was likely meant: what the same keys give on
	// another keyboard layout, what leet, a scanner or missing spaces made of it, or
	// its emoji in words. Empty when it was read as typed.
	ReadAs string
	// NotQuoted is somebody of the list of people of whom nothing is quoted, and whose
	// words the line asks for; then nothing is Found. Empty if there is nobody.
	NotQuoted string
	// Suggestion is a query that finds something within the same filter, when
	// nothing was found: the words spelt as the corpus spells them, or those of
	// them that stand together. Empty when there is none.
	Suggestion string
	// ZeroResult says why nothing was found; nil when something was, and for a query
	// without words and filter.
	ZeroResult *zeroresult.Reasons
	// Generation is the number of the generation that answered.
	Generation int
}

// Hit is one quotation that was found.
type Hit struct {
	Quote   quotes.Quote  // hidden and review attributions left out, Attributions[0] leads
	Score   float64       // in nats, higher is better; comparable within one Result only
	Matched []quotes.Span // the matched words, bytes into Quote.Words, in order, not overlapping
	// NearDuplicates are those that would have followed, at most 99: the same words
	// but for a few, or a clause more or less. They have the same negations, numbers
	// and names, and no other speakers. They do not count in Total.
	NearDuplicates []quotes.Quote
	// Explanation is there if the [Query] asks for it.
	Explanation *Explanation
}
