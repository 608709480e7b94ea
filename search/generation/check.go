package generation

import (
	"context"
	"fmt"

	"verbatim/search/index"
	"verbatim/search/vocabulary"
)

// checkedRecords is how many records verifyIndex looks for.
const checkedRecords = 200

// verifyIndex checks of a new generation what checksums cannot tell: that index,
// vocabulary and records are of the same quotations. There is one document for
// each record, and records picked at equal distances are found by their words,
// the vocabulary having the same words in the same order.
func verifyIndex(ctx context.Context, g *Generation) error {
	records := g.Records.Len()
	if docs, known := g.Index.Len(), g.Vocabulary.Len(); docs != records || known != records {
		return fmt.Errorf("%w: %d records, %d documents, %d quotations in the vocabulary", index.ErrDamaged, records, docs, known)
	}
	terms := g.Index.Terms()
	var doc vocabulary.Doc
	step := max(1, records/checkedRecords)
	for n := 0; n < records; n += step {
		if err := ctx.Err(); err != nil {
			return err
		}
		g.Vocabulary.Doc(uint32(n), &doc)
		if !doc.Served {
			continue
		}
		q, err := g.Records.At(uint32(n))
		if err != nil {
			return err
		}
		q, _ = g.AsBuilt.Corrected(q)
		words := vocabulary.Folded(q.Words)
		words = words[:min(len(words), vocabulary.MaxTokens)]
		if len(words) != len(doc.Words) {
			return fmt.Errorf("%w: record %d has %d words, the vocabulary %d", index.ErrDamaged, n, len(words), len(doc.Words))
		}
		for i, w := range words {
			docs, err := terms.Docs(index.Words, w)
			if err != nil {
				return err
			}
			if e, ok := g.Vocabulary.Word(w); !ok || e.ID != doc.Words[i] || !g.Index.Has(docs, uint32(n)) {
				return fmt.Errorf("%w: record %d is not found by its word %q", index.ErrDamaged, n, w)
			}
		}
	}
	return nil
}
