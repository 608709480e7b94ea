package cluster

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"verbatim/quotes/store"
	"verbatim/search"
)

// ErrStarter: the starter corpus must not take the place of a real one.
var ErrStarter = errors.New("what is published is no starter corpus, and this process has no other")

// Build builds with nobody else in the cluster building, and publishes what comes of
// it. build gets what it has to pass on to [search.Build]; starter says that it reads the
// starter corpus, which takes the place of no other one. Its context ends when the
// lease is lost. Before, the data folder receives what is current, whose history the
// new generation goes on.
//
// What moderators decided comes from the data folder's log of edits, which mirrors that of
// the cluster. A folder whose log is behind the current generation builds nothing: it may
// lack that words are to be forgotten.
//
// The error wraps [search.ErrBuilding] if another process builds, [ErrStale] if another
// one took over, [ErrStarter], [search.ErrLogBehind] or [ErrUnreachable].
func (c *Cluster) Build(
	ctx context.Context, dataDir string, starter bool, build func(context.Context, search.BuildOptions) (search.BuildReport, error),
) (report search.BuildReport, err error) {
	lease, err := c.Acquire(ctx, buildLease)
	if errors.Is(err, ErrHeld) {
		return report, fmt.Errorf("%w: %w", search.ErrBuilding, err)
	}
	if err != nil {
		return report, err
	}
	defer lease.Release(ctx)
	building, cancel := context.WithCancelCause(ctx)
	var watching sync.WaitGroup
	defer watching.Wait()
	defer cancel(nil)
	watching.Go(func() {
		select {
		case <-lease.Lost():
			cancel(ErrStale)
		case <-building.Done():
		}
	})

	was, err := c.claim(building, lease.Fence(), func(now current) error {
		if starter && now.Published != nil && !now.Published.Starter {
			return ErrStarter
		}
		return nil
	})
	if err == nil && was.Published != nil {
		if err = upToDate(dataDir, *was.Published); err == nil {
			err = c.receive(building, dataDir, *was.Published)
		}
	}
	if err != nil {
		return report, staleOr(building, err)
	}
	o := search.BuildOptions{DataDir: dataDir}
	if was.Published != nil {
		o.Above = was.Published.Number
	}
	forgets := false
	o.Publish = func(ctx context.Context, m search.Manifest, dir string) error {
		shipment, err := search.Ship(ctx, m, dir)
		if err != nil {
			return err
		}
		p := Published{Shipment: shipment, Corpus: m.Corpus, Starter: starter, EditSeq: m.EditSeq, Built: m.Built, Fence: lease.Fence()}
		if was.Published != nil {
			if p.Forgets, err = forgetsBetween(dataDir, was.Published.EditSeq, m.EditSeq); err != nil {
				return err
			}
		}
		forgets = p.Forgets
		return c.publish(ctx, p, dir)
	}
	if report, err = build(building, o); err != nil {
		return report, staleOr(building, err)
	}
	if err := c.sweep(building, sweepAge, forgets); err != nil {
		c.log.Warn("older generations are in the cluster still, for some minutes", "forgotten", forgets, "err", err)
	}
	return report, nil
}

// Building reports whether a process builds. The error wraps [ErrUnreachable].
func (c *Cluster) Building(ctx context.Context) (bool, error) {
	p, err := c.parts()
	if err != nil {
		return false, err
	}
	_, err = p.leases.Get(ctx, "lease."+buildLease)
	switch {
	case errors.Is(err, jetstream.ErrKeyNotFound):
		return false, nil
	case err != nil:
		return false, unreachable("asking whether a process builds", err)
	}
	return true, nil
}

// upToDate compares a folder's log of edits with what is published.
func upToDate(dataDir string, p Published) error {
	log, err := store.ReadLog(dataDir)
	if err == nil && p.EditSeq > 0 && (len(log) == 0 || log[len(log)-1].Seq < p.EditSeq) {
		err = fmt.Errorf("generation %d has edit %d: %w", p.Number, p.EditSeq, search.ErrLogBehind)
	}
	return err
}

// staleOr returns the reason for which a build ended with its context.
func staleOr(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); errors.Is(cause, ErrStale) {
		return fmt.Errorf("%w: %w", cause, err)
	}
	return err
}

// forgetsBetween reports whether words are forgotten by an edit behind one and up to another.
func forgetsBetween(dataDir string, behind, upTo uint64) (bool, error) {
	log, err := store.ReadLog(dataDir)
	return slices.ContainsFunc(log, func(e store.Edit) bool { return e.Op == store.Forget && behind < e.Seq && e.Seq <= upTo }), err
}

// receive has a data folder serve a published generation. While another process builds
// there, or receives, it waits, for at most half a minute.
func (c *Cluster) receive(ctx context.Context, dataDir string, p Published) error {
	for end := time.Now().Add(partTimeout); ; {
		serves, err := search.Serves(ctx, dataDir, p.Shipment)
		if serves || err != nil {
			return err
		}
		err = search.Receive(ctx, dataDir, p.Shipment, func(ctx context.Context, name string, w io.Writer) error {
			return c.fetch(ctx, p, name, w)
		})
		if !errors.Is(err, search.ErrBuilding) || time.Now().After(end) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}
