package command

import (
	"context"
	"errors"
	"strings"

	"verbatim/bot/interact"
	"verbatim/bot/messages"
	"verbatim/quotes"
	"verbatim/search"
)

// Bounds of a portrait: what a reader takes in at a glance.
const (
	maxAliases  = 5
	maxListed   = 8
	maxExamples = 3
	maxExample  = 200 // UTF-16 code units
)

// speaker answers /speaker with who that is and what is quoted.
func (c *Commands) speaker(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	m := say(r)
	f := search.Filter{Scope: r.GuildID}
	name := c.chosen(ctx, search.SpeakerField, r.Text("name"), f)
	if name == "" {
		return interact.Reply{}, told(interact.Invalid, m.NoSpeakerGiven())
	}
	info, err := c.d.About.Speaker(ctx, name, f)
	if errors.Is(err, search.ErrNotFound) {
		return interact.Reply{}, told(interact.NotFound, m.NoSuchSpeaker(name, c.nearest(ctx, search.SpeakerField, name, f)))
	}
	if err != nil {
		return interact.Reply{}, c.explain(r, "", err)
	}
	plain := m.Plain()
	var p portrait
	about := []Part{{Text: line(info.Name, maxPerson), Strong: true}}
	if len(info.Roles) > 0 {
		about = append(about, Part{Text: ", " + line(info.Roles[0], maxRole)})
	}
	p.line(false, about...)
	if len(info.Roles) > 1 {
		p.line(true, Part{Text: plain.AlsoDescribedAs(strings.Join(info.Roles[1:], "; "))})
	}
	if info.Body {
		p.line(true, Part{Text: plain.ABody()})
	}
	if aliases := info.Aliases[:min(maxAliases, len(info.Aliases))]; len(aliases) > 0 {
		p.line(true, Part{Text: plain.AlsoKnownAs(strings.Join(aliases, "; "))})
	}
	p.count(plain, info.Quotations, info.Since, info.Until)
	p.list(plain, plain.AppearsIn(), info.Sources)
	p.examples(plain, info.Examples)
	return withAll(p.reply(), asked{by: r.UserID, speaker: info.Name}, info.Quotations, m), nil
}

// withAll is a reply with a button to all quotations that a question without words
// finds, where there are any and the button can carry the question.
func withAll(reply interact.Reply, a asked, n int, m *messages.Catalogue) interact.Reply {
	all := reply
	all.Shared = a.encode()
	all.Blocks = append(reply.Blocks[:len(reply.Blocks):len(reply.Blocks)], interact.Row{{Label: m.Plain().AllQuotations(), Action: againAction, State: encodeNumber(0)}})
	if n == 0 || !all.Fits() {
		return reply
	}
	return all
}

// nearest is a name or title that begins alike, or "".
func (c *Commands) nearest(ctx context.Context, field search.Field, text string, f search.Filter) string {
	found, err := c.d.Find.Suggest(ctx, field, text, f, 1)
	if err != nil || len(found) == 0 {
		return ""
	}
	return found[0].Text
}

// portrait collects the lines about a speaker or a source.
type portrait struct{ drawn []string }

func (p *portrait) line(minor bool, parts ...Part) {
	p.drawn = append(p.drawn, Line{Parts: parts, Minor: minor}.draw())
}

// count adds how many quotations there are, and from when to when.
func (p *portrait) count(m *messages.Catalogue, n int, since, until quotes.Date) {
	text := m.QuotationCount(n)
	if since != "" {
		text += choiceSeparator + m.Date(string(since))
	}
	if until != since {
		text += " – " + m.Date(string(until))
	}
	p.line(false, Part{Text: text})
}

// list adds names with how often each is quoted.
func (p *portrait) list(m *messages.Catalogue, heading string, all []search.Suggestion) {
	if len(all) == 0 {
		return
	}
	p.line(false)
	p.line(false, Part{Text: heading, Strong: true})
	for _, s := range all[:min(maxListed, len(all))] {
		p.line(false, Part{Text: line(s.Text, maxTitle)}, Part{Text: choiceSeparator + m.QuotationCount(s.Count)})
	}
	if more := len(all) - maxListed; more > 0 {
		p.line(true, Part{Text: m.AndMore(more)})
	}
}

// examples adds quotations, each on a line with its ID. A report is shown as its
// card does, or as the clause alone where its sentence is too long.
func (p *portrait) examples(m *messages.Catalogue, all []quotes.Quote) {
	shown := 0
	for _, q := range all {
		lead, ok := q.Lead()
		if !ok || shown == maxExamples {
			continue
		}
		if shown++; shown == 1 {
			p.line(false)
			p.line(false, Part{Text: m.Examples(), Strong: true})
		}
		foot := string(q.ID)
		switch lead.Kind {
		case quotes.Indirect:
			card := NewCard(q, nil, 0, 0, m)
			if messages.Len16(card.text()) > maxExample {
				card.Words = []Run{{Text: line(q.Words, maxExample), Reported: true}}
			}
			p.drawn = append(p.drawn, card.Over.draw(), card.drawn())
			foot += choiceSeparator + m.IndirectNote()
		default:
			p.drawn = append(p.drawn, "> "+messages.EscapeLine(line(quotes.Parted(q.Words, lead.Partings(q.Words)), maxExample)))
			if lead.Kind == quotes.Partial {
				foot += choiceSeparator + m.PartialNote()
			}
		}
		p.line(true, Part{Text: foot})
	}
}

// reply is the portrait as an answer.
func (p *portrait) reply() interact.Reply {
	return interact.Reply{Accent: plainColour, Blocks: []interact.Block{interact.Text(p.sentence())}}
}

// sentence is as many of the lines as fit into an answer.
func (p *portrait) sentence() string { return p.within(interact.MaxText) }

// within is as many of the lines as fit into so many UTF-16 code units.
func (p *portrait) within(limit int) string {
	var b strings.Builder
	used := 0
	for _, l := range p.drawn {
		if used += messages.Len16(l) + 1; used > limit {
			break
		}
		b.WriteString(l + "\n")
	}
	return strings.TrimSpace(b.String())
}
