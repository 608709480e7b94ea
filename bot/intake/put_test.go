package intake

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"verbatim/quotes/store"
)

func TestNoOtherFileIsOverwritten(t *testing.T) {
	dir := t.TempDir()
	f := File{Name: "x-0123456789.txt", Data: []byte("one")}
	name := filepath.Join(dir, Folder, f.Name)
	wants := func(what string, err, want error, content string) {
		t.Helper()
		if !errors.Is(err, want) || (err == nil) != (want == nil) {
			t.Errorf("%s: %v, want %v", what, err, want)
		}
		if got, _ := os.ReadFile(name); string(got) != content {
			t.Errorf("%s: the file has %q", what, got)
		}
		if all, _ := os.ReadDir(filepath.Dir(name)); len(all) != 1 {
			t.Errorf("%s: there are %v", what, all)
		}
	}
	wants("a new file", f.Put(dir, nil), nil, "one")
	wants("the same again", f.Put(dir, nil), nil, "one")
	other := File{Name: f.Name, Data: []byte("two")}
	wants("another one of that name", other.Put(dir, nil), ErrChanged, "one")
	before := &Comparison{sum: sha256.Sum256([]byte("one"))}
	wants("a newer one", other.Put(dir, before), nil, "two")
	wants("one that was compared with an older one", File{Name: f.Name, Data: []byte("three")}.Put(dir, before), ErrChanged, "two")
	wants("in the starter corpus", f.Put("", nil), ErrNoFolder, "two")

	outside := t.TempDir()
	linked := t.TempDir()
	if err := os.Symlink(outside, filepath.Join(linked, Folder)); err != nil {
		t.Skip("no links here")
	}
	if err := f.Put(linked, nil); !errors.Is(err, ErrCannotWrite) {
		t.Errorf("through a link out of the folder: %v", err)
	}
	if all, _ := os.ReadDir(outside); len(all) > 0 {
		t.Errorf("outside lies %v", all)
	}
}

// What a power loss at any moment leaves is the corpus without the file or with it: the
// bytes are durable before they have the name, and the name before anybody is told.
func TestAFileIsDurableBeforeItIsThere(t *testing.T) {
	dir := t.TempDir()
	f := File{Name: "x-0123456789.txt", Data: []byte("one")}
	name := filepath.Join(dir, Folder, f.Name)
	there := func() string { got, _ := os.ReadFile(name); return string(got) }
	var steps []string
	var fail string
	disk := store.Machine()
	step := func(s string) error {
		steps = append(steps, s)
		if s == fail {
			return errors.New("the disk fails")
		}
		return nil
	}
	disk.Sync = func(file *os.File) error {
		info, _ := file.Stat()
		return step(fmt.Sprintf("sync %d bytes while %q is there", info.Size(), there()))
	}
	disk.SyncDir = func(path string) error {
		rel, _ := filepath.Rel(dir, path)
		return step(fmt.Sprintf("sync the folder %s while %q is there", rel, there()))
	}
	put := func(data string, before *Comparison, want ...string) error {
		t.Helper()
		steps = nil
		err := File{Name: f.Name, Data: []byte(data)}.put(disk, dir, before)
		if got := strings.Join(steps, "; "); got != strings.Join(want, "; ") {
			t.Errorf("it is %s", got)
		}
		if all, _ := os.ReadDir(filepath.Join(dir, Folder)); len(all) > 1 {
			t.Errorf("there lie %v", all)
		}
		return err
	}
	const made, written, named = `sync the folder . while "" is there`, `sync 3 bytes while "" is there`, `sync the folder imported while "one" is there`
	fail = made
	if err := put("one", nil, made); !errors.Is(err, ErrCannotWrite) || there() != "" {
		t.Errorf("%v, %q is there", err, there())
	}
	fail = written
	if err := put("one", nil, written); !errors.Is(err, ErrCannotWrite) || there() != "" {
		t.Errorf("%v, %q is there", err, there())
	}
	fail = named // it is there, and nobody may say that it is not
	if err := put("one", nil, written, named); err == nil || errors.Is(err, ErrCannotWrite) || there() != "one" {
		t.Errorf("%v, %q is there", err, there())
	}
	fail = ""
	before := &Comparison{sum: sha256.Sum256([]byte("one"))}
	if err := put("four", before, `sync 4 bytes while "one" is there`, `sync the folder imported while "four" is there`); err != nil || there() != "four" {
		t.Errorf("%v, %q is there", err, there())
	}
	// What a crash left goes after a while.
	for age, left := range map[time.Duration]string{2 * time.Hour: ".old.tmp", time.Minute: ".new.tmp"} {
		if err := os.WriteFile(filepath.Join(dir, Folder, left), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		at := time.Now().Add(-age)
		if err := os.Chtimes(filepath.Join(dir, Folder, left), at, at); err != nil {
			t.Fatal(err)
		}
	}
	if err := (File{Name: "y-0123456789.txt", Data: []byte("two")}).Put(dir, nil); err != nil {
		t.Fatal(err)
	}
	all, _ := os.ReadDir(filepath.Join(dir, Folder))
	var names []string
	for _, e := range all {
		names = append(names, e.Name())
	}
	if got := strings.Join(names, " "); got != ".new.tmp "+f.Name+" y-0123456789.txt" {
		t.Errorf("there lie %s", got)
	}
}
