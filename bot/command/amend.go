package command

import (
	"context"
	"slices"
	"strings"

	"verbatim/bot/interact"
	"verbatim/bot/messages"
	"verbatim/quotes"
	"verbatim/search"
)

// editForm is the form in which a part of a quotation is amended: its state is the
// part and the quotation.
const editForm = "edit"

// editParts are the parts, by the number in a form's state.
var editParts = []search.EditPart{search.EditWords, search.EditAttribution, search.EditSource}

// openEdit answers /corpus edit with a form that has what stands there now. It opens at
// once: no form can follow a deferral.
func (c *Commands) openEdit(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	m := say(r)
	part, ok := partOf(r.Text("part"), tell(r))
	if !ok {
		return interact.Reply{}, told(interact.Invalid, m.NoSuchPart(r.Text("part")))
	}
	id, err := c.moderatedID(ctx, r)
	if err != nil {
		return interact.Reply{}, err
	}
	q, err := c.d.Moderate.Moderated(ctx, id, r.GuildID)
	if err != nil {
		return interact.Reply{}, c.explain(r, id, err)
	}
	lead, served := q.Quote.Lead()
	if !served {
		return interact.Reply{}, told(interact.NotFound, m.NoSuchID(string(id)))
	}
	if part == search.EditWords && messages.Len16(q.Quote.Words) > maxFormWords {
		return interact.Reply{}, told(interact.Invalid, m.TooLongToEdit())
	}
	f := &interact.Form{
		Title: tell(r).Plain().EditTitle(), Action: editForm,
		State:  append([]byte{byte(slices.Index(editParts, part))}, q.Quote.ID...),
		Fields: fieldsOf(part, q.Quote.Words, lead, tell(r).Plain()),
	}
	return interact.Reply{Form: f}, nil
}

// partOf reads the part of a quotation that is to be edited, by whatever name a
// completion gave it; the words if none is given.
func partOf(typed string, m *messages.Catalogue) (search.EditPart, bool) {
	typed = quotes.Normalize(typed)
	if typed == "" {
		return search.EditWords, true
	}
	for _, p := range editParts {
		if typed == string(p) || typed == quotes.Normalize(partName(p, m)) {
			return p, true
		}
	}
	return "", false
}

func partName(p search.EditPart, m *messages.Catalogue) string {
	switch p {
	case search.EditAttribution:
		return m.Plain().PartAttribution()
	case search.EditSource:
		return m.Plain().PartSource()
	}
	return m.Plain().PartWords()
}

// completePart offers the parts.
func completePart(r *interact.Request, typed string) (choices []interact.Choice) {
	for _, p := range editParts {
		name := partName(p, tell(r))
		if typed == "" || strings.HasPrefix(quotes.Normalize(name), quotes.Normalize(typed)) {
			choices = append(choices, interact.Choice{Name: choiceName(name, ""), Value: string(p)})
		}
	}
	return choices
}

// fieldsOf are the fields of a part, with what stands there.
func fieldsOf(part search.EditPart, words string, a quotes.Attribution, m *messages.Catalogue) []interact.Field {
	field := func(name, label, value string, most int) interact.Field {
		return interact.Field{Name: name, Label: label, Value: messages.Head(value, most), Max: most}
	}
	dated := func(name, label string, d quotes.Date) interact.Field {
		f := field(name, label, string(d), maxDate)
		f.Placeholder = m.FieldDateExample()
		return f
	}
	switch part {
	case search.EditAttribution:
		var names []string
		role := ""
		for i, s := range a.Speakers {
			names = append(names, line(s.Name, maxName))
			if i == 0 {
				role = line(s.Role, maxRole)
			}
		}
		return []interact.Field{
			field(speakerField, m.FieldSpeakers(), strings.Join(names, "; "), maxField),
			field(roleField, m.FieldRole(), role, maxRole),
			dated(saidField, m.FieldSaid(), a.Said),
		}
	case search.EditSource:
		s := a.Source
		return []interact.Field{
			field(titleField, m.FieldTitle(), line(s.Title, maxField), maxField),
			field(publisherField, m.FieldPublisher(), line(s.Publisher, maxField), maxField),
			field(authorField, m.FieldAuthor(), line(s.Author, maxField), maxField),
			dated(publishedField, m.FieldPublished(), s.Published),
			field(linkField, m.FieldLink(), s.URL, maxField),
		}
	}
	f := field(wordsField, m.FieldWords(), words, maxFormWords)
	f.Lines, f.Required = true, true
	return []interact.Field{f}
}

// editSent amends what the form says. The rest of the attribution stays.
func (c *Commands) editSent(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	if len(r.State) < 1 || int(r.State[0]) >= len(editParts) {
		return interact.Reply{}, told(interact.NotFound, tell(r).UnknownButton())
	}
	id, err := quotes.ParseID(string(r.State[1:]))
	if err != nil {
		return interact.Reply{}, told(interact.NotFound, tell(r).UnknownButton())
	}
	before, err := c.d.Moderate.Moderated(ctx, id, r.GuildID)
	if err != nil {
		return interact.Reply{}, c.explain(r, id, err)
	}
	lead, _ := before.Quote.Lead()
	e := search.Edit{Op: search.Amend, Part: editParts[r.State[0]], ID: id}
	if e.Quote, err = amendment(r, e.Part, lead); err != nil {
		return interact.Reply{}, err
	}
	return c.decideOn(ctx, r, e)
}

// amendment reads what a form says of a part.
func amendment(r *interact.Request, part search.EditPart, was quotes.Attribution) (*quotes.Quote, error) {
	var a quotes.Attribution
	var err error
	switch part {
	case search.EditAttribution:
		a.Speakers = speakersIn(r.Text(speakerField))
		for i := range a.Speakers { // what is known of who stays
			if k := slices.IndexFunc(was.Speakers, func(s quotes.Speaker) bool { return line(s.Name, maxName) == a.Speakers[i].Name }); k >= 0 {
				a.Speakers[i] = was.Speakers[k]
			}
		}
		if len(a.Speakers) > 0 {
			a.Speakers[0].Role = line(r.Text(roleField), maxRole)
		}
		a.Said, err = dateIn(r, saidField, was.Said)
	case search.EditSource:
		a.Source = quotes.Source{
			Title: line(r.Text(titleField), maxField), Publisher: line(r.Text(publisherField), maxField), Author: line(r.Text(authorField), maxField), Place: was.Source.Place,
		}
		if a.Source.URL, err = linkIn(r, was.Source.URL); err == nil {
			a.Source.Published, err = dateIn(r, publishedField, was.Source.Published)
		}
	default:
		words := typedWords(r.Text(wordsField))
		if words == "" {
			return nil, told(interact.Invalid, say(r).NoWords())
		}
		return &quotes.Quote{Words: words}, nil
	}
	return &quotes.Quote{Attributions: []quotes.Attribution{a}}, err
}
