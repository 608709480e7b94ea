package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/command"
	"verbatim/bot/daily"
	"verbatim/bot/interact"
	"verbatim/config"
	"verbatim/quotes"
)

// storm is a Discord that refuses every request for a while. Each takes a tenth of a
// second.
type storm struct {
	statuses []int // in turn; none: everything is taken
	mu       sync.Mutex
	refused  []time.Time
	taken    map[string]int // by the last part of the path
}

func (s *storm) RoundTrip(r *http.Request) (*http.Response, error) {
	select {
	case <-time.After(100 * time.Millisecond):
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	status, body, header := http.StatusOK, `{"id": "1"}`, http.Header{}
	if len(s.statuses) > 0 {
		status, body = s.statuses[len(s.refused)%len(s.statuses)], `{"code": 0, "message": "no"}`
		if status == http.StatusTooManyRequests {
			body = `{"message": "You are being rate limited.", "retry_after": 0.3, "global": false}`
			header.Set("X-RateLimit-Scope", "user")
		}
		s.refused = append(s.refused, time.Now())
	} else {
		s.taken[r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]]++
	}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

// worst is how many requests were refused within ten minutes at the most.
func (s *storm) worst() (n int) {
	for first := range s.refused {
		last := first
		for last < len(s.refused) && s.refused[last].Sub(s.refused[first]) < 10*time.Minute {
			last++
		}
		n = max(n, last-first)
	}
	return n
}

// For ten minutes Discord refuses all that the bot sends, while two interactions a
// second arrive, commands are to be registered and twenty servers wait for their daily
// post. The bot leaves Discord alone, and is back a minute after the end, with every post.
func TestAStormOfRefusalsIsMetWithFewRequests(t *testing.T) {
	for name, statuses := range map[string][]int{
		"401": {401}, "403": {403}, "429": {429}, "all of them": {429, 403, 401},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { stormOf(t, statuses) })
		})
	}
}

func stormOf(t *testing.T, statuses []int) {
	const servers, lasts = 20, 10 * time.Minute
	discord := &storm{taken: map[string]int{}}
	log := slog.New(slog.DiscardHandler)
	rest := &interact.REST{Client: &http.Client{Transport: discord}}
	router, posts := askedAndPosting(t, rest, log)
	now := time.Now().UTC()
	for n := range servers {
		// Each a few seconds into the storm or some minutes.
		s := daily.Setting{Channel: fmt.Sprint(n), Minute: (now.Hour()*60 + now.Minute() + 1 + n/4) % (24 * 60), Zone: "UTC", Locale: "en-US"}
		if err := posts.Set(t.Context(), fmt.Sprint("server ", n), s); err != nil {
			t.Fatal(err)
		}
	}
	time.Sleep(24*time.Hour - time.Minute)
	s := &server{due: newDue(), commands: command.New(command.Deps{}), rest: rest, log: log, settings: config.Config{}}

	ctx, stop := context.WithCancel(t.Context())
	var all sync.WaitGroup
	discord.taken, discord.statuses = map[string]int{}, statuses
	all.Go(func() { posts.Run(ctx) })
	all.Go(func() { s.register(ctx) })
	s.due.add("1000", "2000", "2001")
	person := 0
	interactions := func(lasts, pause time.Duration) {
		for end := time.Now().Add(lasts); time.Now().Before(end); time.Sleep(pause) {
			person++
			i := &discordgo.InteractionCreate{Interaction: &discordgo.Interaction{
				ID: fmt.Sprint(person), AppID: "1000", Token: "secret", Type: discordgo.InteractionApplicationCommand,
				User: &discordgo.User{ID: fmt.Sprint(person)}, Data: discordgo.ApplicationCommandInteractionData{Name: "help"},
			}}
			all.Go(func() { router.Handle(ctx, i) })
		}
	}
	interactions(lasts, 500*time.Millisecond)
	discord.mu.Lock()
	worst := discord.worst()
	discord.statuses = nil
	discord.mu.Unlock()
	t.Logf("%d interactions, %d servers: %d requests were refused within ten minutes at the most, %d in %v", person, servers, worst, len(discord.refused), lasts)
	// The gateway's lookups have the rest of a hundred.
	if worst > 60 {
		t.Errorf("%d requests were refused within ten minutes", worst)
	}
	interactions(time.Minute, 500*time.Millisecond)
	discord.mu.Lock()
	late := discord.taken["callback"]
	discord.mu.Unlock()
	before := person
	interactions(10*time.Minute, 3*time.Second)
	stop()
	all.Wait()
	if got := discord.taken["callback"] - late; got < person-before {
		t.Errorf("a minute after the end %d of %d are answered", got, person-before)
	}
	if got := discord.taken["messages"]; got != servers {
		t.Errorf("%d of %d daily posts are made", got, servers)
	}
	if got := discord.taken["commands"]; got < 2*2 {
		t.Errorf("commands are read and written %d times in two places", got)
	}
}

// askedAndPosting is what answers interactions, and what makes daily posts.
func askedAndPosting(t *testing.T, rest *interact.REST, log *slog.Logger) (*interact.Router, *daily.Posts) {
	t.Helper()
	codec, err := interact.NewCodec("token")
	if err != nil {
		t.Fatal(err)
	}
	router := interact.NewRouter(interact.Config{Responder: rest, Codec: codec, Logger: log})
	router.Command("help", interact.Route{Handle: func(context.Context, *interact.Request) (interact.Reply, error) {
		return interact.Tell("help"), nil
	}})
	file, err := daily.OpenFile(filepath.Join(t.TempDir(), "daily.json"), log)
	if err != nil {
		t.Fatal(err)
	}
	posts := daily.New(daily.Options{
		Store: file, API: rest, Token: func() string { return "token" }, Logger: log,
		Draw: func(context.Context, string, daily.Setting, time.Time) (interact.Message, quotes.ID, error) {
			return interact.Message{}, "id", nil
		},
	})
	return router, posts
}
