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

// A restart resumes the shards that there were, and whoever asked meanwhile is answered
// if the bot is back in time; where there are to be more shards now, the old ones go on
// until those have signed in.
func TestARestartWithShardsLosesNobodyItCanAnswer(t *testing.T) {
	if !*severalProcesses {
		t.Skip("-cluster runs it")
	}
	startsProcesses(t)
	guilds := []string{discordtest.Guild}
	for n := range 15 {
		guilds = append(guilds, strconv.FormatUint(uint64(300_000_000_000+n)<<22, 10))
	}
	d := discordtest.New(t, discordtest.WithGuilds(guilds...), discordtest.WithShards(4, 16, 100*time.Millisecond))
	settings := homeSettings(t)
	settings["SHARDS"] = "auto"
	b := startBot(t, d, settings)
	back := func(n int) { // with old sessions gone
		t.Helper()
		signIns := map[int]int{4: 4, 8: 4 + 8}[n]
		if err := d.WaitGateway(b.context(), fmt.Sprint(n, " shards"), func(g discordtest.Gateway) bool { return g.Live == n && len(g.SignIns) == signIns }); err != nil {
			t.Fatal(err)
		}
	}
	back(4)
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
		back(count)
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
		if !slices.ContainsFunc(gaps, func(g [2]time.Time) bool { return g[0].Before(at) && at.Before(g[1].Add(-2*time.Second)) }) {
			t.Errorf("whoever asked at %v was not answered; the bot was away %v", at, gaps)
		}
	}
	for _, r := range d.Requests(discordtest.OpCallback) {
		if r.Status == http.StatusBadRequest {
			t.Errorf("an answer was refused, as it would be for the second time: %s", r.Body)
		}
	}
	t.Logf("%d were answered and %d were not; away %v, and %v with another number of shards", people.answered, len(people.asked),
		gaps[0][1].Sub(gaps[0][0]).Round(time.Millisecond), gaps[1][1].Sub(gaps[1][0]).Round(time.Millisecond))
	if n := len(slices.DeleteFunc(d.Gateway().Closes, func(code int) bool { return code != 1000 })); n != 4 {
		t.Errorf("%d sessions were given up, want the old ones", n)
	}
}
