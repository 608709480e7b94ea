package command_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"
	"github.com/google/go-cmp/cmp"

	"verbatim/bot/command"
	"verbatim/bot/discordtest"
	"verbatim/bot/interact"
	"verbatim/bot/messages"
)

func definitions() (users, moderators []*discordgo.ApplicationCommand) {
	return command.New(command.Deps{}).Definitions()
}

func TestDefinitionsAreWhatDiscordTakes(t *testing.T) {
	users, moderators := definitions()
	for _, c := range slices.Concat(users, moderators) {
		// "Application Commands": 8000 characters in all, the longest localization
		// counting for each text.
		total := 0
		text := func(what, s string, translated map[discordgo.Locale]string, limit int) {
			longest := 0
			for locale, s := range translated {
				if _, known := discordgo.Locales[locale]; !known && locale != "id" { // Indonesian
					t.Errorf("%s: Discord knows no locale %q", c.Name, locale)
				}
				longest = max(longest, messages.Len16(s))
			}
			longest = max(longest, messages.Len16(s))
			total += longest
			if s == "" || longest > limit {
				t.Errorf("%s: the %s %q has %d units", c.Name, what, s, longest)
			}
		}
		name := func(s string, translated map[discordgo.Locale]string) {
			text("name", s, translated, 32)
			if s != strings.ToLower(s) || strings.ContainsAny(s, " /") {
				t.Errorf("%s: the name %q", c.Name, s)
			}
		}
		var options func(list []*discordgo.ApplicationCommandOption)
		options = func(list []*discordgo.ApplicationCommandOption) {
			if len(list) > 25 {
				t.Errorf("%s: %d options", c.Name, len(list))
			}
			optional := false
			for _, o := range list {
				name(o.Name, o.NameLocalizations)
				text("description", o.Description, o.DescriptionLocalizations, 100)
				if o.Required && optional {
					t.Errorf("%s: %s is required after an optional one", c.Name, o.Name)
				}
				optional = optional || !o.Required
				if o.Autocomplete && len(o.Choices) > 0 {
					t.Errorf("%s: %s has choices and completions", c.Name, o.Name)
				}
				if o.MaxLength < 0 || o.MaxLength > 6000 {
					t.Errorf("%s: %s may have %d characters", c.Name, o.Name, o.MaxLength)
				}
				options(o.Options)
			}
		}
		if c.Type == discordgo.MessageApplicationCommand {
			text("name", c.Name, *c.NameLocalizations, 32)
			if c.Description != "" || c.DescriptionLocalizations != nil || c.Options != nil {
				t.Errorf("%s: a command for messages has a description or options", c.Name)
			}
			continue
		}
		name(c.Name, *c.NameLocalizations)
		text("description", c.Description, *c.DescriptionLocalizations, 100)
		options(c.Options)
		if total > 8000 {
			t.Errorf("%s has %d characters in all", c.Name, total)
		}
		if c.Contexts == nil || c.IntegrationTypes == nil {
			t.Errorf("%s does not say where it is for", c.Name)
		}
	}
	for _, c := range users {
		if c.Name == "daily" {
			if c.DefaultMemberPermissions == nil || *c.DefaultMemberPermissions != discordgo.PermissionManageGuild || len(*c.Contexts) != 1 {
				t.Error("the daily post is for who may not manage a server")
			}
			continue
		}
		if c.DefaultMemberPermissions != nil {
			t.Errorf("%s is not for everyone", c.Name)
		}
	}
	for _, c := range moderators {
		if c.DefaultMemberPermissions == nil || *c.DefaultMemberPermissions != discordgo.PermissionManageMessages {
			t.Errorf("%s is for everyone", c.Name)
		}
		if slices.Contains(*c.Contexts, discordgo.InteractionContextBotDM) {
			t.Errorf("%s is for direct messages", c.Name)
		}
	}
}

func TestEveryCommandHasARouteAndEveryRouteACommand(t *testing.T) {
	users, moderators := definitions()
	var defined []string
	completed := make(map[string]bool)
	for _, c := range slices.Concat(users, moderators) {
		subs := false
		for _, o := range c.Options {
			if o.Type == discordgo.ApplicationCommandOptionSubCommand {
				subs = true
				defined = append(defined, c.Name+" "+o.Name)
				for _, inner := range o.Options {
					completed[c.Name+" "+o.Name] = completed[c.Name+" "+o.Name] || inner.Autocomplete
				}
			}
			completed[c.Name] = completed[c.Name] || o.Autocomplete
		}
		if !subs {
			defined = append(defined, c.Name)
		}
	}
	slices.Sort(defined)
	p := use(t, &library{}, nil)
	if diff := cmp.Diff(defined, p.router.Names(interact.Command)); diff != "" {
		t.Error(diff)
	}
	// The list, so that a command cannot be lost on both sides.
	want := []string{
		"Check quotation", "Find quotation", "Save as quotation",
		"corpus add", "corpus article", "corpus edit", "corpus export", "corpus hidden", "corpus hide", "corpus history", "corpus import", "corpus merge-speakers", "corpus problems", "corpus reindex", "corpus restore", "corpus review", "corpus status", "corpus undo",
		"daily off", "daily set", "daily show",
		"help", "quote check", "quote daily", "quote forget", "quote random", "quote search", "quote show", "source", "speaker",
	}
	if diff := cmp.Diff(want, defined); diff != "" {
		t.Error(diff)
	}
}

// asDiscordReturnsThem are definitions as Discord gives them back.
func asDiscordReturnsThem(t *testing.T, defs []*discordgo.ApplicationCommand, guild string, localizations bool) []*discordgo.ApplicationCommand {
	t.Helper()
	raw, err := json.Marshal(defs)
	if err != nil {
		t.Fatal(err)
	}
	var generic []map[string]any
	if err := json.Unmarshal(raw, &generic); err != nil {
		t.Fatal(err)
	}
	var strip func(m map[string]any)
	strip = func(m map[string]any) {
		for k, v := range m {
			if strings.HasSuffix(k, "_localizations") && !localizations {
				delete(m, k)
			}
			switch v := v.(type) {
			case nil:
				delete(m, k)
			case bool:
				if !v {
					delete(m, k)
				}
			case []any:
				for _, inner := range v {
					if o, ok := inner.(map[string]any); ok {
						strip(o)
					}
				}
			}
		}
	}
	slices.Reverse(generic)
	for i, m := range generic {
		strip(m)
		m["id"], m["application_id"], m["version"], m["nsfw"] = "1"+strings.Repeat("0", i), "2", "3", false
		if guild != "" {
			m["guild_id"], m["contexts"], m["integration_types"] = guild, nil, []int{0}
		}
	}
	raw, err = json.Marshal(generic)
	if err != nil {
		t.Fatal(err)
	}
	var back []*discordgo.ApplicationCommand
	if err := json.Unmarshal(raw, &back); err != nil {
		t.Fatal(err)
	}
	return back
}

func TestWhatDiscordReturnsIsEqualToWhatWasRegistered(t *testing.T) {
	users, moderators := definitions()
	all := slices.Concat(users, moderators)
	if !command.Equal(all, asDiscordReturnsThem(t, all, "", true)) {
		t.Error("global commands seem changed")
	}
	if command.Equal(all, users) || command.Equal(users, all) || !command.Equal(nil, nil) {
		t.Error("lists of different length seem equal")
	}
	for name, change := range map[string]func(c *discordgo.ApplicationCommand){
		"description":  func(c *discordgo.ApplicationCommand) { c.Description += "." },
		"permissions":  func(c *discordgo.ApplicationCommand) { p := int64(8); c.DefaultMemberPermissions = &p },
		"type":         func(c *discordgo.ApplicationCommand) { c.Type = discordgo.UserApplicationCommand },
		"contexts":     func(c *discordgo.ApplicationCommand) { *c.Contexts = (*c.Contexts)[1:] },
		"installation": func(c *discordgo.ApplicationCommand) { c.IntegrationTypes = nil },
		"age":          func(c *discordgo.ApplicationCommand) { yes := true; c.NSFW = &yes },
		"a translation": func(c *discordgo.ApplicationCommand) {
			c.NameLocalizations = &map[discordgo.Locale]string{"ja": "x"}
		},
		"an option's translation": func(c *discordgo.ApplicationCommand) {
			c.Options[0].Options[0].DescriptionLocalizations = map[discordgo.Locale]string{"ja": "x"}
		},
		"an option's name":   func(c *discordgo.ApplicationCommand) { c.Options[0].Options[0].Name = "text" },
		"an option's type":   func(c *discordgo.ApplicationCommand) { c.Options[0].Options[0].Type = 10 },
		"an option's text":   func(c *discordgo.ApplicationCommand) { c.Options[0].Options[0].Description += "." },
		"an option required": func(c *discordgo.ApplicationCommand) { c.Options[0].Options[0].Required = false },
		"completions":        func(c *discordgo.ApplicationCommand) { c.Options[0].Options[0].Autocomplete = false },
		"a length":           func(c *discordgo.ApplicationCommand) { c.Options[0].Options[0].MaxLength++ },
		"the order":          func(c *discordgo.ApplicationCommand) { slices.Reverse(c.Options[0].Options) },
		"a lost option":      func(c *discordgo.ApplicationCommand) { c.Options[0].Options = c.Options[0].Options[1:] },
		"a lost subcommand":  func(c *discordgo.ApplicationCommand) { c.Options = c.Options[1:] },
		"choices": func(c *discordgo.ApplicationCommand) {
			c.Options[0].Options[0].Choices = []*discordgo.ApplicationCommandOptionChoice{{Name: "a", Value: "b"}}
		},
	} {
		have := asDiscordReturnsThem(t, users, "", true)
		i := slices.IndexFunc(have, func(c *discordgo.ApplicationCommand) bool { return c.Name == "quote" })
		change(have[i])
		if command.Equal(users, have) {
			t.Errorf("a change of %s is not seen", name)
		}
	}
}

// registry is Discord's list of commands by path; it is a command.Caller.
type registry struct {
	t        *testing.T
	commands map[string][]*discordgo.ApplicationCommand
	puts     []string
	refuse   string // a guild
	why      error  // it is refused with
}

func (r *registry) Do(_ context.Context, method string, path []string, query url.Values, token func() string, in, out any) error {
	at := strings.Join(path, "/")
	guild := ""
	if len(path) == 5 {
		guild = path[3]
	}
	if token() != "bot token" || path[1] != "2000" {
		r.t.Errorf("%s %s with the token %q", method, at, token())
	}
	if r.refuse != "" && guild == r.refuse {
		return r.why
	}
	switch method {
	case http.MethodGet:
		*out.(*[]*discordgo.ApplicationCommand) = asDiscordReturnsThem(r.t, r.commands[at], guild, query.Get("with_localizations") == "true")
	case http.MethodPut:
		raw, err := json.Marshal(in)
		if err != nil || string(raw) == "null" {
			r.t.Errorf("PUT %s: %s, %v", at, raw, err)
		}
		defs := in.([]*discordgo.ApplicationCommand)
		for _, d := range defs {
			if (d.Contexts == nil) != (guild != "") || (d.IntegrationTypes == nil) != (guild != "") {
				r.t.Errorf("PUT %s: %s says where it is for: %v", at, d.Name, d.Contexts != nil)
			}
		}
		r.commands[at] = defs
		r.puts = append(r.puts, at)
	default:
		r.t.Errorf("%s %s", method, at)
	}
	return nil
}

// count returns how many commands are registered at a path.
func (r *registry) count(path string) int { return len(r.commands[path]) }

// names returns the commands that are registered, by path.
func (r *registry) names() map[string]string {
	all := make(map[string]string)
	for path, commands := range r.commands {
		var names []string
		for _, c := range commands {
			names = append(names, c.Name)
		}
		all[path] = strings.Join(names, " ")
	}
	return all
}

func TestCommandsAreRegisteredWhereTheyBelong(t *testing.T) {
	const global, one, two = "applications/2000/commands", "applications/2000/guilds/1/commands", "applications/2000/guilds/2/commands"
	const users = "quote speaker source help Check quotation Find quotation daily"
	const all = users + " corpus Save as quotation"
	for _, tt := range []struct {
		name  string
		homes []string
		open  bool
		want  map[string]string
	}{
		{"without a home everything but moderation is global", nil, true, map[string]string{global: users}},
		{"one that is not public has no other place without a home", nil, false, map[string]string{global: users}},
		{"homes have the moderators' commands", []string{"1", "2"}, true, map[string]string{global: users, one: "corpus Save as quotation", two: "corpus Save as quotation"}},
		{"one that is not public has everything at home", []string{"1", "2"}, false, map[string]string{global: "", one: all, two: all}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before, _ := definitions()
			before[0].Description = "as it was in the version before"
			r := &registry{t: t, commands: map[string][]*discordgo.ApplicationCommand{global: before}}
			registration := command.Registration{API: r, AppID: "2000", Token: func() string { return "bot token" }, HomeGuilds: tt.homes, Public: tt.open}
			c := command.New(command.Deps{})
			for _, place := range registration.Places() {
				if placed, err := c.Register(t.Context(), registration, place); err != nil || !placed.Written {
					t.Errorf("in %q: %+v, %v", place, placed, err)
				}
			}
			if diff := cmp.Diff(tt.want, r.names()); diff != "" {
				t.Error(diff)
			}
			r.puts = nil
			for _, place := range registration.Places() {
				placed, err := c.Register(t.Context(), registration, place)
				if err != nil || placed.Written || placed.Commands != r.count(pathOf(place)) {
					t.Errorf("a second time in %q: %+v, %v", place, placed, err)
				}
			}
			if len(r.puts) != 0 {
				t.Errorf("a second time writes %q", r.puts)
			}
		})
	}
}

func pathOf(place string) string {
	if place == command.Everywhere {
		return "applications/2000/commands"
	}
	return "applications/2000/guilds/" + place + "/commands"
}

func TestAGuildThatTheBotIsNotInIsToldFromOneThatFails(t *testing.T) {
	for _, tt := range []struct {
		err        error
		notInvited bool
	}{
		{&interact.StatusError{Status: 403, Code: 50001, Message: "Missing Access"}, true},
		{&interact.StatusError{Status: 500}, false},
		{errors.New("no network"), false},
	} {
		r := &registry{t: t, commands: make(map[string][]*discordgo.ApplicationCommand), refuse: "1", why: tt.err}
		_, err := command.New(command.Deps{}).Register(t.Context(), command.Registration{
			API: r, AppID: "2000", Token: func() string { return "bot token" }, HomeGuilds: []string{"1", "2"},
		}, "1")
		if errors.Is(err, command.ErrNotInvited) != tt.notInvited || !strings.Contains(err.Error(), "in server 1") {
			t.Errorf("%v: the error is %v", tt.err, err)
		}
	}
}

func TestHelpMentionsWhatCanBeRunHere(t *testing.T) {
	for _, tt := range []struct {
		name     string
		i        discordtest.Interaction
		has, not string
	}{
		{"everybody at home", discordtest.Slash("help"), "</quote search:", "corpus"},
		{"a moderator at home", discordtest.Slash("help").By(discordtest.User{ID: moderator}), "</corpus status:", "**/"},
		{"a moderator in direct messages, where nothing can be moderated", discordtest.Slash("help").By(discordtest.User{ID: moderator}).InDM(), "</quote search:", "corpus"},
	} {
		th := newTheater(t, demo(), nil, "en-US")
		if got := th.does("", tt.i).Text(); !strings.Contains(got, tt.has) || strings.Contains(got, tt.not) {
			t.Errorf("%s: the help reads\n%s", tt.name, got)
		}
	}
}
