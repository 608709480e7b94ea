package cluster

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"verbatim/quotes/store"
)

// ErrNotEmpty: the cluster has edits already.
var ErrNotEmpty = errors.New("the cluster has edits already")

// Import moves the log of the data folder into the stream, each edit under its number,
// and makes it the stream's mirror. Numbers that were given up get a message that stands
// for nothing. The stream has to be empty, or to have what the log begins
// with, as after an import that broke off, or when the servers lost what came later:
// [ErrNotEmpty].
func (e *Edits) Import(ctx context.Context) (edits int, err error) {
	e.round <- struct{}{}
	defer func() { <-e.round }()
	p, err := e.c.parts()
	if err != nil {
		return 0, err
	}
	own, _, err := e.mirror.Key()
	if err != nil {
		return 0, err
	}
	key, err := e.sharedKey(ctx, p, own)
	switch {
	case err != nil:
		return 0, unreachable("looking for edits in the cluster", err)
	case !bytes.Equal(own, key):
		return 0, ErrNotEmpty // a process came first, and made it
	}
	all := map[uint64]store.Edit{}
	for _, edit := range e.mirror.Edits() {
		all[edit.Seq] = edit
	}
	done, err := e.imported(ctx, p, all)
	if err != nil {
		return 0, err
	}
	if err := e.mirror.MakeMirror(key); err != nil {
		return 0, err
	}
	for seq := done + 1; seq <= e.mirror.Last(); seq++ {
		m := nats.NewMsg(fmt.Sprintf("edits.%s.import%d", aboutNothing, seq))
		if edit, ok := all[seq]; ok {
			m.Subject = fmt.Sprintf("edits.%s.import%d", about(edit), seq)
			if m.Data, err = store.SealEdit(edit); err != nil {
				return 0, fmt.Errorf("edit %d: %w", seq, err)
			}
		}
		if err := e.publishAt(ctx, p, m, seq); err != nil {
			return 0, err
		}
	}
	e.joined, e.next = true, e.mirror.Last()+1
	return len(all), nil
}

// imported returns how many messages the stream has, which have to be those that this log
// begins with.
func (e *Edits) imported(ctx context.Context, p *parts, all map[uint64]store.Edit) (uint64, error) {
	info, err := p.edits.Info(ctx)
	if err != nil {
		return 0, unreachable("looking for edits in the cluster", err)
	}
	last := info.State.LastSeq
	if last == 0 {
		return 0, nil
	}
	m, err := p.edits.GetMsg(ctx, last)
	if err != nil && !errors.Is(err, jetstream.ErrMsgNotFound) {
		return 0, unreachable("looking for edits in the cluster", err)
	}
	if err != nil || last > e.mirror.Last() {
		return 0, ErrNotEmpty
	}
	edit, counts, err := e.editOf(ctx, p, m)
	if mine, ok := all[last]; err != nil || counts != ok || ok && !reflect.DeepEqual(mine, edit) {
		return 0, ErrNotEmpty
	}
	return last, nil
}

// publishAt publishes a message that has to get a number.
func (e *Edits) publishAt(ctx context.Context, p *parts, m *nats.Msg, seq uint64) error {
	for end := time.Now().Add(10 * time.Second); ; {
		try, cancel := context.WithTimeout(ctx, attemptWithin)
		ack, err := e.c.js.PublishMsg(try, m, jetstream.WithMsgID(m.Subject), jetstream.WithExpectStream(editsStream), jetstream.WithExpectLastSequence(seq-1))
		cancel()
		if err == nil && ack.Sequence == seq {
			return nil
		}
		if refused(err) {
			if there, err := e.get(ctx, p, seq, m.Subject); err == nil && there != nil && there.Sequence == seq {
				return nil // its acknowledgement got lost
			}
			return ErrNotEmpty
		}
		if time.Now().After(end) || !pause(ctx) {
			return unreachable(fmt.Sprintf("moving edit %d", seq), err)
		}
	}
}
