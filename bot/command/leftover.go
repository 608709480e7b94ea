package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"sync"
	"time"

	"verbatim/bot/interact"
	"verbatim/bot/messages"
)

// leftover keeps on disk to whom the progress of a reading is being told, so
// that the answer is ended even when this process is killed. The file is
//
//	[{"app": "…", "token": "…", "received": "2026-11-30T12:00:00Z", "locale": "en-US"}]
//
// and is there only meanwhile. The token is a secret for the 15 minutes that it
// lives: it lets anyone change this answer. What was asked, and by whom, is not
// kept.
type leftover struct {
	path string // "": nothing is kept

	mu   sync.Mutex
	kept []unfinished // what is in the file; none: there is no file
	left []unfinished // those of them that a process before this one left and nobody took
	err  error        // why that is not known
}

type unfinished struct {
	App      string    `json:"app"`
	Token    string    `json:"token"`
	Received time.Time `json:"received"`
	Locale   string    `json:"locale"`
}

// openLeftover reads what a process before this one left.
func openLeftover(path string) *leftover {
	l := &leftover{path: path}
	if path == "" {
		return l
	}
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return l
	}
	if err == nil {
		err = json.Unmarshal(raw, &l.left)
	}
	if err != nil {
		// There may be a token in it all the same.
		l.left, l.err = nil, errors.Join(fmt.Errorf("reading %s: %w", path, err), os.Remove(path))
		return l
	}
	l.kept = slices.Clone(l.left)
	return l
}

// keep puts an answer into the file of which more is to come.
func (l *leftover) keep(r *interact.Request) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.path == "" || l.has(r.Token) {
		return nil
	}
	return l.write(append(slices.Clone(l.kept), unfinished{App: r.AppID, Token: r.Token, Received: r.Received, Locale: r.AnswerLocale()}))
}

// drop takes an answer out of the file.
func (l *leftover) drop(token string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.has(token) {
		return nil
	}
	return l.write(slices.DeleteFunc(slices.Clone(l.kept), func(u unfinished) bool { return u.Token == token }))
}

func (l *leftover) has(token string) bool {
	return slices.ContainsFunc(l.kept, func(u unfinished) bool { return u.Token == token })
}

// write makes the file hold these answers. The caller holds l.mu.
func (l *leftover) write(all []unfinished) error {
	if len(all) == 0 {
		if err := os.Remove(l.path); err != nil {
			return fmt.Errorf("removing an answer that was kept: %w", err)
		}
		l.kept = nil
		return nil
	}
	raw, err := json.Marshal(all)
	if err != nil {
		return fmt.Errorf("keeping an answer: %w", err)
	}
	// A power cut may lose it, and then the answer stays as it is: no fsync.
	beside := l.path + ".new"
	if err := os.WriteFile(beside, raw, 0o600); err != nil {
		return fmt.Errorf("keeping an answer: %w", err)
	}
	if err := os.Rename(beside, l.path); err != nil {
		return fmt.Errorf("keeping an answer: %w", err)
	}
	l.kept = all
	return nil
}

// take returns what a process before this one left, once.
func (l *leftover) take() ([]unfinished, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	left, err := l.left, l.err
	l.left, l.err = nil, nil
	return left, err
}

// giveBack lets take return it again.
func (l *leftover) giveBack(u unfinished) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.left = append(l.left, u)
}

// keepAnswer keeps on disk to whom a reading is told of, before anything is answered, and
// no longer than that.
func (c *Commands) keepAnswer(r *interact.Request) (over func()) {
	if err := c.left.keep(r); err != nil {
		c.d.Logger.Warn("the answer to /corpus reindex will not be ended if the program is killed", "err", err)
	}
	return func() {
		if err := c.left.drop(r.Token); err != nil {
			c.d.Logger.Warn("the token of an answer is still on disk", "err", err)
		}
	}
}

// EndLeftover ends the answers to /corpus reindex that a process before this one
// left in the middle, if their tokens still live. It may be called again when it
// failed, and does nothing after it did not.
func (c *Commands) EndLeftover(ctx context.Context, edit func(context.Context, interact.Target, interact.Reply) error) error {
	left, err := c.left.take()
	for _, u := range left {
		err = errors.Join(err, c.endLeftover(ctx, u, edit))
	}
	return err
}

func (c *Commands) endLeftover(ctx context.Context, left unfinished, edit func(context.Context, interact.Target, interact.Reply) error) error {
	m := messages.For(left.Locale)
	reply := interact.Tell(m.ReindexBrokeOff())
	// It may have been killed between the switch and the last word.
	if c.d.Rebuild != nil && c.d.Decide.Status().Built.After(left.Received) {
		reply = ended(m, c.d.Rebuild.Status())
	}
	err := edit(ctx, interact.Target{AppID: left.App, Token: left.Token, Received: left.Received}, reply)
	refused, answered := errors.AsType[*interact.StatusError](err)
	switch {
	case errors.Is(err, interact.ErrExpired):
		err = nil // nobody can be told any more
	case err != nil && (!answered || refused.Status >= 500):
		c.left.giveBack(left)
		return fmt.Errorf("ending an answer that was left unfinished: %w", err)
	}
	return errors.Join(err, c.left.drop(left.Token))
}
