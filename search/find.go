package search

import (
	"context"

	"verbatim/quotes"
)

// SpeakerInfo is what is known about a speaker.
type SpeakerInfo struct {
	Name       string
	Role       string
	Body       bool
	Aliases    []string
	Quotations int
	Sources    []Suggestion
	Examples   []quotes.Quote
}

// SourceInfo is what is known about a source.
type SourceInfo struct {
	Source     quotes.Source
	Quotations int
	Speakers   []Suggestion
	Examples   []quotes.Quote
}

func (v view) search(ctx context.Context, q Query) (Result, error) {
	return Result{}, ctx.Err()
}

func (v view) suggest(ctx context.Context, field Field, prefix string, f Filter, n int) ([]Suggestion, error) {
	return nil, ctx.Err()
}

func (v view) suggestIDs(ctx context.Context, prefix string, f Filter, n int) ([]quotes.Quote, error) {
	return nil, ctx.Err()
}

func (v view) random(ctx context.Context, f Filter) (quotes.Quote, error) {
	return quotes.Quote{}, ErrNotFound
}

func (v view) speaker(ctx context.Context, name string, f Filter) (SpeakerInfo, error) {
	return SpeakerInfo{}, ErrNotFound
}

func (v view) source(ctx context.Context, title string, f Filter) (SourceInfo, error) {
	return SourceInfo{}, ErrNotFound
}

// verifyIndex samples the index.
func verifyIndex(ctx context.Context, g *generation) error { return ctx.Err() }
