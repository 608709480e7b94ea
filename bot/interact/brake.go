package interact

import (
	"errors"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Discord blocks an address for hours that had 10,000 requests answered with 401, 403
// or 429 within ten minutes.
// https://discord.com/developers/docs/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans
const (
	invalidWithin = 10 * time.Minute
	// maxInvalid is how many of them there may be before a brake holds.
	maxInvalid = 10
	// heldFor is how long a brake holds before one request is sent to try.
	heldFor = time.Minute
)

// ErrHeld: the request was not sent, because Discord refuses what the bot sends.
var ErrHeld = errors.New("it was not sent, as Discord refused too many requests before")

// brake holds requests back while Discord refuses them: at most maxInvalid in ten
// minutes, those that are under way meanwhile, and one in heldFor after that. The zero
// brake lets everything pass. Safe for concurrent use.
type brake struct {
	mu      sync.Mutex
	invalid []time.Time // when requests were refused, within the last ten minutes
	holds   bool
	until   time.Time // while it holds: when one request may try
	tries   bool      // one does
}

// held reports whether requests are held back.
func (b *brake) held() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.holds
}

// pass reports whether a request may be sent, and if so whether it is one that tries.
func (b *brake) pass() (try, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case !b.holds:
		return false, true
	case b.tries || time.Now().Before(b.until):
		return false, false
	}
	b.tries = true
	return true, true
}

// note takes what became of a request that passed, and reports whether requests are held
// or let go now and were not before. own is true for one that had the bot's token.
func (b *brake) note(err error, try, own bool) (changed bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now, before := time.Now(), b.holds
	refused, answered := errors.AsType[*StatusError](err)
	if try {
		b.tries = false
		// Where no answer came it is tried again a minute later.
		b.until = now.Add(heldFor)
		b.holds = err != nil && !answered
	}
	if answered && refused.invalid() {
		b.invalid = append(slices.DeleteFunc(b.invalid, func(t time.Time) bool { return now.Sub(t) >= invalidWithin }), now)
		// With another token than Discord's nothing will be taken.
		wrong := own && refused.Status == http.StatusUnauthorized
		if b.holds || try || wrong || len(b.invalid) >= maxInvalid {
			b.holds, b.until = true, now.Add(heldFor)
		}
	}
	return b.holds != before
}

// invalid reports whether Discord counts the request as invalid. What others did to a
// resource that is shared does not count.
func (e *StatusError) invalid() bool {
	switch e.Status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return true
	case http.StatusTooManyRequests:
		return !e.shared
	}
	return false
}
