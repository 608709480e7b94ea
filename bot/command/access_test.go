package command_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/interact"
	"verbatim/bot/messages"
)

// access is who may use something.
type access string

const (
	everyone   access = "everyone"
	managers   access = "who may manage the server"
	moderators access = "moderators of the home servers"
)

// mayUse says of each command, button and form who may use it, and nothing else does.
var mayUse = map[interact.Kind]map[access]string{
	interact.Command: {
		everyone:   "quote search, quote random, quote daily, quote show, quote forget, quote check, speaker, source, help, Check quotation, Find quotation",
		managers:   "daily set, daily show, daily off",
		moderators: "corpus reindex, corpus status, corpus problems, corpus review, corpus article, corpus import, corpus export, corpus hide, corpus restore, corpus undo, corpus hidden, corpus history, corpus add, corpus edit, corpus merge-speakers, Save as quotation",
	},
	interact.Button: {
		everyone:   "page, jump, shut, pick, ctx, again, open, whole, leaf, more, srcs, same, by, cite, copy, pict, sharepict, share, tell, report, forget",
		moderators: "review, diffs, diffp, problems, apply, discard, rfile, undo, hidden, history, racc, rrej, rwho, rskp, rund, rhid, rset",
	},
	interact.Modal: {
		everyone:   "report",
		moderators: "rwho, add, edit",
	},
}

// people are all who may come, each with whether somebody of that kind is let in.
var people = []struct {
	name string
	in   *discordgo.Interaction
	may  map[access]bool
}{
	{"a member", within(homeGuild, 0), map[access]bool{everyone: true}},
	{"who manages the home server", within(homeGuild, discordgo.PermissionManageGuild), map[access]bool{everyone: true, managers: true}},
	{"a moderator", within(homeGuild, 0, moderatorRole), map[access]bool{everyone: true, moderators: true}},
	{"a moderator in another server", within(foreignGuild, 0, moderatorRole), map[access]bool{everyone: true}},
	{"the administrator of another server", within(foreignGuild, discordgo.PermissionAdministrator), map[access]bool{everyone: true, managers: true}},
	{"a moderator in a direct message", &discordgo.Interaction{User: &discordgo.User{ID: moderator}, Context: discordgo.InteractionContextBotDM}, map[access]bool{everyone: true}},
	{"a moderator who installed it, in a server without it", &discordgo.Interaction{
		GuildID: foreignGuild, Context: discordgo.InteractionContextGuild, Member: &discordgo.Member{User: &discordgo.User{ID: moderator}, Roles: []string{moderatorRole}},
		AuthorizingIntegrationOwners: map[discordgo.ApplicationIntegrationType]string{discordgo.ApplicationIntegrationUserInstall: moderator},
	}, map[access]bool{everyone: true}},
}

const (
	moderatorRole = "400000000000000001"
	foreignGuild  = "100000000000000009"
)

func within(guild string, rights int64, roles ...string) *discordgo.Interaction {
	return &discordgo.Interaction{GuildID: guild, Member: &discordgo.Member{User: &discordgo.User{ID: asker}, Permissions: rights, Roles: roles}}
}

// answered keeps the first answer to an interaction.
type answered struct {
	mu    sync.Mutex
	first map[string]interact.Callback
}

func (a *answered) Callback(_ context.Context, t interact.Target, cb interact.Callback) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.first[t.ID] = cb
	return nil
}

func (a *answered) Edit(context.Context, interact.Target, interact.Message) error     { return nil }
func (a *answered) FollowUp(context.Context, interact.Target, interact.Message) error { return nil }

// interactionOf is one with a command, a button or a form.
func interactionOf(t *testing.T, kind interact.Kind, name string) *discordgo.Interaction {
	t.Helper()
	codec, err := interact.NewCodec("bot token")
	if err != nil {
		t.Fatal(err)
	}
	ids := []string{""}
	if kind != interact.Command { // whose names are longer
		if ids, err = codec.Seal([]interact.Pressed{{Action: name, State: nil}}, nil); err != nil {
			t.Fatal(err)
		}
	}
	switch kind {
	case interact.Button:
		return &discordgo.Interaction{
			Type: discordgo.InteractionMessageComponent, Data: discordgo.MessageComponentInteractionData{CustomID: ids[0], ComponentType: discordgo.ButtonComponent},
			Message: &discordgo.Message{Flags: discordgo.MessageFlagsIsComponentsV2},
		}
	case interact.Modal:
		return &discordgo.Interaction{Type: discordgo.InteractionModalSubmit, Data: discordgo.ModalSubmitInteractionData{CustomID: ids[0]}}
	}
	data := discordgo.ApplicationCommandInteractionData{Name: name}
	if first, rest, grouped := strings.Cut(name, " "); grouped && first == strings.ToLower(first) {
		data.Name = first
		data.Options = []*discordgo.ApplicationCommandInteractionDataOption{{Name: rest, Type: discordgo.ApplicationCommandOptionSubCommand}}
	}
	return &discordgo.Interaction{Type: discordgo.InteractionApplicationCommand, Data: data}
}

// Every command, button and form, and every kind of people: exactly those are let in
// whom mayUse names, and whoever is not is told so alone.
func TestWhoMayUseWhat(t *testing.T) {
	for kind, byAccess := range mayUse {
		var told []string
		for _, names := range byAccess {
			told = append(told, strings.Split(names, ", ")...)
		}
		slices.Sort(told)
		if routes := matrixRouter(t, nil).Names(kind); !slices.Equal(told, routes) {
			t.Errorf("the table names %q, and there are %q", told, routes)
		}
		for needs, names := range byAccess {
			for _, name := range strings.Split(names, ", ") {
				for n, p := range people {
					if got, want := letIn(t, kind, name, n), p.may[needs]; got != want {
						t.Errorf("%q is for %s; %s is let in: %v", name, needs, p.name, got)
					}
				}
			}
		}
	}
}

func matrixRouter(t *testing.T, r interact.Responder) *interact.Router {
	t.Helper()
	codec, err := interact.NewCodec("bot token")
	if err != nil {
		t.Fatal(err)
	}
	router := interact.NewRouter(interact.Config{
		Responder: r, Codec: codec,
		Moderators: interact.Moderators{HomeGuilds: []string{homeGuild}, Users: []string{moderator}, Roles: []string{moderatorRole}},
	})
	use(t, demo(), &builder{}).commands.Routes(router)
	return router
}

// letIn reports whether one of the people is let in, and holds that who is not is told
// so alone.
func letIn(t *testing.T, kind interact.Kind, name string, who int) bool {
	t.Helper()
	a := &answered{first: map[string]interact.Callback{}}
	router := matrixRouter(t, a)
	i, p := interactionOf(t, kind, name), people[who].in
	i.ID, i.AppID, i.Token = fmt.Sprint(who+1), "1", "token"
	i.GuildID, i.Member, i.User, i.Context, i.AuthorizingIntegrationOwners = p.GuildID, p.Member, p.User, p.Context, p.AuthorizingIntegrationOwners
	router.Handle(t.Context(), &discordgo.InteractionCreate{Interaction: i})
	cb, ok := a.first[i.ID]
	if !ok {
		t.Fatalf("%q gave %s no answer", name, people[who].name)
	}
	m := messages.For("en")
	says := text(cb.Message)
	if strings.Contains(says, m.UnknownCommand()) {
		t.Errorf("%q is not known", name)
	}
	denied := strings.Contains(says, m.NotAllowed()) || strings.Contains(says, m.NotManager())
	if denied && !cb.Message.Ephemeral {
		t.Errorf("%q denies %s in public", name, people[who].name)
	}
	return !denied
}
