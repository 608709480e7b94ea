package endpoint

import (
	"context"
	"sync"
	"time"
)

// Seen remembers which interactions came, so that none is answered a second time when
// somebody posts it again. Safe for concurrent use.
type Seen interface {
	// First reports whether an interaction did not come before, while its signature
	// holds. After an error that is not known.
	First(ctx context.Context, id string) (bool, error)
}

// sharedWithin bounds the wait for what other processes took.
const sharedWithin = 300 * time.Millisecond

// first reports whether an interaction did not come before: to this process, and to
// any other one unless they cannot be asked.
func (e *Endpoint) first(ctx context.Context, id string) bool {
	if first, _ := e.own.First(ctx, id); !first || e.shared == nil {
		return first
	}
	ctx, cancel := context.WithTimeout(ctx, sharedWithin)
	defer cancel()
	first, err := e.shared.First(ctx, id)
	if alone := err != nil; e.alone.Swap(alone) != alone {
		if alone {
			e.log.Warn("it is not known which interactions other processes took", "err", err)
		} else {
			e.log.Info("it is known again which interactions other processes took")
		}
	}
	return first || err != nil
}

// memory is what one process has seen. It keeps two spans of time, of which the older
// one is forgotten whole, so that it holds what came within one to two of them. The zero
// value is ready.
type memory struct {
	mu          sync.Mutex
	since       time.Time
	now, before map[string]bool
}

// First implements [Seen].
func (s *memory) First(_ context.Context, id string) (bool, error) {
	const within = 2 * maxAge
	s.mu.Lock()
	defer s.mu.Unlock()
	switch age := time.Since(s.since); {
	case age > 2*within:
		s.since, s.now, s.before = time.Now(), make(map[string]bool), nil
	case age > within:
		s.since, s.now, s.before = time.Now(), make(map[string]bool), s.now
	}
	if s.now[id] || s.before[id] {
		return false, nil
	}
	s.now[id] = true
	return true, nil
}
