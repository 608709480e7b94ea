package command_test

import (
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/discordtest"
	"verbatim/bot/messages"
	"verbatim/quotes"
	"verbatim/quotes/store/storetest"
)

// TestASavedMessageIsForgotten when its author, or a moderator, wants it: by the button
// under the answer and by the command. Once that is answered, its words are in no file.
func TestASavedMessageIsForgotten(t *testing.T) {
	const text = "The qwvutz above the port"
	m := messages.For("en-US")
	author := discordtest.User{ID: "770000000000000777", Name: "Wintermute", Permissions: 8192}
	saving := author
	saving.Roles = []string{moderatorRole}
	moderator := discordtest.User{ID: "770000000000000779", Roles: []string{moderatorRole}, Permissions: 8192}
	reader := discordtest.User{ID: "770000000000000778"}
	for name, by := range map[string]discordtest.User{"author": author, "moderator": moderator} {
		t.Run(name, func(t *testing.T) {
			b := newBureau(t, "en-US", said("Brevity is the soul of wit", "William Shakespeare"))
			save := func(title string) discordtest.Message {
				return b.does(title, discordtest.Interaction{
					Type: discordgo.InteractionApplicationCommand, Command: "Save as quotation", Posted: &discordtest.Posted{Content: text},
				}.By(saving)).Message()
			}
			forget := func(id quotes.ID, by discordtest.User) discordtest.Message {
				return b.does("/quote forget", discordtest.Slash("quote forget", discordtest.Opt("id", string(id))).By(by)).Message()
			}
			public := save("saved")
			id := quotes.IDOf(text)
			if got := forget(id, reader); got.Text() != m.NotYours() || !got.Ephemeral() {
				t.Errorf("a reader is told %q", got.Text())
			}
			button, ok := public.Button(m.Plain().ForgetButton())
			if !ok {
				t.Fatal("there is no button to have it forgotten")
			}
			event, pending, err := b.d.Offer(discordtest.Press(public, button.CustomID).By(reader).Speaking("en-US", "en-US"))
			if err != nil {
				t.Fatal(err)
			}
			b.router.Handle(t.Context(), event)
			denied, err := pending.Answer(t.Context())
			if err != nil || !strings.Contains(denied.Message().Text(), "qwvutz") {
				t.Errorf("the message that a reader pressed under is %q, %v", denied.Message().Text(), err)
			}
			if told := denied.FollowUps(); len(told) != 1 || told[0].Text() != m.NotYours() || !told[0].Ephemeral() {
				t.Errorf("who may not is told %v", told)
			}
			if got := forget(quotes.IDOf("Brevity is the soul of wit"), moderator).Text(); got != m.NotAdded() {
				t.Errorf("of what the corpus has a moderator is told %q", got)
			}
			if len(storetest.FilesWith(t, b.dir, "qwvutz")) == 0 {
				t.Fatal("it is nowhere to begin with")
			}
			var last discordtest.Message
			if name == "author" {
				last = forget(id, by)
			} else {
				for _, button := range public.Buttons {
					if button.Label == m.Plain().ForgetButton() {
						pressed := b.does("pressed", discordtest.Press(public, button.CustomID).By(by))
						var err error
						if last, err = pressed.Until(t.Context(), func(now discordtest.Message) bool { return !strings.Contains(now.Text(), "qwvutz") }); err != nil {
							t.Fatal(err)
						}
					}
				}
			}
			if last.Text() != m.Forgotten() {
				t.Errorf("the answer ends with %q", last.Text())
			}
			if found := storetest.FilesWith(t, b.dir, "qwvutz"); len(found) > 0 {
				t.Errorf("the words stand in %v", found)
			}
			if got := save("saved again").Text(); got != m.ForgottenAlready() {
				t.Errorf("saved again: %q", got)
			}
			if got := forget(id, by).Text(); got == m.Forgotten() {
				t.Error("it is forgotten twice")
			}
		})
	}
}
