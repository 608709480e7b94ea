// Package edits keeps what moderators decided since a generation was built, beside
// it: [Pending] is a mask and a small list of corrections. What is hidden is gone
// everywhere, what was restored is there again, and what was corrected is found by
// its new name; weights stay as they were built until the next build.
package edits

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/search/generation"
	"verbatim/search/index"
	"verbatim/search/vocabulary"
)

// Pending is what moderators decided, as of one moment, beside one generation. It
// never changes, and is safe for concurrent use.
type Pending struct {
	generation *generation.Generation
	decided    map[quotes.ID]generation.Decision // otherwise than as built, or once so
	waiting    int

	hidden      []uint32 // records that the index has as visible
	off         int      // visible quotations more than when it was built
	terms       map[index.Term]change
	corrections map[uint32]Correction
	words       map[string]Word // of corrected names, those that the vocabulary lacks
}

// change is which records have a term no more, and which have it now.
type change struct{ lost, gained []uint32 }

// Correction is a record whose speaker is another one than when the index was
// built.
type Correction struct {
	Record  uint32
	Speaker string
	Names   []uint32 // the words of its names, numbered as [Word] says
}

// Word is a word of a corrected name that no name had when the vocabulary was
// built.
type Word struct {
	Text  string
	ID    uint32 // from firstWord on
	Count int    // of corrections that have it
}

// firstWord is above the number of any word of the vocabulary.
const firstWord = 1 << 30

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
// records that they correct or restore: one that cannot be read is shown to nobody.
// The error is that of ctx.
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
	if !changed && p.terms != nil { // a report, as a rule
		out := *p
		out.decided, out.waiting = decided, waiting
		return &out, nil
	}
	return p.of(ctx, decided, waiting)
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
	out := &Pending{
		generation: p.generation, decided: decided, waiting: waiting,
		terms: map[index.Term]change{}, corrections: map[uint32]Correction{}, words: map[string]Word{},
	}
	for _, id := range slices.Sorted(maps.Keys(out.decided)) {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("taking in the edits: %w", err)
		}
		n, ok, err := p.generation.Records.Find(id)
		if err != nil || !ok || out.decided[id].Same(p.generation.AsBuilt[id]) {
			continue
		}
		out.take(n, p.generation.AsBuilt[id], out.decided[id])
	}
	return out, nil
}

// take notes how a record is shown otherwise than as built.
func (p *Pending) take(record uint32, was, is generation.Decision) {
	if is.Hidden() {
		if !was.Hidden() {
			p.hide(record)
		}
		return
	}
	q, err := p.generation.Records.At(record)
	if err != nil {
		p.hide(record) // whoever reads all of the generation will tell
		return
	}
	before, wasServed := was.Corrected(q)
	now, served := is.Corrected(q)
	switch {
	case !served && wasServed && !was.Hidden():
		p.hide(record) // it was rejected
		return
	case !served || !wasServed:
		return
	}
	if was.Hidden() {
		p.off++
	}
	p.move(record, index.NewDocument(vocabulary.TermsOf(before), was.Hidden()), index.NewDocument(vocabulary.TermsOf(now), false))
	if was.Correct.Speaker != is.Correct.Speaker {
		p.correct(record, now)
	}
}

func (p *Pending) hide(record uint32) {
	p.hidden = append(p.hidden, record)
	var d vocabulary.Doc
	if p.generation.Vocabulary.DocWords(record, &d); d.Served {
		p.off--
	}
}

// move takes a record from the terms that it had to those that it has.
func (p *Pending) move(record uint32, before, now index.Document) {
	had, has := before.Terms(), now.Terms()
	for t := range had {
		if !has[t] {
			c := p.terms[t]
			c.lost = append(c.lost, record)
			p.terms[t] = c
		}
	}
	for t := range has {
		if !had[t] {
			c := p.terms[t]
			c.gained = append(c.gained, record)
			p.terms[t] = c
		}
	}
}

// correct notes the words of a record's names as they are now.
func (p *Pending) correct(record uint32, now quotes.Quote) {
	c := Correction{Record: record}
	if names := vocabulary.Speakers(now); len(names) > 0 {
		c.Speaker = names[0]
	}
	for _, text := range vocabulary.NameWords(now) {
		e, ok := p.generation.Vocabulary.Name(text)
		if !ok {
			w, known := p.words[text]
			if !known {
				w = Word{Text: text, ID: firstWord + uint32(len(p.words))}
			}
			w.Count++
			p.words[text] = w
			e.ID = w.ID
		}
		c.Names = append(c.Names, e.ID)
	}
	p.corrections[record] = c
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

// Off returns how many visible quotations more there are than when the generation
// was built, and so many hidden ones fewer.
func (p *Pending) Off() int { return p.off }

// Lost implements [index.Delta].
func (p *Pending) Lost(t index.Term) []uint32 {
	if len(p.hidden) > 0 && index.TellsVisible(t) {
		return slices.Concat(p.hidden, p.terms[t].lost)
	}
	return p.terms[t].lost
}

// Gained implements [index.Delta].
func (p *Pending) Gained(t index.Term) []uint32 { return p.terms[t].gained }

// Correction returns the correction of a record.
func (p *Pending) Correction(record uint32) (Correction, bool) {
	c, ok := p.corrections[record]
	return c, ok
}

// Corrections yields all corrections that wait, in no order.
func (p *Pending) Corrections(yield func(Correction) bool) { maps.Values(p.corrections)(yield) }

// Word returns a word of a corrected name that the vocabulary lacks.
func (p *Pending) Word(text string) (Word, bool) {
	w, ok := p.words[text]
	return w, ok
}

// Words yields all of those, in no order.
func (p *Pending) Words(yield func(Word) bool) { maps.Values(p.words)(yield) }

// ErrUnreadable is wrapped by the error of Check.
var ErrUnreadable = errors.New("the record cannot be read")

// Check reports whether an edit could take effect: the record of one that corrects
// or restores has to be readable, else the error wraps [ErrUnreadable] and
// [store.ErrCorrupt].
func (p *Pending) Check(record uint32, e store.Edit) error {
	if e.Op == store.Hide {
		return nil
	}
	if _, err := p.generation.Records.At(record); err != nil {
		return fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	return nil
}
