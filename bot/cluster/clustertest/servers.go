// Package clustertest runs NATS servers inside a test.
package clustertest

import (
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// Servers are NATS servers with JetStream that know each other.
type Servers struct {
	t       testing.TB
	options []*server.Options
	running []*server.Server // nil: stopped
}

// Start runs n servers, 1 or 3, with other options than theirs if a test wants so, until
// the test ends, and returns when they have a leader.
func Start(t testing.TB, n int, change ...func(*server.Options)) *Servers {
	t.Helper()
	s := &Servers{t: t, running: make([]*server.Server, n)}
	ports := freePorts(t, 2*n)
	var routes []*url.URL
	for i := range n {
		routes = append(routes, &url.URL{Scheme: "nats", Host: fmt.Sprintf("127.0.0.1:%d", ports[n+i])})
	}
	dir, err := os.MkdirTemp("", "nats")
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		o := Options(fmt.Sprintf("n%d", i+1), ports[i], filepath.Join(dir, fmt.Sprint(i)))
		if n > 1 {
			o.Cluster, o.Routes = server.ClusterOpts{Name: "verbatim", Host: "127.0.0.1", Port: ports[n+i]}, routes
		}
		for _, with := range change {
			with(o)
		}
		s.options = append(s.options, o)
	}
	t.Cleanup(func() {
		for i := range s.running {
			s.Stop(i)
		}
		_ = os.RemoveAll(dir)
	})
	for i := range n {
		s.Run(i)
	}
	s.await()
	return s
}

// Options are those of a server on loopback.
func Options(name string, port int, dir string) *server.Options {
	return &server.Options{
		ServerName: name, Host: "127.0.0.1", Port: port, StoreDir: dir, JetStream: true,
		JetStreamMaxMemory: 256 << 20, JetStreamMaxStore: 4 << 30,
		NoSigs: true, NoLog: true, MaxPayload: 1 << 20, DontListen: false,
	}
}

// Run starts a server that was stopped.
func (s *Servers) Run(i int) {
	s.t.Helper()
	o := *s.options[i]
	one, err := server.NewServer(&o)
	if err != nil {
		s.t.Fatal(err)
	}
	go one.Start()
	if !one.ReadyForConnections(10 * time.Second) {
		s.t.Fatal("a NATS server did not start")
	}
	s.running[i] = one
}

// Stop stops a server at once. What it has on disk stays.
func (s *Servers) Stop(i int) {
	if one := s.running[i]; one != nil {
		one.Shutdown()
		one.WaitForShutdown()
		s.running[i] = nil
	}
}

// await waits until the servers have a leader.
func (s *Servers) await() {
	s.t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		for _, one := range s.running {
			if len(s.running) == 1 || one.JetStreamIsLeader() {
				return
			}
		}
	}
	s.t.Fatal("the NATS servers have no leader")
}

// URLs are the addresses of all servers, with commas between them.
func (s *Servers) URLs() string {
	var urls []string
	for _, o := range s.options {
		urls = append(urls, fmt.Sprintf("nats://127.0.0.1:%d", o.Port))
	}
	return strings.Join(urls, ",")
}

// Store is the folder of a server's files.
func (s *Servers) Store(i int) string { return s.options[i].StoreDir }

// freePorts returns ports of loopback that nobody listens on.
func freePorts(t testing.TB, n int) (ports []int) {
	t.Helper()
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports
}
