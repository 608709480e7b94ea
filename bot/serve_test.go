package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"verbatim/bot/discordtest"
)

func TestServeAnswersEveryCommandButtonAndCompletion(t *testing.T) {
	startsProcesses(t)
	d := discordtest.New(t)
	settings := homeSettings(t)
	b := startBot(t, d, settings)
	b.ready(1)
	opt := discordtest.Opt

	first := b.see(find("bridge").By(b.visitor()), "bridge", "1 / 2")
	next, ok := first.Button("Next")
	if !ok {
		t.Fatalf("no button leads on: %+v", first.Buttons)
	}
	second := b.see(discordtest.Press(first, next.CustomID).By(b.visitor()), "bridge", "2 / 2")
	if first.Text() == second.Text() {
		t.Error("the button shows the same quotation")
	}
	b.see(find("harbour", opt("speaker", "santos"), opt("private", true)).By(b.visitor()), "rebuild the", "Maria Santos", "council.txt, line 2")
	b.see(find("town", opt("since", "1940"), opt("until", "1960")).By(b.visitor()), "town asleep", "Collected Letters")
	b.see(find("xylophone quux").By(b.visitor()), "I found no quote mentioning")
	reader := b.visitor()
	nothing := b.see(find("bridge", opt("speaker", "santos")).By(reader), "but 2 from other speakers")
	again, _ := nothing.Button("Search all speakers")
	if m := b.see(discordtest.Press(nothing, again.CustomID).By(reader), "1 / 2"); !nothing.Ephemeral() || m.Ephemeral() {
		t.Error("that there is nothing is for the reader alone, the quotation for everyone")
	}
	b.see(discordtest.Slash("quote random").By(b.visitor()), "[Context]", "[More]")
	b.see(discordtest.Slash("speaker", opt("name", "Jan Nowak")).By(b.visitor()), "Jan Nowak", "2 quotes")
	b.see(discordtest.Slash("source", opt("title", "Opening Speech")).By(b.visitor()), "Opening Speech", "Anna Kowalska")
	b.see(discordtest.Slash("help").By(b.visitor()), "/quote search")

	if got := b.complete("quote search", discordtest.Typing("words", "bri")); len(got) == 0 {
		t.Error("no completion of words")
	}
	if got := b.complete("quote search", opt("words", "x"), discordtest.Typing("speaker", "kow")); len(got) != 1 || !strings.HasPrefix(got[0], "Anna Kowalska") {
		t.Errorf("completions of a speaker: %q", got)
	}
	if got := b.complete("source", discordtest.Typing("title", "open")); len(got) != 1 {
		t.Errorf("completions of a source: %q", got)
	}
	ids := b.complete("quote show", discordtest.Typing("id", "hundred years"))
	if len(ids) != 1 {
		t.Fatalf("completions of an ID: %q", ids)
	}
	shown := b.see(discordtest.Slash("quote show", opt("id", ids[0])).By(b.visitor()), "hundred years")
	id := idIn(t, shown.Text())

	b.see(discordtest.Slash("corpus status").By(b.visitor()), "this bot’s moderators")
	b.see(discordtest.Slash("corpus status").By(moderator()), "version 1", "4 quotes")
	b.see(discordtest.Slash("corpus hide", opt("id", id), opt("reason", "a test")).By(moderator()), id)
	b.see(discordtest.Slash("quote show", opt("id", id)).By(b.visitor()), "hidden")
	b.see(find("hundred years").By(b.visitor()), "I found no quote mentioning")
	b.see(discordtest.Slash("corpus restore", opt("id", id)).By(moderator()), id)
	b.attribute(id, "Zofia Zielinska", moderator())
	b.see(find("hundred years").By(b.visitor()), "Zofia Zielinska")

	b.searchWhileReindexing()
	b.see(find("hundred years").By(b.visitor()), "Zofia Zielinska")
	b.see(discordtest.Slash("corpus problems").By(moderator()), "line 5")

	if code := b.stop(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if out := b.stdout.String(); !strings.Contains(out, "https://discord.com/oauth2/authorize?client_id="+d.AppID()) ||
		!strings.Contains(out, "scope=bot+applications.commands") {
		t.Errorf("no invite link in %q", out)
	}

	// After a restart the index is there at once, and the old button works.
	b = startBot(t, d, settings)
	b.ready(2)
	b.see(discordtest.Press(first, next.CustomID).By(b.visitor()), "2 / 2")
	b.until("the commands were compared, globally and at home", func() bool {
		return strings.Count(b.stderr.String(), "commands are registered") == 2
	})
	if puts := len(d.Requests(discordtest.OpPutCommands)); puts != 2 {
		t.Errorf("the commands were written %d times, want once everywhere and once at home: they did not change", puts)
	}
	if code := b.stop(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// searchWhileReindexing has /corpus reindex run while several people search.
func (b *bot) searchWhileReindexing() {
	b.t.Helper()
	ctx, stop := context.WithTimeout(b.t.Context(), patience)
	defer stop()
	var (
		searching sync.WaitGroup
		over      = make(chan struct{})
		visitors  = make(chan discordtest.User)
	)
	for range 3 {
		searching.Go(func() {
			for v := range visitors {
				a, err := b.discord.Interact(ctx, find("bridge").By(v))
				if err == nil {
					var m discordtest.Message
					if m, err = a.Final(ctx); err == nil && !strings.Contains(visible(m), "1 / 2") {
						err = fmt.Errorf("answered %q", m.Text())
					}
				}
				if err != nil {
					b.t.Errorf("a search during the reindex failed: %v", err)
				}
			}
		})
	}
	searching.Go(func() {
		defer close(visitors)
		for {
			select {
			case visitors <- b.visitor():
			case <-over:
				return
			}
		}
	})
	a, err := b.discord.Interact(ctx, discordtest.Slash("corpus reindex").By(moderator()))
	if err != nil {
		b.t.Error(err)
	} else if m, err := a.Until(ctx, func(m discordtest.Message) bool { return strings.Contains(m.Text(), "read the corpus in") }); err != nil {
		b.t.Errorf("%v; the last answer is %q", err, m.Text())
	} else if !strings.Contains(visible(m), "0 added") || !strings.Contains(visible(m), "line 5") {
		b.t.Errorf("the report: %s", visible(m))
	}
	close(over)
	searching.Wait()
}

// idIn finds the ID in an answer.
func idIn(t *testing.T, text string) string {
	t.Helper()
	for _, word := range strings.Fields(text) {
		if word = strings.Trim(word, "`"); len(word) == 13 && strings.ContainsAny(word, "0123456789") {
			return word
		}
	}
	t.Fatalf("no ID in %q", text)
	return ""
}

func TestServeReadsACorpusThatChangedWhileItWasDown(t *testing.T) {
	startsProcesses(t)
	d := discordtest.New(t)
	settings := homeSettings(t)
	b := startBot(t, d, settings)
	b.ready(1)
	b.stop()
	more := "text,speaker\nThe herring is a noble fish.,Jan Nowak\n"
	if err := os.WriteFile(filepath.Join(settings["CORPUS_DIR"], "more.csv"), []byte(more), 0o600); err != nil {
		t.Fatal(err)
	}
	b = startBot(t, d, settings)
	b.ready(2)
	b.see(find("herring").By(b.visitor()), "noble fish")
	if !strings.Contains(b.stderr.String(), "the corpus changed; the old generation serves meanwhile") {
		t.Error("the log does not say why the corpus is read")
	}

	// An index that is built by hand is served soon after.
	more += "The crab walks where it likes.,Jan Nowak\n,Nobody\n"
	if err := os.WriteFile(filepath.Join(settings["CORPUS_DIR"], "more.csv"), []byte(more), 0o600); err != nil {
		t.Fatal(err)
	}
	b.see(discordtest.Slash("corpus status").By(moderator()), "has changed since I read it")
	index := exec.Command("verbatim", "index", "--corpus", settings["CORPUS_DIR"], "--data", settings["DATA_DIR"])
	if out, err := index.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	b.until("the index built by hand is served", func() bool {
		return strings.Contains(b.ask(find("crab").By(b.visitor())).Text(), "walks where it likes")
	})

	// Its report is known, now and after a restart.
	for range 2 {
		b.see(discordtest.Slash("corpus problems").By(moderator()), "more.csv")
		b.see(discordtest.Slash("corpus status").By(moderator()), "1 added")
		b.stop()
		b = startBot(t, d, settings)
		b.ready(3)
	}
	b.stop()
}

func TestAFailingReindexLeavesTheOldIndexServing(t *testing.T) {
	startsProcesses(t)
	d := discordtest.New(t)
	settings := homeSettings(t)
	b := startBot(t, d, settings)
	b.ready(1)
	if err := os.Rename(settings["CORPUS_DIR"], settings["CORPUS_DIR"]+"-gone"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	a, err := d.Interact(ctx, discordtest.Slash("corpus reindex").By(moderator()))
	if err != nil {
		t.Fatal(err)
	}
	m, err := a.Until(ctx, func(m discordtest.Message) bool { return strings.Contains(m.Text(), "failed") })
	if err != nil || !strings.Contains(m.Text(), "the corpus folder does not exist") {
		t.Errorf("%v: %s", err, m.Text())
	}
	if strings.Contains(m.Text(), settings["CORPUS_DIR"]) {
		t.Errorf("a path of the host in %q", m.Text())
	}
	b.see(find("bridge").By(b.visitor()), "1 / 2")
	b.stop()
}

func TestServeEndsWithASentenceWhenDiscordRefusesTheToken(t *testing.T) {
	startsProcesses(t)
	d := discordtest.New(t)
	settings := homeSettings(t)
	settings["DISCORD_TOKEN"] = "MTIzNDU2Nzg5.wrong.token"
	b := startBot(t, d, settings)
	select {
	case <-b.done:
	case <-time.After(patience):
		t.Fatal("it goes on")
	}
	if code := b.cmd.ProcessState.ExitCode(); code != exitUnavailable {
		t.Errorf("exit code %d, want %d", code, exitUnavailable)
	}
	if !strings.Contains(b.stderr.String(), "verbatim serve: Discord does not accept the bot token") || strings.Contains(b.stderr.String(), "wrong.token") {
		t.Errorf("it said %s", b.stderr)
	}
	d.TakeViolations()
}

func TestServeSpeaksOnlyLanguagesThatThereAre(t *testing.T) {
	d := discordtest.New(t)
	settings := homeSettings(t)
	settings["LOCALE"] = "tlh"
	b := startBot(t, d, settings)
	select {
	case <-b.done:
	case <-time.After(patience):
		t.Fatal("it goes on")
	}
	if code := b.cmd.ProcessState.ExitCode(); code != exitConfig {
		t.Errorf("exit code %d, want %d", code, exitConfig)
	}
	if said := b.stderr.String(); !strings.Contains(said, `LOCALE: there are no texts in "tlh", only in`) || !strings.Contains(said, " en") {
		t.Errorf("it said %s", said)
	}
}

func TestASecondBotOnTheSameDataFolderRefusesToStart(t *testing.T) {
	startsProcesses(t)
	d := discordtest.New(t)
	settings := homeSettings(t)
	first := startBot(t, d, settings)
	first.ready(1)
	second := startBot(t, d, settings)
	<-second.done
	if code := second.cmd.ProcessState.ExitCode(); code != exitBusy || !strings.Contains(second.stderr.String(), "another verbatim serve or preview uses this data folder") {
		t.Errorf("exit code %d: %s", code, second.stderr)
	}
	first.see(find("bridge").By(first.visitor()), "1 / 2")
	if err := first.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-first.done
	third := startBot(t, d, settings) // the lock is gone with the process
	third.ready(1)
	third.wantStopped()
}
