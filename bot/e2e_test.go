package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"verbatim/bot/discordtest"
)

// These tests start the real program and do in a Discord on loopback what people
// do there, with the troubles that a day has. What one quiet walk through the
// program shows is in serve_test.go.

const moderatorRole = "623456789012345678"

// withRole is somebody new who has the moderators' role.
func withRole(u discordtest.User) discordtest.User {
	u.Roles = []string{"1", moderatorRole}
	return u
}

func withModerators(settings map[string]string) map[string]string {
	settings["MODERATOR_ROLE_IDS"] = moderatorRole
	return settings
}

func writeCorpus(t *testing.T, settings map[string]string, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(settings["CORPUS_DIR"], name), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// logged waits until the bot's log has a text.
func (b *bot) logged(text string) {
	b.t.Helper()
	b.until(fmt.Sprintf("the log says %q", text), func() bool { return strings.Contains(b.stderr.String(), text) })
}

func (b *bot) context() context.Context {
	ctx, cancel := context.WithTimeout(b.t.Context(), patience)
	b.t.Cleanup(cancel)
	return ctx
}

// wantStopped stops the bot and looks at how it went.
func (b *bot) wantStopped() {
	b.t.Helper()
	if code := b.stop(); code != 0 {
		b.t.Errorf("exit code %d", code)
	}
	if closes := b.discord.Gateway().Closes; len(closes) == 0 || closes[len(closes)-1] != 1000 {
		b.t.Errorf("the gateway was closed with %v, want 1000 at the end: Discord would show the bot for a while yet", closes)
	}
}

// step is the use of a command and what must be in the answer.
type step struct {
	command string
	options []discordtest.CommandOption
	answer  string
}

func TestEveryCommandAndCompletionIsForThoseWhoMayUseIt(t *testing.T) {
	startsProcesses(t)
	d := discordtest.New(t)
	b := startBot(t, d, withModerators(homeSettings(t)))
	b.ready(1)
	opt := discordtest.Opt
	id := idIn(t, b.ask(find("hundred years").By(b.visitor())).Text())
	typed := map[string]string{"words": "bri", "speaker": "kow", "source": "coll", "id": "", "name": "jan", "title": "open", "language": "", "timezone": "kyiv", "part": "", "from": "jan", "into": "jan"}
	// In this order: what is restored must have been hidden.
	steps := []step{
		{"quote search", []discordtest.CommandOption{opt("words", "bridge"), opt("speaker", "Kowalska"), opt("source", "Opening Speech"), opt("since", "1990"), opt("until", "May 2001"), opt("language", "English"), opt("private", true)}, "hundred years"},
		{"quote random", []discordtest.CommandOption{opt("speaker", "Jan Nowak"), opt("source", "Collected Letters"), opt("language", "en")}, "Nowak"},
		{"quote daily", []discordtest.CommandOption{opt("language", "en")}, "Zitat des Tages, "},
		{"daily set", []discordtest.CommandOption{opt("channel", "1042000000000000030"), opt("time", "09:00"), opt("timezone", "Europe/Kyiv"), opt("language", "en")}, "I’ve posted today’s quote in <#1042000000000000030>"},
		{"daily show", nil, "every day at 09:00 (Europe/Kyiv)"},
		{"daily off", nil, "is off"},
		{"quote show", []discordtest.CommandOption{opt("id", strings.ToUpper(id))}, "hundred years"},
		{"quote forget", []discordtest.CommandOption{opt("id", id)}, "Only the person who wrote"},
		{"quote check", []discordtest.CommandOption{opt("words", "A bicycle is a promise that the hill forgot"), opt("speaker", "Jan Nowak")}, "doesn’t mean nobody said it"},
		{"speaker", []discordtest.CommandOption{opt("name", "Maria Santos")}, "harbour"},
		{"source", []discordtest.CommandOption{opt("title", "Collected Letters")}, "Jan Nowak"},
		{"help", nil, "/quote search"},
		{"corpus status", nil, "4 quotes"},
		{"corpus problems", nil, "line 5"},
		{"corpus review", nil, "Nothing is waiting"},
		{"corpus article", []discordtest.CommandOption{opt("url", "https://127.0.0.1/"), opt("file", discordtest.Attachment{Name: "x.html", URL: "https://127.0.0.1/x.html"})}, "either an address or a file"},
		{"corpus import", []discordtest.CommandOption{opt("file", discordtest.Attachment{Name: "x.csv", URL: "https://cdn.discordapp.com.example.org/x.csv"})}, "public internet"},
		{"corpus export", []discordtest.CommandOption{opt("format", "csv"), opt("speaker", "Jan Nowak"), opt("source", "Collected Letters"), opt("language", "en")}, "Here"},
		{"corpus hide", []discordtest.CommandOption{opt("id", id), opt("reason", "a test")}, "now hidden"},
		{"corpus hidden", nil, "a test"},
		{"corpus history", []discordtest.CommandOption{opt("id", id)}, "a test"},
		{"corpus restore", []discordtest.CommandOption{opt("id", id)}, "visible again"},
		{"corpus undo", []discordtest.CommandOption{opt("id", id)}, "is undone"},
		{"corpus add", nil, "can now be found"},
		{"corpus edit", []discordtest.CommandOption{opt("id", id), opt("part", "words")}, "has been changed"},
		{"corpus merge-speakers", []discordtest.CommandOption{opt("from", "Jan Nowak"), opt("into", "Johann Nowak")}, "now attributed to “Johann Nowak”"},
		{"corpus reindex", []discordtest.CommandOption{opt("dry-run", true)}, "Nothing has been changed"},
		{"corpus reindex", nil, "read the corpus in"},
	}
	usable := slices.Concat(d.Usable(""), d.Usable(discordtest.Guild))
	allTried(t, usable, steps)
	for _, s := range steps {
		moderated := strings.HasPrefix(s.command, "corpus ")
		stranger, allowed := b.visitor(), b.visitor()
		managed := strings.HasPrefix(s.command, "daily ")
		if managed {
			allowed.Permissions = 32 // MANAGE_GUILD
			if m := b.see(discordtest.Slash(s.command, s.options...).By(stranger), "Manage Server"); !m.Ephemeral() {
				t.Errorf("/%s tells everybody that somebody may not use it", s.command)
			}
		}
		if moderated {
			allowed = withRole(allowed)
			// Whoever runs a server may show the command to everyone in it.
			stranger.Permissions = 8 // ADMINISTRATOR
			if m := b.see(discordtest.Slash(s.command, s.options...).By(stranger), "this bot’s moderators"); !m.Ephemeral() {
				t.Errorf("/%s tells everybody that somebody may not use it", s.command)
			}
		}
		u := usable[slices.IndexFunc(usable, func(u discordtest.Usable) bool { return u.Command == s.command })]
		for _, option := range u.Complete {
			typing := discordtest.Complete(s.command, discordtest.Typing(option, typed[option]))
			if b.offered(typing.By(allowed)) == 0 {
				t.Errorf("/%s completes no %s", s.command, option)
			}
			if moderated && b.offered(typing.By(stranger)) > 0 {
				t.Errorf("/%s completes %s for a stranger", s.command, option)
			}
		}
		a, err := d.Interact(b.context(), discordtest.Slash(s.command, s.options...).By(allowed).Speaking("en-GB", "de"))
		if err != nil {
			t.Errorf("/%s: %v", s.command, err)
			continue
		}
		if a.Modal != nil {
			if a, err = d.Interact(b.context(), discordtest.Submit(a, "words", "A ferry is a street that nobody owns, said "+s.command).By(allowed).Speaking("en-GB", "de")); err != nil {
				t.Errorf("/%s, sent: %v", s.command, err)
				continue
			}
		}
		m, err := a.Until(b.context(), func(m discordtest.Message) bool { return strings.Contains(visible(m), s.answer) })
		if err != nil {
			t.Errorf("/%s: %v", s.command, err)
		}
		if private := moderated || managed || s.command == "help" || s.command == "quote search" || s.command == "quote check" || s.command == "quote forget"; m.Ephemeral() != private {
			t.Errorf("/%s: seen by the person alone is %v, want %v", s.command, m.Ephemeral(), private)
		}
	}
	b.wantStopped()
}

// allTried fails the test for every command and option that no step uses.
func allTried(t *testing.T, usable []discordtest.Usable, steps []step) {
	t.Helper()
	tried := map[string]bool{}
	for _, s := range steps {
		tried[s.command] = true
	}
	if len(usable) != len(tried) {
		t.Errorf("%d commands are registered, %d are tried", len(usable), len(tried))
	}
	for _, u := range usable {
		i := slices.IndexFunc(steps, func(s step) bool { return s.command == u.Command })
		if i < 0 {
			t.Fatalf("/%s is not tried", u.Command)
		}
		for _, name := range u.Options {
			if !slices.ContainsFunc(steps[i].options, func(o discordtest.CommandOption) bool { return o.Name == name }) {
				t.Errorf("the option %s of /%s is not tried", name, u.Command)
			}
		}
	}
}

// offered is how many completions somebody is offered.
func (b *bot) offered(i discordtest.Interaction) int {
	b.t.Helper()
	a, err := b.discord.Interact(b.context(), i)
	if err != nil {
		b.t.Fatal(err)
	}
	return len(a.Choices)
}

func TestModeratorsAreThoseOfTheSettingsAndNobodyElse(t *testing.T) {
	startsProcesses(t)
	d := discordtest.New(t)
	settings := withModerators(homeSettings(t))
	writeCorpus(t, settings, "empty.csv", "text,speaker\n"+strings.Repeat(",Nobody\n", 12))
	b := startBot(t, d, settings)
	b.ready(1)
	administrator := b.visitor()
	administrator.Permissions = -1 // every permission there is
	status := discordtest.Slash("corpus status").Forged()
	for name, tt := range map[string]struct {
		i       discordtest.Interaction
		allowed bool
	}{
		"the role, at home":              {status.By(withRole(b.visitor())), true},
		"the role's ID in another guild": {status.By(withRole(b.visitor())).In(discordtest.OtherGuild), false},
		"the named user, at home":        {status.By(moderator()), true},
		"the named user, elsewhere":      {status.By(moderator()).In(discordtest.OtherGuild), false},
		"the named user, in private":     {status.By(moderator()).InDM(), false},
		"an administrator, at home":      {status.By(administrator), false},
		"an administrator, elsewhere":    {status.By(administrator).In(discordtest.OtherGuild), false},
		"somebody in private":            {status.By(b.visitor()).InDM(), false},
	} {
		if text := b.ask(tt.i).Text(); strings.Contains(text, "this bot’s moderators") == tt.allowed {
			t.Errorf("%s: %s", name, text)
		}
	}
	problems := b.see(discordtest.Slash("corpus problems").By(moderator()), "1 to 10 of 13")
	next, _ := problems.Button("Next")
	b.see(discordtest.Press(problems, next.CustomID).By(b.visitor()), "this bot’s moderators")
	b.see(discordtest.Press(problems, next.CustomID).By(moderator()), "11 to 13 of 13")
	// What no client offers gets an answer too, and one that says what to do.
	for _, i := range []discordtest.Interaction{
		discordtest.Slash("quote find", discordtest.Opt("words", "x")), discordtest.Slash("quote"), discordtest.Slash("nonsense"),
	} {
		b.see(i.Forged().By(b.visitor()), "no longer know that command")
	}
	for _, i := range []discordtest.Interaction{
		discordtest.Slash("quote search", discordtest.Opt("words", 5)), discordtest.Slash("quote search"), discordtest.Slash("quote show"),
	} {
		if m := b.ask(i.Forged().By(b.visitor())); strings.Contains(m.Text(), "failed inside") || m.Text() == "" {
			t.Errorf("%+v: %s", i.Options, m.Text())
		}
	}
	page := b.ask(find("bridge").By(b.visitor()))
	b.see(discordtest.Press(page, "made up").Forged().By(b.visitor()), "no longer works")
	b.wantStopped()
}

func TestAPublicBotServesEverywhereAndIsModeratedAtHomeOnly(t *testing.T) {
	startsProcesses(t)
	d := discordtest.New(t)
	b := startBot(t, d, withModerators(homeSettings(t)))
	b.ready(1)
	b.until("the commands are everywhere", func() bool { return len(d.Commands("")) > 0 })
	if slices.Contains(d.Commands(""), "corpus") {
		t.Error("the moderators' commands are everywhere")
	}
	for _, i := range []discordtest.Interaction{find("bridge").InDM(), find("bridge").In(discordtest.OtherGuild)} {
		who := b.visitor()
		first := b.see(i.By(who), "1 / 2")
		next, _ := first.Button("Next")
		press := discordtest.Press(first, next.CustomID).By(who)
		if i.Guild == "" {
			press = press.InDM()
		} else {
			press = press.In(i.Guild)
		}
		b.see(press, "2 / 2")
	}
	b.wantStopped()
}

func TestWhatIsUnderWayAtTheEndIsAnswered(t *testing.T) {
	startsProcesses(t)
	d := discordtest.New(t)
	settings := withModerators(homeSettings(t))
	b := startBot(t, d, settings)
	b.ready(1)
	arrived, release := d.Hold(discordtest.OpCallback)
	defer release()
	pending, err := d.Send(find("bridge").By(b.visitor()))
	if err != nil {
		t.Fatal(err)
	}
	<-arrived
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		b.wantStopped()
	}()
	b.logged("verbatim stops")
	b.see(find("bridge").By(b.visitor()), "I’m restarting")
	release()
	a, err := pending.Answer(b.context())
	if err != nil || !strings.Contains(visible(a.Message()), "1 / 2") {
		t.Errorf("%v: %s", err, a.Message().Text())
	}
	<-ended
}

func TestTroubleOnTheWayCostsNobodyTheAnswer(t *testing.T) {
	startsProcesses(t)
	d := discordtest.New(t)
	b := startBot(t, d, withModerators(homeSettings(t)))
	b.ready(1)
	for name, fault := range map[string]discordtest.Fault{
		"a lost request":        {Lose: true},
		"a lost answer":         {LoseAnswer: true},
		"an error of Discord's": {Status: http.StatusInternalServerError, Times: 2},
		"a bad gateway":         {Status: http.StatusBadGateway},
		"a limit":               {Status: http.StatusTooManyRequests, RetryAfter: 200 * time.Millisecond},
	} {
		fault.Op = discordtest.OpCallback
		d.Inject(fault)
		a, err := d.Interact(b.context(), find("bridge").By(b.visitor()))
		if err != nil || !strings.Contains(visible(a.Message()), "1 / 2") || len(a.FollowUps()) > 0 {
			t.Errorf("%s: %v: %q and %d further messages", name, err, a.Message().Text(), len(a.FollowUps()))
		}
	}
	d.Inject(discordtest.Fault{Op: discordtest.OpEdit, Status: http.StatusInternalServerError, Times: 2})
	a, err := d.Interact(b.context(), discordtest.Slash("corpus reindex").By(moderator()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Until(b.context(), func(m discordtest.Message) bool { return strings.Contains(m.Text(), "read the corpus in") }); err != nil {
		t.Errorf("edits that fail twice: %v", err)
	}

	d.Invalidate(false)
	if err := d.WaitGateway(b.context(), "a new session", func(g discordtest.Gateway) bool { return g.Identifies == 2 && g.Live == 1 }); err != nil {
		t.Fatal(err)
	}
	b.see(find("bridge").By(b.visitor()), "1 / 2")
	for name, lose := range map[string]func(){
		"a cut connection":   func() { d.CloseConnections(0) },
		"opcode 7":           d.AskReconnect,
		"a close code":       func() { d.CloseConnections(4000) },
		"a session kept (9)": func() { d.Invalidate(true) },
	} {
		before := d.Gateway()
		lose()
		if err := d.WaitGateway(b.context(), "the connection to end", func(g discordtest.Gateway) bool { return len(g.Closes) > len(before.Closes) }); err != nil {
			t.Fatal(err)
		}
		b.see(find("bridge").By(b.visitor()), "1 / 2") // dispatched while nobody is connected
		if g := d.Gateway(); g.Identifies != before.Identifies || g.Replayed == before.Replayed {
			t.Errorf("%s: before %+v, after %+v", name, before, g)
		}
		if err := d.WaitReady(b.context()); err != nil {
			t.Fatal(err)
		}
	}
	if puts := len(d.Requests(discordtest.OpPutCommands)); puts != 2 {
		t.Errorf("the commands were written %d times, want once everywhere and once at home", puts)
	}
	b.wantStopped()
}

func TestNoSearchFailsWhileTheCorpusChanges(t *testing.T) {
	startsProcesses(t)
	d := discordtest.New(t)
	settings := withModerators(homeSettings(t))
	b := startBot(t, d, settings)
	b.ready(1)
	var (
		searching sync.WaitGroup
		over      = make(chan struct{})
		people    atomic.Int64
		searches  atomic.Int64
	)
	for range 2 {
		searching.Go(func() {
			for {
				select {
				case <-over:
					return
				default:
				}
				who := discordtest.User{ID: fmt.Sprintf("7234567890%08d", people.Add(1))}
				a, err := d.Interact(b.context(), find("bridge promise").By(who))
				if err != nil || !strings.Contains(a.Message().Text(), "Jan Nowak") {
					t.Errorf("a search failed: %v", err)
					return
				}
				searches.Add(1)
			}
		})
	}
	var gone, last string // of the round before: ID and name
	for round, name := range []string{"first", "second", "third"} {
		writeCorpus(t, settings, name+".csv", "text,speaker\nThe "+name+" harvest was the best.,Ewa Lis\n")
		if gone != "" {
			if err := os.Remove(filepath.Join(settings["CORPUS_DIR"], last+".csv")); err != nil {
				t.Fatal(err)
			}
		}
		a, err := d.Interact(b.context(), discordtest.Slash("corpus reindex").By(withRole(b.visitor())))
		if err != nil {
			t.Fatal(err)
		}
		m, err := a.Until(b.context(), func(m discordtest.Message) bool { return strings.Contains(m.Text(), "read the corpus in") })
		if err != nil {
			t.Fatal(err)
		}
		want := "1 added, 0 changed, 1 removed"
		if round == 0 {
			want = "1 added, 0 changed, 0 removed"
		}
		if !strings.Contains(m.Text(), want) {
			t.Errorf("the report of the %s harvest: %s", name, m.Text())
		}
		found := b.see(find("harvest was the best").By(b.visitor()), "The "+name)
		if gone != "" {
			b.see(discordtest.Slash("quote show", discordtest.Opt("id", gone)).By(b.visitor()), "I no longer have the quote")
		}
		gone, last = idIn(t, found.Text()), name
	}
	close(over)
	searching.Wait()
	if n := searches.Load(); n < 30 {
		t.Errorf("only %d searches ran meanwhile", n)
	}
	b.wantStopped()
}

func TestADecisionHoldsThroughKillsReadingsAndDraws(t *testing.T) {
	startsProcesses(t)
	d := discordtest.New(t)
	settings := withModerators(homeSettings(t))
	b := startBot(t, d, settings)
	b.ready(1)
	opt := discordtest.Opt
	first := b.ask(find("bridge").By(b.visitor()))
	hidden := idIn(t, b.ask(find("town asleep").By(b.visitor())).Text())
	corrected := idIn(t, b.ask(find("hundred years").By(b.visitor())).Text())
	b.attribute(corrected, "Zofia Zielinska", moderator())
	b.see(find("hundred years").By(b.visitor()), "Zofia Zielinska")
	b.see(discordtest.Slash("corpus hide", opt("id", hidden), opt("reason", "a test")).By(moderator()), hidden)
	if err := b.cmd.Process.Kill(); err != nil { // right after it was acknowledged
		t.Fatal(err)
	}
	<-b.done
	check := func() {
		t.Helper()
		b.see(find("town asleep").By(b.visitor()), "I found no quote mentioning")
		b.see(discordtest.Slash("quote show", opt("id", hidden)).By(b.visitor()), "A moderator has hidden")
		b.see(find("hundred years").By(b.visitor()), "Zofia Zielinska")
		if got := b.complete("quote show", discordtest.Typing("id", "town asleep")); len(got) > 0 {
			t.Errorf("a hidden quotation is offered: %q", got)
		}
		for range 20 {
			if m := b.ask(discordtest.Slash("quote random").By(b.visitor())); strings.Contains(m.Text(), "asleep") {
				t.Errorf("a hidden quotation was drawn: %s", m.Text())
			}
		}
	}
	b = startBot(t, d, settings)
	b.ready(1)
	check()
	// The buttons of the process that was killed work in this one, for who
	// asked and for anybody else.
	next, _ := first.Button("Next")
	if m := b.see(discordtest.Press(first, next.CustomID).By(b.visitor()), "2 / 2"); !m.Ephemeral() {
		t.Error("somebody else turned the page for everybody")
	}
	a, err := d.Interact(b.context(), discordtest.Slash("corpus reindex").By(withRole(b.visitor())))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Until(b.context(), func(m discordtest.Message) bool { return strings.Contains(m.Text(), "read the corpus in") }); err != nil {
		t.Fatal(err)
	}
	check()
	b.wantStopped()
}

func TestHostileWordsStayWords(t *testing.T) {
	startsProcesses(t)
	d := discordtest.New(t) // fails the test when an answer could ping
	settings := withModerators(homeSettings(t))
	writeCorpus(t, settings, "hostile.jsonl", `{"text": "Hear @everyone and <@123456789012345678>, the **gate** ||opens|| [here](https://evil.example) \u202eneddih", "speaker": "@here # Loud", "source": "A\n# Title <#12345>"}`+"\n")
	b := startBot(t, d, settings)
	b.ready(1)
	texts := []string{
		b.ask(find("gate opens").By(b.visitor())).Text(),
		b.ask(find("@everyone <@&1> `x` https://evil.example **xyzzy** \u202e").By(b.visitor())).Text(),
		b.ask(discordtest.Slash("speaker", discordtest.Opt("name", "@everyone [x](https://evil.example)")).By(b.visitor())).Text(),
		b.ask(discordtest.Slash("speaker", discordtest.Opt("name", "@here # Loud")).By(b.visitor())).Text(),
	}
	if !strings.Contains(texts[0], "gate") {
		t.Errorf("the quotation is not found: %s", texts[0])
	}
	for _, text := range texts {
		for _, power := range []string{"<@123", "<@&1>", "<#123", "||opens||", "](https://evil", "\u202e", "\n# "} {
			if strings.Contains(text, power) {
				t.Errorf("%q has power in\n%s", power, text)
			}
		}
	}
	b.wantStopped()
}
