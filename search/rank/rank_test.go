package rank_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"verbatim/search/rank"
)

// Words are numbered by their text, so that tests can be read.
func number(word string) uint32 {
	n := uint32(0)
	for _, r := range word {
		n = n*31 + uint32(r)
	}
	return n
}

func numbers(s string) []uint32 {
	var out []uint32
	for _, w := range strings.Fields(s) {
		out = append(out, number(w))
	}
	return out
}

// ask makes a query of words that weigh 8 each, "x/y" standing for x or,
// for 5, y; "@x" is the name x, "?" a word that nothing has.
func ask(s string) *rank.Query {
	q := rank.New(rank.DefaultParams())
	seen := map[string]int{}
	for i, w := range strings.Fields(s) {
		q.AddWord(i, seen[w])
		seen[w]++
		word, other, _ := strings.Cut(w, "/")
		switch {
		case w == "?":
			q.AddMissing(i, 8)
			continue
		case strings.HasPrefix(w, "@"):
			q.AddName(i, number(w[1:]), 8)
			word = w[1:]
		}
		q.AddOption(i, number(word), 8)
		if other != "" {
			q.AddOption(i, number(other), 5)
		}
	}
	return q
}

func TestTheBetterExplanationScoresHigher(t *testing.T) {
	filler := strings.Repeat(" u v w x y z", 10)
	for _, tt := range []struct{ name, query, better, worse, names string }{
		{"all words before most", "a b c", "c x b y a", "a x b y", ""},
		{"in a row before scattered", "a b c", "x a b c y", "c x b y a", ""},
		{"in order before out of order", "a b c", "a x b y c", "c x b y a", ""},
		{"one word more before two", "a b", "a x b", "a x y b", ""},
		{"a word changed before two words left", "a ? c d", "a x c d", "a x y d", ""},
		{"the word itself before another reading", "a/e b", "a b", "e b", ""},
		{"another reading before nothing", "a/e b", "e b", "x b", ""},
		{"a name in the name as well as in the words", "@n a", "a x y", "b x y", "n"},
		{"twice before once, if typed twice", "a a b", "a x a y b", "a x y b", ""},
		{"a short quotation before a long one", "a b c", "b x c y a", "b x c y a" + filler, ""},
		{"in a row in a long one before scattered in a short one", "a b c d", "a b c d" + filler, "d c b a", ""},
		{"a phrase twice before once", "a b", "a b x a b", "a b x y z", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var s rank.Scorer
			q := ask(tt.query)
			better := s.Score(q, numbers(tt.better), numbers(tt.names))
			worse := s.Score(q, numbers(tt.worse), numbers(tt.names))
			if better.Total <= worse.Total {
				t.Errorf("%q: %q has %+v, %q has %+v", tt.query, tt.better, better, tt.worse, worse)
			}
		})
	}
}

func TestMatchedWordsLieOnTheBestPath(t *testing.T) {
	for _, tt := range []struct {
		query, words, names string
		want                []int
	}{
		{"a b c", "x a b c y a", "", []int{1, 2, 3}},
		{"c a", "a x c", "", []int{0, 2}},
		{"a ? c", "a b c", "", []int{0, 2}},
		{"@n a", "x a y", "n", []int{1}},
		{"a", "x y", "", nil},
		{"a b", "", "", nil},
	} {
		var s rank.Scorer
		if got := s.Matched(ask(tt.query), numbers(tt.words), numbers(tt.names)); !slices.Equal(got, tt.want) {
			t.Errorf("%q in %q: %v, want %v", tt.query, tt.words, got, tt.want)
		}
	}
}

func TestAWholeNameMeansItsBearer(t *testing.T) {
	var s rank.Scorer
	q := ask("@n @m")
	by, about := s.Score(q, numbers("x y z"), numbers("n m")), s.Score(q, numbers("n m y z"), nil)
	if by.Total <= about.Total {
		t.Errorf("words by its bearer have %+v, words about them %+v", by, about)
	}
	q = ask("@n @m a")
	if whole, part := s.Score(q, numbers("x y z"), numbers("n m")), s.Score(q, numbers("n m y z"), nil); whole.Total > part.Total {
		t.Errorf("beside another word a name has %+v, the same words in the quotation %+v", whole, part)
	}
	q = ask("@n a")
	q.AddTitle(1, number("work"), 8)
	if said, titled := s.Score(q, numbers("x y a z"), numbers("n")), s.Score(q, numbers("x y z"), numbers("n work")); titled.Total > said.Total {
		t.Errorf("a word has %+v in the title of what the bearer of a name said, and %+v in what he said", titled, said)
	}
}

func TestARunIsANameToItsBearer(t *testing.T) {
	var s rank.Scorer
	score := func(query, words, names string, runs ...float64) float64 {
		q := ask(query)
		for _, bonus := range runs {
			q.AddRun(0, 2, number("r"), bonus)
		}
		return s.Score(q, numbers(words), numbers(names)).Total
	}
	if by, about := score("@n @m a", "x a z", "n m r", 5.5), score("@n @m a", "n m z z a", "", 5.5); by <= about {
		t.Errorf("beside another word, words by the bearer have %.1f, words about him %.1f", by, about)
	}
	if one, both := score("@n @m a", "x a z", "n m r", 5.5), score("@n @m a", "x a z", "n m r", 5.5, 2); one != both {
		t.Errorf("one name is counted twice: %.1f and %.1f", one, both)
	}
	if of, other := score("@n @m", "x y z", "n m r", 5.5), score("@n @m", "x y z", "n m", 5.5); of != other+5.5 {
		t.Errorf("who has the name has %.1f, who has its words %.1f", of, other)
	}
}

func TestAWordThatStandsForMoreThanIsListed(t *testing.T) {
	q := ask("a b")
	q.AddOpen(1, 6, func(n uint32) bool { return n == number("y") })
	for _, tt := range []struct {
		name, words string
		want        float64 // for words
	}{
		{"what is listed weighs what the list says", "a x x x b", 16},
		{"what is not weighs less", "a x x x y", 14},
		{"what it does not stand for weighs nothing", "a x x x x", 8},
	} {
		var s rank.Scorer
		got := s.Score(q, numbers(tt.words), nil)
		none := s.Score(ask("a"), numbers(tt.words), nil)
		// Each word weighs a little more or less by the length of the quotation.
		if by := (none.Words - 8) * float64(len(s.Matched(q, numbers(tt.words), nil))); math.Abs(got.Words-by-tt.want) > 1e-9 {
			t.Errorf("%s: %.2f, want %.2f and %.2f", tt.name, got.Words, tt.want, by)
		}
	}
}

func TestFoundIsAShareOfTheQuery(t *testing.T) {
	var s rank.Scorer
	q := ask("a b ? ?")
	score := s.Score(q, numbers(strings.Repeat("x ", 9)+"a y y y y y b y y y y y"), nil)
	if score.Found < 0.45 || score.Found > 0.55 {
		t.Errorf("half of the query is %.2f", score.Found)
	}
}

func TestContains(t *testing.T) {
	for _, tt := range []struct {
		words, phrase string
		want          bool
	}{
		{"a b c", "b c", true}, {"a b c", "a c", false}, {"a b", "a b c", false}, {"a", "", true},
	} {
		if got := rank.Contains(numbers(tt.words), numbers(tt.phrase)); got != tt.want {
			t.Errorf("Contains(%q, %q) = %v", tt.words, tt.phrase, got)
		}
	}
}

// FuzzScore holds that scores are finite, and matched positions in the text,
// whatever repeats in query and quotation.
func FuzzScore(f *testing.F) {
	f.Add([]byte("abcab"), []byte("aabbccabc"))
	f.Add([]byte(strings.Repeat("a", 64)), []byte(strings.Repeat("a", 500)))
	f.Fuzz(func(t *testing.T, query, words []byte) {
		q := rank.New(rank.DefaultParams())
		seen := map[byte]int{}
		for i, c := range query[:min(len(query), rank.MaxWords)] {
			q.AddWord(i, seen[c])
			seen[c]++
			q.AddOption(i, uint32(c), float64(c%16)+1)
			if c%5 == 0 {
				q.AddName(i, uint32(c), 3)
			}
		}
		doc := make([]uint32, len(words))
		for i, c := range words {
			doc[i] = uint32(c)
		}
		var s rank.Scorer
		score := s.Score(q, doc, doc[:min(len(doc), 3)])
		if !(score.Total >= 0 && score.Total < 1e6) {
			t.Errorf("score %+v", score)
		}
		last := -1
		for _, pos := range s.Matched(q, doc, nil) {
			if pos <= last || pos >= len(doc) {
				t.Errorf("position %d of %d after %d", pos, len(doc), last)
			}
			last = pos
		}
	})
}

func TestAQuotationThatBeginsSoIsPreferredWhereThatIsAskedFor(t *testing.T) {
	params := rank.DefaultParams()
	params.Begins = 2
	for _, tt := range []struct {
		query, words string
		begins       bool
	}{
		{"a b c", "a b c d", true},
		{"a b c", "a b x c", true},
		{"a", "a b c", true},
		{"a b c", "x a b c", false},
		{"a b c", "a x b c", false},
		{"a b", "b a c", false},
		{"b a", "a", false},
		{"a", "b a", false},
	} {
		plain, typed := rank.New(rank.DefaultParams()), rank.New(params)
		for _, q := range []*rank.Query{plain, typed} {
			for i, w := range strings.Fields(tt.query) {
				q.AddOption(q.AddWord(i, 0), number(w), 8)
			}
		}
		var s rank.Scorer
		gain := s.Score(typed, numbers(tt.words), nil).Total - s.Score(plain, numbers(tt.words), nil).Total
		if want := map[bool]float64{true: params.Begins}[tt.begins]; math.Abs(gain-want) > 1e-9 {
			t.Errorf("%q, typed %q: %v more", tt.words, tt.query, gain)
		}
	}
}
