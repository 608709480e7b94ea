package note

import (
	"cmp"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"verbatim/quotes/corpus/format"
	"verbatim/quotes/corpus/record"
)

// Highlights that a program exported as Markdown, one book a file or several.

func isReadwiseNotes(h *format.Head) bool {
	return format.IsOf(h, ".md", ".markdown", ".txt") && h.Has("## Highlights") && (h.Has("## Metadata") || h.Has("- Full Title:") || h.Has("- Author:") || h.Has("* Author:"))
}

var (
	readwiseMeta = regexp.MustCompile(`^\s*[-*]\s+(Author|Full Title|Category|Summary|URL|Document Tags|Source)\s*:\s*(.*)$`)
	readwiseAt   = regexp.MustCompile(`\s*\(\[(?:Location|View Highlight|Page|Time)[^\]]*\]\([^)]*\)\)\s*(?:\^\S+)?\s*$|\s*\((?:Location|Page) [^)]*\)\s*$`)
	readwiseLoc  = regexp.MustCompile(`\(\[?((?:Location|Page) [0-9-]+)`)
	readwiseSub  = regexp.MustCompile(`^\s+[-*]\s+(?:(Note|Tags|\*\*Note\*\*|\*\*Tags\*\*)\s*:\s*(.*)|.*)$`)
)

// kindlePlace is where a highlight stands in a book of a Kindle.
var kindlePlace = regexp.MustCompile(`^(\S.*?) — location: \[(\d+)\]\(kindle://[^)]*\)(?: \^\S+)?\s*$`)

// readwise is the book that is read, and the highlight.
type readwise struct {
	*format.Sink
	title, full, author, url string
	inside                   bool // the list of highlights
	words                    string
	place                    string // of words; empty: they end with it, if they have one
	line                     int    // of words; 0: none
	tags                     []string
}

// readReadwiseNotes reads what Readwise exports as Markdown.
func readReadwiseNotes(in *format.Input, out *format.Sink) error {
	r := readwise{Sink: out}
	for {
		l, err := in.Next()
		if err == io.EOF {
			return r.end()
		}
		if err != nil {
			return err
		}
		text := string(l.Text)
		switch {
		case !utf8.ValidString(text):
			err = r.Reject(l.Number, format.NotUTF8)
		case l.Long:
			err = r.Reject(l.Number, r.TooLong())
		case mdHeading.MatchString(text):
			err = r.heading(mdHeading.FindStringSubmatch(text))
		case !r.inside:
			r.about(text)
		default:
			err = r.highlight(text, l.Number)
		}
		if err != nil {
			return err
		}
	}
}

func (r *readwise) end() error {
	text, place, at, tags := r.words, r.place, r.line, r.tags
	r.words, r.place, r.line, r.tags = "", "", 0, nil
	if strings.TrimSpace(text) == "" {
		return nil
	}
	if m := readwiseLoc.FindStringSubmatch(text); m != nil && place == "" {
		place = strings.ToLower(m[1][:1]) + m[1][1:]
	}
	text = readwiseAt.ReplaceAllString(text, "")
	fields := []record.Field{
		format.TextField("text", at, plainNote(text, false)), format.TextField("title", at, cmp.Or(r.full, r.title)), format.TextField("place", at, place),
	}
	if names := splitNames(r.author); len(names) > 0 {
		fields = append(fields, record.Field{Name: "speaker", Value: Names(at, names)})
	}
	if u := record.WebURL(r.url); u != "" {
		fields = append(fields, format.TextField("url", at, u))
	}
	for _, t := range tags {
		fields = append(fields, format.TextField("tags", at, t))
	}
	return r.Take(format.Object(at, fields...), nil)
}

func (r *readwise) heading(m []string) error {
	if err := r.end(); err != nil {
		return err
	}
	if len(m[1]) == 1 {
		*r = readwise{Sink: r.Sink, title: record.CleanLine(plainNote(m[2], false))}
		return nil
	}
	name := strings.ToLower(m[2])
	r.inside = strings.HasPrefix(name, "highlights") || strings.HasPrefix(name, "new highlights") || r.inside && name != "metadata"
	return nil
}

// about takes a line of what is known of the book.
func (r *readwise) about(text string) {
	m := readwiseMeta.FindStringSubmatch(text)
	if m == nil {
		return
	}
	switch value := record.CleanLine(plainNote(m[2], false)); m[1] {
	case "Author":
		r.author = value
	case "Full Title":
		r.full = value
	case "URL":
		r.url = value
	}
}

func (r *readwise) highlight(text string, number int) error {
	indented := strings.HasPrefix(text, " ") || strings.HasPrefix(text, "\t")
	switch {
	case r.line > 0 && indented && readwiseSub.MatchString(text):
		m := readwiseSub.FindStringSubmatch(text)
		if !strings.Contains(m[1], "Tags") {
			r.Count(number, "", ownNotes)
			return nil
		}
		for _, t := range strings.FieldsFunc(plainNote(m[2], false), func(c rune) bool { return c == ',' || c == ' ' }) {
			r.tags = append(r.tags, strings.Trim(t, "#[]"))
		}
	case kindlePlace.MatchString(text): // as the plugin of Obsidian for Kindles writes them
		if err := r.end(); err != nil {
			return err
		}
		m := kindlePlace.FindStringSubmatch(text)
		r.words, r.place, r.line = m[1], "location "+m[2], number
	case mdRule.MatchString(text):
		return r.end()
	case !indented && mdItem.MatchString(text):
		if err := r.end(); err != nil {
			return err
		}
		r.words, r.line = mdItem.FindStringSubmatch(text)[2], number
	case r.line > 0 && strings.TrimSpace(text) != "" && int64(len(r.words)) <= r.RecordBytes:
		r.words += "\n" + strings.TrimSpace(text)
	}
	return nil
}

// ownNotes is what is said of notes that the reader made.
const ownNotes = "notes of the reader were not taken: they are nobody's quotation%s"

// splitNames tells the names of several authors apart.
func splitNames(s string) []string {
	var out []string
	for _, n := range strings.FieldsFunc(strings.NewReplacer(", and ", ";", " and ", ";", " & ", ";", ", ", ";").Replace(s), func(r rune) bool { return r == ';' }) {
		if n = strings.TrimSpace(n); n != "" && !record.IsNobody(n) {
			out = append(out, n)
		}
	}
	return out
}

// koUnderline are the marks of KOReader for underlined words.
var koUnderline = regexp.MustCompile(`(?s)^(?:\+\+|<u>(?:__)?)(.*?)(?:\+\+|(?:__)?</u>)$`)

var koText = regexp.MustCompile(`^[\x{3000} ]*-- (?:Page|Seite|Página|Pagina|Strona|Страница)[:.]? (\S+?),`)

func isKOReaderText(h *format.Head) bool {
	return h.Has("\n-=-=-=-=-=-\n") && slices.ContainsFunc(h.Lines, koText.MatchString)
}

// readKOReaderText reads what KOReader exports as text: the title and chapters behind
// wide spaces, then "-- Page: 12, added on when", the words, what the reader noted below
// "---", and a line that ends each (plugins/exporter.koplugin/target/text.lua).
func readKOReaderText(in *format.Input, out *format.Sink) error {
	var title, chapter, page string
	var words []string
	line, noted := 0, false
	for {
		l, err := in.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		text := string(l.Text)
		bare, wide := strings.CutPrefix(text, "\u3000")
		bare = strings.Trim(bare, "\u3000 \t")
		switch m := koText.FindStringSubmatch(text); {
		case !utf8.ValidString(text) || l.Long:
			err = out.Reject(l.Number, format.NotUTF8)
		case m != nil:
			page, line, words, noted = m[1], l.Number+1, nil, false
		case strings.HasPrefix(text, "-=-=-=-=-"):
			if len(words) > 0 {
				fields := []record.Field{format.TextField("text", line, strings.Join(words, "\n")), format.TextField("title", line, title)}
				if chapter != "" && chapter != title {
					fields = append(fields, format.TextField("chapter", line, chapter))
				}
				err = out.Take(format.Object(line, append(fields, format.TextField("page", line, page))...), nil)
			}
			line, words = 0, nil
		case line > 0 && text == "---":
			noted = true
			out.Count(l.Number, "", ownNotes)
		case line > 0 && !noted && int64(len(words)) < out.RecordBytes/2:
			words = append(words, text)
		case line == 0 && wide && bare != "" && title == "":
			title = bare
		case line == 0 && wide && bare != "":
			chapter = bare
		}
		if err != nil {
			return err
		}
	}
}

var koPage = regexp.MustCompile(`^### (?:Page|Seite|Página|Pagina) (\S+)(?: @ .*)?$`)

func isKOReaderNotes(h *format.Head) bool {
	if !format.IsOf(h, ".md", ".markdown", ".txt") {
		return false
	}
	for _, l := range h.Lines {
		if koPage.MatchString(l) {
			return true
		}
	}
	return false
}

// readKOReaderNotes reads what KOReader exports as Markdown: "# Title", "#####
// Author", "## Chapter", "### Page 12 @ when" with the words below it, and what the
// reader noted below a rule.
func readKOReaderNotes(in *format.Input, out *format.Sink) error {
	var title, author, chapter, page string
	var words []string
	line, noted := 0, false
	end := func() error {
		text, at := strings.Join(words, "\n"), line
		words, line, noted = nil, 0, false
		if strings.TrimSpace(text) == "" {
			return nil
		}
		fields := []record.Field{format.TextField("text", at, plainNote(koUnderline.ReplaceAllString(text, "$1"), false)), format.TextField("title", at, title)}
		if names := splitNames(author); len(names) > 0 {
			fields = append(fields, record.Field{Name: "speaker", Value: Names(at, names)})
		}
		if chapter != "" {
			fields = append(fields, format.TextField("chapter", at, chapter))
		}
		return out.Take(format.Object(at, append(fields, format.TextField("page", at, page))...), nil)
	}
	for {
		l, err := in.Next()
		if err == io.EOF {
			return end()
		}
		if err != nil {
			return err
		}
		text := strings.TrimSpace(string(l.Text))
		if !utf8.ValidString(text) || l.Long {
			if err := out.Reject(l.Number, format.NotUTF8); err != nil {
				return err
			}
			continue
		}
		m := mdHeading.FindStringSubmatch(text)
		if m != nil {
			if err := end(); err != nil {
				return err
			}
		}
		switch {
		case m != nil && koPage.MatchString(text):
			page = koPage.FindStringSubmatch(text)[1]
			line = -1
		case m != nil && len(m[1]) == 1:
			title, author, chapter = m[2], "", ""
		case m != nil && len(m[1]) == 5:
			author = m[2]
		case m != nil && len(m[1]) == 2:
			chapter = m[2]
		case line == 0:
		case strings.Contains(text, "](<file://"): // a link back into the book
		case mdRule.MatchString(text) && len(words) > 0:
			noted = true
		case noted && text != "":
			out.Count(l.Number, "", ownNotes)
		case !noted && text != "":
			if line < 0 {
				line = l.Number
			}
			words = append(words, text)
		}
	}
}
