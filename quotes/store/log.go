package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/gofrs/flock"
)

// The log of edits is a file of sealed lines (see [Seal]), each an [Edit],
// numbered from 1 without gaps. Lines are only ever appended.
//
// A line that hides, restores or corrects is sealed as version 1, one that undoes an
// earlier edit as version 2, all others as version 3. A program that does not know
// an operation would show something else than was decided: it refuses the log
// instead, and with it the data folder ([ErrNewer]).
//
// An empty line stands for an edit that was given up: the one way to go on
// after a line in the middle was damaged and no copy is left.
const (
	LogName  = "edits.jsonl"
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
	path string
	lock *flock.Flock
	wait time.Duration // for the lock
	// How bytes reach the disk; replaced by tests.
	writeAt func(*os.File, []byte, int64) (int, error)
	sync    func(*os.File) error

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
// log is created. A last line that a crash tore is cut off. Any other damage is
// an error that wraps [ErrCorrupt] and says in which line. It returns
// [ErrLogLocked] when another process does not let go of the log.
func OpenLog(dataDir string) (*Log, error) {
	l := &Log{
		path:    filepath.Join(dataDir, LogName),
		lock:    flock.New(filepath.Join(dataDir, lockName)),
		wait:    lockWait,
		writeAt: (*os.File).WriteAt,
		sync:    (*os.File).Sync,
	}
	if err := l.locked(os.O_CREATE, l.load); err != nil {
		return nil, fmt.Errorf("opening the log of edits: %w", err)
	}
	return l, nil
}

// locked calls do with the file while no other process writes it. The caller holds
// l.mu, or nobody else has l yet.
func (l *Log) locked(flag int, do func(*os.File) error) (err error) {
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
	file, err := os.OpenFile(l.path, os.O_RDWR|flag, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return do(file)
}

// load reads and checks all of the file, cuts off what a crash tore, and what could
// not be written before, and makes the rest durable. What was acknowledged has to be
// there still. The file is locked.
func (l *Log) load(file *os.File) error {
	data, err := readLimited(l.path, maxLog)
	if err != nil {
		return err
	}
	kept := min(l.size, int64(len(data)))
	if l.failed != nil && bytes.HasPrefix(l.failed, data[kept:]) {
		data = data[:kept] // nobody wrote behind it
	}
	parsed, err := parseLog(data)
	if err != nil {
		return err
	}
	if int64(len(data)) < parsed.size {
		data = append(data, '\n')
	}
	if parsed.size < l.size || !bytes.HasSuffix(data[:l.size], l.last) {
		return fmt.Errorf("%w: what was acknowledged is not there any more: it has %d bytes, of which %d are good, and had %d", ErrCorrupt, len(data), parsed.size, l.size)
	}
	if err := file.Truncate(parsed.size); err != nil {
		return err
	}
	// The last line may have been read from memory that a failed fsync of another
	// process never brought to the disk: it is written once more. Every line before
	// it was durable before it was begun.
	last := data[parsed.last:parsed.size]
	if _, err := l.writeAt(file, last, parsed.last); err != nil {
		return err
	}
	if err := l.sync(file); err != nil {
		return err
	}
	if err := SyncDir(filepath.Dir(l.path)); err != nil {
		return err
	}
	l.edits, l.seq, l.size, l.last, l.failed, l.broken = parsed.edits, parsed.seq, parsed.size, bytes.Clone(last), nil, nil
	return nil
}

// catchUp loads the file again if others wrote it. The file is locked.
func (l *Log) catchUp(file *os.File) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	end := make([]byte, len(l.last))
	if info.Size() == l.size {
		if _, err := file.ReadAt(end, l.size-int64(len(end))); err == nil && bytes.Equal(end, l.last) {
			return nil
		}
	}
	return l.load(file)
}

// Append is [Log.AppendAfter] of an edit that depends on no other.
func (l *Log) Append(e Edit) (Edit, error) {
	return l.AppendAfter(func([]Edit) (Edit, bool, error) { return e, true, nil })
}

// AppendAfter locks the log, shows decide all edits, those of other processes too,
// and appends what it returns: it gives the edit its number, and its time if it has
// none, and returns it once it is on the disk. Without true, or with an error, what
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
	err := l.locked(0, func(file *os.File) error {
		if err := l.catchUp(file); err != nil {
			return fmt.Errorf("reading the log of edits: %w", err)
		}
		var write bool
		var err error
		if e, write, err = decide(l.all()); err != nil || !write {
			return err
		}
		e, err = l.write(file, e)
		return err
	})
	return e, err
}

// write appends an edit to the file, which is locked and as l knows it.
func (l *Log) write(file *os.File, e Edit) (Edit, error) {
	e.Seq = l.seq + 1
	if e.At.IsZero() {
		e.At = time.Now()
	}
	e.At = e.At.UTC().Round(0)
	if err := e.Check(); err != nil {
		return Edit{}, err
	}
	if e.Undoes >= e.Seq {
		return Edit{}, fmt.Errorf("%w: there is no edit %d to undo", ErrBadEdit, e.Undoes)
	}
	line, err := sealAs(versionOf(e.Op), e)
	if err != nil {
		return Edit{}, err
	}
	if _, err = l.writeAt(file, line, l.size); err == nil {
		err = l.sync(file)
	}
	if err != nil {
		// Before others may build upon it, if the disk lets it; else Reopen does it.
		_ = file.Truncate(l.size)
		l.broken, l.failed = err, line
		return Edit{}, fmt.Errorf("%w: %w", ErrLogBroken, err)
	}
	l.edits, l.seq, l.size, l.last = append(l.edits, e), e.Seq, l.size+int64(len(line)), line
	return e, nil
}

// CatchUp reads what other processes wrote since, if they did and do not right now.
func (l *Log) CatchUp() (changed bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.broken != nil {
		return false, nil
	}
	if info, err := os.Stat(l.path); err == nil && info.Size() == l.size {
		return false, nil
	}
	before := l.seq
	wait := l.wait
	l.wait = lockRetry
	err = l.locked(0, l.catchUp)
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
	if err := l.locked(0, l.load); err != nil {
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

// ReadLog reads the edits of a data folder without locking or changing it, as
// any number of processes may while one writes. A torn last line is not
// counted; a log that is not there has no edits. Errors are as for [OpenLog].
func ReadLog(dataDir string) ([]Edit, error) {
	data, err := readLimited(filepath.Join(dataDir, LogName), maxLog)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the log of edits: %w", err)
	}
	parsed, err := parseLog(data)
	if err != nil {
		return nil, fmt.Errorf("reading the log of edits: %w", err)
	}
	return parsed.edits, nil
}

// parsedLog is what the good part of a log holds.
type parsedLog struct {
	edits []Edit
	seq   uint64
	size  int64 // bytes of whole lines, LF included; the last LF may be missing
	last  int64 // where the last line starts
}

func parseLog(data []byte) (parsedLog, error) {
	var p parsedLog
	for int(p.size) < len(data) {
		line, _, ended := bytes.Cut(data[p.size:], []byte("\n"))
		if len(line) > 0 {
			var e Edit
			err := unsealEdit(line, &e)
			if err == nil && (e.Seq != p.seq+1 || e.Undoes >= e.Seq) {
				err = fmt.Errorf("%w: it is edit %d", ErrCorrupt, e.Seq)
			}
			if err != nil {
				isLast := int(p.size)+len(line)+1 >= len(data)
				if isLast && torn(line, ended) {
					return p, nil
				}
				return p, damagedLine(p.seq+1, err)
			}
			p.edits = append(p.edits, e)
		}
		p.seq++
		p.last = p.size
		p.size += int64(len(line)) + 1 // a whole line whose LF alone is missing is given it
	}
	return p, nil
}

// torn reports whether a bad last line is what a crash leaves of an append: the
// start of a line, or bytes that never came and read as zeros. A whole line
// that one byte was altered in is not: it was acknowledged.
func torn(line []byte, ended bool) bool {
	if bytes.Count(line, []byte{0}) > 1 {
		return true
	}
	if ended || unsealEdit(line[:len(line)-1], new(Edit)) == nil {
		return false
	}
	for _, version := range logVersions {
		head := []byte(sealHead + string(version) + sealCRC)
		if bytes.HasPrefix(line, head) || bytes.HasPrefix(head, line) {
			return true
		}
	}
	return false
}

// unsealEdit reads a line of the log.
func unsealEdit(line []byte, e *Edit) error { return unseal(line, e, logVersions) }

func damagedLine(line uint64, err error) error {
	if errors.Is(err, ErrNewer) {
		return fmt.Errorf("line %d of %s: %w", line, LogName, err) // nothing is to be given up
	}
	return fmt.Errorf("line %d of %s: %w; put back a copy of the file, or empty that line (keep its line end) to give up the one decision in it", line, LogName, err)
}
