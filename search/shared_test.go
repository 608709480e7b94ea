package search

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
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

// common is what several shared logs share: the edits, of which each is appended only by
// who knew all before it.
type common struct {
	mu       sync.Mutex
	all      []store.Edit
	returned atomic.Int32
}

// of has a log append to it.
func (c *common) of(mirror *store.Log) *commonLog {
	return &commonLog{sharedLog{mirror: mirror}, c}
}

type commonLog struct {
	sharedLog
	common *common
}

func (l *commonLog) AppendAfter(ctx context.Context, decide func() (store.Edit, bool, error)) (store.Edit, error) {
	defer l.common.returned.Add(1)
	for {
		known := l.mirror.Last()
		e, write, err := decide()
		if err != nil || !write {
			return e, err
		}
		l.common.mu.Lock()
		if uint64(len(l.common.all)) == known {
			if e.Seq = known + 1; e.At.IsZero() {
				e.At = time.Unix(1, 0).UTC()
			}
			l.common.all = append(l.common.all, e)
			l.common.mu.Unlock()
			return e, l.mirror.Mirror(e)
		}
		more := l.common.all[known:]
		l.common.mu.Unlock()
		if err := l.mirror.Mirror(more...); err != nil {
			return store.Edit{}, err
		}
	}
}

func TestOneOfSeveralMachinesCarriesOverWhatMoved(t *testing.T) {
	old := reported("a.txt", 100, "the exchange of prisoners is near", quotes.Extracted)
	moved := reported("a.txt", 100, "the exchange of prisoners is near, he hoped", quotes.Extracted)
	var shared common
	var libraries []*Library
	var dirs []string
	for range 3 {
		dir := t.TempDir()
		mustBuild(t, dir, old)
		mirror, err := store.OpenLog(dir)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = mirror.Close() })
		log := shared.of(mirror)
		libraries, dirs = append(libraries, mustOpen(t, dir, Options{Log: log})), append(dirs, dir)
		if len(libraries) == 1 {
			mustEdit(t, libraries[0], store.Edit{Op: store.Hide, ID: old.ID})
		} else if err := mirror.Mirror(shared.all...); err != nil {
			t.Fatal(err)
		}
	}
	for i, l := range libraries {
		mustBuild(t, dirs[i], moved)
		mustRefresh(t, l)
	}
	for end := time.Now().Add(10 * time.Second); shared.returned.Load() < 4; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("not all of them tried to carry it over")
		}
	}
	if len(shared.all) != 2 || shared.all[1].ID != moved.ID || shared.all[1].Op != store.Hide {
		t.Errorf("the log has %+v", shared.all)
	}
}
