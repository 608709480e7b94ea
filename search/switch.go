package search

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"verbatim/quotes/store"
)

// Refresh looks whether another generation is current than the one that serves.
// If so it is opened and verified in full, searches that begin from then on
// use it, and Refresh waits until those that run on the old one have ended, or
// ctx has, before it closes that. No search fails because of it.
//
// A new generation that is damaged is set aside: the old one goes on serving,
// and the error wraps [store.ErrCorrupt].
//
// A library that does not write the edits also reads what others wrote.
func (l *Library) Refresh(ctx context.Context) (switched bool, err error) {
	l.refreshing.Lock()
	defer l.refreshing.Unlock()
	if l.done.Err() != nil {
		return false, fmt.Errorf("refreshing: %w", fs.ErrClosed)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(l.done, cancel)() // Close does not wait for all that is read here
	if err := l.rereadEdits(); err != nil {
		return false, err
	}
	return l.moveOver(ctx, true)
}

// openAttempts is how often a generation that was removed meanwhile is looked
// for again: each time another process has built a newer one.
const openAttempts = 10

// moveOver serves the current generation, or the best there is. With thorough
// it is verified in full before. The caller holds l.refreshing.
func (l *Library) moveOver(ctx context.Context, thorough bool) (switched bool, err error) {
	old := l.number()
	for range openAttempts {
		n, err := l.dir.readCurrent()
		lost := errors.Is(err, store.ErrCorrupt)
		switch {
		case err != nil && (!lost || old != 0):
			return false, err // what serves is at least as good as what CURRENT may have said
		case old != 0 && (n == 0 || n == old), l.unusable[n] != nil:
			return false, nil
		}
		g, why := l.openBest(ctx, n, n, thorough)
		if errors.Is(why, errRemoved) {
			continue
		}
		if g != nil {
			if was := l.switchTo(g); was != nil {
				select {
				case <-was.drained:
				case <-ctx.Done():
				}
			}
		}
		if errors.Is(l.unusable[n], store.ErrCorrupt) {
			l.setAside(n)
		}
		if lost && g != nil {
			l.log.Error("CURRENT is damaged; the last whole generation serves", "err", err)
			l.changeFolder(func() error { return l.dir.writeCurrent(g.number) })
		}
		return g != nil, why
	}
	return false, fmt.Errorf("opening the current generation: %w", errRemoved)
}

// number is that of the generation that serves; 0: none.
func (l *Library) number() int {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if l.served == nil {
		return 0
	}
	return l.served.number
}

// openBest opens generation wanted, or, if it is damaged, the last whole one up
// to upTo (0: of all) that is not. All but the wanted one without thorough are
// verified in full. An error beside a generation says why it is not the wanted
// one; no generation and no error: there is none. The caller holds l.refreshing.
func (l *Library) openBest(ctx context.Context, upTo, wanted int, thorough bool) (g *generation, why error) {
	c, err := l.dir.list()
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil // nothing was ever built here
	}
	if err != nil {
		return nil, err
	}
	candidates := c.candidates(upTo)
	if wanted > 0 && !slices.Contains(candidates, wanted) {
		if now, err := l.dir.readCurrent(); err == nil && now != wanted {
			return nil, errRemoved
		}
		why = fmt.Errorf("%w: %s names generation %d, which is not there", store.ErrCorrupt, currentName, wanted)
	}
	for _, n := range candidates {
		if l.unusable[n] != nil {
			continue
		}
		if n == l.number() {
			return nil, why // it serves already
		}
		g, err := openGeneration(ctx, l.dir, n, l.checked)
		if err == nil && (thorough || n != wanted) {
			if err = g.verify(ctx); err != nil {
				err = errors.Join(err, g.close())
			}
		}
		switch {
		case err == nil:
			return g, why
		case errors.Is(err, store.ErrCorrupt), errors.Is(err, store.ErrNewer), errors.Is(err, errUnusable):
			l.unusable[n] = err
			l.tellDamage(err)
		default:
			return nil, err
		}
		if why == nil {
			why = err
		}
	}
	return nil, why
}

// switchTo lets searches that begin from now on use g, which may be nil. The
// last of the others closes the old generation, which is returned, nil for
// none. The caller holds l.refreshing.
func (l *Library) switchTo(g *generation) (old *served) {
	l.editing.Lock()
	var s *served
	if g != nil {
		s = l.serve(g)
	}
	l.mu.Lock()
	old = l.served
	l.served = s
	if g != nil && !l.unusableAfter(g.number) {
		l.damage = nil
	}
	l.mu.Unlock()
	if s != nil {
		l.carryOver(s)
	}
	l.editing.Unlock()
	if s != nil {
		l.log.Info("serving a generation", "generation", g.number, "quotations", g.manifest.Quotations)
	}
	if old != nil {
		old.release()
	}
	return old
}

// unusableAfter reports whether a later generation could not be used.
func (l *Library) unusableAfter(n int) bool {
	for bad := range l.unusable {
		if bad > n {
			return true
		}
	}
	return false
}

// setAside takes a damaged generation out of service for other processes too,
// unless a build is running, which will put a new one in its place.
func (l *Library) setAside(n int) {
	l.changeFolder(func() error { return l.dir.setAside(n, l.number()) })
}

func (l *Library) changeFolder(change func() error) {
	if l.options.ReadOnly {
		return
	}
	lock, locked, err := l.dir.lockBuild()
	if err == nil && locked {
		err = errors.Join(change(), lock.Close())
	}
	if err != nil {
		l.log.Error("tidying the data folder", "err", err)
	}
}
