package command

import (
	"github.com/bwmarrin/discordgo"

	"verbatim/bot/interact"
	"verbatim/bot/messages"
)

// Limits of options in characters. Words need room for a sentence; names and
// titles must fit into the value of a choice.
const (
	maxQuery  = 200
	maxName   = 100
	maxDate   = 40
	maxReason = 300
	maxURL    = 2000 // as long as package fetch takes
	// maxClaim is Discord's limit for an option: what is longer than
	// [search.MaxPassage] is cut, and the answer says so.
	maxClaim = 6000
)

// option is one option of a command.
type option struct {
	name     string
	required bool
	complete bool // completions are offered while it is typed
	channel  bool // a channel to write into
	file     bool // something attached
	choices  []interact.Choice
	max      int // characters of text; 0: it is a yes or no, a channel or a file
}

// command is a command with either options or subcommands.
type command struct {
	name    string
	options []option
	subs    []command
}

var (
	words    = option{name: "words", required: true, complete: true, max: maxQuery}
	speaker  = option{name: "speaker", complete: true, max: maxName}
	source   = option{name: "source", complete: true, max: maxName}
	language = option{name: "language", complete: true, max: maxName}
	id       = option{name: "id", required: true, complete: true, max: maxName}
)

// userCommands are what everyone may use. Required options come first: Discord
// refuses another order.
var userCommands = []command{
	{name: "quote", subs: []command{
		{name: "search", options: []option{words, speaker, source, {name: "since", max: maxDate}, {name: "until", max: maxDate}, language, {name: "private"}}},
		{name: "random", options: []option{speaker, source, language}},
		{name: "daily", options: []option{language}},
		{name: "show", options: []option{id}},
		{name: "forget", options: []option{id}},
		{name: "check", options: []option{{name: "words", required: true, max: maxClaim}, speaker}},
	}},
	{name: "speaker", options: []option{{name: "name", required: true, complete: true, max: maxName}}},
	{name: "source", options: []option{{name: "title", required: true, complete: true, max: maxName}}},
	{name: "help"},
}

// Commands that everyone may use on a message, at most 15. People read their names
// in a menu; they have neither description nor options.
const (
	checkMessage = "Check quotation"
	findMessage  = "Find quotation"
)

// messageCommands are those.
var messageCommands = []string{checkMessage, findMessage}

// saveMessage is a command that moderators may use on a message.
const saveMessage = "Save as quotation"

// managerCommands are what those may use who may manage a server, in it.
var managerCommands = []command{
	{name: "daily", subs: []command{
		{name: "set", options: []option{
			{name: "channel", required: true, channel: true},
			{name: "time", required: true, max: maxDate},
			{name: "timezone", required: true, complete: true, max: maxName},
			language,
		}},
		{name: "show"},
		{name: "off"},
	}},
}

// moderatorCommands are what the moderators of the home guilds may use.
var moderatorCommands = []command{
	{name: "corpus", subs: []command{
		{name: "reindex", options: []option{{name: "dry-run"}}},
		{name: "status"},
		{name: "problems"},
		{name: "review"},
		{name: "article", options: []option{{name: "url", max: maxURL}, {name: "file", file: true}}},
		{name: "import", options: []option{{name: "file", required: true, file: true}}},
		{name: "export", options: []option{{name: "format", max: maxName, choices: exportFormats}, speaker, source, language}},
		{name: "add"},
		{name: "edit", options: []option{id, {name: "part", complete: true, max: maxName}}},
		{name: "merge-speakers", options: []option{{name: "from", required: true, complete: true, max: maxName}, {name: "into", required: true, complete: true, max: maxName}}},
		{name: "hide", options: []option{id, {name: "reason", required: true, max: maxReason}}},
		{name: "restore", options: []option{id}},
		{name: "undo", options: []option{{name: "id", complete: true, max: maxName}}},
		{name: "hidden"},
		{name: "history", options: []option{id}},
	}},
}

// Definitions returns the commands as Discord takes them: those for everyone,
// in servers and in direct messages, and those for moderators.
//
// What Discord is told of permissions is a default that decides who sees the
// moderators' commands (who may manage messages); the router checks each use.
func (c *Commands) Definitions() (users, moderators []*discordgo.ApplicationCommand) {
	everyones := make([]*discordgo.ApplicationCommand, 0, len(userCommands)+len(messageCommands))
	for _, d := range userCommands {
		everyones = append(everyones, d.define())
	}
	for _, name := range messageCommands {
		everyones = append(everyones, onMessages(name))
	}
	for _, a := range everyones {
		a.Contexts = &[]discordgo.InteractionContextType{
			discordgo.InteractionContextGuild, discordgo.InteractionContextBotDM, discordgo.InteractionContextPrivateChannel,
		}
		a.IntegrationTypes = &[]discordgo.ApplicationIntegrationType{
			discordgo.ApplicationIntegrationGuildInstall, discordgo.ApplicationIntegrationUserInstall,
		}
		users = append(users, a)
	}
	for _, d := range managerCommands {
		users = append(users, inServers(d.define(), discordgo.PermissionManageGuild))
	}
	for _, d := range moderatorCommands {
		moderators = append(moderators, inServers(d.define(), discordgo.PermissionManageMessages))
	}
	return users, append(moderators, inServers(onMessages(saveMessage), discordgo.PermissionManageMessages))
}

// inServers has a command shown in servers with the bot, to members with a permission.
func inServers(a *discordgo.ApplicationCommand, permission int64) *discordgo.ApplicationCommand {
	a.DefaultMemberPermissions = &permission
	a.Contexts = &[]discordgo.InteractionContextType{discordgo.InteractionContextGuild}
	a.IntegrationTypes = &[]discordgo.ApplicationIntegrationType{discordgo.ApplicationIntegrationGuildInstall}
	return a
}

// onMessages defines a command that is used on a message.
func onMessages(name string) *discordgo.ApplicationCommand {
	names, _ := localized(name)
	return &discordgo.ApplicationCommand{Type: discordgo.MessageApplicationCommand, Name: name, NameLocalizations: &names}
}

func (d command) define() *discordgo.ApplicationCommand {
	names, descriptions := localized(d.name)
	a := &discordgo.ApplicationCommand{
		Type: discordgo.ChatApplicationCommand, Name: d.name, Description: messages.For("en").Command(d.name),
		NameLocalizations: &names, DescriptionLocalizations: &descriptions,
		Options: defineOptions(d.name, d.options),
	}
	for _, sub := range d.subs {
		o := defineOption(d.name+" "+sub.name, sub.name, discordgo.ApplicationCommandOptionSubCommand)
		o.Options = defineOptions(d.name+" "+sub.name, sub.options)
		a.Options = append(a.Options, o)
	}
	return a
}

func defineOptions(path string, options []option) []*discordgo.ApplicationCommandOption {
	var defined []*discordgo.ApplicationCommandOption
	for _, o := range options {
		d := defineOption(path+" "+o.name, o.name, discordgo.ApplicationCommandOptionBoolean)
		d.Required, d.Autocomplete = o.required, o.complete
		if o.channel {
			d.Type = discordgo.ApplicationCommandOptionChannel
			d.ChannelTypes = []discordgo.ChannelType{discordgo.ChannelTypeGuildText, discordgo.ChannelTypeGuildNews}
		}
		if o.file {
			d.Type = discordgo.ApplicationCommandOptionAttachment
		}
		for _, c := range o.choices {
			d.Choices = append(d.Choices, &discordgo.ApplicationCommandOptionChoice{Name: c.Name, Value: c.Value})
		}
		if o.max > 0 {
			d.Type, d.MaxLength = discordgo.ApplicationCommandOptionString, o.max
		}
		defined = append(defined, d)
	}
	return defined
}

// defineOption defines an option or a subcommand by what the catalogues have under
// its path.
func defineOption(path, name string, kind discordgo.ApplicationCommandOptionType) *discordgo.ApplicationCommandOption {
	names, descriptions := localized(path)
	return &discordgo.ApplicationCommandOption{
		Type: kind, Name: name, Description: messages.For("en").Command(path),
		NameLocalizations: names, DescriptionLocalizations: descriptions,
	}
}

// localized returns what other languages call a command or an option. The router
// and the handlers know them by the English names, which Discord sends.
func localized(path string) (names, descriptions map[discordgo.Locale]string) {
	byLocale := func(texts map[string]string) map[discordgo.Locale]string {
		out := make(map[discordgo.Locale]string)
		for locale, text := range texts {
			out[discordgo.Locale(locale)] = text
		}
		return out
	}
	n, d := messages.Localized(path)
	return byLocale(n), byLocale(d)
}

// paths returns the path of each command that can be called, in order.
func paths(commands []command) []string {
	var all []string
	for _, d := range commands {
		if len(d.subs) == 0 {
			all = append(all, d.name)
		}
		for _, sub := range d.subs {
			all = append(all, d.name+" "+sub.name)
		}
	}
	return all
}
