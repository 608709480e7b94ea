package page

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"html"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"verbatim/quotes/corpus/format"
	"verbatim/quotes/corpus/format/note"
	"verbatim/quotes/corpus/record"
)

var wikiHeading = regexp.MustCompile(`^\s*(={1,6})\s*(.+?)\s*={1,6}\s*$`)

func isWikitext(h *format.Head) bool {
	if h.IsHTML() || h.Percents || h.First() == '{' && !strings.HasPrefix(strings.TrimSpace(h.Text), "{{") || h.First() == '[' && !strings.HasPrefix(strings.TrimSpace(h.Text), "[[") || format.IsOf(h, ".csv", ".tsv", ".yaml", ".yml", ".jsonl", ".json") {
		return false
	}
	headings, items, marks := 0, 0, 0
	for _, l := range h.Lines {
		switch {
		case wikiHeading.MatchString(l):
			headings++
		case strings.HasPrefix(l, "*"), quoteTemplate.MatchString(l):
			items++
		}
		if strings.Contains(l, "[[") || strings.Contains(l, "'''") || strings.Contains(l, "{{") || strings.HasPrefix(l, "**") {
			marks++
		}
	}
	return headings > 0 && items > 0 && marks > 0
}

// readWikitext reads the source of one page. Its name is that of the file.
func readWikitext(in *format.Input, out *format.Sink) error {
	p := wikiPage{Sink: out}
	head := in.Head()
	title := out.Name
	if m := boldTitle.FindStringSubmatch(head); m != nil && !strings.Contains(m[1], "{{") {
		title = plainWiki(m[1])
	}
	p.start(title, introOf(head))
	for {
		l, err := in.Next()
		if err == io.EOF {
			return p.end()
		}
		if err != nil {
			return err
		}
		if !utf8.Valid(l.Text) || l.Long {
			why := format.NotUTF8
			if l.Long {
				why = out.TooLong()
			}
			if err := out.Reject(l.Number, why); err != nil {
				return err
			}
			continue
		}
		if err := p.wikiLine(string(l.Text), l.Number); err != nil {
			return err
		}
	}
}

var boldTitle = regexp.MustCompile(`'''+([^'\n]{2,80})'''+`)

// introOf returns what tells whom a page is about: what stands before the first
// heading, and the categories.
func introOf(text string) string {
	intro := text
	if loc := firstHeading.FindStringIndex(text); loc != nil {
		intro = text[:loc[0]]
	}
	return intro[:min(len(intro), 3000)] + strings.Join(categoryLine.FindAllString(text, -1), "\n")
}

var (
	firstHeading = regexp.MustCompile(`(?m)^==`)
	categoryLine = regexp.MustCompile(`(?i)\[\[(?:category|kategorie|catégorie|categoría|categoria|kategoria|категория|категорія):[^\]]*\]\]`)
)

func (p *wikiPage) wikiLine(l string, number int) error {
	// A template may stretch over several lines.
	switch {
	case p.open != nil:
		p.open = append(p.open, l)
		if !strings.HasSuffix(strings.TrimSpace(l), "}}") && len(p.open) < maxTemplate {
			return nil
		}
		l, number = strings.Join(p.open, " "), p.openLine
		p.open = nil
	case openTemplate.MatchString(l) && !strings.Contains(l, "}}"):
		p.open, p.openLine = []string{l}, number
		return nil
	}
	if m := wikiHeading.FindStringSubmatch(l); m != nil {
		return p.begin(len(m[1]), plainWiki(m[2]))
	}
	if depth := len(l) - len(strings.TrimLeft(l, "*:")); depth > 0 && l[0] == '*' {
		if text, by := wikiTemplate(l); text != "" {
			if err := p.listed(depth, number, text); err != nil || by == "" {
				return err
			}
			return p.listed(depth+1, number, by)
		}
		if text := plainWiki(l[depth:]); text != "" {
			return p.listed(depth, number, text)
		}
		return nil
	}
	switch {
	case strings.HasPrefix(l, "*"):
	case strings.HasPrefix(l, ":"): // a dialogue, or what goes on from an item
		text := plainWiki(strings.TrimLeft(l, ":*"))
		if source := note.TrimDash(text); source != text && p.item.words != "" { // as the Portuguese one has it
			return p.listed(2, number, source)
		}
		if m := spokenLine.FindStringSubmatch(text); m != nil {
			return p.listed(1, number, text)
		}
		return nil
	}
	if text, by := wikiTemplate(l); text != "" {
		if err := p.listed(1, number, text); err != nil || by == "" {
			return err
		}
		return p.listed(2, number, by)
	}
	if m := reference.FindStringSubmatch(l); m != nil && p.item.words != "" {
		return p.listed(2, number, referenceText(l))
	}
	return nil
}

// maxTemplate is over how many lines a template may stretch.
const maxTemplate = 60

var (
	openTemplate  = regexp.MustCompile(`(?i)^\**\s*\{\{\s*(?:citation|cita|citazione|quote|zitat|цитата|q)\s*(?:\||$)`)
	quoteTemplate = regexp.MustCompile(`(?i)^\**\s*\{\{\s*(?:citation|cita|citazione|quote|zitat|цитата|q)\s*\|(.*)\}\}\s*(.*)$`)
	reference     = regexp.MustCompile(`(?i)^\s*\{\{\s*réf[ .\p{L}]*\|`)
)

// wikiTemplate reads a quotation in a template, as in the Wikiquotes in French
// and in Russian.
func wikiTemplate(l string) (text, by string) {
	m := quoteTemplate.FindStringSubmatch(l)
	if m == nil {
		return "", ""
	}
	comment := ""
	for i, part := range templateParts(m[1]) {
		name, value, named := strings.Cut(part, "=")
		switch key := strings.ToLower(strings.TrimSpace(name)); {
		case named && (key == "citation" || key == "цитата" || key == "text" || key == "1"):
			text = plainWiki(value)
		case named && (key == "автор" || key == "auteur" || key == "author"):
			by = plainWiki(value)
		case named && key == "комментарий":
			comment = plainWiki(value)
		case !named && i == 0:
			text = plainWiki(part)
		}
	}
	if comment != "" { // whence it is
		by = strings.TrimPrefix(by+", "+comment, ", ")
	}
	return text, by
}

// referenceText puts the author and the title of a reference together.
func referenceText(l string) string {
	author, title := "", ""
	for _, part := range templateParts(strings.Trim(strings.TrimSpace(l), "{}")) {
		name, value, _ := strings.Cut(part, "=")
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "auteur":
			author = plainWiki(value)
		case "titre":
			title = plainWiki(value)
		}
	}
	if author == "" && title != "" {
		return "“" + title + "”"
	}
	return strings.Trim(author+", "+title, ", ")
}

// templateParts cuts at bars that stand in no link and no other template.
func templateParts(s string) []string {
	var parts []string
	depth, start := 0, 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '[', '{':
			depth++
		case ']', '}':
			depth--
		case '|':
			if depth <= 0 {
				parts = append(parts, s[start:i])
				start = i + 1
			}
		}
	}
	return append(parts, s[start:])
}

var (
	wikiRef     = regexp.MustCompile(`(?is)<ref[^>]*/>|<ref[^>]*>.*?</ref>|<!--.*?-->`)
	wikiFile    = regexp.MustCompile(`(?i)\[\[(?:file|image|datei|bild|fichier|archivo|immagine|plik|soubor|файл|category|kategorie|catégorie|categoría|categoria):[^\[\]]*(?:\[\[[^\]]*\]\][^\[\]]*)*\]\]`)
	wikiLink    = regexp.MustCompile(`\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]`)
	wikiURL     = regexp.MustCompile(`\[(?:https?:)?//[^\s\]]+\s*([^\]]*)\]`)
	wikiW       = regexp.MustCompile(`(?i)\{\{(?:w|wp|lang\|[a-z-]+)\|([^{}|]*)(?:\|([^{}|]*))?\}\}`)
	wikiDrop    = regexp.MustCompile(`\{\{[^{}]*\}\}`)
	wikiBreak   = regexp.MustCompile(`(?i)<br\s*/?>|</?poem>`)
	wikiTag     = regexp.MustCompile(`</?[a-zA-Z][^<>]*>`)
	wikiEmph    = regexp.MustCompile(`'{2,5}`)
	wikiBlanks  = regexp.MustCompile(`[ \t]+`)
	wikiNewline = regexp.MustCompile(` *\n *`)
)

// plainWiki returns what a reader of the page sees of a piece of its source.
func plainWiki(s string) string {
	s = wikiRef.ReplaceAllString(s, "")
	s = wikiBreak.ReplaceAllString(s, "\n")
	s = wikiFile.ReplaceAllString(s, "")
	s = wikiLink.ReplaceAllString(s, "$1")
	s = wikiURL.ReplaceAllString(s, "$1")
	s = wikiW.ReplaceAllStringFunc(s, func(m string) string {
		g := wikiW.FindStringSubmatch(m)
		if g[2] != "" {
			return g[2]
		}
		return g[1]
	})
	for range 3 {
		s = wikiDrop.ReplaceAllString(s, "")
	}
	s = wikiTag.ReplaceAllString(s, "")
	s = wikiEmph.ReplaceAllString(s, "")
	s = html.UnescapeString(s)
	s = wikiBlanks.ReplaceAllString(strings.ReplaceAll(s, "\u00a0", " "), " ")
	return strings.TrimSpace(wikiNewline.ReplaceAllString(s, "\n"))
}

func isWikiDump(h *format.Head) bool {
	return h.First() == '<' && h.Has("<mediawiki")
}

// maxPage bounds, in bytes, the source of one page of a dump.
const maxPage = 16 << 20

// readWikiDump reads an export of a wiki page by page
// (https://www.mediawiki.org/wiki/Help:Export).
func readWikiDump(in *format.Input, out *format.Sink) error {
	var d *xml.Decoder
	var page struct {
		title, ns, model string
		redirect         bool
	}
	lang, others, quotes := "", 0, false
	lines := &lineCounter{r: in.Reader()}
	d = xml.NewDecoder(lines)
	d.Strict = false
	for {
		t, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			line, _ := d.InputPos()
			return out.Fault(line, brokenXML(lines.rest(line)))
		}
		e, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		text := func() string { return elementText(d) }
		switch e.Name.Local {
		case "sitename", "dbname":
			if site := text(); e.Name.Local == "dbname" {
				quotes = quotes || strings.Contains(site, "quote")
			} else if otherWiki.MatchString(site) && !quotes {
				return format.Problem("a dump of " + record.Brief(record.CleanLine(site)) + ", and of no Wikiquote: its lists are no quotations; export the pages from Wikiquote instead")
			}
		case "mediawiki":
			for _, a := range e.Attr {
				if a.Name.Local == "lang" {
					lang = a.Value
				}
			}
		case "page":
			page.title, page.ns, page.model, page.redirect = "", "", "", false
		case "title":
			page.title = text()
		case "ns":
			page.ns = strings.TrimSpace(text())
		case "redirect":
			page.redirect = true
		case "text":
			line, _ := d.InputPos()
			body := text()
			if page.ns != "" && page.ns != "0" || page.redirect {
				others++
				continue
			}
			if len(body) >= maxPage {
				err = out.Fault(line, fmt.Sprintf("the page %s is longer than %s", record.Brief(page.title), format.ByteCount(maxPage)))
			} else {
				err = (&wikiPage{Sink: out, lang: lang}).source(page.title, body, line)
			}
			if err != nil {
				return err
			}
		}
	}
	switch others {
	case 0:
		return nil
	case 1:
		return out.Note(0, "1 page of the dump is a redirect, talk or a template: not read")
	}
	return out.Note(0, fmt.Sprintf("%d pages of the dump are redirects, talk or templates: not read", others))
}

// otherWiki are the wikis of Wikimedia that hold no quotations.
var otherWiki = regexp.MustCompile(`(?i)^\s*(?:wikipedia|wiktionary|wikisource|wikibooks|wikivoyage|wikinews|wikiversity|wikispecies|wikimedia commons|wikidata)\b`)

// lineCounter counts the lines that are read through it.
type lineCounter struct {
	r io.Reader
	n int
}

func (c *lineCounter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += bytes.Count(p[:n], []byte("\n"))
	return n, err
}

// rest reads to the end, and returns how many lines stand behind the given one.
func (c *lineCounter) rest(line int) int {
	_, _ = io.Copy(io.Discard, c) // what cannot be read is not counted
	return max(c.n+1-line, 0)
}

func brokenXML(rest int) string {
	if rest == 0 {
		return "the XML of the file is broken here, at its end: the file may have been cut off"
	}
	return "the XML of the file is broken here: what follows was not read, " + format.Lines(rest)
}

// elementText returns the text of the element that has begun, up to [maxPage].
func elementText(d *xml.Decoder) string {
	var b strings.Builder
	for depth := 1; depth > 0; {
		t, err := d.Token()
		if err != nil {
			break
		}
		switch t := t.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		case xml.CharData:
			if b.Len() < maxPage {
				b.Write(t)
			}
		}
	}
	return b.String()
}

// source reads the source of a page whose first line is the given one of the file.
func (p *wikiPage) source(title, text string, line int) error {
	p.start(title, introOf(text))
	for l := range strings.Lines(text) {
		if err := p.wikiLine(strings.TrimRight(l, "\r\n"), line); err != nil {
			return err
		}
		line++
	}
	return p.end()
}

func isWikiquotePage(h *format.Head) bool {
	return h.IsHTML() && (h.Has("wikiquote") || h.Has("Wikiquote</title>")) && h.Has("mw-")
}

// readWikiquotePage reads a saved page of Wikiquote.
func readWikiquotePage(in *format.Input, out *format.Sink) error {
	page, err := pageTree(in)
	if err != nil {
		return err
	}
	p := wikiPage{Sink: out}
	title := out.Name
	if h := page.find(func(n *node) bool { return n.attr("id") == "firstHeading" }); h != nil {
		title = h.words(nil)
	} else if h := page.find(func(n *node) bool { return n.name == "title" }); h != nil {
		title, _, _ = strings.Cut(h.words(nil), " - Wikiquote")
		title, _, _ = strings.Cut(title, " – Wikiquote")
	}
	if h := page.find(func(n *node) bool { return n.name == "html" }); h != nil {
		p.lang = h.attr("lang")
	}
	content := page.find(func(n *node) bool { return n.is("mw-parser-output") })
	if content == nil {
		content = page
	}
	var intro strings.Builder
	for _, c := range content.in {
		if c.name == "h2" || c.is("mw-heading2") {
			break
		}
		if c.name == "p" {
			intro.WriteString(c.words(nil) + "\n")
		}
	}
	if links := page.find(func(n *node) bool { return n.attr("id") == "catlinks" }); links != nil {
		intro.WriteString("[[Category:" + links.words(nil))
	}
	p.start(title, intro.String())
	var stop error
	content.each(func(n *node) bool {
		switch {
		case stop != nil, n.attr("id") == "toc", n.is("toc"), n.is("navbox"), n.is("references"), n.is("thumb"), n.name == "figure", n.name == "table":
			return false
		case len(n.name) == 2 && n.name[0] == 'h' && n.name[1] >= '2' && n.name[1] <= '6':
			stop = p.begin(int(n.name[1]-'0'), n.words(func(c *node) bool { return c.is("mw-editsection") }))
			return false
		case n.name == "li":
			stop = p.htmlItem(n, 1)
			return false
		case n.name == "dd":
			if text := n.words(isFootnote); spokenLine.MatchString(text) {
				stop = p.listed(1, n.wordsLine(), text)
			}
			return false
		}
		return true
	})
	if stop != nil {
		return stop
	}
	return p.end()
}

func isFootnote(n *node) bool { return n.name == "sup" && n.is("reference") || n.is("mw-editsection") }

func (p *wikiPage) htmlItem(n *node, depth int) error {
	words := n.words(func(c *node) bool { return c.name == "ul" || c.name == "dl" || c.name == "ol" || isFootnote(c) })
	if words == "" {
		return nil
	}
	if err := p.listed(depth, n.wordsLine(), words); err != nil {
		return err
	}
	for _, c := range n.in {
		if c.name != "ul" && c.name != "dl" && c.name != "ol" {
			continue
		}
		for _, i := range c.in {
			if i.name == "li" || i.name == "dd" {
				if err := p.htmlItem(i, depth+1); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
