package cluster

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// ErrHeld: another process holds the lease.
var ErrHeld = errors.New("another process holds the lease")

// renewals is how often a lease is renewed within the time after which it is gone.
const renewals = 5

// Lease is what one process at a time holds. It is renewed until it is released, and
// gone ten seconds after the process has fallen silent. Safe for concurrent use.
//
// A process that was paused may believe for a moment that it holds what another has by
// now. What must not happen then is bound to [Lease.Fence].
type Lease struct {
	c      *Cluster
	leases jetstream.KeyValue
	key    string
	value  []byte // tells it from every other one
	fence  uint64
	lost   chan struct{}
	stop   context.CancelFunc

	running  sync.WaitGroup
	revision uint64 // of the last renewal; after running has ended, anybody's
}

// Acquire takes the lease on a name, which consists of letters, digits, dots, dashes
// and underscores. The error wraps [ErrHeld], or [ErrUnreachable]: then it may be held
// for ten seconds by nobody. Release it.
func (c *Cluster) Acquire(ctx context.Context, name string) (*Lease, error) {
	doing := fmt.Sprintf("taking the lease %q", name)
	p, err := c.parts()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", doing, err)
	}
	l := &Lease{c: c, leases: p.leases, key: "lease." + name, value: []byte(c.process + " " + rand.Text()), lost: make(chan struct{})}
	// The servers count from when they have it, which is later.
	asked := time.Now()
	request, cancel := context.WithTimeout(ctx, 2*requestTimeout)
	defer cancel()
	switch l.fence, err = l.leases.Create(request, l.key, l.value); {
	case errors.Is(err, jetstream.ErrKeyExists):
		return nil, fmt.Errorf("%s: %w", doing, ErrHeld)
	case err != nil:
		return nil, unreachable(doing, err)
	}
	l.revision = l.fence
	renewing, stop := context.WithCancel(context.WithoutCancel(ctx))
	l.stop = stop
	l.running.Go(func() {
		defer close(l.lost)
		l.renew(renewing, asked)
	})
	return l, nil
}

// Fence is a number that is higher than that of every lease on any name before.
func (l *Lease) Fence() uint64 { return l.fence }

// Lost is closed when the lease is not held any more: others may have it, or nobody
// could be told for ten seconds that it is still needed, or it was released.
func (l *Lease) Lost() <-chan struct{} { return l.lost }

// renew renews the lease until ctx ends or it is lost. It was last known to be held at
// the time held.
func (l *Lease) renew(ctx context.Context, held time.Time) {
	tick := time.NewTicker(l.c.leaseTTL / renewals)
	defer tick.Stop()
	for {
		left := l.c.leaseTTL - time.Since(held)
		if left <= 0 {
			return
		}
		expires := time.NewTimer(left)
		select {
		case <-ctx.Done():
		case <-expires.C:
		case <-tick.C:
		}
		expires.Stop()
		if left = l.c.leaseTTL - time.Since(held); left <= 0 || ctx.Err() != nil {
			return
		}
		asked := time.Now()
		// One that is on its way is waited for: it may count, whatever is heard of it.
		request, cancel := context.WithTimeout(context.WithoutCancel(ctx), min(left, requestTimeout))
		revision, err := l.leases.Update(request, l.key, l.value, l.revision)
		refused := errors.Is(err, jetstream.ErrKeyRevisionMismatch)
		switch {
		case err == nil:
			l.revision, held = revision, asked
		case refused && !l.ours(request):
			cancel()
			return
		}
		cancel()
	}
}

// ours reports whether a refused renewal came after one whose answer was lost, and takes
// the revision of that. Who cannot be asked may say so.
func (l *Lease) ours(ctx context.Context) bool {
	entry, err := l.leases.Get(ctx, l.key)
	switch {
	case errors.Is(err, jetstream.ErrKeyNotFound):
		return false
	case err != nil:
		return true // until it is known, or time is over
	case string(entry.Value()) != string(l.value):
		return false
	}
	l.revision = max(l.revision, entry.Revision())
	return true
}

// Release gives the lease back, also after ctx has ended, and waits for what renews
// it. If the servers cannot be told, it is gone after ten seconds.
func (l *Lease) Release(ctx context.Context) {
	l.stop()
	l.running.Wait()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), requestTimeout)
	defer cancel()
	err := l.leases.Delete(ctx, l.key, jetstream.LastRevision(l.revision))
	if was := l.revision; errors.Is(err, jetstream.ErrKeyRevisionMismatch) && l.ours(ctx) && l.revision > was {
		err = l.leases.Delete(ctx, l.key, jetstream.LastRevision(l.revision))
	}
	if err != nil && !errors.Is(err, jetstream.ErrKeyRevisionMismatch) {
		l.c.log.Debug("a lease ends by itself", "lease", l.key, "err", err)
	}
}
