package extract_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"verbatim/quotes"
	"verbatim/quotes/article"
	"verbatim/quotes/extract"
)

// seedExpectation is a quotation of expected.json.
type seedExpectation struct {
	Kind                           quotes.Kind
	Words, Speaker, Role, Cue, Via string
	AsWritten                      string `json:"speaker_as_written"`
}

// TestTheSeedArticleIsReadAsAnEditorReadsIt compares with ../shared/seed.
func TestTheSeedArticleIsReadAsAnEditorReadsIt(t *testing.T) {
	text, err := os.ReadFile(shared + "seed/corpus/article.txt")
	if err != nil {
		t.Skip("the seed article is not here: ", err)
	}
	b, err := os.ReadFile(shared + "seed/expected.json")
	if err != nil {
		t.Skip("the seed's expectations are not here: ", err)
	}
	var want struct{ Quotes, Indirect []seedExpectation }
	if err := json.Unmarshal(b, &want); err != nil {
		t.Fatal(err)
	}
	var verbatim, reports []extract.Quotation
	for _, q := range extract.Of(article.Plain(string(text))) {
		switch {
		case q.Status != quotes.Extracted:
		case q.Kind == quotes.Indirect:
			reports = append(reports, q)
		default:
			verbatim = append(verbatim, q)
		}
	}
	if len(verbatim) != len(want.Quotes) {
		t.Errorf("%d quotations served, want %d", len(verbatim), len(want.Quotes))
	}
	for i, w := range want.Quotes[:min(len(want.Quotes), len(verbatim))] {
		q := verbatim[i]
		if quotes.Normalize(q.Text) != quotes.Normalize(w.Words) || q.Kind != w.Kind || q.Cue != w.Cue {
			t.Errorf("got %s, want %+v", describe(q), w)
			continue
		}
		if len(q.Speakers) != 1 || q.Speakers[0].Name != w.Speaker || q.Speakers[0].Role != w.Role || w.AsWritten != "" && q.Speakers[0].AsWritten != w.AsWritten {
			t.Errorf("speakers %+v, want %+v", q.Speakers, w)
		}
	}
	reports = withoutExpected(t, reports, want.Indirect)
	for _, q := range reports {
		if !strings.Contains(q.Text, "10,000–12,000") { // what "reports indicate" is one, too
			t.Errorf("served besides: %s", describe(q))
		}
	}
	if t.Failed() {
		for _, q := range append(verbatim, reports...) {
			t.Logf("read: %s", describe(q))
		}
	}
}

// withoutExpected takes the reports that are expected out of those that were read.
func withoutExpected(t *testing.T, reports []extract.Quotation, want []seedExpectation) []extract.Quotation {
	t.Helper()
	// Clauses are served; a noun phrase behind "confirmed" may wait for review.
	for _, w := range want {
		i := slices.IndexFunc(reports, func(q extract.Quotation) bool {
			return q.Cue == w.Cue && len(q.Speakers) == 1 && q.Speakers[0].Name == w.Speaker && q.Via == w.Via && (w.Role == "" || q.Speakers[0].Role == w.Role) && shareOf(w.Words, q.Text) >= .8
		})
		if i >= 0 {
			reports = slices.Delete(reports, i, i+1)
		} else if w.Cue != "confirmed" && w.Cue != "noted" {
			t.Errorf("report not found: %+v", w)
		}
	}
	return reports
}

// shareOf tells how many of the wanted words stand in got, from 0 to 1.
func shareOf(want, got string) float64 {
	have := map[string]int{}
	for _, w := range strings.Fields(quotes.Normalize(got)) {
		have[w]++
	}
	words := strings.Fields(quotes.Normalize(want))
	n := 0
	for _, w := range words {
		if have[w] > 0 {
			have[w]--
			n++
		}
	}
	return float64(n) / float64(max(1, len(words)))
}

// TestTry prints what is read out of the text in TRY, for work by hand.
func TestTry(t *testing.T) {
	text := os.Getenv("TRY")
	if text == "" {
		t.Skip("TRY is not set")
	}
	qs, patterns := extract.Patterns(article.Plain(text))
	for i, q := range qs {
		t.Logf("%s (%s)", describe(q), patterns[i])
	}
}
