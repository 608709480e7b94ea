package query

import (
	"strings"
	"testing"

	"verbatim/quotes"
	"verbatim/search/text"
	"verbatim/search/vocabulary"
)

// askedVocabulary has a few well quoted people.
func askedVocabulary(t testing.TB) *vocabulary.Vocabulary {
	t.Helper()
	b := vocabulary.NewBuilder()
	for _, name := range []string{"Winston Churchill", "Mark Twain", "Oscar Wilde", "Friedrich Nietzsche", "Albert Einstein"} {
		for i := range 4 {
			words := strings.Repeat("so ", i+1) + "history being kind"
			b.Add(vocabulary.TermsOf(quotes.Quote{ID: quotes.IDOf(words), Words: words, Attributions: []quotes.Attribution{{
				Speakers: []quotes.Speaker{{Name: name}}, Kind: quotes.Direct, Status: quotes.Curated,
			}}}))
		}
	}
	path := t.TempDir() + "/vocabulary"
	if err := b.Write(path); err != nil {
		t.Fatal(err)
	}
	v, err := vocabulary.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = v.Close() })
	return v
}

// known are people of whom nothing is quoted.
func known(name string) bool { return name == "jfk" || name == "dr king" }

func TestTheScaffoldingOfAQuestionIsLeftOut(t *testing.T) {
	v := askedVocabulary(t)
	for _, tt := range []struct {
		typed, want string // what is left; asked names with @
	}{
		{"what did churchill say about dogs and cats", "@churchill dogs and cats"},
		{"what is nietzsche's quote about the abyss looking back", "@nietzsches the abyss looking back"},
		{"who said the early bird gets the worm", "the early bird gets the worm"},
		{"who was it that said money talks", "money talks"},
		{"that mark twain quote about reports of a death", "@mark @twain reports of a death"},
		{"looking for the oscar wilde quote on temptation", "@oscar @wilde temptation"},
		{"quotes by einstein about imagination", "@einstein imagination"},
		{"einstein quotes", "@einstein"},
		{"the early bird gets the worm who said that", "the early bird gets the worm"},
		{"quote from wuthering heights about souls", "wuthering heights souls"},
		{"wer sagte der ball ist rund", "der ball ist rund"},
		{"zitat von nietzsche über den abgrund", "@nietzsche den abgrund"},
		{"citation de nietzsche sur la musique", "@nietzsche la musique"},
		{"qui a dit que la musique adoucit", "que la musique adoucit"},
		{"frase de einstein sobre la imaginación", "@einstein la imaginacion"},
		{"кто сказал что рукописи не горят", "что рукописи не горят"},

		{"jfk quotes", "@jfk"},
		{"quotes by jfk about the moon", "@jfk the moon"},
		{"what did dr king say about dreams", "@dr @king dreams"},

		{"the early bird gets the worm", ""},
		{"the man who said no", ""},
		{"say what you mean", ""},
		{"quote", ""},
		{"", ""},
	} {
		tokens := text.Tokens(tt.typed)
		var left []string
		for i, r := range roles(v, known, tokens) {
			switch r {
			case content:
				left = append(left, tokens[i].Text)
			case asksFor:
				left = append(left, "@"+tokens[i].Text)
			}
		}
		if got := strings.Join(left, " "); got != tt.want {
			t.Errorf("%q leaves %q, want %q", tt.typed, got, tt.want)
		}
	}
}

func FuzzAQuestionKeepsSomeOfItsWords(f *testing.F) {
	f.Add("what did churchill say about history")
	f.Add("who said that who said that")
	v := askedVocabulary(f)
	f.Fuzz(func(t *testing.T, typed string) {
		tokens := text.Tokens(typed)
		r := roles(v, known, tokens)
		if r != nil && len(r) != len(tokens) {
			t.Fatalf("%d roles of %d words", len(r), len(tokens))
		}
		kept := r == nil
		for _, role := range r {
			kept = kept || role != filler
		}
		if !kept && len(tokens) > 0 {
			t.Errorf("nothing is left of %q", typed)
		}
	})
}
