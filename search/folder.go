package search

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"verbatim/quotes/store"
)

// folder is the path of a data folder:
//
//	edits.jsonl   what moderators decided (see package store); everything else
//	              comes back from the corpus
//	CURRENT       the number of the generation that serves, sealed
//	build.lock    locked by the one process that builds
//	gen-000042/   a generation; without MANIFEST.json it is an unfinished one
//	bad-000041/   the last generation that proved to be damaged
type folder string

const (
	currentName     = "CURRENT"
	buildLockName   = "build.lock"
	generationStart = "gen-"
	badStart        = "bad-"
	trashStart      = "trash-" // a generation that is being removed
)

// The files of a generation.
const (
	manifestName   = "MANIFEST.json"
	useLockName    = "LOCK" // locked, shared, by every process that has it open
	recordsName    = "records.dat"
	vocabularyName = "vocabulary"
	historyName    = "history.dat"
	decisionsName  = "decisions.json"
	indexName      = "index"
	reportName     = "report.json" // how it was built, see [Report]
)

func (f folder) join(names ...string) string {
	return filepath.Join(append([]string{string(f)}, names...)...)
}

func (f folder) generation(n int) string { return f.join(generationStart + sixDigits(n)) }

func (f folder) bad(n int) string { return f.join(badStart + sixDigits(n)) }

func (f folder) trash(n int) string { return f.join(trashStart + sixDigits(n)) }

func sixDigits(n int) string { return fmt.Sprintf("%06d", n) }

// current is what CURRENT says.
type current struct {
	Generation int `json:"generation"`
}

// readCurrent returns the number of the generation that serves; 0 when none was
// ever built. The error wraps [store.ErrCorrupt] when CURRENT is damaged.
func (f folder) readCurrent() (int, error) {
	data, err := os.ReadFile(f.join(currentName))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	var c current
	if err == nil {
		err = store.Unseal(data, &c)
	}
	if err == nil && c.Generation < 1 {
		err = fmt.Errorf("%w: generation %d", store.ErrCorrupt, c.Generation)
	}
	if err != nil {
		return 0, fmt.Errorf("reading %s: %w", currentName, err)
	}
	return c.Generation, nil
}

// writeCurrent switches to a generation, in one step, and makes it durable.
func (f folder) writeCurrent(n int) error {
	line, err := store.Seal(current{n})
	if err != nil {
		return err
	}
	return store.WriteFile(f.join(currentName), line)
}

// contents are the numbers of what lies in a data folder, ascending.
type contents struct {
	whole      []int // generations with a manifest
	unfinished []int // without
	bad        []int
	trash      []int
}

func (f folder) list() (contents, error) {
	var c contents
	entries, err := os.ReadDir(string(f))
	if err != nil {
		return c, fmt.Errorf("listing the data folder: %w", err)
	}
	for _, e := range entries {
		for _, kind := range []struct {
			start string
			to    *[]int
		}{{generationStart, &c.unfinished}, {badStart, &c.bad}, {trashStart, &c.trash}} {
			digits, ok := strings.CutPrefix(e.Name(), kind.start)
			n, err := strconv.Atoi(digits)
			if !ok || err != nil || n < 1 || sixDigits(n) != digits || !e.IsDir() {
				continue
			}
			if kind.start == generationStart && exists(f.join(e.Name(), manifestName)) {
				kind.to = &c.whole
			}
			*kind.to = append(*kind.to, n)
		}
	}
	return c, nil
}

// next is a number that nothing in the folder has, above all that have one.
func (c contents) next() int {
	return 1 + max(0, slices.Max(slices.Concat([]int{0}, c.whole, c.unfinished, c.bad, c.trash)))
}

// candidates returns the whole generations that may serve when CURRENT says
// serving, the best first: that one and those before it. Later ones were never
// published. When CURRENT does not say (0), all may.
func (c contents) candidates(serving int) []int {
	var ns []int
	for _, n := range slices.Backward(c.whole) {
		if serving == 0 || n <= serving {
			ns = append(ns, n)
		}
	}
	return ns
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
