package endpoint

import (
	"context"
	"sync"
	"time"
)

// memory is a [Seen] of one process. It keeps two spans of time, of which the older
// one is forgotten whole, so that it holds what came within one to two of them.
type memory struct {
	mu          sync.Mutex
	since       time.Time
	now, before map[string]bool
}

func newMemory() *memory { return &memory{now: make(map[string]bool)} }

// First never fails.
func (m *memory) First(_ context.Context, id string, within time.Duration) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch age := time.Since(m.since); {
	case age > 2*within:
		m.since, m.now, m.before = time.Now(), make(map[string]bool), nil
	case age > within:
		m.since, m.now, m.before = time.Now(), make(map[string]bool), m.now
	}
	if m.now[id] || m.before[id] {
		return false, nil
	}
	m.now[id] = true
	return true, nil
}
