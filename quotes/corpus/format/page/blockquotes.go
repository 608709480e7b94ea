package page

import (
	"encoding/xml"
	"fmt"
	"html"
	"io"
	"regexp"
	"slices"
	"strings"

	"verbatim/quotes/corpus/format"
	"verbatim/quotes/corpus/format/note"
	"verbatim/quotes/corpus/record"
)

// A page of quotations is one whose text is mostly quotations with their
// attribution marked up: <blockquote> with <cite>, <footer> or <figcaption>, <q>
// with <cite>, or elements of the classes "quote" and "author". Other pages are
// articles, whose block quotations the article's reader knows.

// marked is a quotation of a page.
type marked struct {
	line      int
	words, by string
	title     string
	tags      []string
	page      *node
}

func isQuotePage(h *format.Head) bool {
	if !h.IsHTML() {
		return false
	}
	page, err := pageTree(format.NewInput(strings.NewReader(h.Text), int64(len(h.Text)), int64(len(h.Text))))
	if err != nil {
		return false
	}
	found, said := markedIn(page), 0
	named := 0
	for _, m := range found {
		said += format.Runes(m.words) + format.Runes(m.by)
		if m.by != "" {
			named++
		}
	}
	if named == 0 {
		return false
	}
	all := format.Runes(bodyOf(page).words(isFurniture))
	return said*10 >= all*5 || named > 2 && said*10 >= all*4
}

func bodyOf(page *node) *node {
	if b := page.find(func(n *node) bool { return n.name == "main" || n.name == "body" }); b != nil {
		return b
	}
	return page
}

// isFurniture is what stands around the text of a page.
func isFurniture(n *node) bool {
	switch n.name {
	case "nav", "header", "aside", "script", "style", "head", "form", "button", "noscript", "select":
		return true
	case "footer":
		return n.up == nil || n.up.name == "body"
	}
	return false
}

func readQuotePage(in *format.Input, out *format.Sink) error {
	page, err := pageTree(in)
	if err != nil {
		return err
	}
	return takeMarked(page, out)
}

// takeMarked takes the quotations that a page marks up.
func takeMarked(page *node, out *format.Sink) error {
	lang := ""
	if h := page.find(func(n *node) bool { return n.name == "html" }); h != nil {
		lang = h.attr("lang")
	}
	for _, m := range markedIn(page) {
		fields := []record.Field{format.TextField("text", m.line, m.words)}
		if m.by != "" {
			fields = append(fields, format.TextField("attribution", m.line, m.by))
		}
		if m.title != "" {
			fields = append(fields, format.TextField("title", m.line, m.title))
		}
		for _, t := range m.tags {
			fields = append(fields, format.TextField("tags", m.line, t))
		}
		if lang != "" {
			fields = append(fields, format.TextField("lang", m.line, lang))
		}
		if err := out.Take(format.Object(m.line, fields...), nil); err != nil {
			return err
		}
	}
	return nil
}

// markedIn returns the quotations of a page.
func markedIn(page *node) []marked {
	var out []marked
	page.each(func(n *node) bool {
		n.tried = n.up != nil && n.up.tried
		switch {
		case isFurniture(n) && n.name != "footer":
			return false
		case n.name == "blockquote":
			out = append(out, blockOf(n))
			return false
		case !n.tried && isQuoteClass(n):
			if m, ok := classed(n); ok {
				out = append(out, m)
				return false
			}
			n.tried = true
		case (n.name == "li" || n.name == "p" || n.name == "dd" || n.name == "td") && !holdsBlocks(n):
			if m := note.ChatQuoted.FindStringSubmatch(n.words(nil)); m != nil && !strings.Contains(strings.TrimSpace(m[1]), "\n\n") && n.wordsLine() > 0 {
				out = append(out, marked{page: n, line: n.wordsLine(), words: m[1], by: cleanBy(strings.TrimRight(m[2], "\"”"))})
				return false
			}
		case n.name == "q":
			if m, ok := inlineOf(n); ok {
				out = append(out, m)
			}
			return false
		}
		return true
	})
	return out
}

func holdsBlocks(n *node) bool {
	return slices.ContainsFunc(n.in, func(c *node) bool { return isBlock(c.name) })
}

func isQuoteClass(n *node) bool {
	if n.name != "div" && n.name != "li" && n.name != "article" && n.name != "section" && n.name != "p" && n.name != "figure" && n.name != "tr" {
		return false
	}
	for _, c := range strings.Fields(strings.ToLower(n.attr("class"))) {
		if c == "quote" || strings.HasPrefix(c, "quote-") || strings.HasSuffix(c, "-quote") || c == "quotation" || c == "bqqt" || c == "zitat" || c == "citation" || c == "quoteitem" {
			return true
		}
	}
	return false
}

var (
	authorClass = regexp.MustCompile(`(?i)^(?:quote[-_]?)?(?:author|attribution|by|cite|speaker|source|autor|auteur|byline|name|bq-aut)(?:[-_]?(?:name|title))?$`)
	textClass   = regexp.MustCompile(`(?i)^(?:quote[-_]?)?(?:text|content|body|quote|words|zitat|b-qt)$`)
)

func hasClass(n *node, re *regexp.Regexp) bool {
	for _, c := range strings.Fields(n.attr("class")) {
		if re.MatchString(c) {
			return true
		}
	}
	return false
}

// classed takes an element whose classes say what its parts are.
func classed(n *node) (marked, bool) {
	text := n.find(func(c *node) bool { return hasClass(c, textClass) || c.name == "blockquote" })
	by := n.find(func(c *node) bool { return hasClass(c, authorClass) || c.name == "cite" || c.name == "figcaption" })
	if by == nil {
		return marked{}, false
	}
	m := marked{page: n, by: cleanBy(by.words(nil))}
	inside := text == nil
	if inside {
		text = n
	}
	m.words = text.words(func(c *node) bool {
		return c == by || hasClass(c, authorClass) || c.is("tags") || c.name == "cite" && inside || c.name == "button"
	})
	m.line = text.wordsLine()
	if tags := n.find(func(c *node) bool { return c.is("tags") || c.is("keywords") }); tags != nil {
		tags.each(func(c *node) bool {
			if c.is("tag") || c.name == "a" {
				m.tags = append(m.tags, record.CleanLine(c.words(nil)))
			}
			return true
		})
	}
	m.words = strings.TrimRight(m.words, " \n-–—―")
	return m, m.words != "" && m.line > 0
}

func cleanBy(s string) string {
	s = record.CleanLine(s)
	s = strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(note.TrimDash(s), "by "), "von "))
	return strings.TrimRight(s, ", ")
}

func isCaption(n *node) bool {
	return n.name == "cite" || n.name == "footer" || n.name == "figcaption" || hasClass(n, authorClass)
}

// blockOf takes a block quotation with the attribution inside it, beside it in a
// figure, or in the element after it.
func blockOf(n *node) marked {
	m := marked{page: n, line: n.wordsLine()}
	caption := n.find(isCaption)
	m.words = n.words(func(c *node) bool { return isCaption(c) && (c.name != "cite" || caption == c) })
	if caption != nil {
		m.by = cleanBy(caption.words(nil))
	}
	if m.by == "" {
		if words, by := note.SplitLastLine(m.words); by != "" {
			m.words, m.by = words, by
		} else if words, by, ok := record.SplitDash(m.words, true); ok && by != "" {
			m.words, m.by = words, by
		}
	}
	if m.by == "" && n.up != nil {
		if n.up.name == "figure" {
			if c := n.near(func(c *node) bool { return c.name == "figcaption" }); c != nil {
				m.by = cleanBy(c.words(nil))
			}
		} else if next := after(n); next != nil {
			text := record.CleanLine(next.words(nil))
			if next.name == "cite" || isCaption(next) || (next.name == "p" || next.name == "div" || next.name == "span") && note.IsAttributionLine(text) {
				m.by = cleanBy(text)
			}
		}
	}
	m.words = strings.TrimRight(m.words, " \n–—―")
	return m
}

// after returns the element that follows.
func after(n *node) *node {
	for _, c := range n.up.in[n.at+1:] {
		if c.name != "" {
			return c
		}
		if strings.TrimSpace(c.text) != "" {
			return nil
		}
	}
	return nil
}

// inlineOf takes <q>words</q> with <cite> after it, or a dash and a name.
func inlineOf(n *node) (marked, bool) {
	if n.up == nil {
		return marked{}, false
	}
	m := marked{page: n, line: n.wordsLine(), words: n.words(nil)}
	for i := n.at - 1; i >= 0; i-- {
		if c := n.up.in[i]; c.name != "" && c.name != "br" && !isBlock(c.name) || strings.TrimSpace(c.text) != "" {
			return m, false // inside a sentence
		} else if c.name != "" {
			break
		}
	}
	rest, cited := strings.Builder{}, false
	for _, c := range n.up.in[n.at+1 : min(n.at+nearby, len(n.up.in))] {
		if c.name == "br" || c.name == "q" || isBlock(c.name) {
			break
		}
		cited = cited || c.name == "cite"
		if c.name == "" {
			rest.WriteString(c.text)
		} else {
			rest.WriteString(c.words(nil))
		}
	}
	by := record.CleanLine(rest.String())
	if !cited && !note.IsDashLine(by) && !strings.HasPrefix(by, "-") {
		return m, false
	}
	m.by = cleanBy(by)
	return m, m.by != "" && m.words != ""
}

func isFeed(h *format.Head) bool {
	return h.First() == '<' && (h.Has("<rss") || h.Has("<feed") || h.Has("<rdf:RDF", "<item"))
}

// readFeed reads the items of an RSS or Atom feed that are quotations with their
// attribution, as those of Goodreads are.
func readFeed(in *format.Input, out *format.Sink) error {
	lines := &lineCounter{r: in.Reader()}
	d := xml.NewDecoder(lines)
	d.Strict = false
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // it is decoded already
	taken, others := 0, 0
	var title, description, link, creator string
	line := 0
	for {
		t, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			at, _ := d.InputPos()
			return out.Fault(at, brokenXML(lines.rest(at)))
		}
		if e, ok := t.(xml.EndElement); ok && (e.Name.Local == "item" || e.Name.Local == "entry") {
			ok, err := feedItem(out, line, title, description, link, creator)
			if err != nil {
				return err
			}
			if ok {
				taken++
			} else {
				others++
			}
			continue
		}
		e, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		switch e.Name.Local {
		case "item", "entry":
			title, description, link, creator = "", "", "", ""
			line, _ = d.InputPos()
		case "title":
			title = elementText(d)
		case "description", "summary", "content", "encoded":
			at, _ := d.InputPos()
			if text := elementText(d); description == "" {
				description, line = text, at
			}
		case "link":
			if link = strings.TrimSpace(elementText(d)); link == "" {
				for _, a := range e.Attr {
					if a.Name.Local == "href" {
						link = a.Value
					}
				}
			}
		case "creator":
			creator = record.CleanLine(elementText(d))
		}
	}
	switch {
	case taken == 0 && others > 0:
		return format.Problem("a feed in which no item is like “words” — Name: not read; save the pages that it leads to")
	case others == 1:
		return out.Note(0, "1 item of the feed without an attribution was not taken")
	case others > 1:
		return out.Note(0, fmt.Sprintf("%d items of the feed without an attribution were not taken", others))
	}
	return nil
}

func feedItem(s *format.Sink, line int, title, description, link, creator string) (bool, error) {
	page, err := pageTree(format.NewInput(strings.NewReader(description), int64(len(description)), int64(len(description))+1))
	if err != nil {
		return false, nil
	}
	text := html.UnescapeString(page.words(nil))
	words, by, ok := record.SplitDash(strings.TrimSpace(text), true)
	if !ok || by == "" {
		if words, by, ok = note.QuotedBy(text); !ok {
			// BrainyQuote has the name as the title, and the words in marks below.
			words, by = strings.TrimSpace(text), record.CleanLine(title)
			if !record.LooksLikeName(by) || record.WithoutMarks(words) == words {
				return false, nil
			}
		}
	}
	fields := []record.Field{format.TextField("text", line, words), format.TextField("attribution", line, by)}
	if u := record.WebURL(link); u != "" {
		fields = append(fields, format.TextField("url", line, u))
	}
	return true, s.Take(format.Object(line, fields...), nil)
}

func isHypothesisJSON(h *format.Head) bool {
	return (h.First() == '{' || h.First() == '[') && h.Has(`"TextQuoteSelector"`)
}

// readHypothesisJSON reads annotations as the API of Hypothes.is gives them: the
// words are in a selector, and "text" is what the reader remarks
// (https://www.w3.org/TR/annotation-model/#text-quote-selector).
func readHypothesisJSON(in *format.Input, out *format.Sink) error {
	if in.Size() > out.WholeBytes {
		return format.Problem("annotations of more than " + format.ByteCount(out.WholeBytes) + " are not read: split the file")
	}
	raw, err := in.All()
	if err != nil {
		return err
	}
	var all []record.Value
	if v, err := format.ParseJSON([]byte(strings.ToValidUTF8(string(raw), "\uFFFD")), 1); err == nil {
		all = append(all, v)
	} else {
		line := 1
		for l := range strings.Lines(string(raw)) {
			if v, err := format.ParseJSON([]byte(strings.TrimSpace(l)), line); err == nil && v.Kind != record.Null {
				all = append(all, v)
			} else if strings.TrimSpace(l) != "" {
				return out.Fault(line, "not valid JSON: what follows was not read, "+format.Lines(strings.Count(strings.TrimSpace(string(raw)), "\n")+2-line))
			}
			line++
		}
	}
	for _, v := range all {
		if err := annotations(out, v, 0); err != nil {
			return err
		}
	}
	return nil
}

func annotations(s *format.Sink, v record.Value, depth int) error {
	if depth > format.MaxShape {
		return nil
	}
	for _, item := range v.Items {
		if err := annotations(s, item, depth+1); err != nil {
			return err
		}
	}
	target := v.Child("target")
	if target.Kind == record.Null {
		for _, f := range v.Fields {
			if f.Value.Kind == record.List || f.Value.Kind == record.Object {
				if err := annotations(s, f.Value, depth+1); err != nil {
					return err
				}
			}
		}
		return nil
	}
	exact := exactIn(target, 0)
	if exact.Kind == record.Null {
		s.Count(v.Line, "", "notes of the reader were not taken: they are nobody's quotation%s")
		return nil
	}
	fields := []record.Field{{Name: "text", Value: exact}}
	if title, _ := v.Child("document").Child("title").Scalars(nil); len(title) > 0 && title[0] != "" {
		fields = append(fields, format.TextField("title", exact.Line, title[0]))
	}
	if u := v.Child("uri", "url"); record.WebURL(u.Text) != "" {
		fields = append(fields, record.Field{Name: "url", Value: u})
	}
	if tags := v.Child("tags"); tags.Kind == record.List {
		fields = append(fields, record.Field{Name: "tags", Value: tags})
	}
	return s.Take(format.Object(exact.Line, fields...), nil)
}

// exactIn returns the words of the first text quote selector.
func exactIn(v record.Value, depth int) record.Value {
	if depth > format.MaxShape {
		return record.Value{}
	}
	if e := v.Child("exact"); e.Kind == record.Scalar {
		return e
	}
	for _, item := range v.Items {
		if e := exactIn(item, depth+1); e.Kind != record.Null {
			return e
		}
	}
	for _, f := range v.Fields {
		if e := exactIn(f.Value, depth+1); e.Kind != record.Null {
			return e
		}
	}
	return record.Value{}
}
