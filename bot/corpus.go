package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"sync"
	"time"

	"verbatim/bot/cli"
	"verbatim/bot/cluster"
	"verbatim/bot/intake"
	"verbatim/bot/reindex"
	"verbatim/config"
	"verbatim/quotes"
	"verbatim/quotes/corpus"
	"verbatim/quotes/people"
	"verbatim/search"
)

// openCorpus is a folder of files, or the starter corpus. It is the
// [cli.Corpus] that queries on a terminal are answered from.
type openCorpus struct {
	dir    string // "" for the starter corpus
	fsys   fs.FS
	closer io.Closer // nil for the starter corpus
}

// openCorpusDir opens the folder, or the starter corpus for "".
func openCorpusDir(dir string) (*openCorpus, error) {
	if dir == "" {
		return &openCorpus{fsys: corpus.Starter()}, nil
	}
	switch info, err := os.Stat(dir); {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s does not exist; the corpus is a folder of quotations and articles", dir)
	case err != nil:
		return nil, fmt.Errorf("the corpus folder cannot be read: %w", cli.PlainPathError(err))
	case !info.IsDir():
		return nil, fmt.Errorf("%s is a file; the corpus is a folder", dir)
	}
	reader, closer, err := corpus.Dir(dir)
	if err != nil {
		return nil, fmt.Errorf("the corpus folder cannot be read: %w", cli.PlainPathError(err))
	}
	return &openCorpus{dir: dir, fsys: reader.FS, closer: closer}, nil
}

func (c *openCorpus) Close() error {
	if c.closer == nil {
		return nil
	}
	return c.closer.Close()
}

// Dir is the folder as it was named, "" for the starter corpus.
func (c *openCorpus) Dir() string { return c.dir }

// name is what people are told.
func (c *openCorpus) name() string {
	if c.dir == "" {
		return "the starter corpus"
	}
	return c.dir
}

// Fingerprint is another one after the corpus changed.
func (c *openCorpus) Fingerprint(ctx context.Context) (string, error) {
	f, err := corpus.Fingerprint(ctx, c.fsys)
	if err != nil {
		return "", fmt.Errorf("looking for changes in %s: %w", c.name(), err)
	}
	return f, nil
}

// Build reads the corpus into a new generation of the data folder. progress is
// called by one goroutine at a time. A corpus without a quotation is an error:
// a disk that is not mounted must not replace what answers by nothing.
func (c *openCorpus) Build(ctx context.Context, dataDir string, progress func(reindex.Progress)) (corpus.Report, search.BuildReport, error) {
	return c.build(ctx, search.BuildOptions{DataDir: dataDir}, progress)
}

// buildForAll returns what builds as Build does, with no other process of a cluster
// building, and has all of them serve it.
func (c *openCorpus) buildForAll(settings config.Config) builder {
	return func(ctx context.Context, dataDir string, progress func(reindex.Progress)) (read corpus.Report, built search.BuildReport, err error) {
		joining, cancel := context.WithTimeout(ctx, clusterWait)
		defer cancel()
		o := clusterOptions(settings, nil)
		o.Beside = true
		joined, err := cluster.Connect(joining, o)
		if wrong := wrongOption(err); wrong != err {
			return read, built, wrong
		}
		if err != nil {
			return read, built, &exitError{exitUnavailable, notReached(err) + ", so nothing was built"}
		}
		defer joined.Close()
		if err := os.MkdirAll(dataDir, 0o700); err != nil {
			return read, built, fmt.Errorf("making the data folder: %w", err)
		}
		if err := takeDecisions(joining, joined, dataDir); err != nil {
			return read, built, err
		}
		if c.dir != "" {
			if err := intake.Collect(ctx, joined, dataDir, c.dir); err != nil {
				return read, built, err
			}
		}
		built, err = joined.Build(ctx, dataDir, c.dir == "", func(ctx context.Context, o search.BuildOptions) (search.BuildReport, error) {
			var built search.BuildReport
			read, built, err = c.build(ctx, o, progress)
			return built, err
		})
		return read, built, err
	}
}

// Compare finds out what Build would change, and changes nothing.
func (c *openCorpus) Compare(ctx context.Context, dataDir string, progress func(reindex.Progress)) (corpus.Report, search.BuildReport, error) {
	return c.build(ctx, search.BuildOptions{DataDir: dataDir, DryRun: true}, progress)
}

func (c *openCorpus) build(ctx context.Context, o search.BuildOptions, progress func(reindex.Progress)) (corpus.Report, search.BuildReport, error) {
	var read corpus.Report
	fingerprint, err := c.Fingerprint(ctx)
	if err != nil {
		return read, search.BuildReport{}, err
	}
	meter := &meter{show: progress}
	reader := &corpus.Reader{FS: c.fsys, Progress: meter.reading, Reading: meter.largest}
	o.Corpus, o.Progress = fingerprint, meter.building
	o.Quotes = notEmpty(reader.Read(ctx, &read), func() error { return c.emptiness(read) })
	o.Report = func() (json.RawMessage, error) { return reindex.Keep(read) }
	o.People = func() []people.Person { return read.People }
	built, err := search.Build(ctx, o)
	if empty, ok := errors.AsType[*emptyError](err); ok {
		err = empty // where in the build that was noticed is of no interest
	}
	return read, built, err
}

// notEmpty ends an input that gave nothing with an error.
func notEmpty(in iter.Seq2[quotes.Quote, error], none func() error) search.Input {
	return func(yield func(quotes.Quote, error) bool) {
		empty := true
		for q, err := range in {
			empty = false
			if !yield(q, err) {
				return
			}
		}
		if empty {
			yield(quotes.Quote{}, none())
		}
	}
}

// emptyError says that a corpus has no quotation.
type emptyError struct{ sentence string }

func (e *emptyError) Error() string { return e.sentence }

// emptiness says that there is nothing, and of each file why.
func (c *openCorpus) emptiness(read corpus.Report) error {
	sentence := "there is no quotation in " + c.name()
	if len(read.Rejections) > 0 {
		first := read.Rejections[0]
		sentence += "; what was rejected begins with " + cli.Place(first.File, first.Line, first.Reason)
		read.Rejections = read.Rejections[1:]
	}
	const most = 50
	lines := 0
	add := func(line string) {
		if lines++; lines <= most {
			sentence += "\n  " + line
		}
	}
	for _, r := range read.Rejections {
		add(cli.Place(r.File, r.Line, r.Reason))
	}
	for _, n := range read.Notices {
		add(cli.Place(n.File, n.Line, n.Reason))
	}
	if lines > most {
		sentence += fmt.Sprintf("\n  and %d more", lines-most)
	}
	return &emptyError{sentence}
}

// meter puts the progress of reading and of building together and passes it
// on a few times a second.
type meter struct {
	show func(reindex.Progress)

	mu    sync.Mutex
	now   reindex.Progress
	shown time.Time
}

// interval is the least time between two reports of progress of one step.
const interval = 100 * time.Millisecond

func (m *meter) reading(p corpus.Progress) {
	m.update(func(now *reindex.Progress) {
		now.Files, now.TotalFiles = p.Files, p.TotalFiles
	})
}

// largest is passed on at once: memory may run out soon.
func (m *meter) largest(file string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now.Reading = file
	m.show(m.now)
}

func (m *meter) building(p search.Progress) {
	m.update(func(now *reindex.Progress) {
		now.Step, now.Done, now.Total = p.Step, p.Done, p.Total
	})
}

func (m *meter) update(change func(*reindex.Progress)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	step := m.now.Step
	change(&m.now)
	if m.now.Step == step && time.Since(m.shown) < interval {
		return
	}
	m.shown = time.Now()
	m.show(m.now)
}
