package search

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/search/generation"
)

// Forget takes a quotation that moderators added out of the log of edits, for good:
// once it returns, no search that begins shows the words, and they cannot be added
// again, nor come back from a file. by says who wants it, and where. The words are on
// the disk until the next build has ended, and after that [Library.Purge]. Until
// then forgetting them again succeeds.
//
// Errors: [ErrNotAdded] for what stands in the corpus, [ErrNotFound] for an ID that no
// quotation ever had, or of another guild's own; [store.ErrLogBroken] and
// [store.ErrLogLocked] as for [Library.Edit].
func (l *Library) Forget(ctx context.Context, id quotes.ID, scope string, by Edit) error {
	if l.options.Log != nil {
		return l.forgetShared(ctx, id, scope, by)
	}
	l.editing.Lock()
	defer l.editing.Unlock()
	if err := l.writable(); err != nil {
		return fmt.Errorf("forgetting a quotation: %w", err)
	}
	if _, err := l.writer.CatchUp(); err != nil {
		return fmt.Errorf("forgetting a quotation: %w", err)
	}
	l.edits = l.writer.Edits()
	if err := l.replay(ctx); err != nil {
		return fmt.Errorf("forgetting a quotation: %w", err)
	}
	s, err := l.acquire()
	if err != nil {
		return err
	}
	defer s.release()
	ids, err := l.toForget(s, id, scope)
	if err != nil {
		return err
	}
	if err := l.writer.Forget(ids, by); err != nil {
		return fmt.Errorf("forgetting a quotation: %w", err)
	}
	l.edits = l.writer.Edits()
	return l.replay(context.WithoutCancel(ctx))
}

// toForget returns the IDs that are forgotten with one. The caller holds l.editing.
func (l *Library) toForget(s *served, id quotes.ID, scope string) ([]quotes.ID, error) {
	forgotten, err := store.ForgottenIn(string(l.dir), l.edits)
	if err != nil {
		return nil, fmt.Errorf("forgetting a quotation: %w", err)
	}
	ids, err := wordings(s, l.edits, id, scope)
	if errors.Is(err, ErrNotAdded) && forgotten.Has(id) { // an attempt that failed came so far
		return []quotes.ID{id}, nil
	}
	return ids, err
}

// wordings returns the IDs of all words that a quotation which moderators added has or
// had, first the one under which they decided.
func wordings(s *served, log []Edit, id quotes.ID, scope string) ([]quotes.ID, error) {
	pending := s.edits.Load()
	base := pending.Base(id)
	ids := []quotes.ID{base}
	if id != base {
		ids = append(ids, id)
	}
	added := false
	for _, e := range log {
		if e.ID == "" || pending.Base(e.ID) != base && !slices.Contains(ids, e.ID) {
			continue
		}
		ids = append(ids, e.ID)
		if e.Quote != nil && e.Quote.Words != "" {
			ids = append(ids, quotes.IDOf(e.Quote.Words))
		}
		if e.Op == store.Add {
			added = true
			if e.Quote.Scope != "" && e.Quote.Scope != scope {
				return nil, ErrNotFound
			}
		}
	}
	if !added {
		if _, err := pending.Resolve(id); err != nil {
			return nil, err
		}
		return nil, ErrNotAdded
	}
	slices.Sort(ids)
	ids = slices.DeleteFunc(slices.Compact(ids), func(id quotes.ID) bool { return id == base })
	return append([]quotes.ID{base}, ids...), nil
}

// Purge removes every generation but the one that serves, so that nothing is left of
// what an older one had. It waits for nobody: it is called after a build that
// [Library.Refresh] has moved over to. The error wraps [generation.ErrBuilding] while
// another process builds.
func (l *Library) Purge(context.Context) error {
	lock, locked, err := l.dir.LockBuild()
	if err == nil && !locked {
		err = generation.ErrBuilding
	}
	if err != nil {
		return fmt.Errorf("removing older generations: %w", err)
	}
	return errors.Join(l.dir.Purge(), lock.Close())
}
