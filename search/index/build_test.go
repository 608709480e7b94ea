package index

import (
	"fmt"
	"testing"
)

func TestEveryBuildNumbersDocumentsInTheOrderOfTheirRecords(t *testing.T) {
	dir := t.TempDir() + "/index"
	b, err := NewBuilder(t.Context(), dir, partDocs) // so many that there are two parts
	if err != nil {
		t.Fatal(err)
	}
	records := uint32(2*batchSize + batchSize/2)
	for record := range records {
		if err := b.Add(record, Document{Words: []string{"same", fmt.Sprint("own", record)}, Filters: []string{"same"}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Close(nil); err != nil {
		t.Fatal(err)
	}
	ix, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ix.Close() }()
	if len(ix.parts) != 2 || len(ix.place) != int(records) {
		t.Fatalf("%d parts have %d documents", len(ix.parts), len(ix.place))
	}
	for i, p := range ix.parts { // batches go to the parts in turn
		doc := 0
		for record := range records {
			if int(record)/batchSize%2 != i {
				continue
			}
			if p.record[doc] != record {
				t.Fatalf("document %d of part %d is record %d, want %d", doc, i, p.record[doc], record)
			}
			doc++
		}
	}
	terms := ix.Terms()
	for _, tt := range []struct {
		field, text string
		want        int
	}{{Words, "same", int(records)}, {Words, "own4321", 1}, {Filters, "same", int(records)}, {Names, "same", 0}} {
		docs, err := terms.Docs(tt.field, tt.text)
		if err != nil || docs.Len() != tt.want {
			t.Errorf("%d documents have %q in %s, %v; want %d", docs.Len(), tt.text, tt.field, err, tt.want)
		}
	}
	if docs, err := terms.Docs(Words, "own4321"); err != nil || !ix.Has(docs, 4321) {
		t.Errorf("record 4321 has other words, %v", err)
	}
}
