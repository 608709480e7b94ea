package language_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"verbatim/quotes/language"
)

// articles are the texts of English news that lie beside the checkout.
func articles(tb testing.TB) []string {
	tb.Helper()
	f, err := os.Open("../../../shared/polnear/train.jsonl.gz")
	if err != nil {
		tb.Skip("the English articles are not here: ", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		tb.Fatal(err)
	}
	var texts []string
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 1<<26)
	for lines.Scan() {
		var a struct{ Text string }
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			tb.Fatal(err)
		}
		texts = append(texts, a.Text)
	}
	if err := lines.Err(); err != nil {
		tb.Fatal(err)
	}
	return texts
}

// TestNewsInEnglish: every paragraph of every article is English, names, lists
// and headlines included; alone, hardly one is taken for anything else.
func TestNewsInEnglish(t *testing.T) {
	alone, wrong := 0, 0
	for _, text := range articles(t) {
		paras := strings.Split(text, "\n")
		for i, tag := range language.Paragraphs(paras) {
			if tag != "en" {
				t.Errorf("%q is taken for %q", paras[i], tag)
			}
			if tag, _ := language.Detect(paras[i]); tag != "" {
				alone++
				if tag != "en" {
					wrong++
				}
			}
		}
	}
	if wrong*1000 > alone {
		t.Errorf("%d of %d paragraphs alone are not taken for English", wrong, alone)
	}
}

func BenchmarkNews(b *testing.B) {
	texts := articles(b)
	paras := make([][]string, len(texts))
	n := 0
	for i, text := range texts {
		paras[i] = strings.Split(text, "\n")
		n += len(text)
	}
	b.SetBytes(int64(n))
	b.ReportAllocs()
	for b.Loop() {
		for _, p := range paras {
			language.Paragraphs(p)
		}
	}
}
