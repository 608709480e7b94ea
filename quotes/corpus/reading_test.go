package corpus

import (
	"bytes"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"verbatim/quotes"
	"verbatim/quotes/corpus/format"
)

// readAll reads a whole corpus and checks that its report adds up.
func readAll(t *testing.T, r *Reader) ([]quotes.Quote, Report) {
	t.Helper()
	var report Report
	var all []quotes.Quote
	for q, err := range r.Read(t.Context(), &report) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, q)
	}
	checkReport(t, all, report)
	return all, report
}

func checkReport(t *testing.T, all []quotes.Quote, report Report) {
	t.Helper()
	if report.Quotations != len(all) || report.Records != report.Quotations+report.Rejected {
		t.Errorf("%d quotations were yielded, the report says %d records, %d quotations, %d rejected", len(all), report.Records, report.Quotations, report.Rejected)
	}
	if report.Rejected > len(report.Rejections) && len(report.Rejections) <= maxProblems {
		t.Errorf("%d records are rejected, but only %d reasons given", report.Rejected, len(report.Rejections))
	}
}

// files makes a corpus of texts by name.
func files(texts map[string]string) fs.FS {
	fsys := fstest.MapFS{}
	for name, text := range texts {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

func readFiles(t *testing.T, texts map[string]string) ([]quotes.Quote, Report) {
	t.Helper()
	return readAll(t, &Reader{FS: files(texts)})
}

// got is a quotation in short.
type got struct {
	Line    int
	Words   string
	Speaker string
}

func short(all []quotes.Quote) []got {
	var out []got
	for _, q := range all {
		a := q.Attributions[0]
		var names []string
		for _, s := range a.Speakers {
			names = append(names, s.Name)
		}
		out = append(out, got{a.Source.Line, q.Words, strings.Join(names, " + ")})
	}
	return out
}

// lineReason is a rejection in short.
type lineReason struct {
	Line   int
	Reason string // the beginning of it
}

// matches reports whether the rejections are these, in this order.
func matches(t *testing.T, report Report, want []lineReason) {
	t.Helper()
	ok := len(report.Rejections) == len(want)
	for i := 0; ok && i < len(want); i++ {
		ok = report.Rejections[i].Line == want[i].Line && strings.HasPrefix(report.Rejections[i].Reason, want[i].Reason)
	}
	if !ok {
		t.Errorf("rejections are %+v, want %+v", report.Rejections, want)
	}
}

func hasNotice(report Report, file, part string) bool {
	for _, n := range report.Notices {
		if n.File == file && strings.Contains(n.Reason, part) {
			return true
		}
	}
	return false
}

// parseWith runs one parser on bytes, as they come out of the decoder.
func parseWith(t *testing.T, parse func(*format.Input, *format.Sink) error, data []byte) ([]quotes.Quote, Report) {
	t.Helper()
	var report Report
	var all []quotes.Quote
	out := &sink{file: "f", limits: DefaultLimits(), emit: func(b batch) bool {
		report.add(b)
		report.Quotations += len(b.quotes)
		all = append(all, b.quotes...)
		return true
	}}
	in := format.NewInput(bytes.NewReader(data), int64(len(data)), out.limits.RecordBytes)
	if err := out.parse(parse, in); err != nil {
		if _, ok := err.(format.Problem); !ok {
			t.Fatal(err)
		}
	}
	if err := out.flush(); err != nil {
		t.Fatal(err)
	}
	checkReport(t, all, report)
	return all, report
}
