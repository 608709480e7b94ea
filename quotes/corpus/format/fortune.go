package format

import (
	"io"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"verbatim/quotes"
	"verbatim/quotes/corpus/record"
)

// ReadFortunes reads a file of fortune(6): records between lines of nothing but
// "%", or "%%" as older ones have it. A record is one quotation, whatever is in
// it: what cannot be told apart with certainty stays together as it was written.
func ReadFortunes(in *Input, out *Sink) error {
	var r fortune
	for {
		l, err := in.Next()
		if err == io.EOF {
			return r.end(out)
		}
		if err != nil {
			return err
		}
		if isSeparator(l.Text) {
			if err := r.end(out); err != nil {
				return err
			}
			continue
		}
		r.add(l, out.RecordBytes)
	}
}

func isSeparator(l []byte) bool {
	switch strings.TrimRight(string(l), " \t") {
	case "%", "%%":
		return true
	}
	return false
}

// fortune is the record that is being read.
type fortune struct {
	lines []string
	line  int // the first that is not blank; 0: none yet
	bad   int // the first that is no UTF-8
	size  int64
	long  bool
}

func (r *fortune) add(l Line, max int64) {
	blank := len(strings.TrimSpace(string(l.Text))) == 0 && !l.Long
	if r.line == 0 {
		if blank {
			return
		}
		r.line = l.Number
	}
	if r.size += int64(len(l.Text)) + 1; l.Long || r.size > max {
		r.long = true
		return
	}
	if r.bad == 0 && !utf8.Valid(l.Text) {
		r.bad = l.Number
	}
	r.lines = append(r.lines, strings.TrimRight(overstrike(record.WithoutColours(string(l.Text))), " \t\r"))
}

// end takes the record, if there is one.
func (r *fortune) end(out *Sink) error {
	done := *r
	*r = fortune{lines: r.lines[:0]}
	switch {
	case done.line == 0:
		return nil
	case done.long:
		return out.Reject(done.line, out.TooLong())
	case done.bad > 0:
		return out.Reject(done.bad, NotUTF8)
	}
	text, att, ok := splitFortune(done.lines)
	q := quotes.Quote{Words: record.WithoutMarks(record.CleanWords(text))}
	if q.Words == "" {
		if ok {
			return out.Reject(done.line, "an attribution without words before it")
		}
		return out.Reject(done.line, record.ErrEmptyWords.Error())
	}
	att.Status, att.Kind = quotes.Curated, quotes.Direct
	att.Source.Line = done.line
	q.Attributions = []quotes.Attribution{att}
	return out.quote(q)
}

// overstrike shows a line as a terminal does: a backspace moves back, and what
// is printed there comes out on top. "_" under a letter underlines it, the same
// letter twice is bold, an accent and a letter are one letter.
func overstrike(s string) string {
	if strings.IndexByte(s, '\b') < 0 {
		return s
	}
	var cells []rune
	at := 0
	for _, c := range s {
		if c == '\b' {
			at = max(at-1, 0)
			continue
		}
		if at == len(cells) {
			cells = append(cells, c)
		} else {
			cells[at] = over(cells[at], c)
		}
		at++
	}
	return string(cells)
}

var accents = map[rune]rune{'\'': '\u0301', '`': '\u0300', '^': '\u0302', '"': '\u0308', '~': '\u0303', ',': '\u0327'}

// over prints one character over another.
func over(below, above rune) rune {
	if below == '_' || below == ' ' {
		return above
	}
	if above == '_' || above == ' ' {
		return below
	}
	for _, p := range [][2]rune{{below, above}, {above, below}} {
		if mark, ok := accents[p[0]]; ok {
			if composed := []rune(norm.NFC.String(string([]rune{p[1], mark}))); len(composed) == 1 {
				return composed[0]
			}
		}
	}
	return above
}

var (
	// dashLine begins an attribution: two dashes or one long one, and something
	// that can begin a name or a title. A rule or a drawing is none, nor is a
	// heading between dashes.
	dashLine = regexp.MustCompile(`^[ \t]*(?:-{2,4}|—{1,2}|―)[ \t]*([\p{L}\p{N}"“'‘(<\[_#*«„《「『].*)$`)
	// inlineDash is an attribution at the end of the words' last line, far to
	// the right of them.
	inlineDash = regexp.MustCompile(`^(.*\S)(?:\t[ \t]*| {4,})(?:--|—)[ \t]*([^-\s—].*)$`)
)

// splitFortune tells the words from the attribution. ok is false when there is
// none that is certain; then the words are the whole record.
func splitFortune(lines []string) (words string, att quotes.Attribution, ok bool) {
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	whole := strings.Join(lines, "\n")
	if words, att, ok := chinesePoem(lines); ok {
		return words, att, true
	}
	lines = withoutClosingDash(lines)
	last := -1
	var earlier []int
	for i, l := range lines {
		if isDash(l) {
			if last >= 0 {
				earlier = append(earlier, last)
			}
			last = i
		}
	}
	if last < 0 {
		if words, att, ok := bareAttribution(lines); ok {
			return words, att, true
		}
		return inlineAttribution(lines, whole)
	}
	if last == 0 {
		if lines[0][0] == '\t' || lines[0][0] == ' ' {
			return "", att, true
		}
		return whole, att, false
	}
	for _, i := range earlier {
		if !isWrappedDash(lines, i) {
			return whole, att, false // several speakers, or a list with dashes
		}
	}
	if isWrappedDash(lines, last) && indent(lines[last]) == 0 {
		return whole, att, false
	}
	text, note, ok := attributionText(lines[last:])
	if !ok {
		return whole, att, false
	}
	if att = record.ParseAttribution(text); len(att.Speakers) == 0 && isSaid(text) {
		return whole, quotes.Attribution{}, false // a dash before what somebody answers
	}
	att.Context = note
	return strings.Join(lines[:last], "\n"), att, true
}

// bareAttribution knows a last line that names somebody without a dash: far to the
// right, or below a blank line with dates, as Spanish files have it.
func bareAttribution(lines []string) (words string, att quotes.Attribution, ok bool) {
	end := len(lines) - 1
	if end < 1 {
		return "", att, false
	}
	text := record.CleanLine(lines[end])
	bare := strings.TrimPrefix(strings.Trim(text, "()[].~ "), "By ")
	if record.LooksLikeName(bare) {
		text = bare
	}
	bracketed := strings.HasPrefix(strings.TrimSpace(lines[end]), "(") && strings.HasSuffix(lines[end], ")") && indent(lines[end]) > 1
	att = record.ParseAttribution(text)
	named := len(att.Speakers) > 0 && (record.LooksLikeName(att.Speakers[0].Name) || strings.ContainsAny(text, "0123456789"))
	switch {
	case !named || strings.HasSuffix(text, "?") || strings.HasSuffix(text, "!"):
	// Below a word and its meaning, or what goes into a drink, stands no name.
	case indent(lines[end]) >= 8 && indent(lines[end-1]) < 8 && record.LooksLikeName(bare) && strings.Count(bare, " ") < 3 && strings.ContainsRune(".!?…\"'”’»)", lastRune(lines[end-1])),
		bracketed && record.LooksLikeName(bare):
		return strings.Join(lines[:end], "\n"), att, true
	case lines[end-1] == "" && yearsInBrackets.MatchString(text):
		return strings.TrimSpace(strings.Join(lines[:end], "\n")), att, true
	}
	return "", quotes.Attribution{}, false
}

var (
	yearsInBrackets = regexp.MustCompile(`^\p{Lu}[^()]{2,60}\([^()]*\d{2,4}[^()]*\)`)
	chineseTitle    = regexp.MustCompile(`^《([^《》]{1,40})》$`)
	chineseAuthor   = regexp.MustCompile(`^作者[:：]\s*(\p{Han}{2,8})$`)
)

// chinesePoem knows a poem below its title and a line with its author, as the
// fortunes of the three hundred Tang poems are written.
func chinesePoem(lines []string) (words string, att quotes.Attribution, ok bool) {
	if len(lines) < 3 {
		return "", att, false
	}
	title, author := chineseTitle.FindStringSubmatch(strings.TrimSpace(lines[0])), chineseAuthor.FindStringSubmatch(strings.TrimSpace(lines[1]))
	if title == nil || author == nil {
		return "", att, false
	}
	att.Speakers, att.Source.Title = []quotes.Speaker{{Name: author[1]}}, title[1]
	return strings.Join(lines[2:], "\n"), att, true
}

// isSaid says whether what stands behind a dash is rather said itself.
func isSaid(s string) bool {
	return strings.HasSuffix(s, "?") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, ".") && strings.Count(s, " ") > 7 && !strings.ContainsAny(s, "0123456789\"“«")
}

// closedDash is an attribution between dashes: "-- A. Name --".
var closedDash = regexp.MustCompile(`^(.*?)\s*(--|—)[ \t]*([^-—]{3,60}?)[ \t]*(?:--|—)$`)

// frenchDash is "-+- A. Name -+-", as the French files of fortune have it.
var frenchDash = regexp.MustCompile(`^\s*-\+-\s*(\S.*?)\s*-\+-$`)

// withoutClosingDash makes "-- A. Name --" at the end "-- A. Name", on a line of
// its own.
func withoutClosingDash(lines []string) []string {
	if len(lines) == 0 {
		return lines
	}
	if m := frenchDash.FindStringSubmatch(lines[len(lines)-1]); m != nil && len(lines) > 1 {
		return append(append([]string{}, lines[:len(lines)-1]...), "\t\t-- "+m[1])
	}
	m := closedDash.FindStringSubmatch(lines[len(lines)-1])
	if m == nil || !record.LooksLikeName(m[3]) || m[1] == "" && len(lines) == 1 {
		return lines
	}
	out := append([]string{}, lines[:len(lines)-1]...)
	if m[1] != "" {
		out = append(out, m[1])
	}
	return append(out, "\t\t-- "+m[3])
}

func inlineAttribution(lines []string, whole string) (string, quotes.Attribution, bool) {
	if len(lines) == 0 {
		return whole, quotes.Attribution{}, false
	}
	end := len(lines) - 1
	m := inlineDash.FindStringSubmatch(lines[end])
	if m == nil {
		words, by, ok := record.SplitDash(whole, false)
		if head, _, _ := strings.Cut(by, ","); ok && record.WithoutMarks(words) != words && record.LooksLikeName(head) {
			return words, record.ParseAttribution(by), true
		}
		return whole, quotes.Attribution{}, false
	}
	att := record.ParseAttribution(record.CleanLine(m[2]))
	if len(att.Speakers) == 0 { // a dash between words, then
		return whole, quotes.Attribution{}, false
	}
	return strings.Join(append(append([]string{}, lines[:end]...), m[1]), "\n"), att, true
}

func isDash(l string) bool {
	return dashLine.MatchString(l) && !strings.HasSuffix(l, "--") && !strings.HasSuffix(l, "—")
}

// isWrappedDash says whether a line begins with dashes because a sentence was
// broken there: it stands at the margin, the line above runs on into it, and
// the line below goes on.
func isWrappedDash(lines []string, i int) bool {
	if i == 0 || i+1 >= len(lines) || indent(lines[i]) > 0 || lines[i+1] == "" || isDash(lines[i+1]) && indent(lines[i+1]) == 0 {
		return false
	}
	above := lines[i-1]
	if above == "" || strings.ContainsRune(".!?:\"'”’…", lastRune(above)) || isDash(above) {
		return false
	}
	// No name begins with a small letter, but for a few.
	first, _ := utf8.DecodeRuneInString(dashLine.FindStringSubmatch(lines[i])[1])
	return unicode.IsLower(first) || indent(lines[i+1]) == 0
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

// indent counts columns, a tab going to the next multiple of eight.
func indent(l string) int {
	n := 0
	for _, c := range l {
		switch c {
		case ' ':
			n++
		case '\t':
			n += 8 - n%8
		default:
			return n
		}
	}
	return n
}

// attributionText joins the line with the dashes and the indented ones that go
// on from it. A remark in brackets after it is a note of the file's editor. With
// anything else after it, the record is not understood.
func attributionText(lines []string) (text, note string, ok bool) {
	parts := []string{dashLine.FindStringSubmatch(lines[0])[1]}
	i := 1
	for ; i < len(lines) && lines[i] != "" && indent(lines[i]) > 0 && !strings.HasPrefix(strings.TrimLeft(lines[i], " \t"), "["); i++ {
		parts = append(parts, lines[i])
	}
	text = record.CleanLine(strings.Join(parts, " "))
	note = record.CleanLine(strings.Join(lines[i:], " "))
	switch {
	case note == "":
		return text, "", true
	case strings.HasPrefix(note, "[") && strings.HasSuffix(note, "]"), strings.HasPrefix(note, "(") && strings.HasSuffix(note, ")"):
		return text, note, true
	}
	return "", "", false
}
