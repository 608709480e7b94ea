package interact

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/messages"
)

const (
	// deferAfter leaves a second for the deferral to arrive, and for a second
	// attempt at it.
	deferAfter = 2 * time.Second
	// completeWithin is how long an autocomplete may take: a list that comes
	// later shows under words that were typed since.
	completeWithin = 1500 * time.Millisecond
	// handleWithin bounds a handler after its deferral.
	handleWithin = 30 * time.Second
	// editWithin bounds the attempts at one edit.
	editWithin = 45 * time.Second
	// maxChoices is Discord's limit for an autocomplete.
	maxChoices = 25
)

// Responder sends answers. [REST] is the real one.
type Responder interface {
	// Callback sends the first response, within three seconds after
	// Target.Received. [ErrAnswered] means that there is one already.
	Callback(ctx context.Context, t Target, cb Callback) error
	// Edit replaces the first response; [ErrExpired] when it is too late.
	Edit(ctx context.Context, t Target, m Message) error
	// FollowUp sends a further message.
	FollowUp(ctx context.Context, t Target, m Message) error
}

// Moderators says who they are: the users, and the members with one of the roles,
// in a home guild and nowhere else. What Discord's own permissions say does not
// count, as anyone may be the administrator of a guild.
type Moderators struct {
	HomeGuilds, Roles, Users []string
}

func (m Moderators) include(r *Request) bool {
	if r.UserID == "" || r.GuildID == "" || !slices.Contains(m.HomeGuilds, r.GuildID) {
		return false
	}
	return slices.Contains(m.Users, r.UserID) ||
		slices.ContainsFunc(r.RoleIDs, func(role string) bool { return slices.Contains(m.Roles, role) })
}

// Config is what a [Router] works with. Locale and Logger are not required.
type Config struct {
	Responder  Responder
	Codec      *Codec
	Moderators Moderators
	// Locale, if not empty, stands in for everybody's and every server's.
	Locale string
	Logger *slog.Logger // nil: none
	// Before, if not nil, is called before each handler, which waits for it: it makes sure
	// that what the handler reads is up to date.
	Before func(context.Context)
	// Observe, if not nil, is told of each interaction when it ends. It must return
	// at once.
	Observe func(Observed)
}

// Observed is what became of an interaction.
type Observed struct {
	Kind    Kind
	Command string // the path or action of a route; "unknown" if there is none
	Outcome string // "ok", or in a word why not
	// FirstAnswer is from its arrival until Discord took the first response; 0 if it
	// took none.
	FirstAnswer time.Duration
}

// Route says how one command or button is answered.
type Route struct {
	Handle Handler
	// Shape decides the form of the answer; nil: [Public] for commands,
	// [Update] for buttons.
	Shape func(*Request) Shape
	// Moderators lets only moderators in.
	Moderators bool
	// Managers lets only those in who may manage the server.
	Managers bool
	// DeferAtOnce defers before the handler begins, for what starts slowly.
	DeferAtOnce bool
	// Begins, if it is given, is called for who may use it, before anything is answered:
	// a process that is killed leaves no answer that nobody knows of. What it returns is
	// called when nothing more is to come.
	Begins func(*Request) (over func())
	// Opens never defers, since a form ([Reply.Form]) cannot follow a deferral: the
	// handler has two seconds. Without a Shape, what it answers instead is [Private].
	Opens bool
}

// Router leads interactions to their handlers. Routes are registered before
// the first interaction; after that it is safe for concurrent use.
type Router struct {
	config   Config
	log      *slog.Logger
	routes   map[Kind]map[string]Route
	answers  *Limiter
	typing   *Limiter
	line     *line
	inFlight inFlight
}

// NewRouter returns a router without routes.
func NewRouter(c Config) *Router {
	log := c.Logger
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Router{
		config:  c,
		log:     log,
		routes:  map[Kind]map[string]Route{Command: {}, Autocomplete: {}, Button: {}, Modal: {}},
		answers: newLimiter(answersPace, maxPeople),
		typing:  newLimiter(typingPace, maxPeople),
		line:    newLine(),
	}
}

// Command registers the route of a command by its path, "quote search".
func (r *Router) Command(path string, route Route) {
	if route.Shape == nil && route.Opens {
		route.Shape = func(*Request) Shape { return Private }
	}
	if route.Shape == nil {
		route.Shape = func(*Request) Shape { return Public }
	}
	r.routes[Command][path] = route
}

// Autocomplete registers what completes the options of a command. Only
// moderators get completions where moderators is true.
func (r *Router) Autocomplete(path string, moderators bool, h Handler) {
	r.routes[Autocomplete][path] = Route{Handle: h, Moderators: moderators}
}

// Button registers the route of a button by its action.
func (r *Router) Button(action string, route Route) {
	if route.Shape == nil && route.Opens {
		route.Shape = func(*Request) Shape { return Private }
	}
	if route.Shape == nil {
		route.Shape = func(*Request) Shape { return Update }
	}
	r.routes[Button][action] = route
}

// Form registers the route of a form by its action. Where Shape is [Update] it has to be
// one that a button opens: the message of that button changes. Without a Shape the
// answer is [Private].
func (r *Router) Form(action string, route Route) {
	if route.Shape == nil {
		route.Shape = func(*Request) Shape { return Private }
	}
	r.routes[Modal][action] = route
}

// Names returns the paths of the commands, or the actions of the buttons or forms, that
// have a route, sorted.
func (r *Router) Names(k Kind) []string { return slices.Sorted(maps.Keys(r.routes[k])) }

// Handle answers one interaction and returns when nothing is left to do for
// it, which can be 15 minutes later; give it a goroutine of its own, as
// discordgo does. It never panics. The end of ctx does not end the answer:
// [Router.Drain] waits for it.
func (r *Router) Handle(ctx context.Context, i *discordgo.InteractionCreate) {
	received := time.Now()
	if i == nil || i.Interaction == nil {
		r.log.Warn("an interaction without content came from the gateway")
		return
	}
	leave, stopping := r.inFlight.enter()
	defer leave()

	x := &exchange{
		router: r, received: received, stopping: stopping,
		request: &Request{Target: Target{ID: i.ID, AppID: i.AppID, Token: i.Token, Received: received}},
		say:     messages.For(cmp.Or(r.config.Locale, string(i.Locale))),
	}
	defer x.log()
	ctx = context.WithoutCancel(ctx)
	if err := x.guard(func() {
		x.request = parse(i.Interaction, r.config.Codec, received)
		if set := r.config.Locale; set != "" {
			x.request.Locale, x.request.GuildLocale = set, set
		}
		x.request.AttachmentLimit = attachmentLimitOf(ctx)
		x.request.Moderator = r.config.Moderators.include(x.request)
		x.run(ctx)
	}); err != nil {
		x.answerPanic(ctx, err)
	}
}

// Draw returns a reply as a message, whose buttons reach the router.
func (r *Router) Draw(reply Reply) (Message, error) { return r.config.Codec.message(reply) }

// Edit replaces the answer to an interaction that was taken by an earlier
// process, for which t has the token. The error is that of [Responder].
func (r *Router) Edit(ctx context.Context, t Target, reply Reply) error {
	m, err := r.config.Codec.message(reply)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, editWithin)
	defer cancel()
	return r.config.Responder.Edit(ctx, t, m)
}

// Drain lets no interaction begin any more (who asks is told that the program
// restarts), tells those whose answer changes for minutes to come to an end,
// and waits for all that are under way, until ctx ends.
func (r *Router) Drain(ctx context.Context) error {
	select {
	case <-r.inFlight.drain():
		return nil
	case <-ctx.Done():
		return fmt.Errorf("waiting for answers under way: %w", ctx.Err())
	}
}

// inFlight counts interactions under way.
type inFlight struct {
	mu       sync.Mutex
	n        int
	stopping bool
	idle     chan struct{} // somebody waits for n to be 0
	lasting  map[*context.CancelFunc]bool
}

// enter counts one more, until leave is called.
func (f *inFlight) enter() (leave func(), stopping bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.n++
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		if f.n--; f.n == 0 && f.idle != nil {
			close(f.idle)
			f.idle = nil
		}
	}, f.stopping
}

// stays returns a context for what may last minutes, which ends with draining.
func (f *inFlight) stays(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.stopping {
		cancel()
	}
	if f.lasting == nil {
		f.lasting = make(map[*context.CancelFunc]bool)
	}
	f.lasting[&cancel] = true
	return ctx, func() {
		cancel()
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.lasting, &cancel)
	}
}

func (f *inFlight) drain() <-chan struct{} {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.stopping = true
	for cancel := range f.lasting {
		(*cancel)()
	}
	if f.n == 0 {
		done := make(chan struct{})
		close(done)
		return done
	}
	if f.idle == nil {
		f.idle = make(chan struct{})
	}
	return f.idle
}

// panicError is a panic in a handler.
type panicError struct {
	value any
	stack []byte
}

func panicked(value any) error { return &panicError{value, debug.Stack()} }

func (e *panicError) Error() string { return fmt.Sprintf("panic: %v", e.value) }

// call runs a handler and turns its panic into an error.
func call(ctx context.Context, h Handler, req *Request) (reply Reply, err error) {
	defer func() {
		if p := recover(); p != nil {
			reply, err = Reply{}, panicked(p)
		}
	}()
	return h(ctx, req)
}

var errTooSlow = errors.New("the handler did not come to an end")
