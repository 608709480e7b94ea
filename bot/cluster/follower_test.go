package cluster

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"verbatim/bot/cluster/clustertest"
	"verbatim/quotes"
	"verbatim/search"
)

// grep returns the files of a folder that have some words.
func grep(t testing.TB, dir, words string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if strings.Contains(string(data), words) {
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	return names
}

func TestOldGenerationsAreSwept(t *testing.T) {
	t.Parallel()
	servers := clustertest.Start(t, 1)
	c := connectBriefly(t, servers)
	dir := t.TempDir()
	folders := func() []string {
		set := map[string]bool{}
		for _, name := range objects(t, c) {
			folder, _, _ := strings.Cut(name, ".")
			set[folder] = true
		}
		return slices.Sorted(maps.Keys(set))
	}
	for i := range 3 {
		mustBuild(t, c, dir, i, 2)
	}
	f, _ := follower(t, c)
	mustStep(t, f) // it serves 3
	for i := range 2 {
		mustBuild(t, c, dir, 3+i, 2)
	}
	if got := folders(); len(got) != 5 {
		t.Errorf("of young ones are left: %q", got)
	}
	eventually(t, "it is known that 3 is served", func() bool {
		numbers, err := c.serving(t.Context())
		return err == nil && slices.Contains(numbers, 3)
	})
	if err := c.sweep(t.Context(), 0, false); err != nil {
		t.Fatal(err)
	}
	if got, want := folders(), []string{"000003", "000004", "000005"}; !slices.Equal(got, want) {
		t.Errorf("left: %q, want %q", got, want)
	}
	if err := c.sweep(t.Context(), time.Hour, true); err != nil {
		t.Fatal(err)
	}
	if got, want := folders(), []string{"000005"}; !slices.Equal(got, want) {
		t.Errorf("when words are forgotten, left: %q, want %q", got, want)
	}
	mustStep(t, f)
}

// Words that are forgotten leave every folder and every object.
func TestForgottenWordsLeaveEveryGeneration(t *testing.T) {
	t.Parallel()
	servers := some(t)
	c := connectBriefly(t, servers)
	dir := t.TempDir()
	builder := Follower{Cluster: c, DataDir: dir, Library: mustOpen(t, dir), Logger: slog.New(slog.DiscardHandler)}
	l := builder.Library.(*search.Library)
	mustBuild(t, c, dir, 0, 2)
	mustStep(t, builder)
	const secret = "these words are a secret of somebody"
	q := quotes.Quote{Words: secret, Attributions: saying(0).Attributions}
	q.Attributions[0].Source.File = ""
	e, err := l.Edit(t.Context(), search.Edit{Op: search.Add, ID: quotes.IDOf(secret), Quote: &q, By: "7"})
	if err != nil {
		t.Fatal(err)
	}
	mustBuild(t, c, dir, 0, 3)
	mustStep(t, builder)
	if where := grep(t, dir, secret); len(where) < 2 {
		t.Errorf("the words are in %q only", where)
	}
	if err := l.Forget(t.Context(), e.ID, "", search.Edit{By: "7"}); err != nil {
		t.Fatal(err)
	}
	mustBuild(t, c, dir, 0, 4)
	mustStep(t, builder)
	if now, _, err := read[current](t.Context(), c, currentKey); err != nil || now.Before != "" {
		t.Errorf("if the removal fails, %q stays, %v", now.Before, err)
	}
	folders := []string{dir}
	for i := range strings.Count(servers.URLs(), ",") + 1 {
		servers.Stop(i) // so that what it wrote is on its disk
		folders = append(folders, servers.Store(i))
	}
	for _, folder := range folders {
		where := grep(t, folder, secret)
		// What several servers agreed on they write down, and shorten some minutes later.
		where = slices.DeleteFunc(where, func(path string) bool { return strings.Contains(path, "_js_") })
		if len(where) > 0 {
			t.Errorf("the words are in %q still", where)
		}
	}
}

// A server that lags names a generation that is not current any more.
func TestNobodyGoesBack(t *testing.T) {
	t.Parallel()
	servers := clustertest.Start(t, 1)
	c := connectBriefly(t, servers)
	f, l := follower(t, c)
	var at following
	mustBuild(t, c, t.TempDir(), 0, 2)
	if err := f.step(t.Context(), &at); err != nil || !has(l, 1) || at.seen == 0 {
		t.Fatalf("%v, %+v", err, at)
	}
	mustBuild(t, c, t.TempDir(), 2, 2)
	at.seen += 100 // it has seen later ones
	if err := f.step(t.Context(), &at); err != nil || !has(l, 1) {
		t.Errorf("it went back: %v", err)
	}
}

// A build of the same folder has published and moved over, and a server that lags does not
// have that yet; what was built without being published goes all the same.
func TestAFolderMayBeAheadForAWhile(t *testing.T) {
	t.Parallel()
	servers := clustertest.Start(t, 1)
	c := connectBriefly(t, servers)
	f, l := follower(t, c)
	var at following
	mustBuild(t, c, t.TempDir(), 0, 2)
	step := func(what string, ahead bool) {
		t.Helper()
		err := f.step(t.Context(), &at)
		if _, refreshed := l.Refresh(t.Context()); err != nil || refreshed != nil || has(l, 3) != ahead || has(l, 1) == ahead {
			t.Fatalf("%s: %v, %v, %+v", what, err, refreshed, at)
		}
	}
	step("what is published", false)
	if _, err := of(sayings(2, 2))(t.Context(), search.BuildOptions{DataDir: f.DataDir}); err != nil {
		t.Fatal(err)
	}
	for range mayBeAhead {
		step("ahead", true)
	}
	step("never published", false)
}

func TestProcessesEndWithTheSameGeneration(t *testing.T) {
	t.Parallel()
	servers := some(t)
	ctx, stop := context.WithCancel(t.Context())
	var running, building sync.WaitGroup
	defer running.Wait()
	defer stop()
	var all []Follower
	for i := range 3 {
		f, _ := follower(t, connectBriefly(t, servers))
		if i == 1 { // it was alone before
			for n := range 3 {
				if _, err := search.Build(ctx, search.BuildOptions{DataDir: f.DataDir, Quotes: sayings(50, n+1)}); err != nil {
					t.Fatal(err)
				}
			}
		}
		running.Go(func() { f.Run(ctx) })
		all = append(all, f)
	}
	for i, f := range all {
		building.Go(func() {
			for n := range 3 {
				if _, err := f.Cluster.Build(ctx, f.DataDir, false, of(sayings(10*i, n+1))); err != nil && !errors.Is(err, search.ErrBuilding) {
					t.Error(err)
				}
			}
		})
	}
	building.Wait()
	p, _, err := all[0].Cluster.Current(ctx)
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "all serve what is published", func() bool {
		for _, f := range all {
			serves, err := search.Serves(ctx, f.DataDir, p.Shipment)
			if err != nil || !serves || f.Library.(*search.Library).Status().Generation != p.Number || has(f.Library.(*search.Library), 50) {
				return false
			}
		}
		return true
	})
}
