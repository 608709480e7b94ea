package article

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"verbatim/quotes"
)

// facts is what one part of a file says about the article: its front matter,
// a block of JSON-LD, the meta tags, the running text.
type facts struct {
	title, publisher, byline, url, lang string
	published                           quotes.Date
	tags                                []string
	scope                               string
}

// or fills what f does not say with what g says.
func (f facts) or(g facts) facts {
	for _, p := range []struct {
		to   *string
		from string
	}{
		{&f.title, g.title},
		{&f.publisher, g.publisher},
		{&f.byline, g.byline},
		{&f.url, g.url},
		{&f.lang, g.lang},
		{&f.scope, g.scope},
		{(*string)(&f.published), string(g.published)},
	} {
		if *p.to == "" {
			*p.to = p.from
		}
	}
	if f.tags == nil {
		f.tags = g.tags
	}
	return f
}

// maxFront bounds front matter in bytes; the largest seen in static site
// generators' test data is under 4 KiB.
const maxFront = 64 << 10

var frontEnd = regexp.MustCompile(`(?m)^(?:---|\.\.\.)[ \t]*$`)

// frontMatter reads the YAML between two lines of "---" at the beginning of a
// file. It returns the rest and the line on which the rest begins. A file that
// begins otherwise comes back whole: "---" is also a rule in Markdown.
func frontMatter(text string) (f facts, rest string, line int) {
	head, body, found := strings.Cut(text, "\n")
	if !found || strings.TrimRight(head, " \t") != "---" {
		return facts{}, text, 1
	}
	end := frontEnd.FindStringIndex(body[:min(len(body), maxFront)])
	if end == nil {
		return facts{}, text, 1
	}
	matter := body[:end[0]]
	f, ok := readMatter(matter)
	if !ok {
		return facts{}, text, 1
	}
	rest = strings.TrimPrefix(body[end[1]:], "\n")
	return f, rest, strings.Count(text[:len(text)-len(rest)], "\n") + 1
}

var matterLine = regexp.MustCompile(`^([A-Za-z][\w-]*):(?:[ \t]+(.*))?$`)

// readMatter returns false for what is not a mapping, which then is text.
func readMatter(matter string) (facts, bool) {
	var f facts
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(matter), &doc); err == nil {
		if len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
			return f, false
		}
		pairs := doc.Content[0].Content
		for i := 0; i+1 < len(pairs); i += 2 {
			f.set(pairs[i].Value, scalars(pairs[i+1], 0))
		}
		return f, true
	}
	// "title: War: what it costs" is no YAML, but everybody knows what it
	// means: take the file line by line.
	any := false
	for l := range strings.Lines(matter) {
		m := matterLine.FindStringSubmatch(strings.TrimRight(l, " \t\n"))
		if m == nil {
			continue
		}
		any = true
		f.set(m[1], []string{strings.Trim(m[2], `"'`)})
	}
	return f, any
}

// scalars returns the texts in a YAML value: one for a scalar, those of its
// items for a list, the name for a mapping with a name. Aliases are not
// followed, so that a text cannot unfold into more than was written.
func scalars(n *yaml.Node, depth int) []string {
	switch {
	case depth > 2:
		return nil
	case n.Kind == yaml.ScalarNode && n.Tag != "!!null":
		return []string{n.Value}
	case n.Kind == yaml.SequenceNode:
		var out []string
		for _, c := range n.Content {
			out = append(out, scalars(c, depth+1)...)
		}
		return out
	case n.Kind == yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if slices.Contains([]string{"name", "title"}, strings.ToLower(n.Content[i].Value)) {
				return scalars(n.Content[i+1], depth+1)
			}
		}
	}
	return nil
}

// set takes one field of front matter; the first of several names for the same
// thing wins. A field it does not know says nothing about the article.
func (f *facts) set(name string, values []string) {
	for i := range values {
		values[i] = oneLine(values[i])
	}
	values = slices.DeleteFunc(values, func(s string) bool { return s == "" })
	if len(values) == 0 {
		return
	}
	first := func(to *string, value string) {
		if *to == "" {
			*to = value
		}
	}
	switch strings.ToLower(name) {
	case "title", "headline":
		first(&f.title, values[0])
	case "publisher", "publication", "newspaper", "source", "site", "site_name":
		first(&f.publisher, values[0])
	case "author", "authors", "byline", "by":
		first(&f.byline, cleanByline(strings.Join(values, ", ")))
	case "date", "published", "publishdate", "published_at", "pubdate", "year":
		if f.published == "" {
			f.published = anyDate(values[0])
		}
	case "url", "link", "canonical", "canonical_url", "permalink", "original_url":
		first(&f.url, webURL(values[0], ""))
	case "lang", "language", "locale":
		first(&f.lang, langTag(values[0]))
	case "tags", "tag", "categories", "category", "keywords", "topics":
		if len(values) == 1 {
			values = strings.Split(values[0], ",")
		}
		for _, v := range values {
			if v = strings.TrimSpace(v); v != "" && !slices.Contains(f.tags, v) {
				f.tags = append(f.tags, v)
			}
		}
	case "scope":
		first(&f.scope, values[0])
	}
}

// maxFact bounds each fact in bytes: what is longer is not a title or a name.
const maxFact = 1000

// oneLine folds white space and drops what is far too long.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > maxFact {
		return ""
	}
	return s
}

// anyDate returns what a person wrote for a date, as far as it is certain; a
// short text that is none is kept as text, which is shown and never filtered on.
func anyDate(s string) quotes.Date {
	if d, err := quotes.ParseDate(s); err == nil {
		return d
	}
	if len(s) > 40 {
		return ""
	}
	if d, start, end := foreignDate(s, false); d != "" && start == 0 && utf8.RuneCountInString(s[end:]) < 7 { // "12 марта 2024 года"
		return d
	}
	if d, err := parseKoreanDate(s); err == nil {
		return d
	}
	return quotes.Date(s)
}
