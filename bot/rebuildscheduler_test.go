package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"verbatim/search"
)

// fakeLibrary is a library of which only the status matters.
type fakeLibrary struct {
	mu        sync.Mutex
	status    search.Status
	refreshed int
}

func (l *fakeLibrary) Refresh(context.Context) (bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.refreshed++
	return false, nil
}

func (l *fakeLibrary) Status() search.Status {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.status
}

func (l *fakeLibrary) set(s search.Status) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.status = s
}

// schedule runs a scheduler inside the bubble for a time and returns when its
// builds began, counted from the start.
func schedule(t *testing.T, l *fakeLibrary, corpus string, d time.Duration, build func(n int) error) []time.Duration {
	t.Helper()
	var (
		mu    sync.Mutex
		began []time.Duration
		start = time.Now()
	)
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	rebuildScheduler{
		library:     l,
		fingerprint: func(context.Context) (string, error) { return corpus, nil },
		build: func(context.Context) error {
			mu.Lock()
			began = append(began, time.Since(start))
			n := len(began)
			mu.Unlock()
			time.Sleep(time.Second)
			return build(n)
		},
		log: slog.New(slog.DiscardHandler),
	}.run(ctx)
	return began
}

func TestAFreshIndexIsRefreshedAndNotRebuilt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &fakeLibrary{status: search.Status{Generation: 1, Corpus: "a"}}
		if began := schedule(t, l, "a", time.Hour, func(int) error { return nil }); len(began) != 0 {
			t.Errorf("builds at %v", began)
		}
		if want := int(time.Hour/refreshInterval) - 1; l.refreshed < want {
			t.Errorf("looked for a newer generation %d times, want at least %d", l.refreshed, want)
		}
	})
}

func TestTheCorpusIsReadWhenItMustBe(t *testing.T) {
	for name, status := range map[string]search.Status{
		"nothing was read yet; until it is, people are told how far it is": {},
		"the corpus changed":       {Generation: 1, Corpus: "b"},
		"damage":                   {Generation: 1, Corpus: "a", Damage: errors.New("a checksum is wrong")},
		"many edits wait":          {Generation: 1, Corpus: "a", Edits: maxEdits},
		"edits of many quotations": {Generation: 1, Corpus: "a", Edits: 1, Beside: maxBeside},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := &fakeLibrary{status: status}
				began := schedule(t, l, "a", time.Hour, func(int) error {
					l.set(search.Status{Generation: 2, Corpus: "a"})
					return nil
				})
				if len(began) != 1 || began[0] != 0 {
					t.Errorf("builds at %v, want one at once", began)
				}
			})
		})
	}
}

func TestAFailedBuildIsTriedAgainEverLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &fakeLibrary{}
		began := schedule(t, l, "a", 4*time.Hour, func(n int) error {
			if n < 8 {
				return errors.New("no")
			}
			l.set(search.Status{Generation: 1, Corpus: "a"})
			return nil
		})
		if len(began) != 8 {
			t.Fatalf("%d builds, want 8", len(began))
		}
		for i, wait := range []time.Duration{1, 2, 4, 8, 16, 32, 60} {
			if got := began[i+1] - began[i]; got < wait*time.Minute || got > wait*time.Minute+2*refreshInterval {
				t.Errorf("between build %d and the next: %v, want %v minutes", i+1, got, int(wait))
			}
		}
	})
}

func TestAChangeThatSomebodyElseReadNeedsNoBuild(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &fakeLibrary{status: search.Status{Generation: 1, Corpus: "b"}}
		began := schedule(t, l, "a", time.Hour, func(int) error {
			l.set(search.Status{Generation: 2, Corpus: "a"})
			return errors.New("the other one was first")
		})
		if len(began) != 1 {
			t.Errorf("builds at %v, want one", began)
		}
	})
}
