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
	filter := c.filter(ctx, r)
	a.speaker, a.source = filter.Speaker, filter.Source
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

// What the buttons under an answer do: pageAction turns to the hit that is their
// state; againAction, where nothing was found, asks what was proposed instead.
const (
	pageAction  = "page"
	againAction = "again"
)

// pageShape lets who asked turn the page, and gives anybody else one of theirs.
func pageShape(r *interact.Request) interact.Shape {
	if a, ok := decodeAsked(r.Shared); ok && a.by == r.UserID {
		return interact.Update
	}
	return interact.Private
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

// page shows another hit of the same search, or the first one of a new one.
func (c *Commands) page(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	a, ok := decodeAsked(r.Shared)
	offset, fine := decodeNumber(r.State)
	if !ok || !fine {
		return interact.Reply{}, told(interact.NotFound, tell(r).UnknownButton())
	}
	if a.by != r.UserID {
		a.by, a.private = r.UserID, true
	}
	return c.hit(ctx, r, a, offset)
}

// hit shows one hit, counted from 0. After a reading of the corpus there may be
// fewer than there were: then it is the last one.
func (c *Commands) hit(ctx context.Context, r *interact.Request, a asked, offset int) (interact.Reply, error) {
	query := a.query(r.GuildID, offset)
	result, err := c.d.Find.Search(ctx, query)
	if err == nil && len(result.Hits) == 0 && result.Total > 0 && offset > 0 {
		offset = min(offset, result.Total) - 1
		result, err = c.d.Find.Search(ctx, a.query(r.GuildID, offset))
	}
	if err != nil {
		return interact.Reply{}, c.explain(r, "", err)
	}
	if len(result.Hits) == 0 {
		return interact.Reply{}, nothing(tell(r), a, query, result)
	}
	m := say(r)
	hit := result.Hits[0]
	reply := answer(NewCard(hit.Quote, hit.Matched, offset+1, result.Total, m).WithConfidence(result, m), m)
	reply.Menus = wordings(hit.NearDuplicates, m)
	if result.Total > 1 {
		reply.Shared = a.encode()
		reply.Buttons = append(pager(m, pageAction, offset, 1, result.Total), reply.Buttons...)
	}
	return reply, nil
}

// nothing tells why nothing was found, with a button that asks what is proposed.
func nothing(m *messages.Catalogue, a asked, q search.Query, result search.Result) error {
	sentence, again := NothingFound(m, q, result)
	e := &interact.Error{Code: interact.NotFound, Sentence: sentence}
	if again.Label != "" {
		e.Buttons = []interact.ButtonSpec{{Label: again.Label, Action: againAction, State: encodeNumber(0)}}
		e.Shared = a.change(again.Query).encode()
	}
	return e
}

// pager returns the buttons to what is a step before and a step after.
func pager(m *messages.Catalogue, action string, offset, step, total int) []interact.ButtonSpec {
	// At an end the button leads nowhere; its state only has to differ from
	// the other one's, as no two buttons may be the same.
	back := interact.ButtonSpec{Label: m.Plain().Previous(), Action: action, State: encodeNumber(max(offset-step, 0)), Disabled: offset == 0}
	on := interact.ButtonSpec{Label: m.Plain().Next(), Action: action, State: encodeNumber(offset + step), Disabled: offset+step >= total}
	return []interact.ButtonSpec{back, on}
}

// filter returns what the options speaker and source narrow, here.
func (c *Commands) filter(ctx context.Context, r *interact.Request) search.Filter {
	f := search.Filter{Scope: r.GuildID}
	f.Speaker = c.chosen(ctx, search.SpeakerField, r.Text("speaker"), f)
	f.Source = c.chosen(ctx, search.SourceField, r.Text("source"), f)
	return f
}
