package command

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode"

	"verbatim/bot/interact"
	"verbatim/bot/messages"
	"verbatim/quotes"
	"verbatim/search"
)

// tellAction posts for everybody what was checked: the verdict as it stands in the
// pressed button's message, and the quotation whose ID is the state, if there is
// one. So nothing is kept of what was asked, and what is posted is what was read.
const tellAction = "tell"

// Bounds of an answer to a check, in UTF-16 code units but for the first. With the
// rest of a card, which takes 2,200 at most, they stay below [interact.MaxText].
const (
	maxParts      = 10 // of a message are checked
	maxVerdict    = 1100
	maxChecked    = 600 // of the quotation's words
	maxComparison = 700
)

// checkedPart is what was found out about a part of a message.
type checkedPart struct {
	search.Checked
	passage      // as it was checked
	short   bool // it is the beginning of more
}

// checkRoutes registers what checks, and what is used on messages.
func (c *Commands) checkRoutes(r *interact.Router) {
	r.Command("quote check", interact.Route{Handle: c.check, Shape: private})
	r.Command(checkMessage, interact.Route{Handle: c.checkMessage, Shape: private})
	r.Command(findMessage, interact.Route{Handle: c.findMessage, Shape: private})
	r.Button(tellAction, interact.Route{Handle: c.tell, Shape: func(*interact.Request) interact.Shape { return interact.Public }})
}

// check answers /quote check.
func (c *Commands) check(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	words := strings.TrimSpace(messages.Clean(r.Text("words")))
	if words == "" {
		return interact.Reply{}, told(interact.Invalid, tell(r).NoWords())
	}
	speaker := c.chosen(ctx, search.SpeakerField, r.Text("speaker"), search.Filter{Scope: r.GuildID})
	return c.checkAll(ctx, r, []passage{{text: words, speaker: speaker}})
}

// checkMessage checks what a message quotes.
func (c *Commands) checkMessage(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	parts := quoted(r.Texts)
	if len(parts) == 0 {
		return interact.Reply{}, told(interact.Invalid, tell(r).NoText())
	}
	return c.checkAll(ctx, r, parts)
}

// checkAll checks parts of a message, of all of them together as many words as a
// passage may have.
func (c *Commands) checkAll(ctx context.Context, r *interact.Request, parts []passage) (interact.Reply, error) {
	var done []checkedPart
	left := search.MaxPassage
	for _, p := range parts[:min(len(parts), maxParts)] {
		text := firstWords(p.text, left)
		if text == "" {
			break
		}
		left -= len(strings.Fields(text))
		one, err := c.checkOne(ctx, r, passage{text, p.speaker, p.loose})
		if err != nil {
			return interact.Reply{}, err
		}
		one.short = len(one.text) < len(p.text)
		done = append(done, one)
	}
	shown := slices.IndexFunc(done, func(p checkedPart) bool { return p.Verdict != search.Nothing })
	return verdictReply(done, max(shown, 0), len(parts) > len(done), say(r)), nil
}

// checkOne checks a passage, or as much of its beginning as is not too long.
func (c *Commands) checkOne(ctx context.Context, r *interact.Request, p passage) (checkedPart, error) {
	filter := search.Filter{Scope: r.GuildID}
	checked, err := c.d.Check.Check(ctx, p.text, p.speaker, filter)
	for errors.Is(err, search.ErrTooLong) && p.text != "" { // no spaces are set between its words
		p.text = messages.Head(p.text, messages.Len16(p.text)/2)
		checked, err = c.d.Check.Check(ctx, p.text, p.speaker, filter)
	}
	if err != nil {
		return checkedPart{}, c.explain(r, "", err)
	}
	return checkedPart{Checked: checked, passage: p}, nil
}

// firstWords returns so many words of a text.
func firstWords(s string, n int) string {
	in := false
	for i, r := range s {
		if unicode.IsSpace(r) {
			in = false
			continue
		}
		if !in {
			if in, n = true, n-1; n < 0 {
				return strings.TrimSpace(s[:i])
			}
		}
	}
	return s
}

// verdictReply shows the verdict on one of the parts, the card of the first
// quotation that was found for it, and a list of what else was found.
func verdictReply(done []checkedPart, shown int, more bool, m *messages.Catalogue) interact.Reply {
	p := done[shown]
	text := drawVerdict(p, m)
	missing := 0
	for i, other := range done {
		if i != shown && !other.loose && other.Verdict == search.Nothing {
			missing++
		}
	}
	if missing > 0 {
		text += "\n-# " + m.OthersNotFound(missing)
	}
	if more || p.short {
		text += "\n-# " + m.OnlyBeginning()
	}
	reply := interact.Reply{Accent: plainColour, Blocks: []interact.Block{interact.Text(text)}}
	share := interact.ButtonSpec{Label: m.Plain().ShareButton(), Action: tellAction}
	if len(p.Found) == 0 {
		reply.Blocks = append(reply.Blocks, interact.Row{share})
		return reply
	}
	q := p.Found[0].Quote
	share.State = []byte(q.ID)
	card := found(q, sameWords(p.Found[0]), m)
	reply.Accent = card.Accent
	reply.Blocks = append(append(reply.Blocks, interact.Separator{}), card.Blocks...)
	for i, b := range reply.Blocks {
		if row, ok := b.(interact.Row); ok {
			reply.Blocks[i] = append(slices.Clip(row), share)
			break
		}
	}
	if menu := othersFound(done, q.ID, m); len(menu.Options) > 0 {
		reply.Blocks = append(reply.Blocks, menu)
	}
	return reply
}

// found is a card of what was found, with less of its words than others have.
func found(q quotes.Quote, matched []quotes.Span, m *messages.Catalogue) interact.Reply {
	return withSomeWords(NewCard(q, matched, 0, 0, m), nil, maxChecked, m)
}

// sameWords are the words of the quotation that a passage has as well.
func sameWords(f search.Finding) []quotes.Span {
	if f.Verdict == search.Exact {
		return nil // all of them
	}
	var same []quotes.Span
	for _, p := range f.Pairs {
		if p.Kind == search.SameWords {
			same = append(same, p.Words)
		}
	}
	return same
}

// othersFound lists all quotations that were found but the one that is shown, each
// once.
func othersFound(done []checkedPart, shown quotes.ID, m *messages.Catalogue) interact.MenuSpec {
	menu := interact.MenuSpec{Placeholder: m.Plain().AlsoFound(), Action: openAction, State: encodeNumber(0)}
	listed := map[quotes.ID]bool{shown: true}
	for _, p := range done {
		for _, f := range p.Found {
			if listed[f.Quote.ID] || len(menu.Options) == maxOptions {
				continue
			}
			listed[f.Quote.ID] = true
			by, _ := choiceSpeaker(f.Quote, m.Plain())
			about := m.Plain().VerdictLabel(string(f.Verdict)) + choiceSeparator + by
			menu.Options = append(menu.Options, foundOption(f.Quote, sameWords(f), about, m))
		}
	}
	return menu
}

// foundOption offers a quotation in a menu, by its words and what is said about it.
func foundOption(q quotes.Quote, matched []quotes.Span, about string, m *messages.Catalogue) interact.Option {
	label := wordsAround(NewCard(q, matched, 0, 0, m), maxChoice-4)
	if label == "" {
		label = string(q.ID)
	}
	return interact.Option{Label: messages.Plain(label), Value: string(q.ID), Description: messages.Plain(line(about, maxChoice-4))}
}

// tell posts for everybody what a check told one person, in the language in which
// it did.
func (c *Commands) tell(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	if len(r.Texts) == 0 {
		return interact.Reply{}, told(interact.NotFound, tell(r).UnknownButton())
	}
	verdict := interact.Text(r.Texts[0])
	if len(r.State) == 0 {
		return interact.Reply{Accent: plainColour, Blocks: []interact.Block{verdict}}, nil
	}
	q, err := c.pressedQuotation(ctx, r)
	if err != nil {
		return interact.Reply{}, err
	}
	reply := found(q, nil, tell(r))
	reply.Blocks = append([]interact.Block{verdict, interact.Separator{}}, reply.Blocks...)
	return reply, nil
}
