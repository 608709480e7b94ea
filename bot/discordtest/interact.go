package discordtest

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/bwmarrin/discordgo"
)

// User is somebody who interacts.
type User struct {
	ID          string
	Name        string
	Roles       []string // role IDs in the guild
	Permissions int64    // computed permissions in the channel, as Discord sends them
}

// Interaction is something that a person does in Discord. [Slash], [Complete],
// [Press], [Pick], [Submit], [On] and [OnPosted] make one; the methods say who does it and where. Without them a
// member without roles does it in [Guild], with an English client.
type Interaction struct {
	Type     discordgo.InteractionType
	Command  string // "quote search": the command with its group and subcommand
	Options  []CommandOption
	CustomID string   // of the button that is pressed, or the menu
	Picked   string   // the value that is picked from the menu; empty for a button
	Message  *Message // the message with the button, or the one that a message command is used on
	Posted   *Posted  // somebody's message that a message command is used on

	User          User
	Guild         string // empty after [Interaction.InDM]
	Locale        string
	GuildLocale   string
	UserInstalled bool // the application is the user's, not the guild's
	Limit         int  // bytes that an attachment of the answer may have; 0: as everybody may

	dm     bool
	forged bool
	source *message
	opened *exchange         // the one whose form is sent
	filled map[string]string // its fields, by custom ID
}

// Opt is an option of a slash command: a string, bool, int or float64.
func Opt(name string, value any) CommandOption { return CommandOption{Name: name, Value: value} }

// Typing is the option that a person is typing and that asks for completions.
func Typing(name, value string) CommandOption {
	return CommandOption{Name: name, Value: value, Focused: true}
}

// Attachment is the value of an option that is a file, which the person uploaded:
// Discord sends where it keeps it.
type Attachment struct {
	Name, URL string
	Size      int
}

// CommandOption is one option of a command, filled in.
type CommandOption struct {
	Name    string
	Value   any
	Focused bool
}

// Slash is the use of a slash command, "quote search".
func Slash(command string, options ...CommandOption) Interaction {
	return Interaction{Type: discordgo.InteractionApplicationCommand, Command: command, Options: options}
}

// Complete is the wish for completions while a slash command is being typed.
// One option is [Typing].
func Complete(command string, options ...CommandOption) Interaction {
	return Interaction{Type: discordgo.InteractionApplicationCommandAutocomplete, Command: command, Options: options}
}

// Press is a press of the button with this custom ID. A person can press what
// the message shows, so the button must be there and not be disabled.
func Press(m Message, customID string) Interaction {
	return Interaction{Type: discordgo.InteractionMessageComponent, Message: &m, CustomID: customID}
}

// Pick is the choice of a value in the select menu with this custom ID. A person
// can pick what the menu shows.
func Pick(m Message, customID, value string) Interaction {
	return Interaction{Type: discordgo.InteractionMessageComponent, Message: &m, CustomID: customID, Picked: value}
}

// On is the use of a message command ("Check quotation") on a message of the bot's.
func On(command string, m Message) Interaction {
	return Interaction{Type: discordgo.InteractionApplicationCommand, Command: command, Message: &m}
}

// OnPosted is the use of a message command on somebody's message.
func OnPosted(command string, m Posted) Interaction {
	return Interaction{Type: discordgo.InteractionApplicationCommand, Command: command, Posted: &m}
}

// By says who does it.
func (i Interaction) By(u User) Interaction { i.User = u; return i }

// In says in which guild it is done.
func (i Interaction) In(guild string) Interaction { i.Guild, i.dm = guild, false; return i }

// InDM lets it be done in a direct message with the bot: no guild, no member.
func (i Interaction) InDM() Interaction { i.Guild, i.dm = "", true; return i }

// Forged sends it although a Discord client would not offer it: a command that
// is not registered there, an option that does not exist, a button that the
// message does not have. Option types are those of the Go values.
func (i Interaction) Forged() Interaction { i.forged = true; return i }

// Speaking sets the locale of the person's client and of the guild.
func (i Interaction) Speaking(locale, guildLocale string) Interaction {
	i.Locale, i.GuildLocale = locale, guildLocale
	return i
}

func (i Interaction) guild() string {
	if i.dm {
		return ""
	}
	return cmp.Or(i.Guild, Guild)
}

func (i Interaction) channel() string {
	if i.dm {
		return "1042000000000000031"
	}
	return "1042000000000000030"
}

func (i Interaction) user() User {
	u := i.User
	u.ID = cmp.Or(u.ID, "1042000000000000020")
	u.Name = cmp.Or(u.Name, "reader")
	return u
}

func (u User) render() map[string]any {
	return map[string]any{
		"id": u.ID, "username": u.Name, "global_name": nil, "discriminator": "0", "avatar": nil, "public_flags": 0,
	}
}

// owners is authorizing_integration_owners: through whose installation the
// interaction comes.
func (i Interaction) owners() map[string]string {
	switch {
	case i.UserInstalled:
		return map[string]string{"1": i.user().ID}
	case i.dm:
		return map[string]string{"0": "0"}
	default:
		return map[string]string{"0": i.guild()}
	}
}

// Answer is the bot's first answer to an interaction.
type Answer struct {
	Kind    discordgo.InteractionResponseType
	Took    time.Duration // from the dispatch to the answer
	Choices []Choice      // of an autocomplete interaction
	Modal   json.RawMessage

	s *Server
	x *exchange
}

// Deferred reports whether the answer was that one will come.
func (a Answer) Deferred() bool { return a.Kind == deferMessage || a.Kind == deferUpdate }

// Message returns the message that the interaction has led to, as it is now:
// the new one, or the one with the button that was updated. It is empty for
// choices and modals.
func (a Answer) Message() Message {
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	return a.s.snapshot(a.x.original)
}

// Final returns the message, waiting for the edit that follows a deferral.
func (a Answer) Final(ctx context.Context) (Message, error) {
	edits := a.x.editsAtAnswer
	return a.Until(ctx, func(m Message) bool {
		return !m.Waiting && (a.Kind != deferUpdate || m.Edits > edits)
	})
}

// Until waits for the message to become what the function wants, as it is with
// an answer that shows progress.
func (a Answer) Until(ctx context.Context, want func(Message) bool) (Message, error) {
	var m Message
	err := a.s.await(ctx, "the message to become what is wanted", func() bool {
		m = a.s.snapshot(a.x.original)
		return want(m)
	})
	if err != nil {
		err = fmt.Errorf("%w; it is %q", err, m.Text())
	}
	return m, err
}

// FollowUps returns the further messages so far.
func (a Answer) FollowUps() []Message {
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	var out []Message
	for _, m := range a.x.messages {
		if m != a.x.original {
			out = append(out, a.s.snapshot(m))
		}
	}
	return out
}

// ErrUnanswered: the bot gave no answer within three seconds; the person reads
// "The application did not respond".
var ErrUnanswered = errors.New("the application did not respond")

// Pending is an interaction that waits for its answer.
type Pending struct {
	s *Server
	x *exchange
}

// Answer waits for the first answer. After three seconds of the server's clock
// without one the error is [ErrUnanswered].
func (p *Pending) Answer(ctx context.Context) (Answer, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, answerWithin, ErrUnanswered)
	defer cancel()
	late := false
	err := p.s.await(ctx, "an answer to "+p.x.in.describe(), func() bool {
		late = p.s.now().Sub(p.x.sent) > answerWithin
		return p.x.answered || late
	})
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	switch {
	case p.x.answered:
		a := Answer{Kind: p.x.kind, Took: p.x.took, Choices: p.x.choices, s: p.s, x: p.x}
		if p.x.modal != nil {
			a.Modal, err = json.Marshal(p.x.modal)
		}
		return a, err
	case late:
		return Answer{}, fmt.Errorf("%s: %w", p.x.in.describe(), ErrUnanswered)
	}
	return Answer{}, err
}

// ErrOffline: no session of the bot could get the interaction.
var ErrOffline = errors.New("no bot is connected to the gateway")

// Interact lets the interaction happen: it is dispatched over the gateway, or posted
// where [Server.PostTo] says, and the bot's first answer is returned.
func (s *Server) Interact(ctx context.Context, i Interaction) (Answer, error) {
	s.mu.Lock()
	url := s.postTo
	s.mu.Unlock()
	if url != "" {
		return s.Post(ctx, s.poster, url, i)
	}
	p, err := s.Send(i)
	if err != nil {
		return Answer{}, err
	}
	return p.Answer(ctx)
}

// Send dispatches the interaction over the gateway, to the guild's shard. A session
// that has lost its connection gets it when it resumes.
func (s *Server) Send(i Interaction) (*Pending, error) {
	payload, p, err := s.prepare(i)
	if err != nil {
		return nil, err
	}
	if !s.sendTo("INTERACTION_CREATE", payload, func(ses *session) bool { return ses.serves(i.guild()) }) {
		return nil, fmt.Errorf("%s: %w", i.describe(), ErrOffline)
	}
	return p, nil
}

// Offer makes the interaction without a gateway: the event as discordgo decodes
// it, for a router to be given, and what waits for the router's answer.
func (s *Server) Offer(i Interaction) (*discordgo.InteractionCreate, *Pending, error) {
	payload, p, err := s.prepare(i)
	if err != nil {
		return nil, nil, err
	}
	raw, err := json.Marshal(payload)
	if err != nil {
		return nil, nil, fmt.Errorf("making an interaction: %w", err)
	}
	event := new(discordgo.InteractionCreate)
	if err := json.Unmarshal(raw, event); err != nil {
		return nil, nil, fmt.Errorf("making an interaction: %w", err)
	}
	return event, p, nil
}

// prepare notes the interaction and returns what Discord would send.
// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object
func (s *Server) prepare(i Interaction) (map[string]any, *Pending, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	x := &exchange{id: s.snowflake(), in: i, sent: s.now()}
	secret := "interaction:" + x.id + ":" + rand.Text() + rand.Text() + rand.Text()
	x.token = base64.RawURLEncoding.EncodeToString([]byte(secret))
	var data map[string]any
	var err error
	switch {
	case i.Type == discordgo.InteractionMessageComponent:
		data, err = s.press(x)
	case i.Type == discordgo.InteractionModalSubmit:
		data, err = s.submit(x)
	case i.onMessage():
		data, err = s.menuData(x)
	default:
		data, err = s.commandData(x)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", i.describe(), err)
	}
	user := i.user()
	payload := map[string]any{
		"id": x.id, "application_id": s.AppID(), "type": i.Type, "data": data, "token": x.token, "version": 1,
		"channel_id": i.channel(), "channel": map[string]any{"id": i.channel(), "type": 0},
		"app_permissions": "2248473465835073", "locale": cmp.Or(i.Locale, "en-US"), "entitlements": []any{},
		"authorizing_integration_owners": i.owners(), "context": 0, "attachment_size_limit": cmp.Or(i.Limit, 10<<20),
	}
	if x.in.source != nil {
		payload["message"] = s.render(x.in.source)
	}
	if i.dm {
		payload["user"] = user.render()
		payload["context"] = 1
		payload["channel"] = map[string]any{"id": i.channel(), "type": 1}
	} else {
		locale := cmp.Or(i.GuildLocale, "en-US")
		payload["guild_id"], payload["guild_locale"] = i.guild(), locale
		payload["guild"] = map[string]any{"id": i.guild(), "locale": locale, "features": []any{}}
		payload["member"] = map[string]any{
			"user": user.render(), "roles": append([]string{}, user.Roles...), "permissions": fmt.Sprint(user.Permissions),
			"nick": nil, "avatar": nil, "joined_at": "2024-05-01T10:00:00.000000+00:00", "premium_since": nil,
			"deaf": false, "mute": false, "pending": false, "flags": 0, "communication_disabled_until": nil,
		}
	}
	s.exchanges[x.id] = x
	return payload, &Pending{s: s, x: x}, nil
}

func (s *Server) press(x *exchange) (map[string]any, error) {
	m := s.messages[x.in.Message.ID]
	if m == nil || m.deleted {
		return nil, errors.New("there is no message to press a button on")
	}
	shown := s.snapshot(m)
	data := map[string]any{"custom_id": x.in.CustomID, "component_type": discordgo.ButtonComponent}
	button, ok := findButton(shown.Buttons, x.in.CustomID)
	ok = ok && !button.Disabled
	if x.in.Picked != "" {
		ok = shown.offers(x.in.CustomID, x.in.Picked)
		data["component_type"], data["values"] = discordgo.SelectMenuComponent, []string{x.in.Picked}
	}
	if !ok && !x.in.forged {
		return nil, fmt.Errorf("the message has no button %q that can be pressed", x.in.CustomID)
	}
	x.in.source = m
	x.editsAtAnswer = m.edits
	return data, nil
}

func (i Interaction) describe() string {
	switch i.Type {
	case discordgo.InteractionMessageComponent:
		return "the press of " + i.CustomID
	case discordgo.InteractionModalSubmit:
		return "the sending of a form"
	case discordgo.InteractionApplicationCommandAutocomplete:
		return "the completion of /" + i.Command
	default:
		if i.onMessage() {
			return "“" + i.Command + "”"
		}
		return "/" + i.Command
	}
}
