// Package search is the door to all that finds quotations: [Build] makes a
// generation, [Open] gives a [Library] that serves the current one and moves over
// to newer ones without a failed search.
//
// Its packages, from the bottom up: text folds words, vocabulary keeps them, rank
// and align compare them. index is the only one that knows bleve. moderation tells
// what edits come to, generation builds, verifies and opens what lies on the disk,
// shipment brings it into other folders, edits keeps what moderators decided since,
// query parses what people type, snapshot is what one request sees, zeroresult says why
// nothing was found, find answers queries, suggest completes them, duplicate tells what
// was written down twice, locate finds what a passage quotes, and check tells whether
// somebody said what is claimed.
// The index finds, the records speak: every word that a person reads comes from a
// record whose checksum was checked as it was read, or from the log of edits.
package search

import (
	"context"
	"errors"
	"io"
	"time"

	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/search/duplicate"
	"verbatim/search/find"
	"verbatim/search/generation"
	"verbatim/search/locate"
	"verbatim/search/shipment"
	"verbatim/search/snapshot"
	"verbatim/search/suggest"
	"verbatim/search/zeroresult"
)

// Errors that callers decide on.
var (
	// ErrNoGeneration: nothing was built yet; the corpus is being read.
	ErrNoGeneration = errors.New("no generation to search")
	// ErrBuilding: another process holds the lock of the building one.
	ErrBuilding = generation.ErrBuilding
	// ErrLogBehind: the log of edits ends before the last one that a generation has.
	ErrLogBehind = generation.ErrLogBehind
	// ErrNotFound: no quotation ever had this ID, or no record fits the filter.
	ErrNotFound = generation.ErrNotFound
	// ErrHidden: a moderator hid the quotation.
	ErrHidden = errors.New("the quotation is hidden")
	// ErrGone: the quotation left the corpus.
	ErrGone = generation.ErrGone
	// ErrBusy: too many searches wait already.
	ErrBusy = errors.New("too many searches at once")
	// ErrUnreachable: those who keep the edits of several machines did not say in time
	// that they have one. It does not count yet, and if it comes to count after all, then
	// once: trying again is safe.
	ErrUnreachable = errors.New("what keeps the edits cannot be reached")
	// ErrForgotten: somebody wanted these words to be forgotten.
	ErrForgotten = errors.New("the words are to be forgotten")
	// ErrNotAdded: no moderator added the quotation.
	ErrNotAdded = errors.New("the quotation was not added by a moderator")
	// ErrNothingToUndo: there is no such edit, or it is undone already.
	ErrNothingToUndo = errors.New("there is nothing to undo")
	// ErrThere: these words cannot be added, since they are a quotation of others than
	// they would be added for, or one that was given these words.
	ErrThere = errors.New("the words are there already")
	// ErrDecided: a moderator has accepted or rejected it already.
	ErrDecided = errors.New("it is decided already")
	// ErrReported: so many readers reported it that moderators need no more.
	ErrReported = errors.New("it is reported already")
	// ErrNotWaiting: it does not wait for a moderator.
	ErrNotWaiting = errors.New("it does not wait for a moderator")
	// ErrTooLong: a passage has more than [MaxPassage] words.
	ErrTooLong = locate.ErrTooLong
)

// What is asked and answered.
type (
	// Filter narrows what is searched, suggested and drawn.
	Filter = snapshot.Filter
	// Query is what a person asks for.
	Query = find.Query
	// Result is the answer to a [Query].
	Result = find.Result
	// Hit is one quotation that was found.
	Hit = find.Hit
	// Confidence tells how far an answer is what was asked for.
	Confidence = find.Confidence
	// Explanation says what a score is made of.
	Explanation = find.Explanation
	// Reading is what a word of the query was taken for.
	Reading = find.Reading
	// How tells how a word that was typed became another one.
	How = find.How
	// ZeroResult says why a search found nothing.
	ZeroResult = zeroresult.Reasons
	// Unknown is a word or a name that nothing has.
	Unknown = zeroresult.Unknown
	// Without is what a search would find without parts of its filter.
	Without = zeroresult.Without
	// Part is a part of a [Filter].
	Part = snapshot.Part
	// Language is a language of the corpus.
	Language = snapshot.Language

	// Field is what [Library.Suggest] completes.
	Field = suggest.Field
	// Suggestion is one completion.
	Suggestion = suggest.Suggestion
	// SpeakerInfo is what is known about a speaker.
	SpeakerInfo = suggest.SpeakerInfo
	// SourceInfo is what is known about a source.
	SourceInfo = suggest.SourceInfo

	// Located is a quotation that a passage quotes or misquotes.
	Located = locate.Located
	// Pair is a part of a passage that stands for a part of a quotation.
	Pair = locate.Pair
	// Difference tells how the two parts of a [Pair] differ.
	Difference = locate.Difference

	// Input is what a build reads.
	Input = generation.Input
	// BuildOptions says what to build and where.
	BuildOptions = generation.BuildOptions
	// Progress tells how far a build is.
	Progress = generation.Progress
	// BuildReport is what a build did.
	BuildReport = generation.BuildReport
	// Listed is a quotation that came, went or changed with a build.
	Listed = generation.Listed
	// Crowded is a quotation some of whose attributions were left out.
	Crowded = generation.Crowded
	// Report tells how a generation came to be.
	Report = generation.Report
	// Manifest says what a generation is made of.
	Manifest = generation.Manifest
	// Shipment names what a generation consists of.
	Shipment = shipment.Shipment
	// FileSum is what a file of a generation has to be.
	FileSum = generation.FileSum
	// GoneError says what is known of a quotation that left the corpus.
	GoneError = generation.GoneError
	// Problem is something that is wrong with a data folder.
	Problem = generation.Problem

	// Edit is one decision of a moderator: who decides need not know how decisions
	// are stored.
	Edit = store.Edit
)

// How sure an answer is.
const (
	Found        = find.Found
	Closest      = find.Closest
	NothingClose = find.NothingClose
)

// The fields that are completed.
const (
	SpeakerField = suggest.SpeakerField
	SourceField  = suggest.SourceField
	WordsField   = suggest.WordsField
)

// The parts of a filter.
const (
	SpeakerPart  = snapshot.SpeakerPart
	SourcePart   = snapshot.SourcePart
	DatesPart    = snapshot.DatesPart
	LanguagePart = snapshot.LanguagePart
	KindPart     = snapshot.KindPart
)

// How a word that was typed became another one.
const (
	AsTyped  = find.AsTyped
	Misspelt = find.Misspelt
	Inflects = find.Inflects
	GoesOn   = find.GoesOn
	RunsOn   = find.RunsOn
	Respelt  = find.Respelt
)

// The differences between a passage and a quotation.
const (
	SameWords     = locate.SameWords
	OtherSpelling = locate.OtherSpelling
	Replaced      = locate.Replaced
	LeftOut       = locate.LeftOut
	Added         = locate.Added
)

// What an [Edit] does.
const (
	Hide    = store.Hide    // the quotation is served nowhere
	Restore = store.Restore // undoes Hide
	Correct = store.Correct // the words were said by Edit.Speaker
	Add     = store.Add     // Edit.Quote is a quotation too
	Amend   = store.Amend   // Edit.Part of the quotation is as in Edit.Quote
	Merge   = store.Merge   // who is called Edit.From is called Edit.Speaker
	Undo    = store.Undo    // the edit with the number Edit.Undoes counts as not made
	Accept  = store.Accept  // what waited for a review in Edit.File is served, as said by Edit.Speaker
	Reject  = store.Reject  // what waited for a review in Edit.File is not served, and waits no more
	Mistake = store.Report  // a reader says that something is wrong: Edit.Reason
	Settle  = store.Settle  // the reports of the quotation are dealt with
)

// EditPart is the part of a quotation that an [Amend] is about.
type EditPart = store.Part

// The parts.
const (
	EditWords       = store.WordsPart
	EditAttribution = store.AttributionPart
	EditSource      = store.SourcePart
)

// MaxPassage is how many words a passage for [Library.Locate] may have.
const MaxPassage = locate.MaxPassage

// Build reads quotations and makes a new generation of them, see
// [generation.Build].
func Build(ctx context.Context, o BuildOptions) (BuildReport, error) { return generation.Build(ctx, o) }

// Ship returns what a whole generation in a folder consists of, see [shipment.Ship].
func Ship(ctx context.Context, m Manifest, dir string) (Shipment, error) {
	return shipment.Ship(ctx, m, dir)
}

// Receive has a data folder serve a generation that was built elsewhere, see
// [shipment.Receive].
func Receive(ctx context.Context, dataDir string, s Shipment, fetch func(ctx context.Context, name string, w io.Writer) error) error {
	return shipment.Receive(ctx, dataDir, store.Disk{}, s, fetch)
}

// Serves reports whether the current generation of a data folder is that of a shipment,
// by its manifest.
func Serves(ctx context.Context, dataDir string, s Shipment) (bool, error) {
	return shipment.Serves(ctx, dataDir, s)
}

// Forgetting reports whether an older generation of a data folder may have words that
// the current one was built to forget, so that it is time to [Library.Purge]. The error
// wraps [ErrLogBehind] as long as that cannot be told.
func Forgetting(dataDir string) (bool, error) { return generation.Folder(dataDir).Forgetting() }

// Verify reads everything in a data folder that serves against every checksum, see
// [generation.Verify].
func Verify(ctx context.Context, dataDir string) ([]Problem, error) {
	return generation.Verify(ctx, dataDir)
}

// SameSpeakers reports whether two attributions to these speakers agree on a
// person or a body, see [duplicate.SameSpeakers].
func SameSpeakers(a, b []quotes.Speaker) bool { return duplicate.SameSpeakers(a, b) }

// NobodyNamed reports whether no speaker has a name that could be another's.
func NobodyNamed(all []quotes.Speaker) bool { return duplicate.NobodyNamed(all) }

// Status describes what a [Library] serves.
type Status struct {
	Generation int // 0: none
	Built      time.Time
	Corpus     string // as in [BuildOptions]
	Quotations int    // those that are served
	InReview   int    // what waits for a review: words in a file, without those of hidden quotations
	Reports    int    // quotations that readers reported, and nobody has looked into it
	Hidden     int    // as in [Manifest], like what follows
	Speakers   int
	Sources    int
	Edits      int // edits that wait beside the generation
	Beside     int // quotations that they are about, and those that they made
	// Damage says why a generation was set aside: it is time for a [Build]. Nil
	// when nothing was, or a newer one serves.
	Damage error
	// LogPutBack is the damage to the log of edits that was put back.
	LogPutBack []store.Damage
	// LogCutShort says that the log lacks edits that the generation was built with:
	// these hold, but their log has lost its end.
	LogCutShort bool
}

// Report returns how the generation that serves came to be, read from the disk
// each time. Errors: [ErrNoGeneration], and those of [generation.Generation.Report].
func (l *Library) Report() (Report, error) {
	s, err := l.acquire()
	if err != nil {
		return Report{}, err
	}
	defer s.release()
	return s.Generation.Report()
}
