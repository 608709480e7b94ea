package cluster

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"verbatim/quotes"
	"verbatim/quotes/store"
)

// Moderators' edits are the messages of one stream, and the number of a message is that
// of the edit. The subject of a message is
//
//	edits.<quotation>.<edit>
//
// where <edit> is made once for each time that a person wants something, and goes with
// every attempt at it. What has no quotation stands under a word that is no ID. The
// message is a line as the log has it (see [store.SealEdit]).
//
// A message is taken only if the last one about its quotation is the last one that was
// known when it was decided, so that a repeat and a conflict are refused for ever, and
// decisions on other quotations never collide.
const (
	allEdits        = "edits.>"
	aboutNames      = "names"     // brings names together, or undoes that
	aboutForgotten  = "forgotten" // of what is forgotten no ID is told
	aboutNothing    = "none"      // stands for a number that was given up before the log was moved here
	againHeader     = "Verbatim-Again"
	decideWithin    = 3 * time.Second
	attemptWithin   = time.Second
	betweenAttempts = 50 * time.Millisecond
	forgetWithin    = 20 * time.Second
	editsOfOneWrite = 256
	editsKey        = "edits.key" // in the bucket of what holds: the key of what is forgotten, which is also the history's name
)

// Edits is the log of edits that several machines share: the stream, and what a data
// folder has of it, its mirror. Safe for concurrent use.
type Edits struct {
	c      *Cluster
	mirror *store.Log
	wake   chan struct{} // the follower is to look at once

	round  chan struct{} // held by who brings the mirror up to date; guards what follows
	joined bool          // the mirror is one of this stream
	next   uint64        // the number that is to be asked for next
	erased map[uint64]bool
	erases bool // something may be left in the stream that the mirror has as forgotten

	pace pace
}

// errConflict: somebody decided on the same quotation meanwhile.
var errConflict = errors.New("another decision came before")

// OpenEdits opens the log of a data folder as a mirror. Errors are those of
// [store.OpenLog].
func OpenEdits(c *Cluster, dataDir string) (*Edits, error) {
	mirror, err := store.OpenLog(dataDir)
	if err != nil {
		return nil, err
	}
	return &Edits{
		c: c, mirror: mirror, wake: make(chan struct{}, 1), round: make(chan struct{}, 1), erased: map[uint64]bool{},
		pace: newPace(),
	}, nil
}

// Mirror is what this machine has of the log.
func (e *Edits) Mirror() *store.Log { return e.mirror }

// Close closes the mirror.
func (e *Edits) Close() error { return e.mirror.Close() }

// about is what an edit is about, as its subject names it.
func about(e store.Edit) string {
	switch {
	case e.Op == store.Forget:
		return aboutForgotten
	case e.ID == "":
		return aboutNames
	}
	return string(e.ID)
}

// lastAbout returns the number of the last edit about the same as one; 0: there is none.
func lastAbout(all []store.Edit, one store.Edit) uint64 {
	subject := about(one)
	for _, e := range slices.Backward(all) {
		if about(e) == subject {
			return e.Seq
		}
	}
	return 0
}

// attempt is what one person wants once, however often it is tried.
type attempt struct {
	token string
	from  uint64 // no message of it has a lower number
	tries int
}

// AppendAfter implements [search.EditLog]: within three seconds the edit holds, or the
// error wraps [ErrUnreachable].
func (e *Edits) AppendAfter(ctx context.Context, decide func() (store.Edit, bool, error)) (store.Edit, error) {
	ctx, cancel := context.WithTimeout(ctx, decideWithin)
	defer cancel()
	a := attempt{token: rand.Text(), from: e.mirror.Last() + 1}
	for current := false; ; {
		// What decide sees is this or newer, so that nothing is missed between.
		known := e.mirror.Edits()
		edit, write, err := decide()
		if err != nil || !write && current {
			return edit, err
		}
		if !write {
			// It is so already, as far as this machine knows. Somebody may have decided
			// otherwise since it heard of it.
			if err := e.catchUp(ctx); err != nil {
				return store.Edit{}, err
			}
			current = true
			continue
		}
		if edit.At.IsZero() {
			edit.At = e.mirror.NextTime()
		}
		expect := jetstream.WithExpectLastSequenceForSubject(lastAbout(known, edit), "edits."+about(edit)+".*")
		seq, err := e.publish(ctx, &a, edit, expect)
		switch {
		case err == nil:
			return e.held(ctx, a, edit, seq), nil
		case !errors.Is(err, errConflict):
			return store.Edit{}, err
		}
		if err := e.catchUp(ctx); err != nil {
			return store.Edit{}, err
		}
		current = true
	}
}

// publish sends an edit until the stream has it, and returns its number. errConflict
// says that the stream will never take it.
func (e *Edits) publish(ctx context.Context, a *attempt, edit store.Edit, expect jetstream.PublishOpt) (uint64, error) {
	const doing = "publishing an edit"
	p, err := e.c.parts()
	if err != nil {
		return 0, fmt.Errorf("%s: %w", doing, err)
	}
	line, err := store.SealEdit(edit)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", doing, err)
	}
	m := nats.NewMsg("edits." + about(edit) + "." + a.token)
	m.Data = bytes.TrimSuffix(line, []byte("\n"))
	if a.tries > 0 {
		m.Header.Set(againHeader, "1")
	}
	a.tries++
	id := fmt.Sprint(a.token, ".", a.tries)
	for {
		try, cancel := context.WithTimeout(ctx, attemptWithin)
		ack, err := e.c.js.PublishMsg(try, m, jetstream.WithMsgID(id), jetstream.WithExpectStream(editsStream), expect)
		cancel()
		switch {
		case err == nil:
			return ack.Sequence, nil
		case refused(err):
			// It may be one that was taken, whose acknowledgement got lost.
			if first, err := e.first(ctx, p, *a); err == nil && first != nil {
				return first.Sequence, nil
			} else if err == nil {
				pause(ctx)
				return 0, errConflict
			}
		case permanent(err):
			return 0, fmt.Errorf("%s: %w", doing, err)
		}
		if !pause(ctx) {
			return 0, unreachable(doing, err)
		}
	}
}

// refused reports whether the stream does not have what was expected.
func refused(err error) bool {
	api := new(jetstream.APIError)
	return errors.As(err, &api) && (api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence || api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequenceConstant)
}

// permanent reports whether trying again does not help: the message is too long, or the
// like.
func permanent(err error) bool {
	return errors.Is(err, nats.ErrMaxPayload) || errors.Is(err, nats.ErrBadSubject)
}

// pause waits a moment, and reports whether ctx goes on.
func pause(ctx context.Context) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(betweenAttempts):
		return true
	}
}

// first returns the first message that the stream has of what a person wanted; nil:
// none.
func (e *Edits) first(ctx context.Context, p *parts, a attempt) (*jetstream.RawStreamMsg, error) {
	return e.get(ctx, p, a.from, "edits.*."+a.token)
}

// get returns the first message from a number on that is about something; nil: there is
// none. The leader of the stream says so: others may be behind.
func (e *Edits) get(ctx context.Context, p *parts, from uint64, subject string) (*jetstream.RawStreamMsg, error) {
	ctx, cancel := context.WithTimeout(ctx, attemptWithin)
	defer cancel()
	m, err := p.edits.GetMsg(ctx, from, jetstream.WithGetMsgSubject(subject))
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return nil, nil
	}
	return m, err
}

// held returns the edit that the stream took under a number, as the mirror has it. If
// the mirror cannot be brought so far in time, the edit holds all the same.
func (e *Edits) held(ctx context.Context, a attempt, edit store.Edit, seq uint64) store.Edit {
	edit.Seq = seq
	if err := e.reach(ctx, seq); err != nil {
		e.c.log.Warn("an edit holds, but is not shown here before NATS is reached again", "edit", seq, "err", err)
		return edit
	}
	all := e.mirror.Edits()
	for {
		i, found := slices.BinarySearchFunc(all, seq, func(e store.Edit, seq uint64) int { return cmp.Compare(e.Seq, seq) })
		if found {
			return all[i]
		}
		// It was taken twice, of which the first one counts.
		p, err := e.c.parts()
		if err != nil {
			return edit
		}
		first, err := e.first(ctx, p, a)
		if err != nil || first == nil || first.Sequence >= seq {
			return edit
		}
		seq = first.Sequence
	}
}

// editOf reads a message. false: it counts as none.
func (e *Edits) editOf(ctx context.Context, p *parts, m *jetstream.RawStreamMsg) (edit store.Edit, counts bool, err error) {
	part := strings.Split(m.Subject, ".")
	if len(part) != 3 || part[1] == aboutNothing {
		return store.Edit{}, false, nil
	}
	if m.Header.Get(againHeader) != "" {
		// While the servers change their leader one that gave no answer may be taken
		// beside the one that was decided anew.
		first, err := e.get(ctx, p, 1, "edits.*."+part[2])
		if err != nil {
			return store.Edit{}, false, err
		}
		if first != nil && first.Sequence < m.Sequence {
			return store.Edit{}, false, p.edits.SecureDeleteMsg(ctx, m.Sequence)
		}
	}
	if edit, err = store.UnsealEdit(m.Data); err != nil {
		return store.Edit{}, false, fmt.Errorf("edit %d: %w", m.Sequence, err)
	}
	edit.Seq = m.Sequence
	return edit, true, nil
}

// Forget implements [search.EditLog]: once it returns, the words are in no message of
// the stream and in no line of this mirror, and every other mirror takes them out as
// soon as it hears of it.
func (e *Edits) Forget(ctx context.Context, decide func() ([]quotes.ID, error), by store.Edit) error {
	ctx, cancel := context.WithTimeout(ctx, forgetWithin)
	defer cancel()
	if err := e.catchUp(ctx); err != nil { // which makes a key, if there is none
		return err
	}
	a := attempt{token: rand.Text(), from: e.mirror.Last() + 1}
	for {
		last, err := e.last(ctx)
		if err != nil {
			return err
		}
		ids, err := decide()
		if err != nil {
			return err
		}
		seq, err := e.publishForget(ctx, &a, ids[0], by, jetstream.WithExpectLastSequence(last))
		switch {
		case errors.Is(err, errConflict):
			if err := e.catchUp(ctx); err != nil {
				return err
			}
			continue
		case err != nil:
			return err
		}
		for _, id := range ids[1:] { // after the first one nothing is decided on them any more
			other := attempt{token: rand.Text(), from: seq + 1}
			if seq, err = e.publishForget(ctx, &other, id, by, jetstream.WithExpectStream(editsStream)); err != nil {
				return err
			}
		}
		if err := e.reach(ctx, seq); err != nil {
			return err
		}
		return e.eraseAbout(ctx, ids)
	}
}

func (e *Edits) publishForget(ctx context.Context, a *attempt, id quotes.ID, by store.Edit, expect jetstream.PublishOpt) (uint64, error) {
	decision, err := e.mirror.Decision(id, by)
	if err != nil {
		return 0, err
	}
	return e.publish(ctx, a, decision, expect)
}

// eraseAbout deletes what is left in the stream about some quotations, and returns when
// nothing is.
func (e *Edits) eraseAbout(ctx context.Context, ids []quotes.ID) error {
	p, err := e.c.parts()
	if err != nil {
		return err
	}
	for _, id := range ids {
		for {
			m, err := e.get(ctx, p, 1, "edits."+string(id)+".*")
			if err == nil && m == nil {
				break
			}
			if err == nil {
				err = e.erase(ctx, p, m.Sequence)
			}
			if err != nil && !pause(ctx) {
				return unreachable("deleting messages", err)
			}
		}
	}
	return e.catchUp(ctx) // with what others wrote that names them
}

// erase overwrites a message, if it is there still.
func (e *Edits) erase(ctx context.Context, p *parts, seq uint64) error {
	if err := p.edits.SecureDeleteMsg(ctx, seq); err != nil {
		if m, getErr := p.edits.GetMsg(ctx, seq); !errors.Is(getErr, jetstream.ErrMsgNotFound) || m != nil {
			return err
		}
	}
	return nil
}

// eraseForgotten deletes from the stream what the mirror has as forgotten. A process
// that ended in between leaves that to the others. The caller holds e.round.
func (e *Edits) eraseForgotten(ctx context.Context, p *parts) error {
	for _, edit := range e.mirror.Edits() {
		if edit.Op != store.Forget || e.erased[edit.Seq] {
			continue
		}
		m, err := p.edits.GetMsg(ctx, edit.Seq)
		switch {
		case errors.Is(err, jetstream.ErrMsgNotFound):
		case err != nil:
			return err
		case strings.HasPrefix(m.Subject, "edits."+aboutForgotten+"."):
		default:
			if err := e.erase(ctx, p, edit.Seq); err != nil {
				return err
			}
		}
		e.erased[edit.Seq] = true
	}
	e.erases = false
	return nil
}
