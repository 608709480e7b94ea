package gateway

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// AutoShards as Config.ShardCount: as many shards as Discord recommends.
const AutoShards = -1

// Lease is a shard that is this process's to connect.
type Lease struct {
	Shard, Count int // Shard is one of 0 to Count-1
	// Lost is closed when the shard is another process's from now on; nil: that
	// never happens.
	Lost <-chan struct{}
}

// Shards says which of the bot's shards are this process's. An implementation is
// safe for concurrent use.
type Shards interface {
	// Acquire waits until one more shard is this process's. count is how many the
	// bot has by this process's settings or by what Discord recommends; several
	// processes may have agreed on another number, which the lease then has.
	// Acquire is called again after an error, a second later.
	Acquire(ctx context.Context, count int) (Lease, error)
	// Release gives a shard back when its connection is closed, once for each
	// lease, lost ones too.
	Release(ctx context.Context, lease Lease)
}

// Gate lets sign-ins through one at a time in each bucket, as Discord has them:
// the next no sooner than five seconds after the one before, whichever process
// sends them. An implementation is safe for concurrent use.
// https://discord.com/developers/docs/events/gateway#sharding-max-concurrency
type Gate interface {
	// Wait waits for the bucket and keeps it until leave is called, which is once,
	// within seconds, and tells whether an IDENTIFY was sent. It returns an error
	// only when ctx has ended.
	Wait(ctx context.Context, bucket int) (leave func(sent bool), err error)
}

// Range is the shards that the settings give to this process for good, as
// [Shards]. Make it with [NewRange].
type Range struct{ free chan int }

// NewRange returns the shards from first to last.
func NewRange(first, last int) *Range {
	r := &Range{free: make(chan int, last-first+1)}
	for shard := first; shard <= last; shard++ {
		r.free <- shard
	}
	return r
}

// Acquire returns one shard after the other, then waits for one to be released.
func (r *Range) Acquire(ctx context.Context, count int) (Lease, error) {
	select {
	case shard := <-r.free:
		return Lease{Shard: shard, Count: count}, nil
	case <-ctx.Done():
		return Lease{}, ctx.Err()
	}
}

// Release lets the shard be acquired again.
func (r *Range) Release(_ context.Context, lease Lease) { r.free <- lease.Shard }

// localGate is the [Gate] of a process that no other shares a bucket with.
type localGate struct {
	rest time.Duration // between two sign-ins

	mu      sync.Mutex
	buckets map[int]chan time.Time // each holds when it is free, unless it is taken
}

func newLocalGate(rest time.Duration) *localGate {
	return &localGate{rest: rest, buckets: make(map[int]chan time.Time)}
}

func (g *localGate) bucket(n int) chan time.Time {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.buckets[n] == nil {
		g.buckets[n] = make(chan time.Time, 1)
		g.buckets[n] <- time.Time{}
	}
	return g.buckets[n]
}

func (g *localGate) Wait(ctx context.Context, n int) (func(bool), error) {
	bucket := g.bucket(n)
	select {
	case free := <-bucket:
		if err := pause(ctx, time.Until(free)); err != nil {
			bucket <- free
			return nil, err
		}
		return func(sent bool) {
			if sent {
				free = time.Now().Add(g.rest)
			}
			bucket <- free
		}, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Shard is how one of this process's shards is.
type Shard struct {
	Number, Count int // Count is 0 for the one connection of a bot without shards
	Connected     bool
	Guilds        int           // by its last sign-in
	RoundTrip     time.Duration // of the last heartbeat to Discord and back; 0: none was acknowledged yet
	Released      bool          // it is not this process's any more
}

// shard is what a call of [Run] does for one shard.
type shard struct {
	*gateway
	lease Lease
	log   *slog.Logger
	left  func(sent bool) // gives the bucket back; only the first call counts
	first *session        // what the process before left behind; nil: nothing
	old   bool            // it has that session and no other, until the new ones are there
	// Guarded by mu: what its READY said, until that is told here, and whether
	// handing over waits for it no more.
	unsaid  *Ready
	counted bool

	stateMu sync.Mutex
	state   Shard
}

func (g *gateway) newShard(lease Lease) *shard {
	s := &shard{gateway: g, lease: lease, log: g.log, left: func(bool) {}}
	s.state = Shard{Number: lease.Shard, Count: lease.Count}
	if lease.Count > 0 {
		s.log = g.log.With("shard", fmt.Sprintf("%d/%d", lease.Shard, lease.Count))
	}
	return s
}

// change changes the state and tells of it.
func (s *shard) change(f func(*Shard)) {
	s.stateMu.Lock()
	defer s.stateMu.Unlock()
	f(&s.state)
	if s.OnShard != nil && !s.old {
		s.OnShard(s.state)
	}
}

// run keeps the shard connected until ctx ends, the lease is lost, or Discord
// refuses it for good.
func (s *shard) run(ctx, work context.Context) error {
	held, stop := context.WithCancel(ctx)
	defer stop()
	if s.lease.Lost != nil {
		over := make(chan struct{})
		defer func() { <-over }()
		go func() {
			defer close(over)
			select {
			case <-s.lease.Lost:
				s.log.Info("the shard is another's now")
				stop()
			case <-held.Done():
			}
		}()
		defer stop()
	}
	s.change(func(*Shard) {})
	return supervisor{
		timing: s.timing, log: s.log, budget: s.budget, redact: s.redact, shards: s.lease.Count, first: s.first, once: s.old, lookUp: s.address, enter: s.enter,
		keep: func(left *session) {
			if ctx.Err() != nil {
				s.leave(left)
			}
		},
		leave: func() { s.left(false) },
		connect: func(held context.Context, address string, resume *session) ending {
			return s.connect(ctx, held, work, address, resume)
		},
	}.run(held)
}

// enter waits for the shard's turn to sign in.
func (s *shard) enter(ctx context.Context) error {
	if s.lease.Count == 0 {
		return nil
	}
	bucket := s.lease.Shard % s.directory.concurrency()
	leave, err := s.Gate.Wait(ctx, bucket)
	if err != nil {
		return err
	}
	var once sync.Once
	s.left = func(sent bool) { once.Do(func() { leave(sent) }) }
	return nil
}

// signIn counts one IDENTIFY, sends it and lets the next one of its bucket wait.
func (s *shard) signIn(left func(bool), send func()) {
	if err := s.budget.spend(time.Now()); err != nil {
		s.log.Error("a sign-in to Discord could not be counted", "error", err)
	}
	send()
	left(true)
}

// runShards keeps every shard connected that is this process's, until ctx ends
// or Discord refuses one for good.
func (g *gateway) runShards(ctx, work context.Context) error {
	count := g.ShardCount
	if count == AutoShards {
		var err error
		if count, err = g.recommended(ctx); err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		g.log.Info("Discord recommends so many shards", "shards", count)
	}
	if g.Shards == nil {
		g.Shards = NewRange(0, count-1)
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var running sync.WaitGroup
	g.handOver(ctx, work, count, &running)
	for ctx.Err() == nil {
		lease, err := g.Shards.Acquire(ctx, count)
		if err != nil {
			if ctx.Err() == nil {
				g.log.Error("no shard could be had", "error", err)
				_ = pause(ctx, time.Second)
			}
			continue
		}
		g.share(lease, 1)
		running.Go(func() {
			s := g.newShard(lease)
			g.resume(s)
			if err := s.run(ctx, work); err != nil {
				stop(err)
			}
			g.letGo(ctx, s)
		})
	}
	running.Wait()
	if f, ok := errors.AsType[*FatalError](context.Cause(ctx)); ok {
		return f
	}
	return nil
}

// letGo gives a shard back, also when the program ends.
func (g *gateway) letGo(ctx context.Context, s *shard) {
	g.share(s.lease, -1)
	g.mu.Lock()
	delete(g.guilds, s.lease.Shard)
	if g.lead == s {
		g.lead = nil
	}
	g.mu.Unlock()
	s.change(func(state *Shard) { state.Connected, state.Released = false, true })
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	g.Shards.Release(ctx, s.lease)
}

// share notes how many of the bot's shards are this process's, by which it has
// its share of the bot's sign-ins.
func (g *gateway) share(lease Lease, more int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.held += more
	g.budget.share(g.held, lease.Count)
}

// recommended asks Discord how many shards the bot should have, until it says so.
func (g *gateway) recommended(ctx context.Context) (int, error) {
	s := supervisor{timing: g.timing}
	for failures := 0; ; failures++ {
		began := time.Now()
		said, err := g.directory.get(ctx)
		if err == nil {
			return said.Shards, nil
		}
		if f := fatal(ending{err: err}, 0); f != nil {
			return 0, f
		}
		delay := s.shortBackOff(failures, err, time.Since(began))
		if failures%20 == 0 {
			g.log.Warn("Discord cannot be asked how many shards the bot should have", "error", g.redact(err), "retry_in", delay.Round(time.Millisecond))
		}
		if err := pause(ctx, delay); err != nil {
			return 0, err
		}
	}
}
