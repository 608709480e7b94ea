package discordtest

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/bwmarrin/discordgo"
)

// Posted is a message that somebody wrote.
type Posted struct {
	Content    string
	Embeds     []any   // as their JSON
	Components []any   // likewise
	Forwards   *Posted // the message that it forwards
}

// onMessage reports whether it is the use of a command on a message.
func (i Interaction) onMessage() bool {
	return i.Type == discordgo.InteractionApplicationCommand && (i.Message != nil || i.Posted != nil)
}

// menuData is the data of a command that is used on a message. What a Discord client
// would not let a person do is an error. The caller holds s.mu.
// https://discord.com/developers/docs/interactions/application-commands#message-commands
func (s *Server) menuData(x *exchange) (map[string]any, error) {
	c, scope, known := s.findMenu(x.in.guild(), x.in.Command)
	switch {
	case !known && s.strictDefs && !x.in.forged:
		return nil, fmt.Errorf("no command %q for messages is registered there", x.in.Command)
	case x.in.dm && len(c.Contexts) > 0 && !slices.Contains(c.Contexts, discordgo.InteractionContextBotDM):
		return nil, fmt.Errorf("the command %q is not offered in direct messages", x.in.Command)
	}
	id, target := s.snowflake(), map[string]any(nil)
	if x.in.Posted != nil {
		target = s.posted(x, *x.in.Posted)
		target["id"], target["author"] = id, x.in.user().render()
		target["channel_id"], target["pinned"], target["tts"] = x.in.channel(), false, false
	} else {
		m := s.messages[x.in.Message.ID]
		if m == nil || m.deleted {
			return nil, errors.New("there is no message to use a command on")
		}
		id, target = m.id, s.render(m)
	}
	data := map[string]any{
		"id": c.id, "name": x.in.Command, "type": discordgo.MessageApplicationCommand,
		"target_id": id, "resolved": map[string]any{"messages": map[string]any{id: target}},
	}
	if scope != "" {
		data["guild_id"] = scope
	}
	return data, nil
}

func (s *Server) findMenu(guild, name string) (c command, scope string, known bool) {
	for _, scope := range []string{guild, ""} {
		for _, c := range s.commands[scope] {
			if c.Name == name && c.Type == discordgo.MessageApplicationCommand {
				return c, scope, true
			}
		}
	}
	return command{}, "", false
}

// posted is somebody's message as Discord sends it; of one that is forwarded only
// this much.
func (s *Server) posted(x *exchange, p Posted) map[string]any {
	out := map[string]any{
		"type": 0, "content": p.Content, "embeds": append([]any{}, p.Embeds...), "components": append([]any{}, p.Components...),
		"timestamp": s.now().UTC().Format(time.RFC3339Nano), "edited_timestamp": nil, "flags": 0,
		"attachments": []any{}, "mentions": []any{}, "mention_roles": []any{},
	}
	if p.Forwards != nil {
		out["message_reference"] = map[string]any{"type": 1, "message_id": s.snowflake(), "channel_id": x.in.channel()}
		out["message_snapshots"] = []any{map[string]any{"message": s.posted(x, *p.Forwards)}}
		out["flags"] = 1 << 14 // HAS_SNAPSHOT
	}
	return out
}
