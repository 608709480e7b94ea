package search_test

import (
	"bytes"
	"cmp"
	"fmt"
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"verbatim/quotes"
	"verbatim/quotes/corpus"
	"verbatim/search"
	"verbatim/search/text"
)

// TestRelevanceOfTheStarterCorpus asks queries of our own about the starter corpus,
// each class of them as people misremember: those of testdata/starter-queries.txt
// and others drawn of its quotations. It shows what a change of the ranking does.
// With -update the table is written anew; below the floors it fails all the same.
func TestRelevanceOfTheStarterCorpus(t *testing.T) {
	var all []quotes.Quote
	reader := &corpus.Reader{FS: corpus.Starter()}
	l := libraryOf(t, func(yield func(quotes.Quote, error) bool) {
		for q, err := range reader.Read(t.Context(), &corpus.Report{}) {
			all = append(all, q)
			if !yield(q, err) {
				return
			}
		}
	})
	var queries []asked
	for n, line := range linesOf(t, "testdata/starter-queries.txt") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		parts := strings.Split(line, " | ")
		if len(parts) != 3 {
			t.Fatalf("line %d is not 'class | query | words': %q", n+1, line)
		}
		queries = append(queries, asked{parts[0], parts[1], parts[2]})
	}
	measures := relevanceOfParts(t, l, queries)
	maps.Copy(measures, relevance(t, l, drawQueries(all)))
	var out bytes.Buffer
	mean := table(&out, measures, false)
	if mean < 0.965 {
		t.Errorf("Success@1 is %.4f, mean over classes; at least 0.965 is asked for", mean)
	}
	for class := range draws {
		m := measures[class]
		if share := float64(m.first) / float64(m.asked); share < 0.95 {
			t.Errorf("Success@1 of %s is %.3f; at least 0.95 is asked for", class, share)
		}
	}
	const golden = "testdata/starter-relevance.golden"
	if *update {
		if err := os.WriteFile(golden, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, out.Bytes()) {
		t.Errorf("relevance changed; -update writes it anew\n%s\nwas\n%s", out.String(), want)
	}
}

// drawnEach is how many queries of each class are drawn.
const drawnEach = 120

// A drawn query is made of the words of a quotation, which may be changed, and of
// its speaker. stood are the words as they are in the record. Both are empty if the
// quotation has too few.
type draw func(r *rand.Rand, words []string, speaker string) (query, stood []string)

// draws are the classes: as little as people remember, and with as much that is wrong.
var draws = map[string]draw{
	"drawn run": func(r *rand.Rand, words []string, _ string) (query, stood []string) {
		stood = run(r, words, 3)
		return stood, stood
	},
	"drawn order": func(r *rand.Rand, words []string, _ string) (query, stood []string) {
		stood = run(r, words, 4)
		query = slices.Clone(stood)
		slices.Reverse(query)
		return query, stood
	},
	"drawn gaps": func(r *rand.Rand, words []string, _ string) (query, stood []string) {
		if words = run(r, words, 9); len(words) > 0 {
			stood = []string{words[0], words[4], words[8]}
		}
		return stood, stood
	},
	"drawn bag": func(r *rand.Rand, words []string, _ string) (query, stood []string) {
		stood = longWords(r, words, 2)
		return stood, stood
	},
	"drawn typos": func(r *rand.Rand, words []string, _ string) (query, stood []string) {
		stood = longWords(r, words, 2)
		for _, w := range stood {
			query = append(query, misspell(r, w))
		}
		return query, stood
	},
	"drawn replaced": func(r *rand.Rand, words []string, _ string) (query, stood []string) {
		if words = run(r, words, 6); len(words) > 0 {
			query = slices.Concat(words[:2], []string{"people"}, words[3:4], []string{"really"}, words[5:])
			stood = slices.Concat(words[:2], words[3:4], words[5:])
		}
		return query, stood
	},
	"drawn name": func(r *rand.Rand, words []string, speaker string) (query, stood []string) {
		name, stood := longWords(r, folded(speaker), 1), longWords(r, words, 1)
		if len(name) == 0 || len(stood) == 0 {
			return nil, nil
		}
		return []string{misspell(r, name[0]), stood[0]}, append(name, stood...)
	},
	"drawn prefix": func(r *rand.Rand, words []string, _ string) (query, stood []string) {
		stood = run(r, words, 3)
		if len(stood) == 0 || utf8.RuneCountInString(stood[2]) < 5 {
			return nil, nil
		}
		return append(slices.Clone(stood[:2]), string([]rune(stood[2])[:2])), stood
	},
}

// folded are the words of s as they are looked for.
func folded(s string) []string {
	var out []string
	for _, token := range text.Tokens(s) {
		out = append(out, token.Text)
	}
	return out
}

// run is n words that stand side by side, or none if there are fewer.
func run(r *rand.Rand, words []string, n int) []string {
	if len(words) < n {
		return nil
	}
	at := r.IntN(len(words) - n + 1)
	return words[at : at+n]
}

// longWords are n different words of five letters or more, in any order, or none if there
// are fewer.
func longWords(r *rand.Rand, words []string, n int) []string {
	words = slices.Compact(slices.Sorted(slices.Values(words)))
	words = slices.DeleteFunc(words, func(w string) bool { return utf8.RuneCountInString(w) < 5 })
	if len(words) < n {
		return nil
	}
	r.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
	return words[:n]
}

// misspell changes one letter behind the first as a hand does.
func misspell(r *rand.Rand, word string) string {
	letters := []rune(word)
	at := 1 + r.IntN(len(letters)-2)
	switch r.IntN(3) {
	case 0: // two are swapped
		letters[at], letters[at+1] = letters[at+1], letters[at]
	case 1: // one is left out
		letters = slices.Delete(letters, at, at+1)
	default: // one is doubled
		letters = slices.Insert(letters, at, letters[at])
	}
	return string(letters)
}

// drawQueries draws queries of each class, from quotations that the class and the
// ID choose, so that a quotation more changes few of them. A query whose words
// stand in another quotation or its speaker's name too is no use.
func drawQueries(all []quotes.Quote) []asked {
	words, speakers, has := make([][]string, len(all)), make([]string, len(all)), make([]map[string]bool, len(all))
	for i, q := range all {
		if lead, _ := q.Lead(); len(lead.Speakers) > 0 {
			speakers[i] = lead.Speakers[0].Name
		}
		words[i], has[i] = folded(q.Words), map[string]bool{}
		for _, w := range append(folded(speakers[i]), words[i]...) {
			has[i][w] = true
		}
	}
	inAnother := func(at int, stood []string) bool {
		for i := range all {
			lacks := slices.ContainsFunc(stood, func(w string) bool { return !has[i][w] })
			if i != at && !lacks && !alike(all[at].Words, all[i].Words) {
				return true
			}
		}
		return false
	}
	var out []asked
	for _, class := range slices.Sorted(maps.Keys(draws)) {
		seeds, order := make([]uint64, len(all)), make([]int, len(all))
		for i, q := range all {
			h := fnv.New64a()
			fmt.Fprint(h, class, q.ID)
			seeds[i], order[i] = h.Sum64(), i
		}
		slices.SortFunc(order, func(a, b int) int { return cmp.Compare(seeds[a], seeds[b]) })
		drawn := 0
		for _, at := range order {
			query, stood := draws[class](rand.New(rand.NewPCG(seeds[at], 0)), words[at], speakers[at])
			if len(query) == 0 || inAnother(at, stood) {
				continue
			}
			out = append(out, asked{class, strings.Join(query, " "), all[at].Words})
			if drawn++; drawn == drawnEach {
				break
			}
		}
	}
	return out
}

// relevanceOfParts is [relevance] for queries that name the beginning of the
// quotation only.
func relevanceOfParts(t *testing.T, l *search.Library, queries []asked) map[string]*measure {
	t.Helper()
	whole := slices.Clone(queries)
	for i, q := range whole {
		r, err := l.Search(t.Context(), search.Query{Words: `"` + q.Words + `"`, Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		hits := slices.DeleteFunc(r.Hits, func(h search.Hit) bool { return !strings.HasPrefix(h.Quote.Words, q.Words) })
		if len(hits) == 0 {
			t.Fatalf("no quotation begins with %q", q.Words)
		}
		shortest := slices.MinFunc(hits, func(a, b search.Hit) int { return cmp.Compare(len(a.Quote.Words), len(b.Quote.Words)) })
		whole[i].Words = shortest.Quote.Words
	}
	return relevance(t, l, whole)
}
