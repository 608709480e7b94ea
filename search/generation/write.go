package generation

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/search/index"
	"verbatim/search/vocabulary"
)

// ErrUnverified: the new generation is not what was to be built.
var ErrUnverified = errors.New("the new generation does not verify")

func sortEdits(edits []store.Edit) {
	slices.SortFunc(edits, func(a, b store.Edit) int { return cmp.Compare(a.Seq, b.Seq) })
}

// write writes records, vocabulary and index in one pass over the occurrences.
func (b *build) write(ctx context.Context) error {
	builder, err := index.NewBuilder(ctx, filepath.Join(b.path, indexName), b.occurrences.distinct())
	if err != nil {
		return err
	}
	err = b.writeRecords(ctx, builder)
	if closeErr := builder.Close(err); err == nil {
		err = closeErr
	}
	return err
}

func (b *build) writeRecords(ctx context.Context, documents *index.Builder) (err error) {
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
	total := b.occurrences.distinct()
	b.progress("indexing", 0, total)
	err = b.occurrences.merged(ctx, func(q quotes.Quote) error {
		n, err := records.Add(q)
		if err != nil {
			return err
		}
		if err := b.compare(q, records.Encoded()); err != nil {
			return err
		}
		shown, hidden := b.judge(q)
		for _, file := range b.waits.add(n, q) {
			if !hidden && b.decided.Decision(q.ID).Review(file).Seq == 0 {
				b.manifest.InReview++
			}
		}
		terms := vocabulary.TermsOf(shown)
		vocab.Add(terms)
		if err := documents.Add(n, index.NewDocument(terms, hidden)); err != nil {
			return err
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
	b.countGone()
	if err := vocab.Write(filepath.Join(b.path, vocabularyName)); err != nil {
		return err
	}
	b.progress("indexing", total, total)
	return nil
}

// countGone counts what is left, and tells what was cut, when all occurrences were compared.
func (b *build) countGone() {
	total, crowded := b.occurrences.distinct(), b.occurrences.crowded
	b.report.Crowded = crowded[:min(MaxListed, len(crowded))]
	b.report.Merged = b.report.Read - b.report.Forgotten + b.entries - total
	if b.previous != nil {
		b.report.Gone = b.previous.Records.Len() - (total - b.report.Added)
	}
}

// differences compares all occurrences with the generation before and writes nothing.
func (b *build) differences(ctx context.Context) error {
	total, done := b.occurrences.distinct(), 0
	err := b.occurrences.merged(ctx, func(q quotes.Quote) error {
		data, err := store.Encode(q)
		if err != nil {
			return err
		}
		if done++; done%progressEvery == 0 {
			b.progress("indexing", done, total)
		}
		b.judge(q)
		return b.compare(q, data)
	})
	b.countGone()
	b.report.Generation, b.report.Quotations, b.report.InReview = b.number, b.manifest.Quotations, b.manifest.InReview
	return err
}

// noteGone names the first quotations that went, in the order of their IDs.
func (b *build) noteGone(ctx context.Context) error {
	for _, id := range slices.SortedFunc(maps.Keys(b.left), store.PackedID.Compare) {
		if _, moved := b.moved[id]; moved {
			continue
		}
		if err := ctx.Err(); err != nil || len(b.report.Went) == MaxListed {
			return err
		}
		n, ok, err := b.previous.Records.Find(id.ID())
		if err != nil || !ok {
			return err
		}
		q, err := b.previous.Records.At(n)
		if err != nil {
			return err
		}
		if len(q.Attributions) > 0 && !b.forgotten.Has(q.ID) { // else a moderator added it
			note(&b.report.Went, q)
		}
	}
	return nil
}

// judge returns a record as it is shown, or would be if it were not hidden, the
// zero Quote for nothing, and counts it.
func (b *build) judge(q quotes.Quote) (shown quotes.Quote, hidden bool) {
	d := b.decided.Decision(q.ID)
	shown, served := b.decided.Corrected(q)
	hidden = d.Hidden()
	switch {
	case served && hidden:
		b.manifest.Hidden++
	case served:
		b.manifest.Quotations++
	}
	if served && q.Lang != "" {
		m, tag := &b.manifest, quotes.Language(q.Lang)
		if at, known := slices.BinarySearch(m.Languages, tag); !known {
			m.Languages = slices.Insert(m.Languages, at, tag)
		}
	}
	return shown, hidden
}

// compare counts a record as added or changed. That it stands at another place
// in the same file, because something was put in before it, is no change.
func (b *build) compare(q quotes.Quote, data []byte) error {
	if b.previous == nil {
		b.report.Added++
		note(&b.report.Came, q)
		return nil
	}
	n, ok, err := b.previous.Records.Find(q.ID)
	if err != nil {
		return err
	}
	if !ok {
		b.report.Added++
		note(&b.report.Came, q)
		return nil
	}
	same := false
	err = b.previous.Records.Raw(n, func(old []byte) error {
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
		note(&b.report.Altered, q)
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

// SyncTree makes files and folders durable, what is inside before what it is
// in, and removes folders that bleve left empty.
func SyncTree(disk store.Disk, root string) error {
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
		return errors.Join(disk.Sync(file), file.Close())
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
		if err := disk.SyncDir(dir); err != nil {
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
	m.Format, m.Generation, m.Corpus = manifestFormat, b.number, b.options.Corpus
	m.Built = b.now().UTC().Round(0)
	if m.Files, err = SumFiles(ctx, b.path); err != nil {
		return err
	}
	g, err := openParts(ctx, b.path, *m, CheckedAtOpen)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnverified, err)
	}
	defer func() { err = errors.Join(err, g.Close()) }()
	if err := index.Recovered(func() error { return b.countNames(ctx, g) }); err != nil {
		return fmt.Errorf("%w: %w", ErrUnverified, err)
	}
	for _, check := range []func() error{
		func() error { return b.verifyTable(ctx, g.Records.Table, "verifying") },
		func() error { return b.verifyTable(ctx, g.tombstones.table, "") },
		func() error { return verifySegments(b.path, m.Files) },
		func() error { return index.Recovered(func() error { return verifyIndex(ctx, g) }) },
	} {
		if err := check(); err != nil {
			if ctx.Err() != nil {
				return err
			}
			return fmt.Errorf("%w: %w", ErrUnverified, err)
		}
	}
	return nil
}

// countNames counts the speakers and the sources of visible quotations: all that the
// vocabulary has, but for those of hidden ones alone.
func (b *build) countNames(ctx context.Context, g *Generation) error {
	m := &b.manifest
	m.Speakers, m.Sources = g.Vocabulary.Speakers(), g.Vocabulary.Sources()
	terms := g.Index.Terms()
	visible, err := terms.Docs(index.Filters, index.VisibleTerm(""))
	if err != nil {
		return err
	}
	var doc vocabulary.Doc
	gone := map[string]bool{}
	for id, d := range b.decided.Decisions() {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, ok, err := g.Records.Find(id)
		if err != nil || !ok || !d.Hidden() {
			continue
		}
		g.Vocabulary.Doc(n, &doc)
		for _, names := range []struct {
			ids   []uint32
			term  func(uint32) string
			count *int
		}{
			{doc.Speakers, func(id uint32) string { return index.SpeakerTerm(g.Vocabulary.SpeakerAt(id).Text) }, &m.Speakers},
			{doc.Sources, func(id uint32) string { return index.SourceTerm(g.Vocabulary.SourceAt(id).Text) }, &m.Sources},
		} {
			for _, id := range names.ids {
				term := names.term(id)
				docs, err := terms.Docs(index.Filters, term)
				if err != nil {
					return err
				}
				if !gone[term] && !docs.Intersects(visible) {
					gone[term] = true
					*names.count--
				}
			}
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
func verifySegments(dir string, files []FileSum) error {
	for _, f := range files {
		if !strings.HasSuffix(f.Name, ".zap") {
			continue
		}
		if err := index.VerifySegment(filepath.Join(dir, filepath.FromSlash(f.Name)), f.Size); err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	return nil
}
