package snapshot

import (
	"context"
	"slices"

	"verbatim/quotes"
)

// Each calls do with every quotation that the filter lets through, as it is shown, in
// the order of their IDs. An error of do ends it.
func (v Snapshot) Each(ctx context.Context, f Filter, do func(quotes.Quote) error) error {
	see, err := v.Apply(ctx, v.Terms(), f)
	if err != nil {
		return err
	}
	// Records are in the order of their IDs.
	for _, record := range slices.Sorted(v.Index.Records(see.Docs)) {
		if err := ctx.Err(); err != nil {
			return err
		}
		q, ok, err := v.Read(record, &see)
		if err == nil && ok {
			err = do(q)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
