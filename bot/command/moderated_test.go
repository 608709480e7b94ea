package command_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"verbatim/quotes"
	"verbatim/search"
)

// moderatedLibrary has quotations that moderators decided about.
func moderatedLibrary() (*library, []quotes.Quote) {
	all := []quotes.Quote{said("Brevity is the soul of wit", "William Shakespeare"), said("Let them eat cake", "Marie Antoinette"), said("A horse, *a horse*", "Richard [III](https://evil.example)")}
	l := &library{}
	l.get = func(id quotes.ID, _ string) (quotes.Quote, error) {
		for _, q := range all {
			if q.ID == id {
				return q, nil
			}
		}
		return quotes.Quote{}, search.ErrNotFound
	}
	l.suggestIDs = func(typed string, _ search.Filter, _ int) ([]quotes.Quote, error) {
		var found []quotes.Quote
		for _, q := range all {
			if strings.HasPrefix(string(q.ID), typed) || strings.Contains(q.Words, typed) {
				found = append(found, q)
			}
		}
		return found, nil
	}
	l.edit = func(e search.Edit) (search.Edit, error) {
		e.Seq = uint64(len(l.edits) + 1)
		e.At = time.Date(2026, 11, 30, 9, int(e.Seq), 0, 0, time.UTC)
		for _, o := range slices.Backward(l.edits) { // what an undo means is the library's business
			if _, undone := l.left(o.ID, l.edits); e.Op == search.Undo && !undone[o.Seq] &&
				(e.Undoes == o.Seq || e.Undoes == 0 && o.Op != search.Undo && (e.ID == o.ID || e.ID == "" && e.By == o.By)) {
				e.ID, e.Undoes = o.ID, o.Seq
				l.edits = append(l.edits, e)
				return e, nil
			}
		}
		if e.Op == search.Undo {
			return search.Edit{}, search.ErrNothingToUndo
		}
		l.edits = append(l.edits, e)
		return e, nil
	}
	return l, all
}

// Whoever decides reads what it is about, and who was named before.
func TestADecisionNamesTheWords(t *testing.T) {
	l, all := moderatedLibrary()
	p := use(t, l, nil).by(moderator)
	wit, cake := all[0], all[1]
	id := string(wit.ID)
	for _, tt := range []struct {
		path    string
		options []any
		want    string
	}{
		{"corpus hide", []any{"id", id, "reason", "twice"}, "The quote " + id + " is now hidden. /corpus restore brings it back.\n“Brevity is the soul of wit”\n**William Shakespeare**"},
		{"corpus restore", []any{"id", id}, "The quote " + id + " is visible again.\n“Brevity is the soul of wit”\n**William Shakespeare**"},
		{"corpus restore", []any{"id", id}, "The quote " + id + " isn’t hidden, so there’s nothing to restore.\n“Brevity is the soul of wit”\n**William Shakespeare**"},
		{"corpus hide", []any{"id", "eat cake", "reason", "x"}, "“eat cake” isn’t a quote ID, but these quotes match it. Run the command again with the ID of the one you mean:\n“Let them eat cake”\n**Marie Antoinette**\n-# " + string(cake.ID)},
		{"corpus restore", []any{"id", "eat cake"}, "“eat cake” isn’t a quote ID. An ID has 13 letters and digits, and you’ll find it at the bottom of every answer."},
	} {
		if got := p.run(tt.path, tt.options...); got != tt.want || !p.screen.private {
			t.Errorf("/%s %q: %q, alone: %v; want %q", tt.path, tt.options, got, p.screen.private, tt.want)
		}
	}
	if len(l.edits) != 2 {
		t.Errorf("stored were %v", l.edits)
	}
}

func TestWhatIsHiddenIsListedByItsWords(t *testing.T) {
	l, all := moderatedLibrary()
	p := use(t, l, nil).by(moderator)
	if got := p.run("corpus hidden"); got != "No quotes are hidden." {
		t.Errorf("nothing hidden: %q", got)
	}
	for i, q := range all {
		p.run("corpus hide", "id", string(q.ID), "reason", fmt.Sprintf("reason *%d*", i))
	}
	for i := range 5 { // of which no word can be read
		p.run("corpus hide", "id", fmt.Sprintf("%013d", i), "reason", "another server's")
	}
	golden(t, "hidden", p.run("corpus hidden")+"\n")
	if got := p.press(p.screen.message(), "Next"); !strings.Contains(got, "6 to 8 of 8") || !strings.Contains(got, `“A horse, \*a horse\*”`) || !p.screen.updated {
		t.Errorf("the second page is %q", got)
	}
	last := p.screen.message()
	if got := p.by(asker).press(last, "Back"); got != "That command is only for this bot’s moderators. Ask one of them." {
		t.Errorf("a reader who presses the button reads %q", got)
	}
	l.edits = l.edits[:2]
	if got := p.press(last, "Back"); !strings.Contains(got, "1 to 2 of 2") {
		t.Errorf("after others were restored the page is %q", got)
	}

	for typed, want := range map[string]quotes.ID{"soul wit": all[0].ID, "SHAKESPEARE": all[0].ID, "reason 1": all[1].ID, string(all[1].ID)[:6]: all[1].ID} {
		if got := p.completions("corpus restore", "id*", typed); len(got) != 1 || got[0].Value != string(want) {
			t.Errorf("to be restored for %q are %q", typed, got)
		}
	}
	if got := p.completions("corpus restore", "id*", "horse"); len(got) != 0 {
		t.Errorf("what is not hidden is to be restored: %q", got)
	}
	if got := p.completions("corpus hide", "id*", "horse"); len(got) != 1 || !strings.HasSuffix(got[0].Name, "A horse, *a horse*") {
		t.Errorf("to be hidden are %q", got)
	}
	if got := p.run("corpus restore", "id", "soul of wit"); !strings.Contains(got, "these quotes match it") || !strings.Contains(got, string(all[0].ID)) {
		t.Errorf("restored by words: %q", got)
	}
}

// corrects attributes a quotation to somebody else, as is done on the command line.
func (l *library) corrects(t *testing.T, id, speaker string) {
	t.Helper()
	if _, err := l.Edit(t.Context(), search.Edit{Op: search.Correct, ID: quotes.ID(id), Speaker: speaker, By: moderator}); err != nil {
		t.Fatal(err)
	}
}

func TestHistory(t *testing.T) {
	l, all := moderatedLibrary()
	p := use(t, l, nil).by(moderator)
	id := string(all[2].ID)
	if got := p.run("corpus history", "id", id); !strings.HasSuffix(got, "No moderator has changed this quote.") || !strings.HasPrefix(got, `“A horse, \*a horse\*”`) {
		t.Errorf("nothing was changed: %q", got)
	}
	l.corrects(t, id, "Richard of *York*")
	p.run("corpus hide", "id", id, "reason", "no [kingdom](https://evil.example)")
	l.corrects(t, id, "Shakespeare")
	l.edits[2].By = "" // on the command line
	golden(t, "history", p.run("corpus history", "id", id)+"\n")
	for range 5 {
		p.run("corpus restore", "id", id)
		p.run("corpus hide", "id", id, "reason", "again")
	}
	p.run("corpus history", "id", id)
	if got := p.press(p.screen.message(), "Next"); !strings.Contains(got, "6 to 10 of 1") || !p.screen.updated {
		t.Errorf("the second page is %q", got)
	}
	if got := p.by(asker).press(p.screen.message(), "Back"); got != "That command is only for this bot’s moderators. Ask one of them." {
		t.Errorf("a reader who presses the button reads %q", got)
	}
	if got := p.completions("corpus history", "id*", "horse"); len(got) == 0 || got[0].Value != id {
		t.Errorf("to be looked up are %q", got)
	}
	if got := p.run("corpus history", "id", "2222222222222"); got != "I have no quote with the ID 2222222222222. You’ll find the ID at the bottom of every answer." {
		t.Errorf("of an unknown ID: %q", got)
	}
}

func TestUndo(t *testing.T) {
	l, all := moderatedLibrary()
	p := use(t, l, nil).by(moderator)
	id := string(all[0].ID)
	if got := p.run("corpus undo"); got != "You haven’t decided anything that could be undone." || !p.screen.private {
		t.Errorf("nothing was decided: %q", got)
	}
	if got := p.run("corpus undo", "id", id); got != "Nobody has decided anything on the quote "+id+" that could be undone." {
		t.Errorf("nothing was decided on it: %q", got)
	}
	l.corrects(t, id, "Polonius")
	p.run("corpus hide", "id", id, "reason", "twice")
	hidden := p.screen.message()
	const words = "“Brevity is the soul of wit”\n**Polonius** (“William Shakespeare” in the source)"
	undone := "Decision #2 on the quote " + id + " is undone.\n" + words + "\n-# #2 · Hidden · undone\n-# It’s visible now, attributed to Polonius."
	if got := p.press(hidden, "Undo"); got != undone || !p.screen.updated {
		t.Errorf("the hide undone: %q, want %q", got, undone)
	}
	redo := p.screen.message()
	if got := p.press(hidden, "Undo"); got != "That’s already been undone." {
		t.Errorf("pressed again: %q", got)
	}
	redone := "Decision #3 on the quote " + id + " is undone.\n" + words + "\n-# #3 · Undid #2 · undone\n-# It’s hidden now."
	if got := p.press(redo, "Redo"); got != redone {
		t.Errorf("the undo undone: %q, want %q", got, redone)
	}
	p.run("corpus undo", "id", id)
	if got := p.run("corpus undo"); !strings.Contains(got, "Decision #1 ") || !strings.HasSuffix(got, "attributed to William Shakespeare.") {
		t.Errorf("the last decision before: %q", got)
	}
	golden(t, "history_undone", p.run("corpus history", "id", id)+"\n")
	if got := p.by(asker).press(redo, "Redo"); got != "That command is only for this bot’s moderators. Ask one of them." {
		t.Errorf("a reader who presses the button reads %q", got)
	}
}
