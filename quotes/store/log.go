package store

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"sync"
	"time"

	"github.com/gofrs/flock"
)

// The log of edits is a file of sealed lines (see [Seal]), each an [Edit],
// numbered from 1 without gaps. Lines are only ever appended, to the log first and
// then to its copy; see logfile.go for what becomes of damage.
//
// A line that hides, restores or corrects is sealed as version 1, one that undoes an
// earlier edit as version 2, all others as version 3. A program that does not know
// an operation would show something else than was decided: it refuses the log
// instead, and with it the data folder ([ErrNewer]).
//
// An empty line stands for an edit that was given up: the one way to go on
// after a line in the middle was damaged in log and copy.
const (
	LogName  = "edits.jsonl"
	CopyName = "edits.copy.jsonl"
	lockName = "edits.lock" // held by whoever writes, while he does
)

// versionOf returns the version that an operation's line is sealed as.
func versionOf(op Op) string {
	switch op {
	case Hide, Restore, Correct:
		return sealVersion
	case Undo:
		return "2"
	}
	return "3"
}

// logVersions are all that there are.
const logVersions = sealVersion + "23"

// maxLog is the most bytes of a log: some two million edits.
const maxLog = 512 << 20

var (
	// ErrLogBroken: writing an edit failed, so that it is unknown what the disk
	// has. No edit is taken until [Log.Reopen] has cut off and checked.
	ErrLogBroken = errors.New("the log of edits could not be written")
	// ErrLogLocked: another process keeps the log locked: one that hangs, or a
	// program of before, which had it for itself while it ran.
	ErrLogLocked = errors.New("another process keeps the log of edits locked")
	// ErrBadEdit: the edit makes no sense.
	ErrBadEdit = errors.New("the edit cannot be taken")
)

// Log is the log of edits, for reading and writing. Several processes may have it:
// who writes locks it, reads what others wrote since, and only then appends. Safe for
// concurrent use.
type Log struct {
	dir  string
	lock *flock.Flock
	wait time.Duration // for the lock
	disk Disk

	mu     sync.Mutex
	edits  []Edit
	seq    uint64 // of the last line, given up or not
	size   int64  // bytes that are acknowledged
	last   []byte // the last line of these
	failed []byte // the line that could not be written
	broken error
}

const (
	lockWait  = 3 * time.Second // for others, who hold it for one write
	lockRetry = 2 * time.Millisecond
)

// OpenLog opens the log of a data folder for writing, which has to exist; the
// log is created. A last line that a crash tore is cut off and kept in a file beside
// it. What the log or its copy lost is put back from the other one, see [LogDamage].
// What neither has is an error that wraps [ErrCorrupt] and says in which line. It
// returns [ErrLogLocked] when another process does not let go of the log.
func OpenLog(dataDir string) (*Log, error) { return OpenLogOn(dataDir, Machine()) }

// OpenLogOn is [OpenLog] on another disk.
func OpenLogOn(dataDir string, disk Disk) (*Log, error) {
	l := &Log{dir: dataDir, lock: flock.New(filepath.Join(dataDir, lockName)), wait: lockWait, disk: disk}
	if err := l.locked(l.load); err != nil {
		return nil, fmt.Errorf("opening the log of edits: %w", err)
	}
	return l, nil
}

// locked calls do while no other process writes the log. The caller holds l.mu, or
// nobody else has l yet.
func (l *Log) locked(do func() error) (err error) {
	ctx, cancel := context.WithTimeout(context.Background(), l.wait)
	defer cancel()
	locked, err := l.lock.TryLockContext(ctx, lockRetry)
	switch {
	case errors.Is(err, context.DeadlineExceeded), err == nil && !locked:
		return ErrLogLocked
	case err != nil:
		return fmt.Errorf("locking it: %w", err)
	}
	defer func() { err = errors.Join(err, l.lock.Unlock()) }()
	return do()
}

// load reads and checks all of the log and its copy, makes them equal, without what a
// crash tore and what could not be written before, and durable. What was acknowledged
// has to be there still. The log is locked.
func (l *Log) load() error {
	_, err := l.read()
	return err
}

// read is load, and returns what it read.
func (l *Log) read() (parsedLog, error) {
	files, err := readFiles(l.dir)
	if err != nil {
		return parsedLog{}, err
	}
	read := files
	for i, data := range files {
		kept := min(l.size, int64(len(data)))
		if l.failed != nil && bytes.HasPrefix(l.failed, data[kept:]) {
			read[i] = data[:kept] // nobody wrote behind it
		}
	}
	parsed, err := merge(read)
	if err != nil {
		return parsedLog{}, err
	}
	if !l.goesOn(parsed) {
		return parsedLog{}, fmt.Errorf("%w: what was acknowledged is not there any more: it has %d good bytes, and had %d", ErrCorrupt, len(parsed.data), l.size)
	}
	if err := l.repair(files, parsed); err != nil {
		return parsedLog{}, err
	}
	l.edits, l.seq, l.size = parsed.edits, parsed.seq, int64(len(parsed.data))
	l.last, l.failed, l.broken = bytes.Clone(parsed.data[parsed.last:]), nil, nil
	return parsed, nil
}

// goesOn reports whether a log has all that was acknowledged, or that it was forgotten.
func (l *Log) goesOn(now parsedLog) bool {
	if int64(len(now.data)) >= l.size && bytes.HasSuffix(now.data[:l.size], l.last) {
		return true
	}
	return len(l.edits) > 0 && len(now.edits) >= len(l.edits) && !slices.ContainsFunc(l.edits, func(e Edit) bool {
		i, found := slices.BinarySearchFunc(now.edits, e.Seq, func(e Edit, seq uint64) int { return cmp.Compare(e.Seq, seq) })
		return !found || now.edits[i].Op != Forget && !reflect.DeepEqual(now.edits[i], e)
	})
}

// repair makes both files what they come to, and durable. What is not good in them is
// kept beside. The log is locked.
func (l *Log) repair(files [2][]byte, parsed parsedLog) error {
	for i, name := range logNames {
		path := filepath.Join(l.dir, name)
		if parsed.damaged[i] {
			if err := l.disk.WriteFile(nextDamaged(path), files[i]); err != nil {
				return err
			}
		}
		if len(parsed.torn[i]) > 0 {
			if err := l.disk.WriteFile(path+tornEnd, parsed.torn[i]); err != nil {
				return err
			}
		}
		var err error
		if bytes.Equal(files[i], parsed.data) && files[i] != nil {
			// The last line may have been read from memory that a failed fsync of
			// another process never brought to the disk: it is written once more.
			// Every line before it was durable before it was begun.
			err = l.writeAt(path, parsed.data[parsed.last:], int64(parsed.last))
		} else {
			err = l.disk.WriteFile(path, parsed.data)
		}
		if err != nil {
			return err
		}
	}
	return l.disk.SyncDir(l.dir)
}

// writeAt writes into a file that is there, and makes it durable.
func (l *Log) writeAt(path string, data []byte, at int64) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if _, err = l.disk.WriteAt(file, data, at); err == nil {
		err = l.disk.Sync(file)
	}
	return errors.Join(err, file.Close())
}

// catchUp loads the files again if others wrote them. The log is locked.
func (l *Log) catchUp() error {
	if !l.sized() {
		return l.load()
	}
	file, err := os.Open(filepath.Join(l.dir, LogName))
	if err != nil {
		return err
	}
	end := make([]byte, len(l.last))
	_, err = file.ReadAt(end, l.size-int64(len(end)))
	if err = errors.Join(err, file.Close()); err == nil && bytes.Equal(end, l.last) {
		return nil
	}
	return l.load()
}

// sized reports whether both files have the size that they had.
func (l *Log) sized() bool {
	for _, name := range logNames {
		if info, err := os.Stat(filepath.Join(l.dir, name)); err != nil || info.Size() != l.size {
			return false
		}
	}
	return true
}

// Append is [Log.AppendAfter] of an edit that depends on no other.
func (l *Log) Append(e Edit) (Edit, error) {
	return l.AppendAfter(func([]Edit) (Edit, bool, error) { return e, true, nil })
}

// AppendAfter locks the log, shows decide all edits, those of other processes too,
// and appends what it returns: it gives the edit its number, and if it has none its
// time, which is later than that of any before, and returns it once it is on the disk. Without true, or with an error, what
// decide returned is returned and nothing is written. After an error that wraps
// [ErrLogBroken] the edit counts as not taken, and no other is taken until
// [Log.Reopen]. decide must not keep the log waiting, nor alter the edits.
func (l *Log) AppendAfter(decide func([]Edit) (e Edit, write bool, err error)) (Edit, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.broken != nil {
		return Edit{}, fmt.Errorf("%w: %w", ErrLogBroken, l.broken)
	}
	var e Edit
	err := l.locked(func() error {
		if err := errors.Join(l.mirrors(), l.catchUp()); err != nil {
			return fmt.Errorf("reading the log of edits: %w", err)
		}
		var write bool
		var err error
		if e, write, err = decide(l.all()); err != nil || !write {
			return err
		}
		e, err = l.write(e)
		return err
	})
	return e, err
}

// write appends an edit to the log, which is locked and as l knows it, and to its copy.
func (l *Log) write(e Edit) (Edit, error) {
	e.Seq = l.seq + 1
	if e.At.IsZero() {
		e.At = nextTime(l.edits)
	}
	e.At = e.At.UTC().Round(0)
	if err := l.add(e); err != nil {
		return Edit{}, err
	}
	return e, nil
}

// add appends edits that have their numbers, with an empty line for each number that
// none has. The log is locked and as l knows it.
func (l *Log) add(all ...Edit) error {
	var lines []byte
	seq, last := l.seq, 0
	for _, e := range all {
		line, err := sealNumbered(e)
		if err != nil {
			return err
		}
		if lines, err = appendGap(lines, seq, e.Seq); err != nil {
			return err
		}
		seq, last = e.Seq, len(lines)
		lines = append(lines, line...)
	}
	var err error
	for _, name := range logNames {
		if err = l.writeAt(filepath.Join(l.dir, name), lines, l.size); err != nil {
			break
		}
	}
	if err != nil {
		// Before others may build upon it, if the disk lets it; else Reopen does it.
		for _, name := range logNames {
			_ = os.Truncate(filepath.Join(l.dir, name), l.size)
		}
		l.broken, l.failed = err, lines
		return fmt.Errorf("%w: %w", ErrLogBroken, err)
	}
	l.edits, l.seq, l.size, l.last = append(l.edits, all...), seq, l.size+int64(len(lines)), bytes.Clone(lines[last:])
	return nil
}

// sealNumbered returns the line of an edit that has its number.
func sealNumbered(e Edit) ([]byte, error) {
	if err := e.Check(); err != nil {
		return nil, err
	}
	if e.Undoes >= e.Seq {
		return nil, fmt.Errorf("%w: there is no edit %d to undo", ErrBadEdit, e.Undoes)
	}
	return sealAs(versionOf(e.Op), e)
}

// appendGap appends the empty lines between two numbers.
func appendGap(lines []byte, from, to uint64) ([]byte, error) {
	if to <= from || to-from > maxLog {
		return nil, fmt.Errorf("%w: edit %d cannot come after edit %d", ErrBadEdit, to, from)
	}
	return append(lines, bytes.Repeat([]byte{'\n'}, int(to-from-1))...), nil
}

// nextTime is now, or, if the clock was set back, behind the last edit: what was decided
// later counts as later.
func nextTime(edits []Edit) time.Time {
	now := time.Now()
	if n := len(edits); n > 0 && !now.After(edits[n-1].At) {
		return edits[n-1].At.Add(1)
	}
	return now
}

// CatchUp reads what other processes wrote since, if they did and do not right now.
func (l *Log) CatchUp() (changed bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.broken != nil {
		return false, nil
	}
	if l.sized() {
		return false, nil
	}
	before := l.seq
	wait := l.wait
	l.wait = lockRetry
	err = l.locked(l.catchUp)
	if l.wait = wait; errors.Is(err, ErrLogLocked) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("reading the log of edits: %w", err)
	}
	return l.seq != before, nil
}

// Broken reports whether the log takes no edits until [Log.Reopen].
func (l *Log) Broken() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.broken != nil
}

// Reopen makes a broken log good again, if the disk lets it: what was never
// acknowledged is cut off, the rest is read and checked anew. A log that is
// not broken is left alone.
func (l *Log) Reopen() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.broken == nil {
		return nil
	}
	if errors.Is(l.broken, fs.ErrClosed) {
		return fmt.Errorf("%w: %w", ErrLogBroken, l.broken)
	}
	if err := l.locked(l.load); err != nil {
		return fmt.Errorf("%w: %w", ErrLogBroken, err)
	}
	return nil
}

// Edits returns all edits in order, which the caller must not alter: those that this
// process has read and written.
func (l *Log) Edits() []Edit {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all()
}

func (l *Log) all() []Edit { return slices.Clip(l.edits) }

// Close ends the use of the log.
func (l *Log) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.broken = fs.ErrClosed
	return l.lock.Close()
}
