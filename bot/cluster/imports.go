package cluster

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/nats-io/nats.go/jetstream"

	"verbatim/quotes/store"
)

// Files that moderators brought from Discord lie in the object store beside the
// generations, for the corpus folders of those that build.
const (
	importsFolder = "imported/"
	sumField      = "sha256"
	overField     = "over"
)

// PutImport keeps a file that a moderator brought, by its name in the folder imported.
// over is the SHA-256 of the file that it takes the place of; "" for none, or for the one
// that is kept here. The error wraps [ErrUnreachable].
func (c *Cluster) PutImport(ctx context.Context, name string, data []byte, over string) error {
	p, err := c.parts()
	if err != nil {
		return err
	}
	sum := sha256.Sum256(data)
	is := hex.EncodeToString(sum[:])
	before, err := p.objects.GetInfo(ctx, importsFolder+name)
	switch {
	case err == nil && over == "":
		over = before.Metadata[sumField]
	case err != nil && !errors.Is(err, jetstream.ErrObjectNotFound):
		return unreachable("keeping a file for the corpus", err)
	}
	return c.put(ctx, jetstream.ObjectMeta{Name: importsFolder + name, Metadata: map[string]string{sumField: is, overField: over}}, bytes.NewReader(data))
}

// EachImport calls do with every file that moderators brought: its name, what tells it
// from any other that is brought under the same name, the SHA-256 of the file whose place
// it takes ("" for none), and what reads it. The error is that of do, or wraps
// [ErrUnreachable] or [store.ErrCorrupt].
func (c *Cluster) EachImport(ctx context.Context, do func(name, version, over string, read func() ([]byte, error)) error) error {
	p, err := c.parts()
	if err != nil {
		return err
	}
	objects, err := p.objects.List(ctx)
	if err != nil && !errors.Is(err, jetstream.ErrNoObjectsFound) {
		return unreachable("looking through the files for the corpus", err)
	}
	for _, o := range objects {
		name, is := strings.CutPrefix(o.Name, importsFolder)
		if !is {
			continue
		}
		read := func() ([]byte, error) {
			var data bytes.Buffer
			if err := c.get(ctx, o.Name, &data); err != nil {
				return nil, fmt.Errorf("reading a file for the corpus: %w", err)
			}
			if sum := sha256.Sum256(data.Bytes()); hex.EncodeToString(sum[:]) != o.Metadata[sumField] {
				return nil, fmt.Errorf("reading a file for the corpus: %w", store.ErrCorrupt)
			}
			return data.Bytes(), nil
		}
		if err := do(name, o.NUID, o.Metadata[overField], read); err != nil {
			return err
		}
	}
	return nil
}
