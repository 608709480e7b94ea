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

func TestTry(t *testing.T) {
	text := os.Getenv("TRY")
	if text == "" {
		t.Skip("TRY is not set")
	}
	qs, pats := extract.Patterns(article.Article{Text: text})
	for i, q := range qs {
		t.Logf("%s %s %.2f %s cue=%q via=%q said=%q %+v\n   %s", q.Status, q.Kind, q.Confidence, pats[i], q.Cue, q.Via, q.Said, q.Speakers, q.Text)
	}
}
