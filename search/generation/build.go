package generation

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/gofrs/flock"

	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/search/moderation"
)

// Build reads quotations and makes a new generation of them, which serves once
// Build returns without an error: it is built whole beside the one that serves,
// verified, made durable and then switched to in one step. A failure, or the
// end of the process, at any moment leaves the old one as it was; what is left
// lying about is removed by the next Build.
//
// Edits that the data folder's log has are built in, and are not in the way of
// whoever writes the log meanwhile.
//
// One process builds at a time; others get [ErrBuilding]. At the end of ctx it
// stops, at the latest after the merge of the index, which takes some seconds
// with a million quotations. In memory it needs some 100 bytes an occurrence, and
// what index and vocabulary need.
func Build(ctx context.Context, o BuildOptions) (BuildReport, error) {
	return newBuild(o).run(ctx)
}

func newBuild(o BuildOptions) *build {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Disk.Sync == nil {
		o.Disk = store.Machine()
	}
	if o.Step == nil {
		o.Step = func(string) error { return nil }
	}
	return &build{options: o, dir: Folder(o.DataDir), now: o.Now, step: o.Step, maxTombstones: maxTombstones}
}

// build is one run of [Build].
type build struct {
	options       BuildOptions
	dir           Folder
	now           func() time.Time
	maxTombstones int
	step          func(name string) error

	number      int
	path        string // of the generation's folder
	previous    *Generation
	occurrences *occurrences
	moved       map[store.PackedID]store.PackedID
	left        map[store.PackedID]string
	edits       []store.Edit // those of the log
	forgotten   *store.Forgotten
	entries     int // quotations that moderators added
	decided     *moderation.Effective
	waits       waitsBuilder
	manifest    Manifest
	report      BuildReport
}

// The steps of a build, in order.
const (
	stepSweep     = "Sweep"     // what crashes left
	stepCompare   = "compare"   // the generation before is verified
	stepRead      = "read"      // Input is drained
	stepDecide    = "Decide"    // moves and edits
	stepWrite     = "write"     // records, vocabulary, index
	stepSync      = "sync"      // all of it made durable
	stepVerify    = "verify"    //
	stepPublish   = "publish"   // the manifest is written
	stepSwitch    = "switch"    // CURRENT is replaced
	stepSweepMore = "sweepmore" // the generation that this one made superfluous
)

// BuildSteps returns the names of all steps of a build, in order.
func BuildSteps() []string {
	return []string{stepSweep, stepCompare, stepRead, stepDecide, stepWrite, stepSync, stepVerify, stepPublish, stepSwitch, stepSweepMore}
}

func (b *build) run(ctx context.Context) (report BuildReport, err error) {
	start := b.now()
	if err := os.MkdirAll(string(b.dir), 0o700); err != nil {
		return report, fmt.Errorf("making the data folder: %w", err)
	}
	lock, locked, err := b.dir.LockBuild()
	if err != nil {
		return report, err
	}
	if !locked {
		return report, ErrBuilding
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	if err := b.locked(ctx); err != nil {
		return report, fmt.Errorf("building a generation: %w", err)
	}
	b.report.Took = b.now().Sub(start)
	return b.report, nil
}

// locked builds while build.lock is held.
func (b *build) locked(ctx context.Context) (err error) {
	if err := b.begin(ctx, stepSweep); err != nil {
		return err
	}
	if err := b.dir.Sweep(); err != nil {
		return err
	}
	if err := b.begin(ctx, stepCompare); err != nil {
		return err
	}
	if err := b.openPrevious(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.closePrevious()) }()
	b.path = b.dir.Path(b.number)
	lock, err := MakeFolder(b.path)
	if err != nil {
		return err
	}
	published := false
	defer func() {
		err = errors.Join(err, lock.Close())
		if !published {
			err = errors.Join(err, b.discard(err))
		}
	}()
	if err := b.fill(ctx); err != nil || b.options.DryRun {
		return err
	}
	b.progress("switching", 0, 0)
	if b.options.Publish != nil {
		if err := b.options.Publish(ctx, b.manifest, b.path); err != nil {
			return err
		}
	}
	if err := b.begin(ctx, stepSwitch); err != nil {
		return err
	}
	// Whatever happens from here on, CURRENT may name the generation.
	published = true
	if err := b.dir.WriteCurrent(b.options.Disk, b.number); err != nil {
		return err
	}
	// It serves: what fails now is for the next Sweep, not for the caller.
	if err := b.closePrevious(); err != nil {
		return nil
	}
	if b.step(stepSweepMore) == nil {
		_ = b.dir.Sweep()
	}
	return nil
}

// begin is called before each step.
func (b *build) begin(ctx context.Context, step string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return b.step(step)
}

func (b *build) progress(step string, done, total int) {
	if b.options.Progress != nil {
		b.options.Progress(Progress{Step: step, Done: done, Total: total})
	}
}

// openPrevious opens the generation to compare with: the current one, or, if
// that proves to be damaged and is set aside, the one before it. No generation
// at all is no error.
func (b *build) openPrevious(ctx context.Context) error {
	c, err := b.dir.List()
	if err != nil {
		return err
	}
	serving, err := b.dir.ReadCurrent()
	if err != nil && !errors.Is(err, store.ErrCorrupt) {
		return err
	}
	b.number = max(c.next(), b.options.Above+1)
	candidates := c.Candidates(serving)
	for i, n := range candidates {
		g, err := openTables(ctx, b.dir, n)
		if err == nil {
			b.previous = g
			return nil
		}
		switch {
		case errors.Is(err, store.ErrCorrupt):
			next := 0
			if i+1 < len(candidates) {
				next = candidates[i+1]
			}
			if err := b.dir.SetAside(b.options.Disk, n, next); err != nil {
				return err
			}
		case !errors.Is(err, store.ErrNewer) && !errors.Is(err, ErrUnusable):
			return err
		}
	}
	return nil
}

func (b *build) closePrevious() error {
	if b.previous == nil {
		return nil
	}
	g := b.previous
	b.previous = nil
	return g.Close()
}

// MakeFolder makes the generation's folder with its lock, which is held while
// it is built so that nothing takes it for a leftover.
func MakeFolder(path string) (*flock.Flock, error) {
	if err := os.Mkdir(path, 0o700); err != nil {
		return nil, fmt.Errorf("making the generation's folder: %w", err)
	}
	lock := flock.New(filepath.Join(path, UseLockName))
	locked, err := lock.TryRLock()
	if err == nil && !locked {
		err = ErrRemoved
	}
	if err != nil {
		return nil, fmt.Errorf("locking the generation's folder: %w", err)
	}
	return lock, nil
}

// discard removes what a failed build left, but keeps a generation that did not
// verify for whoever wants to know why.
func (b *build) discard(cause error) error {
	if errors.Is(cause, ErrUnverified) {
		return b.dir.SetAside(b.options.Disk, b.number, 0)
	}
	return os.RemoveAll(b.path)
}

// fill makes everything in the generation's folder, the manifest last.
func (b *build) fill(ctx context.Context) (err error) {
	if b.occurrences, err = newOccurrences(filepath.Join(b.path, "occurrences.tmp")); err != nil {
		return err
	}
	open := true
	closeSpill := func() error {
		if !open {
			return nil
		}
		open = false
		return b.occurrences.close()
	}
	defer func() { err = errors.Join(err, closeSpill()) }()

	if err := b.begin(ctx, stepRead); err != nil {
		return err
	}
	if err := b.read(ctx); err != nil {
		return err
	}
	if err := b.begin(ctx, stepDecide); err != nil {
		return err
	}
	if err := b.decide(ctx); err != nil {
		return err
	}
	if b.options.DryRun {
		return b.differences(ctx)
	}
	if err := b.begin(ctx, stepWrite); err != nil {
		return err
	}
	if err := b.write(ctx); err != nil {
		return err
	}
	for _, write := range []func() error{b.writeReport, b.writePeople, b.writeWaits} {
		if err := write(); err != nil {
			return err
		}
	}
	if err := closeSpill(); err != nil {
		return err
	}
	if err := b.begin(ctx, stepSync); err != nil {
		return err
	}
	if err := SyncTree(b.options.Disk, b.path); err != nil {
		return fmt.Errorf("making the generation durable: %w", err)
	}
	if err := b.begin(ctx, stepVerify); err != nil {
		return err
	}
	if err := b.verify(ctx); err != nil {
		return err
	}
	if err := b.begin(ctx, stepPublish); err != nil {
		return err
	}
	line, err := store.Seal(b.manifest)
	if err != nil {
		return err
	}
	if err := b.options.Disk.WriteFile(filepath.Join(b.path, ManifestName), line); err != nil {
		return err
	}
	return b.options.Disk.SyncDir(string(b.dir))
}

// read drains the input into the occurrences.
func (b *build) read(ctx context.Context) error {
	input := iter.Seq2[quotes.Quote, error](b.options.Quotes)
	if input == nil {
		return errors.New("there is nothing to read")
	}
	b.progress("reading", 0, 0)
	if err := b.readForgotten(); err != nil {
		return err
	}
	for q, err := range input {
		if err == nil {
			err = ctx.Err()
		}
		if err == nil && !b.forgotten.Has(q.ID) {
			err = b.occurrences.add(q)
		} else if err == nil {
			b.report.Forgotten++
		}
		if err != nil {
			return err
		}
		if b.report.Read++; b.report.Read%progressEvery == 0 {
			b.progress("reading", b.report.Read, 0)
		}
	}
	if err := ctx.Err(); err != nil {
		return err // an input may end early because of it, and say nothing
	}
	b.progress("reading", b.report.Read, b.report.Read)
	if err := b.addEntries(); err != nil {
		return err
	}
	return b.occurrences.sort()
}

// readForgotten finds out which words must not come back. Where the key is lost, that
// cannot be told of words in files; [Verify] says so.
func (b *build) readForgotten() error {
	log, err := store.ReadLog(string(b.dir))
	if err != nil {
		return err
	}
	if b.forgotten, err = store.ForgottenIn(string(b.dir), log); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// addEntries reads the log of edits, as late as possible, so that as few edits as
// possible wait beside the generation, and keeps a place for what moderators added:
// a record without attributions, which decisions make a quotation of.
func (b *build) addEntries() (err error) {
	if b.edits, err = store.ReadLog(string(b.dir)); err != nil {
		return err
	}
	itself := func(id quotes.ID) quotes.ID { return id }
	decided := b.effective(moderation.Corpus{Has: func(quotes.ID) bool { return true }, Canonical: itself}).Decisions()
	for _, id := range slices.Sorted(maps.Keys(decided)) {
		if adds := decided[id].Adds; len(adds) > 0 {
			b.entries++
			if err := b.occurrences.add(quotes.Quote{ID: adds[0].ID, Words: adds[0].Quote.Words}); err != nil {
				return err
			}
		}
	}
	return nil
}

// effective returns what the edits come to for what was read. What the generation
// before was built with stays in force where the log lost it.
func (b *build) effective(corpus moderation.Corpus) *moderation.Effective {
	if b.previous == nil {
		return Manifest{}.Effective(b.edits, nil, corpus)
	}
	return b.previous.Manifest.Effective(b.edits, b.previous.AsBuilt.Decisions(), corpus)
}

// progressEvery is after how many quotations progress is told.
const progressEvery = 500

// decide finds out what became of quotations that left, and which edits hold
// for those that are there.
func (b *build) decide(ctx context.Context) (err error) {
	if b.previous != nil {
		b.moved, b.left, err = redirects(ctx, b.occurrences, b.previous.Records)
		if err != nil {
			return err
		}
		if err := b.noteGone(ctx); err != nil {
			return err
		}
	}
	w := tombstoneWriter{has: b.occurrences.has, moved: b.moved, files: b.left, now: b.now().UTC().Round(0), limit: b.maxTombstones}
	path := filepath.Join(b.path, historyName)
	if err := w.write(path, b.previous); err != nil {
		return err
	}
	h, err := openTombstones(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close()) }()

	b.moved, b.left = nil, nil // by now in the history
	has := func(id quotes.ID) bool {
		p, err := store.Pack(id)
		return err == nil && b.occurrences.has(p)
	}
	canonical := func(id quotes.ID) quotes.ID {
		p, err := store.Pack(id)
		if err != nil || b.occurrences.has(p) {
			return id
		}
		if d, ok, err := h.find(p); err == nil && ok && d.To != "" {
			return d.To
		}
		return id
	}
	if n := len(b.edits); n > 0 {
		b.manifest.EditSeq, b.manifest.EditAt = b.edits[n-1].Seq, b.edits[n-1].At
	}
	if b.previous != nil && !b.previous.Manifest.Holds(b.edits) { // what was built in stays in force
		b.manifest.EditSeq, b.manifest.EditAt = b.previous.Manifest.EditSeq, b.previous.Manifest.EditAt
	}
	b.decided = b.effective(moderation.Corpus{Has: has, Canonical: canonical})
	for id, d := range b.decided.Decisions() {
		if id != moderation.OfAll && !has(id) {
			b.report.StaleEdits = append(b.report.StaleEdits, d.Made()...)
		}
	}
	sortEdits(b.report.StaleEdits)
	entries, err := b.onlyAdded()
	if err != nil {
		return err
	}
	return writeDecisions(filepath.Join(b.path, decisionsName), b.decided.Decisions(), entries)
}

// onlyAdded returns the quotations that no file has: all that was read of their words
// is the place that addEntries kept, which comes last.
func (b *build) onlyAdded() (map[quotes.ID]bool, error) {
	only := map[quotes.ID]bool{}
	for id, d := range b.decided.Decisions() {
		if len(d.Adds) == 0 {
			continue
		}
		p, err := store.Pack(id)
		if err != nil {
			return nil, err
		}
		if i, ok := b.occurrences.find(p); ok {
			q, err := b.occurrences.at(i)
			if err != nil {
				return nil, err
			}
			only[id] = len(q.Attributions) == 0
		}
	}
	return only, nil
}
