package command

import (
	"maps"
	"sync"
	"time"

	"verbatim/search"
)

// leaseFor is how long a moderator has a task for himself.
const leaseFor = 10 * time.Minute

// leases keep two moderators from having the same task before them. Each has one at a
// time, until he takes another or does nothing for [leaseFor]. They are gone after a
// restart, which costs no more than that somebody is told that it is decided already.
// Safe for concurrent use.
type leases struct {
	mu  sync.Mutex
	has map[search.Task]lease
}

type lease struct {
	by    string
	until time.Time
}

// take gives a task to a moderator, and takes from him what he had; false where another
// one has it.
func (l *leases) take(t search.Task, by string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	maps.DeleteFunc(l.has, func(_ search.Task, of lease) bool { return !now.Before(of.until) })
	if l.has[t].by != "" && l.has[t].by != by {
		return false
	}
	maps.DeleteFunc(l.has, func(_ search.Task, of lease) bool { return of.by == by })
	if l.has == nil {
		l.has = make(map[search.Task]lease)
	}
	l.has[t] = lease{by, now.Add(leaseFor)}
	return true
}
