package cluster

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/nats-io/nats.go/jetstream"

	"verbatim/bot/cluster/clustertest"
	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/search"
)

// sayings are quotations, from the one with a number on.
func sayings(from, n int) search.Input {
	return func(yield func(quotes.Quote, error) bool) {
		for i := range n {
			if !yield(saying(from+i), nil) {
				return
			}
		}
	}
}

func saying(i int) quotes.Quote {
	words := fmt.Sprintf("saying%d about thing%d and other%d matters", i, i*7, i*13)
	return quotes.Quote{ID: quotes.IDOf(words), Words: words, Attributions: []quotes.Attribution{{
		Speakers: []quotes.Speaker{{Name: "Ada Lovelace"}}, Kind: quotes.Direct, Status: quotes.Curated, Source: quotes.Source{Title: "Sayings", File: "sayings.csv"},
	}}}
}

// of has a build read quotations.
func of(input search.Input) func(context.Context, search.BuildOptions) (search.BuildReport, error) {
	return func(ctx context.Context, o search.BuildOptions) (search.BuildReport, error) {
		o.Quotes, o.Corpus = input, "a corpus"
		return search.Build(ctx, o)
	}
}

func mustBuild(t testing.TB, c *Cluster, dir string, from, n int) search.BuildReport {
	t.Helper()
	r, err := c.Build(t.Context(), dir, false, of(sayings(from, n)))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func mustOpen(t testing.TB, dir string) *search.Library {
	t.Helper()
	l, err := search.Open(dir, search.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

// follower is a process that serves what is published.
func follower(t testing.TB, c *Cluster) (Follower, *search.Library) {
	t.Helper()
	dir := t.TempDir()
	l := mustOpen(t, dir)
	return Follower{Cluster: c, DataDir: dir, Library: l, Logger: slog.New(slog.DiscardHandler)}, l
}

func mustStep(t testing.TB, f Follower) {
	t.Helper()
	if err := f.step(t.Context(), &following{}); err != nil {
		t.Fatal(err)
	}
}

func has(l *search.Library, i int) bool {
	q, err := l.Get(context.Background(), saying(i).ID, "")
	return err == nil && q.Words == saying(i).Words
}

func objects(t testing.TB, c *Cluster) (names []string) {
	t.Helper()
	p, err := c.parts()
	if err != nil {
		t.Fatal(err)
	}
	all, err := p.objects.List(t.Context())
	if err != nil && !errors.Is(err, jetstream.ErrNoObjectsFound) {
		t.Fatal(err)
	}
	for _, o := range all {
		names = append(names, o.Name)
	}
	return names
}

// implementation is what builds and what serves, in one process or in several.
type implementation struct {
	build func(build func(context.Context, search.BuildOptions) (search.BuildReport, error)) (search.BuildReport, error)
	serve func() *search.Library // what another process serves by now
}

// What holds for one data folder holds for a cluster.
func TestFilesAndAClusterBuildAndServeAlike(t *testing.T) {
	for name, implement := range map[string]func(t *testing.T) implementation{
		"files": func(t *testing.T) implementation {
			dir := t.TempDir()
			return implementation{
				build: func(build func(context.Context, search.BuildOptions) (search.BuildReport, error)) (search.BuildReport, error) {
					return build(t.Context(), search.BuildOptions{DataDir: dir})
				},
				serve: func() *search.Library { return mustOpen(t, dir) },
			}
		},
		"a cluster": func(t *testing.T) implementation {
			servers := some(t)
			builders := []*Cluster{connectBriefly(t, servers), connectBriefly(t, servers)}
			folders := []string{t.TempDir(), t.TempDir()}
			f, l := follower(t, connectBriefly(t, servers))
			turn := 0
			return implementation{
				build: func(build func(context.Context, search.BuildOptions) (search.BuildReport, error)) (search.BuildReport, error) {
					turn++ // after the first one another builder
					of := min(turn/2, 1)
					return builders[of].Build(t.Context(), folders[of], false, build)
				},
				serve: func() *search.Library {
					if err := f.step(t.Context(), &following{}); err != nil && !errors.Is(err, ErrNothingPublished) {
						t.Error(err)
					}
					return l
				},
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			i := implement(t)
			if n := i.serve().Status().Generation; n != 0 {
				t.Errorf("nothing was built, and generation %d serves", n)
			}
			first, err := i.build(of(sayings(0, 2)))
			if err != nil {
				t.Fatal(err)
			}
			if l := i.serve(); !has(l, 1) || has(l, 2) || l.Status().Generation != first.Generation {
				t.Errorf("after the first build: %+v", l.Status())
			}

			refused := errors.New("it cannot be read")
			_, err = i.build(of(func(yield func(quotes.Quote, error) bool) { yield(quotes.Quote{}, refused) }))
			if l := i.serve(); !errors.Is(err, refused) || !has(l, 1) || l.Status().Generation != first.Generation {
				t.Errorf("after a build that failed with %v: %+v", err, l.Status())
			}

			second, err := i.build(of(func(yield func(quotes.Quote, error) bool) {
				if _, err := i.build(of(sayings(5, 1))); !errors.Is(err, search.ErrBuilding) {
					t.Errorf("a second build beside: %v", err)
				}
				sayings(1, 3)(yield)
			}))
			if err != nil {
				t.Fatal(err)
			}
			if l := i.serve(); !has(l, 3) || l.Status().Generation != second.Generation || second.Generation <= first.Generation {
				t.Errorf("after the second build, %+v: %+v", second, l.Status())
			}
			if second.Changed != 0 || second.Gone == 0 {
				t.Errorf("it is not compared with the one before: %+v", second)
			}
			if _, err := i.serve().Get(t.Context(), saying(0).ID, ""); !errors.Is(err, search.ErrGone) {
				t.Errorf("what left the corpus: %v", err)
			}
		})
	}
}

func TestAStaleBuilderPublishesNothing(t *testing.T) {
	t.Parallel()
	servers := some(t)
	paused, other := connectBriefly(t, servers), connectBriefly(t, servers)
	mustBuild(t, other, t.TempDir(), 0, 1)
	dir, otherDir := t.TempDir(), t.TempDir()

	for name, interrupt := range map[string]func(while string, do func()){
		"while it builds, and another one publishes": func(while string, do func()) {
			if while == "building" {
				do()
			}
		},
		"while it publishes, and another one begins to build": func(while string, do func()) {
			if while == "publishing" {
				do()
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			lease := acquire(t, paused, buildLease)
			was, err := paused.claim(t.Context(), lease.Fence(), func(current) error { return nil })
			if err != nil {
				t.Fatal(err)
			}
			die(lease) // it is paused: nothing renews its lease, and it does not notice
			failed := errors.New("it fails later")
			_, err = search.Build(t.Context(), search.BuildOptions{
				DataDir: dir, Above: was.Published.Number,
				Quotes: func(yield func(quotes.Quote, error) bool) {
					interrupt("building", func() {
						eventually(t, "another process builds", func() bool {
							_, err := other.Build(t.Context(), otherDir, false, of(sayings(10, 2)))
							return err == nil
						})
					})
					sayings(40, 2)(yield)
				},
				Publish: func(ctx context.Context, m search.Manifest, folder string) error {
					interrupt("publishing", func() {
						eventually(t, "another process begins to build", func() bool {
							_, err := other.Build(t.Context(), otherDir, false, of(func(yield func(quotes.Quote, error) bool) { yield(quotes.Quote{}, failed) }))
							return errors.Is(err, failed)
						})
					})
					shipment, err := search.Ship(ctx, m, folder)
					if err != nil {
						return err
					}
					return paused.publish(ctx, Published{Shipment: shipment, Corpus: m.Corpus, Fence: lease.Fence()}, folder)
				},
			})
			if !errors.Is(err, ErrStale) {
				t.Errorf("the stale builder: %v", err)
			}
			if _, err := paused.claim(t.Context(), lease.Fence(), func(current) error { return nil }); !errors.Is(err, ErrStale) {
				t.Errorf("the stale builder begins again: %v", err)
			}
			f, l := follower(t, paused)
			mustStep(t, f)
			if has(l, 40) {
				t.Error("a stale generation is served")
			}
			if problems, err := search.Verify(t.Context(), f.DataDir); len(problems) > 0 || err != nil {
				t.Errorf("%v, %v", problems, err)
			}
		})
	}
}

func TestABuildEndsWithItsLease(t *testing.T) {
	t.Parallel()
	servers := clustertest.Start(t, 1)
	c := connectBriefly(t, servers)
	_, err := c.Build(t.Context(), t.TempDir(), false, func(ctx context.Context, o search.BuildOptions) (search.BuildReport, error) {
		p, err := c.parts()
		if err != nil {
			return search.BuildReport{}, err
		}
		if err := p.leases.Purge(ctx, "lease."+buildLease); err != nil {
			return search.BuildReport{}, err
		}
		<-ctx.Done()
		return of(sayings(0, 1))(ctx, o)
	})
	if !errors.Is(err, ErrStale) {
		t.Errorf("Build: %v", err)
	}
	if _, _, err := c.Current(t.Context()); !errors.Is(err, ErrNothingPublished) {
		t.Errorf("Current: %v", err)
	}
}

func TestTheStarterCorpusTakesTheFirstPlaceAndNoOther(t *testing.T) {
	t.Parallel()
	servers := clustertest.Start(t, 1)
	c := connectBriefly(t, servers)
	starter := func() error {
		_, err := c.Build(t.Context(), t.TempDir(), true, of(sayings(0, 1)))
		return err
	}
	for range 2 {
		if err := starter(); err != nil {
			t.Fatal(err)
		}
	}
	mustBuild(t, c, t.TempDir(), 5, 1)
	if err := starter(); !errors.Is(err, ErrStarter) {
		t.Errorf("over a real corpus: %v", err)
	}
	f, l := follower(t, c)
	mustStep(t, f)
	if !has(l, 5) {
		t.Error("the real corpus is not served")
	}
}

// Edits that a folder's log lacks may be such that forget words.
func TestAFolderWhoseLogIsBehindBuildsNothing(t *testing.T) {
	t.Parallel()
	servers := clustertest.Start(t, 1)
	c := connectBriefly(t, servers)
	dir := t.TempDir()
	mustBuild(t, c, dir, 0, 2)
	if _, err := mustOpen(t, dir).Edit(t.Context(), search.Edit{Op: search.Hide, ID: saying(0).ID, By: "7"}); err != nil {
		t.Fatal(err)
	}
	mustBuild(t, c, dir, 0, 3)
	if _, err := c.Build(t.Context(), t.TempDir(), false, of(sayings(0, 4))); !errors.Is(err, search.ErrLogBehind) {
		t.Errorf("a folder without edits: %v", err)
	}
	f, l := follower(t, c)
	if err := f.step(t.Context(), &following{}); err != nil || !has(l, 2) || has(l, 3) {
		t.Errorf("what is served: %v, %+v", err, l.Status())
	}
}

func TestWhatAnObjectWasMadeOfIsNotServed(t *testing.T) {
	t.Parallel()
	servers := clustertest.Start(t, 1)
	c := connectBriefly(t, servers)
	dir := t.TempDir()
	mustBuild(t, c, dir, 0, 2)
	f, l := follower(t, c)
	mustStep(t, f)
	mustBuild(t, c, dir, 1, 3)
	p, _, err := c.Current(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	lies, err := c.parts()
	if err != nil {
		t.Fatal(err)
	}
	name := part(p.folder(), "records.dat", 0)
	good, err := lies.objects.GetBytes(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	stream, err := c.js.Stream(t.Context(), objectsStream)
	if err != nil {
		t.Fatal(err)
	}
	for what, spoil := range map[string]func() error{
		"another one": func() error {
			bad := slices.Clone(good)
			bad[len(bad)/2] ^= 1
			_, err := lies.objects.PutBytes(t.Context(), name, bad)
			return err
		},
		"a longer one":  func() error { _, err := lies.objects.PutBytes(t.Context(), name, append(good, good...)); return err },
		"a shorter one": func() error { _, err := lies.objects.PutBytes(t.Context(), name, good[1:]); return err },
		"none":          func() error { return lies.objects.Delete(t.Context(), name) },
		"other chunks": func() error {
			if _, err := lies.objects.PutBytes(t.Context(), name, good); err != nil {
				return err
			}
			info, err := lies.objects.GetInfo(t.Context(), name)
			if err != nil {
				return err
			}
			if err := stream.Purge(t.Context(), jetstream.WithPurgeSubject(chunkSubjects+info.NUID)); err != nil {
				return err
			}
			_, err = c.js.Publish(t.Context(), chunkSubjects+info.NUID, []byte(strings.ToUpper(string(good))))
			return err
		},
	} {
		if err := spoil(); err != nil {
			t.Fatal(err)
		}
		if err := f.step(t.Context(), &following{}); !errors.Is(err, store.ErrCorrupt) {
			t.Errorf("%s: %v", what, err)
		}
		if !has(l, 0) || has(l, 3) {
			t.Errorf("%s: another generation serves", what)
		}
		if _, err := os.Stat(filepath.Join(f.DataDir, fmt.Sprintf("gen-%06d", p.Number))); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: a part of it lies in the folder", what)
		}
	}
	if _, err := lies.objects.PutBytes(t.Context(), name, good); err != nil {
		t.Fatal(err)
	}
	mustStep(t, f)
	if !has(l, 3) {
		t.Error("once it was put right, it is not served")
	}
}

func TestABuilderThatDiesWhileItPublishesLeavesNothing(t *testing.T) {
	t.Parallel()
	servers := clustertest.Start(t, 1)
	c := connectBriefly(t, servers)
	dir := t.TempDir()
	mustBuild(t, c, dir, 0, 2)
	lease := acquire(t, c, buildLease)
	if _, err := c.claim(t.Context(), lease.Fence(), func(current) error { return nil }); err != nil {
		t.Fatal(err)
	}
	// Some files are there, and of one some chunks.
	died := Published{Shipment: search.Shipment{Number: 2}, Fence: lease.Fence()}
	for _, name := range []string{"records.dat", "vocabulary"} {
		if err := c.put(t.Context(), jetstream.ObjectMeta{Name: part(died.folder(), name, 0)}, strings.NewReader(saying(99).Words)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.js.Publish(t.Context(), chunkSubjects+"UNFINISHED", []byte(saying(99).Words)); err != nil {
		t.Fatal(err)
	}
	lease.Release(t.Context())

	f, l := follower(t, c)
	mustStep(t, f)
	if !has(l, 0) {
		t.Error("the generation before is not served")
	}
	mustBuild(t, c, dir, 1, 3)
	mustStep(t, f)
	if !has(l, 3) {
		t.Error("the next generation is not served")
	}
	leftover := func() bool {
		return slices.ContainsFunc(objects(t, c), func(name string) bool { return strings.HasPrefix(name, died.folder()+"/") })
	}
	if !leftover() {
		t.Error("what is young was removed")
	}
	if err := c.sweep(t.Context(), 0, false); err != nil {
		t.Fatal(err)
	}
	if leftover() {
		t.Errorf("left: %q", objects(t, c))
	}
	servers.Stop(0) // so that what it wrote is on its disk
	if where := grep(t, servers.Store(0), saying(99).Words); len(where) > 0 {
		t.Errorf("what a broken upload left is in %q", where)
	}
}
