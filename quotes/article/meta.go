package article

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"verbatim/quotes"
)

// page gathers what the elements of a page say about it, in one walk.
type page struct {
	meta      map[string][]string // by lower-case name, property or itemprop
	jsonLD    []string
	canonical string
	base      string
	title     string // of the title element
	h1        []string
	lang      string
	published quotes.Date // of the time element that says so
	firstTime quotes.Date // of the first time element of the article
	authors   []string    // of rel=author links and microdata
	headline  string      // microdata
	publisher string      // microdata
}

// pageFacts returns what a page says about itself. JSON-LD is believed before
// meta tags, meta tags before microdata and the visible page: the first is
// written for machines and names the role of every name. A URL is the canonical
// link, which is its purpose.
func pageFacts(doc *html.Node, source string) facts {
	p := readPage(doc)
	f := jsonFacts(p.jsonLD)
	ldURL := f.url
	f.url = ""
	f = f.or(p.metaFacts())
	f = f.or(facts{
		title:     p.headline,
		publisher: p.publisher,
		byline:    cleanByline(strings.Join(p.authors, ", ")),
		published: p.published,
		lang:      p.lang,
	})
	f = f.or(facts{title: p.visibleTitle(), published: p.firstTime})
	f.title = withoutSite(f.title, f.publisher)
	for _, u := range []string{p.canonical, first(p.meta["og:url"]), ldURL, first(p.meta["citation_fulltext_html_url"]), first(p.meta["parsely-link"]), first(p.meta["twitter:url"]), savedFrom(source)} {
		if f.url = webURL(u, p.base); f.url != "" {
			break
		}
	}
	return f
}

func readPage(doc *html.Node) page {
	p := page{meta: map[string][]string{}}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.DataAtom {
		case atom.Html:
			p.lang = langTag(attr(n, "lang"))
			if p.lang == "" {
				p.lang = langTag(attr(n, "xml:lang"))
			}
		case atom.Meta:
			p.addMeta(n)
		case atom.Base:
			p.base = attr(n, "href")
		case atom.Link:
			if slices.Contains(strings.Fields(strings.ToLower(attr(n, "rel"))), "canonical") && p.canonical == "" {
				p.canonical = attr(n, "href")
			}
		case atom.Script:
			if strings.Contains(strings.ToLower(attr(n, "type")), "ld+json") && n.FirstChild != nil && len(p.jsonLD) < 50 {
				p.jsonLD = append(p.jsonLD, n.FirstChild.Data)
			}
		case atom.Title:
			if p.title == "" && !inside(n, atom.Svg) {
				p.title = oneLine(textContent(n))
			}
		case atom.H1:
			if t := oneLine(textContent(n)); t != "" && len(p.h1) < 10 {
				p.h1 = append(p.h1, t)
			}
		case atom.Time:
			p.addTime(n)
		}
		p.addMicrodata(n)
	}
	return p
}

// maxInside is how many nodes an element with a name or a date in it may have:
// elements around the whole page are no names.
const maxInside = 500

// textContent is all text in n, also that of elements whose text is not read.
func textContent(n *html.Node) string {
	var b strings.Builder
	seen := 0
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
		if seen++; seen > maxInside || b.Len() > 4*maxFact {
			break
		}
	}
	return b.String()
}

func (p *page) addMeta(n *html.Node) {
	content := oneLine(html.UnescapeString(attr(n, "content")))
	if content == "" {
		return
	}
	for _, key := range []string{"property", "name", "itemprop"} {
		// "og:title article:..." in one attribute is rare and allowed.
		for _, name := range strings.Fields(strings.ToLower(attr(n, key))) {
			if len(p.meta[name]) < 20 {
				p.meta[name] = append(p.meta[name], content)
			}
		}
	}
}

var aside = []atom.Atom{atom.Aside, atom.Nav, atom.Footer}

var sayPublished = regexp.MustCompile(`(?i)publi|posted|pubdate|created|dateline|entry-date|post-date`)

func (p *page) addTime(n *html.Node) {
	value := attr(n, "datetime")
	if value == "" {
		value = oneLine(textContent(n))
	}
	d, err := pageDate(value)
	if err != nil || inside(n, aside...) {
		return
	}
	if _, _, ok := d.Range(); !ok {
		return
	}
	says := attr(n, "itemprop") + " " + attr(n, "class")
	pubdate := slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "pubdate" })
	updated := strings.Contains(strings.ToLower(says), "updated") || strings.Contains(strings.ToLower(says), "modified")
	switch {
	case (pubdate || sayPublished.MatchString(says)) && !updated && p.published == "":
		p.published = d
	case p.firstTime == "" && !updated && !furnitureAbove(n):
		p.firstTime = d
	}
}

// furnitureAbove tells a time of a comment or a teaser from the article's own.
func furnitureAbove(n *html.Node) bool {
	for n = n.Parent; n != nil && n.DataAtom != atom.Body; n = n.Parent {
		if furniture.MatchString(attr(n, "class")) || furniture.MatchString(attr(n, "id")) || n.DataAtom == atom.Li {
			return true
		}
	}
	return false
}

func (p *page) addMicrodata(n *html.Node) {
	if n.DataAtom == atom.Meta || inside(n, aside...) {
		return
	}
	value := func() string { return oneLine(textContent(n)) }
	rel := strings.Fields(strings.ToLower(attr(n, "rel")))
	for _, prop := range append(strings.Fields(attr(n, "itemprop")), rel...) {
		switch prop {
		case "headline":
			if p.headline == "" {
				p.headline = value()
			}
		case "author":
			// The element with the name says it better than the one around it.
			if name := namedInside(n); name != "" && !slices.Contains(p.authors, name) && len(p.authors) < 10 {
				p.authors = append(p.authors, name)
			} else if t := cleanByline(value()); name == "" && t != "" && len(t) < 100 && !slices.Contains(p.authors, t) && len(p.authors) < 10 {
				p.authors = append(p.authors, t)
			}
		case "publisher":
			if p.publisher == "" {
				if p.publisher = namedInside(n); p.publisher == "" && len(value()) < 100 {
					p.publisher = value()
				}
			}
		case "datePublished":
			if d, err := pageDate(attr(n, "content")); err == nil && p.published == "" {
				p.published = d
			}
		}
	}
}

func namedInside(n *html.Node) string {
	seen := 0
	for c := range n.Descendants() {
		if seen++; seen > maxInside {
			break
		}
		if c.Type == html.ElementNode && attr(c, "itemprop") == "name" {
			if v := oneLine(attr(c, "content")); v != "" {
				return cleanByline(v)
			}
			return cleanByline(textContent(c))
		}
	}
	return ""
}

// metaFacts reads the meta tags: Open Graph, article:, Dublin Core, Highwire
// Press (citation_), Parse.ly and plain names.
func (p *page) metaFacts() facts {
	var f facts
	f.title = p.one("og:title", "citation_title", "dc.title", "dcterms.title", "parsely-title", "twitter:title", "headline", "title")
	f.publisher = p.one("og:site_name", "citation_journal_title", "citation_newspaper_title", "dc.publisher", "dcterms.publisher", "publisher", "application-name", "copyright-holder")
	if strings.Contains(f.publisher, "://") {
		f.publisher = ""
	}
	for _, name := range []string{"citation_author", "article:author", "og:article:author", "author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "byl", "byline", "dc.contributor"} {
		var names []string
		for _, v := range p.meta[name] {
			if v = cleanByline(v); v != "" && !slices.Contains(names, v) {
				names = append(names, v)
			}
		}
		sep := ", "
		if len(names) > 1 && strings.Contains(names[0], ",") { // "Chen, Wei"
			sep = "; "
		}
		if f.byline = strings.Join(names, sep); f.byline != "" {
			break
		}
	}
	for _, name := range []string{"article:published_time", "og:article:published_time", "datepublished", "citation_publication_date", "citation_online_date", "citation_date", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date", "dcterms.date", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date", "publication_date", "date", "ptime", "article.published"} {
		if d, err := pageDate(first(p.meta[name])); err == nil {
			f.published = d
			break
		}
	}
	f.lang = langTag(p.one("og:locale", "dc.language", "content-language", "language"))
	return f
}

// pageDate reads a date that a page gives for machines. What a publishing system
// writes when it has none, the first day of its calendar, is no date.
func pageDate(s string) (quotes.Date, error) {
	d, err := quotes.ParseDate(s)
	if err != nil {
		d, err = parseKoreanDate(s)
	}
	if err != nil {
		if d, _, _ = foreignDate(s, false); d == "" {
			return "", err
		}
	}
	switch d {
	case "0001-01-01", "1970-01-01", "1969-12-31":
		return "", fmt.Errorf("%w: %q", quotes.ErrBadDate, s)
	}
	return d, nil
}

func (p *page) one(names ...string) string {
	for _, n := range names {
		if v := first(p.meta[n]); v != "" {
			return v
		}
	}
	return ""
}

func first(s []string) string {
	if len(s) == 0 {
		return ""
	}
	return s[0]
}

// visibleTitle chooses between the title element, which often has the site's
// name at its end, and the page's heading.
func (p *page) visibleTitle() string {
	for _, h := range p.h1 {
		if p.title == "" || strings.HasPrefix(p.title, h) || strings.HasSuffix(p.title, h) {
			return h
		}
	}
	return p.title
}

var separators = []string{" | ", " - ", " – ", " — ", " :: ", " · ", " » ", " « "}

// withoutSite takes the site's name off a title, where it is known to be that.
func withoutSite(title, site string) string {
	if site == "" {
		return title
	}
	for _, sep := range separators {
		if t, ok := strings.CutSuffix(title, sep+site); ok {
			return strings.TrimSpace(t)
		}
		if t, ok := strings.CutPrefix(title, site+sep); ok {
			return strings.TrimSpace(t)
		}
	}
	return title
}

var saved = regexp.MustCompile(`<!--\s*saved from url=\(\d+\)(\S+)\s*-->`)

// savedFrom reads the comment that browsers write into a page they save.
func savedFrom(source string) string {
	if m := saved.FindStringSubmatch(source[:min(len(source), 4<<10)]); m != nil {
		return m[1]
	}
	return ""
}
