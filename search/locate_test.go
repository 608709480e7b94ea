package search_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/search"
)

// misquoted shows what of a quotation a passage has: words that are the same as
// they are, "[is|was]" for words of the passage and the record that differ.
func misquoted(passage string, lo search.Located) string {
	var out []string
	for _, p := range lo.Pairs {
		is, was := passage[p.Passage.Start:p.Passage.End], lo.Quote.Words[p.Words.Start:p.Words.End]
		switch p.Kind {
		case search.SameWords:
			out = append(out, is)
		case search.OtherSpelling:
			out = append(out, "["+is+"~"+was+"]")
		default:
			out = append(out, "["+is+"|"+was+"]")
		}
	}
	return strings.Join(out, " ")
}

func TestAPassageIsSearchedForWhatItQuotes(t *testing.T) {
	l := library(t, append(slices.Clone(famous),
		line{words: "Peace cannot be kept by force; it can only be achieved by understanding, and by nothing else in the world", speaker: "Albert Einstein", source: "Speech"},
		line{words: "Never again", speaker: "Ann Onymous", source: "Blog"},
		line{words: "President Volodymyr Zelenskyy will not leave the city of Kyiv", speaker: "Ann Onymous", source: "Report"},
	)...)
	for _, tt := range []struct {
		name, passage string
		want          []string
	}{
		{"exactly", "As he wrote, imagination is more important than knowledge.", []string{"imagination is more important than knowledge"}},
		{"a word replaced", "Somebody said that God does not play chess with the universe, as you know.", []string{"God does not play [chess|dice] with the universe"}},
		{"the last word replaced", "Imagination is more important than wisdom.", []string{"Imagination is more important than [wisdom|knowledge]"}},
		{"the first word replaced", "He said: “Everything that glisters is not gold.”", []string{"[Everything|All] that glisters is not gold"}},
		{"a word left out", "the only thing we have to fear is itself, he said", []string{"the only thing we have to fear is [|fear] itself"}},
		{"a word added", "The only thing that we have to fear is fear itself", []string{"The only thing [that|] we have to fear is fear itself"}},
		{"words in another order", "That is the question: to be, or not to be", []string{"to be, or not to be"}},
		{"a typing error", "Imaginaton is more important than knowlege", []string{"[Imaginaton~Imagination] is more important than [knowlege~knowledge]"}},
		{"diacritics left out", "Die Wurde des Menschen ist unantastbar, heißt es", []string{"Die [Wurde~Würde] des Menschen ist unantastbar"}},
		{"another transliteration", "President Volodymyr Selenskyj will not leave the city of Kyiv", []string{"President Volodymyr [Selenskyj~Zelenskyy] will not leave the city of Kyiv"}},
		{"a clause left out", "Peace cannot be kept by force; it can only be achieved by nothing else in the world", []string{"Peace cannot be kept by force; it can only be achieved [|by understanding, and] by nothing else in the world"}},
		{"cut short", "Peace cannot be kept by force, and that is that.", []string{"Peace cannot be kept by force"}},
		{"case and punctuation", "TO BE OR NOT TO BE -- THAT IS THE QUESTION", []string{"TO BE OR NOT TO BE -- THAT IS THE QUESTION"}},
		{"two", "First, God does not play dice with the universe. And then, many words later, with nothing to do with it, all that glitters is not gold.", []string{"God does not play dice with the universe", "all that [glitters~glisters] is not gold"}},
		{"Cyrillic", "Он писал: все счастливые семьи похожи друг на друга.", []string{"все счастливые семьи похожи друг на друга"}},
		{"Chinese, a character replaced", "老子说过千里之路，始於足下，没错", []string{"千里之 [路|行] 始於足下"}},
		{"another alphabet", "Vse schastlivye sem'i pohozhi drug na druga", nil},
		{"none", "There is nothing here that anybody of note has ever said or written down.", nil},
		{"too few words", "Never again will they be asked", nil},
		{"review", "This guess was never confirmed by anybody", nil},
		{"another guild's", "Our guild has a saying of its own", nil},
		{"nothing", "", nil},
		{"no words", "?! …", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			found, err := l.Locate(t.Context(), tt.passage, search.Filter{})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, lo := range found {
				got = append(got, misquoted(tt.passage, lo))
				holdsTogether(t, tt.passage, lo)
			}
			slices.Sort(got)
			want := slices.Sorted(slices.Values(tt.want))
			if !slices.Equal(got, want) {
				t.Errorf("%q\n\tquotes %q\n\twant   %q", tt.passage, got, want)
			}
		})
	}
	t.Run("exact is what is whole and the same", func(t *testing.T) {
		for passage, want := range map[string]bool{
			"He said: all that glisters is not gold!":       true,
			"He said: all that glitters is not gold!":       false,
			"Peace cannot be kept by force, he said to me.": false,
		} {
			found, err := l.Locate(t.Context(), passage, search.Filter{})
			if err != nil || len(found) != 1 || found[0].Exact != want {
				t.Errorf("%q: %+v, %v", passage, found, err)
			}
		}
	})
	t.Run("a guild's own", func(t *testing.T) {
		found, err := l.Locate(t.Context(), "Our guild has a saying of its own", search.Filter{Scope: "42"})
		if err != nil || len(found) != 1 {
			t.Errorf("%+v, %v", found, err)
		}
	})
	t.Run("a filter", func(t *testing.T) {
		passage := "God does not play dice with the universe, all that glisters is not gold"
		found, err := l.Locate(t.Context(), passage, search.Filter{Speaker: "Shakespeare"})
		if err != nil || len(found) != 1 || !strings.HasPrefix(found[0].Quote.Words, "All that") {
			t.Errorf("%+v, %v", found, err)
		}
	})
}

func TestAPassageFindsWhatModeratorsLeave(t *testing.T) {
	l := library(t, famous...)
	passage := "All that glisters is not gold"
	locate := func() []search.Located {
		t.Helper()
		found, err := l.Locate(t.Context(), passage, search.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	before := locate()
	if len(before) != 1 {
		t.Fatalf("%+v", before)
	}
	id := quotes.IDOf(passage)
	for _, tt := range []struct {
		edit    store.Edit
		speaker string // "": nothing is found
	}{
		{store.Edit{Op: store.Hide, ID: id}, ""},
		{store.Edit{Op: store.Restore, ID: id}, "William Shakespeare"},
		{store.Edit{Op: store.Correct, ID: id, Speaker: "Alain de Lille"}, "Alain de Lille"},
	} {
		if _, err := l.Edit(t.Context(), tt.edit); err != nil {
			t.Fatal(err)
		}
		switch found := locate(); {
		case tt.speaker == "":
			if len(found) > 0 {
				t.Errorf("%s: found %+v", tt.edit.Op, found)
			}
		case len(found) != 1 || found[0].Quote.Attributions[0].Speakers[0].Name != tt.speaker || found[0].Score != before[0].Score:
			t.Errorf("%s: found %+v", tt.edit.Op, found)
		}
	}
}

func TestPassagesAreBounded(t *testing.T) {
	l := library(t, famous...)
	if _, err := l.Locate(t.Context(), strings.Repeat("word ", search.MaxPassage), search.Filter{}); err != nil {
		t.Errorf("%d words: %v", search.MaxPassage, err)
	}
	for _, passage := range []string{strings.Repeat("word ", search.MaxPassage+1), strings.Repeat("!", 1<<20)} {
		if _, err := l.Locate(t.Context(), passage, search.Filter{}); !errors.Is(err, search.ErrTooLong) {
			t.Errorf("%d bytes: %v", len(passage), err)
		}
	}
}

func TestAQuotationIsFoundWhereverItStandsInAPassage(t *testing.T) {
	g := newGenerator(1)
	long := make([]string, search.MaxPassage-50)
	for i := range long {
		long[i] = g.vocabulary[g.words.Uint64()]
	}
	l := library(t, append(slices.Clone(famous), line{words: strings.Join(long, " "), speaker: "Ann Onymous", source: "Blog"})...)
	filler := strings.Fields(strings.Repeat("nobody ever wrote these plain words down before ", search.MaxPassage/8))
	for _, at := range []int{0, 1, 15, 16, 500, search.MaxPassage - 9, search.MaxPassage - 8} {
		t.Run(fmt.Sprintf("at word %d", at), func(t *testing.T) {
			quote := strings.Fields("God does not play dice with the universe")
			passage := strings.Join(slices.Concat(filler[:at], quote, filler[at+len(quote):]), " ")
			found, err := l.Locate(t.Context(), passage, search.Filter{})
			if err != nil || len(found) != 1 || !found[0].Exact || found[0].Quote.Words != strings.Join(quote, " ") {
				t.Errorf("%+v, %v", found, err)
			}
		})
	}
	for _, tt := range []struct {
		name   string
		change func(words []string) []string
		kinds  []search.Difference
	}{
		{"whole", func(words []string) []string { return words }, []search.Difference{search.SameWords}},
		{"a word replaced", func(words []string) []string {
			words[400] = "something"
			return words
		}, []search.Difference{search.SameWords, search.Replaced, search.SameWords}},
		{"a sentence left out", func(words []string) []string {
			return slices.Delete(words, 500, 530)
		}, []search.Difference{search.SameWords, search.LeftOut, search.SameWords}},
		{"two sentences left out", func(words []string) []string {
			return slices.Delete(slices.Delete(words, 700, 740), 200, 240)
		}, []search.Difference{search.SameWords, search.LeftOut, search.SameWords, search.LeftOut, search.SameWords}},
		{"a sentence added", func(words []string) []string {
			return slices.Insert(words, 400, filler[:40]...)
		}, []search.Difference{search.SameWords, search.Added, search.SameWords}},
	} {
		t.Run("long, "+tt.name, func(t *testing.T) {
			passage := strings.Join(tt.change(slices.Clone(long)), " ")
			found, err := l.Locate(t.Context(), passage, search.Filter{})
			if err != nil || len(found) != 1 {
				t.Fatalf("%d found, %v", len(found), err)
			}
			holdsTogether(t, passage, found[0])
			var kinds []search.Difference
			for _, p := range found[0].Pairs {
				kinds = append(kinds, p.Kind)
			}
			if !slices.Equal(kinds, tt.kinds) || found[0].Words != (quotes.Span{End: len(found[0].Quote.Words)}) {
				t.Errorf("%v, %v of %d bytes", kinds, found[0].Words, len(found[0].Quote.Words))
			}
		})
	}
}

// TestAQuotationOfFrequentWordsIsFound has a corpus in which most quotations have
// each of its words: none is rare, only several in a row are.
func TestAQuotationOfFrequentWordsIsFound(t *testing.T) {
	words := strings.Fields("the of and to in is it that was for on with as be at by this not are but")
	const sought = "that is not it but this was the one for the many and not as it was to be"
	r := rand.New(rand.NewPCG(8, 1))
	lines := []line{{words: sought, speaker: "Ann Onymous", source: "Blog"}}
	for range 1500 {
		r.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
		lines = append(lines, line{words: strings.Join(words[:18], " "), speaker: "Ann Onymous", source: "Blog"})
	}
	input := func(yield func(quotes.Quote, error) bool) {
		for _, l := range lines {
			if !yield(l.quote(), nil) {
				return
			}
		}
	}
	dir := t.TempDir()
	var l *search.Library
	edit := func(op store.Op) {
		t.Helper()
		if _, err := l.Edit(t.Context(), store.Edit{Op: op, ID: quotes.IDOf(sought)}); err != nil {
			t.Fatal(err)
		}
	}
	build := func() {
		t.Helper()
		if _, err := search.Build(t.Context(), search.BuildOptions{DataDir: dir, Quotes: input}); err != nil {
			t.Fatal(err)
		}
	}
	open := func() {
		t.Helper()
		var err error
		if l, err = search.Open(dir, search.Options{}); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = l.Close() })
	}
	score := 0.0
	finds := func(when string, want bool) {
		t.Helper()
		found, err := l.Locate(t.Context(), "He said: "+sought, search.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(found, func(lo search.Located) bool { return lo.Exact })
		if i >= 0 != want {
			t.Errorf("%s: found %v", when, i >= 0)
		}
		if i >= 0 && score == 0 {
			score = found[i].Score
		}
		if i >= 0 && found[i].Score != score {
			t.Errorf("%s: the score is %v, was %v", when, found[i].Score, score)
		}
	}
	build()
	open()
	finds("as built", true)
	edit(store.Hide)
	finds("hidden", false)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	build()
	open()
	finds("built hidden", false)
	edit(store.Restore)
	finds("restored since", true)
}

func TestLocatingEndsWithItsContext(t *testing.T) {
	l := library(t, famous...)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, passage := range []string{"", "All that glisters is not gold"} {
		if _, err := l.Locate(ctx, passage, search.Filter{}); !errors.Is(err, context.Canceled) {
			t.Errorf("%q: %v", passage, err)
		}
	}
}

// holdsTogether checks what is promised of every alignment.
func holdsTogether(t *testing.T, passage string, lo search.Located) {
	t.Helper()
	words := lo.Quote.Words
	fail := func(what string) {
		t.Helper()
		t.Errorf("%s: %q in %q: %+v", what, words, passage, lo.Pairs)
	}
	if len(lo.Pairs) == 0 {
		fail("no pairs")
		return
	}
	start, end := lo.Pairs[0], lo.Pairs[len(lo.Pairs)-1]
	if lo.Passage != (quotes.Span{Start: start.Passage.Start, End: end.Passage.End}) || lo.Words != (quotes.Span{Start: start.Words.Start, End: end.Words.End}) {
		fail("the spans are not those of the pairs")
	}
	same := false
	at := search.Pair{}
	for _, p := range lo.Pairs {
		for _, s := range []struct {
			text     string
			is, last quotes.Span
		}{{passage, p.Passage, at.Passage}, {words, p.Words, at.Words}} {
			if s.is.Start < s.last.End || s.is.End < s.is.Start || s.is.End > len(s.text) {
				fail("spans overlap or leave the text")
				return
			}
			for _, i := range []int{s.is.Start, s.is.End} {
				if i < len(s.text) && !utf8.RuneStart(s.text[i]) && utf8.ValidString(s.text) {
					fail("a span cuts a character")
				}
			}
		}
		noPassage, noWords := p.Passage.Start == p.Passage.End, p.Words.Start == p.Words.End
		if noPassage != (p.Kind == search.LeftOut) || noWords != (p.Kind == search.Added) {
			fail("an empty span of the wrong kind")
		}
		if p.Kind == search.SameWords {
			same = true
			if a, b := passage[p.Passage.Start:p.Passage.End], words[p.Words.Start:p.Words.End]; !alike(a, b) {
				fail(fmt.Sprintf("%q and %q are not the same", a, b))
			}
		}
		at = p
	}
	if !same || lo.Score <= 0 {
		fail("nothing is the same")
	}
}

// FuzzLocate holds that whatever stands in a passage, alignments keep their
// promises. Pieces of the corpus make it find something.
func FuzzLocate(f *testing.F) {
	l := library(f, famous...)
	f.Add("He said: ", uint64(1), " and so on")
	f.Add("千里之", uint64(2), "\xff\u0301")
	f.Add("“don’t", uint64(3), "l'homme")
	f.Add("0", uint64(112), "0 0")                                       // two words in the place of one of the pairs of characters
	f.Add("V\x81\xc3o1A", uint64(162), "\x80\xd5\x03\xdb'\x15\xbe\xfd0") // pairs before the first that is the same
	f.Add("\x87\x87\x87\x87\x87千里之", uint64(113), "\x01L\x85")           // a character that two pairs share, twice
	f.Fuzz(func(t *testing.T, before string, seed uint64, after string) {
		r := rand.New(rand.NewPCG(seed, 1))
		passage := []rune(before)
		for range 1 + r.IntN(3) {
			piece := []rune(famous[r.IntN(len(famous))].words)
			from := r.IntN(len(piece))
			piece = slices.Clone(piece[from:])
			if len(after) > 0 && r.IntN(2) == 0 {
				piece = slices.Insert(piece, r.IntN(len(piece)), []rune(after)...)
			}
			passage = append(append(passage, piece...), ' ')
		}
		text := string(passage)
		if seed%2 == 0 {
			text += after
		}
		found, err := l.Locate(t.Context(), text, search.Filter{})
		if errors.Is(err, search.ErrTooLong) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, lo := range found {
			holdsTogether(t, text, lo)
		}
	})
}
