package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"verbatim/bot/discordtest"
)

// edits runs verbatim edits on the bot's data folder and returns what it wrote.
func edits(t *testing.T, dataDir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("verbatim", append([]string{"edits", "--data", dataDir}, args...)...)
	cmd.Dir = t.TempDir()
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("verbatim edits %q: %v\n%s", args, err, out)
	}
	return string(out)
}

// The command line and the bot decide in turn about the same quotations; each goes on
// from what the other did, and all of it holds after a kill.
func TestTheCommandLineDecidesBesideTheBot(t *testing.T) {
	startsProcesses(t)
	d := discordtest.New(t)
	settings := homeSettings(t)
	data := settings["DATA_DIR"]
	b := startBot(t, d, settings)
	b.ready(1)
	me := moderator()
	id := idIn(t, b.ask(find("hundred years").By(b.visitor())).Text())
	opt := discordtest.Opt
	shows := func(want string) time.Duration {
		t.Helper()
		began := time.Now()
		b.until("/quote show says "+want, func() bool {
			return strings.Contains(visible(b.ask(discordtest.Slash("quote show", opt("id", id)).By(b.visitor()))), want)
		})
		return time.Since(began)
	}

	edits(t, data, "hide", id, "--reason", "from the terminal")
	took := shows("has hidden")
	t.Logf("the bot knew of it after %v", took)
	b.see(discordtest.Slash("corpus hidden").By(me), "hundred years", "the command line", "from the terminal")
	undone := b.see(discordtest.Slash("corpus undo", opt("id", id)).By(me), "Decision #1", "visible now")
	shows("hundred years")
	if out := edits(t, data, "list"); !strings.Contains(out, "#1 · Hidden · undone") || !strings.Contains(out, "#2 · Undid #1") {
		t.Errorf("the list has\n%s", out)
	}
	edits(t, data, "correct", id, "Zofia", "Zielinska")
	shows("Zofia Zielinska")
	b.see(discordtest.Press(undone, undone.Buttons[0].CustomID).By(me), "Decision #2", "hidden now")
	shows("has hidden")
	b.see(discordtest.Slash("corpus history", opt("id", id)).By(me), "#4", "Undid #2", "Zofia Zielinska")

	_ = b.cmd.Process.Kill()
	<-b.done
	if out := edits(t, data, "undo", "1"); !strings.Contains(out, "#5 · Undid #1") || !strings.Contains(out, "visible now, attributed to Zofia Zielinska") {
		t.Errorf("while the bot was down:\n%s", out)
	}
	b = startBot(t, d, settings)
	b.ready(1)
	shows("Zofia Zielinska")
	b.wantStopped()
}
