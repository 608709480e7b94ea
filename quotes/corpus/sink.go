package corpus

import (
	"cmp"
	"errors"
	"fmt"
	"path"
	"strings"

	"verbatim/quotes"
	"verbatim/quotes/corpus/format"
	"verbatim/quotes/corpus/record"
)

// errStopped tells a parser that nobody listens any more.
var errStopped = errors.New("reading was stopped")

// batch is what a parser found since the batch before.
type batch struct {
	quotes     []quotes.Quote
	records    int
	rejected   int
	rejections []Rejection
	notices    []Notice
	files      int
	articles   int
	formats    []Recognised
	unread     []string // the languages of the articles that are not read for quotations
}

// A batch is sent when it has so many quotations or bytes of words, so that
// batches that wait for the reader take little memory whatever is in them.
const (
	batchQuotes = 256
	batchBytes  = 1 << 20
)

// sink takes what the parser of one file finds.
type sink struct {
	file   string
	limits Limits
	people *speakers
	emit   func(batch) bool // false: stop
	// mapping is what a mapping.yaml says of the fields of this file.
	mapping map[string]string

	now      batch
	bytes    int
	said     map[string]bool // notices that are given once a file
	problems int
	unsaid   int // problems beyond maxProblems
	any      bool
}

// maxProblems is how many rejections of one file are told one by one: a large
// file of another kind under a wrong name has millions.
const maxProblems = 100_000

// parse reads a curated file.
func (s *sink) parse(p format.Parser, in *format.Input) error {
	out := &format.Sink{Name: strings.TrimSuffix(path.Base(s.file), path.Ext(s.file)), Ending: strings.TrimPrefix(strings.ToLower(path.Ext(s.file)), "."), Mapping: s.mapping, RecordBytes: s.limits.RecordBytes, WholeBytes: s.limits.WholeBytes, Yield: s.found}
	err := p(in, out)
	if n := len(s.now.formats); n > 0 {
		s.now.formats[n-1].Fields = out.Fields()
	}
	if err == errStopped {
		return err
	}
	return cmp.Or(out.End(), err)
}

// found takes what a parser found.
func (s *sink) found(f format.Found) error {
	s.any = true
	switch f.What {
	case format.Quotation:
		return s.quote(f.Quote)
	case format.Rejected:
		return s.reject(f.Line, f.Reason)
	case format.Fault:
		return s.problem(f.Line, f.Reason)
	}
	s.notice(f.Line, f.Reason)
	return nil
}

// quote takes a quotation with one attribution, which needs nothing but its
// file, ID and canonical speakers.
func (s *sink) quote(q quotes.Quote) error {
	a := &q.Attributions[0]
	a.Source.File = s.file
	s.people.apply(a.Speakers)
	if q.ID == "" {
		q.ID = quotes.IDOf(q.Words)
	}
	s.now.records++
	s.now.quotes = append(s.now.quotes, q)
	s.bytes += len(q.Words)
	if len(s.now.quotes) >= batchQuotes || s.bytes >= batchBytes {
		return s.flush()
	}
	return nil
}

// reject takes note of a record that is not taken.
func (s *sink) reject(line int, reason string) error {
	s.now.records++
	s.now.rejected++
	return s.refuse(Rejection{File: s.file, Line: line, Reason: reason})
}

// problem takes note of something wrong that is no record: a file, a line.
func (s *sink) problem(line int, reason string) error {
	return s.refuse(Rejection{File: s.file, Line: line, Reason: reason, Whole: true})
}

func (s *sink) refuse(r Rejection) error {
	if s.problems++; s.problems > maxProblems {
		s.unsaid++
		return nil
	}
	s.now.rejections = append(s.now.rejections, r)
	if len(s.now.rejections) >= batchQuotes {
		return s.flush()
	}
	return nil
}

// notice says something about the file.
func (s *sink) notice(line int, reason string) {
	s.now.notices = append(s.now.notices, Notice{s.file, line, reason})
}

// noticeOnce says something about a field, the first time it is met.
func (s *sink) noticeOnce(line int, name, format string) {
	key := format + name
	if s.said[key] || len(s.said) >= maxFieldNotices {
		return
	}
	if s.said == nil {
		s.said = map[string]bool{}
	}
	s.said[key] = true
	s.notice(line, fmt.Sprintf(format, record.Brief(name)))
}

// maxFieldNotices bounds the notices about the fields of one file: a JSON file
// may have a million of them.
const maxFieldNotices = 100

// finish sends what is left of the file.
func (s *sink) finish() error {
	if s.unsaid > 0 {
		s.now.rejections = append(s.now.rejections, Rejection{File: s.file, Reason: moreRejected(s.unsaid)})
	}
	return s.flush()
}

func moreRejected(n int) string {
	if n == 1 {
		return "1 more record of this file was rejected"
	}
	return fmt.Sprintf("%d more records of this file were rejected", n)
}

func (s *sink) flush() error {
	full := s.now
	s.now, s.bytes = batch{}, 0
	if !s.emit(full) {
		return errStopped
	}
	return nil
}
