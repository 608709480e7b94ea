package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Errors returns how many letters have to be put in, left out, replaced or
// swapped with their neighbour to make one word the other: Damerau's distance (A
// Technique for Computer Detection and Correction of Spelling Errors, CACM 1964),
// no letter being changed twice.
func Errors(a, b string) int {
	x, y := []rune(a), []rune(b)
	// Three rows of the table: two ago, the last one, this one.
	var buf [3 * (MaxWord + 1)]int
	width := len(y) + 1
	rows := buf[:]
	if 3*width > len(rows) {
		rows = make([]int, 3*width)
	}
	before, last, row := rows[:width], rows[width:2*width], rows[2*width:3*width]
	for j := range last {
		last[j] = j
	}
	for i, r := range x {
		row[0] = i + 1
		for j, s := range y {
			cost := 1
			if r == s {
				cost = 0
			}
			row[j+1] = min(last[j]+cost, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && r == y[j-1] && x[i-1] == s {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}

const (
	// MinTypo is how many letters a word needs before a typing error in it is
	// thought of.
	MinTypo = 4
	// longTypo letters may hold two.
	longTypo = 6
)

// Typos returns how many typing errors a word may hold, 0 to 2.
func Typos(word string) int {
	switch n := utf8.RuneCountInString(word); {
	case HasNumber(word):
		return 0
	case n >= longTypo:
		return 2
	case n >= MinTypo:
		return 1
	}
	return 0
}

// HasNumber reports whether a word is one that only itself will do for: 1984 is
// neither an error for 1985 nor another form of it.
func HasNumber(word string) bool { return strings.ContainsFunc(word, unicode.IsNumber) }

// CommonPrefix returns how many letters two words begin alike with.
func CommonPrefix(a, b string) int {
	n := 0
	for i, r := range a {
		s, size := utf8.DecodeRuneInString(b[min(i, len(b)):])
		if size == 0 || r != s {
			break
		}
		n++
	}
	return n
}

// Differing counts the letters after the common beginning.
func Differing(a, b string) int {
	return utf8.RuneCountInString(a) + utf8.RuneCountInString(b) - 2*CommonPrefix(a, b)
}
