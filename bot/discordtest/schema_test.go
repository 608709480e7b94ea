package discordtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "make schema.json anew out of Discord's description")

func TestBodiesAreComparedWithDiscordsSchema(t *testing.T) {
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
		{callback, `{"type": 4, "data": {"flags": 32768, "components": [{"type": 10, "content": "x"}]}}`, true},
		{callback, `{"type": 4, "data": {"flags": 32768, "components": [{"type": 10}]}}`, false},
		{callback, `{"type": 4, "data": {"components": [{"type": 1, "components": [{"type": 2, "style": 9, "label": "x"}]}]}}`, false},
		{callback, `{"type": 4, "data": {"poll": {"question": {"text": "x"}, "answers": []}}}`, false},
		{callback, `{"type": 8, "data": {"choices": []}}`, true},
		{callback, `{"type": 9, "data": {"custom_id": "x", "title": "x", "components": [{"type": 18, "label": "x", "component": {"type": 4, "custom_id": "x", "style": 1}}]}}`, true},
		{callback, `{"type": 9, "data": {"custom_id": "x", "components": []}}`, false},
		{callback, `{"type": 42}`, false},
		{edit, `{"content": "x", "allowed_mentions": {"parse": []}}`, true},
		{edit, `{"content": "x", "allowed_mentions": {"parse": ["people"]}}`, false},
		{put, `[{"name": "a", "description": "b", "default_member_permissions": "8"}]`, true},
		{put, `[{"name": "a", "description": "b", "default_member_permissions": 8}]`, false},
		{put, `[{"name": "a", "description": "b", "contexts": []}]`, false},
	} {
		if err := checkSchema(tt.endpoint, []byte(tt.body)); (err == nil) != tt.fits {
			t.Errorf("%s %s: %v", tt.endpoint.path, tt.body, err)
		}
	}
}

// Each endpoint that takes a body has a schema.
func TestEveryBodyHasASchema(t *testing.T) {
	schemas, err := loadSchema()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range withBodies() {
		if _, err := schemas.of(e); err != nil {
			t.Error(err)
		}
	}
}

// withBodies are the endpoints that take a body. An answer has an entry of its own
// in the description beside that of any message.
func withBodies() []endpoint {
	out := slices.DeleteFunc(endpoints(), func(e endpoint) bool {
		return e.method == http.MethodGet || e.method == http.MethodDelete
	})
	return append(out, endpoint{method: http.MethodPatch, path: webhookPath + "/messages/@original"})
}

// TestTheSchemaIsDiscords compares schema.json with what is left of Discord's own
// description when it is trimmed; with -update it is written.
func TestTheSchemaIsDiscords(t *testing.T) {
	raw, err := os.ReadFile("../../../shared/discord/openapi.json")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("openapi.json of github.com/discord/discord-api-spec is not in ../shared/discord: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	var description any
	if err := json.Unmarshal(raw, &description); err != nil {
		t.Fatal(err)
	}
	got := trim(t, description.(map[string]any))
	if *update {
		if err := os.WriteFile("schema.json", got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(trimmedSchema), string(got)); diff != "" {
		t.Errorf("schema.json is not what Discord describes; -update writes it anew (-it +Discord)\n%s", diff)
	}
}

// kept are the keywords that bind a value; the rest of a description explains.
var kept = []string{
	"$ref", "additionalProperties", "allOf", "anyOf", "const", "enum", "format", "items", "maxItems", "maxLength", "maxProperties",
	"maximum", "minItems", "minLength", "minProperties", "minimum", "oneOf", "pattern", "required", "type", "uniqueItems",
}

// unsent are the schemas of what Verbatim never sends.
var unsent = regexp.MustCompile(`^(Checkbox|CustomClientTheme|LaunchActivity|Mentionable|MessageReference|MessageShare|Poll|RadioGroup|RoleSelect|SKU|SocialLayer|UserSelect)`)

// trim is the part of the description that our requests need: a schema a line.
func trim(t *testing.T, description map[string]any) []byte {
	t.Helper()
	all := description["components"].(map[string]any)["schemas"].(map[string]any)
	needed := map[string]any{}
	var bare func(node any) any
	bare = func(node any) any {
		switch node := node.(type) {
		case []any:
			out := make([]any, len(node))
			for i, v := range node {
				out[i] = bare(v)
			}
			return out
		case map[string]any:
			out := map[string]any{}
			for key, v := range node {
				if slices.Contains(kept, key) {
					out[key] = bare(v)
				}
			}
			if properties, ok := node["properties"].(map[string]any); ok {
				fields := map[string]any{}
				for name, v := range properties {
					fields[name] = bare(v)
				}
				out["properties"] = fields
				// Described as a number where Discord takes, and gives, a number as a text.
				if _, ok := fields["default_member_permissions"]; ok {
					fields["default_member_permissions"] = map[string]any{"type": []any{"string", "null"}, "pattern": `^[0-9]+$`}
				}
			}
			ref, _ := node["$ref"].(string)
			if name, ok := strings.CutPrefix(ref, "#/components/schemas/"); ok && needed[name] == nil {
				needed[name] = false
				if !unsent.MatchString(name) {
					needed[name] = bare(all[name])
				}
			}
			return out
		}
		return node
	}
	paths := map[string]any{}
	for _, e := range withBodies() {
		method := strings.ToLower(e.method)
		body := description["paths"].(map[string]any)[e.path].(map[string]any)[method].(map[string]any)["requestBody"]
		schema := bare(body.(map[string]any)["content"].(map[string]any)["application/json"].(map[string]any)["schema"])
		paths[e.path] = map[string]any{method: map[string]any{"requestBody": map[string]any{"content": map[string]any{"application/json": map[string]any{"schema": schema}}}}}
	}
	var out bytes.Buffer
	lines := func(entries map[string]any) {
		for i, name := range slices.Sorted(maps.Keys(entries)) {
			if i > 0 {
				out.WriteString(",")
			}
			line, err := json.Marshal(entries[name])
			if err != nil {
				t.Fatal(err)
			}
			out.WriteString("\n\"" + name + "\": ")
			out.Write(line)
		}
	}
	out.WriteString("{\n\"$comment\": \"" + header + "\",\n\"paths\": {")
	lines(paths)
	out.WriteString("\n},\n\"components\": {\"schemas\": {")
	lines(needed)
	out.WriteString("\n}}\n}\n")
	return out.Bytes()
}

const header = "What the bodies of Verbatim's requests to Discord have to be like: names, types and bounds, without a word of explanation. " +
	"The facts are those of Discord's description of its HTTP API, https://github.com/discord/discord-api-spec, under the MIT licence (copyright 2023 Discord). " +
	"What Verbatim never sends is false. Made by go test ./bot/discordtest -run TestTheSchemaIsDiscords -update."
