package index

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/util"
)

const (
	// batchSize is how many documents bleve's builder takes at once.
	batchSize = 2000

	// maxParts bounds how many builders run side by side. Each part costs a search
	// a little; two processors are what a small server has.
	maxParts = 2
	// partDocs is from how many documents on another part is worth its while.
	partDocs = 20000
)

// Builder writes an index, the same one each time it is given the same documents.
// Add may be called by one goroutine at a time.
type Builder struct {
	parts  []chan []addition // the batches of each part
	turn   int               // the part whose the next batch is
	batch  []addition
	failed <-chan struct{} // closed when a part failed, or the context ended
	cause  func() error    // why
	cancel context.CancelCauseFunc
	group  sync.WaitGroup
	errs   []error // of each part
}

// NewBuilder starts writing an index of about so many documents into a folder that
// is not there yet. Call Close, whatever happens.
func NewBuilder(ctx context.Context, dir string, documents int) (*Builder, error) {
	m, err := newMapping()
	if err != nil {
		return nil, err
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, fmt.Errorf("creating the index: %w", err)
	}
	parts := min(maxParts, 1+documents/partDocs)
	b := &Builder{errs: make([]error, parts)}
	ctx, b.cancel = context.WithCancelCause(ctx)
	b.failed, b.cause = ctx.Done(), func() error { return context.Cause(ctx) }
	for i := range parts {
		batches := make(chan []addition, 1)
		b.parts = append(b.parts, batches)
		b.group.Go(func() {
			if b.errs[i] = writePart(ctx, m, filepath.Join(dir, strconv.Itoa(i)), batches); b.errs[i] != nil {
				b.cancel(b.errs[i]) // a part that failed ends the others too
			}
		})
	}
	return b, nil
}

// Add adds the document of a record. Every record from 0 on needs one.
func (b *Builder) Add(record uint32, doc Document) error {
	if b.batch = append(b.batch, addition{record, doc}); len(b.batch) < batchSize {
		return nil
	}
	return b.flush()
}

// flush hands the batch to the part whose turn it is.
func (b *Builder) flush() error {
	select {
	case b.parts[b.turn] <- b.batch:
		b.turn = (b.turn + 1) % len(b.parts)
		b.batch = make([]addition, 0, batchSize)
		return nil
	case <-b.failed:
		return b.cause()
	}
}

// Close finishes the index if cause is nil: then every document was added.
// Otherwise it leaves behind what there is of it.
func (b *Builder) Close(cause error) error {
	if cause == nil && len(b.batch) > 0 {
		_ = b.flush() // a part that failed says why
	}
	if cause != nil {
		b.cancel(cause)
	}
	for _, batches := range b.parts {
		close(batches)
	}
	b.group.Wait()
	b.cancel(nil)
	for _, err := range b.errs {
		if err != nil {
			return err // the first that failed ended the others
		}
	}
	return nil
}

// writePart makes one part out of its batches.
func writePart(ctx context.Context, m mapping.IndexMapping, path string, batches <-chan []addition) error {
	builder, err := newPart(m, path)
	if err != nil {
		return fmt.Errorf("creating the index: %w", err)
	}
	shared, count := newFields(), 0
	for documents := range batches {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		b := &batch{documents: documents}
		for _, d := range documents {
			if err := builder.Index(&slot{key: docID(d.record), batch: b, fields: shared}); err != nil {
				return fmt.Errorf("writing the index: %w", err)
			}
			count++
		}
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if count == 0 {
		return writeEmpty(m, path)
	}
	if err := builder.Close(); err != nil {
		return fmt.Errorf("finishing the index: %w", err)
	}
	return nil
}

// newPart does what [bleve.NewBuilder] does, for documents whose terms are known.
func newPart(m mapping.IndexMapping, path string) (*scorch.Builder, error) {
	described, err := util.MarshalJSON(m)
	if err != nil {
		return nil, err
	}
	if err := os.Mkdir(path, 0o700); err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(path, "index_meta.json"), []byte(`{"storage":"scorch","index_type":"scorch"}`), 0o600); err != nil {
		return nil, err
	}
	return scorch.NewBuilder(map[string]any{
		"path": filepath.Join(path, "store"), "batchSize": batchSize, "mergeMax": 128,
		"internal":        map[string][]byte{string(util.MappingInternalKey): described},
		"buildPathPrefix": filepath.Dir(path), // its pieces are renamed into place, within one file system
	})
}

// writeEmpty makes what bleve's builder cannot: an index of nothing.
func writeEmpty(m mapping.IndexMapping, path string) error {
	if err := os.RemoveAll(path); err != nil {
		return err
	}
	empty, err := bleve.NewUsing(path, m, bleve.Config.DefaultIndexType, bleve.Config.DefaultKVStore, map[string]any{
		"scorchPersisterOptions": map[string]any{"NumPersisterWorkers": 1},
	})
	if err != nil {
		return fmt.Errorf("creating the index: %w", err)
	}
	return empty.Close()
}

// VerifySegment checks a segment's file (*.zap), of so many bytes, against the
// checksum that it ends with (zapx: CRC-32, IEEE, of all that comes before), which
// bleve does not. The error wraps [ErrDamaged] when it is another one.
func VerifySegment(path string, size int64) (err error) {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	sum := crc32.NewIEEE()
	if _, err := io.CopyN(sum, file, size-4); err != nil {
		return err
	}
	var end [4]byte
	if _, err := io.ReadFull(file, end[:]); err != nil {
		return err
	}
	if binary.BigEndian.Uint32(end[:]) != sum.Sum32() {
		return fmt.Errorf("%w: a segment's checksum", ErrDamaged)
	}
	return nil
}
