package vocabulary

import (
	"encoding/binary"

	"verbatim/quotes"
)

// Doc is a quotation in numbers. Its slices are reused by the next
// [Vocabulary.Doc].
type Doc struct {
	Words    []uint32 // in order; at most MaxTokens
	Names    []uint32 // the words of the speakers' names
	Speakers []uint32
	Sources  []uint32
	Served   bool
	Kind     quotes.Kind // of the lead attribution
	Curated  bool
	Dated    bool
}

// Doc reads record n, below [Vocabulary.Len], into d. On disk a document is
// four lists of numbers (each its length, then its numbers, as unsigned
// varints) and a byte of what ties are broken by.
func (v *Vocabulary) Doc(n uint32, d *Doc) {
	b := v.docs[v.offsets.at(n):v.offsets.at(n+1)]
	d.Words, b = readList(d.Words[:0], b)
	d.Names, b = readList(d.Names[:0], b)
	d.Speakers, b = readList(d.Speakers[:0], b)
	d.Sources, b = readList(d.Sources[:0], b)
	m := b[0]
	d.Served = m&metaServed != 0
	d.Kind = [...]quotes.Kind{quotes.Direct, quotes.Partial, quotes.Indirect, quotes.Direct}[m&metaKind]
	d.Curated, d.Dated = m&metaCurated != 0, m&metaDated != 0
}

func readList(dst []uint32, b []byte) ([]uint32, []byte) {
	n, size := binary.Uvarint(b)
	b = b[size:]
	for range n {
		if c := b[0]; c < 0x80 {
			dst = append(dst, uint32(c))
			b = b[1:]
			continue
		}
		id, size := binary.Uvarint(b)
		dst = append(dst, uint32(id))
		b = b[size:]
	}
	return dst, b
}
