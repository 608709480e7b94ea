package command

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"sync"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/interact"
)

// audience is a set of people that commands are for.
type audience int

const (
	everyone audience = 1 << iota
	moderators
)

// placement is a row of the table of what is registered where.
type placement struct {
	homes, public bool     // the settings: HOME_GUILD_IDS is given; PUBLIC
	settings      string   // as the README names them
	everywhere    audience // whose commands are global
	home          audience // whose commands each home guild has
}

// placements is the table of what is registered where; the README has it too.
//
// A global command is there in every server with the bot, in direct messages,
// and for people who added the bot to their account. No command is both global
// and a home guild's: Discord lists the one beside the other.
func placements() []placement {
	return []placement{
		{false, true, "no `HOME_GUILD_IDS`", everyone, 0},
		{true, true, "`HOME_GUILD_IDS`", everyone, moderators},
		{true, false, "`HOME_GUILD_IDS` and `PUBLIC=false`", 0, everyone | moderators},
	}
}

// Caller does requests of the bot's own (interact.REST).
type Caller interface {
	Do(ctx context.Context, method string, path []string, query url.Values, token func() string, in, out any) error
}

// Registration says where the commands are registered.
type Registration struct {
	API        Caller
	AppID      string
	Token      func() string // gives the bot's token; a function prints as an address
	HomeGuilds []string
	Public     bool
}

// Everywhere is the place of global commands; every other place is the ID of a
// home guild.
const Everywhere = ""

// Places are the places where commands are registered or, because the settings
// were others before, must not be.
func (r Registration) Places() []string { return append([]string{Everywhere}, r.HomeGuilds...) }

// placement is the row of the table that the settings choose. Without a home
// guild the commands have no other place than everywhere.
func (r Registration) placement() placement {
	homes := len(r.HomeGuilds) > 0
	rows := placements()
	return rows[slices.IndexFunc(rows, func(p placement) bool { return p.homes == homes && (p.public == r.Public || !homes) })]
}

// Placed is what became of the commands of a place.
type Placed struct {
	Commands int  // those that are there now
	Written  bool // Discord had others before
}

// ErrNotInvited: the bot is not in the guild.
var ErrNotInvited = errors.New("the bot is not in this server")

// Register compares what Discord knows of a place with what the table wants
// there, and overwrites what differs.
func (c *Commands) Register(ctx context.Context, r Registration, place string) (Placed, error) {
	row := r.placement()
	whose := row.home
	if place == Everywhere {
		whose = row.everywhere
	}
	forEveryone, forModerators := c.Definitions()
	want := []*discordgo.ApplicationCommand{} // null is no list
	if whose&everyone != 0 {
		want = append(want, forEveryone...)
	}
	if whose&moderators != 0 {
		want = append(want, forModerators...)
	}
	placed, there, err := r.overwrite(ctx, place, want)
	if err == nil {
		c.known.note(place, there)
	}
	// "Missing Access": https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
	const missingAccess = 50001
	if refused, ok := errors.AsType[*interact.StatusError](err); ok && refused.Code == missingAccess && place != Everywhere {
		return Placed{}, fmt.Errorf("%w: %w", ErrNotInvited, err)
	}
	return placed, err
}

// overwrite makes the commands of a place be those that are wanted. Discord
// counts what it creates (200 a day and guild), so that nothing is written when
// nothing changed. It returns the commands as Discord has them.
func (r Registration) overwrite(ctx context.Context, place string, want []*discordgo.ApplicationCommand) (Placed, []*discordgo.ApplicationCommand, error) {
	path, where := []string{"applications", r.AppID, "commands"}, "everywhere"
	if place != Everywhere {
		path, where = []string{"applications", r.AppID, "guilds", place, "commands"}, "in server "+place
		want = forGuild(want)
	}
	var have []*discordgo.ApplicationCommand
	// Without the parameter every command would seem to have lost its translations.
	whole := url.Values{"with_localizations": {"true"}}
	if err := r.API.Do(ctx, http.MethodGet, path, whole, r.Token, nil, &have); err != nil {
		return Placed{}, nil, fmt.Errorf("asking for the commands registered %s: %w", where, err)
	}
	if Equal(want, have) {
		return Placed{Commands: len(have)}, have, nil
	}
	var there []*discordgo.ApplicationCommand
	if err := r.API.Do(ctx, http.MethodPut, path, nil, r.Token, want, &there); err != nil {
		return Placed{}, nil, fmt.Errorf("registering commands %s: %w", where, err)
	}
	return Placed{Commands: len(want), Written: true}, there, nil
}

// known are the IDs of the commands by place and name, once they were registered:
// what a mention needs that runs a command when it is clicked.
type known struct {
	mu  sync.Mutex
	ids map[string]map[string]string
}

func (k *known) note(place string, there []*discordgo.ApplicationCommand) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.ids == nil {
		k.ids = make(map[string]map[string]string)
	}
	k.ids[place] = make(map[string]string)
	for _, c := range there {
		if kind(c) == discordgo.ChatApplicationCommand {
			k.ids[place][c.Name] = c.ID
		}
	}
}

// id returns the ID of a command as it is in a guild, "" where nothing is known.
func (k *known) id(guild, name string) string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return cmp.Or(k.ids[guild][name], k.ids[Everywhere][name])
}

// forGuild takes out what Discord takes for global commands only.
func forGuild(commands []*discordgo.ApplicationCommand) []*discordgo.ApplicationCommand {
	out := make([]*discordgo.ApplicationCommand, 0, len(commands))
	for _, c := range commands {
		local := *c
		local.Contexts, local.IntegrationTypes = nil, nil
		out = append(out, &local)
	}
	return out
}

// Equal reports whether two lists define the same commands, in whatever order.
// What want leaves to Discord (contexts, where they are nil) does not count,
// nor do IDs and versions, which Discord gives.
func Equal(want, have []*discordgo.ApplicationCommand) bool {
	if len(want) != len(have) {
		return false
	}
	byName := func(a, b *discordgo.ApplicationCommand) int {
		return cmp.Or(cmp.Compare(kind(a), kind(b)), cmp.Compare(a.Name, b.Name))
	}
	return slices.EqualFunc(slices.SortedFunc(slices.Values(want), byName), slices.SortedFunc(slices.Values(have), byName), equal)
}

func kind(c *discordgo.ApplicationCommand) discordgo.ApplicationCommandType {
	return cmp.Or(c.Type, discordgo.ChatApplicationCommand)
}

func equal(want, have *discordgo.ApplicationCommand) bool {
	return kind(want) == kind(have) && want.Name == have.Name && want.Description == have.Description &&
		equalPointed(want.DefaultMemberPermissions, have.DefaultMemberPermissions) &&
		orFalse(want.NSFW) == orFalse(have.NSFW) &&
		sameTexts(pointed(want.NameLocalizations), pointed(have.NameLocalizations)) &&
		sameTexts(pointed(want.DescriptionLocalizations), pointed(have.DescriptionLocalizations)) &&
		sameSet(want.Contexts, have.Contexts) && sameSet(want.IntegrationTypes, have.IntegrationTypes) &&
		slices.EqualFunc(want.Options, have.Options, equalOption)
}

func equalOption(want, have *discordgo.ApplicationCommandOption) bool {
	return want.Type == have.Type && want.Name == have.Name && want.Description == have.Description &&
		want.Required == have.Required && want.Autocomplete == have.Autocomplete &&
		want.MaxLength == have.MaxLength && equalPointed(want.MinLength, have.MinLength) &&
		want.MaxValue == have.MaxValue && equalPointed(want.MinValue, have.MinValue) &&
		slices.Equal(want.ChannelTypes, have.ChannelTypes) &&
		sameTexts(want.NameLocalizations, have.NameLocalizations) &&
		sameTexts(want.DescriptionLocalizations, have.DescriptionLocalizations) &&
		slices.EqualFunc(want.Choices, have.Choices, func(a, b *discordgo.ApplicationCommandOptionChoice) bool {
			return a.Name == b.Name && sameTexts(a.NameLocalizations, b.NameLocalizations) && reflect.DeepEqual(a.Value, b.Value)
		}) &&
		slices.EqualFunc(want.Options, have.Options, equalOption)
}

func equalPointed[T comparable](a, b *T) bool {
	return a == b || a != nil && b != nil && *a == *b
}

func orFalse(b *bool) bool { return b != nil && *b }

func pointed[K comparable, V any](m *map[K]V) map[K]V {
	if m == nil {
		return nil
	}
	return *m
}

func sameTexts(a, b map[discordgo.Locale]string) bool { return maps.Equal(a, b) }

// sameSet reports whether have holds what want asks for; nil asks for nothing.
func sameSet[T cmp.Ordered](want, have *[]T) bool {
	if want == nil {
		return true
	}
	return have != nil && slices.Equal(slices.Sorted(slices.Values(*want)), slices.Sorted(slices.Values(*have)))
}
