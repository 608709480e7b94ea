package discordtest

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"
)

// Commands returns the names of the registered commands, with the guild's ID
// or, for the global ones, with "".
func (s *Server) Commands(guild string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var names []string
	for _, c := range s.commands[guild] {
		names = append(names, c.Name)
	}
	return names
}

// Usable is a command that a person can use: one without subcommands, or a
// subcommand.
type Usable struct {
	Command  string   // "quote search"
	Options  []string // names, in order
	Required []string // those that must be given
	Complete []string // those that offer completions
}

// Usable returns every slash command that is registered for the guild, or with ""
// globally, so that a test can see whether it has used them all.
func (s *Server) Usable(guild string) []Usable {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Usable
	var add func(path string, options []option)
	add = func(path string, options []option) {
		u := Usable{Command: path}
		for _, o := range options {
			if o.isSub() {
				add(path+" "+o.Name, o.Options)
				continue
			}
			u.Options = append(u.Options, o.Name)
			if o.Required {
				u.Required = append(u.Required, o.Name)
			}
			if o.Autocomplete {
				u.Complete = append(u.Complete, o.Name)
			}
		}
		if !slices.ContainsFunc(options, option.isSub) {
			all = append(all, u)
		}
	}
	for _, c := range s.commands[guild] {
		if c.Type <= discordgo.ChatApplicationCommand {
			add(c.Name, c.Options)
		}
	}
	return all
}

// commandData is the data of a command's or an autocomplete interaction, built
// from the registered definition. What a Discord client would not let a person
// do is an error. The caller holds s.mu.
func (s *Server) commandData(x *exchange) (map[string]any, error) {
	words := strings.Fields(x.in.Command)
	if len(words) == 0 || len(words) > 3 {
		return nil, errors.New("a command has one to three words")
	}
	c, known := s.findCommand(x.in.guild(), words[0])
	if x.in.forged {
		c, known = command{}, false
	}
	switch {
	case !known && s.strictDefs && !x.in.forged:
		return nil, fmt.Errorf("no command %q is registered there", words[0])
	case x.in.dm && len(c.Contexts) > 0 && !slices.Contains(c.Contexts, discordgo.InteractionContextBotDM):
		return nil, fmt.Errorf("the command %q is not offered in direct messages", words[0])
	}
	options := c.Options
	for _, word := range words[1:] {
		i := slices.IndexFunc(options, func(o option) bool { return o.Name == word && o.isSub() })
		switch {
		case i >= 0:
			options = options[i].Options
		case known:
			return nil, fmt.Errorf("the command has no subcommand %q", word)
		}
	}
	if slices.ContainsFunc(options, option.isSub) {
		return nil, errors.New("a command with subcommands cannot be used alone")
	}
	values, err := s.values(x, known, options)
	if err != nil {
		return nil, err
	}
	for i := len(words) - 1; i > 0; i-- {
		kind := discordgo.ApplicationCommandOptionSubCommand
		if i < len(words)-1 {
			kind = discordgo.ApplicationCommandOptionSubCommandGroup
		}
		values = []map[string]any{{"name": words[i], "type": kind, "options": values}}
	}
	data := map[string]any{"id": c.id, "name": words[0], "type": discordgo.ChatApplicationCommand, "options": values}
	if len(x.attached) > 0 {
		data["resolved"] = map[string]any{"attachments": x.attached}
	}
	if guild := x.in.guild(); guild != "" && known && !slices.ContainsFunc(s.commands[""], func(g command) bool { return g.id == c.id }) {
		data["guild_id"] = guild
	}
	if !known {
		data["id"] = s.snowflake()
	}
	return data, nil
}

func (o option) isSub() bool {
	return o.Type == discordgo.ApplicationCommandOptionSubCommand || o.Type == discordgo.ApplicationCommandOptionSubCommandGroup
}

func (s *Server) findCommand(guild, name string) (command, bool) {
	for _, scope := range []string{guild, ""} {
		for _, c := range s.commands[scope] {
			if c.Name == name && c.Type <= discordgo.ChatApplicationCommand {
				return c, true
			}
		}
	}
	return command{}, false
}

// values are the options that the person filled in.
func (s *Server) values(x *exchange, known bool, options []option) ([]map[string]any, error) {
	complete := x.in.Type == discordgo.InteractionApplicationCommandAutocomplete
	out := []map[string]any{}
	focused := 0
	for _, given := range x.in.Options {
		o := option{Type: typeOf(given.Value), Name: given.Name, Autocomplete: true}
		if known {
			i := slices.IndexFunc(options, func(o option) bool { return o.Name == given.Name })
			if i < 0 {
				return nil, fmt.Errorf("the command has no option %q", given.Name)
			}
			o = options[i]
		}
		value := map[string]any{"name": given.Name, "type": o.Type, "value": given.Value}
		if a, ok := given.Value.(Attachment); ok {
			value["value"] = s.upload(x, a)
		}
		if given.Focused {
			focused++
			value["focused"] = true
			x.focused = o.Type
			if !o.Autocomplete {
				return nil, fmt.Errorf("the option %q has no autocomplete", given.Name)
			}
		} else if err := o.accepts(given.Value); err != nil {
			return nil, err
		}
		out = append(out, value)
	}
	if complete != (focused == 1) {
		return nil, fmt.Errorf("%d options are being typed", focused)
	}
	for _, o := range options {
		if o.Required && !complete && !slices.ContainsFunc(x.in.Options, func(g CommandOption) bool { return g.Name == o.Name }) {
			return nil, fmt.Errorf("the option %q is required", o.Name)
		}
	}
	return out, nil
}

// upload keeps a file that comes with an interaction and returns its ID.
// https://discord.com/developers/docs/resources/message#attachment-object
func (s *Server) upload(x *exchange, a Attachment) string {
	id := s.snowflake()
	if x.attached == nil {
		x.attached = make(map[string]any)
	}
	x.attached[id] = map[string]any{"id": id, "filename": a.Name, "size": a.Size, "url": a.URL, "proxy_url": a.URL, "ephemeral": true}
	return id
}

func typeOf(v any) optionType {
	switch v.(type) {
	case Attachment:
		return discordgo.ApplicationCommandOptionAttachment
	case string:
		return discordgo.ApplicationCommandOptionString
	case bool:
		return discordgo.ApplicationCommandOptionBoolean
	case int, int64:
		return discordgo.ApplicationCommandOptionInteger
	default:
		return discordgo.ApplicationCommandOptionNumber
	}
}

// accepts says why a client would not send the value for the option.
func (o option) accepts(v any) error {
	got := typeOf(v)
	if _, isText := v.(string); isText && o.Type == discordgo.ApplicationCommandOptionChannel {
		return nil // an ID, which is not typed
	}
	if got != o.Type && !(o.Type == discordgo.ApplicationCommandOptionNumber && got == discordgo.ApplicationCommandOptionInteger) {
		return fmt.Errorf("the option %q is a %v, not a %T", o.Name, o.Type, v)
	}
	text, isText := v.(string)
	if isText {
		least, most := 0, 6000
		if o.MinLength != nil {
			least = *o.MinLength
		}
		if o.MaxLength != nil {
			most = *o.MaxLength
		}
		if n := units(text); n < least || n > most {
			return fmt.Errorf("the option %q has %d characters, which must be %d to %d", o.Name, n, least, most)
		}
	}
	n, isNumber := toFloat(v)
	if isNumber && (o.MinValue != nil && n < *o.MinValue || o.MaxValue != nil && n > *o.MaxValue) {
		return fmt.Errorf("the option %q is out of its range", o.Name)
	}
	if len(o.Choices) == 0 {
		return nil
	}
	for _, c := range o.Choices {
		if f, ok := toFloat(c.Value); ok && isNumber && math.Abs(f-n) < 1e-9 || c.Value == v {
			return nil
		}
	}
	return fmt.Errorf("the option %q has no choice %v", o.Name, v)
}

func toFloat(v any) (float64, bool) {
	switch v := v.(type) {
	case int:
		return float64(v), true
	case int64:
		return float64(v), true
	case float64:
		return v, true
	}
	return 0, false
}
