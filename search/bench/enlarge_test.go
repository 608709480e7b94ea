package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestGeneratedTextRepeatsNoRunOfSixWords(t *testing.T) {
	dir := t.TempDir()
	from := filepath.Join(dir, "quotes.jsonl")
	lines := []string{
		`{"text":"The quick brown fox jumps over the lazy dog — and the quick dog jumps over the brown fox, too.","speaker":"A"}`,
		`{"text":"Over the lazy dog the quick brown cat jumps; the cat, the fox and the dog jump over the moon!","speaker":"B"}`,
		`{"text":"And the dog and the fox and the cat jump, and the moon is the quick brown moon over the sea.","speaker":"C"}`,
	}
	if err := os.WriteFile(from, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := enlarge(from, filepath.Join(dir, "corpus"), []int{2, 300}, 1); err != nil {
		t.Fatal(err)
	}
	var texts []string
	err := eachOf(filepath.Join(dir, "corpus", "300"), func(q quotation) error { texts = append(texts, q.Text); return nil })
	if err != nil || len(texts) != 300 {
		t.Fatalf("%d quotations, %v", len(texts), err)
	}
	runs := map[string]bool{}
	each := func(s string, do func(run string)) {
		words := folded(s)
		for i := 0; i+runLength <= len(words); i++ {
			do(strings.Join(words[i:i+runLength], " "))
		}
	}
	for _, s := range texts[:3] {
		each(s, func(run string) { runs[run] = true })
	}
	checked := 0
	for _, s := range texts[3:] {
		each(s, func(run string) {
			checked++
			if runs[run] {
				t.Errorf("%q repeats %q", s, run)
			}
		})
	}
	if checked < 1000 {
		t.Errorf("only %d runs were compared", checked)
	}
	small := 0
	if err := eachOf(filepath.Join(dir, "corpus", "2"), func(quotation) error { small++; return nil }); err != nil || small != 2 {
		t.Errorf("the small corpus has %d quotations, %v", small, err)
	}
}
