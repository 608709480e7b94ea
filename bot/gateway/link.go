package gateway

import (
	"bufio"
	"cmp"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// The gateway's opcodes.
// https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway
const (
	opDispatch       = 0
	opHeartbeat      = 1
	opIdentify       = 2
	opResume         = 6
	opReconnect      = 7
	opInvalidSession = 9
	opHello          = 10
	opAck            = 11
)

// ackWithin is how many heartbeat intervals may pass without an ACK.
const ackWithin = 2.5

// maxPacket bounds what is read of one packet, in bytes. READY names every
// guild in some 100 bytes; interactions have less than 100 kB. GUILD_CREATE has
// channels, roles, threads and emojis: a packet that is too long would end every
// connection anew.
const maxPacket = 16 << 20

// session is what a connection leaves behind that the next one can resume.
type session struct {
	id  string
	url string // where Discord wants the RESUME; "" where it said nothing
	seq int64  // the last dispatch that was handed on
}

// ending is how a connection ended.
type ending struct {
	err     error         // never nil
	code    int           // Discord's close code; 0: none
	session *session      // nil: nothing to resume
	invalid bool          // Discord called the session invalid
	tried   bool          // IDENTIFY or RESUME was sent
	up      bool          // it came to READY or RESUMED
	lasted  time.Duration // from then on
}

// link is one connection to Discord, and a relay between it and a discordgo
// session, which sees an in-memory websocket and takes it for Discord.
//
// From Discord to discordgo go HELLO, READY or RESUMED, interactions and the
// ACKs of its heartbeats, in an order that discordgo can bear: opcodes 7 and 11
// as the first packet inside Open hang it for ever, opcode 1 at the wrong
// moment panics in a goroutine that nobody can recover, opcode 9 makes it sign
// in again at once and as often as Discord says so. None of these reaches it.
//
// From discordgo to Discord go the heartbeats, with the link's own sequence
// number, and one sign-in, which becomes a RESUME when there is a session.
//
// The deadline for reading moves on with every ACK and with nothing else: a
// connection that brings none for 2.5 intervals is dead, whatever else it says.
type link struct {
	token  string
	timing timing
	resume *session // nil: sign in
	ready  func(Ready)
	again  func() // a session was resumed
	guild  func(id string)
	count  func() // called before a sign-in is sent
	acked  func(time.Duration)
	tls    *tls.Config // nil: the system's authorities
	cancel func()      // ends the context that the link lives in

	done   chan struct{}  // closed when the connection has ended
	relays sync.WaitGroup // goroutines that pass packets on

	writing sync.Mutex // one writer at a time towards Discord

	mu      sync.Mutex
	outcome *ending         // nil until the connection has ended
	remote  *websocket.Conn // nil before the handshake
	leaving bool            // the end is near: deadlines are not moved any more
	tried   bool            // IDENTIFY or RESUME was sent
	since   time.Time       // READY or RESUMED; zero before
	beaten  time.Time       // when the last heartbeat was sent, until it is acknowledged
	session *session        // what is being served; nil before READY
}

func newLink(token string, resume *session, t timing, cancel func()) *link {
	return &link{token: token, timing: t, resume: resume, cancel: cancel, done: make(chan struct{})}
}

// up reports whether Discord has said READY or RESUMED.
func (l *link) up() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return !l.since.IsZero()
}

// end ends the connection; the first ending counts.
func (l *link) end(e ending) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.outcome != nil {
		return
	}
	e.tried = l.tried
	if !l.since.IsZero() {
		e.up, e.lasted = true, time.Since(l.since)
	}
	switch {
	case e.invalid || !resumable(e.code):
	case l.session != nil:
		e.session = l.session
	default:
		e.session = l.resume // if any; it was not even tried, or not to the end
	}
	l.outcome = &e
	l.cancel()
	close(l.done)
}

func (l *link) ended() ending {
	l.mu.Lock()
	defer l.mu.Unlock()
	return *l.outcome
}

// resumable: after these close codes a session is lost.
// https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
func resumable(code int) bool {
	switch code {
	case websocket.CloseNormalClosure, websocket.CloseGoingAway, 4003, 4004, 4007, 4009, 4010, 4011, 4012, 4013, 4014:
		return false
	}
	return true
}

// goodbye tells Discord that the session is over and lets the connection end
// with Discord's confirmation, for which it waits a moment.
func (l *link) goodbye() {
	l.mu.Lock()
	remote := l.remote
	l.leaving = true
	l.mu.Unlock()
	if remote == nil {
		l.end(ending{err: context.Canceled})
		return
	}
	message := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
	_ = remote.WriteControl(websocket.CloseMessage, message, time.Now().Add(l.timing.goodbye))
	l.leave(remote)
}

// leave gives Discord a moment for its last words, among them the close code,
// after which reading ends.
func (l *link) leave(remote *websocket.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.leaving = true
	_ = remote.SetReadDeadline(time.Now().Add(l.timing.goodbye))
}

// dialer is what discordgo dials with. Each call starts a relay, on goroutines
// of its own, and returns discordgo's end of it.
func (l *link) dialer(life context.Context, scheme string) func(context.Context, string, string) (net.Conn, error) {
	return func(context.Context, string, string) (net.Conn, error) {
		near, far := net.Pipe()
		l.relays.Go(func() {
			l.end(l.relay(life, scheme, far))
			_ = far.Close()
		})
		return near, nil
	}
}

// relay does discordgo's handshake twice, with Discord and with discordgo, and
// passes packets on until one of them is gone.
func (l *link) relay(life context.Context, scheme string, far net.Conn) ending {
	// Whatever discordgo waits for ends with the link.
	defer context.AfterFunc(life, func() { _ = far.Close() })()
	buffered := bufio.NewReader(far)
	request, err := http.ReadRequest(buffered)
	if err != nil {
		return ending{err: fmt.Errorf("reading discordgo's handshake: %w", err)}
	}
	address := l.address(scheme, request)
	dialer := websocket.Dialer{Proxy: http.ProxyFromEnvironment, HandshakeTimeout: l.timing.dial, TLSClientConfig: l.tls}
	remote, response, err := dialer.DialContext(life, address, nil)
	if err != nil {
		if response != nil {
			err = fmt.Errorf("%w: %s", err, response.Status)
		}
		return ending{err: fmt.Errorf("connecting to %s: %w", address, err)}
	}
	defer func() { _ = remote.Close() }()
	remote.SetReadLimit(maxPacket)
	if l.adopt(remote) {
		return ending{err: context.Canceled}
	}
	near, err := accept(far, buffered, request)
	if err != nil {
		return ending{err: fmt.Errorf("answering discordgo's handshake: %w", err)}
	}
	l.relays.Go(func() {
		err := l.toDiscord(near, remote)
		l.end(ending{err: fmt.Errorf("discordgo hung up: %w", err)})
		_ = remote.Close() // and the other direction ends too
	})
	e := l.toDiscordgo(remote, near)
	// A code other than 1000 and 1001 keeps the session for a RESUME.
	message := websocket.FormatCloseMessage(websocket.CloseServiceRestart, "")
	_ = remote.WriteControl(websocket.CloseMessage, message, time.Now().Add(l.timing.goodbye))
	return e
}

// adopt notes the connection; true means that goodbye was already said.
func (l *link) adopt(remote *websocket.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.remote = remote
	return l.leaving
}

// address is where discordgo wanted to go, or where Discord wants a RESUME.
func (l *link) address(scheme string, request *http.Request) string {
	u := url.URL{Scheme: scheme, Host: request.Host, Path: request.URL.Path, RawQuery: request.URL.RawQuery}
	if l.resume != nil {
		if r, err := url.Parse(l.resume.url); err == nil && r.Host != "" {
			u.Scheme, u.Host, u.Path = r.Scheme, r.Host, r.Path
		}
	}
	if u.Path == "" {
		u.Path = "/"
	}
	return u.String()
}

// packet is a gateway event.
// https://discord.com/developers/docs/events/gateway-events#payload-structure
type packet struct {
	Op   int             `json:"op"`
	Data json.RawMessage `json:"d"`
	Seq  *int64          `json:"s"`
	Type string          `json:"t"`
}

var errNoHello = errors.New("no HELLO came from Discord")

// toDiscordgo passes on what Discord sends until the connection ends.
func (l *link) toDiscordgo(remote, near *websocket.Conn) ending {
	l.extend(remote, l.timing.hello)
	var interval time.Duration // 0 before HELLO
	opened := false            // discordgo has had its first dispatch and can take ACKs
	for {
		_, data, err := remote.ReadMessage()
		if err != nil {
			return l.lost(err, interval)
		}
		var p packet
		if err := json.Unmarshal(data, &p); err != nil {
			return ending{err: fmt.Errorf("reading a packet from Discord: %w", err)}
		}
		switch p.Op {
		case opReconnect:
			return ending{err: errors.New("a new connection was asked for")}
		case opInvalidSession:
			var keep bool
			_ = json.Unmarshal(p.Data, &keep) // anything but true is false
			return ending{err: errors.New("the session was called invalid"), invalid: !keep}
		case opHeartbeat:
			if interval == 0 {
				continue
			}
			l.beat(remote)
		case opHello:
			if interval, err = readHello(p.Data); err == nil {
				l.extend(remote, l.timing.ready)
				err = l.pass(near, data)
			}
		case opAck:
			l.acknowledged()
			if !opened {
				continue
			}
			l.extend(remote, time.Duration(ackWithin*float64(interval)))
			err = l.pass(near, data)
		case opDispatch:
			if interval == 0 {
				return ending{err: errNoHello}
			}
			var passed bool
			passed, err = l.dispatched(remote, near, p, data, interval)
			opened = opened || passed
		}
		if err != nil {
			return ending{err: err}
		}
	}
}

// lost is the ending of a connection that cannot be read from any more.
func (l *link) lost(err error, interval time.Duration) ending {
	var timeout net.Error
	closed, isClose := errors.AsType[*websocket.CloseError](err)
	switch {
	case isClose && closed.Code != websocket.CloseAbnormalClosure:
		return ending{err: err, code: closed.Code}
	case !errors.As(err, &timeout) || !timeout.Timeout():
		return ending{err: fmt.Errorf("reading from Discord: %w", err)}
	case l.isLeaving():
		return ending{err: errors.New("packets cannot be sent any more")}
	case interval == 0:
		return ending{err: errNoHello}
	case l.up():
		return ending{err: errors.New("heartbeats are not acknowledged")}
	default:
		return ending{err: errors.New("the sign-in is not answered")}
	}
}

// readHello returns the heartbeat interval. discordgo would panic on one that
// is not positive, in a goroutine that cannot be recovered.
func readHello(raw json.RawMessage) (time.Duration, error) {
	var hello struct {
		Interval int64 `json:"heartbeat_interval"` // milliseconds
	}
	if err := json.Unmarshal(raw, &hello); err != nil {
		return 0, fmt.Errorf("reading HELLO: %w", err)
	}
	if hello.Interval < 1 || hello.Interval > time.Hour.Milliseconds() {
		return 0, fmt.Errorf("reading HELLO: a heartbeat every %d ms is none", hello.Interval)
	}
	return time.Duration(hello.Interval) * time.Millisecond, nil
}

// dispatched passes on a dispatch, if it is of use here, and notes it.
func (l *link) dispatched(remote, near *websocket.Conn, p packet, data []byte, interval time.Duration) (passed bool, err error) {
	switch p.Type {
	case "READY":
		if data, err = l.begin(p); err != nil {
			return false, err
		}
	case "RESUMED", "INTERACTION_CREATE":
		// What was missed is replayed before RESUMED.
		if !l.resumed() {
			return false, errors.New("a dispatch came before READY")
		}
	case "GUILD_CREATE":
		var created struct{ ID string }
		if json.Unmarshal(p.Data, &created) == nil && created.ID != "" {
			l.guild(created.ID)
		}
		data = nil
	default:
		data = nil
	}
	if data != nil {
		if err := l.pass(near, data); err != nil {
			return false, err
		}
	}
	if p.Type == "RESUMED" {
		l.again()
	}
	up := p.Type == "READY" || p.Type == "RESUMED"
	l.mu.Lock()
	if l.session != nil && p.Seq != nil {
		l.session.seq = *p.Seq
	}
	if up {
		l.since = time.Now()
	}
	l.mu.Unlock()
	if up {
		l.extend(remote, time.Duration(ackWithin*float64(interval)))
	}
	return data != nil, nil
}

// begin notes the session that READY brings and returns what discordgo gets of
// it: it needs nothing in it, and panics on a guild that is null.
func (l *link) begin(p packet) ([]byte, error) {
	var r struct {
		ID          string `json:"session_id"`
		URL         string `json:"resume_gateway_url"`
		User        struct{ ID, Username string }
		Application struct{ ID string }
		Guilds      []json.RawMessage
	}
	if err := json.Unmarshal(p.Data, &r); err != nil {
		return nil, fmt.Errorf("reading READY: %w", err)
	}
	l.mu.Lock()
	l.session = &session{id: r.ID, url: r.URL}
	l.mu.Unlock()
	// The two IDs differ only for bots made before 2017.
	l.ready(Ready{AppID: cmp.Or(r.Application.ID, r.User.ID), User: r.User.Username, Guilds: len(r.Guilds)})
	data, err := json.Marshal(packet{Data: json.RawMessage(`{}`), Seq: p.Seq, Type: p.Type})
	if err != nil {
		return nil, fmt.Errorf("passing on READY: %w", err)
	}
	return data, nil
}

// resumed makes the former session the one that is served, unless one is; false
// when there is none.
func (l *link) resumed() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.session == nil && l.resume != nil {
		l.session = &session{id: l.resume.id, url: l.resume.url, seq: l.resume.seq}
	}
	return l.session != nil
}

func (l *link) isLeaving() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.leaving
}

// extend lets the connection be silent for so long from now on.
func (l *link) extend(remote *websocket.Conn, d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.leaving {
		_ = remote.SetReadDeadline(time.Now().Add(d))
	}
}

func (l *link) pass(near *websocket.Conn, data []byte) error {
	_ = near.SetWriteDeadline(time.Now().Add(l.timing.write))
	if err := near.WriteMessage(websocket.TextMessage, data); err != nil {
		return fmt.Errorf("discordgo takes no packets any more: %w", err)
	}
	return nil
}

// toDiscord passes on what discordgo sends until discordgo is gone. When
// Discord is, the other direction says why.
func (l *link) toDiscord(near, remote *websocket.Conn) error {
	signedIn := false
	for {
		_, data, err := near.ReadMessage()
		if err != nil {
			return err
		}
		var p packet
		if err := json.Unmarshal(data, &p); err != nil {
			return err
		}
		switch {
		case p.Op == opHeartbeat:
			l.beat(remote)
		case p.Op == opIdentify && !signedIn:
			signedIn = true
			l.authenticate(remote, data)
		}
	}
}

// authenticate sends RESUME where there is something to resume, and otherwise
// discordgo's IDENTIFY.
func (l *link) authenticate(remote *websocket.Conn, identify []byte) {
	l.mu.Lock()
	l.tried = true
	l.mu.Unlock()
	if l.resume == nil {
		l.count()
		l.send(remote, json.RawMessage(identify))
		return
	}
	l.send(remote, map[string]any{"op": opResume, "d": map[string]any{
		"token": l.token, "session_id": l.resume.id, "seq": l.resume.seq,
	}})
}

// beat sends a heartbeat with the last sequence number, null before there is
// one.
func (l *link) beat(remote *websocket.Conn) {
	l.mu.Lock()
	var seq *int64
	if l.session != nil {
		n := l.session.seq
		seq = &n
	}
	l.beaten = time.Now()
	l.mu.Unlock()
	l.send(remote, map[string]any{"op": opHeartbeat, "d": seq})
}

// acknowledged tells how long the last heartbeat took there and back.
func (l *link) acknowledged() {
	l.mu.Lock()
	sent := l.beaten
	l.beaten = time.Time{}
	l.mu.Unlock()
	if !sent.IsZero() && l.acked != nil {
		l.acked(time.Since(sent))
	}
}

// send sends a packet to Discord. A failure is left to the reader to report:
// Discord may have closed with a code that was not read yet.
func (l *link) send(remote *websocket.Conn, v any) {
	l.writing.Lock()
	defer l.writing.Unlock()
	_ = remote.SetWriteDeadline(time.Now().Add(l.timing.write))
	if remote.WriteJSON(v) != nil {
		l.leave(remote)
	}
}
