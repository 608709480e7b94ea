package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"time"

	"verbatim/bot/interact"
	"verbatim/bot/messages"
)

// leftover keeps on disk to whom the progress of a reading is being told, so
// that the answer is ended even when this process is killed. The file is
//
//	{"app": "…", "token": "…", "received": "2026-11-30T12:00:00Z", "locale": "en-US"}
//
// and is there only meanwhile. The token is a secret for the 15 minutes that it
// lives: it lets anyone change this answer. What was asked, and by whom, is not
// kept.
type leftover struct {
	path string // "": nothing is kept

	mu   sync.Mutex
	kept string      // the token that is in the file; "": there is no file
	left *unfinished // what a process before this one left; nil: nothing
	err  error       // why that is not known
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
	var u unfinished
	if err == nil {
		err = json.Unmarshal(raw, &u)
	}
	if err != nil {
		// There may be a token in it all the same.
		l.err = errors.Join(fmt.Errorf("reading %s: %w", path, err), os.Remove(path))
		return l
	}
	l.kept, l.left = u.Token, &u
	return l
}

// keep writes the file for an answer whose progress is about to be told.
func (l *leftover) keep(r *interact.Request) error {
	if l.path == "" {
		return nil
	}
	raw, err := json.Marshal(unfinished{App: r.AppID, Token: r.Token, Received: r.Received, Locale: r.AnswerLocale()})
	if err != nil {
		return fmt.Errorf("keeping an answer: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	// A power cut may lose it, and then the answer stays as it is: no fsync.
	beside := l.path + ".new"
	if err := os.WriteFile(beside, raw, 0o600); err != nil {
		return fmt.Errorf("keeping an answer: %w", err)
	}
	if err := os.Rename(beside, l.path); err != nil {
		return fmt.Errorf("keeping an answer: %w", err)
	}
	l.kept = r.Token
	return nil
}

// drop removes the file, unless it is of another answer.
func (l *leftover) drop(token string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.kept == "" || l.kept != token {
		return nil
	}
	if err := os.Remove(l.path); err != nil {
		return fmt.Errorf("removing an answer that was kept: %w", err)
	}
	l.kept = ""
	return nil
}

// take returns what a process before this one left, once.
func (l *leftover) take() (*unfinished, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	left, err := l.left, l.err
	l.left, l.err = nil, nil
	return left, err
}

// giveBack lets take return it again.
func (l *leftover) giveBack(u *unfinished) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.left = u
}

// EndLeftover ends the answer to /corpus reindex that a process before this one
// left in the middle, if one did and its token still lives. It may be called
// again when it failed, and does nothing after it did not.
func (c *Commands) EndLeftover(ctx context.Context, edit func(context.Context, interact.Target, interact.Reply) error) error {
	left, err := c.left.take()
	if left == nil {
		return err
	}
	m := messages.For(left.Locale)
	reply := interact.Tell(m.ReindexBrokeOff())
	// It may have been killed between the switch and the last word.
	if c.d.Rebuild != nil && c.d.Decide.Status().Built.After(left.Received) {
		reply = ended(m, c.d.Rebuild.Status())
	}
	err = edit(ctx, interact.Target{AppID: left.App, Token: left.Token, Received: left.Received}, reply)
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
