package command_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"verbatim/bot/command"
	"verbatim/bot/messages/messagestest"
	"verbatim/bot/reindex"
	"verbatim/quotes"
	"verbatim/quotes/corpus"
	"verbatim/quotes/store"
	"verbatim/search"
)

func TestModeratorsDecide(t *testing.T) {
	const id, unknown, other = "0123456789abc", "2222222222222", "3333333333333"
	var stored []search.Edit
	l := &library{
		edit: func(e search.Edit) (search.Edit, error) {
			if e.ID == unknown {
				return search.Edit{}, fmt.Errorf("editing: %w", search.ErrNotFound)
			}
			if e.Reason == "broken" {
				return search.Edit{}, errors.New("fsync /srv/data/edits.jsonl: no space left on device")
			}
			if e.Reason == "alone" {
				return search.Edit{}, fmt.Errorf("publishing: %w", search.ErrUnreachable)
			}
			e.Seq = uint64(len(stored) + 1)
			if e.ID == other && e.Op == search.Restore {
				e.Seq = 0 // as there is nothing to restore
				return e, nil
			}
			stored = append(stored, e)
			return e, nil
		},
		edits: []search.Edit{
			{Seq: 1, Op: search.Hide, ID: id, Reason: "wrong [source](https://evil.example)"},
			{Seq: 2, Op: search.Correct, ID: id, Speaker: "x"},
			{Seq: 3, Op: search.Hide, ID: other},
			{Seq: 4, Op: search.Restore, ID: other},
		},
	}
	p := use(t, l, nil).by(moderator)
	for _, tt := range []struct {
		path    string
		options []any
		want    string
		edit    *search.Edit
	}{
		{"corpus hide", []any{"id", "0123-456789ABC · four score…", "reason", " a\nduplicate "}, "The quote 0123456789abc is now hidden. /corpus restore brings it back.", &search.Edit{By: moderator, Guild: homeGuild, Op: search.Hide, ID: id, Reason: "a duplicate"}},
		{"corpus restore", []any{"id", id}, "The quote 0123456789abc is visible again.", &search.Edit{By: moderator, Guild: homeGuild, Op: search.Restore, ID: id}},
		{"corpus restore", []any{"id", other}, "The quote 3333333333333 isn’t hidden, so there’s nothing to restore.", nil},
		{"corpus hide", []any{"id", unknown, "reason", "x"}, "I have no quote with the ID 2222222222222. You’ll find the ID at the bottom of every answer.", nil},
		{"corpus hide", []any{"id", "four score", "reason", "x"}, "“four score” isn’t a quote ID. An ID has 13 letters and digits, and you’ll find it at the bottom of every answer.", nil},
		{"corpus restore", []any{"id", "four score"}, "“four score” isn’t a quote ID. An ID has 13 letters and digits, and you’ll find it at the bottom of every answer.", nil},
		{"corpus hide", []any{"id", id, "reason", "broken"}, "I couldn’t save that, so nothing has changed. The bot’s owner can find out why with this code: 1000.", nil},
		{"corpus hide", []any{"id", id, "reason", "alone"}, "I can’t reach the servers that keep changes and reports right now, so this doesn’t count yet. Try again in a minute.", nil},
	} {
		stored = nil
		if got := p.run(tt.path, tt.options...); got != tt.want || !p.screen.private {
			t.Errorf("/%s %q: %q, alone: %v; want %q", tt.path, tt.options, got, p.screen.private, tt.want)
		}
		var want []search.Edit
		if tt.edit != nil {
			tt.edit.Seq = 1
			want = []search.Edit{*tt.edit}
		}
		if diff := cmp.Diff(want, stored); diff != "" {
			t.Errorf("/%s %q: %s", tt.path, tt.options, diff)
		}
	}

	if got := p.completions("corpus restore", "id*", "0123"); len(got) != 1 || got[0].Value != id || !strings.HasPrefix(got[0].Name, id+" · wrong [source]") {
		t.Errorf("to be restored are %q", got)
	}
	for typed, want := range map[string]int{"": 1, "WRONG": 1, id + " · wrong": 1, "right": 0} {
		if got := p.completions("corpus restore", "id*", typed); len(got) != want {
			t.Errorf("to be restored for %q are %q", typed, got)
		}
	}
	denied := "That command is only for this bot’s moderators. Ask one of them."
	reader := p.by(asker)
	stored = nil
	for _, path := range []string{"corpus reindex", "corpus status", "corpus problems", "corpus hide", "corpus restore", "corpus hidden", "corpus history", "corpus undo", "corpus review"} {
		if got := reader.run(path, "id", id, "reason", "x", "speaker", "x"); got != denied {
			t.Errorf("/%s tells a reader %q", path, got)
		}
	}
	if got := reader.by(stranger).completions("corpus restore", "id*", ""); len(got) != 0 || len(stored) != 0 {
		t.Errorf("a reader sees %q and stores %v", got, stored)
	}
}

// report is a reading with n problems.
func report(n int) *reindex.Report {
	r := reindex.Report{
		Rejections: n, Took: 5300 * time.Millisecond,
		Index: search.BuildReport{Generation: 7, Quotations: 14396, InReview: 1, Added: 120, Changed: 3, Gone: 2, Merged: 40},
	}
	for i := range n {
		r.Corpus.Rejections = append(r.Corpus.Rejections, corpus.Rejection{File: "a_b/quotes.csv", Line: i + 1, Reason: "no *words* in @everyone"})
	}
	if n > 0 {
		r.Corpus.Rejections[0] = corpus.Rejection{File: "[x](https://evil.example).txt", Reason: strings.Repeat("too long ", 90)}
		for i := range 25 {
			r.Index.Came = append(r.Index.Came, search.Listed{ID: quotes.IDOf(fmt.Sprint(i)), Words: fmt.Sprintf("New *saying* %d", i)})
		}
		r.Index.Went = []search.Listed{{ID: "4444444444444", Words: "A saying that is gone"}}
		r.Index.Crowded = []search.Crowded{{ID: "5555555555555", Kept: 20000, Left: 1}}
		r.Index.StaleEdits = []search.Edit{{ID: "0123456789abc"}, {ID: "3333333333333"}}
	}
	return &r
}

// reading is a Rebuilder whose reading takes a while, or until it fails.
type reading struct {
	*builder
	started []string
}

func newReading(takes time.Duration, result error) *reading {
	r := &reading{}
	var (
		mu    sync.Mutex
		since time.Time
	)
	r.builder = &builder{
		start: func(by string) (*reindex.Run, error) {
			mu.Lock()
			defer mu.Unlock()
			if !since.IsZero() && time.Since(since) < takes {
				return nil, &reindex.RunningError{Since: since, By: moderator}
			}
			r.started = append(r.started, by)
			since = time.Now()
			return &reindex.Run{Since: since, By: by}, nil
		},
		status: func() reindex.State {
			mu.Lock()
			defer mu.Unlock()
			passed := time.Since(since)
			switch {
			case since.IsZero():
				return reindex.State{}
			case passed < takes:
				return reindex.State{Running: true, Since: since, By: moderator, Progress: reindex.Progress{Step: "indexing", Done: int(passed / time.Second), Total: 100}}
			case result != nil:
				return reindex.State{LastErr: result}
			}
			return reindex.State{Last: report(20)}
		},
	}
	return r
}

func TestAReindexTellsHowFarItIsAndEndsInItsReport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newReading(10*time.Second, nil)
		p := use(t, &library{}, r.builder).by(moderator)
		got := p.run("corpus reindex")
		golden(t, "reindex_report", got+"\n")
		if diff := cmp.Diff([]string{moderator}, r.started); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"New (120)", "Gone (2)", "To review (1)", "Not taken (20)"}, buttons(p.screen.message())); diff != "" {
			t.Error(diff)
		}
		var states []string
		for _, m := range p.screen.states[:len(p.screen.states)-1] {
			states = append(states, text(m))
		}
		want := []string{
			"Reading the corpus: sorting, 0 of 100 quotes in 0 s.",
			"Reading the corpus: sorting, 3 of 100 quotes in 3 s.",
			"Reading the corpus: sorting, 6 of 100 quotes in 6 s.",
			"Reading the corpus: sorting, 9 of 100 quotes in 9 s.",
		}
		if diff := cmp.Diff(want, states); diff != "" {
			t.Error(diff)
		}
		if took := time.Since(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)); took > 12*time.Second {
			t.Errorf("the report came after %v", took)
		}
	})
}

func TestASecondReindexIsToldOfTheFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newReading(time.Minute, nil)
		p := use(t, &library{}, r.builder).by(moderator)
		other := use(t, &library{}, r.builder).by(moderator)
		go p.run("corpus reindex")
		time.Sleep(10 * time.Second)
		got := other.run("corpus reindex")
		want := "I’ve been reading the corpus since <t:946684800:f> (started by <@" + moderator + ">). /corpus status shows how far I’ve gotten."
		if got != want || !other.screen.private || len(r.started) != 1 {
			t.Errorf("the second reads %q, want %q; started by %q", got, want, r.started)
		}
		if got := other.run("corpus status"); !strings.Contains(got, "I’ve been reading the corpus since <t:946684800:f> (started by <@"+moderator+">): sorting, 10 of 100 quotes in 10 s.") {
			t.Errorf("/corpus status says %q", got)
		}
		if err := p.router.Drain(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestAFailedReindexSaysWhatFailedAndWhatGoesOn(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want string
	}{
		{&reindex.Error{Sentence: "there is no space left in *the data folder*.", Err: errors.New("write /srv/data: no space")}, `Reading the corpus failed: there is no space left in \*the data folder\*. Searches still find what was there before.`},
		{errors.New("open /srv/data: permission denied"), "Reading the corpus failed: the log has the details. Searches still find what was there before."},
	} {
		synctest.Test(t, func(t *testing.T) {
			p := use(t, &library{}, newReading(5*time.Second, tt.err).builder).by(moderator)
			if got := p.run("corpus reindex"); got != tt.want {
				t.Errorf("the moderator reads %q, want %q", got, tt.want)
			}
			if got := p.run("corpus status"); !strings.Contains(got, "/corpus reindex tries again.") || strings.Contains(got, "/srv") {
				t.Errorf("/corpus status says %q", got)
			}
		})
	}
}

func TestAReindexEndsItsAnswerWhenTheProgramStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := use(t, &library{}, newReading(time.Hour, nil).builder).by(moderator)
		go p.run("corpus reindex")
		time.Sleep(time.Minute)
		if err := p.router.Drain(t.Context()); err != nil {
			t.Error(err)
		}
		if got := p.screen.text(); !strings.HasPrefix(got, "I’m restarting, so I’ve stopped reading the corpus.") {
			t.Errorf("the moderator reads %q", got)
		}
	})
}

func TestAReindexThatCannotBegin(t *testing.T) {
	for _, tt := range []struct {
		builder *builder
		want    string
	}{
		{nil, "I can’t read the corpus again while I’m running."},
		{&builder{start: func(string) (*reindex.Run, error) { return nil, reindex.ErrClosed }}, "I’m restarting. Try again in a minute."},
		{&builder{start: func(string) (*reindex.Run, error) { return nil, errors.New("fork /srv") }}, "Something went wrong on my side. Try again in a moment. If it keeps happening, give the bot’s owner this code: 1000."},
	} {
		if got := use(t, &library{}, tt.builder).by(moderator).run("corpus reindex"); got != tt.want {
			t.Errorf("the moderator reads %q, want %q", got, tt.want)
		}
	}
}

func TestStatus(t *testing.T) {
	built := time.Date(2024, 5, 1, 10, 0, 0, 0, time.UTC)
	serving := &library{status: search.Status{Generation: 1042, Built: built, Quotations: 14396, InReview: 12, Hidden: 1, Speakers: 900, Sources: 1, Edits: 2}}
	for name, p := range map[string]*person{
		"status_serving": use(t, serving, &builder{status: func() reindex.State { return reindex.State{Last: report(0)} }}),
		"status_nothing": use(t, &library{}, &builder{status: func() reindex.State {
			return reindex.State{LastErr: &reindex.Error{Sentence: "the corpus folder is gone", Err: errors.New("x")}}
		}}),
		"status_alone": use(t, serving, nil),
	} {
		golden(t, name, p.by(moderator).run("corpus status")+"\n")
	}
	const changed, damaged, other = "The corpus has changed since I read it.", "The newest version is damaged", "is not what all machines serve"
	for name, tt := range map[string]struct {
		corpus  string
		several bool
		damage  error
		want    string
	}{
		"as it was read":             {corpus: "a"},
		"as another process read it": {corpus: "a", several: true},
		"another folder was read":    {corpus: "b", several: true, want: other},
		"a file was added":           {corpus: "b", want: changed},
		"the folder cannot be read":  {corpus: "gone"},
		"an older generation serves": {corpus: "b", damage: errors.New("a checksum"), want: damaged},
	} {
		l := &library{corpus: tt.corpus, status: search.Status{Generation: 1, Corpus: "a", Damage: tt.damage}}
		p := use(t, l, nil).by(moderator)
		if tt.several {
			d := command.Deps{Find: l, Get: l, About: l, Check: l, Decide: l, Moderate: l, Review: l, Corpus: l.fingerprint, Forget: l, Several: true}
			p.commands, p.router = command.New(d), newRouter(t, p.screen)
			p.commands.Routes(p.router)
		}
		got := p.run("corpus status")
		for _, sentence := range []string{changed, damaged, other} {
			if strings.Contains(got, sentence) != (sentence == tt.want) {
				t.Errorf("%s: %q", name, got)
			}
		}
	}
}

// Damage to the log of edits is told until somebody has looked at it.
func TestTheStatusTellsOfADamagedLog(t *testing.T) {
	l := &library{status: search.Status{Generation: 1, LogCutShort: true, LogPutBack: []store.Damage{{
		File: store.LogName, Kept: "edits.jsonl.damaged-1", At: time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC),
	}}}}
	got := use(t, l, nil).by(moderator).run("corpus status")
	for _, sentence := range []string{"was restored from its copy <t:1796029200:f>", `edits\.jsonl\.damaged-1: delete it`, `restore edits.jsonl from a backup`} {
		if !strings.Contains(got, sentence) {
			t.Errorf("%q is not in %q", sentence, got)
		}
	}
}

// A line for each language, and one for those beyond the eighth.
func TestTheReportTellsOfLanguagesThatAreNotRead(t *testing.T) {
	r := report(0)
	for i := range 10 {
		r.Corpus.Unread = append(r.Corpus.Unread, corpus.Unread{Tag: "x", Language: string(rune('A' + i)), Articles: 20 - i})
	}
	b := &builder{status: func() reindex.State { return reindex.State{Last: r} }}
	got := use(t, &library{}, b).by(moderator).run("corpus status")
	if !strings.HasSuffix(got, "\n13 articles in H skipped: I can’t find quotes in that language.\n23 articles in 2 other languages skipped.") {
		t.Errorf("/corpus status says %q", got)
	}
}

func TestProblemsHavePages(t *testing.T) {
	problems := 23
	b := &builder{status: func() reindex.State { return reindex.State{Last: report(problems)} }}
	p := use(t, &library{}, b).by(moderator)
	golden(t, "problems", p.run("corpus problems")+"\n")
	if !p.screen.private {
		t.Error("everybody reads it")
	}
	if _, enabled := button(p.screen.message(), "Back"); enabled {
		t.Error("there is something before the first page")
	}
	p.press(p.screen.message(), "Next")
	got := p.press(p.screen.message(), "Next")
	if !strings.HasPrefix(got, "Records and files that couldn’t be used: 21 to 23 of 23\na\\_b/quotes\\.csv · 22 problems\n- line 21: no \\*words\\* in \\@everyone") || !p.screen.updated {
		t.Errorf("the last page is %q", got)
	}
	last := p.screen.message()
	if _, enabled := button(last, "Next"); enabled {
		t.Error("there is something after the last page")
	}
	if got := p.by(asker).press(last, "Back"); got != "That command is only for this bot’s moderators. Ask one of them." {
		t.Errorf("a reader who presses the button reads %q", got)
	}
	p.press(last, "Back")
	second := p.screen.message()
	problems = 5 // a better reading
	if got := p.press(second, "Next"); !strings.HasPrefix(got, "5 records or files couldn’t be used:\n") || len(buttons(p.screen.message())) != 0 {
		t.Errorf("after a better reading the page is %q", got)
	}
	problems = 0
	if got := p.run("corpus problems"); got != "No problems: I could use everything in the corpus." {
		t.Errorf("without problems: %q", got)
	}
	unread := report(1)
	unread.Corpus.Rejections[0] = corpus.Rejection{File: "a.csv", Reason: "x"}
	unread.Corpus.Unread = []corpus.Unread{{Tag: "tr", Language: "Turkish", Articles: 3}, {Tag: "fr", Language: "French", Articles: 1}}
	b.status = func() reindex.State { return reindex.State{Last: unread} }
	languages := "3 articles in Turkish skipped: I can’t find quotes in that language.\n1 article in French skipped: I can’t find quotes in that language."
	if got, want := p.run("corpus problems"), languages+"\n1 record or file couldn’t be used:\na\\.csv · 1 problem\n- x"; got != want {
		t.Errorf("with languages that are not read: %q, want %q", got, want)
	}
	unread.Corpus.Rejections = nil
	if got := p.run("corpus problems"); got != languages {
		t.Errorf("with nothing but languages that are not read: %q", got)
	}
	for _, none := range []*builder{nil, {}} {
		if got := use(t, &library{}, none).by(moderator).run("corpus problems"); got != "I have no report on how the corpus was read. /corpus reindex reads it again." {
			t.Errorf("without a reading: %q", got)
		}
	}
}

func TestNothingThatModeratorsReadActs(t *testing.T) {
	b := &builder{status: func() reindex.State { return reindex.State{Last: report(30)} }}
	p := use(t, &library{}, b).by(moderator)
	for _, path := range []string{"corpus status", "corpus problems"} {
		text := p.run(path)
		for _, c := range messagestest.Active(text) {
			if c.Name != "list" {
				t.Errorf("/%s holds a %s: %q", path, c.Name, c.Text)
			}
		}
	}
}

func TestStatusTellsOfEachShard(t *testing.T) {
	p := use(t, &library{}, nil).by(moderator)
	l := &library{}
	p.commands = command.New(command.Deps{Find: l, Get: l, About: l, Decide: l, Moderate: l, Review: l, Program: func() command.Program {
		return command.Program{Servers: 1501, RoundTrip: 50 * time.Millisecond, Shards: []command.Shard{
			{Number: 3, Count: 16, Servers: 7}, {Number: 1, Count: 16, Connected: true, Servers: 1500, RoundTrip: 50 * time.Millisecond}, {Number: 2, Count: 16, Connected: true, Servers: 1},
		}}
	}})
	p.router = newRouter(t, p.screen)
	p.commands.Routes(p.router)
	const want = `In 1,501 servers; Discord answers in 50 ms.
Shard 3 of 16 isn’t connected to Discord.
Shard 1 of 16: in 1,500 servers; Discord answers in 50 ms.
Shard 2 of 16: in 1 server.`
	if got := p.run("corpus status"); !strings.Contains(got, want) {
		t.Errorf("it says %s", got)
	}
}

func TestStatusTellsThatRequestsAreHeldBack(t *testing.T) {
	for _, held := range []bool{false, true} {
		p := use(t, &library{}, nil).by(moderator)
		l := &library{}
		p.commands = command.New(command.Deps{Find: l, Get: l, About: l, Decide: l, Moderate: l, Review: l, Program: func() command.Program { return command.Program{Held: held} }})
		p.router = newRouter(t, p.screen)
		p.commands.Routes(p.router)
		if got := p.run("corpus status"); strings.Contains(got, "Discord has refused too many of my requests") != held {
			t.Errorf("held back: %v, and it says %s", held, got)
		}
	}
}

func TestStatusNamesTheVersionOfABuildThatHasOne(t *testing.T) {
	for version, says := range map[string]string{"": "Verbatim with Go 1\\.26", "v1.2.0": "Verbatim v1.2.0 with Go 1\\.26"} {
		p := use(t, &library{}, nil).by(moderator)
		l := &library{}
		p.commands = command.New(command.Deps{Find: l, Get: l, About: l, Decide: l, Moderate: l, Review: l, Program: func() command.Program { return command.Program{Version: version, Go: "1.26"} }})
		p.router = newRouter(t, p.screen)
		p.commands.Routes(p.router)
		if got := p.run("corpus status"); !strings.Contains(got, says) {
			t.Errorf("%q: it says %s, want %s", version, got, says)
		}
	}
}

func TestStatusTellsOfOtherProcesses(t *testing.T) {
	for _, tt := range []struct {
		now  command.Program
		says string
	}{
		{command.Program{}, ""},
		{command.Program{Processes: 3}, "3 processes answer, connected by NATS."},
		{command.Program{Processes: 3, Silent: time.Unix(1775034000, 0)}, "The NATS servers haven’t answered since <t:1775034000"},
	} {
		p := use(t, &library{}, nil).by(moderator)
		l := &library{}
		p.commands = command.New(command.Deps{Find: l, Get: l, About: l, Decide: l, Moderate: l, Review: l, Program: func() command.Program { return tt.now }})
		p.router = newRouter(t, p.screen)
		p.commands.Routes(p.router)
		if got := p.run("corpus status"); !strings.Contains(got, tt.says) || strings.Contains(got, "NATS") != (tt.says != "") {
			t.Errorf("%+v: it says %s, want %s", tt.now, got, tt.says)
		}
	}
}
