package intake

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"verbatim/quotes/store"
)

// Put puts a file into the corpus folder. It is written beside, made durable, and
// gets its name in one step; before is what it was compared with: the file with this
// name is replaced only if it is still that one, and no other file ever is. What is
// there already is not put again. Errors wrap [ErrNoFolder], [ErrChanged] or
// [ErrCannotWrite].
func (f File) Put(corpusDir string, before *Comparison) error {
	return f.put(store.Machine(), corpusDir, before)
}

func (f File) put(disk store.Disk, corpusDir string, before *Comparison) error {
	root, err := openRoot(corpusDir)
	if err != nil {
		return err
	}
	defer root.Close()
	switch err := root.Mkdir(Folder, 0o755); {
	case err == nil:
		if err := disk.SyncDir(corpusDir); err != nil {
			return cannotWrite(err)
		}
	case !errors.Is(err, fs.ErrExist):
		return cannotWrite(err)
	}
	if there, err := readWhole(root, filepath.Join(Folder, f.Name)); err == nil && bytes.Equal(there, f.Data) {
		return nil
	}
	// The corpus reads no file that begins with a dot.
	sweepUnfinished(root)
	beside := filepath.Join(Folder, "."+rand.Text()+unfinished)
	if err := writeDurably(disk, root, beside, f.Data); err != nil {
		return errors.Join(cannotWrite(err), root.Remove(beside))
	}
	if err := f.rename(root, beside, before); err != nil {
		return errors.Join(err, root.Remove(beside))
	}
	if err := disk.SyncDir(filepath.Join(corpusDir, Folder)); err != nil {
		// It is there, so that this is no ErrCannotWrite.
		return fmt.Errorf("making %s durable: %w", f.Path(), err)
	}
	return nil
}

// unfinished ends the name of a file that is being written.
const unfinished = ".tmp"

// sweepUnfinished removes what a crash left. What cannot be removed stays, as the corpus
// does not read it.
func sweepUnfinished(root *os.Root) {
	entries, _ := fs.ReadDir(root.FS(), Folder)
	for _, e := range entries {
		if name := e.Name(); strings.HasPrefix(name, ".") && strings.HasSuffix(name, unfinished) {
			if i, err := e.Info(); err == nil && time.Since(i.ModTime()) > time.Hour {
				_ = root.Remove(filepath.Join(Folder, name))
			}
		}
	}
}

// rename gives a file that was written its name.
func (f File) rename(root *os.Root, beside string, before *Comparison) error {
	name := filepath.Join(Folder, f.Name)
	if before != nil {
		data, err := readWhole(root, name)
		if err != nil || sha256.Sum256(data) != before.sum {
			return errors.Join(ErrChanged, err)
		}
		if err := root.Rename(beside, name); err != nil {
			return cannotWrite(err)
		}
		return nil
	}
	// A link, unlike a renaming, takes the place of no other file.
	switch err := root.Link(beside, name); {
	case errors.Is(err, fs.ErrExist):
		return ErrChanged
	case err == nil:
		_ = root.Remove(beside) // it is swept later
		return nil
	}
	// Some file systems have no links.
	if _, err := root.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(ErrChanged, err)
	}
	if err := root.Rename(beside, name); err != nil {
		return cannotWrite(err)
	}
	return nil
}

func cannotWrite(err error) error { return fmt.Errorf("%w: %w", ErrCannotWrite, err) }

func writeDurably(disk store.Disk, root *os.Root, name string, data []byte) error {
	file, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	if _, err := file.Write(data); err != nil {
		return errors.Join(err, file.Close())
	}
	return errors.Join(disk.Sync(file), file.Close())
}
