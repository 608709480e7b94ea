package main

import (
	"context"
	"errors"
	"fmt"

	"verbatim/bot/cluster"
	"verbatim/quotes/store"
)

const clusterHelp = `Usage: verbatim cluster import [FLAGS]

Moves the moderators' decisions of a data folder into the cluster of
CLUSTER_URL, which must have none yet, each under the number that it has. The
folder is one of the cluster's from then on: nothing is written into its
decisions but what the cluster took. Stop the bot first. An import that broke
off goes on when it is started again, and servers that lost decisions get back
what the folder has.

  --data DIR  the data folder (DATA_DIR)
  --env FILE  the env file (.env)

Example:
  verbatim cluster import --env /etc/verbatim.env
`

func clusterCommand(ctx context.Context, p program, args []string) error {
	flags := newFlags()
	dataDir := flags.String("data", "", "")
	env := envFlag(flags)
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 || rest[0] != "import" {
		return usage("say what to do: import")
	}
	dir, err := p.dataFolder(*dataDir, env)
	if err != nil {
		return err
	}
	settings, err := p.load(env)
	if err != nil {
		return err
	}
	if settings.ClusterURL == "" {
		return &exitError{exitConfig, "there is no cluster to move decisions into; CLUSTER_URL names its NATS servers"}
	}
	unlock, err := store.LockServing(dir)
	if errors.Is(err, store.ErrServing) {
		return &exitError{exitBusy, "a bot serves from this data folder; stop it first"}
	}
	if err != nil {
		return err
	}
	c, edits, err := p.reachCluster(ctx, settings, dir)
	if err != nil {
		return errors.Join(explainCluster(err), unlock())
	}
	n, err := edits.Import(ctx)
	err = errors.Join(err, edits.Close(), unlock())
	c.Close()
	if err != nil {
		return explainCluster(err)
	}
	if n == 1 {
		fmt.Fprintln(p.Stdout, "1 decision is in the cluster now.")
	} else {
		fmt.Fprintf(p.Stdout, "%d decisions are in the cluster now.\n", n)
	}
	return nil
}

// explainCluster says in a sentence what is wrong with the cluster, where it knows.
func explainCluster(err error) error {
	switch {
	case errors.Is(err, cluster.ErrNotEmpty):
		return errors.New("the cluster of CLUSTER_URL has decisions already; give this process an empty data folder instead")
	case errors.Is(err, cluster.ErrUnreachable):
		return errors.New("the NATS servers of CLUSTER_URL cannot be reached; nothing was changed that trying again does not complete")
	}
	return err
}
