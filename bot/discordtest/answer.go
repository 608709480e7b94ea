package discordtest

import (
	"encoding/json"
	"maps"
	"net/http"
	"time"

	"github.com/bwmarrin/discordgo"
)

// exchange is an interaction and what the bot made of it. Its fields are
// guarded by the server's mu.
type exchange struct {
	id, token string
	in        Interaction
	focused   optionType     // of an autocomplete interaction
	attached  map[string]any // files that came with it, by ID
	sent      time.Time

	answered      bool
	kind          discordgo.InteractionResponseType
	took          time.Duration
	original      *message // nil until there is one, and for choices and modals
	choices       []Choice
	modal         fields
	followed      int // follow-ups so far
	editsAtAnswer int // of the message with the button, when it was pressed
	messages      []*message
}

// message is one message in a channel. Its fields are guarded by the server's
// mu.
type message struct {
	id      string
	channel string
	by      *exchange // nil: of the bot's own accord
	nonce   string    // of that
	fields  fields
	files   []attached
	waiting bool // a deferral: "is thinking..."
	deleted bool
	edits   int
	at      time.Time
}

const (
	newMessage     = discordgo.InteractionResponseChannelMessageWithSource
	deferMessage   = discordgo.InteractionResponseDeferredChannelMessageWithSource
	deferUpdate    = discordgo.InteractionResponseDeferredMessageUpdate
	updateMessage  = discordgo.InteractionResponseUpdateMessage
	choicesForText = discordgo.InteractionApplicationCommandAutocompleteResult
	modalWindow    = discordgo.InteractionResponseModal
)

// fits says which first answers the interaction may get: a form may change the message
// of the button that opened it, and opens no other form.
// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-interaction-callback-type
func (x *exchange) fits() []int {
	fresh, update := []int{int(newMessage), int(deferMessage)}, []int{int(deferUpdate), int(updateMessage)}
	switch {
	case x.in.Type == discordgo.InteractionApplicationCommandAutocomplete:
		return []int{int(choicesForText)}
	case x.in.Type == discordgo.InteractionMessageComponent:
		return append(append(fresh, update...), int(modalWindow))
	case x.in.Type != discordgo.InteractionModalSubmit:
		return append(fresh, int(modalWindow))
	case x.in.source != nil:
		return append(fresh, update...)
	}
	return fresh
}

// callback takes an interaction's first answer.
func (s *Server) callback(r *http.Request, body []byte) reply {
	var in struct {
		Type discordgo.InteractionResponseType
		Data fields
	}
	f := new(form)
	if !f.decode("data", body, &in) {
		return f.reply()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	x := s.exchanges[r.PathValue("interaction_id")]
	switch {
	case x == nil || x.token != r.PathValue("interaction_token"),
		!x.answered && s.now().Sub(x.sent) > answerWithin:
		return apiError(http.StatusNotFound, 10062, "Unknown interaction")
	case x.answered:
		return apiError(http.StatusBadRequest, 40060, "Interaction has already been acknowledged.")
	}
	files := s.checkCallback(f, r, x, in.Type, in.Data)
	if !f.ok() {
		return f.reply()
	}
	if rep := s.take(x, in.Type, in.Data, files); rep.status >= 400 {
		return rep
	}
	x.answered, x.kind, x.took = true, in.Type, s.now().Sub(x.sent)
	s.notify()
	if r.URL.Query().Get("with_response") != "true" {
		return reply{status: http.StatusNoContent}
	}
	whole := map[string]any{"interaction": map[string]any{
		"id": x.id, "type": x.in.Type, "activity_instance_id": nil,
	}}
	if x.original != nil {
		whole["resource"] = map[string]any{"type": in.Type, "message": s.render(x.original)}
	}
	return reply{status: http.StatusOK, body: whole}
}

// checkCallback checks what was sent, notes the choices in it and returns the files
// that its message has.
func (s *Server) checkCallback(f *form, r *http.Request, x *exchange, kind discordgo.InteractionResponseType, data fields) (files []attached) {
	f.oneOf("type", int(kind), x.fits()...)
	switch kind {
	case newMessage, updateMessage:
		before := new(message)
		if kind == updateMessage && x.in.source != nil {
			before = x.in.source
		}
		files = attach(f, "data.", r, data, before.files, s.snowflake)
		checkMessage(f, "data.", data, before.fields)
	case deferMessage:
		checkDeferral(f, data)
	case choicesForText:
		x.choices = checkChoices(f, data, x.focused)
	case modalWindow:
		checkModal(f, data)
	}
	return files
}

// take lets a callback that was checked have its effect. The caller holds s.mu.
func (s *Server) take(x *exchange, kind discordgo.InteractionResponseType, data fields, files []attached) (rep reply) {
	switch kind {
	case newMessage:
		x.original, rep = s.create(x, data, files)
	case deferMessage:
		x.original = s.newMessage(x, fields{"flags": data["flags"]})
		x.original.waiting = true
	case deferUpdate:
		x.original = x.in.source
	case updateMessage:
		if rep = s.change(x.in.source, data, files); rep.status < 400 {
			x.original = x.in.source
		}
	case modalWindow:
		x.modal = data
	}
	return rep
}

// checkDeferral: "a deferred reply accepts only the EPHEMERAL flag", and of
// everything else in it nobody ever sees anything.
func checkDeferral(f *form, data fields) {
	var flags discordgo.MessageFlags
	if f.decode("data.flags", data["flags"], &flags) && flags&^discordgo.MessageFlagsEphemeral != 0 {
		f.add("data.flags", "BASE_TYPE_CHOICES", "A deferred reply takes the EPHEMERAL flag only.")
	}
	for key := range data {
		if key != "flags" && !(fields{key: data[key]}).isEmpty() {
			f.add("data."+key, "BASE_TYPE_CHOICES", "A deferred reply shows nothing but that it waits.")
		}
	}
}

// Choice is one completion that a person is offered.
type Choice struct {
	Name  string
	Value any // string, or float64 for numbers
}

func checkChoices(f *form, data fields, want optionType) []Choice {
	if !data.has("choices") {
		f.add("data.choices", "BASE_TYPE_REQUIRED", "This field is required")
		return nil
	}
	var choices []Choice
	if !f.decode("data.choices", data["choices"], &choices) {
		return nil
	}
	f.count("data.choices", len(choices), 0, 25)
	for i, c := range choices {
		p := at("data.choices", i)
		f.length(p+".name", c.Name, 1, 100)
		switch v := c.Value.(type) {
		case string:
			f.length(p+".value", v, 1, 100)
			if want != discordgo.ApplicationCommandOptionString {
				f.add(p+".value", "NUMBER_TYPE_COERCE", "Value %q is not a number.", v)
			}
		case float64:
			if want == discordgo.ApplicationCommandOptionString {
				f.add(p+".value", "STRING_TYPE_CONVERT", "Could not interpret \"%v\" as string.", v)
			}
		default:
			f.add(p+".value", "BASE_TYPE_REQUIRED", "This field is required")
		}
	}
	return choices
}

// create makes a new message for the interaction. The caller holds s.mu and
// has checked the body.
func (s *Server) create(x *exchange, body fields, files []attached) (*message, reply) {
	if body.isEmpty() && len(files) == 0 {
		return nil, apiError(http.StatusBadRequest, 50006, "Cannot send an empty message")
	}
	s.mind("new message", body)
	m := s.newMessage(x, maps.Clone(body))
	m.files = files
	return m, reply{status: http.StatusOK, body: s.render(m)}
}

func (s *Server) newMessage(x *exchange, body fields) *message {
	m := &message{id: s.snowflake(), channel: x.in.channel(), by: x, fields: body, at: s.now()}
	x.messages = append(x.messages, m)
	s.messages[m.id] = m
	s.notify()
	return m
}

// change edits a message: what the body has replaces what the message had, and the
// files are those that it has then.
func (s *Server) change(m *message, body fields, files []attached) reply {
	merged := maps.Clone(m.fields)
	if merged == nil {
		merged = make(fields)
	}
	maps.Copy(merged, body)
	if flags := body.flags(); body.has("flags") {
		was := m.fields.flags()
		if flags&^was&discordgo.MessageFlagsEphemeral != 0 {
			s.violate("an edit wants to make a message ephemeral that everybody has seen")
		}
		keep := was & discordgo.MessageFlagsEphemeral // fixed when the message was made
		merged["flags"], _ = json.Marshal(flags&^discordgo.MessageFlagsEphemeral | keep)
	}
	if merged.flags()&discordgo.MessageFlagsIsComponentsV2 != 0 && (merged.filled("content") || merged.filled("embeds")) {
		return apiError(http.StatusBadRequest, 50035, "A message with IS_COMPONENTS_V2 keeps neither content nor embeds; they have to be set to null")
	}
	if merged.isEmpty() && len(files) == 0 {
		return apiError(http.StatusBadRequest, 50006, "Cannot send an empty message")
	}
	s.mind("changed message", body)
	m.fields, m.files = merged, files
	m.waiting = false
	m.edits++
	s.notify()
	return reply{status: http.StatusOK, body: s.render(m)}
}

func (s *Server) mind(what string, body fields) {
	if why := checkMentions(body); why != "" {
		s.violate("a %s %s", what, why)
	}
}

// webhook finds the interaction that a token belongs to. The caller holds s.mu.
func (s *Server) webhook(r *http.Request) (*exchange, reply) {
	if r.PathValue("webhook_id") != s.AppID() {
		return nil, apiError(http.StatusNotFound, 10015, "Unknown Webhook")
	}
	token := r.PathValue("webhook_token")
	for _, x := range s.exchanges {
		switch {
		case x.token != token:
			continue
		case s.now().Sub(x.sent) > tokenLife:
			return nil, apiError(http.StatusUnauthorized, 50027, "Invalid Webhook Token")
		case !x.answered:
			return nil, apiError(http.StatusNotFound, 10015, "Unknown Webhook")
		}
		return x, reply{}
	}
	return nil, apiError(http.StatusUnauthorized, 50027, "Invalid Webhook Token")
}

func (s *Server) target(r *http.Request) (*message, reply) {
	x, rep := s.webhook(r)
	if x == nil {
		return nil, rep
	}
	m := x.original
	if id := r.PathValue("message_id"); id != "@original" {
		m = s.messages[id]
	}
	if m == nil || m.deleted || m.by != x && m != x.original {
		return nil, apiError(http.StatusNotFound, 10008, "Unknown Message")
	}
	return m, reply{}
}

func (s *Server) getMessage(r *http.Request, _ []byte) reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, rep := s.target(r)
	if m == nil {
		return rep
	}
	return reply{status: http.StatusOK, body: s.render(m)}
}

func (s *Server) editMessage(r *http.Request, body []byte) reply {
	var data fields
	f := new(form)
	if !f.decode("data", body, &data) {
		return f.reply()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	m, rep := s.target(r)
	if m == nil {
		return rep
	}
	files := attach(f, "", r, data, m.files, s.snowflake)
	if checkMessage(f, "", data, m.fields); !f.ok() {
		return f.reply()
	}
	return s.change(m, data, files)
}

func (s *Server) deleteMessage(r *http.Request, _ []byte) reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, rep := s.target(r)
	if m == nil {
		return rep
	}
	m.deleted, m.waiting = true, false
	s.notify()
	return reply{status: http.StatusNoContent}
}

func (s *Server) followUp(r *http.Request, body []byte) reply {
	var data fields
	f := new(form)
	if !f.decode("data", body, &data) {
		return f.reply()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	x, rep := s.webhook(r)
	if x == nil {
		return rep
	}
	files := attach(f, "", r, data, nil, s.snowflake)
	if checkMessage(f, "", data, nil); !f.ok() {
		return f.reply()
	}
	// Discord lets the first follow-up after a deferral take the place of the
	// message that waits.
	if x.original != nil && x.original.waiting {
		return s.change(x.original, data, files)
	}
	if x.in.UserInstalled && x.followed >= maxFollowUps {
		return apiError(http.StatusBadRequest, 40094, "This interaction has reached the maximum number of follow-up messages")
	}
	x.followed++
	_, rep = s.create(x, data, files)
	return rep
}

// render is the message as Discord sends it. The caller holds s.mu.
func (s *Server) render(m *message) map[string]any {
	flags := m.fields.flags()
	if m.waiting {
		flags |= discordgo.MessageFlagsLoading
	}
	or := func(key string, empty any) any {
		if m.fields.has(key) {
			return m.fields[key]
		}
		return empty
	}
	out := map[string]any{
		"id": m.id, "channel_id": m.channel, "application_id": s.AppID(), "webhook_id": s.AppID(),
		"type": 20, "author": s.botUser(), "timestamp": m.at.UTC().Format(time.RFC3339Nano), "edited_timestamp": nil,
		"content": or("content", ""), "embeds": or("embeds", []any{}), "components": or("components", []any{}),
		"flags": flags, "attachments": renderFiles(m.files), "mentions": []any{}, "mention_roles": []any{}, "mention_everyone": false,
		"pinned": false, "tts": false,
	}
	if m.by == nil {
		out["type"] = 0
		delete(out, "webhook_id")
		if m.nonce != "" {
			out["nonce"] = m.nonce
		}
	} else {
		out["interaction_metadata"] = map[string]any{
			"id": m.by.id, "type": m.by.in.Type, "user": m.by.in.user().render(), "authorizing_integration_owners": m.by.in.owners(),
		}
	}
	if m.edits > 0 {
		out["edited_timestamp"] = s.now().UTC().Format(time.RFC3339Nano)
	}
	return out
}
