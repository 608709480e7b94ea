package clustertest

import (
	"fmt"
	"io"
	"net"
	"sync"
)

// Link is a way to a port of loopback that can be cut: then nothing comes through, and
// nobody is told. Safe for concurrent use.
type Link struct {
	to       string
	listener net.Listener
	running  sync.WaitGroup

	mu     sync.Mutex
	passes chan struct{} // closed: everything comes through
	ended  chan struct{}
	open   map[net.Conn]bool
}

// NewLink returns a link to a port, to be closed.
func NewLink(to int) (*Link, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("opening a link: %w", err)
	}
	l := &Link{
		to: fmt.Sprintf("127.0.0.1:%d", to), listener: listener,
		passes: make(chan struct{}), ended: make(chan struct{}), open: map[net.Conn]bool{},
	}
	close(l.passes)
	l.running.Go(l.accept)
	return l, nil
}

// Address is where the link begins.
func (l *Link) Address() string { return l.listener.Addr().String() }

// Cut lets nothing through any more. What was sent and has not come through waits.
func (l *Link) Cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case <-l.passes:
		l.passes = make(chan struct{})
	default:
	}
}

// Mend lets everything through again.
func (l *Link) Mend() {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case <-l.passes:
	default:
		close(l.passes)
	}
}

// Close ends the link, and every connection through it.
func (l *Link) Close() {
	close(l.ended)
	_ = l.listener.Close()
	l.mu.Lock()
	for c := range l.open {
		_ = c.Close()
	}
	l.mu.Unlock()
	l.running.Wait()
}

func (l *Link) accept() {
	for {
		near, err := l.listener.Accept()
		if err != nil {
			return
		}
		l.running.Go(func() { l.carry(near) })
	}
}

// carry is one connection.
func (l *Link) carry(near net.Conn) {
	if !l.enter(near) {
		return
	}
	defer l.leave(near)
	if !l.wait() { // what connects to a host that cannot be reached hangs
		return
	}
	far, err := net.Dial("tcp", l.to)
	if err != nil || !l.enter(far) {
		return
	}
	defer l.leave(far)
	var back sync.WaitGroup
	back.Go(func() { l.copy(near, far); _ = near.Close() })
	l.copy(far, near)
	_ = far.Close()
	back.Wait()
}

// enter notes a connection; false: the link is closed.
func (l *Link) enter(c net.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case <-l.ended:
		_ = c.Close()
		return false
	default:
		l.open[c] = true
		return true
	}
}

func (l *Link) leave(c net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.open, c)
	_ = c.Close()
}

// wait waits while the link is cut; false: it is closed.
func (l *Link) wait() bool {
	l.mu.Lock()
	passes := l.passes
	l.mu.Unlock()
	select {
	case <-passes:
		return true
	case <-l.ended:
		return false
	}
}

func (l *Link) copy(to io.Writer, from io.Reader) {
	buf := make([]byte, 64<<10)
	for {
		n, err := from.Read(buf)
		if !l.wait() {
			return
		}
		if n > 0 {
			if _, err := to.Write(buf[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}
