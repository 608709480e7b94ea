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

// Codec seals what the buttons under an answer carry, so that they work after
// a restart and nobody can make one up.
//
// A custom_id is one character for the version and layout, then base64url of
//
//	tag     12 bytes  HMAC-SHA256 of layout, action, state and shared, cut to 96 bits
//	action  1 byte of length, then the action
//	state   1 byte of length, then the button's own state
//	shared  what all buttons of the message have in common
//
// In layout "1" shared is all of it. Where that does not fit into the 100
// characters the layout is "3": each custom_id of the message has a part of it, and
// the parts in the order of the message, disabled buttons and menus included, are
// all of it. The tag covers all of it either way.
//
// Messages of before have layout "2", which is still read: shared is in the address
// of the message's first embed.
type Codec struct{ key []byte }

const (
	// maxCustomID is Discord's limit in characters ("Component Reference").
	maxCustomID = 100
	tagSize     = 12
	maxAction   = 16
	maxState    = 24

	inside  = '1' // shared is in the custom_id
	outside = '2' // shared is in the embed's address
	parted  = '3' // shared is in all custom_ids of the message together

	// carrier begins the address of an embed that carries shared. No host can
	// have this name (RFC 6761), so that opening it leads nowhere.
	carrier = "https://verbatim.invalid/"
)

// ErrTooLong: what a button or all of them carry does not fit.
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

// room is how many bytes of shared the custom_id of a button takes, and negative
// where its own state does not fit.
func (p Pressed) room() int {
	if len(p.Action) > maxAction || len(p.State) > maxState {
		return -1
	}
	return base64.RawURLEncoding.DecodedLen(maxCustomID-1) - tagSize - 2 - len(p.Action) - len(p.State)
}

// Fits reports whether the buttons and menus of the answer can carry what they
// have and share.
func (r Reply) Fits() bool {
	room := 0
	for _, p := range r.own() {
		if p.room() < 0 {
			return false
		}
		room += p.room()
	}
	return len(r.Shared) <= room
}

// Seal returns the custom_ids of a message's buttons and menus, of which Action and
// State count, in the order of the message. The error is [ErrTooLong].
func (c *Codec) Seal(own []Pressed, shared []byte) ([]string, error) {
	layout, least, total := byte(inside), len(shared), 0
	for _, p := range own {
		room := p.room()
		if room < 0 {
			return nil, fmt.Errorf("sealing %q with %d bytes: %w", p.Action, len(p.State), ErrTooLong)
		}
		least, total = min(least, room), total+room
	}
	switch {
	case least == len(shared):
	case total >= len(shared):
		layout = parted
	default:
		return nil, fmt.Errorf("sealing %d bytes for %d buttons: %w", len(shared), len(own), ErrTooLong)
	}
	ids := make([]string, len(own))
	rest := shared
	for i, p := range own {
		part := rest
		if layout == parted {
			part = rest[:min(len(rest), p.room())]
			rest = rest[len(part):]
		}
		body := slices.Concat(
			c.tag(layout, Pressed{p.Action, p.State, shared}),
			[]byte{byte(len(p.Action))}, []byte(p.Action), []byte{byte(len(p.State))}, p.State, part,
		)
		ids[i] = string(layout) + base64.RawURLEncoding.EncodeToString(body)
	}
	return ids, nil
}

// Open returns what a button or menu of ours carried, and false for anything else.
// m is the message under which it stands, or nil.
func (c *Codec) Open(customID string, m *discordgo.Message) (Pressed, bool) {
	tag, p, ok := unpack(customID)
	if !ok {
		return Pressed{}, false
	}
	layout := customID[0]
	switch layout {
	case inside:
	case outside:
		if p.Shared, ok = carriedBy(m, p.Shared); !ok {
			return Pressed{}, false
		}
	case parted:
		p.Shared = nil
		if m != nil {
			p.Shared = gather(m.Components)
		}
	default:
		return Pressed{}, false
	}
	if !hmac.Equal(tag, c.tag(layout, p)) {
		return Pressed{}, false
	}
	return p, true
}

// unpack takes a custom_id apart; shared is what it has of it.
func unpack(customID string) (tag []byte, p Pressed, ok bool) {
	if customID == "" || len(customID) > maxCustomID {
		return nil, Pressed{}, false
	}
	body, err := base64.RawURLEncoding.Strict().DecodeString(customID[1:])
	if err != nil || len(body) < tagSize {
		return nil, Pressed{}, false
	}
	action, rest, ok1 := chunk(body[tagSize:])
	state, rest, ok2 := chunk(rest)
	return body[:tagSize], Pressed{Action: string(action), State: state, Shared: rest}, ok1 && ok2
}

// gather puts together what the custom_ids of a message carry in parts.
func gather(components []discordgo.MessageComponent) []byte {
	var shared []byte
	take := func(customID string) {
		if strings.HasPrefix(customID, string(parted)) {
			_, p, _ := unpack(customID)
			shared = append(shared, p.Shared...)
		}
	}
	for _, c := range components {
		switch c := c.(type) {
		case *discordgo.Container:
			shared = append(shared, gather(c.Components)...)
		case *discordgo.ActionsRow:
			shared = append(shared, gather(c.Components)...)
		case *discordgo.Button:
			take(c.CustomID)
		case *discordgo.SelectMenu:
			take(c.CustomID)
		}
	}
	return shared
}

// carriedBy returns what the address of a message's first embed carries. Nothing
// else of shared may be in the custom_id.
func carriedBy(m *discordgo.Message, inID []byte) ([]byte, bool) {
	if m == nil || len(m.Embeds) == 0 || m.Embeds[0] == nil || len(inID) > 0 {
		return nil, false
	}
	encoded, found := strings.CutPrefix(m.Embeds[0].URL, carrier)
	shared, err := base64.RawURLEncoding.Strict().DecodeString(encoded)
	return shared, found && err == nil
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
