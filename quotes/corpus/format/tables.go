package format

import (
	"strings"

	"verbatim/quotes/corpus/record"
)

// IsTextTable knows a table under the name of a text: its first line names the columns
// between tabs, bars or semicolons, or its two columns are words and names throughout.
func IsTextTable(h *Head) bool {
	if h.Percents || !IsOf(h, ".txt", ".text", ".psv", "") || len(h.Lines) < 2 {
		return false
	}
	for _, c := range []byte("\t|;") {
		if !strings.Contains(h.Lines[0], string(c)) {
			continue
		}
		if names, known := new(Sink).splitHeader(h.Lines[0], c); known > 1 && len(names) > 1 {
			return true
		}
		rows, comma := sample(h.Text)
		if comma == c && len(rows) > 2 && len(rows[0]) == 2 && len(rows)*10 >= nonBlank(h.Lines)*8 {
			words, by := wordsAndNames(rows, 2)
			return words >= 0 && by >= 0
		}
	}
	return false
}

func nonBlank(lines []string) int {
	n := 0
	for _, l := range lines {
		if strings.TrimSpace(l) != "" {
			n++
		}
	}
	return n
}

// IsBookList knows the list of somebody's books that Goodreads exports, which has a
// column for reviews.
func IsBookList(h *Head) bool {
	if len(h.Lines) == 0 {
		return false
	}
	has := map[string]bool{}
	for _, n := range strings.Split(h.Lines[0], ",") {
		has[record.FoldName(strings.Trim(n, "\"\ufeff "))] = true
	}
	return has["book_id"] && has["my_rating"] && (has["bookshelves"] || has["exclusive_shelf"])
}
