package search

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2"

	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/search/vocabulary"
)

// errUnverified: the new generation is not what was to be built.
var errUnverified = errors.New("the new generation does not verify")

func sortEdits(edits []store.Edit) {
	slices.SortFunc(edits, func(a, b store.Edit) int { return cmp.Compare(a.Seq, b.Seq) })
}

// write writes records, vocabulary and index in one pass over the readings. The
// index is made by a goroutine of its own, since it takes the longest.
func (b *build) write(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	// Room for a batch: while bleve's builder writes one, the next is prepared.
	docs := make(chan indexed, batchSize)
	done := make(chan error, 1)
	go func() {
		err := b.writeIndex(ctx, docs)
		cancel(err) // an index that failed ends the other half too
		done <- err
	}()
	err := b.writeRecords(ctx, docs)
	if err != nil {
		cancel(err)
	}
	close(docs)
	if indexErr := <-done; indexErr != nil && (err == nil || errors.Is(err, context.Canceled)) {
		err = indexErr
	}
	return err
}

// indexed is a record on its way into the index.
type indexed struct {
	n   uint32
	doc document
}

func (b *build) writeRecords(ctx context.Context, docs chan<- indexed) (err error) {
	records, err := store.CreateRecords(filepath.Join(b.path, recordsName))
	if err != nil {
		return err
	}
	finished := false
	defer func() {
		if !finished {
			err = errors.Join(err, records.Abandon())
		}
	}()
	vocab := vocabulary.NewBuilder()
	total := b.spill.distinct()
	b.progress("indexing", 0, total)
	err = b.spill.merged(ctx, func(q quotes.Quote) error {
		n, err := records.Add(q)
		if err != nil {
			return err
		}
		if err := b.compare(q, records.Encoded()); err != nil {
			return err
		}
		shown, _ := b.judge(q)
		vocab.Add(shown)
		select {
		case docs <- indexed{n, newDocument(n, shown)}:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		if (n+1)%progressEvery == 0 {
			b.progress("indexing", int(n)+1, total)
		}
		return nil
	})
	if err != nil {
		return err
	}
	finished = true
	if err := records.Finish(); err != nil {
		return err
	}
	b.manifest.Records = total
	b.report.Merged = b.report.Read - total
	if b.previous != nil {
		b.report.Gone = b.previous.records.Len() - (total - b.report.Added)
	}
	if err := vocab.Write(filepath.Join(b.path, vocabularyName)); err != nil {
		return err
	}
	b.progress("indexing", total, total)
	return nil
}

// judge returns what is shown of a record, the zero Quote for nothing, and
// counts it.
func (b *build) judge(q quotes.Quote) (quotes.Quote, bool) {
	v := b.decided[q.ID].verdict()
	shown, ok := v.apply(q)
	switch {
	case ok:
		b.manifest.Quotations++
	case q.Served():
		b.manifest.Hidden++
	default:
		b.manifest.InReview++
	}
	return shown, ok
}

// compare counts a record as added or changed. That it stands at another place
// in the same file, because something was put in before it, is no change.
func (b *build) compare(q quotes.Quote, data []byte) error {
	if b.previous == nil {
		b.report.Added++
		return nil
	}
	n, ok, err := b.previous.records.Find(q.ID)
	if err != nil {
		return err
	}
	if !ok {
		b.report.Added++
		return nil
	}
	same := false
	err = b.previous.records.Raw(n, func(old []byte) error {
		same = bytes.Equal(old, data)
		if same {
			return nil
		}
		was, err := placeless(old)
		if err != nil {
			return err
		}
		is, err := placeless(data)
		same = bytes.Equal(was, is)
		return err
	})
	if err != nil {
		return fmt.Errorf("comparing with the generation before: %w", err)
	}
	if !same {
		b.report.Changed++
	}
	return nil
}

// placeless returns the record without lines and spans.
func placeless(data []byte) ([]byte, error) {
	var q quotes.Quote
	if err := json.Unmarshal(data, &q); err != nil {
		return nil, err
	}
	for i := range q.Attributions {
		q.Attributions[i].Source.Line, q.Attributions[i].Source.Spans = 0, nil
	}
	return json.Marshal(q)
}

// writeIndex makes the index out of what comes through docs, until it is
// closed.
func (b *build) writeIndex(ctx context.Context, docs <-chan indexed) (err error) {
	defer func() {
		for range docs { // whoever sends must not wait for ever
		}
	}()
	m, err := newMapping()
	if err != nil {
		return err
	}
	path := filepath.Join(b.path, indexName)
	config := builderConfig()
	config["buildPathPrefix"] = b.path // its parts are renamed into place, within one file system
	builder, err := bleve.NewBuilder(path, m, config)
	if err != nil {
		return fmt.Errorf("creating the index: %w", err)
	}
	count := 0
	for d := range docs {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err := builder.Index(docID(d.n), d.doc); err != nil {
			return fmt.Errorf("writing the index: %w", err)
		}
		count++
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if count > 0 {
		if err := builder.Close(); err != nil {
			return fmt.Errorf("finishing the index: %w", err)
		}
		return nil
	}
	// The builder cannot make an index of nothing.
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

// syncTree makes files and folders durable, what is inside before what it is
// in, and removes folders that bleve left empty.
func syncTree(root string) error {
	var dirs []string
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() {
			dirs = append(dirs, path)
			return nil
		}
		file, err := os.OpenFile(path, os.O_RDWR, 0) // Windows syncs only what may be written
		if err != nil {
			return err
		}
		return errors.Join(file.Sync(), file.Close())
	})
	if err != nil {
		return err
	}
	for _, dir := range slices.Backward(dirs) {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return err
		}
		if len(entries) == 0 && dir != root {
			if err := os.Remove(dir); err != nil {
				return err
			}
			continue
		}
		if err := store.SyncDir(dir); err != nil {
			return err
		}
	}
	return nil
}

// verify writes down what the files are and reads back whether they are what
// was meant: every record and every segment against the checksum that was
// computed before it was written, the index by looking things up.
func (b *build) verify(ctx context.Context) (err error) {
	b.progress("verifying", 0, b.manifest.Records)
	m := &b.manifest
	m.Format, m.Generation, m.Corpus, m.EditSeq = manifestFormat, b.number, b.options.Corpus, lastSeq(b.edits)
	m.Built = b.now().UTC().Round(0)
	if m.Files, err = sumFiles(ctx, b.path); err != nil {
		return err
	}
	g, err := openParts(ctx, b.path, *m, checkedAtOpen)
	if err != nil {
		return fmt.Errorf("%w: %w", errUnverified, err)
	}
	defer func() { err = errors.Join(err, g.close()) }()
	m.Speakers, m.Sources = g.vocab.Speakers(), g.vocab.Sources()
	for _, check := range []func() error{
		func() error { return b.verifyTable(ctx, g.records.Table, "verifying") },
		func() error { return b.verifyTable(ctx, g.history.table, "") },
		func() error { return verifySegments(b.path, m.Files) },
		func() error { return recovered(func() error { return verifyIndex(ctx, g) }) },
	} {
		if err := check(); err != nil {
			if ctx.Err() != nil {
				return err
			}
			return fmt.Errorf("%w: %w", errUnverified, err)
		}
	}
	return nil
}

func (b *build) verifyTable(ctx context.Context, t *store.Table, progress string) error {
	for n := range uint32(t.Len()) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := t.Raw(n, func([]byte) error { return nil }); err != nil {
			return err
		}
		if progress != "" && (n+1)%(10*progressEvery) == 0 {
			b.progress(progress, int(n)+1, t.Len())
		}
	}
	return nil
}

// verifySegments checks bleve's segments against the checksum that they end
// with (zapx: CRC-32, IEEE, of all that comes before), which bleve does not.
func verifySegments(dir string, files []fileSum) error {
	for _, f := range files {
		if !strings.HasSuffix(f.Name, ".zap") {
			continue
		}
		if err := verifySegment(filepath.Join(dir, filepath.FromSlash(f.Name)), f.Size); err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	return nil
}

func verifySegment(path string, size int64) (err error) {
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
		return fmt.Errorf("%w: checksum", store.ErrCorrupt)
	}
	return nil
}
