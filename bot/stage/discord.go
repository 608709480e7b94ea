package stage

import (
	"encoding/hex"
	"encoding/json"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
)

// api is what a bot asks of Discord: which application it is, its commands, answers to
// interactions, messages.
func (s *Stage) api(mux *http.ServeMux) {
	const base = "/api/v10"
	bot := func(pattern string, handle http.HandlerFunc) {
		method, path, _ := strings.Cut(pattern, " ")
		mux.HandleFunc(method+" "+base+path, func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") != "Bot "+s.botToken {
				refuse(w, http.StatusUnauthorized, 0, "401: Unauthorized")
				return
			}
			r.Body = http.MaxBytesReader(w, r.Body, maxBody)
			handle(w, r)
		})
	}
	bot("GET /applications/@me", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, http.StatusOK, map[string]any{
			"id": Application, "name": "Verbatim", "verify_key": hex.EncodeToString(s.PublicKey()), "approximate_guild_count": 1,
		})
	})
	for _, scope := range []string{"/applications/{app}/commands", "/applications/{app}/guilds/{guild}/commands"} {
		bot("GET "+scope, s.listCommands)
		bot("PUT "+scope, s.putCommands)
	}
	bot("POST /users/@me/channels", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, http.StatusOK, map[string]any{"id": private, "type": 1})
	})
	bot("GET /channels/{channel}", func(w http.ResponseWriter, r *http.Request) {
		reply(w, http.StatusOK, map[string]any{"id": r.PathValue("channel"), "type": 0, "guild_id": Guild})
	})
	bot("POST /channels/{channel}/messages", func(w http.ResponseWriter, r *http.Request) {
		s.written(w, r, func(data map[string]json.RawMessage, files map[string][]byte) *message {
			return s.add(&message{place: r.PathValue("channel"), data: data, files: files})
		})
	})
	// These need no bot token but that of the interaction.
	mux.HandleFunc("POST "+base+"/interactions/{id}/{token}/callback", s.callback)
	mux.HandleFunc("POST "+base+"/webhooks/{app}/{token}", s.answered(func(x *exchange, data map[string]json.RawMessage, files map[string][]byte) *message {
		return s.add(&message{place: x.place, data: data, files: files})
	}))
	mux.HandleFunc("PATCH "+base+"/webhooks/{app}/{token}/messages/@original", s.answered(s.edit))
}

// refuse answers as Discord does.
// https://discord.com/developers/docs/reference#error-messages
func refuse(w http.ResponseWriter, status, code int, message string) {
	reply(w, status, map[string]any{"code": code, "message": message})
}

func (s *Stage) listCommands(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.commands[r.URL.Path]
	if all == nil {
		all = json.RawMessage("[]")
	}
	reply(w, http.StatusOK, all)
}

func (s *Stage) putCommands(w http.ResponseWriter, r *http.Request) {
	var all []map[string]any
	if err := json.NewDecoder(r.Body).Decode(&all); err != nil {
		refuse(w, http.StatusBadRequest, 50109, "The request body contains invalid JSON.")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range all {
		c["id"] = s.snowflake()
	}
	raw, err := json.Marshal(all)
	if err != nil {
		refuse(w, http.StatusInternalServerError, 0, err.Error())
		return
	}
	s.commands[r.URL.Path] = raw
	reply(w, http.StatusOK, json.RawMessage(raw))
}

// getCommands writes the commands of all places, for the page.
func (s *Stage) getCommands(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := []json.RawMessage{}
	for _, place := range slices.Sorted(maps.Keys(s.commands)) {
		var some []json.RawMessage
		if json.Unmarshal(s.commands[place], &some) == nil {
			all = append(all, some...)
		}
	}
	reply(w, http.StatusOK, all)
}

// body reads JSON, or a form that has it beside files.
// https://discord.com/developers/docs/reference#uploading-files
func body(r *http.Request) (raw []byte, files map[string][]byte, err error) {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		raw, err = io.ReadAll(io.LimitReader(r.Body, maxBody))
		return raw, nil, err
	}
	files = make(map[string][]byte)
	for form := multipart.NewReader(io.LimitReader(r.Body, maxBody), params["boundary"]); ; {
		part, err := form.NextPart()
		if err == io.EOF {
			return raw, files, nil
		}
		if err != nil {
			return nil, nil, err
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return nil, nil, err
		}
		if part.FormName() == "payload_json" {
			raw = content
		} else {
			files[part.FileName()] = content
		}
	}
}

// written takes a message that the bot sends, and says where it is.
func (s *Stage) written(w http.ResponseWriter, r *http.Request, put func(map[string]json.RawMessage, map[string][]byte) *message) {
	raw, files, err := body(r)
	var data map[string]json.RawMessage
	if err != nil || json.Unmarshal(raw, &data) != nil {
		refuse(w, http.StatusBadRequest, 50109, "The request body contains invalid JSON.")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	m := put(data, files)
	if m == nil {
		refuse(w, http.StatusNotFound, 10008, "Unknown Message")
		return
	}
	reply(w, http.StatusOK, map[string]any{"id": m.id, "channel_id": m.place})
}

// answered is written for an interaction's token.
func (s *Stage) answered(put func(*exchange, map[string]json.RawMessage, map[string][]byte) *message) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.written(w, r, func(data map[string]json.RawMessage, files map[string][]byte) *message {
			i := slices.IndexFunc(s.exchanges, func(x *exchange) bool { return x.token == r.PathValue("token") })
			if i < 0 {
				return nil
			}
			return put(s.exchanges[i], data, files)
		})
	}
}

// edit replaces what is named of the first response. The caller holds s.mu.
func (s *Stage) edit(x *exchange, data map[string]json.RawMessage, files map[string][]byte) *message {
	m := x.original
	if m == nil {
		return nil
	}
	if m.data == nil {
		m.data = make(map[string]json.RawMessage)
	}
	flags := m.data["flags"]
	maps.Copy(m.data, data)
	m.data["flags"] = added(flags, data["flags"])
	if _, replaced := data["attachments"]; replaced || len(files) > 0 {
		m.files = files
	}
	m.waiting = false
	s.touch(m)
	return m
}

// added is flags with others besides: an edit does not make a private message public.
func added(flags, more json.RawMessage) json.RawMessage {
	var a, b int
	_, _ = json.Unmarshal(flags, &a), json.Unmarshal(more, &b) // 0 where there are none
	sum, _ := json.Marshal(a | b)
	return sum
}

func (s *Stage) callback(w http.ResponseWriter, r *http.Request) {
	raw, files, err := body(r)
	if err != nil {
		refuse(w, http.StatusBadRequest, 50109, "The request body contains invalid JSON.")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.exchanges, func(x *exchange) bool { return x.id == r.PathValue("id") && x.token == r.PathValue("token") })
	if i < 0 {
		refuse(w, http.StatusNotFound, 10062, "Unknown interaction")
		return
	}
	s.take(s.exchanges[i], raw, files)
	w.WriteHeader(http.StatusNoContent)
}

// Kinds of first responses
// (receiving-and-responding, interaction callback type).
const (
	newMessage   = 4
	deferMessage = 5
	deferUpdate  = 6
	update       = 7
)

// take lets a first response have its effect. The caller holds s.mu.
func (s *Stage) take(x *exchange, raw []byte, files map[string][]byte) {
	var cb struct {
		Type int
		Data map[string]json.RawMessage
	}
	if json.Unmarshal(raw, &cb) != nil {
		return
	}
	switch cb.Type {
	case newMessage, deferMessage:
		x.original = s.add(&message{place: x.place, used: x.used, data: cb.Data, files: files, waiting: cb.Type == deferMessage})
	case deferUpdate:
		x.original = x.source
	case update:
		if x.original = x.source; x.original != nil {
			s.edit(x, cb.Data, files)
		}
	}
}
