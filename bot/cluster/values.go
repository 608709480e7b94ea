package cluster

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"
)

// Values are values by key that several processes change, each knowing what the one
// before made of it. A key consists of letters, digits, dots, dashes and underscores.
// Safe for concurrent use.
type Values struct {
	c  *Cluster
	in func(*parts) jetstream.KeyValue
}

// Hourly returns values of which each goes by itself an hour after it was last changed.
func (c *Cluster) Hourly() Values {
	return Values{c, func(p *parts) jetstream.KeyValue { return p.hourly }}
}

// Lasting returns values that stay.
func (c *Cluster) Lasting() Values {
	return Values{c, func(p *parts) jetstream.KeyValue { return p.state }}
}

// Change puts in the place of a value, which is nil if there is none, what change makes
// of it. change is called again when another process was faster, and may be shown an
// older value, but what it makes of one replaces only that one. The error wraps
// [ErrUnreachable]; then it is not known whether the value is replaced.
func (v Values) Change(ctx context.Context, key string, change func(was []byte) []byte) error {
	doing := fmt.Sprintf("changing %s for all processes", key)
	p, err := v.c.parts()
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	for {
		var was []byte
		var revision uint64 // 0: there was none
		switch entry, err := v.in(p).Get(ctx, key); {
		case err == nil:
			was, revision = entry.Value(), entry.Revision()
		case !errors.Is(err, jetstream.ErrKeyNotFound):
			return unreachable(doing, err)
		}
		is := change(was)
		if bytes.Equal(is, was) {
			return nil
		}
		_, err := v.in(p).Update(ctx, key, is, revision)
		if err == nil {
			return nil
		}
		if !errors.Is(err, jetstream.ErrKeyRevisionMismatch) || ctx.Err() != nil {
			return unreachable(doing, err)
		}
	}
}
