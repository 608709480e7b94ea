package intake

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"verbatim/quotes/store"
)

// Shared is where files lie that every process with a corpus folder takes into it
// (cluster.Cluster).
type Shared interface {
	// PutImport keeps a file. over is the SHA-256 of the one whose place it takes; "" for
	// none, or the one that is kept.
	PutImport(ctx context.Context, name string, data []byte, over string) error
	// EachImport calls do with each file, what tells it from others under its name, and
	// that SHA-256.
	EachImport(ctx context.Context, do func(name, version, over string, read func() ([]byte, error)) error) error
}

// ErrNotShared: other processes cannot have the file now.
var ErrNotShared = errors.New("the file cannot be kept for the process that reads the corpus")

// collectedName is the file of the data folder that says which files were collected.
const collectedName = "imported.json"

// Collect puts the files into the corpus folder that moderators brought to other
// processes, each once: one that was taken out of the folder stays out. One that would
// take the place of another file than the one that it was compared with is left.
func Collect(ctx context.Context, shared Shared, dataDir, corpusDir string) error {
	list := filepath.Join(dataDir, collectedName)
	collected := map[string]string{} // name -> version
	data, err := os.ReadFile(list)
	if err == nil {
		err = store.Unseal(data, &collected)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, store.ErrCorrupt) { // what is there is put once more
		return fmt.Errorf("collecting files for the corpus: %w", err)
	}
	root, err := openRoot(corpusDir)
	if err != nil {
		return err
	}
	defer root.Close()
	changed := false
	err = shared.EachImport(ctx, func(name, version, over string, read func() ([]byte, error)) error {
		if collected[name] == version || !validName(name) {
			return nil
		}
		data, err := read()
		if err != nil {
			return err
		}
		f := File{Name: name, Data: data}
		f.Name = f.nameIn(root)
		switch err := f.Put(corpusDir, f.inPlaceOf(root, over)); {
		case errors.Is(err, ErrChanged):
			return nil
		case err != nil:
			return err
		}
		collected[name], changed = version, true
		return nil
	})
	if changed {
		line, sealErr := store.Seal(collected)
		if sealErr == nil {
			sealErr = store.Machine().WriteFile(list, line)
		}
		err = errors.Join(err, sealErr)
	}
	if err != nil {
		return fmt.Errorf("collecting files for the corpus: %w", err)
	}
	return nil
}

// inPlaceOf returns what the file with this name in the corpus folder has to be; nil:
// there is none, or has to be none.
func (f File) inPlaceOf(root *os.Root, over string) *Comparison {
	if _, err := root.Lstat(filepath.Join(Folder, f.Name)); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	before := &Comparison{}
	if n, err := hex.Decode(before.sum[:], []byte(over)); err != nil || n != len(before.sum) {
		return nil
	}
	return before
}

// validName reports whether a name is such as [Page] and [Attachment] make.
func validName(name string) bool {
	ending := path.Ext(name)
	return len(name) <= 200 && !strings.HasPrefix(name, ".") && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789.-") == "" &&
		(slices.Contains(articleEndings, ending) || slices.Contains(recordEndings, ending))
}
