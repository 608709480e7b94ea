// Package cluster keeps one truth for several processes of the bot, on NATS JetStream:
// moderators' edits, the generation that is current, who builds, who has which shard,
// and what must happen once although many processes could do it. It is the only
// package that imports nats.go. Without CLUSTER_URL nothing here is used, and the
// files of the data folder do all of this for one process.
//
// Nothing counts as done before a majority of the servers has it. What cannot reach
// them goes on answering from what it has, and says how long it has heard nothing.
package cluster

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"verbatim/search"
)

// Options say how NATS is reached.
type Options struct {
	URLs        string // nats:// or tls:// addresses, with commas between them
	Credentials string // the path of a .creds file, or of one with USER:PASSWORD; "": none
	Authority   string // the path of a PEM file with the authority of the servers' certificates; "": the system's
	Replicas    int    // how many servers have each message: 1, 3 or 5; 0: 3
	Beside      bool   // this process answers nobody, and does not count as one of those that do
	Process     string // a name for this process that no other one has; "": one is made
	Logger      *slog.Logger

	leaseTTL time.Duration // of tests; 0: leaseTTL
}

// Silence is how long a process may hear nothing before it says so.
const Silence = 10 * time.Second

// ErrUnreachable: a majority of the servers could not be asked. Nothing counts as
// decided; trying again is safe.
var ErrUnreachable = fmt.Errorf("the cluster cannot be reached: %w", search.ErrUnreachable)

const (
	heartbeatInterval = 400 * time.Millisecond
	countInterval     = 3 * time.Second
	requestTimeout    = 2 * time.Second // for an answer, elections of a leader included or told
	leaseTTL          = 10 * time.Second
	seenTTL           = 40 * time.Second // over twice the age that an interaction may have
)

// Cluster is what a process has of the cluster. Safe for concurrent use.
type Cluster struct {
	process    string
	key        string // in the bucket of leases, as long as this process lives
	replicas   int
	leaseTTL   time.Duration
	log        *slog.Logger
	conn       *nats.Conn
	js         jetstream.JetStream
	heard      atomic.Int64 // when a majority last answered, in nanoseconds of the monotonic clock since began
	began      time.Time
	generation atomic.Int64 // that this process serves
	stop       context.CancelFunc
	running    sync.WaitGroup
	few        atomic.Bool // the servers are fewer than the replicas

	processes atomic.Int64 // that live, as last counted

	ready  chan struct{} // closed once opened has something
	opened atomic.Pointer[parts]
}

// parts are what lies in NATS.
type parts struct {
	edits   jetstream.Stream
	state   jetstream.KeyValue // what holds until it is replaced
	leases  jetstream.KeyValue // what goes by itself, after leaseTTL
	hourly  jetstream.KeyValue // what goes by itself, an hour after it was changed
	seen    jetstream.KeyValue // interactions, each for seenTTL
	objects jetstream.ObjectStore
}

// processKeys begin the keys of processes in the bucket of leases. The value is the number
// of the generation that the process serves.
const (
	processKeys = "process."
	besideKeys  = "beside." // those of processes that answer nobody
)

// The names of what lies in NATS.
const (
	editsStream   = "verbatim-edits"
	stateBucket   = "verbatim-state"
	leasesBucket  = "verbatim-leases"
	hourlyBucket  = "verbatim-hourly"
	seenBucket    = "verbatim-seen"
	objectsBucket = "verbatim-generations"
)

// identity is how a process signs in, and by what it knows the servers.
func (o Options) identity() (options []nats.Option, err error) {
	if o.Credentials != "" {
		as, err := credentials(o.Credentials)
		if err != nil {
			return nil, &OptionError{"Credentials", err}
		}
		options = append(options, as)
	}
	if o.Authority != "" {
		if _, err := os.ReadFile(o.Authority); err != nil {
			return nil, &OptionError{"Authority", err}
		}
		options = append(options, nats.RootCAs(o.Authority))
	}
	return options, nil
}

// Probe asks NATS whether it is of use, and changes nothing: how many edits it has, none if
// it was never used. Errors are those of [Open] and [Cluster.Ready].
func Probe(ctx context.Context, o Options) (edits uint64, err error) {
	identity, err := o.identity()
	if err != nil {
		return 0, err
	}
	conn, err := nats.Connect(o.URLs, append(identity, nats.Timeout(requestTimeout))...)
	switch {
	case errors.Is(err, nats.ErrAuthorization):
		return 0, fmt.Errorf("connecting to NATS: %w", ErrRefused)
	case err != nil:
		return 0, unreachable("connecting to NATS", err)
	}
	defer conn.Close()
	js, err := jetstream.New(conn)
	if err != nil {
		return 0, unreachable("connecting to NATS", err)
	}
	stream, err := js.Stream(ctx, editsStream)
	switch {
	case errors.Is(err, jetstream.ErrStreamNotFound):
		return 0, nil
	case err != nil:
		return 0, unreachable("asking for the stream of edits", err)
	}
	return stream.CachedInfo().State.Msgs, nil
}

// OptionError says that an option is of no use.
type OptionError struct {
	Option string // the name of the field of [Options]
	Err    error
}

// Error says what is wrong with it.
func (e *OptionError) Error() string { return e.Err.Error() }

// Unwrap returns what is wrong with it.
func (e *OptionError) Unwrap() error { return e.Err }

// Open returns what connects to NATS in the background, makes there what is missing,
// and keeps saying that this process lives, until Close. Its errors are [*OptionError]. Until NATS was reached everything fails with [ErrUnreachable].
func Open(o Options) (*Cluster, error) {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	c := &Cluster{
		process: cmp.Or(o.Process, nats.NewInbox()[len(nats.InboxPrefix):]), replicas: cmp.Or(o.Replicas, 3),
		leaseTTL: cmp.Or(o.leaseTTL, leaseTTL), log: o.Logger, began: time.Now(), ready: make(chan struct{}),
	}
	if c.key = processKeys + c.process; o.Beside {
		c.key = besideKeys + c.process
	}
	options := []nats.Option{
		nats.Name("verbatim " + c.process),
		nats.MaxReconnects(-1), nats.ReconnectWait(200 * time.Millisecond), nats.ReconnectJitter(100*time.Millisecond, 100*time.Millisecond),
		nats.RetryOnFailedConnect(true),
		nats.IgnoreAuthErrorAbort(), // who changes a password changes it in one place first
		nats.ReconnectBufSize(-1),   // what was said to have failed must not be sent later
		nats.Timeout(requestTimeout), nats.PingInterval(time.Second), nats.MaxPingsOutstanding(2),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err != nil {
				c.log.Warn("the connection to NATS broke", "err", err)
			}
		}),
		nats.ReconnectHandler(func(conn *nats.Conn) { c.log.Info("connected to NATS again", "server", conn.ConnectedServerName()) }),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { c.log.Warn("NATS reports an error", "err", err) }),
	}
	identity, err := o.identity()
	if err != nil {
		return nil, err
	}
	options = append(options, identity...)
	conn, err := nats.Connect(o.URLs, options...)
	if err != nil {
		return nil, &OptionError{"URLs", err}
	}
	c.conn = conn
	if c.js, err = jetstream.New(conn, jetstream.WithDefaultTimeout(requestTimeout)); err != nil {
		conn.Close()
		return nil, fmt.Errorf("connecting to NATS: %w", err)
	}
	alive, stop := context.WithCancel(context.Background())
	c.stop = stop
	c.running.Go(func() { c.live(alive) })
	return c, nil
}

// Connect is Open that waits until ctx ends for NATS to be reached. The error wraps
// [ErrUnreachable] if no majority of the servers answered until then.
func Connect(ctx context.Context, o Options) (*Cluster, error) {
	c, err := Open(o)
	if err != nil {
		return nil, err
	}
	if err := c.Ready(ctx); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// Ready waits until NATS was reached for the first time. The error, once ctx ended, wraps
// [ErrUnreachable], [ErrRefused] or [ErrTooFew].
func (c *Cluster) Ready(ctx context.Context) error {
	select {
	case <-c.ready:
		return nil
	case <-ctx.Done():
	}
	why := ErrUnreachable
	if errors.Is(c.conn.LastError(), nats.ErrAuthorization) {
		why = ErrRefused
	}
	if c.few.Load() {
		why = ErrTooFew
	}
	return fmt.Errorf("connecting to NATS: %w", why)
}

// parts returns what lies in NATS, or [ErrUnreachable] before it was reached.
func (c *Cluster) parts() (*parts, error) {
	if p := c.opened.Load(); p != nil {
		return p, nil
	}
	return nil, ErrUnreachable
}

// live connects, and then says that this process lives until ctx ends.
func (c *Cluster) live(ctx context.Context) {
	complaint := ""
	for {
		p, err := c.prepare(ctx)
		if err == nil {
			c.opened.Store(p)
			c.hear()
			close(c.ready)
			c.running.Go(func() { c.count(ctx, p.leases) })
			c.heartbeat(ctx, p.leases)
			return
		}
		api := new(jetstream.APIError)
		c.few.Store(errors.As(err, &api) && (api.ErrorCode == codeNoPeers || api.ErrorCode == codeOneServer))
		if now := err.Error(); now != complaint && ctx.Err() == nil {
			complaint = now
			c.log.Warn("NATS cannot be used yet", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(heartbeatInterval):
		}
	}
}

// What the servers answer when there are fewer of them than replicas are wanted: "no
// suitable peers for placement" and "replicas > 1 not supported in non-clustered mode".
const (
	codeNoPeers   = 10005
	codeOneServer = 10074
)

var (
	// ErrRefused: the servers do not take the credentials.
	ErrRefused = errors.New("the servers do not take the credentials")
	// ErrTooFew: there are fewer servers than [Options.Replicas].
	ErrTooFew = errors.New("there are fewer servers than replicas are wanted")
)

// ErrCredentials: the file of credentials holds none.
var ErrCredentials = errors.New("the file has neither a NATS JWT nor USER:PASSWORD in one line")

// credentials reads with what a process signs in. A .creds file is read again whenever
// it does.
func credentials(path string) (nats.Option, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, 64<<10))
	if err != nil {
		return nil, err
	}
	text := strings.TrimSpace(string(data))
	if strings.HasPrefix(text, "-----BEGIN NATS USER JWT-----") {
		return nats.UserCredentials(path), nil
	}
	user, password, found := strings.Cut(text, ":")
	if !found || user == "" || strings.ContainsAny(text, "\r\n") {
		return nil, ErrCredentials
	}
	return nats.UserInfo(user, password), nil
}

// prepare makes what is missing in NATS. What is there stays as it is.
func (c *Cluster) prepare(ctx context.Context) (*parts, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*requestTimeout)
	defer cancel()
	p := &parts{}
	// Without a leader there is no answer at all.
	first, giveUp := context.WithTimeout(ctx, requestTimeout)
	defer giveUp()
	var err error
	if p.edits, err = c.js.Stream(first, editsStream); errors.Is(err, jetstream.ErrStreamNotFound) {
		p.edits, err = c.js.CreateStream(ctx, jetstream.StreamConfig{
			Name: editsStream, Subjects: []string{"edits.*.*"}, Replicas: c.replicas,
			Storage: jetstream.FileStorage, Retention: jetstream.LimitsPolicy, Discard: jetstream.DiscardNew,
			MaxMsgSize: maxEdit, DenyPurge: true, Duplicates: 2 * time.Minute,
		})
	}
	if err != nil {
		return nil, fmt.Errorf("opening the stream of edits: %w", err)
	}
	for _, b := range []struct {
		bucket *jetstream.KeyValue
		config jetstream.KeyValueConfig
	}{
		{&p.state, jetstream.KeyValueConfig{Bucket: stateBucket}},
		{&p.leases, jetstream.KeyValueConfig{Bucket: leasesBucket, TTL: c.leaseTTL}},
		{&p.hourly, jetstream.KeyValueConfig{Bucket: hourlyBucket, TTL: time.Hour}},
		{&p.seen, jetstream.KeyValueConfig{Bucket: seenBucket, TTL: seenTTL}},
	} {
		b.config.Replicas = c.replicas
		if *b.bucket, err = c.js.KeyValue(ctx, b.config.Bucket); errors.Is(err, jetstream.ErrBucketNotFound) {
			*b.bucket, err = c.js.CreateKeyValue(ctx, b.config)
		}
		if err != nil {
			return nil, fmt.Errorf("opening the bucket %s: %w", b.config.Bucket, err)
		}
	}
	if p.objects, err = c.js.ObjectStore(ctx, objectsBucket); errors.Is(err, jetstream.ErrBucketNotFound) {
		p.objects, err = c.js.CreateObjectStore(ctx, jetstream.ObjectStoreConfig{Bucket: objectsBucket, Replicas: c.replicas})
	}
	if err != nil {
		return nil, fmt.Errorf("opening the store of generations: %w", err)
	}
	return p, nil
}

// maxEdit is the most bytes of a message with an edit: NATS takes no more than a
// megabyte unless its operator says so.
const maxEdit = 1 << 20

// heartbeat says that this process lives until ctx ends. Each time a majority has to
// agree: a server that is cut off from the others may answer what it remembers.
func (c *Cluster) heartbeat(ctx context.Context, leases jetstream.KeyValue) {
	tick := time.NewTicker(heartbeatInterval)
	defer tick.Stop()
	for {
		request, cancel := context.WithTimeout(ctx, requestTimeout)
		_, err := leases.Put(request, c.key, []byte(strconv.FormatInt(c.generation.Load(), 10)))
		cancel()
		if err == nil {
			c.hear()
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (c *Cluster) hear() { c.heard.Store(int64(time.Since(c.began))) }

// Unheard returns for how long no majority of the servers has answered. It is half
// a second at most while all is well.
func (c *Cluster) Unheard() time.Duration {
	return time.Since(c.began) - time.Duration(c.heard.Load())
}

// Process is this process's name in the cluster.
func (c *Cluster) Process() string { return c.process }

// Processes returns how many processes live, this one included, as counted a moment ago;
// 0: none were counted yet.
func (c *Cluster) Processes() int { return int(c.processes.Load()) }

// count counts the processes, again and again until ctx ends.
func (c *Cluster) count(ctx context.Context, leases jetstream.KeyValue) {
	tick := time.NewTicker(countInterval)
	defer tick.Stop()
	for {
		request, cancel := context.WithTimeout(ctx, requestTimeout)
		n, all := int64(0), false
		if keys, err := leases.ListKeysFiltered(request, processKeys+"*"); err == nil {
			for range keys.Keys() {
				n++
			}
			all = request.Err() == nil
		}
		cancel()
		if all {
			c.processes.Store(max(n, 1))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// unreachable wraps an error of NATS that does not say what was decided.
func unreachable(doing string, err error) error {
	return fmt.Errorf("%s: %w: %w", doing, ErrUnreachable, err)
}

// Close ends the connection, and what runs on it.
func (c *Cluster) Close() {
	c.stop()
	c.running.Wait()
	if p := c.opened.Load(); p != nil { // the others need not wait until it is gone by itself
		ctx, cancel := context.WithTimeout(context.Background(), heartbeatInterval)
		_ = p.leases.Delete(ctx, "process."+c.process)
		cancel()
	}
	c.conn.Close()
}
