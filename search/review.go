package search

import (
	"fmt"

	"verbatim/search/generation"
)

// reviewing completes what accepts or rejects, see [Library.Edit]. The caller holds
// l.editing.
func (s *served) reviewing(n uint32, d Decision, e Edit) (edit Edit, write bool, err error) {
	if was := d.Review(e.File); was.Seq > 0 {
		return was, false, ErrDecided
	}
	q, err := s.Records.At(n)
	if err != nil {
		return Edit{}, false, fmt.Errorf("reading what is decided on: %w", err)
	}
	a, waits := generation.Waiting(q, e.File)
	if !waits {
		return Edit{}, false, ErrNotWaiting
	}
	if e.Op == Accept && e.Speaker == "" && len(a.Speakers) > 0 {
		e.Speaker = a.Speakers[0].Name
	}
	return e, true, nil
}
