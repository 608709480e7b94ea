package search

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/search/moderation"
)

// What only moderators may see. Nothing else reads a record past the mask of what
// is hidden.

// Decision is what the edits of one quotation come to.
type Decision = moderation.Decision

// Moderated is a quotation as moderators see it, hidden or not.
type Moderated struct {
	Quote quotes.Quote // as it is shown, or would be if nobody had hidden it
	Found quotes.Quote // as the corpus has it
	Decision
}

// Decided is an edit of a quotation, with what held before and after it.
type Decided struct {
	Edit
	Before, After Decision
	Undone        bool // a later one undoes it
}

// Moderated reads a quotation for a moderator of a guild, whether it is hidden or
// not. Its ID is the one that the given one leads to now. Errors are those of
// [Library.Get] but [ErrHidden].
func (l *Library) Moderated(ctx context.Context, id quotes.ID, scope string) (Moderated, error) {
	if err := ctx.Err(); err != nil {
		return Moderated{}, err
	}
	s, err := l.acquire()
	if err != nil {
		return Moderated{}, err
	}
	defer s.release()
	m, err := s.moderated(id, scope)
	if former, instead := l.formerly(id, scope, err); former != "" {
		m, err = s.moderated(former, scope)
	} else {
		err = instead
	}
	if errors.Is(err, store.ErrCorrupt) {
		l.distrust(s, err)
	}
	return m, err
}

// formerly returns where an ID leads that is no quotation's by any edit that is left,
// as err says: to the one that had such words for a while. What was added for a while
// is gone.
func (l *Library) formerly(id quotes.ID, scope string, err error) (quotes.ID, error) {
	if !errors.Is(err, ErrNotFound) && !errors.Is(err, ErrGone) {
		return "", err
	}
	l.editing.Lock()
	log := l.edits
	l.editing.Unlock()
	for _, e := range slices.Backward(log) {
		switch {
		case e.Op == store.Amend && e.Part == store.WordsPart && e.ID != id && quotes.IDOf(e.Quote.Words) == id:
			return e.ID, nil
		case e.Op == store.Add && e.ID == id && (e.Quote.Scope == "" || e.Quote.Scope == scope) && errors.Is(err, ErrNotFound):
			err = &GoneError{ID: id, Since: e.At}
		}
	}
	return "", err
}

// seen is a record and what moderators make of it.
type seen struct {
	Moderated
	record quotes.Quote
	served bool // it would be if nobody had hidden it
}

// see reads the record that an ID leads to, whatever moderators decided.
func (s *served) see(id quotes.ID, scope string) (seen, error) {
	pending := s.edits.Load()
	n, err := pending.Resolve(id)
	if err != nil {
		return seen{}, err
	}
	q, err := pending.Records.At(n)
	if err != nil {
		return seen{}, err
	}
	out := seen{Moderated: Moderated{Quote: q, Found: q, Decision: pending.Decision(q.ID)}, record: q}
	now, served := pending.Corrected(q)
	if out.served = served; served {
		out.Quote = now
		if found, ok := (Decision{Adds: out.Adds}).Corrected(q); ok {
			out.Found = found
		}
	}
	if !served && len(q.Attributions) == 0 { // a moderator added it, and that was undone
		return seen{}, ErrNotFound
	}
	if out.Quote.Scope != "" && out.Quote.Scope != scope {
		return seen{}, ErrNotFound // that it exists is the guild's own business
	}
	return out, nil
}

// read reads the record that an ID leads to, as the corpus has it.
func (s *served) read(id quotes.ID, scope string) (quotes.Quote, error) {
	r, err := s.see(id, scope)
	return r.record, err
}

func (s *served) moderated(id quotes.ID, scope string) (Moderated, error) {
	r, err := s.see(id, scope)
	return r.Moderated, err
}

// Hidden returns the edits that hid what is hidden now and still in the corpus, the
// latest first, each with the ID that its quotation has now.
func (l *Library) Hidden(ctx context.Context) ([]Edit, error) {
	s, err := l.acquire()
	if err != nil {
		return nil, err
	}
	defer s.release()
	var all []Edit
	pending := s.edits.Load()
	for id, d := range pending.Decisions() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if _, ok := pending.Records.Find(id); !ok || !d.Hidden() {
			continue
		}
		e := d.Hide
		e.ID = id
		all = append(all, e)
	}
	slices.SortFunc(all, func(a, b Edit) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.Seq, a.Seq)) })
	return all, nil
}

// History returns every edit of a quotation, or of all for "", the first one first:
// those of an ID that leads to it are among them. A quotation that left the corpus
// has one too. The error is [ErrNoGeneration], or that the library is closed or ctx
// ended.
func (l *Library) History(ctx context.Context, id quotes.ID) ([]Decided, error) {
	log := l.Edits()
	s, err := l.acquire()
	if err != nil {
		return nil, err
	}
	defer s.release()
	pending := s.edits.Load()
	of := pending.Record(id)
	own, now := map[quotes.ID][]Edit{}, map[quotes.ID]Decision{}
	undone := moderation.Undone(log)
	var all []Decided
	for i, original := range moderation.Originals(log) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		e := log[i]
		about := pending.Base(e.ID)
		if original != e.Seq || id != "" && pending.Record(about) != of {
			continue
		}
		was := now[about]
		is := was.With(e)
		if own[about] = append(own[about], e); e.Op == store.Undo {
			is = Decision{}
			for _, left := range moderation.InForce(own[about]) {
				is = is.With(left)
			}
		}
		now[about] = is
		all = append(all, Decided{Edit: e, Before: was, After: is, Undone: undone[e.Seq]})
	}
	return all, nil
}

// undoing completes an undo, see [Library.Edit]. The caller holds l.editing.
func (l *Library) undoing(s *served, e Edit) (Edit, error) {
	target, ok := l.toUndo(s, e)
	if !ok {
		return Edit{}, ErrNothingToUndo
	}
	pending := s.edits.Load()
	e.ID, e.Undoes = pending.Base(target.ID), target.Seq
	if err := e.Check(); err != nil {
		return Edit{}, err
	}
	if n, ok := pending.Records.Find(e.ID); ok {
		if err := pending.Check(n, e); err != nil {
			return Edit{}, fmt.Errorf("taking an edit: %w", err)
		}
	}
	return e, nil
}

// toUndo returns the edit that an undo means.
func (l *Library) toUndo(s *served, e Edit) (Edit, bool) {
	undone, originals := moderation.Undone(l.edits), moderation.Originals(l.edits)
	canonical := s.edits.Load().Record
	of := func(id quotes.ID) bool { return canonical(id) == canonical(e.ID) }
	for i, target := range slices.Backward(l.edits) {
		if e.Undoes == target.Seq { // of a copy the original is undone
			e.Undoes = originals[i]
		}
		if originals[i] != target.Seq || undone[target.Seq] || target.Op == store.Forget {
			continue
		}
		switch {
		case e.Undoes > 0:
			if target.Seq == e.Undoes {
				return target, e.ID == "" || of(target.ID)
			}
		case target.Op == store.Undo, target.Op == store.Report, target.Op == store.Settle: // by their numbers only
		case e.ID != "" && of(target.ID), e.ID == "" && target.By == e.By:
			return target, true
		}
	}
	return Edit{}, false
}
