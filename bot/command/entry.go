package command

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"verbatim/bot/interact"
	"verbatim/bot/messages"
	"verbatim/quotes"
	lang "verbatim/quotes/language"
	"verbatim/search"
)

// Quotations that moderators write themselves, and names that are one person's.

// addForm is the form that a quotation is added with.
const addForm = "add"

// The fields of forms.
const (
	wordsField     = "words"
	speakerField   = "speaker"
	roleField      = "role"
	saidField      = "said"
	titleField     = "title"
	publisherField = "publisher"
	authorField    = "author"
	publishedField = "published"
	linkField      = "link"
)

const (
	maxFormWords = 4000 // of one field: Discord's limit
	maxField     = 1000 // of any other
)

// add answers /corpus add with a form.
func (c *Commands) add(_ context.Context, r *interact.Request) (interact.Reply, error) {
	m := tell(r).Plain()
	return interact.Reply{Form: &interact.Form{Title: m.AddTitle(), Action: addForm, Fields: []interact.Field{
		{Name: wordsField, Label: m.FieldWords(), Max: maxFormWords, Lines: true, Required: true},
		{Name: speakerField, Label: m.FieldSpeaker(), Max: maxName},
		{Name: titleField, Label: m.FieldTitle(), Max: maxField},
		{Name: linkField, Label: m.FieldLink(), Max: maxField},
		{Name: saidField, Label: m.FieldSaid(), Placeholder: m.FieldDateExample(), Max: maxDate},
	}}}, nil
}

// addSent adds what the form says.
func (c *Commands) addSent(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	a := quotes.Attribution{Speakers: speakersIn(r.Text(speakerField)), Source: quotes.Source{Title: line(r.Text(titleField), maxField)}}
	var err error
	if a.Source.URL, err = linkIn(r, ""); err != nil {
		return interact.Reply{}, err
	}
	if a.Said, err = dateIn(r, saidField, ""); err != nil {
		return interact.Reply{}, err
	}
	return c.enter(ctx, r, quotes.Quote{Words: typedWords(r.Text(wordsField)), Attributions: []quotes.Attribution{a}})
}

// typedWords are words as they are kept: clean, with LF line ends.
func typedWords(s string) string { return strings.TrimSpace(messages.Clean(s)) }

// speakersIn reads one name, or several with semicolons between them.
func speakersIn(s string) (all []quotes.Speaker) {
	for name := range strings.SplitSeq(s, ";") {
		if name = line(name, maxName); name != "" {
			all = append(all, quotes.Speaker{Name: name})
		}
	}
	return all
}

// linkIn reads the address of a form, which may be what it was.
func linkIn(r *interact.Request, was string) (string, error) {
	typed := strings.TrimSpace(r.Text(linkField))
	if typed == "" || typed == was {
		return typed, nil
	}
	link, ok := messages.Link(typed)
	if !ok {
		return "", told(interact.Invalid, say(r).BadLink(typed))
	}
	return link, nil
}

// dateIn reads a date of a form, which may be what it was: a text without a year.
func dateIn(r *interact.Request, field string, was quotes.Date) (quotes.Date, error) {
	typed := line(r.Text(field), maxDate)
	if typed == "" || typed == string(was) {
		return quotes.Date(typed), nil
	}
	d, err := quotes.ParseDate(typed)
	if err != nil {
		return "", told(interact.Invalid, say(r).NoDate(typed))
	}
	return d, nil
}

// saveMessage adds what a message says: by its author, for its server.
func (c *Commands) saveMessage(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	var texts []string
	for _, t := range r.Texts {
		if t = typedWords(withoutMarkup(t)); t != "" {
			texts = append(texts, t)
		}
	}
	if len(texts) == 0 {
		return interact.Reply{}, told(interact.Invalid, tell(r).NoText())
	}
	s := r.Sent
	a := quotes.Attribution{Speakers: speakersIn(strings.ReplaceAll(s.Author, ";", ",")), Source: quotes.Source{
		URL: fmt.Sprintf("https://discord.com/channels/%s/%s/%s", r.GuildID, s.ChannelID, s.ID),
	}}
	if !s.At.IsZero() {
		a.Said = quotes.Date(s.At.UTC().Format("2006-01-02"))
	}
	return c.enter(ctx, r, quotes.Quote{Words: strings.Join(texts, "\n"), Scope: r.GuildID, Attributions: []quotes.Attribution{a}})
}

// enter adds a quotation and shows it.
func (c *Commands) enter(ctx context.Context, r *interact.Request, q quotes.Quote) (interact.Reply, error) {
	m := say(r)
	if q.Words == "" {
		return interact.Reply{}, told(interact.Invalid, m.NoWords())
	}
	if tag, _ := lang.Detect(q.Words); tag != lang.Undetermined {
		q.Lang = tag
	}
	id := quotes.IDOf(q.Words)
	stored, err := c.edit(ctx, r, search.Edit{Op: search.Add, ID: id, Quote: &q, Author: r.Sent.AuthorID})
	switch {
	case errors.Is(err, search.ErrHidden):
		return interact.Reply{}, told(interact.Invalid, m.HiddenAlready(string(id)))
	case errors.Is(err, search.ErrForgotten):
		return interact.Reply{}, told(interact.Invalid, m.ForgottenAlready())
	case errors.Is(err, search.ErrThere):
		return interact.Reply{}, told(interact.Invalid, m.CannotAdd())
	case errors.Is(err, search.ErrNoGeneration):
		return interact.Reply{}, c.explain(r, id, err)
	case err != nil:
		return interact.Reply{}, notStored(m, r, err)
	}
	var p portrait
	if q.Scope == "" {
		p.text(m.Added(string(id)))
	} else {
		p.text(m.AddedHere(string(id), r.Sent.AuthorID))
	}
	if now, err := c.d.Moderate.Moderated(ctx, id, r.GuildID); err == nil {
		q = now.Quote
	}
	p.text(identify(q, m))
	reply := withUndo(p.reply(), stored, m.Plain().UndoButton())
	if q.Scope != "" && c.d.Forget != nil {
		row := reply.Blocks[len(reply.Blocks)-1].(interact.Row)
		reply.Blocks[len(reply.Blocks)-1] = append(row, interact.ButtonSpec{Label: m.Plain().ForgetButton(), Action: forgetAction, State: at{0, id}.encode()})
	}
	return reply, nil
}

// notStored tells that a decision or a report could not be kept.
func notStored(m *messages.Catalogue, r *interact.Request, err error) error {
	err = fmt.Errorf("storing an edit: %w", err)
	if errors.Is(err, search.ErrUnreachable) {
		return &interact.Error{Code: interact.Unavailable, Sentence: m.EditUnreachable(), Cause: err}
	}
	return &interact.Error{Code: interact.Failed, Sentence: m.EditFailed(r.ID), Cause: err}
}

// mergedShown is how many quotations are named of those whose speaker has another
// name now.
const mergedShown = 3

// mergeSpeakers answers /corpus merge-speakers: who is called one name is called
// another one, in every quotation.
func (c *Commands) mergeSpeakers(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	m, filter := say(r), search.Filter{Scope: r.GuildID}
	from := line(c.chosen(ctx, search.SpeakerField, r.Text("from"), filter), maxName)
	into := line(c.chosen(ctx, search.SpeakerField, r.Text("into"), filter), maxName)
	if from == "" || into == "" {
		return interact.Reply{}, told(interact.Invalid, m.NoSpeakerGiven())
	}
	// What is shown of them is what they are known by until now.
	info, infoErr := c.d.About.Speaker(ctx, from, filter)
	stored, err := c.edit(ctx, r, search.Edit{Op: search.Merge, From: from, Speaker: into})
	switch {
	case errors.Is(err, search.ErrNotFound):
		return interact.Reply{}, told(interact.NotFound, m.NobodyCalled(from))
	case errors.Is(err, search.ErrNoGeneration):
		return interact.Reply{}, c.explain(r, "", err)
	case err != nil:
		return interact.Reply{}, notStored(m, r, err)
	}
	var p portrait
	p.text(m.Merged(from, into))
	if infoErr == nil && quotes.Normalize(info.Name) == quotes.Normalize(from) {
		p.text(m.QuotationCount(info.Quotations))
		for _, was := range info.Examples[:min(mergedShown, len(info.Examples))] {
			if now, err := c.d.Get.Get(ctx, was.ID, r.GuildID); err == nil {
				p.text("")
				p.text(identify(now, m))
			}
		}
	}
	return withUndo(p.reply(), stored, m.Plain().UndoButton()), nil
}
