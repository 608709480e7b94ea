package generation

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"verbatim/quotes/store"
)

// Folder is the path of a data folder:
//
//	edits.jsonl   what moderators decided, and edits.copy.jsonl, its copy (see
//	              package store); everything else comes back from the corpus
//	CURRENT       the number of the generation that serves, sealed
//	build.lock    locked by the one process that builds
//	gen-000042/   a generation; without MANIFEST.json it is an unfinished one
//	bad-000041/   the last generation that proved to be damaged
type Folder string

const (
	// CurrentName is the file that says which generation serves.
	CurrentName     = "CURRENT"
	buildLockName   = "build.lock"
	generationStart = "gen-"
	badStart        = "bad-"
	trashStart      = "trash-" // a generation that is being removed
)

// The files of a generation.
const (
	ManifestName   = "MANIFEST.json"
	UseLockName    = "LOCK" // locked, shared, by every process that has it open
	recordsName    = "records.dat"
	vocabularyName = "vocabulary"
	historyName    = "history.dat"
	decisionsName  = "decisions.json"
	indexName      = "index"
	reportName     = "report.json" // how it was built, see [Report]
	waitsName      = "review.json" // what waits for a review, see [Wait]; only if anything does
	peopleName     = "people.json" // by which names the corpus's people are called; only if it tells any
)

func (f Folder) join(names ...string) string {
	return filepath.Join(append([]string{string(f)}, names...)...)
}

// Path returns the folder of a generation, whether or not it is there.
func (f Folder) Path(n int) string { return f.join(generationStart + sixDigits(n)) }

func (f Folder) bad(n int) string { return f.join(badStart + sixDigits(n)) }

func (f Folder) trash(n int) string { return f.join(trashStart + sixDigits(n)) }

func sixDigits(n int) string { return fmt.Sprintf("%06d", n) }

// current is what CURRENT says.
type current struct {
	Generation int `json:"generation"`
}

// ReadCurrent returns the number of the generation that serves; 0 when none was
// ever built. The error wraps [store.ErrCorrupt] when CURRENT is damaged.
func (f Folder) ReadCurrent() (int, error) {
	data, err := os.ReadFile(f.join(CurrentName))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	var c current
	if err == nil {
		err = store.Unseal(data, &c)
	} else if errors.Is(err, syscall.EIO) {
		err = fmt.Errorf("%w: %w", store.ErrCorrupt, err)
	}
	if err == nil && c.Generation < 1 {
		err = fmt.Errorf("%w: generation %d", store.ErrCorrupt, c.Generation)
	}
	if err != nil {
		return 0, fmt.Errorf("reading %s: %w", CurrentName, err)
	}
	return c.Generation, nil
}

// WriteCurrent switches to a generation, in one step, and makes it durable.
func (f Folder) WriteCurrent(disk store.Disk, n int) error {
	line, err := store.Seal(current{n})
	if err != nil {
		return err
	}
	return disk.WriteFile(f.join(CurrentName), line)
}

// Contents are the numbers of what lies in a data folder, ascending.
type Contents struct {
	Whole      []int // generations with a manifest
	Unfinished []int // without
	Bad        []int
	Trash      []int
}

// List returns what lies in the data folder. The error wraps [fs.ErrNotExist] when
// the folder is not there.
func (f Folder) List() (Contents, error) {
	var c Contents
	entries, err := os.ReadDir(string(f))
	if err != nil {
		return c, fmt.Errorf("listing the data folder: %w", err)
	}
	for _, e := range entries {
		for _, kind := range []struct {
			start string
			to    *[]int
		}{{generationStart, &c.Unfinished}, {badStart, &c.Bad}, {trashStart, &c.Trash}} {
			digits, ok := strings.CutPrefix(e.Name(), kind.start)
			n, err := strconv.Atoi(digits)
			if !ok || err != nil || n < 1 || sixDigits(n) != digits || !e.IsDir() {
				continue
			}
			if kind.start == generationStart && exists(f.join(e.Name(), ManifestName)) {
				kind.to = &c.Whole
			}
			*kind.to = append(*kind.to, n)
		}
	}
	return c, nil
}

// next is a number that nothing in the folder has, above all that have one.
func (c Contents) next() int {
	return 1 + max(0, slices.Max(slices.Concat([]int{0}, c.Whole, c.Unfinished, c.Bad, c.Trash)))
}

// candidates returns the whole generations that may serve when CURRENT says
// serving, the best first: that one and those before it. Later ones were never
// published. When CURRENT does not say (0), all may.
func (c Contents) Candidates(serving int) []int {
	var ns []int
	for _, n := range slices.Backward(c.Whole) {
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
