package daily_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"verbatim/bot/cluster"
	"verbatim/bot/cluster/clustertest"
	"verbatim/bot/daily"
	"verbatim/bot/interact"
	"verbatim/quotes"
)

// join opens what servers chose in a process of a cluster.
func join(t *testing.T, servers *clustertest.Servers, own map[string]daily.Setting) *cluster.Table[daily.Setting] {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	c, err := cluster.Connect(ctx, cluster.Options{URLs: servers.URLs(), Replicas: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	table := cluster.NewTable(c, "daily", own)
	running, stop := context.WithCancel(t.Context())
	var done sync.WaitGroup
	done.Go(func() { table.Run(running) })
	t.Cleanup(func() { stop(); done.Wait() })
	return table
}

func TestWhatServersChoseIsSwapped(t *testing.T) {
	file, err := daily.OpenFile(filepath.Join(t.TempDir(), "daily.json"), slog.Default())
	if err != nil {
		t.Fatal(err)
	}
	a, b := &daily.Setting{Channel: "a"}, &daily.Setting{Channel: "b", Minute: 9, Last: "2026-01-02"}
	for name, store := range map[string]daily.Store{"file": file, "cluster": join(t, clustertest.Start(t, 1), nil)} {
		for _, step := range []struct {
			from, to *daily.Setting
			want     bool
			is       *daily.Setting
		}{
			{a, b, false, nil},
			{a, nil, false, nil},
			{nil, a, true, a},
			{nil, b, false, a},
			{b, a, false, a},
			{b, nil, false, a},
			{a, b, true, b},
			{b, b, true, b},
			{b, nil, true, nil},
			{b, a, false, nil},
			{nil, b, true, b},
			{b, a, true, a},
		} {
			swapped, err := store.Swap(t.Context(), server, step.from, step.to)
			is, ok := store.Get(server)
			if err != nil || swapped != step.want || ok != (step.is != nil) || ok && is != *step.is {
				t.Errorf("%s: %v to %v: %v, %v, and it is %v", name, step.from, step.to, swapped, err, is)
			}
		}
		if _, err := store.Swap(t.Context(), "101", nil, b); err != nil {
			t.Fatal(err)
		}
		if all := store.All(); !maps.Equal(all, map[string]daily.Setting{server: *a, "101": *b}) {
			t.Errorf("%s: all are %v", name, all)
		}
	}
}

func TestOneOfManySwapsAtOnceIsDone(t *testing.T) {
	file, err := daily.OpenFile(filepath.Join(t.TempDir(), "daily.json"), slog.Default())
	if err != nil {
		t.Fatal(err)
	}
	servers := clustertest.Start(t, 1)
	for name, stores := range map[string][]daily.Store{"file": {file, file}, "cluster": {join(t, servers, nil), join(t, servers, nil)}} {
		var from *daily.Setting
		for round := range 20 {
			was, swapped := from, make(chan *daily.Setting, 8)
			for n := range cap(swapped) {
				go func() {
					to := &daily.Setting{Channel: fmt.Sprint(round), Minute: n}
					if yes, err := stores[n%2].Swap(t.Context(), server, was, to); err != nil {
						t.Error(err)
					} else if yes {
						swapped <- to
						return
					}
					swapped <- nil
				}()
			}
			for range cap(swapped) {
				if to := <-swapped; to != nil {
					if from != was {
						t.Fatalf("%s: two of them", name)
					}
					from = to
				}
			}
			if from == was {
				t.Fatalf("%s: none of them", name)
			}
			for _, store := range stores { // who lost knows
				eventually(t, func() bool { is, ok := store.Get(server); return ok && is == *from })
			}
		}
	}
}

func eventually(t *testing.T, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("not within ten seconds")
		}
	}
}

// counting takes posts and counts them by channel.
type counting struct {
	mu    sync.Mutex
	posts map[string]int
}

func (c *counting) Do(_ context.Context, method string, path []string, _ url.Values, _ func() string, _, _ any) error {
	if method == http.MethodPost {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.posts[path[1]]++
	}
	return nil
}

// TestOneOfSeveralProcessesPosts lets three processes post what is due in many servers,
// all of which one process had for itself.
func TestOneOfSeveralProcessesPosts(t *testing.T) {
	const processes, guilds = 3, 100
	nats := clustertest.Start(t, 1)
	discord := &counting{posts: make(map[string]int)}
	var stores []*cluster.Table[daily.Setting]
	chosen := make(map[string]daily.Setting)
	for n := range guilds {
		chosen[fmt.Sprint(1000+n)] = daily.Setting{Channel: fmt.Sprint(n), Zone: "UTC", Last: time.Now().UTC().AddDate(0, 0, -3).Format(time.DateOnly)}
	}
	for n := range processes {
		own := map[string]daily.Setting(nil)
		if n == 0 {
			own = chosen
		}
		stores = append(stores, join(t, nats, own))
	}
	for _, store := range stores {
		eventually(t, func() bool { return maps.Equal(store.All(), chosen) })
	}
	running, stop := context.WithCancel(t.Context())
	defer stop()
	var done sync.WaitGroup
	for _, store := range stores {
		posts := daily.New(daily.Options{
			Store: store, API: discord, Token: func() string { return "token" },
			Draw: func(_ context.Context, _ string, _ daily.Setting, day time.Time) (interact.Message, quotes.ID, error) {
				return interact.Message{}, quotes.IDOf(day.Format(time.DateOnly)), nil
			},
		})
		done.Go(func() { posts.Run(running) })
	}
	for _, store := range stores {
		eventually(t, func() bool {
			for _, s := range store.All() {
				if s.Quote == "" {
					return false
				}
			}
			return true
		})
	}
	stop()
	done.Wait()
	for n := range guilds {
		if got := discord.posts[fmt.Sprint(n)]; got != 1 {
			t.Errorf("a server has %d posts", got)
		}
	}
	file, err := daily.OpenFile(filepath.Join(t.TempDir(), "daily.json"), slog.Default())
	if err != nil {
		t.Fatal(err)
	}
	if err := file.Replace(stores[0].All()); err != nil || !maps.Equal(file.All(), stores[1].All()) {
		t.Errorf("the copy in a file is another one: %v", err)
	}
	ended, _ := stores[0].Get("1000")
	if yes, err := stores[0].Swap(t.Context(), "1000", &ended, nil); !yes || err != nil {
		t.Fatal(yes, err)
	}
	again := join(t, nats, chosen)
	eventually(t, func() bool { s, _ := again.Get("1001"); return len(again.All()) == guilds-1 && s.Quote != "" })
	if yes, err := stores[0].Swap(t.Context(), "later", nil, &ended); !yes || err != nil {
		t.Fatal(yes, err)
	}
	eventually(t, func() bool { _, ok := again.Get("later"); return ok }) // what it had is taken over by then
	for server := range chosen {
		if s, ok := again.Get(server); ok != (server != "1000") || ok && s.Quote == "" {
			t.Errorf("what a process had for itself is put in the place of what came of it: %v", s)
		}
	}
}

func TestWithoutTheOthersTheCopyIsShownAndNothingChanges(t *testing.T) {
	c, err := cluster.Open(cluster.Options{URLs: "nats://127.0.0.1:1"})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	own := daily.Setting{Channel: "a"}
	table := cluster.NewTable(c, "daily", map[string]daily.Setting{server: own})
	for name, to := range map[string]*daily.Setting{"off": nil, "elsewhere": {Channel: "b"}} {
		if yes, err := table.Swap(t.Context(), server, &own, to); yes || !errors.Is(err, cluster.ErrUnreachable) {
			t.Errorf("%s: %v, %v", name, yes, err)
		}
	}
	if s, ok := table.Get(server); !ok || s != own {
		t.Errorf("shown is %v, %v", s, ok)
	}
}
