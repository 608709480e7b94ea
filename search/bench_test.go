package search_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"verbatim/quotes"
	"verbatim/search"
)

const benchQuotations = 20_000

// generated yields quotations of made-up words whose frequencies fall as those
// of a language do (Zipf's law), the same ones for the same seed.
func generated(n int, seed uint64) search.Input {
	return func(yield func(quotes.Quote, error) bool) {
		g := newGenerator(seed)
		for range n {
			if !yield(g.quote(), nil) {
				return
			}
		}
	}
}

type generator struct {
	random         *rand.Rand
	words, people  *rand.Zipf
	vocabulary     []string
	names, sources []string
}

func newGenerator(seed uint64) *generator {
	g := &generator{random: rand.New(rand.NewPCG(seed, 1))}
	for range 30_000 {
		g.vocabulary = append(g.vocabulary, g.word(1+g.random.IntN(4)))
	}
	for range 3_000 {
		g.names = append(g.names, title(g.word(2))+" "+title(g.word(3)))
		g.sources = append(g.sources, title(g.word(2))+" "+g.word(2))
	}
	g.words = rand.NewZipf(g.random, 1.1, 3, uint64(len(g.vocabulary)-1))
	g.people = rand.NewZipf(g.random, 1.3, 20, uint64(len(g.names)-1))
	return g
}

func title(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func (g *generator) word(syllables int) string {
	var b strings.Builder
	for range syllables {
		b.WriteByte("bcdfghjklmnprstvwz"[g.random.IntN(18)])
		b.WriteByte("aeiouy"[g.random.IntN(6)])
		if g.random.IntN(3) == 0 {
			b.WriteByte("lmnrst"[g.random.IntN(6)])
		}
	}
	return b.String()
}

func (g *generator) quote() quotes.Quote {
	var words []string
	for range 6 + g.random.IntN(40) {
		words = append(words, g.vocabulary[g.words.Uint64()])
	}
	kinds := []quotes.Kind{quotes.Direct, quotes.Partial, quotes.Indirect}
	return line{
		words: strings.Join(words, " "), speaker: g.names[g.people.Uint64()], source: g.sources[g.people.Uint64()],
		date: quotes.Date(fmt.Sprintf("%d-%02d", 1800+g.random.IntN(220), 1+g.random.IntN(12))),
		kind: kinds[g.random.IntN(3)],
	}.quote()
}

// queries are made of quotations of the corpus, in the ways of people.
func benchQueries(n int) map[string][]string {
	g := newGenerator(1)
	out := map[string][]string{}
	for range n {
		q := g.quote()
		words := strings.Fields(q.Words)
		at := g.random.IntN(len(words) - 5)
		surname := strings.Fields(q.Attributions[0].Speakers[0].Name)[1]
		out["row"] = append(out["row"], strings.Join(words[at:at+5], " "))
		out["bag"] = append(out["bag"], strings.Join([]string{words[at+4], words[at], words[at+2]}, " "))
		typo := []byte(words[at+1] + words[at+2])
		typo[len(typo)/2] = 'x'
		out["typo"] = append(out["typo"], words[at]+" "+string(typo)+" "+words[at+3])
		out["name"] = append(out["name"], strings.ToLower(surname)+" "+words[at]+" "+words[at+2])
		out["prefix"] = append(out["prefix"], strings.Join(words[at:at+3], " ")+" "+words[at+3][:1])
	}
	return out
}

func BenchmarkSearch(b *testing.B) {
	l := libraryOf(b, generated(benchQuotations, 1))
	for class, queries := range benchQueries(200) {
		b.Run(class, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				if _, err := l.Search(b.Context(), search.Query{Words: queries[i%len(queries)]}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	for name, f := range benchFilters() {
		b.Run("filter="+name, func(b *testing.B) {
			queries := benchQueries(200)["row"]
			for i := 0; b.Loop(); i++ {
				if _, err := l.Search(b.Context(), search.Query{Words: queries[i%len(queries)], Filter: f}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkSearchWithEdits shows what edits cost that wait beside the
// generation: every third hides, the others correct.
func BenchmarkSearchWithEdits(b *testing.B) {
	queries := benchQueries(200)
	for _, waiting := range []int{0, 500} {
		l := libraryOf(b, generated(benchQuotations, 1))
		g := newGenerator(1)
		for i := range waiting {
			e := search.Edit{Op: search.Hide, ID: g.quote().ID}
			if i%3 != 0 {
				e.Op, e.Speaker = search.Correct, title(g.vocabulary[i])+" "+g.names[i]
			}
			if _, err := l.Edit(b.Context(), e); err != nil {
				b.Fatal(err)
			}
		}
		for _, class := range []string{"row", "name", "prefix"} {
			b.Run(fmt.Sprintf("%s/edits=%d", class, waiting), func(b *testing.B) {
				for i := 0; b.Loop(); i++ {
					if _, err := l.Search(b.Context(), search.Query{Words: queries[class][i%200]}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// BenchmarkEdit shows what one more edit costs beside 500 that wait, with the
// first search after it, which takes it in.
func BenchmarkEdit(b *testing.B) {
	l := libraryOf(b, generated(benchQuotations, 1))
	g := newGenerator(1)
	edit := func(e search.Edit) {
		if _, err := l.Edit(b.Context(), e); err != nil {
			b.Fatal(err)
		}
	}
	for i := range 500 {
		edit(search.Edit{Op: search.Correct, ID: g.quote().ID, Speaker: g.names[i]})
	}
	id := g.quote().ID
	for _, searching := range []bool{false, true} {
		b.Run(fmt.Sprintf("searching=%v", searching), func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				e := search.Edit{Op: search.Hide, ID: id}
				if i%2 == 1 {
					e.Op = search.Restore
				}
				edit(e)
				if !searching {
					continue
				}
				if _, err := l.Search(b.Context(), search.Query{Words: g.names[1]}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func benchFilters() map[string]search.Filter {
	g := newGenerator(1)
	return map[string]search.Filter{
		"none":    {},
		"speaker": {Speaker: strings.Fields(g.names[0])[1]},
		"source":  {Source: g.sources[0]},
		"dates":   {Since: "1900", Until: "1950-06"},
		"kind":    {Kinds: []quotes.Kind{quotes.Direct}},
	}
}

func BenchmarkSuggest(b *testing.B) {
	l := libraryOf(b, generated(benchQuotations, 1))
	g := newGenerator(1)
	for _, bench := range []struct {
		name     string
		field    search.Field
		prefixes []string
	}{
		{"speakers by a letter", search.SpeakerField, []string{"b", "m", "t"}},
		{"speakers", search.SpeakerField, []string{g.names[0][:3], g.names[7][:4], g.names[50][:5]}},
		{"speakers with an error", search.SpeakerField, []string{g.names[0][:4] + "x", g.names[9][:5] + "q"}},
		{"speakers in another script", search.SpeakerField, []string{"шопенг", "рузвел", "мари кюр"}},
		{"sources", search.SourceField, []string{g.sources[0][:3], g.sources[3][:4]}},
		{"words", search.WordsField, []string{"ba", "mi", g.vocabulary[0] + " b", g.vocabulary[1] + " " + g.vocabulary[2] + " ma"}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				if _, err := l.Suggest(b.Context(), bench.field, bench.prefixes[i%len(bench.prefixes)], search.Filter{}, 25); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkRandom(b *testing.B) {
	l := libraryOf(b, generated(benchQuotations, 1))
	for name, f := range benchFilters() {
		b.Run("filter="+name, func(b *testing.B) {
			for b.Loop() {
				if _, err := l.Random(b.Context(), f); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkBuild(b *testing.B) {
	for b.Loop() {
		if _, err := search.Build(b.Context(), search.BuildOptions{DataDir: b.TempDir(), Quotes: generated(benchQuotations, 1)}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(benchQuotations)*float64(b.N)/b.Elapsed().Seconds(), "quotations/s")
}
