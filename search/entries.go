package search

import (
	"fmt"
	"math"
	"reflect"
	"time"

	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/search/edits"
	"verbatim/search/index"
)

// What moderators write themselves: quotations that no file has, other words, another
// speaker or source, and names that are one person's.

// adding completes what adds a quotation, see [Library.Edit].
func adding(p *edits.Pending, forgotten *store.Forgotten, e Edit) (edit Edit, write bool, err error) {
	if forgotten.Has(e.ID) {
		return Edit{}, false, ErrForgotten
	}
	record := quotes.Quote{ID: e.ID, Words: e.Quote.Words}
	if n, ok := p.Records.Find(p.Record(e.ID)); ok {
		q, err := p.Records.At(n)
		if err != nil {
			return Edit{}, false, fmt.Errorf("%w: %w", edits.ErrUnreadable, err)
		}
		shown, served := p.Corrected(q)
		switch {
		case served && p.Hidden(q.ID) && shown.ID == e.ID:
			return Edit{}, false, ErrHidden
		case served && q.ID != e.ID && shown.ID == e.ID: // words that another quotation was given
			return Edit{}, false, ErrThere
		case q.ID == e.ID:
			record = q
		}
	}
	before, served := p.Corrected(record)
	after, _ := p.Effective.With(made(e)).Corrected(record)
	switch {
	case served && reflect.DeepEqual(before, after) && before.Scope == e.Quote.Scope:
		return sameAs(e, lastOf(p.Decision(e.ID).Adds)), false, nil
	case after.Scope != e.Quote.Scope:
		return Edit{}, false, ErrThere
	}
	return e, true, nil
}

// made returns an edit as if it had been made last.
func made(e Edit) Edit {
	e.Seq, e.At = math.MaxUint64, time.Now()
	return e
}

// sameAs returns the edit that did what another one would do, or that one with Seq 0
// where it was so without any.
func sameAs(e, did Edit) Edit {
	if did.Seq > 0 {
		return did
	}
	e.Seq = 0
	return e
}

// lastOf returns the last of some edits; the zero Edit for none.
func lastOf(all []Edit) Edit {
	if len(all) == 0 {
		return Edit{}
	}
	return all[len(all)-1]
}

// amending completes what amends a part of a record.
func amending(p *edits.Pending, n uint32, e Edit) (edit Edit, write bool, err error) {
	q, err := p.Records.At(n)
	if err != nil {
		return Edit{}, false, fmt.Errorf("%w: %w", edits.ErrUnreadable, err)
	}
	before, served := p.Corrected(q)
	if !served {
		return Edit{}, false, ErrNotFound
	}
	after, served := p.Effective.With(made(e)).Corrected(q)
	if !served || !reflect.DeepEqual(before, after) {
		return e, true, nil
	}
	d := p.Decision(e.ID)
	return sameAs(e, map[EditPart]Edit{EditWords: lastOf(d.Words), EditAttribution: d.Attribution, EditSource: d.Source}[e.Part]), false, nil
}

// merging completes what brings two names together.
func merging(p *edits.Pending, e Edit) (edit Edit, write bool, err error) {
	docs, err := p.Index.Terms().Docs(index.Filters, index.SpeakerTerm(e.From))
	if err != nil {
		return Edit{}, false, fmt.Errorf("looking for a name: %w", err)
	}
	if docs.Empty() && p.NameOf(e.From) != e.Speaker {
		return Edit{}, false, ErrNotFound
	}
	if p.NameOf(e.From) == e.Speaker && p.NameOf(e.Speaker) == e.Speaker {
		return sameAs(e, lastOf(p.Names())), false, nil
	}
	return e, true, nil
}
