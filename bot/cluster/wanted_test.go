package cluster

import (
	"context"
	"errors"
	"sync"
	"testing"
)

// serving has a process build for others until the function is called that it returns.
func serving(t *testing.T, c *Cluster, prefers bool, build func(context.Context, Request) (int, string)) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { c.BuildForOthers(ctx, func(context.Context) bool { return prefers }, build) })
	stop = func() { cancel(); running.Wait() }
	t.Cleanup(stop)
	return stop
}

func TestAProcessBuildsForOneThatCannot(t *testing.T) {
	t.Parallel()
	servers := some(t)
	asking, same, other := connectBriefly(t, servers), connectBriefly(t, servers), connectBriefly(t, servers)
	if *three { // it takes a while
		if _, err := asking.AskForBuild(t.Context(), "7", 0); !errors.Is(err, ErrNoBuilder) {
			t.Errorf("nobody has a corpus: %v", err)
		}
	}
	serving(t, other, false, func(context.Context, Request) (int, string) { return 1, "" })
	if n, err := asking.AskForBuild(t.Context(), "7", 0); n != 1 || err != nil {
		t.Errorf("only one with another corpus can: %d, %v", n, err)
	}
	stop := serving(t, same, true, func(_ context.Context, r Request) (int, string) {
		if r.By != "7" {
			t.Errorf("it is asked for %+v", r)
		}
		if r.EditSeq == 0 {
			return 0, "the folder is gone"
		}
		return int(r.EditSeq), ""
	})
	if n, err := asking.AskForBuild(t.Context(), "7", 5); n != 5 || err != nil {
		t.Errorf("the one with the same corpus comes first: %d, %v", n, err)
	}
	_, err := asking.AskForBuild(t.Context(), "7", 0)
	if failed, ok := errors.AsType[*BuildError](err); !ok || failed.Sentence != "the folder is gone" {
		t.Errorf("it fails: %v", err)
	}

	var all sync.WaitGroup
	for i := range 3 { // one after the other
		all.Go(func() {
			if n, err := asking.AskForBuild(t.Context(), "7", uint64(10+i)); n != 10+i || err != nil {
				t.Errorf("request %d: %d, %v", i, n, err)
			}
		})
	}
	all.Wait()
	stop()
	if n, err := asking.AskForBuild(t.Context(), "7", 5); n != 1 || err != nil {
		t.Errorf("after it ended: %d, %v", n, err)
	}
}

// What was taken by a process that ends is taken by another one.
func TestARequestOutlivesWhoTookIt(t *testing.T) {
	if !*three {
		t.Skip("-three runs it")
	}
	t.Parallel()
	servers := some(t)
	asking, dies, stays := connectBriefly(t, servers), connectBriefly(t, servers), connectBriefly(t, servers)
	taken := make(chan struct{})
	stop := serving(t, dies, true, func(ctx context.Context, _ Request) (int, string) {
		close(taken)
		<-ctx.Done()
		return 0, "it ends"
	})
	go func() {
		<-taken
		serving(t, stays, false, func(context.Context, Request) (int, string) { return 4, "" })
		stop()
	}()
	if n, err := asking.AskForBuild(t.Context(), "7", 0); n != 4 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	// Nobody releases it when the process is killed.
	if err := change(t.Context(), asking, wantedKey, func(r *Request) error { *r = Request{ID: "killed", Taker: "gone"}; return nil }); err != nil {
		t.Fatal(err)
	}
	eventually(t, "it is done", func() bool {
		r, _, err := read[Request](t.Context(), asking, wantedKey)
		return err == nil && r.ID == "killed" && r.Done && r.Number == 4
	})
}
