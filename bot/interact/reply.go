package interact

import (
	"context"
	"encoding/json"
	"iter"
	"strconv"

	"github.com/bwmarrin/discordgo"
)

// Handler answers one interaction. It has until ctx ends; a deferral at two
// seconds is not its business. An [Error] is told to the person as it is; any
// other error is logged, and the person learns that something failed.
type Handler func(ctx context.Context, r *Request) (Reply, error)

// Reply is an answer as data.
type Reply struct {
	// Blocks are drawn one under the other.
	Blocks []Block
	// Accent, if it is not 0, draws a frame around the blocks with this colour,
	// 0xRRGGBB, at its side.
	Accent int
	// Shared is carried by the message for all its buttons and menus.
	Shared []byte
	// Files are attached; the message shows those that a [Gallery] or an [Attached]
	// names.
	Files []File
	// Ephemeral shows the answer to the person alone, whatever the route says.
	Ephemeral bool
	// Choices answer an autocomplete, at most 25; more are cut off.
	Choices []Choice
	// Form, if not nil, is opened instead of all else, by a route that [Route.Opens] one.
	Form *Form
	// Later, if not nil, gives states of the answer that replace it one after
	// the other. It is called once the answer was sent. Its context ends when
	// the program does; it may give one last state then.
	Later func(ctx context.Context) iter.Seq[Reply]
}

// File is something attached to a message.
type File struct {
	Name string // letters, digits, dots, dashes and underscores alone; no two of a message share one
	Alt  string // what it shows, for who cannot see it: at most [MaxAlt] UTF-16 code units of plain text
	Data []byte
}

// MaxAlt is Discord's limit for the description of an attachment in UTF-16 code units
// ("Message", attachment object).
const MaxAlt = 1024

// Tell is a reply of one text, in markdown.
func Tell(sentence string) Reply { return Reply{Blocks: []Block{Text(sentence)}} }

// Say is a reply of one text that only the person sees.
func Say(sentence string) Reply {
	r := Tell(sentence)
	r.Ephemeral = true
	return r
}

// Choice is one suggestion while a command is typed; both texts have at most
// 100 UTF-16 code units.
type Choice struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Shape is the form of a route's answers. It is settled before the handler
// runs, because a deferral settles it for good.
type Shape int

// The shapes.
const (
	Public  Shape = iota // a new message for everyone in the channel
	Private              // a new message for the person alone
	Update               // the message of the pressed button changes
)

// Error is a failure that the person is told of.
type Error struct {
	Code     Code
	Sentence string // from the catalogue of messages
	// Buttons under the sentence lead on; Shared is theirs, as in a [Reply].
	Buttons []ButtonSpec
	Shared  []byte
	Cause   error // a defect, which is logged; nil: nothing is wrong with Verbatim
}

// Error returns the code: the sentence may hold what a person typed, which has
// no place in a log.
func (e *Error) Error() string { return string(e.Code) }

// reply tells the person alone.
func (e *Error) reply() Reply {
	r := Say(e.Sentence)
	r.Blocks, r.Shared = append(r.Blocks, Row(e.Buttons)), e.Shared
	return r
}

// Fits reports whether the buttons can carry what they have and share.
func (e *Error) Fits() bool { return e.reply().Fits() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Code sorts failures for the log.
type Code string

// The codes.
const (
	Invalid     Code = "invalid"     // an option that cannot be understood
	NotFound    Code = "not_found"   // nothing fits
	Unavailable Code = "unavailable" // not now: busy, or still reading
	Denied      Code = "denied"      // not for this person
	Limited     Code = "limited"     // too fast
	Failed      Code = "failed"      // a defect that has a sentence of its own
)

// Message is the body of a message as Discord takes it, made of components alone
// (Components V2: Discord's "Component Reference"). Whatever its fields hold, its
// JSON forbids every mention and names the components, so that an edit replaces
// those that were there.
type Message struct {
	Components []discordgo.MessageComponent
	Files      []File // sent beside the JSON, which lists them
	Ephemeral  bool   // only when a message is created
	// Nonce, where a channel's message is created, keeps it from being there twice: at
	// most 25 characters, which Discord knows again for a few minutes.
	Nonce string
	// Replaces is true where the message takes the place of one of before, with
	// content and embeds, which have to be taken away.
	Replaces bool
	// edit is true where the message is one that was there: the list of its
	// attachments is then written even if it is empty, as Discord keeps those of
	// before otherwise ("Edit Message").
	edit bool
}

// attachment is a file in the JSON of a message.
type attachment struct {
	ID          string `json:"id"` // n of the part "files[n]"
	Filename    string `json:"filename"`
	Description string `json:"description,omitempty"`
}

func (m Message) attachments() []attachment {
	all := make([]attachment, len(m.Files))
	for i, f := range m.Files {
		all[i] = attachment{strconv.Itoa(i), f.Name, f.Alt}
	}
	return all
}

type allowedMentions struct {
	// Parse lists the kinds of mentions that ping. It must be [], and not null
	// or absent: interactions ping users by default.
	Parse []string `json:"parse"`
}

// MarshalJSON writes the message as Discord takes it.
func (m Message) MarshalJSON() ([]byte, error) {
	type wire struct {
		Components      []discordgo.MessageComponent `json:"components"`
		AllowedMentions allowedMentions              `json:"allowed_mentions"`
		Flags           discordgo.MessageFlags       `json:"flags"`
		Attachments     *[]attachment                `json:"attachments,omitempty"`
		Nonce           string                       `json:"nonce,omitempty"`
		EnforceNonce    bool                         `json:"enforce_nonce,omitempty"`
	}
	w := wire{
		Components: m.Components, AllowedMentions: allowedMentions{Parse: []string{}},
		Flags: discordgo.MessageFlagsIsComponentsV2 | m.flags(), Nonce: m.Nonce, EnforceNonce: m.Nonce != "",
	}
	if files := m.attachments(); m.edit || len(files) > 0 {
		w.Attachments = &files
	}
	if w.Components == nil {
		w.Components = []discordgo.MessageComponent{}
	}
	if m.Replaces {
		return json.Marshal(struct {
			Content *string   `json:"content"`
			Embeds  *struct{} `json:"embeds"`
			wire
		}{wire: w})
	}
	return json.Marshal(w)
}

func (m Message) flags() discordgo.MessageFlags {
	if m.Ephemeral {
		return discordgo.MessageFlagsEphemeral
	}
	return 0
}

// Callback is the first response to an interaction.
type Callback struct {
	Type discordgo.InteractionResponseType
	// Message is for new and changed messages; of a deferral only whether it
	// is ephemeral counts.
	Message Message
	Choices []Choice // for autocompletes
	Form    *Form    // for modals
	formID  string   // the form's custom_id
}

// MarshalJSON writes the callback as Discord takes it.
func (c Callback) MarshalJSON() ([]byte, error) {
	wire := struct {
		Type discordgo.InteractionResponseType `json:"type"`
		Data any                               `json:"data,omitempty"`
	}{Type: c.Type}
	switch c.Type {
	case discordgo.InteractionApplicationCommandAutocompleteResult:
		choices := c.Choices
		if choices == nil {
			choices = []Choice{} // without the key Discord shows an error
		}
		wire.Data = struct {
			Choices []Choice `json:"choices"`
		}{choices}
	case discordgo.InteractionResponseDeferredChannelMessageWithSource:
		if c.Message.Ephemeral { // the only flag that a deferral takes
			wire.Data = struct {
				Flags discordgo.MessageFlags `json:"flags"`
			}{c.Message.flags()}
		}
	case discordgo.InteractionResponseDeferredMessageUpdate:
	case discordgo.InteractionResponseModal:
		wire.Data = c.Form.wire(c.formID)
	default:
		m := c.Message
		m.edit = c.Type == discordgo.InteractionResponseUpdateMessage
		wire.Data = m
	}
	return json.Marshal(wire)
}
