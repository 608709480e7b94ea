package cluster

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// silent is after how long without a word it is not worth asking what cannot wait for
// an answer. Two heartbeats in a row failed by then.
const silent = 3 * time.Second

// First reports whether no process took this interaction within the last 40 s, and
// takes it for this one. After an error that is not known.
func (c *Cluster) First(ctx context.Context, interaction string) (bool, error) {
	const doing = "noting an interaction"
	if c.Unheard() > silent {
		return false, fmt.Errorf("%s: %w", doing, ErrUnreachable)
	}
	p, err := c.parts()
	if err != nil {
		return false, fmt.Errorf("%s: %w", doing, err)
	}
	// While nats.go connects again it lets every call wait, whatever its context says.
	taken := make(chan error, 1)
	c.running.Go(func() {
		_, err := p.seen.Create(ctx, interaction, nil)
		taken <- err
	})
	select {
	case err = <-taken:
	case <-ctx.Done():
		err = ctx.Err()
	}
	switch {
	case errors.Is(err, jetstream.ErrKeyExists):
		return false, nil
	case err != nil:
		return false, unreachable(doing, err)
	}
	return true, nil
}

// Claim claims number n of a series for this process. It reports false where any process
// claimed that one or a later one. After an error it is not known.
func (c *Cluster) Claim(ctx context.Context, series string, n uint64) (claimed bool, err error) {
	err = c.Lasting().Change(ctx, "claimed."+series, func(was []byte) []byte {
		last, _ := strconv.ParseUint(string(was), 10, 64) // 0 where there is none
		if claimed = n > last; !claimed {
			return was
		}
		return strconv.AppendUint(nil, n, 10)
	})
	return claimed && err == nil, err
}
