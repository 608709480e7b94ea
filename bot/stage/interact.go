package stage

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Types of interactions, commands and options, and the permission to manage a server
// (receiving-and-responding; application-commands; permissions).
const (
	ofCommand = 2
	ofButton  = 3
	ofTyping  = 4
	ofForm    = 5

	onMessage     = 3
	subcommand    = 1
	group         = 2
	ofFile        = 11
	manageGuild   = 1 << 5
	textInput     = 4
	actionsRow    = 1
	wholeChannels = "2248473465835073"
)

// act is what a person does on the page.
type act struct {
	Type      int
	Moderator bool
	DM        bool
	Locale    string

	Command   string           // "quote search"; of a message command its name
	CommandID string           // of the whole command
	Options   []map[string]any // name, type, value, focused
	Target    string           // the message that a message command is used on
	Message   string           // the message with the button
	CustomID  string           // of a button, a menu or a form
	Component int              // the type of what was pressed
	Values    []string         // of a menu
	Fields    map[string]string
}

// do posts an interaction to the bot and writes the response that the page has to show
// itself: completions, or a form. Messages come to it by themselves.
func (s *Stage) do(w http.ResponseWriter, r *http.Request) {
	var a act
	if err := json.NewDecoder(r.Body).Decode(&a); err != nil {
		http.Error(w, http.StatusText(http.StatusBadRequest), http.StatusBadRequest)
		return
	}
	x, content, url, err := s.begin(a)
	var answer json.RawMessage
	if err == nil {
		answer, err = s.post(r.Context(), url, content)
	}
	if err != nil {
		reply(w, http.StatusBadGateway, map[string]any{"error": err.Error()})
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if answer != nil {
		s.take(x, answer, nil)
	}
	reply(w, http.StatusOK, map[string]any{"response": answer})
}

// The sentences that the page shows where nothing can be done.
var (
	errNotYet   = errors.New("the bot is still starting; try again in a moment")
	errNoAnswer = errors.New("the bot did not answer in time; the terminal in which verbatim preview runs may say why")
	errGone     = errors.New("this message is too old for the preview, which keeps the last 300; run the command again")
)

// begin makes an interaction of what a person does.
// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object
func (s *Stage) begin(a act) (*exchange, []byte, string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.endpoint == "" {
		return nil, nil, "", errNotYet
	}
	x := &exchange{id: s.snowflake(), token: "stage" + rand.Text() + rand.Text(), place: place(a.DM)}
	content := map[string]any{
		"id": x.id, "application_id": Application, "type": a.Type, "token": x.token, "version": 1, "locale": a.Locale,
		"channel_id": x.place, "app_permissions": wholeChannels, "entitlements": []any{}, "attachment_size_limit": 10 << 20,
	}
	if a.Message != "" {
		if x.source = s.find(a.Message); x.source == nil {
			return nil, nil, "", errGone
		}
		content["message"] = x.source.sent()
	}
	if a.Type == ofCommand {
		x.used = a.Command
	}
	data, err := s.data(a)
	if err != nil {
		return nil, nil, "", err
	}
	content["data"] = data
	a.whoAndWhere(content)
	if s.exchanges = append(s.exchanges, x); len(s.exchanges) > mostExchanges {
		s.exchanges = slices.Delete(s.exchanges, 0, 1)
	}
	raw, err := json.Marshal(content)
	return x, raw, s.endpoint, err
}

// whoAndWhere says who did it, in the server or in private.
func (a act) whoAndWhere(content map[string]any) {
	user := map[string]any{"id": member, "username": "you", "discriminator": "0", "global_name": "You"}
	permissions := 0
	if a.Moderator {
		user["id"], permissions = Moderator, manageGuild
	}
	if a.DM {
		content["user"], content["context"] = user, 1
		content["authorizing_integration_owners"] = map[string]string{"1": user["id"].(string)}
		return
	}
	content["guild_id"], content["guild_locale"], content["context"] = Guild, "en-US", 0
	content["authorizing_integration_owners"] = map[string]string{"0": Guild}
	content["member"] = map[string]any{
		"user": user, "roles": []string{}, "permissions": strconv.Itoa(permissions), "joined_at": "2024-05-01T10:00:00+00:00",
	}
}

// data is the part of an interaction that tells its kind. The caller holds s.mu.
func (s *Stage) data(a act) (map[string]any, error) {
	switch a.Type {
	case ofButton:
		return map[string]any{"custom_id": a.CustomID, "component_type": a.Component, "values": a.Values}, nil
	case ofForm:
		var rows []any
		for name, value := range a.Fields {
			rows = append(rows, map[string]any{
				"type": actionsRow, "components": []any{map[string]any{"type": textInput, "custom_id": name, "value": value}},
			})
		}
		return map[string]any{"custom_id": a.CustomID, "components": rows}, nil
	}
	if a.Target != "" {
		m := s.find(a.Target)
		if m == nil {
			return nil, errGone
		}
		return map[string]any{
			"id": a.CommandID, "name": a.Command, "type": onMessage, "target_id": m.id,
			"resolved": map[string]any{"messages": map[string]any{m.id: m.sent()}},
		}, nil
	}
	attached := make(map[string]any)
	for _, o := range a.Options {
		if o["type"] != float64(ofFile) {
			continue
		}
		id, _ := o["value"].(string)
		f := s.attachment(id)
		if f == nil {
			return nil, errNoFile
		}
		attached[id] = f.object()
	}
	path := strings.Fields(a.Command)
	options := any(a.Options)
	for i := len(path) - 1; i > 0; i-- {
		kind := subcommand
		if i < len(path)-1 {
			kind = group
		}
		options = []any{map[string]any{"name": path[i], "type": kind, "options": options}}
	}
	name, _, _ := strings.Cut(a.Command, " ")
	data := map[string]any{"id": a.CommandID, "name": name, "type": 1, "options": options}
	if len(attached) > 0 {
		data["resolved"] = map[string]any{"attachments": attached}
	}
	return data, nil
}

// sent is a message as Discord sends it along.
func (m *message) sent() map[string]any {
	author := map[string]any{"id": Application, "username": "Verbatim", "discriminator": "0", "bot": true}
	if m.said != "" {
		author = map[string]any{"id": member, "username": "you", "discriminator": "0", "global_name": "You"}
	}
	out := map[string]any{"id": m.id, "channel_id": m.place, "type": 0, "content": m.said, "timestamp": m.at.UTC().Format(time.RFC3339), "author": author}
	for _, key := range []string{"components", "embeds", "flags", "content"} {
		if v, ok := m.data[key]; ok {
			out[key] = v
		}
	}
	return out
}

// post signs an interaction, posts it and returns the response, nil if it comes by
// another way.
func (s *Stage) post(ctx context.Context, url string, content []byte) (json.RawMessage, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(content))
	if err != nil {
		return nil, fmt.Errorf("posting an interaction: %w", err)
	}
	stamp := strconv.FormatInt(time.Now().Unix(), 10)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Signature-Timestamp", stamp)
	r.Header.Set("X-Signature-Ed25519", hex.EncodeToString(ed25519.Sign(s.key, append([]byte(stamp), content...))))
	resp, err := s.client.Do(r)
	if err != nil {
		return nil, errNoAnswer
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxBody))
	switch {
	case resp.StatusCode == http.StatusAccepted:
		return nil, nil
	case err != nil, resp.StatusCode != http.StatusOK, !json.Valid(answer):
		return nil, errNoAnswer
	}
	return answer, nil
}
