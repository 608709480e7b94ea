package language

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// count is what a stretch of text says about its language.
type count struct {
	letters [scriptCount]int // a character of China or Japan counts as several
	// words are the trigrams of words in small letters, names those of words with
	// a capital, which are written alike in many languages.
	words, names [scriptsWithModel]tally
}

// add counts what another one counted.
func (c *count) add(d *count) {
	for s, n := range d.letters {
		c.letters[s] += n
		if n > 0 && s < int(scriptsWithModel) {
			c.words[s].merge(&d.words[s])
			c.names[s].merge(&d.names[s])
		}
	}
}

// reset empties the count. It is large, and of most texts one script is used.
func (c *count) reset() {
	for s, n := range c.letters {
		if n > 0 && s < int(scriptsWithModel) {
			c.words[s], c.names[s] = tally{}, tally{}
		}
	}
	c.letters = [scriptCount]int{}
}

// word feeds letters, one after another, as trigrams into the tally of their
// script.
type word struct {
	c     *count
	table *[scriptsWithModel]*model
	tally *tally // nil between words
	model *model
	in    script
	a, b  rune // the two letters before; a is 0 behind the first one
}

// scan adds a text.
func (c *count) scan(text string) {
	w := word{c: c, table: loadTable()}
	for i := 0; i < len(text); {
		if b := text[i]; b < utf8.RuneSelf {
			i++
			if small := b | 0x20; small >= 'a' && small <= 'z' {
				w.letter(rune(small), latin, small != b)
			} else {
				w.end()
				if b == ':' && strings.HasPrefix(text[i:], "//") {
					i += beforeSpace(text[i:]) // the rest of a web address
				}
			}
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		i += n
		if s, ok := scriptOf(r); ok {
			small := unicode.ToLower(r)
			w.letter(small, s, small != r)
		} else if !joins(r) {
			w.end()
		}
	}
	w.end()
}

// beforeSpace returns how many bytes stand before the first space.
func beforeSpace(s string) int {
	if n := strings.IndexAny(s, " \t\n"); n >= 0 {
		return n
	}
	return len(s)
}

// joins reports whether a rune that is no letter stands inside a word and says
// nothing: accents beside their letter, Arabic vowels, soft hyphens, joiners. The
// vowel signs of Devanagari end a word, as they do in the models.
func joins(r rune) bool {
	return r >= 0x0300 && r < 0x0370 || r >= 0x064B && r < 0x0653 || r == '\u00ad' || r == '\u200c' || r == '\u200d'
}

func (w *word) letter(r rune, s script, capital bool) {
	w.c.letters[s] += lettersOf(s)
	if s >= scriptsWithModel {
		w.end()
		return
	}
	if w.tally != nil && s != w.in {
		w.end()
	}
	if w.tally == nil {
		w.tally, w.model, w.in = &w.c.words[s], w.table[s], s
		if capital {
			w.tally = &w.c.names[s]
		}
		w.a, w.b = ' ', r
		return
	}
	w.tally.add(w.model.find(w.a, w.b, r))
	w.a, w.b = w.b, r
}

func (w *word) end() {
	if w.tally == nil {
		return
	}
	w.tally.add(w.model.find(w.a, w.b, ' '))
	w.tally = nil
}

// weight is how many letters were counted.
func (c *count) weight() int {
	n := 0
	for _, k := range c.letters {
		n += k
	}
	return n
}
