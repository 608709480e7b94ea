package generation

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"verbatim/quotes"
	"verbatim/quotes/store"
)

// Decision is what the edits of one quotation come to: the effective moderation.
// The zero Decision changes nothing.
type Decision struct {
	Hide    store.Edit `json:"hide,omitzero"`    // the one that hid it; Seq 0: it is not hidden
	Correct store.Edit `json:"correct,omitzero"` // the last correction; Seq 0: none
	// Reviews accept or reject what was not sure enough to be served: the last one of
	// each file, in the order of the files.
	Reviews []store.Edit `json:"reviews,omitempty"`
	// Reports are those of readers which nobody settled, the first one first. They
	// change nothing of what is shown.
	Reports []store.Edit `json:"reports,omitempty"`
}

// Hidden reports whether a moderator hid the quotation.
func (d Decision) Hidden() bool { return d.Hide.Seq > 0 }

// Same reports whether two decisions show the same.
func (d Decision) Same(o Decision) bool {
	return d.Hidden() == o.Hidden() && d.Correct.Speaker == o.Correct.Speaker &&
		slices.EqualFunc(d.Reviews, o.Reviews, func(a, b store.Edit) bool {
			return a.File == b.File && a.Op == b.Op && a.Speaker == b.Speaker
		})
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
		d.Reports = withReport(d.Reports, e)
	case store.Settle:
		d.Reports = nil
	}
	return d
}

// Edits returns the edits that it comes of.
func (d Decision) Edits() []store.Edit { return append(d.Made(), d.Reports...) }

// Made returns the edits of moderators that it comes of.
func (d Decision) Made() []store.Edit {
	return append(slices.DeleteFunc([]store.Edit{d.Hide, d.Correct}, func(e store.Edit) bool { return e.Seq == 0 }), d.Reviews...)
}

// decide replays edits in order, upon what was decided before. Each counts for the
// ID that canonical gives for its own, since quotations move: canonical returns an
// ID that is unknown as it is.
func decide(before map[quotes.ID]Decision, edits []store.Edit, canonical func(quotes.ID) quotes.ID) map[quotes.ID]Decision {
	decided := map[quotes.ID]Decision{}
	for _, id := range slices.Sorted(maps.Keys(before)) {
		decided[canonical(id)] = before[id]
	}
	for _, e := range edits {
		id := canonical(e.ID)
		decided[id] = decided[id].With(e)
	}
	return decided
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

// Corrected is Shown of a quotation that nobody hid.
func (d Decision) Corrected(q quotes.Quote) (quotes.Quote, bool) {
	name := d.Correct.Speaker
	if name == "" && len(d.Reviews) == 0 && !slices.ContainsFunc(q.Attributions, unserved) {
		return q, len(q.Attributions) > 0
	}
	shown := make([]quotes.Attribution, 0, len(q.Attributions))
	for _, a := range q.Attributions {
		a, served := d.reviewed(a)
		if !served {
			continue
		}
		if name != "" {
			a.Speakers = corrected(a.Speakers, name)
		}
		shown = append(shown, a)
	}
	if len(shown) == 0 {
		return quotes.Quote{}, false
	}
	slices.SortFunc(shown, quotes.Attribution.Compare)
	q.Attributions = slices.CompactFunc(shown, func(a, b quotes.Attribution) bool { return a.Compare(b) == 0 })
	return q, true
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

// decided is a line of a generation's file of decisions.
type decided struct {
	ID quotes.ID `json:"id"`
	Decision
}

// writeDecisions writes what a generation is built with, sealed, so that it stays
// in force even if the log of edits is lost.
func writeDecisions(path string, decisions map[quotes.ID]Decision) error {
	var list []decided
	for _, id := range slices.Sorted(maps.Keys(decisions)) {
		if d := decisions[id]; len(d.Edits()) > 0 {
			list = append(list, decided{id, d})
		}
	}
	data, err := store.Seal(list)
	if err == nil {
		err = os.WriteFile(path, data, 0o600)
	}
	if err != nil {
		return fmt.Errorf("writing decisions: %w", err)
	}
	return nil
}

func readDecisions(path string) (map[quotes.ID]Decision, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading decisions: %w", err)
	}
	var list []decided
	if err := store.Unseal(data, &list); err != nil {
		return nil, fmt.Errorf("reading decisions: %w", err)
	}
	decisions := make(map[quotes.ID]Decision, len(list))
	for _, d := range list {
		decisions[d.ID] = d.Decision
	}
	return decisions, nil
}

// Holds reports whether a log has the last edit that the generation was built with.
// One that has not has lost its end, whether or not it was written on since.
func (m Manifest) Holds(log []store.Edit) bool {
	return m.EditSeq == 0 || slices.ContainsFunc(log, func(e store.Edit) bool {
		return e.Seq == m.EditSeq && e.At.Equal(m.EditAt)
	})
}

// Since returns the edits of a log that the generation was not built with. Of one
// that lost its end they are those that were made after the build.
func (m Manifest) Since(log []store.Edit) []store.Edit {
	holds := m.Holds(log)
	var out []store.Edit
	for _, e := range log {
		if holds && e.Seq > m.EditSeq || !holds && e.At.After(m.Built) {
			out = append(out, e)
		}
	}
	return out
}

// LastSeq returns the number of the last edit; 0 for none.
func LastSeq(edits []store.Edit) uint64 {
	if len(edits) == 0 {
		return 0
	}
	return edits[len(edits)-1].Seq
}
