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
}

// checkedAtOpen is up to how many bytes a file is compared with its checksum
// whenever a generation is opened: that includes bleve's root file, in which
// damage would otherwise be noticed by a fault only. Of larger ones the size is
// compared.
const checkedAtOpen = 1 << 20

// errRemoved: the generation was removed between looking for it and locking it.
var errRemoved = errors.New("the generation was removed")

// openGeneration opens a published generation and holds it against removal by
// other processes. Files of up to checked bytes are compared with their checksums. The error wraps [store.ErrCorrupt] when it is damaged and
// errRemoved when it is not there any more.
func openGeneration(ctx context.Context, dir folder, number int, checked int64) (*generation, error) {
	path := dir.generation(number)
	lock, err := lockForUse(path)
	if err != nil {
		return nil, fmt.Errorf("locking generation %d: %w", number, err)
	}
	m, err := readManifest(path, number)
	if err != nil {
		if !exists(path) {
			err = errRemoved
		}
		return nil, errors.Join(err, lock.Close())
	}
	g, err := openParts(ctx, path, m, checked)
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
	if g.records, err = store.OpenRecords(filepath.Join(path, recordsName)); err != nil {
		return g, err
	}
	g.closers = append(g.closers, g.records.Close)
	if g.history, err = openHistory(filepath.Join(path, historyName)); err != nil {
		return g, err
	}
	g.closers = append(g.closers, g.history.Close)
	if g.baked, err = readVerdicts(filepath.Join(path, decisionsName)); err != nil {
		return g, err
	}
	if g.vocab, err = vocabulary.Open(filepath.Join(path, vocabularyName)); err != nil {
		return g, fmt.Errorf("%w: %w", store.ErrCorrupt, err)
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
