// Package backup writes files into one file and back. It knows nothing of what is in
// them: a name such as "data/CURRENT" is a file of the part "data".
//
// A backup is a zip file, so that any system can open it. Its last entry is the list of
// all others with their sizes and SHA-256 checksums, sealed with a checksum of its own: a
// backup that was cut short, altered or put together of two is no backup.
package backup

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"verbatim/quotes/store"
)

const (
	listName = "LIST.json"
	format   = 1
)

// ErrDamaged: the file is no backup, or not any more.
var ErrDamaged = errors.New("it is no backup, or it was damaged")

// ErrNewer: a later version of the program wrote the backup.
var ErrNewer = errors.New("a later version of Verbatim wrote it")

type list struct {
	Format int     `json:"format"`
	Files  []entry `json:"files"` // in the order in which they are written back
}

type entry struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Writer makes a backup. It is not safe for concurrent use.
type Writer struct {
	path string
	file *os.File
	zip  *zip.Writer
	list list
}

// Create begins a backup in a file that is not there yet; else the error wraps
// [fs.ErrExist]. Until [Writer.Finish] it has another name.
func Create(path string) (*Writer, error) {
	if _, err := os.Lstat(path); err == nil {
		return nil, &fs.PathError{Op: "creating", Path: path, Err: fs.ErrExist}
	}
	file, err := os.OpenFile(path+".new", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	return &Writer{path: path, file: file, zip: zip.NewWriter(file), list: list{Format: format}}, nil
}

// Add puts a file into the backup.
func (w *Writer) Add(ctx context.Context, name string, r io.Reader) error {
	out, err := w.zip.Create(name)
	if err != nil {
		return err
	}
	hash := sha256.New()
	size, err := io.Copy(io.MultiWriter(out, hash), untilDone{ctx, r})
	w.list.Files = append(w.list.Files, entry{name, size, hex.EncodeToString(hash.Sum(nil))})
	return err
}

// Len returns how many files were added.
func (w *Writer) Len() int { return len(w.list.Files) }

// Finish makes the backup durable, gives it its name and returns its size in bytes.
func (w *Writer) Finish() (size int64, err error) {
	line, err := store.Seal(w.list)
	if err != nil {
		return 0, err
	}
	out, err := w.zip.Create(listName)
	if err == nil {
		_, err = out.Write(line)
	}
	disk := store.Machine()
	if err = errors.Join(err, w.zip.Close()); err == nil {
		err = disk.Sync(w.file)
	}
	if info, statErr := w.file.Stat(); statErr == nil {
		size = info.Size()
	}
	if err = errors.Join(err, w.file.Close()); err == nil {
		err = disk.Rename(w.file.Name(), w.path)
	}
	if err != nil {
		return 0, errors.Join(err, os.Remove(w.file.Name()))
	}
	return size, disk.SyncDir(filepath.Dir(w.path))
}

// Abandon removes what was written.
func (w *Writer) Abandon() error { return errors.Join(w.file.Close(), os.Remove(w.file.Name())) }

// untilDone is a reader that ends with its context.
type untilDone struct {
	ctx context.Context
	r   io.Reader
}

func (u untilDone) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.r.Read(p)
}
