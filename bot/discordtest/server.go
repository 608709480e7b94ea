// Package discordtest is a Discord on 127.0.0.1 for tests: the REST calls that
// the bot makes and a gateway that it can sign in to.
//
// It is strict on purpose. What Discord refuses it refuses, with Discord's
// status and error code: texts that are too long in UTF-16 units, second
// answers, answers after three seconds, edits after the token's fifteen
// minutes. What Discord accepts but the bot must never do (an answer that could
// ping somebody, a request body that Discord's own schema does not know) is a
// violation, and a test with a violation left over fails when it ends.
//
//	d := discordtest.New(t)
//	// start the bot with DISCORD_API_URL=d.URL(), DISCORD_TOKEN=d.Token()
//	d.WaitReady(ctx)
//	a, err := d.Interact(ctx, discordtest.Slash("quote search", discordtest.Opt("words", "four score")))
//	m, err := a.Final(ctx) // the message as people see it, after a deferral too
//
// Tests that have no gateway take [Server.Offer]: an interaction as discordgo
// decodes it, which a router can be given directly.
//
// The server's clock is the real one plus what [Server.Advance] added. All
// methods are safe for concurrent use.
package discordtest

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"
)

// The guild that the application is in unless [WithGuilds] says otherwise, and
// one that it is not in.
const (
	Guild      = "1042000000000000001"
	OtherGuild = "1042000000000000002"
)

// Discord's numbers, from its documentation on interactions, "Receiving and
// Responding": the first answer within 3 s, the token good for 15 min; five
// follow-ups for applications that only the user has installed.
const (
	answerWithin = 3 * time.Second
	tokenLife    = 15 * time.Minute
	maxFollowUps = 5
)

// discordEpoch is the first second of 2015 in Unix milliseconds, from which
// snowflakes count.
const discordEpoch = 1420070400000

// Server is one Discord with one application. Make it with [New].
type Server struct {
	t     testing.TB
	http  *httptest.Server
	token string

	heartbeat      time.Duration
	guilds         []string
	needsSharding  bool
	shards         int           // how many are recommended
	maxConcurrency int           // buckets of sign-ins
	identifyEvery  time.Duration // in a bucket
	strictDefs     bool

	connections sync.WaitGroup // gateway connections

	violationsMu sync.Mutex
	violations   []string

	mu        sync.Mutex
	changed   chan struct{} // closed, and replaced, whenever what stands below changes
	offset    time.Duration
	lastID    uint64
	faults    []*Fault
	requests  []Request
	postTo    string               // where interactions are posted; empty: they come over the gateway
	poster    *http.Client         // keeps its connections, as Discord does
	commands  map[string][]command // by guild ID; "" has the global ones
	created   map[string]int       // commands created, by guild ID
	exchanges map[string]*exchange // by interaction ID
	messages  map[string]*message
	refused   map[string]int // why channels are refused
	gateway   gatewayState
}

// Option changes a [Server] before it starts.
type Option func(*Server)

// WithHeartbeat sets the interval that HELLO demands; the default is Discord's
// 41.25 s.
func WithHeartbeat(d time.Duration) Option { return func(s *Server) { s.heartbeat = d } }

// WithGuilds sets the guilds that the application is in.
func WithGuilds(ids ...string) Option { return func(s *Server) { s.guilds = ids } }

// NeedsSharding refuses an IDENTIFY without shards, as Discord does from 2,500
// guilds on.
func NeedsSharding() Option { return func(s *Server) { s.needsSharding, s.shards = true, 2 } }

// WithShards sets what GET /gateway/bot recommends, and how many shards may sign in
// at once every so often; the defaults are Discord's for small bots: one, one, and
// 5 s.
func WithShards(recommended, maxConcurrency int, every time.Duration) Option {
	return func(s *Server) { s.shards, s.maxConcurrency, s.identifyEvery = recommended, maxConcurrency, every }
}

// AnyCommand lets [Server.Interact] and [Server.Offer] use commands that nobody
// has registered, as tests of a router want. Option types are then those of the
// Go values.
func AnyCommand() Option { return func(s *Server) { s.strictDefs = false } }

// New starts a Discord that stops when the test ends. The test fails if
// violations are left over then.
func New(t testing.TB, options ...Option) *Server {
	t.Helper()
	s := &Server{
		t:         t,
		heartbeat: 41250 * time.Millisecond,
		guilds:    []string{Guild},
		shards:    1, maxConcurrency: 1, identifyEvery: 5 * time.Second,
		strictDefs: true,
		poster:     &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 100}},
		changed:    make(chan struct{}),
		commands:   make(map[string][]command),
		created:    make(map[string]int),
		exchanges:  make(map[string]*exchange),
		messages:   make(map[string]*message),
		refused:    make(map[string]int),
	}
	s.gateway.rested = make(map[int]time.Time)
	for _, o := range options {
		o(s)
	}
	// The shape of a real token: the application's ID, a time, a signature.
	s.token = "MTA0MjAwMDAwMDAwMDAwMDAwMA.G" + rand.Text()[:5] + "." + rand.Text() + rand.Text()[:12]
	mux := s.mux()
	// Started once it is known: its own requests ask where it is.
	s.http = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.missed() {
			panic(http.ErrAbortHandler) // cuts the connection
		}
		mux.ServeHTTP(w, r)
	}))
	s.http.Start()
	t.Cleanup(func() {
		s.Stop()
		for _, v := range s.Violations() {
			t.Errorf("Discord would not have this: %s", v)
		}
	})
	return s
}

// Stop closes every connection and waits until they are closed. Tests need it
// only to see what happens without a Discord.
func (s *Server) Stop() {
	s.closeGateway()
	s.http.CloseClientConnections()
	s.poster.CloseIdleConnections()
	s.http.Close()
	s.connections.Wait()
}

// URL is the scheme and host that stand in for https://discord.com.
func (s *Server) URL() string { return s.http.URL }

// Token is the bot token that the server accepts, without "Bot " in front.
func (s *Server) Token() string { return s.token }

// AppID is the application's ID, which is the bot user's ID too.
func (s *Server) AppID() string { return "1042000000000000000" }

// Now is the server's time.
func (s *Server) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now()
}

func (s *Server) now() time.Time { return time.Now().Add(s.offset) }

// Advance moves the server's clock on: interactions grow late, tokens expire.
func (s *Server) Advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.offset += d
	s.notify()
}

// Violations returns what was done so far that Discord, or the people in it,
// would not have.
func (s *Server) Violations() []string {
	s.violationsMu.Lock()
	defer s.violationsMu.Unlock()
	return slices.Clone(s.violations)
}

// TakeViolations returns the violations and forgets them, for a test that
// provokes one.
func (s *Server) TakeViolations() []string {
	s.violationsMu.Lock()
	defer s.violationsMu.Unlock()
	taken := s.violations
	s.violations = nil
	return taken
}

func (s *Server) violate(format string, args ...any) {
	s.violationsMu.Lock()
	defer s.violationsMu.Unlock()
	s.violations = append(s.violations, fmt.Sprintf(format, args...))
}

// notify wakes everyone in await. The caller holds s.mu.
func (s *Server) notify() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// await waits until done, which is called with s.mu held.
func (s *Server) await(ctx context.Context, what string, done func() bool) error {
	for {
		s.mu.Lock()
		ok, changed := done(), s.changed
		s.mu.Unlock()
		if ok {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("waiting for %s: %w", what, context.Cause(ctx))
		}
	}
}

// snowflake returns a new ID, later than all before. The caller holds s.mu.
// https://discord.com/developers/docs/reference#snowflakes
func (s *Server) snowflake() string {
	id := uint64(s.now().UnixMilli()-discordEpoch) << 22
	s.lastID = max(id, s.lastID+1)
	return strconv.FormatUint(s.lastID, 10)
}

// Request is one REST request that the server got.
type Request struct {
	Op     Op
	Method string
	Path   string // tokens included: it is a test
	Header http.Header
	Body   json.RawMessage
	Status int // what it was answered; 0 when the connection was cut
}

// Requests returns the REST requests so far, in the order of their answers.
// Without an op it returns all of them.
func (s *Server) Requests(ops ...Op) []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Request
	for _, r := range s.requests {
		if len(ops) == 0 || slices.Contains(ops, r.Op) {
			out = append(out, r)
		}
	}
	return out
}
