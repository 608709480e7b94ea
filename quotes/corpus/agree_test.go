package corpus

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"verbatim/quotes"
	"verbatim/quotes/article"
)

// TestRecordsAgreeWithTheirArticles holds of every quotation of every article at
// hand that its words stand there byte for byte, and that its sentence does and
// has the words of a report where it says. Articles that are no part of this
// repository are read where they are.
func TestRecordsAgreeWithTheirArticles(t *testing.T) {
	served := 0
	check := func(name string, a article.Article) {
		found, err := Quotes(t.Context(), a, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range found {
			if q.Attributions[0].Status.Served() {
				served++
			}
			agrees(t, name, a.Text, q)
		}
	}
	for _, dir := range []string{"testdata/pages", "starter", "../extract/testdata/cases", "../../../shared/seed"} {
		err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
			if os.IsNotExist(err) {
				return nil // no part of this repository
			}
			if err != nil {
				return err
			}
			switch filepath.Ext(path) {
			case ".html", ".md", ".txt":
			default:
				return nil
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			if a, err := ReadArticle(t.Context(), path, data); err == nil {
				check(path, a)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if served < 20 {
		t.Fatalf("only %d quotations are served", served)
	}
	for _, path := range []string{"../../../shared/polnear/dev.jsonl", "../../../shared/polnear/train.jsonl.gz", "../../../shared/extract/faults.jsonl"} {
		eachText(t, path, func(text string) { check(path, article.Plain(text)) })
	}
	t.Logf("%d served quotations", served)
}

// eachText gives the texts of a file of JSON lines, none if it is not there.
func eachText(t *testing.T, path string, do func(text string)) {
	t.Helper()
	f, err := os.Open(path)
	if os.IsNotExist(err) {
		t.Logf("%s is not here", path)
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	in := io.Reader(f)
	if filepath.Ext(path) == ".gz" {
		if in, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var record struct{ Text string }
		if err := json.Unmarshal(lines.Bytes(), &record); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		do(record.Text)
	}
	if err := lines.Err(); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

func agrees(t *testing.T, name, text string, q quotes.Quote) {
	t.Helper()
	a := q.Attributions[0]
	parts := func(what, of string, spans []quotes.Span) string {
		var all []string
		end := 0
		for _, s := range spans {
			if s.Start < end || s.End <= s.Start || s.End > len(of) || !utf8.ValidString(of[s.Start:s.End]) {
				t.Errorf("%s: %q: %v are no spans of the %s", name, q.Words, spans, what)
				return ""
			}
			all = append(all, of[s.Start:s.End])
			end = s.End
		}
		return strings.Join(all, " ")
	}
	if got := parts("article", text, a.Source.Spans); got != q.Words {
		t.Errorf("%s: the words are %q, and the article has %q there", name, q.Words, got)
	}
	if !strings.Contains(text, a.Context) {
		t.Errorf("%s: %q: the article has no %q", name, q.Words, a.Context)
	}
	if got := parts("sentence", a.Context, a.ContextSpans); len(a.ContextSpans) > 0 && got != q.Words {
		t.Errorf("%s: the words are %q, and their sentence has %q there", name, q.Words, got)
	}
	if a.Kind != quotes.Indirect && a.Polarity != quotes.Asserted {
		t.Errorf("%s: %q is %s and %s", name, q.Words, a.Kind, a.Polarity)
	}
}
