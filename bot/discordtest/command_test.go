package discordtest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"verbatim/bot/discordtest"
)

func option(kind int, name string, more ...any) map[string]any {
	o := map[string]any{"type": kind, "name": name, "description": "what it is for"}
	for i := 0; i < len(more); i += 2 {
		o[more[i].(string)] = more[i+1]
	}
	return o
}

func command(name string, options ...any) map[string]any {
	return map[string]any{"name": name, "description": "what it does", "options": options}
}

func (c client) put(guild string, commands ...any) answer {
	c.t.Helper()
	path := "/applications/" + c.d.AppID()
	if guild != "" {
		path += "/guilds/" + guild
	}
	return c.do(http.MethodPut, path+"/commands", commands)
}

func TestCommandsBeyondDiscordsLimitsAreRefused(t *testing.T) {
	c := client{t, discordtest.New(t)}
	sub := func(options ...any) any { return option(1, "sub", "options", options) }
	choices := func(n int) []any {
		return repeat(n, func(i int) any { return map[string]any{"name": fmt.Sprint(i), "value": fmt.Sprint(i)} })
	}
	long := strings.Repeat("x", 100)
	for _, tt := range []struct {
		name     string
		commands []any
		code     int
	}{
		{"none", []any{}, 0},
		{"the usual", []any{command("quote", sub(option(3, "words", "required", true, "autocomplete", true), option(5, "private")))}, 0},
		{"Ukrainian", []any{command("цитата")}, 0},
		{"capitals", []any{command("Quote")}, 50035},
		{"a space", []any{command("the quote")}, 50035},
		{"33 characters", []any{command(strings.Repeat("x", 33))}, 50035},
		{"a name twice", []any{command("a"), command("a")}, 50035},
		{"no description", []any{map[string]any{"name": "a"}}, 50035},
		{"101 in a description", []any{map[string]any{"name": "a", "description": long + "x"}}, 50035},
		{"26 options", []any{command("a", repeat(26, func(i int) any { return option(3, fmt.Sprint(i)) })...)}, 50035},
		{"required after optional", []any{command("a", option(3, "a"), option(3, "b", "required", true))}, 50035},
		{"an option twice", []any{command("a", option(3, "a"), option(3, "a"))}, 50035},
		{"an option beside a subcommand", []any{command("a", option(3, "a"), sub())}, 50035},
		{"a subcommand in a subcommand", []any{command("a", sub(sub()))}, 50035},
		{"a group", []any{command("a", option(2, "group", "options", []any{sub()}))}, 0},
		{"a group in a group", []any{command("a", option(2, "group", "options", []any{option(2, "group", "options", []any{sub()})}))}, 50035},
		{"25 choices", []any{command("a", option(3, "a", "choices", choices(25)))}, 0},
		{"26 choices", []any{command("a", option(3, "a", "choices", choices(26)))}, 50035},
		{"choices and autocomplete", []any{command("a", option(3, "a", "choices", choices(1), "autocomplete", true))}, 50035},
		{"a choice of the wrong type", []any{command("a", option(4, "a", "choices", choices(1)))}, 50035},
		{"autocomplete for a yes or no", []any{command("a", option(5, "a", "autocomplete", true))}, 50035},
		{"a length for a number", []any{command("a", option(4, "a", "max_length", 5))}, 50035},
		{"6001 as a length", []any{command("a", option(3, "a", "max_length", 6001))}, 50035},
		{"a locale that is none", []any{map[string]any{"name": "a", "description": "b", "name_localizations": map[string]any{"xx": "a"}}}, 50035},
		{"a locale", []any{map[string]any{"name": "a", "description": "b", "name_localizations": map[string]any{"uk": "а"}}}, 0},
		{"permissions as a number", []any{map[string]any{"name": "a", "description": "b", "default_member_permissions": 8}}, 50035},
		{"permissions as a text", []any{map[string]any{"name": "a", "description": "b", "default_member_permissions": "8"}}, 0},
		{"more than 8000 characters", []any{command("a", repeat(25, func(i int) any {
			return option(1, fmt.Sprintf("sub%d", i), "description", long, "options", repeat(3, func(j int) any { return option(3, fmt.Sprint(j), "description", long) }))
		})...)}, 50035},
		{"101 commands", repeat(101, func(i int) any { return command(fmt.Sprint("c", i)) }), 30032},
	} {
		status := http.StatusOK
		if tt.code != 0 {
			status = http.StatusBadRequest
		}
		want(t, tt.name, c.put(discordtest.Guild, tt.commands...), status, tt.code)
	}
	want(t, "a guild that the bot is not in", c.put(discordtest.OtherGuild), http.StatusForbidden, 50001)
	for i := range 2 {
		a := c.put("", repeat(100, func(j int) any { return command(fmt.Sprintf("g%d-%d", i, j)) })...)
		want(t, "a hundred new commands", a, http.StatusOK, 0)
	}
	want(t, "the 201st new command of a day", c.put("", command("one-more")), http.StatusBadRequest, 30034)
	wantNothing(t, c.d)
}

func TestRegisteredCommandsComeBackAsDiscordTellsThem(t *testing.T) {
	c := client{t, discordtest.New(t)}
	sent := command("quote", option(3, "words", "required", true, "autocomplete", false, "choices", []any{}))
	sent["name_localizations"] = map[string]any{"uk": "цитата"}
	want(t, "the registration", c.put("", sent), http.StatusOK, 0)
	path := "/applications/" + c.d.AppID() + "/commands"
	got := c.do(http.MethodGet, path, nil)
	for _, part := range []string{
		`"options":[{"description":"what it is for","name":"words","required":true,"type":3}]`, `"type":1`, `"nsfw":false`,
		`"contexts":null`, `"integration_types":[0]`, `"default_member_permissions":null`, `"application_id":"` + c.d.AppID() + `"`,
	} {
		if !strings.Contains(got.raw, part) {
			t.Errorf("no %s in %s", part, got.raw)
		}
	}
	if strings.Contains(got.raw, "localizations") {
		t.Errorf("localizations that nobody asked for: %s", got.raw)
	}
	if with := c.do(http.MethodGet, path+"?with_localizations=true", nil); !strings.Contains(with.raw, "цитата") {
		t.Errorf("no localizations: %s", with.raw)
	}
	if names := c.d.Commands(""); len(names) != 1 || names[0] != "quote" {
		t.Errorf("registered: %v", names)
	}
}

func TestAPersonCanDoOnlyWhatTheCommandOffers(t *testing.T) {
	c := client{t, discordtest.New(t)}
	c.put(discordtest.Guild, command("quote", option(1, "search", "options", []any{
		option(3, "words", "required", true, "autocomplete", true, "max_length", 5), option(4, "place", "min_value", 1),
		option(3, "kind", "choices", []any{map[string]any{"name": "Direct", "value": "direct"}}), option(5, "private"),
	})))
	guildOnly := command("everywhere")
	guildOnly["contexts"] = []int{0}
	c.put("", guildOnly)
	words := discordtest.Opt("words", "four")
	for name, i := range map[string]discordtest.Interaction{
		"all options":       discordtest.Slash("quote search", words, discordtest.Opt("place", 2), discordtest.Opt("kind", "direct"), discordtest.Opt("private", true)),
		"a completion":      discordtest.Complete("quote search", discordtest.Typing("words", "far too long for sending")),
		"a global command":  discordtest.Slash("everywhere").In(discordtest.OtherGuild),
		"a person with all": discordtest.Slash("everywhere").By(discordtest.User{ID: "7", Roles: []string{"8"}}).Speaking("uk", "de"),
	} {
		event, _, err := c.d.Offer(i)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if name == "a person with all" && (event.Member.User.ID != "7" || event.Member.Roles[0] != "8" || event.Locale != "uk" || *event.GuildLocale != "de") {
			t.Errorf("%s: got %+v", name, event.Interaction)
		}
	}
	for _, i := range []discordtest.Interaction{
		discordtest.Slash("speaker", discordtest.Opt("nonsense", 5)).InDM(), discordtest.Slash("quote search").In(discordtest.OtherGuild),
	} {
		if _, _, err := c.d.Offer(i.Forged()); err != nil {
			t.Errorf("a forged interaction: %v", err)
		}
	}
	all := c.d.Usable(discordtest.Guild)
	if len(all) != 1 || all[0].Command != "quote search" || len(all[0].Options) != 4 || len(all[0].Required) != 1 || len(all[0].Complete) != 1 {
		t.Errorf("usable: %+v", all)
	}
	for name, i := range map[string]discordtest.Interaction{
		"a command that is not registered": discordtest.Slash("speaker"),
		"a guild's command in another":     discordtest.Slash("quote search", words).In(discordtest.OtherGuild),
		"a command without its subcommand": discordtest.Slash("quote"),
		"an unknown subcommand":            discordtest.Slash("quote find", words),
		"an unknown option":                discordtest.Slash("quote search", words, discordtest.Opt("author", "x")),
		"a required option left out":       discordtest.Slash("quote search"),
		"a text that is too long":          discordtest.Slash("quote search", discordtest.Opt("words", "twelve")),
		"a text for a number":              discordtest.Slash("quote search", words, discordtest.Opt("place", "two")),
		"a number below its range":         discordtest.Slash("quote search", words, discordtest.Opt("place", 0)),
		"a choice that is none":            discordtest.Slash("quote search", words, discordtest.Opt("kind", "indirect")),
		"a completion where there is none": discordtest.Complete("quote search", discordtest.Typing("kind", "d")),
		"a completion of nothing":          discordtest.Complete("quote search", words),
		"a direct message":                 discordtest.Slash("everywhere").InDM(),
	} {
		if _, _, err := c.d.Offer(i); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
