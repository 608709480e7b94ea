package article

import (
	"context"
	"io"
	"log/slog"
	"regexp"
	"strings"

	readability "codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxTree is the size in bytes up to which a page is read as a tree. A tree takes
// some ten times the page's size in memory; the largest saved news pages are
// about 5 MiB. Beyond it every text of the page counts as the article's.
const maxTree = 8 << 20

// maxTags bounds the tags of such a page: each element takes some 200 bytes, and a
// tag can be written in three. The longest live blogs have about 100,000.
const maxTags = 400_000

// maxElements keeps readability, which goes over the tree several times, to
// under a second. The longest live blogs have about 50,000 elements.
const maxElements = 150_000

// maxEffort bounds the bytes of text times the elements around them: readability
// adds up the text of every ancestor, about 10⁸ a second.
const maxEffort = 300_000_000

func effort(doc *html.Node) int {
	total := 0
	var walk func(n *html.Node, depth int) // as deep as the tree, at most 512
	walk = func(n *html.Node, depth int) {
		if n.Type == html.TextNode {
			total += depth * len(n.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, depth+1)
		}
	}
	walk(doc, 0)
	return total
}

// parseHTML reads a saved page: what it says about itself, and the text that is
// left when navigation, banners, captions and comments are taken away.
//
// When ctx is done it returns what it has so far.
func parseHTML(ctx context.Context, source string) (Article, facts) {
	var out textBuilder
	var f facts
	visible := "" // the whole page, where a byline may be that readability drops
	if doc := parseTree(source); doc != nil && ctx.Err() == nil {
		f = pageFacts(doc, source)
		clean(doc)
		fallback := renderTree(body(doc))
		visible = fallback.b.String()
		best := bestText(doc, &f)
		// Readability gives up on pages that are short or unlike an article.
		if best.b.Len() == 0 || best.b.Len() < 140 && fallback.b.Len() > 2*best.b.Len() {
			best = fallback
		}
		out = best
	} else {
		for p := range htmlTexts(source, true) {
			if ctx.Err() != nil {
				break
			}
			if p.block {
				out.end()
			} else {
				out.text(p.text, 0)
			}
		}
	}
	a := Article{Text: out.b.String(), Blocks: out.blocks.sorted()}
	a.lines = align(ctx, a.Text, source)
	if p, ok := pageWords(f.lang, a.Text); ok {
		f.byline = withoutByWord(f.byline, p)
	}
	return a, f.or(fromText(a.Text, f.lang)).or(fromText(visible, f.lang))
}

func parseTree(source string) *html.Node {
	if len(source) > maxTree || strings.Count(source, "<") > maxTags {
		return nil
	}
	doc, err := html.Parse(strings.NewReader(source)) // refuses more than 512 levels
	if err != nil {
		return nil
	}
	return doc
}

// bestText is the text that readability finds, or that of the page's only
// article element when readability lost more than half of it, or a block
// quotation that names its source.
func bestText(doc *html.Node, f *facts) (best textBuilder) {
	var whole textBuilder
	if n := onlyArticle(doc); n != nil {
		whole = renderTree(n)
	}
	// The library is a transcription of a script for browsers; a panic in it
	// must not cost the article, and there is the whole page to fall back on.
	defer func() {
		if recover() != nil {
			best = whole
		}
	}()
	if effort(doc) > maxEffort {
		return whole
	}
	p := readability.NewParser()
	p.DisableJSONLD = true
	p.MaxElemsToParse = maxElements
	p.Logger = slog.New(slog.NewTextHandler(io.Discard, nil))
	page, err := p.ParseAndMutate(doc, nil)
	if err != nil || page.Node == nil {
		return whole
	}
	best = renderTree(page.Node)
	if f.byline == "" {
		if m := byLine.FindStringSubmatch(oneLine(page.Byline())); m != nil {
			f.byline = m[1]
		}
	}
	if whole.b.Len() > 2*best.b.Len() || whole.blocks.cites() > best.blocks.cites() {
		return whole
	}
	return best
}

func body(doc *html.Node) *html.Node {
	for n := range doc.Descendants() {
		if n.DataAtom == atom.Body {
			return n
		}
	}
	return doc
}

func onlyArticle(doc *html.Node) *html.Node {
	var found *html.Node
	for n := range doc.Descendants() {
		if n.DataAtom == atom.Article || attr(n, "itemprop") == "articleBody" {
			if found != nil && !within(n, found) {
				return nil
			}
			if found == nil || attr(n, "itemprop") == "articleBody" {
				found = n
			}
		}
	}
	return found
}

func within(n, outer *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == outer {
			return true
		}
	}
	return false
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// What pages put between the paragraphs that is no part of the article. Matched
// against class and id, word by word.
var furniture = regexp.MustCompile(`(?i)(?:^|[\s_-])(?:cookies?|consent|gdpr|newsletter|sign-?up|subscribe|subscription|paywall|promo|related|recommended|read-?more|most-?(?:read|popular)|comments?|disqus|share|sharing|social|breadcrumbs?|advert|advertisement|ad-slot|pull-?quotes?|screen-reader-text|sr-only|visually-?hidden|skip-link|caption|credit|tag-list|author-bio|popover|hovercard|tooltip-(?:text|content)|rollover-(?:[\w]+-)?block|site-footer|site-header)(?:$|[\s_-])`)

// clean takes out of the tree what readers of the page do not see or do not
// take for the article. An element that holds more than half of the page's text
// stays: its class is about something else.
func clean(doc *html.Node) {
	keepCites(doc)
	size := textSizes(doc)
	half := size[doc] / 2
	var doomed []*html.Node
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if size[n] <= half && (isFurniture(n) || hidden(n)) {
			doomed = append(doomed, n)
		}
	}
	for _, n := range doomed {
		if n.Parent != nil {
			n.Parent.RemoveChild(n)
		}
	}
	dropRepeats(doc)
}

func isFurniture(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Body, atom.Html, atom.Article, atom.Main:
		return false
	case atom.Nav, atom.Aside, atom.Form, atom.Dialog, atom.Menu, atom.Figcaption, atom.Footer:
		return true
	case atom.P:
		return linkLine(n)
	case atom.Del, atom.S, atom.Strike:
		return true // crossed out: the page takes the words back
	case atom.Sup:
		if isNoteMark(n) {
			return true
		}
	}
	switch n.Data {
	case "amp-ad", "amp-sidebar", "amp-consent":
		return true
	}
	if !furniture.MatchString(attr(n, "class")) && !furniture.MatchString(attr(n, "id")) {
		return false
	}
	// A pull quote repeats the article, unless it says whose words it is. What a
	// paywall or a bar of buttons is set around may be the article itself.
	return !cited(n) && (holdsOthers.MatchString(attr(n, "class")) || holdsOthers.MatchString(attr(n, "id")) || !prose(n))
}

// What holds paragraphs that are no part of the article.
var holdsOthers = regexp.MustCompile(`(?i)(?:comments?|disqus|related|recommended|newsletter|most-?(?:read|popular)|read-?more|author-bio|cookie|consent|gdpr|pull-?quote|caption)`)

// prose reports whether an element holds several paragraphs of running text.
func prose(n *html.Node) bool {
	long := 0
	for c := range n.Descendants() {
		if c.DataAtom == atom.P && len(textOf(c, 100)) >= 100 && !linkLine(c) {
			if long++; long == 3 {
				return true
			}
		}
	}
	return false
}

var leadsElsewhere = regexp.MustCompile(`^(?i:(?:also )?read(?: more| also| next)?|related|see (?:also|more)|more(?: on this)?|watch|don['’]t miss|up next)\s*[:|»>]`)

// linkLine reports whether a paragraph is only a link to another article: its words
// are all in capitals, or "Read more:" stands before it.
func linkLine(n *html.Node) bool {
	s := oneLine(textOf(n, 400))
	if len(s) < 12 || len(s) > 300 {
		return false
	}
	linked := 0
	for c := range n.Descendants() {
		if c.DataAtom == atom.A {
			linked += len(oneLine(textOf(c, 400)))
		}
	}
	if leadsElsewhere.MatchString(s) {
		return 2*linked > len(s)
	}
	return linked >= len(s) && strings.ToUpper(s) == s && strings.Count(s, " ") >= 2
}

// textSizes gives the bytes of text in every element, in one walk.
func textSizes(doc *html.Node) map[*html.Node]int {
	size := map[*html.Node]int{}
	var walk func(*html.Node) int // as deep as the tree, at most 512
	walk = func(n *html.Node) int {
		total := 0
		if n.Type == html.TextNode {
			total = len(strings.TrimSpace(n.Data))
		} else if !isSilent(n.DataAtom) {
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				total += walk(c)
			}
			size[n] = total
		}
		return total
	}
	walk(doc)
	return size
}

var invisible = regexp.MustCompile(`(?i)(?:display\s*:\s*none|visibility\s*:\s*hidden)`)

func hidden(n *html.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return true
		case "aria-hidden":
			if a.Val == "true" {
				return true
			}
		case "style":
			if invisible.MatchString(a.Val) {
				return true
			}
		}
	}
	return false
}

var noteMark = regexp.MustCompile(`^\s*(?:\[[\w\s]{1,20}\]|\d{1,3}|[*†‡])\s*$`)

// isNoteMark finds the "[12]" that encyclopedias set after a sentence.
func isNoteMark(n *html.Node) bool {
	s := textOf(n, 64)
	return noteMark.MatchString(s)
}

// textOf returns up to about limit bytes of the text in n.
func textOf(n *html.Node, limit int) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode && !isSilent(c.Parent.DataAtom) {
			b.WriteString(c.Data)
			if b.Len() > limit {
				break
			}
		}
	}
	return b.String()
}

// dropRepeats takes out block quotes and asides that set a sentence of the
// article once more, larger: read as text they would be a second quotation.
func dropRepeats(doc *html.Node) {
	var paragraphs []string
	var candidates []*html.Node
	total := 0
	for n := range doc.Descendants() {
		switch n.DataAtom {
		case atom.P:
			if !inside(n, atom.Blockquote, atom.Aside) {
				s := textOf(n, 16<<10)
				total += len(s)
				paragraphs = append(paragraphs, bare(s))
			}
		case atom.Blockquote, atom.Aside:
			candidates = append(candidates, n)
		}
	}
	if len(candidates)*total > 64<<20 { // an article has a handful
		return
	}
	joined := strings.Join(paragraphs, "\n")
	for _, n := range candidates {
		s := bare(uncitedText(n, 2<<10))
		if len(s) > 20 && len(s) < 1000 && strings.Contains(joined, s) && n.Parent != nil {
			n.Parent.RemoveChild(n)
		}
	}
}

// uncitedText is textOf without what is cited as the source.
func uncitedText(n *html.Node, limit int) string {
	var b strings.Builder
	var walk func(*html.Node) // as deep as the tree, at most 512
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil && b.Len() <= limit; c = c.NextSibling {
			if c.Type == html.TextNode {
				b.WriteString(c.Data)
			} else if c.DataAtom != atom.Cite && !isSilent(c.DataAtom) {
				walk(c)
			}
		}
	}
	walk(n)
	return b.String()
}

func inside(n *html.Node, atoms ...atom.Atom) bool {
	for n = n.Parent; n != nil; n = n.Parent {
		for _, a := range atoms {
			if n.DataAtom == a {
				return true
			}
		}
	}
	return false
}

// bare keeps letters and digits, to compare wordings.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if isLetter(r) {
			return r
		}
		return -1
	}, s)
}

// renderTree returns the text in n.
func renderTree(n *html.Node) textBuilder {
	var r htmlRenderer
	r.node(n)
	return r.out
}

// element is what n is now: readability renames elements and leaves their
// DataAtom as it was.
func element(n *html.Node) atom.Atom { return atom.Lookup([]byte(n.Data)) }

type htmlRenderer struct {
	out    textBuilder
	quotes int // q elements around
	quoted int // block quotations around
}

func (r *htmlRenderer) node(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		r.out.text(n.Data, 0)
		return
	case html.ElementNode, html.DocumentNode:
	default:
		return
	}
	kind := element(n)
	switch kind {
	case atom.Br:
		r.out.br()
		return
	case atom.Q:
		// Browsers set the marks; the source has none.
		open, closing := "“", "”"
		if r.quotes%2 == 1 {
			open, closing = "‘", "’"
		}
		r.out.text(open, 0)
		r.quotes++
		defer func() {
			r.quotes--
			r.out.space = false
			r.out.text(closing, 0)
		}()
	}
	if isSilent(kind) {
		return
	}
	block := isBlock(kind)
	if b := blockOf(n); b != 0 && (b != Cite || r.quoted > 0) {
		if b == Quotation {
			r.quoted++
			defer func() { r.quoted-- }()
		}
		from := r.out.b.Len()
		defer func() { r.out.blocks.add(b, r.out.b.String(), from) }()
	}
	switch {
	case kind == atom.Dd && strings.HasSuffix(r.out.b.String(), ":"):
		// "SMITH:" in a dt and the turn in the dd are one line of a transcript.
		r.out.block, r.out.space = false, true
	case block:
		r.out.end()
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		r.node(c)
	}
	if block {
		r.out.end()
	}
}
