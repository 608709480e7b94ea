package search_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"verbatim/quotes"
	"verbatim/quotes/corpus"
	"verbatim/search"
)

// claimKind is a way in which people get a quotation right or wrong.
type claimKind struct {
	name string
	n    int // of 300
	want search.Verdict
	make func(m *claimMaker, q quotes.Quote) (passage, speaker string)
}

var claimKinds = []claimKind{
	{"exact", 34, search.Exact, (*claimMaker).exact},
	{"misspelt", 33, search.Altered, (*claimMaker).misspelt},
	{"reworded", 34, search.Altered, (*claimMaker).reworded},
	{"negated", 34, search.Reversed, (*claimMaker).negated},
	{"number changed", 33, search.Reversed, (*claimMaker).renumbered},
	{"cut", 33, search.Cut, (*claimMaker).cut},
	{"merged from two", 33, search.Spliced, (*claimMaker).merged},
	{"wrong speaker", 33, search.AnotherSpeaker, (*claimMaker).wrongSpeaker},
	{"invented", 33, search.Nothing, (*claimMaker).invented},
}

// TestMadeClaimsAreToldApart checks 300 claims that are made of the starter
// corpus, whose verdicts are known by how they were made.
func TestMadeClaimsAreToldApart(t *testing.T) {
	const seed, leastRight = 10, 0.97
	l := starterLibrary(t)
	m := newClaimMaker(t, seed)
	table := fmt.Sprintf("%-16s %5s %5s  %s\n", "made", "right", "of", "others")
	right, total := 0, 0
	for _, kind := range claimKinds {
		good, others := 0, map[search.Verdict]int{}
		for range kind.n {
			passage, speaker := m.claim(kind)
			c, err := l.Check(t.Context(), passage, speaker, search.Filter{})
			if err != nil {
				t.Fatal(err)
			}
			if c.Verdict == kind.want {
				good++
				continue
			}
			others[c.Verdict]++
			t.Logf("%s is %s: %q (%s) %s", kind.name, c.Verdict, passage, speaker, changed(passage, c))
			if c.Verdict == search.Exact {
				t.Errorf("%s is exact: %q", kind.name, passage)
			}
			if kind.want == search.Reversed {
				t.Errorf("%s is %s, not reversed: %q", kind.name, c.Verdict, passage)
			}
		}
		table += fmt.Sprintf("%-16s %5d %5d  %v\n", kind.name, good, kind.n, others)
		right, total = right+good, total+kind.n
	}
	table += fmt.Sprintf("%-16s %5d %5d  %.1f %%\n", "all", right, total, 100*float64(right)/float64(total))
	t.Logf("\n%s", table)
	if total != 300 || float64(right) < leastRight*float64(total) {
		t.Errorf("%d of %d claims are judged rightly, want %.0f %%", right, total, 100*leastRight)
	}
}

// claimMaker makes claims of the quotations of the starter corpus.
type claimMaker struct {
	t    *testing.T
	r    *rand.Rand
	all  []quotes.Quote
	said map[string]bool // words that were made of already, by kind
	text []string        // letters of each quotation
}

func newClaimMaker(t *testing.T, seed uint64) *claimMaker {
	t.Helper()
	m := &claimMaker{t: t, r: rand.New(rand.NewPCG(seed, 0)), said: map[string]bool{}}
	reader := &corpus.Reader{FS: corpus.Starter()}
	for q, err := range reader.Read(t.Context(), &corpus.Report{}) {
		if err != nil {
			t.Fatal(err)
		}
		m.all = append(m.all, q)
		m.text = append(m.text, letters(q.Words))
	}
	return m
}

// claim makes a claim of a kind. What is made wrong of one quotation and stands so
// in another is not made.
func (m *claimMaker) claim(kind claimKind) (passage, speaker string) {
	for range 10_000 {
		passage, speaker = kind.make(m, m.all[m.r.IntN(len(m.all))])
		if passage == "" || m.said[kind.name+passage] {
			continue
		}
		elsewhere := slices.ContainsFunc(m.text, func(s string) bool { return strings.Contains(s, letters(passage)) })
		if elsewhere && !slices.Contains([]search.Verdict{search.Exact, search.Cut, search.AnotherSpeaker}, kind.want) {
			continue
		}
		m.said[kind.name+passage] = true
		return passage, speaker
	}
	m.t.Fatalf("no further claim that is %s can be made", kind.name)
	return "", ""
}

// exact is the whole, a sentence of it, or either otherwise written, alone or with
// its speaker.
func (m *claimMaker) exact(q quotes.Quote) (passage, speaker string) {
	words := q.Words
	if s := sentencesOf(words); len(s) > 1 && m.r.IntN(2) == 0 {
		words = s[m.r.IntN(len(s))]
	}
	if len(strings.Fields(words)) < 4 {
		return "", ""
	}
	words = m.written(words)
	by := speakerName(q)
	switch {
	case by == "" || strings.ContainsAny(words, "\"\n:"):
	case m.r.IntN(4) == 0:
		return fmt.Sprintf("As %s said, “%s”", by, words), ""
	case m.r.IntN(4) == 0:
		return fmt.Sprintf("“%s” — %s", words, by), ""
	case m.r.IntN(4) == 0:
		return words, by
	}
	return words, ""
}

// written changes what makes no difference to words: case and punctuation.
func (m *claimMaker) written(words string) string {
	switch m.r.IntN(5) {
	case 0:
		return strings.ToUpper(words)
	case 1:
		return strings.Trim(strings.Map(func(r rune) rune {
			if strings.ContainsRune(",;:", r) {
				return -1
			}
			return r
		}, words), " .")
	case 2:
		return strings.ReplaceAll(words, "\n", " ")
	}
	return words
}

// misspelt turns letters of one or two long words round, leaves one out, or
// doubles one.
func (m *claimMaker) misspelt(q quotes.Quote) (passage, speaker string) {
	words := strings.Fields(q.Words)
	long := m.places(words, func(w string) bool { return utf8.RuneCountInString(w) >= 6 && onlyLetters(w) })
	if len(long) == 0 || len(words) < 5 {
		return "", ""
	}
	for _, i := range long[:min(len(long), 1+m.r.IntN(2))] {
		w := []rune(words[i])
		at := 2 + m.r.IntN(len(w)-4)
		switch m.r.IntN(3) {
		case 0:
			w[at], w[at+1] = w[at+1], w[at]
		case 1:
			w = slices.Delete(w, at, at+1)
		case 2:
			w = slices.Insert(w, at, w[at])
		}
		if string(w) == words[i] {
			return "", ""
		}
		words[i] = string(w)
	}
	return strings.Join(words, " "), ""
}

// sameSense are words that people put for others without noticing.
var sameSense = map[string]string{
	"great": "big", "mighty": "powerful", "people": "folk", "men": "humans", "evil": "bad", "good": "fine", "happiness": "joy", "joy": "happiness",
	"speak": "talk", "speech": "expression", "nation": "country", "liberty": "freedom", "freedom": "liberty", "earth": "world", "world": "earth",
	"love": "adore", "beginning": "start", "right": "entitlement", "created": "made", "shall": "will", "hath": "has", "thou": "you", "thy": "your",
	"ye": "you", "unto": "to", "truth": "facts", "begin": "start", "small": "little", "large": "big", "forever": "always", "man": "person",
	"father": "dad", "house": "home", "person": "individual", "everyone": "everybody", "work": "labour", "road": "path", "light": "brightness",
	"purpose": "aim", "pleasure": "delight", "words": "phrases", "wish": "want", "things": "matters", "law": "legislation",
	"hope": "expectation", "power": "might", "often": "frequently", "only": "just", "bodies": "objects", "force": "strength", "friend": "companion",
}

// reworded puts other words for some, of much the same sense or of another
// quotation.
func (m *claimMaker) reworded(q quotes.Quote) (passage, speaker string) {
	words := strings.Fields(q.Words)
	if len(words) < 6 || q.Lang != "en" {
		return "", ""
	}
	changed := 0
	for _, i := range m.places(words, func(w string) bool { return sameSense[w] != "" }) {
		if changed < 1+len(words)/8 {
			words[i] = sameSense[strings.ToLower(words[i])]
			changed++
		}
	}
	if changed == 0 {
		another := m.all[m.r.IntN(len(m.all))]
		other := strings.Fields(another.Words)
		content := func(w string) bool {
			return utf8.RuneCountInString(w) >= 5 && onlyLetters(w) && w == strings.ToLower(w) && isLatin(w)
		}
		to, from := m.places(words, content), m.places(other, content)
		if another.Lang != q.Lang || len(to) == 0 || len(from) == 0 || words[to[0]] == other[from[0]] || telling(words[to[0]]) || telling(other[from[0]]) {
			return "", ""
		}
		words[to[0]] = other[from[0]]
	}
	return strings.Join(words, " "), ""
}

// telling reports whether a word negates or counts: in its place another makes more
// than another wording.
func telling(w string) bool {
	w = strings.ToLower(w)
	return slices.Contains([]string{"never", "nothing", "nobody", "without", "neither", "cannot", "hardly"}, w) || slices.Contains(numberWords, w) ||
		strings.HasPrefix(w, "un") || strings.HasPrefix(w, "im") || strings.HasPrefix(w, "in") || strings.HasPrefix(w, "dis") || strings.HasSuffix(w, "less")
}

// negations are what people leave out or put in, by language, each as what it is
// and what becomes of it.
var negations = map[string][][2]string{
	"en": {
		{"is", "is not"},
		{"are", "are not"},
		{"was", "was never"},
		{"can", "cannot"},
		{"will", "won’t"},
		{"have", "do not have"},
		{"had", "had not"},
		{"may", "may not"},
		{"must", "must not"},
		{"always", "never"},
		{"not", ""},
		{"never", "always"},
		{"no", "a"},
		{"without", "with"},
		{"nothing", "everything"},
		{"nobody", "everybody"},
		{"cannot", "can"},
		{"were", "weren't"},
		{"does", "doesn't"},
		{"could", "could not"},
		{"would", "wouldn’t"},
	},
	"de": {{"hat", "hat nicht"}, {"sind", "sind nicht"}, {"niemand", "jemand"}, {"darf", "darf nicht"}, {"keine", "eine"}},
	"fr": {{"a", "n’a pas"}, {"naissent", "ne naissent pas"}},
	"es": {{"tiene", "no tiene"}, {"nadie", "alguien"}, {"nacen", "no nacen"}},
	"ru": {{"имеет", "не имеет"}, {"рождаются", "не рождаются"}, {"никто", "кто-то"}},
	"uk": {{"має", "не має"}, {"ніхто", "хтось"}, {"народжуються", "не народжуються"}},
}

// negated turns round what is said.
func (m *claimMaker) negated(q quotes.Quote) (passage, speaker string) {
	words := strings.Fields(q.Words)
	known := negations[q.Lang]
	if len(known) == 0 || len(words) < 5 {
		return "", ""
	}
	of := func(w string) string {
		for _, n := range known {
			if n[0] == w {
				return n[1]
			}
		}
		return "?"
	}
	at := m.places(words, func(w string) bool { return of(w) != "?" })
	if len(at) == 0 {
		return "", ""
	}
	i := at[0]
	bare := strings.ToLower(words[i])
	if i+1 < len(words) && slices.Contains([]string{"not", "never", "no", "nothing", "none", "nor"}, words[i+1]) && bare != "not" {
		return "", "" // "is not not"
	}
	words[i] = of(bare)
	return strings.Join(strings.Fields(strings.Join(words, " ")), " "), ""
}

var numberWords = []string{
	"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "fifteen", "twenty", "thirty", "forty", "fifty", "sixty",
	"seventy", "eighty", "ninety", "hundred", "thousand", "million", "half", "third",
}

// renumbered puts another number for one, in words or in digits.
func (m *claimMaker) renumbered(q quotes.Quote) (passage, speaker string) {
	words := strings.FieldsFunc(q.Words, func(r rune) bool { return unicode.IsSpace(r) || r == '-' || r == '—' })
	at := m.places(words, func(w string) bool { return slices.Contains(numberWords, w) && w != "one" || isNumber(w) })
	if len(at) == 0 || len(words) < 4 {
		return "", ""
	}
	was := strings.ToLower(words[at[0]])
	with := numberWords[1+m.r.IntN(len(numberWords)-1)]
	if m.r.IntN(3) == 0 || isNumber(was) {
		with = fmt.Sprint(13 + m.r.IntN(900))
	}
	if with == was {
		return "", ""
	}
	words[at[0]] = with
	return strings.Join(words, " "), ""
}

func isNumber(w string) bool {
	return w != "" && strings.Trim(w, "0123456789") == ""
}

// cut leaves out the beginning or the end of a sentence, or words within.
func (m *claimMaker) cut(q quotes.Quote) (passage, speaker string) {
	if len(negations[q.Lang]) == 0 { // what turns the rest round could be left out
		return "", ""
	}
	s := sentencesOf(q.Words)
	words := strings.Fields(s[m.r.IntN(len(s))])
	if len(words) < 9 {
		return "", ""
	}
	turns := func(w string) bool { // leaving it out turns the rest round
		w = strings.ToLower(strings.Trim(w, ",;:.-—"))
		return telling(w) || slices.Contains([]string{"not", "no", "nor", "none"}, w) || onlyNegates(w, q.Lang)
	}
	ends := func(w string) bool { return strings.HasSuffix(w, ".") } // the rest is a sentence of its own: "CONSULT, v.i. To seek ..."
	n := 1 + m.r.IntN(len(words)/2-1)
	switch m.r.IntN(3) {
	case 0:
		if turns(words[n-1]) || ends(words[n-1]) {
			return "", ""
		}
		words = words[n:]
	case 1:
		if words = words[:len(words)-n]; ends(words[len(words)-1]) {
			return "", ""
		}
	case 2:
		from := 3 + m.r.IntN(3)
		n = min(n, len(words)-from-3)
		if slices.ContainsFunc(words[from:from+n], turns) {
			return "", ""
		}
		words = slices.Concat(words[:from], words[from+n:])
	}
	if len(words) < 5 {
		return "", ""
	}
	return strings.Join(words, " "), ""
}

// onlyNegates reports whether a word of another language is a negation.
func onlyNegates(w, lang string) bool {
	return lang != "en" && slices.ContainsFunc(negations[lang], func(n [2]string) bool { return strings.Contains(" "+n[0]+" "+n[1]+" ", " "+w+" ") })
}

// merged begins like one quotation and ends like another, or is two.
func (m *claimMaker) merged(q quotes.Quote) (passage, speaker string) {
	other := m.all[m.r.IntN(len(m.all))]
	a, b := strings.Fields(q.Words), strings.Fields(other.Words)
	if q.Lang != other.Lang || q.Lang != "en" || letters(q.Words) == letters(other.Words) || len(a) < 7 || len(b) < 7 || len(a) > 60 || len(b) > 60 {
		return "", ""
	}
	if m.r.IntN(2) == 0 {
		a, b = a[:max(6, len(a)*2/3)], b[min(len(b)-6, len(b)/3):]
	}
	return strings.Join(a, " ") + " " + strings.Join(b, " "), ""
}

// wrongSpeaker names somebody else.
func (m *claimMaker) wrongSpeaker(q quotes.Quote) (passage, speaker string) {
	by, other := speakerName(q), speakerName(m.all[m.r.IntN(len(m.all))])
	if m.r.IntN(2) == 0 {
		other = []string{"Albert Einstein", "Winston Churchill", "Mark Twain", "Confucius", "Marilyn Monroe", "Oscar Wilde", "Lao Tzu", "Queen Victoria"}[m.r.IntN(8)]
	}
	if by == "" || other == "" || letters(by) == letters(other) || len(strings.Fields(q.Words)) < 5 || strings.ContainsAny(q.Words, "\"“”:\n") {
		return "", ""
	}
	for _, o := range m.all { // whoever else said so
		if strings.Contains(letters(o.Words), letters(q.Words)) && speakerName(o) != by {
			return "", ""
		}
	}
	switch m.r.IntN(4) {
	case 0:
		return q.Words, other
	case 1:
		return fmt.Sprintf("As %s once said, “%s”", other, q.Words), ""
	case 2:
		return fmt.Sprintf("“%s” - %s", q.Words, other), ""
	}
	return fmt.Sprintf("%s wrote: \"%s\"", other, q.Words), ""
}

// invented is a sentence that sounds like a quotation and has words of quotations.
func (m *claimMaker) invented(quotes.Quote) (passage, speaker string) {
	noun := func() string {
		for {
			words := strings.Fields(m.all[m.r.IntN(len(m.all))].Words)
			at := m.places(words, func(w string) bool {
				return utf8.RuneCountInString(w) >= 5 && onlyLetters(w) && isLatin(w) && w == strings.ToLower(w)
			})
			if len(at) > 0 {
				return words[at[0]]
			}
		}
	}
	frames := []string{
		"Nobody who has ever carried a %s up the stairs will speak lightly of the %s.",
		"The %s is a borrowed umbrella: we only notice the %s when it rains.",
		"I would rather lose my %s than explain my %s to a stranger.",
		"Every %s began as somebody's untidy %s.",
		"Show me a man without a %s and I will show you a tired %s.",
		"We do not inherit the %s, we rent it from the %s.",
		"A %s in the morning is worth two in the %s.",
		"The secret of a long %s is a short %s.",
		"When the %s goes quiet, count your %s twice.",
		"Never trust a %s that has not once been a %s.",
		"To be a %s is to be forgiven by the %s.",
		"Let there be %s, and let the %s pay for it.",
		"All %s are created by accident, and some %s by committee.",
		"Blessed are the %s, for they never read the %s.",
	}
	return fmt.Sprintf(frames[m.r.IntN(len(frames))], noun(), noun()), ""
}

// places returns where the words are that a function wants, small and without what
// stands around them, in an order that is drawn.
func (m *claimMaker) places(words []string, want func(string) bool) (at []int) {
	for _, i := range m.r.Perm(len(words)) {
		if want(strings.ToLower(words[i])) {
			at = append(at, i)
		}
	}
	return at
}

func onlyLetters(w string) bool {
	return !strings.ContainsFunc(w, func(r rune) bool { return !unicode.IsLetter(r) })
}

func isLatin(w string) bool {
	return !strings.ContainsFunc(w, func(r rune) bool { return !unicode.In(r, unicode.Latin) })
}

func speakerName(q quotes.Quote) string {
	lead, _ := q.Lead()
	if len(lead.Speakers) == 0 {
		return ""
	}
	return lead.Speakers[0].Name
}

// endOfSentence is a full stop behind a word of two letters or more, before a capital.
var endOfSentence = regexp.MustCompile(`[\p{L}\p{N}]\p{Ll}[.!?] \p{Lu}`)

// sentencesOf parts words behind full stops before capitals.
func sentencesOf(words string) (out []string) {
	for {
		at := endOfSentence.FindStringIndex(words)
		if at == nil {
			return append(out, words)
		}
		_, size := utf8.DecodeLastRuneInString(words[:at[1]])
		out, words = append(out, words[:at[1]-size-1]), words[at[1]-size:]
	}
}
