package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"verbatim/bot/cluster"
	"verbatim/search"
)

// sharedReasons decides when one of several processes reads the corpus by itself. What is
// published is followed elsewhere: a generation that is missing or damaged here comes from
// there. A process reads its corpus if nothing is published yet, or the starter corpus
// only; and if moderators' edits pile up and its folder is what was published. A folder
// that differs takes the place of what is published when a moderator wants it to.
type sharedReasons struct {
	library     interface{ Status() search.Status }
	cluster     publications
	fingerprint func(context.Context) (string, error) // of the corpus
	own         bool                                  // it is a folder, and not the starter corpus
	began       time.Time
	log         *slog.Logger

	told   string // the fingerprint of the folder that was said to differ
	looked time.Time
	differ bool
}

// publications are what is published in a cluster (cluster.Cluster).
type publications interface {
	Current(context.Context) (cluster.Published, uint64, error)
	Building(context.Context) (bool, error)
}

// headStart is for how long a process with a folder of its own comes before those that
// have the starter corpus.
const headStart = 5 * time.Second

// lookAgain is how often a folder is compared with what is published.
const lookAgain = time.Minute

// why says why the corpus should be read now, or "". It is called by one goroutine.
func (r *sharedReasons) why(ctx context.Context) string {
	if building, err := r.cluster.Building(ctx); building || err != nil {
		return ""
	}
	p, _, err := r.cluster.Current(ctx)
	switch {
	case errors.Is(err, cluster.ErrNothingPublished):
		if !r.own && time.Since(r.began) < headStart {
			return ""
		}
		return "nothing was published in the cluster yet"
	case err != nil:
		return ""
	case p.Starter && r.own:
		return "the cluster serves the starter corpus"
	case !p.Starter && !r.own, r.differs(ctx, p.Corpus):
		return ""
	}
	if s := r.library.Status(); s.Edits >= maxEdits || s.Beside >= maxBeside {
		return "many moderators' edits wait"
	}
	return ""
}

// differs reports whether the corpus is another one than what is published, and says so
// once.
func (r *sharedReasons) differs(ctx context.Context, published string) bool {
	if time.Since(r.looked) < lookAgain {
		return r.differ
	}
	now, err := r.fingerprint(ctx)
	if err != nil {
		r.log.Error("whether the corpus is what is published is not known", "err", err)
	}
	r.looked, r.differ = time.Now(), err != nil || now != published
	if err == nil && r.own && r.differ && r.told != now {
		r.told = now
		r.log.Warn("the corpus folder of this process differs from what is published; a moderator's /corpus reindex makes it what all processes serve")
	}
	return r.differ
}
