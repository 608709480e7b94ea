package interact

import (
	"context"
	"encoding/json"
	"iter"

	"github.com/bwmarrin/discordgo"
)

// Handler answers one interaction. It has until ctx ends; a deferral at two
// seconds is not its business. An [Error] is told to the person as it is; any
// other error is logged, and the person learns that something failed.
type Handler func(ctx context.Context, r *Request) (Reply, error)

// Reply is an answer as data. Text in it is Discord's markdown: what others
// wrote must have gone through messages.Escape.
type Reply struct {
	Content string // at most 2000 UTF-16 code units
	Embeds  []*discordgo.MessageEmbed
	// Buttons stand in one row, at most five.
	Buttons []ButtonSpec
	// Menus stand under the buttons, at most four.
	Menus []MenuSpec
	// Shared is carried by the message for all its buttons and menus.
	Shared []byte
	// Ephemeral shows the answer to the person alone, whatever the route says.
	Ephemeral bool
	// Choices answer an autocomplete, at most 25; more are cut off.
	Choices []Choice
	// Later, if not nil, gives states of the answer that replace it one after
	// the other. It is called once the answer was sent. Its context ends when
	// the program does; it may give one last state then.
	Later func(ctx context.Context) iter.Seq[Reply]
}

// Say is a reply of one text that only the person sees.
func Say(sentence string) Reply { return Reply{Content: sentence, Ephemeral: true} }

// ButtonSpec is a button under an answer. Pressing it reaches the route of its
// action with State and the message's Shared, also after a restart.
type ButtonSpec struct {
	Label    string // at most 80 UTF-16 code units
	Action   string // at most 16 bytes
	State    []byte // at most 24 bytes; no two buttons of a message share action and state
	Disabled bool
}

// MenuSpec is a list under an answer to pick one thing from. Picking reaches the
// route of its action as a button does, with the value in [Request.Picked].
type MenuSpec struct {
	Placeholder string // what it says before anything is picked; at most 150 UTF-16 code units
	Action      string // as of a button
	State       []byte // as of a button
	Options     []Option
}

// Option is one thing to pick, of at most 25. No text is longer than 100 UTF-16
// code units, and only Description may be empty. In none of them anything is
// markup.
type Option struct {
	Label, Value, Description string
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

// reply tells the person alone. Only an embed can carry what buttons share.
func (e *Error) reply() Reply {
	if len(e.Buttons) == 0 {
		return Say(e.Sentence)
	}
	return Reply{
		Embeds: []*discordgo.MessageEmbed{{Description: e.Sentence}}, Ephemeral: true,
		Buttons: e.Buttons, Shared: e.Shared,
	}
}

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

// Message is the body of a message as Discord takes it. Whatever its fields
// hold, its JSON forbids every mention and names embeds and components, so that
// an edit replaces those that were there.
type Message struct {
	Content    string
	Embeds     []*discordgo.MessageEmbed
	Components []discordgo.MessageComponent
	Ephemeral  bool // only when a message is created
}

type allowedMentions struct {
	// Parse lists the kinds of mentions that ping. It must be [], and not null
	// or absent: interactions ping users by default.
	Parse []string `json:"parse"`
}

// MarshalJSON writes the message as Discord takes it.
func (m Message) MarshalJSON() ([]byte, error) {
	wire := struct {
		Content         string                       `json:"content"`
		Embeds          []*discordgo.MessageEmbed    `json:"embeds"`
		Components      []discordgo.MessageComponent `json:"components"`
		AllowedMentions allowedMentions              `json:"allowed_mentions"`
		Flags           int                          `json:"flags,omitempty"`
	}{m.Content, m.Embeds, m.Components, allowedMentions{Parse: []string{}}, m.flags()}
	if wire.Embeds == nil {
		wire.Embeds = []*discordgo.MessageEmbed{}
	}
	if wire.Components == nil {
		wire.Components = []discordgo.MessageComponent{}
	}
	return json.Marshal(wire)
}

func (m Message) flags() int {
	if m.Ephemeral {
		return int(discordgo.MessageFlagsEphemeral)
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
				Flags int `json:"flags"`
			}{c.Message.flags()}
		}
	case discordgo.InteractionResponseDeferredMessageUpdate:
	default:
		wire.Data = c.Message
	}
	return json.Marshal(wire)
}
