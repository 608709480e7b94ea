package main

import (
	"context"
	"errors"
	"fmt"

	"verbatim/quotes/corpus"
	"verbatim/search"
)

// hitsAsked is how many hits every engine is asked for, with their words.
const hitsAsked = 10

// ours is the engine that the others are compared with.
const ours = "verbatim"

// engine is something that finds quotations.
type engine interface {
	// build reads the corpus into an empty folder and returns how many
	// quotations it took.
	build(ctx context.Context) (int, error)
	open() error
	// search returns the words of the hits, the best first.
	search(ctx context.Context, words string) ([]string, error)
	close() error
}

func newEngine(j job) (engine, error) {
	switch j.Engine {
	case ours:
		return &verbatim{job: j}, nil
	case "bleve":
		return &plainBleve{job: j}, nil
	case "fts5":
		return &fts5{job: j}, nil
	case "fts5-or":
		return &fts5{job: j, onlyOr: true}, nil
	}
	return nil, fmt.Errorf("there is no engine %q", j.Engine)
}

// titleOf names an engine in the report.
func titleOf(name string) string {
	switch name {
	case ours:
		return "Verbatim"
	case "bleve":
		return "bleve, match"
	case "fts5":
		return "FTS5, phrase > AND > OR"
	case "fts5-or":
		return "FTS5, OR"
	}
	return name
}

// verbatim is this program, reading a corpus as it always does.
type verbatim struct {
	job     job
	library *search.Library
}

func (v *verbatim) build(ctx context.Context) (taken int, err error) {
	reader, closer, err := corpus.Dir(v.job.Corpus)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, closer.Close()) }()
	var read corpus.Report
	report, err := search.Build(ctx, search.BuildOptions{DataDir: v.job.Dir, Quotes: search.Input(reader.Read(ctx, &read))})
	return report.Quotations, err
}

func (v *verbatim) open() (err error) {
	v.library, err = search.Open(v.job.Dir, search.Options{})
	return err
}

func (v *verbatim) search(ctx context.Context, words string) ([]string, error) {
	r, err := v.library.Search(ctx, search.Query{Words: words, Limit: hitsAsked})
	out := make([]string, len(r.Hits))
	for i, h := range r.Hits {
		out[i] = h.Quote.Words
	}
	return out, err
}

func (v *verbatim) close() error { return v.library.Close() }
