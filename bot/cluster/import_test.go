package cluster

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbatim/bot/cluster/clustertest"
	"verbatim/quotes"
	"verbatim/quotes/store"
)

func TestALogMovesIntoAnEmptyStream(t *testing.T) {
	t.Parallel()
	c := connect(t, clustertest.Start(t, 1), 1)
	dir, earlier, apart := t.TempDir(), t.TempDir(), t.TempDir()
	write := func(dir string, ids ...quotes.ID) {
		t.Helper()
		l, err := store.OpenLog(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		for _, id := range ids {
			if _, err := l.Append(store.Edit{Op: store.Hide, ID: id}); err != nil {
				t.Fatal(err)
			}
		}
	}
	write(dir, quotation(1), quotation(2), quotation(3))
	forget(t, dir, quotation(1))
	giveUp(t, dir, 3)
	for _, copied := range []string{earlier, apart} {
		if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
			t.Fatal(err)
		}
	}
	write(apart, quotation(8))
	write(dir, quotation(5), quotation(6))

	refused := func(name, dir string, err error) {
		t.Helper()
		e, openErr := OpenEdits(c, dir)
		if openErr != nil {
			t.Fatal(openErr)
		}
		defer e.Close()
		if got := e.Join(t.Context()); !errors.Is(got, err) {
			t.Errorf("%s joins: %v", name, got)
		}
		if err == nil {
			return
		}
		if _, got := e.Import(t.Context()); !errors.Is(got, ErrNotEmpty) {
			t.Errorf("%s is moved: %v", name, got)
		}
	}
	imports := func(dir string, want int) {
		t.Helper()
		e, err := OpenEdits(c, dir)
		if err != nil {
			t.Fatal(err)
		}
		defer e.Close()
		if n, err := e.Import(t.Context()); err != nil || n != want {
			t.Fatalf("moved %d edits, %v", n, err)
		}
	}
	imports(earlier, 3) // as if the import of all had broken off
	imports(dir, 5)
	imports(dir, 5)
	refused("the folder that was moved", dir, nil)
	other := t.TempDir()
	l, err := store.OpenLog(other)
	if err == nil {
		_, err = l.Append(store.Edit{Op: store.Hide, ID: quotation(9)})
	}
	if err = errors.Join(err, l.Close()); err != nil {
		t.Fatal(err)
	}
	refused("another folder", other, ErrOtherHistory)
	refused("a folder that went on by itself", apart, ErrOtherHistory)

	moved := join(t, c, "")
	want, err := store.ReadLog(dir)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, moved.all(t)); diff != "" {
		t.Error(diff)
	}
	if e, err := moved.append(t.Context(), hideOnce(quotation(7))); err != nil || e.Seq != 7 {
		t.Errorf("the next edit is %d, %v", e.Seq, err)
	}
	refused("another folder, later", other, ErrOtherHistory)
}

// forget takes a quotation out of a folder's own log.
func forget(t *testing.T, dir string, id quotes.ID) {
	t.Helper()
	l, err := store.OpenLog(dir)
	if err == nil {
		err = errors.Join(l.Forget([]quotes.ID{id}, store.Edit{By: "7"}), l.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// giveUp empties a line of a log, as one does after damage.
func giveUp(t *testing.T, dir string, line int) {
	t.Helper()
	for _, name := range []string{store.LogName, store.CopyName} {
		path := filepath.Join(dir, name)
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		lines := bytes.Split(data, []byte("\n"))
		lines[line-1] = nil
		if err := os.WriteFile(path, bytes.Join(lines, []byte("\n")), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
