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
	"verbatim/search/edits"
	"verbatim/search/generation"
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
// An [Undo] names the edit that it undoes, which may be an undo itself. With Undoes
// 0 that is the last decision in force on the quotation with the ID, or, without an
// ID, the last one that was made by the same moderator. With both, the edit has to
// be about that quotation. [ErrNothingToUndo] says that there is no such edit, or
// that it is undone already.
//
// Errors: [ErrNotFound] for an ID that no quotation ever had, [ErrGone] for one
// that left, [store.ErrBadEdit], [store.ErrLogBroken] when the disk fails (the
// edit does not hold then), [store.ErrLogLocked] when another process has the
// log.
func (l *Library) Edit(ctx context.Context, e store.Edit) (store.Edit, error) {
	if e.Op != store.Undo { // of which the rest is found first
		if err := e.Check(); err != nil {
			return store.Edit{}, err
		}
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
	e, write, err := l.completed(s, e)
	if err != nil || !write {
		return e, err
	}
	if err := ctx.Err(); err != nil {
		return store.Edit{}, err
	}
	if e, err = l.append(e); err != nil {
		return store.Edit{}, fmt.Errorf("taking an edit: %w", err)
	}
	// From here on the edit holds, whatever becomes of ctx.
	if err = l.takeIn(context.WithoutCancel(ctx), s, e); err != nil {
		return store.Edit{}, fmt.Errorf("taking an edit: %w", err)
	}
	return e, nil
}

// completed returns an edit as it is to be written, or, with false, the one because of
// which nothing is. The caller holds l.editing.
func (l *Library) completed(s *served, e store.Edit) (edit store.Edit, write bool, err error) {
	if e.Op == store.Undo {
		e, err = l.undoing(s, e)
		return e, err == nil, err
	}
	n, err := s.Resolve(e.ID)
	if err != nil {
		return store.Edit{}, false, err
	}
	pending := s.edits.Load()
	e.ID = s.Records.IDAt(n)
	d := pending.Decision(e.ID)
	switch {
	case e.Op == store.Hide && d.Hidden():
		return d.Hide, false, nil
	case e.Op == store.Restore && !d.Hidden():
		e.Seq = 0
		return e, false, nil
	case e.Op == store.Correct && d.Correct.Seq > 0 && d.Correct.Speaker == e.Speaker:
		return d.Correct, false, nil
	}
	if err := pending.Check(n, e); err != nil {
		return store.Edit{}, false, fmt.Errorf("taking an edit: %w", err)
	}
	return e, true, nil
}

// takeIn lets searches that begin from now on see an edit that was written. The
// caller holds l.editing.
func (l *Library) takeIn(ctx context.Context, s *served, e store.Edit) (err error) {
	var pending *edits.Pending
	if e.Op == store.Undo {
		pending, err = edits.New(ctx, s.Generation, l.edits)
	} else {
		pending, err = s.edits.Load().With(ctx, e)
	}
	if err == nil {
		s.edits.Store(pending)
	}
	return err
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
	if err := l.replay(l.done); err != nil {
		return err
	}
	if l.writer == nil {
		return store.ErrLogLocked
	}
	return nil
}

// rereadEdits reads what another process wrote.
func (l *Library) rereadEdits(ctx context.Context) error {
	l.editing.Lock()
	defer l.editing.Unlock()
	if l.writer != nil {
		return nil
	}
	edits, err := store.ReadLog(string(l.dir))
	if err != nil {
		return err
	}
	if len(edits) != len(l.edits) || generation.LastSeq(edits) != generation.LastSeq(l.edits) {
		l.edits = edits
		return l.replay(ctx)
	}
	return nil
}

// replay lets searches that begin from now on see the edits. The caller holds
// l.editing.
func (l *Library) replay(ctx context.Context) error {
	s, err := l.acquire()
	if err != nil {
		return nil // whatever serves next takes them in
	}
	defer s.release()
	pending, err := edits.New(ctx, s.Generation, l.edits)
	if err == nil {
		s.edits.Store(pending)
	}
	return err
}

// carryOver writes the decisions on quotations that moved once more, under
// their new IDs: where they moved is known to the generation only, and hidden
// words stay hidden even if all generations are deleted. The caller holds
// l.editing.
func (l *Library) carryOver(ctx context.Context, s *served) {
	if l.writer == nil || l.writer.Broken() {
		return
	}
	var carried []store.Edit
	for id, d := range s.edits.Load().Decisions {
		for _, e := range d.Edits() {
			if e.ID == id {
				continue
			}
			e, err := l.append(moved(e, id))
			if err != nil {
				l.log.Error("carrying an edit over to where its quotation moved", "id", id, "err", err)
				return
			}
			carried = append(carried, e)
		}
	}
	if len(carried) == 0 {
		return
	}
	pending, err := s.edits.Load().With(ctx, carried...)
	if err != nil {
		l.log.Error("taking in what was carried over", "err", err)
		return
	}
	s.edits.Store(pending)
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
