package reindex

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"verbatim/quotes/corpus"
	"verbatim/search"
)

// What the child writes to its standard output, one JSON object a line:
//
//	{"format": 1}
//	{"progress": {"step": "reading", "files": 12, "total_files": 40, "done": 3100}}
//	...
//	{"report": {"corpus": {...}, "index": {...}, "took": 5300000000}}
//
// The first line is the first one, the report is the last one, and whoever
// builds the child may add fields but not change what these mean without
// raising the format. A child without a report failed: its standard error
// begins with one sentence that says why.
const format = 1

// MaxListed bounds the rejections and the notices that a report carries, each,
// and maxListedBytes what they say; their numbers in the report count all of
// them. With every byte escaped in JSON that is less than maxLine.
const (
	MaxListed      = 2000
	maxListedBytes = 1 << 20
)

// Progress tells how far a build is.
type Progress struct {
	Step       string `json:"step"`                  // "reading", "indexing", "verifying", "switching"; empty: starting
	Files      int    `json:"files,omitempty"`       // files read so far
	TotalFiles int    `json:"total_files,omitempty"` // 0 while unknown
	Done       int    `json:"done"`                  // quotations in this step
	Total      int    `json:"total,omitempty"`       // 0 while unknown
	Reading    string `json:"reading,omitempty"`     // the largest file that is being read; empty: all are small
}

// Report is what a reindex did.
type Report struct {
	// Corpus says what was read. Its two lists hold at most [MaxListed] entries
	// each, and the first one or two megabytes of them at most.
	Corpus corpus.Report `json:"corpus"`
	// Rejections and Notices count all entries. Rejections is more than
	// Corpus.Rejected, which counts records, when whole files were rejected.
	Rejections int `json:"rejections"`
	Notices    int `json:"notices"`

	Index search.BuildReport `json:"index,omitzero"`
	Took  time.Duration      `json:"took,omitempty"` // nanoseconds in JSON: reading, building and switching; 0: not known
}

// NewReport returns the report of a build, with lists that are short enough to
// pass on.
func NewReport(read corpus.Report, built search.BuildReport, took time.Duration) Report {
	r := Report{Corpus: read, Rejections: len(read.Rejections), Notices: len(read.Notices), Index: built, Took: took}
	r.Corpus.Rejections = listed(read.Rejections, func(x corpus.Rejection) int { return len(x.File) + len(x.Reason) })
	r.Corpus.Notices = listed(read.Notices, func(x corpus.Notice) int { return len(x.File) + len(x.Reason) })
	return r
}

// listed returns as much of the beginning of a list as may be passed on.
func listed[T any](all []T, size func(T) int) []T {
	room := maxListedBytes
	for i, x := range all {
		if room -= size(x); i == MaxListed || room < 0 {
			return all[:i]
		}
	}
	return all
}

// Keep returns what of a report is kept with the generation that it is about
// (search.BuildOptions.Report): what was read. The rest search keeps itself.
func Keep(read corpus.Report) (json.RawMessage, error) {
	return json.Marshal(NewReport(read, search.BuildReport{}, 0))
}

// kept returns the report that was kept with a generation, nil for none.
func kept(r search.Report) (*Report, error) {
	if r.Input == nil {
		return nil, nil
	}
	var report Report
	if err := json.Unmarshal(r.Input, &report); err != nil {
		return nil, fmt.Errorf("reading the report of generation %d: %w", r.Build.Generation, err)
	}
	report.Index = r.Build
	return &report, nil
}

// message is one line of the protocol.
type message struct {
	Format   int       `json:"format,omitempty"`
	Progress *Progress `json:"progress,omitempty"`
	Report   *Report   `json:"report,omitempty"`
}

// Reporter is the child's side of the protocol. It is not safe for concurrent
// use.
type Reporter struct {
	enc *json.Encoder
}

// NewReporter writes the first line to w, which is the child's standard output.
func NewReporter(w io.Writer) (*Reporter, error) {
	r := &Reporter{enc: json.NewEncoder(w)}
	return r, r.write(message{Format: format})
}

// Progress writes a line of progress. A few a second are enough.
func (r *Reporter) Progress(p Progress) error { return r.write(message{Progress: &p}) }

// Report writes the last line.
func (r *Reporter) Report(report Report) error { return r.write(message{Report: &report}) }

func (r *Reporter) write(m message) error {
	if err := r.enc.Encode(m); err != nil {
		return fmt.Errorf("reporting to the program that started the build: %w", err)
	}
	return nil
}

// maxLine bounds a line from the child in bytes.
const maxLine = 16 << 20

var (
	errFormat  = errors.New("the program on disk is of another version than the one that runs; restart the bot")
	errGarbage = errors.New("the build wrote what is no progress; the log has the details")
)

// receiver is the parent's side: an io.Writer that takes the child's standard
// output apart. It is written to by one goroutine.
type receiver struct {
	onProgress func(Progress)

	line    []byte // a line whose end has not arrived
	begun   bool   // the first line arrived
	report  *Report
	problem error // the first thing that did not fit the protocol
}

// Write never fails: an error would leave the child with a broken pipe and
// hide what it has to say.
func (r *receiver) Write(p []byte) (int, error) {
	n := len(p)
	for {
		before, after, complete := bytes.Cut(p, []byte("\n"))
		if len(r.line)+len(before) > maxLine {
			r.fail(errGarbage)
		}
		if r.problem != nil {
			return n, nil
		}
		r.line = append(r.line, before...)
		if !complete {
			return n, nil
		}
		r.take(r.line)
		r.line, p = r.line[:0], after
	}
}

func (r *receiver) take(line []byte) {
	var m message
	if err := json.Unmarshal(line, &m); err != nil {
		r.fail(errGarbage)
		return
	}
	switch {
	case !r.begun && m.Format != format:
		r.fail(errFormat)
	case !r.begun:
		r.begun = true
	case m.Progress != nil:
		r.onProgress(*m.Progress)
	case m.Report != nil:
		r.report = m.Report
	}
}

func (r *receiver) fail(err error) {
	if r.problem == nil {
		r.problem = err
	}
	r.line = nil
}
