package interact

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strconv"
	"time"
)

const (
	// answerWithin is how long Discord waits for the first response
	// ("Receiving and Responding to Interactions").
	answerWithin = 3 * time.Second
	// retryWithin is when the last attempt at a first response may begin.
	retryWithin = 2500 * time.Millisecond
	// tokenLife is how long an interaction's token is good (same page). A
	// request that begins in the last seconds would arrive too late.
	tokenLife = 15*time.Minute - 5*time.Second

	callbackAttempt = time.Second      // one attempt at a first response
	editAttempt     = 10 * time.Second // one attempt at an edit
	apiAttempt      = 20 * time.Second // one attempt at anything else
	maxAttempts     = 8
	firstWait       = 50 * time.Millisecond
	maxWait         = 5 * time.Second
	maxBody         = 4 << 20 // bytes of a response; the longest are lists of commands
)

var (
	// ErrExpired: the interaction's token is dead, 15 minutes after it came.
	ErrExpired  = errors.New("the interaction's token has expired")
	errNoAnswer = errors.New("this is no answer of Discord's")
	// ErrAnswered: Discord has a first response to this interaction already.
	ErrAnswered = errors.New("the interaction was answered already")
)

// Codes of Discord's errors ("Opcodes and Status Codes").
const (
	codeUnknownMessage = 10008
	codeAcknowledged   = 40060
)

// Target is where an answer goes. Its token lets anyone answer in the bot's
// name for 15 minutes, so that no form of printing shows it: whatever the verb
// or the format, a Target is the ID of its interaction.
type Target struct {
	ID, AppID string
	Token     string
	Received  time.Time
}

// Format writes the interaction's ID.
func (t Target) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, t.ID) }

// LogValue returns the interaction's ID.
func (t Target) LogValue() slog.Value { return slog.StringValue(t.ID) }

// MarshalText returns the interaction's ID.
func (t Target) MarshalText() ([]byte, error) { return []byte(t.ID), nil }

// StatusError is a refusal by Discord.
type StatusError struct {
	Route      string // method and path without IDs and tokens
	Status     int    // HTTP status
	Code       int    // Discord's error code; 0: none given
	Message    string // Discord's words
	RetryAfter time.Duration

	shared bool // 429: others use the resource, too
}

// Error tells what was refused and why.
func (e *StatusError) Error() string {
	return fmt.Sprintf("%s: Discord answered %d (code %d): %s", e.Route, e.Status, e.Code, e.Message)
}

// REST is a small client of Discord's HTTP API. It answers interactions, which
// needs no bot token, and lets the registration of commands do its requests.
// Unlike discordgo's it keeps to the context while it waits, retries a bounded
// number of times, remembers nothing per interaction, and never puts a token
// into an error. Where Discord refuses too much it sends next to nothing, and every
// method may return [ErrHeld]. Safe for concurrent use.
type REST struct {
	// Base is scheme and host that stand in for https://discord.com; nil: that.
	Base *url.URL
	// Client does the requests; nil: [http.DefaultClient]. The wait for an
	// answer is bounded by the context, not by the client.
	Client *http.Client
	// UserAgent is "DiscordBot (url, version)" ("Reference", User Agent);
	// empty: one of Verbatim's.
	UserAgent string
	// Logger is told when requests are held back and when no longer; nil: nobody.
	Logger *slog.Logger

	answers, own brake // for answers to interactions, and for the bot's own requests
}

// Held reports whether answers to interactions, or the bot's own requests, are held
// back because Discord refuses them.
func (c *REST) Held() (answers, own bool) { return c.answers.held(), c.own.held() }

// Callback sends the first response. Attempts that fail on the way are repeated
// until 2.5 seconds after the interaction came; [ErrAnswered] is returned when
// Discord says that it has one.
func (c *REST) Callback(ctx context.Context, t Target, cb Callback) error {
	ctx, cancel := context.WithDeadline(ctx, t.Received.Add(answerWithin))
	defer cancel()
	err := c.do(ctx, request{
		route: "POST /interactions/{id}/{token}/callback", method: http.MethodPost,
		path: []string{"interactions", t.ID, t.Token, "callback"}, body: cb, files: cb.Message.Files,
		attempt: callbackAttempt, until: t.Received.Add(retryWithin), retryLost: true,
	})
	if refused, ok := errors.AsType[*StatusError](err); ok && refused.Code == codeAcknowledged {
		return ErrAnswered
	}
	return err
}

// Edit replaces the answer to an interaction.
func (c *REST) Edit(ctx context.Context, t Target, m Message) error {
	if time.Since(t.Received) > tokenLife {
		return ErrExpired
	}
	m.Ephemeral, m.edit = false, true // the former was settled when the message was created
	return c.do(ctx, request{
		route: "PATCH /webhooks/{app}/{token}/messages/@original", method: http.MethodPatch,
		path: []string{"webhooks", t.AppID, t.Token, "messages", "@original"}, body: m, files: m.Files,
		attempt: editAttempt + uploadTime(m.Files), until: t.Received.Add(tokenLife), retryLost: true,
	})
}

// FollowUp sends a further message. It is not repeated after a failure on the
// way, as the message may be there.
func (c *REST) FollowUp(ctx context.Context, t Target, m Message) error {
	if time.Since(t.Received) > tokenLife {
		return ErrExpired
	}
	return c.do(ctx, request{
		route: "POST /webhooks/{app}/{token}", method: http.MethodPost,
		path: []string{"webhooks", t.AppID, t.Token}, body: m, files: m.Files,
		attempt: editAttempt + uploadTime(m.Files), until: t.Received.Add(tokenLife),
	})
}

// Do does one request of the bot's own, under /api/v10: in and out are JSON,
// both may be nil, as may the query. token is asked for the bot's token. Requests that fail on
// the way are repeated, so that they must be such as may be done twice.
func (c *REST) Do(ctx context.Context, method string, path []string, query url.Values, token func() string, in, out any) error {
	route := method + " /" + path[0] + "/…"
	if len(path) > 1 {
		route += "/" + path[len(path)-1]
	}
	return c.do(ctx, request{
		route: route, method: method, path: path, query: query, body: in, out: out, token: token,
		attempt: apiAttempt, until: time.Now().Add(5 * time.Minute), retryLost: true,
	})
}

// uploadTime is how long files may take on their way, at a megabyte a second.
func uploadTime(files []File) (d time.Duration) {
	for _, f := range files {
		d += time.Duration(len(f.Data)>>20) * time.Second
	}
	return d
}

type request struct {
	route, method string
	path          []string
	query         url.Values
	body, out     any
	files         []File // sent beside the body
	token         func() string
	attempt       time.Duration // for each attempt
	until         time.Time     // no attempt begins later
	retryLost     bool          // repeat what may have arrived
}

func (c *REST) do(ctx context.Context, r request) error {
	body, media, err := r.encode()
	if err != nil {
		return fmt.Errorf("%s: %w", r.route, err)
	}
	for attempt := 0; ; attempt++ {
		last := err
		if err = c.unlessHeld(ctx, r, body, media); err == nil {
			return nil
		}
		if errors.Is(err, ErrHeld) {
			return cmp.Or(last, err) // what was sent before may have arrived
		}
		// Half of the wait is chance, so that many do not come back at once.
		wait := min(firstWait<<attempt, maxWait)
		wait += rand.N(wait)
		left := time.Until(r.until)
		refused, ok := errors.AsType[*StatusError](err)
		switch {
		case ok && refused.Status == http.StatusTooManyRequests:
			wait = max(refused.RetryAfter, wait)
		case ok && refused.Status < 500, errors.Is(err, errNoAnswer), !r.retryLost:
			return err
		case left > 0:
			wait = min(wait, left) // the last moment is worth a try
		}
		if attempt+1 == maxAttempts || wait > left || sleep(ctx, wait) != nil {
			return err
		}
	}
}

// unlessHeld does one attempt, if the brake lets it pass.
func (c *REST) unlessHeld(ctx context.Context, r request, body []byte, media string) error {
	b, what := &c.answers, "answers to interactions"
	if r.token != nil {
		b, what = &c.own, "the bot's own requests"
	}
	try, ok := b.pass()
	if !ok {
		return fmt.Errorf("%s: %w", r.route, ErrHeld)
	}
	err := c.once(ctx, r, body, media)
	if changed := b.note(err, try, r.token != nil); changed && c.Logger != nil {
		if b.held() {
			c.Logger.Error("Discord refuses requests, so that they are held back; one is sent each minute to see whether it still does", "what", what, "err", err)
		} else {
			c.Logger.Info("Discord takes requests again", "what", what)
		}
	}
	return err
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// encode writes the body: as JSON, or where there are files as a form that has them
// beside it ("Reference", Uploading Files).
func (r request) encode() (body []byte, media string, err error) {
	if r.body == nil {
		return nil, "", nil
	}
	if body, err = json.Marshal(r.body); err != nil || len(r.files) == 0 {
		return body, "application/json", err
	}
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	part := func(disposition, media string, data []byte) {
		// Writing to memory has no error.
		w, _ := form.CreatePart(textproto.MIMEHeader{"Content-Disposition": {disposition}, "Content-Type": {media}})
		_, _ = w.Write(data)
	}
	part(`form-data; name="payload_json"`, "application/json", body)
	for i, f := range r.files {
		part(fmt.Sprintf(`form-data; name="files[%d]"; filename=%q`, i, f.Name), http.DetectContentType(f.Data), f.Data)
	}
	if err := form.Close(); err != nil {
		return nil, "", err
	}
	return b.Bytes(), form.FormDataContentType(), nil
}

func (c *REST) once(ctx context.Context, r request, body []byte, media string) error {
	ctx, cancel := context.WithTimeout(ctx, r.attempt)
	defer cancel()
	var reader io.Reader
	if body != nil {
		reader = bytes.NewReader(body)
	}
	req, err := http.NewRequestWithContext(ctx, r.method, c.address(r.path, r.query), reader)
	if err != nil {
		return fmt.Errorf("%s: %w", r.route, redact(err))
	}
	agent := c.UserAgent
	if agent == "" {
		agent = "DiscordBot (verbatim, 1)"
	}
	req.Header.Set("User-Agent", agent)
	if body != nil {
		req.Header.Set("Content-Type", media)
	}
	if r.token != nil {
		req.Header.Set("Authorization", "Bot "+r.token())
	}
	client := c.Client
	if client == nil {
		client = http.DefaultClient // bounded by the context
	}
	resp, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("%s: %w", r.route, redact(err))
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxBody))
	if resp.StatusCode/100 != 2 {
		return refusal(r.route, resp, answer)
	}
	switch {
	case r.out == nil:
		return nil // it was taken, whatever became of the rest
	case err != nil:
		return fmt.Errorf("%s: reading the answer: %w", r.route, redact(err))
	}
	if err := json.Unmarshal(answer, r.out); err != nil {
		return fmt.Errorf("%s: %w: %w", r.route, errNoAnswer, err)
	}
	return nil
}

func (c *REST) address(path []string, query url.Values) string {
	base := c.Base
	if base == nil {
		base = &url.URL{Scheme: "https", Host: "discord.com"}
	}
	escaped := make([]string, 0, len(path)+2)
	escaped = append(escaped, "api", "v10")
	for _, p := range path {
		escaped = append(escaped, url.PathEscape(p))
	}
	address := base.JoinPath(escaped...)
	address.RawQuery = query.Encode()
	return address.String()
}

// redact takes the address, which holds the interaction's token, out of what
// net/http says.
func redact(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

func refusal(route string, resp *http.Response, body []byte) *StatusError {
	var said struct {
		Code       int     `json:"code"`
		Message    string  `json:"message"`
		RetryAfter float64 `json:"retry_after"` // seconds
	}
	// What is not JSON comes from a proxy on the way; the status says enough.
	_ = json.Unmarshal(body, &said)
	if said.Message == "" {
		said.Message = http.StatusText(resp.StatusCode)
	}
	after := said.RetryAfter
	if s, err := strconv.ParseFloat(resp.Header.Get("Retry-After"), 64); err == nil {
		after = max(after, s)
	}
	return &StatusError{
		Route: route, Status: resp.StatusCode, Code: said.Code, Message: said.Message,
		RetryAfter: time.Duration(min(max(after, 0), 3600) * float64(time.Second)),
		shared:     resp.Header.Get("X-RateLimit-Scope") == "shared",
	}
}
