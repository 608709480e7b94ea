package discordtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/bwmarrin/discordgo"
)

type optionType = discordgo.ApplicationCommandOptionType

// command is a registered command: as the bot sent it, and the parts that
// interactions are checked against.
type command struct {
	definition
	id  string
	raw map[string]json.RawMessage
}

type definition struct {
	Type        discordgo.ApplicationCommandType
	Name        string
	Description string
	Permissions json.RawMessage `json:"default_member_permissions"`
	Contexts    []discordgo.InteractionContextType
	localized
	Options []option
}

type localized struct {
	Names        map[string]string `json:"name_localizations"`
	Descriptions map[string]string `json:"description_localizations"`
}

type option struct {
	Type        optionType
	Name        string
	Description string
	localized
	Required     bool
	Autocomplete bool
	MinLength    *int     `json:"min_length"`
	MaxLength    *int     `json:"max_length"`
	MinValue     *float64 `json:"min_value"`
	MaxValue     *float64 `json:"max_value"`
	Choices      []struct {
		Name  string
		Value any
		Names map[string]string `json:"name_localizations"`
	}
	Options []option
}

func (s *Server) getCommands(r *http.Request, _ []byte) reply {
	scope, rep, ok := s.scope(r)
	if !ok {
		return rep
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return reply{status: http.StatusOK, body: s.listCommands(scope, r.URL.Query().Get("with_localizations") == "true")}
}

// scope is the guild whose commands a request is about, "" for the global ones.
func (s *Server) scope(r *http.Request) (string, reply, bool) {
	guild := r.PathValue("guild_id")
	s.mu.Lock()
	joined := slices.Contains(s.guilds, guild)
	s.mu.Unlock()
	switch {
	case r.PathValue("application_id") != s.AppID():
		return "", apiError(http.StatusNotFound, 10002, "Unknown Application"), false
	case guild != "" && !joined:
		return "", apiError(http.StatusForbidden, 50001, "Missing Access"), false
	}
	return guild, reply{}, true
}

// listCommands gives the commands as Discord gives them: with the defaults of
// the command filled in, and without the options' fields that are false or
// empty ("We intentionally do not send certain fields when empty/false",
// discord-api-docs #3161).
func (s *Server) listCommands(scope string, localizations bool) []map[string]any {
	list := make([]map[string]any, 0, len(s.commands[scope]))
	for _, c := range s.commands[scope] {
		out := map[string]any{
			"id": c.id, "application_id": s.AppID(), "version": c.id, "type": max(c.Type, discordgo.ChatApplicationCommand),
			"name": c.Name, "description": c.Description, "default_member_permissions": nil, "nsfw": false,
		}
		if scope == "" {
			out["contexts"], out["integration_types"], out["dm_permission"] = nil, []int{0}, true
		} else {
			out["guild_id"] = scope
		}
		for _, key := range []string{"default_member_permissions", "nsfw", "contexts", "integration_types", "dm_permission"} {
			if raw, ok := c.raw[key]; ok && string(raw) != "null" {
				out[key] = raw
			}
		}
		if raw, ok := c.raw["options"]; ok {
			var options any
			_ = json.Unmarshal(raw, &options)
			out["options"] = tidy(options, localizations)
		}
		if localizations {
			out["name_localizations"], out["description_localizations"] = c.Names, c.Descriptions
		}
		list = append(list, out)
	}
	return list
}

// tidy leaves out what Discord leaves out of options.
func tidy(v any, localizations bool) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = tidy(v[i], localizations)
		}
	case map[string]any:
		for key, value := range v {
			list, isList := value.([]any)
			switch {
			case value == nil, value == false, isList && len(list) == 0,
				!localizations && strings.HasSuffix(key, "_localizations"):
				delete(v, key)
			default:
				v[key] = tidy(value, localizations)
			}
		}
	}
	return v
}

// createsPerDay: https://discord.com/developers/docs/interactions/application-commands#registering-a-command
const createsPerDay = 200

func (s *Server) putCommands(r *http.Request, body []byte) reply {
	scope, rep, ok := s.scope(r)
	if !ok {
		return rep
	}
	var raws []map[string]json.RawMessage
	var definitions []definition
	f := new(form)
	if !f.decode("data", body, &raws) || !f.decode("data", body, &definitions) {
		return f.reply()
	}
	checkCommands(f, definitions)
	if !f.ok() {
		return f.reply()
	}
	counts := make(map[discordgo.ApplicationCommandType]int)
	for _, d := range definitions {
		counts[max(d.Type, discordgo.ChatApplicationCommand)]++
	}
	if counts[discordgo.ChatApplicationCommand] > 100 || counts[discordgo.UserApplicationCommand] > 15 || counts[discordgo.MessageApplicationCommand] > 15 {
		return apiError(http.StatusBadRequest, 30032, "Maximum number of application commands reached (100)")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.commands[scope]
	commands := make([]command, 0, len(definitions))
	created := s.created[scope]
	for i, d := range definitions {
		c := command{definition: d, raw: raws[i]}
		if j := slices.IndexFunc(old, func(o command) bool { return o.Name == d.Name && o.Type == d.Type }); j >= 0 {
			c.id = old[j].id
		} else {
			c.id = s.snowflake()
			created++
		}
		commands = append(commands, c)
	}
	if created > createsPerDay {
		return apiError(http.StatusBadRequest, 30034, "Max number of daily application command creates has been reached (200)")
	}
	s.created[scope] = created
	s.commands[scope] = commands
	s.notify()
	return reply{status: http.StatusOK, body: s.listCommands(scope, true)}
}

// commandName: https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-naming
var commandName = regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)

// permissions are a number written as a text.
var permissions = regexp.MustCompile(`^"\d+"$`)

func checkCommands(f *form, definitions []definition) {
	names := make(map[string]bool)
	for i, d := range definitions {
		p := fmt.Sprint(i)
		chat := d.Type <= discordgo.ChatApplicationCommand
		if key := fmt.Sprint(max(d.Type, 1), d.Name); names[key] {
			f.add(p, "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
		} else {
			names[key] = true
		}
		if !chat {
			f.length(p+".name", d.Name, 1, 32)
			for locale, n := range d.Names {
				checkLocale(f, p+".name_localizations."+locale, locale)
				f.length(p+".name_localizations."+locale, n, 1, 32)
			}
			if d.Description != "" || len(d.Options) > 0 {
				f.add(p+".description", "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION", "Context menu commands have neither description nor options")
			}
			continue
		}
		checkNamed(f, p, d.Name, d.Description, d.localized)
		checkOptions(f, p+".options", d.Options, 0)
		if n := d.longest(); n > 8000 {
			f.add(p, "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)")
		}
		if len(d.Permissions) > 0 && string(d.Permissions) != "null" && !permissions.Match(d.Permissions) {
			f.add(p+".default_member_permissions", "STRING_TYPE_CONVERT", "Could not interpret \"%s\" as a set of permissions.", d.Permissions)
		}
	}
}

func checkNamed(f *form, path, name, description string, l localized) {
	checkName(f, path+".name", name)
	f.length(path+".description", description, 1, 100)
	for locale, n := range l.Names {
		checkLocale(f, path+".name_localizations."+locale, locale)
		checkName(f, path+".name_localizations."+locale, n)
	}
	for locale, d := range l.Descriptions {
		checkLocale(f, path+".description_localizations."+locale, locale)
		f.length(path+".description_localizations."+locale, d, 1, 100)
	}
}

func checkName(f *form, path, name string) {
	lower := strings.IndexFunc(name, func(r rune) bool { return unicode.ToLower(r) != r }) < 0
	if !commandName.MatchString(name) || !lower {
		f.add(path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
	}
}

func checkLocale(f *form, path, locale string) {
	// discordgo does not know Indonesian, which Discord does.
	if _, ok := discordgo.Locales[discordgo.Locale(locale)]; locale != "id" && (!ok || locale == "") {
		f.add(path, "DICT_TYPE_KEY_CHOICES", "%q is not a locale", locale)
	}
}

// checkOptions checks the options of a command, whose type here is 0, of a
// group or of a subcommand.
func checkOptions(f *form, path string, options []option, of optionType) {
	f.count(path, len(options), 0, 25)
	names := make(map[string]bool)
	optional, subs := false, 0
	for i, o := range options {
		p := at(path, i)
		checkNamed(f, p, o.Name, o.Description, o.localized)
		if names[o.Name] {
			f.add(p+".name", "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists")
		}
		names[o.Name] = true
		switch o.Type {
		case discordgo.ApplicationCommandOptionSubCommand, discordgo.ApplicationCommandOptionSubCommandGroup:
			subs++
			group := o.Type == discordgo.ApplicationCommandOptionSubCommandGroup
			if group && of != 0 || of == discordgo.ApplicationCommandOptionSubCommand {
				f.add(p+".type", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-commands nest one group deep only")
				continue
			}
			checkOptions(f, p+".options", o.Options, o.Type)
			if group && len(o.Options) == 0 {
				f.add(p+".options", "BASE_TYPE_REQUIRED", "This field is required")
			}
			continue
		}
		if o.Required && optional {
			f.add(p, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options must be placed before non-required options")
		}
		optional = optional || !o.Required
		checkOption(f, p, o)
	}
	if subs > 0 && subs < len(options) {
		f.add(path, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-command and sub-command group option types are mutually exclusive to all other types")
	}
}

func checkOption(f *form, path string, o option) {
	f.oneOf(path+".type", int(o.Type), 3, 4, 5, 6, 7, 8, 9, 10, 11)
	text := o.Type == discordgo.ApplicationCommandOptionString
	number := o.Type == discordgo.ApplicationCommandOptionInteger || o.Type == discordgo.ApplicationCommandOptionNumber
	if !text && !number && (o.Autocomplete || len(o.Choices) > 0) {
		f.add(path, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Only strings and numbers have choices")
	}
	if o.Autocomplete && len(o.Choices) > 0 {
		f.add(path+".choices", "APPLICATION_COMMAND_AUTOCOMPLETE_WITH_CHOICES", "Autocomplete options cannot have static choices")
	}
	if !text && (o.MinLength != nil || o.MaxLength != nil) || !number && (o.MinValue != nil || o.MaxValue != nil) {
		f.add(path, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "min and max do not fit an option of this type")
	}
	if o.MinLength != nil && (*o.MinLength < 0 || *o.MinLength > 6000) {
		f.add(path+".min_length", "NUMBER_TYPE_MAX", "int value should be between 0 and 6000.")
	}
	if o.MaxLength != nil && (*o.MaxLength < 1 || *o.MaxLength > 6000) {
		f.add(path+".max_length", "NUMBER_TYPE_MAX", "int value should be between 1 and 6000.")
	}
	f.count(path+".choices", len(o.Choices), 0, 25)
	for i, c := range o.Choices {
		p := at(path+".choices", i)
		f.length(p+".name", c.Name, 1, 100)
		for locale, n := range c.Names {
			checkLocale(f, p+".name_localizations."+locale, locale)
			f.length(p+".name_localizations."+locale, n, 1, 100)
		}
		if v, ok := c.Value.(string); ok != text {
			f.add(p+".value", "BASE_TYPE_CHOICES", "The value does not fit the option's type")
		} else if text {
			f.length(p+".value", v, 1, 100)
		}
	}
}

// longest is the size that Discord limits to 8000: names, descriptions and
// values of the command, of its options and of their choices, the longest
// localization counting for each.
func (d definition) longest() int {
	n := longestOf(d.Name, d.Names) + longestOf(d.Description, d.Descriptions)
	var add func([]option)
	add = func(options []option) {
		for _, o := range options {
			n += longestOf(o.Name, o.Names) + longestOf(o.Description, o.Descriptions)
			for _, c := range o.Choices {
				n += longestOf(c.Name, c.Names) + units(fmt.Sprint(c.Value))
			}
			add(o.Options)
		}
	}
	add(d.Options)
	return n
}

func longestOf(s string, translations map[string]string) int {
	n := units(s)
	for _, t := range translations {
		n = max(n, units(t))
	}
	return n
}
