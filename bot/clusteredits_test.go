package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"verbatim/bot/cluster/clustertest"
	"verbatim/quotes"
)

// A log of before moves into a cluster, from then on the terminal decides through that,
// and nothing is decided beside it.
func TestTheTerminalDecidesInTheCluster(t *testing.T) {
	if !*severalProcesses {
		t.Skip("-cluster runs it")
	}
	servers := clustertest.Start(t, 1)
	corpus := t.TempDir()
	const first, other = "The shortest way between two villages is a quarrel.", "A map is a promise that somebody walked there first."
	if err := os.WriteFile(filepath.Join(corpus, "a.csv"), []byte("quote,author\n"+first+",Mara Lindqvist\n"+other+",Mara Lindqvist\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	says := func(dir string, clustered bool, args ...string) string {
		t.Helper()
		env := map[string]string{"DATA_DIR": dir, "CORPUS_DIR": corpus, "CLUSTER_REPLICAS": "1"}
		if clustered {
			env["CLUSTER_URL"] = servers.URLs()
		}
		var out bytes.Buffer
		run(t.Context(), args, func(name string) string { return env[name] }, strings.NewReader(""), &out, &out)
		return out.String()
	}
	id, second := string(quotes.IDOf(first)), string(quotes.IDOf(other))
	a, b, c := t.TempDir(), t.TempDir(), t.TempDir()
	for _, dir := range []string{a, b, c} {
		says(dir, false, "index")
	}
	for _, step := range []struct {
		dir       string
		clustered bool
		args      string
		want      string
	}{
		{a, false, "cluster import", "CLUSTER_URL names its NATS servers"},
		{a, false, "edits hide " + id, "#1 · Hidden"},
		{c, false, "edits hide " + second, "#1 · Hidden"},
		{a, true, "edits hide " + second, "verbatim cluster import"},
		{a, true, "cluster import", "1 decision is in the cluster now"},
		{a, true, "cluster import", "1 decision is in the cluster now"},
		{c, true, "cluster import", "has decisions already"},
		{c, true, "edits hide " + id, "give this process an empty data folder"},
		{b, true, "edits hide " + second, "#2 · Hidden"},
		{a, true, "edits undo 2", "#3 · Undid #2"},
		{b, true, "edits restore " + id, "#4"},
		{b, false, "edits hide " + second, "those of a cluster"},
		{b, false, "edits list", "#4"},
	} {
		if got := says(step.dir, step.clustered, strings.Fields(step.args)...); !strings.Contains(got, step.want) {
			t.Errorf("verbatim %s, in the cluster: %v, says %q, without %q", step.args, step.clustered, got, step.want)
		}
	}
}
