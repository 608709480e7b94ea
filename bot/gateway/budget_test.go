package gateway

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestABudgetIsASlidingDay(t *testing.T) {
	b, err := openBudget(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	b.limit = 3
	noon := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	for _, step := range []struct {
		at   time.Duration // after noon
		wait time.Duration
	}{
		{0, 0},
		{time.Hour, 0},
		{2 * time.Hour, 0},
		{3 * time.Hour, 21 * time.Hour},
		{23 * time.Hour, time.Hour},
		{24 * time.Hour, 0},
		{24*time.Hour + time.Minute, 59 * time.Minute},
		{25 * time.Hour, 0},
	} {
		now := noon.Add(step.at)
		if got := b.wait(now); got != step.wait {
			t.Errorf("after %v: wait %v, want %v", step.at, got, step.wait)
		}
		if step.wait == 0 {
			if err := b.spend(now); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestFiveSignInsAMinute(t *testing.T) {
	b, err := openBudget(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	noon := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	for n := range 2 * signInsAtOnce {
		now := noon.Add(time.Duration(n) * time.Second)
		if n >= signInsAtOnce {
			// The one five before was in the second that n-5 names, at its end perhaps.
			if got, want := b.wait(now), 56*time.Second; got != want {
				t.Errorf("the %dth waits %v, want %v", n+1, got, want)
			}
			now = now.Add(56 * time.Second)
		}
		if got := b.wait(now); got != 0 {
			t.Errorf("the %dth waits %v", n+1, got)
		}
		if err := b.spend(now); err != nil {
			t.Fatal(err)
		}
	}
}

func TestABudgetOutlivesTheProcess(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, stateFile)
	if err := os.WriteFile(path, []byte(`{"other": {"kept": true}, "sign_ins": []}`), 0o600); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	for i := range 3 {
		b, err := openBudget(dir)
		if err != nil {
			t.Fatal(err)
		}
		b.limit = 3
		if wait := b.wait(now); wait != 0 {
			t.Fatalf("process %d must wait %v", i, wait)
		}
		if err := b.spend(now); err != nil {
			t.Fatal(err)
		}
	}
	b, err := openBudget(dir)
	if err != nil {
		t.Fatal(err)
	}
	b.limit = 3
	if b.wait(now) <= 0 {
		t.Error("the fourth process may sign in")
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var state map[string]json.RawMessage
	if json.Unmarshal(raw, &state) != nil || string(state["other"]) != `{"kept":true}` {
		t.Errorf("what else was in the file is lost: %s", raw)
	}
}

func TestAClockThatWasAheadBlocksForADayAtMost(t *testing.T) {
	b, err := openBudget(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	b.limit = 1
	now := time.Now()
	if err := b.spend(now.AddDate(3, 0, 0)); err != nil {
		t.Fatal(err)
	}
	if wait := b.wait(now); wait <= 0 || wait > day {
		t.Errorf("wait %v", wait)
	}
}

func TestADamagedBudgetStartsAnewAndSaysSo(t *testing.T) {
	for _, content := range []string{"", "null", "{", `{"sign_ins": "many"}`, `[1, 2]`} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, stateFile), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		b, err := openBudget(dir)
		if err == nil && content != "null" {
			t.Errorf("%q: no error", content)
		}
		if err := b.spend(time.Now()); err != nil {
			t.Errorf("%q: %v", content, err)
		}
		if again, err := openBudget(dir); err != nil || len(again.times) != 1 {
			t.Errorf("%q: read back %v, %v", content, again.times, err)
		}
	}
}
