package main

import (
	"strings"
	"testing"

	"verbatim/bot/discordtest"
)

// The pages of an answer are turned on through a reading of the corpus, a hit that was
// hidden meanwhile and a restart of the bot, and never show what is hidden.
func TestPagesAreTurnedThroughAReadingAHiddenHitAndARestart(t *testing.T) {
	startsProcesses(t)
	d := discordtest.New(t)
	settings := homeSettings(t)
	writeCorpus(t, settings, "lanterns.csv", "text,speaker\n"+
		"A lantern is a promise to the road,Ada Lind\n"+
		"A lantern lights the one who holds it last,Bo Marsh\n"+
		"A lantern asks nothing of the dark,Cy Noor\n"+
		"A lantern is heavier on the way home,Di Orr\n")
	b := startBot(t, d, settings)
	b.ready(1)
	asker := b.visitor()
	first := b.see(find("lantern").By(asker), "1 / 4")
	second := b.see(b.labelled(first, "Next", asker), "2 / 4")
	third := b.see(b.labelled(second, "Next", asker), "3 / 4")
	hidden := idIn(t, third.Text())
	back := b.see(b.labelled(third, "Back", asker), "2 / 4")
	words, _, _ := strings.Cut(visible(third), "\n")

	b.see(discordtest.Slash("corpus hide", discordtest.Opt("id", hidden), discordtest.Opt("reason", "a test")).By(moderator()), "now hidden")
	writeCorpus(t, settings, "more.csv", "text,speaker\nA lantern never sees the moon,Ed Pike\n")
	a, err := d.Interact(b.context(), discordtest.Slash("corpus reindex").By(moderator()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Until(b.context(), func(m discordtest.Message) bool { return strings.Contains(visible(m), "1 added") }); err != nil {
		t.Fatal(err)
	}
	b.stop()
	b = startBot(t, d, settings)
	b.ready(2)

	seen := map[string]bool{}
	page := b.see(b.labelled(back, "Back", asker), "/ 4")
	for range 3 {
		page = b.see(b.labelled(page, "Next", asker), "/ 4")
		if strings.Contains(visible(page), words) {
			t.Errorf("what is hidden is shown: %s", visible(page))
		}
		seen[idIn(t, page.Text())] = true
	}
	if len(seen) != 3 || seen[hidden] {
		t.Errorf("three pages show %v", seen)
	}
	if m := b.ask(discordtest.Slash("quote show", discordtest.Opt("id", hidden)).By(asker)); !strings.Contains(visible(m), "hidden") {
		t.Errorf("asked for it, the bot says %q", visible(m))
	}
	b.stop()
}
