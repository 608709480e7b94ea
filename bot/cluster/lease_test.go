package cluster

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"verbatim/bot/cluster/clustertest"
)

// shortLease is after what time leases end in tests.
const shortLease = time.Second

// some starts a server, or three with -three, which may answer what was before.
func some(t testing.TB) *clustertest.Servers {
	t.Helper()
	if *three {
		return clustertest.Start(t, 3)
	}
	return clustertest.Start(t, 1)
}

// connectBriefly is connect with short leases.
func connectBriefly(t testing.TB, servers *clustertest.Servers) *Cluster {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	o := Options{URLs: servers.URLs(), Replicas: 1 + strings.Count(servers.URLs(), ","), leaseTTL: shortLease}
	o.leaseTTL *= time.Duration(o.Replicas) // they take longer
	c, err := Connect(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func acquire(t testing.TB, c *Cluster, name string) *Lease {
	t.Helper()
	l, err := c.Acquire(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// die has nobody renew a lease any more, as when its process is paused.
func die(l *Lease) {
	l.stop()
	l.running.Wait()
}

func isLost(l *Lease) bool {
	select {
	case <-l.Lost():
		return true
	default:
		return false
	}
}

func TestALeaseIsHeldByOneProcess(t *testing.T) {
	t.Parallel()
	servers := clustertest.Start(t, 1)
	a, b := connectBriefly(t, servers), connectBriefly(t, servers)
	first := acquire(t, a, "build")
	for _, c := range []*Cluster{a, b} {
		if _, err := c.Acquire(t.Context(), "build"); !errors.Is(err, ErrHeld) {
			t.Fatalf("the lease is held, and taking it: %v", err)
		}
	}
	other := acquire(t, b, "shard.3")
	defer other.Release(t.Context())

	held := time.Now()
	for time.Since(held) < 5*shortLease/4 {
		if _, err := b.Acquire(t.Context(), "build"); !errors.Is(err, ErrHeld) {
			t.Fatalf("after %v: %v", time.Since(held), err)
		}
		time.Sleep(50 * time.Millisecond)
	}
	if isLost(first) {
		t.Fatal("it was renewed, and is lost")
	}
	first.Release(t.Context())
	if !isLost(first) {
		t.Error("it was released, and is not lost")
	}
	second := acquire(t, b, "build")
	if second.Fence() <= first.Fence() || second.Fence() <= other.Fence() {
		t.Errorf("the fencing numbers do not grow: %d, %d, then %d", first.Fence(), other.Fence(), second.Fence())
	}

	die(second)
	var third *Lease
	eventually(t, "a dead process's lease is free", func() bool {
		var err error
		third, err = a.Acquire(t.Context(), "build")
		return err == nil
	})
	if third.Fence() <= second.Fence() {
		t.Errorf("the fencing numbers do not grow: %d, then %d", second.Fence(), third.Fence())
	}
	second.Release(t.Context())
	if _, err := b.Acquire(t.Context(), "build"); !errors.Is(err, ErrHeld) {
		t.Errorf("who lost a lease released another's: %v", err)
	}
	third.Release(t.Context())
}

func TestALeaseIsLost(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]func(t *testing.T, servers *clustertest.Servers, c *Cluster, l *Lease){
		"when it is gone": func(t *testing.T, _ *clustertest.Servers, c *Cluster, l *Lease) {
			if err := l.leases.Purge(t.Context(), l.key); err != nil {
				t.Fatal(err)
			}
		},
		"when another has it": func(t *testing.T, _ *clustertest.Servers, c *Cluster, l *Lease) {
			if _, err := l.leases.PutString(t.Context(), l.key, "another"); err != nil {
				t.Fatal(err)
			}
		},
		"when nobody answers": func(_ *testing.T, servers *clustertest.Servers, _ *Cluster, _ *Lease) { servers.Stop(0) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			servers := clustertest.Start(t, 1)
			c := connectBriefly(t, servers)
			l := acquire(t, c, "build")
			lose(t, servers, c, l)
			select {
			case <-l.Lost():
			case <-time.After(3 * shortLease):
				t.Error("it is not lost")
			}
			servers.Stop(0)
			die(l)
		})
	}
}

// A renewal whose answer was lost is refused the next time, as it counted.
func TestALostAnswerCostsNoLease(t *testing.T) {
	t.Parallel()
	servers := clustertest.Start(t, 1)
	c := connectBriefly(t, servers)
	l := acquire(t, c, "build")
	defer l.Release(t.Context())
	if _, err := l.leases.Put(t.Context(), l.key, l.value); err != nil {
		t.Fatal(err)
	}
	select {
	case <-l.Lost():
		t.Error("it is lost")
	case <-time.After(shortLease / 2): // after two more
	}
}

// The same befalls the last renewal before the lease is given back.
func TestALeaseIsReleasedWhateverWasHeardOfItsRenewals(t *testing.T) {
	t.Parallel()
	servers := clustertest.Start(t, 1)
	c := connect(t, servers, 1)
	l := acquire(t, c, "build")
	if _, err := l.leases.Put(t.Context(), l.key, l.value); err != nil {
		t.Fatal(err)
	}
	l.Release(t.Context())
	acquire(t, c, "build").Release(t.Context())
}

func TestOfManyOneTakesTheLease(t *testing.T) {
	t.Parallel()
	servers := clustertest.Start(t, 1)
	a, b := connectBriefly(t, servers), connectBriefly(t, servers)
	taken := make(chan *Lease, 20)
	var all sync.WaitGroup
	for i := range cap(taken) {
		all.Go(func() {
			if l, err := []*Cluster{a, b}[i%2].Acquire(t.Context(), "build"); err == nil {
				taken <- l
			}
		})
	}
	all.Wait()
	if len(taken) != 1 {
		t.Errorf("%d processes hold the lease", len(taken))
	}
	for range len(taken) {
		(<-taken).Release(t.Context())
	}
}
