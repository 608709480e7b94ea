package search

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
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
// it; restoring one that is not hidden returns the edit with Seq 0. What adds,
// amends or brings names together and changes nothing returns the edit that did so
// last, or one with Seq 0.
//
// An [Undo] names the edit that it undoes, which may be an undo itself. With Undoes
// 0 that is the last decision in force on the quotation with the ID, or, without an
// ID, the last one that was made by the same moderator. With both, the edit has to
// be about that quotation. [ErrNothingToUndo] says that there is no such edit, or
// that it is undone already.
//
// An [Accept] that names no speaker gets the one that the words have in the file, if any:
// he stands whatever a later reading makes of them. What was accepted or rejected
// already is not decided anew: that edit is returned, with [ErrDecided]. What does not
// wait, and a [Settle] of what nobody reported, is [ErrNotWaiting]. A [Mistake] that a
// hundred others reported is [ErrReported].
//
// Errors: [ErrNotFound] for an ID that no quotation ever had, [ErrGone] for one
// that left, [ErrHidden], [ErrThere] and [ErrForgotten] for an [Add], [store.ErrBadEdit], [store.ErrLogBroken] when the disk fails (the
// edit does not hold then), [store.ErrLogLocked] when another process has the
// log. [ErrUnreachable] is of [Options.Log].
func (l *Library) Edit(ctx context.Context, e store.Edit) (store.Edit, error) {
	if e.Op != store.Undo { // of which the rest is found first
		if err := e.Check(); err != nil {
			return store.Edit{}, err
		}
	}
	if l.options.Log != nil {
		return l.editShared(ctx, e)
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
	write := false
	e, err = l.writer.AppendAfter(func(all []store.Edit) (store.Edit, bool, error) {
		if err := l.takeIn(ctx, s, all); err != nil { // what others wrote
			return store.Edit{}, false, err
		}
		var err error
		e, write, err = l.completed(s, e)
		if err == nil {
			err = ctx.Err()
		}
		return e, write, err
	})
	if err != nil {
		return e, fmt.Errorf("taking an edit: %w", err)
	}
	if !write {
		return e, nil
	}
	// From here on the edit holds, whatever becomes of ctx.
	if err = l.takeIn(context.WithoutCancel(ctx), s, l.writer.Edits()); err != nil {
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
	pending := s.edits.Load()
	switch e.Op {
	case store.Merge:
		return merging(pending, e)
	case store.Add:
		forgotten, err := store.ForgottenIn(string(l.dir), l.edits)
		if err != nil {
			return store.Edit{}, false, err
		}
		return adding(pending, forgotten, e)
	}
	n, err := pending.Resolve(e.ID)
	if err != nil {
		return store.Edit{}, false, err
	}
	e.ID = pending.Records.IDAt(n)
	d := pending.Decision(e.ID)
	switch {
	case e.Op == store.Hide && d.Hidden():
		return d.Hide, false, nil
	case e.Op == store.Restore && !d.Hidden():
		e.Seq = 0
		return e, false, nil
	case e.Op == store.Correct && d.Correct.Seq > 0 && d.Correct.Speaker == e.Speaker:
		return d.Correct, false, nil
	case e.Op == store.Accept || e.Op == store.Reject:
		return reviewing(pending, n, d, e)
	case e.Op == store.Amend:
		return amending(pending, n, e)
	case e.Op == store.Report && len(d.Reports) >= maxReports:
		return store.Edit{}, false, ErrReported
	case e.Op == store.Settle && len(d.Reports) == 0:
		return store.Edit{}, false, ErrNotWaiting
	}
	if err := pending.Check(n, e); err != nil {
		return store.Edit{}, false, fmt.Errorf("taking an edit: %w", err)
	}
	return e, true, nil
}

// takeIn lets searches that begin from now on see a log that goes on from what was
// read. The caller holds l.editing.
func (l *Library) takeIn(ctx context.Context, s *served, log []store.Edit) (err error) {
	more := log[min(len(l.edits), len(log)):]
	if len(more) == 0 {
		return nil
	}
	pending := s.edits.Load()
	if slices.ContainsFunc(more, edits.Retroactive) {
		pending, err = edits.New(ctx, s.Generation, log)
	} else {
		pending, err = pending.With(ctx, more...)
	}
	if err == nil {
		l.edits = log
		s.edits.Store(pending)
	}
	return err
}

// openEdits reads the edits, and opens the log for writing unless the library
// is read-only or another process does not let go of it. The caller holds l.editing.
func (l *Library) openEdits() error {
	if l.options.Log != nil {
		l.writer = l.options.Log.Mirror()
		l.edits = l.writer.Edits()
		return nil
	}
	if !l.options.ReadOnly {
		writer, err := store.OpenLogOn(string(l.dir), l.options.disk)
		switch {
		case err == nil:
			l.writer, l.edits = writer, writer.Edits()
			return nil
		case !errors.Is(err, store.ErrLogLocked):
			return err
		}
		l.log.Warn("another process keeps the log of edits locked; it is read along")
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

// TakeEdits takes in what other processes wrote into the log since: searches that
// begin afterwards see it. It costs next to nothing when they did not. A log that
// was damaged meanwhile is an error; what was read before stays in force.
func (l *Library) TakeEdits(ctx context.Context) error {
	l.editing.Lock()
	defer l.editing.Unlock()
	var log []store.Edit
	var err error
	if l.writer != nil {
		_, err = l.writer.CatchUp()
		log = l.writer.Edits()
	} else {
		log, err = store.ReadLog(string(l.dir))
	}
	if err != nil || len(log) == len(l.edits) && generation.LastSeq(log) == generation.LastSeq(l.edits) {
		return err
	}
	s, err := l.acquire()
	if err != nil {
		l.edits = log
		return nil // whatever serves next takes them in
	}
	defer s.release()
	return l.takeIn(ctx, s, log)
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
	if l.options.Log != nil {
		l.carryOverShared(s)
		return
	}
	carried := false
	for id, d := range s.edits.Load().Decisions() {
		for _, e := range d.Edits() {
			if e.ID == id || s.Canonical(e.ID) != id { // it is there, or leads here by its new words
				continue
			}
			if _, err := l.writer.Append(moved(e, id)); err != nil {
				l.log.Error("carrying an edit over to where its quotation moved", "id", id, "err", err)
				return
			}
			carried = true
		}
	}
	if !carried {
		return
	}
	if err := l.takeIn(ctx, s, l.writer.Edits()); err != nil {
		l.log.Error("taking in what was carried over", "err", err)
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
