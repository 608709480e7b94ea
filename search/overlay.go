package search

import (
	"cmp"
	"slices"
	"sync/atomic"

	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/search/vocabulary"
)

// overlay is what moderators decided, as of one moment, seen beside one
// generation. It never changes, but that the first search makes its patch.
//
// Records hold quotations as the corpus has them. What a person may see of one
// comes out of apply, which every record that was read goes through; index and
// vocabulary were built from what apply gave at that time, and the patch makes
// them what it gives now.
type overlay struct {
	decided map[quotes.ID]decision
	changed []uint32 // records with another verdict than the built one, ascending

	patching chan struct{} // full while the patch is made
	patch    atomic.Pointer[patch]

	// What the manifest's counts are off by.
	quotations, hiddenCount int
	differ                  int // quotations whose verdict is another than the built one
	waiting                 int // edits since the generation was built
}

// newOverlay replays edits beside a generation.
func newOverlay(g *generation, edits []store.Edit) *overlay {
	o := &overlay{decided: decide(edits, g.lead), patching: make(chan struct{}, 1)}
	for id, d := range o.decided {
		o.compare(g, id, g.baked[id], d.verdict())
	}
	for id, was := range g.baked {
		if _, ok := o.decided[id]; !ok { // the log was replaced
			o.compare(g, id, was, verdict{})
		}
	}
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
	if was == now {
		return
	}
	o.differ++
	o.changed = append(o.changed, n)
	if was.Hidden == now.Hidden {
		return
	}
	switch {
	case now.Hidden && g.servedWhenBuilt(n):
		o.quotations--
		o.hiddenCount++
	case !now.Hidden:
		// A record that cannot be read is not served either way.
		if q, err := g.records.At(n); err == nil && q.Served() {
			o.quotations++
			o.hiddenCount--
		}
	}
}

// servedWhenBuilt reports whether index and vocabulary have the record.
func (g *generation) servedWhenBuilt(n uint32) bool {
	var d vocabulary.Doc
	g.vocab.DocWords(n, &d)
	return d.Served
}

// hidden reports whether a moderator hid the quotation.
func (o *overlay) hidden(id quotes.ID) bool { return o.decided[id].hide.Seq > 0 }

// apply returns what may be shown of a record: corrected, without attributions
// in review, in the order of [quotes.Attribution.Compare]. It returns false
// when the quotation is hidden or has nothing to show. q is not changed.
func (o *overlay) apply(q quotes.Quote) (quotes.Quote, bool) {
	return o.decided[q.ID].verdict().apply(q)
}
