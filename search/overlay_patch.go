package search

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"verbatim/quotes"
	"verbatim/search/vocabulary"
)

// patch is what turns the vocabulary and the index of a generation into those
// that would be built now, with the edits that wait: a search that looks
// through it finds what it would find after the next build, with the same
// scores, and need not know that there are edits.
//
// For each record that is shown otherwise than it was built it takes about 3 KB
// of memory, and 0.1 ms to make (500 of 200,000).
type patch struct {
	vocab *vocabulary.Vocabulary
	terms map[fieldTerm]termPatch
	// Documents of hidden records that cannot be read: nobody knows by what the
	// index finds them.
	masked *roaring.Bitmap
}

type fieldTerm struct{ field, term string }

// termPatch is which documents have a term no more, and which have it now.
type termPatch struct{ lost, gained []uint32 }

// patched returns the patch, which the first search makes: it reads the records
// that changed. A record that cannot be read is an error unless it is hidden;
// the next search tries again, as it does when ctx ends before it is made.
func (o *overlay) patched(ctx context.Context, g *generation) (*patch, error) {
	if p := o.patch.Load(); p != nil {
		return p, nil
	}
	select {
	case o.patching <- struct{}{}:
		defer func() { <-o.patching }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if p := o.patch.Load(); p != nil {
		return p, nil
	}
	p, err := o.newPatch(ctx, g)
	if err != nil {
		return nil, fmt.Errorf("taking in the edits: %w", err)
	}
	o.patch.Store(p)
	return p, nil
}

func (o *overlay) newPatch(ctx context.Context, g *generation) (*patch, error) {
	p := &patch{terms: map[fieldTerm]termPatch{}, masked: roaring.New()}
	var changes []vocabulary.Change
	for _, n := range o.changed {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		id := g.records.IDAt(n)
		was, is := g.baked[id], o.decided[id].verdict()
		q, err := g.records.At(n)
		if err != nil {
			if !is.Hidden {
				return nil, err
			}
			p.masked.Add(g.posts.document[n])
			changes = append(changes, vocabulary.Change{Record: n})
			continue
		}
		before, _ := was.apply(q)
		now, _ := is.apply(q)
		if !before.Served() && !now.Served() {
			continue
		}
		changes = append(changes, vocabulary.Change{Record: n, Quote: now})
		if before.Served() && now.Served() { // corrections leave the words as they are
			before.Words, now.Words = "", ""
		}
		p.move(g.posts.document[n], newDocument(n, before), newDocument(n, now))
	}
	var err error
	v := view{generation: g, edits: o, patch: p}
	p.vocab, err = g.vocab.With(ctx, changes, v.spelling(speakerFact, vocabulary.Speakers), v.spelling(sourceFact, vocabulary.Sources))
	return p, err
}

// maxSpellings is how many quotations are read to see how a name is written
// that the first of them write without a capital letter.
const maxSpellings = 16

// spelling returns what tells how a name that was shown one way is shown now,
// see [vocabulary.Shows]. Only where the first quotation that has the name is
// another one is anything read.
func (v view) spelling(fact func(string) string, namesOf func(quotes.Quote) []string) func(string) (string, error) {
	l := v.lookup()
	return func(was string) (string, error) {
		key := vocabulary.Key(was)
		built, err := l.built(factsField, fact(was))
		if err != nil {
			return was, err
		}
		now, err := l.bitmap(factsField, fact(was))
		if err != nil {
			return was, err
		}
		first, _ := v.firstRecord(now, 0)
		_, changed := slices.BinarySearch(v.edits.changed, first)
		if before, ok := v.firstRecord(built, 0); ok && before == first && !changed && was != strings.ToLower(was) {
			return was, nil
		}
		shown := ""
		n, ok := first, true
		for i := 0; ok && i < maxSpellings; i++ {
			q, err := v.records.At(n)
			if err != nil {
				return was, nil // whoever finds the record will tell
			}
			q, _ = v.edits.apply(q)
			for _, name := range namesOf(q) {
				if vocabulary.Key(name) == key && (shown == "" || vocabulary.Shows(shown, name)) {
					shown = name
				}
			}
			if shown != strings.ToLower(shown) {
				break
			}
			n, ok = v.firstRecord(now, n+1)
		}
		return cmp.Or(shown, was), nil
	}
}

// firstRecord returns the first record from a number on that is among documents.
func (v view) firstRecord(docs *roaring.Bitmap, from uint32) (first uint32, found bool) {
	for it := docs.Iterator(); it.HasNext(); {
		if n := v.posts.record[it.Next()]; n >= from && (!found || n < first) {
			first, found = n, true
		}
	}
	return first, found
}

// move takes a document from the terms that it had to those that it has.
func (p *patch) move(doc uint32, before, now document) {
	had, has := before.terms(), now.terms()
	for t := range had {
		if !has[t] {
			c := p.terms[t]
			c.lost = append(c.lost, doc)
			p.terms[t] = c
		}
	}
	for t := range has {
		if !had[t] {
			c := p.terms[t]
			c.gained = append(c.gained, doc)
			p.terms[t] = c
		}
	}
}

// apply returns the documents that have a term now; b, those that the index
// has, is not changed.
func (p *patch) apply(field, term string, b *roaring.Bitmap) *roaring.Bitmap {
	c, ok := p.terms[fieldTerm{field, term}]
	if !ok {
		return b
	}
	b = b.Clone()
	for _, doc := range c.lost {
		b.Remove(doc)
	}
	b.AddMany(c.gained)
	return b
}
