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
}

// Hidden reports whether a moderator hid the quotation.
func (d Decision) Hidden() bool { return d.Hide.Seq > 0 }

// Same reports whether two decisions show the same.
func (d Decision) Same(o Decision) bool {
	return d.Hidden() == o.Hidden() && d.Correct.Speaker == o.Correct.Speaker
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
	}
	return d
}

// Edits returns the edits that it comes of.
func (d Decision) Edits() []store.Edit {
	return slices.DeleteFunc([]store.Edit{d.Hide, d.Correct}, func(e store.Edit) bool { return e.Seq == 0 })
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
	if !q.Served() {
		return quotes.Quote{}, false
	}
	name := d.Correct.Speaker
	if name == "" && !slices.ContainsFunc(q.Attributions, unserved) {
		return q, true
	}
	q.Attributions = slices.DeleteFunc(slices.Clone(q.Attributions), unserved)
	if name != "" {
		for i := range q.Attributions {
			q.Attributions[i].Speakers = corrected(q.Attributions[i].Speakers, name)
		}
		slices.SortFunc(q.Attributions, quotes.Attribution.Compare)
		q.Attributions = slices.CompactFunc(q.Attributions, func(a, b quotes.Attribution) bool { return a.Compare(b) == 0 })
	}
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
