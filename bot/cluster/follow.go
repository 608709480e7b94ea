package cluster

import (
	"bytes"
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"verbatim/quotes/store"
)

const (
	followEvery  = 250 * time.Millisecond
	roundWithin  = 2 * time.Second
	firstAnswer  = 250 * time.Millisecond // is waited for that long, and then twice as long each time
	pulseEvery   = 100 * time.Millisecond
	pausedAfter  = 600 * time.Millisecond // without a pulse
	answerWithin = time.Second            // an answer waits no longer for a round
)

// ErrOtherHistory: the data folder has edits that are not those of the stream.
var ErrOtherHistory = errors.New("the edits of the data folder are not those of the cluster")

// Join makes the data folder's log a mirror of the stream and brings it up to date. The
// error wraps [ErrOtherHistory] if it has other edits, and [ErrUnreachable].
func (e *Edits) Join(ctx context.Context) error { return e.catchUp(ctx) }

// Follow brings the mirror up to date until ctx ends, within a second of any edit, and
// calls take when there is something new. What goes wrong is logged once, and does not
// end it.
func (e *Edits) Follow(ctx context.Context, take func(context.Context) error) {
	var running sync.WaitGroup
	defer running.Wait()
	running.Go(func() { e.pace.run(ctx) })
	// It only wakes: what is in the stream says the stream.
	if hints, err := e.c.conn.Subscribe(allEdits, func(*nats.Msg) { e.look() }); err == nil {
		defer func() { _ = hints.Unsubscribe() }()
	}
	connected := e.c.conn.StatusChanged(nats.CONNECTED)
	defer e.c.conn.RemoveStatusListener(connected)
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	taken, complaint := uint64(0), ""
	for {
		began := time.Now()
		err := e.followOnce(ctx, connected)
		if now := e.mirror.Last(); now != taken {
			if takeErr := take(ctx); takeErr == nil {
				taken = now
			} else {
				err = errors.Join(err, takeErr)
			}
		}
		if err == nil {
			e.pace.caughtUp(began)
			complaint = ""
		} else if ctx.Err() == nil && complaint != err.Error() {
			complaint = err.Error()
			e.c.log.Error("moderators' edits are not followed; what was decided before stays in force", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-e.wake:
		case <-tick.C:
		}
	}
}

// followOnce is one round, which is broken off when NATS is connected to again: what was
// asked before has no answer any more. Then the follower looks at once.
func (e *Edits) followOnce(ctx context.Context, connected <-chan nats.Status) error {
	round, cancel := context.WithTimeout(ctx, roundWithin)
	var watching sync.WaitGroup
	defer watching.Wait()
	defer cancel()
	watching.Go(func() {
		select {
		case <-connected:
			cancel()
			e.look()
		case <-round.Done():
		}
	})
	return e.catchUp(round)
}

// look has the follower look at once.
func (e *Edits) look() {
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

// Current is called before something is answered. If this process did not run for a
// while, it waits until the mirror is up to date again, a second at most: then NATS
// cannot be reached, and the answer is made from what there is. It costs nothing
// otherwise.
func (e *Edits) Current(ctx context.Context) { e.pace.wait(ctx, e.look) }

// catchUp brings the mirror up to what the stream has now.
func (e *Edits) catchUp(ctx context.Context) (err error) {
	const doing = "reading the edits of the cluster"
	select {
	case e.round <- struct{}{}:
	case <-ctx.Done():
		return unreachable(doing, ctx.Err())
	}
	defer func() { <-e.round }()
	p, err := e.c.parts()
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	mirrored := e.mirror.Last()
	info, err := infoOf(ctx, p.edits)
	if err == nil {
		err = e.join(ctx, p)
	}
	if err == nil && info.State.LastSeq < mirrored {
		err = fmt.Errorf("the servers have %d edits only, and the data folder %d; verbatim cluster import gives them back what they lost", info.State.LastSeq, mirrored)
	}
	if err == nil {
		err = e.takeUpTo(ctx, p, info.State.LastSeq)
	}
	switch {
	case err == nil, errors.Is(err, ErrOtherHistory), errors.Is(err, store.ErrLogBroken), errors.Is(err, store.ErrLogLocked),
		errors.Is(err, store.ErrCorrupt), errors.Is(err, store.ErrNewer), errors.Is(err, store.ErrBadEdit):
		return err
	}
	return unreachable(doing, err)
}

// infoOf asks what a stream has. The server that leads it may have been cut off, and
// then answers nothing while another leads it already: so it is asked again, soon and
// then more patiently.
func infoOf(ctx context.Context, s jetstream.Stream) (*jetstream.StreamInfo, error) {
	for within := firstAnswer; ; within *= 2 {
		request, cancel := context.WithTimeout(ctx, within)
		info, err := s.Info(request)
		cancel()
		if err == nil || ctx.Err() != nil || within > roundWithin || !errors.Is(err, context.DeadlineExceeded) {
			return info, err
		}
	}
}

// takeUpTo mirrors the messages up to a number. The caller holds e.round.
func (e *Edits) takeUpTo(ctx context.Context, p *parts, last uint64) error {
	if err := e.mirror.Reopen(); err != nil {
		return err
	}
	e.next = max(e.next, e.mirror.Last()+1)
	for e.next <= last {
		all, next, failed := e.read(ctx, p, last)
		// What was read before ctx ended counts: the next round goes on behind it.
		if err := e.mirror.Mirror(all...); err != nil {
			if errors.Is(err, store.ErrOtherHistory) {
				err = fmt.Errorf("%w: %w", ErrOtherHistory, err)
			}
			return err
		}
		if e.next = next; failed != nil {
			return failed
		}
	}
	if e.erases {
		return e.eraseForgotten(ctx, p)
	}
	return nil
}

// read reads messages from e.next on, up to a number, but not too many at once. It
// returns the number after them, and with an error those that it got.
func (e *Edits) read(ctx context.Context, p *parts, last uint64) (all []store.Edit, next uint64, err error) {
	for next = e.next; next <= last && len(all) < editsOfOneWrite; {
		m, err := e.get(ctx, p, next, allEdits)
		if err != nil {
			return all, next, err
		}
		if m == nil {
			return all, last + 1, nil
		}
		edit, counts, err := e.editOf(ctx, p, m)
		if err != nil {
			return all, next, err
		}
		if next = m.Sequence + 1; counts {
			all = append(all, edit)
			e.erases = e.erases || edit.Op == store.Forget
		}
	}
	return all, next, nil
}

// reach brings the mirror up to a message that the stream has.
func (e *Edits) reach(ctx context.Context, seq uint64) error {
	for {
		err := e.catchUp(ctx)
		if err == nil {
			var last uint64
			if last, err = e.last(ctx); err == nil && last >= seq {
				return nil
			}
		}
		if !pause(ctx) {
			return cmp.Or(err, unreachable("reading the edits of the cluster", ctx.Err()))
		}
	}
}

// last returns the number of the last message that the mirror was brought up to.
func (e *Edits) last(ctx context.Context) (uint64, error) {
	select {
	case e.round <- struct{}{}:
		defer func() { <-e.round }()
		return max(e.next, 1) - 1, nil
	case <-ctx.Done():
		return 0, unreachable("reading the edits of the cluster", ctx.Err())
	}
}

// join finds out, once, whether the log of the data folder is a mirror of the stream: it
// has the key that is made with the stream, and the same last edit. An empty log becomes
// one. The caller holds e.round.
func (e *Edits) join(ctx context.Context, p *parts) error {
	if e.joined {
		return nil
	}
	own, empty, err := e.mirror.Key()
	if err != nil {
		return err
	}
	var shared []byte
	if empty {
		shared = own
	}
	shared, err = e.sharedKey(ctx, p, shared)
	switch {
	case err != nil:
		return err
	case !empty && !bytes.Equal(own, shared):
		return fmt.Errorf("%w: its key is another one", ErrOtherHistory)
	}
	if err := e.mirror.MakeMirror(shared); err != nil {
		return err
	}
	if all := e.mirror.Edits(); len(all) > 0 {
		mine := all[len(all)-1]
		m, err := p.edits.GetMsg(ctx, mine.Seq)
		switch {
		case errors.Is(err, jetstream.ErrMsgNotFound): // forgotten
		case err != nil:
			return err
		default:
			theirs, counts, err := e.editOf(ctx, p, m)
			if err != nil {
				return err
			}
			if !counts || mine.Op != store.Forget && !reflect.DeepEqual(mine, theirs) {
				return fmt.Errorf("%w: edit %d is another one", ErrOtherHistory, mine.Seq)
			}
		}
	}
	e.joined, e.erases = true, true
	return nil
}

// sharedKey returns the key that was made with the stream. If there is none, the one that
// is given becomes it; only who may make one gives one.
func (e *Edits) sharedKey(ctx context.Context, p *parts, made []byte) ([]byte, error) {
	if made != nil {
		_, err := p.state.Create(ctx, editsKey, []byte(hex.EncodeToString(made)))
		if err == nil || !errors.Is(err, jetstream.ErrKeyExists) {
			return made, err
		}
	}
	for tries := 0; ; tries++ {
		entry, err := p.state.Get(ctx, editsKey)
		switch {
		case err == nil:
			return hex.DecodeString(string(entry.Value()))
		case !errors.Is(err, jetstream.ErrKeyNotFound):
			return nil, err
		case tries == 10 || !pause(ctx): // a server that is behind may say so
			return nil, fmt.Errorf("%w: the cluster has none yet", ErrOtherHistory)
		}
	}
}
