package search

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"verbatim/quotes/store"
	"verbatim/search/generation"
)

// saveTo writes what Save gives into an empty folder.
func saveTo(t *testing.T, from, to string) Saved {
	t.Helper()
	saved, err := Save(t.Context(), from, func(name string, r io.Reader) error {
		path := filepath.Join(to, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		data, err := io.ReadAll(r)
		return errors.Join(err, os.WriteFile(path, data, 0o600))
	})
	if err != nil {
		t.Fatal(err)
	}
	return saved
}

// While others edit and build, what is saved is whole and has every edit that was
// acknowledged before.
func TestWhatIsSavedIsOfOneMoment(t *testing.T) {
	dir := t.TempDir()
	qs := sayings(20)
	mustBuild(t, dir, qs...)
	l := mustOpen(t, dir, Options{})
	var beside sync.WaitGroup
	stop := make(chan struct{})
	stopped := func() bool {
		select {
		case <-stop:
			return true
		default:
			return false
		}
	}
	beside.Go(func() {
		for n := 0; !stopped(); n++ {
			if _, err := l.Edit(t.Context(), store.Edit{Op: store.Correct, ID: qs[n%20].ID, Speaker: fmt.Sprint("Speaker of edit ", n)}); err != nil {
				t.Error(err)
			}
		}
	})
	beside.Go(func() {
		for !stopped() {
			if _, err := Build(t.Context(), BuildOptions{DataDir: dir, Quotes: reading(qs...)}); err != nil {
				t.Error(err)
			}
			if _, err := l.Refresh(t.Context()); err != nil {
				t.Error(err)
			}
		}
	})
	for range 5 {
		before := l.Edits()
		to := t.TempDir()
		saved := saveTo(t, dir, to)
		if problems, err := Verify(t.Context(), to); len(problems) > 0 || err != nil {
			t.Errorf("problems %v, %v", problems, err)
		}
		copied := mustOpen(t, to, Options{})
		got, status := copied.Edits(), copied.Status()
		if len(got) < len(before) || len(got) != saved.Edits || status.LogCutShort || status.Generation != saved.Generation || saved.Generation == 0 || len(status.LogPutBack) > 0 {
			t.Errorf("%d edits of %d, saved %+v, status %+v", len(got), len(before), saved, status)
		}
		for i, e := range before {
			if got[i].Seq != e.Seq || got[i].Speaker != e.Speaker {
				t.Errorf("edit %d is %+v, was %+v", i, got[i], e)
			}
		}
	}
	close(stop)
	beside.Wait()
}

func TestADamagedGenerationIsNotSaved(t *testing.T) {
	dir := t.TempDir()
	mustBuild(t, dir, sayings(3)...)
	mustBuild(t, dir, sayings(5)...)
	for _, want := range []int{1, 0} {
		damaged := filepath.Join(generation.Folder(dir).Path(want+1), "records.dat")
		data, err := os.ReadFile(damaged)
		if err != nil {
			t.Fatal(err)
		}
		data[len(data)/2] ^= 4
		if err := os.WriteFile(damaged, data, 0o600); err != nil {
			t.Fatal(err)
		}
		to := t.TempDir()
		if saved := saveTo(t, dir, to); saved.Generation != want {
			t.Errorf("saved %+v, want generation %d", saved, want)
		}
		l := mustOpen(t, to, Options{})
		if s := l.Status(); s.Generation != want || s.Damage != nil {
			t.Errorf("status %+v, want generation %d", s, want)
		}
	}
}
