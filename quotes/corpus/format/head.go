package format

import (
	"path"
	"regexp"
	"strings"

	"verbatim/quotes/corpus/record"
)

// Format is one kind of file: one that is read, or one that is refused with what
// to do instead.
type Format struct {
	Name    string // for people
	Example string // what such a file is called or where it comes from, for people; of those that are read
	Parse   Parser // nil: it is refused
	Refusal string // why, and what to do
	Is      func(h *Head) bool
}

// Head is what a format is recognised by: its beginning, and only then its name.
type Head struct {
	Name     string // of the file, without folders
	Text     string // the beginning, decoded, with LF line ends; of a page or a Markdown file the whole
	Percents bool   // there is a line of nothing but “%”
	Article  bool   // the name says that it may be an article: .txt, .md, .html

	Lines []string // of Text, at most headLines
}

// headLines is how many lines of the beginning are looked at.
const headLines = 2000

// NewHead prepares a head.
func NewHead(name, text string, percents, article bool) *Head {
	h := &Head{Name: path.Base(name), Text: text, Percents: percents, Article: article}
	for l := range strings.Lines(text) {
		if h.Lines = append(h.Lines, strings.TrimRight(l, "\r\n")); len(h.Lines) == headLines {
			break
		}
	}
	return h
}

// Ext is the ending of the name, in lower case with its point.
func (h *Head) Ext() string { return strings.ToLower(path.Ext(h.Name)) }

// First returns the First byte that is no white space, or 0.
func (h *Head) First() byte {
	if t := strings.TrimLeft(h.Text, " \t\r\n\ufeff"); t != "" {
		return t[0]
	}
	return 0
}

// Has says whether all parts stand in the beginning.
func (h *Head) Has(parts ...string) bool {
	for _, p := range parts {
		if !strings.Contains(h.Text, p) {
			return false
		}
	}
	return true
}

// IsHTML says whether the file is a page, by its ending or its beginning.
func (h *Head) IsHTML() bool {
	if IsOf(h, ".html", ".htm", ".xhtml", ".mht", ".mhtml") {
		return true
	}
	return h.First() == '<' && htmlStart.MatchString(h.Text[:min(len(h.Text), 2000)])
}

var htmlStart = regexp.MustCompile(`(?i)<!doctype html|<html[\s>]|<blockquote|<body[\s>]`)

// IsOf says whether a file has one of these endings.
func IsOf(h *Head, endings ...string) bool {
	for _, e := range endings {
		if h.Ext() == e {
			return true
		}
	}
	return false
}

// learn finds out what a file does throughout by its beginning.
func (s *Sink) learn(head string) {
	texts := inMarks.FindAllStringSubmatch(head, 2000)
	inverted, commas, dashed, tailed, works, sentences := 0, 0, 0, 0, 0, 0
	for _, m := range texts {
		t := m[1]
		if strings.Contains(t, ", ") && len(t) < 80 {
			commas++
			if record.Inverted(t) {
				inverted++
			}
		}
		if IsSentence(t) {
			sentences++
			if _, by, ok := record.SplitDash(t, true); ok && record.LooksLikeName(by) {
				dashed++
			}
			if _, by, ok := record.SplitTail(strings.ReplaceAll(t, `\"`, `"`)); ok {
				tailed++
				if !record.LooksLikeName(by) {
					works++
				}
			}
		}
	}
	s.rules.Inverted = inverted*3 > commas
	s.rules.Tailed = tailed*10 >= sentences*6 && tailed > 2
	s.rules.TailedWorks = works*4 > tailed
	s.rules.Dashed = dashed*10 >= sentences*6 && dashed > 1
}

var inMarks = regexp.MustCompile(`"((?:[^"\\\n]|\\.)*)"`)

// Read reads a file of a format.
func (f Format) Read(in *Input, out *Sink) error {
	out.learn(in.Head())
	return f.Parse(in, out)
}
