// Package daily posts the quotation of the day to the channels that servers chose,
// each day at their time, and keeps what they chose.
//
// None comes twice, from one process or from several that share a [Store]: the day is
// written down before the request is sent, and what may have arrived is not sent again. So one may be missed. What was due while the
// program was down is made up for, the last day's at most.
package daily

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"verbatim/bot/interact"
	"verbatim/quotes"
)

// Setting is what a server chose, and what came of it.
type Setting struct {
	Channel  string `json:"channel"`            // ID
	Minute   int    `json:"minute"`             // of the day
	Zone     string `json:"zone"`               // an IANA name
	Language string `json:"language,omitempty"` // of the quotations, see [quotes.Language]; empty: any
	Locale   string `json:"locale"`             // of the post, as Discord writes it

	Last    string    `json:"last,omitempty"`    // the last day that was dealt with: 2026-11-30
	Quote   quotes.ID `json:"quote,omitempty"`   // what was sent that day, or may have been
	Refused bool      `json:"refused,omitempty"` // Discord would not have it
}

// Location returns the time zone. One that is not known any more is UTC.
func (s Setting) Location() *time.Location {
	if loc, err := time.LoadLocation(s.Zone); err == nil {
		return loc
	}
	return time.UTC
}

// due returns the last day whose time has come.
func (s Setting) due(now time.Time) time.Time {
	now = now.In(s.Location())
	day := time.Date(now.Year(), now.Month(), now.Day(), 0, s.Minute, 0, 0, now.Location())
	if now.Before(day) {
		day = time.Date(now.Year(), now.Month(), now.Day()-1, 0, s.Minute, 0, 0, now.Location())
	}
	return day
}

// behind reports whether a day was not dealt with yet. A last day that is more than a
// week ahead is of a clock that was wrong, and says nothing.
func (s Setting) behind(day time.Time) bool {
	return s.Last < day.Format(time.DateOnly) || s.Last > day.AddDate(0, 0, 7).Format(time.DateOnly)
}

// Caller does requests at Discord ([interact.REST]).
type Caller interface {
	Do(ctx context.Context, method string, path []string, query url.Values, token func() string, in, out any) error
}

// Store keeps what servers chose, and what came of it, by the ID of the server: for one
// process, or the same for several. Safe for concurrent use.
type Store interface {
	Get(server string) (s Setting, ok bool)
	All() map[string]Setting
	// Swap puts another setting in the place of the one that the caller knows, and
	// reports whether it was still that one; nil stands for none. What it acknowledges
	// is kept, and whoever of several does the same at the same time gets false. After
	// an error it is not known.
	Swap(ctx context.Context, server string, from, to *Setting) (bool, error)
}

// Options is what [Posts] work with; all but Logger are required.
type Options struct {
	Store Store
	// Draw makes the post of a server for a day.
	Draw   func(ctx context.Context, server string, s Setting, day time.Time) (interact.Message, quotes.ID, error)
	API    Caller
	Token  func() string
	Logger *slog.Logger // nil: none
}

// Posts are the daily posts of all servers. Safe for concurrent use.
type Posts struct {
	o    Options
	wake chan struct{} // has room for one
}

// ErrNoAccess: the bot may not see the channel or write there.
var ErrNoAccess = errors.New("the bot may not post in this channel")

// New returns posts that are made once they [Posts.Run].
func New(o Options) *Posts {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return &Posts{o: o, wake: make(chan struct{}, 1)}
}

// Setting returns what a server chose, and whether it did.
func (p *Posts) Setting(server string) (Setting, bool) { return p.o.Store.Get(server) }

// change puts another setting in place of a server's, nil for none, if it is as the
// caller thinks.
func (p *Posts) change(ctx context.Context, server string, to *Setting, still func(s Setting, ok bool) bool) (changed bool, err error) {
	for !changed {
		var from *Setting
		s, ok := p.o.Store.Get(server)
		if ok {
			from = &s
		}
		if !still(s, ok) {
			return false, nil
		}
		if changed, err = p.o.Store.Swap(ctx, server, from, to); err != nil {
			return false, fmt.Errorf("keeping the daily posts: %w", err)
		}
	}
	select {
	case p.wake <- struct{}{}:
	default: // it is to wake already
	}
	return true, nil
}

// Off ends a server's posts and reports whether there were any.
func (p *Posts) Off(ctx context.Context, server string) (bool, error) {
	return p.change(ctx, server, nil, func(_ Setting, ok bool) bool { return ok })
}

// Set takes a server's choice and posts the first one at once, unless today's is in
// that channel already. Where Discord refuses it the error is [ErrNoAccess], and
// what was chosen before stays.
func (p *Posts) Set(ctx context.Context, server string, s Setting) error {
	now := time.Now().In(s.Location())
	today := now.Format(time.DateOnly)
	before, was := p.Setting(server)
	if was && before.Channel == s.Channel && before.Last == today && !before.Refused {
		s.Last, s.Quote = before.Last, before.Quote
		_, err := p.change(ctx, server, &s, func(Setting, bool) bool { return true })
		return err
	}
	message, id, err := p.o.Draw(ctx, server, s, now)
	if err != nil {
		return err
	}
	if err := p.reach(ctx, s.Channel); err != nil {
		return err
	}
	s.Last, s.Quote = today, id
	if _, err := p.change(ctx, server, &s, func(Setting, bool) bool { return true }); err != nil {
		return err
	}
	err = p.send(ctx, server, s, message)
	if errors.Is(err, ErrNoAccess) || errors.Is(err, interact.ErrHeld) { // it was certainly not sent
		old := &before
		if !was {
			old = nil
		}
		_, undo := p.change(ctx, server, old, func(now Setting, _ bool) bool { return now == s })
		return errors.Join(err, undo)
	}
	if err != nil {
		p.o.Logger.Warn("it is not known whether a daily post arrived", "server", server, "err", err)
	}
	return nil
}

// reach asks for the channel, so that nothing is written down and lost while Discord
// cannot be reached.
func (p *Posts) reach(ctx context.Context, channel string) error {
	return told(p.o.API.Do(ctx, http.MethodGet, []string{"channels", channel}, nil, p.o.Token, nil, nil))
}

// sendWithin bounds the attempts at a post. Discord knows a nonce again for a few
// minutes ("Create Message"); attempts on the way are made with the same one.
const sendWithin = time.Minute

// send posts. Any error but [ErrNoAccess] leaves open whether the post arrived.
func (p *Posts) send(ctx context.Context, server string, s Setting, m interact.Message) error {
	// What is under way is not cut off when the program ends.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendWithin)
	defer cancel()
	sum := sha256.Sum256([]byte(server + " " + s.Channel + " " + s.Last))
	m.Nonce = hex.EncodeToString(sum[:12]) // at most 25 characters
	return told(p.o.API.Do(ctx, http.MethodPost, []string{"channels", s.Channel, "messages"}, nil, p.o.Token, m, nil))
}

// told tells what Discord refuses from what fails on the way. A refusal without a code
// is none of the channel's: it may befall every request for a while.
func told(err error) error {
	refused, ok := errors.AsType[*interact.StatusError](err)
	if ok && refused.Code != 0 && refused.Status/100 == 4 && refused.Status != http.StatusTooManyRequests && refused.Status != http.StatusUnauthorized {
		return fmt.Errorf("%w: %w", ErrNoAccess, err)
	}
	return err
}
