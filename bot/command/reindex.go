package command

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"verbatim/bot/interact"
	"verbatim/bot/messages"
	"verbatim/bot/reindex"
)

const (
	lookEvery   = time.Second     // at the state of a reading
	reportEvery = 3 * time.Second // to the person; Discord allows about 5 edits in 5 seconds
	// maxProblems of a report; /corpus problems has all.
	maxProblems = 8
	// maxUnread is how many languages have a line of their own.
	maxUnread = 8
)

// reindex answers /corpus reindex: it starts a reading, tells how far it is and
// ends with its report.
func (c *Commands) reindex(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	return c.readAgain(ctx, r, func(reply interact.Reply, _ bool) interact.Reply { return reply })
}

// readAgain starts a reading. frame gets everything that it tells, and whether the
// reading is over, and returns what is shown.
func (c *Commands) readAgain(ctx context.Context, r *interact.Request, frame func(reply interact.Reply, over bool) interact.Reply) (interact.Reply, error) {
	m := say(r)
	if c.d.Rebuild == nil {
		return interact.Reply{}, told(interact.Unavailable, m.ReindexUnavailable())
	}
	start := c.d.Rebuild.Start
	if r.Flag("dry-run") {
		start = c.d.Rebuild.Compare
	}
	run, err := start(ctx, r.UserID)
	if running, ok := errors.AsType[*reindex.RunningError](err); ok {
		return interact.Reply{}, told(interact.Unavailable, m.RunningSince(running.Since, running.By))
	}
	switch {
	case errors.Is(err, reindex.ErrClosed):
		return interact.Reply{}, told(interact.Unavailable, m.Stopping())
	case err != nil:
		return interact.Reply{}, fmt.Errorf("starting to read the corpus: %w", err)
	}
	reply, over := c.stateOf(m, run)
	reply = frame(reply, over)
	if over {
		return reply, nil
	}
	finished := c.keepAnswer(r)
	reply.Later = func(ctx context.Context) iter.Seq[interact.Reply] {
		return func(yield func(interact.Reply) bool) {
			c.follow(ctx, m, run, func(state interact.Reply, over bool) bool { return yield(frame(state, over)) })
			finished()
		}
	}
	return reply, nil
}

// stateOf tells how far a reading is, and whether it is over.
func (c *Commands) stateOf(m *messages.Catalogue, run *reindex.Run) (reply interact.Reply, over bool) {
	s := c.d.Rebuild.Status()
	switch {
	case s.Running && s.Since.Equal(run.Since):
		return interact.Tell(m.Progress(progress(s))), false
	case run.DryRun && s.LastErr == nil && s.Compared != nil:
		return compared(m, *s.Compared), true
	}
	return ended(m, s), true
}

// follow gives the states of a reading until it ends.
func (c *Commands) follow(ctx context.Context, m *messages.Catalogue, run *reindex.Run, yield func(reply interact.Reply, over bool) bool) {
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	told := time.Now()
	for {
		select {
		case <-ctx.Done():
			yield(interact.Tell(m.ReindexStopping()), false)
			return
		case <-look.C:
		}
		reply, over := c.stateOf(m, run)
		if over {
			yield(reply, true)
			return
		}
		if time.Since(told) >= reportEvery {
			told = time.Now()
			if !yield(reply, false) {
				return
			}
		}
	}
}

// ended tells how the last reading went.
func ended(m *messages.Catalogue, s reindex.State) interact.Reply {
	if s.LastErr != nil {
		return interact.Tell(m.ReindexFailed(why(s.LastErr)))
	}
	var p portrait
	if s.Last != nil {
		p.text(m.ReindexDone(s.Last.Took))
		p.report(m, *s.Last)
		return withDifferences(p.reply(), m, *s.Last, false)
	}
	return p.reply()
}

// compared tells what a reading would change.
func compared(m *messages.Catalogue, r reindex.Report) interact.Reply {
	var p portrait
	p.text(m.DryRunDone())
	p.report(m, r)
	return withDifferences(p.reply(), m, r, true)
}

// why is the sentence that a failure has for people; what it has for the log
// is in the log.
func why(err error) string {
	if e, ok := errors.AsType[*reindex.Error](err); ok {
		return strings.TrimSuffix(e.Sentence, ".")
	}
	return "the log has the details"
}

// text adds a sentence of the catalogue, which is markup already.
func (p *portrait) text(sentence string) { p.drawn = append(p.drawn, sentence) }

// report adds what a reading did.
func (p *portrait) report(m *messages.Catalogue, r reindex.Report) {
	p.text(m.ReportQuotations(r.Index.Quotations, r.Index.InReview))
	p.text(m.ReportCounts(r.Index.Added, r.Index.Changed, r.Index.Gone, r.Index.Merged))
	if crowded := r.Index.Crowded; len(crowded) > 0 {
		var ids []string
		for _, c := range crowded[:min(maxListed, len(crowded))] {
			ids = append(ids, string(c.ID))
		}
		p.text(m.ReportCrowded(len(crowded), strings.Join(ids, ", ")))
	}
	if stale := r.Index.StaleEdits; len(stale) > 0 {
		var ids []string
		for _, e := range stale[:min(maxListed, len(stale))] {
			ids = append(ids, string(e.ID))
		}
		p.text(m.ReportStale(len(stale), strings.Join(ids, ", ")))
	}
	p.unread(m, r)
	if r.Rejections == 0 {
		return
	}
	p.text(m.ReportRejected(r.Rejections))
	shown := r.Corpus.Rejections[:min(maxProblems, len(r.Corpus.Rejections))]
	for _, problem := range shown {
		p.text("- " + m.Problem(problem.File, problem.Line, line(problem.Reason, maxExample)))
	}
	if more := r.Rejections - len(shown); more > 0 {
		p.text(m.ReportMore(more))
	}
}

// unread adds how many articles were in languages that are not read.
func (p *portrait) unread(m *messages.Catalogue, r reindex.Report) {
	all := r.Corpus.Unread
	shown := min(maxUnread, len(all))
	for _, u := range all[:shown] {
		p.text(m.ReportUnread(u.Articles, u.Language))
	}
	articles := 0
	for _, u := range all[shown:] {
		articles += u.Articles
	}
	if articles > 0 {
		p.text(m.ReportUnreadRest(articles, len(all)-shown))
	}
}
