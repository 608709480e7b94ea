package cluster

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// A process without a corpus of its own asks those that have one to read theirs, by the
// key "wanted" of the state bucket: one asks at a time, one takes it and answers there.

// Request is what one process wants of another.
type Request struct {
	ID      string `json:"id"`       // "" before anybody ever asked
	By      string `json:"by"`       // a Discord user ID
	EditSeq uint64 `json:"edit_seq"` // the edits up to this one are to be built in
	Taker   string `json:"taker,omitempty"`
	Done    bool   `json:"done,omitempty"`
	Number  int    `json:"number,omitempty"`  // of the generation that came of it
	Failure string `json:"failure,omitempty"` // or why there is none: a sentence for a person
}

const (
	wantedKey    = "wanted"
	lookAtWanted = 250 * time.Millisecond
	// headStart is for how long those come first whose corpus is what is published.
	headStart = time.Second
)

// takenWithin is how long a request waits for a process that takes it: longer than a dead
// one counts as living.
func (c *Cluster) takenWithin() time.Duration { return c.leaseTTL * 3 / 2 }

// ErrNoBuilder: no process runs that has a corpus of its own.
var ErrNoBuilder = errors.New("no process has a corpus of its own")

// BuildError says why the process that was asked could not build.
type BuildError struct{ Sentence string }

// Error returns the sentence, which is for a person.
func (e *BuildError) Error() string { return e.Sentence }

// AskForBuild has a process that has a corpus read it, with all edits up to one, and
// returns the number of the generation that it published. The error is a [*BuildError],
// or wraps [ErrNoBuilder] or [ErrUnreachable].
func (c *Cluster) AskForBuild(ctx context.Context, by string, editSeq uint64) (number int, err error) {
	var (
		mine  = Request{ID: rand.Text(), By: by, EditSeq: editSeq}
		asked uint64 // the revision of the question; 0: it was not asked yet
		idle  idling
	)
	for {
		now, revision, err := read[Request](ctx, c, wantedKey)
		switch {
		case err != nil && (!errors.Is(err, ErrUnreachable) || c.Unheard() > Silence):
			return 0, err
		case err != nil, revision < asked: // or the server that answers lags
		case now.ID == mine.ID && now.Done:
			_, _ = write(ctx, c, wantedKey, Request{}, revision) // else the next one who asks waits
			if now.Failure != "" {
				return 0, &BuildError{now.Failure}
			}
			return now.Number, nil
		case asked > 0 && now.ID != mine.ID: // nobody answered, and another one asks
			return 0, ErrNoBuilder
		case now.ID == "" || idle.longerThan(c.takenWithin(), now, c.lives(ctx, now.Taker)):
			if asked > 0 {
				_, _ = write(ctx, c, wantedKey, Request{}, revision)
				return 0, ErrNoBuilder
			}
			asked, _ = write(ctx, c, wantedKey, mine, revision)
		}
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-time.After(lookAtWanted):
		}
	}
}

// BuildForOthers does what other processes ask for until ctx ends. build reads the
// corpus and returns the number of the generation that was published, or a sentence that
// says why there is none. prefers reports whether the corpus is what is published:
// otherwise other processes come first.
func (c *Cluster) BuildForOthers(ctx context.Context, prefers func(context.Context) bool, build func(context.Context, Request) (number int, failure string)) {
	tick := time.NewTicker(lookAtWanted)
	defer tick.Stop()
	var idle idling
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now, revision, err := read[Request](ctx, c, wantedKey)
		if err != nil || now.ID == "" || now.Done {
			continue
		}
		// What this one has taken it has answered, and nobody heard of it.
		waited := idle.longerThan(headStart, now, now.Taker != c.process && c.lives(ctx, now.Taker))
		if now.Taker != "" && !waited || !prefers(ctx) && !waited {
			continue
		}
		now.Taker = c.process
		if revision, err = write(ctx, c, wantedKey, now, revision); err != nil {
			continue
		}
		number, failure := build(ctx, now)
		if ctx.Err() != nil {
			now.Taker = "" // another one may take it
		} else {
			now.Done, now.Number, now.Failure = true, number, failure
		}
		c.answer(ctx, now, revision)
	}
}

// answer tells who asked, also after ctx has ended. Nothing is read before: a server that
// lags does not know who took it. If nobody can be told, it is done again.
func (c *Cluster) answer(ctx context.Context, r Request, taken uint64) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.leaseTTL)
	defer cancel()
	for {
		_, err := write(ctx, c, wantedKey, r, taken)
		if err == nil || ctx.Err() != nil || errors.Is(err, jetstream.ErrKeyRevisionMismatch) { // an answer that was lost counts
			return
		}
		select {
		case <-ctx.Done():
		case <-time.After(lookAtWanted):
		}
	}
}

// idling is since when nobody does anything about a request: who could take it, or who
// asked and has the answer.
type idling struct {
	id    string
	done  bool
	since time.Time
}

// longerThan reports whether that is longer than a time. taken says that a process that
// lives has taken it.
func (i *idling) longerThan(d time.Duration, r Request, taken bool) bool {
	if i.id != r.ID || i.done != r.Done || taken && !r.Done {
		*i = idling{r.ID, r.Done, time.Now()}
	}
	return time.Since(i.since) > d
}

// lives reports whether a process lives. Of one that cannot be asked about it is assumed.
func (c *Cluster) lives(ctx context.Context, process string) bool {
	p, err := c.parts()
	if err != nil || process == "" {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	_, err = p.leases.Get(ctx, processKeys+process)
	return !errors.Is(err, jetstream.ErrKeyNotFound)
}
