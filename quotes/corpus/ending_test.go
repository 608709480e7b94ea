package corpus

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"
)

// onlyFile is a file system of one file of lines; read is told of each piece.
type onlyFile struct {
	name, line string
	size       int64
	read       func()
}

func (o onlyFile) Open(name string) (fs.File, error) {
	if name == "." {
		return fstest.MapFS{o.name: {Data: []byte("x"), ModTime: time.Unix(1, 0)}}.Open(".")
	}
	return &endless{o, 0}, nil
}

type endless struct {
	onlyFile
	at int64
}

func (e *endless) Stat() (fs.FileInfo, error) { return e, nil }
func (e *endless) Close() error               { return nil }
func (e *endless) Name() string               { return e.name }
func (e *endless) Size() int64                { return e.size }
func (e *endless) Mode() fs.FileMode          { return 0o600 }
func (e *endless) ModTime() time.Time         { return time.Unix(1, 0) }
func (e *endless) IsDir() bool                { return false }
func (e *endless) Sys() any                   { return nil }

func (e *endless) Read(p []byte) (int, error) {
	e.read()
	n := min(int64(len(p)), e.size-e.at)
	if n == 0 {
		return 0, io.EOF
	}
	copy(p[:n], bytes.Repeat([]byte(e.line), int(n)/len(e.line)+1))
	e.at += n
	return int(n), nil
}

func TestReadingEndsWithItsContextWhereverItIs(t *testing.T) {
	for name, line := range map[string]string{
		"a.jsonl": "x\n", "a.json": "[\n", "a.csv": "text,x\n", "a.yaml": "- [\n", "a": "%\n", "a.txt": "“x” \n", "a.html": "<p>x\n",
	} {
		for _, last := range []int64{1, 5} { // while it is surveyed, and while it is parsed
			ctx, cancel := context.WithCancel(t.Context())
			var reads atomic.Int64
			fsys := onlyFile{name, line, 512 << 10, func() {
				if reads.Add(1) == last {
					cancel()
				}
			}}
			var report Report
			var err error
			for _, e := range (&Reader{FS: fsys}).Read(ctx, &report) {
				err = e
			}
			if n := reads.Load(); n > last+1 || n >= last && !errors.Is(err, context.Canceled) {
				t.Errorf("%s, canceled at read %d: %d reads, %v", name, last, n, err)
			}
			cancel()
		}
	}
}

func TestTheLargestFileThatIsReadIsTold(t *testing.T) {
	var told []string
	reader := &Reader{
		FS:      files(map[string]string{"a.txt": "“Yes”, said Ann Low.\n", "b.txt": strings.Repeat("said \n", bigArticle/6+1)}),
		Reading: func(file string) { told = append(told, file) },
	}
	readAll(t, reader)
	if want := []string{"b.txt", ""}; !slices.Equal(told, want) {
		t.Errorf("told %q, want %q", told, want)
	}
}
