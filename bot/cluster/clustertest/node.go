package clustertest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/signal"
	"syscall"

	"github.com/nats-io/nats-server/v2/server"
)

// nodeVariable tells a process which server it is.
const nodeVariable = "VERBATIM_TEST_NATS"

// Node is a server that is a process of its own, which can be killed and paused.
type Node struct {
	Name      string
	Port      int      // for clients
	RoutePort int      // for the other servers
	Routes    []string // where this server finds the others: host and port
	Dir       string
}

// Environment is what the process has to be started with, see [Main].
func (n Node) Environment() string {
	text, err := json.Marshal(n)
	if err != nil {
		panic(err) // there is nothing in it that JSON does not know
	}
	return nodeVariable + "=" + string(text)
}

// Main runs the server that the environment tells of, until the process is told to
// stop. Servers are found by their routes alone: none tells others, or clients, of a
// way that a test does not know.
func Main() {
	if err := serve(os.Getenv(nodeVariable)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(node string) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	var n Node
	if err := json.Unmarshal([]byte(node), &n); err != nil {
		return fmt.Errorf("reading %s: %w", nodeVariable, err)
	}
	o := Options(n.Name, n.Port, n.Dir)
	o.Cluster = server.ClusterOpts{
		Name: "verbatim", Host: "127.0.0.1", Port: n.RoutePort,
		Advertise: "127.0.0.1:1", NoAdvertise: true, PoolSize: -1,
	}
	for _, host := range n.Routes {
		o.Routes = append(o.Routes, &url.URL{Scheme: "nats", Host: host})
	}
	one, err := server.NewServer(o)
	if err != nil {
		return fmt.Errorf("making the server: %w", err)
	}
	one.Start()
	<-ctx.Done()
	one.Shutdown()
	one.WaitForShutdown()
	return nil
}
