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

// TestAVocabularyWithChangesIsAsOneBuiltAnew compares every lookup. There are so
// many words that beginnings are answered from tables, and so many changes that
// these are too short.
func TestAVocabularyWithChangesIsAsOneBuiltAnew(t *testing.T) {
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
			return quotes.Quote{} // hidden
		}
		var words []string
		for range 12 {
			words = append(words, word(1+min(random.IntN(6), random.IntN(6))))
		}
		return quote(strings.Join(words, " "), "A"+word(1)+" B"+word(2), "Of "+word(2))
	}
	var before []quotes.Quote
	for range 3000 {
		before = append(before, one())
	}
	now := slices.Clone(before)
	var changes []vocabulary.Change
	for n := range now {
		if random.IntN(3) > 0 {
			continue
		}
		switch q := one(); {
		case random.IntN(4) == 0 && now[n].Served() && q.Served():
			now[n].Attributions = q.Attributions // corrected
		case random.IntN(8) > 0:
			now[n] = quotes.Quote{} // hidden
		default:
			now[n] = q // restored, or hidden
		}
		changes = append(changes, vocabulary.Change{Record: uint32(n), Quote: now[n]})
	}
	built, anew := opened(t, before), opened(t, now)
	with, err := built.With(t.Context(), changes, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	same := func(what string, ask func(*vocabulary.Vocabulary) any) {
		t.Helper()
		if diff := cmp.Diff(ask(anew), ask(with), cmpopts.IgnoreFields(vocabulary.Entry{}, "ID"), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: differs from one built anew (-): %s", what, diff)
		}
	}
	same("sizes", func(v *vocabulary.Vocabulary) any {
		return []int{v.Len(), v.Words(), v.Speakers(), v.Sources(), len(v.Dates())}
	})
	var d vocabulary.Doc
	for n := range now {
		same(fmt.Sprint("document ", n), func(v *vocabulary.Vocabulary) any {
			v.Doc(uint32(n), &d)
			all := []string{fmt.Sprint(d.Served, d.Kind, d.Curated, d.Titled, d.Placed, d.Date)}
			for at, ids := range [][]uint32{d.Words, d.Names, d.Titles, d.Speakers, d.Sources} {
				for _, id := range ids {
					e := []func(uint32) vocabulary.Entry{v.WordAt, v.NameAt, v.TitleAt, v.SpeakerAt, v.SourceAt}[at](id)
					all = append(all, fmt.Sprint(e.Text, " ", e.Count))
				}
			}
			for _, id := range d.Words {
				all = append(all, v.WordShown(id))
			}
			return all
		})
	}
	for range 200 {
		w, name := word(1+random.IntN(4)), word(2)
		beginning := string([]rune(w)[:1+random.IntN(2)])
		max := []int{1, 8, 75, 400}[random.IntN(4)]
		for what, ask := range map[string]func(*vocabulary.Vocabulary) any{
			"word":           func(v *vocabulary.Vocabulary) any { e, ok := v.Word(w); return []any{e, ok} },
			"name":           func(v *vocabulary.Vocabulary) any { e, ok := v.Name("b" + name); return []any{e, ok} },
			"words from":     func(v *vocabulary.Vocabulary) any { return v.WordsFrom(beginning, max) },
			"names from":     func(v *vocabulary.Vocabulary) any { return v.NamesFrom("b"+beginning, max) },
			"speakers from":  func(v *vocabulary.Vocabulary) any { return v.SpeakersFrom("b"+beginning, max) },
			"sources from":   func(v *vocabulary.Vocabulary) any { return v.SourcesFrom(beginning, max) },
			"title":          func(v *vocabulary.Vocabulary) any { e, ok := v.Title(w); return []any{e, ok} },
			"titles from":    func(v *vocabulary.Vocabulary) any { return v.TitlesFrom(beginning, max) },
			"titles like":    func(v *vocabulary.Vocabulary) any { return v.TitlesLike(w, 1, max) },
			"words like":     func(v *vocabulary.Vocabulary) any { return v.WordsLike(w, 2, max) },
			"names like":     func(v *vocabulary.Vocabulary) any { return v.NamesLike("b"+name, 1, max) },
			"like from":      func(v *vocabulary.Vocabulary) any { return v.WordsLikeFrom(w, max) },
			"speakers like":  func(v *vocabulary.Vocabulary) any { return v.SpeakersLike("b"+name, max) },
			"sources like":   func(v *vocabulary.Vocabulary) any { return v.SourcesLike(w, max) },
			"speakers named": func(v *vocabulary.Vocabulary) any { return v.SpeakersNamed("b"+name, max) },
			"sources named":  func(v *vocabulary.Vocabulary) any { return v.SourcesNamed(name, max) },
			"names by key": func(v *vocabulary.Vocabulary) any {
				var all []vocabulary.Entry
				for _, key := range text.NameKeys("b" + name) {
					all = append(all, v.NamesByKey(key, max)...)
				}
				return all
			},
		} {
			same(fmt.Sprintf("%s %q, at most %d", what, w+"/"+name, max), ask)
		}
	}
}
