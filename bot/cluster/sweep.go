package cluster

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// sweepAge is how long nothing is removed: it may be on its way in, or just be fetched.
const sweepAge = 5 * time.Minute

// The subjects of the object store: what is known of an object, its name in base64, and
// its chunks.
const (
	objectsStream = "OBJ_" + objectsBucket
	metaSubjects  = "$O." + objectsBucket + ".M."
	chunkSubjects = "$O." + objectsBucket + ".C."
)

// sweep removes generations from the object store that are older than the current one
// and the one before, and what broken uploads left, unless a process serves it or it is
// younger than age. With purge nothing but the current one stays, as words in all others
// are to be forgotten; what is being uploaded just now is swept later. What is removed is
// overwritten on the disks, as words in it may be forgotten some day.
func (c *Cluster) sweep(ctx context.Context, age time.Duration, purge bool) error {
	now, _, err := read[current](ctx, c, currentKey)
	if err != nil || now.Published == nil {
		return err
	}
	serving, err := c.serving(ctx)
	if err != nil {
		return err
	}
	stream, err := c.js.Stream(ctx, objectsStream)
	if err != nil {
		return unreachable("looking through the store of generations", err)
	}
	p, err := c.parts()
	if err != nil {
		return err
	}
	objects, err := p.objects.List(ctx)
	if err != nil && !errors.Is(err, jetstream.ErrNoObjectsFound) {
		return unreachable("looking through the store of generations", err)
	}
	touched := map[string]time.Time{}
	for _, o := range objects {
		folder, _, _ := strings.Cut(o.Name, "/")
		if o.ModTime.After(touched[folder]) {
			touched[folder] = o.ModTime
		}
	}
	known := map[string]bool{}
	for _, o := range objects {
		folder, _, _ := strings.Cut(o.Name, "/")
		number, fence, generation := parseFolder(folder)
		building := fence >= now.Fence && number > now.Published.Number
		young := time.Since(touched[folder]) < age
		switch {
		case !generation, folder == now.Published.folder(), building && young,
			!purge && (young || folder == now.Before || slices.Contains(serving, number)):
			known[o.NUID] = true
			continue
		}
		known[o.NUID] = true // it is removed here, or by the next sweep
		if err := c.remove(ctx, stream, o); err != nil {
			return err
		}
	}
	return c.sweepChunks(ctx, stream, known, age)
}

// parseFolder returns which generation a folder of the object store is of.
func parseFolder(folder string) (number int, fence uint64, ok bool) {
	n, f, _ := strings.Cut(folder, ".")
	number, err := strconv.Atoi(n)
	fence, fenceErr := strconv.ParseUint(f, 10, 64)
	return number, fence, err == nil && fenceErr == nil
}

// remove removes an object, so that nobody begins to fetch it, and then its chunks.
func (c *Cluster) remove(ctx context.Context, stream jetstream.Stream, o *jetstream.ObjectInfo) error {
	meta := metaSubjects + base64.URLEncoding.EncodeToString([]byte(o.Name))
	for _, subject := range []string{meta, chunkSubjects + o.NUID} {
		if err := c.erase(ctx, stream, subject); err != nil {
			return fmt.Errorf("removing %s: %w", o.Name, err)
		}
	}
	return nil
}

// sweepChunks removes what uploads left that broke off: chunks of no object.
func (c *Cluster) sweepChunks(ctx context.Context, stream jetstream.Stream, known map[string]bool, age time.Duration) error {
	info, err := stream.Info(ctx, jetstream.WithSubjectFilter(chunkSubjects+">"))
	if err != nil {
		return unreachable("looking through the store of generations", err)
	}
	for subject := range info.State.Subjects {
		if known[strings.TrimPrefix(subject, chunkSubjects)] {
			continue
		}
		last, err := stream.GetLastMsgForSubject(ctx, subject)
		switch {
		case errors.Is(err, jetstream.ErrMsgNotFound):
			continue
		case err != nil:
			return unreachable("looking through the store of generations", err)
		case time.Since(last.Time) < age:
			continue
		}
		if err := c.erase(ctx, stream, subject); err != nil {
			return err
		}
	}
	return nil
}

// erase removes all messages of a subject, and overwrites them.
func (c *Cluster) erase(ctx context.Context, stream jetstream.Stream, subject string) error {
	ctx, cancel := context.WithTimeout(ctx, partTimeout)
	defer cancel()
	last, err := stream.GetLastMsgForSubject(ctx, subject)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return nil
	}
	if err != nil {
		return unreachable("removing what is not needed", err)
	}
	consumer, err := stream.OrderedConsumer(ctx, jetstream.OrderedConsumerConfig{FilterSubjects: []string{subject}, HeadersOnly: true})
	if err != nil {
		return unreachable("removing what is not needed", err)
	}
	messages, err := consumer.Messages()
	if err != nil {
		return unreachable("removing what is not needed", err)
	}
	defer messages.Stop()
	var (
		deleting sync.WaitGroup
		slots    = make(chan struct{}, 32) // each takes a server some ten milliseconds
		failed   = make(chan error, 1)
	)
	defer deleting.Wait()
	for at := uint64(0); at < last.Sequence; {
		m, err := messages.Next(jetstream.NextContext(ctx))
		if err != nil {
			return unreachable("removing what is not needed", err)
		}
		meta, err := m.Metadata()
		if err != nil {
			return err
		}
		at = meta.Sequence.Stream
		slots <- struct{}{}
		deleting.Go(func() {
			defer func() { <-slots }()
			err := stream.SecureDeleteMsg(ctx, at)
			if err != nil && !errors.Is(err, jetstream.ErrMsgNotFound) && !errors.Is(err, jetstream.ErrMsgDeleteUnsuccessful) {
				select {
				case failed <- unreachable("removing what is not needed", err):
				default:
				}
			}
		})
	}
	deleting.Wait()
	select {
	case err := <-failed:
		return err
	default:
		return nil
	}
}

// serving returns the numbers of the generations that living processes serve.
func (c *Cluster) serving(ctx context.Context) (numbers []int, err error) {
	p, err := c.parts()
	if err != nil {
		return nil, err
	}
	keys, err := p.leases.ListKeysFiltered(ctx, processKeys+"*")
	if err != nil {
		return nil, unreachable("asking which generations are served", err)
	}
	for key := range keys.Keys() {
		entry, err := p.leases.Get(ctx, key)
		switch {
		case errors.Is(err, jetstream.ErrKeyNotFound):
		case err != nil:
			return nil, unreachable("asking which generations are served", err)
		default:
			if n, err := strconv.Atoi(string(entry.Value())); err == nil {
				numbers = append(numbers, n)
			}
		}
	}
	return numbers, nil
}
