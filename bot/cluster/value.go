package cluster

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"verbatim/quotes/store"
)

// read returns what a key of the state bucket holds as JSON, with its revision; the
// zero V and 0 for nothing. A server that lags may answer what it held before.
func read[V any](ctx context.Context, c *Cluster, key string) (v V, revision uint64, err error) {
	doing := fmt.Sprintf("reading what is %s", key)
	p, err := c.parts()
	if err != nil {
		return v, 0, fmt.Errorf("%s: %w", doing, err)
	}
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	entry, err := p.state.Get(ctx, key)
	switch {
	case errors.Is(err, jetstream.ErrKeyNotFound):
		return v, 0, nil
	case err != nil:
		return v, 0, unreachable(doing, err)
	}
	if err := json.Unmarshal(entry.Value(), &v); err != nil {
		return v, 0, fmt.Errorf("%s: %w: %w", doing, store.ErrCorrupt, err)
	}
	return v, entry.Revision(), nil
}

// errUnchanged ends a change without one.
var errUnchanged = errors.New("nothing is to be changed")

// change replaces what a key of the state bucket holds, unless another process comes
// first: then it looks again, as it does when an answer was lost, for as long as a lease
// lives. by returns an error to end that.
func change[V any](ctx context.Context, c *Cluster, key string, by func(now *V) error) error {
	ctx, cancel := context.WithTimeout(ctx, c.leaseTTL)
	defer cancel()
	for {
		now, revision, err := read[V](ctx, c, key)
		if err == nil {
			if err = by(&now); err == nil {
				_, err = write(ctx, c, key, now, revision)
			}
		}
		switch {
		case err == nil, errors.Is(err, errUnchanged):
			return nil
		case !errors.Is(err, ErrUnreachable):
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(50 * time.Millisecond): // a server that is asked may lag
		}
	}
}

// write replaces what a key held at a revision, and returns the new one.
func write(ctx context.Context, c *Cluster, key string, v any, revision uint64) (uint64, error) {
	value, err := json.Marshal(v)
	if err != nil {
		return 0, err
	}
	p, err := c.parts()
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	if revision, err = p.state.Update(ctx, key, value, revision); err != nil {
		return 0, unreachable("changing what is "+key, err)
	}
	return revision, nil
}
