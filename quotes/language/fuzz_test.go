package language_test

import (
	"slices"
	"strings"
	"testing"

	"verbatim/quotes/language"
)

// FuzzDetect: whatever the bytes, a tag is one of the languages and comes with a
// probability, letters decide alone, and every paragraph gets a tag.
func FuzzDetect(f *testing.F) {
	for _, texts := range written {
		f.Add(strings.Join(texts, "\n"))
	}
	f.Add("\xff\"\xe2\x80«<a\n<" + strings.Repeat("„", 10))
	f.Add("e\u0301 \u00ad\u200d ﷽ İI ß ǅ 𝓣𝓱𝓮")
	known := append(language.Tags(), language.Undetermined)
	f.Fuzz(func(t *testing.T, text string) {
		tag, sure := language.Detect(text)
		if tag == "" && sure != 0 || tag != "" && (sure < 0.7 || sure > 1 || !slices.Contains(known, tag)) {
			t.Errorf("%q, %v", tag, sure)
		}
		if again, _ := language.Detect(strings.ReplaceAll(text, " ", "  ")); again != tag && !strings.Contains(text, "<") {
			t.Errorf("%q with one space, %q with two", tag, again)
		}
		paras := strings.Split(text, "\n")
		tags := language.Paragraphs(paras)
		if len(tags) != len(paras) {
			t.Fatalf("%d tags for %d paragraphs", len(tags), len(paras))
		}
		for _, tag := range tags {
			if tag != "" && !slices.Contains(known, tag) {
				t.Errorf("a paragraph in %q", tag)
			}
		}
	})
}
