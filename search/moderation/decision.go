package moderation

import (
	"slices"
	"strings"

	"verbatim/quotes"
	"verbatim/quotes/store"
)

// Decision is what the edits of one quotation come to. The zero Decision changes
// nothing.
type Decision struct {
	Hide    store.Edit `json:"hide,omitzero"`    // the one that hid it; Seq 0: it is not hidden
	Correct store.Edit `json:"correct,omitzero"` // the last correction; Seq 0: none
	// Reviews accept or reject what was not sure enough to be served: the last one of
	// each file, in the order of the files.
	Reviews []store.Edit `json:"reviews,omitempty"`
	// Reports are those of readers which nobody settled, the first one first. They
	// change nothing of what is shown.
	Reports []store.Edit `json:"reports,omitempty"`

	Adds        []store.Edit `json:"adds,omitempty"`       // those that make it a quotation, the first one first
	Words       []store.Edit `json:"words,omitempty"`      // those that amend the words, of which the last one holds
	Attribution store.Edit   `json:"attribution,omitzero"` // the last one that amends it; Seq 0: none
	Source      store.Edit   `json:"source,omitzero"`      // the same of the source

	// Merges bring names together, in order. They are decided of all quotations at once.
	Merges []store.Edit `json:"merges,omitempty"`
}

// Hidden reports whether a moderator hid the quotation.
func (d Decision) Hidden() bool { return d.Hide.Seq > 0 }

// Same reports whether two decisions show the same.
func (d Decision) Same(o Decision) bool {
	return d.Hidden() == o.Hidden() && d.Correct.Speaker == o.Correct.Speaker &&
		slices.EqualFunc(d.Reviews, o.Reviews, func(a, b store.Edit) bool {
			return a.File == b.File && a.Op == b.Op && a.Speaker == b.Speaker
		}) &&
		sameEdits(d.Adds, o.Adds) && sameEdits(d.Words, o.Words) && sameEdits(d.Merges, o.Merges) &&
		d.Attribution.Seq == o.Attribution.Seq && d.Source.Seq == o.Source.Seq
}

func sameEdits(a, b []store.Edit) bool {
	return slices.EqualFunc(a, b, func(a, b store.Edit) bool { return a.Seq == b.Seq && a.At.Equal(b.At) })
}

// With returns the decision after one more edit.
func (d Decision) With(e store.Edit) Decision {
	switch e.Op {
	case store.Hide:
		d.Hide = e
	case store.Restore:
		d.Hide = store.Edit{}
	case store.Correct:
		d.Correct = e
	case store.Accept, store.Reject:
		d.Reviews = withReview(d.Reviews, e)
	case store.Report:
		d.Reports = withOne(d.Reports, e)
	case store.Settle:
		d.Reports = nil
	case store.Add:
		d.Adds = withOne(d.Adds, e)
	case store.Merge:
		d.Merges = withOne(d.Merges, e)
	case store.Amend:
		switch e.Part {
		case store.WordsPart:
			d.Words = withOne(d.Words, e)
		case store.AttributionPart:
			d.Attribution = e
		case store.SourcePart:
			d.Source = e
		}
	}
	return d
}

// Edits returns the edits that it comes of.
func (d Decision) Edits() []store.Edit { return append(d.Made(), d.Reports...) }

// Made returns the edits of moderators that it comes of.
func (d Decision) Made() []store.Edit {
	one := slices.DeleteFunc([]store.Edit{d.Hide, d.Correct, d.Attribution, d.Source}, func(e store.Edit) bool { return e.Seq == 0 })
	return slices.Concat(one, d.Reviews, d.Adds, d.Words, d.Merges)
}

// Shown returns what may be shown of a record: corrected, without attributions in
// review, in the order of [quotes.Attribution.Compare]. It returns false when the
// quotation is hidden or has nothing to show. q is not changed.
func (d Decision) Shown(q quotes.Quote) (quotes.Quote, bool) {
	if d.Hidden() {
		return quotes.Quote{}, false
	}
	return d.Corrected(q)
}

// Corrected is Shown of a quotation that nobody hid. Who leads is amended, and all are
// corrected, in the order in which that was decided.
func (d Decision) Corrected(q quotes.Quote) (quotes.Quote, bool) {
	q = d.withAdds(q)
	name, amends := d.Correct.Speaker, d.Attribution.Seq > 0 || d.Source.Seq > 0
	if name == "" && !amends && len(d.Reviews) == 0 && !slices.ContainsFunc(q.Attributions, unserved) {
		return d.reworded(q), len(q.Attributions) > 0
	}
	shown := make([]quotes.Attribution, 0, len(q.Attributions))
	for _, a := range q.Attributions {
		if a, served := d.reviewed(a); served {
			shown = append(shown, a)
		}
	}
	if len(shown) == 0 {
		return quotes.Quote{}, false
	}
	slices.SortFunc(shown, quotes.Attribution.Compare)
	late := d.Correct.At.After(d.Attribution.At)
	if late {
		shown[0] = d.amended(shown[0])
	}
	for i := range shown {
		if name != "" {
			shown[i].Speakers = corrected(shown[i].Speakers, name)
		}
	}
	if !late {
		shown[0] = d.amended(shown[0])
	}
	slices.SortFunc(shown, quotes.Attribution.Compare)
	q.Attributions = slices.CompactFunc(shown, func(a, b quotes.Attribution) bool { return a.Compare(b) == 0 })
	return d.reworded(q), true
}

func unserved(a quotes.Attribution) bool { return !a.Status.Served() }

// corrected returns the one speaker that a moderator named, written as the
// source wrote whoever it was. A role is kept only when the family name stays:
// that of somebody else would be a false statement.
func corrected(was []quotes.Speaker, name string) []quotes.Speaker {
	now := quotes.Speaker{Name: name}
	if len(was) > 0 {
		old := was[0]
		if now.AsWritten = old.AsWritten; now.AsWritten == "" {
			now.AsWritten = old.Name
		}
		if lastWord(old.Name) == lastWord(name) {
			now.Role, now.Body = old.Role, old.Body
		}
	}
	if now.AsWritten == name {
		now.AsWritten = ""
	}
	return []quotes.Speaker{now}
}

func lastWord(name string) string {
	words := strings.Fields(quotes.Normalize(name))
	if len(words) == 0 {
		return ""
	}
	return words[len(words)-1]
}
