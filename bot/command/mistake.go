package command

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"verbatim/bot/interact"
	"verbatim/bot/messages"
	"verbatim/search"
)

// reportAction opens the form that reports a mistake, and names the form. Its state is
// the quotation's ID.
const reportAction = "report"

// How many mistakes may be reported within an hour.
const (
	reportsOfPerson = 5
	reportsOfServer = 30
)

// maxReported is how much a report may say, in characters.
const maxReported = 500

// reportLimits bound how many reports come from whom. In memory they begin anew with the
// program.
type reportLimits struct{ shared Shared }

// allow counts a report of a person or of a server, of which there may be so many within
// an hour: all at once, and then one after each part of it. wait is how long it takes
// until there may be another one, 0 if this one may be.
//
// It is the generic cell rate algorithm (ITU-T I.371): kept is when all that was let
// through would have come at an even pace, in Unix milliseconds.
func (l reportLimits) allow(ctx context.Context, from string, hourly int, now time.Time) (wait time.Duration, err error) {
	pace := time.Hour / time.Duration(hourly)
	err = l.shared.Change(ctx, "reports."+from, func(was []byte) []byte {
		even := now
		if kept, err := strconv.ParseInt(string(was), 10, 64); err == nil && time.UnixMilli(kept).After(now) {
			even = time.UnixMilli(kept)
		}
		if wait = even.Sub(now) - time.Duration(hourly-1)*pace; wait > 0 {
			return was
		}
		wait = 0
		return strconv.AppendInt(nil, even.Add(pace).UnixMilli(), 10)
	})
	return wait, err
}

// mistakeForm opens the form.
func (c *Commands) mistakeForm(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	q, err := c.pressedQuotation(ctx, r)
	if err != nil {
		return interact.Reply{}, err
	}
	m := tell(r).Plain()
	form := &interact.Form{
		Title: m.ReportButton(), Action: reportAction, State: []byte(q.ID),
		Fields: []interact.Field{{Name: "reason", Label: m.ReportWhat(), Placeholder: m.ReportHint(), Max: maxReported, Lines: true, Required: true}},
	}
	if c.d.Tell != nil {
		form.Fields = append(form.Fields, interact.Field{Name: "tell", Label: m.ReportTell(), Placeholder: m.ReportTellHint(), Max: 20})
	}
	return interact.Reply{Form: form}, nil
}

// mistake stores what a reader reports. It changes nothing of what is shown.
func (c *Commands) mistake(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	q, err := c.pressedQuotation(ctx, r)
	if err != nil {
		return interact.Reply{}, err
	}
	m := tell(r)
	e := search.Edit{Op: search.Mistake, ID: q.ID, Reason: line(r.Text("reason"), maxReported)}
	if e.Reason == "" {
		return interact.Reply{}, told(interact.Invalid, m.ReportNoReason())
	}
	if c.d.Tell != nil && saysYes(r.Text("tell"), m.Plain()) {
		e.Tell = r.Locale
	}
	switch wait, err := c.reports.allow(ctx, "person."+r.UserID, reportsOfPerson, c.d.Now()); {
	case err != nil:
		return interact.Reply{}, c.explain(r, q.ID, err)
	case wait > 0:
		return interact.Reply{}, told(interact.Limited, m.ReportLimit(wait))
	}
	if r.GuildID != "" {
		switch wait, err := c.reports.allow(ctx, "server."+r.GuildID, reportsOfServer, c.d.Now()); {
		case err != nil:
			return interact.Reply{}, c.explain(r, q.ID, err)
		case wait > 0:
			return interact.Reply{}, told(interact.Limited, m.ReportLimitServer(wait))
		}
	}
	_, err = c.edit(ctx, r, e)
	if errors.Is(err, search.ErrReported) {
		return interact.Say(m.ReportThanks()), nil // they will, and nobody is promised more
	}
	if err != nil {
		if told := c.explain(r, q.ID, err); errors.As(told, new(*interact.Error)) {
			return interact.Reply{}, told
		}
		return interact.Reply{}, notStored(m, r, err)
	}
	if e.Tell != "" {
		return interact.Say(m.ReportThanksTell()), nil
	}
	return interact.Say(m.ReportThanks()), nil
}

// saysYes reports whether somebody wrote yes, in his language or in English. Anything
// else is no: nobody is written to who did not ask for it.
func saysYes(text string, m *messages.Catalogue) bool {
	text = strings.Trim(strings.ToLower(line(text, maxName)), " .!“”\"'«»„‘’")
	return text != "" && (text == strings.ToLower(m.Yes()) || text == "yes" || text == "y")
}

// tellWithin bounds how long it may take to tell all who want to know.
const tellWithin = 20 * time.Second

// tellOutcome tells those who asked for it what came of their reports, after the answer
// to who settled them: each once, whatever becomes of it, since the edit that settles
// comes first and is made once. It shows nothing itself.
func (c *Commands) tellOutcome(settled search.Edit) func(context.Context) iter.Seq[interact.Reply] {
	return func(ctx context.Context) iter.Seq[interact.Reply] {
		return func(func(interact.Reply) bool) { c.TellOutcome(ctx, settled) }
	}
}

// TellOutcome tells those who asked for it what came of the reports that an edit
// settled, once for each edit: it returns when that is done, or has failed. Where
// nobody can be written to it does nothing.
func (c *Commands) TellOutcome(ctx context.Context, settled search.Edit) {
	if c.d.Tell == nil || settled.Op != search.Settle || settled.Seq == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, tellWithin)
	defer cancel()
	history, err := c.d.Moderate.History(ctx, settled.ID)
	if err != nil {
		c.d.Logger.Warn("who reported a mistake is not told what came of it", "err", err)
		return
	}
	for _, report := range toTell(history, settled) {
		if err := c.d.Tell(ctx, report.By, fmt.Sprint("report ", report.Seq), c.outcome(ctx, report, settled)); err != nil {
			// Most people who do not get it let no strangers write to them.
			c.d.Logger.Info("who reported a mistake could not be told what came of it", "err", err)
		}
	}
}

// toTell returns the reports that an edit settled and whose outcome was asked for, one
// of each person; but none that was settled before, and was reported anew by an undo.
func toTell(history []search.Decided, settled search.Edit) []search.Edit {
	var before time.Time
	var reports []search.Edit
	for _, change := range history {
		switch {
		case change.Seq == settled.Seq:
			reports = change.Before.Reports
		case change.Op == search.Settle && change.Seq < settled.Seq:
			before = change.At
		}
	}
	var all []search.Edit
	for _, e := range reports {
		asked := e.Tell != "" && e.By != "" && e.At.After(before)
		if asked && !slices.ContainsFunc(all, func(o search.Edit) bool { return o.By == e.By }) {
			all = append(all, e)
		}
	}
	return all
}

// outcome is what a reader is told of his report, in his language.
func (c *Commands) outcome(ctx context.Context, report, settled search.Edit) interact.Reply {
	m := messages.For(report.Tell)
	now, err := c.d.Moderate.Moderated(ctx, settled.ID, report.Guild)
	var p portrait
	switch {
	case now.Hidden():
		p.text(m.OutcomeHidden())
	case now.Correct.At.After(report.At):
		p.text(m.OutcomeCorrected())
	default:
		p.text(m.OutcomeKept())
	}
	if err == nil {
		p.text(identify(now.Quote, m))
	}
	p.line(true, Part{Text: string(settled.ID), Code: true})
	return p.reply()
}
