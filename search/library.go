package search

import (
	"context"
	"log/slog"

	"verbatim/quotes"
	"verbatim/quotes/store"
)

// Options say how a [Library] is opened. The zero Options are good.
type Options struct {
	Logger *slog.Logger // nil: none
	// ReadOnly opens nothing for writing: no edits are taken, no damaged
	// generation is set aside on disk.
	ReadOnly bool
	// MaxSearches is how many searches run at once; 0: twice the processors.
	MaxSearches int
}

// Library serves the current generation of a data folder. Safe for concurrent
// use.
type Library struct{ options Options }

// Open opens the data folder.
func Open(dataDir string, o Options) (*Library, error) { return &Library{options: o}, nil }

// Close waits for running searches and closes everything.
func (l *Library) Close() error { return nil }

// Refresh moves over to a newer generation, if there is one.
func (l *Library) Refresh(ctx context.Context) (switched bool, err error) { return false, nil }

func (l *Library) withView(ctx context.Context, f func(view) error) error { return ErrNoGeneration }

// Search finds quotations.
func (l *Library) Search(ctx context.Context, q Query) (result Result, err error) {
	err = l.withView(ctx, func(v view) error { result, err = v.search(ctx, q); return err })
	return result, err
}

// Suggest completes what a person types into a field.
func (l *Library) Suggest(ctx context.Context, field Field, prefix string, f Filter, n int) (s []Suggestion, err error) {
	err = l.withView(ctx, func(v view) error { s, err = v.suggest(ctx, field, prefix, f, n); return err })
	return s, err
}

// SuggestIDs returns quotations whose ID starts with prefix or whose words do.
func (l *Library) SuggestIDs(ctx context.Context, prefix string, f Filter, n int) (q []quotes.Quote, err error) {
	err = l.withView(ctx, func(v view) error { q, err = v.suggestIDs(ctx, prefix, f, n); return err })
	return q, err
}

// Random draws a quotation.
func (l *Library) Random(ctx context.Context, f Filter) (q quotes.Quote, err error) {
	err = l.withView(ctx, func(v view) error { q, err = v.random(ctx, f); return err })
	return q, err
}

// Speaker tells about a speaker.
func (l *Library) Speaker(ctx context.Context, name string, f Filter) (s SpeakerInfo, err error) {
	err = l.withView(ctx, func(v view) error { s, err = v.speaker(ctx, name, f); return err })
	return s, err
}

// Source tells about a source.
func (l *Library) Source(ctx context.Context, title string, f Filter) (s SourceInfo, err error) {
	err = l.withView(ctx, func(v view) error { s, err = v.source(ctx, title, f); return err })
	return s, err
}

// Get returns the quotation with the ID.
func (l *Library) Get(ctx context.Context, id quotes.ID, scope string) (q quotes.Quote, err error) {
	return q, ErrNoGeneration
}

// Edit takes a moderator's decision.
func (l *Library) Edit(ctx context.Context, e store.Edit) (store.Edit, error) {
	return store.Edit{}, ErrNoGeneration
}

// Edits returns every decision, in order.
func (l *Library) Edits() []store.Edit { return nil }

// Status describes what is served.
func (l *Library) Status() Status { return Status{} }

// Problem is something that is wrong with a data folder.
type Problem struct {
	File string
	What string
}

// Verify checks every checksum of a data folder.
func Verify(ctx context.Context, dataDir string) ([]Problem, error) { return nil, nil }
