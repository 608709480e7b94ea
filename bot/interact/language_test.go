package interact_test

import (
	"context"
	"testing"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/interact"
	"verbatim/bot/messages"
)

// What everyone sees speaks the server's language, what one person sees theirs.
func TestWhichLanguageAnswers(t *testing.T) {
	id := sealed(t, "bot token", interact.Pressed{Action: "page"})
	command, button := slash("quote search"), press(id, "")
	hidden := press(id, "")
	hidden.Message.Flags = discordgo.MessageFlagsEphemeral
	const public, private, update = interact.Public, interact.Private, interact.Update
	for _, tt := range []struct {
		name  string
		event *discordgo.InteractionCreate
		shape interact.Shape
		guild discordgo.Locale // "" outside servers
		set   string           // LOCALE
		want  string
	}{
		{"a public answer where the server chose a language", command, public, "de", "", "de"},
		{"a public answer where it chose none", command, public, "en-US", "", "uk"},
		{"a public answer in a direct message", command, public, "", "", "uk"},
		{"a private answer", command, private, "de", "", "uk"},
		{"a public message that changes", button, update, "de", "", "de"},
		{"a private message that changes", hidden, update, "de", "", "uk"},
		{"a private copy of a public message", button, private, "de", "", "uk"},
		{"a public answer to a private button", hidden, public, "de", "", "de"},
		{"a public answer where the settings give a language", command, public, "de", "fr", "fr"},
		{"a private answer where they do", command, private, "de", "fr", "fr"},
		{"one without a server where they do", command, public, "", "fr", "fr"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got string
			router := interact.NewRouter(interact.Config{Responder: newDiscord(t), Codec: codec(t, "bot token"), Locale: tt.set})
			route := interact.Route{
				Shape: func(*interact.Request) interact.Shape { return tt.shape },
				Handle: func(_ context.Context, r *interact.Request) (interact.Reply, error) {
					got = r.AnswerLocale()
					return interact.Tell("x"), nil
				},
			}
			router.Command("quote search", route)
			router.Button("page", route)
			event := *tt.event.Interaction
			event.Locale = "uk"
			if tt.guild != "" {
				event.GuildLocale = &tt.guild
			}
			router.Handle(t.Context(), &discordgo.InteractionCreate{Interaction: &event})
			if got != tt.want {
				t.Errorf("the answer speaks %q, want %q", got, tt.want)
			}
		})
	}
}

func TestWhatTheRouterSaysIsInThePersonsLanguage(t *testing.T) {
	for set, want := range map[string]string{"": "uk", "en": "en"} {
		d := newDiscord(t)
		router := interact.NewRouter(interact.Config{Responder: d, Codec: codec(t, "bot token"), Locale: set})
		event := slash("unknown")
		german := discordgo.Locale("de")
		event.Locale, event.GuildLocale = "uk", &german
		router.Handle(t.Context(), event)
		if got := d.last().text(); got != messages.For(want).UnknownCommand() {
			t.Errorf("with LOCALE=%s it says %q", set, got)
		}
	}
}
