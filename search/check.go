package search

import (
	"context"

	"verbatim/search/check"
)

// What [Library.Check] tells.
type (
	// Checked is what was found out about a passage.
	Checked = check.Checked
	// Finding is a stretch of a passage and the quotation that it comes nearest to.
	Finding = check.Finding
	// Change is a place where words of a passage differ from those of a quotation.
	Change = check.Change
	// Verdict is what is told of a passage, or of a stretch of it.
	Verdict = check.Verdict
)

// The verdicts.
const (
	Exact          = check.Exact
	Altered        = check.Altered
	Reversed       = check.Reversed
	Cut            = check.Cut
	Spliced        = check.Spliced
	AnotherSpeaker = check.AnotherSpeaker
	Nothing        = check.Nothing
)

// Check tells what a passage quotes, how its words differ and whether the claimed
// speaker said so, see [check.Checker.Check].
func (l *Library) Check(ctx context.Context, passage, claimedSpeaker string, f Filter) (checked Checked, err error) {
	err = l.guarded(ctx, func(s *served) error {
		checked, err = check.Checker{Snapshot: s.snapshot(), Locator: &s.locator}.Check(ctx, passage, claimedSpeaker, f)
		return err
	})
	return checked, err
}

// ClaimedSpeaker returns whom a passage names for what stands in it between quotation
// marks ("As Twain said, ..."), "" for nobody.
func ClaimedSpeaker(passage string) string { return check.ClaimedSpeaker(passage) }
