package daily

import (
	"context"
	"errors"
	"time"

	"verbatim/bot/interact"
)

const (
	// lookAgain is how long to sleep at most: a machine that was suspended, or whose
	// clock was set, is noticed after it.
	lookAgain = time.Minute
	// tryAgain is when a post is tried again that was not sent because something
	// else failed: the corpus is not read yet, or Discord is out of reach.
	tryAgain = 2 * time.Minute
)

// Run posts what is due until ctx ends.
func (p *Posts) Run(ctx context.Context) {
	waits := make(map[string]time.Time) // by server: not before
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		case <-p.wake:
		}
		next := lookAgain
		for server := range p.o.Store.All() { // in no order: several processes seldom meet
			if ctx.Err() != nil {
				return
			}
			now := time.Now()
			s, ok := p.o.Store.Get(server)
			if !ok {
				continue
			}
			if until := s.due(now).AddDate(0, 0, 1).Sub(now); until > 0 {
				next = min(next, until)
			}
			if day := s.due(now); s.behind(day) && !now.Before(waits[server]) {
				if err := p.post(ctx, server, s, day); err == nil {
					delete(waits, server)
				} else {
					if waits[server].IsZero() {
						p.o.Logger.Warn("a daily post has to wait", "server", server, "err", err)
					}
					waits[server] = now.Add(tryAgain)
				}
			}
		}
		timer.Reset(next)
	}
}

// post posts a server's quotation of a day. An error says that it was not sent and
// may be tried again.
func (p *Posts) post(ctx context.Context, server string, s Setting, day time.Time) error {
	message, id, err := p.o.Draw(ctx, server, s, day)
	if err != nil {
		return err
	}
	reached := p.reach(ctx, s.Channel)
	if reached != nil && !errors.Is(reached, ErrNoAccess) {
		return reached
	}
	before := s
	s.Last, s.Quote, s.Refused = day.Format(time.DateOnly), id, reached != nil
	changed, err := p.change(ctx, server, &s, func(now Setting, ok bool) bool { return ok && now == before })
	if err != nil || !changed { // somebody chose otherwise meanwhile
		return err
	}
	err = reached
	if err == nil {
		err = p.send(ctx, server, s, message)
	}
	switch {
	case err == nil:
		p.o.Logger.Info("the quotation of the day was posted", "server", server, "day", s.Last)
	case errors.Is(err, ErrNoAccess):
		p.o.Logger.Warn("a daily post was refused", "server", server, "err", err)
		refused := s
		refused.Refused, refused.Quote = true, ""
		if _, err := p.change(ctx, server, &refused, func(now Setting, ok bool) bool { return ok && now == s }); err != nil {
			p.o.Logger.Error("a daily post that was refused is not kept as such", "err", err)
		}
	case errors.Is(err, interact.ErrHeld): // it was certainly not sent
		if _, undo := p.change(ctx, server, &before, func(now Setting, ok bool) bool { return ok && now == s }); undo != nil {
			p.o.Logger.Error("a daily post that was not sent is not kept as such", "err", undo)
		}
		return err
	default:
		p.o.Logger.Warn("it is not known whether a daily post arrived, so it is not sent again", "server", server, "err", err)
	}
	return nil
}
