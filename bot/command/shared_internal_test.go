package command

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"verbatim/bot/cluster"
	"verbatim/bot/cluster/clustertest"
	"verbatim/search"
)

// sharing returns what two processes share, by the way in which they do: in one process,
// which has it for both, and in two.
func sharing(t *testing.T, now func() time.Time) map[string][2]Shared {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	servers := clustertest.Start(t, 1)
	var two [2]Shared
	for i := range two {
		c, err := cluster.Connect(ctx, cluster.Options{URLs: servers.URLs(), Replicas: 1})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(c.Close)
		two[i] = c.Hourly()
	}
	one := newAlone(now)
	return map[string][2]Shared{"memory": {one, one}, "cluster": two}
}

func TestSharedValuesAreChangedOneAfterTheOther(t *testing.T) {
	for name, processes := range sharing(t, time.Now) {
		const workers, times = 4, 25
		var working sync.WaitGroup
		for n := range workers {
			working.Go(func() {
				for range times {
					err := processes[n%2].Change(t.Context(), "a.1", func(was []byte) []byte {
						n, _ := strconv.Atoi(string(was)) // 0 where there is none
						return strconv.AppendInt(nil, int64(n+1), 10)
					})
					if err != nil {
						t.Errorf("%s: %v", name, err)
					}
				}
			})
		}
		working.Wait()
		for _, process := range processes {
			for key, want := range map[string]string{"a.1": fmt.Sprint(workers * times), "a.2": ""} {
				err := process.Change(t.Context(), key, func(was []byte) []byte {
					if string(was) != want {
						t.Errorf("%s: %s is %q, want %q", name, key, was, want)
					}
					return was
				})
				if err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
	}
}

func TestOneProcessForgetsWhatNobodyChanges(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	a := newAlone(func() time.Time { return now })
	is := func(key string) (value string) {
		if err := a.Change(t.Context(), key, func(was []byte) []byte { value = string(was); return was }); err != nil {
			t.Error(err)
		}
		return value
	}
	put := func(key string) {
		if err := a.Change(t.Context(), key, func([]byte) []byte { return []byte("x") }); err != nil {
			t.Error(err)
		}
	}
	put("old")
	now = now.Add(sharedFor)
	if is("old") != "x" {
		t.Error("it is gone within the hour")
	}
	put("new")
	now = now.Add(time.Second)
	if is("old") != "" || is("new") != "x" {
		t.Error("what is to be forgotten is kept, or the other way round")
	}
	for n := range maxAlone + 10 {
		put(fmt.Sprint(n))
	}
	if n := len(a.values); n > maxAlone {
		t.Errorf("%d values are kept", n)
	}
}

func TestATaskIsLentToOneModerator(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	a, b := search.Task{ID: "a", File: 1<<64 - 1}, search.Task{ID: "b", File: 1<<64 - 1}
	for name, processes := range sharing(t, func() time.Time { return now }) {
		for i, step := range []struct {
			what  string
			t     search.Task
			by    string
			after time.Duration
			want  bool
		}{
			{"the first", a, "1", 0, true},
			{"the same again", a, "1", 0, true},
			{"another moderator", a, "2", 0, false},
			{"another task", b, "2", 0, true},
			{"which one has", b, "1", 0, false},
			{"the first takes nothing else, and keeps what he has", a, "2", leaseFor - time.Second, false},
			{"too late", a, "2", leaseFor, true},
			{"what he had before is free", b, "3", leaseFor, true},
		} {
			process := leases{processes[i%2]}
			if got, err := process.take(t.Context(), step.t, step.by, now.Add(step.after)); got != step.want || err != nil {
				t.Errorf("%s: %s: %v, %v", name, step.what, got, err)
			}
		}
		err := processes[0].Change(t.Context(), leasesKey, func(was []byte) []byte {
			var all []lease
			if err := json.Unmarshal(was, &all); err != nil || len(all) != 2 {
				t.Errorf("%s: kept is %s, %v", name, was, err)
			}
			return was
		})
		if err != nil {
			t.Error(err)
		}
	}
}

func TestReportsAreCountedOverProcesses(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for name, processes := range sharing(t, func() time.Time { return now }) {
		for i, step := range []struct {
			from  string
			after time.Duration
			wait  time.Duration
		}{
			{"a", 0, 0},
			{"a", 0, 0},
			{"a", 0, 0},
			{"a", 0, 20 * time.Minute},
			{"b", 0, 0},
			{"a", 5 * time.Minute, 15 * time.Minute},
			{"a", 20 * time.Minute, 0},
			{"a", 20 * time.Minute, 20 * time.Minute},
			{"a", 60 * time.Minute, 0},
			{"a", 60 * time.Minute, 0},
			{"a", 60 * time.Minute, 20 * time.Minute},
			{"a", 10 * time.Hour, 0},
			{"a", 10 * time.Hour, 0},
			{"a", 10 * time.Hour, 0},
			{"a", 10 * time.Hour, 20 * time.Minute},
		} {
			limits := reportLimits{processes[i%2]}
			if wait, err := limits.allow(t.Context(), step.from, 3, now.Add(step.after)); wait != step.wait || err != nil {
				t.Errorf("%s: step %d: wait %s, %v", name, i, wait, err)
			}
		}
	}
}
