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

// rebuildScheduler decides when a bot that serves reads the corpus again: when
// there is no generation, when the one there was proved to be damaged, when the
// corpus changed while the bot was down, and when moderators' edits pile up. It
// also moves over to a generation that somebody built by hand.
type rebuildScheduler struct {
	library     scheduledLibrary
	fingerprint func(context.Context) (string, error) // of the corpus
	build       func(context.Context) error           // returns when the build has ended
	log         *slog.Logger
	// why, which may be nil, decides instead: it says why the corpus should be read
	// now, or "".
	why func(context.Context) string
}

// scheduledLibrary is what the scheduler needs of [search.Library].
type scheduledLibrary interface {
	Refresh(ctx context.Context) (switched bool, err error)
	Status() search.Status
}

const (
	// refreshInterval is how soon a generation built by hand is served. Each
	// refresh reads a file of a few bytes.
	refreshInterval = 3 * time.Second
	// maxEdits is how many edits may wait beside a generation: with so many the
	// benchmark measures that searches stay fast.
	maxEdits = 500
	// maxBeside is how many quotations they may be about: of a merge thousands. Each
	// edit goes through all of them, in a tenth of a second.
	maxBeside = 1500
	// A build that failed is tried again after a minute, then ever later.
	firstRetry = time.Minute
	lastRetry  = time.Hour
)

// run schedules until ctx ends, and waits for the build that it began.
func (r rebuildScheduler) run(ctx context.Context) {
	var (
		stale    = r.why == nil && r.corpusChanged(ctx)
		retry    = firstRetry
		notYet   time.Time // no build begins before
		building bool
		built    = make(chan error, 1)
		builds   sync.WaitGroup
	)
	defer builds.Wait()
	tick := time.NewTicker(refreshInterval)
	defer tick.Stop()
	for {
		// Somebody else may have read the corpus in the meantime.
		if stale && !building {
			stale = r.corpusChanged(ctx)
		}
		if !building && !time.Now().Before(notYet) {
			if why := r.reason(ctx, stale); why != "" {
				r.log.Info("the corpus is to be read", "why", why)
				building = true
				builds.Go(func() { built <- r.build(ctx) })
			}
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
				r.log.Warn("the corpus will be read again", "in", retry)
				retry = min(2*retry, lastRetry)
			}
		case <-tick.C:
			r.refresh(ctx)
		}
	}
}

func (r rebuildScheduler) refresh(ctx context.Context) {
	switched, err := r.library.Refresh(ctx)
	switch {
	case err != nil && ctx.Err() == nil:
		r.log.Error("a newer generation cannot be opened; the old one goes on serving", "err", err)
	case switched:
		r.log.Info("moved over to a newer generation", "generation", r.library.Status().Generation)
	}
}

// corpusChanged reports whether the corpus is another one than the generation
// was built from. A corpus that cannot be looked at is no reason to build.
func (r rebuildScheduler) corpusChanged(ctx context.Context) bool {
	status := r.library.Status()
	if status.Generation == 0 {
		return false // there is a better reason
	}
	fingerprint, err := r.fingerprint(ctx)
	if err != nil {
		r.log.Error("whether the corpus changed is not known", "err", err)
		return false
	}
	return fingerprint != status.Corpus
}

// reason says why the corpus should be read now, or "".
func (r rebuildScheduler) reason(ctx context.Context, stale bool) string {
	if r.why != nil {
		return r.why(ctx)
	}
	status := r.library.Status()
	switch {
	case status.Generation == 0:
		return "nothing was read yet; until it is, people are told how far it is"
	case status.Damage != nil:
		return "a damaged generation was set aside"
	case stale:
		return "the corpus changed; the old generation serves meanwhile"
	case status.Edits >= maxEdits, status.Beside >= maxBeside:
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
	look := time.NewTicker(refreshInterval)
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
