// Package gateway keeps a session at Discord's gateway alive and hands on the
// interactions that come through it.
//
// discordgo signs in, sends the heartbeats and reads the events; this package
// supervises it, because left alone it can hang for ever in Open, reconnects
// without end even when Discord forbids it, and notices a dead connection after
// minutes. Three things keep it in check:
//
//   - No session is used twice. Whatever happens to a connection, the next one
//     has a fresh discordgo.Session, and nothing here waits for the goroutines
//     of the old one to do anything but end.
//   - discordgo does not hold the connection to Discord. Between the two stands
//     a relay (see link), which has the deadlines, keeps from discordgo the
//     packets that it cannot bear, reads the close codes, and turns a sign-in
//     into a RESUME where there is something to resume.
//   - Every sign-in (IDENTIFY) is counted on disk before it is sent. Discord
//     resets a token that signs in more than a thousand times in a day.
//
// discordgo's own log is switched off: it may hold the bot token, it cannot be
// told which session a line is from, and everything in it that matters is seen
// by the relay first. So its package-wide Logger is never set.
package gateway

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"

	"verbatim/bot/payload"
)

// Config is what [Run] needs.
type Config struct {
	Token    string   // the bot token, without "Bot " in front
	API      *url.URL // scheme and host that stand in for https://discord.com; nil: that
	StateDir string   // an existing folder; sign-ins are counted in its state.json
	Logger   *slog.Logger

	// ShardCount is how many shards the bot has, or [AutoShards]; 0: one connection
	// without shards. With it, Shards says which are this process's (nil: all) and
	// Gate when they may sign in (nil: no other process has a part in that).
	ShardCount int
	Shards     Shards
	Gate       Gate

	// OnReady is called after the first sign-in, and after each that follows of
	// the same shard, on a goroutine of its own. It may be nil. The context is that
	// of OnInteraction.
	OnReady func(context.Context, Ready)

	// OnGuild is called with the ID of each guild that the bot is in, after each
	// sign-in, and of each that it is invited to later; on a goroutine of its
	// own, which may run before that of OnReady. It may be nil. The context is
	// that of OnInteraction.
	OnGuild func(ctx context.Context, id string)

	// OnShard is called with how a shard is whenever that changes, and first when it
	// is acquired; once for each heartbeat, too. The one connection without shards
	// is a shard like any other. OnShard may be nil, and must return at once.
	OnShard func(Shard)

	// OnInteraction is called for each interaction, on a goroutine of its own,
	// and may take as long as it likes; a panic in it is logged. Its context
	// goes on when Run's ends, until DrainTimeout has passed. Data is nil when
	// discordgo does not know what is in it.
	// [AttachmentLimit] tells of its context what discordgo does not know.
	OnInteraction func(context.Context, *discordgo.InteractionCreate)

	// OnDrain is called once when Run is about to end. Until it returns,
	// interactions are still handed on, so that who asks can be told that the
	// program restarts; after it they are dropped. It may be nil: Run itself
	// waits for every OnInteraction to return.
	OnDrain func(context.Context)

	// DrainTimeout bounds the wait at the end; 0 means 8 s, which fits into
	// the 10 s that containers are given between SIGTERM and SIGKILL.
	DrainTimeout time.Duration

	// What tests have of their own.
	timing timing      // zero fields: see orDefaults
	tls    *tls.Config // nil: the system's authorities
}

// Ready is what Discord says after a sign-in.
type Ready struct {
	AppID  string // the application's ID, which is part of the invite link
	User   string // the bot's name
	Guilds int    // the guilds that the bot is in, as far as its shards have signed in here
}

// FatalError ends [Run]: Discord will not have this bot until somebody changes
// something, and trying again would do harm.
type FatalError struct {
	Code     int    // the gateway's close code, or 401 from the REST API
	Sentence string // what happened and what to do
}

// Error returns the sentence and the code.
func (e *FatalError) Error() string { return fmt.Sprintf("%s (code %d)", e.Sentence, e.Code) }

// timing has every duration that tests shorten.
type timing struct {
	lookUp  time.Duration // for the gateway's address
	dial    time.Duration // for connection, TLS and websocket handshake
	hello   time.Duration // from there to HELLO; Discord sends it at once
	ready   time.Duration // from HELLO to READY or RESUMED
	write   time.Duration // for one packet to be taken
	base    time.Duration // the first back-off
	near    time.Duration // the longest back-off of what came to no sign-in
	most    time.Duration // the longest back-off of sign-ins
	scarce  time.Duration // the same when many of the day's sign-ins are spent
	stable  time.Duration // a connection that lasted so long was no failure
	goodbye time.Duration // for Discord to confirm that the session ended
	invalid time.Duration // the least wait after an invalid session
	minute  time.Duration // for signInsAtOnce
	rest    time.Duration // between two sign-ins of a bucket
	overlap time.Duration // how long old sessions stay beside new ones that are complete
	fresh   time.Duration // how long an answer about the bot's gateway is good
}

// defaults: Discord wants 1 to 5 s after an invalid session
// (https://discord.com/developers/docs/events/gateway#resuming). The rest are
// this program's own choice, so that after an outage the bot is back within 10 s
// of Discord if nothing signed in meanwhile (at most 5 s for an attempt that
// hangs, 3 s between attempts), and within 60 s otherwise (20 s for a sign-in
// that is not answered, 30 s between them). 300 sign-ins that are refused every
// 22 s on average, which takes two hours, and one every 7.5 minutes after that
// are 480 in a day.
func (t timing) orDefaults() timing {
	for field, value := range map[*time.Duration]time.Duration{
		&t.lookUp: 5 * time.Second, &t.dial: 5 * time.Second, &t.hello: 5 * time.Second, &t.ready: 20 * time.Second,
		&t.write: 10 * time.Second, &t.base: time.Second, &t.near: 3 * time.Second, &t.most: 30 * time.Second,
		&t.scarce: 10 * time.Minute, &t.stable: time.Minute, &t.goodbye: time.Second, &t.invalid: time.Second,
		&t.minute: 61 * time.Second, // sign-ins are noted in whole seconds
		// Discord wants 5 s between their arrivals.
		&t.rest: 5*time.Second + 250*time.Millisecond, &t.fresh: 30 * time.Second, &t.overlap: 2 * time.Second,
	} {
		if *field == 0 {
			*field = value
		}
	}
	return t
}

// shardsFrom is the number of guilds from which on Discord demands shards.
// https://discord.com/developers/docs/events/gateway#sharding
const shardsFrom = 2500

// gateway is one call of [Run].
type gateway struct {
	Config
	log       *slog.Logger
	budget    *budget
	directory *directory
	transport *http.Transport
	finish    func()         // drains, once
	hosts     sync.WaitGroup // goroutines with a discordgo.Session in them
	callbacks sync.WaitGroup
	mu        sync.Mutex
	draining  bool // no callback may begin any more
	held      int  // shards that are this process's
	lead      *shard
	bot       Ready       // what the last sign-in said of it
	guilds    map[int]int // by shard
	before    kept        // by the process before, for this one
	after     map[int]keptShard

	// While sessions are handed over: see handOver.
	complete  chan struct{}   // closed when awaited comes down to 0
	awaited   int             // how many shards have to be there until then; 0: none
	seen      map[string]bool // interactions, by ID
	seenUntil time.Time       // zero before the end of it
}

// Run connects to Discord and stays connected until ctx ends, then returns nil,
// or until Discord refuses the bot for good, then returns a [*FatalError].
// Everything else it survives: it tries again, every few seconds where nothing
// was signed in to, and ever more slowly otherwise.
//
// At the end no interaction is cut off. Run calls OnDrain, hands nothing on any
// more, waits for every OnInteraction to return, all within DrainTimeout, and
// then closes the connection in a way that gives the session up, so that
// Discord shows the bot offline at once. The sessions of several shards it keeps
// instead, for the next Run to resume: signing in one after the other takes
// minutes, and what happens before a RESUME is handed on with it.
// When Run returns, none of its
// goroutines is left but callbacks that did not heed the end of their context.
func Run(ctx context.Context, c Config) error {
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.DrainTimeout == 0 {
		c.DrainTimeout = 8 * time.Second
	}
	c.timing = c.timing.orDefaults()
	if c.Gate == nil {
		c.Gate = newLocalGate(c.timing.rest)
	}
	b, err := openBudget(c.StateDir)
	if err != nil {
		c.Logger.Warn("sign-ins to Discord are counted from zero", "error", err)
	}
	b.minute = c.timing.minute
	transport := http.DefaultTransport.(*http.Transport).Clone()
	if c.tls != nil {
		transport.TLSClientConfig = c.tls
	}
	defer transport.CloseIdleConnections()
	g := &gateway{Config: c, log: c.Logger, budget: b, transport: transport, guilds: make(map[int]int), after: make(map[int]keptShard)}
	g.directory = &directory{budget: b, timing: c.timing, ask: func(ctx context.Context) (botGateway, error) { return g.ask(ctx, "gateway", "bot") }}
	defer g.hosts.Wait()
	work, stopWork := context.WithCancel(context.WithoutCancel(ctx))
	g.finish = sync.OnceFunc(func() { g.drain(work, stopWork) })
	defer g.finish()
	g.takeOver(b.takeKept(c.Token, time.Now()))
	if c.ShardCount == 0 {
		return g.newShard(Lease{}).run(ctx, work)
	}
	err = g.runShards(ctx, work)
	if err == nil {
		g.leaveBehind()
	}
	return err
}

// address is where the gateway is.
func (s *shard) address(ctx context.Context) (string, error) {
	if s.lease.Count == 0 {
		return s.lookUp(ctx)
	}
	said, err := s.directory.get(ctx)
	return said.URL, err
}

// connect makes one connection and stays until it ends, or held does; then it
// says goodbye, and drains before it does when ctx has ended too: when the
// program ends, and not merely this process's hold on the shard.
func (s *shard) connect(ctx, held, work context.Context, address string, resume *session) ending {
	life, cancel := context.WithCancel(context.WithoutCancel(ctx))
	l := newLink(s.Token, resume, s.timing, cancel)
	defer s.change(func(state *Shard) { state.Connected = false })
	l.ready = func(r Ready) { s.ready(work, r) }
	l.again = func() {
		if r, ok := s.known(); ok {
			s.ready(work, r)
			return
		}
		s.mu.Lock()
		s.arrived()
		s.mu.Unlock()
		s.change(func(state *Shard) { state.Connected = true })
		s.log.Info("connected to Discord again")
	}
	l.guild = func(id string) { s.guild(work, id) }
	l.interaction = func(raw []byte) bool { return s.interaction(work, raw) }
	left := s.left
	l.signIn = func(send func()) { s.signIn(left, send) }
	l.acked = func(roundTrip time.Duration) { s.change(func(state *Shard) { state.RoundTrip = roundTrip }) }
	l.tls = s.tls
	s.hosts.Go(func() { s.host(life, address, l) })
	// Nothing here trusts discordgo's Open to come to an end.
	t := s.timing
	slow := time.AfterFunc(t.dial+t.hello+t.ready, func() {
		if !l.up() {
			l.end(ending{err: errors.New("signing in took too long")})
		}
	})
	defer slow.Stop()
	select {
	case <-l.done:
	case <-held.Done():
		if ctx.Err() == nil {
			l.goodbye(websocket.CloseNormalClosure)
			break
		}
		s.finish()
		if s.forGood() {
			l.goodbye(websocket.CloseServiceRestart)
			<-l.done
			end := l.ended()
			end.session = l.current()
			return end
		}
		l.goodbye(websocket.CloseNormalClosure)
	}
	<-l.done
	return l.ended()
}

// known is what the shard's session said that the process before signed in, until
// this one has told of it.
func (s *shard) known() (r Ready, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.unsaid == nil {
		return r, false
	}
	return *s.unsaid, true
}

// host runs a discordgo session on the link and returns when nothing of it is
// left, or nothing that would ever end.
func (s *shard) host(life context.Context, address string, l *link) {
	client, err := discordgo.New("Bot " + s.Token)
	if err != nil {
		l.end(ending{err: fmt.Errorf("making a session: %w", err)})
		return
	}
	client.LogLevel = -1 // below LogError: says nothing
	client.ShouldReconnectOnError = false
	client.ShouldReconnectVoiceOnSessionError = false
	client.ShouldRetryOnRateLimit = false
	client.MaxRestRetries = 0
	client.StateEnabled = false
	client.SyncEvents = true // the handlers here do not block
	client.Compress = false
	client.Identify.Compress = false
	client.Identify.Intents = discordgo.IntentGuilds // for GUILD_CREATE; interactions need none
	client.Identify.Presence.Status = string(discordgo.StatusOnline)
	if s.lease.Count > 0 {
		client.Identify.Shard = &[2]int{s.lease.Shard, s.lease.Count}
	}
	client.Client = &http.Client{Transport: known(address)}
	client.Dialer = &websocket.Dialer{NetDialContext: l.dialer(life, "ws"), NetDialTLSContext: l.dialer(life, "wss")}
	closed := make(chan struct{})
	closeOnce := sync.OnceFunc(func() { close(closed) }) // discordgo may say it twice
	client.AddHandler(func(*discordgo.Session, *discordgo.Disconnect) { closeOnce() })
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		if err := open(client); err != nil {
			l.end(ending{err: err})
			return
		}
		<-closed
	}()
	<-l.done
	l.relays.Wait()
	// The link has hung up on discordgo, which closes the session after its
	// second of sleep. Should it not, it is left to itself.
	select {
	case <-gone:
	case <-time.After(3 * time.Second):
		s.log.Warn("an old session does not end; it is left to itself")
	}
}

func open(s *discordgo.Session) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("discordgo panicked in Open: %v", p)
		}
	}()
	return s.Open()
}

// ready notes a sign-in. The first shard that signs in tells of the bot, and of
// each time that it does so again.
func (s *shard) ready(work context.Context, r Ready) {
	s.budget.cameUp()
	s.log.Info("connected to Discord", "guilds", r.Guilds)
	switch {
	case r.Guilds < shardsFrom*4/5:
	case s.lease.Count == 0:
		s.log.Warn("Discord wants bots in 2,500 servers or more to be split into shards: set SHARDS=auto", "guilds", r.Guilds)
	default:
		s.log.Warn("Discord allows 2,500 servers in a shard: set SHARDS to more shards in every process", "guilds", r.Guilds)
	}
	s.change(func(state *Shard) { state.Connected, state.Guilds = true, r.Guilds })
	s.mu.Lock()
	s.unsaid, s.bot = nil, r
	s.guilds[s.lease.Shard] = r.Guilds
	s.arrived()
	if s.lead == nil {
		s.lead = s
	}
	leads := s.lead == s
	r.Guilds = 0
	for _, guilds := range s.guilds {
		r.Guilds += guilds
	}
	s.mu.Unlock()
	if leads && s.OnReady != nil {
		s.call("OnReady", func() { s.OnReady(work, r) })
	}
}

func (g *gateway) guild(work context.Context, id string) {
	if g.OnGuild != nil {
		g.call("OnGuild", func() { g.OnGuild(work, id) })
	}
}

// interaction hands one on, and returns false if it is dropped because Run is
// about to end.
func (g *gateway) interaction(work context.Context, raw []byte) bool {
	i, err := payload.Read(raw)
	if err != nil {
		g.log.Warn("an interaction is not fully understood", "error", err)
	}
	if i == nil || g.OnInteraction == nil {
		return true
	}
	return g.callOnce("OnInteraction", i.ID, func() { g.OnInteraction(context.WithValue(work, attachmentLimit{}, payload.AttachmentLimit(raw)), i) })
}

// call runs a callback on a goroutine of its own, unless Run is about to end.
func (g *gateway) call(name string, f func()) bool { return g.callOnce(name, "", f) }

// callOnce is call for what has an ID and may come twice.
func (g *gateway) callOnce(name, id string, f func()) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.draining {
		g.log.Info("the program ends and takes nothing more from Discord", "dropped", name)
		return false
	}
	if g.again(id) {
		return true
	}
	g.callbacks.Go(func() {
		defer func() {
			if p := recover(); p != nil {
				g.log.Error("a panic", "in", name, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			}
		}()
		f()
	})
	return true
}

// drain lets no callback begin any more and waits for those that run.
func (g *gateway) drain(work context.Context, stopWork context.CancelFunc) {
	late := time.AfterFunc(g.DrainTimeout, stopWork)
	defer late.Stop()
	defer stopWork()
	if g.OnDrain != nil {
		g.OnDrain(work)
	}
	g.mu.Lock()
	g.draining = true
	g.mu.Unlock()
	idle := make(chan struct{})
	go func() {
		defer close(idle)
		g.callbacks.Wait()
	}()
	select {
	case <-idle:
		return
	case <-work.Done():
	}
	select {
	case <-idle:
	case <-time.After(time.Second):
		g.log.Error("interactions are still being answered; the program ends without them", "after", g.DrainTimeout)
	}
}

// redact keeps the token out of the log, whatever an error may quote.
func (g *gateway) redact(err error) string {
	if err == nil {
		return ""
	}
	return strings.ReplaceAll(err.Error(), g.Token, "[token]")
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

type attachmentLimit struct{}

// AttachmentLimit returns how many bytes an attachment to the answer may have, of the
// context of Config.OnInteraction; 0 where Discord does not tell.
func AttachmentLimit(ctx context.Context) int {
	n, _ := ctx.Value(attachmentLimit{}).(int)
	return n
}
