package gateway

import (
	"testing"
	"time"
)

func TestTheBackOffGrowsToItsLimitAndIsNeverTheSame(t *testing.T) {
	g := &gateway{Config: Config{timing: timing{}.orDefaults()}}
	for failures, most := range map[int]time.Duration{
		0: 250 * time.Millisecond, 1: time.Second, 2: 2 * time.Second, 5: 16 * time.Second, 9: 256 * time.Second,
		10: 5 * time.Minute, 1000: 5 * time.Minute,
	} {
		seen := make(map[time.Duration]bool)
		for range 20 {
			d := g.backOff(failures, ending{})
			if d < most/2 || d > most {
				t.Errorf("after %d failures: %v, want %v to %v", failures, d, most/2, most)
			}
			seen[d] = true
		}
		if len(seen) < 2 {
			t.Errorf("after %d failures: always the same", failures)
		}
		if d := g.backOff(failures, ending{invalid: true}); d < time.Second {
			t.Errorf("after an invalid session: %v, Discord wants 1 to 5 s", d)
		}
	}
}

func TestASessionThatCanBeResumedIsResumedQuicklyAtFirst(t *testing.T) {
	g := &gateway{Config: Config{timing: timing{}.orDefaults()}}
	interrupted := ending{up: true, session: &session{}}
	for failures, most := range map[int]time.Duration{0: 250 * time.Millisecond, 1: time.Second, 6: time.Second, 7: 2 * time.Second, 1000: 5 * time.Minute} {
		if d := g.backOff(failures, interrupted); d < most/2 || d > most {
			t.Errorf("after %d interruptions: %v, want %v to %v", failures, d, most/2, most)
		}
	}
}
