// Package search finds quotations. It is the only room that knows bleve.
//
// A generation is an index, a vocabulary and the records, built whole beside
// the one that serves, verified, made durable and then switched to in one step.
// The index finds, the records speak: bleve returns IDs only, and every word
// that a person reads comes from a record whose checksum was checked as it was
// read. [Build] makes a generation, [Open] gives a [Library] that serves the
// current one and moves over to newer ones without a failed search.
package search

import (
	"encoding/json"
	"errors"
	"iter"
	"time"

	"verbatim/quotes"
	"verbatim/quotes/store"
)

// Errors that callers decide on.
var (
	// ErrNoGeneration: nothing was built yet; the corpus is being read.
	ErrNoGeneration = errors.New("no generation to search")
	// ErrBuilding: another process holds the lock of the building one.
	ErrBuilding = errors.New("a generation is being built already")
	// ErrNotFound: no quotation ever had this ID, or no record fits the filter.
	ErrNotFound = errors.New("no such quotation")
	// ErrHidden: a moderator hid the quotation.
	ErrHidden = errors.New("the quotation is hidden")
	// ErrGone: the quotation left the corpus.
	ErrGone = errors.New("the quotation is no longer in the corpus")
	// ErrBusy: too many searches wait already.
	ErrBusy = errors.New("too many searches at once")
)

// Filter narrows what is searched, suggested and drawn: to quotations one
// attribution of which satisfies all of it. The zero Filter lets everything
// through that is served to everyone.
//
// A date is that on which the words were said, else published. It lies between
// Since and Until if any day does that it may mean, those two included; one
// without a year does not.
//
// Speaker, Since and Until ask who said something and when: a report of what
// somebody denied, asked or said with a condition satisfies none of them.
type Filter struct {
	Speaker string // a name as people type it; matched by folded name, alias or surname
	Source  string // a title or publisher, matched the same way
	Since   quotes.Date
	Until   quotes.Date   // "": no bound, as for Since
	Kinds   []quotes.Kind // empty: all
	Scope   string        // guild ID whose own quotations are included
}

// Query is what a person asks for.
type Query struct {
	Words  string // as typed; no character in it has power, but "quotes" ask for exactly these words
	Filter Filter
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
	// Suggestion is a query that finds something within the same filter, when
	// nothing was found: the words spelt as the corpus spells them, or those of
	// them that stand together. Empty when there is none.
	Suggestion string
	// Missing says why nothing was found; nil when something was, and for a query
	// without words and filter.
	Missing *Missing
	// Generation is the number of the generation that answered.
	Generation int
}

// Hit is one quotation that was found.
type Hit struct {
	Quote   quotes.Quote  // hidden and review attributions left out, Attributions[0] leads
	Score   float64       // in nats, higher is better; comparable within one Result only
	Matched []quotes.Span // the matched words, bytes into Quote.Words, in order, not overlapping
	// Alike are near duplicates that would have followed, at most 99: the same words
	// but for a few, or a clause more or less. They have the same negations, numbers
	// and names, and no other speakers. They do not count in Total.
	Alike []quotes.Quote
	// Explanation is there if the [Query] asks for it.
	Explanation *Explanation
}

// Field is what [Library.Suggest] completes.
type Field string

// The fields.
const (
	SpeakerField Field = "speaker"
	SourceField  Field = "source"
	WordsField   Field = "words"
)

// Suggestion is one completion.
type Suggestion struct {
	Text  string
	Count int // how many quotations it would find
}

// Input is what a build reads: every reading of a quotation, with one
// attribution each, in any order; Build merges equal wordings. An error ends
// the build.
type Input iter.Seq2[quotes.Quote, error]

// BuildOptions says what to build and where.
type BuildOptions struct {
	DataDir string
	// Corpus identifies what is read, so that a later start can tell whether
	// it changed. Opaque to this package.
	Corpus   string
	Quotes   Input
	Progress func(Progress) // may be nil; called from one goroutine at a time
	// Report, which may be nil, is called once after Quotes ended. What it
	// returns is kept with the generation, see [Report]; it should be bounded
	// to a few megabytes. Opaque to this package.
	Report func() (json.RawMessage, error)
}

// Progress tells how far a build is.
type Progress struct {
	Step  string // "reading", "indexing", "verifying", "switching"
	Done  int    // quotations
	Total int    // 0 while unknown
}

// BuildReport is what a build did.
type BuildReport struct {
	Generation int           `json:"generation"`
	Quotations int           `json:"quotations"` // in the new generation, served ones
	InReview   int           `json:"in_review"`  // with nothing but attributions in review
	Read       int           `json:"read"`       // readings that Input gave
	Merged     int           `json:"merged"`     // readings of a wording that another reading had
	Added      int           `json:"added"`
	Changed    int           `json:"changed"`
	Gone       int           `json:"gone"`
	Took       time.Duration `json:"took"` // in JSON nanoseconds
	// StaleEdits no longer apply: their quotation left the corpus.
	StaleEdits []store.Edit `json:"stale_edits,omitempty"`
}

// Status describes what a [Library] serves.
type Status struct {
	Generation int // 0: none
	Built      time.Time
	Corpus     string // as in [BuildOptions]
	Quotations int    // those that are served
	InReview   int    // as in [Manifest], like what follows
	Hidden     int
	Speakers   int
	Sources    int
	Edits      int // edits that wait beside the generation
	// Damage says why a generation was set aside: it is time for a [Build]. Nil
	// when nothing was, or a newer one serves.
	Damage error
}
