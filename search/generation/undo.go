package generation

import (
	"cmp"
	"slices"

	"verbatim/quotes"
	"verbatim/quotes/store"
)

// An undo names one edit of the log, which counts as not made from then on; an undo
// that is itself undone counts as not made either. What moderation comes to follows
// from the edits that are left, in the order in which they were made, so that it is
// all the same in which order the others were undone.
//
// When a quotation moves, the edits in force are written once more for the new ID
// (see carryOver in package search). Such a copy has the time of what it copies, by
// which it is known: it is in force with its original, and stands in its place.

// original tells an edit and its copies from all others.
type original struct {
	at                int64
	by, speaker, file string
	op                store.Op
}

// Originals returns for each edit of a log the number of the one that it copies;
// its own where it copies none.
func Originals(log []store.Edit) []uint64 {
	of := make([]uint64, len(log))
	first := map[original]store.Edit{}
	for i, e := range log {
		of[i] = e.Seq
		if e.At.IsZero() || e.Op == store.Undo {
			continue
		}
		key := original{e.At.UnixNano(), e.By, e.Speaker, e.File, e.Op}
		if o, ok := first[key]; !ok {
			first[key] = e
		} else if o.ID != e.ID {
			of[i] = o.Seq
		}
	}
	return of
}

// Undone returns the numbers of the edits of a log that count as not made.
func Undone(log []store.Edit) map[uint64]bool {
	undone := map[uint64]bool{}
	for _, e := range slices.Backward(log) { // what undoes an edit stands behind it
		if e.Op == store.Undo && !undone[e.Seq] {
			undone[e.Undoes] = true
		}
	}
	return undone
}

// InForce returns the edits of a log that are left when those are gone that others
// undo, and the undos themselves.
func InForce(log []store.Edit) []store.Edit {
	undone := Undone(log)
	type placed struct {
		at uint64
		store.Edit
	}
	var left []placed
	for i, of := range Originals(log) {
		if e := log[i]; e.Op != store.Undo && !undone[e.Seq] && !undone[of] {
			left = append(left, placed{of, e})
		}
	}
	slices.SortStableFunc(left, func(a, b placed) int { return cmp.Compare(a.at, b.at) })
	var edits []store.Edit
	for _, e := range left {
		edits = append(edits, e.Edit)
	}
	return edits
}

// Effective returns what a log comes to for a generation that was built with
// asBuilt, with canonical as in decide.
func (m Manifest) Effective(log []store.Edit, asBuilt map[quotes.ID]Decision, canonical func(quotes.ID) quotes.ID) map[quotes.ID]Decision {
	if m.Holds(log) {
		return decide(nil, InForce(log), canonical)
	}
	since := m.Since(log)
	decided := decide(asBuilt, InForce(since), canonical)
	bySeq := map[uint64]store.Edit{}
	for _, e := range log {
		bySeq[e.Seq] = e
	}
	known := func(e store.Edit) bool { return e.Seq == 0 || bySeq[e.Seq].At.Equal(e.At) }
	var left map[quotes.ID]Decision
	for _, e := range since {
		if e.Op != store.Undo {
			continue
		}
		for e.Op == store.Undo {
			e = bySeq[e.Undoes]
		}
		if e.Seq == 0 || e.At.After(m.Built) {
			continue
		}
		// It undoes what was built in. Then the log counts, but for edits that it lost.
		if left == nil {
			left = decide(nil, InForce(log), canonical)
		}
		id := canonical(e.ID)
		d := decided[id]
		switch e.Op {
		case store.Hide, store.Restore:
			if known(d.Hide) {
				d.Hide = left[id].Hide
			}
		case store.Correct:
			if known(d.Correct) {
				d.Correct = left[id].Correct
			}
		case store.Accept, store.Reject:
			d.Reviews = slices.DeleteFunc(slices.Clone(d.Reviews), func(r store.Edit) bool { return r.File == e.File && known(r) })
			if r := left[id].Review(e.File); r.Seq > 0 && d.Review(e.File).Seq == 0 {
				d.Reviews = withReview(d.Reviews, r)
			}
		case store.Report, store.Settle:
			d.Reports = append(slices.Clone(left[id].Reports), slices.DeleteFunc(slices.Clone(d.Reports), known)...)
		}
		decided[id] = d
	}
	return decided
}
