package corpus

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"verbatim/quotes"
)

// TestEachFormatIsReadAsItsGoldenFileSays reads a file of each format, alone. What
// comes of it stands in testdata/golden: each quotation with all that is known of
// it, then what was rejected and what is said of the file.
func TestEachFormatIsReadAsItsGoldenFileSays(t *testing.T) {
	entries, err := os.ReadDir("testdata/formats")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join("testdata/formats", e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all, report := readAll(t, &Reader{FS: fstest.MapFS{e.Name(): {Data: data}}})
		golden := filepath.Join("testdata/golden", e.Name()+".txt")
		got := told(all, report)
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o666); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-update writes the golden files anew): %s", e.Name(), diff)
		}
	}
}

// told writes what came of a file.
func told(all []quotes.Quote, report Report) string {
	var b strings.Builder
	for _, r := range report.Recognised {
		fmt.Fprintf(&b, "format: %s\n", r.Format)
	}
	for _, q := range all {
		a := q.Attributions[0]
		fmt.Fprintf(&b, "\n%d: %s\n", a.Source.Line, strings.ReplaceAll(q.Words, "\n", "\n   | "))
		for _, f := range []struct{ name, text string }{
			{"status", string(a.Status)},
			{"title", a.Source.Title},
			{"place", a.Source.Place},
			{"author", a.Source.Author},
			{"publisher", a.Source.Publisher},
			{"date", string(a.Source.Published)},
			{"said", string(a.Said)},
			{"url", a.Source.URL},
			{"language", q.Lang},
			{"tags", strings.Join(q.Tags, ", ")},
			{"context", a.Context},
		} {
			if f.text != "" && f.text != string(quotes.Curated) {
				fmt.Fprintf(&b, "   %s: %s\n", f.name, f.text)
			}
		}
		for _, s := range a.Speakers {
			fmt.Fprintf(&b, "   speaker: %s\n", s.Name)
			if s.Role != "" {
				fmt.Fprintf(&b, "   role: %s\n", s.Role)
			}
		}
	}
	b.WriteString("\n")
	for _, r := range report.Rejections {
		fmt.Fprintf(&b, "rejected %d: %s\n", r.Line, r.Reason)
	}
	for _, n := range report.Notices {
		fmt.Fprintf(&b, "note %d: %s\n", n.Line, n.Reason)
	}
	return b.String()
}
