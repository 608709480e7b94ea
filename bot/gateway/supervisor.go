package gateway

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"time"
)

// resumeTries is how often a RESUME may come to nothing before the bot signs in
// again. More would be of no use: interactions that were missed for more than
// three seconds cannot be answered.
const resumeTries = 3

// supervisor makes one connection after the other and decides when.
//
// There are two kinds of failures. A sign-in (IDENTIFY) that comes to nothing
// is one of few that Discord allows in a day, so that the pauses between them
// grow. What fails before, because the gateway cannot be looked up, refuses the
// connection or says no HELLO, costs nothing: it is tried again every few
// seconds for as long as it takes.
type supervisor struct {
	timing  timing
	log     *slog.Logger
	budget  *budget
	redact  func(error) string
	lookUp  func(ctx context.Context) (address string, err error)
	connect func(ctx context.Context, address string, resume *session) ending
}

// attempts is what the supervisor knows of the attempts before.
type attempts struct {
	kept      *session  // what the next connection resumes; nil: nothing
	resumes   int       // in a row, in vain
	failures  int       // connections in a row that were signed in to and did not last
	unreached int       // attempts in a row that did not come to a sign-in
	told      time.Time // when the log was last told of one of those
	// mayIdentify: the budget has a sign-in, and none was sent since.
	mayIdentify bool
}

// run returns nil when ctx ends, and otherwise a [*FatalError].
func (s supervisor) run(ctx context.Context) error {
	var a attempts
	for ctx.Err() == nil {
		if a.kept == nil && !a.mayIdentify {
			if s.awaitSignIn(ctx) != nil {
				return nil // only the end of ctx ends the wait
			}
			a.mayIdentify = true
		}
		began := time.Now()
		var end ending
		address, err := s.lookUp(ctx)
		lookedUp := err == nil
		if lookedUp {
			end = s.connect(ctx, address, a.kept)
		} else {
			end = ending{err: err, session: a.kept}
		}
		if ctx.Err() != nil {
			return nil
		}
		if f := fatal(end); f != nil {
			return f
		}
		if lookedUp {
			a.note(end, s.timing.stable)
		}
		if pause(ctx, s.delay(ctx, &a, end, time.Since(began))) != nil {
			return nil
		}
	}
	return nil
}

// note keeps what there is to resume after a connection.
func (a *attempts) note(end ending, stable time.Duration) {
	a.kept = end.session
	if a.resumes++; end.up || a.kept == nil {
		a.resumes = 0
	} else if a.resumes == resumeTries {
		a.kept, a.resumes = nil, 0
	}
	if end.lasted >= stable {
		a.failures = 0
	}
}

// delay is how long to wait before the next attempt, and tells the log why.
func (s supervisor) delay(ctx context.Context, a *attempts, end ending, took time.Duration) time.Duration {
	if !end.tried {
		delay := s.shortBackOff(a.unreached, end.err, took)
		// An outage of hours is no reason for thousands of lines.
		if a.unreached++; a.unreached == 1 || time.Since(a.told) >= time.Minute {
			a.told = time.Now()
			s.log.Warn("Discord cannot be reached", "error", s.redact(end.err), "attempts", a.unreached,
				"resumable", a.kept != nil, "retry_in", delay.Round(time.Millisecond))
		}
		return delay
	}
	a.unreached, a.mayIdentify = 0, false
	delay := s.backOff(a.failures, end)
	a.failures++
	// Discord moves its bots to other machines every few hours.
	level := slog.LevelWarn
	if end.up && a.kept != nil {
		level = slog.LevelInfo
	}
	s.log.Log(ctx, level, "the connection to Discord ended", "error", s.redact(end.err), "code", end.code,
		"lasted", end.lasted.Round(time.Second), "resumable", a.kept != nil, "retry_in", delay.Round(time.Millisecond))
	return delay
}

// awaitSignIn waits until a sign-in is within the budget.
func (s supervisor) awaitSignIn(ctx context.Context) error {
	for {
		wait := s.budget.wait(time.Now())
		if wait <= 0 {
			break
		}
		s.log.Error("the bot signed in to Discord too often and waits, because Discord would reset its token; "+
			"see why it restarts or loses its connection so often", "in_a_minute", signInsAtOnce, "in_a_day", s.budget.limit, "wait", wait.Round(time.Second))
		if err := pause(ctx, wait); err != nil {
			return err
		}
	}
	if err := s.budget.check(); err != nil {
		// Whatever makes the program start again and again, such a wait keeps it
		// below Discord's limit.
		s.log.Error("sign-ins to Discord cannot be counted, so the bot signs in slowly; see that DATA_DIR can be written to",
			"error", err, "wait", s.timing.scarce)
		return pause(ctx, s.timing.scarce)
	}
	return nil
}

// backOff is how long to wait after a sign-in before the next connection:
// hardly at all after one that was stable, then doubling. Half of it is chance,
// so that the bots that one outage disconnected do not all come back at once.
func (s supervisor) backOff(failures int, end ending) time.Duration {
	most := s.timing.most
	if end.session == nil && s.budget.scarce(time.Now()) {
		most = s.timing.scarce
	}
	if end.up && end.session != nil {
		// Somebody may be waiting: an interaction that is replayed within
		// three seconds can still be answered. But not for ever.
		failures = max(min(failures, 1), failures-5)
	}
	delay := s.growing(failures, most)
	if end.invalid {
		delay = max(delay, s.timing.invalid+rand.N(2*s.timing.invalid))
	}
	return delay
}

// shortBackOff is how long to wait after an attempt that did not come to a
// sign-in. What the attempt took counts: one that hung is made up for.
func (s supervisor) shortBackOff(unreached int, err error, took time.Duration) time.Duration {
	refused, ok := errors.AsType[*refusedError](err)
	if ok && refused.status/100 == 4 {
		// It is this bot that Discord does not like, and that counts such requests.
		return max(s.growing(unreached, s.timing.most), refused.after)
	}
	return max(s.growing(unreached, s.timing.near)-took, s.timing.base/4)
}

func (s supervisor) growing(failures int, most time.Duration) time.Duration {
	delay := s.timing.base / 4
	if failures > 0 {
		delay = min(s.timing.base<<min(failures-1, 20), most)
	}
	return delay/2 + rand.N(delay/2+1)
}

// countSignIn counts one IDENTIFY that is about to be sent.
func (g *gateway) countSignIn() {
	if err := g.budget.spend(time.Now()); err != nil {
		g.log.Error("a sign-in to Discord could not be counted", "error", err)
	}
}

// Discord closes with these when another try would end the same way.
// https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
func fatal(end ending) *FatalError {
	code := end.code
	if refused, ok := errors.AsType[*refusedError](end.err); ok && !refused.handshake && refused.status == http.StatusUnauthorized {
		code = http.StatusUnauthorized
	}
	var sentence string
	switch code {
	case 4004, http.StatusUnauthorized:
		sentence = "Discord does not accept the bot token: copy it again from the Developer Portal (Bot, Reset Token) into DISCORD_TOKEN"
	case 4011:
		sentence = "The bot is in so many servers that Discord wants it to be split into shards, which this program cannot do: remove it from some servers"
	case 4010, 4012:
		sentence = "Discord no longer speaks this program's version of the gateway: install a newer version"
	case 4013, 4014:
		sentence = "Discord refuses the intents that this program signs in with, though it asks for none that is privileged: install a newer version"
	default:
		return nil
	}
	return &FatalError{Code: code, Sentence: sentence}
}
