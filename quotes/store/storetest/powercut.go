// Package storetest is for tests of what is on the disk: what a power loss leaves of a
// folder, and whether something that was to go is still there.
package storetest

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"verbatim/quotes/store"
)

// Recorder watches a folder through a [store.Disk] and knows at any time what a power
// loss would leave of it at the worst. It is not safe for concurrent use.
type Recorder struct {
	Ops []string // "write a", "sync a", "rename a b", "syncdir .": paths are slash-separated, inside the folder

	t     *testing.T
	root  string
	live  map[string]*object // by path inside the folder, as it is now
	after []func()
}

// object is a file or a folder, as it is durable.
type object struct {
	data    []byte // of a file that was synced
	entries map[string]*object
}

// Record watches a folder, all of which counts as durable.
func Record(t *testing.T, root string) *Recorder {
	t.Helper()
	r := &Recorder{t: t, root: root, live: map[string]*object{}}
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() {
			r.syncDir(path)
		} else {
			r.syncFile(path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Disk returns the disk that is watched.
func (r *Recorder) Disk() store.Disk {
	m := store.Machine()
	return store.Disk{
		WriteAt: func(f *os.File, data []byte, at int64) (int, error) {
			n, err := m.WriteAt(f, data, at)
			r.done("write", f.Name())
			return n, err
		},
		Sync: func(f *os.File) error {
			err := m.Sync(f)
			if info, statErr := f.Stat(); statErr == nil && info.IsDir() {
				err = errors.Join(err, errors.New("a folder is synced as a file"))
			}
			r.syncFile(f.Name())
			r.done("sync", f.Name())
			return err
		},
		Rename: func(from, to string) error {
			err := m.Rename(from, to)
			r.rename(r.inside(from), r.inside(to))
			r.done("rename", from, to)
			return err
		},
		SyncDir: func(path string) error {
			err := m.SyncDir(path)
			r.syncDir(path)
			r.done("syncdir", path)
			return err
		},
	}
}

// After has do called after each operation.
func (r *Recorder) After(do func()) { r.after = append(r.after, do) }

func (r *Recorder) done(op string, paths ...string) {
	for _, p := range paths {
		op += " " + r.inside(p)
	}
	r.Ops = append(r.Ops, op)
	for _, do := range r.after {
		do()
	}
}

func (r *Recorder) inside(path string) string {
	rel, err := filepath.Rel(r.root, path)
	if err != nil {
		r.t.Fatal(err)
	}
	return filepath.ToSlash(rel)
}

func (r *Recorder) object(inside string) *object {
	o, ok := r.live[inside]
	if !ok {
		o = &object{}
		r.live[inside] = o
	}
	return o
}

func (r *Recorder) syncFile(path string) {
	data, err := os.ReadFile(path)
	if err != nil {
		r.t.Error(err)
	}
	r.object(r.inside(path)).data = data
}

func (r *Recorder) syncDir(path string) {
	entries, err := os.ReadDir(path)
	if err != nil {
		r.t.Error(err)
	}
	now := map[string]*object{}
	for _, e := range entries {
		now[e.Name()] = r.object(r.inside(filepath.Join(path, e.Name())))
	}
	r.object(r.inside(path)).entries = now
}

func (r *Recorder) rename(from, to string) {
	for path, o := range r.live {
		if rest, ok := strings.CutPrefix(path, from); ok && (rest == "" || rest[0] == '/') {
			delete(r.live, path)
			r.live[to+rest] = o
		}
	}
}

// Loss is what of that which was not made durable a power loss takes.
type Loss int

// The losses.
const (
	Everything Loss = iota // names and contents, and what was removed is there again
	Contents               // names are as they were last
	Removed                // names and contents, but what was removed is gone
	Half                   // names are as they were last, and half of what was written since is there
	Nothing                // as after a kill
)

// Losses are all of them.
func Losses() []Loss { return []Loss{Everything, Contents, Removed, Half, Nothing} }

// Leave writes what a loss leaves of the folder into another one, which is empty.
func (r *Recorder) Leave(loss Loss, to string) {
	r.t.Helper()
	if err := r.leave(loss, r.object("."), ".", to); err != nil {
		r.t.Fatal(err)
	}
}

func (r *Recorder) leave(loss Loss, o *object, inside, to string) error {
	entries := o.entries
	if loss == Contents || loss >= Half {
		now, err := os.ReadDir(filepath.Join(r.root, filepath.FromSlash(inside)))
		if err != nil {
			return err
		}
		entries = map[string]*object{}
		for _, e := range now {
			entries[e.Name()] = r.object(filepath.ToSlash(filepath.Join(inside, e.Name())))
		}
	}
	for name, o := range entries {
		path := filepath.ToSlash(filepath.Join(inside, name))
		here := filepath.Join(r.root, filepath.FromSlash(path))
		info, err := os.Stat(here)
		if err != nil && loss == Removed {
			continue
		}
		target := filepath.Join(to, name)
		if o.entries == nil && (err != nil || !info.IsDir()) {
			data, err := o.left(loss, here)
			if err = errors.Join(err, os.WriteFile(target, data, 0o600)); err != nil {
				return err
			}
			continue
		}
		if err := os.Mkdir(target, 0o700); err != nil {
			return err
		}
		if err := r.leave(loss, o, path, target); err != nil {
			return err
		}
	}
	return nil
}

// left returns what a loss leaves of a file.
func (o *object) left(loss Loss, path string) ([]byte, error) {
	if loss < Half {
		return o.data, nil
	}
	now, err := os.ReadFile(path)
	if err != nil || loss == Nothing {
		return now, err
	}
	same := 0
	for same < min(len(o.data), len(now)) && o.data[same] == now[same] {
		same++
	}
	written := now[:same+(len(now)-same)/2]
	return append(slices.Clone(written), o.data[min(len(written), len(o.data)):]...), nil
}
