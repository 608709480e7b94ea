package interact_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/interact"
)

// by has somebody do it.
func by(user string, i *discordgo.InteractionCreate) *discordgo.InteractionCreate {
	i.Member.User.ID = user
	return i
}

// busy is a handler that takes a while of the processor, whatever becomes of its context.
func busy(takes time.Duration) interact.Handler {
	return func(context.Context, *interact.Request) (interact.Reply, error) {
		time.Sleep(takes)
		return interact.Tell("here"), nil
	}
}

// Fifty people send as fast as they are let, what keeps the processors for a minute. One
// who sends nothing else is answered when the first turn is free, the others in time, all
// of them once, and none is lost when the program stops meanwhile.
func TestAFloodKeepsNobodyElseWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const people, each, takes = 50, 20, 300 * time.Millisecond
		router, d, _ := setUp(t)
		router.Command("quote search", interact.Route{Handle: busy(takes)})
		router.Command("help", interact.Route{Handle: says("help", 0)})
		var all sync.WaitGroup
		for n := range people {
			for range each {
				all.Go(func() { router.Handle(t.Context(), by(fmt.Sprint(100+n), slash("quote search"))) })
			}
		}
		synctest.Wait()
		for n := range 5 {
			time.Sleep(takes / 3)
			began := time.Now()
			router.Handle(t.Context(), by(fmt.Sprint("quiet ", n), slash("help")))
			if took := time.Since(began); took > takes {
				t.Errorf("somebody else waits for %v", took)
			}
		}
		if err := router.Drain(t.Context()); err != nil {
			t.Error(err)
		}
		all.Wait()
		count := func(what string) (n int) {
			for _, s := range d.sent {
				if s.what == what {
					n++
				}
			}
			return n
		}
		first := count("message") + count("deferral")
		if first != people*each+5 || count("edit") != count("deferral") {
			t.Errorf("%d first answers and %d later ones to %d interactions, %d of which were deferred", first, count("edit"), people*each+5, count("deferral"))
		}
		for _, s := range d.sent {
			if s.what != "edit" && s.at > 2*time.Second {
				t.Fatalf("a first answer came after %v", s.at)
			}
		}
		told := map[string]int{}
		for _, s := range d.sent {
			told[s.text()]++
		}
		delete(told, "") // deferrals
		if told["here"] < people || told["help"] != 5 || told["I’m busy with other searches. Try again in a few seconds."] == 0 || len(told) > 3 {
			t.Errorf("people read %v; one answer of each person at least is to be a good one", told)
		}
	})
}

// Who types gets the completions of the last key, and an empty list for those before,
// at once: Discord shows the last one.
func TestTypingOnEndsTheCompletionBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		router, d, log := setUp(t)
		router.Autocomplete("quote search", false, func(ctx context.Context, r *interact.Request) (interact.Reply, error) {
			select {
			case <-time.After(time.Second):
				return interact.Reply{Choices: []interact.Choice{{Name: r.Text("words"), Value: "x"}}}, nil
			case <-ctx.Done():
				return interact.Reply{}, ctx.Err()
			}
		})
		var all sync.WaitGroup
		for n := range 5 {
			all.Go(func() { router.Handle(t.Context(), typing("quote search", "words", "bridge"[:n+2])) })
			all.Go(func() { router.Handle(t.Context(), by("78", typing("quote search", "words", "bridge"))) })
			synctest.Wait()
			if n < 4 && len(d.sent) != 2*n {
				t.Errorf("%d keys later %d are answered", n, len(d.sent))
			}
		}
		all.Wait()
		full := slices.DeleteFunc(slices.Clone(d.sent), func(s sent) bool { return len(s.choices()) == 0 })
		if len(d.sent) != 10 || len(full) != 2 || full[0].what != "choices" {
			t.Errorf("sent %q, %d of them not empty", d.whats(), len(full))
		}
		if n := strings.Count(log.String(), `"outcome":"overtaken"`); n != 8 {
			t.Errorf("%d were overtaken, says the log:\n%s", n, log)
		}
	})
}
