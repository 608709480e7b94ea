package search

import (
	"context"
	"fmt"
	"slices"

	"verbatim/quotes"
	"verbatim/quotes/store"
)

// EditLog is a log of edits that several machines share. Nothing waits for it that
// searches wait for: what others decide is taken in while an edit is on its way.
type EditLog interface {
	// Mirror is what this machine has of the log. Who brings it up to date calls
	// [Library.TakeEdits] then.
	Mirror() *store.Log
	// AppendAfter appends what decide makes of the mirror, unless that returns false or
	// an error, and returns it with its number once it holds. When another machine
	// decided on the same quotation meanwhile, the mirror is brought up to date, and
	// decide called again. The error wraps [ErrUnreachable] if it may not hold.
	AppendAfter(ctx context.Context, decide func() (e store.Edit, write bool, err error)) (store.Edit, error)
	// Forget takes out of the log, and keeps from it, what decide names, the first one
	// first, as [store.Log.Forget] does for one machine.
	Forget(ctx context.Context, decide func() ([]quotes.ID, error), by store.Edit) error
}

// deciding lets decide see all edits that the mirror has.
func (l *Library) deciding(ctx context.Context, decide func(*served) error) error {
	l.editing.Lock()
	defer l.editing.Unlock()
	if err := l.writable(); err != nil {
		return err
	}
	s, err := l.acquire()
	if err != nil {
		return err
	}
	defer s.release()
	if err := l.takeIn(ctx, s, l.writer.Edits()); err != nil {
		return err
	}
	return decide(s)
}

// editShared is Edit for a log that several machines share.
func (l *Library) editShared(ctx context.Context, given store.Edit) (store.Edit, error) {
	write := false
	e, err := l.options.Log.AppendAfter(ctx, func() (e store.Edit, _ bool, err error) {
		err = l.deciding(ctx, func(s *served) error {
			e, write, err = l.completed(s, given)
			return err
		})
		return e, write, err
	})
	if err == nil && write { // it holds, whatever becomes of ctx
		err = l.TakeEdits(context.WithoutCancel(ctx))
	}
	if err != nil {
		return e, fmt.Errorf("taking an edit: %w", err)
	}
	return e, nil
}

// forgetShared is Forget for a log that several machines share.
func (l *Library) forgetShared(ctx context.Context, id quotes.ID, scope string, by Edit) error {
	err := l.options.Log.Forget(ctx, func() (ids []quotes.ID, err error) {
		err = l.deciding(ctx, func(s *served) error {
			ids, err = l.toForget(s, id, scope)
			return err
		})
		return ids, err
	}, by)
	if err == nil {
		err = l.TakeEdits(context.WithoutCancel(ctx))
	}
	if err != nil {
		return fmt.Errorf("forgetting a quotation: %w", err)
	}
	return nil
}

// carryOverShared is carryOver for a log that several machines share, of which one does
// it. It goes on in the background, until the library closes.
func (l *Library) carryOverShared(s *served) {
	type move struct {
		edit Edit
		to   quotes.ID
	}
	var moves []move
	for id, d := range s.edits.Load().Decisions() {
		for _, e := range d.Edits() {
			if e.ID != id && s.Canonical(e.ID) == id {
				moves = append(moves, move{e, id})
			}
		}
	}
	if len(moves) == 0 {
		return
	}
	l.goBackground(func() {
		for _, m := range moves {
			_, err := l.options.Log.AppendAfter(l.done, func() (e store.Edit, write bool, err error) {
				err = l.deciding(l.done, func(s *served) error {
					write = slices.ContainsFunc(s.edits.Load().Decision(m.to).Edits(), func(e Edit) bool { return e.Seq == m.edit.Seq })
					return nil
				})
				return moved(m.edit, m.to), write, err
			})
			if err == nil {
				err = l.TakeEdits(l.done)
			}
			if err != nil {
				l.log.Error("carrying an edit over to where its quotation moved", "id", m.to, "err", err)
				return
			}
		}
	})
}
