package interact

import (
	"container/list"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// pace is how often one person may do something: at once, and then again after
// each interval.
type pace struct {
	burst    int
	interval time.Duration
}

// People read what they asked for; these leave room for turning pages quickly. Discord
// sends an autocomplete for about every key that is pressed.
var (
	answersPace = pace{burst: 20, interval: time.Second}
	typingPace  = pace{burst: 30, interval: 100 * time.Millisecond}
)

// maxPeople bounds how many people are remembered, about 200 bytes each. Who is
// forgotten, the one who was quiet the longest, starts with a full bucket.
const maxPeople = 20_000

// Limiter bounds how often each of many people does something: it holds one token
// bucket for each. Safe for concurrent use.
type Limiter struct {
	pace pace
	max  int

	mu     sync.Mutex
	people map[string]*list.Element
	recent *list.List // of *person, the latest in front
}

type person struct {
	id     string
	bucket *rate.Limiter
}

func newLimiter(p pace, most int) *Limiter {
	return &Limiter{pace: p, max: most, people: make(map[string]*list.Element), recent: list.New()}
}

// Allow takes a token from the bucket of somebody, or of a server. If there is none it
// tells how long it takes until there is.
func (l *Limiter) Allow(id string) (wait time.Duration, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	e, known := l.people[id]
	if known {
		l.recent.MoveToFront(e)
	} else {
		if len(l.people) >= l.max {
			oldest := l.recent.Back()
			delete(l.people, l.recent.Remove(oldest).(*person).id)
		}
		e = l.recent.PushFront(&person{id, rate.NewLimiter(rate.Every(l.pace.interval), l.pace.burst)})
		l.people[id] = e
	}
	reservation := e.Value.(*person).bucket.Reserve()
	if wait := reservation.Delay(); wait > 0 {
		reservation.Cancel()
		return wait, false
	}
	return 0, true
}
