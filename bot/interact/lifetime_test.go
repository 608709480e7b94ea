package interact_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/interact"
)

// growing is a reply whose later states are given one a second.
func growing(states int) interact.Handler {
	return func(context.Context, *interact.Request) (interact.Reply, error) {
		return interact.Reply{Blocks: interact.Tell("state 0").Blocks, Later: func(ctx context.Context) iter.Seq[interact.Reply] {
			return func(yield func(interact.Reply) bool) {
				for i := range states {
					select {
					case <-time.After(time.Second):
					case <-ctx.Done():
						yield(interact.Tell("stopped"))
						return
					}
					if !yield(interact.Tell(fmt.Sprint("state ", i+1))) {
						return
					}
				}
			}
		}}, nil
	}
}

func TestAnAnswerCanGrow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		router, d, _ := setUp(t)
		router.Command("corpus reindex", interact.Route{Handle: growing(3), DeferAtOnce: true})
		router.Handle(t.Context(), slash("corpus reindex"))
		if d.whats() != "deferral edit edit edit edit" || d.last().text() != "state 3" {
			t.Errorf("sent %q, at last %q", d.whats(), d.last().text())
		}
	})
}

func TestAnAnswerGrowsNoMoreWhenNobodyCanSeeIt(t *testing.T) {
	for _, gone := range []error{
		fmt.Errorf("editing: %w", interact.ErrExpired),
		&interact.StatusError{Status: http.StatusNotFound, Code: 10008},
	} {
		synctest.Test(t, func(t *testing.T) {
			router, d, _ := setUp(t)
			d.edit = func(n int, _ interact.Message) error {
				if n == 3 {
					return gone
				}
				return nil
			}
			router.Command("corpus reindex", interact.Route{Handle: growing(1000)})
			router.Handle(t.Context(), slash("corpus reindex"))
			if d.whats() != "message edit edit edit" {
				t.Errorf("after %v: sent %q", gone, d.whats())
			}
		})
	}
}

func TestDrainingDropsNoAnswerUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		router, d, _ := setUp(t)
		router.Command("slow", interact.Route{Handle: says("here", 10*time.Second)})
		router.Command("corpus reindex", interact.Route{Handle: growing(1000)})
		router.Autocomplete("slow", false, says("", 0))
		ctx, cancel := context.WithCancel(t.Context())
		go router.Handle(ctx, slash("slow"))
		go router.Handle(ctx, slash("corpus reindex"))
		time.Sleep(1500 * time.Millisecond)
		cancel() // the signal: it must not end what people wait for
		drained := make(chan error, 1)
		go func() { drained <- router.Drain(t.Context()) }()
		synctest.Wait()
		if d.last().text() != "stopped" {
			t.Errorf("an answer that grows ends with %q", d.last().text())
		}
		router.Handle(t.Context(), slash("slow"))
		if got := d.last().text(); got != "I’m restarting. Try again in a minute." {
			t.Errorf("who asks now reads %q", got)
		}
		router.Handle(t.Context(), typing("slow", "x", "y"))
		if got := d.last(); got.what != "choices" || len(got.choices()) != 0 {
			t.Errorf("who types now gets %q", got.what)
		}
		select {
		case err := <-drained:
			t.Fatalf("drained (%v) before the answer was given", err)
		default:
		}
		if err := <-drained; err != nil || d.last().text() != "here" {
			t.Errorf("drained with %v, at last %q", err, d.last().text())
		}
		if err := router.Drain(t.Context()); err != nil {
			t.Errorf("draining again: %v", err)
		}
	})
}

func TestDrainingGivesUpWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		router, _, _ := setUp(t)
		deaf := make(chan struct{})
		router.Command("deaf", interact.Route{Handle: func(context.Context, *interact.Request) (interact.Reply, error) {
			<-deaf
			return interact.Reply{}, nil
		}})
		go router.Handle(t.Context(), slash("deaf"))
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := router.Drain(ctx); err == nil {
			t.Error("drained while a handler runs")
		}
		close(deaf)
		if err := router.Drain(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestTheLogHasOneLineForEachInteractionAndNobodysWords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		router, _, log := setUp(t)
		router.Command("quote search", interact.Route{Handle: func(_ context.Context, r *interact.Request) (interact.Reply, error) {
			return interact.Reply{}, &interact.Error{Code: interact.NotFound, Sentence: "No quotation has " + r.Text("words")}
		}})
		router.Command("broken", interact.Route{Handle: func(context.Context, *interact.Request) (interact.Reply, error) {
			return interact.Reply{}, errBroken
		}})
		router.Command("panic", interact.Route{Handle: func(context.Context, *interact.Request) (interact.Reply, error) { panic("oh") }})
		router.Command("slow", interact.Route{Handle: says("here", 3*time.Second)})
		router.Autocomplete("quote search", false, says("", 0))
		secret := &discordgo.ApplicationCommandInteractionDataOption{Name: "words", Type: discordgo.ApplicationCommandOptionString, Value: "my secret"}
		for _, i := range []*discordgo.InteractionCreate{
			slash("quote search", secret), slash("broken"), slash("panic"), slash("slow"), typing("quote search", "words", "my secret"), press("my secret", ""),
		} {
			router.Handle(t.Context(), i)
		}
		var got []string
		for line := range bytes.Lines(log.Bytes()) {
			var l struct {
				Level, Msg, Kind, Command, Outcome, Err, Stack string
				Deferred                                       bool
				Answered, Took                                 time.Duration
			}
			if err := json.Unmarshal(line, &l); err != nil {
				t.Fatal(err)
			}
			if l.Msg != "interaction" || (l.Level == "ERROR") != (l.Err != "") || (l.Outcome == "panic") != strings.Contains(l.Stack, "_test.go") {
				t.Errorf("a line of the log is %s", line)
			}
			got = append(got, fmt.Sprintf("%s %s %s %v %v", l.Kind, l.Command, l.Outcome, l.Answered, l.Deferred))
		}
		want := []string{
			"command quote search not_found 0s false",
			"command broken error 0s false",
			"command panic panic 0s false",
			"command slow ok 2s true",
			"autocomplete quote search ok 0s false",
			"button  not_found 0s false",
		}
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("the log says\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		if strings.Contains(log.String(), "secret") || strings.Contains(log.String(), token) {
			t.Errorf("the log tells too much:\n%s", log)
		}
	})
}

func FuzzAnyInteractionGetsExactlyOneAnswer(f *testing.F) {
	f.Add([]byte(`{"id":"1","application_id":"2","token":"t","type":2,"guild_id":"10","member":{"user":{"id":"77"},"roles":["20"]},"data":{"name":"quote","options":[{"name":"search","type":1,"options":[{"name":"words","type":3,"value":"x"},null,{"name":"n","type":4,"value":[]}]}]}}`))
	f.Add([]byte(`{"type":3,"data":{"custom_id":"1AAAA","component_type":2},"message":{"embeds":[null]}}`))
	f.Add([]byte(`{"type":4,"data":{"name":"quote","options":[{"name":"a","type":2,"options":[{"name":"b","type":1,"options":[{"name":"c","type":1}]}]}]}}`))
	f.Add([]byte(`{"type":5,"data":{"custom_id":"x","components":[]}}`))
	f.Add([]byte(`{"type":99}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		i := new(discordgo.InteractionCreate)
		if err := json.Unmarshal(raw, i); err != nil || i.Interaction == nil {
			return
		}
		router, d, _ := setUp(t)
		for _, path := range []string{"quote", "quote search"} {
			router.Command(path, interact.Route{Handle: says("x", 0)})
			router.Autocomplete(path, false, says("x", 0))
		}
		router.Handle(t.Context(), i)
		if len(d.sent) != 1 {
			t.Errorf("%s is answered with %q", raw, d.whats())
		}
	})
}

func TestWhatABeginningNotesHoldsFromBeforeTheFirstAnswerUntilTheLast(t *testing.T) {
	for name, handle := range map[string]interact.Handler{
		"complete at once": says("here", 0), "growing": growing(2),
		"a panic": func(context.Context, *interact.Request) (interact.Reply, error) { panic("index out of range") },
	} {
		synctest.Test(t, func(t *testing.T) {
			router, d, _ := setUp(t)
			var begun, over string
			router.Command("corpus reindex", interact.Route{Handle: handle, DeferAtOnce: true, Begins: func(*interact.Request) func() {
				begun = "with nothing sent but: " + d.whats()
				return func() { over = d.whats() }
			}})
			router.Handle(t.Context(), slash("corpus reindex"))
			if begun != "with nothing sent but: " || over == "" || over != d.whats() {
				t.Errorf("%s: begun %q, over behind %q of %q", name, begun, over, d.whats())
			}
		})
	}
}
