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

// Discord resets a bot's token after so many sign-ins within 24 hours, and allows
// bots in very many servers more
// (https://discord.com/developers/docs/events/gateway#session-start-limit).
// Half of that leaves room for another program that uses the same token.
const usualTotal = 1000

// What one connection has of it; see [budget.share] for shards.
const (
	signInsPerDay = usualTotal / 2
	// plentyPerDay may be spent with short pauses between them; the rest has to
	// last for the day.
	plentyPerDay = signInsPerDay * 3 / 5
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

// budget counts sign-ins, across restarts, for all shards of this process. Safe
// for concurrent use.
type budget struct {
	path   string
	minute time.Duration // in which there are atOnce at the most

	mu     sync.Mutex
	limit  int // a day
	plenty int
	atOnce int
	shards int     // of this process; 1 for the one connection without
	count  int     // of the bot
	times  []int64 // Unix seconds, ascending
	taken  int     // sign-ins that may be sent and were not yet
	// proved: the last sign-in came to a session. While sign-ins run short and it
	// did not, one shard tries for all of them.
	proved bool
	change chan struct{} // closed and replaced when proved turns true
	// left is how many sign-ins Discord said that there are, less those since, until
	// reset; reset is zero when it never said.
	left  int
	total int
	reset time.Time
	other map[string]json.RawMessage
}

// openBudget reads the sign-ins of the last day. A file that cannot be read
// counts for none, with an error that says why; the budget is usable all the
// same.
func openBudget(dir string) (*budget, error) {
	b := &budget{
		path: filepath.Join(dir, stateFile), minute: timing{}.orDefaults().minute, other: make(map[string]json.RawMessage),
		limit: signInsPerDay, plenty: plentyPerDay, atOnce: signInsAtOnce, shards: 1, count: 1, total: usualTotal, proved: true, change: make(chan struct{}),
	}
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

// share gives this process its share for some of the bot's shards: half of the
// sign-ins that Discord allows in a day, by the number of shards, and within a
// minute one for each shard beside the four that may come to nothing. What may
// be spent with short pauses leaves two for each shard at any time of the day.
func (b *budget) share(shards, count int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.shards = max(shards, 1)
	b.count = max(count, b.shards)
	b.divide()
}

// bound notes what Discord said of the sign-ins that it allows.
func (b *budget) bound(total, left int, reset time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if total > 0 && reset.After(time.Now()) {
		b.total, b.left, b.reset = total, left, reset
		b.divide()
	}
}

// divide computes the limits. The caller holds b.mu.
func (b *budget) divide() {
	b.limit = max(b.total*b.shards/(2*b.count), 4*b.shards)
	b.plenty = max(b.limit*3/5-2*(b.shards-1), b.shards)
	b.atOnce = signInsAtOnce + b.shards - 1
}

// take takes a sign-in, which [budget.spend] or [budget.giveBack] has to follow,
// unless there is a wait until another one is within the budget. often is true
// when the limits are why.
func (b *budget) take(now time.Time) (wait time.Duration, often bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.forget(now)
	if wait := b.limits(now); wait > 0 {
		return wait, true
	}
	if b.shards > 1 && len(b.times) >= b.plenty && !b.proved {
		if b.taken > 0 {
			return b.spacing(), false
		}
		if wait := time.Unix(b.times[len(b.times)-1], 0).Add(b.spacing()).Sub(now); wait > 0 {
			return wait, false
		}
	}
	b.taken++
	return 0, false
}

// spacing makes those sign-ins last for the day that are not plenty. The caller
// holds b.mu.
func (b *budget) spacing() time.Duration {
	return day / time.Duration(max(b.limit-b.plenty-2*b.shards, 1))
}

// giveBack gives back what was taken and not spent.
func (b *budget) giveBack() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.taken--
}

// cameUp notes that a sign-in came to a session.
func (b *budget) cameUp() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.proved {
		b.proved = true
		close(b.change)
		b.change = make(chan struct{})
	}
}

// changed is closed when a sign-in comes to a session after one that did not.
func (b *budget) changed() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.change
}

// wait is how long it takes until another sign-in is within the limits.
func (b *budget) wait(now time.Time) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.forget(now)
	return b.limits(now)
}

// limits is wait for a caller that holds b.mu.
func (b *budget) limits(now time.Time) time.Duration {
	until := func(most int, within time.Duration) time.Duration {
		switch most -= b.taken; {
		case len(b.times) < most:
			return 0
		case most <= 0 || len(b.times) == 0:
			return time.Second // until one that was taken is spent
		}
		return time.Unix(b.times[len(b.times)-most], 0).Add(within).Sub(now)
	}
	wait := max(until(b.limit, day), until(b.atOnce, b.minute), 0)
	// What Discord counts may be more than what is counted here. A twentieth is
	// never touched.
	if b.left-b.taken <= b.total/20 && now.Before(b.reset) {
		wait = max(wait, b.reset.Sub(now))
	}
	return wait
}

// scarce reports whether so many sign-ins were spent within the day that the
// rest must be saved.
func (b *budget) scarce(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.forget(now)
	return len(b.times) >= b.plenty
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
	b.taken, b.left, b.proved = max(b.taken-1, 0), b.left-1, false
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
