package discordtest_test

import (
	"net/http"
	"testing"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/discordtest"
)

// TestMessageCommandsAreOfferedAsClientsOfferThem registers one and uses it.
func TestMessageCommandsAreOfferedAsClientsOfferThem(t *testing.T) {
	c := client{t, discordtest.New(t)}
	c.do(http.MethodPut, "/applications/"+c.d.AppID()+"/commands", []map[string]any{
		{"type": 3, "name": "Check quotation", "name_localizations": map[string]string{"de": "Zitat prüfen"}, "contexts": []int{0}, "integration_types": []int{0, 1}},
		{"type": 1, "name": "check", "description": "x"},
	})
	inner := discordtest.Posted{Content: "inner", Embeds: []any{map[string]any{"description": "d"}}}
	event, _, err := c.d.Offer(discordtest.OnPosted("Check quotation", discordtest.Posted{Content: "outer", Forwards: &inner}))
	if err != nil {
		t.Fatal(err)
	}
	data := event.ApplicationCommandData()
	m := data.Resolved.Messages[data.TargetID]
	if data.CommandType != discordgo.MessageApplicationCommand || m.Content != "outer" || m.ID != data.TargetID || m.MessageSnapshots[0].Message.Embeds[0].Description != "d" {
		t.Errorf("offered is %+v of %+v", data, m)
	}
	for name, i := range map[string]discordtest.Interaction{
		"a slash command":             discordtest.OnPosted("check", inner),
		"one that is not registered":  discordtest.OnPosted("Find quotation", inner),
		"as a slash command":          discordtest.Slash("Check quotation"),
		"a message that is not there": discordtest.On("Check quotation", discordtest.Message{ID: "5"}),
		"in a direct message":         discordtest.OnPosted("Check quotation", inner).InDM(),
	} {
		if _, _, err := c.d.Offer(i); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
