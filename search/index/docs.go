package index

import (
	"github.com/RoaringBitmap/roaring/v2"
)

// Docs is a set of documents: a bitmap for each part of the index. The bitmaps may
// lie in the index file, and must not be changed.
type Docs []*roaring.Bitmap

// combined applies an operation part by part.
func combined(a, b Docs, op func(a, b *roaring.Bitmap) *roaring.Bitmap) Docs {
	out := make(Docs, len(a))
	for i := range a {
		out[i] = op(a[i], b[i])
	}
	return out
}

// And returns the documents that are in both sets.
func (d Docs) And(other Docs) Docs { return combined(d, other, roaring.And) }

// Or returns the documents that are in either set.
func (d Docs) Or(other Docs) Docs { return combined(d, other, roaring.Or) }

// AndNot returns the documents that are not in the other set.
func (d Docs) AndNot(other Docs) Docs { return combined(d, other, roaring.AndNot) }

// Len returns how many documents there are.
func (d Docs) Len() int {
	n := uint64(0)
	for _, b := range d {
		n += b.GetCardinality()
	}
	return int(n)
}

// LenAnd returns how many documents are in both sets.
func (d Docs) LenAnd(other Docs) int {
	n := uint64(0)
	for i, b := range d {
		n += b.AndCardinality(other[i])
	}
	return int(n)
}

// Empty reports whether there is no document.
func (d Docs) Empty() bool {
	for _, b := range d {
		if !b.IsEmpty() {
			return false
		}
	}
	return true
}

// Intersects reports whether any document is in both sets.
func (d Docs) Intersects(other Docs) bool {
	for i, b := range d {
		if b.Intersects(other[i]) {
			return true
		}
	}
	return false
}
