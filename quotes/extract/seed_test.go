package extract_test

import (
	"os"
	"testing"

	"verbatim/quotes/article"
	"verbatim/quotes/extract"
)

func TestSeedDump(t *testing.T) {
	b, err := os.ReadFile("../../../shared/seed/corpus/article.txt")
	if err != nil {
		t.Skip(err)
	}
	qs, pats := extract.Patterns(article.Article{Text: string(b)})
	for i, q := range qs {
		t.Logf("%s %s %.2f %s cue=%q via=%q %+v\n   %s", q.Status, q.Kind, q.Confidence, pats[i], q.Cue, q.Via, q.Speakers, q.Text)
	}
}
