package main

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"verbatim/bot/cluster/clustertest"
	"verbatim/bot/discordtest"
)

// TestShardsPassFromOneProcessToAnother when it is killed, and when it is stopped.
func TestShardsPassFromOneProcessToAnother(t *testing.T) {
	if !*severalProcesses {
		t.Skip("-cluster runs it, in some forty seconds")
	}
	const shards, within = 4, 30 * time.Second
	guilds := []string{discordtest.Guild}
	for n := range 15 {
		guilds = append(guilds, strconv.FormatUint(uint64(300_000_000_000+n)<<22, 10))
	}
	d := discordtest.New(t, discordtest.WithGuilds(guilds...), discordtest.WithShards(shards, 16, 100*time.Millisecond))
	nats := clustertest.Start(t, 1)
	start := func(dir string) *bot {
		settings := homeSettings(t)
		maps.Copy(settings, map[string]string{"DATA_DIR": dir, "SHARDS": "auto", "CLUSTER_URL": nats.URLs(), "CLUSTER_REPLICAS": "1"})
		b := startBot(t, d, settings)
		b.serves(1)
		return b
	}
	live := func(b *bot, n int) {
		t.Helper()
		if err := d.WaitGateway(b.context(), fmt.Sprint(n, " shards"), func(g discordtest.Gateway) bool { return g.Live == n }); err != nil {
			t.Fatal(err)
		}
	}
	answers := func(b *bot) {
		t.Helper()
		for _, guild := range guilds {
			b.see(find("bridge").By(b.visitor()).In(guild), "1 / 2")
		}
	}
	first := start(t.TempDir())
	live(first, shards)
	answers(first)
	second := start(t.TempDir())
	answers(second)
	if before := d.Gateway(); before.Identifies != shards {
		t.Errorf("%d shards signed in %d times", shards, before.Identifies)
	}
	for _, end := range []struct {
		how string
		do  func(*bot)
	}{
		{"killed", func(b *bot) { b.kill() }},
		{"stopped", func(b *bot) { b.stop() }},
	} {
		ended := time.Now()
		end.do(first)
		live(second, 0)
		live(second, shards)
		took := time.Since(ended)
		t.Logf("%s: the other process has its shards after %s", end.how, took.Round(100*time.Millisecond))
		if took > within {
			t.Errorf("%s: that is too late", end.how)
		}
		answers(second)
		if end.how == "killed" {
			first, second = second, start(t.TempDir())
		}
	}
}

// TestSilenceOfNATSIsTold to moderators, balancers and operators, while people are
// answered, and until NATS is back.
func TestSilenceOfNATSIsTold(t *testing.T) {
	if !*severalProcesses {
		t.Skip("-cluster runs it, in some twenty seconds")
	}
	d, nats, settings := discordtest.New(t), clustertest.Start(t, 1), homeSettings(t)
	overHTTP(t, d, settings)
	maps.Copy(settings, map[string]string{"OPS_ADDR": freePort(t), "CLUSTER_URL": nats.URLs(), "CLUSTER_REPLICAS": "1"})
	b := startBot(t, d, settings)
	b.serves(1)
	operators := func(path string) (status int, body string) {
		resp, err := http.Get("http://" + settings["OPS_ADDR"] + path)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		raw, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode, string(raw)
	}
	b.until("it counts itself", func() bool {
		_, says := operators("/metrics")
		return strings.Contains(says, "verbatim_cluster_processes 1\n")
	})
	b.see(discordtest.Slash("corpus status").By(moderator()), "1 process answers, connected by NATS.")
	if status, says := operators("/readyz"); status != http.StatusOK || says != "ok\n" {
		t.Errorf("/readyz says %d %q", status, says)
	}
	nats.Stop(0)
	stopped := time.Now()
	b.until("its readiness says so", func() bool {
		status, says := operators("/readyz")
		if status != http.StatusOK {
			t.Fatalf("/readyz says %d %q", status, says)
		}
		return strings.Contains(says, "the NATS servers have not answered for 10s: ")
	})
	if took := time.Since(stopped); took < 9*time.Second || took > 12*time.Second {
		t.Errorf("that took %s", took)
	}
	b.see(discordtest.Slash("corpus status").By(moderator()), "The NATS servers haven’t answered since <t:")
	if _, says := operators("/metrics"); !strings.Contains(says, "verbatim_cluster_unheard_seconds 1") {
		t.Errorf("the metrics are\n%s", says)
	}
	m := b.see(find("bridge").By(b.visitor()), "1 / 2")
	next, _ := m.Button("Next")
	b.see(discordtest.Press(m, next.CustomID).By(b.visitor()), "2 / 2")
	nats.Run(0)
	b.until("it is all over", func() bool { _, says := operators("/readyz"); return says == "ok\n" })
	b.see(discordtest.Slash("corpus status").By(moderator()), "1 process answers, connected by NATS.")
}
