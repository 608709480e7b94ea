package format

import (
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"verbatim/quotes/corpus/record"
)

// Highlights that a program exported as Markdown, one book a file or several.

func isReadwiseNotes(h *Head) bool {
	return isOf(h, ".md", ".markdown", ".txt") && h.has("## Highlights") && (h.has("## Metadata") || h.has("- Full Title:") || h.has("- Author:"))
}

var (
	readwiseMeta = regexp.MustCompile(`^\s*-\s+(Author|Full Title|Category|Summary|URL|Document Tags|Source)\s*:\s*(.*)$`)
	readwiseAt   = regexp.MustCompile(`\s*\(\[(?:Location|View Highlight|Page|Time)[^\]]*\]\([^)]*\)\)\s*(?:\^\S+)?\s*$|\s*\((?:Location|Page) [^)]*\)\s*$`)
	readwiseLoc  = regexp.MustCompile(`\(\[?((?:Location|Page) [0-9-]+)`)
	readwiseSub  = regexp.MustCompile(`^\s+[-*]\s+(?:(Note|Tags|\*\*Note\*\*|\*\*Tags\*\*)\s*:\s*(.*)|.*)$`)
)

// readReadwiseNotes reads what Readwise exports as Markdown.
func readReadwiseNotes(in *Input, out *Sink) error {
	var title, full, author, url, words, place string
	var tags []string
	line, inside := 0, false
	end := func() error {
		text, at, where, marks := words, line, place, tags
		words, line, place, tags = "", 0, "", nil
		if strings.TrimSpace(text) == "" {
			return nil
		}
		name := full
		if name == "" {
			name = title
		}
		fields := []record.Field{textField("text", at, plainNote(text, false)), textField("title", at, name), textField("place", at, where)}
		if names := splitNames(author); len(names) > 0 {
			fields = append(fields, record.Field{Name: "speaker", Value: namesOf(at, names)})
		}
		if u := record.WebURL(url); u != "" {
			fields = append(fields, textField("url", at, u))
		}
		for _, t := range marks {
			fields = append(fields, textField("tags", at, t))
		}
		return out.take(object(at, fields...), nil)
	}
	for {
		l, err := in.next()
		if err == io.EOF {
			return end()
		}
		if err != nil {
			return err
		}
		text := string(l.text)
		if !utf8.ValidString(text) || l.long {
			if err := out.reject(l.number, notUTF8); err != nil {
				return err
			}
			continue
		}
		trimmed := strings.TrimSpace(text)
		switch m := mdHeading.FindStringSubmatch(text); {
		case m != nil && len(m[1]) == 1:
			if err := end(); err != nil {
				return err
			}
			title, full, author, url, inside = record.CleanLine(plainNote(m[2], false)), "", "", "", false
			continue
		case m != nil:
			if err := end(); err != nil {
				return err
			}
			name := strings.ToLower(m[2])
			inside = strings.HasPrefix(name, "highlights") || strings.HasPrefix(name, "new highlights") || inside && name != "metadata"
			continue
		}
		if m := readwiseMeta.FindStringSubmatch(text); m != nil && !inside {
			value := record.CleanLine(plainNote(m[2], false))
			switch m[1] {
			case "Author":
				author = value
			case "Full Title":
				full = value
			case "URL":
				url = value
			}
			continue
		}
		switch {
		case !inside:
		case line > 0 && readwiseSub.MatchString(text) && (text[0] == ' ' || text[0] == '\t'):
			m := readwiseSub.FindStringSubmatch(text)
			if strings.Contains(m[1], "Tags") {
				for _, t := range strings.FieldsFunc(plainNote(m[2], false), func(r rune) bool { return r == ',' || r == ' ' }) {
					tags = append(tags, strings.Trim(t, "#[]"))
				}
			} else {
				out.field(l.number, "", "notes of the reader were not taken: they are nobody's quotation%s")
			}
		case mdItem.MatchString(text) && text[0] != ' ' && text[0] != '\t':
			if err := end(); err != nil {
				return err
			}
			words, line = mdItem.FindStringSubmatch(text)[2], l.number
		case line > 0 && trimmed != "":
			words += "\n" + trimmed
		}
		if m := readwiseLoc.FindStringSubmatch(words); m != nil {
			place = strings.ToLower(m[1][:1]) + m[1][1:]
		}
		words = readwiseAt.ReplaceAllString(words, "")
	}
}

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

var koPage = regexp.MustCompile(`^### (?:Page|Seite|Página|Pagina) (\S+)(?: @ .*)?$`)

func isKOReaderNotes(h *Head) bool {
	if !isOf(h, ".md", ".markdown", ".txt") {
		return false
	}
	for _, l := range h.lines {
		if koPage.MatchString(l) {
			return true
		}
	}
	return false
}

// readKOReaderNotes reads what KOReader exports as Markdown: "# Title", "#####
// Author", "## Chapter", "### Page 12 @ when" with the words below it, and what the
// reader noted below a rule.
func readKOReaderNotes(in *Input, out *Sink) error {
	var title, author, chapter, page string
	var words []string
	line, noted := 0, false
	end := func() error {
		text, at := strings.Join(words, "\n"), line
		words, line, noted = nil, 0, false
		if strings.TrimSpace(text) == "" {
			return nil
		}
		fields := []record.Field{textField("text", at, plainNote(strings.ReplaceAll(text, "<u>__", "__"), false)), textField("title", at, title)}
		if names := splitNames(author); len(names) > 0 {
			fields = append(fields, record.Field{Name: "speaker", Value: namesOf(at, names)})
		}
		if chapter != "" {
			fields = append(fields, textField("chapter", at, chapter))
		}
		return out.take(object(at, append(fields, textField("page", at, page))...), nil)
	}
	for {
		l, err := in.next()
		if err == io.EOF {
			return end()
		}
		if err != nil {
			return err
		}
		text := strings.TrimSpace(string(l.text))
		if !utf8.ValidString(text) || l.long {
			if err := out.reject(l.number, notUTF8); err != nil {
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
		case mdRule.MatchString(text) && len(words) > 0:
			noted = true
		case noted && text != "":
			out.field(l.number, "", "notes of the reader were not taken: they are nobody's quotation%s")
		case !noted && text != "":
			if line < 0 {
				line = l.number
			}
			words = append(words, text)
		}
	}
}
