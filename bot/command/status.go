package command

import (
	"context"

	"verbatim/bot/interact"
)

// status answers /corpus status: what answers, whether the corpus is being
// read, and how the last reading went.
func (c *Commands) status(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	m := say(r)
	var p portrait
	s := c.d.Decide.Status()
	if s.Generation == 0 {
		p.text(m.StatusNothing())
	} else {
		p.text(m.StatusServing(s.Generation, s.Built))
		p.text(m.StatusCounts(s.Quotations, s.Speakers, s.Sources))
		p.text(m.StatusReview(s.InReview, s.Hidden))
		if s.Reports > 0 {
			p.text(m.StatusReports(s.Reports))
		}
		if s.Edits > 0 {
			p.text(m.StatusEdits(s.Edits))
		}
		switch {
		case s.Damage != nil:
			p.text(m.StatusDamaged())
		case c.corpusChanged(ctx, s.Corpus) && c.d.Several:
			p.text(m.StatusOtherFolder())
		case c.corpusChanged(ctx, s.Corpus):
			p.text(m.StatusChanged())
		}
	}
	for _, d := range s.LogPutBack {
		p.text(m.StatusLogPutBack(d.At, d.Kept))
	}
	if s.LogCutShort {
		p.text(m.StatusLogCutShort())
	}
	if c.d.Rebuild != nil {
		p.text("")
		build := c.d.Rebuild.Status()
		if build.Running {
			p.text(m.StatusRunning(build.Since, build.By, progress(build)))
		} else {
			p.text(m.StatusNotRunning())
		}
		if !build.BrokeOff.IsZero() {
			p.text(m.StatusBrokeOff(build.BrokeOff))
		}
		if build.LastErr != nil {
			p.text(m.StatusLastFailed(why(build.LastErr)))
		}
		if build.Last != nil {
			p.text(m.StatusLast())
			p.report(m, *build.Last)
		}
	}
	if c.d.Program != nil {
		now := c.d.Program()
		p.text("")
		p.text(m.StatusProgram(now.Started, now.Version, now.Go))
		p.text(m.StatusGateway(now.Servers, now.RoundTrip))
		switch {
		case !now.Silent.IsZero():
			p.text(m.StatusSilent(now.Silent))
		case now.Processes > 0:
			p.text(m.StatusCluster(now.Processes))
		}
		if now.Held {
			p.text(m.StatusHeld())
		}
		for _, s := range now.Shards {
			if s.Connected {
				p.text(m.StatusShard(s.Number, s.Count, s.Servers, s.RoundTrip))
			} else {
				p.text(m.StatusShardAway(s.Number, s.Count))
			}
		}
	}
	return p.reply(), nil
}

// corpusChanged reports whether the corpus is another one than what was read. A
// corpus that cannot be looked at is the business of whoever reads it.
func (c *Commands) corpusChanged(ctx context.Context, read string) bool {
	if c.d.Corpus == nil {
		return false
	}
	now, err := c.d.Corpus(ctx)
	return err == nil && now != read
}
