package vocabulary_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"verbatim/quotes"
	"verbatim/search/text"
	"verbatim/search/vocabulary"
)

// TestAVocabularyWithOtherDocumentsIsAsOneBuiltAnew compares every lookup, but for the
// order of what it finds.
func TestAVocabularyWithOtherDocumentsIsAsOneBuiltAnew(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 1))
	word := func(syllables int) string {
		var b strings.Builder
		for range syllables {
			b.WriteString([]string{"ba", "ke", "tsch", "lo", "ni", "ы", "ש", "ra", "é"}[random.IntN(9)])
		}
		return b.String()
	}
	one := func() quotes.Quote {
		if random.IntN(10) == 0 {
			return quotes.Quote{} // under review
		}
		var words []string
		for range 12 {
			words = append(words, word(1+min(random.IntN(6), random.IntN(6))))
		}
		return quote(strings.Join(words, " "), "A"+word(1)+" B"+word(2), "Of "+word(2))
	}
	var before []quotes.Quote
	for range 1000 {
		before = append(before, one())
	}
	now := slices.Clone(before)
	others := map[uint32]vocabulary.Terms{}
	for n := range now {
		if random.IntN(10) > 0 {
			continue
		}
		q := one()
		if random.IntN(4) == 0 && now[n].Served() && q.Served() {
			now[n].Attributions = q.Attributions
		} else {
			now[n] = q
		}
		others[uint32(n)] = vocabulary.TermsOf(now[n])
	}
	for range 30 {
		q := one()
		others[uint32(len(now))] = vocabulary.TermsOf(q)
		now = append(now, q)
	}
	anew := opened(t, now)
	with, err := opened(t, before).With(others)
	if err != nil {
		t.Fatal(err)
	}
	same := func(what string, of func(*vocabulary.Vocabulary) any) {
		t.Helper()
		if diff := cmp.Diff(of(anew), of(with), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: differs from one built anew (-): %s", what, diff)
		}
	}
	sorted := func(all []vocabulary.Entry) []string {
		var out []string
		for _, e := range all {
			out = append(out, fmt.Sprint(vocabulary.Key(e.Text), " ", e.Count, " ", e.Errors))
		}
		slices.Sort(out)
		return out
	}
	same("sizes", func(v *vocabulary.Vocabulary) any { return []int{v.Len(), len(v.Dates())} })
	for n := range now {
		same(fmt.Sprint("document ", n), func(v *vocabulary.Vocabulary) any {
			var d, words vocabulary.Doc
			v.Doc(uint32(n), &d)
			v.DocWords(uint32(n), &words)
			all := []string{fmt.Sprint(d.Served, d.Curated, d.Titled, d.Date, d.Quality(), v.Lead(uint32(n))), fmt.Sprint(slices.Equal(d.Words, words.Words), slices.Equal(d.Names, words.Names))}
			for _, id := range d.Words {
				all = append(all, fmt.Sprint(v.WordAt(id).Text, " ", v.WordAt(id).Count, " ", v.WordShown(id)))
			}
			for at, ids := range [][]uint32{d.Names, d.Titles, d.Speakers, d.Sources} {
				for _, id := range ids {
					e := []func(uint32) vocabulary.Entry{v.NameAt, v.TitleAt, v.SpeakerAt, v.SourceAt}[at](id)
					all = append(all, fmt.Sprint(vocabulary.Key(e.Text), " ", e.Count))
				}
			}
			return all
		})
	}
	const all = 100_000
	for range 80 {
		w, name := word(1+random.IntN(4)), word(2)
		beginning := string([]rune(w)[:1+random.IntN(2)])
		for what, ask := range map[string]func(*vocabulary.Vocabulary) any{
			"word": func(v *vocabulary.Vocabulary) any {
				e, ok := v.Word(w)
				return fmt.Sprint(e.Text, e.Count, ok)
			},
			"name": func(v *vocabulary.Vocabulary) any {
				e, ok := v.Name("b" + name)
				return fmt.Sprint(e.Text, e.Count, ok)
			},
			"words from":      func(v *vocabulary.Vocabulary) any { return sorted(v.WordsFrom(w+beginning, all)) },
			"names from":      func(v *vocabulary.Vocabulary) any { return sorted(v.NamesFrom("b"+beginning, all)) },
			"speakers from":   func(v *vocabulary.Vocabulary) any { return sorted(v.SpeakersFrom("b"+w, all)) },
			"sources from":    func(v *vocabulary.Vocabulary) any { return sorted(v.SourcesFrom(w+beginning, all)) },
			"words like":      func(v *vocabulary.Vocabulary) any { return sorted(v.WordsLike(w, 2, all)) },
			"names like":      func(v *vocabulary.Vocabulary) any { return sorted(v.NamesLike("b"+name, 1, all)) },
			"titles like":     func(v *vocabulary.Vocabulary) any { return sorted(v.TitlesLike(name, 1, all)) },
			"like from":       func(v *vocabulary.Vocabulary) any { return sorted(v.WordsLikeFrom(w, all)) },
			"speakers like":   func(v *vocabulary.Vocabulary) any { return sorted(v.SpeakersLike("b"+name, all)) },
			"sources like":    func(v *vocabulary.Vocabulary) any { return sorted(v.SourcesLike(w, all)) },
			"speakers named":  func(v *vocabulary.Vocabulary) any { return sorted(v.SpeakersNamed("b"+name, all)) },
			"sources named":   func(v *vocabulary.Vocabulary) any { return sorted(v.SourcesNamed(name, all)) },
			"speakers with":   func(v *vocabulary.Vocabulary) any { return sorted(v.SpeakersWith("b"+name, all)) },
			"sources called":  func(v *vocabulary.Vocabulary) any { return sorted(v.SourcesCalled("of " + name)) },
			"sources go on":   func(v *vocabulary.Vocabulary) any { return v.SourcesGoOn("of " + name) },
			"words that have": func(v *vocabulary.Vocabulary) any { return starts(v, now, beginning) },
			"names by key": func(v *vocabulary.Vocabulary) any {
				var found []vocabulary.Entry
				for _, key := range text.NameKeys("b" + name) {
					found = append(found, v.NamesByKey(key, all)...)
				}
				return sorted(found)
			},
		} {
			same(fmt.Sprintf("%s %q", what, w+"/"+name), ask)
		}
	}
}

// starts counts the words of all documents that are in the set of those that start
// with prefix.
func starts(v *vocabulary.Vocabulary, all []quotes.Quote, prefix string) (n int) {
	set := v.WordsStarting(prefix)
	var d vocabulary.Doc
	for record := range all {
		v.DocWords(uint32(record), &d)
		for _, id := range d.Words {
			if set.Has(id) != v.WordStarts(id, prefix) {
				return -1
			}
			if set.Has(id) {
				n++
			}
		}
	}
	return n
}
