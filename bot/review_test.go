package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"verbatim/bot/discordtest"
)

// unsure are articles with a quotation that waits for a review, each of another kind.
var unsure = map[string]string{
	"lighthouse.txt": "Jane Smith did not say “the lighthouse was never ours to sell to anybody in this town.”\n",
	"horn.txt":       "The council met in the old school. “The fog horn keeps its own counsel.” Then it rained.\n",
	"ferry.txt":      "Tom Fry refused to say that the ferry was safe.\n",
}

// labelled returns the interaction of pressing the button with a label.
func (b *bot) labelled(m discordtest.Message, label string, by discordtest.User) discordtest.Interaction {
	b.t.Helper()
	button, ok := m.Button(label)
	if !ok {
		b.t.Fatalf("there is no button %q under\n%s", label, visible(m))
	}
	return discordtest.Press(m, button.CustomID).By(by)
}

// fill opens a form with a button, sends it, and looks for texts in the answer.
func (b *bot) fill(m discordtest.Message, label string, by discordtest.User, pairs []string, texts ...string) discordtest.Message {
	b.t.Helper()
	opened, err := b.discord.Interact(b.context(), b.labelled(m, label, by))
	if err != nil {
		b.t.Fatal(err)
	}
	return b.see(discordtest.Submit(opened, pairs...).By(by), texts...)
}

// report reports a mistake in what a search for words shows first.
func (b *bot) report(words string, by discordtest.User, pairs ...string) {
	b.t.Helper()
	card := b.ask(find(words).By(by))
	b.fill(b.ask(b.labelled(card, "More", by)), "Report a mistake", by, pairs, "A moderator will look into it")
}

// TestModeratorsReview walks through the queue with two moderators: what a reader reports,
// what an article is not sure of, over a kill and a reading of the corpus.
func TestModeratorsReview(t *testing.T) {
	startsProcesses(t)
	d := discordtest.New(t)
	settings := withModerators(homeSettings(t))
	for name, text := range unsure {
		writeCorpus(t, settings, name, text)
	}
	b := startBot(t, d, settings)
	b.ready(1)
	one, two := moderator(), withRole(b.visitor())
	reader, shy := b.visitor(), b.visitor()

	b.report("harbour", reader, "reason", "Her name is Mária", "tell", "Yes.")
	b.see(discordtest.Slash("corpus status").By(one), "3 waiting for review", "1 quote reported")
	first := b.see(discordtest.Slash("corpus review").By(one), "Review: 1 of 4", "rebuild the harbour", "Reported by 1 reader", "Her name is Mária", "in this server")
	second := b.see(discordtest.Slash("corpus review").By(two), "Review: 2 of 4", "the lighthouse was never ours", "did not __say__", "nobody said this", "lighthouse.txt, line 1")
	third := b.fill(first, "Correct", one, []string{"name", "Mária Santos"}, "Speaker changed from Maria Santos to Mária Santos", "Review: 2 of 3", "ferry was safe")
	if third.ID != first.ID || !third.Ephemeral() {
		t.Error("the next task stands in another message")
	}
	if err := d.WaitPosts(b.context(), discordtest.DMChannel(reader.ID), 1); err != nil {
		t.Fatal(err)
	}
	if told := visible(d.Posts(discordtest.DMChannel(reader.ID))[0]); !strings.Contains(told, "corrected who said it") || !strings.Contains(told, "Mária Santos") {
		t.Errorf("the reader is told %q", told)
	}

	// What was accepted is found at once, and no more when that is undone.
	found := func(who discordtest.User, words string, want bool) {
		t.Helper()
		if got := strings.Contains(visible(b.ask(find(words).By(who))), "checked by a moderator"); got != want {
			t.Errorf("%q is found as checked: %v", words, got)
		}
	}
	skipped := b.see(b.labelled(third, "Skip", one), "Review: 3 of 3", "The fog horn")
	after := b.fill(skipped, "Correct", one, []string{"name", "Piet Holm"}, "Accepted, attributed to Piet Holm", "ferry was safe")
	found(b.visitor(), "fog horn counsel", true)
	undone := b.see(b.labelled(after, "Undo", one), "is undone", "The fog horn", "[Accept]")
	found(b.visitor(), "fog horn counsel", false)
	b.see(b.labelled(undone, "Reject", one), "Rejected (horn.txt)", "ferry was safe")

	// The buttons work after a restart, and who decides second is told of the first.
	_ = b.cmd.Process.Kill()
	<-b.done
	b = startBot(t, d, settings)
	b.ready(1)
	b.see(b.labelled(second, "Accept", two), "Accepted, attributed to Jane Smith", "Review: 1 of 1", "ferry was safe")
	found(b.visitor(), "lighthouse never ours", true)
	beside := b.see(discordtest.Slash("corpus review").By(one), "other moderators have it")
	if len(beside.Buttons) > 0 {
		t.Errorf("there are buttons under %q", visible(beside))
	}
	reindex, err := d.Interact(b.context(), discordtest.Slash("corpus reindex").By(one))
	if err == nil {
		_, err = reindex.Until(b.context(), func(m discordtest.Message) bool { return strings.Contains(m.Text(), "read the corpus in") })
	}
	if err != nil {
		t.Fatal(err)
	}
	found(b.visitor(), "lighthouse never ours", true)
	if m := b.ask(find("fog horn counsel").By(b.visitor())); strings.Contains(visible(m), "fog horn keeps") {
		t.Error("what was rejected is found")
	}

	// Nobody is told twice, nor who did not ask for it or takes no messages.
	d.Refuse(discordtest.DMChannel(shy.ID), discordtest.CannotMessage)
	b.report("library asleep", shy, "reason", "Is that all?", "tell", "yes")
	b.report("library asleep", b.visitor(), "reason", "It goes on")
	reports := b.see(discordtest.Slash("corpus review").By(one), "Reported by 2 readers", "Is that all?", "It goes on")
	b.see(b.labelled(reports, "Nothing wrong", one), "Reports looked into", "other moderators have it")
	b.logged("could not be told")
	b.see(discordtest.Slash("corpus history", discordtest.Opt("id", idIn(t, b.ask(find("rebuild the harbour").By(b.visitor())).Text()))).By(one),
		"Reported by a reader", "Speaker changed", "Reports looked into")
	if n := len(d.Posts(discordtest.DMChannel(reader.ID))); n != 1 {
		t.Errorf("the reader got %d messages", n)
	}
	b.wantStopped()
}

// TestTheCommandLineReviewsBesideTheBot: the bot knows of it within a second, and writes
// to who wants to know.
func TestTheCommandLineReviewsBesideTheBot(t *testing.T) {
	startsProcesses(t)
	d := discordtest.New(t)
	settings := homeSettings(t)
	writeCorpus(t, settings, "lighthouse.txt", unsure["lighthouse.txt"])
	b := startBot(t, d, settings)
	b.ready(1)
	reader := b.visitor()
	b.report("library asleep", reader, "reason", "a false town", "tell", "yes")
	cmd := exec.Command("verbatim", "review", "--data", settings["DATA_DIR"])
	cmd.Dir, cmd.Env = t.TempDir(), []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()}
	cmd.Stdin = strings.NewReader("r\na\n")
	out, err := cmd.CombinedOutput()
	for _, want := range []string{"Reported by 1 reader", "a false town", "Hidden · the command line", "Accepted, attributed to Jane Smith", "Nothing is waiting"} {
		if !strings.Contains(string(out), want) || err != nil {
			t.Fatalf("%q is not in the output, %v:\n%s", want, err, out)
		}
	}
	b.until("the accepted one is found", func() bool {
		return strings.Contains(visible(b.ask(find("lighthouse never ours").By(b.visitor()))), "checked by a moderator")
	})
	if err := d.WaitPosts(b.context(), discordtest.DMChannel(reader.ID), 1); err != nil {
		t.Fatal(err)
	}
	if told := visible(d.Posts(discordtest.DMChannel(reader.ID))[0]); !strings.Contains(told, "has hidden it") {
		t.Errorf("the reader is told %q", told)
	}
	b.wantStopped()
}

// TestReportsAreLimited: five in an hour, and none that says nothing.
func TestReportsAreLimited(t *testing.T) {
	startsProcesses(t)
	d := discordtest.New(t)
	b := startBot(t, d, homeSettings(t))
	b.ready(1)
	who := b.visitor()
	more := b.ask(b.labelled(b.ask(find("harbour").By(who)), "More", who))
	b.fill(more, "Report a mistake", who, []string{"reason", "\u200b"}, "doesn’t tell me what’s wrong")
	for range 5 {
		b.fill(more, "Report a mistake", who, []string{"reason", "again"}, "A moderator will look into it.")
	}
	b.fill(more, "Report a mistake", who, []string{"reason", "again"}, "reported a lot", "12 minutes")
	b.see(discordtest.Slash("corpus review").By(moderator()), "Reported by 5 readers", "Review: 1 of 1")
	b.wantStopped()
}

// attribute names another speaker of a quotation.
func (b *bot) attribute(id, speaker string, by discordtest.User) {
	b.t.Helper()
	opened, err := b.discord.Interact(b.context(), discordtest.Slash("corpus edit", discordtest.Opt("id", id), discordtest.Opt("part", "attribution")).By(by))
	if err != nil {
		b.t.Fatal(err)
	}
	b.see(discordtest.Submit(opened, "speaker", speaker).By(by), id, speaker)
}
