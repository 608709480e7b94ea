package index

import (
	"maps"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// With returns the index with other documents of some records, and with documents of
// records that it has none of, numbered on from [Index.Len]. They are in memory, in a
// part of their own behind those that were built, which stay as they are: what was
// built for such a record is found no more. One without terms is found by nothing.
// ix must be as it was opened.
func (ix *Index) With(documents map[uint32]Document) *Index {
	if len(documents) == 0 {
		return ix
	}
	memory := &part{terms: map[Term]*roaring.Bitmap{}}
	out := &Index{
		parts: append(slices.Clip(ix.parts), memory), place: ix.place,
		moved: make(map[uint32]uint32, len(documents)), gone: ix.None(),
	}
	for _, record := range slices.Sorted(maps.Keys(documents)) {
		doc := uint32(len(memory.record))
		memory.record = append(memory.record, record)
		out.moved[record] = doc
		if int(record) < len(ix.place) {
			was := ix.place[record]
			out.gone[was.part()].Add(was.document())
		} else {
			out.added++
		}
		for t := range documents[record].terms() {
			if memory.terms[t] == nil {
				memory.terms[t] = roaring.New()
			}
			memory.terms[t].Add(doc)
		}
	}
	return out
}

// placeOf returns where the document of a record is.
func (ix *Index) placeOf(record uint32) place {
	if doc, ok := ix.moved[record]; ok {
		return placeAt(len(ix.parts)-1, doc)
	}
	return ix.place[record]
}

// Built is the number of parts that are not in memory.
func (ix *Index) Built() int {
	if ix.moved != nil {
		return len(ix.parts) - 1
	}
	return len(ix.parts)
}

// Beside returns how many documents are in memory.
func (ix *Index) Beside() int { return len(ix.moved) }

// left returns what is left of the documents of a filter term in a part.
func (ix *Index) left(part int, field string, b *roaring.Bitmap) *roaring.Bitmap {
	if field != Filters || part >= len(ix.gone) || !ix.gone[part].Intersects(b) {
		return b
	}
	return roaring.AndNot(b, ix.gone[part])
}
