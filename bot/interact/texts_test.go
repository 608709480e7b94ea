package interact

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/google/go-cmp/cmp"
)

// TestAMessageCommandHasWhatTheMessageSays reads interactions as Discord sends them.
func TestAMessageCommandHasWhatTheMessageSays(t *testing.T) {
	for _, tt := range []struct {
		name, message string
		want          []string
	}{
		{"content", `{"content": "hello"}`, []string{"hello"}},
		{"embeds", `{"content": "a", "embeds": [{"title": "b", "description": "c", "fields": [{"name": "d", "value": "e"}], "footer": {"text": "f"}, "author": {"name": "g"}}, {"url": "x"}, null]}`, []string{"a", "b", "c\nf", "d", "e"}},
		{"components", `{"components": [{"type": 17, "components": [{"type": 10, "content": "a"}, {"type": 9, "components": [{"type": 10, "content": "b"}], "accessory": {"type": 2, "style": 5, "url": "https://example.org"}}, {"type": 14}]}, {"type": 1, "components": [{"type": 2, "label": "no", "custom_id": "x"}]}]}`, []string{"a", "b"}},
		{"a forward", `{"content": "", "message_snapshots": [{"message": {"content": "a", "embeds": [{"description": "b"}]}}, {"message": null}]}`, []string{"a", "b"}},
		{"nothing", `{}`, nil},
		{"null", `null`, nil},
	} {
		raw := `{"id": "1", "type": 2, "token": "t", "data": {"id": "2", "name": "Check quotation", "type": 3, "target_id": "7", "resolved": {"messages": {"7": ` + tt.message + `}}}}`
		var i discordgo.Interaction
		if err := json.Unmarshal([]byte(raw), &i); err != nil {
			t.Fatal(err)
		}
		r := parse(&i, nil, time.Time{})
		if r.Kind != Command || r.Name != "Check quotation" {
			t.Errorf("%s: the %s %q", tt.name, r.Kind, r.Name)
		}
		if diff := cmp.Diff(tt.want, r.Texts); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
	for name, raw := range map[string]string{
		"a slash command":     `{"id": "1", "type": 2, "data": {"name": "quote", "type": 1, "target_id": "7", "resolved": {"messages": {"7": {"content": "x"}}}}}`,
		"another message":     `{"id": "1", "type": 2, "data": {"name": "Check quotation", "type": 3, "target_id": "8", "resolved": {"messages": {"7": {"content": "x"}}}}}`,
		"nothing is resolved": `{"id": "1", "type": 2, "data": {"name": "Check quotation", "type": 3, "target_id": "7"}}`,
	} {
		var i discordgo.Interaction
		if err := json.Unmarshal([]byte(raw), &i); err != nil {
			t.Fatal(err)
		}
		if r := parse(&i, nil, time.Time{}); r.Texts != nil {
			t.Errorf("%s: %q", name, r.Texts)
		}
	}
}

func TestAnOptionMayBeAFile(t *testing.T) {
	for name, tt := range map[string]struct {
		resolved string
		want     Attachment
	}{
		"a file":              {`{"attachments": {"7": {"id": "7", "filename": "a.csv", "size": 12, "url": "https://cdn.discordapp.com/a.csv"}}}`, Attachment{"a.csv", "https://cdn.discordapp.com/a.csv", 12}},
		"another file":        {`{"attachments": {"8": {"id": "8", "filename": "a.csv", "url": "https://cdn.discordapp.com/a.csv"}}}`, Attachment{}},
		"null":                {`{"attachments": {"7": null}}`, Attachment{}},
		"nothing is resolved": {`null`, Attachment{}},
	} {
		raw := `{"id": "1", "type": 2, "data": {"name": "corpus", "type": 1, "options": [{"name": "import", "type": 1, "options": [{"name": "file", "type": 11, "value": "7"}]}], "resolved": ` + tt.resolved + `}}`
		var i discordgo.Interaction
		if err := json.Unmarshal([]byte(raw), &i); err != nil {
			t.Fatal(err)
		}
		r := parse(&i, nil, time.Time{})
		got, ok := r.File("file")
		if r.Name != "corpus import" || got != tt.want || ok != (tt.want != Attachment{}) {
			t.Errorf("%s: %q with %+v, %v", name, r.Name, got, ok)
		}
	}
}
