package store

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"reflect"
	"slices"
	"time"

	"verbatim/quotes"
)

var (
	// ErrOtherHistory: a log is to mirror edits that are not those that it has.
	ErrOtherHistory = errors.New("the log has other edits")
	// ErrMirror: the log only mirrors one that several machines share.
	ErrMirror = errors.New("the log is a mirror, into which nothing is written here")
)

// MirrorName is the file that makes the log of a data folder a mirror, see [Log.Mirror].
const MirrorName = "edits.mirror"

// mirrors returns [ErrMirror] if the log is a mirror.
func (l *Log) mirrors() error {
	if exists(filepath.Join(l.dir, MirrorName)) {
		return ErrMirror
	}
	return nil
}

// Mirror appends edits that have their numbers, in order: those of a log that several
// machines share. A number that none has becomes an empty line. A [Forget] takes the
// quotation that it stands for out of all lines before it, as [Log.Forget] does. What
// the log has already, since another process of this folder wrote it, is left alone.
//
// The edits are durable when it returns without an error. [ErrOtherHistory] says that
// the log has another edit under one of the numbers; other errors are those of
// [Log.Append], and then some of the edits may have been taken.
func (l *Log) Mirror(all ...Edit) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.broken != nil {
		return fmt.Errorf("%w: %w", ErrLogBroken, l.broken)
	}
	return l.locked(func() error {
		if err := l.catchUp(); err != nil {
			return fmt.Errorf("reading the log of edits: %w", err)
		}
		for ; len(all) > 0 && all[0].Seq <= l.seq; all = all[1:] {
			if !l.has(all[0]) {
				return fmt.Errorf("mirroring edit %d: %w", all[0].Seq, ErrOtherHistory)
			}
		}
		for len(all) > 0 {
			n := slices.IndexFunc(all, func(e Edit) bool { return e.Op == Forget })
			var err error
			switch {
			case n == 0:
				n = 1
				err = l.mirrorForget(all[0])
			case n < 0:
				n = len(all)
				fallthrough
			default:
				err = l.add(all[:n]...)
			}
			if err != nil {
				return err
			}
			all = all[n:]
		}
		return nil
	})
}

// mirrorForget takes out of the log, which is locked, what a decision wants forgotten.
func (l *Log) mirrorForget(decision Edit) error {
	was, err := l.read()
	if err != nil {
		return fmt.Errorf("reading the log of edits: %w", err)
	}
	key, err := readKey(l.dir)
	if err != nil {
		return fmt.Errorf("reading the key: %w", err)
	}
	return l.rewrite(was, key, decision)
}

// has reports whether the log has an edit under its number, or gave up or forgot what
// it had there.
func (l *Log) has(e Edit) bool {
	i, found := slices.BinarySearchFunc(l.edits, e.Seq, func(e Edit, seq uint64) int { return cmp.Compare(e.Seq, seq) })
	return !found || l.edits[i].Op == Forget || reflect.DeepEqual(l.edits[i], e)
}

// Last returns the number of the last line, of an edit or of one that was given up.
func (l *Log) Last() uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.seq
}

// Key returns the key that the IDs of what is forgotten are hashed with, which is made if
// there is none, and whether the log is without any edit.
func (l *Log) Key() (key []byte, empty bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	err = l.locked(func() (err error) {
		key, err = l.key()
		return err
	})
	return key, l.seq == 0, err
}

// MakeMirror makes the log a mirror of one that several machines share and that has a
// key: from then on only [Log.Mirror] writes into it. A log that has edits keeps the key
// that it has: [ErrOtherHistory].
func (l *Log) MakeMirror(key []byte) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.locked(func() error {
		was, err := readKey(l.dir)
		switch {
		case err == nil && bytes.Equal(was, key):
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return err
		case l.seq > 0:
			return fmt.Errorf("taking another key: %w", ErrOtherHistory)
		default:
			if err := l.writeKey(key); err != nil {
				return err
			}
		}
		if l.mirrors() != nil {
			return nil
		}
		return l.disk.WriteFile(filepath.Join(l.dir, MirrorName), []byte("The decisions in edits.jsonl are those of a cluster (CLUSTER_URL).\nWithout this file the folder leaves it for good.\n"))
	})
}

// SealEdit returns an edit as a line of a log has it, with its checksum, and without a
// number.
func SealEdit(e Edit) ([]byte, error) {
	if err := e.Check(); err != nil {
		return nil, err
	}
	e.Seq = 0
	return sealAs(versionOf(e.Op), e)
}

// UnsealEdit reads what [SealEdit] wrote. Its error wraps [ErrCorrupt] or [ErrNewer].
func UnsealEdit(line []byte) (e Edit, err error) {
	err = unsealEdit(bytes.TrimSuffix(line, []byte("\n")), &e)
	return e, err
}

// Decision returns by as the decision to forget a quotation, for a log that several
// machines share. There has to be a key.
func (l *Log) Decision(id quotes.ID, by Edit) (Edit, error) {
	key, err := readKey(l.dir)
	if err != nil {
		return Edit{}, fmt.Errorf("reading the key: %w", err)
	}
	by.Op, by.ID, by.Hash, by.Seq = Forget, "", hashOf(key, id), 0
	by.At = l.NextTime()
	return by, nil
}

// NextTime is now, or, where the clock is behind, later than the last edit.
func (l *Log) NextTime() time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return nextTime(l.edits).UTC().Round(0)
}
