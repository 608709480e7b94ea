package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"verbatim/quotes"
	"verbatim/quotes/store"
)

// mirrored opens a log that mirrors one which several machines share.
func mirrored(t *testing.T, dir string) *store.Log {
	t.Helper()
	l, err := store.OpenLog(dir)
	if err == nil {
		err = l.MakeMirror([]byte(strings.Repeat("k", 32)))
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

func added(seq uint64, words string) store.Edit {
	return store.Edit{Seq: seq, At: time.Unix(int64(seq), 0).UTC(), Op: store.Add, ID: quotes.IDOf(words), Quote: &quotes.Quote{Words: words}}
}

func TestAMirrorHasTheNumbersOfWhatItMirrors(t *testing.T) {
	dir := t.TempDir()
	l := mirrored(t, dir)
	// Of another process of the same folder, which is a step ahead.
	other := mirrored(t, dir)
	want := []store.Edit{added(2, "two"), added(3, "three"), added(7, "seven")}
	if err := other.Mirror(want[:2]...); err != nil {
		t.Fatal(err)
	}
	if err := l.Mirror(want...); err != nil {
		t.Fatal(err)
	}
	if err := other.Mirror(want[1:]...); err != nil {
		t.Fatal(err)
	}
	for name, again := range map[string]*store.Log{"the one": l, "the other": other, "a new one": mirrored(t, dir)} {
		if diff := cmp.Diff(want, again.Edits()); diff != "" || again.Last() != 7 {
			t.Errorf("%s, up to %d: %s", name, again.Last(), diff)
		}
	}
	if put, err := store.LogDamage(dir); err != nil || len(put) > 0 {
		t.Errorf("damage: %v, %v", put, err)
	}
	// A crash came after the log had the numbers 4 to 7, and before the copy had them.
	copied := filepath.Join(dir, store.CopyName)
	data, err := os.ReadFile(copied)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(copied, data[:strings.LastIndex(strings.TrimRight(string(data), "\n"), "\n\n\n\n")+1], 0o600); err != nil {
		t.Fatal(err)
	}
	if put, err := store.LogDamage(dir); err != nil || len(put) > 0 || mirrored(t, dir).Last() != 7 {
		t.Errorf("a crash is taken for damage: %v, %v", put, err)
	}
	for name, err := range map[string]error{
		"another edit under a number":     l.Mirror(added(3, "not three")),
		"its own edits":                   second(l.Append(added(0, "own"))),
		"to forget something by itself":   l.Forget([]quotes.ID{quotes.IDOf("two")}, store.Edit{}),
		"edits in another order":          l.Mirror(added(9, "nine"), added(8, "eight")),
		"an edit that undoes a later one": l.Mirror(store.Edit{Seq: 9, At: time.Unix(9, 0), Op: store.Undo, Undoes: 10}),
		"another key":                     l.MakeMirror([]byte(strings.Repeat("x", 32))),
	} {
		if err == nil {
			t.Errorf("it takes %s", name)
		}
	}
	if err := l.Mirror(added(3, "not three")); !errors.Is(err, store.ErrOtherHistory) {
		t.Errorf("another edit under a number: %v", err)
	}
	if _, err := l.Append(added(0, "own")); !errors.Is(err, store.ErrMirror) {
		t.Errorf("its own edits: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestAMirrorForgets(t *testing.T) {
	dir := t.TempDir()
	l := mirrored(t, dir)
	undo := store.Edit{Seq: 4, At: time.Unix(4, 0).UTC(), Op: store.Undo, ID: quotes.IDOf("secret"), Undoes: 2}
	// Which another quotation had for a while.
	amend := store.Edit{
		Seq: 5, At: time.Unix(5, 0).UTC(), Op: store.Amend, Part: store.WordsPart, ID: quotes.IDOf("kept"), Quote: &quotes.Quote{Words: "secret"},
	}
	if err := l.Mirror(added(1, "kept"), added(2, "secret"), undo, amend); err != nil {
		t.Fatal(err)
	}
	decision, err := l.Decision(quotes.IDOf("secret"), store.Edit{By: "7"})
	if err != nil {
		t.Fatal(err)
	}
	decision.Seq = 6
	before, err := os.ReadFile(filepath.Join(dir, store.CopyName))
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Mirror(decision, added(7, "later")); err != nil {
		t.Fatal(err)
	}
	// What a crash between the log and its copy leaves is put right.
	for _, crash := range []bool{false, true} {
		if crash {
			if err := os.WriteFile(filepath.Join(dir, store.CopyName), before, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		all := mirrored(t, dir).Edits()
		is, err := store.ForgottenIn(dir, all)
		if err != nil || !is.Has(quotes.IDOf("secret")) || is.Has(quotes.IDOf("kept")) {
			t.Fatalf("what was forgotten: %v, %v", is, err)
		}
		var ops []store.Op
		for _, e := range all {
			ops = append(ops, e.Op)
		}
		if diff := cmp.Diff([]store.Op{store.Add, store.Forget, store.Forget, store.Forget, store.Forget, store.Add}, ops); diff != "" {
			t.Error(diff)
		}
		for _, name := range []string{store.LogName, store.CopyName} {
			data, err := os.ReadFile(filepath.Join(dir, name))
			if text := string(data); err != nil || strings.Contains(text, "secret") || strings.Contains(text, string(quotes.IDOf("secret"))) {
				t.Errorf("%s has it still: %s, %v", name, data, err)
			}
		}
	}
}
