package article

import (
	"strings"
	"unicode"
)

// textBuilder puts blocks of text together: white space folded to one space,
// line breaks that mean something kept, one blank line between blocks. It notes
// the line of the file from which each piece comes.
type textBuilder struct {
	b       strings.Builder
	lines   []mark
	blocks  blockList
	space   bool // white space is due before the next character
	newline bool // a line break is due
	block   bool // a block ended: a blank line is due
}

// text adds a piece that begins on the given line of the file, or on an unknown
// one if line is 0. LFs in it count lines and mean a space.
func (t *textBuilder) text(s string, line int) {
	for _, r := range s {
		switch {
		case r == '\n' || unicode.IsSpace(r):
			t.space = true
			if r == '\n' && line > 0 {
				line++
			}
			continue
		case isInvisible(r):
			continue
		}
		t.gap()
		t.at(line)
		t.b.WriteRune(r)
	}
}

// isInvisible says which characters are hints to whoever sets the page, not
// words: soft hyphens, zero width spaces, byte order marks, controls.
func isInvisible(r rune) bool {
	return r == '\u00ad' || r == '\u200b' || r == '\u2060' || r == '\ufeff' || unicode.IsControl(r)
}

func (t *textBuilder) gap() {
	switch {
	case t.b.Len() == 0:
	case t.block:
		t.b.WriteString("\n\n")
	case t.newline:
		t.b.WriteByte('\n')
	case t.space:
		t.b.WriteByte(' ')
	}
	t.space, t.newline, t.block = false, false, false
}

func (t *textBuilder) at(line int) {
	if line > 0 && (len(t.lines) == 0 || t.lines[len(t.lines)-1].line != line) {
		t.lines = append(t.lines, mark{t.b.Len(), line})
	}
}

// end ends a block.
func (t *textBuilder) end() { t.block = true }

// br adds a line break inside a block; a second one ends the block.
func (t *textBuilder) br() {
	if t.newline {
		t.block = true
	}
	t.newline = true
}
