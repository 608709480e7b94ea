package gateway

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/bwmarrin/discordgo"
)

// bare is an interaction without discordgo's own reading, which gives up on
// the whole when one component in it has a type that it does not know.
type bare discordgo.Interaction

// decode reads an interaction as far as possible, so that even what is newer
// than discordgo gets an answer: an interaction with an unknown part comes back
// without its message, or without its data too, and with an error that says
// why. Nothing comes back where there is no ID and token to answer to.
func decode(raw []byte) (*discordgo.InteractionCreate, error) {
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
	if rest, err := json.Marshal(parts); err == nil {
		i = discordgo.Interaction{}
		if json.Unmarshal(rest, &i) == nil {
			return answerable(&i, why)
		}
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

func answerable(i *discordgo.Interaction, err error) (*discordgo.InteractionCreate, error) {
	if i.ID == "" || i.Token == "" {
		return nil, errors.Join(err, errors.New("an interaction without ID or token"))
	}
	return &discordgo.InteractionCreate{Interaction: i}, err
}
