package gateway

import (
	"bufio"
	"context"
	"crypto/tls"
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
// From Discord to discordgo go HELLO, READY or RESUMED and the ACKs of its
// heartbeats, in an order that discordgo can bear: opcodes 7 and 11
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
	signIn func(send func()) // is to send the sign-in
	acked  func(time.Duration)
	// interaction takes one, or returns false because no more are taken. It is called
	// with mu held.
	interaction func(raw []byte) bool
	tls         *tls.Config // nil: the system's authorities
	cancel      func()      // ends the context that the link lives in

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
	full    bool            // an interaction was not taken: session.seq stays before it
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

// goodbye closes the connection and lets it end with Discord's confirmation, for
// which it waits a moment. The code says whether Discord is to keep the session.
func (l *link) goodbye(code int) {
	l.mu.Lock()
	remote := l.remote
	l.leaving = true
	l.mu.Unlock()
	if remote == nil {
		l.end(ending{err: context.Canceled})
		return
	}
	message := websocket.FormatCloseMessage(code, "")
	_ = remote.WriteControl(websocket.CloseMessage, message, time.Now().Add(l.timing.goodbye))
	l.leave(remote)
}

// current is the session as it is, or the one that was to be resumed.
func (l *link) current() *session {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.session == nil {
		return l.resume
	}
	as := *l.session
	return &as
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
			err = &refusedError{what: "the handshake", status: response.StatusCode, after: retryAfter(response.Header, nil), handshake: true}
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
