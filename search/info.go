package search

import (
	"context"

	"verbatim/quotes"
)

// SpeakerInfo is what is known about a speaker.
type SpeakerInfo struct {
	Name       string
	Role       string // as written most often; "" when no source gives one
	Body       bool
	Aliases    []string // other writings of the name, the most frequent first
	Quotations int      // that the filter lets through
	Sources    []Suggestion
	Examples   []quotes.Quote
}

// SourceInfo is what is known about a source.
type SourceInfo struct {
	Source     quotes.Source // of the first example, without the place of its words
	Quotations int
	Speakers   []Suggestion
	Examples   []quotes.Quote
}

func (v view) suggest(ctx context.Context, field Field, prefix string, f Filter, n int) ([]Suggestion, error) {
	return nil, ctx.Err()
}

func (v view) suggestIDs(ctx context.Context, prefix string, f Filter, n int) ([]quotes.Quote, error) {
	return nil, ctx.Err()
}

func (v view) speaker(ctx context.Context, name string, f Filter) (SpeakerInfo, error) {
	return SpeakerInfo{}, ErrNotFound
}

func (v view) source(ctx context.Context, title string, f Filter) (SourceInfo, error) {
	return SourceInfo{}, ErrNotFound
}

// verifyIndex samples the index.
func verifyIndex(ctx context.Context, g *generation) error { return ctx.Err() }
