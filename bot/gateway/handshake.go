package gateway

import (
	"bufio"
	"net"
	"net/http"

	"github.com/gorilla/websocket"
)

// accept is the server's part of the websocket handshake that discordgo has
// begun on the connection.
func accept(conn net.Conn, buffered *bufio.Reader, request *http.Request) (*websocket.Conn, error) {
	upgrader := websocket.Upgrader{}
	return upgrader.Upgrade(&response{conn: conn, buffered: buffered}, request, nil)
}

// response is the little of an HTTP server that a websocket handshake needs.
type response struct {
	conn     net.Conn
	buffered *bufio.Reader
	header   http.Header
}

func (r *response) Header() http.Header {
	if r.header == nil {
		r.header = make(http.Header)
	}
	return r.header
}

func (r *response) Write(b []byte) (int, error) { return len(b), nil }

func (r *response) WriteHeader(int) {}

func (r *response) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return r.conn, bufio.NewReadWriter(r.buffered, bufio.NewWriter(r.conn)), nil
}
