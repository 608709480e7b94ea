package vocabulary_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbatim/quotes"
	"verbatim/search/text"
	"verbatim/search/vocabulary"
)

func quote(words, speaker, source string) quotes.Quote {
	return quotes.Quote{Words: words, Attributions: []quotes.Attribution{{
		Kind: quotes.Direct, Status: quotes.Curated, Said: "1926-12",
		Speakers: []quotes.Speaker{{Name: speaker}}, Source: quotes.Source{Title: source, Publisher: "Press"},
	}}}
}

var sample = []quotes.Quote{
	quote("God does not play dice", "Albert Einstein", "Letters"),
	quote("God is subtle, but not malicious", "albert einstein", "Talks"),
	{}, // under review
	quote("Счастливые семьи", "Лев Толстой", "Anna Karenina"),
	quote("History is not gold", "Ainsley Gold", "Letters to Anna"),
}

func written(t testing.TB, qs []quotes.Quote) string {
	t.Helper()
	b := vocabulary.NewBuilder()
	for _, q := range qs {
		b.Add(vocabulary.TermsOf(q))
	}
	path := filepath.Join(t.TempDir(), "vocabulary")
	if err := b.Write(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func opened(t testing.TB, qs []quotes.Quote) *vocabulary.Vocabulary {
	t.Helper()
	v, err := vocabulary.Open(written(t, qs))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = v.Close() })
	return v
}

func texts(es []vocabulary.Entry) string {
	var out []string
	for _, e := range es {
		out = append(out, fmt.Sprintf("%s %d", e.Text, e.Count))
	}
	return strings.Join(out, ", ")
}

func TestWhatWasAddedIsFound(t *testing.T) {
	v := opened(t, sample)
	if v.Len() != 5 || v.Speakers() != 3 || v.Sources() != 5 {
		t.Errorf("%d quotations, %d speakers, %d sources", v.Len(), v.Speakers(), v.Sources())
	}
	for _, tt := range []struct{ name, got, want string }{
		{"a word", texts([]vocabulary.Entry{first(v.Word("god"))}), "god 2"},
		{"no word", texts([]vocabulary.Entry{first(v.Word("goddess"))}), " 0"},
		{"by beginning, the most frequent first", texts(v.WordsFrom("g", 9)), "god 2, gold 1"},
		{"at most so many", texts(v.WordsFrom("", 2)), "not 3, god 2"},
		{"beyond the last key", texts(v.WordsFrom("\xff\xff", 9)), ""},
		{"one error", texts(v.WordsLike("histroy", 1, 9)), "history 1"},
		{"two errors", texts(v.WordsLike("maliczous", 2, 9)), "malicious 1"},
		{"Cyrillic letters are one letter each", texts(v.WordsLike("семьй", 1, 9)), "семьи 1"},
		{"a name", texts([]vocabulary.Entry{first(v.Name("einstein"))}), "einstein 2"},
		{"a name by its key", texts(v.NamesByKey(text.NameKeys("Tolstoi")[0], 9)), "толстои 1"},
		{"names with an error", texts(v.NamesLike("einstien", 1, 9)), "einstein 2"},
		{"speakers by any word", texts(v.SpeakersFrom("eins", 9)), "Albert Einstein 2"},
		{"speakers by several words", texts(v.SpeakersFrom("Albert E", 9)), "Albert Einstein 2"},
		{"speakers, the most frequent first", texts(v.SpeakersFrom("a", 9)), "Albert Einstein 2, Ainsley Gold 1"},
		{"speakers with an error", texts(v.SpeakersLike("Eistein", 9)), "Albert Einstein 2"},
		{"titles", texts(v.SourcesFrom("anna", 9)), "Anna Karenina 1, Letters to Anna 1"},
		{"a whole name", texts(v.SpeakersNamed("Einstein", 9)), "Albert Einstein 2"},
		{"a name in any order", texts(v.SpeakersNamed("einstein albert", 9)), "Albert Einstein 2"},
		{"a name in another alphabet", texts(v.SpeakersNamed("Leo Tolstoy", 9)), ""},
		{"a surname in another alphabet", texts(v.SpeakersNamed("Tolstoy", 9)), "Лев Толстой 1"},
		{"half a name", texts(v.SpeakersNamed("Eins", 9)), ""},
		{"who is called so", texts(v.SpeakersCalled("albert einstein")), "Albert Einstein 2"},
		{"a surname is not all of a name", texts(v.SpeakersCalled("Einstein")), ""},
		{"a title, but for its article", texts(v.SourcesCalled("the letters")), "Letters 1"},
		{"nothing is called nothing", texts(v.SpeakersCalled("?!")), ""},
		{"who has a word in the name", texts(v.SpeakersWith("gold", 9)), "Ainsley Gold 1"},
		{"not a part of one", texts(v.SpeakersWith("gol", 9)), ""},
		{"titles with all the words", texts(v.SourcesNamed("letters", 9)), "Letters 1, Letters to Anna 1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.got != tt.want {
				t.Errorf("%q, want %q", tt.got, tt.want)
			}
		})
	}
	if diff := cmp.Diff([]quotes.Date{"1926-12"}, v.Dates()); diff != "" {
		t.Error(diff)
	}
}

func TestWhatNamesAndTitlesGoOnWith(t *testing.T) {
	v := opened(t, sample)
	for words, want := range map[string]bool{"letters to": true, "the letters t": true, "to anna": true, "to letters": false} {
		if got := v.SourcesGoOn(words); got != want {
			t.Errorf("titles go on with %q: %v", words, got)
		}
	}
	if !v.SpeakersGoOn("albert e") || v.SpeakersGoOn("albert x") {
		t.Error("speakers do not go on as they are written")
	}
}

// TestOneErrorIsWhatTheDefinitionSays compares with all words of two letters and
// more that there are.
func TestOneErrorIsWhatTheDefinitionSays(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	word := func() string {
		letters := []rune("abcдїß漢")
		out := make([]rune, 2+random.IntN(6))
		for i := range out {
			out[i] = letters[random.IntN(4+random.IntN(len(letters)-3))]
		}
		return text.Fold(string(out))
	}
	var qs []quotes.Quote
	for range 3000 {
		qs = append(qs, quote(word()+" "+word(), "A", "T"))
	}
	v := opened(t, qs)
	found := 0
	for range 300 {
		typed := word()
		var want []string
		for id := range uint32(v.Words()) {
			if w := v.WordAt(id).Text; text.Errors(typed, w) <= 1 {
				want = append(want, w)
			}
		}
		var got []string
		for _, e := range v.WordsLike(typed, 1, 10_000) {
			got = append(got, e.Text)
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%q is like %q, want %q", typed, got, want)
		}
		found += len(got)
	}
	if found < 1000 {
		t.Errorf("only %d words were found", found)
	}
}

func TestWordsAreShownAsMostTextsWriteThem(t *testing.T) {
	v := opened(t, []quotes.Quote{
		quote("Würde ist ein Konjunktiv", "A", "T"), quote("Es wurde Licht", "A", "T"), quote("Was würde er tun", "A", "T"),
		quote("I don’t, I DON’T know", "A", "T"), quote("Dont", "A", "T"), quote("It’s", "A", "T"),
	})
	for folded, want := range map[string]string{"wurde": "würde", "dont": "don’t", "its": "it’s", "know": "know", "konjunktiv": "konjunktiv"} {
		e, ok := v.Word(folded)
		if got := v.WordShown(e.ID); !ok || got != want {
			t.Errorf("%s is shown as %q, want %q", folded, got, want)
		}
	}
}

func first(e vocabulary.Entry, _ bool) vocabulary.Entry { return e }

func TestQuotationsAreKeptInNumbers(t *testing.T) {
	v := opened(t, sample)
	var d vocabulary.Doc
	for n, q := range sample {
		v.Doc(uint32(n), &d)
		var words []string
		for _, id := range d.Words {
			words = append(words, v.WordAt(id).Text)
		}
		var want []string
		if q.Served() {
			want = vocabulary.Folded(q.Words)
		}
		if !slices.Equal(words, want) || d.Served != q.Served() {
			t.Errorf("quotation %d is %q, want %q", n, words, want)
		}
	}
	v.Doc(0, &d)
	if !d.Curated || d.Date == 0 || !d.Titled || d.Placed || d.Kind != quotes.Direct || v.SpeakerAt(d.Speakers[0]).Text != "Albert Einstein" || len(d.Sources) != 2 {
		t.Errorf("facts of the first quotation: %+v", d)
	}
}

func TestTheMostFrequentOfManyAreKnownWithoutAWalk(t *testing.T) {
	var qs []quotes.Quote
	for i := range 3000 {
		qs = append(qs, quote(fmt.Sprintf("ab%04d", i%1500), fmt.Sprintf("Abel %04d", i%1000), "T"))
	}
	qs = append(qs, quote("abzz abzz", "Z", "T"), quote("abzz", "Z", "T"), quote("abzz", "Z", "T"))
	v := opened(t, qs)
	for _, prefix := range []string{"a", "ab"} {
		if got := v.WordsFrom(prefix, 3); len(got) != 3 || got[0].Text != "abzz" || got[1].Text != "ab0000" {
			t.Errorf("%q: %s", prefix, texts(got))
		}
	}
	if got := v.SpeakersFrom("abel", 2); texts(got) != "Abel 0000 3, Abel 0001 3" {
		t.Errorf("speakers: %s", texts(got))
	}
}

func TestEveryDamagedByteIsNoticed(t *testing.T) {
	path := written(t, sample)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range whole {
		damaged := slices.Clone(whole)
		damaged[i] ^= 1 << (i % 8)
		if err := os.WriteFile(path, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := vocabulary.Open(path); !errors.Is(err, vocabulary.ErrDamaged) {
			t.Fatalf("byte %d of %d changed: %v", i, len(whole), err)
		}
	}
	for _, n := range []int{0, 1, 15, 30, len(whole) / 2, len(whole) - 1} {
		if err := os.WriteFile(path, whole[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := vocabulary.Open(path); !errors.Is(err, vocabulary.ErrDamaged) {
			t.Fatalf("cut to %d bytes: %v", n, err)
		}
	}
}

func TestNoQuotationsAreAVocabularyToo(t *testing.T) {
	v := opened(t, nil)
	if v.Len() != 0 || len(v.WordsFrom("a", 5)) != 0 || len(v.SpeakersNamed("x", 5)) != 0 || len(v.WordsLike("abc", 1, 5)) != 0 {
		t.Error("an empty vocabulary has something")
	}
}

func TestTheSameQuotationsMakeTheSameFile(t *testing.T) {
	a, errA := os.ReadFile(written(t, sample))
	b, errB := os.ReadFile(written(t, sample))
	if errA != nil || errB != nil || !slices.Equal(a, b) {
		t.Errorf("two builds differ (%v, %v)", errA, errB)
	}
}
