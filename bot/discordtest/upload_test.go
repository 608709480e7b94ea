package discordtest_test

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"testing"

	"verbatim/bot/discordtest"
)

// upload sends a body with one file of text beside it.
func (c client) upload(method, path string, payload any, field, name string) answer {
	c.t.Helper()
	raw, err := json.Marshal(payload)
	if err != nil {
		c.t.Fatal(err)
	}
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	if err := form.WriteField("payload_json", string(raw)); err != nil {
		c.t.Fatal(err)
	}
	w, err := form.CreateFormFile(field, name)
	if err != nil {
		c.t.Fatal(err)
	}
	if _, err := w.Write([]byte("data")); err != nil {
		c.t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		c.t.Fatal(err)
	}
	return c.send(method, path, form.FormDataContentType(), &b)
}

// gallery is a message that shows an attached picture, and lists attachments.
func gallery(shows string, attachments ...any) map[string]any {
	item := map[string]any{"media": map[string]any{"url": "attachment://" + shows}, "description": "what it shows"}
	m := body(map[string]any{"flags": 1 << 15, "components": []any{map[string]any{"type": 12, "items": []any{item}}}})
	if attachments != nil {
		m["attachments"] = attachments
	}
	return m
}

func attachment(id any, description string) map[string]any {
	return map[string]any{"id": id, "filename": "a.png", "description": description}
}

func TestFilesOfAMessage(t *testing.T) {
	c := newClient(t)
	text := body(map[string]any{"flags": 1 << 15, "components": []any{map[string]any{"type": 10, "content": "text"}}})
	without := func(m map[string]any, attachments ...any) map[string]any {
		out := map[string]any{"attachments": append([]any{}, attachments...)}
		for k, v := range m {
			out[k] = v
		}
		return out
	}
	for _, tt := range []struct {
		name string
		edit func(id string) map[string]any
		want int // files then
	}{
		{"an edit that lists none", func(string) map[string]any { return text }, 1},
		{"an edit with an empty list", func(string) map[string]any { return without(text) }, 0},
		{"an edit that lists what there is", func(id string) map[string]any { return without(text, map[string]any{"id": id}) }, 1},
	} {
		i, pending := c.offer(discordtest.Slash("x"))
		callback := "/interactions/" + i.ID + "/" + i.Token + "/callback"
		sent := map[string]any{"type": 4, "data": gallery("a.png", attachment("0", "what it shows"))}
		want(t, "a picture", c.upload(http.MethodPost, callback, sent, "files[0]", "a.png"), http.StatusNoContent, 0)
		a, err := pending.Answer(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		files := a.Message().Files
		if len(files) != 1 || files[0].Name != "a.png" || files[0].Description != "what it shows" || string(files[0].Data) != "data" {
			t.Errorf("the message has %+v", files)
		}
		original := c.webhook(i) + "/messages/@original"
		there := c.do(http.MethodGet, original, nil).body["attachments"].([]any)
		want(t, tt.name, c.do(http.MethodPatch, original, tt.edit(there[0].(map[string]any)["id"].(string))), http.StatusOK, 0)
		if got := a.Message().Files; len(got) != tt.want {
			t.Errorf("%s: the message has %+v", tt.name, got)
		}
	}
	i, _ := c.offer(discordtest.Slash("x"))
	callback := "/interactions/" + i.ID + "/" + i.Token + "/callback"
	for name, bad := range map[string]answer{
		"a picture that is not attached": c.callback(i, 4, gallery("a.png")),
		"another picture":                c.upload(http.MethodPost, callback, map[string]any{"type": 4, "data": gallery("b.png", attachment("0", ""))}, "files[0]", "a.png"),
		"a number without a file":        c.upload(http.MethodPost, callback, map[string]any{"type": 4, "data": gallery("a.png", attachment("1", ""))}, "files[0]", "a.png"),
		"a part with another name":       c.upload(http.MethodPost, callback, map[string]any{"type": 4, "data": gallery("a.png", attachment("0", ""))}, "file", "a.png"),
		"a long description":             c.upload(http.MethodPost, callback, map[string]any{"type": 4, "data": gallery("a.png", attachment("0", string(make([]byte, 1025))))}, "files[0]", "a.png"),
	} {
		want(t, name, bad, http.StatusBadRequest, 50035)
	}
	wantNothing(t, c.d)
}
