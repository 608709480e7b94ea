package language

import (
	"math"
	"sync"
)

// tagList numbers the tags: those of the tables first, in their order, the last
// is Undetermined.
type tagList struct {
	tags   []string
	number map[string]int
	first  [scriptsWithModel]int // where the languages of the script begin in tags
}

var allTags = sync.OnceValue(func() *tagList {
	l := &tagList{number: map[string]int{}}
	add := func(tag string) {
		if _, there := l.number[tag]; !there {
			l.number[tag] = len(l.tags)
			l.tags = append(l.tags, tag)
		}
	}
	for i, m := range loadTable() {
		l.first[i] = len(l.tags)
		for _, tag := range m.tags {
			add(tag)
		}
	}
	for _, tag := range []string{"zh", "ja", "ko"} {
		add(tag)
	}
	for _, s := range scripts {
		add(s.tag)
	}
	add(Undetermined)
	return l
})

const (
	// temper is how much of a trigram's log likelihood counts: it shares two
	// letters with the one before, and words repeat.
	temper = 0.45
	// nameWeight is what a trigram of a word with a capital counts: names and
	// titles stay as they are in texts of other languages.
	nameWeight = 0.3
	// strange is how far the mean level of a text's trigrams must lie below that
	// of a language for the text to be as likely in one that is not known here.
	strange = 2.0
	// rare is how unlikely a language that is not known here is from the start, as
	// a logarithm: lists of names and abbreviations look like one.
	rare = 20
	// own is what a letter says for the languages written in its script, as far
	// as no table says more, and against those that are not.
	own = 0.5
)

// evidence is, for each tag by its number, the logarithm of how likely the text
// is in that language, compared with one that is not known here.
type evidence []float64

// evidence puts what the text says into e and returns it; a nil e is made.
func (c *count) evidence(e evidence) evidence {
	l := allTags()
	if e == nil {
		e = make(evidence, len(l.tags))
	}
	clear(e)
	total := 0.0
	for s, letters := range c.letters {
		n := own * float64(letters)
		total += n
		switch s := script(s); {
		case letters == 0:
		case s < scriptsWithModel:
			e[l.first[s]:].addTable(s, c, n)
		case s == han:
			// Chinese and Japanese share the characters; a text without kana is
			// more likely Chinese, the longer the more.
			e[l.number["zh"]] += 2 * n
			e[l.number["ja"]] += 1.8 * n
			e[l.number["ko"]] += 1.5 * n
		case s == kana:
			e[l.number["ja"]] += 2 * n
		case s == hangul:
			e[l.number["ko"]] += 2 * n
		default:
			e[l.number[scripts[s-single].tag]] += 2 * n
		}
	}
	for i := range e[:len(e)-1] {
		e[i] -= total
	}
	e[len(e)-1] = -rare
	return e
}

// addTable counts what the trigrams of a script say, and that its letters are
// there.
func (e evidence) addTable(s script, c *count, letters float64) {
	words, names, m := &c.words[s], &c.names[s], loadTable()[s]
	inWords, inNames := words.sums(), names.sums()
	var sum [maxLangs]float64
	top := 0
	for i := range m.tags {
		sum[i] = float64(inWords[i]) + nameWeight*float64(inNames[i])
		if sum[i] > sum[top] {
			top = i
		}
	}
	base := (m.mean[top] - strange) * (float64(words.n) + nameWeight*float64(names.n))
	for i := range m.tags {
		e[i] += letters + temper*stepNats*(sum[i]-base)
	}
}

// best returns the number of the likeliest language and how likely it is, from
// 0 to 1.
func (e evidence) best() (int, float64) {
	best, sum := 0, 0.0
	for i := range e {
		if e[i] > e[best] {
			best = i
		}
	}
	for i := range e {
		sum += math.Exp(e[i] - e[best])
	}
	return best, 1 / sum
}
