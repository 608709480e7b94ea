package main

import (
	"fmt"
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
	if err := enlarge(filepath.Join(dir, "corpus"), made{Quotes: from, Seed: 1, Sizes: []int{2, 300}}); err != nil {
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

// A text of a script without spaces is one word between spaces and many in fact: a
// run by itself, even where nothing stands before it.
func TestAFirstWordMayBeARunByItself(t *testing.T) {
	dir := t.TempDir()
	from := filepath.Join(dir, "quotes.jsonl")
	var lines []string
	for i := range 10 {
		lines = append(lines, `{"text":"千里之行始於足下而已矣","speaker":"老子"}`, fmt.Sprintf(`{"text":"word%d and word%d","speaker":"A"}`, i, i+1))
	}
	if err := os.WriteFile(from, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	if n := len(folded("千里之行始於足下而已矣")); n < runLength {
		t.Fatalf("it has only %d words", n)
	}
	if err := enlarge(filepath.Join(dir, "corpus"), made{Quotes: from, Seed: 1, Sizes: []int{20, 200}}); err != nil {
		t.Fatal(err)
	}
	n := 0
	err := eachOf(filepath.Join(dir, "corpus", "200"), func(q quotation) error {
		if n++; n > 20 && (q.Text == "" || strings.Contains(q.Text, "千里")) {
			t.Errorf("generated %q", q.Text)
		}
		return nil
	})
	if err != nil || n != 200 {
		t.Errorf("%d quotations, %v", n, err)
	}
}

func TestACorpusThatIsNotWholeIsMadeAgain(t *testing.T) {
	dir := t.TempDir()
	from := filepath.Join(dir, "quotes.jsonl")
	write := func(lines string) {
		t.Helper()
		if err := os.WriteFile(from, []byte(lines), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	corpus := filepath.Join(dir, "corpus")
	is := func(when string, m made, want bool) {
		t.Helper()
		if got, err := whole(corpus, m); got != want || err != nil {
			t.Errorf("%s it is whole: %v, %v", when, got, err)
		}
	}
	m := made{Quotes: from, Seed: 1, Sizes: []int{1, 2}, Prose: 2}
	is("before it was made", m, false)
	write(`{"text":"one and two and three"}` + "\n" + `{"text": broken`)
	if err := enlarge(corpus, m); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("of a broken file: %v", err)
	}
	is("half made", m, false)
	// What the older program left had its name from the beginning.
	if err := os.MkdirAll(filepath.Join(corpus, "parts"), 0o700); err != nil {
		t.Fatal(err)
	}
	is("without what says so", m, false)
	write(`{"text":"one and two and three"}`)
	if err := enlarge(corpus, m); err != nil {
		t.Fatal(err)
	}
	is("made", m, true)
	fewer, more, prose, seed := m, m, m, m
	fewer.Sizes, more.Sizes, prose.Prose, seed.Seed = []int{2}, []int{1, 2, 3}, 3, 2
	is("with a size more", fewer, true)
	is("with a size less", more, false)
	is("with less prose", prose, false)
	if _, err := whole(corpus, seed); err == nil || !strings.Contains(err.Error(), "another folder") {
		t.Errorf("of another seed: %v", err)
	}
	if err := enlarge(corpus, more); err != nil {
		t.Fatal(err)
	}
	is("made with one more", more, true)
	if _, err := os.Stat(corpus + ".part"); !os.IsNotExist(err) {
		t.Errorf("what has another name while it is made is left: %v", err)
	}
}
