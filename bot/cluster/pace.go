package cluster

import (
	"context"
	"sync"
	"time"
)

// pace notices that a process did not run for a while, as when it was stopped or its
// machine slept, and lets what is answered then wait for the first round after it.
type pace struct {
	mu      *sync.Mutex
	running bool          // the pulse is felt
	pulse   time.Time     // when the process last ran for certain
	resumed time.Time     // when it was last noticed that it had not
	current time.Time     // all that was decided before is in the mirror
	caught  chan struct{} // closed, and replaced, when current moves
}

func newPace() pace { return pace{mu: new(sync.Mutex), pulse: time.Now(), caught: make(chan struct{})} }

// run feels the pulse until ctx ends.
func (p *pace) run(ctx context.Context) {
	tick := time.NewTicker(pulseEvery)
	defer tick.Stop()
	p.felt(true)
	defer p.felt(false)
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			p.feel()
		}
	}
}

// felt says whether the pulse is felt from now on: without that nothing can be noticed.
func (p *pace) felt(from bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.running, p.resumed, p.pulse = from, time.Time{}, time.Now()
}

// feel notes that the process runs, and whether it did not before.
func (p *pace) feel() {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	// The one clock stands still while the machine sleeps, and the other one may be set.
	gap := max(now.Sub(p.pulse), now.Round(0).Sub(p.pulse.Round(0)))
	if p.running && gap > pausedAfter {
		p.resumed = now
	}
	p.pulse = now
}

// caughtUp notes that all that was decided before a time is in the mirror.
func (p *pace) caughtUp(before time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.current = before
	close(p.caught)
	p.caught = make(chan struct{})
}

// wait returns when all that was decided before the process ran again is in the mirror,
// or a second after that. look is called if it is not yet.
func (p *pace) wait(ctx context.Context, look func()) {
	p.feel()
	p.mu.Lock()
	resumed := p.resumed
	p.mu.Unlock()
	left := answerWithin - time.Since(resumed)
	if resumed.IsZero() || left <= 0 {
		return
	}
	timer := time.NewTimer(left)
	defer timer.Stop()
	for {
		p.mu.Lock()
		behind, caught := p.current.Before(resumed), p.caught
		p.mu.Unlock()
		if !behind {
			return
		}
		look()
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
			return
		case <-caught:
		}
	}
}
