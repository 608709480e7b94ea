package cluster

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"verbatim/search"
)

const (
	followInterval = time.Second
	// A generation that could not be received is tried again ever later.
	longestPause = time.Minute
	// sweepInterval is how often a process looks for what broken uploads left.
	sweepInterval = 10 * time.Minute
)

// Library serves the current generation of a data folder (search.Library).
type Library interface {
	Refresh(ctx context.Context) (switched bool, err error)
	Purge(ctx context.Context) error
}

// Follower has a data folder and its library serve what is published.
type Follower struct {
	Cluster *Cluster
	DataDir string
	Library Library
	Logger  *slog.Logger
}

// Run follows until ctx ends. Whatever the folder serves, what is published takes its
// place, and what was built here without being published goes. Where the words of an
// older generation were to be forgotten, it is removed from the folder too.
func (f Follower) Run(ctx context.Context) {
	tick := time.NewTicker(followInterval)
	defer tick.Stop()
	var (
		at      following
		pause   = followInterval
		next    time.Time
		sweepAt = time.Now().Add(sweepInterval)
	)
	for {
		if now := time.Now(); !now.Before(next) {
			err := f.step(ctx, &at)
			switch {
			case ctx.Err() != nil:
				return
			case err == nil:
				pause = followInterval
			case slices.ContainsFunc(passing, func(of error) bool { return errors.Is(err, of) }):
			default:
				f.Logger.Error("the published generation is not served as it should be", "err", err, "again_in", pause)
				next, pause = now.Add(pause), min(2*pause, longestPause)
			}
		}
		if time.Now().After(sweepAt) {
			sweepAt = time.Now().Add(sweepInterval)
			f.sweep(ctx)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Serving is the number of the published generation that this process serves; 0: none
// yet.
func (c *Cluster) Serving() int { return int(c.generation.Load()) }

// passing are errors that are no faults: another step comes soon. For how long nothing
// was heard is said elsewhere.
var passing = []error{ErrUnreachable, ErrNothingPublished, search.ErrBuilding, search.ErrLogBehind}

// following is how far a [Follower] is.
type following struct {
	seen   uint64 // the highest revision: a server that lags does not lead back
	served int    // the generation that was served last
	ahead  int    // for how many steps the folder has served something else since
	purged bool   // since the last switch no forgotten words are left
}

// mayBeAhead is for how many steps, a second each, a folder may serve something else than
// what was published and served last. A build of this folder publishes before it moves
// over, but a server that lags may not have what it published yet.
const mayBeAhead = 15

// step looks once, and has the folder and the library move over if need be.
func (f Follower) step(ctx context.Context, at *following) error {
	p, revision, err := f.Cluster.Current(ctx)
	if err != nil || revision < at.seen {
		return err
	}
	at.seen = revision
	serves, err := search.Serves(ctx, f.DataDir, p.Shipment)
	if err != nil {
		return err
	}
	if !serves && p.Number == at.served && at.ahead < mayBeAhead {
		at.ahead++
		return nil
	}
	if !serves {
		began := time.Now()
		if err := f.Cluster.receive(ctx, f.DataDir, p); err != nil {
			return err
		}
		f.Logger.Info("received a generation", "generation", p.Number, "took", time.Since(began).Round(time.Millisecond))
	}
	if f.Cluster.generation.Load() != int64(p.Number) || !serves {
		if _, err := f.Library.Refresh(ctx); err != nil {
			return err
		}
		f.Cluster.generation.Store(int64(p.Number))
		at.purged = false
	}
	at.served, at.ahead = p.Number, 0
	if at.purged {
		return nil
	}
	forgotten, err := search.Forgetting(f.DataDir)
	if err == nil && forgotten {
		err = f.Library.Purge(ctx)
	}
	at.purged = err == nil
	return err
}

// sweep looks through the object store, if no other process does.
func (f Follower) sweep(ctx context.Context) {
	lease, err := f.Cluster.Acquire(ctx, "sweep")
	if err != nil {
		return
	}
	defer lease.Release(ctx)
	if err := f.Cluster.sweep(ctx, sweepAge, false); err != nil && ctx.Err() == nil {
		f.Logger.Warn("older generations are in the cluster still", "err", err)
	}
}
