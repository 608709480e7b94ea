package corpus

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Each page is a layout of its own. The golden file beside it holds what was
// read out of it, for a person to compare with the page.
func TestSavedPagesTellWhatTheyAreOrWhatIsMissing(t *testing.T) {
	pages, err := filepath.Glob("testdata/pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	if len(pages) < 20 {
		t.Fatalf("%d pages, want at least 20", len(pages))
	}
	for _, page := range pages {
		t.Run(strings.TrimSuffix(filepath.Base(page), ".html"), func(t *testing.T) {
			data, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			a, err := ReadArticle(t.Context(), page, data)
			if err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			fmt.Fprintf(&b, "title: %s\npublisher: %s\ndate: %s\nbyline: %s\nurl: %s\nlang: %s\nmissing: %s\n",
				a.Title, a.Publisher, a.Published, a.Byline, a.URL, a.Lang, cmp.Or(strings.Join(a.Missing(), ", "), "nothing"))
			if a.Tags != nil {
				fmt.Fprintf(&b, "tags: %s\n", strings.Join(a.Tags, ", "))
			}
			offset := 0
			for p := range strings.SplitSeq(a.Text, "\n\n") {
				fmt.Fprintf(&b, "\n%d: %s\n", a.Line(offset), p)
				offset += len(p) + 2
			}
			golden := strings.TrimSuffix(page, ".html") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := gocmp.Diff(string(want), b.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}
