package search

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"verbatim/quotes/store"
	"verbatim/search/generation"
)

// Refresh looks whether another generation is current than the one that serves.
// If so it is opened and verified in full, searches that begin from then on
// use it, and Refresh waits until those that run on the old one have ended, or
// ctx has, before it closes that. No search fails because of it.
//
// A new generation that is damaged is set aside: the old one goes on serving,
// and the error wraps [store.ErrCorrupt].
//
// It also takes in the edits that others wrote.
func (l *Library) Refresh(ctx context.Context) (switched bool, err error) {
	l.refreshing.Lock()
	defer l.refreshing.Unlock()
	if l.done.Err() != nil {
		return false, fmt.Errorf("refreshing: %w", fs.ErrClosed)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(l.done, cancel)() // Close does not wait for all that is read here
	if err := l.TakeEdits(ctx); err != nil {
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
		n, err := l.dir.ReadCurrent()
		lost := errors.Is(err, store.ErrCorrupt)
		switch {
		case err != nil && (!lost || old != 0):
			return false, err // what serves is at least as good as what CURRENT may have said
		case old != 0 && (n == 0 || n == old && !l.replaced()), l.whyUnusable(n) != nil:
			return false, nil
		}
		g, why := l.openBest(ctx, n, n, thorough)
		if errors.Is(why, generation.ErrRemoved) {
			continue
		}
		if g != nil {
			was, err := l.switchTo(ctx, g)
			if err != nil {
				return false, err
			}
			if was != nil {
				select {
				case <-was.drained:
				case <-ctx.Done():
				}
			}
		}
		if errors.Is(l.whyUnusable(n), store.ErrCorrupt) {
			l.setAside(n)
		}
		if lost && g != nil {
			l.log.Error("CURRENT is damaged; the last whole generation serves", "err", err)
			l.changeFolder(func() error { return l.dir.WriteCurrent(l.options.disk, g.Number) })
		}
		return g != nil, why
	}
	return false, fmt.Errorf("opening the current generation: %w", generation.ErrRemoved)
}

// number is that of the generation that serves; 0: none.
func (l *Library) number() int {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if l.served == nil {
		return 0
	}
	return l.served.Number
}

// replaced reports whether another generation has the number of the one that serves by
// now, as one that was received may ([Receive]).
func (l *Library) replaced() bool {
	l.mu.RLock()
	s := l.served
	l.mu.RUnlock()
	if s == nil || s.folder == nil {
		return false
	}
	now, err := os.Stat(l.dir.Path(s.Number))
	return err == nil && !os.SameFile(now, s.folder)
}

// openBest opens generation wanted, or, if it is damaged, the last whole one up
// to upTo (0: of all) that is not. All but the wanted one without thorough are
// verified in full. An error beside a generation says why it is not the wanted
// one; no generation and no error: there is none. The caller holds l.refreshing.
func (l *Library) openBest(ctx context.Context, upTo, wanted int, thorough bool) (g *generation.Generation, why error) {
	c, err := l.dir.List()
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil // nothing was ever built here
	}
	if err != nil {
		return nil, err
	}
	candidates := c.Candidates(upTo)
	if wanted > 0 && !slices.Contains(candidates, wanted) {
		if now, err := l.dir.ReadCurrent(); err == nil && now != wanted {
			return nil, generation.ErrRemoved
		}
		why = fmt.Errorf("%w: %s names generation %d, which is not there", store.ErrCorrupt, generation.CurrentName, wanted)
	}
	for _, n := range candidates {
		if l.whyUnusable(n) != nil {
			continue
		}
		if n == l.number() && !l.replaced() {
			return nil, why // it serves already
		}
		g, err := generation.Open(ctx, l.dir, n, l.checked)
		if err == nil && (thorough || n != wanted) {
			if err = g.Verify(ctx); err != nil {
				err = errors.Join(err, g.Close())
			}
		}
		switch {
		case err == nil:
			return g, why
		case errors.Is(err, store.ErrCorrupt), errors.Is(err, store.ErrNewer), errors.Is(err, generation.ErrUnusable):
			l.passOver(n, err)
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
// none. On an error nothing changed, and g is closed. The caller holds
// l.refreshing.
func (l *Library) switchTo(ctx context.Context, g *generation.Generation) (old *served, err error) {
	l.editing.Lock()
	var s *served
	if g != nil {
		if s, err = l.serve(ctx, g); err != nil {
			l.editing.Unlock()
			return nil, errors.Join(err, g.Close())
		}
	}
	l.mu.Lock()
	old = l.served
	l.served = s
	if g != nil && !l.unusableAfter(g.Number) {
		l.damage = nil
	}
	l.mu.Unlock()
	if s != nil {
		l.carryOver(ctx, s)
	}
	l.editing.Unlock()
	if s != nil {
		l.log.Info("serving a generation", "generation", g.Number, "quotations", g.Manifest.Quotations)
	}
	if old != nil {
		old.release()
	}
	return old, nil
}

// unusable is a generation that is passed over.
type unusable struct {
	why    error
	folder fs.FileInfo // nil: it was gone already
}

// passOver notes that a generation cannot be used.
func (l *Library) passOver(n int, why error) {
	folder, err := os.Stat(l.dir.Path(n))
	if err != nil {
		folder = nil
	}
	l.unusable[n] = unusable{why, folder}
}

// whyUnusable returns why a generation is passed over; nil when it is not. A number that
// was free again is that of another generation by now.
func (l *Library) whyUnusable(n int) error {
	u, known := l.unusable[n]
	if !known {
		return nil
	}
	now, err := os.Stat(l.dir.Path(n))
	if err == nil && (u.folder == nil || !os.SameFile(now, u.folder) || !now.ModTime().Equal(u.folder.ModTime())) {
		delete(l.unusable, n)
		return nil
	}
	return u.why
}

// unusableAfter reports whether a later generation could not be used.
func (l *Library) unusableAfter(n int) bool {
	for bad := range l.unusable {
		if bad > n && l.whyUnusable(bad) != nil {
			return true
		}
	}
	return false
}

// setAside takes a damaged generation out of service for other processes too,
// unless a build is running, which will put a new one in its place.
func (l *Library) setAside(n int) {
	l.changeFolder(func() error { return l.dir.SetAside(l.options.disk, n, l.number()) })
}

func (l *Library) changeFolder(change func() error) {
	if l.options.ReadOnly {
		return
	}
	lock, locked, err := l.dir.LockBuild()
	if err == nil && locked {
		err = errors.Join(change(), lock.Close())
	}
	if err != nil {
		l.log.Error("tidying the data folder", "err", err)
	}
}
