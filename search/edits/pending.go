// Package edits keeps what moderators decided since a generation was built, beside
// it: [Pending] has the documents of what is shown otherwise than when it was built,
// or was not there at all. They are found by all that they have now, within the same
// index and vocabulary; weights stay as they were built until the next build.
package edits

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"

	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/search/generation"
	"verbatim/search/index"
	"verbatim/search/moderation"
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
	// Called keeps how many quotations there are under the canonical name of somebody
	// of the list.
	Called *sync.Map

	*moderation.Effective // what was decided, with what was built in
	generation            *generation.Generation
	waiting               int
	counts                Counts

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
	p, since := &Pending{generation: g, Effective: g.AsBuilt}, g.Manifest.Since(log)
	if !slices.ContainsFunc(since, Retroactive) {
		return p.With(ctx, since...)
	}
	return p.of(ctx, g.Manifest.Effective(log, g.AsBuilt.Decisions(), g.Corpus()), decisions(since))
}

// Retroactive reports whether an edit changes what earlier ones come to, so that all
// of the log has to tell: it undoes one, or it makes a quotation of words, or of a
// quotation other words, on which something was decided before.
func Retroactive(e store.Edit) bool {
	return e.Op == store.Undo || e.Op == store.Add || e.Op == store.Forget || e.Op == store.Amend && e.Part == store.WordsPart
}

// With returns p after more edits, none of which is [Retroactive]. It reads the
// records that they are about: one that cannot be read is shown to nobody. The error
// is that of ctx, or says that there is too much.
func (p *Pending) With(ctx context.Context, more ...store.Edit) (*Pending, error) {
	waiting := p.waiting + decisions(more)
	if waiting == p.waiting && p.Index != nil { // reports
		return &Pending{
			Index: p.Index, Vocabulary: p.Vocabulary, Records: p.Records, Persons: p.Persons, Called: p.Called,
			Effective: p.Effective.With(more...), generation: p.generation, waiting: waiting, counts: p.counts,
		}, nil
	}
	return p.of(ctx, p.Effective.With(more...), waiting)
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
func (p *Pending) of(ctx context.Context, now *moderation.Effective, waiting int) (*Pending, error) {
	g := p.generation
	out := &Pending{
		Records: Records{Records: g.Records}, Persons: new(sync.Map), Called: new(sync.Map), Effective: now, generation: g, waiting: waiting,
		documents: map[uint32]index.Document{}, terms: map[uint32]vocabulary.Terms{},
	}
	if err := out.differing(ctx); err != nil {
		return nil, fmt.Errorf("taking in the edits: %w", err)
	}
	var err error
	if out.Vocabulary, err = g.Vocabulary.With(out.terms); err != nil {
		return nil, fmt.Errorf("taking in the edits: %w", err)
	}
	out.Index = g.Index.With(out.documents)
	out.documents, out.terms = nil, nil
	return out, nil
}

// differing finds what is shown otherwise than as built, and what was added.
func (p *Pending) differing(ctx context.Context) error {
	was, now := p.generation.AsBuilt.Decisions(), p.Decisions()
	differ := map[quotes.ID]bool{}
	for _, of := range [2][2]map[quotes.ID]moderation.Decision{{was, now}, {now, was}} {
		for id, d := range of[0] {
			// Which quotation has words that were given to several is for all of them to say.
			if len(d.Words) > 0 || !d.Same(of[1][id]) {
				differ[id] = true
			}
		}
	}
	records, err := p.renamed(ctx)
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(differ)) {
		n, ok, err := p.generation.Records.Find(id)
		switch {
		case err != nil:
		case ok:
			records = append(records, n)
		case len(now[id].Adds) > 0:
			records = append(records, uint32(p.Records.Len()))
			p.Records.added = append(p.Records.added, quotes.Quote{ID: id, Words: now[id].Adds[0].Quote.Words})
		}
	}
	slices.Sort(records)
	records = slices.Compact(records)
	for _, n := range records {
		if err := ctx.Err(); err != nil {
			return err
		}
		p.take(n)
	}
	return nil
}

// take notes how a record is shown otherwise than as built.
func (p *Pending) take(record uint32) {
	built, id := p.generation.AsBuilt, p.Records.IDAt(record)
	added := int(record) >= p.generation.Records.Len()
	if added { // it has its number, whatever becomes of it
		p.terms[record], p.documents[record] = vocabulary.Terms{}, index.Document{}
	}
	wasHidden, hidden := built.Hidden(id), p.Hidden(id)
	q, err := p.Records.At(record)
	if err != nil {
		p.unreadable(record)
		return
	}
	before, wasServed := built.Corrected(q)
	now, served := p.Corrected(q)
	if !added {
		p.counts.count(q, built, -1)
	}
	p.counts.count(q, p.Effective, 1)
	wasShown, shown := wasServed && !wasHidden, served && !hidden
	switch {
	case !wasShown && !shown, wasShown && shown && reflect.DeepEqual(before, now):
	case !shown:
		p.documents[record] = index.Document{}
	default:
		p.terms[record] = vocabulary.TermsOf(now)
		p.documents[record] = index.NewDocument(p.terms[record], false)
	}
}

// count counts a quotation on which this was decided.
func (c *Counts) count(q quotes.Quote, by *moderation.Effective, n int) {
	_, served := by.Corrected(q)
	d := by.Decision(q.ID)
	switch {
	case served && d.Hidden():
		c.Hidden += n
	case served:
		c.Visible += n
	}
}

// unreadable leaves out a record that cannot be read. Whoever reads all of the
// generation will tell of it.
func (p *Pending) unreadable(record uint32) {
	p.documents[record] = index.Document{}
	var d vocabulary.Doc
	if p.generation.Vocabulary.DocWords(record, &d); d.Served && !p.generation.AsBuilt.Hidden(p.Records.IDAt(record)) {
		p.counts.Visible--
		p.counts.Hidden++
	}
}

// Shown returns what may be shown of a record that was read, see
// [moderation.Effective.Corrected]; false when it is hidden.
func (p *Pending) Shown(q quotes.Quote) (quotes.Quote, bool) {
	if p.Hidden(q.ID) {
		return quotes.Quote{}, false
	}
	return p.Corrected(q)
}

// Resolve returns the record that an ID leads to now. Errors are those of
// [generation.Generation.Resolve].
func (p *Pending) Resolve(id quotes.ID) (uint32, error) {
	if n, ok := p.Records.Find(p.Record(id)); ok {
		return n, nil
	}
	return p.generation.Resolve(id)
}

// WithPrefix yields the records one of whose IDs starts with the prefix: those of the
// generation in the order of their IDs, then those that were added, or amended so.
func (p *Pending) WithPrefix(prefix string) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		from, to := p.generation.Records.WithPrefix(prefix)
		for n := from; n < to; n++ {
			if !yield(n) {
				return
			}
		}
		for i, q := range p.Records.added {
			if strings.HasPrefix(string(q.ID), prefix) && !yield(uint32(p.generation.Records.Len()+i)) {
				return
			}
		}
		for _, words := range p.Reworded() {
			if n, ok := p.Records.Find(p.Record(words)); ok && strings.HasPrefix(string(words), prefix) && !yield(n) {
				return
			}
		}
	}
}

// Waiting returns how many edits there are since the generation was built, but for
// reports and what settles them.
func (p *Pending) Waiting() int { return p.waiting }

// Documents returns how many records are found otherwise than as built, or were added.
func (p *Pending) Documents() int { return p.Index.Beside() }

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
