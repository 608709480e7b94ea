// Package endpoint receives interactions over HTTP, where Discord posts them instead
// of sending them over the gateway: signed, each to be answered in the response.
//
// https://discord.com/developers/docs/interactions/overview#setting-up-an-endpoint
package endpoint

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/interact"
	"verbatim/bot/payload"
)

// Path is where interactions are posted; there is nothing else on the port.
const Path = "/interactions"

const (
	// maxAge is how far the time in a signature may be from now. An interaction has
	// to be answered within 3 s; the rest is for clocks that differ.
	maxAge = 15 * time.Second
	// answerWithin is how long Discord waits for the response.
	answerWithin = 3 * time.Second
	// maxBody bounds what is posted, in bytes. A press of a button brings its message
	// along, whose texts have 4,000 characters at most.
	maxBody = 512 << 10
	// settledWithin is from an interaction's arrival until Discord knows of the first
	// response, however late that was sent.
	settledWithin = 2 * answerWithin
	// drainWithin bounds the wait for answers under way, as that of the gateway does.
	drainWithin = 8 * time.Second
)

// Codes of Discord's errors ("Opcodes and Status Codes").
const (
	unknownMessage = 10008
	unknownWebhook = 10015
)

// Handler answers one interaction and returns when nothing is left to do for it, which
// may be minutes after the first response.
type Handler func(context.Context, *discordgo.InteractionCreate)

// Config is what an [Endpoint] needs.
type Config struct {
	// Key is the application's public key, with which Discord's signatures are checked.
	Key ed25519.PublicKey
	// Next sends what is no response to a post: edits, further messages, and a first
	// response that has files.
	Next interact.Responder
	// Seen is shared with the other processes that are posted to; nil: there are none.
	Seen   Seen
	Logger *slog.Logger // nil: none
}

// Endpoint receives interactions, and is the [interact.Responder] through which they
// are answered. Safe for concurrent use.
type Endpoint struct {
	interact.Responder // what is no first response
	key                ed25519.PublicKey
	own                memory
	shared             Seen        // nil: none
	alone              atomic.Bool // whether shared did not answer the last time
	log                *slog.Logger

	mu      sync.Mutex
	waiting map[string]chan response // by the ID of an interaction whose post waits
	working sync.WaitGroup
}

// response is what a post is answered with.
type response struct {
	body []byte // nil: the answer comes by another way
	done chan error
}

// New returns an endpoint that receives nothing yet.
func New(c Config) *Endpoint {
	e := &Endpoint{Responder: c.Next, key: c.Key, shared: c.Seen, log: c.Logger, waiting: make(map[string]chan response)}
	if e.log == nil {
		e.log = slog.New(slog.DiscardHandler)
	}
	return e
}

// errGone: whoever posted the interaction does not wait any more.
var errGone = errors.New("nobody waits for the response any more")

// Callback sends the first response as that to the post. One that has files goes the way
// of gateway bots, and the post is answered with 202: a response cannot be trusted to
// carry a form of several parts.
func (e *Endpoint) Callback(ctx context.Context, t interact.Target, cb interact.Callback) error {
	e.mu.Lock()
	waiting, ok := e.waiting[t.ID]
	delete(e.waiting, t.ID) // there is one first response
	e.mu.Unlock()
	if !ok {
		return e.Responder.Callback(ctx, t, cb)
	}
	r := response{done: make(chan error, 1)}
	if len(cb.Message.Files) == 0 {
		body, err := json.Marshal(cb)
		if err != nil {
			return fmt.Errorf("writing the response: %w", err)
		}
		r.body = body
	}
	waiting <- r // has room for one
	if err := <-r.done; err != nil || r.body != nil {
		return err
	}
	return e.Responder.Callback(ctx, t, cb)
}

// Edit replaces the first response, of which Discord may not know yet: the edit
// overtakes it on its way.
func (e *Endpoint) Edit(ctx context.Context, t interact.Target, m interact.Message) error {
	return settled(ctx, t, func() error { return e.Responder.Edit(ctx, t, m) })
}

// FollowUp sends a further message, which may overtake the first response too.
func (e *Endpoint) FollowUp(ctx context.Context, t interact.Target, m interact.Message) error {
	return settled(ctx, t, func() error { return e.Responder.FollowUp(ctx, t, m) })
}

// settled repeats what Discord refuses as it does not know the message, or the webhook,
// in the first seconds of an interaction.
func settled(ctx context.Context, t interact.Target, send func() error) error {
	for wait := 50 * time.Millisecond; ; wait *= 2 {
		err := send()
		refused, ok := errors.AsType[*interact.StatusError](err)
		if !ok || refused.Code != unknownMessage && refused.Code != unknownWebhook || time.Since(t.Received) > settledWithin {
			return err
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return err
		}
	}
}

// Handler returns what answers posts, each interaction by handle. work is the context
// of handle, which outlives the post.
func (e *Endpoint) Handler(work context.Context, handle Handler) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+Path, func(w http.ResponseWriter, r *http.Request) {
		received := time.Now()
		raw, status := e.read(w, r, received)
		if status != http.StatusOK {
			http.Error(w, http.StatusText(status), status)
			return
		}
		e.answer(work, w, raw, received, handle)
	})
	return mux
}

// read takes what was posted if Discord signed it, lately.
func (e *Endpoint) read(w http.ResponseWriter, r *http.Request, now time.Time) (raw []byte, status int) {
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if _, long := errors.AsType[*http.MaxBytesError](err); long {
		return nil, http.StatusRequestEntityTooLarge
	}
	if err != nil {
		return nil, http.StatusBadRequest
	}
	stamp := r.Header.Get("X-Signature-Timestamp")
	signature, err := hex.DecodeString(r.Header.Get("X-Signature-Ed25519"))
	if err != nil || len(signature) != ed25519.SignatureSize || !ed25519.Verify(e.key, append([]byte(stamp), raw...), signature) {
		return nil, http.StatusUnauthorized // Discord posts such on purpose, too
	}
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return nil, http.StatusUnauthorized
	}
	if age := now.Sub(time.Unix(seconds, 0)); age.Abs() > maxAge {
		e.log.Warn("an interaction was refused, as it is too old or this machine's clock is wrong", "age", age.Round(time.Second))
		return nil, http.StatusUnauthorized
	}
	return raw, http.StatusOK
}

// answer lets an interaction be handled and responds to its post.
func (e *Endpoint) answer(work context.Context, w http.ResponseWriter, raw []byte, received time.Time, handle Handler) {
	var ping struct {
		Type discordgo.InteractionType `json:"type"`
	}
	if json.Unmarshal(raw, &ping) == nil && ping.Type == discordgo.InteractionPing {
		respond(w, []byte(`{"type":1}`))
		return
	}
	i, err := payload.Read(raw)
	if err != nil {
		e.log.Warn("an interaction is not fully understood", "err", err)
	}
	if i == nil {
		http.Error(w, http.StatusText(http.StatusBadRequest), http.StatusBadRequest)
		return
	}
	if !e.first(work, i.ID) {
		e.log.Warn("an interaction came a second time", "id", i.ID)
		http.Error(w, http.StatusText(http.StatusConflict), http.StatusConflict)
		return
	}
	waiting := make(chan response, 1)
	e.mu.Lock()
	e.waiting[i.ID] = waiting
	e.mu.Unlock()
	e.working.Go(func() {
		handle(interact.WithAttachmentLimit(work, payload.AttachmentLimit(raw)), i)
	})
	patience := time.NewTimer(time.Until(received.Add(answerWithin)))
	defer patience.Stop()
	select {
	case r := <-waiting:
		r.done <- respond(w, r.body)
		return
	case <-patience.C:
	}
	e.mu.Lock()
	_, open := e.waiting[i.ID]
	delete(e.waiting, i.ID)
	e.mu.Unlock()
	if !open { // the response is on its way at this moment
		r := <-waiting
		r.done <- errGone
	}
	http.Error(w, http.StatusText(http.StatusServiceUnavailable), http.StatusServiceUnavailable)
}

// respond sends a first response; without a body it says that one will come.
func respond(w http.ResponseWriter, body []byte) error {
	if body == nil {
		w.WriteHeader(http.StatusAccepted)
	} else {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		if _, err := io.Copy(w, bytes.NewReader(body)); err != nil {
			return fmt.Errorf("sending the response: %w", err)
		}
	}
	if err := http.NewResponseController(w).Flush(); err != nil {
		return fmt.Errorf("sending the response: %w", err)
	}
	return nil
}

// Serve receives interactions on l until ctx ends, and closes it. Then drain is called,
// while who still asks can be told that the program restarts, and what is under way is
// waited for, 8 s in all.
func (e *Endpoint) Serve(ctx context.Context, l net.Listener, handle Handler, drain func(context.Context)) error {
	work, stopWork := context.WithCancel(context.WithoutCancel(ctx))
	defer stopWork()
	s := &http.Server{
		Handler: e.Handler(work, handle), MaxHeaderBytes: 16 << 10,
		ReadHeaderTimeout: answerWithin, ReadTimeout: answerWithin, WriteTimeout: 2 * answerWithin, IdleTimeout: 2 * time.Minute,
		ErrorLog: slog.NewLogLogger(e.log.Handler(), slog.LevelDebug), // what strangers do to the port
	}
	stopped := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(stopped)
		within, cancel := context.WithTimeout(work, drainWithin)
		defer cancel()
		drain(within)
		_ = s.Shutdown(within) // what is still open then is cut below
	})
	err := s.Serve(l)
	if stop() {
		return fmt.Errorf("receiving interactions on %s: %w", l.Addr(), err)
	}
	<-stopped
	_ = s.Close()
	idle := make(chan struct{})
	go func() {
		defer close(idle)
		e.working.Wait()
	}()
	select {
	case <-idle:
	case <-time.After(time.Second):
		e.log.Error("interactions are still being answered; the program ends without them")
	}
	return nil
}
