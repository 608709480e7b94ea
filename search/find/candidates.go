package find

import (
	"cmp"
	"context"
	"slices"

	"verbatim/search/index"
)

// candidate is a document of a part that may be what was asked for.
type candidate struct {
	document, record uint32
	sum              int
}

// gathering is what candidates are found by: words and names, each with its
// expansions, and bigrams.
type gathering struct {
	terms      *index.Terms
	expansions expansions
	bigrams    []string
	bigram     float64    // the weight of one
	only       index.Docs // nil: all
	few, most  int        // see candidates
}

// total returns the most that a document can weigh.
func (g gathering) total() float64 {
	total := g.bigram * float64(len(g.bigrams))
	for _, word := range g.expansions {
		if len(word) > 0 {
			total += word[0].weight
		}
	}
	return total
}

// add adds the weights of all terms to the sums of a part's documents.
func (g gathering) add(ctx context.Context, part int, sums *index.Accumulator) error {
	// Rounding adds at most a half for each word and bigram.
	scale := (index.MaxSum - 1 - float64(len(g.expansions)+len(g.bigrams))/2) / g.total()
	add := func(field, term string, weight float64) error {
		b, err := g.terms.Bitmap(part, field, term)
		if err == nil {
			sums.Add(b, int(weight*scale+0.5))
		}
		return err
	}
	for _, word := range g.expansions {
		if err := sums.Next(ctx); err != nil {
			return err
		}
		// A document gets the weight of the best of those that it has, which comes
		// first.
		for _, e := range word {
			if e.naming != nil {
				sums.Add(e.naming.docs[part], int(e.weight*scale+0.5))
				continue
			}
			if err := add(e.field(), e.entry.Text, e.weight); err != nil {
				return err
			}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	for _, term := range g.bigrams {
		if err := sums.Next(ctx); err != nil {
			return err
		}
		if err := add(index.Bigrams, term, g.bigram); err != nil {
			return err
		}
	}
	return sums.Sum(ctx)
}

// candidates returns the documents of a part whose words and names, and bigrams,
// weigh the most together: about few, by falling weight, then by record. tied is
// how many more weigh as much as the last one, beyond most of them.
func (v Finder) candidates(ctx context.Context, g gathering, part int) (out []candidate, tied int, err error) {
	sums := v.Index.TakeAccumulator(part)
	defer v.Index.PutAccumulator(part, sums)
	sums.Reset()
	if err := g.add(ctx, part, sums); err != nil {
		return nil, 0, err
	}
	docs, sure, err := sums.Best(ctx, g.only[part], g.few)
	if err != nil {
		return nil, 0, err
	}
	if keep := max(g.most, sure); len(docs) > keep { // which of the ties is not the index's to choose
		tied = len(docs) - keep
		if err := lowest(ctx, docs[sure:], keep-sure, func(doc uint32) uint32 { return v.Index.Record(part, doc) }); err != nil {
			return nil, 0, err
		}
		docs = docs[:keep]
	}
	out = make([]candidate, len(docs))
	for i, doc := range docs {
		out[i] = candidate{doc, v.Index.Record(part, doc), sums.At(doc)}
	}
	slices.SortFunc(out, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.sum, a.sum), cmp.Compare(a.record, b.record))
	})
	return out, tied, nil
}

// lowest brings the n documents with the lowest records to the front, in no order.
// A word that is not typed to its end may tie most of an index: sorting all of them
// takes ten times as long as the rest of a search.
func lowest(ctx context.Context, docs []uint32, n int, record func(doc uint32) uint32) error {
	at := func(i int) uint32 { return record(docs[i]) }
	sift := func(i int) { // docs[:n] is a heap, the highest record first
		for {
			child := 2*i + 1
			if child >= n {
				return
			}
			if child+1 < n && at(child+1) > at(child) {
				child++
			}
			if at(i) >= at(child) {
				return
			}
			docs[i], docs[child] = docs[child], docs[i]
			i = child
		}
	}
	for i := n/2 - 1; i >= 0; i-- {
		sift(i)
	}
	for i := n; n > 0 && i < len(docs); i++ {
		if i%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if at(i) < at(0) {
			docs[0], docs[i] = docs[i], docs[0]
			sift(0)
		}
	}
	return nil
}
