package discordtest

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"slices"
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

// identified counts a sign-in and says whether the script or a former session
// on the connection already decides about it.
func (s *Server) identified(c *conn, counter *int) bool {
	s.mu.Lock()
	*counter++
	again := c.session != nil
	s.notify()
	s.mu.Unlock()
	switch {
	case again:
		c.send(closeCode(4005))
	case c.script.Close != 0:
		c.send(closeCode(c.script.Close))
	case c.script.Invalid:
		c.send(packet{Op: opInvalidSession, Data: false})
	default:
		return false
	}
	return true
}

// Privileged intents, which a new application has not been granted:
// GUILD_MEMBERS, GUILD_PRESENCES, MESSAGE_CONTENT. The highest intent is
// DIRECT_MESSAGE_POLLS, 1<<25.
const (
	privileged = discordgo.IntentGuildMembers | discordgo.IntentGuildPresences | discordgo.IntentMessageContent
	intents    = 1<<26 - 1
)

// identify: https://discord.com/developers/docs/events/gateway-events#identify
func (s *Server) identify(c *conn, data json.RawMessage) {
	var in struct {
		Token      string            `json:"token"`
		Properties map[string]string `json:"properties"`
		Intents    *discordgo.Intent `json:"intents"`
		Shard      *[2]int           `json:"shard"`
	}
	if s.identified(c, &s.gateway.Identifies) {
		return
	}
	if json.Unmarshal(data, &in) != nil || in.Properties == nil || in.Intents == nil {
		c.send(closeCode(4002))
		return
	}
	switch {
	case strings.TrimPrefix(in.Token, "Bot ") != s.token:
		c.send(closeCode(4004))
	case in.Shard != nil && (in.Shard[1] < 1 || in.Shard[0] < 0 || in.Shard[0] >= in.Shard[1]):
		c.send(closeCode(4010))
	case s.needsSharding && (in.Shard == nil || in.Shard[1] < 2):
		c.send(closeCode(4011))
	case *in.Intents&^intents != 0:
		c.send(closeCode(4013))
	case *in.Intents&privileged != 0:
		c.send(closeCode(4014))
	default:
		s.begin(c, in.Shard, *in.Intents)
	}
}

func (s *Server) begin(c *conn, shard *[2]int, asked discordgo.Intent) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ses := &session{id: "session-" + s.snowflake(), conn: c, shard: shard, intents: asked}
	c.session = ses
	s.gateway.sessions = append(s.gateway.sessions, ses)
	guilds := make([]map[string]any, 0, len(s.guilds))
	for _, id := range s.guilds {
		guilds = append(guilds, map[string]any{"id": id, "unavailable": true})
	}
	ready := map[string]any{
		"v": 9, "user": s.botUser(), "guilds": guilds, "session_id": ses.id, "session_type": "normal",
		"resume_gateway_url": s.gatewayURL("/resume"), "application": map[string]any{"id": s.AppID(), "flags": 0},
		"private_channels": []any{}, "relationships": []any{}, "user_settings": map[string]any{}, "_trace": []string{},
	}
	if shard != nil {
		ready["shard"] = shard
	}
	s.deliver(ses, "READY", ready)
	for _, id := range s.guilds {
		s.appear(ses, id)
	}
	s.live(c)
}

// appear tells a session of a guild, if it asked for guilds. The caller holds
// s.mu.
// https://discord.com/developers/docs/events/gateway-events#guild-create
func (s *Server) appear(ses *session, guild string) {
	if ses.intents&discordgo.IntentGuilds == 0 {
		return
	}
	s.deliver(ses, "GUILD_CREATE", map[string]any{
		"id": guild, "name": "Guild " + guild, "unavailable": false, "large": false, "member_count": 2,
		"joined_at": s.now().UTC().Format(time.RFC3339), "roles": []any{}, "channels": []any{}, "members": []any{},
	})
}

// Join adds the application to a guild, as somebody does who opens the invite
// link.
func (s *Server) Join(guild string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.guilds = append(s.guilds, guild)
	for _, ses := range s.gateway.sessions {
		s.appear(ses, guild)
	}
	s.notify()
}

// live counts the session as connected. The caller holds s.mu.
func (s *Server) live(c *conn) {
	s.gateway.Live++
	if c.script.Reconnect {
		c.send(packet{Op: opReconnect})
	}
	if c.script.CloseAfter != 0 {
		c.send(closeCode(c.script.CloseAfter))
	}
	s.notify()
}

// deliver numbers a dispatch, keeps it for RESUME and sends it if the session
// is connected. The caller holds s.mu.
func (s *Server) deliver(ses *session, event string, data any) {
	ses.seq++
	seq := ses.seq
	p := packet{Op: opDispatch, Data: data, Seq: &seq, Type: event}
	ses.log = append(ses.log, p)
	if ses.conn != nil {
		ses.conn.send(p)
	}
}

// resume: https://discord.com/developers/docs/events/gateway#resuming
func (s *Server) resume(c *conn, data json.RawMessage) {
	var in struct {
		Token     string `json:"token"`
		SessionID string `json:"session_id"`
		Seq       int64  `json:"seq"`
	}
	if s.identified(c, &s.gateway.Resumes) {
		return
	}
	if json.Unmarshal(data, &in) != nil {
		c.send(closeCode(4002))
		return
	}
	if strings.TrimPrefix(in.Token, "Bot ") != s.token {
		c.send(closeCode(4004))
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.gateway.sessions, func(ses *session) bool { return ses.id == in.SessionID })
	if i < 0 || c.script.InvalidResume {
		c.send(packet{Op: opInvalidSession, Data: false})
		return
	}
	ses := s.gateway.sessions[i]
	if in.Seq < 1 || in.Seq > ses.seq {
		c.send(closeCode(4007))
		return
	}
	if old := ses.conn; old != nil {
		old.session = nil
		old.send(drop)
		s.gateway.Live--
	}
	ses.conn, c.session = c, ses
	for _, p := range ses.log[in.Seq:] {
		s.gateway.Replayed++
		c.send(p)
	}
	s.deliver(ses, "RESUMED", map[string]any{"_trace": []string{}})
	s.live(c)
}

// left notes that a connection ended with the client's code. 1000 and 1001
// give the session up.
func (s *Server) left(c *conn, code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gateway.Closes = append(s.gateway.Closes, code)
	s.gateway.conns = slices.DeleteFunc(s.gateway.conns, func(o *conn) bool { return o == c })
	if ses := c.session; ses != nil {
		ses.conn = nil
		s.gateway.Live--
		if code == websocket.CloseNormalClosure || code == websocket.CloseGoingAway {
			s.gateway.sessions = slices.DeleteFunc(s.gateway.sessions, func(o *session) bool { return o == ses })
		}
	}
	s.notify()
}

// Dispatch sends an event to every session of the bot, and keeps it for those
// that are disconnected and may resume. It returns false when there is none.
func (s *Server) Dispatch(event string, data any) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, ses := range s.gateway.sessions {
		s.deliver(ses, event, data)
	}
	return len(s.gateway.sessions) > 0
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
	g.Closes = slices.Clone(g.Closes)
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
