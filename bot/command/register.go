package command

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"

	"github.com/bwmarrin/discordgo"
)

// Caller does requests of the bot's own (interact.REST).
type Caller interface {
	Do(ctx context.Context, method string, path []string, query url.Values, token func() string, in, out any) error
}

// Registration says where the commands are registered.
type Registration struct {
	API   Caller
	AppID string
	Token func() string // gives the bot's token; a function prints as an address
	// HomeGuilds get the moderators' commands, and the users' ones, at once.
	HomeGuilds []string
	// Public registers the users' commands for everyone. The home guilds then
	// have these, and are not given them a second time: Discord lists a command
	// of a guild beside the global one of the same name.
	Public bool
	Logger *slog.Logger // nil: none
}

// Register compares what Discord knows with [Commands.Definitions] and
// overwrites what differs: the global commands and those of each home guild.
// Without home guilds the users' commands are global and there is no moderation
// from Discord. A guild that fails does not keep the others from being done;
// the error joins one for each.
func (c *Commands) Register(ctx context.Context, r Registration) error {
	if r.Logger == nil {
		r.Logger = slog.New(slog.DiscardHandler)
	}
	users, moderators := c.Definitions()
	global, home := users, slices.Concat(users, moderators)
	switch {
	case len(r.HomeGuilds) > 0 && r.Public:
		home = moderators
	case len(r.HomeGuilds) > 0:
		global = nil
	}
	err := r.overwrite(ctx, "", global)
	for _, guild := range r.HomeGuilds {
		err = errors.Join(err, r.overwrite(ctx, guild, home))
	}
	return err
}

// overwrite makes the commands of a guild, or the global ones, be those that
// are wanted. Discord counts what it creates (200 a day and guild), so that
// nothing is written when nothing changed.
func (r Registration) overwrite(ctx context.Context, guild string, want []*discordgo.ApplicationCommand) error {
	path, where := []string{"applications", r.AppID, "commands"}, "everywhere"
	if guild != "" {
		path, where = []string{"applications", r.AppID, "guilds", guild, "commands"}, "in guild "+guild
		want = forGuild(want)
	}
	var have []*discordgo.ApplicationCommand
	// Without the parameter every command would seem to have lost its translations.
	whole := url.Values{"with_localizations": {"true"}}
	if err := r.API.Do(ctx, http.MethodGet, path, whole, r.Token, nil, &have); err != nil {
		return fmt.Errorf("asking for the commands registered %s: %w", where, err)
	}
	if Equal(want, have) {
		r.Logger.Info("commands are registered", "where", where, "commands", len(have))
		return nil
	}
	if want == nil {
		want = []*discordgo.ApplicationCommand{} // null is no list
	}
	if err := r.API.Do(ctx, http.MethodPut, path, nil, r.Token, want, nil); err != nil {
		return fmt.Errorf("registering commands %s: %w", where, err)
	}
	r.Logger.Info("commands were registered anew", "where", where, "commands", len(want), "before", len(have))
	return nil
}

// forGuild takes out what Discord takes for global commands only.
func forGuild(commands []*discordgo.ApplicationCommand) []*discordgo.ApplicationCommand {
	var out []*discordgo.ApplicationCommand
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
