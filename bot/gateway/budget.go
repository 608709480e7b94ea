package gateway

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// Discord resets a bot's token after 1000 sign-ins within 24 hours
// (https://discord.com/developers/docs/events/gateway#session-start-limit).
// Half of that leaves room for another program that uses the same token.
const (
	signInsPerDay = 500
	// plentyPerDay may be spent with short pauses between them; the rest has to
	// last for the day.
	plentyPerDay = 300
	day          = 24 * time.Hour
	// signInsAtOnce may be spent within a minute, however often the program starts.
	signInsAtOnce = 5
)

// stateFile is where the sign-ins are counted, as
//
//	{"sign_ins": [1775034000, ...]}
//
// the Unix seconds of those within the last day. Other keys are kept.
const stateFile = "state.json"

// budget counts sign-ins, across restarts. Safe for concurrent use.
type budget struct {
	path   string
	limit  int
	minute time.Duration // in which there are signInsAtOnce at the most

	mu    sync.Mutex
	times []int64 // Unix seconds, ascending
	other map[string]json.RawMessage
}

// openBudget reads the sign-ins of the last day. A file that cannot be read
// counts for none, with an error that says why; the budget is usable all the
// same.
func openBudget(dir string) (*budget, error) {
	b := &budget{path: filepath.Join(dir, stateFile), limit: signInsPerDay, minute: timing{}.orDefaults().minute, other: make(map[string]json.RawMessage)}
	raw, err := os.ReadFile(b.path)
	if errors.Is(err, fs.ErrNotExist) {
		return b, nil
	}
	if err != nil {
		return b, fmt.Errorf("reading the sign-ins: %w", err)
	}
	var state map[string]json.RawMessage
	if err := json.Unmarshal(raw, &state); err != nil {
		return b, fmt.Errorf("reading the sign-ins in %s: %w", b.path, err)
	}
	maps.Copy(b.other, state)
	if raw, ok := state["sign_ins"]; ok {
		if err := json.Unmarshal(raw, &b.times); err != nil {
			return b, fmt.Errorf("reading the sign-ins in %s: %w", b.path, err)
		}
	}
	return b, nil
}

// wait is how long it takes until another sign-in is within the budget.
func (b *budget) wait(now time.Time) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.forget(now)
	until := func(most int, within time.Duration) time.Duration {
		if len(b.times) < most {
			return 0
		}
		return time.Unix(b.times[len(b.times)-most], 0).Add(within).Sub(now)
	}
	return max(until(b.limit, day), until(signInsAtOnce, b.minute), 0)
}

// scarce reports whether so many sign-ins were spent within the day that the
// rest must be saved.
func (b *budget) scarce(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.forget(now)
	return len(b.times) >= plentyPerDay
}

// forget drops what is more than a day old. A time in the future, from a clock
// that was set back, counts as now.
func (b *budget) forget(now time.Time) {
	oldest := now.Add(-day).Unix()
	b.times = slices.DeleteFunc(b.times, func(t int64) bool { return t <= oldest })
	for i, t := range b.times {
		b.times[i] = min(t, now.Unix())
	}
	slices.Sort(b.times)
}

// spend counts a sign-in. It counts for this process even if the file cannot
// be written.
func (b *budget) spend(now time.Time) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.forget(now)
	b.times = append(b.times, now.Unix())
	return b.write()
}

// check reports whether sign-ins can be counted on disk.
func (b *budget) check() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.write()
}

func (b *budget) write() error {
	times, err := json.Marshal(b.times)
	if err != nil {
		return fmt.Errorf("writing the sign-ins: %w", err)
	}
	b.other["sign_ins"] = times
	raw, err := json.Marshal(b.other)
	if err != nil {
		return fmt.Errorf("writing the sign-ins: %w", err)
	}
	// A power cut may lose the last count, which does no harm: no fsync.
	beside := b.path + ".new"
	if err := os.WriteFile(beside, raw, 0o600); err != nil {
		return fmt.Errorf("writing the sign-ins: %w", err)
	}
	if err := os.Rename(beside, b.path); err != nil {
		return fmt.Errorf("writing the sign-ins: %w", err)
	}
	return nil
}
