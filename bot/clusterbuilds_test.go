package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"verbatim/bot/cluster"
	"verbatim/bot/cluster/clustertest"
	"verbatim/bot/discordtest"
	"verbatim/bot/endpoint"
	"verbatim/search"
)

// fakePublications are what a cluster says.
type fakePublications struct {
	published *cluster.Published
	building  bool
	err       error
}

func (f *fakePublications) Building(context.Context) (bool, error) { return f.building, f.err }

func (f *fakePublications) Current(context.Context) (cluster.Published, uint64, error) {
	if f.published == nil {
		return cluster.Published{}, 0, errors.Join(f.err, cluster.ErrNothingPublished)
	}
	return *f.published, 1, f.err
}

func TestOneOfSeveralProcessesReadsItsCorpusForAGoodReason(t *testing.T) {
	const own = "the fingerprint of the folder"
	real, other := &cluster.Published{Corpus: own}, &cluster.Published{Corpus: "another one"}
	starter := &cluster.Published{Corpus: own, Starter: true}
	full := search.Status{Generation: 3, Corpus: own, Edits: maxEdits}
	for name, tt := range map[string]struct {
		publications fakePublications
		status       search.Status
		own          bool
		after        time.Duration
		want         string
	}{
		"nothing is published":                       {own: true, want: "nothing was published in the cluster yet"},
		"nothing is published, though it has one":    {own: true, status: search.Status{Generation: 4, Corpus: own}, want: "nothing was published in the cluster yet"},
		"without a folder it waits for others":       {after: headStart - time.Second},
		"and then takes the starter corpus":          {after: headStart, want: "nothing was published in the cluster yet"},
		"another process builds":                     {own: true, publications: fakePublications{building: true}},
		"NATS is silent":                             {own: true, publications: fakePublications{err: cluster.ErrUnreachable}},
		"the starter corpus is published":            {own: true, publications: fakePublications{published: starter}, want: "the cluster serves the starter corpus"},
		"its folder is published":                    {own: true, publications: fakePublications{published: real}},
		"it has no generation yet":                   {own: true, publications: fakePublications{published: real}, status: search.Status{}},
		"the one it has is damaged":                  {own: true, publications: fakePublications{published: real}, status: search.Status{Damage: errors.New("damaged")}},
		"another folder is published":                {own: true, publications: fakePublications{published: other}},
		"many edits wait":                            {own: true, publications: fakePublications{published: real}, status: full, want: "many moderators' edits wait"},
		"many edits wait beside another folder":      {own: true, publications: fakePublications{published: other}, status: full},
		"many edits wait and it has no folder":       {publications: fakePublications{published: real}, status: full},
		"many edits wait beside the starter corpus":  {publications: fakePublications{published: starter}, status: full, want: "many moderators' edits wait"},
		"another starter corpus of a later version":  {publications: fakePublications{published: &cluster.Published{Corpus: "older", Starter: true}}, after: time.Hour},
		"the folder of a process is not its starter": {publications: fakePublications{published: real}, after: time.Hour},
	} {
		synctest.Test(t, func(t *testing.T) {
			var log strings.Builder
			r := &sharedReasons{
				library: &fakeLibrary{status: tt.status}, cluster: &tt.publications, own: tt.own, began: time.Now(),
				fingerprint: func(context.Context) (string, error) { return own, nil },
				log:         slog.New(slog.NewTextHandler(&log, nil)),
			}
			time.Sleep(tt.after)
			if got := r.why(t.Context()); got != tt.want {
				t.Errorf("%s: %q, want %q", name, got, tt.want)
			}
			for range 3 {
				time.Sleep(2 * lookAgain)
				r.why(t.Context())
			}
			differs := tt.publications.published == other && tt.own
			if n := strings.Count(log.String(), "differs from what is published"); n > 1 || differs != (n == 1) {
				t.Errorf("%s: it is said %d times that the folder differs", name, n)
			}
		})
	}
}

// verbatim runs the program with the settings of a bot.
func verbatim(t *testing.T, settings map[string]string, args ...string) (output string, err error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "verbatim", args...)
	cmd.Dir = t.TempDir()
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + cmd.Dir}
	for name, value := range settings {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// Three processes, of which one has a corpus folder, serve what that one reads, and
// nothing that another one would have.
func TestProcessesOfAClusterServeTheSameGeneration(t *testing.T) {
	if !*severalProcesses {
		t.Skip("-cluster runs it")
	}
	startsProcesses(t)
	servers := clustertest.Start(t, 1)
	d := discordtest.New(t)
	var bots []*bot
	var folders []map[string]string
	for i := range 3 {
		settings := withModerators(homeSettings(t))
		settings["CLUSTER_URL"], settings["CLUSTER_REPLICAS"] = servers.URLs(), "1"
		settings["HTTP_ADDR"], settings["DISCORD_PUBLIC_KEY"] = freePort(t), discordtest.PublicKey()
		settings["DATA_DIR"] = filepath.Join(t.TempDir(), "data")
		if i > 0 {
			delete(settings, "CORPUS_DIR")
		}
		folders = append(folders, settings)
		bots = append(bots, startBot(t, d, settings))
	}
	bots[0].until("the commands are registered", func() bool { return slices.Contains(d.Commands(discordtest.Guild), "corpus") })
	ask := func(i int, what discordtest.Interaction) (discordtest.Answer, error) {
		return d.Post(bots[i].context(), http.DefaultClient, "http://"+folders[i]["HTTP_ADDR"]+endpoint.Path, what)
	}
	all := func(words, want string) {
		t.Helper()
		for i, b := range bots {
			b.until(fmt.Sprintf("process %d serves %q", i+1, words), func() bool {
				a, err := ask(i, find(words).By(b.visitor()))
				return err == nil && strings.Contains(visible(a.Message()), want)
			})
		}
	}
	moderate := func(i int, want string, options ...discordtest.CommandOption) {
		t.Helper()
		a, err := ask(i, discordtest.Slash("corpus reindex", options...).By(withRole(bots[i].visitor())))
		if err != nil {
			t.Fatal(err)
		}
		if m, err := a.Until(bots[i].context(), func(m discordtest.Message) bool { return strings.Contains(visible(m), want) }); err != nil {
			t.Errorf("a reading at process %d: %v: %s", i+1, err, visible(m))
		}
	}
	all("bridge", "1 / 2")
	writeCorpus(t, folders[0], "more.csv", "text,speaker\nNo river asks who crosses it,Ewa Lis\n")
	if out, err := verbatim(t, folders[0], "index", "--progress", "none"); err != nil || !strings.Contains(out, "1 added") {
		t.Fatalf("index: %v\n%s", err, out)
	}
	all("river crosses", "Ewa Lis")

	writeCorpus(t, folders[0], "more.csv", "text,speaker\nNo river asks who crosses it,Ewa Lis\nEvery river is crossed twice,Ewa Lis\n")
	moderate(1, "1 added, 0 changed, 0 removed")
	all("crossed twice", "Ewa Lis")
	moderate(2, "no corpus folder to compare with", discordtest.Opt("dry-run", true))

	out, err := verbatim(t, folders[1], "index", "--progress", "none")
	if err == nil || !strings.Contains(out, "the starter corpus does not take the place") {
		t.Errorf("a process without a folder reads: %v\n%s", err, out)
	}
	servers.Stop(0)
	all("river crosses", "1 / 2")
}
