package index

import (
	bleveindex "github.com/blevesearch/bleve_index_api"
)

// batch is a run of documents on its way into a part. bleve's builder takes the
// documents of a batch out of a map, in no order. So what it is given are slots:
// which document a slot is, is decided when bleve first turns to it, and every
// build numbers the documents in the order of their records.
type batch struct {
	documents []addition
	bound     int // how many of them are a slot's
}

// addition is a document on its way into the index.
type addition struct {
	record uint32
	doc    Document
}

// slot is a document of bleve's. It analyzes nothing, since the terms are known;
// bleve's own tokens and frequencies of each word took half of a build.
type slot struct {
	key    string
	batch  *batch
	fields *fields
	of     addition
}

// ID tells the slots of a batch apart.
func (s *slot) ID() string { return s.key }

// AddIDField is called once for each document, in the order in which bleve numbers
// them.
func (s *slot) AddIDField() {
	s.of = s.batch.documents[s.batch.bound]
	s.batch.documents[s.batch.bound] = addition{}
	s.batch.bound++
}

// VisitFields calls visit with each field.
func (s *slot) VisitFields(visit bleveindex.FieldVisitor) {
	for i, terms := range [...][]string{{docID(s.of.record)}, s.of.doc.Words, s.of.doc.Names, s.of.doc.Titles, s.of.doc.Filters, s.of.doc.Bigrams} {
		s.fields[i].terms = terms
		visit(&s.fields[i])
	}
}

// VisitComposite does nothing: no field is made of others.
func (s *slot) VisitComposite(bleveindex.CompositeFieldVisitor) {}

// HasComposite is false.
func (s *slot) HasComposite() bool { return false }

// Size is for the statistics of an index that is written while it is searched, as
// what follows.
func (s *slot) Size() int { return 0 }

// NumPlainTextBytes is not counted.
func (s *slot) NumPlainTextBytes() uint64 { return 0 }

// StoredFieldsBytes is not counted.
func (s *slot) StoredFieldsBytes() uint64 { return 0 }

// Indexed is true: each document is new.
func (s *slot) Indexed() bool { return true }

// fields are those of the document that bleve looks at, one at a time.
type fields [6]field

func newFields() *fields {
	var out fields
	for i, name := range [...]string{idField, Words, Names, Titles, Filters, Bigrams} {
		out[i] = field{name: name, frequencies: bleveindex.TokenFrequencies{}, frequency: &bleveindex.TokenFreq{}}
	}
	out[0].frequency.SetFrequency(1)
	return &out
}

// idField is where bleve keeps a document's ID.
const idField = "_id"

// field is a field of the document that bleve looks at.
type field struct {
	name        string
	terms       []string
	frequencies bleveindex.TokenFrequencies
	frequency   *bleveindex.TokenFreq // of every term
}

// Name returns the field's name.
func (f *field) Name() string { return f.name }

// Value returns what is stored.
func (f *field) Value() []byte { return []byte(f.terms[0]) }

// ArrayPositions returns none.
func (f *field) ArrayPositions() []uint64 { return nil }

// EncodedFieldType tells that it is text.
func (f *field) EncodedFieldType() byte { return 't' }

// Analyze has nothing to do.
func (f *field) Analyze() {}

// Options says that the ID is stored, and that other terms have no frequencies.
func (f *field) Options() bleveindex.FieldIndexingOptions {
	if f.name == idField {
		return bleveindex.IndexField | bleveindex.StoreField
	}
	return bleveindex.IndexField | bleveindex.SkipFreqNorm
}

// AnalyzedLength returns how many terms there are.
func (f *field) AnalyzedLength() int { return len(f.terms) }

// keptFrequencies is how many terms a map may have that is used again: a longer one
// would have to be emptied for every document.
const keptFrequencies = 256

// AnalyzedTokenFrequencies returns the terms. bleve is done with them before it
// looks at the next document.
func (f *field) AnalyzedTokenFrequencies() bleveindex.TokenFrequencies {
	if len(f.frequencies) > keptFrequencies {
		f.frequencies = bleveindex.TokenFrequencies{}
	}
	clear(f.frequencies)
	for _, t := range f.terms {
		f.frequencies[t] = f.frequency
	}
	return f.frequencies
}

// NumPlainTextBytes is not counted.
func (f *field) NumPlainTextBytes() uint64 { return 0 }

var (
	_ bleveindex.Document = (*slot)(nil)
	_ bleveindex.Field    = (*field)(nil)
)
