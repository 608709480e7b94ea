package gateway

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/gorilla/websocket"
)

// packet is a gateway event.
// https://discord.com/developers/docs/events/gateway-events#payload-structure
type packet struct {
	Op   int             `json:"op"`
	Data json.RawMessage `json:"d"`
	Seq  *int64          `json:"s"`
	Type string          `json:"t"`
}

var (
	errNoHello   = errors.New("no HELLO came from Discord")
	errNoSession = errors.New("a dispatch came before READY")
)

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
	case "RESUMED":
		if !l.resumed() {
			return false, errNoSession
		}
	case "INTERACTION_CREATE":
		// What was missed is replayed before RESUMED.
		if !l.resumed() {
			return false, errNoSession
		}
		l.take(p)
		data = nil
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
	if l.session != nil && p.Seq != nil && !l.full {
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

// take hands an interaction on and counts it as received, in one step: whoever
// looks at the session finds it in both or in neither.
func (l *link) take(p packet) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.interaction(p.Data) {
		l.full = true
	} else if p.Seq != nil && !l.full {
		l.session.seq = *p.Seq
	}
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
	if p.Seq != nil {
		l.session.seq = *p.Seq
	}
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
		l.signIn(func() { l.send(remote, json.RawMessage(identify)) })
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
	if !sent.IsZero() {
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
