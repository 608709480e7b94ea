// Package moderation tells what the edits of a log come to: [Decision] is what was
// decided on one quotation, [Effective] what all decisions make of a corpus. It is a
// function of the edits that nothing undoes, so that building and searching, which both
// ask it, show the same.
package moderation

import (
	"maps"
	"slices"

	"verbatim/quotes"
	"verbatim/quotes/store"
)

// Corpus tells what was read.
type Corpus struct {
	Has       func(quotes.ID) bool      // whether a file has the words with the ID
	Canonical func(quotes.ID) quotes.ID // which ID one leads to since its quotation moved; itself if it did not
}

// Effective is what edits come to for what was read. It never changes.
//
// A decision is about a quotation as the corpus has it, and known by that ID. Where
// the words were amended, the ID of the new ones leads there too, and so do those of
// all wordings that it had between, unless the corpus itself has them. A quotation
// that was given the words of another one is not shown: its ID leads to the other.
type Effective struct {
	corpus    Corpus
	decisions map[quotes.ID]Decision
	base      map[quotes.ID]quotes.ID // of words that were amended so
	names     []store.Edit            // which names go, in order
}

// OfAll is the key of what is decided of all quotations at once.
const OfAll quotes.ID = ""

// New returns what decisions come to.
func New(decisions map[quotes.ID]Decision, corpus Corpus) *Effective {
	m := &Effective{corpus: corpus, decisions: decisions, base: map[quotes.ID]quotes.ID{}, names: decisions[OfAll].Merges}
	ids := slices.Sorted(maps.Keys(decisions))
	for _, now := range []bool{true, false} { // what is shown so goes before what was
		for _, id := range ids {
			words := decisions[id].Words
			for i, e := range words {
				to := wordingOf(e)
				if _, taken := m.base[to]; !taken && to != id && m.has(id) && (!now || i == len(words)-1) {
					m.base[to] = id
				}
			}
		}
	}
	return m
}

// wordingOf returns the ID of the words that an edit gives a quotation.
func wordingOf(e store.Edit) quotes.ID { return quotes.IDOf(e.Quote.Words) }

// has reports whether an ID is that of a record: one that was read, or is added.
func (m *Effective) has(id quotes.ID) bool {
	return m.corpus.Has(id) || len(m.decisions[id].Adds) > 0
}

// Base returns the ID under which decisions on a quotation are kept.
func (m *Effective) Base(id quotes.ID) quotes.ID {
	if id == OfAll || m.has(id) {
		return id
	}
	if base, ok := m.base[id]; ok {
		return base
	}
	return m.corpus.Canonical(id)
}

// Reworded returns the IDs of all words that quotations were given, in order.
func (m *Effective) Reworded() []quotes.ID { return slices.Sorted(maps.Keys(m.base)) }

// Record returns the ID of the record that an ID leads to now: the one that is shown,
// if any is. There may be none.
func (m *Effective) Record(id quotes.ID) quotes.ID {
	way := []quotes.ID{m.Base(id)}
	for {
		next, ok := m.superseded(way[len(way)-1])
		if !ok {
			return way[len(way)-1]
		}
		if i := slices.Index(way, next); i >= 0 { // they were given each other's words
			return slices.Min(way[i:])
		}
		way = append(way, next)
	}
}

// superseded returns the record that has the words that a quotation was given.
func (m *Effective) superseded(id quotes.ID) (quotes.ID, bool) {
	words := m.decisions[id].Words
	if len(words) == 0 {
		return "", false
	}
	to := wordingOf(words[len(words)-1])
	if to == id {
		return "", false
	}
	by := m.Base(to)
	return by, by != id && m.has(by)
}

// Decision returns what was decided on a quotation.
func (m *Effective) Decision(id quotes.ID) Decision { return m.decisions[m.Base(id)] }

// Decisions returns all that was decided, by the IDs that [Effective.Base] gives. The
// caller must not change it.
func (m *Effective) Decisions() map[quotes.ID]Decision { return m.decisions }

// Corrected returns a record as it may be shown if nobody hid it: what was decided on
// it holds, attributions in review are left out, and those that are left are in the
// order of [quotes.Attribution.Compare]. It returns false when there is nothing to
// show. q is not changed.
func (m *Effective) Corrected(q quotes.Quote) (quotes.Quote, bool) {
	if len(m.base) > 0 && m.Record(q.ID) != q.ID {
		return quotes.Quote{}, false
	}
	q, ok := m.decisions[q.ID].Corrected(q)
	return renamed(q, m.names), ok
}

// NameOf returns what somebody is called since names went.
func (m *Effective) NameOf(name string) string { return nameOf(name, m.names) }

// Names returns which names go, in order. The caller must not change it.
func (m *Effective) Names() []store.Edit { return m.names }

// Hidden reports whether a moderator hid the record with an ID.
func (m *Effective) Hidden(id quotes.ID) bool { return m.decisions[id].Hidden() }

// decide replays edits in order, upon what was decided before.
func decide(before map[quotes.ID]Decision, edits []store.Edit, corpus Corpus) *Effective {
	m := New(fold(before, edits, corpus.Canonical), corpus)
	if len(m.base) == 0 && !slices.ContainsFunc(edits, func(e store.Edit) bool { return e.Op == store.Add }) {
		return m
	}
	// Now it is known which IDs are those of quotations that were added or amended.
	return New(fold(before, edits, m.Base), corpus)
}

// fold does so with each edit for the ID that canonical gives for its own.
func fold(before map[quotes.ID]Decision, edits []store.Edit, canonical func(quotes.ID) quotes.ID) map[quotes.ID]Decision {
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

// With returns what is decided after more edits, none of which undoes another.
func (m *Effective) With(more ...store.Edit) *Effective { return decide(m.decisions, more, m.corpus) }
