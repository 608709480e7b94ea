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

func TestShardsHaveTheirShareOfWhatDiscordAllows(t *testing.T) {
	for _, tt := range []struct {
		held, count, total    int
		limit, plenty, atOnce int
	}{
		{1, 1, 1000, signInsPerDay, plentyPerDay, signInsAtOnce},
		{4, 4, 1000, 500, 294, 8},
		{4, 16, 1000, 125, 69, 8},
		{64, 64, 2000, 1000, 474, 68},
		{2, 500, 1000, 8, 2, 6}, // enough to start four times
	} {
		b, err := openBudget(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		b.share(tt.held, tt.count)
		b.bound(tt.total, tt.total, time.Now().Add(day))
		if b.limit != tt.limit || b.plenty != tt.plenty || b.atOnce != tt.atOnce {
			t.Errorf("%d of %d shards: %d a day, %d of them soon, %d in a minute, want %d, %d, %d", tt.held, tt.count, b.limit, b.plenty, b.atOnce, tt.limit, tt.plenty, tt.atOnce)
		}
	}
}

// What Discord says of the sign-ins left bounds them too, whoever sent the others.
func TestTheLastTwentiethOfTheSignInsIsNotTouched(t *testing.T) {
	b, err := openBudget(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	b.minute = 0
	b.bound(1000, 53, now.Add(7*time.Hour))
	for n := range 3 {
		if wait, _ := b.take(now); wait > 0 {
			t.Errorf("sign-in %d waits %v", n, wait)
		}
	}
	if wait, often := b.take(now); wait != 7*time.Hour || !often {
		t.Errorf("with 50 left and three taken the next one waits %v", wait)
	}
	b.giveBack()
	if wait, _ := b.take(now); wait > 0 {
		t.Errorf("what was given back is gone: %v", wait)
	}
	for range 3 {
		if err := b.spend(now); err != nil {
			t.Fatal(err)
		}
	}
	if wait, _ := b.take(now); wait != 7*time.Hour {
		t.Errorf("with 50 left the next one waits %v", wait)
	}
	if wait, _ := b.take(now.Add(7 * time.Hour)); wait > 0 {
		t.Errorf("after the reset the next one waits %v", wait)
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
