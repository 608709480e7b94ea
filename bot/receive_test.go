package main

import (
	"net/http"
	"strings"
	"testing"

	"verbatim/bot/discordtest"
	"verbatim/bot/endpoint"
)

// overHTTP lets interactions be posted to a bot with these settings, and returns where.
func overHTTP(t *testing.T, d *discordtest.Server, settings map[string]string) (url string) {
	t.Helper()
	settings["HTTP_ADDR"], settings["DISCORD_PUBLIC_KEY"] = freePort(t), discordtest.PublicKey()
	url = "http://" + settings["HTTP_ADDR"] + endpoint.Path
	d.PostTo(url)
	return url
}

// TestABotNeedsNoGateway does over HTTP what people do.
func TestABotNeedsNoGateway(t *testing.T) {
	startsProcesses(t)
	settings := homeSettings(t)
	d := discordtest.New(t)
	url := overHTTP(t, d, settings)
	b := startBot(t, d, settings)
	b.until("interactions are received", func() bool { return strings.Contains(b.stderr.String(), "interactions are received") })
	if err := d.Verify(t.Context(), http.DefaultClient, url); err != nil {
		t.Error(err)
	}
	b.serves(1)
	m := b.see(find("bridge").By(b.visitor()), "1 / 2")
	next, ok := m.Button("Next")
	if !ok {
		t.Fatalf("there is no button to the next hit: %s", visible(m))
	}
	b.see(discordtest.Press(m, next.CustomID).By(b.visitor()), "2 / 2")
	if names := b.complete("quote search", discordtest.Typing("words", "prom")); len(names) == 0 {
		t.Error("nothing is completed")
	}
	b.see(discordtest.Slash("corpus status").By(moderator()), "version 1 of the corpus")
	if g := d.Gateway(); g.Identifies != 0 {
		t.Errorf("the bot signed in to the gateway %d times", g.Identifies)
	}
	if code := b.stop(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

func TestAKeyOfAnotherApplicationEndsTheBot(t *testing.T) {
	startsProcesses(t)
	settings := homeSettings(t)
	settings["HTTP_ADDR"], settings["DISCORD_PUBLIC_KEY"] = freePort(t), strings.Repeat("01", 32)
	b := startBot(t, discordtest.New(t), settings)
	<-b.done
	if code, said := b.cmd.ProcessState.ExitCode(), b.stderr.String(); code != exitConfig || !strings.Contains(said, "DISCORD_PUBLIC_KEY is not the key of the application") {
		t.Errorf("exit code %d: %s", code, said)
	}
}
