package cluster

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	shardPrefix = "shard." // of the names of leases, before the number
	// shardsInterval is how often it is looked which shards are free.
	shardsInterval = time.Second
	// freeFor is how long a shard has to be free before a process takes it that has
	// less than its part of them, so that who could not reach NATS for a while gets
	// back what it is still connected to. One that has its part leaves the shard to
	// the others for longer. With leaseTTL it makes 22 s until a dead process's
	// shards are another's.
	freeFor, freeForOthers = 2 * time.Second, 11 * time.Second
	// settled is how long nobody may have had a shard before their number changes.
	settled = 30 * time.Second
)

// Shards shares out a bot's shards among its processes: each has some, and no shard has
// two processes while they reach NATS. A process that cannot reach it keeps the shards
// that it has. Until another has taken one, there is nobody else to answer there; and
// then Discord takes one of two answers. Safe for concurrent use.
type Shards struct {
	c                     *Cluster
	interval              time.Duration
	freeFor, freeForOther time.Duration

	mu     sync.Mutex
	count  int // as agreed; 0: not yet
	held   map[int]*heldShard
	free   map[int]time.Time // shards that nobody has, and since when
	looked time.Time
}

// heldShard is a shard that is this process's.
type heldShard struct {
	lost    chan struct{}
	stop    context.CancelFunc
	keeping sync.WaitGroup
}

// agreement is on how many shards the bot has.
type agreement struct {
	Count int       `json:"count"`
	At    time.Time `json:"at"` // when it was last acted upon
}

// agreementKey is under which the agreement is.
const agreementKey = "shards"

// Shards returns the shards of which this process has none yet.
func (c *Cluster) Shards() *Shards {
	return &Shards{
		c: c, interval: shardsInterval, freeFor: freeFor, freeForOther: freeForOthers,
		held: make(map[int]*heldShard), free: make(map[int]time.Time),
	}
}

// Count is how many shards the processes agreed on; 0: that is not known.
func (s *Shards) Count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.count
}

// Acquire waits until one more shard is this process's, and returns which of how many it
// is. count is how many there are by this process, which counts unless others that have
// shards agreed on another number. lost is closed when the shard is another process's
// from now on. The error wraps [ErrUnreachable] if NATS cannot be asked. Release each.
func (s *Shards) Acquire(ctx context.Context, count int) (shard, agreed int, lost <-chan struct{}, err error) {
	tick := time.NewTicker(s.interval)
	defer tick.Stop()
	for {
		candidates, agreed, err := s.look(ctx, count)
		if err != nil {
			return 0, 0, nil, err
		}
		for _, shard := range candidates {
			lease, err := s.c.Acquire(ctx, shardName(shard))
			if errors.Is(err, ErrHeld) {
				continue
			}
			if err != nil {
				return 0, 0, nil, err
			}
			return shard, agreed, s.keep(ctx, shard, lease), nil
		}
		select {
		case <-ctx.Done():
			return 0, 0, nil, ctx.Err()
		case <-tick.C:
		}
	}
}

func shardName(shard int) string { return shardPrefix + strconv.Itoa(shard) }

// look returns the shards that this process may take now, in any order, and how many
// shards there are; 0: that is not settled.
func (s *Shards) look(ctx context.Context, count int) (candidates []int, agreed int, err error) {
	const doing = "looking which shards are free"
	p, err := s.c.parts()
	if err != nil {
		return nil, 0, fmt.Errorf("%s: %w", doing, err)
	}
	request, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	keys, err := p.leases.ListKeysFiltered(request, "lease."+shardPrefix+"*")
	if err != nil {
		return nil, 0, unreachable(doing, err)
	}
	leased := make(map[int]bool)
	for key := range keys.Keys() {
		if n, err := strconv.Atoi(strings.TrimPrefix(key, "lease."+shardPrefix)); err == nil {
			leased[n] = true
		}
	}
	if err := request.Err(); err != nil {
		return nil, 0, unreachable(doing, err)
	}
	if agreed, err = s.agree(ctx, count, len(leased) > 0); err != nil || agreed == 0 {
		return nil, 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	if now.Sub(s.looked) > 3*s.interval {
		clear(s.free) // what was between is not known
	}
	s.looked, s.count = now, agreed
	patience := s.freeFor
	if processes := max(s.c.Processes(), 1); len(s.held) >= (agreed+processes-1)/processes {
		patience = s.freeForOther
	}
	for _, shard := range rand.Perm(agreed) {
		if leased[shard] || s.held[shard] != nil {
			delete(s.free, shard)
			continue
		}
		since, known := s.free[shard]
		if !known {
			since, s.free[shard] = now, now
		}
		if now.Sub(since) >= patience {
			candidates = append(candidates, shard)
		}
	}
	return candidates, agreed, nil
}

// agree returns how many shards the bot has, 0 while another number than count may be
// acted upon.
func (s *Shards) agree(ctx context.Context, count int, taken bool) (agreed int, err error) {
	err = s.c.Lasting().Change(ctx, agreementKey, func(was []byte) []byte {
		var a agreement
		_ = json.Unmarshal(was, &a) // what cannot be read was not agreed on
		now := time.Now()
		age := now.Sub(a.At).Abs()
		switch {
		case a.Count == 0 || a.Count != count && !taken && age > settled:
			a.Count = count
		case a.Count != count && !taken:
			agreed = 0
			return was
		}
		agreed = a.Count
		if age < settled/3 {
			return was
		}
		a.At = now
		is, err := json.Marshal(a)
		if err != nil { // of a number and a time
			return was
		}
		return is
	})
	return agreed, err
}

// keep keeps a shard until it is released or lost.
func (s *Shards) keep(ctx context.Context, shard int, lease *Lease) (lost <-chan struct{}) {
	keeping, stop := context.WithCancel(context.WithoutCancel(ctx))
	h := &heldShard{lost: make(chan struct{}), stop: stop}
	s.mu.Lock()
	s.held[shard] = h
	s.mu.Unlock()
	h.keeping.Go(func() {
		for {
			select {
			case <-keeping.Done():
				lease.Release(keeping)
				return
			case <-lease.Lost():
			}
			lease.Release(keeping)
			var err error
			if lease, err = s.again(keeping, shard); err != nil {
				if errors.Is(err, ErrHeld) {
					close(h.lost)
				}
				return
			}
		}
	})
	return h.lost
}

// again takes back a shard whose lease could not be renewed, until ctx ends. The error
// wraps [ErrHeld] if another process has it.
func (s *Shards) again(ctx context.Context, shard int) (*Lease, error) {
	for {
		lease, err := s.c.Acquire(ctx, shardName(shard))
		if err == nil || errors.Is(err, ErrHeld) {
			return lease, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(s.interval / 4):
		}
	}
}

// Release gives a shard back, also after ctx has ended.
func (s *Shards) Release(_ context.Context, shard int) {
	s.mu.Lock()
	h := s.held[shard]
	delete(s.held, shard)
	s.mu.Unlock()
	if h != nil {
		h.stop()
		h.keeping.Wait()
	}
}
