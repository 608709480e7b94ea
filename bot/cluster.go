package main

import (
	"context"
	"log/slog"
	"time"

	"verbatim/bot/cluster"
	"verbatim/bot/daily"
	"verbatim/bot/endpoint"
	"verbatim/config"
)

// clusterWait is how long a start waits for the NATS servers, which may start with it.
const clusterWait = 20 * time.Second

// openCluster returns what the settings say of other processes; nil: there are none.
func openCluster(c config.Config, log *slog.Logger) (*cluster.Cluster, error) {
	if c.ClusterURL == "" {
		return nil, nil
	}
	opened, err := cluster.Open(cluster.Options{
		URLs: c.ClusterURL, Credentials: c.ClusterCredentials, Authority: c.ClusterAuthority, Replicas: c.ClusterReplicas, Logger: log,
	})
	if err != nil {
		return nil, wrongSetting("CLUSTER_URL", err)
	}
	return opened, nil
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
	if err == nil || ctx.Err() != nil {
		return nil
	}
	if s.library.Status().Generation == 0 {
		return &exitError{exitUnavailable, "the NATS servers of CLUSTER_URL cannot be reached, and the data folder has nothing to answer from without them"}
	}
	s.log.Error("the NATS servers cannot be reached; what is known is served, and no decision is taken until they are", "err", err)
	return nil
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
// processes not in the file, whose settings they take over.
func (s *server) chosen(file *daily.File) daily.Store {
	if s.cluster == nil {
		return file
	}
	s.table = cluster.NewTable(s.cluster, "daily", file.All())
	return s.table
}
