package edits

import (
	"context"
	"fmt"
	"slices"

	"verbatim/quotes/store"
	"verbatim/search/index"
	"verbatim/search/vocabulary"
)

// maxRenamed is how many records are read because a name went: each takes 60
// microseconds, with what finds it. Those beyond are shown by the new name, and found
// by it after the next build.
const maxRenamed = 5000

// renamed returns the records in which somebody may be called otherwise than as
// built: those that have one of the names that went or came since.
func (p *Pending) renamed(ctx context.Context) ([]uint32, error) {
	names := changedNames(p.generation.AsBuilt.Names(), p.Names())
	ix := p.generation.Index
	terms := ix.Terms()
	seen := map[uint32]bool{}
	var out []uint32
	take := func(docs index.Docs) error {
		for record := range ix.Records(docs) {
			if len(out) == maxRenamed {
				return nil
			}
			if len(out)%256 == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			if !seen[record] {
				seen[record] = true
				out = append(out, record)
			}
		}
		return nil
	}
	for _, name := range names {
		docs, err := terms.Docs(index.Filters, index.SpeakerTerm(name))
		if err == nil {
			err = take(docs)
		}
		if err != nil {
			return nil, fmt.Errorf("looking for a name: %w", err)
		}
	}
	for _, name := range names { // of whom it was denied, or asked, that he said so
		var docs index.Docs
		for i, word := range vocabulary.Folded(name) {
			having, err := terms.Docs(index.Names, word)
			if err != nil {
				return nil, fmt.Errorf("looking for a name: %w", err)
			}
			if i > 0 {
				having = docs.And(having)
			}
			docs = having
		}
		if err := take(docs); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// changedNames returns the names of those who are called otherwise after some merges
// than after others: what goes and comes by the merges that only one of the two has,
// and what these names become by all others.
func changedNames(was, now []store.Edit) []string {
	var names []string
	all := slices.Concat(was, now)
	has := func(name string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return vocabulary.Key(n) == vocabulary.Key(name) })
	}
	for _, of := range [2][2][]store.Edit{{was, now}, {now, was}} {
		for _, e := range of[0] {
			if !slices.ContainsFunc(of[1], func(o store.Edit) bool { return o.Seq == e.Seq && o.At.Equal(e.At) }) {
				names = append(names, e.From, e.Speaker)
			}
		}
	}
	for grown := true; grown; {
		grown = false
		for _, e := range all {
			if has(e.From) && !has(e.Speaker) {
				names, grown = append(names, e.Speaker), true
			}
		}
	}
	return names
}
