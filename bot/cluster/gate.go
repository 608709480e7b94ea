package cluster

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"slices"
	"strconv"
	"sync"
	"time"
)

const (
	// gateHold is how long a process that went through may be on its way, before the
	// next one goes.
	gateHold = 20 * time.Second
	// gateLook is how often it is looked whether the one on its way is through.
	gateLook = 500 * time.Millisecond
	// signInsPerDay is half of what Discord allows most bots within a day, so that what
	// processes do together leaves room for another program with the same token. A bot
	// that has more shards than fit is allowed more
	// (https://discord.com/developers/docs/events/gateway#session-start-limit).
	signInsPerDay, signInsPerShard = 500, 4
)

// Gate lets one process at a time sign in to Discord, in each bucket, and all of them
// together so often in a day. Safe for concurrent use.
type Gate struct {
	c      *Cluster
	rest   time.Duration // between two sign-ins of a bucket
	perDay func() int

	mu   sync.Mutex
	next map[int]time.Time // by bucket: when this process may go, where NATS cannot be asked
}

// turn is whose turn it is in a bucket.
type turn struct {
	By   string    `json:"by,omitempty"`
	Free time.Time `json:"free"` // for the next one
}

// Under which keys it is whose turn it is in a bucket, and when sign-ins were, within
// the last day and as Unix seconds.
const (
	turnKey    = "sign-in."
	signInsKey = "sign-ins"
)

// Gate returns a gate with so much time between two sign-ins of a bucket. shards says
// how many shards the bot has.
func (c *Cluster) Gate(rest time.Duration, shards func() int) *Gate {
	return &Gate{
		c: c, rest: rest, next: make(map[int]time.Time),
		perDay: func() int { return max(signInsPerDay, signInsPerShard*shards()) },
	}
}

// Wait waits for this process's turn in a bucket, which is over when leave is called,
// once and within 20 s. sent says whether there was a sign-in. Where NATS cannot be
// asked, each process goes more seldom, by how many there were. It returns an error only
// when ctx has ended.
func (g *Gate) Wait(ctx context.Context, bucket int) (leave func(sent bool), err error) {
	by := rand.Text()
	for {
		wait, err := g.enter(ctx, bucket, by)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err == nil && wait == 0 {
			return func(sent bool) { g.leave(ctx, bucket, by, sent) }, nil
		}
		if err != nil {
			if wait = g.alone(bucket); wait == 0 {
				return func(sent bool) { g.leave(ctx, bucket, by, sent) }, nil
			}
		}
		timer := time.NewTimer(min(wait, gateLook))
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil, ctx.Err()
		case <-timer.C:
		}
	}
}

// enter takes the turn, or says how long it takes until it can be tried again.
func (g *Gate) enter(ctx context.Context, bucket int, by string) (wait time.Duration, err error) {
	lasting := g.c.Lasting()
	err = lasting.Change(ctx, signInsKey, func(was []byte) []byte {
		wait = 0
		if times := signIns(was); len(times) >= g.perDay() {
			wait = time.Until(time.Unix(times[len(times)-g.perDay()], 0).Add(24 * time.Hour))
		}
		return was
	})
	if err != nil || wait > 0 {
		return wait, err
	}
	err = lasting.Change(ctx, turnKey+strconv.Itoa(bucket), func(was []byte) []byte {
		t := turnOf(was)
		if wait = min(time.Until(t.Free), gateHold); wait > 0 {
			return was
		}
		wait = 0
		return turn{By: by, Free: time.Now().Add(gateHold)}.encode(was)
	})
	return wait, err
}

// alone is enter where NATS cannot be asked.
func (g *Gate) alone(bucket int) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	if wait := time.Until(g.next[bucket]); wait > 0 {
		return wait
	}
	g.next[bucket] = time.Now().Add(g.rest * time.Duration(max(g.c.Processes(), 1)))
	return 0
}

// leave ends a turn, and counts a sign-in, also when ctx has ended.
func (g *Gate) leave(ctx context.Context, bucket int, by string, sent bool) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), requestTimeout)
	defer cancel()
	now := time.Now()
	lasting := g.c.Lasting()
	err := lasting.Change(ctx, turnKey+strconv.Itoa(bucket), func(was []byte) []byte {
		t := turnOf(was)
		mine := t.By == by
		switch {
		case sent && (mine || t.Free.Before(now.Add(g.rest))):
			t = turn{Free: now.Add(g.rest)}
		case mine:
			t = turn{Free: now}
		default:
			return was
		}
		return t.encode(was)
	})
	if err == nil && sent {
		err = lasting.Change(ctx, signInsKey, func(was []byte) []byte {
			is, err := json.Marshal(append(signIns(was), now.Unix()))
			if err != nil { // of numbers
				return was
			}
			return is
		})
	}
	if err != nil {
		g.c.log.Warn("other processes do not know of a sign-in", "sent", sent, "err", err)
	}
}

// signIns returns those of the last day. One of the future, by another clock, counts.
func signIns(was []byte) (times []int64) {
	var all []int64
	_ = json.Unmarshal(was, &all) // what cannot be read is not counted
	oldest := time.Now().Add(-24 * time.Hour).Unix()
	for _, t := range all {
		if t > oldest {
			times = append(times, t)
		}
	}
	slices.Sort(times)
	return times
}

func turnOf(was []byte) (t turn) {
	_ = json.Unmarshal(was, &t) // what cannot be read is nobody's turn
	return t
}

func (t turn) encode(was []byte) []byte {
	is, err := json.Marshal(t)
	if err != nil { // of a string and a time
		return was
	}
	return is
}
