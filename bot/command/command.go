// Package command holds the commands: functions from a request to a reply as
// data. Each command has a file of its own; [Card] is how a quotation looks,
// in Discord and on a terminal, and definitions.go is the one place that says
// which commands there are and what they take.
//
// Two choices that people notice. Anyone may press the buttons under a public
// answer: who asked turns its pages, everybody else gets a page that only they
// see; another wording, or all of a long quotation, is seen by who opens it. And
// a failure is told only to the person it concerns, as far as Discord lets that
// be decided once the answer is known.
package command

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"verbatim/bot/interact"
	"verbatim/bot/messages"
	"verbatim/bot/picture"
	"verbatim/bot/reindex"
	"verbatim/quotes"
	"verbatim/search"
)

// Finder finds quotations and completes what people type (search.Library).
type Finder interface {
	Search(ctx context.Context, q search.Query) (search.Result, error)
	Suggest(ctx context.Context, field search.Field, prefix string, f search.Filter, n int) ([]search.Suggestion, error)
	SuggestIDs(ctx context.Context, prefix string, f search.Filter, n int) ([]quotes.Quote, error)
}

// Getter reads single quotations (search.Library).
type Getter interface {
	Get(ctx context.Context, id quotes.ID, scope string) (quotes.Quote, error)
	Random(ctx context.Context, f search.Filter) (quotes.Quote, error)
	Daily(ctx context.Context, f search.Filter, who string, days int) (quotes.Quote, error)
}

// Describer tells about speakers, sources and languages (search.Library).
type Describer interface {
	Speaker(ctx context.Context, name string, f search.Filter) (search.SpeakerInfo, error)
	Source(ctx context.Context, title string, f search.Filter) (search.SourceInfo, error)
	Languages(ctx context.Context, f search.Filter) ([]search.Language, error)
}

// Checker tells whether words are somebody's (search.Library).
type Checker interface {
	Check(ctx context.Context, passage, claimedSpeaker string, f search.Filter) (search.Checked, error)
}

// Decider takes moderators' decisions (search.Library).
type Decider interface {
	// Edit returns when the decision is on disk.
	Edit(ctx context.Context, e search.Edit) (search.Edit, error)
	Status() search.Status
}

// Rebuilder reads the corpus again (reindex.Runner).
type Rebuilder interface {
	Start(ctx context.Context, by string) (*reindex.Run, error)
	Compare(ctx context.Context, by string) (*reindex.Run, error)
	Status() reindex.State
}

// Deps is what the commands work with; all but Rebuild, Intake, Export, Posts and
// Corpus are required.
type Deps struct {
	Find     Finder
	Get      Getter
	About    Describer
	Check    Checker
	Decide   Decider
	Moderate Moderation
	Review   Reviewer
	Rebuild  Rebuilder // nil: this process cannot read the corpus again
	Intake   Intake    // nil: nothing comes into the corpus
	Export   Exporter  // nil: nothing leaves it
	Forget   Forgetter // nil: nothing is forgotten
	Posts    Poster    // nil: nothing is posted to servers
	// Tell sends somebody a direct message, once: nonce, of at most 25 characters, is
	// the message's own. Nil: nobody is written to.
	Tell func(ctx context.Context, user, nonce string, reply interact.Reply) error
	// Shared is in common with other processes. Nil: there are none.
	Shared Shared
	// Corpus tells the corpus as it is from the one that was read
	// (search.Status.Corpus). Nil: nobody looks.
	Corpus func(context.Context) (string, error)
	// Several says that several processes serve what one of them read: a corpus that
	// differs is that of this process.
	Several bool
	// LeftoverFile is where it is kept, during a reading, to whom its progress is
	// told: see [Commands.EndLeftover]. Empty: nowhere.
	LeftoverFile string
	// Starter is how the starter corpus stands; an answer that finds nothing in it
	// says so. Nil: the corpus is somebody's own.
	Starter func() search.Status
	Program func() Program   // nil: /corpus status does not tell of it
	Now     func() time.Time // nil: [time.Now]
	Logger  *slog.Logger     // nil: none
}

// Program is how the program that answers is.
type Program struct {
	Started   time.Time
	Version   string        // "": unknown
	Go        string        // its version
	Servers   int           // that it is in
	RoundTrip time.Duration // of the last heartbeat to Discord; 0: none yet
	Held      bool          // Discord refuses its requests, so that they wait
	Shards    []Shard       // that the program holds of several, in the order in which they are told of
	Processes int           // that answer together, this one included, if that is known
	Silent    time.Time     // since when the servers between them have not answered; zero: they have
}

// Shard is how one of several shards is.
type Shard struct {
	Number, Count int
	Connected     bool
	Servers       int
	RoundTrip     time.Duration // as in Program
}

// Commands are the commands of one Verbatim. Safe for concurrent use.
type Commands struct {
	d       Deps
	left    *leftover
	known   known
	leases  leases
	reports reportLimits
	// painter reads the fonts when the first picture is drawn.
	painter func() (*picture.Painter, error)
}

// New returns the commands.
func New(d Deps) *Commands {
	if d.Logger == nil {
		d.Logger = slog.New(slog.DiscardHandler)
	}
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Shared == nil {
		d.Shared = newAlone(d.Now)
	}
	return &Commands{d: d, left: openLeftover(d.LeftoverFile), leases: leases{d.Shared}, reports: reportLimits{d.Shared}, painter: sync.OnceValues(picture.New)}
}

// Routes registers every command, completion and button.
func (c *Commands) Routes(r *interact.Router) {
	r.Command("quote search", interact.Route{Handle: c.search, Shape: func(r *interact.Request) interact.Shape {
		if r.Flag("private") {
			return interact.Private
		}
		return interact.Public
	}})
	r.Button(pageAction, interact.Route{Handle: c.page, Shape: pageShape})
	r.Button(jumpAction, interact.Route{Handle: c.jump(true), Shape: pageShape})
	r.Button(shutAction, interact.Route{Handle: c.jump(false), Shape: pageShape})
	r.Button(pickAction, interact.Route{Handle: c.pick, Shape: pageShape})
	r.Button(contextAction, interact.Route{Handle: c.context, Shape: private})
	c.moreRoutes(r)
	r.Button(againAction, interact.Route{Handle: c.page, Shape: againShape})
	r.Button(openAction, interact.Route{Handle: c.open, Shape: private})
	r.Button(wholeAction, interact.Route{Handle: c.whole, Shape: private})
	r.Button(leafAction, interact.Route{Handle: c.whole})
	r.Command("quote random", interact.Route{Handle: c.random})
	r.Command("quote daily", interact.Route{Handle: c.daily})
	r.Command("quote show", interact.Route{Handle: c.show})
	r.Command("quote forget", interact.Route{Handle: c.forget, Shape: private, DeferAtOnce: true})
	r.Button(forgetAction, interact.Route{Handle: c.forgetPressed, DeferAtOnce: true})
	c.checkRoutes(r)
	r.Command("speaker", interact.Route{Handle: c.speaker})
	r.Command("source", interact.Route{Handle: c.source})
	r.Command("help", interact.Route{Handle: c.help, Shape: private})

	if c.d.Posts != nil {
		for path, h := range map[string]interact.Handler{"daily set": c.dailySet, "daily show": c.dailyShow, "daily off": c.dailyOff} {
			r.Command(path, interact.Route{Handle: h, Shape: private, Managers: true})
		}
	}

	moderators := func(path string, h interact.Handler) {
		r.Command(path, interact.Route{Handle: h, Shape: private, Moderators: true})
	}
	r.Button(differencesAction, interact.Route{Handle: c.differences, Moderators: true, Shape: private})
	r.Button(differencesPageAction, interact.Route{Handle: c.differences, Moderators: true})
	moderators("corpus status", c.status)
	moderators("corpus problems", c.problems)
	r.Button(problemsAction, interact.Route{Handle: c.problemsPage, Moderators: true})
	atOnce := func(path string, h interact.Handler) {
		r.Command(path, interact.Route{Handle: h, Shape: private, Moderators: true, DeferAtOnce: true})
	}
	r.Command("corpus reindex", interact.Route{Handle: c.reindex, Shape: private, Moderators: true, DeferAtOnce: true, Begins: c.keepAnswer})
	atOnce("corpus article", c.article)
	atOnce("corpus import", c.importFile)
	atOnce("corpus export", c.export)
	r.Button(applyAction, interact.Route{Handle: c.applyPressed, Moderators: true})
	r.Button(discardAction, interact.Route{Handle: c.discardPressed, Moderators: true})
	for path, opens := range map[string]interact.Handler{"corpus add": c.add, "corpus edit": c.openEdit} {
		r.Command(path, interact.Route{Handle: opens, Moderators: true, Opens: true})
	}
	r.Form(addForm, interact.Route{Handle: c.addSent, Moderators: true})
	r.Form(editForm, interact.Route{Handle: c.editSent, Moderators: true})
	r.Command(saveMessage, interact.Route{Handle: c.saveMessage, Moderators: true})
	moderators("corpus merge-speakers", c.mergeSpeakers)
	r.Button(reviewFileAction, interact.Route{Handle: c.reviewFile, Shape: private, Moderators: true})
	moderators("corpus hide", c.hide)
	moderators("corpus restore", c.restore)
	moderators("corpus undo", c.undo)
	r.Button(undoAction, interact.Route{Handle: c.undoPressed, Moderators: true})
	moderators("corpus hidden", c.hidden)
	r.Button(hiddenAction, interact.Route{Handle: c.hiddenPage, Moderators: true})
	moderators("corpus history", c.history)
	r.Button(historyAction, interact.Route{Handle: c.historyPage, Moderators: true})
	c.reviewRoutes(r)

	for _, path := range append(paths(userCommands), paths(managerCommands)...) {
		r.Autocomplete(path, false, c.complete)
	}
	for _, path := range paths(moderatorCommands) {
		r.Autocomplete(path, true, c.complete)
	}
}

func private(*interact.Request) interact.Shape { return interact.Private }

// say returns the catalogue that answers a request.
func say(r *interact.Request) *messages.Catalogue { return messages.For(r.AnswerLocale()) }

// tell returns the catalogue that speaks to the person alone, whatever the answer
// would have been: of a failure, and while a command is typed.
func tell(r *interact.Request) *messages.Catalogue { return messages.For(r.Locale) }

// told makes an error that the person is told of.
func told(code interact.Code, sentence string) error {
	return &interact.Error{Code: code, Sentence: sentence}
}

// explain turns what the library says into what a person is told. id names the
// quotation that was asked for, if one was.
func (c *Commands) explain(r *interact.Request, id quotes.ID, err error) error {
	m := tell(r)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, search.ErrNoGeneration):
		return told(interact.Unavailable, c.reading(m))
	case errors.Is(err, search.ErrBusy):
		return told(interact.Unavailable, m.Busy())
	case errors.Is(err, search.ErrUnreachable):
		return &interact.Error{Code: interact.Unavailable, Sentence: m.EditUnreachable(), Cause: err}
	case errors.Is(err, search.ErrHidden):
		return told(interact.NotFound, m.IsHidden(string(id)))
	case errors.Is(err, search.ErrGone):
		return told(interact.NotFound, m.IsGone(string(id)))
	case errors.Is(err, search.ErrNotFound):
		return told(interact.NotFound, m.NoSuchID(string(id)))
	}
	return fmt.Errorf("answering %s: %w", r.Name, err)
}

// reading tells how far the first reading of the corpus is.
func (c *Commands) reading(m *messages.Catalogue) string {
	if c.d.Rebuild == nil {
		return m.Reading(nil)
	}
	s := c.d.Rebuild.Status()
	switch {
	case s.Running:
		p := progress(s)
		return m.Reading(&p)
	case s.LastErr != nil:
		return m.ReadingFailed()
	}
	return m.Reading(nil)
}

// progress tells how far a reading is.
func progress(s reindex.State) messages.Progress {
	return messages.Progress{
		Step: s.Progress.Step, Files: s.Progress.Files, TotalFiles: s.Progress.TotalFiles, Done: s.Progress.Done, Total: s.Progress.Total, Took: time.Since(s.Since),
	}
}
