package reindex

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"verbatim/quotes/corpus"
	"verbatim/search"
)

func TestTheLongestReportFitsIntoALine(t *testing.T) {
	var read corpus.Report
	for range MaxListed + 1 {
		file, reason := strings.Repeat("\x01", 4096), strings.Repeat("<", 300)
		read.Rejections = append(read.Rejections, corpus.Rejection{File: file, Reason: reason, Whole: true})
		read.Notices = append(read.Notices, corpus.Notice{File: file, Reason: reason})
	}
	line, err := json.Marshal(message{Report: new(NewReport(read, search.BuildReport{}, 0))})
	if err != nil || len(line) > maxLine {
		t.Errorf("%d bytes, %v", len(line), err)
	}
}

func TestWhatAChildSaysIsFitForOthersToRead(t *testing.T) {
	r := New(Options{Names: map[string]string{
		"/srv/quotes": "the corpus folder", "/srv/quotes/data/": "the data folder", "data": "wrong",
	}})
	for _, tt := range []struct{ name, in, want string }{
		{"a file of the corpus", "verbatim index: cannot read /srv/quotes/a/b.txt: denied", "cannot read a/b.txt: denied"},
		{"the folder", "open /srv/quotes: no such folder", "open the corpus folder: no such folder"},
		{"the folder with a slash", "open /srv/quotes/", "open the corpus folder"},
		{"a folder inside the other", "write /srv/quotes/data/gen-000002/records.dat: no space left on device", "write gen-000002/records.dat: no space left on device"},
		{"the same beginning", "open /srv/quotes2/x", "open x"},
		{"another path", `reading "/etc/passwd": denied`, `reading "passwd": denied`},
		{"a home folder", "/root/.cache/go", "go"},
		{"Windows", `open C:\Users\me\quotes.csv: denied`, "open quotes.csv: denied"},
		{"no path", "and/or 3/4 https://example.org/a", "and/or 3/4 https://example.org/a"},
		{"a relative folder", "the data folder", "the data folder"},
		{"more lines", "one\ntwo", "one"},
		{"a library's log before it", "2026/12/01 14:31:24 unable to load, continuing\nverbatim index: the disk is full\n(open x)", "the disk is full"},
		{"control characters", "a\x1b[31mb\u202ec\td", "a[31mbc d"},
		{"nothing", " \n", "the build was ended from outside, perhaps because memory ran out"},
		{"a crash", "fatal error: all goroutines are asleep\n\ngoroutine 1", "the build crashed; the log has the details"},
		{"no thread", "runtime/cgo: pthread_create failed: Resource temporarily unavailable\nSIGABRT: abort", "the build took more than the 1024 MB of memory that it may take; the log has the details"},
		{"no memory", "fatal error: runtime: out of memory\n\ngoroutine 1", "the build took more than the 1024 MB of memory that it may take; the log has the details"},
	} {
		if got := r.sentence(tt.in, ""); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
	if got := r.sentence(strings.Repeat("ä ", 1000), ""); utf8.RuneCountInString(got) != maxSentence {
		t.Errorf("a sentence of %d characters", utf8.RuneCountInString(got))
	}
}
