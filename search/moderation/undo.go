package moderation

import (
	"cmp"
	"maps"
	"slices"
	"time"

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
	part              store.Part
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
		key := original{e.At.UnixNano(), e.By, e.Speaker, e.File, e.Op, e.Part}
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

// Of returns what the edits of a log come to for what was read.
func Of(log []store.Edit, corpus Corpus) *Effective { return decide(nil, InForce(log), corpus) }

// Lost is Of for a log that lost its end. What was decided before, by edits made up to
// last, stays in force; upon it count those that were made since.
func Lost(log, since []store.Edit, before map[quotes.ID]Decision, last time.Time, corpus Corpus) *Effective {
	now := decide(before, InForce(since), corpus)
	bySeq := map[uint64]store.Edit{}
	for _, e := range log {
		bySeq[e.Seq] = e
	}
	known := func(e store.Edit) bool { return e.Seq == 0 || bySeq[e.Seq].At.Equal(e.At) }
	var left *Effective
	decided := maps.Clone(now.decisions)
	for _, e := range since {
		if e.Op != store.Undo {
			continue
		}
		for e.Op == store.Undo {
			e = bySeq[e.Undoes]
		}
		if e.Seq == 0 || e.At.After(last) {
			continue
		}
		// It undoes what was decided before. Then the log counts, but for edits that it lost.
		if left == nil {
			left = decide(nil, InForce(log), corpus)
		}
		id := now.Base(e.ID)
		decided[id] = decided[id].undone(e, left.decisions[id], known)
	}
	if left == nil {
		return now
	}
	return New(decided, corpus)
}

// undone returns the decision without an edit: what is left without it stands in its
// place, but for what the log does not know.
func (d Decision) undone(e store.Edit, left Decision, known func(store.Edit) bool) Decision {
	one := func(is *store.Edit, left store.Edit) {
		if known(*is) {
			*is = left
		}
	}
	several := func(all *[]store.Edit, left []store.Edit) {
		*all = append(slices.Clone(left), slices.DeleteFunc(slices.Clone(*all), known)...)
	}
	switch e.Op {
	case store.Hide, store.Restore:
		one(&d.Hide, left.Hide)
	case store.Correct:
		one(&d.Correct, left.Correct)
	case store.Accept, store.Reject:
		d.Reviews = slices.DeleteFunc(slices.Clone(d.Reviews), func(r store.Edit) bool { return r.File == e.File && known(r) })
		if r := left.Review(e.File); r.Seq > 0 && d.Review(e.File).Seq == 0 {
			d.Reviews = withReview(d.Reviews, r)
		}
	case store.Report, store.Settle:
		several(&d.Reports, left.Reports)
	case store.Add:
		several(&d.Adds, left.Adds)
	case store.Merge:
		several(&d.Merges, left.Merges)
	case store.Amend:
		switch e.Part {
		case store.WordsPart:
			several(&d.Words, left.Words)
		case store.AttributionPart:
			one(&d.Attribution, left.Attribution)
		case store.SourcePart:
			one(&d.Source, left.Source)
		}
	}
	return d
}
