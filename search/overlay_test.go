package search

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"verbatim/quotes"
	"verbatim/quotes/store"
)

// TestEditsOfARecordThatCannotBeRead damages one record while it serves.
func TestEditsOfARecordThatCannotBeRead(t *testing.T) {
	qs := sayings(6)
	bad := qs[2]
	serving := func(t *testing.T) *Library {
		dir := t.TempDir()
		mustBuild(t, dir, qs...)
		l := mustOpen(t, dir, Options{})
		path := filepath.Join(folder(dir).generation(1), recordsName)
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		at := bytes.Index(data, []byte(bad.Words))
		file, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil || at < 0 {
			t.Fatal(at, err)
		}
		if _, err := file.WriteAt([]byte("X"), int64(at)); err != nil {
			t.Fatal(err)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
		return l
	}
	t.Run("hidden, it is in nobody's way", func(t *testing.T) {
		l := serving(t)
		mustEdit(t, l, store.Edit{Op: store.Hide, ID: bad.ID})
		for _, q := range qs {
			r, err := l.Search(t.Context(), Query{Words: q.Words})
			if err != nil {
				t.Fatalf("%q: %v", q.Words, err)
			}
			found := len(r.Hits) > 0 && r.Hits[0].Quote.ID == q.ID
			if found == (q.ID == bad.ID) {
				t.Errorf("%q is found: %v", q.Words, found)
			}
		}
		speaker := speakerOf(bad)
		s, err := l.Suggest(t.Context(), SpeakerField, speaker, Filter{}, 5)
		if err != nil || len(s) != 0 && s[0].Text == speaker {
			t.Errorf("suggestions for %q: %v, %v", speaker, s, err)
		}
		if s := l.Status(); s.Hidden != 1 || s.Quotations != len(qs)-1 {
			t.Errorf("status %+v", s)
		}
	})
	t.Run("corrected, a search says so", func(t *testing.T) {
		l := serving(t)
		mustEdit(t, l, store.Edit{Op: store.Correct, ID: bad.ID, Speaker: "Grace Hopper"})
		if _, err := l.Search(t.Context(), Query{Words: qs[0].Words}); !errors.Is(err, store.ErrCorrupt) {
			t.Errorf("a search: %v", err)
		}
	})
}

func speakerOf(q quotes.Quote) string { return q.Attributions[0].Speakers[0].Name }

// endsAfter is a context that ends when it was asked so many times.
type endsAfter struct {
	context.Context
	left int
}

func (c *endsAfter) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

func TestTakingInEditsEndsWithTheContext(t *testing.T) {
	qs := sayings(40)
	dir := t.TempDir()
	mustBuild(t, dir, qs...)
	l := mustOpen(t, dir, Options{})
	for i, q := range qs {
		e := store.Edit{Op: store.Hide, ID: q.ID}
		if i%2 == 0 {
			e = store.Edit{Op: store.Correct, ID: q.ID, Speaker: "Grace Hopper"}
		}
		mustEdit(t, l, e)
	}
	s, err := l.acquire()
	if err != nil {
		t.Fatal(err)
	}
	defer s.release()
	for left := range qs { // it is asked for each edit at least once
		if _, err := s.view(&endsAfter{t.Context(), left}); !errors.Is(err, context.Canceled) {
			t.Fatalf("a context that ends when it was asked %d times: %v", left, err)
		}
	}
	t.Run("while another search takes them in", func(t *testing.T) {
		o := s.edits.Load()
		o.patching <- struct{}{}
		defer func() { <-o.patching }()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := s.view(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("waiting for it: %v", err)
		}
	})
	if _, err := s.view(t.Context()); err != nil {
		t.Errorf("the next search: %v", err)
	}
}
