package search

import (
	"context"
	"errors"
	"time"

	"verbatim/quotes/store"
	"verbatim/search/index"
)

// waitersPerSlot is how many searches may wait for each one that may run.
const waitersPerSlot = 32

// guarded runs a search: not too many at once, on a generation that stays open
// until it ends, and with faults and panics of a damaged index turned into
// errors that wrap [store.ErrCorrupt] or say that the search failed.
func (l *Library) guarded(ctx context.Context, search func(*served) error) error {
	if err := l.enter(ctx); err != nil {
		return err
	}
	defer func() { <-l.slots }()
	s, err := l.acquire()
	if err != nil {
		return err
	}
	defer s.release()
	err = index.Recovered(func() error { return search(s) })
	var p *index.PanicError
	if errors.As(err, &p) {
		l.log.Error("a search panicked", "generation", s.Number, "err", err, "stack", string(p.Stack))
	}
	if p != nil || errors.Is(err, store.ErrCorrupt) || errors.Is(err, index.ErrDamaged) {
		l.distrust(s, err)
	}
	return err
}

// enter waits for a slot.
func (l *Library) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case l.slots <- struct{}{}:
		return nil
	default:
	}
	defer l.waiting.Add(-1)
	if l.waiting.Add(1) > int64(waitersPerSlot*cap(l.slots)) {
		return ErrBusy
	}
	select {
	case l.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// distrust has a generation verified after something went wrong with it. If it
// is damaged it is set aside and the one before serves; if not, it goes on.
func (l *Library) distrust(s *served, cause error) {
	now := time.Now().Unix()
	last := s.checked.Load()
	// A last time that is ahead is of a clock that was set back since.
	if now >= last && now-last < int64(recheckAfter/time.Second) || !s.checked.CompareAndSwap(last, now) {
		return
	}
	s.refs.Add(1)
	started := l.goBackground(func() {
		defer s.release()
		l.log.Error("a search failed; verifying what it searched", "generation", s.Number, "err", cause)
		err := s.Verify(l.done)
		switch {
		case err == nil:
			l.log.Error("the generation is whole; the mistake is the program's", "generation", s.Number)
		case errors.Is(err, store.ErrCorrupt):
			l.replaceDamaged(l.done, s, err)
		default:
			l.log.Error("the generation could not be verified", "generation", s.Number, "err", err)
		}
	})
	if !started {
		s.release()
	}
}

// goBackground starts a goroutine that Close waits for; false when the library
// is closed.
func (l *Library) goBackground(do func()) bool {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if l.closed {
		return false
	}
	l.background.Go(do)
	return true
}

// replaceDamaged stops serving a damaged generation. A newer one serves, or the
// one before it after it was verified in full; if there is none, nothing does.
func (l *Library) replaceDamaged(ctx context.Context, s *served, cause error) {
	l.refreshing.Lock()
	defer l.refreshing.Unlock()
	if l.number() != s.Number {
		return // a newer one serves already
	}
	l.passOver(s.Number, cause)
	l.tellDamage(cause)
	if switched, _ := l.moveOver(ctx, true); switched {
		return
	}
	g, err := l.openBest(ctx, s.Number, 0, true)
	if g == nil {
		l.log.Error("there is no generation to serve; the corpus has to be read again", "err", err)
	}
	if _, err := l.switchTo(ctx, g); err != nil { // whoever called still holds the old one: it is not waited for
		l.log.Error("the generation before cannot be served", "err", err)
		return
	}
	l.setAside(s.Number)
}

// tellDamage remembers the damage for Status and tells who asked to be told.
func (l *Library) tellDamage(cause error) {
	l.log.Error("a generation cannot be used", "err", cause)
	l.mu.Lock()
	l.damage = cause
	l.mu.Unlock()
	if l.options.OnDamage != nil {
		l.goBackground(func() { l.options.OnDamage(cause) })
	}
}
