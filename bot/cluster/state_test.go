package cluster

import (
	"errors"
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
