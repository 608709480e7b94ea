package discordtest

import (
	"errors"
	"net/http"
	"testing"
)

func TestBodiesAreComparedWithDiscordsOwnSchema(t *testing.T) {
	if _, err := apiDescription(); errors.Is(err, errNoDescription) {
		t.Skip("left out: ", err)
	} else if err != nil {
		t.Fatal(err)
	}
	s := New(t)
	callback := endpoint{method: http.MethodPost, path: callbackPath}
	edit := endpoint{method: http.MethodPatch, path: webhookPath + "/messages/@original"}
	put := endpoint{method: http.MethodPut, path: globalCommands}
	for _, tt := range []struct {
		endpoint endpoint
		body     string
		fits     bool
	}{
		{callback, `{"type": 4, "data": {"content": "x", "tts": false}}`, true},
		{callback, `{"type": 4, "data": {"content": "x", "tts": "no"}}`, false},
		{callback, `{"type": 8, "data": {"choices": []}}`, true},
		{callback, `{"type": 42}`, false},
		{edit, `{"content": "x", "allowed_mentions": {"parse": []}}`, true},
		{edit, `{"content": "x", "allowed_mentions": {"parse": ["people"]}}`, false},
		{put, `[{"name": "a", "description": "b", "default_member_permissions": "8"}]`, true},
		{put, `[{"name": "a", "description": "b", "default_member_permissions": 8}]`, false},
		{put, `[{"name": "a", "description": "b", "contexts": []}]`, false},
	} {
		if err := s.checkSchema(tt.endpoint, []byte(tt.body)); (err == nil) != tt.fits {
			t.Errorf("%s %s: %v", tt.endpoint.path, tt.body, err)
		}
	}
}

// Each endpoint that takes a body has a schema.
func TestEveryBodyHasASchema(t *testing.T) {
	d, err := apiDescription()
	if errors.Is(err, errNoDescription) {
		t.Skip("left out: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range endpoints() {
		if e.method == http.MethodGet || e.method == http.MethodDelete {
			continue
		}
		if _, err := d.schema(e); err != nil {
			t.Error(err)
		}
	}
}
