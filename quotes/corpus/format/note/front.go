package note

import (
	"regexp"
	"strings"

	"verbatim/quotes/corpus/format"
	"verbatim/quotes/corpus/record"
)

// What the front matter of notes says: of all quotations, or that it is one itself.

var tomlLine = regexp.MustCompile(`^\s*([\w-]+)\s*=\s*(.*?)\s*$`)

// frontMatter takes what stands at the head between lines of “---” (YAML) or
// “+++” (TOML, of which lines of texts are read), and returns the rest.
func (n *notes) frontMatter(text string) (body string, first int) {
	mark := "---"
	if strings.HasPrefix(text, "+++\n") {
		mark = "+++"
	} else if !strings.HasPrefix(text, "---\n") {
		return text, 1
	}
	inside, rest, ok := strings.Cut(text[4:], "\n"+mark+"\n")
	if !ok {
		if inside, ok = strings.CutSuffix(strings.TrimRight(text[4:], "\n"), "\n"+mark); !ok {
			return text, 1
		}
	}
	first = 3 + strings.Count(inside, "\n") + 1
	v := record.Value{Line: 2, Kind: record.Object}
	if mark == "+++" {
		v.Fields = tomlFields(inside)
	} else {
		found, ok := format.YAMLObject(inside, 2)
		if !ok {
			return rest, first
		}
		v = found
	}
	n.own = record.Value{}
	for _, f := range v.Fields {
		switch name := record.FoldName(f.Name); name {
		case "type", "layout", "kind", "format", "post_format":
			n.isQuote = n.isQuote || isQuoteKind(f.Value.Text)
		case "quotes", "quotations", "zitate", "citations", "citas", "frases", "citazioni":
			if f.Value.Kind == record.List {
				n.list = format.Object(f.Value.Line, f)
			}
		case "quote", "quotation", "zitat", "cita", "citation":
			if f.Value.Kind == record.Object {
				n.list = format.Object(f.Value.Line, f)
			}
			if f.Value.Kind == record.Scalar && format.IsSentence(f.Value.Text) {
				n.own = record.Value{Line: f.Value.Line, Kind: record.Object}
			}
		}
		switch name := record.FoldName(f.Name); name {
		case "author", "authors", "speaker", "by", "book", "work", "source", "book_title", "tags", "lang", "language", "url", "title", "year", "date", "quote", "quotation", "zitat", "cita", "citation", "publisher", "role", "attribution", "person", "film", "chapter", "page":
			if f.Value.Kind == record.Scalar && strings.Contains(f.Value.Text, "[[") { // a link of Obsidian
				f.Value.Text = plainNote(f.Value.Text, false)
			}
			n.front = append(n.front, f)
		}
	}
	if n.own.Kind == record.Object {
		n.own.Fields = n.front
	}
	return rest, first
}

func isQuoteKind(s string) bool {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "quote", "quotes", "quotation", "zitat", "citation", "cita", "frase":
		return true
	}
	return false
}

// wholeBody returns the text of a page that says that it is a quotation, if nothing in
// it does.
func (n *notes) wholeBody() (block, bool) {
	var whole block
	var texts []string
	if !n.isQuote || !n.frontNames() {
		return whole, false
	}
	for _, b := range n.blocks {
		switch b.kind {
		case heading:
		case paragraph:
			if whole.line == 0 {
				whole.line = b.line
			}
			texts = append(texts, b.text)
		default:
			return whole, false
		}
	}
	whole.text = strings.Join(texts, "\n\n")
	return whole, whole.line > 0 && int64(len(whole.text)) <= n.RecordBytes
}

// takeOwn takes the quotation of the front matter: what the page is called is not
// where it is from.
func (n *notes) takeOwn() error {
	fields := n.own.Fields[:0:0]
	for _, f := range n.own.Fields {
		if name := record.FoldName(f.Name); name == "title" || name == "date" {
			continue
		}
		fields = append(fields, f)
	}
	return n.Take(format.Object(n.own.Line, fields...), nil)
}

// frontNames says whether the front matter names an author.
func (n *notes) frontNames() bool {
	for _, f := range n.front {
		switch record.FoldName(f.Name) {
		case "author", "authors", "speaker", "by", "person":
			return true
		}
	}
	return false
}

// tomlFields reads the lines of texts of TOML, of which some stretch over several.
func tomlFields(text string) []record.Field {
	var fields []record.Field
	open, name, begun, from := "", "", []string(nil), 0
	for i, l := range strings.Split(text, "\n") {
		if open != "" {
			if before, _, ok := strings.Cut(l, open); ok {
				fields = append(fields, format.TextField(name, from, strings.TrimSpace(strings.Join(append(begun, before), "\n"))))
				open, begun = "", nil
			} else {
				begun = append(begun, l)
			}
			continue
		}
		m := tomlLine.FindStringSubmatch(l)
		if m == nil {
			continue
		}
		for _, mark := range []string{`"""`, "'''"} {
			if inside, ok := strings.CutPrefix(m[2], mark); ok && !strings.Contains(inside, mark) {
				open, name, begun, from = mark, m[1], []string{inside}, i+2
			}
		}
		switch {
		case open != "":
		case strings.HasPrefix(m[2], "["):
			if items := tomlTexts.FindAllStringSubmatch(m[2], 64); strings.HasSuffix(m[2], "]") && items != nil {
				v := record.Value{Line: i + 2, Kind: record.List}
				for _, t := range items {
					v.Items = append(v.Items, record.Value{Line: i + 2, Kind: record.Scalar, Text: t[1] + t[2]})
				}
				fields = append(fields, record.Field{Name: m[1], Value: v})
			}
		default:
			fields = append(fields, format.TextField(m[1], i+2, strings.Trim(m[2], `"'`)))
		}
	}
	return fields
}

var tomlTexts = regexp.MustCompile(`"([^"]*)"|'([^']*)'`)
