package gateway

import (
	"context"
	"slices"
	"testing"

	"verbatim/bot/discordtest"
)

func TestGuildsAreToldAtTheSignInAndWhenTheBotIsInvited(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t, discordtest.WithGuilds("1", "2"))
	guilds := make(chan string, 10)
	b := start(t, d, func(c *Config) { c.OnGuild = func(_ context.Context, id string) { guilds <- id } })
	b.waitReady()
	told := []string{receive(b, guilds, "a guild"), receive(b, guilds, "the other guild")}
	if slices.Sort(told); !slices.Equal(told, []string{"1", "2"}) {
		t.Errorf("told of %q", told)
	}
	d.Join("3")
	if id := receive(b, guilds, "the invitation"); id != "3" {
		t.Errorf("told of %q", id)
	}
	for _, payload := range []any{nil, "text", map[string]any{"id": 5}, map[string]any{}} {
		d.Dispatch("GUILD_CREATE", payload)
	}
	d.Join("4")
	if id := receive(b, guilds, "an invitation after nonsense"); id != "4" {
		t.Errorf("told of %q", id)
	}
}
