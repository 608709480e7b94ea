package gateway

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"sync"
	"time"
)

// keptFor is how long a session may be resumed after a stop. Discord does not say
// how long it keeps one; one that it has forgotten costs a second.
const keptFor = 5 * time.Minute

// kept is what a process leaves behind for the next one to resume, in state.json as
//
//	{"sessions": {"token": "0f…", "at": 1775034000, "app": "1042…", "user": "Verbatim", "shards":
//	  {"3": {"id": "…", "url": "wss://…", "seq": 42, "count": 16, "guilds": 812}}}}
//
// Only those of several shards are kept, and only where the settings give a shard to
// this process for good: somebody else may have had it meanwhile otherwise, with a
// session of its own, and what a RESUME brings would be answered twice.
type kept struct {
	Token  string            `json:"token"` // of which bot: see fingerprint
	At     int64             `json:"at"`    // Unix seconds
	App    string            `json:"app"`
	User   string            `json:"user"`
	Shards map[int]keptShard `json:"shards"`
	// Seen are interactions that an old session brought while sessions were handed
	// over, and that a new one may yet bring.
	Seen []string `json:"seen,omitempty"`
}

type keptShard struct {
	ID     string `json:"id"`
	URL    string `json:"url"`
	Seq    int64  `json:"seq"`
	Count  int    `json:"count"`
	Guilds int    `json:"guilds"`
}

// fingerprint tells bots apart and says nothing of the token.
func fingerprint(token string) string {
	sum := sha256.Sum256([]byte("sessions of " + token))
	return hex.EncodeToString(sum[:8])
}

// takeKept returns what the process before left behind, and removes it: a session is
// resumed by one process. It is empty where there is nothing of use.
func (b *budget) takeKept(token string, now time.Time) kept {
	b.mu.Lock()
	defer b.mu.Unlock()
	raw, ok := b.other["sessions"]
	if !ok {
		return kept{}
	}
	delete(b.other, "sessions")
	var k kept
	err := json.Unmarshal(raw, &k)
	if age := now.Sub(time.Unix(k.At, 0)); err != nil || b.write() != nil || k.Token != fingerprint(token) || age < 0 || age > keptFor {
		return kept{}
	}
	return k
}

// keep leaves sessions behind.
func (b *budget) keep(k kept) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	raw, err := json.Marshal(k)
	if err != nil {
		return err
	}
	b.other["sessions"] = raw
	return b.write()
}

// takeOver begins with what the process before left behind.
func (g *gateway) takeOver(k kept) {
	g.before = k
	if len(k.Seen) == 0 {
		return
	}
	g.seen, g.seenUntil = make(map[string]bool), time.Now().Add(time.Minute)
	for _, id := range k.Seen {
		g.seen[id] = true
	}
}

// resume gives a new shard the session that the process before left behind.
func (g *gateway) resume(s *shard) {
	g.mu.Lock()
	defer g.mu.Unlock()
	k, ok := g.before.Shards[s.lease.Shard]
	delete(g.before.Shards, s.lease.Shard)
	if ok && k.Count == s.lease.Count && s.forGood() {
		s.first = &session{id: k.ID, url: k.URL, seq: k.Seq}
		g.bot = Ready{AppID: g.before.App, User: g.before.User}
		s.unsaid = &Ready{AppID: g.before.App, User: g.before.User, Guilds: k.Guilds}
	}
}

// handOver resumes the sessions of all shards that there were before this process had
// another number of them, and keeps them until every new one has signed in and every
// old one has brought what was missed, and a moment more for what is on its way: the
// new ones come up one after the other, and until then the old ones bring what happens.
// It does nothing in one of several processes, whose new shards have other guilds than
// its old ones had.
func (g *gateway) handOver(ctx, work context.Context, count int, running *sync.WaitGroup) {
	before := len(g.before.Shards)
	mine, ok := g.Shards.(*Range)
	if !ok || cap(mine.free) != count || before == count {
		return
	}
	for _, k := range g.before.Shards {
		if k.Count != before {
			return
		}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.complete, g.awaited, g.seenUntil = make(chan struct{}), count+before, time.Time{}
	if g.seen == nil {
		g.seen = make(map[string]bool)
	}
	complete, replaced := g.complete, make(chan struct{})
	running.Go(func() {
		defer close(replaced)
		select {
		case <-complete:
			_ = pause(ctx, g.timing.overlap)
		case <-ctx.Done():
		}
	})
	for n, k := range g.before.Shards {
		s := g.newShard(Lease{Shard: n, Count: before, Lost: replaced})
		s.first, s.old = &session{id: k.ID, url: k.URL, seq: k.Seq}, true
		running.Go(func() {
			_ = s.run(ctx, work) // what is fatal ends the new ones too
			g.mu.Lock()
			defer g.mu.Unlock()
			s.arrived()
		})
	}
}

// arrived notes that a new shard has signed in, or that an old one has resumed its
// session or cannot. The caller holds mu.
func (s *shard) arrived() {
	if s.awaited == 0 || s.counted {
		return
	}
	s.counted = true
	if s.awaited--; s.awaited == 0 {
		s.seenUntil = time.Now().Add(time.Minute)
		close(s.complete)
	}
}

// again reports whether an interaction came before, from an old session or a new one.
// The caller holds g.mu.
func (g *gateway) again(id string) bool {
	if g.seen == nil || id == "" {
		return false
	}
	if !g.seenUntil.IsZero() && time.Now().After(g.seenUntil) {
		g.seen = nil
		return false
	}
	was := g.seen[id]
	g.seen[id] = true
	return was
}

// forGood reports whether the shard is one of several and is this process's whenever
// it runs.
func (s *shard) forGood() bool { return s.lease.Count > 1 && s.lease.Lost == nil }

// leave notes a session for the next process.
func (s *shard) leave(left *session) {
	if left == nil || !s.forGood() {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	guilds := s.guilds[s.lease.Shard]
	if s.unsaid != nil {
		guilds = s.unsaid.Guilds
	}
	s.after[s.lease.Shard] = keptShard{ID: left.id, URL: left.url, Seq: left.seq, Count: s.lease.Count, Guilds: guilds}
}

// leaveBehind writes down what the next process can resume.
func (g *gateway) leaveBehind() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.after) == 0 {
		return
	}
	k := kept{Token: fingerprint(g.Token), At: time.Now().Unix(), App: g.bot.AppID, User: g.bot.User, Shards: g.after, Seen: slices.Collect(maps.Keys(g.seen))}
	if err := g.budget.keep(k); err != nil {
		g.log.Warn("the sessions at Discord cannot be kept, so the next start has to sign in", "error", err)
	}
}
