package vocabulary

import (
	"strings"
	"unicode/utf8"

	"verbatim/search/text"
)

// A corpus has the names of the famous in bad spellings too, each a few times: one
// record by "Albert Einstien" makes "einstien" a name. Who types it means the one
// who is quoted a hundred times as often.

// misspeltShare is how many times as many quotations have the right spelling as
// have a bad one, at least.
const misspeltShare = 20

// commonName: one of so many quotations is by somebody of one name at most, so that a
// word which more have is no bad spelling.
const commonName = 1000

// Misspelt returns the name that a word is a bad spelling of: a frequent one with the
// same sounds and hardly another letter, where the word itself is a rare one, and all
// who have it in their names are also quoted under the right spelling.
func (v *Vocabulary) Misspelt(word string) (right Entry, ok bool) {
	return v.remembered.misspelt(word, v.misspelt)
}

func (v *Vocabulary) misspelt(word string) (right Entry, ok bool) {
	letters := utf8.RuneCountInString(word)
	if letters < 5 || text.HasNumber(word) {
		return right, false
	}
	own, _ := v.Name(word)
	used, _ := v.Word(word)
	if used.Count > v.Len()/commonName {
		return right, false
	}
	least := misspeltShare * max(own.Count, used.Count, 1)
	for _, key := range text.NameKeys(word) {
		if len(key) < 2 {
			continue
		}
		for _, e := range v.NamesByKey(key, 8) {
			errors := text.Errors(word, e.Text)
			if e.Count >= max(least, right.Count+1) && 0 < errors && errors <= min(letters/4, 2) {
				right, ok = e, true
			}
		}
	}
	if !ok || own.Count == 0 {
		return right, ok
	}
	for _, s := range v.SpeakersWith(word, misspeltShare) {
		if _, ok := v.rightly(s, word, right.Text); !ok {
			return right, false
		}
	}
	return right, true
}

// rightly returns the speaker of whom another is a bad spelling, by a word of the
// name.
func (v *Vocabulary) rightly(s Entry, wrong, right string) (Entry, bool) {
	words := Folded(s.Text)
	for i, w := range words {
		if w == wrong {
			words[i] = right
		}
	}
	same := v.SpeakersNamed(strings.Join(words, " "), 1)
	if len(same) == 0 || same[0].Count < misspeltShare*s.Count {
		return Entry{}, false
	}
	return same[0], true
}

// Rightly returns the speaker of whom another is a bad spelling, if he is one.
func (v *Vocabulary) Rightly(s Entry) (Entry, bool) {
	for _, w := range Folded(s.Text) {
		if e, ok := v.Name(w); !ok || e.Count > misspeltShare {
			continue
		}
		if right, ok := v.Misspelt(w); ok {
			return v.rightly(s, w, right.Text)
		}
	}
	return Entry{}, false
}
