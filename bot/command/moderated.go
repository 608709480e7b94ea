package command

import (
	"context"
	"errors"
	"slices"
	"strings"

	"verbatim/bot/interact"
	"verbatim/bot/messages"
	"verbatim/quotes"
	"verbatim/search"
)

// Moderation shows moderators what nobody else may see (search.Library).
type Moderation interface {
	Moderated(ctx context.Context, id quotes.ID, scope string) (search.Moderated, error)
	Hidden(ctx context.Context) ([]search.Edit, error)
	History(ctx context.Context, id quotes.ID) ([]search.Decided, error)
}

// What the buttons under the two lists do: the state of the first is the place that
// a page begins with, that of the second also the quotation.
const (
	hiddenAction  = "hidden"
	historyAction = "history"
)

const (
	hiddenOnPage  = 5
	historyOnPage = 5
)

// hidden answers /corpus hidden with what is hidden, the latest first.
func (c *Commands) hidden(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	return c.hiddenFrom(ctx, r, 0)
}

func (c *Commands) hiddenPage(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	from, ok := decodeNumber(r.State)
	if !ok {
		return interact.Reply{}, told(interact.NotFound, tell(r).UnknownButton())
	}
	return c.hiddenFrom(ctx, r, from)
}

func (c *Commands) hiddenFrom(ctx context.Context, r *interact.Request, from int) (interact.Reply, error) {
	m := say(r)
	all, err := c.d.Moderate.Hidden(ctx)
	if err != nil {
		return interact.Reply{}, c.explain(r, "", err)
	}
	if len(all) == 0 {
		return interact.Say(m.NothingHidden()), nil
	}
	from = lastPage(from, hiddenOnPage, len(all))
	to := min(from+hiddenOnPage, len(all))
	var p portrait
	p.text(m.HiddenTitle(from+1, to, len(all)))
	for _, e := range all[from:to] {
		p.text("")
		// One of another guild, or that cannot be read, is listed by its ID.
		if q, err := c.d.Moderate.Moderated(ctx, e.ID, r.GuildID); err == nil {
			p.text(identify(q.Quote, m))
		}
		p.line(true, Part{Text: string(e.ID)})
		p.signed(m, m.DidHide(), e)
	}
	reply := p.reply()
	if len(all) > hiddenOnPage {
		reply.Blocks = append(reply.Blocks, interact.Row(pager(m, hiddenAction, from, hiddenOnPage, len(all))))
	}
	return reply, nil
}

// history answers /corpus history with every edit of a quotation, the first first.
func (c *Commands) history(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	id, err := c.moderatedID(ctx, r)
	if err != nil {
		return interact.Reply{}, err
	}
	return c.historyFrom(ctx, r, at{id: id})
}

func (c *Commands) historyPage(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	here, ok := decodeAt(r.State)
	if !ok {
		return interact.Reply{}, told(interact.NotFound, tell(r).UnknownButton())
	}
	return c.historyFrom(ctx, r, here)
}

func (c *Commands) historyFrom(ctx context.Context, r *interact.Request, here at) (interact.Reply, error) {
	m := say(r)
	all, err := c.d.Moderate.History(ctx, here.id)
	if err != nil {
		return interact.Reply{}, c.explain(r, here.id, err)
	}
	q, err := c.d.Moderate.Moderated(ctx, here.id, r.GuildID)
	// What left the corpus keeps its history; that of another server's own is theirs.
	if errors.Is(err, search.ErrNotFound) || err != nil && len(all) == 0 {
		return interact.Reply{}, c.explain(r, here.id, err)
	}
	var p portrait
	if err == nil {
		p.text(identify(q.Quote, m))
		here.id = q.Quote.ID
	}
	p.line(true, Part{Text: string(here.id)})
	p.text("")
	if len(all) == 0 {
		p.text(m.NoHistory())
		return p.reply(), nil
	}
	from := lastPage(here.offset, historyOnPage, len(all))
	to := min(from+historyOnPage, len(all))
	p.text(m.HistoryTitle(from+1, to, len(all)))
	for _, change := range all[from:to] {
		p.signed(m, Numbered(m, change, q.Found), change.Edit)
	}
	reply := p.reply()
	if len(all) > historyOnPage {
		row := pager(m, historyAction, from, historyOnPage, len(all))
		row[0].State = at{max(from-historyOnPage, 0), here.id}.encode()
		row[1].State = at{from + historyOnPage, here.id}.encode()
		reply.Blocks = append(reply.Blocks, interact.Row(row))
	}
	return reply, nil
}

// Numbered says what an edit made of a quotation that was found as it stands in the
// corpus, with the number of the edit, and whether it was undone since.
func Numbered(m *messages.Catalogue, change search.Decided, found quotes.Quote) string {
	what := m.Decision(int(change.Seq)) + choiceSeparator + whatChanged(m, change, found)
	if change.Undone {
		what += choiceSeparator + m.WasUndone()
	}
	return what
}

// whatChanged says what an edit made of a quotation that was found as it stands in
// the corpus.
func whatChanged(m *messages.Catalogue, change search.Decided, found quotes.Quote) string {
	switch change.Op {
	case search.Hide:
		return m.DidHide()
	case search.Restore:
		return m.DidRestore()
	case search.Undo:
		return m.DidUndo(int(change.Undoes))
	case search.Accept:
		return m.DidAccept(change.Speaker, change.File)
	case search.Reject:
		return m.DidReject(change.File)
	case search.Mistake:
		return m.DidReport()
	case search.Settle:
		return m.DidSettle()
	case search.Add:
		return m.DidAdd()
	case search.Merge:
		return m.DidMerge(line(change.From, maxName), line(change.Edit.Speaker, maxName))
	case search.Amend:
		return didAmend(m, change, found)
	}
	return m.DidCorrect(speakerIn(change.Before, found, m), change.Speaker)
}

// didAmend says what became of the part that an edit amends.
func didAmend(m *messages.Catalogue, change search.Decided, found quotes.Quote) string {
	before, _ := change.Before.Corrected(found)
	after, _ := change.After.Corrected(found)
	switch change.Part {
	case search.EditWords:
		return m.DidReword(line(before.Words, maxExample), line(after.Words, maxExample))
	case search.EditSource:
		return m.DidResource(sourceOf(before, m), sourceOf(after, m))
	}
	return m.DidCorrect(SpeakerOf(before, m), SpeakerOf(after, m))
}

// speakerIn names who is shown as the speaker with a decision in force.
func speakerIn(d search.Decision, found quotes.Quote, m *messages.Catalogue) string {
	if now, ok := d.Corrected(found); ok {
		return SpeakerOf(now, m)
	}
	return SpeakerOf(found, m)
}

// signed adds what was decided, by whom, when and why.
func (p *portrait) signed(m *messages.Catalogue, what string, e search.Edit) {
	p.text(what + choiceSeparator + m.Person(e.By) + choiceSeparator + m.Time(e.At))
	if e.Reason != "" {
		p.text("-# " + m.ReasonGiven(e.Reason))
	}
}

// lastPage returns where a page of a list begins: the last one where the list is
// shorter than it was.
func lastPage(from, step, total int) int {
	if from < total {
		return from
	}
	return max(0, total-1) / step * step
}

// maxHiddenRead is how many of the hidden quotations are read for a completion, the
// latest first: a few milliseconds.
const maxHiddenRead = 1000

// hiddenMatching returns the hidden quotations that what was typed may mean, the
// latest first: the beginning of an ID, or words of theirs, of their speaker's name
// or of the reason.
func (c *Commands) hiddenMatching(ctx context.Context, r *interact.Request, typed string) ([]quotes.Quote, error) {
	all, err := c.d.Moderate.Hidden(ctx)
	if err != nil {
		return nil, err
	}
	if id, err := chosenID(typed); err == nil {
		typed = string(id)
	}
	words := strings.Fields(quotes.Normalize(typed))
	var found []quotes.Quote
	for _, e := range all[:min(maxHiddenRead, len(all))] {
		if len(found) == maxChoices {
			break
		}
		read, err := c.d.Moderate.Moderated(ctx, e.ID, r.GuildID)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		q := read.Quote
		if q.ID = e.ID; err != nil {
			q.Words = e.Reason // as there is nothing else to tell it by
		}
		in := " " + quotes.Normalize(string(e.ID)+" "+q.Words+" "+SpeakerOf(q, tell(r))+" "+e.Reason)
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(in, " "+w) }) {
			found = append(found, q)
		}
	}
	return found, nil
}

// matching returns the quotations that a moderator may mean by what was typed,
// hidden ones last; for /corpus restore only those.
func (c *Commands) matching(ctx context.Context, r *interact.Request, typed string) ([]quotes.Quote, error) {
	typed = strings.TrimSpace(messages.Clean(typed))
	var found []quotes.Quote
	if r.Name != "corpus restore" {
		if id, err := chosenID(typed); err == nil {
			typed = string(id)
		}
		var err error
		if found, err = c.d.Find.SuggestIDs(ctx, typed, search.Filter{Scope: r.GuildID}, maxChoices); err != nil {
			return nil, err
		}
	}
	if len(found) > 0 && r.Name != "corpus history" && r.Name != "corpus undo" {
		return found, nil // what is hidden already need not be hidden
	}
	hidden, err := c.hiddenMatching(ctx, r, typed)
	return append(found, hidden...), err
}

// completeModerated offers what matching returns.
func (c *Commands) completeModerated(ctx context.Context, r *interact.Request, typed string) ([]interact.Choice, error) {
	found, err := c.matching(ctx, r, typed)
	var choices []interact.Choice
	for _, q := range found[:min(maxChoices, len(found))] {
		choices = append(choices, idChoice(q.ID, q.Words))
	}
	return choices, err
}
