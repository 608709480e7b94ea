package gateway

import (
	"context"
	"errors"
	"fmt"
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
	shards  int // of the bot; 0: one connection without
	lookUp  func(ctx context.Context) (address string, err error)
	connect func(ctx context.Context, address string, resume *session) ending
	first   *session // what the first connection resumes; nil: nothing
	once    bool     // to end with that session

	// A shard waits for its turn to sign in, and lets the others have theirs when
	// the attempt is over. Both may be nil.
	enter func(context.Context) error
	leave func()
	// keep gets what there is to resume at the end, nil for nothing. It may be nil.
	keep func(*session)
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
	a := attempts{kept: s.first}
	defer func() {
		if a.mayIdentify {
			s.budget.giveBack()
		}
		if s.keep != nil {
			s.keep(a.kept)
		}
	}()
	for ctx.Err() == nil {
		if a.kept == nil && s.once {
			return nil
		}
		if a.kept == nil && !a.mayIdentify {
			if s.awaitSignIn(ctx) != nil {
				return nil // only the end of ctx ends the wait
			}
			a.mayIdentify = true
		}
		began := time.Now()
		var end ending
		address, err := s.lookUp(ctx)
		if err == nil && a.kept == nil && s.enter != nil {
			if s.enter(ctx) != nil {
				return nil // nor does anything else end this one
			}
			began = time.Now()
		}
		lookedUp := err == nil
		if lookedUp {
			end = s.connect(ctx, address, a.kept)
			if s.leave != nil {
				s.leave()
			}
		} else {
			end = ending{err: err, session: a.kept}
		}
		if end.tried && a.kept == nil {
			a.mayIdentify = false // it was spent
		}
		if ctx.Err() != nil {
			a.kept = end.session
			return nil
		}
		if f := fatal(end, s.shards); f != nil {
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
	a.unreached = 0
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

// awaitSignIn waits until a sign-in is within the budget, and takes it.
func (s supervisor) awaitSignIn(ctx context.Context) error {
	if err := s.take(ctx); err != nil {
		return err
	}
	if err := s.budget.check(); err != nil {
		// Whatever makes the program start again and again, such a wait keeps it
		// below Discord's limit.
		s.log.Error("sign-ins to Discord cannot be counted, so the bot signs in slowly; see that DATA_DIR can be written to",
			"error", err, "wait", s.slowly())
		if err := pause(ctx, s.slowly()); err != nil {
			s.budget.giveBack()
			return err
		}
	}
	return nil
}

func (s supervisor) take(ctx context.Context) error {
	for {
		changed := s.budget.changed()
		wait, often := s.budget.take(time.Now())
		if wait <= 0 {
			return nil
		}
		if often && wait > time.Second {
			s.log.Error("the bot signed in to Discord too often and waits, because Discord would reset its token; "+
				"see why it restarts or loses its connection so often", "wait", wait.Round(time.Second))
		}
		waiting, stop := context.WithTimeout(ctx, wait)
		select {
		case <-changed:
		case <-waiting.Done():
		}
		stop()
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// slowly is how long each shard waits with a sign-in that cannot be counted, so
// that all of the bot's come to some 430 in a day.
func (s supervisor) slowly() time.Duration {
	return max(s.timing.scarce, s.timing.scarce*time.Duration(s.shards)/3)
}

// backOff is how long to wait after a sign-in before the next connection:
// hardly at all after one that was stable, then doubling. Half of it is chance,
// so that the bots that one outage disconnected do not all come back at once.
func (s supervisor) backOff(failures int, end ending) time.Duration {
	most := s.timing.most
	if end.session == nil && s.shards < 2 && s.budget.scarce(time.Now()) {
		most = s.timing.scarce // shards have their turns: see budget.take
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

const outdated = "Discord no longer speaks this program's version of the gateway: install a newer version"

// Discord closes with these when another try would end the same way.
// https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
func fatal(end ending, shards int) *FatalError {
	code := end.code
	if refused, ok := errors.AsType[*refusedError](end.err); ok && !refused.handshake && refused.status == http.StatusUnauthorized {
		code = http.StatusUnauthorized
	}
	var sentence string
	switch code {
	case 4004, http.StatusUnauthorized:
		sentence = "Discord does not accept the bot token: copy it again from the Developer Portal (Bot, Reset Token) into DISCORD_TOKEN"
	case 4011:
		sentence = "The bot is in so many servers that Discord wants it to be split into shards: set SHARDS=auto"
		if shards > 0 {
			sentence = fmt.Sprintf("The bot is in so many servers that Discord wants it to be split into more than %d shards: set SHARDS=auto, or a larger number in every process, and start it again", shards)
		}
	case 4010:
		sentence = fmt.Sprintf("Discord does not accept a shard of %d: correct SHARDS, or set SHARDS=auto", shards)
		if shards == 0 {
			sentence = outdated
		}
	case 4012:
		sentence = outdated
	case 4013, 4014:
		sentence = "Discord refuses the intents that this program signs in with, though it asks for none that is privileged: install a newer version"
	default:
		return nil
	}
	return &FatalError{Code: code, Sentence: sentence}
}
