package command_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/google/go-cmp/cmp"

	"verbatim/bot/daily"
	"verbatim/quotes"
	"verbatim/search"
)

const postChannel = "1042000000000000030"

func TestTheDailyPostIsForWhoMayManageTheServer(t *testing.T) {
	for name, tt := range map[string]struct {
		rights  int64
		guild   string
		allowed bool
	}{
		"Manage Server":         {discordgo.PermissionManageGuild, homeGuild, true},
		"an administrator":      {discordgo.PermissionAdministrator, homeGuild, true},
		"of any server":         {discordgo.PermissionManageGuild, "5", true},
		"every other right":     {^int64(discordgo.PermissionManageGuild | discordgo.PermissionAdministrator), homeGuild, false},
		"in direct messages":    {discordgo.PermissionManageGuild, "", false},
		"a moderator of quotes": {0, homeGuild, false},
	} {
		p := use(t, &library{}, nil).by(moderator)
		p.rights, p.guild = tt.rights, tt.guild
		for _, path := range []string{"daily set", "daily show", "daily off"} {
			got := p.run(path, "channel", postChannel, "time", "9", "timezone", "UTC")
			if denied := strings.Contains(got, "Manage Server"); denied == tt.allowed || !p.screen.private {
				t.Errorf("%s: /%s: %q", name, path, got)
			}
		}
	}
}

func TestADailyPostIsSetShownAndEnded(t *testing.T) {
	p := use(t, &library{languages: inLanguages}, nil)
	p.rights = discordgo.PermissionManageGuild
	where := []any{"channel", postChannel, "time", " 6:30 PM ", "timezone", "kyiv", "language", "Ukrainian"}
	for _, step := range []struct {
		path    string
		options []any
		want    string
	}{
		{"daily off", nil, "There’s no daily post in this server. /daily set starts one."},
		{"daily show", nil, "There’s no daily post in this server. /daily set starts one."},
		{"daily set", where, "I’ve posted today’s quote in <#" + postChannel + ">, and I’ll post a new one there every day at 18:30 (Europe/Kyiv)."},
		{"daily show", nil, "I post the quote of the day in <#" + postChannel + "> every day at 18:30 (Europe/Kyiv)."},
		{"daily set", []any{"channel", postChannel, "time", "half six", "timezone", "UTC"}, "I can’t read “half six” as a time of day. Write it like this: 09:00 or 18:30."},
		{"daily set", []any{"channel", postChannel, "time", "18:30", "timezone", "Local"}, "I don’t know a time zone called “Local”. Pick one from the list that appears as you type."},
		{"daily off", nil, "The daily post is off. /daily set starts it again."},
	} {
		if got := p.run(step.path, step.options...); got != step.want || !p.screen.private {
			t.Errorf("/%s:\n%s\nwant\n%s", step.path, got, step.want)
		}
		if want := (daily.Setting{Channel: postChannel, Minute: 18*60 + 30, Zone: "Europe/Kyiv", Language: "uk", Locale: "en-US"}); step.path == "daily set" {
			if diff := cmp.Diff(want, p.posts.set[homeGuild]); diff != "" {
				t.Error(diff)
			}
		}
	}
	p.posts.err = daily.ErrNoAccess
	if got := p.run("daily set", where...); got != "I’m not allowed to post in <#"+postChannel+">. Give me View Channel and Send Messages there, then try again." {
		t.Error(got)
	}
	p.posts.err = search.ErrNotFound
	if got := p.run("daily set", append(where[:6:6], "language", "en")...); !strings.HasPrefix(got, "Nothing matches") {
		t.Error(got)
	}
	p.posts.err = errors.New("no disk")
	if got := p.run("daily set", where...); !strings.HasPrefix(got, "Something went wrong") {
		t.Error(got)
	}
	p.posts.set[homeGuild] = daily.Setting{Channel: postChannel, Zone: "UTC", Refused: true}
	if got := p.run("daily show"); !strings.Contains(got, "I wasn’t allowed to post the last one.") {
		t.Error(got)
	}
}

func TestTimesOfDay(t *testing.T) {
	for typed, want := range map[string]string{
		"9": "09:00", "09:00": "09:00", "9.30": "09:30", "18h30": "18:30", "18h": "18:00", "0:05": "00:05", "12 am": "00:00", "12:15 p.m.": "12:15", "6pm": "18:00",
		"24:00": "", "9:60": "", "13 pm": "", "0 am": "", "nine": "", "": "", "9:5": "", "-1": "",
	} {
		p := use(t, &library{}, nil)
		p.rights = discordgo.PermissionManageGuild
		got := p.run("daily set", "channel", postChannel, "time", typed, "timezone", "UTC")
		if want != "" && !strings.Contains(got, "at "+want+" (UTC)") || want == "" && !strings.HasPrefix(got, "I can’t read") {
			t.Errorf("%q: %s", typed, got)
		}
	}
}

func TestTheQuotationOfTheDayIsTheOneThatWasPosted(t *testing.T) {
	posted := said("what was posted", "Ann Lee")
	var asked search.Filter
	l := &library{
		languages: inLanguages,
		get:       func(quotes.ID, string) (quotes.Quote, error) { return posted, nil },
		daily: func(f search.Filter, _ string, _ int) (quotes.Quote, error) {
			asked = f
			return said("the corpus changed", "Ann Lee"), nil
		},
	}
	p := use(t, l, nil)
	zone := time.FixedZone("", 0)
	set := daily.Setting{Channel: postChannel, Zone: "UTC", Locale: "uk", Language: "uk", Last: time.Now().In(zone).Format(time.DateOnly), Quote: posted.ID}
	p.posts.set[homeGuild] = set
	if got := p.run("quote daily"); !strings.Contains(got, "what was posted") {
		t.Error(got)
	}
	if got := p.run("quote daily", "language", "en"); !strings.Contains(got, "the corpus changed") || asked.Language != "en" {
		t.Error(got, asked)
	}
	set.Last = "2000-01-01"
	p.posts.set[homeGuild] = set
	if got := p.run("quote daily"); !strings.Contains(got, "the corpus changed") || asked.Language != "uk" {
		t.Error(got, asked)
	}
}

func TestADailyPostSpeaksTheServersLanguage(t *testing.T) {
	l := &library{languages: inLanguages, daily: func(f search.Filter, who string, days int) (quotes.Quote, error) {
		if f.Language != "en" || who != homeGuild || days != 333 || f.Scope != homeGuild {
			t.Errorf("asked for %+v of %s on day %d", f, who, days)
		}
		return said("daily words", "Ann Lee"), nil
	}}
	day := time.Date(2026, 11, 30, 23, 0, 0, 0, time.FixedZone("", -8*3600))
	reply, id, err := use(t, l, nil).commands.DailyPost(t.Context(), homeGuild, daily.Setting{Locale: "en-GB"}, day)
	if err != nil || id != said("daily words", "").ID {
		t.Fatal(id, err)
	}
	if got := text(draw(t, reply)); !strings.HasPrefix(got, "Quote of the day, 30 November 2026\n") || len(buttons(draw(t, reply))) != 2 {
		t.Error(got)
	}
}
