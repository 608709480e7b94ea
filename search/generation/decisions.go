package generation

import (
	"fmt"
	"maps"
	"os"
	"slices"

	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/search/moderation"
)

// decided is a line of a generation's file of decisions.
type decided struct {
	ID quotes.ID `json:"id"`
	// Entry says that the record is a place for what moderators added, and that no file
	// has the words.
	Entry bool `json:"entry,omitempty"`
	moderation.Decision
}

// writeDecisions writes what a generation is built with, sealed, so that it stays
// in force even if the log of edits is lost.
func writeDecisions(path string, decisions map[quotes.ID]moderation.Decision, entries map[quotes.ID]bool) error {
	var list []decided
	for _, id := range slices.Sorted(maps.Keys(decisions)) {
		if d := decisions[id]; len(d.Edits()) > 0 {
			list = append(list, decided{id, entries[id], d})
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

func readDecisions(path string) (decisions map[quotes.ID]moderation.Decision, entries map[quotes.ID]bool, err error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, fmt.Errorf("reading decisions: %w", err)
	}
	var list []decided
	if err := store.Unseal(data, &list); err != nil {
		return nil, nil, fmt.Errorf("reading decisions: %w", err)
	}
	decisions, entries = make(map[quotes.ID]moderation.Decision, len(list)), map[quotes.ID]bool{}
	for _, d := range list {
		decisions[d.ID] = d.Decision
		if d.Entry {
			entries[d.ID] = true
		}
	}
	return decisions, entries, nil
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

// Effective returns what a log comes to for a generation that was built with asBuilt,
// with a corpus that may be another one by now.
func (m Manifest) Effective(log []store.Edit, asBuilt map[quotes.ID]moderation.Decision, corpus moderation.Corpus) *moderation.Effective {
	if m.Holds(log) {
		return moderation.Of(log, corpus)
	}
	return moderation.Lost(log, m.Since(log), asBuilt, m.Built, corpus)
}
