package cluster

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// Table has values that are the same for all processes, as JSON in the state bucket,
// each under its key. It can be read without a word to NATS: it has what was there when
// [Table.Run] last heard of it. Safe for concurrent use.
type Table[V comparable] struct {
	c      *Cluster
	prefix string

	mu   sync.Mutex
	rows map[string]row[V]
}

// row is what is known of a key. A value that was deleted is kept as such, so that a
// late word of it is told from a new one.
type row[V any] struct {
	value    V
	there    bool
	revision uint64 // 0: it is this process's own, and NATS may have another one, or none
}

// NewTable returns a table of a cluster. What a process had for itself, own, is in it
// until NATS was heard, and comes into NATS under keys that never had a value there.
func NewTable[V comparable](c *Cluster, name string, own map[string]V) *Table[V] {
	t := &Table[V]{c: c, prefix: name + ".", rows: make(map[string]row[V])}
	for key, value := range own {
		t.rows[key] = row[V]{value: value, there: true}
	}
	return t
}

// Run follows what all processes write until ctx ends.
func (t *Table[V]) Run(ctx context.Context) {
	if t.c.Ready(ctx) != nil {
		return
	}
	for {
		if err := t.follow(ctx); err != nil && ctx.Err() == nil {
			t.c.log.Warn("what other processes write is not followed for a moment", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(heartbeatInterval):
		}
	}
}

// follow takes over all values, and then what changes, until ctx ends or NATS ends it.
func (t *Table[V]) follow(ctx context.Context) error {
	p, err := t.c.parts()
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	patience := time.AfterFunc(5*requestTimeout, stop)
	w, err := p.state.Watch(ctx, t.prefix+"*")
	patience.Stop()
	if err != nil {
		return err
	}
	defer func() {
		_ = w.Stop()
		for range w.Updates() { // what is on its way blocks the one that brings it
		}
	}()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case e, ok := <-w.Updates():
			switch {
			case !ok:
				return errors.New("NATS ended it")
			case e != nil:
				t.take(e)
			default: // these were all
				if err := t.adopt(ctx); err != nil {
					return err
				}
			}
		}
	}
}

// adopt puts in what this process had for itself, but for keys that ever had a value.
func (t *Table[V]) adopt(ctx context.Context) error {
	for key, value := range t.All() {
		if t.row(key).revision > 0 {
			continue
		}
		if _, err := t.Swap(ctx, key, &value, &value); err != nil {
			return err
		}
	}
	return nil
}

// take takes over what NATS has, unless a later one is known.
func (t *Table[V]) take(e jetstream.KeyValueEntry) {
	r := row[V]{there: e.Operation() == jetstream.KeyValuePut, revision: e.Revision()}
	if r.there {
		if err := json.Unmarshal(e.Value(), &r.value); err != nil {
			t.c.log.Error("a value in the cluster cannot be read", "key", e.Key(), "err", err)
			return
		}
	}
	t.put(strings.TrimPrefix(e.Key(), t.prefix), r)
}

func (t *Table[V]) put(key string, r row[V]) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if r.revision > t.rows[key].revision {
		t.rows[key] = r
	}
}

func (t *Table[V]) row(key string) row[V] {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.rows[key]
}

// Get returns a value, and whether there is one.
func (t *Table[V]) Get(key string) (V, bool) {
	r := t.row(key)
	return r.value, r.there
}

// All returns all values by their keys.
func (t *Table[V]) All() map[string]V {
	t.mu.Lock()
	defer t.mu.Unlock()
	all := make(map[string]V, len(t.rows))
	for key, r := range t.rows {
		if r.there {
			all[key] = r.value
		}
	}
	return all
}

// Swap puts another value in the place of the one that the caller knows, and reports
// whether it was still that one; nil stands for no value. If not, [Table.Get] knows the
// new one. After an error, which wraps [ErrUnreachable], it may have been done or not.
func (t *Table[V]) Swap(ctx context.Context, key string, from, to *V) (bool, error) {
	const doing = "changing what all processes share"
	p, err := t.c.parts()
	if err != nil {
		return false, fmt.Errorf("%s: %w", doing, err)
	}
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	var value []byte
	if to != nil {
		if value, err = json.Marshal(to); err != nil {
			return false, fmt.Errorf("%s: %w", doing, err)
		}
	}
	for {
		was := t.row(key)
		if was.there != (from != nil) || from != nil && was.value != *from {
			return false, nil
		}
		if from == nil && to == nil {
			return true, nil
		}
		is, err := t.write(ctx, p.state, t.prefix+key, value, was)
		if err == nil {
			if is.there {
				is.value = *to
			}
			t.put(key, is)
			return true, nil
		}
		if !errors.Is(err, jetstream.ErrKeyRevisionMismatch) && !errors.Is(err, jetstream.ErrKeyExists) {
			return false, unreachable(doing, err)
		}
		if err := t.refresh(ctx, p.state, key, was); err != nil {
			return false, unreachable(doing, err)
		}
	}
}

// write replaces what a key had, if it still has that.
func (t *Table[V]) write(ctx context.Context, state jetstream.KeyValue, key string, value []byte, was row[V]) (is row[V], err error) {
	if value == nil {
		if was.revision == 0 {
			return is, jetstream.ErrKeyRevisionMismatch // without one, whatever is there would be deleted
		}
		// The revision of the deletion is told by who follows; until then it is as if
		// it was the next one.
		err = state.Delete(ctx, key, jetstream.LastRevision(was.revision))
		return row[V]{revision: was.revision + 1}, err
	}
	revision, err := state.Update(ctx, key, value, was.revision) // 0: there was none
	return row[V]{there: true, revision: revision}, err
}

// refresh asks what a key has that has not what was thought.
func (t *Table[V]) refresh(ctx context.Context, state jetstream.KeyValue, key string, was row[V]) error {
	for {
		// A server that is behind may answer what was known already.
		history, err := state.History(ctx, t.prefix+key)
		if err != nil && !errors.Is(err, jetstream.ErrKeyNotFound) {
			return err
		}
		for _, e := range history {
			t.take(e)
		}
		if t.row(key).revision > was.revision {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(5 * time.Millisecond):
		}
	}
}
