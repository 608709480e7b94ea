package cluster

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"verbatim/quotes/store"
	"verbatim/search"
)

// A builder holds the lease "build". The fencing number of that goes into the key
// "current" of the state bucket before it builds, and is compared when it publishes:
// who was paused and lost the lease in between is refused, whenever it goes on.
//
// The files of a generation lie in the object store as NUMBER.FENCE/NAME.PART, in parts
// so that few bytes at a time wait for the servers' acknowledgement. The fencing number
// is in the names, as a stale builder may be writing the files of the same number.
// Nothing there counts until "current" names it.
const (
	buildLease = "build"
	currentKey = "current"
	partSize   = 16 << 20 // bytes; all that a builder has in memory, or a server unacknowledged
	// chunkSize is that of the messages of an object, in bytes: NATS takes no more than a
	// megabyte unless its operator says so. To remove one takes some ten milliseconds,
	// whatever its size.
	chunkSize = 512 << 10
	// A part takes so long at the most, at a megabyte a second and with elections of
	// leaders.
	partTimeout = 30 * time.Second
)

var (
	// ErrStale: another process has begun to build since, or has published.
	ErrStale = errors.New("another process has taken over the building")
	// ErrNothingPublished: no generation was published in this cluster yet.
	ErrNothingPublished = errors.New("no generation was published yet")
)

// Published is the generation that all processes of a cluster are to serve.
type Published struct {
	search.Shipment
	Corpus  string    `json:"corpus"`            // the fingerprint of what was read
	Starter bool      `json:"starter,omitempty"` // that is the starter corpus
	EditSeq uint64    `json:"edit_seq"`          // the last edit that was built in; 0: none
	Built   time.Time `json:"built"`
	Fence   uint64    `json:"fence"` // of who built it
	// Forgets says that the one before has words that are to be forgotten.
	Forgets bool `json:"forgets,omitempty"`
}

// folder is where its files lie in the object store.
func (p Published) folder() string { return fmt.Sprintf("%06d.%d", p.Number, p.Fence) }

// part is the name of an object.
func part(folder, file string, n int64) string { return fmt.Sprintf("%s/%s.%d", folder, file, n) }

// current is the value of "current".
type current struct {
	Fence     uint64     `json:"fence"` // of who may publish next
	Published *Published `json:"published,omitempty"`
	Before    string     `json:"before,omitempty"` // the folder of the one before
}

// Current returns what all processes are to serve, and a revision, which grows with
// whatever changes. A server that lags may answer with an older one. The error is
// [ErrNothingPublished] or wraps [ErrUnreachable].
func (c *Cluster) Current(ctx context.Context) (Published, uint64, error) {
	now, revision, err := read[current](ctx, c, currentKey)
	if err == nil && now.Published == nil {
		err = ErrNothingPublished
	}
	if err != nil {
		return Published{}, revision, err
	}
	return *now.Published, revision, nil
}

// claim has nobody publish any more who had a lease before.
func (c *Cluster) claim(ctx context.Context, fence uint64, may func(current) error) (now current, err error) {
	err = change(ctx, c, currentKey, func(was *current) error {
		if was.Fence > fence {
			return ErrStale
		}
		if err := may(*was); err != nil {
			return err
		}
		was.Fence = fence
		now = *was
		return nil
	})
	if err != nil {
		return now, fmt.Errorf("beginning to build: %w", err)
	}
	return now, nil
}

// publish puts a generation that lies in a folder into the object store and makes it
// the current one. The error wraps [ErrStale] when somebody with a later fencing
// number has begun to build. After one that wraps [ErrUnreachable] it may be current.
func (c *Cluster) publish(ctx context.Context, p Published, dir string) error {
	for _, file := range p.Files {
		if err := c.upload(ctx, p.folder(), dir, file); err != nil {
			return fmt.Errorf("publishing generation %d: %w", p.Number, err)
		}
	}
	err := change(ctx, c, currentKey, func(now *current) error {
		was := cmp.Or(now.Published, &Published{})
		switch {
		case was.Number == p.Number && was.Fence == p.Fence: // an answer was lost
			return errUnchanged
		case now.Fence < p.Fence:
			return fmt.Errorf("a server lags: %w", ErrUnreachable)
		case now.Fence > p.Fence || was.Number >= p.Number:
			return ErrStale
		}
		now.Published, now.Before = &p, ""
		if was.Number > 0 && !p.Forgets {
			now.Before = was.folder()
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("publishing generation %d: %w", p.Number, err)
	}
	return nil
}

// upload puts a file into the object store.
func (c *Cluster) upload(ctx context.Context, folder, dir string, file search.FileSum) (err error) {
	from, err := os.Open(filepath.Join(dir, filepath.FromSlash(file.Name)))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	for n := range partsOf(file.Size) {
		if err := c.put(ctx, jetstream.ObjectMeta{Name: part(folder, file.Name, n)}, io.NewSectionReader(from, n*partSize, partSize)); err != nil {
			return err
		}
	}
	return nil
}

// put makes an object, or replaces it.
func (c *Cluster) put(ctx context.Context, meta jetstream.ObjectMeta, content io.ReadSeeker) (err error) {
	meta.Opts = &jetstream.ObjectMetaOptions{ChunkSize: chunkSize}
	p, err := c.parts()
	if err != nil {
		return err
	}
	for range 3 { // the servers may be about to choose a leader
		if _, err = content.Seek(0, io.SeekStart); err != nil {
			return err
		}
		request, cancel := context.WithTimeout(ctx, partTimeout)
		_, err = p.objects.Put(request, meta, content)
		cancel()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(time.Second):
		}
	}
	return unreachable("storing "+meta.Name, err)
}

// partsOf is how many parts a file of some bytes has.
func partsOf(size int64) int64 { return max(1, (size+partSize-1)/partSize) }

// fetch writes a file of a published generation to w.
func (c *Cluster) fetch(ctx context.Context, p Published, name string, w io.Writer) error {
	for _, file := range p.Files {
		if file.Name != name {
			continue
		}
		for n := range partsOf(file.Size) {
			if err := c.get(ctx, part(p.folder(), name, n), w); err != nil {
				return err
			}
		}
	}
	return nil
}

// get writes an object to w. The error wraps [store.ErrCorrupt] when the object is
// not as it was put, or not there.
func (c *Cluster) get(ctx context.Context, name string, w io.Writer) error {
	p, err := c.parts()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, partTimeout)
	defer cancel()
	object, err := p.objects.Get(ctx, name)
	if err == nil {
		_, err = io.Copy(w, object)
		err = cmp.Or(object.Error(), err)
		_ = object.Close() // it was read
	}
	switch {
	case errors.Is(err, store.ErrCorrupt), err == nil:
		return err
	case errors.Is(err, jetstream.ErrObjectNotFound), errors.Is(err, jetstream.ErrDigestMismatch), errors.Is(err, jetstream.ErrBadObjectMeta):
		return fmt.Errorf("%s: %w: %w", name, store.ErrCorrupt, err)
	}
	return unreachable("fetching "+name, err)
}
