// Package payload reads interactions as Discord sends them, over the gateway or over
// HTTP, so that even what is newer than discordgo gets an answer.
package payload

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/bwmarrin/discordgo"
)

// bare is an interaction without discordgo's own reading, which gives up on
// the whole when one component in it has a type that it does not know.
type bare discordgo.Interaction

// Read reads an interaction as far as possible: one with an unknown part comes back
// without its message, then without the components of the message that a command is
// used on, or without its data too, and with an error that says why. nil comes back
// where there is no ID and token to answer to.
func Read(raw []byte) (*discordgo.InteractionCreate, error) {
	var i discordgo.Interaction
	err := json.Unmarshal(raw, &i)
	if err == nil {
		return answerable(&i, nil)
	}
	why := fmt.Errorf("reading an interaction: %w", err)
	var parts map[string]json.RawMessage
	if err := json.Unmarshal(raw, &parts); err != nil {
		return nil, why
	}
	delete(parts, "message")
	for range 2 {
		if rest, err := json.Marshal(parts); err == nil {
			i = discordgo.Interaction{}
			if json.Unmarshal(rest, &i) == nil {
				return answerable(&i, why)
			}
		}
		parts["data"] = withoutComponents(parts["data"])
	}
	delete(parts, "data")
	if rest, err := json.Marshal(parts); err == nil {
		var b bare
		if json.Unmarshal(rest, &b) == nil {
			i = discordgo.Interaction(b)
			return answerable(&i, why)
		}
	}
	return nil, why
}

// withoutComponents takes the components out of the messages that came with the data
// of a command, and out of those that they forward.
func withoutComponents(data json.RawMessage) json.RawMessage {
	var parts map[string]any
	if json.Unmarshal(data, &parts) != nil {
		return data
	}
	resolved, _ := parts["resolved"].(map[string]any)
	messages, _ := resolved["messages"].(map[string]any)
	for _, m := range messages {
		m, _ := m.(map[string]any)
		delete(m, "components")
		snapshots, _ := m["message_snapshots"].([]any)
		for _, s := range snapshots {
			s, _ := s.(map[string]any)
			forwarded, _ := s["message"].(map[string]any)
			delete(forwarded, "components")
		}
	}
	rest, err := json.Marshal(parts)
	if err != nil {
		return data
	}
	return rest
}

func answerable(i *discordgo.Interaction, err error) (*discordgo.InteractionCreate, error) {
	if i.ID == "" || i.Token == "" {
		return nil, errors.Join(err, errors.New("an interaction without ID or token"))
	}
	return &discordgo.InteractionCreate{Interaction: i}, err
}

// AttachmentLimit returns how many bytes an attachment to the answer may have, which
// discordgo does not know; 0 where Discord does not tell.
func AttachmentLimit(raw []byte) int {
	var i struct {
		Limit int `json:"attachment_size_limit"`
	}
	// What cannot be read was told by Read.
	_ = json.Unmarshal(raw, &i)
	return i.Limit
}
