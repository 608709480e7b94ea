package main

import (
	"fmt"
	"maps"
	"strconv"
	"testing"
	"time"

	"verbatim/bot/cluster/clustertest"
	"verbatim/bot/discordtest"
)

// TestShardsPassFromOneProcessToAnother when it is killed, and when it is stopped.
func TestShardsPassFromOneProcessToAnother(t *testing.T) {
	if !*clusterFaults {
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
