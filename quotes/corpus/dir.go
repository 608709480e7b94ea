package corpus

import (
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Dir returns a reader of the folder at path. No link that leads out of the
// folder is followed. The closer gives the folder back; nothing may be read
// after it.
func Dir(path string) (*Reader, io.Closer, error) {
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, nil, fmt.Errorf("opening the corpus folder: %w", err)
	}
	return &Reader{FS: rootFS{root, root.FS()}}, root, nil
}

// rootFS is the file system of an [os.Root] whose Open never waits: a file that
// was listed may have become a pipe since, on which opening hangs until
// somebody writes.
type rootFS struct {
	root *os.Root
	fsys fs.FS
}

func (r rootFS) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	return r.root.OpenFile(name, os.O_RDONLY|nonBlocking, 0)
}

func (r rootFS) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(r.fsys, name) }

func (r rootFS) Stat(name string) (fs.FileInfo, error) { return fs.Stat(r.fsys, name) }
