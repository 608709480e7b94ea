package search_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbatim/quotes"
	"verbatim/search"
	"verbatim/search/text"
)

func unknown(typed string, near ...string) search.Unknown {
	return search.Unknown{Text: typed, Near: near}
}

func without(found int, parts ...search.Part) []search.Without {
	return []search.Without{{Parts: parts, Found: found}}
}

func TestNothingFoundIsExplained(t *testing.T) {
	l := library(t, famous...)
	zarathustra := unknown("Zarathustra")
	for _, tt := range []struct {
		name, query string
		filter      search.Filter
		want        search.ZeroResult
		suggestion  string
	}{
		{"a word with two typing errors", "universalitz immagynation", search.Filter{}, search.ZeroResult{Words: []search.Unknown{unknown("universalitz"), unknown("immagynation", "imagination")}}, "imagination"},
		{"each unknown word once, as typed", "Xyzzy xyzzy QUUX", search.Filter{}, search.ZeroResult{Words: []search.Unknown{unknown("Xyzzy"), unknown("QUUX")}}, ""},
		{"no guess for short words", "xyz ab q", search.Filter{}, search.ZeroResult{Words: []search.Unknown{unknown("xyz"), unknown("ab"), unknown("q")}}, ""},
		{"two errors are too many for five letters", "gxldy", search.Filter{}, search.ZeroResult{Words: []search.Unknown{unknown("gxldy")}}, ""},
		{"another number is no spelling of one", "1942 xyzzy quux", search.Filter{}, search.ZeroResult{Words: []search.Unknown{unknown("1942"), unknown("xyzzy"), unknown("quux")}}, ""},
		{"the same beginning", "knowledgeably quux", search.Filter{}, search.ZeroResult{Words: []search.Unknown{unknown("knowledgeably", "knowledge"), unknown("quux")}}, "knowledge"},
		{"a beginning that is too short", "questing imaging quux", search.Filter{}, search.ZeroResult{Words: []search.Unknown{unknown("questing", "question"), unknown("imaging"), unknown("quux")}}, "question"},
		{"a name", "rooosevellt xyz quux", search.Filter{}, search.ZeroResult{Words: []search.Unknown{unknown("rooosevellt", "Roosevelt"), unknown("xyz"), unknown("quux")}}, "Roosevelt"},
		{"a name in another spelling is known", "Tolstoj quux xyzzy", search.Filter{}, search.ZeroResult{Words: []search.Unknown{unknown("quux"), unknown("xyzzy")}}, "Tolstoj"},
		{"a word as quotations write it", "unantastbrae menschheit quux xyzzy", search.Filter{}, search.ZeroResult{Words: []search.Unknown{unknown("unantastbrae", "unantastbar"), unknown("menschheit", "menschen"), unknown("quux"), unknown("xyzzy")}}, "unantastbar menschen"},
		{"Cyrillic", "похожжэ щука бобёр", search.Filter{}, search.ZeroResult{Words: []search.Unknown{unknown("похожжэ", "похожи"), unknown("щука"), unknown("бобёр")}}, "похожи"},
		{"a run of Chinese characters is one word", "我爱北京", search.Filter{}, search.ZeroResult{Words: []search.Unknown{unknown("我爱北京")}}, ""},
		{"hostile text is only words", "<@1> zzzz](http://evil.example)", search.Filter{}, search.ZeroResult{Words: []search.Unknown{unknown("1"), unknown("zzzz"), unknown("http"), unknown("evil"), unknown("example")}}, ""},

		{"one guess is no suggestion beside words that are right", "imagnaton infamy семьи", search.Filter{}, search.ZeroResult{Words: []search.Unknown{unknown("imagnaton", "imagination")}}, ""},

		{"words that are apart", "infamy glisters семьи terrorists", search.Filter{}, search.ZeroResult{Apart: true}, "terrorists"},
		{"quotation marks and a filter", `"dice god"`, search.Filter{Speaker: "Shakespeare"}, search.ZeroResult{Without: without(1, search.SpeakerPart)}, ""},

		{"a speaker who said something else", "god dice", search.Filter{Speaker: "Shakespeare"}, search.ZeroResult{Without: without(1, search.SpeakerPart)}, ""},
		{"a source", "god dice", search.Filter{Source: "Hamlet"}, search.ZeroResult{Without: without(1, search.SourcePart)}, ""},
		{"dates", "god dice", search.Filter{Since: "1930", Until: "1950"}, search.ZeroResult{Without: without(1, search.DatesPart)}, ""},
		{"a language", "god dice", search.Filter{Language: "de"}, search.ZeroResult{Without: without(1, search.LanguagePart)}, ""},
		{"a kind", "god dice", search.Filter{Kinds: []quotes.Kind{quotes.Partial}}, search.ZeroResult{Without: without(1, search.KindPart)}, ""},
		{"the one part that does it", "god dice", search.Filter{Speaker: "Einstein", Until: "1950", Source: "Hamlet"}, search.ZeroResult{Without: without(1, search.SourcePart)}, ""},
		{"either of two", "god dice", search.Filter{Speaker: "Einstein", Source: "Hamlet"}, search.ZeroResult{Without: without(1, search.SourcePart)}, ""},
		{"only all parts together", "god dice", search.Filter{Speaker: "Shakespeare", Source: "Letters", Since: "1930"}, search.ZeroResult{Without: without(1, search.SpeakerPart, search.SourcePart, search.DatesPart)}, ""},
		{"a filter that is not the reason", "xyzzy", search.Filter{Speaker: "Shakespeare"}, search.ZeroResult{Words: []search.Unknown{unknown("xyzzy")}}, ""},
		{"nobody is called so", "god dice", search.Filter{Speaker: "Zarathustra"}, search.ZeroResult{Speaker: &zarathustra, Without: without(1, search.SpeakerPart)}, ""},
		{"nobody is called so, and no words", "", search.Filter{Speaker: "Zarathustra"}, search.ZeroResult{Speaker: &zarathustra}, ""},
		{"no words", "", search.Filter{Speaker: "Shakespeare", Since: "1930"}, search.ZeroResult{Without: []search.Without{
			{Parts: []search.Part{search.SpeakerPart}, Found: 4},
			{Parts: []search.Part{search.DatesPart}, Found: 2},
		}}, ""},
		{"no words and no filter", "", search.Filter{}, search.ZeroResult{}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := l.Search(t.Context(), search.Query{Words: tt.query, Filter: tt.filter})
			if err != nil || r.Total > 0 {
				t.Fatalf("%d hits, first %q, %v", r.Total, first(r), err)
			}
			if r.ZeroResult == nil {
				r.ZeroResult = &search.ZeroResult{}
			}
			if diff := cmp.Diff(tt.want, *r.ZeroResult); diff != "" {
				t.Errorf("%q: (-want +got)\n%s", tt.query, diff)
			}
			if r.Suggestion != tt.suggestion {
				t.Errorf("%q suggests %q, want %q", tt.query, r.Suggestion, tt.suggestion)
			}
		})
	}
	if r, err := l.Search(t.Context(), search.Query{Words: "fear"}); err != nil || r.ZeroResult != nil {
		t.Errorf("what was found is said to be missing: %+v, %v", r.ZeroResult, err)
	}
}

func TestNearNamesOfAFilter(t *testing.T) {
	l := library(t,
		line{words: "Four score and seven years ago", speaker: "Abraham Lincoln", source: "Gettysburg Address"},
		line{words: "The ballot is stronger than the bullet", speaker: "Abraham Lincoln", source: "Speeches at Gettysburg"},
		line{words: "Government of the people by the people", speaker: "Robert Lincoln", source: "Letters home"},
		line{words: "We want peace and prisoners exchanged", speaker: "Volodymyr Zelenskyy", source: "Evening address"},
		line{words: "I have nothing to add to this", speaker: "John Smith", source: "Diary"},
		line{words: "Some people care too much", speaker: "A. A. Milne", source: "Stories"},
	)
	for _, tt := range []struct {
		name, speaker, source string
		want                  []string
	}{
		{"an error in each word", "Abrahm Lincon", "", []string{"Abraham Lincoln"}},
		{"another first name, the most quoted first", "George Lincoln", "", []string{"Abraham Lincoln", "Robert Lincoln"}},
		{"in another alphabet", "Олександр Зеленський", "", []string{"Volodymyr Zelenskyy"}},
		{"not by a first name alone", "John Zarathustra", "", nil},
		{"an initial is no other spelling of a name", "Io", "", nil},
		{"a title", "", "Gettisburg Adress", []string{"Gettysburg Address"}},
		{"part of a title", "", "Diaries of Gettysburg", []string{"Gettysburg Address", "Speeches at Gettysburg"}},
		{"no title", "", "Koran", nil},
		{"nothing that has a word", "?!", "", nil},
	} {
		r, err := l.Search(t.Context(), search.Query{Words: "people", Filter: search.Filter{Speaker: tt.speaker, Source: tt.source}})
		if err != nil || r.ZeroResult == nil {
			t.Errorf("%s: %+v, %v", tt.name, r, err)
			continue
		}
		u, other := r.ZeroResult.Speaker, r.ZeroResult.Source
		if tt.source != "" {
			u, other = other, u
		}
		if u == nil || other != nil || u.Text != tt.speaker+tt.source {
			t.Errorf("%s: %+v, beside it %+v", tt.name, u, other)
		} else if !cmp.Equal(u.Near, tt.want) {
			t.Errorf("%s: near are %q, want %q", tt.name, u.Near, tt.want)
		}
	}
}

func TestWhatIsKeptBackIsNotHintedAt(t *testing.T) {
	secret := line{words: "Zephyrine plutonium stays in the bunker", speaker: "Zephyra Blackwood", source: "Zeppelin Gazette"}
	guild, review := secret, secret
	guild.scope = "42"
	review.status = quotes.Review
	ask := []search.Query{
		{Words: "zephyrina xyzzy"},
		{Words: "zephyrina plutoniun glisters imaginary"},
		{Words: `"plutonium zephyrine"`},
		{Words: "blackwoods xyzzy"},
		{Words: "plutonium bunker stays zephyrine"},
		{Words: "plutonium", Filter: search.Filter{Speaker: "Shakespeare", Source: "Hamlet"}},
		{Words: "fear", Filter: search.Filter{Speaker: "Zephyro Blackwod"}},
		{Words: "fear", Filter: search.Filter{Source: "Zeppelinn Gazete"}},
		{Filter: search.Filter{Speaker: "Zephyra Blackwood", Since: "1900"}},
	}
	// What is said in a library that never had the quotation.
	say := func(l *search.Library, scope string) []string {
		var out []string
		for _, q := range ask {
			q.Filter.Scope = scope
			r, err := l.Search(t.Context(), q)
			if err != nil || r.ZeroResult == nil {
				out = append(out, fmt.Sprintf("%d found, %v", r.Total, err))
				continue
			}
			m := *r.ZeroResult
			out = append(out, fmt.Sprintf("%q: %q %q %q %v %v", r.Suggestion, m.Words, deref(m.Speaker), deref(m.Source), m.Without, m.Apart))
		}
		return out
	}
	never := say(library(t, famous...), "7")
	hidden := library(t, append(slices.Clone(famous), secret)...)
	before := say(hidden, "7")
	for i := range ask {
		if before[i] == never[i] {
			t.Errorf("%+v does not tell whether the quotation is there", ask[i])
		}
	}
	if _, err := hidden.Edit(t.Context(), search.Edit{Op: search.Hide, ID: quotes.IDOf(secret.words)}); err != nil {
		t.Fatal(err)
	}
	ofGuild := library(t, append(slices.Clone(famous), guild)...)
	for name, got := range map[string][]string{
		"hidden":             say(hidden, "7"),
		"of another guild":   say(ofGuild, "7"),
		"for no guild":       say(ofGuild, ""),
		"waits for a review": say(library(t, append(slices.Clone(famous), review)...), "7"),
	} {
		if diff := cmp.Diff(never, got); diff != "" {
			t.Errorf("%s, and hinted at: (-never there +kept back)\n%s", name, diff)
		}
	}
	if diff := cmp.Diff(before, say(ofGuild, "42")); diff != "" {
		t.Errorf("the guild's own quotation: (-everyone's +the guild's)\n%s", diff)
	}
}

// TestWhatIsSaidOfNothingHolds asks a made-up corpus, parts of which are hidden
// or a guild's, queries that often find nothing, and does what the answers say.
func TestWhatIsSaidOfNothingHolds(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var all []quotes.Quote
	for q, err := range generated(400, 1) {
		if err != nil {
			t.Fatal(err)
		}
		q.Scope = []string{"", "", "42", "43"}[random.IntN(4)]
		all = append(all, q)
	}
	l := libraryOf(t, func(yield func(quotes.Quote, error) bool) {
		for _, q := range all {
			if !yield(q, nil) {
				return
			}
		}
	})
	seen := map[string]bool{} // words that scope 42 may see
	for i, q := range all {
		if i%5 == 0 {
			if _, err := l.Edit(t.Context(), search.Edit{Op: search.Hide, ID: q.ID}); err != nil {
				t.Fatal(err)
			}
		} else if q.Scope != "43" {
			for _, tok := range text.Tokens(q.Words + " " + q.Attributions[0].Speakers[0].Name) {
				seen[tok.Text] = true
			}
		}
	}
	total := func(words string, f search.Filter) int {
		r, err := l.Search(t.Context(), search.Query{Words: words, Filter: f})
		if err != nil {
			t.Fatal(err)
		}
		return r.Total
	}
	letters := []rune("abcdefghijklmnopqrstuvwxyz")
	did := map[string]int{}
	for range 600 {
		var words []string
		for range 1 + random.IntN(5) {
			from := text.Tokens(all[random.IntN(len(all))].Words)
			w := []rune(from[random.IntN(len(from))].Text)
			for range random.IntN(3) {
				w[random.IntN(len(w))] = letters[random.IntN(len(letters))]
			}
			words = append(words, string(w))
		}
		f := search.Filter{Scope: "42"}
		a := all[random.IntN(len(all))].Attributions[0]
		if random.IntN(2) == 0 {
			f.Speaker = a.Speakers[0].Name
		}
		if random.IntN(3) == 0 {
			f.Since, f.Until = a.Source.Published, a.Source.Published
		}
		query := strings.Join(words, " ")
		if random.IntN(4) == 0 {
			query = `"` + query + `"`
		}
		r, err := l.Search(t.Context(), search.Query{Words: query, Filter: f})
		if err != nil {
			t.Fatal(err)
		}
		if r.ZeroResult == nil {
			if r.Total == 0 {
				t.Fatalf("%s: nothing is said", query)
			}
			continue
		}
		m := r.ZeroResult
		for _, u := range m.Words {
			did["unknown"]++
			if seen[text.Fold(u.Text)] {
				t.Errorf("%s: %q is known", query, u.Text)
			}
			for _, n := range u.Near {
				did["near"]++
				if !seen[text.Fold(n)] {
					t.Errorf("%s: nobody may see %q", query, n)
				}
			}
		}
		if m.Apart {
			did["apart"]++
			if slices.ContainsFunc(text.Tokens(query), func(tok text.Token) bool { return !seen[tok.Text] }) {
				t.Errorf("%s: not all words are known", query)
			}
			if n := total(strings.Trim(query, `"`), search.Filter{Scope: f.Scope}); n > 0 {
				t.Errorf("%s %+v: the words are said to be apart, and without marks and filter %d are found", query, f, n)
			}
		}
		if r.Suggestion != "" {
			did["suggestion"]++
			if total(r.Suggestion, f) == 0 {
				t.Errorf("%s %+v: %q finds nothing either", query, f, r.Suggestion)
			}
		}
		for _, w := range m.Without {
			did["without"]++
			less := f
			if slices.Contains(w.Parts, search.SpeakerPart) {
				less.Speaker = ""
			}
			if slices.Contains(w.Parts, search.DatesPart) {
				less.Since, less.Until = "", ""
			}
			if n := total(query, less); n != w.Found || n == 0 {
				t.Errorf("%s: without %v %d are found, not %d", query, w.Parts, n, w.Found)
			}
		}
	}
	for what, least := range map[string]int{"unknown": 10, "near": 10, "suggestion": 10, "without": 10} {
		if did[what] < least {
			t.Errorf("only %d times something was said of %s", did[what], what)
		}
	}
}

func deref(u *search.Unknown) search.Unknown {
	if u == nil {
		return search.Unknown{}
	}
	return *u
}
