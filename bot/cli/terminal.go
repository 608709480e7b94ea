package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
	"golang.org/x/term"
)

// terminal draws text for a person, on a terminal or into a file.
type terminal struct {
	w     io.Writer
	width int  // columns
	style bool // bold and colour may be used
}

const (
	defaultWidth = 80
	// Lines longer than this are hard to read on any terminal.
	maxWidth = 100
	minWidth = 20
)

// newTerminal looks at what w is. No colour is used when w is no terminal, when
// NO_COLOR is set (no-color.org) or when TERM is "dumb".
func newTerminal(w io.Writer, getenv func(string) string) terminal {
	t := terminal{w: w, width: defaultWidth}
	fd, ok := terminalOf(w)
	if !ok {
		return t
	}
	if columns, _, err := term.GetSize(fd); err == nil && columns > 0 {
		t.width = max(minWidth, min(columns, maxWidth))
	}
	known := getenv("TERM")
	// The old console of Windows prints escape sequences as they are; the
	// terminals that do not set one of these.
	if runtime.GOOS == "windows" && getenv("WT_SESSION") == "" && known == "" {
		return t
	}
	t.style = getenv("NO_COLOR") == "" && known != "dumb"
	return t
}

// typedAt reports whether r is a terminal, at which somebody types.
func typedAt(r io.Reader) bool {
	_, ok := terminalInput(r)
	return ok
}

// terminalOf returns the file descriptor of w if w is a terminal.
func terminalOf(w io.Writer) (fd int, ok bool) {
	if wrapped, ok := w.(interface{ Unwrap() io.Writer }); ok {
		w = wrapped.Unwrap()
	}
	f, isFile := w.(*os.File)
	if !isFile {
		return 0, false
	}
	return int(f.Fd()), term.IsTerminal(int(f.Fd()))
}

// style is how a run of text looks: the parameters of an SGR sequence
// (ECMA-48, 8.3.117), "" for plain.
type style string

const (
	plain style = ""
	match style = "1;33" // bold yellow: readable on dark and light grounds
	bold  style = "1"
	faint style = "2"

	underline style = "4"
)

// textRun is text in one style.
type textRun struct {
	text  string
	style style
}

// print writes runs as one paragraph, wrapped, each line after the indent.
// Line ends in the text stay.
func (t terminal) print(indent string, runs ...textRun) {
	for _, line := range t.layOut(t.width-uniseg.StringWidth(indent), runs) {
		fmt.Fprintln(t.w, strings.TrimRight(indent+line, " "))
	}
}

// layOut wraps runs to lines of at most width columns. It breaks where Unicode
// allows it (UAX #14), or anywhere in a word that is longer than a line.
func (t terminal) layOut(width int, runs []textRun) []string {
	var (
		text   strings.Builder
		styles []style // of each byte
	)
	for _, r := range runs {
		clean := Neutralise(r.text)
		text.WriteString(clean)
		for range len(clean) {
			styles = append(styles, r.style)
		}
	}
	l := layout{style: t.style, width: max(1, width)}
	rest, offset, state := text.String(), 0, -1
	for rest != "" {
		var cluster string
		var boundaries int
		cluster, rest, boundaries, state = uniseg.StepString(rest, state)
		l.add(piece{cluster, boundaries >> uniseg.ShiftWidth, styles[offset]})
		offset += len(cluster)
		switch boundaries & uniseg.MaskLine {
		case uniseg.LineCanBreak:
			if cluster != "/" { // an address stays on one line
				l.endWord()
			}
		case uniseg.LineMustBreak:
			l.endWord()
			if rest != "" {
				l.endLine()
			}
		}
	}
	l.endWord()
	l.endLine()
	return l.lines
}

// piece is one character as people count them.
type piece struct {
	text  string
	width int
	style style
}

type layout struct {
	style bool
	width int

	lines     []string
	line      []piece
	lineWidth int
	word      []piece // with the spaces after it
	wordWidth int
}

func (l *layout) add(p piece) {
	if p.text == "\n" || p.text == "\r\n" {
		return
	}
	l.word = append(l.word, p)
	l.wordWidth += p.width
}

// endWord puts the word on the line, or on the next if it does not fit.
func (l *layout) endWord() {
	visible := l.wordWidth
	for i := len(l.word) - 1; i >= 0 && l.word[i].text == " "; i-- {
		visible--
	}
	if l.lineWidth > 0 && l.lineWidth+visible > l.width {
		l.endLine()
	}
	for _, p := range l.word {
		if l.lineWidth+p.width > l.width && p.text != " " && l.lineWidth > 0 {
			l.endLine()
		}
		l.line = append(l.line, p)
		l.lineWidth += p.width
	}
	l.word, l.wordWidth = l.word[:0], 0
}

func (l *layout) endLine() {
	for n := len(l.line); n > 0 && l.line[n-1].text == " "; n = len(l.line) {
		l.line = l.line[:n-1]
	}
	var b strings.Builder
	now := plain
	change := func(to style) {
		if !l.style || to == now {
			return
		}
		if now != plain {
			b.WriteString("\x1b[0m")
		}
		if to != plain {
			b.WriteString("\x1b[" + string(to) + "m")
		}
		now = to
	}
	for _, p := range l.line {
		change(p.style)
		b.WriteString(p.text)
	}
	change(plain)
	l.lines = append(l.lines, b.String())
	l.line, l.lineWidth = l.line[:0], 0
}

// Neutralise makes text of strangers safe to print: what would move the cursor,
// change the terminal or turn the reading order becomes U+FFFD or is left out.
// Line ends stay.
func Neutralise(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t', r == '\r', r == '\u2028', r == '\u2029':
			return ' '
		case turnsText(r), r >= 0xE0000 && r <= 0xE007F:
			return -1
		case unicode.IsControl(r):
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

// turnsText reports whether a character changes the direction of what follows
// (UAX #9).
func turnsText(r rune) bool {
	switch {
	case r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069, r == 0x200E, r == 0x200F, r == 0x061C:
		return true
	}
	return false
}

// writeJSON writes v as one line. What could command a terminal is escaped,
// which JSON allows inside strings, and it stands nowhere else.
func writeJSON(w io.Writer, v any) error {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("writing JSON: %w", err)
	}
	line := b.String()
	if strings.ContainsFunc(line, mustEscape) {
		var safe strings.Builder
		for _, r := range line {
			if mustEscape(r) {
				fmt.Fprintf(&safe, `\u%04x`, r)
			} else {
				safe.WriteRune(r)
			}
		}
		line = safe.String()
	}
	_, err := io.WriteString(w, line)
	return err
}

// mustEscape reports what encoding/json leaves as it is.
func mustEscape(r rune) bool { return r >= 0x7F && r <= 0x9F || turnsText(r) }
