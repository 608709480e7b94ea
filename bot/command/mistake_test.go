package command_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/command"
	"verbatim/bot/discordtest"
	"verbatim/bot/interact"
	"verbatim/search"
)

// mistakes is a Discord in which mistakes are reported to a library of one quotation.
type mistakes struct {
	t      *testing.T
	d      *discordtest.Server
	router *interact.Router
	stored []search.Edit
	err    error // of storing
}

func newMistakes(t *testing.T, shared command.Shared) *mistakes {
	t.Helper()
	s := &mistakes{t: t, d: discordtest.New(t)}
	base, err := url.Parse(s.d.URL())
	if err != nil {
		t.Fatal(err)
	}
	s.router = newRouter(t, &interact.REST{Base: base})
	l := demo()
	l.edit = func(e search.Edit) (search.Edit, error) {
		if s.err != nil {
			return search.Edit{}, s.err
		}
		e.Seq = uint64(len(s.stored) + 1)
		s.stored = append(s.stored, e)
		return e, nil
	}
	command.New(command.Deps{
		Find: l, Get: l, About: l, Check: l, Decide: l, Moderate: l, Review: l, Shared: shared, Now: func() time.Time { return demoDay },
		Tell: func(context.Context, string, string, interact.Reply) error { return nil },
	}).Routes(s.router)
	return s
}

func (s *mistakes) does(i discordtest.Interaction) discordtest.Answer {
	s.t.Helper()
	event, pending, err := s.d.Offer(i)
	if err != nil {
		s.t.Fatal(err)
	}
	s.router.Handle(s.t.Context(), event)
	a, err := pending.Answer(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	return a
}

// form opens the form under a card.
func (s *mistakes) form(speak func(discordtest.Interaction) discordtest.Interaction) discordtest.Answer {
	s.t.Helper()
	card := s.does(speak(discordtest.Slash("quote show", discordtest.Opt("id", string(wit.ID))).Forged())).Message()
	more := s.does(speak(discordtest.Press(card, buttonFor(s.t, card, "more")))).Message()
	opened := s.does(speak(discordtest.Press(more, buttonFor(s.t, more, "report"))))
	if _, err := opened.Window(); err != nil {
		s.t.Fatal(err)
	}
	return opened
}

// reports sends the form, and returns what is then read.
func (s *mistakes) reports(by discordtest.User, locale string, where func(discordtest.Interaction) discordtest.Interaction, pairs ...string) string {
	s.t.Helper()
	speak := func(i discordtest.Interaction) discordtest.Interaction { return where(i.By(by).Speaking(locale, "")) }
	m := s.does(speak(discordtest.Submit(s.form(speak), pairs...))).Message()
	if !m.Ephemeral() {
		s.t.Errorf("everybody reads %q", m.Text())
	}
	return m.Text()
}

func here(i discordtest.Interaction) discordtest.Interaction { return i }

func TestReadersReportMistakes(t *testing.T) {
	s := newMistakes(t, nil)
	dm := func(i discordtest.Interaction) discordtest.Interaction { return i.InDM() }
	who := func(n int) discordtest.User { return discordtest.User{ID: fmt.Sprint(770000000000000200 + n)} }
	for n, tt := range []struct {
		locale string
		where  func(discordtest.Interaction) discordtest.Interaction
		pairs  []string
		says   string
		want   search.Edit // with nothing: none is stored
	}{
		{"en-US", here, []string{"reason", " it is\n@everyone “not” his "}, "A moderator will look into it.", search.Edit{Guild: discordtest.Guild, Reason: "it is @everyone “not” his"}},
		{"en-US", here, []string{"reason", "x", "tell", "no"}, "A moderator will look into it.", search.Edit{Guild: discordtest.Guild, Reason: "x"}},
		{"en-US", here, []string{"reason", "x", "tell", "tell me"}, "A moderator will look into it.", search.Edit{Guild: discordtest.Guild, Reason: "x"}},
		{"en-US", here, []string{"reason", "x", "tell", " “YES”! "}, "then I’ll send you a direct message.", search.Edit{Guild: discordtest.Guild, Reason: "x", Tell: "en-US"}},
		{"uk", dm, []string{"reason", "x", "tell", "Так"}, "надішлю тобі особисте повідомлення", search.Edit{Reason: "x", Tell: "uk"}},
		{"de", here, []string{"reason", "x", "tell", "yes"}, "schicke ich dir eine Direktnachricht", search.Edit{Guild: discordtest.Guild, Reason: "x", Tell: "de"}},
		{"en-US", here, []string{"reason", "\u202e \u200b"}, "doesn’t tell me what’s wrong", search.Edit{}},
	} {
		s.stored = nil
		if says := s.reports(who(n), tt.locale, tt.where, tt.pairs...); !strings.Contains(says, tt.says) {
			t.Errorf("%q: %q", tt.pairs, says)
		}
		if tt.want.Reason == "" {
			if len(s.stored) > 0 {
				t.Errorf("%q: stored %+v", tt.pairs, s.stored)
			}
			continue
		}
		tt.want.Op, tt.want.ID, tt.want.By, tt.want.Seq = search.Mistake, wit.ID, who(n).ID, 1
		if len(s.stored) != 1 || s.stored[0] != tt.want {
			t.Errorf("%q: stored %+v, want %+v", tt.pairs, s.stored, tt.want)
		}
	}
	s.err = fmt.Errorf("taking an edit: %w", search.ErrReported)
	if says := s.reports(who(49), "en-US", here, "reason", "x", "tell", "yes"); says != "Thank you. A moderator will look into it." {
		t.Errorf("what others reported enough is answered with %q", says)
	}
	s.err = errors.New("disk full")
	if says := s.reports(who(50), "en-US", here, "reason", "x"); !strings.Contains(says, "nothing has changed") {
		t.Errorf("what was not stored is answered with %q", says)
	}
}

// Five of a person in an hour, and thirty of a server, whoever they come from.
func TestReportsAreLimited(t *testing.T) {
	s := newMistakes(t, nil)
	stored := func(n int, says string) {
		t.Helper()
		if len(s.stored) != n {
			t.Errorf("%d reports are stored, want %d; the last one reads %q", len(s.stored), n, says)
		}
	}
	form := s.form(here)
	send := func(person int, where func(discordtest.Interaction) discordtest.Interaction) string {
		t.Helper()
		by := discordtest.User{ID: fmt.Sprint(770000000000000300 + person)}
		return s.does(where(discordtest.Submit(form, "reason", "x").By(by))).Message().Text()
	}
	var says string
	for person := range 6 {
		for range 5 {
			says = send(person, here)
		}
	}
	stored(30, says)
	says = send(6, here)
	if stored(30, says); !strings.Contains(says, "from this server") {
		t.Errorf("a server that reported a lot is told %q", says)
	}
	elsewhere := func(i discordtest.Interaction) discordtest.Interaction { return i.In(discordtest.OtherGuild) }
	says = send(0, elsewhere)
	if stored(30, says); !strings.Contains(says, "You’ve reported a lot") {
		t.Errorf("who reported a lot is told %q", says)
	}
	stored(31, send(7, elsewhere))
}

// cutOff is what processes share when this one cannot reach it.
type cutOff struct{}

func (cutOff) Change(context.Context, string, func([]byte) []byte) error {
	return fmt.Errorf("changing it: %w", search.ErrUnreachable)
}

// TestWhatOthersMustKnowIsRefusedWithoutThem: who has which task, how many reports there
// were, where a daily post goes.
func TestWhatOthersMustKnowIsRefusedWithoutThem(t *testing.T) {
	const sentence = "I can’t reach the servers"
	s := newMistakes(t, cutOff{})
	if says := s.reports(discordtest.User{ID: "770000000000000200"}, "en-US", here, "reason", "x"); !strings.Contains(says, sentence) || len(s.stored) > 0 {
		t.Errorf("a report is answered with %q, and stored is %v", says, s.stored)
	}
	l := &library{tasks: []search.Review{{Task: search.Task{ID: wit.ID}}}}
	p := use(t, l, nil).by(moderator)
	p.commands = command.New(command.Deps{Find: l, Get: l, About: l, Decide: l, Moderate: l, Review: l, Shared: cutOff{}})
	p.router = newRouter(t, p.screen)
	p.commands.Routes(p.router)
	if says := p.run("corpus review"); !strings.Contains(says, sentence) {
		t.Errorf("who wants a task is answered with %q", says)
	}
	p = use(t, l, nil)
	p.rights, p.posts.err = discordgo.PermissionManageGuild, fmt.Errorf("keeping it: %w", search.ErrUnreachable)
	if says := p.run("daily set", "channel", postChannel, "time", "9", "timezone", "UTC"); !strings.Contains(says, sentence) {
		t.Errorf("who wants daily posts is answered with %q", says)
	}
}
