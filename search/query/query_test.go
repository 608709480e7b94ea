package query

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbatim/quotes"
	"verbatim/search/vocabulary"
)

// smallVocabulary is one of a few words.
func smallVocabulary(t testing.TB, words ...string) *vocabulary.Vocabulary {
	t.Helper()
	b := vocabulary.NewBuilder()
	for _, w := range words {
		b.Add(vocabulary.TermsOf(quotes.Quote{ID: quotes.IDOf(w), Words: w, Attributions: []quotes.Attribution{{
			Speakers: []quotes.Speaker{{Name: "Albert Einstein"}}, Kind: quotes.Direct, Status: quotes.Curated,
		}}}))
	}
	path := t.TempDir() + "/vocabulary"
	if err := b.Write(path); err != nil {
		t.Fatal(err)
	}
	v, err := vocabulary.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestQueriesAreUnderstood(t *testing.T) {
	v := smallVocabulary(t, "god does not play dice", "ein stein")
	for _, tt := range []struct {
		name, typed string
		words       string // exact ones in [], an open one with +
		phrases     [][]string
	}{
		{"plain words, the last one open", "God plays", "god plays+", nil},
		{"closed by a space", "god plays ", "god plays", nil},
		{"closed by a full stop", "god plays.", "god plays", nil},
		{"exact words", `god "does not play"`, "god [does] [not] [play]", [][]string{{"does", "not", "play"}}},
		{"typographic marks", "“god” „does“ «not» play", "[god] [does] [not] play+", [][]string{{"god"}, {"does"}, {"not"}}},
		{"a mark alone", `god " plays`, "god plays+", nil},
		{"nothing inside", `god "" plays`, "god plays+", nil},
		{"two words run together", "goddoes not", "god does not+", nil},
		{"more words run together, of a name too", "#GodDoesNotPlay alberteinstein", "god does not play albert einstein+", nil},
		{"a name that two words make", "einstein", "einstein+", nil},
		{"nothing", " \t", "", nil},
		{"invalid bytes", "god\xff\xfeplays", "god plays+", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			q := Parse(v, known, tt.typed)
			var words []string
			for _, w := range q.Words {
				s := w.Text
				if w.Exact {
					s = "[" + s + "]"
				}
				if w.Open {
					s += "+"
				}
				words = append(words, s)
			}
			if got := strings.Join(words, " "); got != tt.words {
				t.Errorf("words %q, want %q", got, tt.words)
			}
			if diff := cmp.Diff(tt.phrases, q.Phrases); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestOfALongQueryTheRarestWordsStay(t *testing.T) {
	v := smallVocabulary(t, strings.Repeat("the and of ", 20)+"quark", "the and of", "the")
	q := Parse(v, known, strings.Repeat("the and of ", 30)+"quark "+strings.Repeat("the ", 50))
	if len(q.Words) != MaxWords || q.Dropped != 141-MaxWords {
		t.Fatalf("%d words kept, %d dropped", len(q.Words), q.Dropped)
	}
	for _, w := range q.Words {
		if w.Text == "quark" && w.Position == 90 {
			return
		}
	}
	t.Error("the rarest word was dropped")
}

func FuzzQueriesAreBounded(f *testing.F) {
	v := smallVocabulary(f, "god does not play dice with the universe", "千里之行")
	for _, s := range []string{`god "does not" play`, "千里", strings.Repeat("a ", 100), "\xff“", "'''", "“a”b„c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		q := Parse(v, known, typed)
		if len(q.Words) > MaxWords {
			t.Errorf("%d words", len(q.Words))
		}
		last := -1
		for _, w := range q.Words {
			if w.Position <= last || w.Text == "" {
				t.Errorf("word %q at %d after %d", w.Text, w.Position, last)
			}
			last = w.Position
		}
	})
}

func TestALineWithoutItsMarks(t *testing.T) {
	for typed, want := range map[string]string{
		`"to be" or not`:      "to be  or not",
		"say “so” „and” «so»": "say  so   and   so ",
		`five "inches`:        `five "inches`,
	} {
		if got := WithoutMarks(typed); got != want {
			t.Errorf("%q becomes %q, want %q", typed, got, want)
		}
	}
}
