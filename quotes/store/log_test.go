package store

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gofrs/flock"
	"github.com/google/go-cmp/cmp"

	"verbatim/quotes"
)

func openLog(t *testing.T, dir string) *Log {
	t.Helper()
	l, err := OpenLog(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

func hide(n int) Edit {
	return Edit{Op: Hide, ID: quotes.IDOf(fmt.Sprint("words ", n)), By: "42", Reason: "said “nothing” of <that>\nkind"}
}

// logOf returns the bytes of a log of n edits, and the edits.
func logOf(t *testing.T, n int) ([]byte, []Edit) {
	t.Helper()
	dir := t.TempDir()
	l := openLog(t, dir)
	for i := range n {
		if _, err := l.Append(hide(i)); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(filepath.Join(dir, LogName))
	if err != nil {
		t.Fatal(err)
	}
	return data, l.Edits()
}

func logDir(t *testing.T, data []byte) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, LogName), data, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestEditsAreNumberedAndThereAgainAfterOpening(t *testing.T) {
	dir := t.TempDir()
	if edits, err := ReadLog(dir); len(edits) != 0 || err != nil {
		t.Errorf("a log that is not there: %v, %v", edits, err)
	}
	l := openLog(t, dir)
	at := time.Date(2024, 5, 1, 10, 0, 0, 5, time.FixedZone("", 7200))
	var want []Edit
	for i, e := range []Edit{hide(1), {Op: Correct, ID: hide(1).ID, Speaker: "Ада", At: at}, {Op: Restore, ID: hide(1).ID}} {
		got, err := l.Append(e)
		if err != nil || got.Seq != uint64(i+1) || got.At.IsZero() || got.At.Location() != time.UTC {
			t.Errorf("Append gave %+v, %v", got, err)
		}
		want = append(want, got)
		// A reader beside the writer sees it at once.
		if read, err := ReadLog(dir); !cmp.Equal(read, want) || err != nil {
			t.Errorf("after %d edits a reader sees %v, %v", i+1, read, err)
		}
	}
	if !want[1].At.Equal(at) {
		t.Errorf("the time %v became %v", at, want[1].At)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	again := openLog(t, dir)
	if diff := cmp.Diff(want, again.Edits()); diff != "" {
		t.Error(diff)
	}
	if next, err := again.Append(hide(2)); next.Seq != 4 || err != nil {
		t.Errorf("the next edit is %d, %v", next.Seq, err)
	}
}

// Where the clock is set back by 26 years, what is decided later still counts as later.
func TestAClockThatIsSetBackKeepsTheOrder(t *testing.T) {
	dir := t.TempDir()
	l := openLog(t, dir)
	if _, err := l.Append(hide(1)); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) { // begins in 2000
		for _, e := range []Edit{{Op: Restore, ID: hide(1).ID}, hide(2), hide(1)} {
			if _, err := l.Append(e); err != nil {
				t.Fatal(err)
			}
		}
	})
	edits := openLog(t, dir).Edits()
	for i, e := range edits[1:] {
		if before := edits[i].At; !e.At.After(before) || e.At.Sub(before) > time.Minute {
			t.Errorf("edit %d is of %v, the one before of %v", e.Seq, e.At, before)
		}
	}
	// And when it is right again, so are the times.
	if e, err := l.Append(hide(3)); err != nil || time.Since(e.At) > time.Minute {
		t.Errorf("%v, %v", e.At, err)
	}
}

// Several processes append in turn: each reads before what the others wrote.
func TestSeveralWritersNumberTheirEditsInOneOrder(t *testing.T) {
	dir := t.TempDir()
	logs := []*Log{openLog(t, dir), openLog(t, dir), openLog(t, dir)}
	const each = 20
	var writers sync.WaitGroup
	for w, l := range logs {
		writers.Go(func() {
			for i := range each {
				before := 0
				e, err := l.AppendAfter(func(all []Edit) (Edit, bool, error) {
					before = len(all)
					return hide(100*w + i), true, nil
				})
				if err != nil || e.Seq != uint64(before)+1 {
					t.Errorf("after %d edits came %+v, %v", before, e, err)
				}
			}
		})
	}
	writers.Wait()
	read, err := ReadLog(dir)
	if err != nil || len(read) != each*len(logs) {
		t.Fatalf("the log has %d edits, %v", len(read), err)
	}
	for i, l := range logs {
		if _, err := l.CatchUp(); err != nil || !cmp.Equal(l.Edits(), read) {
			t.Errorf("writer %d has %d edits, %v", i, len(l.Edits()), err)
		}
		if changed, err := l.CatchUp(); changed || err != nil {
			t.Errorf("writer %d reads again: %v, %v", i, changed, err)
		}
	}
	if err := logs[0].Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := logs[0].Append(hide(1)); !errors.Is(err, ErrLogBroken) {
		t.Errorf("an edit after closing: %v", err)
	}
	if err := logs[0].Reopen(); !errors.Is(err, ErrLogBroken) {
		t.Errorf("reopened after closing: %v", err)
	}
}

func TestAWriterThatDoesNotLetGoIsTold(t *testing.T) {
	dir := t.TempDir()
	l, held := openLog(t, dir), flock.New(filepath.Join(dir, lockName))
	if err := held.Lock(); err != nil {
		t.Fatal(err)
	}
	l.wait = 10 * time.Millisecond
	if _, err := l.Append(hide(1)); !errors.Is(err, ErrLogLocked) {
		t.Errorf("while another has it: %v", err)
	}
	if err := held.Unlock(); err != nil {
		t.Fatal(err)
	}
	if e, err := l.Append(hide(1)); e.Seq != 1 || err != nil {
		t.Errorf("afterwards: %+v, %v", e, err)
	}
}

// What another process wrote behind an edit that failed here stays.
func TestReopeningCutsOffNothingOfOthers(t *testing.T) {
	dir := t.TempDir()
	l, other := openLog(t, dir), openLog(t, dir)
	sync := l.disk.Sync
	l.disk.Sync = func(*os.File) error { return fs.ErrInvalid }
	if _, err := l.Append(hide(1)); !errors.Is(err, ErrLogBroken) {
		t.Fatal(err)
	}
	want, err := other.Append(hide(2))
	if err != nil || want.Seq != 1 {
		t.Fatal(want, err)
	}
	l.disk.Sync = sync
	if err := l.Reopen(); err != nil || !cmp.Equal(l.Edits(), []Edit{want}) {
		t.Errorf("reopened with %v, %v", l.Edits(), err)
	}
}

// A file of the same size is not the same log.
func TestALogThatWasReplacedIsNotWritten(t *testing.T) {
	write := func(by string) (*Log, string) {
		dir := t.TempDir()
		l := openLog(t, dir)
		e := hide(1)
		e.By, e.At = by, time.Date(2024, 5, 1, 10, 0, 0, 0, time.UTC)
		if _, err := l.Append(e); err != nil {
			t.Fatal(err)
		}
		return l, filepath.Join(dir, LogName)
	}
	l, path := write("1")
	_, other := write("2")
	if err := os.Rename(other, path); err != nil {
		t.Fatal(err)
	}
	if e, err := l.Append(hide(2)); !errors.Is(err, ErrCorrupt) {
		t.Errorf("%+v was written, %v", e, err)
	}
}

func second[T any](_ T, err error) error { return err }

// An append or a look at a log that lost what was acknowledged takes nothing back.
func TestALogThatIsShortenedMeanwhileIsPutBackOrNotWritten(t *testing.T) {
	data, edits := logOf(t, 3)
	first := bytes.IndexByte(data, '\n') + 1
	other, _ := logOf(t, 4)
	for _, c := range []struct {
		name    string
		now     []byte
		putBack bool
	}{
		{"shortened", data[:first], true},
		{"emptied", []byte{}, true},
		{"gone", nil, true},
		{"another's", other, false},
	} {
		for _, both := range []bool{false, true} {
			dir := logDir(t, data)
			l := openLog(t, dir)
			for i, name := range logNames {
				path := filepath.Join(dir, name)
				switch {
				case i > 0 && !both:
				case c.now == nil:
					if err := os.Remove(path); err != nil {
						t.Fatal(err)
					}
				default:
					if err := os.WriteFile(path, c.now, 0o600); err != nil {
						t.Fatal(err)
					}
				}
			}
			_, caughtUp := l.CatchUp()
			if got := l.Edits(); !cmp.Equal(got, edits) {
				t.Errorf("%s: what is known is %v", c.name, got)
			}
			e, err := l.Append(hide(9))
			if good := c.putBack && !both; (caughtUp == nil) != good || (err == nil) != good {
				t.Errorf("%s, in both %v: looked at with %v, wrote %+v, %v", c.name, both, caughtUp, e, err)
			}
		}
	}
}

func TestATornLastLineIsCutOff(t *testing.T) {
	data, edits := logOf(t, 3)
	last := bytes.LastIndexByte(data[:len(data)-1], '\n') + 1
	for size := last; size < len(data)-1; size++ {
		dir := logDir(t, data[:size])
		if read, err := ReadLog(dir); !cmp.Equal(read, edits[:2]) || err != nil {
			t.Fatalf("cut at %d: read %v, %v", size, read, err)
		}
		l := openLog(t, dir)
		next, err := l.Append(hide(9))
		if err != nil || next.Seq != 3 {
			t.Fatalf("cut at %d: the next edit is %+v, %v", size, next, err)
		}
		if read, err := ReadLog(dir); !cmp.Equal(read, append(slices.Clone(edits[:2]), next)) || err != nil {
			t.Fatalf("cut at %d: after the next edit: %v, %v", size, read, err)
		}
	}
	zeros := slices.Clone(data)
	clear(zeros[last+100:])
	for name, torn := range map[string][]byte{
		"bytes that never came":                  zeros,
		"bytes that never came, then some":       append(slices.Clone(zeros[:len(zeros)-1]), '\n'),
		"only zeros":                             append(slices.Clone(data[:last]), make([]byte, 50)...),
		"a first line that is torn, none before": data[:20],
	} {
		want := edits[:2]
		if len(torn) < last {
			want = nil
		}
		dir := logDir(t, torn)
		if got := openLog(t, dir).Edits(); !cmp.Equal(got, want) {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestAWholeLastLineThatLacksItsEndIsKept(t *testing.T) {
	data, edits := logOf(t, 3)
	dir := logDir(t, data[:len(data)-1])
	if read, err := ReadLog(dir); !cmp.Equal(read, edits) || err != nil {
		t.Errorf("read %v, %v", read, err)
	}
	l := openLog(t, dir)
	next, err := l.Append(hide(9))
	if err != nil {
		t.Fatal(err)
	}
	if read, err := ReadLog(dir); !cmp.Equal(read, append(slices.Clone(edits), next)) || err != nil {
		t.Errorf("after the next edit: %v, %v", read, err)
	}
}

func TestAnyOtherDamageIsAnErrorThatSaysWhere(t *testing.T) {
	data, _ := logOf(t, 3)
	line := func(at int) int { return 1 + bytes.Count(data[:at], []byte("\n")) }
	check := func(what string, damaged []byte, where int) {
		t.Helper()
		dir := logDir(t, damaged)
		_, err := ReadLog(dir)
		if !errors.Is(err, ErrCorrupt) || !strings.Contains(err.Error(), fmt.Sprintf("line %d of edits.jsonl", where)) {
			t.Errorf("%s: %v, want an error in line %d", what, err, where)
		}
		if _, err := OpenLog(dir); !errors.Is(err, ErrCorrupt) {
			t.Errorf("%s: opened for writing: %v", what, err)
		}
		if after, err := os.ReadFile(filepath.Join(dir, LogName)); !bytes.Equal(after, damaged) || err != nil {
			t.Errorf("%s: the damaged log was changed", what)
		}
	}
	for i := range data {
		flipped := slices.Clone(data)
		flipped[i] ^= 0x04
		check(fmt.Sprintf("byte %d flipped", i), flipped, line(i))
	}
	lines := bytes.SplitAfter(data, []byte("\n"))
	check("a line is missing", slices.Concat(lines[0], lines[2]), 2)
	check("a line is there twice", slices.Concat(lines[0], lines[0]), 2)
	check("lines are swapped", slices.Concat(lines[1], lines[0]), 1)
	check("something else follows", append(slices.Clone(data), "hello"...), 4)
}

func TestADamagedLineCanBeGivenUp(t *testing.T) {
	data, edits := logOf(t, 3)
	lines := bytes.SplitAfter(data, []byte("\n"))
	l := openLog(t, logDir(t, slices.Concat(lines[0], []byte("\n"), lines[2])))
	if diff := cmp.Diff([]Edit{edits[0], edits[2]}, l.Edits()); diff != "" {
		t.Error(diff)
	}
	if next, err := l.Append(hide(9)); next.Seq != 4 || err != nil {
		t.Errorf("the next edit is %d, %v", next.Seq, err)
	}
}

func TestAFailedWriteEndsAcknowledgementsUntilReopened(t *testing.T) {
	full := errors.New("no space left on device")
	for name, fail := range map[string]func(*Log){
		"fsync fails": func(l *Log) { l.disk.Sync = func(*os.File) error { return full } },
		"half is written": func(l *Log) {
			l.disk.WriteAt = func(f *os.File, b []byte, at int64) (int, error) {
				n, _ := f.WriteAt(b[:len(b)/2], at)
				return n, full
			}
		},
		"all is written, and then an error": func(l *Log) {
			l.disk.WriteAt = func(f *os.File, b []byte, at int64) (int, error) {
				n, _ := f.WriteAt(b, at)
				return n, full
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			l := openLog(t, dir)
			first, err := l.Append(hide(1))
			if err != nil {
				t.Fatal(err)
			}
			disk := l.disk
			fail(l)
			if _, err := l.Append(hide(2)); !errors.Is(err, ErrLogBroken) || !errors.Is(err, full) {
				t.Errorf("the failing edit: %v", err)
			}
			if err := l.Reopen(); !errors.Is(err, ErrLogBroken) {
				t.Errorf("reopened on a disk that fails: %v", err)
			}
			l.disk = disk
			// A disk that failed may not have cut off what failed either.
			if file, err := os.OpenFile(filepath.Join(dir, LogName), os.O_WRONLY, 0); err != nil || second(file.WriteAt(l.failed, l.size)) != nil || file.Close() != nil {
				t.Fatal("the failed edit cannot be written back")
			}
			if _, err := l.Append(hide(3)); !errors.Is(err, ErrLogBroken) {
				t.Errorf("an edit before reopening: %v", err)
			}
			if !l.Broken() || !cmp.Equal(l.Edits(), []Edit{first}) {
				t.Errorf("edits that were not acknowledged are listed: %v", l.Edits())
			}
			if err := l.Reopen(); err != nil || l.Broken() {
				t.Fatal(err)
			}
			second, err := l.Append(hide(4))
			if err != nil || second.Seq != 2 {
				t.Errorf("after reopening: %+v, %v", second, err)
			}
			if read, err := ReadLog(dir); !cmp.Equal(read, []Edit{first, second}) || err != nil {
				t.Errorf("the log has %v, %v", read, err)
			}
		})
	}
}

func TestALogThatLostWhatWasAcknowledgedStaysBroken(t *testing.T) {
	dir := t.TempDir()
	l := openLog(t, dir)
	for i := range 2 {
		if _, err := l.Append(hide(i)); err != nil {
			t.Fatal(err)
		}
	}
	sync := l.disk.Sync
	l.disk.Sync = func(*os.File) error { return fs.ErrInvalid }
	if _, err := l.Append(hide(2)); err == nil {
		t.Fatal("a failed fsync was acknowledged")
	}
	l.disk.Sync = sync
	for _, name := range logNames {
		if err := os.Truncate(filepath.Join(dir, name), 30); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Reopen(); !errors.Is(err, ErrCorrupt) || !l.Broken() {
		t.Errorf("a log without its edits was taken for good: %v", err)
	}
}

func FuzzALogYieldsOnlyWhatWasWritten(f *testing.F) {
	dir := f.TempDir()
	l, err := OpenLog(dir)
	if err != nil {
		f.Fatal(err)
	}
	for i := range 3 {
		if _, err := l.Append(hide(i)); err != nil {
			f.Fatal(err)
		}
	}
	edits := l.Edits()
	if err := l.Close(); err != nil {
		f.Fatal(err)
	}
	good, err := os.ReadFile(filepath.Join(dir, LogName))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(10, 0, []byte("x"))
	f.Add(len(good)-5, 5, []byte("\x00\x00\n"))
	f.Add(bytes.IndexByte(good, '\n'), 1, []byte("\n\n"))
	f.Fuzz(func(t *testing.T, at, remove int, with []byte) {
		if at < 0 || at > len(good) || remove < 0 || remove > len(good)-at {
			return
		}
		damaged := slices.Concat(good[:at], with, good[at+remove:])
		if p, err := merge([2][]byte{damaged, good}); err == nil && !cmp.Equal(p.edits, edits) && !p.damaged[1] {
			t.Errorf("with its copy the log has %v", p.edits)
		}
		p, err := merge([2][]byte{damaged, nil})
		if err != nil && !errors.Is(err, ErrCorrupt) && !errors.Is(err, ErrNewer) {
			t.Error(err)
		}
		for _, e := range p.edits {
			if e.Seq < 1 || e.Seq > 3 || !cmp.Equal(e, edits[e.Seq-1]) {
				t.Errorf("an edit that nobody made: %+v", e)
			}
		}
	})
}

// A program that knows no undo unseals lines of version 1 only: it refuses a log
// with an undo, and reads one without.
func TestOnlyAnUndoKeepsOlderProgramsOut(t *testing.T) {
	dir := t.TempDir()
	l := openLog(t, dir)
	want := []Edit{hide(1), {Op: Restore, ID: hide(1).ID}, {Op: Undo, ID: hide(1).ID, Undoes: 2}, hide(2)}
	for i, e := range want {
		got, err := l.Append(e)
		if err != nil {
			t.Fatal(err)
		}
		want[i] = got
	}
	data, err := os.ReadFile(filepath.Join(dir, LogName))
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(bytes.TrimSuffix(data, []byte("\n")), []byte("\n"))
	for i, line := range lines {
		err := Unseal(line, new(Edit))
		if newer := errors.Is(err, ErrNewer); newer != (want[i].Op == Undo) || !newer && err != nil {
			t.Errorf("%s is read by an older program with %v", line, err)
		}
	}
	if read, err := ReadLog(dir); !cmp.Equal(read, want) || err != nil {
		t.Errorf("read %v, %v", read, err)
	}
	// A torn undo is cut off like any other line.
	through := len(data) - len(lines[3]) - 1
	for size := through - len(lines[2]); size < through-1; size++ {
		torn := logDir(t, data[:size])
		if got := openLog(t, torn).Edits(); !cmp.Equal(got, want[:2]) {
			t.Fatalf("cut at %d: %v", size, got)
		}
	}
	for name, e := range map[string]Edit{
		"an undo of nothing":         {Op: Undo, ID: hide(1).ID},
		"an undo of what comes":      {Op: Undo, ID: hide(1).ID, Undoes: 5},
		"what is no undo undoes one": {Op: Hide, ID: hide(1).ID, Undoes: 1},
	} {
		if _, err := l.Append(e); !errors.Is(err, ErrBadEdit) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
