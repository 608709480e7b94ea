package discordtest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"math"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Op names what a REST request asks for.
type Op string

// The operations that the server knows.
const (
	OpGateway     Op = "gateway"      // GET /gateway and /gateway/bot
	OpMe          Op = "me"           // GET /users/@me, /applications/@me, /oauth2/applications/@me
	OpGetCommands Op = "get commands" // GET of a scope's commands
	OpPutCommands Op = "put commands" // bulk overwrite
	OpCallback    Op = "callback"     // an interaction's first answer
	OpGetMessage  Op = "get message"  // GET of an answer or follow-up
	OpEdit        Op = "edit"         // PATCH of an answer or follow-up
	OpDelete      Op = "delete"       // DELETE of an answer or follow-up
	OpFollowUp    Op = "follow-up"    // a further message
	OpGetChannel  Op = "get channel"  // GET of a channel
	OpPost        Op = "post"         // a message in a channel
	OpOpenDM      Op = "open DM"      // a direct message is begun
)

// Fault is a trouble that befalls the next requests of one kind.
type Fault struct {
	Op    Op            // empty: any
	Times int           // how many requests; 0 means one
	Delay time.Duration // real time to wait before anything else happens

	// At most one of these. Status answers with that status and no more than
	// Discord's general error; 429 goes with RetryAfter. Lose cuts the
	// connection before the request is looked at, LoseAnswer after it has done
	// its work.
	Status     int
	RetryAfter time.Duration
	Lose       bool
	LoseAnswer bool

	hold *hold
}

// hold keeps a request from being looked at.
type hold struct {
	arrived, released chan struct{}
}

// Hold keeps the next request of one kind waiting before it is looked at. The
// channel is closed when the request has arrived; release lets it go on.
func (s *Server) Hold(op Op) (arrived <-chan struct{}, release func()) {
	h := &hold{make(chan struct{}), make(chan struct{})}
	s.Inject(Fault{Op: op, hold: h})
	return h.arrived, sync.OnceFunc(func() { close(h.released) })
}

// Inject lets a fault befall the next requests that it fits.
func (s *Server) Inject(f Fault) {
	f.Times = max(f.Times, 1)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &f)
}

func (s *Server) fault(op Op) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, f := range s.faults {
		if f.Op == op || f.Op == "" {
			f.Times--
			if f.Times == 0 {
				s.faults = append(s.faults[:i:i], s.faults[i+1:]...)
			}
			return *f
		}
	}
	return Fault{}
}

// reply is what a request is answered with.
type reply struct {
	status int
	body   any // nil: nothing
	header map[string]string
}

// apiError is Discord's error answer.
// https://discord.com/developers/docs/reference#error-messages
func apiError(status, code int, message string) reply {
	return reply{status: status, body: map[string]any{"code": code, "message": message}}
}

// endpoint is one REST call. Its path is that of Discord's API description, so
// that the schema of its body is found there.
type endpoint struct {
	op     Op
	method string
	path   string
	bot    bool // wants the bot token
	handle func(s *Server, r *http.Request, body []byte) reply
}

// The paths of Discord's API that the server knows, below /api/v10.
const (
	globalCommands = "/applications/{application_id}/commands"
	guildCommands  = "/applications/{application_id}/guilds/{guild_id}/commands"
	callbackPath   = "/interactions/{interaction_id}/{interaction_token}/callback"
	webhookPath    = "/webhooks/{webhook_id}/{webhook_token}"
	messagePath    = webhookPath + "/messages/{message_id}" // "@original" is a message_id too
)

func endpoints() []endpoint {
	return []endpoint{
		{OpGateway, http.MethodGet, "/gateway", false, (*Server).getGateway},
		{OpGateway, http.MethodGet, "/gateway/bot", true, (*Server).getGatewayBot},
		{OpMe, http.MethodGet, "/users/@me", true, (*Server).getMe},
		{OpMe, http.MethodGet, "/applications/@me", true, (*Server).getApplication},
		{OpMe, http.MethodGet, "/oauth2/applications/@me", true, (*Server).getApplication},
		{OpGetCommands, http.MethodGet, globalCommands, true, (*Server).getCommands},
		{OpPutCommands, http.MethodPut, globalCommands, true, (*Server).putCommands},
		{OpGetCommands, http.MethodGet, guildCommands, true, (*Server).getCommands},
		{OpPutCommands, http.MethodPut, guildCommands, true, (*Server).putCommands},
		{OpCallback, http.MethodPost, callbackPath, false, (*Server).callback},
		{OpFollowUp, http.MethodPost, webhookPath, false, (*Server).followUp},
		{OpGetMessage, http.MethodGet, messagePath, false, (*Server).getMessage},
		{OpEdit, http.MethodPatch, messagePath, false, (*Server).editMessage},
		{OpGetChannel, http.MethodGet, "/channels/{channel_id}", true, (*Server).getChannel},
		{OpPost, http.MethodPost, "/channels/{channel_id}/messages", true, (*Server).postMessage},
		{OpOpenDM, http.MethodPost, "/users/@me/channels", true, (*Server).openDM},
		{OpDelete, http.MethodDelete, messagePath, false, (*Server).deleteMessage},
	}
}

// mux leads each request to its endpoint. The two versions of the API differ in
// nothing that matters here: discordgo asks for v9, our own client for v10.
func (s *Server) mux() *http.ServeMux {
	mux := http.NewServeMux()
	for _, e := range endpoints() {
		for _, version := range []string{"/api/v9", "/api/v10"} {
			mux.HandleFunc(e.method+" "+version+e.path, func(w http.ResponseWriter, r *http.Request) {
				s.serve(w, r, e)
			})
		}
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Upgrade") != "" {
			s.serveGateway(w, r)
			return
		}
		s.serve(w, r, endpoint{handle: (*Server).unknownEndpoint})
	})
	return mux
}

func (s *Server) unknownEndpoint(r *http.Request, _ []byte) reply {
	s.violate("%s %s is not an endpoint that this Discord knows", r.Method, r.URL.Path)
	return apiError(http.StatusNotFound, 0, "404: Not Found")
}

// bodyLimit is more than any request of ours may have; Discord takes more,
// for files.
const bodyLimit = 1 << 20

func (s *Server) serve(w http.ResponseWriter, r *http.Request, e endpoint) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyLimit))
	if err != nil {
		return // the client hung up, or sends more than anybody needs
	}
	f := s.fault(e.op)
	if f.Delay > 0 {
		pause(r.Context(), f.Delay)
	}
	if f.hold != nil {
		close(f.hold.arrived)
		select {
		case <-f.hold.released:
		case <-r.Context().Done(): // the client gave up
		}
	}
	var rep reply
	switch {
	case f.Lose:
	case f.Status == http.StatusTooManyRequests:
		rep = tooMany(f.RetryAfter)
	case f.Status != 0:
		rep = apiError(f.Status, 0, http.StatusText(f.Status))
	default:
		rep = s.dispatch(e, r, body)
	}
	if f.Lose || f.LoseAnswer {
		s.record(e.op, r, body, 0)
		panic(http.ErrAbortHandler) // cuts the connection
	}
	s.record(e.op, r, body, rep.status)
	for k, v := range rep.header {
		w.Header().Set(k, v)
	}
	if rep.body == nil {
		w.WriteHeader(rep.status)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(rep.status)
	_ = json.NewEncoder(w).Encode(rep.body) // a client that hangs up is its own affair
}

// tooMany is Discord's 429.
// https://discord.com/developers/docs/topics/rate-limits#exceeding-a-rate-limit
func tooMany(after time.Duration) reply {
	return reply{
		status: http.StatusTooManyRequests,
		body:   map[string]any{"message": "You are being rate limited.", "retry_after": after.Seconds(), "global": false},
		header: map[string]string{
			"Retry-After":       strconv.Itoa(int(math.Ceil(after.Seconds()))), // whole seconds; the body has the fraction
			"X-RateLimit-Scope": "user",
		},
	}
}

// dispatch checks what every endpoint checks, then lets it work.
func (s *Server) dispatch(e endpoint, r *http.Request, body []byte) reply {
	// "Clients using the HTTP API must provide a valid User Agent":
	// https://discord.com/developers/docs/reference#user-agent
	if agent := r.UserAgent(); !userAgent.MatchString(agent) {
		s.violate("%s (%s) has the User-Agent %q; Discord wants \"DiscordBot (url, version)\"", r.Method, e.op, agent)
	}
	if e.bot && r.Header.Get("Authorization") != "Bot "+s.token {
		return apiError(http.StatusUnauthorized, 0, "401: Unauthorized")
	}
	if r.Method == http.MethodGet || r.Method == http.MethodDelete {
		return e.handle(s, r, body)
	}
	switch media, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";"); {
	case media == "application/json":
	case media == "multipart/form-data" && e.takesFiles():
		var rep reply
		if r, body, rep = withUploads(r, body); r == nil {
			return rep
		}
	default:
		return apiError(http.StatusBadRequest, 50035, `Expected "Content-Type" header to be one of {'application/json'}.`)
	}
	if !json.Valid(body) {
		return apiError(http.StatusBadRequest, 50109, "The request body contains invalid JSON.")
	}
	rep := e.handle(s, r, body)
	// What Discord's rules refused need not be told a second time by its schema.
	if rep.status < 300 {
		if err := checkSchema(e, body); err != nil {
			s.violate("the body of a %s is not what Discord's API description wants: %v\n%s", e.op, err, body)
		}
	}
	return rep
}

var userAgent = regexp.MustCompile(`^DiscordBot \(\S+, \S+\)`)

func (s *Server) record(op Op, r *http.Request, body []byte, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, Request{
		Op: op, Method: r.Method, Path: r.URL.RequestURI(), Header: r.Header.Clone(), Body: bytes.Clone(body), Status: status,
	})
	s.notify()
}

func (s *Server) getGateway(*http.Request, []byte) reply {
	return reply{status: http.StatusOK, body: map[string]any{"url": s.gatewayURL("")}}
}

func (s *Server) getGatewayBot(*http.Request, []byte) reply {
	used := s.Gateway().Identifies
	return reply{status: http.StatusOK, body: map[string]any{
		"url":    s.gatewayURL(""),
		"shards": s.shards,
		"session_start_limit": map[string]any{
			"total": 1000, "remaining": max(0, 1000-used), "reset_after": 24 * 3600 * 1000, "max_concurrency": s.maxConcurrency,
		},
	}}
}

func (s *Server) getMe(*http.Request, []byte) reply {
	return reply{status: http.StatusOK, body: s.botUser()}
}

func (s *Server) botUser() map[string]any {
	return map[string]any{
		"id": s.AppID(), "username": "Verbatim", "discriminator": "0042", "avatar": nil, "bot": true,
		"verified": true, "mfa_enabled": true, "flags": 0, "public_flags": 0, "global_name": nil,
	}
}

func (s *Server) getApplication(*http.Request, []byte) reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	return reply{status: http.StatusOK, body: map[string]any{
		"id": s.AppID(), "name": "Verbatim", "icon": nil, "description": "", "summary": "", "bot_public": true,
		"bot_require_code_grant": false, "verify_key": PublicKey(), "flags": 0, "team": nil,
		"owner":                    map[string]any{"id": "1042000000000000009", "username": "owner", "discriminator": "0", "avatar": nil},
		"approximate_guild_count":  len(s.guilds),
		"integration_types_config": map[string]any{"0": map[string]any{}},
		"bot":                      s.botUser(),
	}}
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
