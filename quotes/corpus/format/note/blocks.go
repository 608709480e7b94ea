package note

import (
	"regexp"
	"strings"
)

// block is a part of a text of notes: Markdown, Org or an outline.
type block struct {
	kind  blockKind
	level int // of a heading; how far an item is indented
	line  int
	text  string // without what makes it a block; several lines are kept
	title string // of a callout or a shortcode

	more []string // lines after text, while it is read
}

type blockKind byte

const (
	paragraph blockKind = iota
	heading
	quoted   // > or #+begin_quote
	callout  // > [!quote], {{< quote >}}: a quotation that says that it is one
	item     // of a list
	property // key:: value
	tabular  // the rows of a table
	remark   // a callout of another kind
)

var (
	mdHeading   = regexp.MustCompile(`^(#{1,6})\s+(.+?)\s*#*\s*$`)
	mdItem      = regexp.MustCompile(`^([ \t]*)(?:[-*+•]|\d{1,4}[.)])\s+(.*)$`)
	mdCallout   = regexp.MustCompile(`^\[!([\w-]+)(?:\|[^\]]*)?\][-+]?\s*(.*)$`)
	mdProperty  = regexp.MustCompile(`^([\p{L}][\p{L}_ -]{0,30})::\s*(.*)$`)
	mdRule      = regexp.MustCompile(`^\s*(?:[-*_=]\s*){3,}$`)
	tableRule   = regexp.MustCompile(`^:?-{2,}:?(?:\s*\|\s*:?-{2,}:?)+$`)
	mdFence     = regexp.MustCompile("^\\s*(?:```|~~~)")
	orgHeading  = regexp.MustCompile(`^(\*+)\s+(?:(?:TODO|DONE)\s+)?(.+?)(?:\s+:[\w:@]+:)?\s*$`)
	orgBegin    = regexp.MustCompile(`(?i)^\s*(?:[-*+]\s+)?#\+begin_(\w+)`)
	orgEnd      = regexp.MustCompile(`(?i)^\s*#\+end_`)
	orgKeyword  = regexp.MustCompile(`(?i)^#\+(\w+):\s*(.*)$`)
	orgDrawer   = regexp.MustCompile(`(?i)^\s*:(\w+):\s*(.*)$`)
	shortBegin  = regexp.MustCompile(`\{\{[<%]\s*(?:block)?quote\b([^>%]*)[>%]\}\}`)
	shortEnd    = regexp.MustCompile(`\{\{[<%]\s*/\s*(?:block)?quote\s*[>%]\}\}`)
	shortAuthor = regexp.MustCompile(`(\w+)\s*=\s*"([^"]*)"`)
)

// blocksOf parts a text. Front matter is no part of it: first is the line on which
// the text begins.
func blocksOf(text string, org bool, first int) []block {
	s := blockScanner{org: org}
	n := first
	for l := range strings.Lines(text) {
		s.line(strings.TrimRight(l, "\r\n"), n)
		n++
	}
	s.end()
	return s.out
}

type blockScanner struct {
	org    bool
	out    []block
	open   *block // the block that goes on
	until  *regexp.Regexp
	fenced bool
}

func (s *blockScanner) end() {
	if s.open != nil {
		s.open.text = strings.Join(append([]string{s.open.text}, s.open.more...), "\n")
		s.open.more = nil
		if s.open.text = strings.Trim(s.open.text, "\n"); strings.TrimSpace(s.open.text) != "" || s.open.kind == callout {
			s.out = append(s.out, *s.open)
		}
		s.open = nil
	}
}

func (s *blockScanner) begin(b block) {
	s.end()
	s.open = &b
}

// more adds a line to the open block, or begins one.
func (s *blockScanner) more(kind blockKind, line int, text string) {
	if s.open == nil || s.open.kind != kind {
		s.begin(block{kind: kind, line: line, text: text})
		return
	}
	s.open.more = append(s.open.more, text)
}

func (s *blockScanner) line(l string, n int) {
	switch {
	case s.until != nil:
		if s.until.MatchString(l) {
			if before, _, ok := strings.Cut(l, "{{"); ok && s.open != nil {
				s.open.more = append(s.open.more, before)
			}
			s.end()
			s.until = nil
			return
		}
		if s.open != nil {
			if s.open.line == 0 && strings.TrimSpace(l) != "" {
				s.open.line = n
			}
			s.open.more = append(s.open.more, strings.TrimSpace(l))
		}
		return
	case mdFence.MatchString(l):
		s.end()
		s.fenced = !s.fenced
		return
	case s.fenced:
		return
	}
	if m := orgBegin.FindStringSubmatch(l); m != nil {
		s.end()
		if strings.EqualFold(m[1], "quote") || strings.EqualFold(m[1], "verse") {
			s.open = &block{kind: quoted}
		}
		s.until = orgEnd
		return
	}
	if loc := shortBegin.FindStringSubmatchIndex(l); loc != nil {
		b := block{kind: callout, line: n, title: l[loc[2]:loc[3]], text: l[loc[1]:]}
		if end := shortEnd.FindStringIndex(b.text); end != nil {
			b.text = b.text[:end[0]]
			s.begin(b)
			s.end()
			return
		}
		if strings.TrimSpace(b.text) == "" {
			b.line = 0
		}
		s.begin(b)
		s.until = shortEnd
		return
	}
	s.plain(l, n)
}

func (s *blockScanner) plain(l string, n int) {
	trimmed := strings.TrimSpace(l)
	switch {
	case trimmed == "":
		s.end()
		return
	case s.org && orgHeading.MatchString(l):
		m := orgHeading.FindStringSubmatch(l)
		s.begin(block{kind: heading, level: len(m[1]), line: n, text: m[2]})
		s.end()
		return
	case s.org && orgKeyword.MatchString(l):
		m := orgKeyword.FindStringSubmatch(l)
		if k := strings.ToLower(m[1]); k == "title" {
			s.begin(block{kind: heading, level: 0, line: n, text: m[2]})
		}
		s.end()
		return
	case s.org && orgDrawer.MatchString(l):
		m := orgDrawer.FindStringSubmatch(l)
		s.end()
		if k := strings.ToLower(m[1]); m[2] != "" {
			s.out = append(s.out, block{kind: property, line: n, text: m[2], title: k})
		}
		return
	case !s.org && mdHeading.MatchString(l):
		m := mdHeading.FindStringSubmatch(l)
		s.begin(block{kind: heading, level: len(m[1]), line: n, text: m[2]})
		s.end()
		return
	case mdRule.MatchString(l) && !strings.HasPrefix(trimmed, "="):
		s.end()
		return
	case strings.HasPrefix(trimmed, "|"), s.open != nil && s.open.kind == tabular && strings.Contains(trimmed, "|"):
		s.more(tabular, n, trimmed)
		return
	case tableRule.MatchString(trimmed) && s.open != nil && s.open.kind == paragraph && len(s.open.more) == 0 && strings.Contains(s.open.text, "|"):
		s.open.kind = tabular // a table without bars at its sides
		s.more(tabular, n, trimmed)
		return
	}
	if q, ok := strings.CutPrefix(trimmed, ">"); ok {
		s.quoteLine(strings.TrimSpace(strings.TrimLeft(q, "> ")), n)
		return
	}
	if m := mdProperty.FindStringSubmatch(strings.TrimLeft(trimmed, "-* ")); m != nil {
		s.end()
		s.out = append(s.out, block{kind: property, line: n, text: m[2], title: strings.ToLower(m[1])})
		return
	}
	if m := mdItem.FindStringSubmatch(l); m != nil {
		depth := len(strings.ReplaceAll(m[1], "\t", "    "))
		text := m[2]
		switch {
		case strings.HasPrefix(text, ">"): // Logseq
			s.begin(block{kind: quoted, level: depth, line: n})
			s.quoteLine(strings.TrimSpace(text[1:]), n)
		case mdHeading.MatchString(text):
			h := mdHeading.FindStringSubmatch(text)
			s.begin(block{kind: heading, level: len(h[1]), line: n, text: h[2]})
			s.end()
		default:
			s.begin(block{kind: item, level: depth, line: n, text: text})
		}
		return
	}
	if s.open != nil && (s.open.kind == item || s.open.kind == quoted || s.open.kind == callout || s.open.kind == paragraph) && !(IsDashLine(trimmed) && s.open.kind != item && s.open.kind != paragraph) {
		s.open.more = append(s.open.more, trimmed)
		return
	}
	s.more(paragraph, n, trimmed)
}

func (s *blockScanner) quoteLine(q string, n int) {
	if m := mdCallout.FindStringSubmatch(q); m != nil {
		switch strings.ToLower(m[1]) {
		case "quote", "cite":
			s.begin(block{kind: callout, line: n, title: m[2]})
		default:
			s.begin(block{kind: remark, line: n, text: m[2]})
		}
		return
	}
	if s.open == nil || s.open.kind != quoted && s.open.kind != callout && s.open.kind != remark {
		s.begin(block{kind: quoted, line: n, text: q})
		return
	}
	if s.open.text == "" && len(s.open.more) == 0 {
		s.open.line = n
		s.open.text = q
		return
	}
	s.open.more = append(s.open.more, q)
}

// isDashLine says whether a line begins as an attribution does.
func IsDashLine(l string) bool {
	for _, d := range []string{"—", "–", "―", "--", "~ ", "-- ", "- —", "\\-", "*—", "_—", "**—"} {
		if strings.HasPrefix(l, d) {
			return true
		}
	}
	return false
}

var (
	mdImage     = regexp.MustCompile(`!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])|!\[\[[^\]]*\]\]`)
	mdLink      = regexp.MustCompile(`\[([^\[\]]+)\]\((?:[^()\s]|\([^()]*\))*(?:\s+"[^"]*")?\)`)
	mdWikiLink  = regexp.MustCompile(`\[\[(?:[^\[\]|]*\|)?([^\[\]|]+)\]\]`)
	orgLink     = regexp.MustCompile(`\[\[[^\[\]]+\]\[([^\[\]]+)\]\]`)
	mdFootnote  = regexp.MustCompile(`\[\^[^\]]+\]`)
	mdBlockID   = regexp.MustCompile(`\s\^[\w-]+$`)
	mdStrong    = regexp.MustCompile(`\*\*([^*\n]+?)\*\*|(?:\b|^)__([^_\n]+?)__(?:\b|$)|~~([^~\n]+)~~|==([^=\n]+)==`)
	mdEmphasis  = regexp.MustCompile(`(^|[^\w*])\*([^*\s][^*\n]*?)\*|(^|[^\w_])_([^_\s][^_\n]*?)_`)
	mdSpan      = regexp.MustCompile("`([^`\n]+)`")
	mdBreak     = regexp.MustCompile(`(?i)\s*<br\s*/?>\s*`)
	mdTag       = regexp.MustCompile(`</?(?:i|b|em|strong|u|cite|span|mark|p|sup|sub|small|footer)\b[^<>]*>`)
	mdEscape    = regexp.MustCompile("\\\\([\\\\`*_{}\\[\\]()#+.!|>~\"'-])")
	orgEmphasis = regexp.MustCompile(`(^|[\s("'“])[/*]([^/*\s][^/*\n]*?)[/*]($|[\s)"'”.,;:!?])`)
)

// plainNote returns what a reader sees of a piece of Markdown or Org.
func plainNote(s string, org bool) string {
	s = mdBreak.ReplaceAllString(s, "\n")
	s = mdImage.ReplaceAllString(s, "")
	s = orgLink.ReplaceAllString(s, "$1")
	s = mdWikiLink.ReplaceAllString(s, "$1")
	s = mdLink.ReplaceAllString(s, "$1")
	s = mdFootnote.ReplaceAllString(s, "")
	s = mdBlockID.ReplaceAllString(s, "")
	s = mdTag.ReplaceAllString(s, "")
	if org {
		s = orgEmphasis.ReplaceAllString(s, "$1$2$3")
	} else {
		s = mdStrong.ReplaceAllString(s, "$1$2$3$4")
		s = mdEmphasis.ReplaceAllString(s, "$1$2$3$4")
		s = mdSpan.ReplaceAllString(s, "$1")
		s = mdEscape.ReplaceAllString(s, "$1")
	}
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimSpace(strings.TrimSuffix(strings.TrimRight(l, " \t"), "\\"))
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
