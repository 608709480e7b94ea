package search

import (
	"context"
	"errors"
	"testing"
	"time"

	"verbatim/quotes"
	"verbatim/quotes/store"
)

// sharedLog is a log of edits of several machines, without them: publish is what there is
// of a network.
type sharedLog struct {
	mirror  *store.Log
	publish func(store.Edit) error
}

func (s *sharedLog) Mirror() *store.Log { return s.mirror }

func (s *sharedLog) AppendAfter(_ context.Context, decide func() (store.Edit, bool, error)) (store.Edit, error) {
	e, write, err := decide()
	if err == nil && write {
		if err = s.publish(e); err == nil {
			all := s.mirror.Edits()
			e = all[len(all)-1]
		}
	}
	return e, err
}

func (s *sharedLog) Forget(context.Context, func() ([]quotes.ID, error), store.Edit) error {
	return errors.New("not here")
}

// take mirrors an edit, as its follower does.
func (s *sharedLog) take(t *testing.T, e store.Edit) {
	t.Helper()
	e.Seq, e.At = s.mirror.Last()+1, time.Unix(1, 0).UTC()
	if err := s.mirror.Mirror(e); err != nil {
		t.Error(err)
	}
}

func TestWhatOthersHideIsGoneWhileADecisionIsOnItsWay(t *testing.T) {
	dir, all := t.TempDir(), sayings(3)
	mustBuild(t, dir, all...)
	mirror, err := store.OpenLog(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = mirror.Close() })
	onItsWay, arrives := make(chan struct{}), make(chan error)
	log := &sharedLog{mirror: mirror}
	log.publish = func(e store.Edit) error {
		close(onItsWay)
		err := <-arrives
		if err == nil {
			log.take(t, e)
		}
		return err
	}
	l := mustOpen(t, dir, Options{Log: log})
	hidden := func(q quotes.Quote) bool {
		_, err := l.Get(t.Context(), q.ID, "")
		return errors.Is(err, ErrHidden)
	}
	for _, fails := range []error{nil, ErrUnreachable} {
		onItsWay = make(chan struct{})
		mine, others := all[0], all[1]
		if fails != nil {
			mine, others = all[2], all[2]
		}
		decided := make(chan error)
		go func() {
			_, err := l.Edit(t.Context(), store.Edit{Op: store.Hide, ID: mine.ID})
			decided <- err
		}()
		<-onItsWay
		if hidden(mine) {
			t.Error("what is not kept yet holds")
		}
		if fails == nil {
			log.take(t, store.Edit{Op: store.Hide, ID: others.ID})
			if err := l.TakeEdits(t.Context()); err != nil || !hidden(others) {
				t.Errorf("what another hid is shown: %v", err)
			}
		}
		arrives <- fails
		if err := <-decided; !errors.Is(err, fails) {
			t.Errorf("decided: %v", err)
		}
		if hidden(mine) != (fails == nil) {
			t.Errorf("after %v it is hidden: %v", fails, hidden(mine))
		}
	}
}
