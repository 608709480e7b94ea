package payload_test

import (
	"encoding/json"
	"testing"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/payload"
)

// TestACommandOnANewerMessageIsStillOne takes the components away that nobody knows.
func TestACommandOnANewerMessageIsStillOne(t *testing.T) {
	raw := `{"id":"1","token":"t","type":2,"data":{"name":"Check quotation","type":3,"target_id":"7","resolved":{"messages":{"7":{"content":"x","components":[{"type":99}],` +
		`"message_snapshots":[{"message":{"content":"y","components":[{"type":98}]}}]}}}},"message":{"components":[{"type":99}]}}`
	i, err := payload.Read([]byte(raw))
	if err == nil || i == nil {
		t.Fatalf("%v, %v", i, err)
	}
	data, ok := i.Data.(discordgo.ApplicationCommandInteractionData)
	if !ok || data.Resolved.Messages["7"].Content != "x" || data.Resolved.Messages["7"].MessageSnapshots[0].Message.Content != "y" {
		t.Errorf("the command came as %+v", i.Data)
	}
}

func FuzzWhatIsHandedOnCanBeAnswered(f *testing.F) {
	for _, s := range []string{
		`{"id":"1","token":"t","type":2,"data":{"name":"help"}}`,
		`{"id":"1","token":"t","type":3,"data":{"custom_id":"x","component_type":2},"message":{"components":[{"type":99}]}}`,
		`{"id":"1","token":"t","type":5,"data":{"components":[{"type":18,"component":{"type":4}}]}}`,
		`{"id":"1","token":"t","type":2,"data":null,"member":{"user":null,"permissions":"x"}}`,
		`{"id":"1","token":"t","type":2,"data":{"options":[null,{"options":[null]}],"resolved":{"users":{"1":null}}}}`,
		`{"id":"1","token":"t","type":2,"data":{"type":3,"target_id":"7","resolved":{"messages":{"7":{"components":[{"type":99}],"message_snapshots":[null,{"message":null}]},"8":null}}}}`,
		`{"id":"1","token":"t","type":999,"data":5,"app_permissions":"-"}`,
		`null`, `"text"`, `[]`, `{`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		i, err := payload.Read(raw)
		if i == nil {
			if err == nil {
				t.Error("nothing came back, and no reason")
			}
			return
		}
		if i.ID == "" || i.Token == "" {
			t.Errorf("handed on without ID or token: %+v", i.Interaction)
		}
		var given struct{ ID, Token string }
		if json.Unmarshal(raw, &given) == nil && (given.ID != i.ID || given.Token != i.Token) {
			t.Errorf("handed on as %q, given as %q", i.ID, given.ID)
		}
	})
}
