package command

import (
	"context"

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
	p.commands(plain, userCommands)
	p.line(false)
	p.line(false, Part{Text: plain.HelpAbout()})
	p.line(false, Part{Text: plain.HelpPrivacy()})
	if r.Moderator {
		p.line(false)
		p.line(false, Part{Text: plain.HelpModerators(), Strong: true})
		p.commands(plain, moderatorCommands)
	}
	reply := p.reply()
	reply.Ephemeral = true
	return reply, nil
}

func (p *portrait) commands(m *messages.Catalogue, commands []command) {
	for _, path := range paths(commands) {
		p.line(false, Part{Text: m.Invocation(path), Strong: true}, Part{Text: choiceSeparator + m.Command(path)})
	}
}
