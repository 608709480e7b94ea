package cli

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"verbatim/bot/messages"
	"verbatim/quotes"
	"verbatim/search"
)

// indexCache is the index of a corpus in the user's cache folder, up to date,
// for [Ask]. It never touches a data folder: trying something out does not
// disturb a bot that serves.
type indexCache struct {
	Program
	corpus      Corpus
	dir         string
	temporary   bool // dir goes when the cache is closed
	fingerprint string
	library     *search.Library
	rebuilt     bool // because it was damaged: once is enough
}

// openIndexCache opens the index of the corpus and builds it first if it is
// missing or older than the corpus.
func openIndexCache(ctx context.Context, p Program, c Corpus) (*indexCache, error) {
	fingerprint, err := c.Fingerprint(ctx)
	if err != nil {
		return nil, err
	}
	s := &indexCache{Program: p, corpus: c, fingerprint: fingerprint}
	if s.dir, err = cacheDir(c.Dir()); err != nil {
		fmt.Fprintf(p.Stderr, "The cache folder cannot be used (%v), so the index is built anew for this question.\n", err)
		if err := s.useTemporary(); err != nil {
			return nil, err
		}
	}
	if err := s.open(ctx); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *indexCache) open(ctx context.Context) error {
	library, err := search.Open(s.dir, search.Options{ReadOnly: true})
	if err != nil {
		return fmt.Errorf("opening the index in %s: %w", s.dir, err)
	}
	s.library = library
	if s.upToDate() {
		return nil
	}
	return s.rebuild(ctx)
}

// rebuild builds the index and moves over to it. When another ask builds it at
// the same time, it waits for that one.
func (s *indexCache) rebuild(ctx context.Context) error {
	// How often it looks whether the other build has ended.
	pause := time.NewTicker(50 * time.Millisecond)
	defer pause.Stop()
	for {
		err := s.build(ctx)
		if err != nil && !errors.Is(err, search.ErrBuilding) {
			return err
		}
		if err == nil {
			return s.refresh(ctx)
		}
		select {
		case <-pause.C:
		case <-ctx.Done():
			return ctx.Err()
		}
		if err := s.refresh(ctx); err != nil || s.upToDate() {
			return err
		}
	}
}

func (s *indexCache) refresh(ctx context.Context) error {
	if _, err := s.library.Refresh(ctx); err != nil {
		return fmt.Errorf("opening the new index in %s: %w", s.dir, err)
	}
	return nil
}

// upToDate reports whether the index was built from the corpus as it is.
func (s *indexCache) upToDate() bool {
	status := s.library.Status()
	return status.Generation != 0 && status.Damage == nil && status.Corpus == s.fingerprint
}

func (s *indexCache) build(ctx context.Context) error {
	bar := NewProgressBar(s.Program)
	read, _, err := s.corpus.Build(ctx, s.dir, bar.Show)
	bar.End()
	if err != nil {
		return err
	}
	const shown = 3
	for _, r := range read.Rejections[:min(shown, len(read.Rejections))] {
		fmt.Fprintf(s.Stderr, "rejected: %s\n", Place(r.File, r.Line, r.Reason))
	}
	if more := len(read.Rejections) - shown; more > 0 {
		number := messages.For("en").Plain().Number
		fmt.Fprintf(s.Stderr, "and %s more; CORPUS_DIR=%s verbatim check lists them all\n", number(more), s.corpus.Dir())
	}
	return nil
}

// search searches; words that are the ID of a quotation find that one. An index
// that turns out to be damaged is built anew, once.
func (s *indexCache) search(ctx context.Context, q search.Query) (search.Result, error) {
	if id, err := quotes.ParseID(q.Words); err == nil {
		if one, err := s.library.Get(ctx, id, ""); err == nil {
			return search.Result{Hits: []search.Hit{{Quote: one}}, Total: 1}, nil
		}
	}
	result, err := s.library.Search(ctx, q)
	if err == nil || ctx.Err() != nil || errors.Is(err, search.ErrBusy) || s.rebuilt {
		return result, err
	}
	s.rebuilt = true
	fmt.Fprintf(s.Stderr, "The index in the cache folder is damaged (%v), so it is built anew.\n", err)
	if err := s.rebuild(ctx); err != nil {
		return search.Result{}, err
	}
	return s.library.Search(ctx, q)
}

func (s *indexCache) close() {
	if s.library != nil {
		_ = s.library.Close() // nothing was written
	}
	if s.temporary {
		_ = os.RemoveAll(s.dir)
	}
}

func (s *indexCache) useTemporary() (err error) {
	if s.dir, err = os.MkdirTemp("", "verbatim-"); err != nil {
		return fmt.Errorf("making a temporary folder for the index: %w", err)
	}
	s.temporary = true
	return nil
}

// cacheDir returns the folder for the index of a corpus, which exists and can
// be written to.
func cacheDir(corpusDir string) (string, error) {
	base, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	key := "starter"
	if corpusDir != "" {
		path, err := filepath.Abs(corpusDir)
		if err != nil {
			return "", fmt.Errorf("finding the folder %s: %w", corpusDir, err)
		}
		// By whatever path it is named, a corpus has one index.
		if real, err := filepath.EvalSymlinks(path); err == nil {
			path = real
		}
		key = fmt.Sprintf("%x", sha256.Sum256([]byte(path)))[:16]
	}
	dir := filepath.Join(base, "verbatim", key)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	probe, err := os.CreateTemp(dir, "probe-")
	if err != nil {
		return "", err
	}
	probe.Close()
	return dir, os.Remove(probe.Name())
}
