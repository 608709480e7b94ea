package generation

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/search/moderation"
)

// Wait is what waits for a moderator since the corpus was read: the words of a record
// where a file has them and they are not sure enough to be served. Whether a moderator
// has decided on it does not count.
type Wait struct {
	Record uint32 `json:"record"`
	File   string `json:"file"`
	Scope  string `json:"scope,omitempty"` // of the record
	Key    uint64 `json:"-"`               // [FileKey] of File
}

// FileKey is a number for the name of a file, for where the name has no room.
func FileKey(file string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(file)) // it has no error
	return h.Sum64()
}

// waitsBuilder puts what waits in the order of its value: with a named speaker, in his
// own words, many of them, recent.
type waitsBuilder struct{ all []rankedWait }

type rankedWait struct {
	Wait
	nobody bool
	kind   int
	words  int
	date   string
}

// manyWords is how many words make a quotation as valuable as more would.
const manyWords = 40

// add takes in what waits of a record, and returns in which files.
func (b *waitsBuilder) add(record uint32, q quotes.Quote) (files []string) {
	seen := map[string]bool{}
	for _, a := range q.Attributions {
		file := a.Source.File
		if a.Status != quotes.Review || seen[file] {
			continue
		}
		seen[file] = true
		best, waits := moderation.Waiting(q, file)
		if !waits {
			continue
		}
		w := rankedWait{Wait: Wait{Record: record, File: file, Scope: q.Scope}, nobody: len(best.Speakers) == 0}
		w.kind = slices.Index([]quotes.Kind{quotes.Direct, quotes.Partial, quotes.Indirect}, best.Kind)
		// Some scripts have no spaces between words.
		w.words = min(manyWords, max(len(strings.Fields(q.Words)), utf8.RuneCountInString(q.Words)/6))
		for _, d := range []quotes.Date{best.Said, best.Source.Published} {
			if first, _, ok := d.Range(); ok {
				w.date = first
				break
			}
		}
		b.all = append(b.all, w)
		files = append(files, file)
	}
	return files
}

// list returns all of it in order.
func (b *waitsBuilder) list() []Wait {
	slices.SortFunc(b.all, func(a, b rankedWait) int {
		return cmp.Or(
			compareBool(a.nobody, b.nobody), cmp.Compare(a.kind, b.kind), cmp.Compare(b.words, a.words), cmp.Compare(b.date, a.date),
			cmp.Compare(a.Record, b.Record), cmp.Compare(a.File, b.File),
		)
	})
	list := make([]Wait, len(b.all))
	for i, w := range b.all {
		list[i] = w.Wait
	}
	return list
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// writeWaits writes what waits, sealed, if anything does.
func (b *build) writeWaits() error {
	list := b.waits.list()
	if len(list) == 0 {
		return nil
	}
	line, err := store.Seal(list)
	if err == nil {
		err = os.WriteFile(filepath.Join(b.path, waitsName), line, 0o600)
	}
	if err != nil {
		return fmt.Errorf("writing what waits for a review: %w", err)
	}
	return nil
}

// waits is what a generation keeps of its file once it was read.
type waits struct {
	mu     sync.Mutex
	list   []Wait
	loaded bool
}

// Waits returns what waits, the most valuable first. It is read from the disk the
// first time, and shared: nobody may alter it. Nothing waits in a generation that an
// older program built.
func (g *Generation) Waits(ctx context.Context) ([]Wait, error) {
	g.waits.mu.Lock()
	defer g.waits.mu.Unlock()
	if err := ctx.Err(); err != nil || g.waits.loaded {
		return g.waits.list, err
	}
	data, err := os.ReadFile(filepath.Join(g.Dir, waitsName))
	var list []Wait
	switch {
	case errors.Is(err, fs.ErrNotExist):
		err = nil
	case err == nil:
		err = store.Unseal(data, &list)
	}
	for i := range list {
		if err == nil && int(list[i].Record) >= g.Records.Len() {
			err = fmt.Errorf("%w: there is no record %d", store.ErrCorrupt, list[i].Record)
		}
		list[i].Key = FileKey(list[i].File)
	}
	if err != nil {
		return nil, fmt.Errorf("reading what waits for a review: %w", err)
	}
	g.waits.list, g.waits.loaded = list, true
	return list, nil
}
