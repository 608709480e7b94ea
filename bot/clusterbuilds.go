package main

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"time"

	"verbatim/bot/cluster"
	"verbatim/bot/intake"
	"verbatim/bot/reindex"
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

// buildElsewhere has another process read the corpus if this one has none and what is
// published is no starter corpus. It returns when this process serves what came of it.
func (s *server) buildElsewhere(ctx context.Context, by string, dryRun bool) (bool, error) {
	if s.cluster == nil || s.settings.CorpusDir != "" {
		return false, nil
	}
	switch p, _, err := s.cluster.Current(ctx); {
	case errors.Is(err, cluster.ErrNothingPublished), err == nil && p.Starter:
		return false, nil
	case errors.Is(err, cluster.ErrUnreachable):
		return true, unreached(err)
	case err != nil:
		return true, err
	case dryRun:
		return true, &reindex.Error{Sentence: "the process that answers here has no corpus folder to compare with; use /corpus reindex without dry-run, which another process does", Err: errors.New("there is no corpus folder")}
	}
	last := uint64(0)
	if edits := s.library.Edits(); len(edits) > 0 {
		last = edits[len(edits)-1].Seq
	}
	number, err := s.cluster.AskForBuild(ctx, by, last)
	failed, isFailure := errors.AsType[*cluster.BuildError](err)
	switch {
	case isFailure:
		return true, &reindex.Error{Sentence: failed.Sentence, Err: err}
	case errors.Is(err, cluster.ErrNoBuilder):
		return true, &reindex.Error{Sentence: "the process that answers here has no corpus folder, and none that has one is running; start one, or give this one a CORPUS_DIR", Err: err}
	case errors.Is(err, cluster.ErrUnreachable):
		return true, unreached(err)
	case err != nil:
		return true, err
	}
	for s.cluster.Serving() < number {
		if !pause(ctx) {
			return true, ctx.Err()
		}
	}
	return true, nil
}

// unreached is what a moderator is told when the cluster cannot be asked.
func unreached(err error) error {
	return &reindex.Error{Sentence: "the NATS servers cannot be reached, so nothing was read; try again in a minute", Err: err}
}

// buildForOthers reads the corpus for processes that have none, until ctx ends.
func (s *server) buildForOthers(ctx context.Context) {
	if s.cluster == nil || s.settings.CorpusDir == "" {
		return
	}
	same := func(ctx context.Context) bool {
		p, _, err := s.cluster.Current(ctx)
		now, ownErr := s.fingerprint(ctx)
		return err == nil && ownErr == nil && now == p.Corpus
	}
	s.cluster.BuildForOthers(ctx, same, func(ctx context.Context, wanted cluster.Request) (int, string) {
		s.log.Info("another process wants the corpus to be read", "by", wanted.By)
		number, err := s.buildWith(ctx, wanted)
		if failed, ok := errors.AsType[*reindex.Error](err); ok {
			return 0, failed.Sentence
		}
		if err != nil {
			s.log.Error("reading the corpus for another process", "err", err)
			return 0, "the process that has the corpus could not read it; its log has the details"
		}
		return number, ""
	})
}

// buildWith reads the corpus once it has the edits that another process has, and began
// no earlier.
func (s *server) buildWith(ctx context.Context, wanted cluster.Request) (int, error) {
	for wanted.EditSeq > 0 && len(s.library.EditsAfter(wanted.EditSeq-1)) == 0 {
		if !pause(ctx) {
			return 0, ctx.Err()
		}
	}
	for {
		run, err := s.runner.Start(ctx, wanted.By)
		if errors.Is(err, reindex.ErrRunning) && pause(ctx) {
			continue
		}
		if err != nil {
			return 0, err
		}
		report, err := run.Wait(ctx)
		return report.Index.Generation, err
	}
}

// lookEvery is how often something is looked for that another process does.
const lookEvery = 200 * time.Millisecond

// pause waits a moment, and reports whether ctx goes on.
func pause(ctx context.Context) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(lookEvery):
		return true
	}
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

// takeDecisions brings a data folder's log of edits up to date, whether or not another
// process does so.
func takeDecisions(ctx context.Context, c *cluster.Cluster, dataDir string) error {
	edits, err := cluster.OpenEdits(c, dataDir)
	if err != nil {
		return err
	}
	return errors.Join(edits.Join(ctx), edits.Close())
}

// whyShared is what decides when one of several processes reads the corpus; nil: there
// is one.
func (s *server) whyShared() func(context.Context) string {
	if s.cluster == nil {
		return nil
	}
	r := &sharedReasons{
		library: s.library, cluster: s.cluster, fingerprint: s.fingerprint, own: s.settings.CorpusDir != "", began: time.Now(), log: s.log,
	}
	return r.why
}

// sharedImports is where files from moderators lie for all processes; nil: there is one.
func (s *server) sharedImports() intake.Shared {
	if s.cluster == nil {
		return nil
	}
	return s.cluster
}

// clusterEnv are the settings of the cluster as variables, for a child.
func (s *server) clusterEnv() []string {
	c := s.settings
	if s.cluster == nil {
		c.ClusterURL = ""
	}
	return []string{
		"CLUSTER_URL=" + c.ClusterURL, "CLUSTER_CREDENTIALS=" + c.ClusterCredentials, "CLUSTER_CA=" + c.ClusterAuthority,
		"CLUSTER_REPLICAS=" + strconv.Itoa(c.ClusterReplicas),
	}
}
