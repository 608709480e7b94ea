package vocabulary

import (
	"cmp"
	"sort"
	"unicode/utf8"
)

// Words, words of names and of titles are kept in two orders besides: that of their texts,
// and that of their texts read backwards. What starts or ends alike stands
// together there, and is read ten times as fast as by walking an automaton.

// starting finds the texts of which a key starts with prefix.
func starting(prefix string) finder {
	return func(d *dictionary) (ids []uint32, whole bool) {
		if d.shown { // they have several keys, which are in the automaton only
			return walk(d.fst.Iterator([]byte(prefix), after(prefix)))
		}
		from, to := span(d.byText, func(id uint32) int { return compareStart(d.texts.bytes(id), prefix) })
		most := min(to, from+maxWalk)
		ids = make([]uint32, 0, most-from)
		for i := from; i < most; i++ {
			ids = append(ids, d.byText.at(uint32(i)))
		}
		return ids, most == to
	}
}

// WordSet is a set of words by their numbers.
type WordSet []uint64

// Has reports whether a word is in the set; [UnknownWord] is in none.
func (s WordSet) Has(id uint32) bool { return int(id/64) < len(s) && s[id/64]>>(id%64)&1 != 0 }

// WordsStarting returns the set of all words that start with prefix.
func (v *Vocabulary) WordsStarting(prefix string) WordSet {
	d := &v.words
	set := make(WordSet, d.len()/64+1)
	from, to := span(d.byText, func(id uint32) int { return compareStart(d.texts.bytes(id), prefix) })
	for i := from; i < to; i++ {
		id := d.byText.at(uint32(i))
		set[id/64] |= 1 << (id % 64)
	}
	for _, id := range d.added(starting(prefix)) {
		set[id/64] |= 1 << (id % 64)
	}
	return set
}

// span returns which part of an order compares equal.
func span(order numbers, compare func(id uint32) int) (from, to int) {
	n := order.len()
	from = sort.Search(n, func(i int) bool { return compare(order.at(uint32(i))) >= 0 })
	to = from + sort.Search(n-from, func(i int) bool { return compare(order.at(uint32(from+i))) > 0 })
	return from, to
}

// compareStart compares as much of a text as the prefix is long with it.
func compareStart(text []byte, prefix string) int {
	return cmp.Compare(string(text[:min(len(text), len(prefix))]), prefix)
}

// compareEnd does the same from the last byte to the first.
func compareEnd(text []byte, suffix string) int {
	for i := 1; i <= len(suffix); i++ {
		if i > len(text) {
			return -1
		}
		if c := cmp.Compare(text[len(text)-i], suffix[len(suffix)-i]); c != 0 {
			return c
		}
	}
	return 0
}

// compareEnds compares two texts from the last byte to the first.
func compareEnds(a, b string) int {
	for i := 1; i <= min(len(a), len(b)); i++ {
		if c := cmp.Compare(a[len(a)-i], b[len(b)-i]); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(a), len(b))
}

// oneError finds the texts within one error of word, word itself included; of a
// word of one letter only itself, since any other letter is within one error of
// it. An error leaves the first half of the word as it is, or the second (Wu,
// Manber: Fast Text Searching Allowing Errors, CACM 35, 1992), unless it swaps the
// two letters between them.
func oneError(word string) finder {
	runes := []rune(word)
	half := len(runes) / 2
	cut := len(string(runes[:half]))
	return func(d *dictionary) (ids []uint32, whole bool) {
		exactly := func(text string) {
			if e, ok := d.find(text); ok {
				ids = append(ids, e.ID)
			}
		}
		if half == 0 {
			exactly(word)
			return ids, true
		}
		among := func(order numbers, compare func(id uint32) int) {
			from, to := span(order, compare)
			for i := from; i < to; i++ {
				if id := order.at(uint32(i)); withinOne(word, d.texts.bytes(id)) {
					ids = append(ids, id)
				}
			}
		}
		among(d.byText, func(id uint32) int { return compareStart(d.texts.bytes(id), word[:cut]) })
		among(d.byEnd, func(id uint32) int { return compareEnd(d.texts.bytes(id), word[cut:]) })
		exactly(string(runes[:half-1]) + string(runes[half]) + string(runes[half-1]) + string(runes[half+1:]))
		return ids, true
	}
}

// withinOne reports whether a word is within one error of a text.
func withinOne(word string, text []byte) bool {
	if n := len(word) - len(text); n > utf8.UTFMax || n < -utf8.UTFMax {
		return false
	}
	// What is left between the beginning and the end that they have in common.
	start := 0
	for start < len(word) && start < len(text) && word[start] == text[start] {
		start++
	}
	for start > 0 && (start < len(word) && !utf8.RuneStart(word[start]) || start < len(text) && !utf8.RuneStart(text[start])) {
		start--
	}
	a, b := word[start:], text[start:]
	end := 0
	for end < len(a) && end < len(b) && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	for end > 0 && !utf8.RuneStart(a[len(a)-end]) {
		end--
	}
	a, b = a[:len(a)-end], b[:len(b)-end]
	switch na, nb := utf8.RuneCountInString(a), utf8.RuneCount(b); {
	case na <= 1 && nb <= 1:
		return true
	case na == 2 && nb == 2:
		a0, n := utf8.DecodeRuneInString(a)
		b0, m := utf8.DecodeRune(b)
		a1, _ := utf8.DecodeRuneInString(a[n:])
		b1, _ := utf8.DecodeRune(b[m:])
		return a0 == b1 && a1 == b0
	}
	return false
}
