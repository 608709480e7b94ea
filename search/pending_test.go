package search

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/search/edits"
	"verbatim/search/generation"
)

// TestEditsOfARecordThatCannotBeRead damages one record while it serves.
func TestEditsOfARecordThatCannotBeRead(t *testing.T) {
	qs := sayings(6)
	bad := qs[2]
	serving := func(t *testing.T) *Library {
		dir := t.TempDir()
		mustBuild(t, dir, qs...)
		l := mustOpen(t, dir, Options{})
		path := filepath.Join(generation.Folder(dir).Path(1), "records.dat")
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
	t.Run("hidden, it is neither drawn nor listed", func(t *testing.T) {
		l := serving(t)
		mustEdit(t, l, store.Edit{Op: store.Hide, ID: bad.ID})
		drawn, read := map[quotes.ID]bool{}, 0
		for range 200 {
			q, err := l.Random(t.Context(), Filter{})
			if err != nil || q.ID == bad.ID {
				t.Fatalf("drawn: %q, %v", q.Words, err)
			}
			drawn[q.ID] = true
		}
		if err := l.Each(t.Context(), Filter{}, func(quotes.Quote) error { read++; return nil }); err != nil || read != len(qs)-1 || len(drawn) != read {
			t.Errorf("%d are drawn, %d read, %v", len(drawn), read, err)
		}
		if q, err := l.SuggestIDs(t.Context(), string(bad.ID)[:2], Filter{}, 10); err != nil || slices.ContainsFunc(q, func(q quotes.Quote) bool { return q.ID == bad.ID }) {
			t.Errorf("IDs like its own: %v, %v", q, err)
		}
		if r, err := l.Search(t.Context(), Query{Filter: Filter{Speaker: speakerOf(bad)}}); err != nil || r.Total != 0 {
			t.Errorf("browsing its speaker: %d, %v", r.Total, err)
		}
		if d, err := l.Daily(t.Context(), Filter{}, "7", 3); err != nil || d.ID == bad.ID {
			t.Errorf("the daily one: %q, %v", d.Words, err)
		}
	})
	t.Run("it cannot be corrected", func(t *testing.T) {
		l := serving(t)
		if _, err := l.Edit(t.Context(), store.Edit{Op: store.Correct, ID: bad.ID, Speaker: "Grace Hopper"}); !errors.Is(err, store.ErrCorrupt) {
			t.Errorf("a correction: %v", err)
		}
		if edits := l.Edits(); len(edits) > 0 {
			t.Errorf("the log has %v", edits)
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
		if _, err := edits.New(&endsAfter{t.Context(), left}, s.Generation, l.Edits()); !errors.Is(err, context.Canceled) {
			t.Fatalf("a context that ends when it was asked %d times: %v", left, err)
		}
	}
	if _, err := edits.New(t.Context(), s.Generation, l.Edits()); err != nil {
		t.Errorf("the next time: %v", err)
	}
}

// TestALogThatLostItsEndTakesNothingBack: what a generation was built with stays in
// force although log and copy lost it, also through the next build, and what is decided
// afterwards holds too.
func TestALogThatLostItsEndTakesNothingBack(t *testing.T) {
	for name, lose := range map[string]func(path string) error{
		"gone":    os.Remove,
		"emptied": func(path string) error { return os.Truncate(path, 0) },
		"shortened": func(path string) error {
			data, err := os.ReadFile(path)
			line, _, _ := bytes.Cut(data, []byte("\n"))
			return errors.Join(err, os.WriteFile(path, append(line, '\n'), 0o600))
		},
	} {
		t.Run(name, func(t *testing.T) {
			qs := sayings(6)
			dir := t.TempDir()
			mustBuild(t, dir, qs...)
			l := mustOpen(t, dir, Options{})
			mustEdit(t, l, store.Edit{Op: store.Correct, ID: qs[0].ID, Speaker: "Grace Hopper"})
			mustEdit(t, l, store.Edit{Op: store.Hide, ID: qs[1].ID})
			mustBuild(t, dir, qs...)
			if err := l.Close(); err != nil {
				t.Fatal(err)
			}
			for _, name := range []string{store.LogName, store.CopyName} {
				if err := lose(filepath.Join(dir, name)); err != nil {
					t.Fatal(err)
				}
			}
			holds := func(when string, l *Library) {
				t.Helper()
				for i, want := range []error{nil, ErrHidden, ErrHidden} {
					if _, err := l.Get(t.Context(), qs[i].ID, ""); !errors.Is(err, want) {
						t.Errorf("%s: saying %d: %v, want %v", when, i, err, want)
					}
				}
				q, err := l.Get(t.Context(), qs[0].ID, "")
				if err != nil || speakerOf(q) != "Grace Hopper" {
					t.Errorf("%s: the correction is gone: %v, %v", when, q, err)
				}
			}
			l = mustOpen(t, dir, Options{})
			if s := l.Status(); !s.LogCutShort || len(s.LogPutBack) > 0 {
				t.Errorf("the status says %+v", s)
			}
			mustEdit(t, l, store.Edit{Op: store.Hide, ID: qs[2].ID})
			holds("at once", l)
			holds("opened anew", mustOpen(t, dir, Options{ReadOnly: true}))
			if problems, err := Verify(t.Context(), dir); err != nil || len(problems) == 0 {
				t.Errorf("problems %v, %v", problems, err)
			}
			mustBuild(t, dir, qs...)
			mustRefresh(t, l)
			holds("built again", l)
			if problems, err := Verify(t.Context(), dir); err != nil || len(problems) == 0 {
				t.Errorf("built again, problems %v, %v", problems, err)
			}
		})
	}
}

// TestALogThatIsDamagedTakesNothingBack: what the log alone lost is put back, whether or
// not a generation was built with it, and the damage is told.
func TestALogThatIsDamagedTakesNothingBack(t *testing.T) {
	qs := sayings(6)
	for name, damage := range map[string]func(data []byte) []byte{
		"gone":          func([]byte) []byte { return nil },
		"emptied":       func([]byte) []byte { return []byte{} },
		"cut":           func(data []byte) []byte { return data[:1+bytes.IndexByte(data, '\n')] },
		"zeroed at end": func(data []byte) []byte { clear(data[len(data)/3:]); return data },
		"one bit":       func(data []byte) []byte { data[len(data)/2] ^= 1; return data },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			mustBuild(t, dir, qs...)
			l := mustOpen(t, dir, Options{})
			mustEdit(t, l, store.Edit{Op: store.Hide, ID: qs[0].ID})
			mustBuild(t, dir, qs...)
			for i := range 3 {
				mustEdit(t, l, store.Edit{Op: store.Hide, ID: qs[1+i].ID})
			}
			want := shownStates(t, l, qs)
			if err := l.Close(); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(dir, store.LogName)
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if data = damage(data); data == nil {
				err = os.Remove(path)
			} else {
				err = os.WriteFile(path, data, 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
			told := func(when string) {
				t.Helper()
				if problems, err := Verify(t.Context(), dir); len(problems) != 1 || problems[0].File != store.LogName || err != nil {
					t.Errorf("%s: problems %v, %v", when, problems, err)
				}
			}
			told("before it is opened")
			mustBuild(t, dir, qs...)
			told("after a build")
			l = mustOpen(t, dir, Options{})
			told("opened")
			if diff := cmp.Diff(want, shownStates(t, l, qs)); diff != "" {
				t.Error(diff)
			}
			if s := l.Status(); len(s.LogPutBack) != 1 || s.LogCutShort {
				t.Errorf("the status says %+v", s)
			}
		})
	}
}
