// Package interact turns one Discord interaction into exactly one answer.
//
// A [Router] takes what the gateway delivers, finds the [Route] and calls its
// [Handler], which is a function from a [Request] to a [Reply]: data in, data
// out. Everything that a handler could get wrong lies here: the deadline of
// three seconds and the deferral before it, the recovery from panics, the check
// of a moderator's rights on every interaction, the rate limit, the line in which the
// handlers of people who send much wait behind those of everybody else, the mentions
// that must not ping, the retry of an answer that was lost on the way, and the
// wait for answers that are under way when the program ends.
package interact

import (
	"context"
	"time"

	"github.com/bwmarrin/discordgo"
)

// Kind is what a person did.
type Kind int

// The kinds of interactions.
const (
	Unknown      Kind = iota // something newer than this program
	Command                  // a slash command was sent, or one used on a message
	Autocomplete             // a slash command is being typed
	Button                   // a button was pressed, or something picked from a menu
	Modal                    // a form was sent
)

// String returns the name that logs show.
func (k Kind) String() string {
	switch k {
	case Command:
		return "command"
	case Autocomplete:
		return "autocomplete"
	case Button:
		return "button"
	case Modal:
		return "modal"
	}
	return "unknown"
}

// Value is what a person gave for an option.
type Value struct {
	Text string // also the ID of a user, channel, role or attachment
	Flag bool
	File Attachment // where the option is one
}

// Attachment is a file that a person attached, as Discord tells of it.
type Attachment struct {
	Name, URL string
	Size      int // bytes
}

// Request is one interaction, free of any session.
type Request struct {
	Target
	Kind Kind
	// Name is the path of a command ("quote search") or the action of a button or a form.
	Name    string
	Options map[string]Value // of a [Modal] its fields
	Focused string           // Autocomplete: the option that is being typed
	// State and Shared are what a [Button] or a [Modal] of ours carried.
	State, Shared []byte
	// Legacy is true for a [Button] of a message that has content or embeds.
	Legacy bool
	// Picked is the value that was picked from a menu, which counts as a [Button].
	Picked string
	// Sent tells of the message that a message command was used on.
	Sent Sent
	// Texts are what a message says, in Discord's markdown: the one that a message
	// command was used on ([Target] is where to answer), or that of a [Button]; of a
	// [Modal] the one whose button opened it.
	Texts []string

	UserID  string
	GuildID string // empty outside servers
	RoleIDs []string
	// Locale is the person's; BCP 47 as Discord writes it, "en-US". GuildLocale is
	// that of the server, empty outside servers. Both are that of the settings where
	// these give one ([Config]).
	Locale, GuildLocale string
	// Public tells whether everyone in the channel sees the answer.
	Public bool
	// Manager tells whether the person may manage the server, as Discord has it.
	Manager bool
	// AttachmentLimit is how many bytes a file of the answer may have.
	AttachmentLimit int
	// Moderator tells whether the person may do what moderators do, here.
	Moderator bool

	onPrivate bool // the pressed button's message is for the person alone
}

// unsetGuildLocale is the locale of servers that chose none: only those with the
// Community feature can ("Guild Resource", preferred_locale).
const unsetGuildLocale = "en-US"

// AnswerLocale returns the locale that the answer speaks: the server's where
// everyone sees it and the server chose one, else the person's.
func (r *Request) AnswerLocale() string {
	if r.Public {
		return r.PublicLocale()
	}
	return r.Locale
}

// PublicLocale returns the locale of what everyone here sees.
func (r *Request) PublicLocale() string {
	if r.GuildLocale != "" && r.GuildLocale != unsetGuildLocale {
		return r.GuildLocale
	}
	return r.Locale
}

// shaped settles who sees the answer: a change of the pressed button's message
// whoever sees that.
func (r *Request) shaped(s Shape) {
	r.Public = s == Public || s == Update && !r.onPrivate
}

// Text returns the text of an option, empty when it was not given.
func (r *Request) Text(option string) string { return r.Options[option].Text }

// File returns the attachment of an option, false when there is none.
func (r *Request) File(option string) (Attachment, bool) {
	a := r.Options[option].File
	return a, a.URL != ""
}

// Flag returns a yes or no, no when it was not given.
func (r *Request) Flag(option string) bool { return r.Options[option].Flag }

// parse reads an interaction without trusting that its parts are there:
// discordgo leaves Data nil for what it does not know, and its accessors panic.
func parse(i *discordgo.Interaction, codec *Codec, received time.Time) *Request {
	r := &Request{
		Target:  Target{ID: i.ID, AppID: i.AppID, Token: i.Token, Received: received},
		GuildID: i.GuildID,
		Locale:  string(i.Locale),
	}
	if i.GuildLocale != nil {
		r.GuildLocale = string(*i.GuildLocale)
	}
	if i.Message != nil {
		r.onPrivate = i.Message.Flags&discordgo.MessageFlagsEphemeral != 0
	}
	switch {
	case i.Member != nil:
		r.RoleIDs = i.Member.Roles
		// Whoever administers a server may do everything there ("Permissions").
		const manages = discordgo.PermissionManageGuild | discordgo.PermissionAdministrator
		r.Manager = i.GuildID != "" && i.Member.Permissions&manages != 0
		if i.Member.User != nil {
			r.UserID = i.Member.User.ID
		}
	case i.User != nil:
		r.UserID = i.User.ID
	}
	switch data := i.Data.(type) {
	case discordgo.ApplicationCommandInteractionData:
		switch i.Type {
		case discordgo.InteractionApplicationCommand:
			r.Kind = Command
		case discordgo.InteractionApplicationCommandAutocomplete:
			r.Kind = Autocomplete
		}
		r.Name = data.Name
		r.Options = make(map[string]Value)
		r.options(data.Options, 0)
		if data.Resolved != nil {
			r.attached(data.Resolved.Attachments)
		}
		if data.CommandType == discordgo.MessageApplicationCommand && data.Resolved != nil {
			r.Texts = textsOf(data.Resolved.Messages[data.TargetID])
			r.Sent = sentOf(data.Resolved.Messages[data.TargetID])
		}
	case discordgo.MessageComponentInteractionData:
		r.Kind = Button
		r.Legacy = i.Message != nil && i.Message.Flags&discordgo.MessageFlagsIsComponentsV2 == 0
		if b, ok := codec.Open(data.CustomID, i.Message); ok {
			r.Name, r.State, r.Shared = b.Action, b.State, b.Shared
		}
		if len(data.Values) > 0 {
			r.Picked = data.Values[0]
		}
		r.Texts = textsOf(i.Message)
	case discordgo.ModalSubmitInteractionData:
		r.Kind = Modal
		if f, ok := codec.Open(data.CustomID, nil); ok {
			r.Name, r.State, r.Shared = f.Action, f.State, f.Shared
		}
		r.Options = make(map[string]Value)
		r.fields(data.Components)
		r.Texts = textsOf(i.Message)
	}
	return r
}

// Sent is what is known of a message that somebody sent. Nothing need be known.
type Sent struct {
	ID, ChannelID, AuthorID string
	Author                  string // as the person is shown
	At                      time.Time
}

func sentOf(m *discordgo.Message) Sent {
	if m == nil {
		return Sent{}
	}
	s := Sent{ID: m.ID, ChannelID: m.ChannelID, At: m.Timestamp}
	if m.Author != nil {
		s.AuthorID, s.Author = m.Author.ID, m.Author.DisplayName()
	}
	return s
}

// fields takes in what a form says.
func (r *Request) fields(all []discordgo.MessageComponent) {
	for _, c := range all {
		switch c := c.(type) {
		case *discordgo.ActionsRow:
			r.fields(c.Components)
		case *discordgo.TextInput:
			r.Options[c.CustomID] = Value{Text: c.Value}
		}
	}
}

// options flattens subcommands into the name: Discord nests them two deep.
func (r *Request) options(options []*discordgo.ApplicationCommandInteractionDataOption, depth int) {
	for _, o := range options {
		if o == nil {
			continue
		}
		if o.Type == discordgo.ApplicationCommandOptionSubCommand || o.Type == discordgo.ApplicationCommandOptionSubCommandGroup {
			if depth < 2 {
				r.Name += " " + o.Name
				r.options(o.Options, depth+1)
			}
			continue
		}
		var v Value
		switch raw := o.Value.(type) {
		case string:
			v.Text = raw
		case bool:
			v.Flag = raw
		}
		r.Options[o.Name] = v
		if o.Focused {
			r.Focused = o.Name
		}
	}
}

// attached fills in the options that are attachments.
func (r *Request) attached(all map[string]*discordgo.MessageAttachment) {
	for name, v := range r.Options {
		if a := all[v.Text]; a != nil {
			v.File = Attachment{Name: a.Filename, URL: a.URL, Size: a.Size}
			r.Options[name] = v
		}
	}
}

// defaultAttachmentLimit is how large a file everybody may attach
// ("Reference", Uploading Files).
const defaultAttachmentLimit = 10 << 20

type attachmentLimit struct{}

// WithAttachmentLimit tells [Router.Handle] how large a file of the answer may be, in
// bytes; 0: as large as everybody may attach.
func WithAttachmentLimit(ctx context.Context, n int) context.Context {
	return context.WithValue(ctx, attachmentLimit{}, n)
}

func attachmentLimitOf(ctx context.Context) int {
	if n, _ := ctx.Value(attachmentLimit{}).(int); n > 0 {
		return n
	}
	return defaultAttachmentLimit
}
