package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"verbatim/bot/cluster"
	"verbatim/bot/cluster/clustertest"
	"verbatim/bot/discordtest"
	"verbatim/bot/endpoint"
)

// victim is a process that befalls what a process can befall.
type victim interface {
	kill()  // ends it with SIGKILL
	start() // starts it again
	signal(syscall.Signal)
	cut()  // nothing comes from it or to it any more
	mend() // everything does
}

// machines are three NATS servers and three bots, each pair with a link between them.
type machines struct {
	t       *testing.T
	d       *discordtest.Server
	servers [3]*natsServer
	bots    [3]*member
}

// newMachines starts them. The first two bots have the corpus, the third has none.
func newMachines(t *testing.T) *machines {
	t.Helper()
	m := &machines{t: t, d: discordtest.New(t)}
	dir := t.TempDir()
	var routePorts [3]int
	for i := range m.servers {
		routePorts[i] = portOf(t, freePort(t))
		m.servers[i] = &natsServer{t: t, node: clustertest.Node{
			Name: fmt.Sprintf("nats%d", i+1), Port: portOf(t, freePort(t)), RoutePort: routePorts[i], Dir: filepath.Join(dir, fmt.Sprintf("nats%d", i+1)),
		}}
	}
	for i, from := range m.servers {
		for k, to := range m.servers {
			if i == k {
				continue
			}
			l := m.link(routePorts[k])
			from.node.Routes = append(from.node.Routes, l.Address())
			from.links, to.links = append(from.links, l), append(to.links, l)
		}
	}
	corpus := homeSettings(t)["CORPUS_DIR"]
	for i := range m.bots {
		b := &member{t: t, d: m.d, name: fmt.Sprintf("bot%d", i+1)}
		var urls []string
		for _, s := range m.servers {
			l := m.link(s.node.Port)
			urls = append(urls, "nats://"+l.Address())
			b.links, s.links = append(b.links, l), append(s.links, l)
		}
		b.settings = map[string]string{
			"HOME_GUILD_IDS": discordtest.Guild, "DATA_DIR": filepath.Join(dir, b.name), "MODERATOR_ROLE_IDS": moderatorRole,
			"HTTP_ADDR": freePort(t), "DISCORD_PUBLIC_KEY": discordtest.PublicKey(), "OPS_ADDR": freePort(t),
			"CLUSTER_URL": strings.Join(urls, ","),
		}
		if i < 2 {
			b.settings["CORPUS_DIR"] = corpus
		}
		m.bots[i] = b
	}
	t.Cleanup(func() {
		for _, b := range m.bots {
			b.kill()
		}
		for _, s := range m.servers {
			s.kill()
		}
	})
	for _, s := range m.servers {
		s.start()
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	c, err := cluster.Connect(ctx, cluster.Options{URLs: m.bots[0].settings["CLUSTER_URL"]})
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
	for _, b := range m.bots {
		b.start()
	}
	return m
}

func (m *machines) link(port int) *clustertest.Link {
	m.t.Helper()
	l, err := clustertest.NewLink(port)
	if err != nil {
		m.t.Fatal(err)
	}
	m.t.Cleanup(l.Close)
	return l
}

func portOf(t *testing.T, address string) int {
	t.Helper()
	_, port, err := net.SplitHostPort(address)
	n, wrong := strconv.Atoi(port)
	if err != nil || wrong != nil {
		t.Fatalf("%s is no address", address)
	}
	return n
}

// natsServer is one of the three.
type natsServer struct {
	t     *testing.T
	node  clustertest.Node
	links []*clustertest.Link
	cmd   *exec.Cmd
}

func (s *natsServer) start() {
	s.t.Helper()
	s.cmd = exec.Command("nats-for-tests")
	s.cmd.Env = []string{"PATH=" + os.Getenv("PATH"), s.node.Environment()}
	s.cmd.Stderr = os.Stderr
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
}

func (s *natsServer) kill() {
	if s.cmd != nil {
		_ = s.cmd.Process.Kill()
		_ = s.cmd.Wait()
	}
}

func (s *natsServer) signal(sig syscall.Signal) { _ = s.cmd.Process.Signal(sig) }

func (s *natsServer) cut() {
	for _, l := range s.links {
		l.Cut()
	}
}

func (s *natsServer) mend() {
	for _, l := range s.links {
		l.Mend()
	}
}

// member is one of the three bots.
type member struct {
	t        *testing.T
	d        *discordtest.Server
	name     string
	settings map[string]string
	links    []*clustertest.Link
	b        *bot

	mu      sync.Mutex
	down    bool      // killed or paused
	changed time.Time // since when it runs, or does not
	reached time.Time // when it reached a majority of NATS again
	reaches bool
	serves  float64 // the generation, which is never an earlier one again
}

func (b *member) url() string { return "http://" + b.settings["HTTP_ADDR"] + endpoint.Path }

func (b *member) start() {
	b.t.Helper()
	b.b = launchBot(b.t, b.d, maps.Clone(b.settings))
	b.turned(false)
}

func (b *member) kill() {
	if b.b == nil {
		return
	}
	b.turned(true)
	b.b.kill()
	b.b.keepsSecrets()
	if log := b.b.stderr.String(); strings.Contains(log, "panic") || strings.Contains(log, "level=ERROR msg=\"interaction") {
		b.t.Errorf("%s:\n%s", b.name, log)
	}
	if b.t.Failed() {
		b.b.logAll()
	}
}

func (b *member) signal(sig syscall.Signal) {
	if sig == syscall.SIGSTOP {
		b.turned(true)
	}
	_ = b.b.cmd.Process.Signal(sig)
	if sig == syscall.SIGCONT {
		b.turned(false)
	}
}

func (b *member) cut() {
	for _, l := range b.links {
		l.Cut()
	}
}

func (b *member) mend() {
	for _, l := range b.links {
		l.Mend()
	}
}

func (b *member) turned(down bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.down, b.changed = down, time.Now()
}

// ran reports whether the bot has run all the time since a moment.
func (b *member) ran(since time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return !b.down && b.changed.Before(since)
}

// metric reads one number that the bot tells operators.
func (b *member) metric(client *http.Client, name string) (float64, error) {
	resp, err := client.Get("http://" + b.settings["OPS_ADDR"] + "/metrics")
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(body)) {
		if number, ok := strings.CutPrefix(strings.TrimSpace(line), name+" "); ok {
			return strconv.ParseFloat(number, 64)
		}
	}
	return 0, fmt.Errorf("there is no metric %s", name)
}

// watch notes since when the bot reaches NATS, until the test ends.
func (b *member) watch(done <-chan struct{}) {
	client := &http.Client{Timeout: 500 * time.Millisecond}
	tick := time.NewTicker(25 * time.Millisecond)
	defer tick.Stop()
	for {
		unheard, err := b.metric(client, "verbatim_cluster_unheard_seconds")
		generation, genErr := b.metric(client, "verbatim_generation")
		b.mu.Lock()
		if genErr == nil && generation > 0 {
			if generation < b.serves {
				b.t.Errorf("%s serves generation %v after %v", b.name, generation, b.serves)
			}
			b.serves = generation
		}
		if reaches := err == nil && unheard < 0.8; reaches != b.reaches {
			if b.reaches = reaches; reaches {
				b.reached = time.Now()
			}
		}
		b.mu.Unlock()
		select {
		case <-done:
			return
		case <-tick.C:
		}
	}
}

// reaching returns since when the bot reaches NATS; false: it does not.
func (b *member) reaching() (time.Time, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.reached, b.reaches
}
