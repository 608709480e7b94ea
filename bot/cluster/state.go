package cluster

import (
	"context"
	"errors"
	"fmt"
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
	_, err = p.seen.Create(ctx, interaction, nil)
	switch {
	case errors.Is(err, jetstream.ErrKeyExists):
		return false, nil
	case err != nil:
		return false, unreachable(doing, err)
	}
	return true, nil
}
