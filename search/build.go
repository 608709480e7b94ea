package search

import "context"

// Build makes a generation.
func Build(ctx context.Context, o BuildOptions) (BuildReport, error) { return BuildReport{}, nil }
