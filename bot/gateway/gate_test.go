package gateway

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"verbatim/bot/cluster"
	"verbatim/bot/cluster/clustertest"
)

// TestAGateLetsOneThroughAtATime from several shards and, through NATS, several
// processes, which rest between two sign-ins, and do not where nothing was sent.
func TestAGateLetsOneThroughAtATime(t *testing.T) {
	const rest = 150 * time.Millisecond
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	servers := clustertest.Start(t, 1)
	var processes [2]Gate
	var slow Gate
	for i := range processes {
		c, err := cluster.Connect(ctx, cluster.Options{URLs: servers.URLs(), Replicas: 1})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(c.Close)
		slow = c.Gate(time.Hour, func() int { return 4 })
		processes[i] = c.Gate(rest, func() int { return 4 })
	}
	one := newLocalGate(rest)
	for name, gates := range map[string][2]Gate{"local": {one, one}, "cluster": processes} {
		var mu sync.Mutex
		inside := make(map[int]int)
		var signIns []time.Time
		var running sync.WaitGroup
		for n := range 6 {
			running.Go(func() {
				bucket, sent := 0, n < 4
				if n == 5 {
					bucket = 1 // waits for nobody
				}
				leave, err := gates[n%2].Wait(ctx, bucket)
				if err != nil {
					t.Errorf("%s: %v", name, err)
					return
				}
				mu.Lock()
				if inside[bucket]++; inside[bucket] > 1 {
					t.Errorf("%s: two at a time", name)
				}
				if sent {
					signIns = append(signIns, time.Now())
				}
				inside[bucket]--
				mu.Unlock()
				leave(sent)
			})
		}
		running.Wait()
		slices.SortFunc(signIns, time.Time.Compare)
		for i := 1; i < len(signIns); i++ {
			if between := signIns[i].Sub(signIns[i-1]); between < rest {
				t.Errorf("%s: %s between two sign-ins", name, between)
			}
		}
		var last time.Time
		for n := range 3 { // nobody is in the way but the one before
			leave, err := gates[n%2].Wait(ctx, 3)
			if between := time.Since(last); err != nil || between < rest {
				t.Errorf("%s: sign-in %d comes after %s, %v", name, n, between, err)
			}
			last = time.Now()
			leave(true)
		}
		ended, end := context.WithCancel(ctx)
		leave, err := gates[0].Wait(ctx, 2)
		if err != nil {
			t.Fatal(err)
		}
		end()
		if _, err := gates[1].Wait(ended, 2); err == nil {
			t.Errorf("%s: nobody left, and another one is through", name)
		}
		leave(false)
	}
	for name, gate := range map[string]Gate{"local": newLocalGate(time.Hour), "cluster": slow} {
		for range 2 {
			leave, err := gate.Wait(ctx, 9)
			if err != nil {
				t.Fatalf("%s: nothing was sent, and the next one waits: %v", name, err)
			}
			leave(false)
		}
	}
}
