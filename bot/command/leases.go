package command

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"verbatim/search"
)

// leaseFor is how long a moderator has a task for himself.
const leaseFor = 10 * time.Minute

// leases keep two moderators from having the same task before them. Each has one at a
// time, until he takes another or does nothing for [leaseFor]. Where they are in memory,
// they are gone after a restart, which costs no more than that somebody is told that it
// is decided already. Safe for concurrent use.
type leases struct{ shared Shared }

// leasesKey is under which all leases are, as a list of [lease].
const leasesKey = "tasks"

type lease struct {
	Task  search.Task `json:"task"`
	By    string      `json:"by"`
	Until time.Time   `json:"until"`
}

// take gives a task to a moderator, and takes from him what he had; false where another
// one has it.
func (l leases) take(ctx context.Context, t search.Task, by string, now time.Time) (taken bool, err error) {
	err = l.shared.Change(ctx, leasesKey, func(was []byte) []byte {
		var all []lease
		_ = json.Unmarshal(was, &all) // what cannot be read nobody has
		taken = !slices.ContainsFunc(all, func(of lease) bool { return of.Task == t && of.By != by && now.Before(of.Until) })
		if !taken {
			return was
		}
		all = slices.DeleteFunc(all, func(of lease) bool { return of.By == by || !now.Before(of.Until) })
		is, err := json.Marshal(append(all, lease{t, by, now.Add(leaseFor)}))
		if err != nil { // of strings, numbers and a time
			return was
		}
		return is
	})
	return taken && err == nil, err
}

// taker returns what takes tasks for a moderator until one is taken or it is not known
// who has which: then failed is the error.
func (c *Commands) taker(ctx context.Context, by string) (take func(search.Task) bool, failed func() error) {
	var err error
	return func(t search.Task) (taken bool) {
		if err == nil {
			taken, err = c.leases.take(ctx, t, by, c.d.Now())
		}
		return taken
	}, func() error { return err }
}
