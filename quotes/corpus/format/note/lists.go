package note

import (
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"verbatim/quotes/corpus/format"
	"verbatim/quotes/corpus/record"
)

// A plain list of quotations: each on a line, with its attribution behind a dash,
// or in paragraphs with the attribution on the last line; perhaps numbered.

// listParts cuts a text into the parts that may each be a quotation.
type listPart struct {
	lines []string
	line  int

	bare      bool   // the last line names somebody without a dash, as throughout the list
	words, by string // as attribution found them, once it did
	ok, found bool
}

var listNumber = regexp.MustCompile(`^\s*(?:[-*+•·]\s+|#?\d{1,5}[.):]\s+|#\d{1,5}\s*[-–—:]?\s+)`)

// attribution tells the words of a part from an attribution at its end.
func (p *listPart) attribution() (words, by string, ok bool) {
	if !p.found {
		p.words, p.by, p.ok = p.split()
		p.found = true
	}
	return p.words, p.by, p.ok
}

func (p *listPart) split() (words, by string, ok bool) {
	text := strings.Join(p.lines, "\n")
	numbered := listNumber.MatchString(text) && strings.ContainsAny(text[:min(len(text), 8)], "0123456789")
	text = mdMark.ReplaceAllString(listNumber.ReplaceAllString(text, ""), "")
	// What bots for streams put behind it: [game] [date].
	trailer := ""
	for range maxTrailers {
		from := max(0, len(text)-trailerBytes)
		m := botTrailer.FindStringSubmatchIndex(text[from:])
		if m == nil {
			break
		}
		trailer, text = text[from+m[2]:from+m[3]]+"\n"+trailer, text[:from+m[0]]
	}
	words, by, ok = splitPart(text)
	at := strings.LastIndexByte(text, '\n')
	switch m := nicknamed.FindStringSubmatch(text); {
	case ok:
	case m != nil && numbered:
		words, by, ok = m[1], m[2], true
	case p.bare && at > 0 && isBareName(text[at+1:]):
		words, by, ok = strings.TrimSpace(text[:at]), strings.Trim(text[at+1:], "*_ \t"), true
	case strings.Count(trailer, "\n") > 1 && strings.ContainsAny(trailer, "0123456789"): // game and date
		words, ok = text, true
	}
	if ok && trailer != "" {
		by += "\n" + strings.TrimSpace(trailer)
	}
	return words, by, ok
}

// What bots put behind a quotation are a game, a date and little more; trailerBytes is
// how long the longest is.
const (
	maxTrailers  = 4
	trailerBytes = 300
)

var botTrailer = regexp.MustCompile(`\s*\[([^\[\]\n]{1,60})\]\s*$`)

var (
	// nicknamed is a name as people have it in chats behind words that have ended.
	nicknamed = regexp.MustCompile(`(?s)^(.+[.!?…])\s+[-–—~]\s*(@?[\p{L}\p{N}_.\-]{2,32})$`)
	// bracketed is a name in brackets behind words that have ended.
	bracketed = regexp.MustCompile(`(?s)^(.+[.!?…"”»])\s*\(([^()\n]{3,100})\)$`)
)

// mdMark makes a heading of a line of Markdown.
var mdMark = regexp.MustCompile(`^#{1,6} +`)

// isBareName says whether a line is the name of somebody, or one with a work.
func isBareName(l string) bool {
	head, _, _ := strings.Cut(strings.Trim(l, "*_ \t"), ",")
	return record.LooksLikeName(head) && len(l) < 120
}

// bareNames says whether the parts of a list have each the name of somebody on the last
// line, without a dash.
func bareNames(parts []listPart) bool {
	named := 0
	for _, p := range parts {
		if n := len(p.lines); n > 1 && isBareName(p.lines[n-1]) && format.IsSentence(strings.Join(p.lines[:n-1], " ")) {
			named++
		}
	}
	return named > 2 && named*10 >= len(parts)*8
}

func splitPart(text string) (words, by string, ok bool) {
	if IsDashLine(strings.TrimSpace(text)) {
		return text, "", false // what somebody says in a dialogue
	}
	if at := strings.LastIndexByte(text, '\n'); at >= 0 {
		last := strings.TrimSpace(text[at+1:])
		if IsDashLine(last) || strings.HasPrefix(last, "-") && beginsName(strings.TrimLeft(last, "- ")) {
			return strings.TrimSpace(text[:at]), TrimDash(last), isBy(TrimDash(last))
		}
		if head, _, _ := strings.Cut(last, ","); record.LooksLikeName(head) && record.WithoutMarks(strings.TrimSpace(text[:at])) != strings.TrimSpace(text[:at]) {
			return strings.TrimSpace(text[:at]), last, true
		}
	}
	if m := bracketed.FindStringSubmatch(text); m != nil && isBareName(m[2]) {
		return m[1], m[2], true
	}
	words, by, ok = record.SplitDash(text, false)
	return words, by, ok && (by == "" || isBy(by))
}

// isBy says whether what stands behind a dash names somebody or a work, and is not
// what somebody says in a dialogue.
func isBy(s string) bool {
	if s == "" || len(s) > 160 || strings.ContainsAny(s, "?!—…") || strings.HasSuffix(s, ":") {
		return false
	}
	if record.IsNobody(s) || record.Nickname(s) != "" || strings.ContainsRune("\"“«„《_*", []rune(s)[0]) {
		return true
	}
	return len(record.ParseAttribution(s).Speakers) > 0
}

func beginsName(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return r >= 'A' && r <= 'Z' || r > 0x7f
}

// partsOf cuts lines into parts: paragraphs if the text has them, with lines that
// are each a quotation told apart.
func partsOf(lines []string, first int) []listPart {
	var parts []listPart
	var open listPart
	end := func() {
		if len(open.lines) == 0 {
			return
		}
		single := 0
		alone := make([]listPart, len(open.lines))
		for i, l := range open.lines {
			alone[i] = listPart{lines: []string{l}, line: open.line + i}
			if len(open.lines) == 1 {
				break
			}
			if _, _, ok := alone[i].attribution(); ok && !IsDashLine(strings.TrimSpace(l)) {
				single++
			} else if bare := strings.TrimSpace(listNumber.ReplaceAllString(l, "")); record.WithoutMarks(bare) != bare {
				single++
			}
		}
		if len(open.lines) > 1 && single*2 > len(open.lines) {
			parts = append(parts, alone...)
		} else {
			parts = append(parts, open)
		}
		open = listPart{}
	}
	for i, l := range lines {
		l = strings.TrimRight(l, " \t\r")
		switch {
		case strings.TrimSpace(l) == "":
			end()
			continue
		case len(open.lines) > 0 && listNumber.MatchString(l) && listNumber.MatchString(open.lines[0]):
			end()
		case len(open.lines) > 0 && IsDashLine(strings.TrimSpace(open.lines[len(open.lines)-1])):
			end()
		}
		if len(open.lines) == 0 {
			open.line = first + i
			// An attribution after a blank line belongs to what stands above.
			if IsDashLine(strings.TrimSpace(l)) && len(parts) > 0 {
				last := &parts[len(parts)-1]
				above := strings.TrimSpace(last.lines[len(last.lines)-1])
				if _, _, ok := last.attribution(); !ok && !IsDashLine(above) {
					last.lines, last.found = append(last.lines, l), false
					continue
				}
			}
		}
		open.lines = append(open.lines, l)
	}
	end()
	return parts
}

func isList(h *format.Head) bool {
	if h.Percents || !format.IsOf(h, ".txt", ".text", "", ".md", ".markdown", ".quotes", ".list") {
		return false
	}
	attributed, marked, all := 0, 0, 0
	parts := partsOf(h.Lines, 1)
	if bareNames(parts) {
		return true
	}
	for _, p := range parts {
		all++
		text := listNumber.ReplaceAllString(strings.Join(p.lines, "\n"), "")
		if words, by, ok := p.attribution(); ok && len(by) < 200 && words != "" {
			attributed++
		} else if record.WithoutMarks(text) != text {
			marked++
		}
	}
	if isNamedList(h, all) {
		return true
	}
	return attributed > 0 && (attributed+marked)*10 >= all*6 && (attributed > 1 || all <= 2) || marked > 2 && marked*10 >= all*9
}

var quotesName = regexp.MustCompile(`(?i)quot|zitat|sprüche|citation|citas|frases|citazioni|sayings|proverb|aphoris|цитат`)

// isNamedList knows a file whose name says that it holds quotations, each on a line.
func isNamedList(h *format.Head, all int) bool {
	if !quotesName.MatchString(h.Name) || !format.IsOf(h, ".txt", ".text", "") || all == 0 {
		return false
	}
	lines, said, long := 0, 0, 0
	for _, l := range h.Lines {
		if l = strings.TrimSpace(l); l == "" {
			continue
		}
		lines++
		if format.IsSentence(l) {
			said++
		}
		if strings.ContainsAny(l, "{}=<>") {
			return false // a program or a page
		}
		if format.Runes(l) > 250 {
			long++
		}
	}
	return lines > 2 && said*10 >= lines*7 && long*10 <= lines
}

// readList reads such a list, paragraph by paragraph.
func readList(in *format.Input, out *format.Sink) error {
	var lines []string
	first, bad, long := 1, 0, false
	var size int64
	head := format.NewHead(out.Name+"."+out.Ending, in.Head(), false, true)
	anyLine, bare := isNamedList(head, 1), bareNames(partsOf(head.Lines, 1))
	end := func() error {
		now, at, wasBad, tooLong := lines, first, bad, long || size > out.RecordBytes*16
		lines, bad, long, size = nil, 0, false, 0
		switch {
		case len(now) == 0:
			return nil
		case tooLong:
			return out.Reject(at, out.TooLong())
		case wasBad > 0:
			return out.Reject(wasBad, format.NotUTF8)
		}
		parts := partsOf(now, at)
		if anyLine && len(parts) == 1 && len(now) > 1 {
			if _, _, ok := parts[0].attribution(); !ok {
				parts = parts[:0]
				for i, l := range now {
					parts = append(parts, listPart{lines: []string{l}, line: at + i})
				}
			}
		}
		for _, p := range parts {
			p.bare, p.found = bare, p.found && !bare
			if err := takePart(out, p, anyLine); err != nil {
				return err
			}
		}
		return nil
	}
	blank := false
	for {
		l, err := in.Next()
		if err == io.EOF {
			return end()
		}
		if err != nil {
			return err
		}
		text := string(l.Text)
		if strings.TrimSpace(text) == "" {
			blank = len(lines) > 0
			if blank {
				lines = append(lines, "")
			}
			continue
		}
		if blank && !IsDashLine(strings.TrimSpace(text)) {
			if err := end(); err != nil {
				return err
			}
		}
		blank = false
		if len(lines) == 0 {
			first = l.Number
		}
		size += int64(len(text)) + 1
		long = long || l.Long
		if bad == 0 && !utf8.ValidString(text) {
			bad = l.Number
		}
		lines = append(lines, text)
		if len(lines) > 500 { // no paragraph
			if err := end(); err != nil {
				return err
			}
		}
	}
}

func takePart(s *format.Sink, p listPart, anyLine bool) error {
	words, by, ok := p.attribution()
	if !ok {
		text := strings.TrimSpace(listNumber.ReplaceAllString(strings.Join(p.lines, "\n"), ""))
		if text == "" {
			return nil
		}
		if record.WithoutMarks(text) != text || anyLine && format.IsSentence(text) {
			return s.Take(format.Object(p.line, format.TextField("text", p.line, text)), nil)
		}
		if len(p.lines) == 1 && !format.IsSentence(text) {
			s.Count(p.line, record.Brief(text), "“%s” was taken for a heading")
			return nil
		}
		return s.Reject(p.line, "no attribution behind a dash, as the other quotations of the list have one")
	}
	by, trailer, _ := strings.Cut(by, "\n")
	fields := []record.Field{format.TextField("text", p.line, words), format.TextField("attribution", p.line, by)}
	for _, t := range strings.Split(trailer, "\n") {
		switch {
		case t == "":
		case strings.ContainsAny(t, "0123456789") && strings.Count(t, " ") < 3 && strings.ContainsAny(t, "-/."):
			fields = append(fields, format.TextField("said", p.line, t))
		default:
			fields = append(fields, format.TextField("tags", p.line, t))
		}
	}
	return s.Take(format.Object(p.line, fields...), nil)
}
