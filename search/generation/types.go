// Package generation keeps the generations of a data folder. A generation is an
// index, a vocabulary and the records, built whole beside the one that serves,
// verified, made durable and then switched to in one step: a crash or a power loss
// at any moment leaves a good one. [Build] makes one, [Open] opens one, [Verify]
// compares all that lies in a data folder with its checksums.
package generation

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"time"

	"verbatim/quotes"
	"verbatim/quotes/people"
	"verbatim/quotes/store"
)

// Errors that callers decide on.
var (
	// ErrBuilding: another process holds the lock of the building one.
	ErrBuilding = errors.New("a generation is being built already")
	// ErrLogBehind: the log of edits ends before the last one that a generation was
	// built with.
	ErrLogBehind = errors.New("the log of edits is behind the generation")
	// ErrNotFound: no quotation ever had this ID.
	ErrNotFound = errors.New("no such quotation")
	// ErrGone: the quotation left the corpus.
	ErrGone = errors.New("the quotation is no longer in the corpus")
)

// Input is what a build reads: every occurrence of a quotation, with one
// attribution each, in any order; Build merges equal wordings. An error ends
// the build.
type Input iter.Seq2[quotes.Quote, error]

// BuildOptions says what to build and where.
type BuildOptions struct {
	DataDir string
	// Corpus identifies what is read, so that a later start can tell whether
	// it changed. Opaque to this package.
	Corpus string
	Quotes Input
	// DryRun finds out what a build would change, and changes nothing: the generation
	// that serves goes on. Its report has the number that the new one would have.
	DryRun   bool
	Progress func(Progress) // may be nil; called from one goroutine at a time
	// Report, which may be nil, is called once after Quotes ended. What it
	// returns is kept with the generation, see [Report]; it should be bounded
	// to a few megabytes. Opaque to this package.
	Report func() (json.RawMessage, error)
	// People, which may be nil, is called once after Quotes ended, and returns by
	// which names the corpus's people are called; they go before the built-in list.
	People func() []people.Person
	// Above is a number that the new generation's has to exceed.
	Above int
	// Publish, which may be nil, is called with the new generation and its folder when
	// it is whole, verified and durable, and does not serve yet. An error discards it.
	Publish func(ctx context.Context, m Manifest, dir string) error
	// Step, which may be nil, is called before each of [BuildSteps]; an error ends
	// the build there.
	Step func(name string) error
	Now  func() time.Time // nil: time.Now
	Disk store.Disk       // the zero Disk: [store.Machine]
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
	Quotations int           `json:"quotations"`          // in the new generation, served ones
	InReview   int           `json:"in_review"`           // what waits for a review, see [Wait]
	Read       int           `json:"read"`                // occurrences that Input gave
	Merged     int           `json:"merged"`              // occurrences of a wording that another one had
	Forgotten  int           `json:"forgotten,omitempty"` // occurrences of words that were to be forgotten
	Added      int           `json:"added"`
	Changed    int           `json:"changed"`
	Gone       int           `json:"gone"`
	Took       time.Duration `json:"took"` // in JSON nanoseconds
	// What Added, Changed and Gone count, each the first [MaxListed]. One that
	// leads to another now is not among those that went, and none is listed that
	// moderators added, or that one server alone may read.
	Came    []Listed `json:"came,omitempty"`
	Altered []Listed `json:"altered,omitempty"`
	Went    []Listed `json:"went,omitempty"`
	// StaleEdits no longer apply: their quotation left the corpus.
	StaleEdits []store.Edit `json:"stale_edits,omitempty"`
	// Crowded were found in more places than one record holds, in the order of their
	// IDs, the first [MaxListed].
	Crowded []Crowded `json:"crowded,omitempty"`
}

// Crowded is a quotation some of whose attributions were left out.
type Crowded struct {
	ID   quotes.ID `json:"id"`
	Kept int       `json:"kept"` // attributions, the best ones
	Left int       `json:"left"` // those that were left out
}

// Listed is a quotation that came, went or changed with a build.
type Listed struct {
	ID    quotes.ID `json:"id"`
	Words string    `json:"words"` // the beginning, at most 200 characters
}

// MaxListed bounds each list of a [BuildReport].
const MaxListed = 200

// note adds a quotation to a list, if there is room. What no file has, and what one
// server alone may read, is not for everyone who reads the report.
func note(list *[]Listed, q quotes.Quote) {
	const most = 200
	if len(*list) == MaxListed || len(q.Attributions) == 0 || q.Scope != "" {
		return
	}
	words := q.Words
	if runes := []rune(words); len(runes) > most {
		words = string(runes[:most]) + "…"
	}
	*list = append(*list, Listed{q.ID, words})
}
