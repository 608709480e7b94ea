package discordtest

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

// The gateway's opcodes.
// https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway
const (
	opDispatch       = 0
	opHeartbeat      = 1
	opIdentify       = 2
	opPresence       = 3
	opResume         = 6
	opReconnect      = 7
	opInvalidSession = 9
	opHello          = 10
	opAck            = 11
)

// sendsPerMinute: a connection that sends more is closed with 4008.
// https://discord.com/developers/docs/events/gateway#rate-limiting
const sendsPerMinute = 120

// Gateway says what happened at the gateway so far.
type Gateway struct {
	Connections int   // websocket connections that were accepted
	Identifies  int   // IDENTIFY packets, refused ones too
	Resumes     int   // RESUME packets, refused ones too
	Heartbeats  int   // on all connections
	Live        int   // sessions that are connected and ready now
	Closes      []int // the codes that clients closed with, 1006 for none
	Replayed    int   // dispatches that a RESUME brought back
	Missed      int   // requests and connections that came during an outage
	// SignIns are the IDENTIFY packets that came to a session.
	SignIns []SignIn
}

// SignIn is an IDENTIFY that came to a session.
type SignIn struct {
	Shard, Count int // Count is 0 without shards
	At           time.Time
}

// ShardOf is the number of the shard that has a guild, out of count; direct
// messages, which have none, are shard 0's.
// https://discord.com/developers/docs/events/gateway#sharding
func ShardOf(guild string, count int) int {
	id, err := strconv.ParseUint(guild, 10, 64)
	if err != nil || count < 1 {
		return 0
	}
	return int((id >> 22) % uint64(count))
}

// Script is how the next connection misbehaves. The zero Script behaves.
type Script struct {
	Refuse        int           // the HTTP status instead of a websocket
	First         []int         // opcodes that are sent before HELLO
	Slow          time.Duration // before HELLO
	Silent        bool          // no HELLO
	SilentAfter   bool          // HELLO, and nothing after it
	NoAck         bool          // heartbeats go unanswered
	Close         int           // the close code that answers IDENTIFY or RESUME
	InvalidResume bool          // RESUME is answered with opcode 9, not resumable
	Invalid       bool          // IDENTIFY or RESUME is answered with opcode 9, not resumable
	Reconnect     bool          // opcode 7 follows READY or RESUMED at once
	CloseAfter    int           // the close code that follows READY or RESUMED at once
}

type gatewayState struct {
	Gateway
	stopped  bool
	down     bool // see Outage
	scripts  []Script
	conns    []*conn
	sessions []*session
	rested   map[int]time.Time // when a bucket may have the next IDENTIFY
}

// session outlives connections until it is given up.
type session struct {
	id    string
	seq   int64
	log   []packet // every dispatch, for RESUME
	conn  *conn    // nil while disconnected
	shard *[2]int
	// intents decide which events it gets.
	intents discordgo.Intent
}

type packet struct {
	Op   int    `json:"op"`
	Data any    `json:"d"`
	Seq  *int64 `json:"s"`
	Type string `json:"t,omitempty"`
}

// conn is one websocket. Its writer alone writes to it.
type conn struct {
	ws     *websocket.Conn
	script Script
	out    chan any // packet, or closeCode
	gone   chan struct{}
	// session is guarded by the server's mu.
	session *session
}

type closeCode int

// Without a close frame: drop stands for a connection that is cut, reset for one that
// is reset.
const (
	drop  closeCode = 0
	reset closeCode = -1
)

func (c *conn) send(v any) {
	select {
	case c.out <- v:
	case <-c.gone:
	}
}

// write is the connection's writer.
func (c *conn) write() {
	for {
		select {
		case <-c.gone:
			return
		case v := <-c.out:
			_ = c.ws.SetWriteDeadline(time.Now().Add(5 * time.Second))
			code, closing := v.(closeCode)
			raw, isRaw := v.([]byte)
			switch {
			case isRaw:
				_ = c.ws.WriteMessage(websocket.TextMessage, raw)
			case !closing:
				if c.ws.WriteJSON(v) != nil {
					_ = c.ws.Close() // the reader ends, and with it the connection
				}
			case code == drop, code == reset:
				if tcp, ok := c.ws.NetConn().(*net.TCPConn); ok && code == reset {
					_ = tcp.SetLinger(0)
				}
				_ = c.ws.Close()
			default:
				// The reader waits for the client's own close frame, for a while.
				_ = c.ws.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(int(code), ""))
				_ = c.ws.SetReadDeadline(time.Now().Add(time.Second))
			}
		}
	}
}

func (s *Server) gatewayURL(path string) string {
	return "ws" + strings.TrimPrefix(s.URL(), "http") + path
}

func (s *Server) serveGateway(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	if s.gateway.stopped {
		s.mu.Unlock()
		http.Error(w, "stopped", http.StatusServiceUnavailable)
		return
	}
	s.connections.Add(1)
	defer s.connections.Done()
	var script Script
	if len(s.gateway.scripts) > 0 {
		script, s.gateway.scripts = s.gateway.scripts[0], s.gateway.scripts[1:]
	}
	s.mu.Unlock()
	if script.Refuse != 0 {
		http.Error(w, http.StatusText(script.Refuse), script.Refuse)
		return
	}
	upgrader := websocket.Upgrader{}
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has told the client
	}
	c := &conn{ws: ws, script: script, out: make(chan any, 256), gone: make(chan struct{})}
	s.mu.Lock()
	s.gateway.Connections++
	s.gateway.conns = append(s.gateway.conns, c)
	stopped := s.gateway.stopped
	s.notify()
	s.mu.Unlock()
	if stopped {
		_ = ws.Close()
	}
	s.connections.Go(c.write)
	s.greet(c, r.URL.Query())
	code := s.read(c)
	_ = ws.Close()
	close(c.gone)
	s.left(c, code)
}

func (s *Server) greet(c *conn, query url.Values) {
	if !slices.Contains([]string{"9", "10"}, query.Get("v")) || query.Get("encoding") != "json" {
		c.send(closeCode(4012))
		return
	}
	for _, op := range c.script.First {
		c.send(packet{Op: op})
	}
	select {
	case <-time.After(c.script.Slow):
	case <-c.gone:
	}
	if !c.script.Silent {
		c.send(packet{Op: opHello, Data: map[string]any{"heartbeat_interval": s.heartbeat.Milliseconds(), "_trace": []string{}}})
	}
}

// read reads until the connection ends and returns the client's close code.
func (s *Server) read(c *conn) int {
	sends, since := 0, time.Now()
	for {
		// A client that sends no heartbeats is gone; the slack is for slow machines.
		_ = c.ws.SetReadDeadline(time.Now().Add(2*s.heartbeat + 5*time.Second))
		_, data, err := c.ws.ReadMessage()
		if err != nil {
			if closed, ok := err.(*websocket.CloseError); ok {
				return closed.Code
			}
			return websocket.CloseAbnormalClosure
		}
		if time.Since(since) > time.Minute {
			sends, since = 0, time.Now()
		}
		if sends++; sends > sendsPerMinute {
			c.send(closeCode(4008))
			continue
		}
		var p struct {
			Op   int             `json:"op"`
			Data json.RawMessage `json:"d"`
		}
		if json.Unmarshal(data, &p) != nil {
			c.send(closeCode(4002))
			continue
		}
		s.receive(c, p.Op, p.Data)
	}
}

func (s *Server) receive(c *conn, op int, data json.RawMessage) {
	if c.script.Silent || c.script.SilentAfter {
		return
	}
	switch op {
	case opHeartbeat:
		s.mu.Lock()
		s.gateway.Heartbeats++
		s.notify()
		s.mu.Unlock()
		if !c.script.NoAck {
			c.send(packet{Op: opAck})
		}
	case opIdentify:
		s.identify(c, data)
	case opResume:
		s.resume(c, data)
	case opPresence, 4, 8, 31, 43:
	default:
		c.send(closeCode(4001))
	}
}

// Dispatch sends an event to every session of the bot, and keeps it for those
// that are disconnected and may resume. It returns false when there is none.
func (s *Server) Dispatch(event string, data any) bool {
	return s.sendTo(event, data, func(*session) bool { return true })
}

func (s *Server) sendTo(event string, data any, to func(*session) bool) (sent bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, ses := range s.gateway.sessions {
		if to(ses) {
			s.deliver(ses, event, data)
			sent = true
		}
	}
	return sent
}

// Script lets the next connections misbehave, one Script for each.
func (s *Server) Script(scripts ...Script) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gateway.scripts = append(s.gateway.scripts, scripts...)
}

// Gateway returns what happened at the gateway so far.
func (s *Server) Gateway() Gateway {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := s.gateway.Gateway
	g.Closes, g.SignIns = slices.Clone(g.Closes), slices.Clone(g.SignIns)
	return g
}

// WaitGateway waits until the gateway's state is what the function wants.
func (s *Server) WaitGateway(ctx context.Context, what string, want func(Gateway) bool) error {
	return s.await(ctx, what, func() bool { return want(s.gateway.Gateway) })
}

// WaitReady waits until the bot is connected and ready.
func (s *Server) WaitReady(ctx context.Context) error {
	return s.WaitGateway(ctx, "the bot to connect", func(g Gateway) bool { return g.Live > 0 })
}

// toAll sends something to every connection.
func (s *Server) toAll(v any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.gateway.conns {
		c.send(v)
	}
}

// AskReconnect asks every connection to reconnect (opcode 7).
func (s *Server) AskReconnect() { s.toAll(packet{Op: opReconnect}) }

// AskHeartbeat asks every connection for a heartbeat (opcode 1).
func (s *Server) AskHeartbeat() { s.toAll(packet{Op: opHeartbeat}) }

// Invalidate tells every connection that its session is invalid (opcode 9),
// and forgets the sessions unless they may be resumed.
func (s *Server) Invalidate(resumable bool) {
	if !resumable {
		s.ForgetSessions()
	}
	s.toAll(packet{Op: opInvalidSession, Data: resumable})
}

// ForgetSessions makes every RESUME fail.
func (s *Server) ForgetSessions() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gateway.sessions = nil
}

// SendRaw sends a text to every connection, whatever it is.
func (s *Server) SendRaw(text string) { s.toAll([]byte(text)) }

// ResetConnections resets every gateway connection.
func (s *Server) ResetConnections() { s.toAll(reset) }

// CloseConnections closes every gateway connection with a code; 0 cuts them off
// without one.
func (s *Server) CloseConnections(code int) { s.toAll(closeCode(code)) }

// CloseShard closes the connections of one shard as [Server.CloseConnections] does
// all of them.
func (s *Server) CloseShard(shard, code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.gateway.conns {
		if c.session != nil && c.session.number() == shard {
			c.send(closeCode(code))
		}
	}
}

// Outage cuts every connection, and each that is made until the outage ends.
// Sessions may be resumed after it.
func (s *Server) Outage() (end func()) {
	s.mu.Lock()
	s.gateway.down = true
	s.mu.Unlock()
	s.CloseConnections(int(drop))
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.gateway.down = false
	}
}

// missed reports whether an outage swallows what just came.
func (s *Server) missed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.gateway.down {
		s.gateway.Missed++
		s.notify()
	}
	return s.gateway.down
}

func (s *Server) closeGateway() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gateway.stopped = true
	for _, c := range s.gateway.conns {
		_ = c.ws.Close()
	}
}
