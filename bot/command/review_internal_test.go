package command

import (
	"bytes"
	"testing"
	"time"

	"verbatim/quotes"
	"verbatim/search"
)

func TestTasksTravelInButtons(t *testing.T) {
	id := quotes.IDOf("some words")
	for _, task := range []search.Task{{ID: id, Report: 1}, {ID: id, Report: 1<<64 - 1}, {ID: id}, {ID: id, File: 1<<64 - 1}} {
		b := encodeTask(task)
		if got, ok := decodeTask(b); !ok || got != task || len(b) > 24 {
			t.Errorf("%+v became %+v, %v, in %d bytes", task, got, ok, len(b))
		}
		for cut := range b {
			if got, ok := decodeTask(b[:cut]); ok && got == task {
				t.Errorf("%d of %d bytes of %+v are enough", cut, len(b), task)
			}
		}
	}
	for _, u := range []undoable{{id, 1, 0}, {id, 1 << 30, 1<<30 + 1}} {
		b := u.encode()
		if got, ok := decodeUndoable(b); !ok || got != u || len(b) > 24 {
			t.Errorf("%+v became %+v, %v, in %d bytes", u, got, ok, len(b))
		}
	}
	for _, bad := range [][]byte{nil, []byte("x"), []byte(id), append([]byte(id), 'r', 0), append([]byte(id), 'x', 1), bytes.Repeat([]byte{255}, 24)} {
		if task, ok := decodeTask(bad); ok {
			t.Errorf("%q is read as %+v", bad, task)
		}
		if u, ok := decodeUndoable(bad); ok {
			t.Errorf("%q is read as %+v", bad, u)
		}
	}
}

// Each report is told of once: not again when it was settled, reopened and settled anew.
func TestWhoIsToldOfAnOutcome(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	report := func(seq uint64, by, tell string) search.Edit {
		return search.Edit{Seq: seq, At: at.Add(time.Duration(seq) * time.Minute), By: by, Tell: tell, Op: search.Mistake}
	}
	settle := func(seq uint64) search.Edit {
		return search.Edit{Seq: seq, At: at.Add(time.Duration(seq) * time.Minute), Op: search.Settle}
	}
	asked, silent, terminal, twice, later := report(1, "1", "de"), report(2, "2", ""), report(3, "", "en"), report(4, "1", "de"), report(7, "9", "uk")
	all := []search.Edit{asked, silent, terminal, twice}
	history := []search.Decided{
		{Edit: asked},
		{Edit: silent},
		{Edit: terminal},
		{Edit: twice},
		{Edit: settle(5), Before: search.Decision{Reports: all}, Undone: true},
		{Edit: search.Edit{Seq: 6, Op: search.Undo, Undoes: 5}},
		{Edit: later},
		{Edit: settle(8), Before: search.Decision{Reports: append(all, later)}},
	}
	for seq, want := range map[uint64][]string{5: {"1"}, 8: {"9"}, 99: nil} {
		got := toTell(history, search.Edit{Seq: seq, Op: search.Settle})
		if len(got) != len(want) || len(got) > 0 && got[0].By != want[0] {
			t.Errorf("by edit %d are told %+v, want %v", seq, got, want)
		}
	}
}
