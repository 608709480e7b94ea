package command

import (
	"bytes"
	"context"
	"maps"
	"sync"
	"time"
)

// Shared has values by key that all processes of a bot change, each knowing what the
// one before made of it. One is gone an hour after it was last changed, or later. Safe
// for concurrent use.
type Shared interface {
	// Change puts in the place of a value, nil if there is none, what change makes of it,
	// which may be called more than once for that. After an error it is not known whether
	// the value is replaced.
	Change(ctx context.Context, key string, change func(was []byte) []byte) error
}

// sharedFor is how long a value is kept that nobody changes.
const sharedFor = time.Hour

// maxAlone bounds how many values one process remembers; of more, any one is forgotten.
const maxAlone = 20_000

// alone is a [Shared] for one process, in its memory.
type alone struct {
	now func() time.Time

	mu     sync.Mutex
	values map[string]remembered
}

type remembered struct {
	value []byte
	at    time.Time
}

func newAlone(now func() time.Time) *alone {
	return &alone{now: now, values: make(map[string]remembered)}
}

// Change implements [Shared].
func (a *alone) Change(_ context.Context, key string, change func(was []byte) []byte) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.now()
	was, known := a.values[key]
	if known && now.Sub(was.at) > sharedFor {
		was = remembered{}
	}
	if !known && len(a.values) >= maxAlone {
		maps.DeleteFunc(a.values, func(_ string, r remembered) bool { return now.Sub(r.at) > sharedFor })
		for other := range a.values {
			if len(a.values) < maxAlone {
				break
			}
			delete(a.values, other)
		}
	}
	if is := change(was.value); !bytes.Equal(is, was.value) {
		a.values[key] = remembered{is, now}
	}
	return nil
}
