package search

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"verbatim/quotes"
	"verbatim/quotes/store"
)

// decision is what the edits of one quotation come to.
type decision struct {
	hide    store.Edit // the one that hid it; Seq 0: it is not hidden
	correct store.Edit // the last correction; Seq 0: none
}

// verdict is a decision without its history: what is shown depends on nothing
// else. The zero verdict changes nothing.
type verdict struct {
	Hidden  bool   `json:"hidden,omitempty"`
	Speaker string `json:"speaker,omitempty"`
}

func (d decision) verdict() verdict {
	return verdict{Hidden: d.hide.Seq > 0, Speaker: d.correct.Speaker}
}

// decide replays edits in order. Each counts for the ID that lead gives for its
// own, since quotations move: lead returns an ID that is unknown as it is.
func decide(edits []store.Edit, lead func(quotes.ID) quotes.ID) map[quotes.ID]decision {
	decided := map[quotes.ID]decision{}
	for _, e := range edits {
		id := lead(e.ID)
		d := decided[id]
		switch e.Op {
		case store.Hide:
			d.hide = e
		case store.Restore:
			d.hide = store.Edit{}
		case store.Correct:
			d.correct = e
		}
		decided[id] = d
	}
	return decided
}

// apply returns what may be shown of a record under a verdict; see
// overlay.apply.
func (v verdict) apply(q quotes.Quote) (quotes.Quote, bool) {
	if v.Hidden || !q.Served() {
		return quotes.Quote{}, false
	}
	if v.Speaker == "" && !slices.ContainsFunc(q.Attributions, unserved) {
		return q, true
	}
	q.Attributions = slices.DeleteFunc(slices.Clone(q.Attributions), unserved)
	if v.Speaker != "" {
		for i := range q.Attributions {
			q.Attributions[i].Speakers = corrected(q.Attributions[i].Speakers, v.Speaker)
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

// bakedVerdict is a line of a generation's file of decisions.
type bakedVerdict struct {
	ID quotes.ID `json:"id"`
	verdict
}

// writeVerdicts writes what a generation is built with, sealed, so that a
// change since then is seen even if the log of edits was replaced.
func writeVerdicts(path string, decided map[quotes.ID]decision) error {
	var list []bakedVerdict
	for _, id := range slices.Sorted(maps.Keys(decided)) {
		if v := decided[id].verdict(); v != (verdict{}) {
			list = append(list, bakedVerdict{id, v})
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

func readVerdicts(path string) (map[quotes.ID]verdict, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading decisions: %w", err)
	}
	var list []bakedVerdict
	if err := store.Unseal(data, &list); err != nil {
		return nil, fmt.Errorf("reading decisions: %w", err)
	}
	baked := make(map[quotes.ID]verdict, len(list))
	for _, b := range list {
		baked[b.ID] = b.verdict
	}
	return baked, nil
}
