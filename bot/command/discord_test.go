package command_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"verbatim/bot/command"
	"verbatim/bot/daily"
	"verbatim/bot/discordtest"
	"verbatim/bot/interact"
	"verbatim/bot/reindex"
	"verbatim/quotes"
	"verbatim/search"
)

// TestDiscordTakesEveryAnswer sends what the commands say to a strict Discord,
// which refuses what the real one refuses and compares each request with
// Discord's own description where that is at hand.
func TestDiscordTakesEveryAnswer(t *testing.T) {
	d := discordtest.New(t)
	base, err := url.Parse(d.URL())
	if err != nil {
		t.Fatal(err)
	}
	all := cards()
	l := &library{
		search: func(q search.Query) (search.Result, error) {
			if q.Words == "nothing" {
				return search.Result{Suggestion: "something"}, nil
			}
			if q.Words == "missing" {
				long := search.Unknown{Text: strings.Repeat(nastyWords, 60), Near: []string{nastyWords, darwish, strings.Repeat("щ", 500)}}
				return search.Result{Suggestion: nastyWords, ZeroResult: &search.ZeroResult{Words: slices.Repeat([]search.Unknown{long}, 8)}}, nil
			}
			if q.Words == "busy" {
				return search.Result{}, search.ErrBusy
			}
			result := search.Result{Total: len(all)}
			for _, c := range all[q.Offset:min(len(all), q.Offset+q.Limit)] {
				hit := search.Hit{Quote: c.q, Matched: c.matched}
				if c.name == "long" {
					ids := map[quotes.ID]bool{}
					for _, other := range all {
						if !ids[other.q.ID] {
							ids[other.q.ID] = true
							hit.NearDuplicates = append(hit.NearDuplicates, other.q)
						}
					}
				}
				result.Hits = append(result.Hits, hit)
			}
			return result, nil
		},
		suggest: func(search.Field, string, search.Filter, int) ([]search.Suggestion, error) {
			return []search.Suggestion{{Text: "Ann"}, {Text: "Ann", Count: 3}, {Text: nastyWords, Count: 1}, {Text: darwish, Count: 2}, {Text: "\u200b", Count: 1}}, nil
		},
		suggestIDs: func(string, search.Filter, int) ([]quotes.Quote, error) {
			var qs []quotes.Quote
			for range 30 {
				for _, c := range all {
					qs = append(qs, c.q)
				}
			}
			return qs, nil
		},
		get: func(id quotes.ID, _ string) (quotes.Quote, error) {
			for _, c := range all {
				if c.q.ID == id {
					return c.q, nil
				}
			}
			return quotes.Quote{}, search.ErrNotFound
		},
		random: func(search.Filter) (quotes.Quote, error) { return all[1].q, nil },
		daily:  func(search.Filter, string, int) (quotes.Quote, error) { return all[2].q, nil },
		languages: func(search.Filter) []search.Language {
			return []search.Language{{Tag: "uk", Count: 7}, {Tag: nastyWords, Count: 1}}
		},
		speaker: func(string, search.Filter) (search.SpeakerInfo, error) {
			var qs []quotes.Quote
			for _, c := range all {
				qs = append(qs, c.q)
			}
			return search.SpeakerInfo{Name: nastyWords, Roles: []string{darwish}, Aliases: []string{nastyWords}, Quotations: 3, Examples: qs, Sources: []search.Suggestion{{Text: nastyWords, Count: 1}}}, nil
		},
		source: func(string, search.Filter) (search.SourceInfo, error) {
			return search.SourceInfo{Source: quotes.Source{Title: nastyWords, URL: "https://example.org"}}, nil
		},
		edit:   func(e search.Edit) (search.Edit, error) { return e, nil },
		edits:  []search.Edit{{Op: search.Hide, ID: all[0].q.ID, Reason: nastyWords}},
		status: search.Status{Generation: 1, Built: time.Now(), Quotations: 5},
	}
	runs := 0
	b := &builder{
		start: func(by string) (*reindex.Run, error) {
			if runs++; runs > 1 {
				return nil, &reindex.RunningError{Since: time.Now(), By: by}
			}
			return &reindex.Run{Since: time.Now(), By: by}, nil
		},
		status: func() reindex.State { return reindex.State{Last: report(500), LastErr: errors.New("x")} },
	}
	rest := &interact.REST{Base: base}
	router := newRouter(t, rest)
	commands := command.New(command.Deps{Find: l, Get: l, About: l, Check: l, Decide: l, Moderate: l, Review: l, Forget: l, Rebuild: b, Posts: &posts{set: map[string]daily.Setting{}}})
	commands.Routes(router)
	registration := command.Registration{API: rest, AppID: d.AppID(), Token: d.Token, HomeGuilds: []string{discordtest.Guild}}
	for range 2 {
		for _, place := range registration.Places() {
			if _, err := commands.Register(t.Context(), registration, place); err != nil {
				t.Fatal(err)
			}
		}
	}
	puts := 0
	for _, r := range d.Requests() {
		if r.Method == "PUT" {
			puts++
		}
	}
	if puts != 1 {
		t.Errorf("commands were written %d times, want once", puts)
	}

	id := string(all[0].q.ID)
	everyone := []discordtest.Interaction{
		discordtest.Slash("quote search", discordtest.Opt("words", strings.Repeat("щ", 200)), discordtest.Opt("speaker", strings.Repeat("ж", 100)), discordtest.Opt("source", strings.Repeat("я", 100)), discordtest.Opt("since", "2024"), discordtest.Opt("language", "uk"), discordtest.Opt("private", false)),
		discordtest.Slash("quote search", discordtest.Opt("words", "nothing"), discordtest.Opt("private", true)),
		discordtest.Slash("quote search", discordtest.Opt("words", "missing")),
		discordtest.Slash("quote search", discordtest.Opt("words", "busy")),
		discordtest.Slash("quote search", discordtest.Opt("words", "x"), discordtest.Opt("until", "@everyone")),
		discordtest.Slash("quote random", discordtest.Opt("speaker", "Ann")),
		discordtest.Slash("quote random", discordtest.Opt("language", nastyWords[:90])),
		discordtest.Slash("quote daily"),
		discordtest.Slash("daily show"), // which is refused
		discordtest.Slash("daily set", discordtest.Opt("channel", "1"), discordtest.Opt("time", "9"), discordtest.Opt("timezone", nastyWords[:90])).By(discordtest.User{ID: "770000000000000097", Permissions: 32}),
		discordtest.Slash("quote show", discordtest.Opt("id", id)),
		discordtest.Slash("speaker", discordtest.Opt("name", "Ann")),
		discordtest.Slash("source", discordtest.Opt("title", "x")),
		discordtest.Slash("help"),
		discordtest.Slash("corpus status"), // which is refused
	}
	moderators := []discordtest.Interaction{
		discordtest.Slash("help"),
		discordtest.Slash("corpus reindex"),
		discordtest.Slash("corpus reindex"),
		discordtest.Slash("corpus status"),
		discordtest.Slash("corpus problems"),
		discordtest.Slash("corpus hide", discordtest.Opt("id", id), discordtest.Opt("reason", nastyWords)),
		discordtest.Slash("corpus restore", discordtest.Opt("id", id)),
	}
	var answer func(i discordtest.Interaction) discordtest.Message
	answer = func(i discordtest.Interaction) discordtest.Message {
		t.Helper()
		event, pending, err := d.Offer(i)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		router.Handle(ctx, event)
		a, err := pending.Answer(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if a.Modal != nil { // a mistake is reported
			return answer(discordtest.Submit(a, "reason", nastyWords).By(i.User))
		}
		m, err := a.Final(ctx)
		if err != nil || m.Text() == "" && len(m.Files) == 0 {
			t.Fatalf("%q, %v", m.Text(), err)
		}
		return m
	}
	long := answer(everyone[0])
	for _, i := range everyone[1:] {
		answer(i)
	}
	for _, i := range moderators {
		answer(i.By(discordtest.User{ID: moderator}))
	}
	missing := answer(discordtest.Slash("quote search", discordtest.Opt("words", "missing"), discordtest.Opt("speaker", strings.Repeat("ж", 100))))
	if m := answer(discordtest.Press(missing, missing.Buttons[0].CustomID)); m.Ephemeral() || m.Text() == "" {
		t.Errorf("what was proposed is answered with %q", m.Text())
	}
	people := 770000000000000100 // nobody may press so many buttons at once
	by := func(i discordtest.Interaction) discordtest.Interaction {
		people++
		return i.By(discordtest.User{ID: fmt.Sprint(people)})
	}
	for name, first := range map[string]discordtest.Message{"a question": answer(discordtest.Slash("quote search", discordtest.Opt("words", "x"))), "a list": long} {
		want := map[string]int{"a question": len(all), "a list": 25}[name]
		pages := 0
		for m := first; ; {
			if pages++; pages == 2 && !m.Ephemeral() {
				t.Error("a stranger turned somebody's page")
			}
			deep := 1
			if first.ID != long.ID && pages%7 == 1 { // each press is compared with Discord's schema, which takes its time
				deep = 2
			}
			pressAll(t, m, func(i discordtest.Interaction) discordtest.Message { return answer(by(i)) }, deep)
			next, ok := m.Button("Next")
			if !ok || next.Disabled {
				break
			}
			m = answer(by(discordtest.Press(m, next.CustomID)))
		}
		if pages != want {
			t.Errorf("%s has %d pages, want %d", name, pages, want)
		}
	}
	for _, path := range []string{"quote search words", "quote search speaker", "quote search source", "quote show id", "speaker name", "source title", "quote random speaker", "daily set timezone"} {
		at := strings.LastIndex(path, " ")
		event, pending, err := d.Offer(discordtest.Complete(path[:at], discordtest.Typing(path[at+1:], "an")))
		if err != nil {
			t.Fatal(err)
		}
		router.Handle(t.Context(), event)
		a, err := pending.Answer(t.Context())
		if err != nil || len(a.Choices) == 0 {
			t.Errorf("completing %s: %d choices, %v", path, len(a.Choices), err)
		}
	}
}

// pressAll presses every button and picks from every menu of a message but the one
// to the next page, and in what they open, so many deep. What everybody could see
// changed by somebody else's press is an error.
func pressAll(t *testing.T, m discordtest.Message, answer func(discordtest.Interaction) discordtest.Message, deep int) {
	t.Helper()
	var opened []discordtest.Message
	for _, b := range m.Buttons {
		if b.URL == "" && !b.Disabled && !strings.Contains(b.Label, "Next") && !strings.Contains(b.Label, "Back") {
			got := answer(discordtest.Press(m, b.CustomID))
			if got.ID == m.ID && !m.Ephemeral() || !got.Ephemeral() && b.Label != "Share" {
				t.Errorf("%q changes what everybody sees", b.Label)
			}
			opened = append(opened, got)
		}
	}
	for _, menu := range m.Menus {
		for _, o := range menu.Options {
			if got := answer(discordtest.Pick(m, menu.CustomID, o.Value)); !got.Ephemeral() {
				t.Errorf("everybody reads %q", o.Label)
			}
		}
	}
	if deep > 1 {
		for _, m := range opened {
			pressAll(t, m, answer, deep-1)
		}
	}
}
