package search_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"

	"verbatim/quotes"
	"verbatim/search"
)

// badQuery is something that Discord lets through and nobody would ask for
// but to make the bot slow.
type badQuery struct {
	number int
	method string
	words  string
	filter search.Filter
}

func (q badQuery) String() string {
	short := func(s string) string {
		if r := []rune(s); len(r) > 60 {
			return fmt.Sprintf("%q… (%d characters)", string(r[:60]), len(r))
		}
		return fmt.Sprintf("%q", s)
	}
	f := q.filter
	return fmt.Sprintf("%d: %s %s speaker %s source %s dates %q-%q kinds %v", q.number, q.method, short(q.words), short(f.Speaker), short(f.Source), f.Since, f.Until, f.Kinds)
}

// ask asks a library.
func (q badQuery) ask(ctx context.Context, l *search.Library) error {
	var err error
	switch q.method {
	case "search":
		_, err = l.Search(ctx, search.Query{Words: q.words, Filter: q.filter})
	case "suggest words":
		_, err = l.Suggest(ctx, search.WordsField, q.words, q.filter, 25)
	case "suggest speaker":
		_, err = l.Suggest(ctx, search.SpeakerField, q.words, q.filter, 25)
	case "suggest source":
		_, err = l.Suggest(ctx, search.SourceField, q.words, q.filter, 25)
	case "ids":
		_, err = l.SuggestIDs(ctx, q.words, q.filter, 25)
	case "random":
		_, err = l.Random(ctx, q.filter)
	case "speaker":
		_, err = l.Speaker(ctx, q.words, q.filter)
	case "source":
		_, err = l.Source(ctx, q.words, q.filter)
	}
	return err
}

// The lengths that Discord allows in a text field of a modal, and that the
// commands allow in an option with words and in one with a name
// (discord.com/developers/docs, interactions/application-commands).
const (
	modalLength  = 6000
	wordsLength  = 200
	filterLength = 100
)

// newBadQuery makes the bad query with a number, the same one each time: a few
// motifs, repeated or mixed up to the length that is allowed, under any filter.
func newBadQuery(number int) badQuery {
	g := badQueries{rand.New(rand.NewPCG(9, uint64(number)))}
	q := badQuery{number: number, filter: g.filter()}
	length := pick(g, []int{12, 40, wordsLength, wordsLength, modalLength})
	switch n := g.IntN(100); {
	case n < 70:
		q.method = "search"
	case n < 76:
		q.method = "suggest words"
	case n < 81:
		q.method, length = "suggest speaker", min(length, filterLength)
	case n < 85:
		q.method, length = "suggest source", min(length, filterLength)
	case n < 89:
		q.method, length = "ids", min(length, filterLength)
	case n < 92:
		q.method, length = "random", 0
	case n < 96:
		q.method, length = "speaker", min(length, filterLength)
	default:
		q.method, length = "source", min(length, filterLength)
	}
	q.words = g.text(length)
	return q
}

// badQueries makes parts of bad queries.
type badQueries struct{ *rand.Rand }

func pick[T any](g badQueries, from []T) T { return from[g.IntN(len(from))] }

// text is of so many characters at most.
func (g badQueries) text(length int) string {
	if length == 0 {
		return ""
	}
	motifs := make([]func() string, 1+g.IntN(3))
	for i := range motifs {
		motifs[i] = g.motif()
	}
	gap := pick(g, []string{" ", " ", " ", "  ", ", ", "\n", "-", ". ", " \" ", "'"})
	var b strings.Builder
	for left := length; left > 0; {
		s := pick(g, motifs)() + gap
		left -= len([]rune(s))
		b.WriteString(s)
	}
	out := []rune(b.String())
	out = out[:min(len(out), length)]
	if g.IntN(2) == 0 { // the last word is open
		return strings.TrimSpace(string(out))
	}
	return string(out)
}

// motif makes words of one kind: always the same one, or another one each time.
func (g badQueries) motif() func() string {
	kind := pick(g, []func() string{
		g.common, g.common, g.initials, g.initials, g.beginning, g.misspelt, g.glued, g.long, g.number,
		g.foreign, g.foreign, g.marks, g.quoted, g.name, g.name, g.misspeltName, g.leet,
	})
	if g.IntN(3) > 0 {
		return kind
	}
	word := kind()
	return func() string { return word }
}

func (g badQueries) common() string {
	return pick(g, strings.Fields(`the of and a to in is i you that it he was for on are as with his they be at one have this from or had by
		not but what some we can out other were all there when up use your how said an each she which do their time if will way about many
		then them would like so these her long make thing see him two has look more day could go come did my no most who over know than
		people life love de la le que et und der die das en el los 的 и в не на что я is dat een`))
}

func (g badQueries) letters(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('a' + g.IntN(26))
	}
	return string(b)
}

func (g badQueries) initials() string {
	return g.letters(1+g.IntN(3)) + " " + pick(g, strings.Fields("de van von la al le da di del der el bin st mc y e smith john king james lee brown chopra proverb martin"))
}

func (g badQueries) beginning() string {
	if g.IntN(2) == 0 {
		return g.letters(1 + g.IntN(3))
	}
	w := g.longer()
	return w[:1+g.IntN(len(w))]
}

// longer are frequent words with many letters and many relatives.
func (g badQueries) longer() string {
	return pick(g, strings.Fields(`something everything nothing understanding believe beautiful because different themselves happiness
		knowledge government children important experience universe imagination relationship responsibility international independence
		characteristics consciousness unconditionally misunderstanding`))
}

func (g badQueries) misspelt() string { return g.misspell(g.longer()) }

func (g badQueries) misspell(word string) string {
	r := []rune(word)
	for range 1 + g.IntN(3) {
		at := g.IntN(len(r))
		switch g.IntN(4) {
		case 0:
			r[at] = rune('a' + g.IntN(26))
		case 1:
			if len(r) > 3 {
				r = append(r[:at], r[at+1:]...)
			}
		case 2:
			if at > 0 {
				r[at-1], r[at] = r[at], r[at-1]
			}
		default:
			r = append(r[:at], append([]rune{rune('a' + g.IntN(26))}, r[at:]...)...)
		}
	}
	return string(r)
}

func (g badQueries) glued() string {
	var b strings.Builder
	for range 2 + g.IntN(14) {
		b.WriteString(g.common())
	}
	return pick(g, []string{"", "#"}) + b.String()
}

func (g badQueries) long() string {
	switch g.IntN(4) {
	case 0:
		return strings.Repeat(g.letters(1), 20+g.IntN(60))
	case 1:
		return g.letters(20 + g.IntN(60))
	case 2:
		return strings.Repeat(pick(g, []string{"aeiou", "ab", "an", "ch", "the"}), 5+g.IntN(20))
	}
	return g.misspell(g.longer() + g.longer())
}

func (g badQueries) number() string {
	return pick(g, []string{"0", "1", "42", "1984", "2,000", "3:16", "1" + strings.Repeat("0", g.IntN(60))})
}

func (g badQueries) foreign() string {
	if g.IntN(3) == 0 { // letters in a row that are no word
		from := pick(g, []rune{'а', 'α', 'א', 'ا', 'अ', '가', '一', 'あ', 'ก', 'ա', 'ა'})
		var b strings.Builder
		for range 1 + g.IntN(12) {
			b.WriteRune(from + rune(g.IntN(24)))
		}
		return b.String()
	}
	return pick(g, strings.Fields(`жизнь человек любовь ничего больше Достоевский Зеленський Шекспир Эйнштейн любов народ ζωή ἄνθρωπος Σωκράτης
		حياة محمد لا يوم שלום אדם חיים जीवन प्रेम 인생 사랑 人生 不知 孔子 天下 愛 人間は ชีวิต รัก être œuvre Ödön ÑANDÚ
		größe Straße İstanbul ʼnʼn ﬁﬂ Ⅷ ①② 𝓱𝓮𝓵𝓵𝓸 ｆｕｌｌ`))
}

func (g badQueries) marks() string {
	return pick(g, []string{
		"!?!?", "\"", "“", "«", "„", "’", "'", "l'", "l'l'l'l'", "d’", "n't", "—", "...", "<@1>", "`", "*", "_", "\u200b", "\u00ad", "a\u0301\u0301\u0301", "\u0301",
		"🙂", "👩\u200d👩\u200d👧", "🇫🇷", "#", "@", "()", "\\", "%", "/", "\t",
	})
}

func (g badQueries) quoted() string {
	s := g.common()
	for range g.IntN(4) {
		s += " " + g.common()
	}
	return pick(g, []string{`"` + s + `"`, "“" + s + "”", "«" + s + "»", "「" + s + "」"})
}

func (g badQueries) name() string {
	return pick(g, strings.Fields(`john mary william james robert david george martin king muhammad mohammed alexander aleksandr catherine
		johann jean paul maria anna de van la al lee brown smith shakespeare einstein churchill nietzsche tolstoy dostoevsky zelenskyy chekhov
		tchaikovsky khrushchev confucius schwarzenegger anonymous proverb unknown bible`))
}

func (g badQueries) misspeltName() string { return g.misspell(g.name()) }

func (g badQueries) leet() string {
	return strings.NewReplacer("a", "4", "e", "3", "i", "1", "o", "0", "s", "5", "t", "7").Replace(g.longer())
}

func (g badQueries) filter() search.Filter {
	var f search.Filter
	if g.IntN(2) == 0 {
		return f
	}
	name := func() string {
		switch g.IntN(4) {
		case 0:
			return pick(g, []string{"the", "a", "of", "de", "john", "j", "mohammed", "al", "the of", "the of and", "q x de", "x de", "john s", "el al", "s", "e", "o"})
		case 1:
			return g.name()
		case 2:
			return g.common()
		}
		return g.text(filterLength)
	}
	if g.IntN(3) == 0 {
		f.Speaker = name()
	}
	if g.IntN(3) == 0 {
		f.Source = name()
	}
	if g.IntN(4) == 0 {
		f.Since = quotes.Date(pick(g, []string{"1", "0001", "1500", "1900-02", "2024-05-01", "9999"}))
	}
	if g.IntN(4) == 0 {
		f.Until = quotes.Date(pick(g, []string{"1", "1600", "1950-12", "2024-05-01", "9999"}))
	}
	for _, k := range []quotes.Kind{quotes.Direct, quotes.Partial, quotes.Indirect} {
		if g.IntN(6) == 0 {
			f.Kinds = append(f.Kinds, k)
		}
	}
	if g.IntN(4) == 0 {
		f.Scope = "123456789012345678"
	}
	return f
}
