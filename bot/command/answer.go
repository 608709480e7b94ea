package command

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"verbatim/bot/interact"
	"verbatim/bot/messages"
	"verbatim/quotes"
	"verbatim/search"
)

// What the buttons and menus under a card do. What a message carries stands under
// it for years: an action keeps its name, and the form of its state.
const (
	pageAction  = "page"  // turns to the hit that is its state
	againAction = "again" // where nothing was found, asks what was proposed instead
	jumpAction  = "jump"  // opens the list of hits; its state is [at]
	shutAction  = "shut"  // closes it again; its state is [at]
	pickAction  = "pick"  // shows the hit that was picked from the list
)

// at is where a message stands among the hits: the place, from 0, and the
// quotation that is shown, which may have another place after the corpus was read
// again.
type at struct {
	offset int
	id     quotes.ID
}

func (a at) encode() []byte { return append(encodeNumber(a.offset), a.id...) }

func decodeAt(b []byte) (at, bool) {
	cut := len(b) - quotes.IDLen
	if cut < 0 {
		return at{}, false
	}
	offset, ok := decodeNumber(b[:cut])
	id, err := quotes.ParseID(string(b[cut:]))
	return at{offset, id}, ok && err == nil && string(id) == string(b[cut:])
}

// value writes it as the value of an option: "12 0123456789abc".
func (a at) value() string { return strconv.Itoa(a.offset) + " " + string(a.id) }

func readAt(value string) (at, bool) {
	number, text, _ := strings.Cut(value, " ")
	offset, err := strconv.Atoi(number)
	id, bad := quotes.ParseID(text)
	return at{offset, id}, err == nil && bad == nil && offset >= 0 && offset < 1<<31
}

// answer is a reply with one card.
func answer(card Card, m *messages.Catalogue) interact.Reply {
	return withButtons(card, nil, m)
}

// withButtons is a reply with a card and a row of buttons, first those given, then
// those of every card; and the button to the rest of its words.
func withButtons(card Card, paging []interact.ButtonSpec, m *messages.Catalogue) interact.Reply {
	return withSomeWords(card, paging, maxShown, m)
}

// withSomeWords is [withButtons] with at most so much of the card's words.
func withSomeWords(card Card, paging []interact.ButtonSpec, most int, m *messages.Catalogue) interact.Reply {
	blocks, cut := card.blocks(m, most)
	reply := interact.Reply{Accent: card.colour(), Blocks: blocks}
	if card.Kind == "" && len(paging) == 0 {
		return reply
	}
	plain := m.Plain()
	state := []byte(card.ID)
	// Where there is nothing to be shown these stand idle: the state of the others is
	// shared out over all of a row.
	row := append(interact.Row(paging),
		interact.ButtonSpec{Label: plain.ContextButton(), Action: contextAction, State: state, Disabled: card.Kind == ""},
		interact.ButtonSpec{Label: plain.MoreButton(), Action: moreAction, State: state, Disabled: card.Kind == ""},
	)
	reply.Blocks = append(reply.Blocks, row)
	if cut {
		reply.Blocks = append(reply.Blocks, interact.Row{{Label: plain.ShowWhole(), Action: wholeAction, State: leafState(card.ID, 0)}})
	}
	return reply
}

// hit shows one hit, counted from 0. After a reading of the corpus there may be
// fewer than there were: then it is the last one.
func (c *Commands) hit(ctx context.Context, r *interact.Request, a asked, offset int) (interact.Reply, error) {
	if len(a.ids) > 0 {
		return c.listed(ctx, r, a, at{offset: min(offset, len(a.ids)-1)}, false)
	}
	m := say(r)
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
		return interact.Reply{}, c.nothing(ctx, r, a, query, result)
	}
	hit := result.Hits[0]
	card := NewCard(hit.Quote, hit.Matched, offset+1, result.Total, m).WithConfidence(result, m)
	card = card.withWordings(len(hit.NearDuplicates), m)
	reply := turning(card, a, offset, result.Total, nil, m)
	for all := maxOptions; !reply.Fits() && all > 0; all-- {
		if len(a.ids) == 0 {
			if a.ids, err = c.first(ctx, r, a); err != nil {
				return interact.Reply{}, err
			}
		}
		a.ids = a.ids[:min(all, len(a.ids))]
		reply = turning(card.withListNote(len(a.ids), m), a, min(offset, len(a.ids)-1), len(a.ids), nil, m)
	}
	return reply, nil
}

// turning is a reply with a hit and the buttons to the others; jump, if it is not
// nil, is the open list of them.
func turning(card Card, a asked, offset, total int, jump *interact.MenuSpec, m *messages.Catalogue) interact.Reply {
	if total < 2 {
		return answer(card, m)
	}
	here := at{offset, card.ID}
	row := pager(m, pageAction, offset, 1, total)
	place := interact.ButtonSpec{Label: m.Plain().PlaceButton(offset+1, total), Action: jumpAction, State: here.encode()}
	if jump != nil {
		place.Action = shutAction
	}
	reply := withButtons(card, []interact.ButtonSpec{row[0], place, row[1]}, m)
	if jump != nil {
		reply.Blocks = append(reply.Blocks, *jump)
	}
	reply.Shared = a.encode()
	return reply
}

// first returns the first hits of a search whose question is too long for the
// buttons to carry.
func (c *Commands) first(ctx context.Context, r *interact.Request, a asked) ([]quotes.ID, error) {
	query := a.query(r.GuildID, 0)
	query.Limit = maxOptions
	result, err := c.d.Find.Search(ctx, query)
	if err != nil {
		return nil, c.explain(r, "", err)
	}
	var ids []quotes.ID
	for _, hit := range result.Hits {
		ids = append(ids, hit.Quote.ID)
	}
	return ids, nil
}

// withListNote returns the card with a note that says why the buttons lead no
// further than to the n hits that the message carries.
func (c Card) withListNote(n int, m *messages.Catalogue) Card {
	if n > 1 {
		c.Notes = append(c.Notes[:len(c.Notes):len(c.Notes)], Line{Parts: []Part{{Text: m.Plain().OnlyFirst(n)}}, Minor: true})
	}
	return c
}

// listed shows one of the hits that a message carries by their IDs.
func (c *Commands) listed(ctx context.Context, r *interact.Request, a asked, here at, open bool) (interact.Reply, error) {
	m := say(r)
	here.id = a.ids[min(here.offset, len(a.ids)-1)]
	q, err := c.d.Get.Get(ctx, here.id, r.GuildID)
	card := NewCard(q, nil, here.offset+1, len(a.ids), m)
	if err != nil {
		err = c.explain(r, here.id, err)
		gone, ok := errors.AsType[*interact.Error](err)
		if !ok || gone.Code != interact.NotFound {
			return interact.Reply{}, err
		}
		card = Card{ID: here.id, gone: gone.Sentence}
	}
	card = card.withListNote(len(a.ids), m)
	var jump *interact.MenuSpec
	if open {
		var hits []search.Hit
		for _, id := range a.ids {
			q, _ := c.d.Get.Get(ctx, id, r.GuildID) // what cannot be read is shown by its ID
			q.ID = id
			hits = append(hits, search.Hit{Quote: q})
		}
		jump = jumpList(hits, 0, here, m)
	}
	return turning(card, a, here.offset, len(a.ids), jump, m), nil
}

// pageShape lets who asked turn the page, and gives anybody else one of theirs.
func pageShape(r *interact.Request) interact.Shape {
	if a, ok := decodeAsked(r.Shared); ok && a.by == r.UserID {
		return interact.Update
	}
	return interact.Private
}

// whose is the search that a message carries, as its own by who pressed a button
// under it.
func whose(r *interact.Request) (asked, bool) {
	a, ok := decodeAsked(r.Shared)
	if a.by != r.UserID {
		a.by, a.private = r.UserID, true
	}
	return a, ok
}

// page shows another hit of the same search, or the first one of a new one.
func (c *Commands) page(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	a, ok := whose(r)
	offset, fine := decodeNumber(r.State)
	if !ok || !fine {
		return interact.Reply{}, told(interact.NotFound, tell(r).UnknownButton())
	}
	return c.hit(ctx, r, a, offset)
}

// jump opens the list of hits under the one that is shown, or closes it.
func (c *Commands) jump(open bool) interact.Handler {
	return func(ctx context.Context, r *interact.Request) (interact.Reply, error) {
		a, ok := whose(r)
		here, fine := decodeAt(r.State)
		if !ok || !fine {
			return interact.Reply{}, told(interact.NotFound, tell(r).UnknownButton())
		}
		return c.there(ctx, r, a, here, open)
	}
}

// pick shows the hit that was picked from the list.
func (c *Commands) pick(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	a, ok := whose(r)
	here, fine := readAt(r.Picked)
	if !ok || !fine {
		return interact.Reply{}, told(interact.NotFound, tell(r).UnknownButton())
	}
	return c.there(ctx, r, a, here, false)
}

// there shows a quotation that was among the hits: where it is now if it has moved,
// alone if it is no hit any more.
func (c *Commands) there(ctx context.Context, r *interact.Request, a asked, here at, open bool) (interact.Reply, error) {
	if len(a.ids) > 0 {
		return c.listed(ctx, r, a, here, open)
	}
	m := say(r)
	query := a.query(r.GuildID, here.offset/maxOptions*maxOptions)
	query.Limit = maxOptions
	result, err := c.d.Find.Search(ctx, query)
	if err != nil {
		return interact.Reply{}, c.explain(r, here.id, err)
	}
	var card Card
	for i, hit := range result.Hits {
		if hit.Quote.ID == here.id {
			here.offset = query.Offset + i
			card = NewCard(hit.Quote, hit.Matched, here.offset+1, result.Total, m).withWordings(len(hit.NearDuplicates), m)
		}
	}
	if card.ID == "" {
		q, err := c.d.Get.Get(ctx, here.id, r.GuildID)
		if err != nil {
			return interact.Reply{}, c.explain(r, here.id, err)
		}
		card = NewCard(q, nil, 0, 0, m)
	}
	card = card.WithConfidence(result, m)
	var jump *interact.MenuSpec
	if open {
		jump = jumpList(result.Hits, query.Offset, here, m)
	}
	return turning(card, a, here.offset, max(result.Total, here.offset+1), jump, m), nil
}

// jumpList is the menu of hits, the first of which has the place from, counted
// from 0: by their words and speakers.
func jumpList(hits []search.Hit, from int, here at, m *messages.Catalogue) *interact.MenuSpec {
	menu := &interact.MenuSpec{Placeholder: m.Plain().JumpTo(), Action: pickAction}
	for i := range hits[:min(len(hits), maxOptions)] {
		h := &hits[i]
		place := m.Plain().Number(from+i+1) + ". "
		label := wordsAround(NewCard(h.Quote, h.Matched, 0, 0, m), maxChoice-4-messages.Len16(place))
		if utf8.RuneCountInString(label) == 0 {
			label = string(h.Quote.ID)
		}
		by, _ := choiceSpeaker(h.Quote, m.Plain())
		menu.Options = append(menu.Options, interact.Option{
			Label: place + messages.Plain(label), Value: at{from + i, h.Quote.ID}.value(),
			Description: messages.Plain(line(by, maxChoice-4)), Chosen: h.Quote.ID == here.id,
		})
	}
	if len(menu.Options) == 0 {
		return nil
	}
	return menu
}

// pager returns the buttons to what is a step before and a step after.
func pager(m *messages.Catalogue, action string, offset, step, total int) []interact.ButtonSpec {
	// At an end the button leads nowhere; its state only has to differ from
	// the other one's, as no two buttons may be the same.
	back := interact.ButtonSpec{Label: m.Plain().Previous(), Emoji: "◀️", Action: action, State: encodeNumber(max(offset-step, 0)), Disabled: offset == 0}
	on := interact.ButtonSpec{Label: m.Plain().Next(), Emoji: "▶️", Action: action, State: encodeNumber(offset + step), Disabled: offset+step >= total}
	return []interact.ButtonSpec{back, on}
}
