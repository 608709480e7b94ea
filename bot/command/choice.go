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

const (
	// maxChoiceName is how much of a speaker's name a choice has, so that most of it
	// is left for the words.
	maxChoiceName = 40

	// saidBy stands in a choice between words and who said them.
	saidBy = " — "
)

// quotationChoice offers a whole quotation: its words around those that were typed,
// and who said them. Its value is the ID, so that what is chosen is shown and not
// searched again. A report that nobody stands by is not offered: a line has no room
// to say so.
func quotationChoice(h *search.Hit, m *messages.Catalogue) (interact.Choice, bool) {
	by, ok := choiceSpeaker(h.Quote, m.Plain())
	if !ok {
		return interact.Choice{}, false
	}
	// Four of the units are for the marks that isolate right-to-left text.
	words := wordsAround(NewCard(h.Quote, h.Matched, 0, 0, m), maxChoice-4-messages.Len16(saidBy+by))
	return interact.Choice{Name: messages.Plain(words) + saidBy + messages.Plain(by), Value: string(h.Quote.ID)}, words != ""
}

// choiceSpeaker names who said a quotation, and tells a report from what somebody
// said himself.
func choiceSpeaker(q quotes.Quote, m *messages.Catalogue) (string, bool) {
	lead, ok := q.Lead()
	if !ok {
		return "", false
	}
	report := lead.Kind == quotes.Indirect
	before, after := "", ""
	by := m.SpeakerUnknown()
	if report {
		if lead.Polarity != quotes.Asserted {
			return "", false
		}
		before, after = m.Reported(string(lead.Polarity))
		by = m.Somebody()
	}
	if len(lead.Speakers) > 0 {
		if name := line(lead.Speakers[0].Name, maxChoiceName); name != "" {
			by = name
		}
		if more := len(lead.Speakers) - 1; more > 0 {
			by += " " + m.AndMore(more)
		}
	}
	by = before + by + after
	if report {
		before, after = m.ReportedOf()
		by = before + by + after
	}
	return by, true
}

// wordsAround returns a part of a card's words, as one line of at most limit UTF-16
// code units, that holds most of the matched ones: the beginning, if that does.
func wordsAround(c Card, limit int) string {
	text, matched := c.text(), c.matches()
	e := extent{0, len(text)}
	if messages.Len16(text) > limit {
		e = choose(text, matched, positions(text, matched), limit-2) // an ellipsis on either side
	}
	words := oneLine(text[e.from:e.to])
	if words == "" {
		return ""
	}
	if e.from > 0 {
		words = "…" + words
	}
	if e.to < len(text) {
		words += "…"
	}
	return messages.Shorten(words, limit)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// nextChoice offers what was typed and a word more. Its value must be all of that:
// where it does not fit there is none.
func nextChoice(text string) (interact.Choice, bool) {
	if messages.Len16(text) > maxChoice {
		return interact.Choice{}, false
	}
	name := line(text, maxChoice)
	if messages.Len16(name) > maxChoice-2 { // the end is what is new
		name = "…" + messages.Tail(name, maxChoice-3)
	}
	return interact.Choice{Name: messages.Plain(name), Value: text}, name != ""
}

// chosenQuotation returns the quotation that somebody chose while typing its words:
// they are its ID then, or the name of its choice, which some clients send instead
// (discord-api-docs, issue 7206); false if they are words to search for. The error
// says why the chosen quotation cannot be shown.
func (c *Commands) chosenQuotation(ctx context.Context, r *interact.Request, given string) (quotes.Quote, bool, error) {
	if id, err := quotes.ParseID(given); err == nil && string(id) == given {
		q, err := c.d.Get.Get(ctx, id, r.GuildID)
		if errors.Is(err, search.ErrNotFound) {
			return quotes.Quote{}, false, nil // a word of 13 letters
		}
		return q, err == nil, c.explain(r, id, err)
	}
	at := strings.LastIndex(given, saidBy)
	if at < 0 {
		return quotes.Quote{}, false, nil
	}
	words, by := strings.Trim(given[:at], "… "), given[at+len(saidBy):]
	found, err := c.d.Find.Suggest(ctx, search.WordsField, words, search.Filter{Scope: r.GuildID}, maxChoices)
	if err != nil {
		return quotes.Quote{}, false, nil // the search itself will say what is wrong
	}
	for _, s := range found {
		if s.Whole == nil {
			continue
		}
		whole := oneLine(NewCard(s.Whole.Quote, nil, 0, 0, tell(r)).text())
		if speaker, ok := choiceSpeaker(s.Whole.Quote, tell(r).Plain()); ok && messages.Clean(speaker) == by && strings.Contains(whole, words) {
			return s.Whole.Quote, true, nil
		}
	}
	return quotes.Quote{}, false, nil
}
