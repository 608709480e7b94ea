package command

import (
	"context"
	"strings"

	"verbatim/bot/interact"
	"verbatim/bot/messages"
	"verbatim/quotes"
	"verbatim/search"
)

// search answers /quote search with the best hit and buttons to the others, or with
// the quotation that was chosen while its words were typed.
func (c *Commands) search(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	m := tell(r)
	a := asked{by: r.UserID, private: r.Flag("private"), words: strings.TrimSpace(messages.Clean(r.Text("words")))}
	if a.words == "" {
		return interact.Reply{}, told(interact.Invalid, m.NoWords())
	}
	var err error
	if a.since, err = date(r, "since"); err != nil {
		return interact.Reply{}, err
	}
	if a.until, err = date(r, "until"); err != nil {
		return interact.Reply{}, err
	}
	first, _, _ := a.since.Range()
	if _, last, ok := a.until.Range(); ok && first > last {
		return interact.Reply{}, told(interact.Invalid, m.DatesReversed(string(a.since), string(a.until)))
	}
	if chosen, ok, err := c.chosenQuotation(ctx, r, a.words); err != nil {
		return interact.Reply{}, err
	} else if ok {
		return answer(NewCard(chosen, nil, 0, 0, say(r)), say(r)), nil
	}
	filter, err := c.filter(ctx, r)
	if err != nil {
		return interact.Reply{}, err
	}
	a.speaker, a.source, a.language = filter.Speaker, filter.Source, filter.Language
	return c.hit(ctx, r, a, 0)
}

// date reads a date option as a person writes it.
func date(r *interact.Request, option string) (quotes.Date, error) {
	text := strings.TrimSpace(messages.Clean(r.Text(option)))
	if text == "" {
		return "", nil
	}
	d, err := quotes.ParseDate(text)
	if _, _, ok := d.Range(); err != nil || !ok {
		return "", told(interact.Invalid, tell(r).BadDate(tell(r).CommandName(r.Name+" "+option), text))
	}
	return d, nil
}

// againShape answers a new search as the command would have been.
func againShape(r *interact.Request) interact.Shape {
	a, ok := decodeAsked(r.Shared)
	switch {
	case !ok || a.by != r.UserID:
		return interact.Private
	case a.private:
		return interact.Update
	}
	return interact.Public
}

// nothing tells why nothing was found, with a button that asks what is proposed.
// Where the button cannot carry the question it leads to as many of the hits as it
// can carry.
func (c *Commands) nothing(ctx context.Context, r *interact.Request, a asked, q search.Query, result search.Result) error {
	sentence, again := NothingFound(tell(r), q, result)
	if c.d.Starter != nil {
		status := c.d.Starter()
		sentence += "\n" + tell(r).StarterCorpus(status.Quotations, status.Speakers)
	}
	e := &interact.Error{Code: interact.NotFound, Sentence: sentence}
	if again.Label == "" {
		return e
	}
	a = a.change(again.Query)
	e.Buttons = []interact.ButtonSpec{{Label: again.Label, Action: againAction, State: encodeNumber(0)}}
	e.Shared = a.encode()
	for all := maxOptions; !e.Fits() && all > 0; all-- {
		if len(a.ids) == 0 {
			var err error
			if a.ids, err = c.first(ctx, r, a); err != nil || len(a.ids) == 0 {
				e.Buttons, e.Shared = nil, nil
				return e
			}
		}
		a.ids = a.ids[:min(all, len(a.ids))]
		e.Shared = a.encode()
	}
	return e
}

// filter returns what the options speaker, source and language narrow, here.
func (c *Commands) filter(ctx context.Context, r *interact.Request) (f search.Filter, err error) {
	f.Scope = r.GuildID
	f.Speaker = c.chosen(ctx, search.SpeakerField, r.Text("speaker"), f)
	f.Source = c.chosen(ctx, search.SourceField, r.Text("source"), f)
	f.Language, err = c.language(ctx, r)
	return f, err
}
