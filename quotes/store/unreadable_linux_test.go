package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"verbatim/quotes/store"
)

// A log that the disk does not give is put back from its copy; without one it is an
// error, and not an empty log.
func TestALogThatCannotBeReadIsTakenFromItsCopy(t *testing.T) {
	data, edits := logFiles(t, 3)
	for _, copied := range []bool{true, false} {
		dir := t.TempDir()
		unreadable := filepath.Join(dir, store.LogName)
		if err := os.Symlink("/proc/self/mem", unreadable); err != nil { // of which the first page is none
			t.Fatal(err)
		}
		if _, err := os.ReadFile(unreadable); !errors.Is(err, syscall.EIO) {
			t.Skipf("reading what cannot be read: %v", err)
		}
		if !copied {
			if l, err := store.OpenLog(dir); !errors.Is(err, syscall.EIO) {
				t.Errorf("opened %v, %v", l, err)
			}
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, store.CopyName), data, 0o600); err != nil {
			t.Fatal(err)
		}
		l, err := store.OpenLog(dir)
		if err != nil {
			t.Fatal(err)
		}
		if got := l.Edits(); len(got) != len(edits) {
			t.Errorf("%d edits of %d", len(got), len(edits))
		}
		if found, err := store.PutBack(dir); len(found) != 1 || err != nil {
			t.Errorf("told %v, %v", found, err)
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}
}
