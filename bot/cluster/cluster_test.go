package cluster

import (
	"context"
	"flag"
	"testing"
	"time"

	"verbatim/bot/cluster/clustertest"
)

// three servers take ten seconds to agree on a leader.
var three = flag.Bool("three", false, "also run what needs three servers, or long")

// connect connects a process to servers until the test ends.
func connect(t *testing.T, servers *clustertest.Servers, replicas int) *Cluster {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	c, err := Connect(ctx, Options{URLs: servers.URLs(), Replicas: replicas})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// eventually waits until something holds, for ten seconds at the most.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within ten seconds: %s", what)
		}
	}
}

func TestSilenceOfAMajorityIsNoticed(t *testing.T) {
	if !*three {
		t.Skip("-three runs it")
	}
	servers := clustertest.Start(t, 3)
	a, b := connect(t, servers, 3), connect(t, servers, 3)
	eventually(t, "two processes", func() bool { return a.Processes() == 2 })
	servers.Stop(0)
	eventually(t, "two of three servers are a majority", func() bool { return a.Unheard() < 2*time.Second && b.Unheard() < 2*time.Second })
	servers.Stop(1)
	eventually(t, "one of three servers is none", func() bool { return a.Unheard() > 4*time.Second && b.Unheard() > 4*time.Second })
	servers.Run(0)
	eventually(t, "the majority is heard again", func() bool { return a.Unheard() < 2*time.Second && b.Unheard() < 2*time.Second })
}
