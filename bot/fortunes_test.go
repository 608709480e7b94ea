package main

import (
	"cmp"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"verbatim/quotes"
	"verbatim/quotes/corpus"
	"verbatim/search"
)

// TestFortunesAreAccountedForAndFound reads Debian's fortunes, forty files that
// nobody wrote for this program: every record is indexed, merged or rejected,
// and of 500 records of at least eight words at least 98 % are the first hit
// for five consecutive words of theirs. VERBATIM_FORTUNES names the folder;
// the package puts it into /usr/share/games/fortunes.
func TestFortunesAreAccountedForAndFound(t *testing.T) {
	dir := cmp.Or(os.Getenv("VERBATIM_FORTUNES"), "/usr/share/games/fortunes")
	if _, err := os.Stat(filepath.Join(dir, "wisdom")); err != nil {
		t.Skipf("Debian's fortunes are not here: %v", err)
	}
	reader, closer, err := corpus.Dir(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := closer.Close(); err != nil {
			t.Error(err)
		}
	})
	var (
		report corpus.Report
		drawn  []quotes.Quote
		named  int
	)
	data := t.TempDir()
	built, err := search.Build(t.Context(), search.BuildOptions{
		DataDir: data,
		Quotes: func(yield func(quotes.Quote, error) bool) {
			for q, err := range reader.Read(t.Context(), &report) {
				if len(q.Attributions) > 0 && len(q.Attributions[0].Speakers) > 0 {
					named++
				}
				if len(wordsOf(q.Words)) >= 8 {
					drawn = append(drawn, q)
				}
				if !yield(q, err) {
					return
				}
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("read %d records of %d files, %d with a speaker: indexed %d, merged %d, rejected %d",
		report.Records, report.Files, named, built.Quotations+built.InReview, built.Merged, report.Rejected)
	if got := built.Quotations + built.InReview + built.Merged + report.Rejected; got != report.Records || report.Records == 0 {
		t.Errorf("indexed %d + in review %d + merged %d + rejected %d = %d records, but %d were read",
			built.Quotations, built.InReview, built.Merged, report.Rejected, got, report.Records)
	}

	library, err := search.Open(data, search.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := library.Close(); err != nil {
			t.Error(err)
		}
	})
	const draws = 500
	random := rand.New(rand.NewPCG(1, 2))
	random.Shuffle(len(drawn), func(i, j int) { drawn[i], drawn[j] = drawn[j], drawn[i] })
	found := 0
	for _, q := range drawn[:draws] {
		words := wordsOf(q.Words)
		start := random.IntN(len(words) - 4)
		asked := strings.Join(words[start:start+5], " ")
		result, err := library.Search(t.Context(), search.Query{Words: asked, Limit: 3})
		if err != nil {
			t.Fatalf("%q: %v", asked, err)
		}
		if len(result.Hits) > 0 && equalWording(result.Hits[0].Quote.Words, q.Words) {
			found++
			continue
		}
		first := "nothing"
		if len(result.Hits) > 0 {
			first = result.Hits[0].Quote.Words
		}
		t.Logf("asked %q of\n%s\nfound first\n%s", asked, q.Words, first)
	}
	t.Logf("%d of %d are the first hit", found, draws)
	if found < draws*98/100 {
		t.Errorf("%d of %d are the first hit, want 98 %%", found, draws)
	}
}

// wordsOf returns the words of a text as they stand there. What has neither
// letter nor digit is no word: some fortunes are pictures.
func wordsOf(text string) []string {
	return slices.DeleteFunc(strings.Fields(text), func(w string) bool {
		return !strings.ContainsFunc(w, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
	})
}

// equalWording reports whether two quotations are the same to whoever asked:
// their words are equal, or those of one stand in the other, case and
// punctuation aside.
func equalWording(a, b string) bool {
	a, b = quotes.Normalize(a), quotes.Normalize(b)
	return strings.Contains(a, b) || strings.Contains(b, a)
}
