package backup_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbatim/bot/backup"
)

// written are the files of a backup that write makes.
func written() map[string]string {
	return map[string]string{
		"data/log": "one\ntwo\n", "data/gen-000001/index/0/a.zap": strings.Repeat("words ", 9000), "data/empty": "", "data/CURRENT": "1", "corpus/deep/ꙮ.csv": "text\nwords\n",
	}
}

func write(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "b.zip")
	w, err := backup.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	files := written()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := w.Add(t.Context(), name, strings.NewReader(files[name])); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("half a backup has its name: %v", err)
	}
	size, err := w.Finish()
	if info, statErr := os.Stat(path); err != nil || statErr != nil || info.Size() != size || info.Mode().Perm() != 0o600 {
		t.Errorf("%d bytes, %v, %v", size, err, statErr)
	}
	return path
}

// restored returns the files that a backup is restored to, or why not.
func restored(t *testing.T, path string) (map[string]string, error) {
	t.Helper()
	r, err := backup.Open(t.Context(), path)
	if err != nil {
		return nil, err
	}
	dir := t.TempDir()
	for _, part := range []string{"data", "corpus"} {
		if err := r.Restore(t.Context(), part, filepath.Join(dir, part)); err != nil {
			return nil, errors.Join(err, r.Close())
		}
	}
	got := map[string]string{}
	err = fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		got[name] = string(data)
		return err
	})
	return got, errors.Join(err, r.Close())
}

func TestWhatWasWrittenIsRestored(t *testing.T) {
	got, err := restored(t, write(t))
	if diff := cmp.Diff(written(), got); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
}

func TestNothingIsOverwritten(t *testing.T) {
	path := write(t)
	if _, err := backup.Create(path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a second backup of the name: %v", err)
	}
	r, err := backup.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "log"), []byte("another"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := r.Restore(t.Context(), "data", dir); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over a file: %v", err)
	}
	if r.Len("data") != 4 || r.Len("corpus") != 1 {
		t.Errorf("%d and %d files", r.Len("data"), r.Len("corpus"))
	}
}

// A damaged backup is restored as it was written, or not at all.
func TestADamagedBackupIsTold(t *testing.T) {
	path := write(t)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(5, 7))
	damaged := filepath.Join(t.TempDir(), "damaged.zip")
	kinds := []func(at, length int) []byte{
		func(at, _ int) []byte { d := slices.Clone(data); d[at] ^= 1 << random.IntN(8); return d },
		func(at, _ int) []byte { return data[:at] },
		func(at, length int) []byte { return slices.Concat(data[:at], make([]byte, length), data[at+length:]) },
		func(at, length int) []byte { return slices.Concat(data[:at], data[at+length:]) },
		func(at, length int) []byte { return slices.Concat(data[:at], data[:length], data[at:]) },
	}
	told := 0
	for n := range 500 {
		at := random.IntN(len(data) - 1)
		length := 1 + random.IntN(len(data)-at-1)
		if err := os.WriteFile(damaged, kinds[n%len(kinds)](at, length), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := restored(t, damaged)
		switch {
		case err == nil && cmp.Equal(got, written()): // in what zip says twice
		case err == nil:
			t.Errorf("damage %d at %d for %d: restored as\n%s", n, at, length, cmp.Diff(written(), got))
		case !errors.Is(err, backup.ErrDamaged) && !errors.Is(err, backup.ErrNewer):
			t.Errorf("damage %d at %d for %d: %v", n, at, length, err)
		default:
			told++
		}
	}
	if told < 300 {
		t.Errorf("told of %d of 500", told)
	}
}

func TestABackupEndsWithItsContext(t *testing.T) {
	path := write(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := backup.Open(ctx, path); !errors.Is(err, context.Canceled) {
		t.Errorf("opening: %v", err)
	}
	other := path + "2"
	w, err := backup.Create(other)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Add(ctx, "data/x", strings.NewReader("x")); !errors.Is(err, context.Canceled) {
		t.Errorf("adding: %v", err)
	}
	if err := w.Abandon(); err != nil {
		t.Error(err)
	}
	if left, err := filepath.Glob(fmt.Sprint(other, "*")); len(left) > 0 || err != nil {
		t.Errorf("%v is left, %v", left, err)
	}
}
