package main

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"verbatim/bot/discordtest"
)

// crowd are people who search, one every few hundredths of a second, each in another
// server.
type crowd struct {
	asked    []time.Time // in vain
	answered int
	mu       sync.Mutex
}

func (c *crowd) ask(t *testing.T, d *discordtest.Server, guilds []string, over <-chan struct{}) {
	var waiting sync.WaitGroup
	defer waiting.Wait()
	tick := time.NewTicker(30 * time.Millisecond)
	defer tick.Stop()
	for n := 0; ; n++ {
		select {
		case <-over:
			return
		case <-tick.C:
		}
		who := discordtest.User{ID: fmt.Sprintf("8234567890%08d", n), Name: "visitor"}
		at := time.Now()
		p, err := d.Send(find("bridge").By(who).In(guilds[n%len(guilds)]))
		if err != nil {
			t.Error(err)
			return
		}
		waiting.Go(func() {
			_, err := p.Answer(t.Context())
			c.mu.Lock()
			defer c.mu.Unlock()
			if err != nil {
				c.asked = append(c.asked, at)
			} else {
				c.answered++
			}
		})
	}
}

// A restart with the same shards resumes them, and whoever asked meanwhile is
// answered if the bot is back in time. A restart with other shards signs in anew, and
// whoever asks after that is answered once.
func TestARestartWithShardsLosesNobodyItCanAnswer(t *testing.T) {
	skipWithoutSignals(t)
	guilds := []string{discordtest.Guild}
	for n := range 15 {
		guilds = append(guilds, strconv.FormatUint(uint64(300_000_000_000+n)<<22, 10))
	}
	d := discordtest.New(t, discordtest.WithGuilds(guilds...), discordtest.WithShards(4, 16, 100*time.Millisecond))
	settings := homeSettings(t)
	settings["SHARDS"] = "auto"
	b := startBot(t, d, settings)
	live := func(n int) {
		t.Helper()
		if err := d.WaitGateway(b.context(), fmt.Sprint(n, " shards"), func(g discordtest.Gateway) bool { return g.Live == n }); err != nil {
			t.Fatal(err)
		}
	}
	live(4)
	b.serves(1)
	b.see(discordtest.Slash("corpus status").By(moderator()), "In 16 servers", "Shard 0 of 4", "Shard 3 of 4")
	over, done, people := make(chan struct{}), make(chan struct{}), &crowd{}
	go func() {
		defer close(done)
		people.ask(t, d, guilds, over)
	}()
	var gaps [][2]time.Time // from a stop until the bot is back
	for _, shards := range []string{"auto", "8"} {
		stopped := time.Now()
		if code := b.stop(); code != 0 {
			t.Errorf("exit code %d", code)
		}
		settings["SHARDS"] = shards
		before := d.Gateway()
		b = startBot(t, d, settings)
		count := 4
		if shards != "auto" {
			count, _ = strconv.Atoi(shards)
		}
		live(count)
		gaps = append(gaps, [2]time.Time{stopped, time.Now()})
		g := d.Gateway()
		if signIns := g.Identifies - before.Identifies; shards == "auto" && (signIns != 0 || g.Resumes != 4) || shards != "auto" && signIns != 8 {
			t.Errorf("SHARDS=%s: the gateway saw %+v, before %+v", shards, g, before)
		}
		b.until("the commands work", func() bool { return len(b.complete("quote search", discordtest.Typing("words", "bridge"))) > 0 })
	}
	close(over)
	<-done
	for _, at := range people.asked {
		resumed := gaps[0][0].Before(at) && at.Before(gaps[0][1].Add(-2*time.Second))
		anew := gaps[1][0].Before(at) && at.Before(gaps[1][1])
		if !resumed && !anew {
			t.Errorf("whoever asked at %v was not answered; the bot was away %v", at, gaps)
		}
	}
	for _, r := range d.Requests(discordtest.OpCallback) {
		if r.Status == http.StatusBadRequest {
			t.Errorf("an answer was refused, as it would be for the second time: %s", r.Body)
		}
	}
	t.Logf("%d were answered and %d were not; away %v with a RESUME and %v without", people.answered, len(people.asked),
		gaps[0][1].Sub(gaps[0][0]).Round(time.Millisecond), gaps[1][1].Sub(gaps[1][0]).Round(time.Millisecond))
	if slices.Contains(d.Gateway().Closes, 1000) {
		t.Error("a session was given up")
	}
}
