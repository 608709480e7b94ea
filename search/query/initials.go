package query

import (
	"slices"
	"strings"
	"unicode/utf8"

	"verbatim/search/vocabulary"
)

const (
	// maxInitials is how many different words of a query are tried as initials.
	maxInitials = 48
	// initialled is how many speakers with the same initials and surname are counted,
	// the most frequent.
	initialled = 32
)

// initialsReader finds the initials in one query.
type initialsReader struct {
	v     *vocabulary.Vocabulary
	known map[[2]string]bool // what was found of a word and the one behind it
}

// areInitials reports whether a word before a surname is the initials of a speaker,
// of whom more is quoted than has the word as it is typed: "jk" before "rowling"
// where the name is written J. K. Rowling, but not "as" before "byatt". The first
// name may be written out, as in George R. R. Martin.
func (r initialsReader) areInitials(word, surname string) bool {
	if n := utf8.RuneCountInString(word); n < 2 || n > vocabulary.MaxInitials {
		return false
	}
	is, ok := r.known[[2]string{word, surname}]
	if !ok && len(r.known) < maxInitials {
		is = r.read(word, surname)
		r.known[[2]string{word, surname}] = is
	}
	return is
}

func (r initialsReader) read(word, surname string) bool {
	typed, _ := r.v.Word(word)
	bearers, _ := r.v.Name(surname)
	if bearers.Count <= typed.Count {
		return false
	}
	if common, _ := r.v.Word(surname); utf8.RuneCountInString(surname) < 2 || common.Count > max(r.v.Len()/30, 2) {
		return false
	}
	letters := strings.Split(word, "")
	run := append(letters[1:], surname)
	apart, whole := 0, typed.Count
	for _, e := range r.v.SpeakersWithRun(strings.Join(run, " "), initialled) {
		has := vocabulary.Folded(e.Text)
		if at := indexRun(has, run); at > 0 && strings.HasPrefix(has[at-1], letters[0]) {
			apart += e.Count
		}
	}
	for _, e := range r.v.SpeakersWithRun(word+" "+surname, initialled) {
		whole += e.Count
	}
	return apart > whole
}

// indexRun returns where a run of words starts in words, -1 if it is not there.
func indexRun(words, run []string) int {
	for i := range len(words) - len(run) + 1 {
		if slices.Equal(words[i:i+len(run)], run) {
			return i
		}
	}
	return -1
}
