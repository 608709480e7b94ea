package search

import (
	"verbatim/quotes"
)

// overlay is what moderators decided, as of one moment, seen beside one
// generation. It never changes.
//
// Records hold quotations as the corpus has them. What a person may see of one
// comes out of apply, which every record that was read goes through; index and
// vocabulary were built from what apply gave at that time. Quotations whose
// searchable facts have changed since are in corrected.
type overlay struct {
	decided map[quotes.ID]decision
	changed []uint32
}

// decision is what the edits of one quotation come to.
type decision struct {
	hidden  bool
	speaker string // corrected; "": as the corpus has it
}

// hidden reports whether a moderator hid the quotation.
func (o *overlay) hidden(id quotes.ID) bool { return o.decided[id].hidden }

// apply returns what may be shown of a record: corrected, without attributions
// in review, in the order of [quotes.Attribution.Compare]. It returns false
// when the quotation is hidden or has nothing to show. q is not changed.
func (o *overlay) apply(q quotes.Quote) (quotes.Quote, bool) {
	return q, q.Served() && !o.hidden(q.ID)
}

// corrected returns, in ascending order, the records that index and vocabulary
// have under facts that no longer hold, or lack: they were corrected or
// restored since. They are candidates for every search, as apply shows them.
// Hidden ones are not among them. The slice must not be changed.
func (o *overlay) corrected() []uint32 { return o.changed }
