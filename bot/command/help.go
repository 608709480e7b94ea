package command

import (
	"context"
	"strings"

	"verbatim/bot/interact"
	"verbatim/bot/messages"
)

// help answers /help with the commands that the person may use.
func (c *Commands) help(_ context.Context, r *interact.Request) (interact.Reply, error) {
	m := tell(r)
	plain := m.Plain()
	var p portrait
	p.line(false, Part{Text: plain.HelpTitle()})
	p.line(false)
	c.list(&p, r, userCommands)
	if r.Manager {
		c.list(&p, r, managerCommands)
	}
	p.line(false)
	p.line(false, Part{Text: plain.HelpMessages()})
	for _, name := range messageCommands {
		p.line(false, Part{Text: plain.CommandName(name), Strong: true})
	}
	p.line(false)
	p.line(false, Part{Text: plain.HelpAbout()})
	p.line(false, Part{Text: plain.HelpPrivacy()})
	if r.Moderator && r.GuildID != "" { // nothing of theirs is to be had in direct messages
		p.line(false)
		p.line(false, Part{Text: plain.HelpModerators(), Strong: true})
		c.list(&p, r, moderatorCommands)
		p.line(false, Part{Text: plain.CommandName(saveMessage), Strong: true})
	}
	reply := p.reply()
	reply.Ephemeral = true
	return reply, nil
}

// list adds commands with what they are for. A mention of a command runs it when it
// is clicked (Discord's "Message Formatting"); where the ID is not known its name
// stands there.
func (c *Commands) list(p *portrait, r *interact.Request, commands []command) {
	m := tell(r).Plain()
	for _, path := range paths(commands) {
		name, _, _ := strings.Cut(path, " ")
		about := messages.EscapeSaid(choiceSeparator + m.Command(path))
		if id := c.known.id(r.GuildID, name); id != "" {
			p.text("</" + path + ":" + id + ">" + about)
			continue
		}
		p.text("**" + messages.EscapeSaid(m.Invocation(path)) + "**" + about)
	}
}
