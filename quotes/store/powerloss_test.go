package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/quotes/store/storetest"
)

func edit(n int) store.Edit {
	return store.Edit{Op: store.Hide, ID: quotes.IDOf(fmt.Sprint("words ", n)), By: "42", Reason: "a reason"}
}

// Whatever is acknowledged is in the log after a power loss, and nothing that was never
// asked for.
func TestAPowerLossTakesNoEdit(t *testing.T) {
	dir := t.TempDir()
	r := storetest.Record(t, dir)
	var acknowledged []store.Edit
	looked := 0
	r.After(func() {
		for _, loss := range storetest.Losses() {
			left := t.TempDir()
			r.Leave(loss, left)
			l, err := store.OpenLog(left)
			if err != nil {
				t.Fatalf("after %s: %v", r.Ops[len(r.Ops)-1], err)
			}
			got := l.Edits()
			if len(got) > len(acknowledged)+1 || len(got) < len(acknowledged) || !slices.EqualFunc(got[:len(acknowledged)], acknowledged, func(a, b store.Edit) bool { return cmp.Equal(a, b) }) {
				t.Errorf("after %q, loss %d: %d edits of %d", r.Ops[len(r.Ops)-1], loss, len(got), len(acknowledged))
			}
			if err := l.Close(); err != nil {
				t.Error(err)
			}
			if found, err := store.LogDamage(left); len(found) > 0 || err != nil {
				t.Errorf("after %q, loss %d: %v, %v", r.Ops[len(r.Ops)-1], loss, found, err)
			}
			looked++
		}
	})
	l, err := store.OpenLogOn(dir, r.Disk())
	if err != nil {
		t.Fatal(err)
	}
	opened := len(r.Ops)
	for i := range 3 {
		e, err := l.Append(edit(i))
		if err != nil {
			t.Fatal(err)
		}
		acknowledged = append(acknowledged, e)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	var want []string
	for range acknowledged {
		want = append(want, "write edits.jsonl", "sync edits.jsonl", "write edits.copy.jsonl", "sync edits.copy.jsonl")
	}
	if diff := cmp.Diff(want, r.Ops[opened:]); diff != "" {
		t.Error(diff)
	}
	if opening := strings.Join(r.Ops[:opened], "\n"); !strings.HasSuffix(opening, "rename edits.copy.jsonl.new edits.copy.jsonl\nsyncdir .\nsyncdir .") || looked != len(storetest.Losses())*len(r.Ops) {
		t.Errorf("a log is made so, looked at %d times:\n%s", looked, opening)
	}
}

// logFiles returns the two files of a log of n edits, and the edits.
func logFiles(t *testing.T, n int) (data []byte, edits []store.Edit) {
	t.Helper()
	dir := t.TempDir()
	l, err := store.OpenLog(dir)
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		if _, err := l.Append(edit(i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if data, err = os.ReadFile(filepath.Join(dir, store.LogName)); err != nil {
		t.Fatal(err)
	}
	return data, l.Edits()
}

// damages are kinds of damage to a file of which at and length are somewhere.
var damages = map[string]func(data []byte, at, length int) []byte{
	"cut":        func(data []byte, at, _ int) []byte { return data[:at] },
	"emptied":    func([]byte, int, int) []byte { return []byte{} },
	"deleted":    func([]byte, int, int) []byte { return nil },
	"end zeroed": func(data []byte, at, _ int) []byte { return slices.Concat(data[:at], make([]byte, len(data)-at)) },
	"zeroed": func(data []byte, at, length int) []byte {
		return slices.Concat(data[:at], make([]byte, length), data[at+length:])
	},
	"removed":    func(data []byte, at, length int) []byte { return slices.Concat(data[:at], data[at+length:]) },
	"put in":     func(data []byte, at, length int) []byte { return slices.Concat(data[:at], data[:length], data[at:]) },
	"bit turned": func(data []byte, at, _ int) []byte { d := slices.Clone(data); d[at] ^= 4; return d },
	"lines cut":  func(data []byte, at, _ int) []byte { return data[:1+bytes.LastIndexByte(data[:at], '\n')] },
}

// Of 100 edits none is lost by 1,000 damages to either file, and each damage is told.
func TestNoDamageToTheLogIsSilentOrTakesAnEdit(t *testing.T) {
	data, edits := logFiles(t, 100)
	last := 1 + bytes.LastIndexByte(data[:len(data)-1], '\n')
	names := []string{store.LogName, store.CopyName}
	kinds := make([]string, 0, len(damages))
	for kind := range damages {
		kinds = append(kinds, kind)
	}
	slices.Sort(kinds)
	random := rand.New(rand.NewPCG(11, 11))
	for n := range 1000 {
		kind, which := kinds[n%len(kinds)], random.IntN(2)
		at := random.IntN(len(data) - 1)
		length := 1 + random.IntN(min(2000, len(data)-at-1))
		damaged := damages[kind](data, at, length)
		what := fmt.Sprintf("%s: %s at %d for %d", names[which], kind, at, length)
		if slices.Equal(damaged, data) {
			continue
		}
		dir := t.TempDir()
		for i, name := range names {
			put := data
			if i == which {
				put = damaged
			}
			if put != nil {
				if err := os.WriteFile(filepath.Join(dir, name), put, 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
		if read, err := store.ReadLog(dir); !cmp.Equal(read, edits) || err != nil {
			t.Fatalf("%s: a reader sees %d edits, %v", what, len(read), err)
		}
		// No copy is what a folder of before has, and a copy whose last line is missing
		// or torn what a crash leaves.
		excused := which == 1 && (damaged == nil || bytes.HasPrefix(damaged, data[:last]) && tornEnd(damaged[last:], data[last:]))
		for _, opened := range []bool{false, true} {
			if opened && n%20 > 0 {
				continue // as it takes some fsyncs
			}
			if opened {
				l, err := store.OpenLog(dir)
				if err != nil || !cmp.Equal(l.Edits(), edits) || l.Close() != nil {
					t.Fatalf("%s: opened with %v", what, err)
				}
			}
			if found, err := store.LogDamage(dir); (len(found) == 0) != excused || err != nil {
				t.Fatalf("%s: opened %v, told %v, %v", what, opened, found, err)
			}
		}
		for _, name := range names {
			if now, err := os.ReadFile(filepath.Join(dir, name)); n%20 == 0 && (!slices.Equal(now, data) || err != nil) {
				t.Fatalf("%s: %s was not put back, %v", what, name, err)
			}
		}
	}
}

func tornEnd(damaged, whole []byte) bool {
	return bytes.HasPrefix(whole, damaged) || bytes.Count(damaged, []byte{0}) > 1
}

// A power loss while a quotation is forgotten leaves the log as it was or as it is to be,
// and what was forgotten once is not put back from the copy.
func TestAPowerLossWhileSomethingIsForgotten(t *testing.T) {
	dir := t.TempDir()
	r := storetest.Record(t, dir)
	l, err := store.OpenLogOn(dir, r.Disk())
	if err != nil {
		t.Fatal(err)
	}
	for i := range 4 {
		if _, err := l.Append(edit(i)); err != nil {
			t.Fatal(err)
		}
	}
	was := l.Edits()
	forgot := false
	r.After(func() {
		for _, loss := range storetest.Losses() {
			left := t.TempDir()
			r.Leave(loss, left)
			found, damageErr := store.LogDamage(left)
			again, err := store.OpenLog(left)
			if err := errors.Join(err, damageErr); err != nil || len(found) > 0 {
				t.Fatalf("after %q, loss %d: %v, %v", r.Ops[len(r.Ops)-1], loss, found, err)
			}
			now := again.Edits()
			forgotten := len(now) > len(was)
			for i := range was {
				if want := forgotten && i%2 == 0; (now[i].Op == store.Forget) != want || now[i].Seq != was[i].Seq || !now[i].At.Equal(was[i].At) {
					t.Errorf("after %q, loss %d: edit %d of %d is %+v", r.Ops[len(r.Ops)-1], loss, i, len(now), now[i])
				}
			}
			if forgot && !forgotten {
				t.Errorf("after %q, loss %d: it is there again", r.Ops[len(r.Ops)-1], loss)
			}
			if err := again.Close(); err != nil {
				t.Error(err)
			}
		}
	})
	ids := []quotes.ID{edit(0).ID, edit(2).ID}
	if err := l.Forget(ids, store.Edit{By: "42", Guild: "7"}); err != nil {
		t.Fatal(err)
	}
	forgot = true
	next, err := l.Append(edit(5))
	if err != nil || next.Seq != 7 {
		t.Errorf("the next edit is %+v, %v", next, err)
	}
	f, err := store.ForgottenIn(dir, l.Edits())
	for i := range 4 {
		if f.Has(edit(i).ID) != (i%2 == 0) || err != nil {
			t.Errorf("edit %d is forgotten: %v, %v", i, f.Has(edit(i).ID), err)
		}
	}
}

// What was kept of damage may have the words too.
func TestForgettingDropsWhatWasKeptOfDamage(t *testing.T) {
	dir := t.TempDir()
	l, err := store.OpenLog(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Append(edit(0)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{store.LogName + ".damaged-1", store.CopyName + ".damaged-3", store.LogName + ".torn"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("zyxwv"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Forget([]quotes.ID{edit(0).ID}, store.Edit{By: "42"}); err != nil {
		t.Fatal(err)
	}
	if found := storetest.FilesWith(t, dir, "zyxwv"); len(found) > 0 {
		t.Errorf("%v are there still", found)
	}
}
