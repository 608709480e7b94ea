package query

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"verbatim/search/text"
	"verbatim/search/vocabulary"
)

// What people type is often not the quotation's words but a question about them:
// "what did Churchill say about history being kind to him". The scaffolding of a
// question says nothing about the quotation, and there are quotations full of it.

//go:embed data/scaffolding.txt
var scaffoldingText string

// scaffolding is how one language puts questions: phrases by what they are for,
// see data/scaffolding.txt.
type scaffolding map[string][][]string

// scaffoldings are those of all languages. The file is part of the program: a test
// reads it too, and a line that makes no sense fails there.
var scaffoldings = sync.OnceValue(func() []scaffolding {
	var all []scaffolding
	for line := range strings.Lines(scaffoldingText) {
		kind, phrases, ok := strings.Cut(strings.TrimSpace(line), " ")
		switch {
		case !ok || strings.HasPrefix(kind, "#"):
		case kind == "language":
			all = append(all, scaffolding{})
		default:
			s := all[len(all)-1]
			for phrase := range strings.SplitSeq(phrases, ";") {
				s[kind] = append(s[kind], strings.Fields(phrase))
			}
		}
	}
	return all
})

// role is what a word of a question is there for.
type role byte

const (
	content role = iota // may stand in the quotation
	filler              // only puts the question
	asksFor             // names whose words are asked for
)

// maxSlot is how many words a name or a title in a question has.
const maxSlot = 5

// roles tells what the words of a line are there for; nil if it is no question.
func roles(v *vocabulary.Vocabulary, knows func(name string) bool, tokens []text.Token) []role {
	words := make([]string, len(tokens))
	for i, t := range tokens {
		words[i] = t.Text
	}
	for _, s := range scaffoldings() {
		q := questioned{scaffolding: s, v: v, knows: knows, words: words, roles: make([]role, len(words)), end: len(words)}
		if q.read() && slices.Contains(q.roles, filler) && slices.ContainsFunc(tokens, q.telling) {
			return q.roles
		}
	}
	return nil
}

// questioned is a line that is read as a question of one language.
type questioned struct {
	scaffolding
	v     *vocabulary.Vocabulary
	knows func(name string) bool
	words []string
	roles []role
	at    int // how far it is read
	end   int // where a trailer begins
}

// read reports whether the line is a question, and sets the roles of its words.
func (q *questioned) read() bool {
	trailed := q.trailers()
	opened := false
	for q.skip("opener") {
		opened = true
	}
	start := q.at
	if q.skip("asks") {
		if q.askedOf() {
			return true
		}
		q.drop(start, q.at, content)
		q.at = start
	}
	for q.skip("article") { // also "that quote", without an opener
	}
	noun, n := q.find("noun", q.at, min(q.end, q.at+maxSlot+3))
	if n == 0 {
		q.drop(start, q.at, content) // an article that belongs to the words
		q.at = start
		return opened || trailed
	}
	q.slot(noun)
	q.drop(noun, noun+n, filler)
	q.at = noun + n
	for q.by() || q.skip("about") {
	}
	return true
}

// telling reports whether a word that is left says something by itself: "what did
// you say" asks for nothing.
func (q *questioned) telling(t text.Token) bool {
	i := slices.Index(q.words, t.Text)
	e, _ := q.v.Word(t.Text)
	return q.roles[i] != filler && len(t.Text) >= 3 && q.v.Telling(e)
}

// askedOf reads "X say about" behind "what did".
func (q *questioned) askedOf() bool {
	verbs := q.scaffolding["verb"]
	if len(verbs) == 0 { // its language puts the verb before the name
		return q.by() || q.until("about")
	}
	verb, n := q.find("verb", q.at, min(q.end, q.at+maxSlot+1))
	if n == 0 || verb == q.at {
		return false
	}
	q.slot(verb)
	q.drop(verb, verb+n, filler)
	q.at = verb + n
	for q.skip("about") {
	}
	return true
}

// until reads a name up to one of the phrases of a kind.
func (q *questioned) until(kind string) bool {
	at, n := q.find(kind, q.at, min(q.end, q.at+maxSlot+1))
	if n == 0 || at == q.at {
		return false
	}
	q.slot(at)
	q.drop(at, at+n, filler)
	q.at = at + n
	return true
}

// by reads "by X" or "from X", up to what the quotation is about.
func (q *questioned) by() bool {
	start := q.at
	if !q.skip("by") {
		return false
	}
	for q.skip("article") {
	}
	to, n := q.find("about", q.at, min(q.end, q.at+maxSlot+1))
	if n == 0 {
		to = min(q.end, q.at+maxSlot)
	}
	if before := q.at; q.slot(to) || n > 0 && to > before {
		q.at = max(q.at, before)
		if n > 0 {
			q.drop(to, to+n, filler)
			q.at = to + n
		}
		return true
	}
	q.drop(start, q.at, content)
	q.at = start
	return false
}

// slot marks the words of a name, from where the line is read to an end, and
// reports whether there are any; the words behind them may be the quotation's.
func (q *questioned) slot(to int) bool {
	i := q.at
	for ; i < to; i++ {
		if n := q.known(i, to); n > 0 {
			q.drop(i, i+n, asksFor)
			i += n - 1
			continue
		}
		if !q.named(q.words[i]) {
			break
		}
		q.roles[i] = asksFor
	}
	some := i > q.at
	q.at = to
	return some
}

// known returns how many words from a place on, up to another, are the longest name
// that is known, perhaps with the s of a genitive.
func (q *questioned) known(from, to int) int {
	for end := min(to, from+maxSlot); end > from; end-- {
		name := strings.Join(q.words[from:end], " ")
		if q.knows(name) || q.knows(strings.TrimSuffix(name, "s")) {
			return end - from
		}
	}
	return 0
}

// leastBearers: fewer quotations have a word of a name by accident.
const leastBearers = 3

// named reports whether a word stands in the names of speakers, perhaps with the s
// of a genitive.
func (q *questioned) named(word string) bool {
	for _, w := range []string{word, strings.TrimSuffix(word, "s")} {
		name, _ := q.v.Name(w)
		used, _ := q.v.Word(w)
		if name.Count >= leastBearers && 20*name.Count >= used.Count {
			return true
		}
	}
	return false
}

// trailers drops what the line ends with.
func (q *questioned) trailers() (some bool) {
	for again := true; again; {
		again = false
		for _, phrase := range q.scaffolding["trailer"] {
			if from := q.end - len(phrase); from > 0 && slices.Equal(q.words[from:q.end], phrase) {
				q.drop(from, q.end, filler)
				q.end, again, some = from, true, true
			}
		}
	}
	return some
}

// skip drops the longest phrase of a kind that stands where the line is read.
func (q *questioned) skip(kind string) bool {
	n := q.match(kind, q.at)
	q.drop(q.at, q.at+n, filler)
	q.at += n
	return n > 0
}

// find returns the first phrase of a kind between two places, and how many words it
// has, 0 if there is none.
func (q *questioned) find(kind string, from, to int) (at, n int) {
	for at = from; at < to; at++ {
		if n = q.match(kind, at); n > 0 && at+n <= q.end {
			return at, n
		}
	}
	return 0, 0
}

// match returns how many words the longest phrase of a kind has that stands at a
// place, 0 for none.
func (q *questioned) match(kind string, at int) (n int) {
	for _, phrase := range q.scaffolding[kind] {
		if len(phrase) > n && at+len(phrase) <= q.end && slices.Equal(q.words[at:at+len(phrase)], phrase) {
			n = len(phrase)
		}
	}
	return n
}

func (q *questioned) drop(from, to int, r role) {
	for i := from; i < to; i++ {
		q.roles[i] = r
	}
}
