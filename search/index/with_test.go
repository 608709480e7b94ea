package index

import (
	"context"
	"maps"
	"slices"
	"testing"
)

// TestOtherDocumentsAreFoundInPlaceOfThoseThatWereBuilt has one record with another
// document, one with none, and one more.
func TestOtherDocumentsAreFoundInPlaceOfThoseThatWereBuilt(t *testing.T) {
	dir := t.TempDir() + "/index"
	b, err := NewBuilder(t.Context(), dir, 3)
	if err != nil {
		t.Fatal(err)
	}
	for record, word := range []string{"one", "two", "three"} {
		if err := b.Add(uint32(record), Document{Words: []string{word}, Filters: []string{visible}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Close(nil); err != nil {
		t.Fatal(err)
	}
	built, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = built.Close() }()
	ix := built.With(map[uint32]Document{
		0: {Words: []string{"won", "one"}, Filters: []string{visible}},
		1: {},
		3: {Words: []string{"four"}, Filters: []string{visible}, Bigrams: []string{"fo_ur"}},
	})
	if ix.Len() != 4 || built.Len() != 3 || ix.Built() != built.Parts() || ix.Parts() != built.Parts()+1 {
		t.Errorf("%d documents in %d parts, %d of them built", ix.Len(), ix.Parts(), ix.Built())
	}
	terms := ix.Terms()
	see, err := terms.Docs(Filters, visible)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		field, text string
		want        []uint32
	}{
		{Words, "one", []uint32{0}},
		{Words, "won", []uint32{0}},
		{Words, "two", nil},
		{Words, "three", []uint32{2}},
		{Words, "four", []uint32{3}},
		{Bigrams, "fo_ur", []uint32{3}},
		{Filters, visible, []uint32{0, 2, 3}},
	} {
		docs, err := terms.Docs(tt.field, tt.text)
		if err != nil {
			t.Fatal(err)
		}
		docs = docs.And(see)
		if got := slices.Sorted(ix.Records(docs)); !slices.Equal(got, tt.want) {
			t.Errorf("records %v have %q in %s, want %v", got, tt.text, tt.field, tt.want)
		}
		for record := range uint32(4) {
			if ix.Has(docs, record) != slices.Contains(tt.want, record) {
				t.Errorf("%q in %s: record %d: %v", tt.text, tt.field, record, ix.Has(docs, record))
			}
		}
	}
	found := map[uint32]bool{}
	records, err := ix.Search(t.Context(), 10, func(_ context.Context, part int) (out []Match, err error) {
		for it := see[part].Iterator(); it.HasNext(); {
			out = append(out, Match{Document: it.Next(), Score: 1})
		}
		return out, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range records {
		for _, r := range part {
			found[r] = true
		}
	}
	if got := slices.Sorted(maps.Keys(found)); !slices.Equal(got, []uint32{0, 2, 3}) {
		t.Errorf("a search finds records %v", got)
	}
}
