package gateway

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
)

// pair returns both ends of a websocket without a network.
func pair(t *testing.T) (client, server *websocket.Conn) {
	t.Helper()
	near, far := net.Pipe()
	t.Cleanup(func() { _, _ = near.Close(), far.Close() })
	accepted := make(chan *websocket.Conn, 1)
	go func() {
		defer close(accepted)
		buffered := bufio.NewReader(far)
		if request, err := http.ReadRequest(buffered); err == nil {
			if conn, err := accept(far, buffered, request); err == nil {
				accepted <- conn
			}
		}
	}()
	dialer := websocket.Dialer{NetDialContext: func(context.Context, string, string) (net.Conn, error) { return near, nil }}
	client, _, err := dialer.DialContext(t.Context(), "ws://discord.test/", nil)
	if server = <-accepted; err != nil || server == nil {
		t.Fatalf("no websocket: %v", err)
	}
	return client, server
}

// read reads all that comes, as nothing else lets the other end write.
func read(c *websocket.Conn) {
	for {
		if _, _, err := c.ReadMessage(); err != nil {
			return
		}
	}
}

// A connection is as good as dead when nothing acknowledges its heartbeats, and
// Discord says nothing of that. Left alone, discordgo would notice after five
// intervals. The time is that of a bubble, so that no machine is too slow.
func TestAConnectionIsDeadAfterTwoAndAHalfIntervalsWithoutAnAck(t *testing.T) {
	const interval = 40 * time.Second
	type say struct {
		after  time.Duration // what was said before
		packet string
	}
	const (
		hello = `{"op": 10, "d": {"heartbeat_interval": 40000}}`
		ready = `{"op": 0, "s": 1, "t": "READY", "d": {"session_id": "a"}}`
		ack   = `{"op": 11}`
	)
	for _, tt := range []struct {
		name string
		says []say
		want time.Duration // until the end
		err  string
	}{
		{"nothing is said", nil, 5 * time.Second, "no HELLO"},
		{"nothing after HELLO", []say{{time.Second, hello}}, 21 * time.Second, "the sign-in is not answered"},
		{"nothing after READY", []say{{0, hello}, {time.Second, ready}}, time.Second + 5*interval/2, "heartbeats are not acknowledged"},
		{"ACKs, and then none", []say{{0, hello}, {0, ready}, {interval, ack}, {interval, ack}, {2 * interval, ack}}, 4*interval + 5*interval/2, "heartbeats are not acknowledged"},
		{"everything but ACKs", []say{
			{0, hello},
			{0, ready},
			{interval, `{"op": 1}`},
			{interval, `{"op": 0, "s": 2, "t": "GUILD_CREATE", "d": {}}`},
			{interval / 4, `{"op": 0, "s": 3, "t": "INTERACTION_CREATE", "d": {}}`},
		}, 5 * interval / 2, "heartbeats are not acknowledged"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				remote, discord := pair(t)
				discordgo, near := pair(t)
				go read(discord)
				go read(discordgo)
				_, cancel := context.WithCancel(t.Context())
				l := newLink("token", nil, timing{}.orDefaults(), cancel)
				l.ready, l.again, l.guild = func(Ready) {}, func() {}, func(string) {}
				l.interaction = func([]byte) bool { return true }
				go func() {
					for _, s := range tt.says {
						<-time.After(s.after)
						if err := discord.WriteMessage(websocket.TextMessage, []byte(s.packet)); err != nil {
							t.Errorf("%s was not taken: %v", s.packet, err)
						}
					}
				}()
				began := time.Now()
				e := l.toDiscordgo(remote, near)
				if took := time.Since(began); took != tt.want || !strings.Contains(e.err.Error(), tt.err) {
					t.Errorf("after %v it ended with %q, want %v and %q", took, e.err, tt.want, tt.err)
				}
			})
		})
	}
}
