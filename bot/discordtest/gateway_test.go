package discordtest_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"verbatim/bot/discordtest"
)

// socket is a gateway connection that says exactly what the test tells it.
type socket struct {
	t  *testing.T
	ws *websocket.Conn
}

type packet struct {
	Op   int
	Data any    `json:"d"`
	Type string `json:"t"`
}

func connect(t *testing.T, d *discordtest.Server, query string) socket {
	t.Helper()
	ws, _, err := websocket.DefaultDialer.DialContext(t.Context(), "ws"+strings.TrimPrefix(d.URL(), "http")+"/"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ws.Close() })
	if err := ws.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return socket{t, ws}
}

func hello(t *testing.T, d *discordtest.Server) socket {
	t.Helper()
	s := connect(t, d, "?v=9&encoding=json")
	if p := s.next(); p.Op != 10 {
		t.Fatalf("began with %+v", p)
	}
	return s
}

func (s socket) say(v any) {
	s.t.Helper()
	if err := s.ws.WriteJSON(v); err != nil {
		s.t.Fatal(err)
	}
}

func (s socket) next() packet {
	s.t.Helper()
	var p packet
	if err := s.ws.ReadJSON(&p); err != nil {
		s.t.Fatal(err)
	}
	return p
}

// code reads on until the connection is closed.
func (s socket) code() int {
	s.t.Helper()
	for {
		if _, _, err := s.ws.ReadMessage(); err != nil {
			closed, ok := errors.AsType[*websocket.CloseError](err)
			if !ok {
				s.t.Fatal(err)
			}
			return closed.Code
		}
	}
}

func identify(token string, intents int) map[string]any {
	return map[string]any{"op": 2, "d": map[string]any{"token": token, "intents": intents, "properties": map[string]string{"os": "test"}}}
}

func TestTheGatewayRefusesWhatDiscordRefuses(t *testing.T) {
	d := discordtest.New(t)
	good := identify(d.Token(), 0)
	for code, sends := range map[int][]any{
		4001: {map[string]any{"op": 99}},
		4002: {"text", "text"},
		4004: {identify("wrong", 0)},
		4005: {good, good},
		4007: {map[string]any{"op": 6, "d": map[string]any{"token": d.Token(), "session_id": "<session>", "seq": 99}}},
		4010: {map[string]any{"op": 2, "d": map[string]any{"token": d.Token(), "intents": 0, "properties": map[string]string{}, "shard": []int{1, 1}}}},
		4013: {identify(d.Token(), 1<<30)},
		4014: {identify(d.Token(), 1<<15)},
	} {
		s := hello(t, d)
		for _, v := range sends {
			if code == 4007 {
				other := hello(t, d)
				other.say(good)
				id := other.next().Data.(map[string]any)["session_id"]
				v.(map[string]any)["d"].(map[string]any)["session_id"] = id
			}
			s.say(v)
		}
		if got := s.code(); got != code {
			t.Errorf("want the close code %d, got %d", code, got)
		}
	}
	if got := connect(t, d, "?v=3&encoding=etf").code(); got != 4012 {
		t.Errorf("an old version: %d", got)
	}
	s := hello(t, d)
	for range 121 {
		s.say(map[string]any{"op": 1, "d": nil})
	}
	if got := s.code(); got != 4008 {
		t.Errorf("121 packets in a moment: %d", got)
	}
}

func TestAResumeBringsBackWhatWasMissed(t *testing.T) {
	d := discordtest.New(t)
	if d.Dispatch("EVENT", nil) {
		t.Error("an event went out to nobody")
	}
	s := hello(t, d)
	s.say(identify("Bot "+d.Token(), 0))
	ready := s.next()
	if err := d.WaitReady(t.Context()); err != nil {
		t.Fatal(err)
	}
	id := ready.Data.(map[string]any)["session_id"]
	d.CloseConnections(4000)
	if got := s.code(); got != 4000 {
		t.Errorf("closed with %d", got)
	}
	s.ws.Close()
	d.Dispatch("EVENT", "missed")
	s = hello(t, d)
	s.say(map[string]any{"op": 6, "d": map[string]any{"token": d.Token(), "session_id": id, "seq": 1}})
	if p := s.next(); p.Type != "EVENT" || p.Data != "missed" {
		t.Errorf("got %+v", p)
	}
	if p := s.next(); p.Type != "RESUMED" {
		t.Errorf("got %+v", p)
	}
	// 1000 gives the session up.
	if err := s.ws.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(1000, "")); err != nil {
		t.Fatal(err)
	}
	s.code()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := d.WaitGateway(ctx, "the goodbye", func(g discordtest.Gateway) bool { return len(g.Closes) == 2 }); err != nil {
		t.Fatal(err)
	}
	s = hello(t, d)
	s.say(map[string]any{"op": 6, "d": map[string]any{"token": d.Token(), "session_id": id, "seq": 1}})
	if p := s.next(); p.Op != 9 || fmt.Sprint(p.Data) != "false" {
		t.Errorf("a session that was given up: %+v", p)
	}
}
