// Package edits keeps what moderators decided since a generation was built, beside
// it: [Pending] has the documents of what is shown otherwise than when it was built,
// or was not there at all. They are found by all that they have now, within the same
// index and vocabulary; weights stay as they were built until the next build.
package edits

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"sync"

	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/search/generation"
	"verbatim/search/index"
	"verbatim/search/vocabulary"
)

// Pending is what moderators decided, as of one moment, beside one generation. It
// never changes, and is safe for concurrent use.
type Pending struct {
	// Index, Vocabulary and Records are those of the generation, with what is
	// otherwise since.
	Index      *index.Index
	Vocabulary *vocabulary.Vocabulary
	Records    Records
	// Persons keeps who of the list of people is which speakers, by canonical name,
	// once package find has looked: it follows from what never changes.
	Persons *sync.Map

	generation *generation.Generation
	decided    map[quotes.ID]generation.Decision // otherwise than as built, or once so
	waiting    int
	counts     Counts

	// What differs, by record, while it is put together.
	documents map[uint32]index.Document
	terms     map[uint32]vocabulary.Terms
}

// Counts tell how many quotations more there are than when the generation was built,
// below 0 fewer.
type Counts struct{ Visible, Hidden int }

// New returns what the edits of a log come to beside a generation: those up to the
// last one that was built in are in it already. A log that ends before that one
// takes nothing back.
func New(ctx context.Context, g *generation.Generation, log []store.Edit) (*Pending, error) {
	p, since := &Pending{generation: g}, g.Manifest.Since(log)
	if !slices.ContainsFunc(since, func(e store.Edit) bool { return e.Op == store.Undo }) {
		return p.With(ctx, since...)
	}
	// What an undo leaves is told by all of the log.
	decided := g.Manifest.Effective(log, g.AsBuilt, g.Canonical)
	for id := range g.AsBuilt {
		if _, ok := decided[id]; !ok {
			decided[id] = generation.Decision{}
		}
	}
	return p.of(ctx, decided, decisions(since))
}

// With returns p after more edits, none of which undoes another. It reads the
// records that they are about: one that cannot be read is shown to nobody. The error
// is that of ctx, or says that there is too much.
func (p *Pending) With(ctx context.Context, more ...store.Edit) (*Pending, error) {
	decided := maps.Clone(p.decided)
	if decided == nil {
		decided = map[quotes.ID]generation.Decision{}
	}
	changed := false
	for _, e := range more {
		id := p.generation.Canonical(e.ID)
		d, ok := decided[id]
		if !ok {
			d = p.generation.AsBuilt[id]
		}
		decided[id] = d.With(e)
		changed = changed || !d.Same(decided[id])
	}
	waiting := p.waiting + decisions(more)
	if !changed && p.Index != nil { // a report, as a rule
		return p.as(decided, waiting), nil
	}
	return p.of(ctx, decided, waiting)
}

// as returns p, which shows the same after other decisions.
func (p *Pending) as(decided map[quotes.ID]generation.Decision, waiting int) *Pending {
	return &Pending{
		Index: p.Index, Vocabulary: p.Vocabulary, Records: p.Records, Persons: p.Persons,
		generation: p.generation, decided: decided, waiting: waiting, counts: p.counts,
	}
}

// decisions counts the edits that moderators made to what is shown.
func decisions(all []store.Edit) int {
	n := 0
	for _, e := range all {
		if e.Op != store.Report && e.Op != store.Settle {
			n++
		}
	}
	return n
}

// of returns what decisions come to beside the generation of p.
func (p *Pending) of(ctx context.Context, decided map[quotes.ID]generation.Decision, waiting int) (*Pending, error) {
	g := p.generation
	out := &Pending{
		Records: Records{Records: g.Records}, Persons: new(sync.Map), generation: g, decided: decided, waiting: waiting,
		documents: map[uint32]index.Document{}, terms: map[uint32]vocabulary.Terms{},
	}
	for _, id := range slices.Sorted(maps.Keys(out.decided)) {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("taking in the edits: %w", err)
		}
		n, ok, err := g.Records.Find(id)
		if err != nil || !ok || out.decided[id].Same(g.AsBuilt[id]) {
			continue
		}
		out.take(n, g.AsBuilt[id], out.decided[id])
	}
	var err error
	if out.Vocabulary, err = g.Vocabulary.With(out.terms); err != nil {
		return nil, fmt.Errorf("taking in the edits: %w", err)
	}
	out.Index = g.Index.With(out.documents)
	out.documents, out.terms = nil, nil
	return out, nil
}

// take notes how a record is shown otherwise than as built.
func (p *Pending) take(record uint32, was, is generation.Decision) {
	if is.Hidden() && was.Hidden() { // it is found by nothing, whatever else was decided
		return
	}
	q, err := p.Records.At(record)
	if err != nil || is.Hidden() {
		p.hide(record) // whoever reads all of the generation will tell of one that cannot be read
		return
	}
	before, wasServed := was.Corrected(q)
	now, served := is.Corrected(q)
	p.counts.count(q, was, -1)
	p.counts.count(q, is, 1)
	switch {
	case wasServed == served && !was.Hidden() && reflect.DeepEqual(before, now):
	case !served:
		p.documents[record] = index.Document{}
	default:
		p.terms[record] = vocabulary.TermsOf(now)
		p.documents[record] = index.NewDocument(p.terms[record], false)
	}
}

// count counts a quotation on which this was decided.
func (c *Counts) count(q quotes.Quote, d generation.Decision, n int) {
	_, served := d.Corrected(q)
	switch {
	case served && d.Hidden():
		c.Hidden += n
	case served:
		c.Visible += n
	}
}

// hide leaves a record that was built as visible out.
func (p *Pending) hide(record uint32) {
	p.documents[record] = index.Document{}
	var d vocabulary.Doc
	if p.generation.Vocabulary.DocWords(record, &d); d.Served {
		p.counts.Visible--
		p.counts.Hidden++
	}
}

// Decision returns what the edits of a quotation come to, those that were built in
// included.
func (p *Pending) Decision(id quotes.ID) generation.Decision {
	if d, ok := p.decided[id]; ok {
		return d
	}
	return p.generation.AsBuilt[id]
}

// Decisions yields every quotation that edits were made of, and what they come to.
func (p *Pending) Decisions(yield func(quotes.ID, generation.Decision) bool) {
	for id, d := range p.decided {
		if !yield(id, d) {
			return
		}
	}
	for id, d := range p.generation.AsBuilt {
		if _, ok := p.decided[id]; !ok && !yield(id, d) {
			return
		}
	}
}

// Shown returns what may be shown of a record that was read, see
// [generation.Decision.Shown].
func (p *Pending) Shown(q quotes.Quote) (quotes.Quote, bool) { return p.Decision(q.ID).Shown(q) }

// Waiting returns how many edits there are since the generation was built, but for
// reports and what settles them.
func (p *Pending) Waiting() int { return p.waiting }

// Counts returns how many quotations more there are than when the generation was
// built.
func (p *Pending) Counts() Counts { return p.counts }

// ErrUnreadable is wrapped by the error of Check.
var ErrUnreadable = errors.New("the record cannot be read")

// Check reports whether an edit could take effect: the record of one that does not
// hide has to be readable, else the error wraps [ErrUnreadable] and
// [store.ErrCorrupt].
func (p *Pending) Check(record uint32, e store.Edit) error {
	if e.Op == store.Hide {
		return nil
	}
	if _, err := p.Records.At(record); err != nil {
		return fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	return nil
}
