// Package article turns a file that somebody saved (plain text, Markdown, a page
// out of a browser) into an [Article]: its text without what surrounds it, and
// what is known about where it was published.
//
// Nothing is guessed: a field that neither the front matter nor the page tells
// stays empty, and [Article.Missing] names it. All functions are pure, never
// panic, and are safe for concurrent use.
package article

import (
	"errors"
	"sort"
	"strings"

	"verbatim/quotes"
)

// Article is the text of a file and what is known about it. Its fields may be
// read by many goroutines at once.
type Article struct {
	// Text is UTF-8 with LF line ends; quotes.Span counts bytes in it. The text
	// of a Markdown or HTML file has one paragraph a block, with "\n\n" between
	// them; that of a .txt file is the file's own, after the front matter.
	Text      string
	Title     string
	Publisher string
	Byline    string // the author as written, without "By"
	Published quotes.Date
	URL       string // http or https; the canonical one where the page tells
	Lang      string // BCP 47; empty when neither the front matter nor the page tells
	// Tags and Scope (the guild that alone may read the article) come from the
	// front matter only.
	Tags  []string
	Scope string
	// Blocks are what an HTML or Markdown file marks as headings, items of lists
	// and block quotations, in the order of the text; an outer one stands before
	// those inside of it. Nil for a .txt file.
	Blocks []Block

	lines []mark // in order of offset; never empty for a parsed article
}

// mark says that the text from offset on stands in that line of the file, up to
// the next mark.
type mark struct{ offset, line int }

// ErrEmpty is returned, wrapped, by [Parse] for a file that yields no text.
var ErrEmpty = errors.New("no text to read")

// Line returns the line of the file, from 1, in which the byte at offset of the
// text stands. An offset outside the text gives the nearest line.
func (a Article) Line(offset int) int {
	i := sort.Search(len(a.lines), func(i int) bool { return a.lines[i].offset > offset })
	if i == 0 {
		return 1
	}
	return a.lines[i-1].line
}

// Missing names, in English and in a fixed order, what is not known about the
// article: "title", "publisher", "date", "byline", "URL".
func (a Article) Missing() []string {
	var missing []string
	for _, f := range []struct{ name, value string }{
		{"title", a.Title},
		{"publisher", a.Publisher},
		{"date", string(a.Published)},
		{"byline", a.Byline},
		{"URL", a.URL},
	} {
		if f.value == "" {
			missing = append(missing, f.name)
		}
	}
	return missing
}

// Plain returns an article of which nothing but the text is known. The text is
// kept byte for byte.
func Plain(text string) Article {
	return Article{Text: text, lines: linesFrom(text, 1)}
}

// linesFrom returns the marks of a text whose first line is the given line of
// the file.
func linesFrom(text string, line int) []mark {
	marks := make([]mark, 1, 1+strings.Count(text, "\n"))
	marks[0] = mark{0, line}
	for i := 0; ; {
		n := strings.IndexByte(text[i:], '\n')
		if n < 0 {
			return marks
		}
		i += n + 1
		line++
		marks = append(marks, mark{i, line})
	}
}
