package search

import "verbatim/quotes/store"

// Edit is one decision of a moderator, as [Library.Edit] takes it: rooms that
// decide need not know how decisions are stored.
type Edit = store.Edit

// What an [Edit] does.
const (
	Hide    = store.Hide    // the quotation is served nowhere
	Restore = store.Restore // undoes Hide
	Correct = store.Correct // the words were said by Edit.Speaker
)
