package page

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"verbatim/quotes/corpus/format"
	"verbatim/quotes/corpus/format/note"
	"verbatim/quotes/corpus/record"
)

// Pages of quotations: what a program wrote for a reader, a page that marks up
// whose each quotation is, and saved pages of sites that are lists of them.

func isKindleNotebook(h *format.Head) bool {
	return h.IsHTML() && (h.Has("noteHeading", "noteText", "bookTitle") || h.Has("kp-notebook-metadata", "kp-notebook-highlight"))
}

// readKindleNotebook reads the page that the Kindle apps export: a flat row of
// elements whose classes say what they are.
func readKindleNotebook(in *format.Input, out *format.Sink) error {
	page, err := pageTree(in)
	if err != nil {
		return err
	}
	var title, authors, section, heading string
	var stop error
	page.each(func(n *node) bool {
		own := func() string {
			return n.words(func(c *node) bool { return c.is("noteHeading") || c.is("noteText") || c.is("sectionHeading") })
		}
		switch {
		case stop != nil:
		case n.is("bookTitle"):
			title = record.CleanLine(own())
		case n.is("authors"):
			authors = record.CleanLine(own())
		case n.is("sectionHeading"):
			section = record.CleanLine(own())
		case n.is("noteHeading"):
			heading = record.CleanLine(own())
		case n.is("noteText"):
			stop = takeHighlight(out, n.wordsLine(), own(), title, authors, section, heading)
		// The same as read.amazon.com shows it.
		case n.name == "h3" && n.is("kp-notebook-metadata"):
			title, authors = record.CleanLine(own()), ""
		case n.name == "p" && n.is("kp-notebook-metadata"):
			if by := record.CleanLine(own()); authors == "" && title != "" {
				authors = strings.TrimPrefix(by, "By: ")
			}
		case n.attr("id") == "annotationHighlightHeader", n.attr("id") == "annotationNoteHeader":
			heading = strings.NewReplacer("Page: ", "Page ", "Location: ", "Location ", "Page:\u00a0", "Page ", "Location:\u00a0", "Location ").Replace(record.CleanLine(own()))
		case n.name == "span" && n.attr("id") == "highlight":
			stop = takeHighlight(out, n.wordsLine(), own(), title, authors, section, heading)
		}
		return stop == nil
	})
	return stop
}

var headingPlace = regexp.MustCompile(`(?:Page|Seite|Página|Pagina|Strona|ページ) ?([0-9ivxlc]+)|(?:Location|Position|Posición|Posição|Posizione|Emplacement|Locatie|位置(?:No\.)?) ?([0-9]+)`)

func takeHighlight(s *format.Sink, line int, words, title, authors, section, heading string) error {
	if note.OwnNote.MatchString(strings.SplitN(heading, " - ", 2)[0]) {
		s.Count(line, "", "notes of the reader were not taken: they are nobody's quotation%s")
		return nil
	}
	fields := []record.Field{format.TextField("text", line, words), format.TextField("title", line, title)}
	var names []string
	for _, a := range strings.Split(strings.ReplaceAll(authors, " and ", ";"), ";") {
		if a = strings.TrimSpace(record.FirstNameFirst(a)); a != "" && !record.IsNobody(a) {
			names = append(names, a)
		}
	}
	if len(names) > 0 {
		fields = append(fields, record.Field{Name: "speaker", Value: note.Names(line, names)})
	}
	if section != "" {
		fields = append(fields, format.TextField("place", line, section))
	}
	for _, m := range headingPlace.FindAllStringSubmatch(heading, 2) {
		if m[1] != "" {
			fields = append(fields, format.TextField("place", line, "page "+m[1]))
		} else {
			fields = append(fields, format.TextField("place", line, "location "+m[2]))
		}
	}
	return s.Take(format.Object(line, fields...), nil)
}

func isKOReaderPage(h *format.Head) bool {
	return h.IsHTML() && h.Has("text-align:right; color:gray;", "font-size:12pt", "font-size:10pt")
}

// readKOReaderPage reads what KOReader exports as HTML, in which sizes alone tell what
// is what (plugins/exporter.koplugin/template/note.tpl).
func readKOReaderPage(in *format.Input, out *format.Sink) error {
	page, err := pageTree(in)
	if err != nil {
		return err
	}
	var title, author, chapter, place string
	var stop error
	page.each(func(n *node) bool {
		style := n.attr("style")
		own := func() string { return record.CleanLine(n.words(nil)) }
		switch {
		case stop != nil:
			return false
		case n.name == "h2":
			title, author, chapter = own(), "", ""
		case n.name == "h5":
			author = own()
		case n.name != "div" || strings.Contains(style, "width:90%"):
		case strings.HasPrefix(style, "font-size:14pt"):
			chapter = own()
		case strings.HasPrefix(style, "font-size:10pt"):
			if m := lastNumber.FindStringSubmatch(own()); m != nil {
				place = m[1]
			}
			return false
		case strings.HasPrefix(style, "font-size:11pt"):
			out.Count(n.wordsLine(), "", "notes of the reader were not taken: they are nobody's quotation%s")
			return false
		case strings.HasPrefix(style, "font-size:12pt"):
			fields := []record.Field{format.TextField("text", n.wordsLine(), n.words(nil)), format.TextField("title", n.wordsLine(), title)}
			if author != "" {
				fields = append(fields, format.TextField("speaker", n.wordsLine(), author))
			}
			if chapter != "" {
				fields = append(fields, format.TextField("chapter", n.wordsLine(), chapter))
			}
			stop = out.Take(format.Object(n.wordsLine(), append(fields, format.TextField("page", n.wordsLine(), place))...), nil)
			return false
		}
		return stop == nil
	})
	return stop
}

var lastNumber = regexp.MustCompile(`(\d+)\s*$`)

func isChatPage(h *format.Head) bool {
	return h.IsHTML() && (h.Has("chatlog__message") || h.Has("chat_page", "from_name"))
}

// readChatPage reads the pages that DiscordChatExporter and Telegram write of a channel.
func readChatPage(in *format.Input, out *format.Sink) error {
	page, err := pageTree(in)
	if err != nil {
		return err
	}
	var all []note.Message
	page.each(func(n *node) bool {
		if n.is("chatlog__content") || n.is("text") && n.up != nil && n.up.is("body") {
			all = append(all, note.Message{Text: n.words(func(c *node) bool { return c.is("chatlog__edited-timestamp") }), Line: n.wordsLine()})
			return false
		}
		return true
	})
	program := "Telegram"
	if page.find(func(n *node) bool { return n.is("chatlog") || n.is("chatlog__content") }) != nil {
		program = "DiscordChatExporter"
	}
	return note.ReadChat(out, program, all)
}

func isGoodreadsPage(h *format.Head) bool { return h.IsHTML() && h.Has("quoteText", "oodreads") }

// readGoodreadsPage reads a saved page of quotations of Goodreads.
func readGoodreadsPage(in *format.Input, out *format.Sink) error {
	page, err := pageTree(in)
	if err != nil {
		return err
	}
	var stop error
	page.each(func(n *node) bool {
		if stop != nil {
			return false
		}
		if !n.is("quoteText") && !n.is("quoteBody") {
			return true
		}
		line := n.wordsLine()
		isBy := func(c *node) bool { return c.is("authorOrTitle") }
		var by []string
		n.each(func(c *node) bool {
			if isBy(c) {
				by = append(by, record.CleanName(c.words(nil)))
			}
			return true
		})
		words := n.words(func(c *node) bool {
			return isBy(c) || c.name == "script" || strings.HasPrefix(c.attr("id"), "quote_book_link")
		})
		words = strings.TrimRight(words, " \n―—–-,")
		fields := []record.Field{format.TextField("text", line, words)}
		if len(by) > 0 {
			fields = append(fields, format.TextField("author", line, by[0]))
		}
		if len(by) > 1 {
			fields = append(fields, format.TextField("title", line, by[1]))
		}
		if tags := n.near(func(c *node) bool { return c.is("smallText") && c.is("left") }); tags != nil {
			tags.each(func(c *node) bool {
				if c.name == "a" {
					fields = append(fields, format.TextField("tags", line, c.words(nil)))
				}
				return true
			})
		}
		stop = out.Take(format.Object(line, fields...), nil)
		return false
	})
	return stop
}

var quotationType = regexp.MustCompile(`itemtype\s*=\s*["']?https?://schema\.org/(?:Quotation|CreativeWork/Quotation)|"@type"\s*:\s*(?:\[[^\]]*)?"(?:schema:)?Quotation"`)

func isQuotationMarkup(h *format.Head) bool { return h.IsHTML() && quotationType.MatchString(h.Text) }

// readQuotationMarkup reads schema.org/Quotation, as microdata and as JSON-LD
// (https://schema.org/Quotation).
func readQuotationMarkup(in *format.Input, out *format.Sink) error {
	page, err := pageTree(in)
	if err != nil {
		return err
	}
	taken := 0
	yield := out.Yield
	out.Yield = func(f format.Found) error {
		if f.What == format.Quotation {
			taken++
		}
		return yield(f)
	}
	var stop error
	page.each(func(n *node) bool {
		switch {
		case stop != nil:
			return false
		case n.name == "script" && n.attr("type") == "application/ld+json" && len(n.in) > 0:
			stop = linkedData(out, n.in[0].text, n.in[0].line)
		case strings.HasSuffix(n.attr("itemtype"), "schema.org/Quotation"):
			stop = microdata(out, n)
			return false
		}
		return true
	})
	if stop != nil || taken > 0 {
		return stop
	}
	return takeMarked(page, out) // the markup is broken, or says nothing
}

func isQuotationJSON(h *format.Head) bool {
	return (h.First() == '{' || h.First() == '[') && h.Has("schema.org") && quotationType.MatchString(h.Text)
}

// readQuotationJSON reads JSON-LD that stands alone.
func readQuotationJSON(in *format.Input, out *format.Sink) error {
	if in.Size() > out.WholeBytes {
		return format.Problem("JSON-LD of more than " + format.ByteCount(out.WholeBytes) + " is not read: split the file")
	}
	raw, err := in.All()
	if err != nil {
		return err
	}
	return linkedData(out, strings.ToValidUTF8(string(raw), "\uFFFD"), 1)
}

func linkedData(s *format.Sink, text string, line int) error {
	raw := []byte(strings.TrimSpace(text))
	if !json.Valid(raw) {
		return s.Fault(line, "the JSON-LD of the page is not valid JSON")
	}
	v, err := format.ParseJSON(raw, line)
	if err != nil {
		return s.Fault(line, err.Error())
	}
	return quotationsIn(s, v, 0)
}

// quotationsIn takes every object of the type Quotation.
func quotationsIn(s *format.Sink, v record.Value, depth int) error {
	if depth > format.MaxShape {
		return nil
	}
	for _, item := range v.Items {
		if err := quotationsIn(s, item, depth+1); err != nil {
			return err
		}
	}
	kinds, _ := v.Child("@type").Scalars(nil)
	if !slices.ContainsFunc(kinds, func(k string) bool { return strings.TrimPrefix(k, "schema:") == "Quotation" }) {
		for _, f := range v.Fields {
			if err := quotationsIn(s, f.Value, depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	text := v.Child("text", "article_body", "name", "headline")
	fields := []record.Field{{Name: "text", Value: text}}
	for _, by := range []string{"spoken_by_character", "speaker", "author", "creator"} {
		if n := nameIn(v.Child(by)); n != "" {
			fields = append(fields, format.TextField("speaker", v.Line, n))
			break
		}
	}
	for _, from := range []string{"is_part_of", "is_based_on", "citation", "work"} {
		if n := nameIn(v.Child(from)); n != "" {
			fields = append(fields, format.TextField("title", v.Line, n))
			break
		}
	}
	for _, p := range [][2]string{{"date_published", "date"}, {"in_language", "lang"}, {"url", "url"}, {"keywords", "tags"}} {
		if c := v.Child(p[0]); c.Kind == record.Scalar {
			fields = append(fields, record.Field{Name: p[1], Value: c})
		}
	}
	return s.Take(format.Object(text.Line, fields...), nil)
}

// nameIn returns the name in a text, an object with a name, or the first of a list.
func nameIn(v record.Value) string {
	switch v.Kind {
	case record.Scalar:
		return v.Text
	case record.Object:
		return v.Child("name", "headline").Text
	case record.List:
		if len(v.Items) > 0 {
			return nameIn(v.Items[0])
		}
	}
	return ""
}

func microdata(s *format.Sink, n *node) error {
	prop := func(name string) string {
		found := n.find(func(c *node) bool { return slices.Contains(strings.Fields(c.attr("itemprop")), name) })
		if found == nil {
			return ""
		}
		if c := found.attr("content"); c != "" {
			return c
		}
		if found.name == "time" && found.attr("datetime") != "" {
			return found.attr("datetime")
		}
		if inner := found.find(func(c *node) bool { return c.attr("itemprop") == "name" }); inner != nil {
			if c := inner.attr("content"); c != "" {
				return c
			}
			return inner.words(nil)
		}
		return found.words(nil)
	}
	text := prop("text")
	if text == "" {
		text = prop("articleBody")
	}
	line := n.wordsLine()
	if body := n.find(func(c *node) bool { p := c.attr("itemprop"); return p == "text" || p == "articleBody" }); body != nil && body.wordsLine() > 0 {
		line = body.wordsLine()
	}
	fields := []record.Field{format.TextField("text", line, text)}
	add := func(field string, props ...string) {
		for _, p := range props {
			if t := record.CleanLine(prop(p)); t != "" {
				fields = append(fields, format.TextField(field, line, t))
				return
			}
		}
	}
	add("speaker", "spokenByCharacter", "author", "creator")
	add("title", "isPartOf", "isBasedOn", "citation")
	add("date", "datePublished", "dateCreated")
	add("lang", "inLanguage")
	add("tags", "keywords")
	return s.Take(format.Object(line, fields...), nil)
}
