package command_test

import (
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"
	"github.com/google/go-cmp/cmp"

	"verbatim/quotes"
	"verbatim/search"
)

// speakers of languages: English enough to be preferred, Ukrainian not.
func inLanguages(search.Filter) []search.Language {
	return []search.Language{{Tag: "en", Count: 50}, {Tag: "uk", Count: 49}}
}

func TestTheLanguageOfADrawIsTheOneAskedForElseThatOfTheAnswer(t *testing.T) {
	for _, tt := range []struct {
		locale, guild discordgo.Locale
		given         string
		want          string // "-": the answer says that there is no such language
	}{
		{"en-GB", "", "", "en"},
		{"uk", "", "", ""}, // too few
		{"fr", "", "", ""},
		{"en-US", "uk", "", ""}, // the answer is in the server's language
		{"en-US", "", "uk", "uk"},
		{"en-US", "", "uk-UA", "uk"},
		{"en-US", "", "Ukrainian", "uk"},
		{"en-US", "", "ukrainian · 49", "uk"},
		{"en-US", "", "French", "-"},
		{"en-US", "", "fr", "-"},
	} {
		var asked search.Filter
		l := &library{
			languages: inLanguages,
			random: func(f search.Filter) (quotes.Quote, error) {
				asked = f
				return said("chance words", "Ann Lee"), nil
			},
		}
		p := use(t, l, nil)
		i := p.interaction(discordgo.InteractionApplicationCommand)
		i.Locale = tt.locale
		if tt.guild != "" {
			i.GuildLocale = &tt.guild
		}
		i.Data = options("quote random", []any{"language", tt.given})
		p.router.Handle(t.Context(), i)
		want := search.Filter{Scope: homeGuild, Language: tt.want}
		if tt.want == "-" {
			if want = (search.Filter{}); !p.screen.private || !strings.Contains(p.screen.text(), "Pick a language") {
				t.Errorf("%+v: the person reads %q", tt, p.screen.text())
			}
		}
		if diff := cmp.Diff(want, asked); diff != "" {
			t.Errorf("%+v: %s", tt, diff)
		}
	}
}

func TestTheQuotationOfTheDayIsTheSameForEverybodyInAServer(t *testing.T) {
	type draw struct {
		Filter search.Filter
		Who    string
	}
	var drawn []draw
	l := &library{
		languages: inLanguages,
		daily: func(f search.Filter, who string, days int) (quotes.Quote, error) {
			if days < 300 {
				t.Errorf("day %d", days)
			}
			drawn = append(drawn, draw{f, who})
			return said("daily words", "Ann Lee"), nil
		},
	}
	p := use(t, l, nil)
	ask := func(locale discordgo.Locale, dm bool) {
		i := p.interaction(discordgo.InteractionApplicationCommand)
		i.Locale = locale
		if unset := discordgo.Locale("en-US"); dm {
			i.GuildID, i.Member, i.User = "", nil, i.Member.User
		} else {
			i.GuildLocale = &unset
		}
		i.Data = options("quote daily", nil)
		p.router.Handle(t.Context(), i)
		if got := p.screen.text(); p.screen.private || !strings.Contains(got, "daily words") {
			t.Errorf("everybody reads %q", got)
		}
	}
	ask("uk", false)
	ask("fr", false)
	ask("fr", true)
	if ask("en-GB", true); !strings.HasPrefix(p.screen.text(), "Quote of the day, ") {
		t.Errorf("nobody is told that it is the day's: %q", p.screen.text())
	}
	want := []draw{
		{search.Filter{Scope: homeGuild, Language: "en"}, homeGuild},
		{search.Filter{Scope: homeGuild, Language: "en"}, homeGuild},
		{search.Filter{}, asker},
		{search.Filter{Language: "en"}, asker},
	}
	if diff := cmp.Diff(want, drawn); diff != "" {
		t.Error(diff)
	}
	drawn = nil
	l.busy = true
	if got := p.run("quote daily"); len(drawn) > 0 || !strings.HasPrefix(got, "I’m busy") {
		t.Errorf("of another language than before is drawn %v: %q", drawn, got)
	}
	if got := use(t, &library{}, nil).run("quote daily"); !strings.HasPrefix(got, "I have no quotes yet.") {
		t.Errorf("where there is nothing the person reads %q", got)
	}
}
