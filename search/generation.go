package search

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"

	"github.com/blevesearch/bleve/v2"
	"github.com/gofrs/flock"

	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/search/vocabulary"
)

// generation is an open generation. It never changes; concurrent searches
// share it.
type generation struct {
	number   int
	dir      string
	manifest Manifest
	index    bleve.Index
	posts    *postings
	vocab    *vocabulary.Vocabulary
	records  *store.Records
	history  *history
	baked    map[quotes.ID]verdict // what index and vocabulary were built with
	closers  []func() error        // in the order of opening
}

// view is what one search sees: a generation and the edits beside it, both of
// which stay as they are while it runs. Whoever made it holds the generation.
type view struct {
	*generation
	edits *overlay
	// The vocabulary, and the index that lookup gives, are those that would be
	// built now.
	vocab *vocabulary.Vocabulary
	patch *patch
}

// newView returns what a search sees; its error wraps [store.ErrCorrupt] when a
// record of which the edits have to be taken in is damaged, and that of ctx when
// it ends before they are.
func newView(ctx context.Context, g *generation, edits *overlay) (view, error) {
	p, err := edits.patched(ctx, g)
	if err != nil {
		return view{}, err
	}
	return view{generation: g, edits: edits, vocab: p.vocab, patch: p}, nil
}

// lookup finds terms for one search.
func (v view) lookup() *lookup {
	l := v.posts.lookup()
	l.patch = v.patch
	return l
}

// checkedAtOpen is up to how many bytes a file is compared with its checksum
// whenever a generation is opened: that includes bleve's root file, in which
// damage would otherwise be noticed by a fault only. Of larger ones the size is
// compared.
const checkedAtOpen = 1 << 20

var (
	// errRemoved: the generation was removed between looking for it and locking it.
	errRemoved = errors.New("the generation was removed")
	// errUnusable: the files are as they were written, and cannot be opened
	// all the same: another version of the program wrote them, or the system
	// lacks something. Another generation may serve; this one stays.
	errUnusable = errors.New("the generation cannot be opened")
)

// openGeneration opens a published generation and holds it against removal by
// other processes. Files of up to checked bytes are compared with their
// checksums. The error wraps [store.ErrCorrupt] when the generation is damaged,
// errRemoved when it is not there any more, errUnusable or [store.ErrNewer].
func openGeneration(ctx context.Context, dir folder, number int, checked int64) (*generation, error) {
	return openHeld(dir, number, func(path string, m Manifest) (*generation, error) {
		g, err := openParts(ctx, path, m, checked)
		if !errors.Is(err, store.ErrCorrupt) {
			return g, err
		}
		if found, readErr := m.problems(ctx, path, -1); readErr == nil && len(found) == 0 {
			err = fmt.Errorf("%w: %v", errUnusable, err) // not to be set aside as damaged
		}
		return nil, err
	})
}

// openTables opens of a generation what a new one is compared with, after
// verifying all of it; errors are as for openGeneration.
func openTables(ctx context.Context, dir folder, number int) (*generation, error) {
	return openHeld(dir, number, func(path string, m Manifest) (*generation, error) {
		g := &generation{number: number, dir: path, manifest: m}
		err := g.verify(ctx)
		if err == nil {
			err = g.addTables()
		}
		if err != nil {
			return nil, errors.Join(err, g.close())
		}
		return g, nil
	})
}

// openHeld holds a generation against removal while and after open opens it.
func openHeld(dir folder, number int, open func(path string, m Manifest) (*generation, error)) (*generation, error) {
	path := dir.generation(number)
	lock, err := lockForUse(path)
	if err != nil {
		return nil, fmt.Errorf("locking generation %d: %w", number, err)
	}
	m, err := readManifest(path, number)
	if err != nil && !exists(path) {
		err = errRemoved
	}
	var g *generation
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
	lock := flock.New(filepath.Join(dir, useLockName), flock.SetFlag(os.O_RDONLY))
	locked, err := lock.TryRLock()
	if errors.Is(err, fs.ErrNotExist) && exists(filepath.Join(dir, manifestName)) {
		lock = flock.New(filepath.Join(dir, useLockName)) // a copy that lacks the empty file
		locked, err = lock.TryRLock()
	}
	switch {
	case err != nil && !exists(dir), err == nil && !locked: // only who removes it locks it for itself
		return nil, errRemoved
	case err != nil:
		return nil, err
	}
	return lock, nil
}

// openParts opens the files of a generation. Damaged ones may panic in bleve or
// fault in a mapped file: both become errors that wrap [store.ErrCorrupt].
func openParts(ctx context.Context, path string, m Manifest, checked int64) (g *generation, err error) {
	g = &generation{number: m.Generation, dir: path, manifest: m}
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v", store.ErrCorrupt, p)
		}
		if err != nil {
			g, err = nil, errors.Join(fmt.Errorf("opening generation %d: %w", m.Generation, err), g.close())
		}
	}()
	found, err := m.problems(ctx, path, checked)
	if err != nil {
		return g, err
	}
	if err := damage(found); err != nil {
		return g, err
	}
	if err := g.addTables(); err != nil {
		return g, err
	}
	if g.vocab, err = vocabulary.Open(filepath.Join(path, vocabularyName)); err != nil {
		if errors.Is(err, vocabulary.ErrDamaged) {
			err = fmt.Errorf("%w: %w", store.ErrCorrupt, err)
		}
		return g, err
	}
	g.closers = append(g.closers, g.vocab.Close)
	if g.index, err = openIndex(filepath.Join(path, indexName)); err != nil {
		return g, fmt.Errorf("%w: %w", store.ErrCorrupt, err)
	}
	g.closers = append(g.closers, g.index.Close)
	if g.posts, err = openPostings(g.index); err != nil {
		return g, fmt.Errorf("%w: %w", store.ErrCorrupt, err)
	}
	g.closers = append(g.closers, g.posts.close)
	if r, v, p := g.records.Len(), g.vocab.Len(), g.posts.len(); r != v || r != p || r != m.Records {
		return g, fmt.Errorf("%w: %d records, %d in the vocabulary, %d in the index", store.ErrCorrupt, r, v, p)
	}
	return g, nil
}

// addTables opens records, history and decisions.
func (g *generation) addTables() (err error) {
	if g.records, err = store.OpenRecords(filepath.Join(g.dir, recordsName)); err != nil {
		return err
	}
	g.closers = append(g.closers, g.records.Close)
	if g.history, err = openHistory(filepath.Join(g.dir, historyName)); err != nil {
		return err
	}
	g.closers = append(g.closers, g.history.Close)
	g.baked, err = readVerdicts(filepath.Join(g.dir, decisionsName))
	return err
}

// openIndex opens a bleve index that nobody writes. Any number of processes
// may; without the timeout an index that somebody locked would hang for ever.
func openIndex(path string) (bleve.Index, error) {
	return bleve.OpenUsing(path, map[string]any{"read_only": true, "bolt_timeout": "2s"})
}

// close closes everything, last opened first, and lets other processes remove
// the folder.
func (g *generation) close() error {
	var errs []error
	for _, c := range slices.Backward(g.closers) {
		errs = append(errs, c())
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("closing generation %d: %w", g.number, err)
	}
	return nil
}

// verify reads every byte of the generation and compares it with the manifest.
// The error wraps [store.ErrCorrupt] when something differs.
func (g *generation) verify(ctx context.Context) error {
	found, err := g.manifest.problems(ctx, g.dir, -1)
	if err == nil {
		err = damage(found)
	}
	if err != nil {
		return fmt.Errorf("verifying generation %d: %w", g.number, err)
	}
	return nil
}
