package main

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"verbatim/bot/cli"
	"verbatim/bot/cluster"
	"verbatim/bot/command"
	"verbatim/bot/daily"
	"verbatim/bot/endpoint"
	"verbatim/bot/gateway"
	"verbatim/config"
	"verbatim/search"
)

// clusterWait is how long a start waits for the NATS servers, which may start with it.
const clusterWait = 20 * time.Second

// openCluster returns what the settings say of other processes; nil: there are none.
func openCluster(c config.Config, log *slog.Logger) (*cluster.Cluster, error) {
	if c.ClusterURL == "" {
		return nil, nil
	}
	opened, err := cluster.Open(clusterOptions(c, log))
	return opened, wrongOption(err)
}

// wrongOption names the setting that an error of package cluster is about.
func wrongOption(err error) error {
	if wrong, ok := errors.AsType[*cluster.OptionError](err); ok {
		settings := map[string]string{"URLs": "CLUSTER_URL", "Credentials": "CLUSTER_CREDENTIALS", "Authority": "CLUSTER_CA"}
		return wrongSetting(settings[wrong.Option], cli.PlainPathError(wrong.Err))
	}
	return err
}

// notReached says why the cluster was not reached, in a sentence without its end.
func notReached(err error) string {
	switch {
	case errors.Is(err, cluster.ErrRefused):
		return "the NATS servers of CLUSTER_URL refuse what CLUSTER_CREDENTIALS says"
	case errors.Is(err, cluster.ErrTooFew):
		return "CLUSTER_REPLICAS is more than there are NATS servers that know each other"
	}
	return "the NATS servers of CLUSTER_URL cannot be reached"
}

func clusterOptions(c config.Config, log *slog.Logger) cluster.Options {
	return cluster.Options{
		URLs: c.ClusterURL, Credentials: c.ClusterCredentials, Authority: c.ClusterAuthority, Replicas: c.ClusterReplicas, Logger: log,
	}
}

// awaitCluster waits for the NATS servers. Without them only what was there before is
// served, if anything was.
func (s *server) awaitCluster(ctx context.Context) error {
	if s.cluster == nil {
		return nil
	}
	waiting, cancel := context.WithTimeout(ctx, clusterWait)
	defer cancel()
	err := s.cluster.Ready(waiting)
	if err == nil {
		err = s.edits.Join(waiting)
	}
	if err == nil {
		err = s.library.TakeEdits(waiting)
	}
	if err == nil || ctx.Err() != nil {
		return nil
	}
	if errors.Is(err, cluster.ErrOtherHistory) {
		return &exitError{exitConfig, otherHistory}
	}
	if s.library.Status().Generation == 0 {
		return &exitError{exitUnavailable, notReached(err) + ", and the data folder has nothing to answer from without them"}
	}
	s.log.Error(notReached(err)+"; what is known is served, and no decision is taken until they are", "err", err)
	return nil
}

// otherHistory says what to do with a data folder that is none of the cluster's.
const otherHistory = "DATA_DIR: the moderators' decisions in the data folder are not those of the cluster of CLUSTER_URL; give this process an empty data folder, or, if the cluster has none yet, move them there with verbatim cluster import"

// openLibrary opens the data folder, whose log of edits is the cluster's mirror if there
// is one.
func (s *server) openLibrary() (err error) {
	o := search.Options{Logger: s.log}
	if s.cluster != nil {
		if s.edits, err = cluster.OpenEdits(s.cluster, s.settings.DataDir); err != nil {
			return err
		}
		o.Log = s.edits
	}
	if s.library, err = search.Open(s.settings.DataDir, o); err != nil {
		s.closeEdits()
	}
	return err
}

func (s *server) closeEdits() {
	if s.edits == nil {
		return
	}
	if err := s.edits.Close(); err != nil {
		s.log.Error("closing the log of edits failed", "err", err)
	}
}

// current returns when what is read from now on is what moderators decided.
func (s *server) current(ctx context.Context) {
	if s.edits != nil {
		s.edits.Current(ctx)
	}
}

// deciding is a data folder to which decisions are written, and what has to be closed
// with it.
type deciding struct {
	*search.Library
	close func() error
}

// openToDecide opens a data folder, to which decisions are to be written: with
// CLUSTER_URL all processes have them.
func (p program) openToDecide(ctx context.Context, dir string, env envFile, o search.Options) (*deciding, error) {
	settings, err := p.load(env)
	if err != nil {
		return nil, err
	}
	if o.ReadOnly || settings.ClusterURL == "" {
		l, err := search.Open(dir, o)
		if isReadOnly(err) {
			err = readOnlyError(dir, err)
		}
		if err != nil {
			return nil, err
		}
		return &deciding{l, l.Close}, nil
	}
	c, edits, err := p.reachCluster(ctx, settings, dir)
	if err != nil {
		return nil, err
	}
	waiting, cancel := context.WithTimeout(ctx, clusterWait)
	defer cancel()
	if err := edits.Join(waiting); err != nil {
		c.Close()
		return nil, errors.Join(err, edits.Close())
	}
	o.Log = edits
	l, err := search.Open(dir, o)
	if err != nil {
		c.Close()
		return nil, errors.Join(err, edits.Close())
	}
	following, stop := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() { edits.Follow(following, l.TakeEdits) })
	return &deciding{l, func() error {
		stop()
		running.Wait()
		err := errors.Join(l.Close(), edits.Close())
		c.Close()
		return err
	}}, nil
}

// reachCluster connects a command of the terminal to the cluster.
func (p program) reachCluster(ctx context.Context, settings config.Config, dir string) (*cluster.Cluster, *cluster.Edits, error) {
	settings.LogLevel = max(settings.LogLevel, slog.LevelError) // the rest is told in a sentence
	c, err := openCluster(settings, newLogger(p, settings))
	if err != nil {
		return nil, nil, err
	}
	waiting, cancel := context.WithTimeout(ctx, clusterWait)
	defer cancel()
	err = c.Ready(waiting)
	var edits *cluster.Edits
	if err == nil {
		edits, err = cluster.OpenEdits(c, dir)
	}
	if err != nil {
		c.Close()
	}
	return c, edits, err
}

// leaveCluster ends the connection, if there is one.
func (s *server) leaveCluster() {
	if s.cluster != nil {
		s.cluster.Close()
	}
}

// seen is what remembers interactions for all processes; nil: there is one.
func (s *server) seen() endpoint.Seen {
	if s.cluster == nil {
		return nil
	}
	return s.cluster
}

// chosen is where it is kept what servers chose for their daily posts: with several
// processes not in the file, which is a copy then.
func (s *server) chosen(file *daily.File) daily.Store {
	if s.cluster == nil {
		return file
	}
	s.table, s.copied = cluster.NewTable(s.cluster, "daily", file.All()), file
	return s.table
}

// copyEvery is how often what all processes share is copied into the data folder.
const copyEvery = time.Hour

// copyChosen keeps a copy of what servers chose, for backups and for a start without
// NATS, until ctx ends.
func (s *server) copyChosen(ctx context.Context) {
	tick := time.NewTicker(copyEvery)
	defer tick.Stop()
	for ended := false; !ended; {
		select {
		case <-ctx.Done():
			ended = true
		case <-tick.C:
		}
		if err := s.copied.Replace(s.table.All()); err != nil {
			s.log.Error("the daily posts of all processes are not copied into the data folder", "err", err)
		}
	}
}

// shared is what the commands have in common with other processes; nil: there are none.
func (s *server) shared() command.Shared {
	if s.cluster == nil {
		return nil
	}
	return s.cluster.Hourly()
}

// toldOnce is told for those edits of which no other process tells.
func (s *server) toldOnce(told func(context.Context, search.Edit)) func(context.Context, search.Edit) {
	if s.cluster == nil {
		return told
	}
	return func(ctx context.Context, e search.Edit) {
		claimed, err := s.cluster.Claim(ctx, "told", e.Seq)
		if err != nil {
			s.log.Warn("it is not known whether another process tells what came of a report", "err", err)
		}
		if claimed {
			told(ctx, e)
		}
	}
}

// signInRest is how far apart sign-ins of one bucket are: Discord wants five seconds.
const signInRest = 5*time.Second + 250*time.Millisecond

// shards are how many shards the bot has, which of them are this process's (nil: all),
// and when they may sign in (nil: no other process has a part in that). Several processes
// share them out, a single one too, unless the settings give this process some.
func (s *server) shards() (count int, mine gateway.Shards, gate gateway.Gate) {
	set := s.settings.Shards
	some := set.Last-set.First+1 < set.Count
	count = set.Count
	if set.Auto {
		count = gateway.AutoShards
	}
	switch {
	case s.cluster == nil && (set.Auto || count == 0):
		return count, nil, nil
	case s.cluster == nil:
		return count, gateway.NewRange(set.First, set.Last), nil
	case some:
		return count, gateway.NewRange(set.First, set.Last), s.cluster.Gate(signInRest, func() int { return count })
	}
	shared := s.cluster.Shards()
	return cmp.Or(count, 1), leasedShards{shared}, s.cluster.Gate(signInRest, shared.Count)
}

// leasedShards are those that several processes share out, as [gateway.Shards].
type leasedShards struct{ shards *cluster.Shards }

func (l leasedShards) Acquire(ctx context.Context, count int) (gateway.Lease, error) {
	shard, agreed, lost, err := l.shards.Acquire(ctx, count)
	return gateway.Lease{Shard: shard, Count: agreed, Lost: lost}, err
}

func (l leasedShards) Release(ctx context.Context, lease gateway.Lease) {
	l.shards.Release(ctx, lease.Shard)
}
