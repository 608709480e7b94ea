package command_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbatim/bot/command"
	"verbatim/bot/interact"
	"verbatim/bot/messages"
	"verbatim/quotes"
	"verbatim/search"
)

// The words are [marked], what says who spoke them <so>.
func TestEvidence(t *testing.T) {
	by := func(name, written string) []quotes.Speaker { return []quotes.Speaker{{Name: name, AsWritten: written}} }
	for _, tt := range []struct {
		name, words string
		a           quotes.Attribution
		want        string
	}{
		{"speaker and verb", "It is late", quotes.Attribution{Context: "“It is late,” said Ann Lee.", Cue: "said", Speakers: by("Ann Lee", "")}, "“[It is late],” <said> <Ann Lee>."},
		{"as the source writes it", "It is late", quotes.Attribution{Context: "“It is late,” the mayor said.", Cue: "said", Speakers: by("Ann Lee", "the mayor")}, "“[It is late],” <the mayor> <said>."},
		{"by the family name", "It is late", quotes.Attribution{Context: "Lee said: “It is late.”", Cue: "said", Speakers: by("Ann Lee", "")}, "<Lee> <said>: “[It is late].”"},
		{"the nearest of several", "It is late", quotes.Attribution{Context: "Lee said no. Then Lee said: “It is late.”", Cue: "said", Speakers: by("Ann Lee", "")}, "Lee said no. Then <Lee> <said>: “[It is late].”"},
		{"no part of a word", "It is late", quotes.Attribution{Context: "Leeds is far, says Lee: “It is late.”", Cue: "say", Speakers: by("Ann Lee", "")}, "Leeds is far, says <Lee>: “[It is late].”"},
		{"not inside of the words", "he said it", quotes.Attribution{Context: "“he said it”, she said", Cue: "said"}, "“[he said it]”, she <said>"},
		{"a report", "that it was late", quotes.Attribution{
			Kind: quotes.Indirect, Context: "Ann Lee said that it was late.", ContextSpans: []quotes.Span{{Start: 13, End: 29}}, Cue: "said", Speakers: by("Ann Lee", ""),
		}, "<Ann Lee> <said> [that it was late]."},
		{"words that are not there", "It is late", quotes.Attribution{Context: "It was said.", Cue: "said"}, "It was <said>."},
		{"no sentence", "It is late", quotes.Attribution{Cue: "said"}, ""},
	} {
		var b strings.Builder
		for _, r := range command.Evidence(tt.words, tt.a) {
			switch {
			case r.Reported:
				b.WriteString("[" + r.Text + "]")
			case r.Matched:
				b.WriteString("<" + r.Text + ">")
			default:
				b.WriteString(r.Text)
			}
		}
		if diff := cmp.Diff(tt.want, b.String()); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

// monstrous is a task in which everything is as long, and as hostile, as can be.
func monstrous(report bool) search.Review {
	long := strings.Repeat(nastyWords+" ", 40)
	a := quotes.Attribution{
		Kind: quotes.Direct, Status: quotes.Review, Unsure: quotes.DoubtUnsaid, Cue: long, Via: long, Said: quotes.Date(long), Context: long + long,
		Speakers: []quotes.Speaker{{Name: long, AsWritten: long, Role: long}, {Name: long, Role: long}, {Name: long}},
		Source:   quotes.Source{Title: long, Publisher: long, Author: long, Place: long, Published: quotes.Date(long), URL: "https://example.org/" + strings.Repeat("a", 400), File: long, Line: 1 << 30},
	}
	q := quote(long, a)
	r := search.Review{Task: search.Task{ID: q.ID, File: search.FileKey(long)}, Moderated: search.Moderated{Quote: q, Found: q}, Unsure: a, Waits: true}
	if report {
		r.Task = search.Task{ID: q.ID, Report: 1 << 40}
		for i := range 30 {
			r.Reports = append(r.Reports, search.Edit{Seq: uint64(i + 1), By: asker, Guild: strings.Repeat("9", 20), Reason: long, Op: search.Mistake})
		}
	}
	return r
}

// Whatever a record or a reader says, a task is one message that Discord takes, and
// nothing in it acts.
func TestATaskStaysWithinTheLimits(t *testing.T) {
	for _, report := range []bool{false, true} {
		l := &library{tasks: []search.Review{monstrous(report)}, edit: func(e search.Edit) (search.Edit, error) { e.Seq = 1 << 40; return e, nil }}
		p := use(t, l, nil).by(moderator)
		says := p.run("corpus review")
		if !p.screen.private {
			t.Error("everybody sees it")
		}
		skip := map[bool]string{false: "Accept", true: "Nothing wrong"}[report]
		for range 2 {
			if n := messages.Len16(says); n > interact.MaxText || n < 500 {
				t.Errorf("report %v: %d units of text", report, n)
			}
			for _, acts := range []string{"@everyone <@1", "](https://evil.example)", "\n# Free"} {
				if strings.Contains(says, acts) {
					t.Errorf("report %v: %q acts", report, acts)
				}
			}
			says = p.press(p.screen.message(), skip)
		}
	}
}

// Buttons of a task that waits no more, and of none.
func TestATaskThatIsGone(t *testing.T) {
	l := &library{tasks: tasks()}
	p := use(t, l, nil).by(moderator)
	p.run("corpus review")
	shown := p.screen.message()
	l.tasks = l.tasks[1:]
	if says := p.press(shown, "Nothing wrong"); !strings.Contains(says, "isn’t waiting any more") || !strings.Contains(says, "1 of 2") {
		t.Errorf("of what is gone it says %q", says)
	}
	l.tasks[0].Waits = false
	shown = p.screen.message()
	accepted := search.Edit{Seq: 3, By: stranger, Op: search.Accept, ID: l.tasks[0].ID, File: l.tasks[0].Unsure.Source.File, Speaker: "Ann Lee"}
	l.tasks[0].Reviews = []search.Edit{accepted}
	l.edits = []search.Edit{accepted}
	for _, label := range []string{"Accept", "Reject", "Skip"} {
		if says := p.press(shown, label); !strings.Contains(says, "Somebody has already decided on this one.\n-# Accepted, attributed to Ann Lee (news/bridge\\.md) · <@"+stranger+">") {
			t.Errorf("%s of what is decided says %q", label, says)
		}
	}
	l.tasks = nil
	if says := p.run("corpus review"); says != "Nothing is waiting for review." {
		t.Errorf("with nothing in it it says %q", says)
	}
}
