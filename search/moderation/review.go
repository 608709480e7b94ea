package moderation

import (
	"cmp"
	"slices"

	"verbatim/quotes"
	"verbatim/quotes/store"
)

// What is not sure enough to be served waits until a moderator accepts or rejects it.
// Such a decision is about the words and the file that they were read in, whatever the
// extraction makes of them there later: what was accepted is served, as said by whom
// the moderator saw or named; what was rejected is not served, even where a newer
// extraction is sure of it.

// Review returns the edit that accepts or rejects what was read in a file; Seq 0: none.
func (d Decision) Review(file string) store.Edit {
	if i, found := findReview(d.Reviews, file); found {
		return d.Reviews[i]
	}
	return store.Edit{}
}

func findReview(all []store.Edit, file string) (int, bool) {
	return slices.BinarySearchFunc(all, file, func(e store.Edit, file string) int { return cmp.Compare(e.File, file) })
}

// withReview returns the reviews with the one of a file being e. It leaves those that
// it is given as they are.
func withReview(all []store.Edit, e store.Edit) []store.Edit {
	i, found := findReview(all, e.File)
	all = slices.Clone(all)
	if found {
		all[i] = e
		return all
	}
	return slices.Insert(all, i, e)
}

// withOne returns edits and one more. A copy of one that is there, which was carried
// over to where the quotation moved, stands in its place.
func withOne(all []store.Edit, e store.Edit) []store.Edit {
	i := slices.IndexFunc(all, func(r store.Edit) bool { return r.At.Equal(e.At) && r.By == e.By })
	all = slices.Clone(all)
	if i >= 0 {
		all[i] = e
		return all
	}
	return append(all, e)
}

// reviewed returns an attribution as the reviews have it, and whether it may be served.
// A person wrote what is curated: no review is about that.
func (d Decision) reviewed(a quotes.Attribution) (quotes.Attribution, bool) {
	e := d.Review(a.Source.File)
	switch {
	case a.Status == quotes.Curated || e.Seq == 0:
		return a, a.Status.Served()
	case a.Status != quotes.Review && a.Status != quotes.Extracted || e.Op == store.Reject:
		return a, false
	}
	if e.Speaker == "" && a.Status == quotes.Review {
		a.Speakers = nil // the moderator saw none
	}
	if e.Speaker != "" && (len(a.Speakers) == 0 || a.Speakers[0].Name != e.Speaker) {
		a.Speakers = corrected(a.Speakers, e.Speaker)
	}
	a.Status, a.Checked = quotes.Extracted, true
	return a, true
}

// Waiting returns the attribution that waits for a review in a file: the best one, if
// nothing that was read there is served, and false otherwise. What moderators decided
// does not count.
func Waiting(q quotes.Quote, file string) (best quotes.Attribution, waits bool) {
	for _, a := range q.Attributions {
		if a.Source.File != file {
			continue
		}
		if a.Status.Served() {
			return quotes.Attribution{}, false
		}
		if a.Status == quotes.Review && (!waits || a.Compare(best) < 0) {
			best, waits = a, true
		}
	}
	return best, waits
}
