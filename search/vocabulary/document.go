package vocabulary

import (
	"encoding/binary"
	"fmt"
	"slices"

	"verbatim/quotes"
)

// Doc is a quotation in numbers. Its slices are reused by the next
// [Vocabulary.Doc].
type Doc struct {
	Words    []uint32 // in order; at most [MaxTokens]
	Names    []uint32 // the words of the speakers' names
	Titles   []uint32 // the words of titles, publishers and places in them
	Speakers []uint32
	Sources  []uint32
	Served   bool
	Kind     quotes.Kind // of the lead attribution
	Unsaid   bool        // the lead attribution is a report of what is not asserted
	Curated  bool        // the lead attribution is
	Titled   bool        // its source has a title
	Placed   bool        // and a place there, or an address
	Date     uint32      // the later the higher, below 1<<22; 0 for none
}

// Doc reads record n, below [Vocabulary.Len], into d. On disk a document is a
// byte of what ties are broken by, the date, and five lists of numbers: of names,
// titles, words, speakers, sources, each its length, then its numbers, all as
// unsigned varints.
func (v *Vocabulary) Doc(n uint32, d *Doc) {
	if own, ok := v.others[n]; ok {
		v.more.Doc(own, d)
		v.renumber(d)
		v.speakers.more.renumber(d.Speakers)
		v.sources.more.renumber(d.Sources)
		return
	}
	b := v.docWords(n, d)
	d.Speakers, b = readList(d.Speakers[:0], b)
	d.Sources, _ = readList(d.Sources[:0], b)
}

// DocWords reads everything but speakers and sources, which it leaves as they
// are.
func (v *Vocabulary) DocWords(n uint32, d *Doc) {
	if own, ok := v.others[n]; ok {
		v.more.docWords(own, d)
		v.renumber(d)
		return
	}
	v.docWords(n, d)
}

// docWords is DocWords of what was built, and returns the rest of the document.
func (v *Vocabulary) docWords(n uint32, d *Doc) []byte {
	b := v.docs[v.offsets.at(n):v.offsets.at(n+1)]
	m := b[0]
	date, size := binary.Uvarint(b[1:])
	d.Date = uint32(date)
	d.Names, b = readList(d.Names[:0], b[1+size:])
	d.Titles, b = readList(d.Titles[:0], b)
	d.Words, b = readList(d.Words[:0], b)
	d.Served = m&metaServed != 0
	d.Kind = kindOf(m)
	d.Curated, d.Titled, d.Placed, d.Unsaid = m&metaCurated != 0, m&metaTitled != 0, m&metaPlaced != 0, m&metaUnsaid != 0
	return b
}

// Lead returns the kind of the lead attribution of record n, below
// [Vocabulary.Len]; "" if it is not served.
func (v *Vocabulary) Lead(n uint32) quotes.Kind {
	if own, ok := v.others[n]; ok {
		return v.more.Lead(own)
	}
	m := v.docs[v.offsets.at(n)]
	if m&metaServed == 0 {
		return ""
	}
	return kindOf(m)
}

func kindOf(m byte) quotes.Kind {
	return [...]quotes.Kind{quotes.Direct, quotes.Partial, quotes.Indirect, quotes.Direct}[m&metaKind]
}

func readList(dst []uint32, b []byte) ([]uint32, []byte) {
	n, at := uint64(b[0]), 1 // mostly
	if n >= 0x80 {
		n, at = binary.Uvarint(b)
	}
	if n > uint64(len(b)) {
		panic("vocabulary: a list is longer than its document")
	}
	dst = slices.Grow(dst, int(n))[:n]
	for i := range dst {
		c := b[at]
		at++
		id := uint32(c & 0x7f)
		for shift := 7; c >= 0x80; shift += 7 {
			c = b[at]
			at++
			id |= uint32(c&0x7f) << shift
		}
		dst[i] = id
	}
	return dst, b[at:]
}

// Day returns the date that the lead attribution goes by, as exactly as it is known; ""
// for none.
func (d *Doc) Day() quotes.Date {
	year, month, day := d.Date/(13*32), d.Date/32%13, d.Date%32
	switch {
	case d.Date == 0:
		return ""
	case month == 0:
		return quotes.Date(fmt.Sprintf("%04d", year))
	case day == 0:
		return quotes.Date(fmt.Sprintf("%04d-%02d", year, month))
	}
	return quotes.Date(fmt.Sprintf("%04d-%02d-%02d", year, month, day))
}

// Quality orders what fits equally well, the better the lower: verbatim before
// partial before reports, of which what is asserted comes first, curated before
// extracted, what has a title and a place there before what has not, the newer
// before the older and these before what has no date.
func (d *Doc) Quality() int {
	n := 0
	switch {
	case d.Unsaid:
		n = 3
	case d.Kind == quotes.Indirect:
		n = 2
	case d.Kind == quotes.Partial:
		n = 1
	}
	for _, good := range []bool{d.Curated, d.Titled, d.Placed} {
		n <<= 1
		if !good {
			n++
		}
	}
	const days = 1 << 22 // more than of any date
	return n*days + days - 1 - int(d.Date)
}
