package vocabulary

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"verbatim/search/text"
)

const (
	// maxNameWords is how many words of a name or title that was typed count, more
	// than any name has.
	maxNameWords = 32
	// maxRarest is how many words of it, the rarest, are tried to find it by: not
	// every word of a long title is a key.
	maxRarest = 3
	// maxSpelt is how many names, the most frequent, are compared by their spelling,
	// which takes two microseconds for each.
	maxSpelt = 500
	// maxRun is how many names with the same words are looked at: more than any
	// words have by which a name is told.
	maxRun = 8000
	// maxSpellings is how many spellings of one word are looked for.
	maxSpellings = 50
)

// SpeakersNamed returns the speakers whose name has all the words of name or, if
// there is none, has each of them in some spelling.
func (v *Vocabulary) SpeakersNamed(name string, max int) []Entry {
	words := nameWords(name)
	if out := v.speakers.having(&v.names, words, max); len(out) > 0 || len(words) == 0 {
		return out
	}
	return v.speakersSpelt(words, max)
}

// SourcesNamed returns the titles and publishers that have all the words of title.
func (v *Vocabulary) SourcesNamed(title string, max int) []Entry {
	return v.sources.having(&v.titles, nameWords(title), max)
}

// SpeakersWithRun returns the speakers in whose names these folded words stand in
// a row, among the first eight.
func (v *Vocabulary) SpeakersWithRun(run string, max int) []Entry {
	return v.speakers.frequent(v.speakers.withRun(run), max)
}

// nameWords are the folded words of a name or title that was typed, each once.
func nameWords(typed string) []string {
	var out []string
	for _, w := range Folded(typed) {
		if len(out) < maxNameWords && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

// withRun returns the numbers of the names or titles that have these words in a
// row, in any order, some perhaps twice.
func (d *dictionary) withRun(run string) []uint32 {
	// Behind the words the key ends or goes on: nothing sorts between these but
	// what does not occur.
	it, err := d.fst.Iterator([]byte(run+"\x00"), []byte(run+"!"))
	var ids []uint32
	for ; err == nil && len(ids) < maxRun; err = it.Next() {
		_, id := it.Current()
		ids = append(ids, uint32(id))
	}
	return append(ids, d.added(func(more *dictionary) ([]uint32, bool) { return more.withRun(run), true })...)
}

// having returns the names or titles that have all words. The rarest finds them,
// the others check. words of names or titles are counted in a dictionary of
// their own.
func (d *dictionary) having(counted *dictionary, words []string, max int) []Entry {
	count := func(w string) int {
		e, _ := counted.find(w)
		return e.Count
	}
	words = slices.Clone(words)
	slices.SortStableFunc(words, func(a, b string) int { return cmp.Compare(count(a), count(b)) })
	for i, w := range words[:min(len(words), maxRarest)] {
		var out []Entry
		others := slices.Delete(slices.Clone(words), i, i+1)
		for _, id := range d.inOrder(d.withRun(w)) {
			if len(out) == max {
				break
			}
			if hasEach(d.text(id), others) {
				out = append(out, d.entry(id))
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}

// hasEach reports whether a name or title, as shown, has all of some folded words.
func hasEach(shown []byte, words []string) bool {
	if len(words) == 0 {
		return true
	}
	for _, c := range shown {
		if c >= utf8.RuneSelf || c == '\'' || c == '`' { // folding does more than change the case
			return hasAll(Folded(string(shown)), words)
		}
	}
	return !slices.ContainsFunc(words, func(w string) bool { return !hasPlain(shown, w) })
}

// hasPlain reports whether a text of ASCII characters without apostrophes has a
// folded word.
func hasPlain(shown []byte, word string) bool {
	for at := 0; at+len(word) <= len(shown); at++ {
		if (at == 0 || !plainWord(shown[at-1])) && equalPlain(shown[at:at+len(word)], word) &&
			(at+len(word) == len(shown) || !plainWord(shown[at+len(word)])) {
			return true
		}
	}
	return false
}

func plainWord(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}

func equalPlain(shown []byte, word string) bool {
	for i, c := range shown {
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		if c != word[i] {
			return false
		}
	}
	return true
}

// speakersSpelt returns the speakers whose name has each word in some spelling. The
// spellings of the longest word find them.
func (v *Vocabulary) speakersSpelt(words []string, max int) []Entry {
	longest := slices.MaxFunc(words, func(a, b string) int { return cmp.Compare(len(a), len(b)) })
	ids := v.speakers.withRun(longest)
	for _, key := range text.NameKeys(longest) {
		for _, e := range v.NamesByKey(key, maxSpellings) {
			if e.Text != longest && text.SameName(e.Text, longest) && len(ids) < maxRun {
				ids = append(ids, v.speakers.withRun(e.Text)...)
			}
		}
	}
	ids = v.speakers.inOrder(ids)
	typed := newTypedName(words)
	var out []Entry
	for _, id := range ids[:min(len(ids), maxSpelt)] {
		if len(out) == max {
			break
		}
		if e := v.speakers.entry(id); typed.standsFor(Folded(e.Text)) {
			out = append(out, e)
		}
	}
	return out
}

// Named reports whether a name or title has all the words of what was typed, as
// [Vocabulary.SpeakersNamed] (person) and [Vocabulary.SourcesNamed] do.
func Named(name, typed string, person bool) bool {
	words := nameWords(typed)
	switch {
	case len(words) == 0:
		return false
	case person:
		return newTypedName(words).standsFor(Folded(name))
	}
	return hasAll(Folded(name), words)
}

func hasAll(has, words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(has, w) })
}

// typedName is a name that somebody typed, in any spelling.
type typedName struct {
	words []string
	keys  [][]string // [text.NameKeys] of each, nil if no other spelling will do
}

func newTypedName(words []string) typedName {
	t := typedName{words, make([][]string, len(words))}
	for i, w := range words {
		if utf8.RuneCountInString(w) > 1 { // a letter is itself, or an initial
			t.keys[i] = text.NameKeys(w)
		}
	}
	return t
}

// standsFor reports whether a name of these words has each word that was typed, in
// some spelling or as its initials.
func (t typedName) standsFor(has []string) bool {
	var keys [][]string
	for i, w := range t.words {
		if slices.Contains(has, w) || initials(has, w) {
			continue
		}
		if t.keys[i] == nil {
			return false
		}
		if keys == nil {
			for _, h := range has {
				keys = append(keys, text.NameKeys(h))
			}
		}
		if !slices.ContainsFunc(keys, func(k []string) bool { return text.SameKeys(k, t.keys[i]) }) {
			return false
		}
	}
	return true
}

// MaxInitials is how many initials people write as one word.
const MaxInitials = 3

// initials reports whether words of a name in a row begin with the letters of w,
// of MaxInitials at most: "jrr" is J.R.R. Tolkien, and John Ronald Reuel.
func initials(name []string, w string) bool {
	if len(w) > MaxInitials*utf8.UTFMax || utf8.RuneCountInString(w) > MaxInitials {
		return false
	}
	letters := strings.Split(w, "")
	for i := range len(name) - len(letters) + 1 {
		if slices.EqualFunc(name[i:i+len(letters)], letters, strings.HasPrefix) {
			return true
		}
	}
	return false
}
