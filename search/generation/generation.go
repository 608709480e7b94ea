package generation

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"

	"github.com/gofrs/flock"

	"verbatim/quotes"
	"verbatim/quotes/people"
	"verbatim/quotes/store"
	"verbatim/search/index"
	"verbatim/search/moderation"
	"verbatim/search/vocabulary"
)

// Generation is an open generation. It never changes; concurrent searches share
// it. Its methods read from files, some of them mapped: see [index.Recovered].
type Generation struct {
	Number     int
	Dir        string
	Manifest   Manifest
	Index      *index.Index
	Vocabulary *vocabulary.Vocabulary
	Records    *store.Records
	AsBuilt    *moderation.Effective // what index and vocabulary were built with
	entries    map[quotes.ID]bool    // records that no file has, see decided
	People     *people.List          // by which names people are called; those of the corpus go before the built-in ones
	waits      waits
	tombstones *tombstones
	closers    []func() error // in the order of opening
}

// CheckedAtOpen is up to how many bytes a file is compared with its checksum
// whenever a generation is opened: that includes bleve's root file, in which
// damage would otherwise be noticed by a fault only. Of larger ones the size is
// compared.
const CheckedAtOpen = 1 << 20

var (
	// ErrRemoved: the generation was removed between looking for it and locking it.
	ErrRemoved = errors.New("the generation was removed")
	// ErrUnusable: the files are as they were written, and cannot be opened
	// all the same: another version of the program wrote them, or the system
	// lacks something. Another generation may serve; this one stays.
	ErrUnusable = errors.New("the generation cannot be opened")
)

// Open opens a published generation and holds it against removal by
// other processes. Files of up to checked bytes are compared with their
// checksums. The error wraps [store.ErrCorrupt] when the generation is damaged,
// ErrRemoved when it is not there any more, ErrUnusable or [store.ErrNewer].
func Open(ctx context.Context, dir Folder, number int, checked int64) (*Generation, error) {
	return openHeld(dir, number, func(path string, m Manifest) (*Generation, error) {
		g, err := openParts(ctx, path, m, checked)
		if !errors.Is(err, store.ErrCorrupt) {
			return g, err
		}
		if found, readErr := m.Problems(ctx, path, -1); readErr == nil && len(found) == 0 {
			err = fmt.Errorf("%w: %v", ErrUnusable, err) // not to be set aside as damaged
		}
		return nil, err
	})
}

// openTables opens of a generation what a new one is compared with, after
// verifying all of it; errors are as for Open.
func openTables(ctx context.Context, dir Folder, number int) (*Generation, error) {
	return openHeld(dir, number, func(path string, m Manifest) (*Generation, error) {
		g := &Generation{Number: number, Dir: path, Manifest: m}
		err := g.Verify(ctx)
		if err == nil {
			err = g.addTables()
		}
		if err != nil {
			return nil, errors.Join(err, g.Close())
		}
		return g, nil
	})
}

// openHeld holds a generation against removal while and after open opens it.
func openHeld(dir Folder, number int, open func(path string, m Manifest) (*Generation, error)) (*Generation, error) {
	path := dir.Path(number)
	lock, err := lockForUse(path)
	if err != nil {
		return nil, fmt.Errorf("locking generation %d: %w", number, err)
	}
	m, err := ReadManifest(path, number)
	if err != nil && !exists(path) {
		err = ErrRemoved
	}
	var g *Generation
	if err == nil {
		g, err = open(path, m)
	}
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	// Released last: it keeps other processes from removing the folder.
	g.closers = slices.Insert(g.closers, 0, lock.Close)
	return g, nil
}

// lockForUse holds a generation's folder against removal.
func lockForUse(dir string) (*flock.Flock, error) {
	// The lock is not created as a rule: the folder may be going away.
	lock := flock.New(filepath.Join(dir, UseLockName), flock.SetFlag(os.O_RDONLY))
	locked, err := lock.TryRLock()
	if errors.Is(err, fs.ErrNotExist) && exists(filepath.Join(dir, ManifestName)) {
		lock = flock.New(filepath.Join(dir, UseLockName)) // a copy that lacks the empty file
		locked, err = lock.TryRLock()
	}
	switch {
	case err != nil && !exists(dir), err == nil && !locked: // only who removes it locks it for itself
		return nil, ErrRemoved
	case err != nil:
		return nil, err
	}
	return lock, nil
}

// openParts opens the files of a generation. Damaged ones may panic in bleve or
// fault in a mapped file: both become errors that wrap [store.ErrCorrupt].
func openParts(ctx context.Context, path string, m Manifest, checked int64) (g *Generation, err error) {
	g = &Generation{Number: m.Generation, Dir: path, Manifest: m}
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v", store.ErrCorrupt, p)
		}
		if err != nil {
			g, err = nil, errors.Join(fmt.Errorf("opening generation %d: %w", m.Generation, err), g.Close())
		}
	}()
	found, err := m.Problems(ctx, path, checked)
	if err != nil {
		return g, err
	}
	if err := damage(found); err != nil {
		return g, err
	}
	if err := g.addTables(); err != nil {
		return g, err
	}
	if g.Vocabulary, err = vocabulary.Open(filepath.Join(path, vocabularyName)); err != nil {
		if errors.Is(err, vocabulary.ErrDamaged) {
			err = fmt.Errorf("%w: %w", store.ErrCorrupt, err)
		}
		return g, err
	}
	g.closers = append(g.closers, g.Vocabulary.Close)
	if g.Index, err = index.Open(filepath.Join(path, indexName)); err != nil {
		return g, fmt.Errorf("%w: %w", store.ErrCorrupt, err)
	}
	g.closers = append(g.closers, g.Index.Close)
	if r, v, p := g.Records.Len(), g.Vocabulary.Len(), g.Index.Len(); r != v || r != p || r != m.Records {
		return g, fmt.Errorf("%w: %d records, %d in the vocabulary, %d in the index", store.ErrCorrupt, r, v, p)
	}
	return g, nil
}

// addTables opens records, history, decisions and people.
func (g *Generation) addTables() (err error) {
	if g.Records, err = store.OpenRecords(filepath.Join(g.Dir, recordsName)); err != nil {
		return err
	}
	g.closers = append(g.closers, g.Records.Close)
	if g.tombstones, err = openTombstones(filepath.Join(g.Dir, historyName)); err != nil {
		return err
	}
	g.closers = append(g.closers, g.tombstones.Close)
	var decisions map[quotes.ID]moderation.Decision
	decisions, g.entries, err = readDecisions(filepath.Join(g.Dir, decisionsName))
	if err != nil {
		return err
	}
	g.AsBuilt = moderation.New(decisions, g.Corpus())
	g.People, err = readPeople(filepath.Join(g.Dir, peopleName))
	return err
}

// Close closes everything, last opened first, and lets other processes remove
// the folder.
func (g *Generation) Close() error {
	var errs []error
	for _, c := range slices.Backward(g.closers) {
		errs = append(errs, c())
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("closing generation %d: %w", g.Number, err)
	}
	return nil
}

// Verify reads every byte of the generation and compares it with the manifest.
// The error wraps [store.ErrCorrupt] when something differs.
func (g *Generation) Verify(ctx context.Context) error {
	found, err := g.Manifest.Problems(ctx, g.Dir, -1)
	if err == nil {
		err = damage(found)
	}
	if err != nil {
		return fmt.Errorf("verifying generation %d: %w", g.Number, err)
	}
	return nil
}
