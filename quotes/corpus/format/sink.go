package format

import (
	"fmt"
	"strings"

	"verbatim/quotes"
	"verbatim/quotes/corpus/record"
)

// What tells what a [Found] is.
type What uint8

// What a parser finds.
const (
	Quotation What = iota
	Rejected       // a record that is not taken
	Fault          // something wrong that is no record: a line, the rest of the file
	Noted          // what lost no quotation but is worth knowing
)

// Found is one thing in a file.
type Found struct {
	What   What
	Quote  quotes.Quote // of a Quotation: with one attribution, and the line in its source
	Line   int          // of anything else, from 1; 0 for the file as a whole
	Reason string       // of anything else, for a person, without a final stop
}

// Parser reads the records of one curated file. An error is why the file could
// not be read to its end (a [Problem] in words for a person), or that of
// [Sink.Yield]; what is wrong with a record goes to out.
type Parser func(in *Input, out *Sink) error

// Sink takes what a parser finds in one file.
type Sink struct {
	Name        string // of the file, without folders and ending
	Ending      string // of the name, without the point
	RecordBytes int64  // the most that a record may have
	WholeBytes  int64  // the most that is held in memory
	// Mapping is what a file mapping.yaml says of the fields of this file: a folded
	// name leads to the name of a field that is understood, or to "".
	Mapping map[string]string
	// Yield takes what is found, in the order of the file but for notes about
	// fields, which come at its end. Its error ends the reading.
	Yield func(Found) error

	rules     record.Rules
	fieldsFor string // the names of the fields of the record before
	fieldsNew bool   // they were found for this record
	known     map[string]bool
	mapped    []string
	fieldsAre map[string]string // and what they mean
	shapes    bool              // records may lie in any shape of lists and objects
	said      map[string]*fieldNote
	fields    []*fieldNote // in the order in which they were met
}

// fieldNote is something about a field, with how often that was.
type fieldNote struct {
	line, count    int
	name, sentence string
}

// text is the note with how often that was.
func (n *fieldNote) text() string {
	return fmt.Sprintf(n.sentence, n.name) + n.often()
}

func (n *fieldNote) often() string {
	if n.count == 1 {
		return ""
	}
	return fmt.Sprintf(" (in %d records)", n.count)
}

// maxFieldNotes bounds the notes about the fields of one file: a JSON file may
// have a million of them.
const maxFieldNotes = 100

// record takes one record of a curated file.
func (s *Sink) record(v record.Value) error {
	if s.rules.Note == nil {
		s.rules.Note = s.Count
	}
	q, err := s.rules.Quote(v)
	if err != nil {
		return s.Reject(v.Line, err.Error())
	}
	if int64(len(q.Words)) > s.RecordBytes {
		return s.Reject(v.Line, s.TooLong())
	}
	q.Attributions[0].Source.Line = v.Line
	return s.quote(q)
}

func (s *Sink) quote(q quotes.Quote) error { return s.Yield(Found{What: Quotation, Quote: q}) }

// Reject takes note of a record that is not taken.
func (s *Sink) Reject(line int, reason string) error {
	return s.Yield(Found{What: Rejected, Line: line, Reason: reason})
}

// Fault takes note of something wrong that is no record.
func (s *Sink) Fault(line int, reason string) error {
	return s.Yield(Found{What: Fault, Line: line, Reason: reason})
}

// Note says something about the file.
func (s *Sink) Note(line int, reason string) error {
	return s.Yield(Found{What: Noted, Line: line, Reason: reason})
}

// Count counts something about a field, which is told once, by [Sink.End]. The
// sentence has one %s, for the name of the field.
func (s *Sink) Count(line int, name, sentence string) {
	key := sentence + name
	if n := s.said[key]; n != nil {
		n.count++
		return
	}
	if len(s.said) >= maxFieldNotes {
		return
	}
	if s.said == nil {
		s.said = map[string]*fieldNote{}
	}
	s.said[key] = &fieldNote{line, 1, record.Brief(name), sentence}
	s.fields = append(s.fields, s.said[key])
}

// Fields tells what the fields of the records were taken for.
func (s *Sink) Fields() []string { return s.mapped }

// know notes what the fields of a record are taken for.
func (s *Sink) know(v record.Value) {
	for _, f := range v.Fields {
		name := record.FoldName(f.Name)
		if len(s.known) >= maxFieldNotes || s.known[name] {
			continue
		}
		if s.known == nil {
			s.known = map[string]bool{}
		}
		s.known[name] = true
		to, ruled := s.rules.Fields[name]
		if !ruled {
			to = record.Meaning(name)
		}
		shown := record.Brief(record.CleanLine(f.Name))
		switch {
		case ruled && to == "":
			s.mapped = append(s.mapped, shown+": not used")
		case to == "":
			s.mapped = append(s.mapped, shown+": becomes a tag")
		case to == name:
			s.mapped = append(s.mapped, shown)
		default:
			s.mapped = append(s.mapped, shown+" → "+to)
		}
	}
}

// End tells what was counted. It is called when a parser has ended.
func (s *Sink) End() error {
	for i, n := range s.fields {
		said := n.text()
		if short := inOneLine[n.sentence]; short != "" {
			var names []string
			first := true
			for k, m := range s.fields {
				if m.sentence == n.sentence {
					first = first && k >= i
					names = append(names, m.name+m.often())
				}
			}
			if len(names) > 2 {
				if !first {
					continue
				}
				said = short + strings.Join(names, ", ")
			}
		}
		if err := s.Note(n.line, said); err != nil {
			return err
		}
	}
	return nil
}

// inOneLine are the sentences about fields which lose nothing: three of them or more
// make one line.
var inOneLine = map[string]string{
	unusedField: "fields that were not used: ",
	besideList:  "fields beside the list of quotations that were left out: ",
}

const (
	unusedField = "the field %s was not used"
	besideList  = "the field %s stands beside the list of quotations and was left out"
)

// TooLong is why a record is not taken that is longer than RecordBytes.
func (s *Sink) TooLong() string { return TooLong(s.RecordBytes) }

// TooLong is why a record of more than so many bytes is not taken.
func TooLong(bytes int64) string {
	return fmt.Sprintf("the record is longer than %s", ByteCount(bytes))
}

// NotUTF8 is why a record is not taken that holds other bytes.
const NotUTF8 = "bytes that are no UTF-8: save the file as UTF-8"
