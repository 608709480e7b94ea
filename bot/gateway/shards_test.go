package gateway

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/discordtest"
)

// guildsOf are guilds of which each of count shards has as many.
func guildsOf(count, each int) []string {
	var ids []string
	for n := range count * each {
		ids = append(ids, strconv.FormatUint(uint64(300_000_000_000+n)<<22|uint64(n), 10))
	}
	return ids
}

// sharded has shards as they are in tests: their buckets rest for eight times as
// long as this Discord demands, so that no machine is too slow for it.
func sharded(concurrency int) discordtest.Option {
	return discordtest.WithShards(4, concurrency, 100*time.Millisecond)
}

func shards(count int, mine Shards) func(*Config) {
	return func(c *Config) {
		c.ShardCount, c.Shards = count, mine
		c.timing.rest, c.timing.minute, c.timing.overlap = 800*time.Millisecond, time.Nanosecond, time.Second
	}
}

// live waits until so many shards are connected.
func (b *bot) live(n int) {
	b.t.Helper()
	b.wait(fmt.Sprint(n, " shards"), func(g discordtest.Gateway) bool { return g.Live == n })
}

// handsOn lets something happen in every guild and checks that it is handed on
// once each.
func (b *bot) handsOn(guilds []string) {
	b.t.Helper()
	b.sendIn(guilds)
	b.gets(guilds)
}

func (b *bot) sendIn(guilds []string) {
	b.t.Helper()
	for _, guild := range guilds {
		if _, err := b.d.Send(discordtest.Slash("help").In(guild)); err != nil {
			b.t.Fatal(err)
		}
	}
}

func (b *bot) gets(guilds []string) {
	b.t.Helper()
	var got []string
	for range guilds {
		got = append(got, receive(b, b.interactions, "an interaction").GuildID)
	}
	slices.Sort(got)
	if want := slices.Sorted(slices.Values(guilds)); !slices.Equal(got, want) {
		b.t.Errorf("interactions of the guilds %q, want %q", got, want)
	}
	select {
	case i := <-b.interactions:
		b.t.Errorf("one more interaction of %s", i.GuildID)
	default:
	}
}

func TestFourShardsInOneProcess(t *testing.T) {
	t.Parallel()
	guilds := guildsOf(4, 3)
	d := discordtest.New(t, discordtest.AnyCommand(), discordtest.WithGuilds(guilds...), sharded(2), discordtest.WithHeartbeat(time.Second))
	var mu sync.Mutex
	states, drains := make(map[int]Shard), 0
	b := start(t, d, shards(AutoShards, nil), func(c *Config) {
		c.OnShard = func(s Shard) {
			mu.Lock()
			defer mu.Unlock()
			states[s.Number] = s
		}
		c.OnDrain = func(context.Context) { drains++ }
	})
	b.live(4)
	b.handsOn(guilds)
	if p, err := d.Send(discordtest.Slash("help").InDM()); err != nil || p == nil {
		t.Fatal(err)
	}
	b.gets([]string{""})
	b.wait("a heartbeat of each", func(g discordtest.Gateway) bool { return g.Heartbeats >= 8 })
	mu.Lock()
	for shard := range 4 {
		if s := states[shard]; !s.Connected || s.Count != 4 || s.Guilds != 3 || s.RoundTrip <= 0 || s.Released {
			t.Errorf("shard %d is %+v", shard, s)
		}
	}
	mu.Unlock()
	if r := b.waitReady(); r.AppID != d.AppID() || r.Guilds%3 != 0 || len(b.ready) > 0 {
		t.Errorf("ready with %+v, and %d times more", r, len(b.ready))
	}
	b.stop()
	b.waitDone()
	if g := d.Gateway(); b.err != nil || len(g.Closes) != 4 || g.Identifies != 4 || drains != 1 {
		t.Errorf("it ended with %v after %d drains; the gateway saw %+v", b.err, drains, g)
	}
	for shard, s := range states {
		if s.Connected || !s.Released {
			t.Errorf("in the end shard %d is %+v", shard, s)
		}
	}
}

func TestAShardThatIsLostIsResumedWhileTheOthersGoOn(t *testing.T) {
	t.Parallel()
	guilds := guildsOf(4, 1)
	d := discordtest.New(t, discordtest.AnyCommand(), discordtest.WithGuilds(guilds...), sharded(4))
	b := start(t, d, shards(4, nil))
	b.live(4)
	d.CloseShard(2, 4000)
	b.wait("the loss", func(g discordtest.Gateway) bool { return len(g.Closes) == 1 })
	b.handsOn(guilds)
	b.wait("the RESUME", func(g discordtest.Gateway) bool { return g.Resumes == 1 && g.Live == 4 })
	if g := d.Gateway(); g.Connections != 5 || g.Identifies != 4 {
		t.Errorf("the gateway saw %+v", g)
	}
	d.CloseShard(1, 4009) // the session is gone
	b.wait("the sign-in", func(g discordtest.Gateway) bool { return g.Identifies == 5 && g.Live == 4 })
	b.handsOn(guilds)
	if n := len(b.ready); n > 2 {
		t.Errorf("told of the bot %d times", n)
	}
}

func TestSixteenShardsOverTwoProcesses(t *testing.T) {
	t.Parallel()
	guilds := guildsOf(16, 2)
	d := discordtest.New(t, discordtest.AnyCommand(), discordtest.WithGuilds(guilds...), sharded(16))
	one := start(t, d, shards(16, NewRange(0, 7)))
	two := start(t, d, shards(16, NewRange(8, 15)))
	one.live(16)
	one.sendIn(guilds)
	var low, high []string
	for _, guild := range guilds {
		if discordtest.ShardOf(guild, 16) < 8 {
			low = append(low, guild)
		} else {
			high = append(high, guild)
		}
	}
	one.gets(low)
	two.gets(high)
	two.stop()
	two.waitDone()
	one.live(8)
	one.handsOn(low)
}

// Two processes that nothing but their settings bind together may sign in at the
// same moment. Discord calls the later session invalid; it comes up all the same.
func TestProcessesThatShareABucketComeUp(t *testing.T) {
	t.Parallel()
	guilds := guildsOf(4, 1)
	d := discordtest.New(t, discordtest.AnyCommand(), discordtest.WithGuilds(guilds...), sharded(1))
	one := start(t, d, shards(4, NewRange(0, 1)))
	start(t, d, shards(4, NewRange(2, 3)))
	one.live(4)
	for _, v := range d.TakeViolations() {
		if !strings.Contains(v, "before its bucket allows it") {
			t.Error(v)
		}
	}
}

func TestAShardThatCannotBeHadEndsTheRun(t *testing.T) {
	t.Parallel()
	for _, code := range []int{4010, 4011} {
		d := discordtest.New(t, sharded(2))
		d.Script(discordtest.Script{}, discordtest.Script{Close: code})
		b := start(t, d, shards(2, nil))
		b.waitDone()
		if f, ok := b.err.(*FatalError); !ok || f.Code != code || !strings.Contains(f.Sentence, "SHARDS") {
			t.Errorf("code %d: Run ended with %v", code, b.err)
		}
	}
}

// lender lends shards as several processes would to each other.
type lender struct {
	leases   chan Lease
	released chan int
}

func (l lender) Acquire(ctx context.Context, _ int) (Lease, error) {
	select {
	case lease := <-l.leases:
		return lease, nil
	case <-ctx.Done():
		return Lease{}, ctx.Err()
	}
}

func (l lender) Release(_ context.Context, lease Lease) { l.released <- lease.Shard }

func TestAShardIsConnectedWhileItIsLeased(t *testing.T) {
	t.Parallel()
	guilds := guildsOf(2, 1)
	d := discordtest.New(t, discordtest.AnyCommand(), discordtest.WithGuilds(guilds...), sharded(2))
	l := lender{make(chan Lease, 9), make(chan int, 9)}
	began, release := make(chan string, 9), make(chan struct{})
	dir := t.TempDir()
	b := start(t, d, shards(2, l), in(dir), func(c *Config) {
		c.OnInteraction = func(ctx context.Context, i *discordgo.InteractionCreate) {
			began <- i.GuildID
			<-release
			if ctx.Err() != nil {
				t.Error("an answer is cut off by the loss of a lease")
			}
		}
	})
	lost := make(chan struct{})
	l.leases <- Lease{Shard: 1, Count: 2, Lost: lost}
	b.live(1)
	on1 := guilds[slices.IndexFunc(guilds, func(id string) bool { return discordtest.ShardOf(id, 2) == 1 })]
	b.sendIn([]string{on1})
	receive(b, began, "an interaction")
	close(lost)
	if shard := receive(b, l.released, "the release"); shard != 1 {
		t.Errorf("shard %d was released", shard)
	}
	b.wait("the goodbye", func(g discordtest.Gateway) bool { return slices.Equal(g.Closes, []int{1000}) })
	l.leases <- Lease{Shard: 0, Count: 2, Lost: make(chan struct{})}
	l.leases <- Lease{Shard: 1, Count: 2, Lost: make(chan struct{})}
	b.live(2)
	b.sendIn([]string{on1})
	receive(b, began, "an interaction of the shard that came back")
	close(release)
	b.stop()
	b.waitDone()
	if len(l.released) != 2 || b.err != nil {
		t.Errorf("%d shards were released at the end, with %v", len(l.released), b.err)
	}
	raw, err := os.ReadFile(filepath.Join(dir, stateFile))
	if err != nil || strings.Contains(string(raw), "sessions") {
		t.Errorf("somebody else may have the shards next, and this is left behind: %s, %v", raw, err)
	}
}

func TestABucketLetsOneInAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gate, began := newLocalGate(5*time.Second), time.Now()
		at := func(bucket int, sent bool) time.Duration {
			leave, err := gate.Wait(t.Context(), bucket)
			if err != nil {
				t.Fatal(err)
			}
			defer leave(sent)
			return time.Since(began)
		}
		for _, step := range []struct {
			bucket int
			sent   bool
			want   time.Duration
		}{
			{0, false, 0}, {0, true, 0}, {1, true, 0}, {1, false, 5 * time.Second}, {1, true, 5 * time.Second}, {0, true, 5 * time.Second}, {0, false, 10 * time.Second},
		} {
			if got := at(step.bucket, step.sent); got != step.want {
				t.Errorf("bucket %d after %v, want %v", step.bucket, got, step.want)
			}
		}
		leave, _ := gate.Wait(t.Context(), 2)
		waiting, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		if _, err := gate.Wait(waiting, 2); err == nil {
			t.Error("two have a bucket at once")
		}
		leave(true)
		waiting, stop = context.WithTimeout(t.Context(), time.Second)
		defer stop()
		if _, err := gate.Wait(waiting, 2); err == nil {
			t.Error("a bucket has no rest")
		}
		if got := at(2, false); got != 16*time.Second {
			t.Errorf("after those who gave up: %v", got)
		}
	})
}
