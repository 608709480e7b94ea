package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"verbatim/bot/discordtest"
)

// What happens while the corpus is being read: these tests find the process
// that reads it in /proc and stop it, so that they need no large corpus and no
// luck.

// enough is so many quotations that reading them takes longer than it takes to
// find the process that does.
const enough = 3000

// addQuotations writes a file of n quotations, none of which is about bridges.
func addQuotations(t *testing.T, settings map[string]string, n int) {
	t.Helper()
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `{"text": "Mill number %d grinds wheat, rye and %d sorts of barley.", "speaker": "Miller %d"}`+"\n", i, i*7, i%50)
	}
	writeCorpus(t, settings, "mills.jsonl", b.String())
}

// endWithParent has a process end when this one is killed, by a time limit of the
// tests for instance.
func endWithParent(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}

// pauseBuild stops the process that reads the corpus as soon as there is one,
// until resume is called: so long the corpus is being read, however fast the
// machine is.
func (b *bot) pauseBuild() (resume func()) {
	b.t.Helper()
	deadline := time.After(patience)
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for {
		if child := buildOf(b.t, b.cmd.Process.Pid); child != nil && child.Signal(syscall.SIGSTOP) == nil {
			resume = func() { _ = child.Signal(syscall.SIGCONT) }
			b.t.Cleanup(resume)
			return resume
		}
		select {
		case <-look.C:
		case <-deadline:
			b.t.Fatal("nobody reads the corpus")
		}
	}
}

// buildOf finds the child of a bot that reads the corpus: proc(5),
// /proc/pid/task/tid/children.
func buildOf(t *testing.T, pid int) *os.Process {
	t.Helper()
	lists, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	if err != nil {
		t.Fatal(err)
	}
	for _, list := range lists {
		raw, err := os.ReadFile(list)
		if err != nil {
			continue // the thread has ended
		}
		for field := range strings.FieldsSeq(string(raw)) {
			child, err := strconv.Atoi(field)
			if err != nil {
				t.Fatal(err)
			}
			// Until it has its own command line, its parent waits for it
			// (vfork), and to stop it would stop both.
			line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", child))
			if err != nil || !strings.Contains(string(line), "\x00index\x00") {
				continue
			}
			if p, err := os.FindProcess(child); err == nil {
				return p
			}
		}
	}
	return nil
}

func TestWhoAsksBeforeAnythingWasReadIsToldSo(t *testing.T) {
	startsProcesses(t)
	d := discordtest.New(t)
	settings := withModerators(homeSettings(t))
	addQuotations(t, settings, enough)
	b := startBot(t, d, settings)
	resume := b.pauseBuild()
	b.until("the commands are registered", func() bool { return slices.Contains(d.Commands(discordtest.Guild), "corpus") })
	for _, i := range []discordtest.Interaction{
		find("bridge"), discordtest.Slash("quote random"), discordtest.Slash("speaker", discordtest.Opt("name", "Jan Nowak")),
		discordtest.Slash("source", discordtest.Opt("title", "Opening Speech")),
	} {
		b.see(i.By(b.visitor()), "reading the corpus for the first time")
	}
	if got := b.complete("quote search", discordtest.Typing("words", "bri")); len(got) > 0 {
		t.Errorf("completions out of nothing: %q", got)
	}
	b.see(discordtest.Slash("corpus status").By(moderator()), "I haven’t read a corpus yet", "been reading the corpus since")
	b.see(discordtest.Slash("corpus reindex").By(moderator()), "been reading the corpus since")
	b.see(discordtest.Slash("corpus problems").By(moderator()), "no report on how")
	b.see(discordtest.Slash("help").By(b.visitor()), "/quote search")
	resume()
	b.ready(1)
	b.see(find("mill number 2999 grinds").By(b.visitor()), "Miller 49")
	b.wantStopped()
}

func TestAReindexUnderWayIsCalledOffAtTheEnd(t *testing.T) {
	startsProcesses(t)
	d := discordtest.New(t)
	settings := withModerators(homeSettings(t))
	b := startBot(t, d, settings)
	b.ready(1)
	addQuotations(t, settings, enough)
	a, err := d.Interact(b.context(), discordtest.Slash("corpus reindex").By(moderator()))
	if err != nil {
		t.Fatal(err)
	}
	resume := b.pauseBuild()
	if _, err := a.Until(b.context(), func(m discordtest.Message) bool { return strings.Contains(m.Text(), "Reading the corpus") }); err != nil {
		t.Fatal(err)
	}
	b.see(discordtest.Slash("corpus reindex").By(withRole(b.visitor())), "been reading the corpus since")
	b.see(find("bridge").By(b.visitor()), "1 / 2") // the old generation serves
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		b.wantStopped()
	}()
	b.logged("verbatim stops")
	resume()
	<-ended
	if m := a.Message(); !strings.Contains(m.Text(), "I’m restarting") {
		t.Errorf("the last word is %q", m.Text())
	}

	// Whatever was left of it, the next start reads the corpus as it is then,
	// and answers from what it has meanwhile.
	addQuotations(t, settings, enough+1)
	b = startBot(t, d, settings)
	resume = b.pauseBuild()
	b.until("the bot is connected", func() bool { return d.Gateway().Live == 1 })
	b.see(find("bridge").By(b.visitor()), "1 / 2")
	b.see(discordtest.Slash("corpus status").By(moderator()), "been reading the corpus since")
	resume()
	b.until("the new quotations are found", func() bool {
		return strings.Contains(b.ask(find("mill number 3000 grinds").By(b.visitor())).Text(), "Mill number 3000")
	})
	b.wantStopped()
}

func TestTheProgressOfAReadingThatWasKilledIsEnded(t *testing.T) {
	startsProcesses(t)
	d := discordtest.New(t)
	settings := withModerators(homeSettings(t))
	addQuotations(t, settings, enough)
	b := startBot(t, d, settings)
	b.ready(1)
	a, err := d.Interact(b.context(), discordtest.Slash("corpus reindex").By(moderator()).Speaking("en-GB", ""))
	if err != nil {
		t.Fatal(err)
	}
	b.pauseBuild()
	if _, err := a.Until(b.context(), func(m discordtest.Message) bool { return strings.Contains(m.Text(), "Reading the corpus") }); err != nil {
		t.Fatal(err)
	}
	kept := filepath.Join(settings["DATA_DIR"], "answer.json")
	info, err := os.Stat(kept)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%v: %v", info, err)
	}
	raw, err := os.ReadFile(kept)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-b.done

	next := startBot(t, d, settings)
	m, err := a.Until(next.context(), func(m discordtest.Message) bool {
		return strings.Contains(m.Text(), "I was stopped while reading")
	})
	if err != nil {
		t.Fatalf("%v; the answer is still %q", err, a.Message().Text())
	}
	if !strings.Contains(visible(m), "run /corpus reindex") {
		t.Errorf("the answer does not say what to do: %q", visible(m))
	}
	next.until("nothing of the answer is on disk", func() bool {
		left, err := filepath.Glob(kept + "*")
		return err == nil && len(left) == 0
	})
	next.see(discordtest.Slash("corpus status").By(moderator()), "I was stopped during the reading", "not reading the corpus right now")
	next.see(find("bridge").By(next.visitor()), "1 / 2")
	next.see(discordtest.Slash("corpus reindex").By(moderator()), "Reading the corpus")
	next.until("the corpus was read", func() bool {
		return !strings.Contains(next.ask(discordtest.Slash("corpus status").By(moderator())).Text(), "I was stopped") &&
			strings.Contains(next.stderr.String(), "reindex ended")
	})
	var answers []struct{ Token string }
	if err := json.Unmarshal(raw, &answers); err != nil || len(answers) != 1 || answers[0].Token == "" {
		t.Fatal(answers, err)
	}
	if strings.Contains(b.stderr.String()+next.stderr.String(), answers[0].Token) {
		t.Error("the interaction's token is in the log")
	}
	next.wantStopped()
}
