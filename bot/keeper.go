package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"verbatim/bot/reindex"
	"verbatim/search"
)

// keeper looks after the library of a bot that serves: it moves over to a
// generation that somebody built by hand, and has one built when there is none,
// when the one there was proved to be damaged, when the corpus changed while the
// bot was down, and when moderators' edits pile up.
type keeper struct {
	library     keptLibrary
	fingerprint func(context.Context) (string, error) // of the corpus
	build       func(context.Context) error           // returns when the build has ended
	log         *slog.Logger
}

type keptLibrary interface {
	Refresh(ctx context.Context) (switched bool, err error)
	Status() search.Status
}

const (
	// keepInterval is how soon a generation built by hand is served. A look is
	// one read of a file of a few bytes.
	keepInterval = 3 * time.Second
	// maxEdits is how many edits may wait beside a generation: with so many the
	// benchmark measures that searches stay fast.
	maxEdits = 500
	// A build that failed is tried again after a minute, then ever later.
	firstRetry = time.Minute
	lastRetry  = time.Hour
)

// run keeps until ctx ends, and waits for the build that it began.
func (k keeper) run(ctx context.Context) {
	var (
		stale    = k.corpusChanged(ctx)
		retry    = firstRetry
		notYet   time.Time // no build begins before
		building bool
		built    = make(chan error, 1)
		builds   sync.WaitGroup
	)
	defer builds.Wait()
	tick := time.NewTicker(keepInterval)
	defer tick.Stop()
	for {
		// Somebody else may have read the corpus in the meantime.
		if stale && !building {
			stale = k.corpusChanged(ctx)
		}
		if why := k.reason(stale); why != "" && !building && !time.Now().Before(notYet) {
			k.log.Info("the corpus is to be read", "why", why)
			building = true
			builds.Go(func() { built <- k.build(ctx) })
		}
		select {
		case <-ctx.Done():
			return
		case err := <-built:
			building = false
			if err == nil {
				retry = firstRetry
			} else if ctx.Err() == nil {
				notYet = time.Now().Add(retry)
				k.log.Warn("the corpus will be read again", "in", retry)
				retry = min(2*retry, lastRetry)
			}
		case <-tick.C:
			k.refresh(ctx)
		}
	}
}

func (k keeper) refresh(ctx context.Context) {
	switched, err := k.library.Refresh(ctx)
	switch {
	case err != nil && ctx.Err() == nil:
		k.log.Error("a newer generation cannot be opened; the old one goes on serving", "err", err)
	case switched:
		k.log.Info("moved over to a newer generation", "generation", k.library.Status().Generation)
	}
}

// corpusChanged reports whether the corpus is another one than the generation
// was built from. A corpus that cannot be looked at is no reason to build.
func (k keeper) corpusChanged(ctx context.Context) bool {
	status := k.library.Status()
	if status.Generation == 0 {
		return false // there is a better reason
	}
	fingerprint, err := k.fingerprint(ctx)
	if err != nil {
		k.log.Error("whether the corpus changed is not known", "err", err)
		return false
	}
	return fingerprint != status.Corpus
}

// reason says why the corpus should be read now, or "".
func (k keeper) reason(stale bool) string {
	status := k.library.Status()
	switch {
	case status.Generation == 0:
		return "nothing was read yet"
	case status.Damage != nil:
		return "a damaged generation was set aside"
	case stale:
		return "the corpus changed; the old generation serves meanwhile"
	case status.Edits >= maxEdits:
		return "many moderators' edits wait"
	}
	return ""
}

// buildOnce has the runner read the corpus and waits for the end. A build that
// runs already is as good.
func buildOnce(runner *reindex.Runner) func(context.Context) error {
	return func(ctx context.Context) error {
		run, err := runner.Start(ctx, "")
		if errors.Is(err, reindex.ErrRunning) {
			return pauseUntilIdle(ctx, runner)
		}
		if err != nil {
			return err
		}
		_, err = run.Wait(ctx)
		return err
	}
}

func pauseUntilIdle(ctx context.Context, runner *reindex.Runner) error {
	look := time.NewTicker(keepInterval)
	defer look.Stop()
	for runner.Status().Running {
		select {
		case <-look.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}
