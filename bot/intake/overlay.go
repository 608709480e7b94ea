package intake

import (
	"bytes"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"time"
)

// overlay is a corpus folder as it would be with one file in it and nothing else but
// what it says about speakers.
type overlay struct {
	name string // of the file, in a folder
	data []byte
	root *os.Root // of the corpus; nil: none
}

// speakersFiles are what the corpus reads before all others.
var speakersFiles = []string{"speakers.yaml", "speakers.yml"}

func (o overlay) Open(name string) (fs.File, error) {
	switch {
	case name == o.name:
		return &opened{info: o.info(), Reader: bytes.NewReader(o.data)}, nil
	case o.root != nil && slices.Contains(speakersFiles, name):
		return o.root.Open(name)
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

func (o overlay) Stat(name string) (fs.FileInfo, error) {
	f, err := o.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.Stat()
}

func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	folder := path.Dir(o.name)
	switch name {
	case ".":
		all := []fs.DirEntry{fs.FileInfoToDirEntry(info{name: folder, mode: fs.ModeDir | 0o700})}
		for _, s := range speakersFiles {
			if o.root == nil {
				break
			}
			if i, err := o.root.Stat(s); err == nil && i.Mode().IsRegular() {
				all = append(all, fs.FileInfoToDirEntry(i))
			}
		}
		slices.SortFunc(all, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
		return all, nil
	case folder:
		return []fs.DirEntry{fs.FileInfoToDirEntry(o.info())}, nil
	}
	return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrNotExist}
}

func (o overlay) info() info {
	return info{name: path.Base(o.name), size: int64(len(o.data)), mode: 0o600}
}

// opened is the file, opened.
type opened struct {
	info info
	*bytes.Reader
}

func (f *opened) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *opened) Close() error               { return nil }

type info struct {
	name string
	size int64
	mode fs.FileMode
}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return i.size }
func (i info) Mode() fs.FileMode  { return i.mode }
func (i info) ModTime() time.Time { return time.Time{} }
func (i info) IsDir() bool        { return i.mode.IsDir() }
func (i info) Sys() any           { return nil }
