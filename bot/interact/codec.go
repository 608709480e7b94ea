package interact

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"
)

// Codec signs what the buttons under an answer carry, so that they work after
// a restart and nobody can make one up.
//
// A custom_id is one character for the version and layout, then base64url of
//
//	tag     12 bytes  HMAC-SHA256 of layout, action, state and shared, cut to 96 bits
//	action  1 byte of length, then the action
//	state   1 byte of length, then the button's own state
//	shared  what all buttons of the message have in common, if the layout is "1"
//
// In layout "2" shared does not fit into the 100 characters. The message then
// carries it in the address of its first embed, which nobody sees, as the embed
// has no title, and which Discord sends along when a button is pressed. The tag
// covers it all the same.
type Codec struct{ key []byte }

const (
	// maxCustomID is Discord's limit in characters ("Component Reference").
	maxCustomID = 100
	tagSize     = 12
	maxAction   = 16
	maxState    = 24

	inside  = '1' // shared is in the custom_id
	outside = '2' // shared is in the embed's address

	// carrier begins the address of an embed that carries shared. No host can
	// have this name (RFC 6761), so that opening it leads nowhere.
	carrier = "https://verbatim.invalid/"
	// maxCarrier is Discord's limit for an embed's address.
	maxCarrier = 2048
)

// ErrTooLong: a button's state does not fit.
var ErrTooLong = errors.New("the state of a button is too long")

// NewCodec returns a codec whose key comes from the bot's token: a new token
// makes the buttons under older answers say that they no longer work.
func NewCodec(botToken string) (*Codec, error) {
	key, err := hkdf.Key(sha256.New, []byte(botToken), nil, "verbatim: custom_id", sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("deriving the key for buttons: %w", err)
	}
	return &Codec{key: key}, nil
}

// Pressed is what a button carried.
type Pressed struct {
	Action        string
	State, Shared []byte
}

// Encode returns the custom_id of a button, and the address that the message's
// first embed must have for it; the address is empty when none is needed.
func (c *Codec) Encode(p Pressed) (customID, address string, err error) {
	if len(p.Action) > maxAction || len(p.State) > maxState {
		return "", "", fmt.Errorf("encoding %q with %d bytes: %w", p.Action, len(p.State), ErrTooLong)
	}
	own := slices.Concat([]byte{byte(len(p.Action))}, []byte(p.Action), []byte{byte(len(p.State))}, p.State)
	b64 := base64.RawURLEncoding
	if 1+b64.EncodedLen(tagSize+len(own)+len(p.Shared)) <= maxCustomID {
		body := slices.Concat(c.tag(inside, p), own, p.Shared)
		return string(inside) + b64.EncodeToString(body), "", nil
	}
	address = carrier + b64.EncodeToString(p.Shared)
	if len(address) > maxCarrier {
		return "", "", fmt.Errorf("encoding %d bytes for all buttons: %w", len(p.Shared), ErrTooLong)
	}
	return string(outside) + b64.EncodeToString(slices.Concat(c.tag(outside, p), own)), address, nil
}

// Decode returns what a button of ours carried, and false for anything else.
func (c *Codec) Decode(customID, address string) (Pressed, bool) {
	if customID == "" || len(customID) > maxCustomID {
		return Pressed{}, false
	}
	layout := customID[0]
	b64 := base64.RawURLEncoding.Strict()
	body, err := b64.DecodeString(customID[1:])
	if err != nil || len(body) < tagSize {
		return Pressed{}, false
	}
	tag, rest := body[:tagSize], body[tagSize:]
	action, rest, ok1 := chunk(rest)
	state, rest, ok2 := chunk(rest)
	if !ok1 || !ok2 {
		return Pressed{}, false
	}
	p := Pressed{Action: string(action), State: state}
	switch layout {
	case inside:
		p.Shared = rest
	case outside:
		encoded, found := strings.CutPrefix(address, carrier)
		if p.Shared, err = b64.DecodeString(encoded); err != nil || !found || len(rest) > 0 {
			return Pressed{}, false
		}
	default:
		return Pressed{}, false
	}
	if !hmac.Equal(tag, c.tag(layout, p)) {
		return Pressed{}, false
	}
	return p, true
}

func chunk(b []byte) (head, rest []byte, ok bool) {
	if len(b) == 0 || len(b)-1 < int(b[0]) {
		return nil, nil, false
	}
	return b[1 : 1+b[0]], b[1+b[0]:], true
}

func (c *Codec) tag(layout byte, p Pressed) []byte {
	mac := hmac.New(sha256.New, c.key)
	// The lengths make it plain where one part ends and the next begins.
	mac.Write([]byte{layout, byte(len(p.Action)), byte(len(p.State))})
	mac.Write([]byte(p.Action))
	mac.Write(p.State)
	mac.Write(p.Shared)
	return mac.Sum(nil)[:tagSize]
}

// message turns a reply into what Discord takes, with its buttons and menus signed.
func (c *Codec) message(r Reply) (Message, error) {
	m := Message{Content: r.Content, Embeds: r.Embeds, Ephemeral: r.Ephemeral}
	sign := func(action string, state []byte) (id string, err error) {
		id, address, err := c.Encode(Pressed{Action: action, State: state, Shared: r.Shared})
		if err != nil || address == "" {
			return id, err
		}
		if len(m.Embeds) == 0 {
			return "", fmt.Errorf("no embed to carry the state of a button: %w", ErrTooLong)
		}
		carrying := *m.Embeds[0]
		carrying.URL = address
		m.Embeds = slices.Concat([]*discordgo.MessageEmbed{&carrying}, m.Embeds[1:])
		return id, nil
	}
	var row discordgo.ActionsRow
	for _, b := range r.Buttons {
		id, err := sign(b.Action, b.State)
		if err != nil {
			return Message{}, err
		}
		row.Components = append(row.Components, discordgo.Button{
			Label: b.Label, Style: discordgo.SecondaryButton, Disabled: b.Disabled, CustomID: id,
		})
	}
	if len(row.Components) > 0 {
		m.Components = append(m.Components, row)
	}
	for _, spec := range r.Menus {
		id, err := sign(spec.Action, spec.State)
		if err != nil {
			return Message{}, err
		}
		menu := discordgo.SelectMenu{MenuType: discordgo.StringSelectMenu, CustomID: id, Placeholder: spec.Placeholder}
		for _, o := range spec.Options {
			menu.Options = append(menu.Options, discordgo.SelectMenuOption{Label: o.Label, Value: o.Value, Description: o.Description})
		}
		m.Components = append(m.Components, discordgo.ActionsRow{Components: []discordgo.MessageComponent{menu}})
	}
	return m, nil
}
