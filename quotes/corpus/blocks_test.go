package corpus

import (
	"fmt"
	"os"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"verbatim/quotes"
)

// Whom a page cites below a block quotation, or names in the sentence above it,
// said its words. Without either they wait for review, and nobody is named.
func TestBlockQuotationsAreWhoseThePageSays(t *testing.T) {
	for page, want := range map[string]string{
		"block-quotations": `
extracted Greta Lindholm (teacher): I crossed on her four thousand times and was never once on time.
extracted Oskar Bremer: We would have paid double for a dry seat.
extracted Anton Reyes (Captain): She is a bad ship and a good neighbour.
extracted Ingrid Sol (mayor): I get seasick on a bridge. I will not miss the boat, and I say so as one who launched her.
review -: He who waits for the wind waits for a neighbour.
review -: All tickets lead back here in the end, and so do all of us.
extracted Lars Holm: The engine was older than I am
`,
		"posts": `
extracted Tilda Norr: I have played on drier beaches. Nobody told the fans, who were on the bus.
extracted Norrland FC: We are sorry. We measured the water twice.
`,
	} {
		t.Run(page, func(t *testing.T) {
			name := "testdata/pages/" + page + ".html"
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			a, err := ReadArticle(t.Context(), name, data)
			if err != nil {
				t.Fatal(err)
			}
			got := "\n"
			found, err := Quotes(t.Context(), a, name)
			if err != nil {
				t.Fatal(err)
			}
			for _, q := range found {
				att := q.Attributions[0]
				if att.Kind == quotes.Indirect {
					continue
				}
				who := "-"
				if len(att.Speakers) > 0 {
					if who = att.Speakers[0].Name; att.Speakers[0].Role != "" {
						who += " (" + att.Speakers[0].Role + ")"
					}
				}
				got += fmt.Sprintf("%s %s: %s\n", att.Status, who, q.Words)
				var parts []string
				for _, s := range att.Source.Spans {
					parts = append(parts, a.Text[s.Start:s.End])
				}
				if joined := strings.Join(parts, " "); joined != q.Words {
					t.Errorf("the spans hold %q", joined)
				}
			}
			if diff := gocmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
