package search_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"verbatim/search"
	"verbatim/search/text"
)

// claimed is a corpus for checking.
var claimed = append(slices.Clone(famous),
	line{words: "The baker opens at six. Nobody has ever seen him asleep, and nobody asks why. His bread is the best in town.", speaker: "Ann Onymous", source: "Blog"},
	line{words: "We counted fifteen geese on the frozen canal this morning", speaker: "Jan Nowak", source: "Diary"},
	line{words: "I was never unhappy in the old lighthouse by the harbour", speaker: "Jan Nowak", source: "Diary"},
	line{words: "A patient clerk can always find the missing ledger in the cellar", speaker: "John F. Kennedy", source: "Speech"},
	line{words: "In the spring Mr. Darling sold ten thousand umbrellas before the rain began", speaker: "Anna Kowalska", source: "Letters"},
	line{words: "It is possible to cross the marsh without a lantern if you are rich, not clever", speaker: "Anna Kowalska", source: "Letters"},
	line{words: "The orchard belongs to those who prune it in winter", source: "Wall"},
	line{words: "Neither the miller nor his wife ever ground the barley twice", speaker: "Anna Kowalska", source: "Letters"},
	line{words: "The tide waits for the mill, and the mill for the tide. (71)", speaker: "Anna Kowalska", source: "Letters"},
	line{words: "The kettle sings before it boils", source: "Wall"},
	line{words: "The kettle sings.", speaker: "Anna Kowalska", source: "Letters"},
	line{words: "… and then the clock stopped of its own accord", speaker: "Anna Kowalska", source: "Letters"},
	line{words: "the baker waved. she never looked up. the rain went on", speaker: "Anna Kowalska", source: "Letters"},
	line{words: "Don't be discouraged when your kettle boils over at breakfast", speaker: "Jan Nowak", source: "Diary"},
	line{words: "He asked the keeper whether to sail that night, or not", speaker: "Jan Nowak", source: "Diary"},
	line{words: "The wages of sin were counted twice by the abbey clerk", speaker: "Jan Nowak", source: "Diary", lang: "en"},
	line{words: "They lost five per cent of the herd in the April flood", speaker: "Jan Nowak", source: "Diary", lang: "en"},
	line{words: "The rent of the mill rose to 3.5 crowns in a hard winter", speaker: "Jan Nowak", source: "Diary"},
	line{words: "A quiet river carries the heaviest barges", speaker: "Anna Kowalska", source: "Letters"},
	line{words: "A quiet river carries the very heaviest barges", speaker: "Jan Nowak", source: "Diary"},
	line{words: "the granary burns", speaker: "Jan Nowak", source: "Report", kind: "indirect", polarity: "denied", status: "extracted"},
	line{words: "The clerk rose early. Nobody knew. The office stayed shut all day.", speaker: "Jan Nowak", source: "Diary"},
	line{words: "BARGE, n.f. A narrow boat that carries coal and gossip.", speaker: "Anna Kowalska", source: "Letters"},
	line{words: "the ferry is safe in a winter storm", speaker: "Jan Nowak", source: "Report", kind: "indirect", status: "extracted"},
)

// changed shows where a passage differs: "[is|was]", with "!" where that turns
// something round.
func changed(passage string, c search.Checked) string {
	var out []string
	for _, f := range c.Found {
		for _, change := range f.Changes {
			is, was := passage[change.Pair.Passage.Start:change.Pair.Passage.End], f.Quote.Words[change.Pair.Words.Start:change.Pair.Words.End]
			mark := ""
			if change.Reverses {
				mark = "!"
			}
			out = append(out, fmt.Sprintf("[%s|%s]%s", is, was, mark))
		}
	}
	return strings.Join(out, " ")
}

func TestAClaimIsChecked(t *testing.T) {
	l := library(t, claimed...)
	for _, tt := range []struct {
		name, passage, speaker string
		want                   search.Verdict
		changes                string
	}{
		{"a whole quotation", "Imagination is more important than knowledge.", "", search.Exact, ""},
		{"case, punctuation, diacritics", "DIE WURDE des menschen – ist unantastbar!", "", search.Exact, ""},
		{"a whole sentence", "His bread is the best in town.", "", search.Exact, ""},
		{"two sentences in a row", "The baker opens at six. Nobody has ever seen him asleep, and nobody asks why.", "", search.Exact, ""},
		{"a report", "The ferry is safe in a winter storm.", "", search.Exact, ""},
		{"Chinese", "千里之行，始於足下", "", search.Exact, ""},
		{"an abbreviation ends no sentence", "Darling sold ten thousand umbrellas before the rain began", "", search.Cut, ""},

		{"an ellipsis before it", "and then the clock stopped of its own accord", "", search.Exact, ""},
		{"a sentence written small", "she never looked up", "", search.Exact, ""},
		{"a definition without its word", "A narrow boat that carries coal and gossip.", "", search.Exact, ""},
		{"the end is missing", "Nobody has ever seen him asleep", "", search.Cut, ""},
		{"the beginning is missing", "without a lantern if you are rich, not clever", "", search.Cut, ""},
		{"a sentence is missing", "The baker opens at six. His bread is the best in town.", "", search.Cut, "[|Nobody has ever seen him asleep, and nobody asks why]"},
		{"a word is missing", "I was never unhappy in the lighthouse by the harbour", "", search.Cut, "[|old]"},
		{"a sentence that negates is missing", "The clerk rose early. The office stayed shut all day.", "", search.Cut, "[|Nobody knew]"},
		{"a negation is missing with its clause", "when your kettle boils over at breakfast", "", search.Cut, "[|Don't be discouraged]"},
		{"a negation is missing behind it", "He asked the keeper whether to sail that night", "", search.Cut, "[|or not]"},
		{"a word that counts in French is missing", "They lost five of the herd in the April flood", "", search.Cut, "[|per cent]"},
		{"it begins inside a number", "5 crowns in a hard winter", "", search.Cut, ""},

		{"a word that negates in Spanish", "The wages of barley were counted twice by the abbey clerk", "", search.Altered, "[barley|sin]"},
		{"a word", "God does not play chess with the universe", "", search.Altered, "[chess|dice]"},
		{"the last word", "The orchard belongs to those who prune it in spring", "", search.Altered, "[spring|winter]"},
		{"a word more", "The only thing that we have to fear is fear itself", "", search.Altered, "[that|]"},
		{"more left out than there is", "We counted this morning", "", search.Altered, "[|fifteen geese on the frozen canal]"},
		{"words before it", "Believe me, all that glisters is not gold", "", search.Altered, "[Believe me|]"},
		{"a contraction", "God doesn't play dice with the universe", "", search.Altered, "[doesn't|does] [|not]"},
		{"two words for one", "Some thing we have to fear is fear it self", "", search.Altered, "[Some|The] [|only] [it self|itself]"},
		{"another number of a word that counts nothing", "The orchard belongs to twelve who prune it in winter", "", search.Altered, "[twelve|those]"},
		{"a weak negation for another word", "A seldom clerk can always find the missing ledger in the cellar", "", search.Altered, "[seldom|patient]"},
		{"or for nor", "Neither the miller or his wife ever ground the barley twice", "", search.Altered, "[or|nor]"},
		{"its own end", "The only thing we have to fear is spiders", "", search.Altered, "[spiders|fear] [|itself]"},

		{"a negation is gone", "God does play dice with the universe", "", search.Reversed, "[|not]!"},
		{"a negation more", "Imagination is not more important than knowledge", "", search.Reversed, "[not|]!"},
		{"n't", "A patient clerk can't always find the missing ledger in the cellar", "", search.Reversed, "[can't|can]!"},
		{"cannot", "A patient clerk cannot always find the missing ledger in the cellar", "", search.Reversed, "[cannot|can]!"},
		{"never for always", "A patient clerk can never find the missing ledger in the cellar", "", search.Reversed, "[never|always]!"},
		{"seldom for always", "A patient clerk can seldom find the missing ledger in the cellar", "", search.Reversed, "[seldom|always]!"},
		{"with for without", "It is possible to cross the marsh with a lantern if you are rich, not clever", "", search.Reversed, "[with|without]!"},
		{"another word is negated", "It is possible to cross the marsh without a lantern if you are not rich, clever", "", search.Reversed, "[not|]! [|not]!"},
		{"un-", "I was never happy in the old lighthouse by the harbour", "", search.Reversed, "[happy|unhappy]!"},
		{"im-", "It is impossible to cross the marsh without a lantern if you are rich, not clever", "", search.Reversed, "[impossible|possible]!"},
		{"at the beginning", "Never imagination is more important than knowledge", "", search.Reversed, "[Never|]!"},
		{"a number", "We counted fifty geese on the frozen canal this morning", "", search.Reversed, "[fifty|fifteen]!"},
		{"digits", "We counted 16 geese on the frozen canal this morning", "", search.Reversed, "[16|fifteen]!"},
		{"the same number in digits", "We counted 15 geese on the frozen canal this morning", "", search.Altered, "[15|fifteen]"},
		{"part of a number", "In the spring Mr. Darling sold thousand umbrellas before the rain began", "", search.Reversed, "[|ten]!"},
		{"a number of several words in digits", "In the spring Mr. Darling sold 10,000 umbrellas before the rain began", "", search.Altered, "[10|ten] [000|thousand]"},
		{"a number behind the last sentence", "The orchard belongs to those who prune it in winter. (12)", "", search.Altered, "[12|]"},
		{"another number there", "The tide waits for the mill, and the mill for the tide. (72)", "", search.Reversed, "[72|71]!"},
		{"Chinese, negated", "千里之行，不始於足下", "", search.Reversed, "[不|]!"},

		{"two quotations", "Imagination is more important than knowledge. All that glisters is not gold.", "", search.Spliced, ""},
		{"halves of two", "God does not play dice with the missing ledger in the cellar", "", search.Spliced, ""},

		{"a negation misspelt", "It is possible to cross the marsh wihtout a lantern if you are rich, not clever", "", search.Altered, "[wihtout|without]"},
		{"a number misspelt", "We counted fiftten geese on the frozen canal this morning", "", search.Altered, "[fiftten|fifteen]"},
		{"ever for never", "I was ever unhappy in the old lighthouse by the harbour", "", search.Reversed, "[ever|never]!"},
		{"what nor joins is missing", "Neither the miller ever ground the barley twice", "", search.Cut, "[|nor his wife]"},

		{"nobody said so", "A bicycle is a promise that the hill forgot to keep", "", search.Nothing, ""},
		{"a frame", "The kettle is a drum", "", search.Nothing, ""},
		{"a few common words", "This is what it is to be", "", search.Nothing, ""},
		{"somebody denied it", "The granary burns", "", search.Nothing, ""},
		{"review", "This guess was never confirmed by anybody", "", search.Nothing, ""},
		{"another guild's", "Our guild has a saying of its own", "", search.Nothing, ""},
		{"no words", "?!", "", search.Nothing, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, err := l.Check(t.Context(), tt.passage, tt.speaker, search.Filter{})
			if err != nil {
				t.Fatal(err)
			}
			if got := changed(tt.passage, c); c.Verdict != tt.want || got != tt.changes {
				t.Errorf("%q is %s, %q\n\twant %s, %q", tt.passage, c.Verdict, got, tt.want, tt.changes)
			}
		})
	}
}

func TestAClaimedSpeakerIsCompared(t *testing.T) {
	l := library(t, claimed...)
	for _, tt := range []struct {
		name, passage, speaker string
		want                   search.Verdict
		claimed                string
	}{
		{"he", "Imagination is more important than knowledge.", "Albert Einstein", search.Exact, "Albert Einstein"},
		{"his surname", "Imagination is more important than knowledge.", "einstein", search.Exact, "einstein"},
		{"another", "Imagination is more important than knowledge.", "Isaac Newton", search.AnotherSpeaker, "Isaac Newton"},
		{"initials that everybody knows", "A patient clerk can always find the missing ledger in the cellar", "JFK", search.Exact, "JFK"},
		{"another script", "Все счастливые семьи похожи друг на друга", "Leo Tolstoy", search.Exact, "Leo Tolstoy"},
		{"nobody is named", "The orchard belongs to those who prune it in winter", "Jan Nowak", search.Exact, "Jan Nowak"},
		{"cut, and another", "God does not play dice", "Isaac Newton", search.AnotherSpeaker, "Isaac Newton"},
		{"altered, and another", "God does not play chess with the universe", "Isaac Newton", search.Altered, "Isaac Newton"},

		{"much the same, and the very words by another", "A quiet river carries the heaviest barges", "Jan Nowak", search.Cut, "Jan Nowak"},
		{"As X said", `As Isaac Newton said, "Imagination is more important than knowledge."`, "", search.AnotherSpeaker, "Isaac Newton"},
		{"as X once put it", `As Albert Einstein once famously put it: “Imagination is more important than knowledge.”`, "", search.Exact, "Albert Einstein"},
		{"X said, without marks", "As Albert Einstein said, imagination is more important than knowledge", "", search.Exact, "Albert Einstein"},
		{"X said that", `Albert Einstein wrote in 1929 that "imagination is more important than knowledge"`, "", search.Exact, "Albert Einstein"},
		{"According to X", `According to Isaac Newton, "God does not play dice with the universe."`, "", search.AnotherSpeaker, "Isaac Newton"},
		{"X:", "Albert Einstein: God does not play dice with the universe", "", search.Exact, "Albert Einstein"},
		{"X: with marks", "Newton: 'God does not play dice with the universe'", "", search.AnotherSpeaker, "Newton"},
		{"- X", "God does not play dice with the universe. - Isaac Newton", "", search.AnotherSpeaker, "Isaac Newton"},
		{"— X, with marks and a year", "“God does not play dice with the universe.” — Albert Einstein, 1926", "", search.Exact, "Albert Einstein"},
		{"- jfk", "a patient clerk can always find the missing ledger in the cellar - jfk", "", search.Exact, "jfk"},
		{"(X)", "God does not play dice with the universe (Albert Einstein)", "", search.Exact, "Albert Einstein"},
		{"said X", `"God does not play dice with the universe," said Isaac Newton.`, "", search.AnotherSpeaker, "Isaac Newton"},
		{"between the words", `"God does not play dice," Albert Einstein said, "with the universe."`, "", search.Exact, "Albert Einstein"},
		{"he said", "He said: God does not play dice with the universe", "", search.Exact, ""},
		{"who asks knows better", `As Isaac Newton said, "Imagination is more important than knowledge."`, "Albert Einstein", search.Exact, "Albert Einstein"},
		{"no name", "Warning: God does not play dice with the universe", "", search.Exact, ""},
		{"my mother", "As my mother always said, 'God does not play dice with the universe'", "", search.Exact, ""},
		{"of whom something is told", `Mark Twain, the author of several books, wrote: "God does not play dice with the universe."`, "", search.AnotherSpeaker, "Mark Twain"},
		{"a word of its own before another's", `Life, he said, "God does not play dice with the universe."`, "", search.Exact, ""},
		{"on a line of its own", "God does not play dice\nwith the universe.\nAlbert Einstein", "", search.Exact, "Albert Einstein"},
		{"an apostrophe", `"Anyone who says life's easy isn't sane" - Isaac Newton`, "", search.Nothing, "Isaac Newton"},
		{"I'd say:", "I'd say: God does not play dice with the universe", "", search.Altered, ""},
		{"I'd say", "I'd say God does not play dice with the universe", "", search.Altered, ""},
		{"a full stop inside and a comma outside", `"God does not play dice with the universe.," said Isaac Newton.`, "", search.AnotherSpeaker, "Isaac Newton"},
		{"small letters in the name", `As Isaac newton wrote: “God does not play dice with the universe”`, "", search.AnotherSpeaker, "Isaac newton"},
		{"in a year", `In 1926 Albert Einstein wrote to a friend: "God does not play dice with the universe"`, "", search.Exact, "Albert Einstein"},
		{"somebody says something in it", `A clerk said: "The baker opens at six. Nobody has ever seen him asleep, and nobody asks why."`, "", search.Exact, ""},
		{"in a sentence of somebody's", `He told them that "God does not play dice with the universe" and left the room.`, "", search.Exact, ""},
		{"by nobody, less exactly", "The kettle sings", "Jan Nowak", search.AnotherSpeaker, "Jan Nowak"},
		{"in Russian", "Как писал Лев Толстой, «Все счастливые семьи похожи друг на друга»", "", search.Exact, "Лев Толстой"},
		{"in Russian, behind the words", "«Все счастливые семьи похожи друг на друга», — писал Антон Чехов.", "", search.AnotherSpeaker, "Антон Чехов"},
		{"in German", "Wie Immanuel Kant sagte: „Die Würde des Menschen ist unantastbar“", "", search.Exact, "Immanuel Kant"},
		{"a colon of its own", "Yesterday: December 7th, 1941 — a date which will live in infamy", "", search.Exact, ""},
		{"a dash of its own", "Yesterday, December 7th, 1941 – A Date Which Will Live In Infamy", "", search.Exact, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, err := l.Check(t.Context(), tt.passage, tt.speaker, search.Filter{})
			if err != nil {
				t.Fatal(err)
			}
			if c.Verdict != tt.want || c.Claimed != tt.claimed {
				t.Errorf("%q is %s, claimed of %q\n\twant %s, %q: %s", tt.passage, c.Verdict, c.Claimed, tt.want, tt.claimed, changed(tt.passage, c))
			}
		})
	}
}

func TestAFindingTellsMoreThanItsVerdict(t *testing.T) {
	l := library(t, claimed...)
	for _, tt := range []struct {
		name, passage, speaker string
		misattributed          bool
		sentences              string
	}{
		{"altered, and another's", "God does not play chess with the universe", "Isaac Newton", true, "God does not play dice with the universe"},
		{"altered", "God does not play chess with the universe", "Einstein", false, "God does not play dice with the universe"},
		{"nobody is named", "The orchard belongs to those who prune it in spring", "Jan Nowak", false, "The orchard belongs to those who prune it in winter"},
		{"cut", "Nobody has ever seen him asleep", "", false, "Nobody has ever seen him asleep, and nobody asks why."},
		{"out of the middle", "sold ten thousand umbrellas", "", false, "In the spring Mr. Darling sold ten thousand umbrellas before the rain began"},
	} {
		c, err := l.Check(t.Context(), tt.passage, tt.speaker, search.Filter{})
		if err != nil || len(c.Found) != 1 {
			t.Fatalf("%s: %+v, %v", tt.name, c, err)
		}
		f := c.Found[0]
		if got := f.Quote.Words[f.Sentences.Start:f.Sentences.End]; f.Misattributed != tt.misattributed || got != tt.sentences {
			t.Errorf("%s: misattributed %v, %q", tt.name, f.Misattributed, got)
		}
	}
	for passage, number := range map[string]bool{
		"We counted fifty geese on the frozen canal this morning": true, "God does play dice with the universe": false,
	} {
		c, err := l.Check(t.Context(), passage, "", search.Filter{})
		if err != nil || len(c.Found) != 1 || len(c.Found[0].Changes) != 1 || c.Found[0].Changes[0].Number != number {
			t.Errorf("%q: %+v, %v", passage, c, err)
		}
	}
}

func TestASpeakerIsReadBesideQuotationMarks(t *testing.T) {
	for passage, want := range map[string]string{
		"As Mark Twain said, “so it goes on”": "Mark Twain",
		"“so it goes on” — Mark Twain":        "Mark Twain",
		"He said “so it goes on”":             "",
		"Mark Twain: so it goes on":           "", // nothing parts the name from the words
		"so it goes on":                       "",
	} {
		if got := search.ClaimedSpeaker(passage); got != want {
			t.Errorf("%q is claimed of %q, want %q", passage, got, want)
		}
	}
}

// TestWordsThatDifferAreNeverExact changes each word of each quotation.
func TestWordsThatDifferAreNeverExact(t *testing.T) {
	l := library(t, claimed...)
	for _, q := range claimed {
		words := strings.Fields(q.words)
		for i := range words {
			for _, with := range [][]string{{"xylophone"}, {"not"}, {}, {words[i], words[i]}, {words[i] + "s"}} {
				passage := strings.Join(slices.Concat(words[:i], with, words[i+1:]), " ")
				c, err := l.Check(t.Context(), passage, "", search.Filter{})
				if err != nil {
					t.Fatal(err)
				}
				if c.Verdict == search.Exact && !slices.ContainsFunc(claimed, func(o line) bool { return strings.Contains(letters(o.words), letters(passage)) }) {
					t.Errorf("%q is exact: %q", passage, c.Found[0].Quote.Words)
				}
			}
		}
	}
}

func TestWhatIsFoundStandsInTheOrderOfThePassage(t *testing.T) {
	l := library(t, claimed...)
	passage := "All that glisters is not gold. Imagination is more important than knowledge. We counted fifteen geese on the frozen canal."
	c, err := l.Check(t.Context(), passage, "", search.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range c.Found {
		got = append(got, cmp.Or(string(f.Verdict), "?")+": "+passage[f.Passage.Start:f.Passage.End])
	}
	want := []string{"exact: All that glisters is not gold", "exact: Imagination is more important than knowledge", "cut: We counted fifteen geese on the frozen canal"}
	if !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}

func TestCheckingIsBounded(t *testing.T) {
	l := library(t, claimed...)
	if _, err := l.Check(t.Context(), strings.Repeat("word ", search.MaxPassage+1), "", search.Filter{}); !errors.Is(err, search.ErrTooLong) {
		t.Errorf("a long passage: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := l.Check(ctx, "All that glisters is not gold", "", search.Filter{}); !errors.Is(err, context.Canceled) {
		t.Errorf("with a context that ended: %v", err)
	}
}

// FuzzCheck holds that whatever stands in a passage, what is told of it lies in it
// and in the quotations, and is exact only if the quotation has the words.
func FuzzCheck(f *testing.F) {
	l := library(f, claimed...)
	f.Add("He said: ", uint64(1), " and so on")
	f.Add("千里之", uint64(2), "\xff\u0301")
	f.Add("“don’t", uint64(3), "” - l'homme")
	f.Add("As A said, \"", uint64(4), "\" (1")
	f.Add("not ten ", uint64(5), " never two")
	f.Fuzz(func(t *testing.T, before string, seed uint64, after string) {
		r := rand.New(rand.NewPCG(seed, 1))
		passage := before
		for range 1 + r.IntN(3) {
			piece := []rune(claimed[r.IntN(len(claimed))].words)
			from := r.IntN(len(piece))
			passage += string(piece[from:from+1+r.IntN(len(piece)-from)]) + after
		}
		c, err := l.Check(t.Context(), passage, "", search.Filter{})
		if errors.Is(err, search.ErrTooLong) {
			return
		}
		if err != nil {
			t.Fatalf("%q: %v", passage, err)
		}
		if (c.Verdict == search.Nothing) != (len(c.Found) == 0) || (c.Verdict == search.Spliced) != (len(c.Found) > 1) {
			t.Errorf("%q is %s with %d found", passage, c.Verdict, len(c.Found))
		}
		for _, found := range c.Found {
			for _, change := range found.Changes {
				if p, w := change.Pair.Passage, change.Pair.Words; p.Start > p.End || p.End > len(passage) || w.Start > w.End || w.End > len(found.Quote.Words) {
					t.Fatalf("%q: a change of %v, %v", passage, p, w)
				}
			}
			if words := found.Quote.Words[found.Words.Start:found.Words.End]; c.Verdict == search.Exact && !strings.Contains(letters(passage), letters(words)) {
				t.Errorf("%q is exact: %q", passage, words)
			}
		}
	})
}

// letters is what is left of words without diacritics, spaces and punctuation.
func letters(s string) string {
	var b strings.Builder
	for _, t := range text.Tokens(s) {
		b.WriteString(t.Text)
	}
	return b.String()
}
