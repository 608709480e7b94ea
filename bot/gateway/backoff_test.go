package gateway

import (
	"errors"
	"testing"
	"time"
)

// withDefaults is a supervisor with a budget of which so many sign-ins are spent.
func withDefaults(t *testing.T, spent int) supervisor {
	t.Helper()
	b, err := openBudget(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for range spent {
		b.times = append(b.times, time.Now().Unix())
	}
	return supervisor{timing: timing{}.orDefaults(), budget: b}
}

func TestTheBackOffGrowsToItsLimitAndIsNeverTheSame(t *testing.T) {
	for _, tt := range []struct {
		name  string
		spent int
		delay func(s supervisor, failures int) time.Duration
		want  map[int]time.Duration // failures before -> the longest
	}{
		{
			"after a sign-in", 0, func(s supervisor, n int) time.Duration { return s.backOff(n, ending{tried: true}) },
			map[int]time.Duration{0: 250 * time.Millisecond, 1: time.Second, 2: 2 * time.Second, 5: 16 * time.Second, 6: 30 * time.Second, 1000: 30 * time.Second},
		},
		{
			"after many within the day", plentyPerDay, func(s supervisor, n int) time.Duration { return s.backOff(n, ending{tried: true}) },
			map[int]time.Duration{0: 250 * time.Millisecond, 1: time.Second, 9: 256 * time.Second, 11: 10 * time.Minute, 1000: 10 * time.Minute},
		},
		{
			"before a sign-in", plentyPerDay, func(s supervisor, n int) time.Duration { return s.shortBackOff(n, errors.New("no network"), 0) },
			map[int]time.Duration{1: time.Second, 2: 2 * time.Second, 3: 3 * time.Second, 1000: 3 * time.Second},
		},
		{
			"after a server error", 0, func(s supervisor, n int) time.Duration { return s.shortBackOff(n, &refusedError{status: 503}, 0) },
			map[int]time.Duration{1000: 3 * time.Second},
		},
		{
			"after a refusal by the API", 0, func(s supervisor, n int) time.Duration { return s.shortBackOff(n, &refusedError{status: 403}, 0) },
			map[int]time.Duration{1: time.Second, 1000: 30 * time.Second},
		},
		{
			// Somebody may be waiting for an answer.
			"after a session that can be resumed", plentyPerDay,
			func(s supervisor, n int) time.Duration {
				return s.backOff(n, ending{tried: true, up: true, session: &session{}})
			},
			map[int]time.Duration{0: 250 * time.Millisecond, 1: time.Second, 6: time.Second, 7: 2 * time.Second, 1000: 30 * time.Second},
		},
	} {
		s := withDefaults(t, tt.spent)
		for failures, most := range tt.want {
			seen := make(map[time.Duration]bool)
			for range 20 {
				d := tt.delay(s, failures)
				if d < most/2 || d > most {
					t.Errorf("%s: after %d failures: %v, want %v to %v", tt.name, failures, d, most/2, most)
				}
				seen[d] = true
			}
			if len(seen) < 2 {
				t.Errorf("%s: after %d failures: always the same", tt.name, failures)
			}
		}
	}
}

func TestDiscordsOwnWaitsAreKept(t *testing.T) {
	s := withDefaults(t, 0)
	for range 50 {
		if d := s.backOff(0, ending{tried: true, invalid: true}); d < time.Second || d > 5*time.Second {
			t.Errorf("after an invalid session: %v, Discord wants 1 to 5 s", d)
		}
		if d := s.shortBackOff(0, &refusedError{status: 429, after: 40 * time.Second}, time.Minute); d < 40*time.Second {
			t.Errorf("after a limit of 40 s: %v", d)
		}
		// An attempt that hung for 5 s is made up for, but not without a pause.
		if d := s.shortBackOff(1000, errors.New("no answer"), 5*time.Second); d != 250*time.Millisecond {
			t.Errorf("after an attempt that hung: %v", d)
		}
	}
}
