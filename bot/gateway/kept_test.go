package gateway

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/discordtest"
)

func in(dir string) func(*Config) { return func(c *Config) { c.StateDir = dir } }

// again stops a bot and starts another one in its folder.
func (b *bot) again(dir string, changes ...func(*Config)) *bot {
	b.t.Helper()
	b.stop()
	b.waitDone()
	return start(b.t, b.d, append([]func(*Config){in(dir)}, changes...)...)
}

func TestARestartResumesEveryShard(t *testing.T) {
	t.Parallel()
	guilds, dir := guildsOf(4, 2), t.TempDir()
	d := discordtest.New(t, discordtest.AnyCommand(), discordtest.WithGuilds(guilds...), sharded(4))
	b := start(t, d, shards(4, nil), in(dir))
	b.live(4)
	b.waitReady()
	b.handsOn(guilds)
	for n := range 2 { // the second time none has signed in here
		b.stop()
		b.waitDone()
		b.sendIn(guilds) // while no process runs
		states := make(chan Shard, 99)
		b = start(t, d, in(dir), shards(4, nil), func(c *Config) { c.OnShard = func(s Shard) { states <- s } })
		b.gets(guilds)
		b.live(4)
		if r := b.waitReady(); r.AppID != d.AppID() || r.User != "Verbatim" || r.Guilds%2 != 0 {
			t.Errorf("ready with %+v", r)
		}
		up := 0
		for up < 4 {
			if s := receive(b, states, "a shard"); s.Connected {
				up++
				if s.Guilds != 2 {
					t.Errorf("a shard is %+v", s)
				}
			}
		}
		if g := d.Gateway(); g.Identifies != 4 || g.Resumes != 4*(n+1) || slices.Contains(g.Closes, 1000) {
			t.Errorf("the gateway saw %+v", g)
		}
	}
	b.handsOn(guilds)
}

// What arrives when nothing is handed on any more is left for the next process, and
// nothing is handed on by both.
func TestNoInteractionFallsBetweenTwoProcesses(t *testing.T) {
	t.Parallel()
	nothingFallsBetween(t, 2, 2, 2, 2)
}

// The old sessions go on until the new ones are there, of which each waits for the
// one before.
func TestNoInteractionFallsBetweenTwoNumbersOfShards(t *testing.T) {
	t.Parallel()
	nothingFallsBetween(t, 2, 4, 3)
}

// nothingFallsBetween runs one process after the other, each with so many shards, while
// interactions come, and checks that each is handed on once.
func nothingFallsBetween(t *testing.T, counts ...int) {
	guilds, dir := guildsOf(12, 1), t.TempDir()
	d := discordtest.New(t, discordtest.AnyCommand(), discordtest.WithGuilds(guilds...), sharded(2))
	handed := make(chan string, 99999)
	note := func(c *Config) {
		c.OnInteraction = func(_ context.Context, i *discordgo.InteractionCreate) { handed <- i.ID }
	}
	b := start(t, d, shards(counts[0], nil), in(dir), note)
	b.live(counts[0])
	sent, halt, halted := 0, make(chan struct{}), make(chan struct{})
	go func() {
		defer close(halted)
		for {
			select {
			case <-halt:
				return
			case <-time.After(time.Millisecond):
			}
			if _, err := d.Send(discordtest.Slash("help").In(guilds[sent%len(guilds)])); err != nil {
				t.Error(err)
				return
			}
			sent++
		}
	}()
	early := 0
	for n, count := range counts[1:] {
		receive(b, handed, "an interaction")
		early++
		b = b.again(dir, shards(count, nil), note)
		if before := counts[n]; before != count {
			goodbyes := n // each handing over before this one ended with those of its own
			b.wait("the old sessions to be given up", func(g discordtest.Gateway) bool {
				closed := 0
				for _, code := range g.Closes {
					if code == 1000 {
						closed++
					}
				}
				for _, earlier := range counts[:goodbyes] {
					closed -= earlier
				}
				return closed == before
			})
		}
		b.live(count)
	}
	close(halt)
	<-halted
	seen := map[string]bool{}
	for range sent - early {
		id := receive(b, handed, "an interaction")
		if seen[id] {
			t.Errorf("%s was handed on twice", id)
		}
		seen[id] = true
	}
	b.stop()
	b.waitDone()
	if n := len(handed); n > 0 {
		t.Errorf("%d interactions were handed on twice", n)
	}
	t.Logf("%d interactions over %d processes", sent, len(counts))
}

// change alters what the process before left behind.
func change(f func(*kept)) func(t *testing.T, dir string) {
	return func(t *testing.T, dir string) {
		path := filepath.Join(dir, stateFile)
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var state map[string]json.RawMessage
		var k kept
		if json.Unmarshal(raw, &state) != nil || json.Unmarshal(state["sessions"], &k) != nil || len(k.Shards) == 0 {
			t.Fatalf("nothing was left behind in %s", raw)
		}
		f(&k)
		if state["sessions"], err = json.Marshal(k); err != nil {
			t.Fatal(err)
		}
		if raw, err = json.Marshal(state); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWhatAnOldSessionBroughtIsNotHandedOnAgain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	d := discordtest.New(t, sharded(2))
	b := start(t, d, shards(2, nil), in(dir))
	b.live(2)
	b.stop()
	b.waitDone()
	change(func(k *kept) { k.Seen = []string{"one"} })(t, dir)
	for _, id := range []string{"one", "two"} { // to both sessions
		d.Dispatch("INTERACTION_CREATE", map[string]any{"id": id, "token": "t", "type": 2, "data": map[string]any{"name": "help"}})
	}
	b = start(t, d, shards(2, nil), in(dir))
	if i := receive(b, b.interactions, "an interaction"); i.ID != "two" {
		t.Errorf("%q came again", i.ID)
	}
	b.live(2)
	b.stop()
	b.waitDone()
	if n := len(b.interactions); n > 0 {
		t.Errorf("%d interactions came again", n)
	}
	change(func(k *kept) {
		if slices.Sort(k.Seen); !slices.Equal(k.Seen, []string{"one", "two"}) {
			t.Errorf("left behind: %q", k.Seen)
		}
	})(t, dir)
}

func TestASessionIsResumedByTheSameShardsOnly(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		count    int
		shards   Shards
		live     int // how many are connected then; 0: one
		change   func(t *testing.T, dir string)
		identify int // more
	}{
		"the same":                   {count: 2, live: 2},
		"twice as many":              {count: 4, live: 4, identify: 4},
		"one connection":             {count: 0, identify: 1},
		"one of them":                {count: 2, shards: NewRange(1, 1)},
		"an hour later":              {count: 2, live: 2, change: change(func(k *kept) { k.At -= 3600 }), identify: 2},
		"with a clock that was late": {count: 2, live: 2, change: change(func(k *kept) { k.At += 3600 }), identify: 2},
		"another bot":                {count: 2, live: 2, change: change(func(k *kept) { k.Token = fingerprint("another") }), identify: 2},
		"sessions that are unknown": {count: 2, live: 2, change: change(func(k *kept) {
			for n, s := range k.Shards {
				s.ID += "x"
				k.Shards[n] = s
			}
		}), identify: 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			guilds, dir := guildsOf(4, 1), t.TempDir()
			d := discordtest.New(t, discordtest.AnyCommand(), discordtest.WithGuilds(guilds...), sharded(4))
			b := start(t, d, shards(2, nil), in(dir))
			b.live(2)
			b.handsOn(guilds)
			b.stop()
			b.waitDone()
			if tt.change != nil {
				tt.change(t, dir)
			}
			b = start(t, d, in(dir), shards(tt.count, tt.shards))
			b.live(max(tt.live, 1))
			b.wait("the sign-ins", func(g discordtest.Gateway) bool { return g.Identifies == 2+tt.identify })
			b.live(max(tt.live, 1))
			if g := d.Gateway(); g.Identifies != 2+tt.identify {
				t.Errorf("the gateway saw %+v", g)
			}
			if tt.shards == nil {
				b.handsOn(guilds)
			}
			raw, err := os.ReadFile(filepath.Join(dir, stateFile))
			if err != nil || strings.Contains(string(raw), "sessions") {
				t.Errorf("what was left behind is still there: %v, %s", err, raw)
			}
		})
	}
}
