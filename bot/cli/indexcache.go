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
	"verbatim/bot/reindex"
	"verbatim/quotes"
	"verbatim/search"
)

// indexCache is the index of a corpus, up to date, for [Ask] and [CheckQuote]: that of
// the data folder, with what moderators decided, or else one in the user's cache
// folder. It changes nothing in a data folder: trying something out does not disturb a
// bot that serves.
type indexCache struct {
	Program
	corpus      Corpus
	served      bool // the library is that of the data folder
	dir         string
	temporary   bool // dir goes when the cache is closed
	fingerprint string
	library     *search.Library
	rebuilt     bool // because it was damaged: once is enough
	// toldOfStarter: that the starter corpus lacks the words is said once.
	toldOfStarter bool
}

// openIndexCache opens the index of the corpus and builds it first if it is
// missing or older than the corpus. dataDir, "" for none, may have it too.
func openIndexCache(ctx context.Context, p Program, corpus Corpus, dataDir string) (*indexCache, error) {
	fingerprint, err := corpus.Fingerprint(ctx)
	if err != nil {
		return nil, err
	}
	c := &indexCache{Program: p, corpus: corpus, fingerprint: fingerprint}
	if c.openServed(dataDir) {
		return c, nil
	}
	if err := c.open(ctx); err != nil {
		c.close()
		return nil, err
	}
	return c, nil
}

// openServed opens the index of a data folder, if it is that of the corpus as it is.
func (c *indexCache) openServed(dataDir string) bool {
	if dataDir == "" {
		return false
	}
	library, err := search.Open(dataDir, search.Options{ReadOnly: true})
	if err != nil {
		return false
	}
	c.library = library
	if c.served = c.upToDate(); !c.served {
		c.close()
		c.library = nil
	}
	return c.served
}

// open opens the index in the cache folder.
func (c *indexCache) open(ctx context.Context) (err error) {
	if c.dir, err = cacheDir(c.corpus.Dir()); err != nil {
		fmt.Fprintf(c.Stderr, "The cache folder cannot be used (%v), so the index is built anew for this question.\n", err)
		if err := c.useTemporary(); err != nil {
			return err
		}
	}
	library, err := search.Open(c.dir, search.Options{ReadOnly: true})
	if err != nil {
		return fmt.Errorf("opening the index in %s: %w", c.dir, err)
	}
	c.library = library
	if c.upToDate() {
		return nil
	}
	return c.rebuild(ctx)
}

// rebuild builds the index and moves over to it. When another ask builds it at
// the same time, it waits for that one.
func (c *indexCache) rebuild(ctx context.Context) error {
	// How often it looks whether the other build has ended.
	pause := time.NewTicker(50 * time.Millisecond)
	defer pause.Stop()
	for {
		err := c.build(ctx)
		if err != nil && !errors.Is(err, search.ErrBuilding) {
			return err
		}
		if err == nil {
			return c.refresh(ctx)
		}
		select {
		case <-pause.C:
		case <-ctx.Done():
			return ctx.Err()
		}
		if err := c.refresh(ctx); err != nil || c.upToDate() {
			return err
		}
	}
}

func (c *indexCache) refresh(ctx context.Context) error {
	if _, err := c.library.Refresh(ctx); err != nil {
		return fmt.Errorf("opening the new index in %s: %w", c.dir, err)
	}
	return nil
}

// upToDate reports whether the index was built from the corpus as it is.
func (c *indexCache) upToDate() bool {
	status := c.library.Status()
	return status.Generation != 0 && status.Damage == nil && status.Corpus == c.fingerprint
}

func (c *indexCache) build(ctx context.Context) error {
	bar := NewProgressBar(c.Program)
	patience := patience{began: time.Now()}
	read, _, err := c.corpus.Build(ctx, c.dir, func(now reindex.Progress) {
		if sentence := patience.sentence(time.Now(), now); sentence != "" {
			bar.End()
			fmt.Fprintln(c.Stderr, sentence)
		}
		bar.Show(now)
	})
	bar.End()
	if err != nil {
		return err
	}
	const shown = 3
	for _, r := range read.Rejections[:min(shown, len(read.Rejections))] {
		fmt.Fprintf(c.Stderr, "rejected: %s\n", Place(r.File, r.Line, r.Reason))
	}
	if more := len(read.Rejections) - shown; more > 0 {
		number := messages.For("en").Plain().Number
		fmt.Fprintf(c.Stderr, "and %s more; CORPUS_DIR=%s verbatim check lists them all\n", number(more), c.corpus.Dir())
	}
	return nil
}

// patience says once, of a build that takes a while, what is being waited for.
type patience struct {
	began time.Time
	said  bool
}

// soon is how long a build may take without a word.
const soon = time.Second

// sentence is "" when there is nothing to say.
func (w *patience) sentence(at time.Time, now reindex.Progress) string {
	if w.said || now.Done == 0 || at.Sub(w.began) < soon {
		return ""
	}
	w.said = true
	sofar := ""
	if now.Step == "" || now.Step == "reading" {
		sofar = " so far"
	}
	return fmt.Sprintf("Building the index (%s quotations%s). Only the first search after the corpus has changed waits for this.",
		messages.For("en").Plain().Number(max(now.Done, now.Total)), sofar)
}

// search searches; words that are the ID of a quotation find that one.
func (c *indexCache) search(ctx context.Context, q search.Query) (result search.Result, err error) {
	if id, err := quotes.ParseID(q.Words); err == nil {
		if one, err := c.library.Get(ctx, id, ""); err == nil {
			return search.Result{Hits: []search.Hit{{Quote: one}}, Total: 1}, nil
		}
	}
	err = c.repaired(ctx, func() error { result, err = c.library.Search(ctx, q); return err })
	return result, err
}

// check checks a passage.
func (c *indexCache) check(ctx context.Context, passage, speaker string) (checked search.Checked, err error) {
	err = c.repaired(ctx, func() error {
		checked, err = c.library.Check(ctx, passage, speaker, search.Filter{})
		return err
	})
	return checked, err
}

// repaired asks the library. An index that turns out to be damaged is built anew,
// once, and asked again.
func (c *indexCache) repaired(ctx context.Context, ask func() error) error {
	err := ask()
	if err == nil || ctx.Err() != nil || errors.Is(err, search.ErrBusy) || errors.Is(err, search.ErrTooLong) || c.rebuilt {
		return err
	}
	if c.served {
		c.close()
		c.library, c.served = nil, false
		if err := c.open(ctx); err != nil {
			return err
		}
		return c.repaired(ctx, ask)
	}
	c.rebuilt = true
	fmt.Fprintf(c.Stderr, "The index in the cache folder is damaged (%v), so it is built anew.\n", err)
	if err := c.rebuild(ctx); err != nil {
		return err
	}
	return ask()
}

func (c *indexCache) close() {
	if c.library != nil {
		_ = c.library.Close() // nothing was written
	}
	if c.temporary {
		_ = os.RemoveAll(c.dir)
	}
}

func (c *indexCache) useTemporary() (err error) {
	if c.dir, err = os.MkdirTemp("", "verbatim-"); err != nil {
		return fmt.Errorf("making a temporary folder for the index: %w", err)
	}
	c.temporary = true
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
