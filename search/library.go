package search

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/search/edits"
	"verbatim/search/find"
	"verbatim/search/generation"
	"verbatim/search/locate"
	"verbatim/search/snapshot"
	"verbatim/search/suggest"
)

// Options say how a [Library] is opened. The zero Options are good.
type Options struct {
	Logger *slog.Logger // nil: none
	// ReadOnly changes nothing on disk: no edits are taken, a damaged
	// generation is passed over but stays where it is.
	ReadOnly bool
	// Log, if not nil, is where edits go that several machines share. The log of the
	// data folder is its mirror then, which the library does not close.
	Log EditLog
	// MaxSearches is how many searches run at once; 0: twice the processors.
	// Some thirty times as many may wait; beyond that they get [ErrBusy].
	MaxSearches int
	// OnDamage, which may be nil, is called when a generation was found to be
	// damaged, or cannot be opened, and is not used: it is time for a [Build].
	// It is called from a goroutine of its own, which Close waits for.
	OnDamage func(error)

	disk store.Disk // of tests; the zero one: [store.Machine]
}

// Library serves the current generation of a data folder, and moves over to a
// newer one when told to [Library.Refresh]. Safe for concurrent use.
//
// Everything that searches (Search, Locate, Suggest, SuggestIDs, Random, Speaker,
// Source) may also fail with [ErrNoGeneration], with [ErrBusy], with the error of
// a context that ended, which a search notices within milliseconds, with one that
// wraps [fs.ErrClosed] after Close, or with one that wraps [store.ErrCorrupt] when
// it came upon damage, which is then looked into in the background. What waits
// beside the generation is seen by every search that begins after the edit.
type Library struct {
	dir     generation.Folder
	options Options
	log     *slog.Logger
	checked int64         // see [generation.CheckedAtOpen]
	slots   chan struct{} // one for each running search
	waiting atomic.Int64
	done    untilClosed
	stop    func() // ends done, once

	// Locked in this order, each for as short as can be.
	refreshing sync.Mutex // one switch at a time
	editing    sync.Mutex // guards what follows
	writer     *store.Log // nil: not open for writing
	edits      []store.Edit
	mu         sync.RWMutex // guards what follows
	served     *served      // nil: no generation
	damage     error        // why a generation was set aside, until a newer one serves
	closed     bool

	background sync.WaitGroup
	unusable   map[int]unusable // the generations that are passed over, guarded by refreshing
}

// served is a generation in service: it is closed when the last search that
// uses it has ended.
type served struct {
	*generation.Generation
	folder  fs.FileInfo // when it was opened; nil: not known
	edits   atomic.Pointer[edits.Pending]
	counted atomic.Pointer[waiting]
	locator locate.Locator
	refs    atomic.Int64 // the library's own one included
	drained chan struct{}
	err     error        // of closing; read after drained
	checked atomic.Int64 // when it was last verified after a fault, Unix time
	log     *slog.Logger
}

// serve puts a generation into service. The caller holds l.editing.
func (l *Library) serve(ctx context.Context, g *generation.Generation) (*served, error) {
	pending, err := edits.New(ctx, g, l.edits)
	if err != nil {
		return nil, err
	}
	folder, err := os.Stat(g.Dir)
	if err != nil {
		folder = nil
	}
	s := &served{Generation: g, folder: folder, drained: make(chan struct{}), log: l.log}
	s.edits.Store(pending)
	s.refs.Store(1)
	return s, nil
}

func (s *served) release() {
	if s.refs.Add(-1) == 0 {
		if s.err = s.Close(); s.err != nil {
			s.log.Error("closing a generation", "err", s.err)
		}
		close(s.drained)
	}
}

// snapshot returns what a search that begins now sees.
func (s *served) snapshot() snapshot.Snapshot {
	return snapshot.New(s.Generation, s.edits.Load())
}

func (s *served) finder() find.Finder { return find.Finder{Snapshot: s.snapshot()} }

// Open opens a data folder. It succeeds without a generation; searches then
// return [ErrNoGeneration]. A current generation that is damaged is set aside,
// and the one before it serves. A damaged log of edits is an error: what
// moderators hid must not be shown.
func Open(dataDir string, o Options) (*Library, error) {
	return openLibrary(dataDir, o, generation.CheckedAtOpen)
}

// openLibrary is [Open] with another bound for the files whose checksum is
// compared at once.
func openLibrary(dataDir string, o Options, checked int64) (*Library, error) {
	done := make(chan struct{})
	if o.disk.Sync == nil {
		o.disk = store.Machine()
	}
	l := &Library{
		dir: generation.Folder(dataDir), options: o, log: o.Logger, checked: checked,
		done: done, stop: sync.OnceFunc(func() { close(done) }), unusable: map[int]unusable{},
	}
	if l.log == nil {
		l.log = slog.New(slog.DiscardHandler)
	}
	if o.MaxSearches < 1 {
		o.MaxSearches = 2 * runtime.GOMAXPROCS(0)
	}
	l.slots = make(chan struct{}, o.MaxSearches)
	if err := l.open(); err != nil {
		return nil, errors.Join(fmt.Errorf("opening %s: %w", dataDir, err), l.Close())
	}
	return l, nil
}

func (l *Library) open() error {
	if !l.options.ReadOnly {
		if err := os.MkdirAll(string(l.dir), 0o700); err != nil {
			return err
		}
	}
	l.editing.Lock()
	err := l.openEdits()
	l.editing.Unlock()
	if err != nil {
		return err
	}
	l.refreshing.Lock()
	defer l.refreshing.Unlock()
	_, err = l.moveOver(context.Background(), false)
	if errors.Is(err, store.ErrCorrupt) || errors.Is(err, store.ErrNewer) || errors.Is(err, generation.ErrUnusable) {
		l.log.Error("the current generation cannot be used; the corpus has to be read again", "serving", l.number(), "err", err)
		return nil
	}
	return err
}

// Close waits for running searches and closes everything. Searches that begin
// later get an error that wraps [fs.ErrClosed]. Closing again does nothing.
func (l *Library) Close() error {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	l.stop()
	l.background.Wait()

	l.refreshing.Lock()
	defer l.refreshing.Unlock()
	l.editing.Lock()
	defer l.editing.Unlock()
	l.mu.Lock()
	s := l.served
	l.served = nil
	l.mu.Unlock()
	var err error
	if s != nil {
		s.release()
		<-s.drained
		err = s.err
	}
	if l.writer != nil && l.options.Log == nil {
		err = errors.Join(err, l.writer.Close())
	}
	l.writer = nil
	return err
}

// acquire returns what serves now; release it.
func (l *Library) acquire() (*served, error) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	switch {
	case l.closed:
		return nil, fmt.Errorf("searching: %w", fs.ErrClosed)
	case l.served == nil:
		return nil, ErrNoGeneration
	}
	l.served.refs.Add(1)
	return l.served, nil
}

// Search finds quotations, the best first: Limit of them after Offset. Nothing
// found is no error.
func (l *Library) Search(ctx context.Context, q Query) (result Result, err error) {
	err = l.guarded(ctx, func(s *served) error {
		v := s.finder()
		var a *find.Answered
		if result, a, err = v.Search(ctx, q); err == nil && result.Total == 0 {
			result.Suggestion, result.ZeroResult, err = v.Analyze(ctx, a)
		}
		return err
	})
	return result, err
}

// Suggest completes what a person types into a field: at most n suggestions (100
// at the most), counting what the filter lets through: those that go on as typed
// first, then, if these are few and four letters were typed, those that do so but
// for a typing error, then names that sound so; of each the most frequent first.
// Of words it completes the first. From the second one on it returns the whole
// quotations that may be meant, near duplicates once, and then next words: such as
// stand in a quotation right behind those that were typed. Behind a single word
// that was typed to its end next words come first.
func (l *Library) Suggest(ctx context.Context, field Field, prefix string, f Filter, n int) (s []Suggestion, err error) {
	err = l.suggesting(ctx, func(v suggest.Suggester) error { s, err = v.Suggest(ctx, field, prefix, f, n); return err })
	return s, err
}

// SuggestIDs returns at most n quotations (100 at the most) whose ID begins with
// prefix, in the order of their IDs, then those that prefix, read as words, finds.
func (l *Library) SuggestIDs(ctx context.Context, prefix string, f Filter, n int) (q []quotes.Quote, err error) {
	err = l.suggesting(ctx, func(v suggest.Suggester) error { q, err = v.IDs(ctx, prefix, f, n); return err })
	return q, err
}

// Random draws a quotation, each with the same probability, out of those that
// the filter lets through; [ErrNotFound] when there are none. What is shown as a
// report, of any polarity, is never drawn.
func (l *Library) Random(ctx context.Context, f Filter) (q quotes.Quote, err error) {
	err = l.guarded(ctx, func(s *served) error { q, err = s.snapshot().Random(ctx, f); return err })
	return q, err
}

// Daily returns the quotation of a day, out of those that may be drawn: see
// [snapshot.Snapshot.Daily]. days counts them in order, as [DaysOf] does;
// [ErrNotFound] when there are none.
func (l *Library) Daily(ctx context.Context, f Filter, who string, days int) (q quotes.Quote, err error) {
	err = l.guarded(ctx, func(s *served) error { q, err = s.snapshot().Daily(ctx, f, who, days); return err })
	return q, err
}

// Languages returns the languages of what the filter lets through and may be
// drawn, the one with the most quotations first.
func (l *Library) Languages(ctx context.Context, f Filter) (all []Language, err error) {
	err = l.guarded(ctx, func(s *served) error { all, err = s.snapshot().Languages(ctx, f); return err })
	return all, err
}

// Each calls do with every quotation that the filter lets through, as it is shown: what
// is hidden is not among them, what was corrected is as it was corrected. They come in
// the order of their IDs. An error of do ends it, and is returned.
func (l *Library) Each(ctx context.Context, f Filter, do func(quotes.Quote) error) error {
	return l.guarded(ctx, func(s *served) error { return s.snapshot().Each(ctx, f, do) })
}

// DaysOf numbers the days of a calendar: t's, in its time zone.
func DaysOf(t time.Time) int { return snapshot.DaysOf(t) }

// Speaker tells about a speaker, named as people type it, in any spelling or with
// a typing error: the one with the most quotations, unless one whose name is
// exactly as typed has at least a quarter as many; [ErrNotFound] when nobody is
// called so. What somebody denied, asked or said with a condition does not count
// as his.
func (l *Library) Speaker(ctx context.Context, name string, f Filter) (s SpeakerInfo, err error) {
	err = l.suggesting(ctx, func(v suggest.Suggester) error { s, err = v.Speaker(ctx, name, f); return err })
	return s, err
}

// Source tells about a source, named by title or publisher as people type it, and
// chosen as a speaker is; [ErrNotFound] when nothing is called so.
func (l *Library) Source(ctx context.Context, title string, f Filter) (s SourceInfo, err error) {
	err = l.suggesting(ctx, func(v suggest.Suggester) error { s, err = v.Source(ctx, title, f); return err })
	return s, err
}

// Get returns a quotation as it may be shown to a guild ("" for everyone). An
// ID whose quotation moved leads to the new one, which the returned quotation's
// ID tells. Errors: [ErrNotFound], [ErrHidden], [ErrGone] (a [*GoneError]),
// [ErrNoGeneration], and those that wrap [store.ErrCorrupt] or [fs.ErrClosed].
func (l *Library) Get(ctx context.Context, id quotes.ID, scope string) (quotes.Quote, error) {
	if err := ctx.Err(); err != nil {
		return quotes.Quote{}, err
	}
	s, err := l.acquire()
	if err != nil {
		return quotes.Quote{}, err
	}
	defer s.release()
	q, err := s.get(id, scope)
	if former, instead := l.formerly(id, scope, err); former != "" {
		q, err = s.get(former, scope)
	} else {
		err = instead
	}
	if errors.Is(err, store.ErrCorrupt) {
		l.distrust(s, err)
	}
	return q, err
}

func (s *served) get(id quotes.ID, scope string) (quotes.Quote, error) {
	r, err := s.see(id, scope)
	switch {
	case err != nil:
		return quotes.Quote{}, err
	case r.Hidden():
		return quotes.Quote{}, ErrHidden
	case !r.served:
		return quotes.Quote{}, ErrNotFound
	}
	return r.Quote, nil
}

// Status describes what is served.
func (l *Library) Status() Status {
	l.mu.RLock()
	damage := l.damage
	l.mu.RUnlock()
	putBack, err := store.PutBack(string(l.dir))
	if err != nil {
		l.log.Warn("looking for damage", "err", err)
	}
	s, err := l.acquire()
	if err != nil {
		return Status{Damage: damage, LogPutBack: putBack}
	}
	defer s.release()
	m, pending := s.Manifest, s.edits.Load()
	more := pending.Counts()
	review, reports := s.countTasks(l.done)
	return Status{
		Generation: m.Generation,
		Built:      m.Built,
		Corpus:     m.Corpus,
		Quotations: m.Quotations + more.Visible,
		InReview:   review,
		Reports:    reports,
		Hidden:     m.Hidden + more.Hidden,
		Speakers:   m.Speakers,
		Sources:    m.Sources,
		Edits:      pending.Waiting(),
		Beside:     pending.Documents(),
		Damage:     damage,

		LogPutBack:  putBack,
		LogCutShort: !m.Holds(l.Edits()),
	}
}

// Edits returns every decision of moderators, in order.
func (l *Library) Edits() []store.Edit {
	l.editing.Lock()
	defer l.editing.Unlock()
	return slices.Clone(l.edits)
}

// EditsAfter returns the edits with a higher number, in order.
func (l *Library) EditsAfter(seq uint64) []store.Edit {
	l.editing.Lock()
	defer l.editing.Unlock()
	i, _ := slices.BinarySearchFunc(l.edits, seq+1, func(e store.Edit, seq uint64) int { return cmp.Compare(e.Seq, seq) })
	return slices.Clone(l.edits[i:])
}

// suggesting is guarded for what completes.
func (l *Library) suggesting(ctx context.Context, do func(suggest.Suggester) error) error {
	return l.guarded(ctx, func(s *served) error { return do(suggest.Suggester{Finder: s.finder()}) })
}

// Locate finds the quotations that a passage quotes or misquotes, see
// [locate.Locator.Locate].
func (l *Library) Locate(ctx context.Context, passage string, f Filter) (found []Located, err error) {
	err = l.guarded(ctx, func(s *served) error { found, err = s.locator.Locate(ctx, s.snapshot(), passage, f); return err })
	return found, err
}

// untilClosed is a context that ends when the library closes.
type untilClosed <-chan struct{}

// Deadline returns that there is none.
func (untilClosed) Deadline() (time.Time, bool) { return time.Time{}, false }

// Done returns the channel that Close closes.
func (c untilClosed) Done() <-chan struct{} { return c }

// Err returns nil until then.
func (c untilClosed) Err() error {
	select {
	case <-c:
		return context.Canceled
	default:
		return nil
	}
}

// Value returns nothing.
func (untilClosed) Value(any) any { return nil }

// recheckAfter is how long a generation that was found to be whole is trusted,
// whatever faults: a panic that words provoke must not cost a reading of
// everything each time.
const recheckAfter = 10 * time.Minute
