package search

import (
	"cmp"
	"slices"

	"verbatim/quotes"
	"verbatim/quotes/store"
)

// overlay is what moderators decided, as of one moment, seen beside one
// generation. It never changes.
//
// Records hold quotations as the corpus has them. What a person may see of one
// comes out of apply, which every record that was read goes through; index and
// vocabulary were built from what apply gave at that time. Quotations of which
// it gives something else since are in corrected.
type overlay struct {
	decided map[quotes.ID]decision
	masked  []uint32 // hidden records
	changed []uint32
	// What the manifest's counts are off by.
	quotations, hiddenCount int
	differ                  int // quotations whose verdict is another than the built one
	waiting                 int // edits since the generation was built
}

// newOverlay replays edits beside a generation.
func newOverlay(g *generation, edits []store.Edit) *overlay {
	o := &overlay{decided: decide(edits, g.lead)}
	for id, d := range o.decided {
		o.compare(g, id, g.baked[id], d.verdict())
	}
	for id, was := range g.baked {
		if _, ok := o.decided[id]; !ok { // the log was replaced
			o.compare(g, id, was, verdict{})
		}
	}
	slices.Sort(o.masked)
	slices.Sort(o.changed)
	known, _ := slices.BinarySearchFunc(edits, g.manifest.EditSeq+1, func(e store.Edit, seq uint64) int {
		return cmp.Compare(e.Seq, seq)
	})
	o.waiting = len(edits) - known
	if lastSeq(edits) < g.manifest.EditSeq {
		o.waiting = o.differ
	}
	return o
}

func lastSeq(edits []store.Edit) uint64 {
	if len(edits) == 0 {
		return 0
	}
	return edits[len(edits)-1].Seq
}

// lead returns the ID that an ID leads to in this generation; an ID that leads
// nowhere, or not for certain, is returned as it is.
func (g *generation) lead(id quotes.ID) quotes.ID {
	n, err := g.resolve(id)
	if err != nil {
		return id
	}
	return g.records.IDAt(n)
}

func (o *overlay) compare(g *generation, id quotes.ID, was, now verdict) {
	n, ok, err := g.records.Find(id)
	if !ok || err != nil {
		return
	}
	if now.Hidden {
		o.masked = append(o.masked, n)
	}
	if was == now {
		return
	}
	o.differ++
	if !now.Hidden {
		o.changed = append(o.changed, n)
	}
	if was.Hidden == now.Hidden {
		return
	}
	// A record that cannot be read is not served either way.
	if q, err := g.records.At(n); err == nil && q.Served() {
		if now.Hidden {
			o.quotations--
			o.hiddenCount++
		} else {
			o.quotations++
			o.hiddenCount--
		}
	}
}

// hidden reports whether a moderator hid the quotation.
func (o *overlay) hidden(id quotes.ID) bool { return o.decided[id].hide.Seq > 0 }

// apply returns what may be shown of a record: corrected, without attributions
// in review, in the order of [quotes.Attribution.Compare]. It returns false
// when the quotation is hidden or has nothing to show. q is not changed.
func (o *overlay) apply(q quotes.Quote) (quotes.Quote, bool) {
	return o.decided[q.ID].verdict().apply(q)
}

// corrected returns, in ascending order, the records that index and vocabulary
// have under facts that no longer hold, or lack: they were corrected or
// restored since. They are candidates for every search, as apply shows them.
// Hidden ones are not among them. The slice must not be changed.
func (o *overlay) corrected() []uint32 { return o.changed }

// hiddenRecords returns all hidden records in ascending order, whether they
// were hidden before the generation was built or since. The slice must not be
// changed.
func (o *overlay) hiddenRecords() []uint32 { return o.masked }
