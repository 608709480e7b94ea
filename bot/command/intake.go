package command

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"verbatim/bot/fetch"
	"verbatim/bot/intake"
	"verbatim/bot/interact"
	"verbatim/bot/messages"
	"verbatim/quotes"
	"verbatim/search"
)

// Intake takes what moderators bring for the corpus (intake.Desk).
type Intake interface {
	Take(ctx context.Context, s intake.Source) (intake.Offer, error)
	Apply(ctx context.Context, id string) (intake.Applied, error)
	Discard(id string) error // everything for ""
}

// What the buttons under an offer do, their state being its ID, and the one under what
// was applied, whose state is the key of the file ([search.FileKey]).
const (
	applyAction      = "apply"
	discardAction    = "discard"
	reviewFileAction = "rfile"
)

const (
	// articleShown and recordsShown are how many quotations of a file are shown, if
	// there is room: previewRoom UTF-16 code units for all of them.
	articleShown = 20
	recordsShown = 3
	previewRoom  = 2000
	// comparedShown is how many of those are shown that came, went or changed, each.
	comparedShown = 3
	// maxOffered is how many records are shown that would not be taken.
	maxOffered = 5
)

// article answers /corpus article.
func (c *Commands) article(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	attached, isFile := r.File("file")
	address := r.Text("url")
	if isFile == (address != "") {
		return interact.Reply{}, told(interact.Invalid, say(r).AddressOrFile())
	}
	s := intake.Source{Address: address, By: r.UserID}
	if isFile {
		s = intake.Source{Address: attached.URL, Attachment: true, OnlyArticles: true, By: r.UserID}
	}
	return c.take(ctx, r, s)
}

// importFile answers /corpus import.
func (c *Commands) importFile(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	attached, _ := r.File("file")
	return c.take(ctx, r, intake.Source{Address: attached.URL, Attachment: true, By: r.UserID})
}

// take shows what would come of what a moderator brings, and asks.
func (c *Commands) take(ctx context.Context, r *interact.Request, s intake.Source) (interact.Reply, error) {
	m := say(r)
	if c.d.Intake == nil {
		return interact.Reply{}, told(interact.Unavailable, m.NoCorpusFolder())
	}
	o, err := c.d.Intake.Take(ctx, s)
	if err != nil {
		return interact.Reply{}, explainIntake(r, err, s.Address, o.File)
	}
	var p portrait
	p.offer(m, o)
	if o.ID == "" {
		p.text("")
		p.text(m.AlreadyThere(o.Path()))
		return p.reply(), nil
	}
	ask := m.ReadyToApply(o.Path())
	return interact.Reply{Accent: plainColour, Blocks: []interact.Block{
		interact.Text(p.within(interact.MaxText - messages.Len16(ask))),
		interact.Separator{},
		interact.Text(ask),
		interact.Row{
			{Label: m.Plain().ApplyButton(), Action: applyAction, State: []byte(o.ID)},
			{Label: m.Plain().DiscardButton(), Action: discardAction, State: []byte(o.ID)},
		},
	}}, nil
}

// offer adds what would come of a file.
func (p *portrait) offer(m *messages.Catalogue, o intake.Offer) {
	shown := recordsShown
	if o.Report.Articles > 0 {
		shown = articleShown
		p.article(m, o)
	} else {
		p.line(false, Part{Text: line(o.Name, maxTitle), Strong: true})
	}
	p.text("")
	p.text(m.FoundQuotes(len(o.Quotes)))
	if o.Report.InReview > 0 {
		p.text(m.FoundReview(o.Report.InReview))
	}
	for _, u := range o.Report.Unread {
		p.text(m.ReportUnread(u.Articles, u.Language))
	}
	if b := o.Before; b != nil && !b.Same {
		p.text(m.ComparedWith(o.Path(), len(b.Came), len(b.Went), len(b.Changed)))
		p.found(m, m.Plain().CameTitle(), b.Came, comparedShown, false)
		p.found(m, m.Plain().WentTitle(), b.Went, comparedShown, false)
		p.found(m, m.Plain().ChangedTitle(), b.Changed, comparedShown, false)
	} else {
		p.found(m, "", o.Quotes, shown, o.Report.Articles == 0)
	}
	if n := o.Report.Problems(); n > 0 {
		p.text("")
		p.text(m.RejectedInIt(n))
		for _, problem := range o.Report.Rejections[:min(maxOffered, len(o.Report.Rejections))] {
			p.text("- " + m.Problem(problem.File, problem.Line, line(problem.Reason, maxExample)))
		}
	}
}

// article adds what is known about an article.
func (p *portrait) article(m *messages.Catalogue, o intake.Offer) {
	a := o.Article
	title := line(a.Title, maxTitle)
	if title == "" {
		title = m.Plain().ArticleUnnamed()
	}
	p.line(false, Part{Text: title, Strong: true})
	var about []Part
	for _, s := range []string{line(a.Publisher, maxTitle), m.Plain().Date(string(a.Published)), line(a.Byline, maxPerson)} {
		if s == "" {
			continue
		}
		if len(about) > 0 {
			about = append(about, Part{Text: choiceSeparator})
		}
		about = append(about, Part{Text: s})
	}
	if len(about) > 0 {
		p.line(true, about...)
	}
	// A page may say that it lies elsewhere, and that is what readers are shown.
	if o.URL != "" {
		p.text("-# " + m.ArticleAt(o.URL))
	}
	if a.URL != "" && a.URL != o.URL {
		p.text("-# " + m.ArticleAt(a.URL))
	}
}

// found adds the first of some quotations, with who said them and perhaps where, and
// how many more there are.
func (p *portrait) found(m *messages.Catalogue, heading string, all []quotes.Quote, most int, sourced bool) {
	if len(all) == 0 {
		return
	}
	p.text("")
	if heading != "" {
		p.line(false, Part{Text: heading, Strong: true})
	}
	used, shown := 0, 0
	for _, q := range all[:min(most, len(all))] {
		text := previewed(q, m)
		if sourced {
			text += "\n" + NewCard(q, nil, 0, 0, m).Source.draw()
		}
		if used += messages.Len16(text); used > previewRoom && shown > 0 {
			break
		}
		if shown++; shown > 1 {
			p.text("")
		}
		p.text(text)
	}
	if more := len(all) - shown; more > 0 {
		p.line(true, Part{Text: m.Plain().AndMore(more)})
	}
}

// previewed draws a quotation for who decides whether it comes into the corpus: one
// that would wait for a review too.
func previewed(q quotes.Quote, m *messages.Catalogue) string {
	if q.Served() {
		return beginning(q, m)
	}
	q.Attributions = append([]quotes.Attribution(nil), q.Attributions[:1]...)
	q.Attributions[0].Status = quotes.Extracted
	return beginning(q, m) + "\n-# " + m.ToReview()
}

// applyPressed puts an offer into the corpus and has that read again.
func (c *Commands) applyPressed(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	m := say(r)
	if c.d.Intake == nil {
		return interact.Reply{}, told(interact.NotFound, m.IntakeGone())
	}
	f, err := c.d.Intake.Apply(ctx, string(r.State))
	if err != nil {
		return interact.Reply{}, explainIntake(r, err, "", f.File)
	}
	c.d.Logger.Info("a file was put into the corpus", "file", f.Path(), "by", r.UserID, "guild", r.GuildID)
	done := m.Applied(f.Path())
	reply, err := c.readAgain(ctx, r, func(reply interact.Reply, over bool) interact.Reply {
		reply.Blocks = append([]interact.Block{interact.Text(done)}, reply.Blocks...)
		if over && f.InReview > 0 {
			key := binary.BigEndian.AppendUint64(nil, search.FileKey(f.Path()))
			reply.Blocks = append(reply.Blocks, interact.Row{{Label: m.Plain().ReviewButton(), Action: reviewFileAction, State: key}})
		}
		return reply
	})
	if told, ok := errors.AsType[*interact.Error](err); ok {
		// The file is there, whatever became of the reading.
		sentence := told.Sentence
		if c.d.Rebuild != nil {
			sentence = m.AppliedTooLate()
		}
		return interact.Tell(done + "\n" + sentence), nil
	}
	if err != nil {
		c.d.Logger.Error("the corpus is not read after a file came into it", "err", err)
		return interact.Tell(done + "\n" + m.AppliedTooLate()), nil
	}
	return reply, nil
}

// reviewFile shows the first task that a file brought and nobody else has, or else the
// first one of all.
func (c *Commands) reviewFile(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	if len(r.State) != 8 {
		return interact.Reply{}, told(interact.NotFound, tell(r).UnknownButton())
	}
	key := binary.BigEndian.Uint64(r.State)
	take, failed := c.taker(ctx, r.UserID)
	next, err := c.d.Review.NextTask(ctx, r.GuildID, search.Task{}, func(t search.Task) bool { return t.File == key && take(t) })
	switch err = cmp.Or(failed(), err); {
	case errors.Is(err, search.ErrNoTask):
		return c.review(ctx, r)
	case err != nil:
		return interact.Reply{}, c.explain(r, "", err)
	}
	return drawTask(r, next, done{}), nil
}

// discardPressed forgets an offer.
func (c *Commands) discardPressed(_ context.Context, r *interact.Request) (interact.Reply, error) {
	m := say(r)
	if c.d.Intake == nil {
		return interact.Reply{}, told(interact.NotFound, m.IntakeGone())
	}
	if len(r.State) == 0 {
		return interact.Reply{}, told(interact.NotFound, tell(r).UnknownButton())
	}
	if err := c.d.Intake.Discard(string(r.State)); err != nil {
		return interact.Reply{}, explainIntake(r, err, "", intake.File{})
	}
	return interact.Tell(m.Discarded()), nil
}

// explainIntake turns what packages fetch and intake say into what a person is told.
func explainIntake(r *interact.Request, err error, address string, f intake.File) error {
	m := tell(r)
	most := fetch.MaxAttachment
	if r.Text("url") != "" || f.IsArticle() {
		most = fetch.MaxBytes
	}
	for _, c := range []struct {
		err      error
		code     interact.Code
		sentence string
	}{
		{fetch.ErrAddress, interact.Invalid, m.BadAddress(address)},
		{fetch.ErrNotHTTPS, interact.Denied, m.NotHTTPS()},
		{fetch.ErrForbidden, interact.Denied, m.AddressForbidden()},
		{fetch.ErrRedirects, interact.NotFound, m.TooManyRedirects()},
		{fetch.ErrNotFound, interact.NotFound, m.PageNotFound()},
		{fetch.ErrRefused, interact.Unavailable, m.PageRefused()},
		{fetch.ErrNotText, interact.Invalid, m.NoArticle()},
		{fetch.ErrTooLarge, interact.Invalid, m.FileTooLarge(most >> 20)},
		{fetch.ErrTooSlow, interact.Unavailable, m.PageTooSlow()},
		{fetch.ErrUnreachable, interact.Unavailable, m.PageUnreachable()},
		{intake.ErrNoArticle, interact.Invalid, m.NoArticle()},
		{intake.ErrUnknownKind, interact.Invalid, m.UnknownKind()},
		{intake.ErrNothing, interact.Invalid, m.NoQuotesInIt()},
		{intake.ErrNoFolder, interact.Unavailable, m.NoCorpusFolder()},
		{intake.ErrChanged, interact.Invalid, m.ChangedSince(f.Path())},
		{intake.ErrGone, interact.NotFound, m.IntakeGone()},
	} {
		if errors.Is(err, c.err) {
			return told(c.code, c.sentence)
		}
	}
	if errors.Is(err, intake.ErrNotShared) {
		return &interact.Error{Code: interact.Unavailable, Sentence: m.EditUnreachable(), Cause: err}
	}
	if errors.Is(err, intake.ErrCannotWrite) {
		return &interact.Error{Code: interact.Failed, Sentence: m.CannotWrite(), Cause: err}
	}
	return fmt.Errorf("taking a file for the corpus: %w", err)
}
