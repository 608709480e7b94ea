package cluster

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"verbatim/bot/cluster/clustertest"
)

// TestASingleServerComesBack with what it had, after everything said that it was away.
func TestASingleServerComesBack(t *testing.T) {
	servers := clustertest.Start(t, 1)
	c := connect(t, servers, 1)
	values := map[string]Values{"hourly": c.Hourly(), "lasting": c.Lasting()}
	for name, v := range values {
		if err := v.Change(t.Context(), "a", func([]byte) []byte { return []byte(name) }); err != nil {
			t.Fatal(err)
		}
	}
	if first, err := c.First(t.Context(), "1"); !first || err != nil {
		t.Fatal(first, err)
	}
	servers.Stop(0)
	if first, err := c.First(t.Context(), "1"); first || !errors.Is(err, ErrUnreachable) {
		t.Errorf("an interaction is first: %v, %v", first, err)
	}
	for name, v := range values {
		if err := v.Change(t.Context(), "a", func([]byte) []byte { return nil }); !errors.Is(err, ErrUnreachable) {
			t.Errorf("%s: changed: %v", name, err)
		}
	}
	servers.Run(0)
	heard := time.Now()
	eventually(t, "the server is heard again", func() bool { return c.Unheard() < time.Since(heard) })
	if first, err := c.First(t.Context(), "1"); first || err != nil {
		t.Errorf("after the return an interaction is first again: %v, %v", first, err)
	}
	for name, v := range values {
		err := v.Change(t.Context(), "a", func(was []byte) []byte {
			if string(was) != name {
				t.Errorf("after the return %s is %q", name, was)
			}
			return was
		})
		if err != nil {
			t.Errorf("after the return %s: %v", name, err)
		}
	}
}

// shardsFor shares out shards as processes do, but faster.
func shardsFor(c *Cluster) *Shards {
	s := c.Shards()
	s.interval, s.freeFor, s.freeForOther = 20*time.Millisecond, time.Second, 2*time.Second
	return s
}

// holder takes every shard that it can get until it is stopped.
type holder struct {
	mu   sync.Mutex
	has  map[int]<-chan struct{}
	lost []int
}

func (h *holder) shards() (has []int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Sorted(maps.Keys(h.has))
}

func hold(t *testing.T, c *Cluster, count int) *holder {
	t.Helper()
	h, s := &holder{has: make(map[int]<-chan struct{})}, shardsFor(c)
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() {
		for ctx.Err() == nil {
			shard, agreed, lost, err := s.Acquire(ctx, count)
			if err != nil {
				if ctx.Err() == nil {
					time.Sleep(20 * time.Millisecond) // as the gateway does
				}
				continue
			}
			if agreed != count || s.Count() != count {
				t.Errorf("there are %d shards", agreed)
			}
			h.mu.Lock()
			h.has[shard] = lost
			h.mu.Unlock()
			running.Go(func() {
				select {
				case <-lost:
				case <-ctx.Done():
				}
				h.mu.Lock()
				delete(h.has, shard)
				if ctx.Err() == nil {
					h.lost = append(h.lost, shard)
				}
				h.mu.Unlock()
				s.Release(ctx, shard)
			})
		}
	})
	t.Cleanup(func() { stop(); running.Wait() })
	return h
}

// brief connects a process whose leases are gone after a second.
func brief(t *testing.T, servers *clustertest.Servers) *Cluster {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	c, err := Connect(ctx, Options{URLs: servers.URLs(), Replicas: 1, leaseTTL: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// TestShardsHaveOneProcess through the death of one of two and through that of NATS.
func TestShardsHaveOneProcess(t *testing.T) {
	if !*three {
		t.Skip("-three runs it")
	}
	servers := clustertest.Start(t, 1)
	a, b := brief(t, servers), brief(t, servers)
	const count = 5
	first, second := hold(t, a, count), hold(t, b, count)
	all := func() []int { return slices.Sorted(slices.Values(append(first.shards(), second.shards()...))) }
	want := []int{0, 1, 2, 3, 4}
	eventually(t, "each shard has a process", func() bool { return slices.Equal(all(), want) })
	had := [2][]int{first.shards(), second.shards()}
	servers.Stop(0)
	eventually(t, "the leases cannot be renewed", func() bool { return a.Unheard() > 2*time.Second && b.Unheard() > 2*time.Second })
	if !slices.Equal(all(), want) {
		t.Errorf("without NATS the shards %v have a process", all())
	}
	servers.Run(0)
	eventually(t, "NATS is heard again", func() bool { return a.Unheard() < time.Second && b.Unheard() < time.Second })
	eventually(t, "each shard has a lease again", func() bool {
		shards := shardsFor(a)
		_, _, err := shards.look(t.Context(), count)
		return err == nil && len(shards.free) == 0 && len(shards.held) == 0
	})
	if now := [2][]int{first.shards(), second.shards()}; !slices.Equal(now[0], had[0]) || !slices.Equal(now[1], had[1]) {
		t.Errorf("before NATS went away the shards were %v, and then %v", had, now)
	}
	b.conn.Close() // as a process that dies
	eventually(t, "the other process has all of them", func() bool { return slices.Equal(first.shards(), want) })
}

func TestTheNumberOfShardsIsAgreedOn(t *testing.T) {
	servers := clustertest.Start(t, 1)
	a, b := brief(t, servers), brief(t, servers)
	one := shardsFor(a)
	shard, agreed, _, err := one.Acquire(t.Context(), 2)
	if err != nil || agreed != 2 {
		t.Fatal(agreed, err)
	}
	if _, agreed, err := shardsFor(b).look(t.Context(), 4); err != nil || agreed != 2 {
		t.Errorf("while one has a shard of 2 it is agreed on %d, %v", agreed, err)
	}
	one.Release(t.Context(), shard)
	other := shardsFor(b)
	if _, agreed, err := other.look(t.Context(), 4); err != nil || agreed != 0 {
		t.Errorf("when he has just let go it is agreed on %d, %v", agreed, err)
	}
	err = b.Lasting().Change(t.Context(), agreementKey, func([]byte) []byte {
		is, _ := json.Marshal(agreement{Count: 2, At: time.Now().Add(-settled - time.Second)})
		return is
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, agreed, err := other.look(t.Context(), 4); err != nil || agreed != 4 {
		t.Errorf("later it is agreed on %d, %v", agreed, err)
	}
}

func TestSignInsAreCountedTogether(t *testing.T) {
	servers := clustertest.Start(t, 1)
	a, b := connect(t, servers, 1), connect(t, servers, 1)
	first, second := a.Gate(0, func() int { return 1 }), b.Gate(0, func() int { return 1 })
	leave, err := first.Wait(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	leave(true)
	for name, tt := range map[string]struct {
		more int
		age  time.Duration
		wait bool
	}{
		"one is left":     {signInsPerDay - 2, time.Hour, false},
		"none is left":    {signInsPerDay - 1, time.Hour, true},
		"those of before": {signInsPerDay + 1, 25 * time.Hour, false},
	} {
		err := a.Lasting().Change(t.Context(), signInsKey, func(was []byte) []byte {
			times := signIns(was)
			times = times[len(times)-1:]
			for range tt.more {
				times = append(times, time.Now().Add(-tt.age).Unix())
			}
			is, _ := json.Marshal(times)
			return is
		})
		if err != nil {
			t.Fatal(err)
		}
		wait, err := second.enter(t.Context(), 1, name)
		if err != nil || (wait > 22*time.Hour) != tt.wait {
			t.Errorf("%s: wait %s, %v", name, wait, err)
		}
		second.leave(t.Context(), 1, name, false)
	}
	servers.Stop(0)
	leave, err = second.Wait(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	leave(false)
	if wait := b.Gate(time.Minute, func() int { return 1 }); wait.alone(0) != 0 || wait.alone(0) < 50*time.Second || wait.alone(1) != 0 {
		t.Error("without NATS a process does not wait by itself")
	}
}

func TestANumberIsClaimedOnce(t *testing.T) {
	servers := clustertest.Start(t, 1)
	processes := [2]*Cluster{connect(t, servers, 1), connect(t, servers, 1)}
	for i, step := range []struct {
		series string
		n      uint64
		want   bool
	}{
		{"a", 1, true}, {"a", 1, false}, {"a", 1, false}, {"a", 3, true}, {"a", 2, false}, {"b", 2, true}, {"a", 4, true}, {"b", 4, true},
	} {
		if got, err := processes[i%2].Claim(t.Context(), step.series, step.n); got != step.want || err != nil {
			t.Errorf("%s %d: %v, %v", step.series, step.n, got, err)
		}
	}
	claimed := make(chan bool, 8)
	for i := range cap(claimed) {
		go func() {
			yes, err := processes[i%2].Claim(t.Context(), "c", 1)
			claimed <- yes && err == nil
		}()
	}
	n := 0
	for range cap(claimed) {
		if <-claimed {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d claimed it at once", n)
	}
}
