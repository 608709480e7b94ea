package reindex_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestABuildThatBreaksOffWithTheProgramIsKnownToTheNext(t *testing.T) {
	for name, tt := range map[string]struct {
		role   string
		close  bool
		broken bool
	}{
		"it ends well":                {role: "good"},
		"it fails":                    {role: "sentence"},
		"the program stops meanwhile": {role: "wait", close: true, broken: true},
	} {
		marker := filepath.Join(t.TempDir(), "reading.json")
		address, accept := listen(t)
		r := newMarkedRunner(tt.role, address, refresh(nil), marker)
		run := start(t, r)
		call := accept()
		// This is what a process finds that starts after this one was killed now.
		killed := newMarkedRunner(tt.role, "", refresh(nil), marker).Status()
		if !killed.BrokeOff.Equal(run.Since) || killed.Running {
			t.Errorf("%s: after a kill in the middle: %+v, want that it broke off at %v", name, killed, run.Since)
		}
		if !r.Status().BrokeOff.IsZero() {
			t.Errorf("%s: it broke off while it runs", name)
		}
		if tt.close {
			r.Close()
		} else {
			call.Close()
		}
		<-run.Done()
		next := newMarkedRunner("sentence", "", refresh(nil), marker)
		if got := !next.Status().BrokeOff.IsZero(); got != tt.broken {
			t.Errorf("%s: at the next start it broke off: %v", name, got)
		}
		if !tt.broken {
			continue
		}
		again := newMarkedRunner("sentence", "", refresh(nil), marker)
		if again.Status().BrokeOff.IsZero() {
			t.Errorf("%s: the start after the next knows nothing of it", name)
		}
		built := refresh(nil)
		built.status.Built = run.Since.Add(time.Second)
		if s := newMarkedRunner("sentence", "", built, marker).Status(); !s.BrokeOff.IsZero() {
			t.Errorf("%s: something newer serves, and it broke off: %+v", name, s)
		}
		<-start(t, next).Done()
		if s := next.Status(); !s.BrokeOff.IsZero() || s.LastErr == nil {
			t.Errorf("%s: after another build that failed: %+v", name, s)
		}
	}
}

func TestAMarkerThatCannotBeReadIsNoMarker(t *testing.T) {
	marker := filepath.Join(t.TempDir(), "reading.json")
	if err := os.WriteFile(marker, []byte(`{"since": "yest`), 0o600); err != nil {
		t.Fatal(err)
	}
	if s := newMarkedRunner("sentence", "", refresh(nil), marker).Status(); !s.BrokeOff.IsZero() {
		t.Errorf("got %+v", s)
	}
}
