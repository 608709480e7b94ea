package extract_test

import (
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"golang.org/x/net/html"
)

// The steps that read markup. They cut texts for the tests and are not what the
// program itself reads pages with: what a text is must not change with it.

var (
	blockTags = strings.Fields("p div h1 h2 h3 h4 h5 h6 li ul ol blockquote section article header footer figure figcaption table tr td th pre hr aside main nav form dd dt dl br media block hl1 hl2 byline byttl distributor dateline para title body bodytext")
	spaces    = regexp.MustCompile(`[ \t\r\n\f]+`)
	manySpace = regexp.MustCompile(` +`)
	manyLines = regexp.MustCompile(`\n{3,}`)
)

func htmlStep(s string, args []string) (string, error) {
	return htmlText(s, args), nil
}

// htmlText returns a paragraph a block element; <br> is a line end in it.
func htmlText(s string, skip []string) string {
	skip = append([]string{"script", "style", "noscript", "template", "svg"}, skip...)
	blocks, skipped := []string{""}, 0
	z := html.NewTokenizer(strings.NewReader(s))
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		if kind == html.TextToken && skipped == 0 {
			blocks[len(blocks)-1] += spaces.ReplaceAllString(string(z.Text()), " ")
		}
		if kind != html.StartTagToken && kind != html.EndTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		b, _ := z.TagName()
		name := string(b)
		if slices.Contains(skip, name) {
			switch kind {
			case html.StartTagToken:
				skipped++
			case html.EndTagToken:
				skipped = max(0, skipped-1)
			}
		}
		switch {
		case name == "br" && kind != html.EndTagToken:
			blocks[len(blocks)-1] += "\n"
		case name != "br" && slices.Contains(blockTags, name):
			blocks = append(blocks, "")
		}
	}
	var out []string
	for _, b := range blocks {
		lines := strings.Split(b, "\n")
		for i, l := range lines {
			lines[i] = strings.TrimSpace(manySpace.ReplaceAllString(l, " "))
		}
		b = manyLines.ReplaceAllString(strings.Trim(strings.Join(lines, "\n"), "\n"), "\n\n")
		if strings.TrimSpace(b) != "" {
			out = append(out, b)
		}
	}
	return strings.Join(out, "\n\n")
}

// xmlElements calls each with the name, the attributes and the text of every element
// that ends.
func xmlElements(s string, each func(path []string, e xml.StartElement, text string)) error {
	type open struct {
		e    xml.StartElement
		from int
	}
	var stack []open
	var path []string
	var text strings.Builder
	d := xml.NewDecoder(strings.NewReader(s))
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			stack, path = append(stack, open{t.Copy(), text.Len()}), append(path, t.Name.Local)
		case xml.CharData:
			text.Write(t)
		case xml.EndElement:
			last := stack[len(stack)-1]
			each(path, last.e, text.String()[last.from:])
			stack, path = stack[:len(stack)-1], path[:len(path)-1]
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func teiStep(s string, args []string) (string, error) {
	var all []string
	err := xmlElements(s, func(path []string, e xml.StartElement, text string) {
		if e.Name.Local == "p" && slices.Contains(path, "body") {
			all = append(all, strings.Join(strings.Fields(text), " "))
		}
	})
	if err != nil {
		return "", err
	}
	from, to, err := bounds(args[0], len(all))
	if err != nil {
		return "", err
	}
	return strings.Join(all[from:to], "\n"), nil
}

func wmtStep(s string, args []string) (string, error) {
	// One document of many: what is around it need not be read.
	at := strings.Index(s, `id="`+args[0]+`"`)
	if at < 0 {
		return "", fmt.Errorf("no document %s", args[0])
	}
	s = s[strings.LastIndex(s[:at], "<doc"):]
	end := strings.Index(s, "</doc>")
	if end < 0 {
		return "", fmt.Errorf("document %s has no end", args[0])
	}
	var all []string
	err := xmlElements(s[:end+len("</doc>")], func(path []string, e xml.StartElement, text string) {
		if e.Name.Local == "seg" && slices.Contains(path, "src") {
			all = append(all, text)
		}
	})
	if err != nil {
		return "", err
	}
	return groups(all, args[1])
}

func xlsxStep(s string, args []string) (string, error) {
	part := func(name string) string { t, _ := zipStep(s, []string{name}); return t }
	var shared []string
	err := xmlElements(part("xl/sharedStrings.xml"), func(path []string, e xml.StartElement, text string) {
		if e.Name.Local == "si" {
			shared = append(shared, text)
		}
	})
	if err != nil {
		return "", err
	}
	row, err := strconv.Atoi(args[0])
	if err != nil {
		return "", err
	}
	column, err := strconv.Atoi(args[1])
	if err != nil {
		return "", err
	}
	cell, found, value := string(rune('A'+column))+strconv.Itoa(row+1), "", ""
	err = xmlElements(part("xl/worksheets/sheet1.xml"), func(path []string, e xml.StartElement, text string) {
		switch {
		case e.Name.Local == "v":
			value = text
		case e.Name.Local == "c" && attribute(e, "r") == cell && attribute(e, "t") == "s":
			if i, err := strconv.Atoi(value); err == nil && i < len(shared) {
				found = shared[i]
			}
		case e.Name.Local == "c" && attribute(e, "r") == cell:
			found = cmp.Or(value, text)
		}
	})
	if err == nil && found == "" {
		err = fmt.Errorf("no text in cell %s", cell)
	}
	return found, err
}

func guardianStep(s string, args []string) (string, error) {
	at := regexp.MustCompile(`= *\{`).FindStringIndex(s)
	if at == nil {
		return "", errors.New("no object")
	}
	p := literal{s: s, i: at[1] - 1}
	page, _ := p.value().(map[string]any)
	if p.err != nil {
		return "", p.err
	}
	text := func(m map[string]any, key string) string { t, _ := m[key].(string); return t }
	blocks, _ := page["blocks"].([]any)
	from, to, err := bounds(args[0], len(blocks))
	if err != nil {
		return "", err
	}
	out := []string{cmp.Or(text(page, "headline"), text(page, "webTitle")), htmlText(text(page, "standfirst"), nil)}
	for _, b := range blocks[from:to] {
		block, _ := b.(map[string]any)
		if len(blocks) > 1 { // a live blog
			out = append(out, cmp.Or(text(block, "blockCreatedOnDisplay"), text(block, "primaryDateLine")), text(block, "title"))
		}
		elements, _ := block["elements"].([]any)
		for _, e := range elements {
			element, _ := e.(map[string]any)
			kind := text(element, "_type")
			switch kind[strings.LastIndex(kind, ".")+1:] {
			case "TextBlockElement", "SubheadingBlockElement", "BlockquoteBlockElement":
				out = append(out, htmlText(text(element, "html"), nil))
			case "ImageBlockElement":
				data, _ := element["data"].(map[string]any)
				if caption := text(data, "caption"); caption != "" {
					out = append(out, htmlText(caption+" "+text(data, "credit"), nil))
				}
			}
		}
	}
	out = slices.DeleteFunc(out, func(s string) bool { return strings.TrimSpace(s) == "" })
	return strings.Join(out, "\n\n"), nil
}

// literal reads a JavaScript literal as a formatter writes it: objects, arrays,
// strings, and words for everything else.
type literal struct {
	s   string
	i   int
	err error
}

var literalWord = regexp.MustCompile(`^[^\s,:\]}]+`)

func (p *literal) space() byte {
	for p.i < len(p.s) && strings.IndexByte(" \t\r\n,", p.s[p.i]) >= 0 {
		p.i++
	}
	if p.i == len(p.s) {
		p.err = io.ErrUnexpectedEOF
		return 0
	}
	return p.s[p.i]
}

func (p *literal) value() any {
	switch c := p.space(); {
	case p.err != nil:
		return nil
	case c == '{':
		m := map[string]any{}
		for p.i++; p.space() != '}' && p.err == nil; {
			key, _ := p.value().(string)
			if p.space() != ':' {
				p.err = fmt.Errorf("no colon behind %q", key)
				return nil
			}
			p.i++
			m[key] = p.value()
		}
		p.i++
		return m
	case c == '[':
		var list []any
		for p.i++; p.space() != ']' && p.err == nil; {
			list = append(list, p.value())
		}
		p.i++
		return list
	case c == '\'' || c == '"' || c == '`':
		return p.text(c)
	}
	word := literalWord.FindString(p.s[p.i:])
	if word == "" {
		p.err = fmt.Errorf("no value at byte %d", p.i)
	}
	p.i += len(word)
	return word
}

// text reads a string that ends with the mark it began with.
func (p *literal) text(mark byte) string {
	var b strings.Builder
	for p.i++; p.i < len(p.s) && p.s[p.i] != mark; p.i++ {
		if p.s[p.i] != '\\' || p.i+1 == len(p.s) {
			b.WriteByte(p.s[p.i])
			continue
		}
		p.i++
		switch c := p.s[p.i]; c {
		case 'n':
			b.WriteByte('\n')
		case 't':
			b.WriteByte('\t')
		case 'u':
			unit := func() rune { // four digits behind the u
				n, err := strconv.ParseUint(p.s[min(p.i+1, len(p.s)):min(p.i+5, len(p.s))], 16, 16)
				if err != nil {
					p.err = err
				}
				p.i += 4
				return rune(n)
			}
			r := unit()
			if utf16.IsSurrogate(r) && strings.HasPrefix(p.s[min(p.i+1, len(p.s)):], `\u`) {
				p.i += 2
				r = utf16.DecodeRune(r, unit())
			}
			b.WriteRune(r)
		default:
			b.WriteByte(c)
		}
	}
	p.i++
	return b.String()
}
