package command

import (
	"encoding/json"
	"strconv"
	"strings"

	"verbatim/bot/messages"
	"verbatim/quotes"
)

// A citation names the source where the words stand, and the quotation as its note.
// The styles are small versions of what the manuals ask for, made by hand: of
// processors for the Citation Style Language none in Go is kept. Names stay as the
// source writes them: which part of a name is the family's is nothing to guess.

// citations shows the leading source in every style.
func citations(q quotes.Quote, m *messages.Catalogue) string {
	w := citedWork(q, m)
	var lines []string
	for _, style := range []struct{ name, text string }{{"APA", w.apa()}, {"MLA", w.mla()}, {"Chicago", w.chicago()}} {
		lines = append(lines, "**"+style.name+"**", style.text)
	}
	lines = append(lines, "**BibTeX**", codeBlock("bibtex", w.bibTeX()), "**CSL-JSON**", codeBlock("json", w.cslJSON()))
	return strings.Join(lines, "\n")
}

// plainCitation is the quotation, who said it and where, as text.
func plainCitation(q quotes.Quote, m *messages.Catalogue) string {
	card := NewCard(q, nil, 0, 0, m)
	text := card.text()
	if card.Kind != quotes.Indirect {
		text = card.open + text + card.shut
	}
	text = messages.Shorten(text, maxPage)
	if len(card.Who.Parts) > 0 {
		card.Who.Parts[0].Text = "— " + card.Who.Parts[0].Text
	}
	for _, l := range []Line{card.Over, card.Who, card.Source} {
		if told := l.text(); told != "" {
			text += "\n" + told
		}
	}
	if card.Link != "" {
		text += "\n" + card.Link
	}
	return text
}

// work is a source as citations name it, each text one clean line.
type work struct {
	id                             quotes.ID
	author, title, publisher, date string
	place, link, note              string
	published                      quotes.Date
}

func citedWork(q quotes.Quote, m *messages.Catalogue) work {
	lead, _ := q.Lead()
	l := layout{m: m.Plain()}
	s := lead.Source
	w := work{
		id: q.ID, author: line(s.Author, maxPerson), title: line(s.Title, maxTitle), publisher: line(s.Publisher, maxPublisher),
		place: line(s.Place, maxCardPlace), date: line(l.m.Date(string(s.Published)), maxPerson), published: s.Published,
	}
	w.link, _ = messages.Link(s.URL)
	if w.title == "" {
		w.title = l.m.FileLine(line(s.File, maxTitle), s.Line)
	}
	var names []string
	for _, speaker := range lead.Speakers[:min(len(lead.Speakers), listed)] {
		names = append(names, line(speaker.Name, maxPerson))
	}
	w.note = line(q.Words, maxExample)
	if len(names) > 0 {
		w.note = strings.Join(names, "; ") + ": " + w.note
	}
	return w
}

// sentence joins the parts that there are, each with its end.
func sentence(parts ...string) string {
	var b strings.Builder
	for i := 0; i+1 < len(parts); i += 2 {
		if parts[i] == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(parts[i])
		if !strings.HasSuffix(parts[i], parts[i+1]) {
			b.WriteString(parts[i+1])
		}
	}
	return b.String()
}

func italic(s string) string {
	if s == "" {
		return ""
	}
	return "*" + messages.EscapeLine(s) + "*"
}

// apa: American Psychological Association, 7th edition.
func (w work) apa() string {
	date := "n.d."
	if w.date != "" {
		date = w.date
	}
	e := messages.EscapeLine
	if w.author == "" {
		return sentence(italic(w.title), ".", "("+e(date)+")", ".", e(w.publisher), ".", e(w.link), "")
	}
	return sentence(e(w.author), ".", "("+e(date)+")", ".", italic(w.title), ".", e(w.publisher), ".", e(w.link), "")
}

// mla: Modern Language Association, 9th edition.
func (w work) mla() string {
	e := messages.EscapeLine
	return sentence(e(w.author), ".", "“"+e(w.title)+".”", "", italic(w.publisher), ",", e(w.date), ",", e(w.place), ",", e(w.link), ".")
}

// chicago: The Chicago Manual of Style, 17th edition, bibliography.
func (w work) chicago() string {
	e := messages.EscapeLine
	return sentence(e(w.author), ".", "“"+e(w.title)+".”", "", e(w.publisher), ",", e(w.date), ".", e(w.link), ".")
}

// bibTeX is an entry of the kind misc, which has every field that BibTeX knows.
func (w work) bibTeX() string {
	var b strings.Builder
	b.WriteString("@misc{" + string(w.id))
	field := func(name, value string) {
		if value != "" {
			b.WriteString(",\n  " + name + " = {" + value + "}")
		}
	}
	tex := strings.NewReplacer(
		`\`, `\textbackslash{}`, "{", `\{`, "}", `\}`, "$", `\$`, "&", `\&`, "#", `\#`, "%", `\%`, "_", `\_`, "^", `\^{}`, "~", `\~{}`,
	).Replace
	if w.author != "" {
		field("author", "{"+tex(w.author)+"}") // braces keep a name whole
	}
	field("title", tex(w.title))
	field("howpublished", tex(w.publisher))
	if first, _, ok := w.published.Range(); ok {
		field("year", first[:4])
		field("date", string(w.published))
	}
	field("url", w.link)
	field("note", tex(w.note))
	return b.String() + "\n}"
}

// cslJSON is an item of the Citation Style Language, as Zotero and Pandoc read it.
func (w work) cslJSON() string {
	type name struct {
		Literal string `json:"literal"`
	}
	type date struct {
		Parts [][]int `json:"date-parts"`
	}
	item := struct {
		ID        quotes.ID `json:"id"`
		Type      string    `json:"type"`
		Title     string    `json:"title,omitempty"`
		Author    []name    `json:"author,omitempty"`
		Publisher string    `json:"publisher,omitempty"`
		Issued    *date     `json:"issued,omitempty"`
		Locator   string    `json:"locator,omitempty"`
		URL       string    `json:"URL,omitempty"`
		Note      string    `json:"note,omitempty"`
	}{ID: w.id, Type: "document", Title: w.title, Publisher: w.publisher, Locator: w.place, URL: w.link, Note: w.note}
	if w.author != "" {
		item.Author = []name{{w.author}}
	}
	if _, _, ok := w.published.Range(); ok {
		var parts []int
		for _, p := range strings.Split(string(w.published), "-") {
			n, _ := strconv.Atoi(p)
			parts = append(parts, n)
		}
		item.Issued = &date{[][]int{parts}}
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode([]any{item}); err != nil {
		return "" // texts and numbers have no error
	}
	return strings.TrimSpace(b.String())
}
