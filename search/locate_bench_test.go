package search_test

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"verbatim/search"
	"verbatim/search/text"
)

const (
	locatePassages = 200
	locatePlanted  = 4 // quotations of each passage, one of each of misquotings
)

// misquotings are what befalls the quotations of a passage.
var misquotings = [locatePlanted]struct {
	name          string
	replaced, out int // words
}{{"exact", 0, 0}, {"replaced", 1, 0}, {"leftout", 0, 1}, {"both", 1, 1}}

// plantedPassage is a passage and what it quotes, by misquoting.
type plantedPassage struct {
	text   string
	quoted [locatePlanted]string
}

// BenchmarkLocate looks for the quotations of 200 passages of [search.MaxPassage]
// words, the same ones each time: four in each, of 8 to 40 words, three of them
// misquoted, stand between sentences. An operation is all passages once; what is
// reported besides are percentiles of the wall time of one passage, in ms, and
// which share of the quotations was found, by misquoting.
//
// "generated" has made-up words of a made-up language. "prose" has the sentences
// of the articles of ../shared/polnear and quotations of ../shared/quotes:
//
//	go test ./search -run '^$' -bench Locate -cpu 1 -relevance 1000000 -relevance.more -relevance.data DIR
//
// DIR keeps a generation, which is built when it has none.
func BenchmarkLocate(b *testing.B) {
	b.Run("generated", func(b *testing.B) {
		l := libraryOf(b, generated(benchQuotations, 1))
		locateAll(b, l, plantedPassages(generatedQuotations(1), generatedQuotations(2)))
	})
	b.Run("prose", func(b *testing.B) {
		if *relevanceQuotes == 0 {
			b.Skip("with -relevance N only: it takes a minute for each 100,000 quotations, or -relevance.data")
		}
		sentences := sharedSentences(b)
		quotations := sharedQuotations(b)
		locateAll(b, relevanceLibrary(b), plantedPassages(quotations, sentences))
	})
}

func locateAll(b *testing.B, l *search.Library, passages []plantedPassage) {
	b.Helper()
	var took []time.Duration
	var found [locatePlanted]int
	others := 0
	all := func() {
		for _, p := range passages {
			start := time.Now()
			located, err := l.Locate(b.Context(), p.text, search.Filter{})
			took = append(took, time.Since(start))
			if err != nil {
				b.Fatal(err)
			}
			others += len(located)
			for i, words := range p.quoted {
				if slices.ContainsFunc(located, func(lo search.Located) bool { return alike(lo.Quote.Words, words) }) {
					found[i]++
				}
			}
		}
	}
	all() // the first touch of the files
	took, found, others = took[:0], [locatePlanted]int{}, 0
	b.ReportAllocs()
	for b.Loop() {
		all()
	}
	slices.Sort(took)
	for _, at := range []struct {
		name  string
		share float64
	}{{"ms-p50", 0.5}, {"ms-p99", 0.99}, {"ms-max", 1}} {
		b.ReportMetric(float64(took[int(at.share*float64(len(took)-1))].Microseconds())/1000, at.name)
	}
	for i, m := range misquotings {
		b.ReportMetric(float64(found[i])/float64(len(took)), m.name)
	}
	b.ReportMetric(float64(others)/float64(len(took)), "found")
}

// plantedPassages makes passages of sentences, one after the other, with
// quotations between them.
func plantedPassages(quotations, sentences []string) []plantedPassage {
	random := rand.New(rand.NewPCG(11, 1))
	passages := make([]plantedPassage, locatePassages)
	at := 0
	for i := range passages {
		p := &passages[i]
		var planted [locatePlanted]string
		words := 0
		for k, m := range misquotings {
			p.quoted[k] = quotations[i*locatePlanted+k]
			planted[k] = misquote(random, strings.Fields(p.quoted[k]), m.replaced, m.out)
			words += len(text.Tokens(planted[k]))
		}
		var parts []string
		for words < search.MaxPassage {
			s := sentences[at%len(sentences)]
			at++
			tokens := text.Tokens(s)
			if over := words + len(tokens) - search.MaxPassage; over > 0 {
				s = s[:tokens[len(tokens)-over-1].End]
			}
			parts = append(parts, s)
			words += len(text.Tokens(s))
		}
		for _, s := range planted {
			parts = slices.Insert(parts, random.IntN(len(parts)+1), s)
		}
		p.text = strings.Join(parts, " ")
	}
	return passages
}

// misquote replaces words by another one and leaves words out, none of them at
// the ends.
func misquote(random *rand.Rand, words []string, replaced, out int) string {
	for range replaced {
		words[1+random.IntN(len(words)-2)] = "something"
	}
	for range out {
		at := 1 + random.IntN(len(words)-2)
		words = slices.Delete(words, at, at+1)
	}
	return strings.Join(words, " ")
}

// generatedQuotations are of one language: those of seed 1 are the first of the
// corpus, those of others are not in it.
func generatedQuotations(seed uint64) []string {
	g := newGenerator(1)
	if seed != 1 {
		*g.random = *rand.New(rand.NewPCG(seed, 2))
	}
	var out []string
	for len(out) < 10*locatePassages*locatePlanted {
		if q := g.quote(); quotable(q.Words) {
			out = append(out, q.Words)
		}
	}
	return out
}

func quotable(words string) bool {
	n := len(text.Tokens(words))
	return n >= 8 && n <= 40 && len(strings.Fields(words)) > 3
}

// sharedQuotations draws quotations of those that are measured with.
func sharedQuotations(b *testing.B) []string {
	b.Helper()
	random := rand.New(rand.NewPCG(12, 1))
	out := make([]string, 0, locatePassages*locatePlanted)
	seen := 0
	for q, err := range sharedQuotes(b, *relevanceQuotes) {
		if err != nil {
			b.Skipf("the quotations are absent: %v", err)
		}
		if !quotable(q.Words) {
			continue
		}
		if seen++; len(out) < cap(out) {
			out = append(out, q.Words)
		} else if at := random.IntN(seen); at < len(out) {
			out[at] = q.Words
		}
	}
	if len(out) < cap(out) {
		b.Skipf("%d quotations are too few", len(out))
	}
	return out
}

var sentenceEnd = regexp.MustCompile(`[.!?]["”’]?\s+`)

// sharedSentences are those of articles, in their order.
func sharedSentences(b *testing.B) []string {
	b.Helper()
	f, err := os.Open("../../shared/polnear/dev.jsonl")
	if err != nil {
		b.Skipf("the articles are absent: %v", err)
	}
	defer f.Close()
	var out []string
	for d := json.NewDecoder(f); d.More(); {
		var article struct{ Text string }
		if err := d.Decode(&article); err != nil {
			b.Fatal(err)
		}
		at := 0
		for _, end := range sentenceEnd.FindAllStringIndex(article.Text, -1) {
			if s := article.Text[at:end[1]]; len(text.Tokens(s)) > 0 {
				out = append(out, strings.TrimSpace(s))
			}
			at = end[1]
		}
	}
	return out
}

// relevanceLibrary opens the generation that -relevance.data keeps, after
// building it if there is none.
func relevanceLibrary(tb testing.TB) *search.Library {
	tb.Helper()
	dir := *relevanceData
	if dir == "" {
		dir = tb.TempDir()
	}
	if _, err := os.Stat(filepath.Join(dir, "CURRENT")); err != nil {
		input := sharedQuotes(tb, *relevanceQuotes)
		if *relevanceMore {
			input = enlarged(input)
		}
		report, err := search.Build(tb.Context(), search.BuildOptions{DataDir: dir, Quotes: input})
		if err != nil {
			tb.Fatal(err)
		}
		tb.Logf("%d readings built in %v", report.Read, report.Took)
	}
	l, err := search.Open(dir, search.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := l.Close(); err != nil {
			tb.Error(err)
		}
	})
	tb.Logf("%d quotations", l.Status().Quotations)
	return l
}
