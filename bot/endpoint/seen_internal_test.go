package endpoint

import (
	"context"
	"testing"
	"time"

	"verbatim/bot/cluster"
	"verbatim/bot/cluster/clustertest"
)

func TestWhatWasSeenIsNotFirst(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	c, err := cluster.Connect(ctx, cluster.Options{URLs: clustertest.Start(t, 1).URLs(), Replicas: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for name, seen := range map[string]Seen{"memory": &memory{}, "cluster": c} {
		for _, id := range []string{"1318000000000000001", "1318000000000000002"} {
			for n := range 3 {
				if first, err := seen.First(t.Context(), id); err != nil || first != (n == 0) {
					t.Errorf("%s: time %d of %s: %v, %v", name, n+1, id, first, err)
				}
			}
		}
		first := make(chan bool, 8)
		for range cap(first) {
			go func() {
				yes, err := seen.First(t.Context(), "3")
				first <- yes && err == nil
			}()
		}
		n := 0
		for range cap(first) {
			if <-first {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%s: %d of %d at once are first", name, n, cap(first))
		}
	}
}
