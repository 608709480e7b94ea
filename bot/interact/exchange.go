package interact

import (
	"context"
	"errors"
	"iter"
	"log/slog"
	"net/http"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/messages"
)

// exchange is one interaction on its way to its answer. One goroutine owns it.
type exchange struct {
	router   *Router
	request  *Request
	say      *messages.Catalogue
	received time.Time
	stopping bool

	tried    bool // a first response was sent, whether or not it arrived
	deferred bool
	answered time.Duration // from received until Discord took the first response
	outcome  string        // for the log
	err      error         // for the log: a defect, or an answer that was lost
}

type result struct {
	reply Reply
	err   error
}

// guard runs f and turns its panic into an error.
func (x *exchange) guard(f func()) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = panicked(p)
		}
	}()
	f()
	return nil
}

// answerPanic answers after a panic outside of a handler, if nothing was
// answered yet.
func (x *exchange) answerPanic(ctx context.Context, err error) {
	reply := x.failure(err)
	if x.tried {
		return
	}
	if again := x.guard(func() {
		if x.request.Kind == Autocomplete {
			x.sent(x.callback(ctx, Callback{Type: discordgo.InteractionApplicationCommandAutocompleteResult}))
			return
		}
		x.first(ctx, Private, reply)
	}); again != nil {
		x.err = errors.Join(err, again)
	}
}

// callback sends a first response.
func (x *exchange) callback(ctx context.Context, cb Callback) error {
	x.tried = true
	return x.router.config.Responder.Callback(ctx, x.request.Target, cb)
}

func (x *exchange) run(ctx context.Context) {
	x.outcome = "ok"
	if x.request.Kind == Autocomplete {
		x.complete(ctx)
		return
	}
	route, refused := x.admit()
	if refused != nil {
		x.first(ctx, Private, x.failure(refused))
		return
	}
	shape := route.Shape(x.request)
	x.request.shaped(shape)
	if route.Begins != nil {
		defer route.Begins(x.request)()
	}
	reply, ok := x.handle(ctx, route, shape)
	if !ok {
		return
	}
	if x.deferred && reply.Form != nil {
		reply = x.failure(errTooSlow)
	}
	if x.deferred {
		ok = x.replace(ctx, shape, reply)
	} else {
		ok = x.first(ctx, shape, reply)
	}
	if ok && reply.Later != nil {
		x.keepUp(ctx, reply.Later)
	}
}

// admit finds the route and checks who asks.
func (x *exchange) admit() (Route, *Error) {
	req := x.request
	if x.stopping {
		return Route{}, &Error{Code: Unavailable, Sentence: x.say.Stopping()}
	}
	if wait, ok := x.router.answers.Allow(req.UserID); !ok {
		return Route{}, &Error{Code: Limited, Sentence: x.say.TooFast(wait)}
	}
	route, known := x.router.routes[req.Kind][req.Name]
	switch {
	case !known && (req.Kind == Button || req.Kind == Modal):
		return Route{}, &Error{Code: NotFound, Sentence: x.say.UnknownButton()}
	case !known:
		return Route{}, &Error{Code: NotFound, Sentence: x.say.UnknownCommand()}
	case route.Moderators && !req.Moderator:
		return Route{}, &Error{Code: Denied, Sentence: x.say.NotAllowed()}
	case route.Managers && !req.Manager:
		return Route{}, &Error{Code: Denied, Sentence: x.say.NotManager()}
	}
	return route, nil
}

// handle calls the handler, and defers when it takes too long. It returns
// false when nothing can be answered any more.
func (x *exchange) handle(ctx context.Context, route Route, shape Shape) (Reply, bool) {
	if route.DeferAtOnce && !x.postpone(ctx, shape) {
		return Reply{}, false
	}
	ctx, cancel := context.WithDeadline(ctx, x.received.Add(handleWithin))
	defer cancel()
	done := x.start(ctx, route.Handle)
	if !x.deferred {
		patience := time.NewTimer(time.Until(x.received.Add(deferAfter)))
		defer patience.Stop()
		select {
		case r := <-done:
			return x.settle(r), true
		case <-patience.C:
			if route.Opens {
				return x.settle(result{err: errTooSlow}), true
			}
			if !x.postpone(ctx, shape) {
				return Reply{}, false
			}
		}
	}
	select {
	case r := <-done:
		return x.settle(r), true
	case <-ctx.Done():
		return x.settle(result{err: errTooSlow}), true
	}
}

// start runs a handler, when its turn has come, in a goroutine that counts as under way
// until it ends.
func (x *exchange) start(ctx context.Context, h Handler) <-chan result {
	done := make(chan result, 1)
	leave, _ := x.router.inFlight.enter()
	ctx, t := x.router.line.join(ctx, x.request.UserID, x.request.Kind == Autocomplete)
	go func() {
		defer leave()
		defer t.end()
		if err := t.wait(ctx); err != nil {
			done <- result{err: err}
			return
		}
		if before := x.router.config.Before; before != nil {
			before(ctx)
		}
		reply, err := call(ctx, h, x.request)
		if errors.Is(context.Cause(ctx), errOvertaken) {
			err = errOvertaken
		}
		done <- result{reply, err}
	}()
	return done
}

func (x *exchange) settle(r result) Reply {
	if r.err != nil {
		return x.failure(r.err)
	}
	return r.reply
}

// failure turns an error into what the person is told.
func (x *exchange) failure(err error) Reply {
	if errors.Is(err, errBusy) {
		err = &Error{Code: Unavailable, Sentence: x.say.Busy()}
	}
	if told, ok := errors.AsType[*Error](err); ok {
		x.outcome, x.err = string(told.Code), told.Cause
		return told.reply()
	}
	x.err = err
	if errors.Is(err, errTooSlow) || errors.Is(err, context.DeadlineExceeded) {
		x.outcome = "timeout"
		return Say(x.say.TookTooLong())
	}
	x.outcome = "error"
	if _, ok := errors.AsType[*panicError](err); ok {
		x.outcome = "panic"
	}
	return Say(x.say.Internal(x.request.ID))
}

// postpone sends the deferral.
func (x *exchange) postpone(ctx context.Context, shape Shape) bool {
	cb := Callback{
		Type:    discordgo.InteractionResponseDeferredChannelMessageWithSource,
		Message: Message{Ephemeral: shape == Private},
	}
	if shape == Update {
		cb = Callback{Type: discordgo.InteractionResponseDeferredMessageUpdate}
	}
	x.deferred = true
	return x.sent(x.callback(ctx, cb))
}

// first sends an answer as the first response.
func (x *exchange) first(ctx context.Context, shape Shape, reply Reply) bool {
	cb := Callback{Type: discordgo.InteractionResponseChannelMessageWithSource, Message: x.message(reply)}
	cb.Message.Ephemeral = reply.Ephemeral || shape == Private
	if shape == Update && !reply.Ephemeral {
		cb.Type = discordgo.InteractionResponseUpdateMessage
		cb.Message.Replaces = x.request.Legacy
	}
	if reply.Form != nil {
		opened, err := x.router.config.Codec.form(reply.Form)
		if err != nil {
			reply, cb.Type = x.failure(err), discordgo.InteractionResponseChannelMessageWithSource
			cb.Message = x.message(reply)
			cb.Message.Ephemeral = true
		} else {
			cb = opened
		}
	}
	err := x.callback(ctx, cb)
	if malformed(err) {
		x.outcome, x.err = "refused", err
		cb.Type = discordgo.InteractionResponseChannelMessageWithSource
		cb.Message = x.message(Say(x.say.CannotShow(x.request.ID)))
		err = x.callback(ctx, cb)
	}
	return x.sent(err)
}

// sent notes what became of the first response.
func (x *exchange) sent(err error) bool {
	if err != nil && !errors.Is(err, ErrAnswered) {
		x.outcome, x.err = "unanswered", err
		return false
	}
	x.answered = time.Since(x.received)
	return true
}

// replace puts an answer where the deferral is.
func (x *exchange) replace(ctx context.Context, shape Shape, reply Reply) bool {
	send := x.router.config.Responder.Edit
	m := x.message(reply)
	m.Replaces = shape == Update && x.request.Legacy
	if shape == Update && reply.Ephemeral {
		// The deferral promised to change the button's message; this is
		// something else, and for the person alone.
		send = x.router.config.Responder.FollowUp
		m.Ephemeral, m.Replaces = true, false
	}
	ctx, cancel := context.WithTimeout(ctx, editWithin)
	defer cancel()
	err := send(ctx, x.request.Target, m)
	if malformed(err) {
		x.outcome, x.err = "refused", err
		m.Components, m.Files = x.message(Say(x.say.CannotShow(x.request.ID))).Components, nil
		err = send(ctx, x.request.Target, m)
	}
	if err != nil {
		x.outcome, x.err = "unfinished", err
		return false
	}
	return true
}

// keepUp edits the answer as its later states come.
func (x *exchange) keepUp(ctx context.Context, later func(context.Context) iter.Seq[Reply]) {
	lasting, stop := x.router.inFlight.stays(ctx)
	defer stop()
	for state := range later(lasting) {
		edit, cancel := context.WithTimeout(ctx, editWithin)
		err := x.router.config.Responder.Edit(edit, x.request.Target, x.message(state))
		cancel()
		refused, ok := errors.AsType[*StatusError](err)
		switch {
		case errors.Is(err, ErrExpired), ok && refused.Code == codeUnknownMessage:
			return // nobody can see it any more; a later command tells the end
		case err != nil:
			x.err = err
		}
	}
}

// complete answers an autocomplete: never deferred, and empty if anything is
// wrong, because Discord shows a failure over what the person is typing.
func (x *exchange) complete(ctx context.Context) {
	choices, outcome, err := x.choices(ctx)
	x.outcome, x.err = outcome, err
	cb := Callback{Type: discordgo.InteractionApplicationCommandAutocompleteResult, Choices: fitting(choices)}
	err = x.callback(ctx, cb)
	if malformed(err) {
		x.outcome, x.err = "refused", err
		cb.Choices = nil
		err = x.callback(ctx, cb)
	}
	x.sent(err)
}

func (x *exchange) choices(ctx context.Context) (choices []Choice, outcome string, err error) {
	route, known := x.router.routes[Autocomplete][x.request.Name]
	switch {
	case x.stopping:
		return nil, string(Unavailable), nil
	case !known:
		return nil, string(NotFound), nil
	case route.Moderators && !x.request.Moderator:
		return nil, string(Denied), nil
	}
	if _, ok := x.router.typing.Allow(x.request.UserID); !ok {
		return nil, string(Limited), nil
	}
	ctx, cancel := context.WithDeadline(ctx, x.received.Add(completeWithin))
	defer cancel()
	select {
	case r := <-x.start(ctx, route.Handle):
		if errors.Is(r.err, errOvertaken) {
			return nil, "overtaken", nil
		}
		if r.err != nil {
			x.failure(r.err)
			return nil, x.outcome, x.err
		}
		return r.reply.Choices, "ok", nil
	case <-ctx.Done():
		return nil, "timeout", errTooSlow
	}
}

// fitting leaves out what Discord would refuse the whole list for.
func fitting(choices []Choice) []Choice {
	const limit = 100 // "Application Commands", choice structure
	var kept []Choice
	seen := make(map[string]bool)
	for _, c := range choices {
		if c.Name == "" || c.Value == "" || messages.Len16(c.Name) > limit || messages.Len16(c.Value) > limit || seen[c.Name] {
			continue
		}
		if seen[c.Name] = true; len(kept) < maxChoices {
			kept = append(kept, c)
		}
	}
	return kept
}

// message signs the buttons and menus of a reply. Where they cannot be made they
// are left out: the answer is worth more than its buttons.
func (x *exchange) message(reply Reply) Message {
	m, err := x.router.config.Codec.message(reply)
	if err != nil {
		x.err = err
		m, _ = x.router.config.Codec.message(reply.withoutButtons())
	}
	return m
}

// malformed reports whether Discord refused what was sent, not when or where.
func malformed(err error) bool {
	refused, ok := errors.AsType[*StatusError](err)
	return ok && refused.Status == http.StatusBadRequest && refused.Code != codeAcknowledged
}

// log writes the one line of the interaction. It has no word that a person
// typed and no token; the ID of the interaction is what a failure's sentence
// gives the person.
func (x *exchange) log() {
	x.observe()
	level := slog.LevelInfo
	switch x.outcome {
	case "error", "panic", string(Failed):
		level = slog.LevelError
	case "unanswered", "unfinished", "refused", "timeout":
		level = slog.LevelWarn
	}
	attrs := []slog.Attr{
		slog.String("kind", x.request.Kind.String()),
		slog.String("command", x.request.Name),
		slog.String("outcome", x.outcome),
		slog.Duration("answered", x.answered),
		slog.Duration("took", time.Since(x.received)),
		slog.String("id", x.request.ID),
	}
	if x.request.GuildID != "" {
		attrs = append(attrs, slog.String("guild", x.request.GuildID))
	}
	if x.deferred {
		attrs = append(attrs, slog.Bool("deferred", true))
	}
	if x.err != nil {
		attrs = append(attrs, slog.Any("err", x.err))
	}
	if p, ok := errors.AsType[*panicError](x.err); ok {
		attrs = append(attrs, slog.String("stack", string(p.stack)))
	}
	x.router.log.LogAttrs(context.Background(), level, "interaction", attrs...)
}

func (x *exchange) observe() {
	if x.router.config.Observe == nil {
		return
	}
	name := x.request.Name
	if _, known := x.router.routes[x.request.Kind][name]; !known {
		name = "unknown"
	}
	x.router.config.Observe(Observed{Kind: x.request.Kind, Command: name, Outcome: x.outcome, FirstAnswer: x.answered})
}
