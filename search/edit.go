package search

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"unicode/utf8"

	"verbatim/quotes"
	"verbatim/quotes/store"
)

var errReadOnly = errors.New("the data folder is opened for reading only")

// Edit takes a moderator's decision: once it returns without an error the edit
// is on the disk and in every search that begins after it. The returned edit
// has its number, its time, and the ID that the given one leads to now.
//
// What is so already is not written again: hiding a hidden quotation, or
// correcting it to the speaker it was corrected to, returns the edit that did
// it; restoring one that is not hidden returns the edit with Seq 0.
//
// Errors: [ErrNotFound] for an ID that no quotation ever had, [ErrGone] for one
// that left, [store.ErrBadEdit], [store.ErrLogBroken] when the disk fails (the
// edit does not hold then), [store.ErrLogLocked] when another process has the
// log.
func (l *Library) Edit(ctx context.Context, e store.Edit) (store.Edit, error) {
	if err := e.Check(); err != nil {
		return store.Edit{}, err
	}
	l.editing.Lock()
	defer l.editing.Unlock()
	if err := l.writable(); err != nil {
		return store.Edit{}, fmt.Errorf("taking an edit: %w", err)
	}
	s, err := l.acquire()
	if err != nil {
		return store.Edit{}, err
	}
	defer s.release()
	n, err := s.resolve(e.ID)
	if err != nil {
		return store.Edit{}, err
	}
	e.ID = s.records.IDAt(n)
	d := s.edits.Load().decided[e.ID]
	switch {
	case e.Op == store.Hide && d.hide.Seq > 0:
		return d.hide, nil
	case e.Op == store.Restore && d.hide.Seq == 0:
		e.Seq = 0
		return e, nil
	case e.Op == store.Correct && d.correct.Seq > 0 && d.correct.Speaker == e.Speaker:
		return d.correct, nil
	}
	if err := ctx.Err(); err != nil {
		return store.Edit{}, err
	}
	if e, err = l.append(e); err != nil {
		return store.Edit{}, fmt.Errorf("taking an edit: %w", err)
	}
	l.replay()
	return e, nil
}

// append writes an edit. The caller holds l.editing.
func (l *Library) append(e store.Edit) (store.Edit, error) {
	e, err := l.writer.Append(e)
	if err == nil {
		l.edits = append(l.edits, e)
	}
	return e, err
}

// openEdits reads the edits, and opens the log for writing unless the library
// is read-only or another process has it. The caller holds l.editing.
func (l *Library) openEdits() error {
	if !l.options.ReadOnly {
		writer, err := store.OpenLog(string(l.dir))
		switch {
		case err == nil:
			l.writer, l.edits = writer, writer.Edits()
			return nil
		case !errors.Is(err, store.ErrLogLocked):
			return err
		}
		l.log.Warn("another process takes the edits of this data folder; they are read along")
	}
	edits, err := store.ReadLog(string(l.dir))
	if err == nil {
		l.edits = edits
	}
	return err
}

// writable sees to it that edits can be written: it takes over the log when the
// process that had it is gone, and opens a broken one again. The caller holds
// l.editing.
func (l *Library) writable() error {
	switch {
	case l.options.ReadOnly:
		return errReadOnly
	case l.writer != nil:
		return l.writer.Reopen()
	}
	l.mu.RLock()
	closed := l.closed
	l.mu.RUnlock()
	if closed {
		return fs.ErrClosed
	}
	if err := l.openEdits(); err != nil {
		return err
	}
	l.replay()
	if l.writer == nil {
		return store.ErrLogLocked
	}
	return nil
}

// rereadEdits reads what another process wrote.
func (l *Library) rereadEdits() error {
	l.editing.Lock()
	defer l.editing.Unlock()
	if l.writer != nil {
		return nil
	}
	edits, err := store.ReadLog(string(l.dir))
	if err != nil {
		return err
	}
	if len(edits) != len(l.edits) || lastSeq(edits) != lastSeq(l.edits) {
		l.edits = edits
		l.replay()
	}
	return nil
}

// replay lets searches that begin from now on see the edits. The caller holds
// l.editing.
func (l *Library) replay() {
	if s, err := l.acquire(); err == nil {
		s.edits.Store(newOverlay(s.generation, l.edits))
		s.release()
	}
}

// carryOver writes the decisions on quotations that moved once more, under
// their new IDs: where they moved is known to the generation only, and hidden
// words stay hidden even if all generations are deleted. The caller holds
// l.editing.
func (l *Library) carryOver(s *served) {
	if l.writer == nil || l.writer.Broken() {
		return
	}
	var carried bool
	for id, d := range s.edits.Load().decided {
		for _, e := range []store.Edit{d.hide, d.correct} {
			if e.Seq == 0 || e.ID == id {
				continue
			}
			if _, err := l.append(moved(e, id)); err != nil {
				l.log.Error("carrying an edit over to where its quotation moved", "id", id, "err", err)
				return
			}
			carried = true
		}
	}
	if carried {
		l.replay()
	}
}

// moved returns the edit for the ID that its quotation has now.
func moved(e store.Edit, to quotes.ID) store.Edit {
	note := " (moved from " + string(e.ID) + ")"
	if utf8.RuneCountInString(e.Reason)+len(note) <= store.MaxReason {
		e.Reason = strings.TrimSpace(e.Reason + note)
	}
	e.ID = to
	return e
}
