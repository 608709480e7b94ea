package endpoint

import (
	"sync"
	"time"
)

// seen remembers which interactions came, so that none is answered a second time when
// somebody posts it again. It keeps two spans of time, of which the older one is
// forgotten whole, so that it holds what came within one to two of them. The zero value
// is ready, and safe for concurrent use.
type seen struct {
	mu          sync.Mutex
	since       time.Time
	now, before map[string]bool
}

// first reports whether an interaction was not seen within the time given.
func (s *seen) first(id string, within time.Duration) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch age := time.Since(s.since); {
	case age > 2*within:
		s.since, s.now, s.before = time.Now(), make(map[string]bool), nil
	case age > within:
		s.since, s.now, s.before = time.Now(), make(map[string]bool), s.now
	}
	if s.now[id] || s.before[id] {
		return false
	}
	s.now[id] = true
	return true
}
