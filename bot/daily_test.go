package main

import (
	"strings"
	"testing"

	"verbatim/bot/discordtest"
)

func TestTheQuotationOfTheDayIsPostedOnceAndItsButtonsWork(t *testing.T) {
	startsProcesses(t)
	const channel, closed = "1042000000000000030", "1042000000000000040"
	d := discordtest.New(t)
	settings := homeSettings(t)
	b := startBot(t, d, settings)
	b.ready(1)
	manager := b.visitor()
	manager.Permissions = 32 // MANAGE_GUILD
	set := func(channel string) discordtest.Interaction {
		return discordtest.Slash("daily set", discordtest.Opt("channel", channel), discordtest.Opt("time", "00:00"), discordtest.Opt("timezone", "UTC")).By(manager)
	}
	d.Refuse(closed, discordtest.MissingPermission)
	b.see(set(closed), "View Channel and Send Messages")
	b.see(discordtest.Slash("daily show").By(manager), "There’s no daily post")

	d.Inject(discordtest.Fault{Op: discordtest.OpPost, LoseAnswer: true}) // it is sent again, and Discord knows the nonce
	b.see(set(channel), "I’ve posted today’s quote")
	posts := d.Posts(channel)
	if len(posts) != 1 || len(d.Requests(discordtest.OpPost)) != 3 {
		t.Fatalf("%d posts, %d requests", len(posts), len(d.Requests(discordtest.OpPost)))
	}
	if !strings.Contains(posts[0].Text(), "Quote of the day, ") {
		t.Errorf("posted is %q", posts[0].Text())
	}
	b.see(discordtest.Slash("quote daily").By(b.visitor()), idIn(t, posts[0].Text()))
	b.wantStopped()

	again := startBot(t, d, settings)
	again.ready(1)
	more, ok := posts[0].Button("More")
	if !ok {
		t.Fatalf("the buttons are %+v", posts[0].Buttons)
	}
	if m := again.ask(discordtest.Press(posts[0], more.CustomID).By(again.visitor())); !m.Ephemeral() || strings.Contains(m.Text(), "no longer works") {
		t.Errorf("More answers %q", m.Text())
	}
	again.see(discordtest.Slash("daily show").By(manager), "every day at 00:00 (UTC)")
	if n := len(d.Posts(channel)); n != 1 {
		t.Errorf("%d posts after a restart", n)
	}
	again.wantStopped()
}
