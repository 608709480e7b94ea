package page

import (
	"bytes"
	"io"
	"strings"

	"golang.org/x/net/html"

	"verbatim/quotes/corpus/format"
)

// node is an element of a page, or a text in it, with the line where it begins:
// the trees of golang.org/x/net/html do not know lines.
type node struct {
	name  string // of an element; "" for a text
	text  string // of a text
	line  int
	attrs []html.Attribute
	up    *node
	at    int // which of its parent's nodes it is
	in    []*node
	tried bool // it, or what it is in, was looked at in vain
}

func (n *node) add(c *node) {
	c.up, c.at = n, len(n.in)
	n.in = append(n.in, c)
}

// nearby is how many nodes beside one are looked at: pages that put what belongs
// together further apart are none that a person wrote.
const nearby = 8

// near returns the first element of which ok holds among those beside n, and in
// them.
func (n *node) near(ok func(*node) bool) *node {
	if n.up == nil {
		return nil
	}
	for _, c := range n.up.in[max(n.at-nearby, 0):min(n.at+nearby, len(n.up.in))] {
		if c.name == "" || c == n {
			continue
		}
		if ok(c) {
			return c
		}
		if found := c.find(ok); found != nil {
			return found
		}
	}
	return nil
}

// maxNodes bounds a tree, maxNest how deep it is.
const (
	maxNodes = 2 << 20
	maxNest  = 400
)

// pageTree reads a page. What is not closed is closed by what cannot stand in it.
func pageTree(in *format.Input) (*node, error) {
	z := html.NewTokenizer(in.Reader())
	root := &node{name: "#page", line: 1}
	at, depth, line := root, 0, 1
	for count := 0; count < maxNodes; count++ {
		kind := z.Next()
		start := line
		line += bytes.Count(z.Raw(), []byte{'\n'})
		switch kind {
		case html.ErrorToken:
			if z.Err() == io.EOF {
				return root, nil
			}
			return nil, z.Err()
		case html.TextToken:
			if t := string(z.Text()); strings.TrimSpace(t) != "" || at != root {
				lead := len(t) - len(strings.TrimLeft(t, " \t\r\n"))
				at.add(&node{text: t, line: start + strings.Count(t[:lead], "\n")})
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			for closes(t.Data, at.name) && at.up != nil {
				at = at.up
				depth--
			}
			n := &node{name: t.Data, attrs: t.Attr, line: start}
			at.add(n)
			if kind == html.StartTagToken && !isVoid(t.Data) && depth < maxNest {
				at = n
				depth++
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			for n, d := at, depth; n.up != nil; n, d = n.up, d-1 {
				if n.name == string(name) {
					at, depth = n.up, d-1
					break
				}
			}
		}
	}
	return root, nil
}

func isVoid(name string) bool {
	switch name {
	case "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr":
		return true
	}
	return false
}

// closes says whether an element that begins ends the one that is open.
func closes(begins, open string) bool {
	switch open {
	case "p":
		switch begins {
		case "p", "div", "ul", "ol", "li", "blockquote", "table", "h1", "h2", "h3", "h4", "h5", "h6", "figure", "section", "article", "footer", "dl":
			return true
		}
	case "li":
		return begins == "li"
	case "dd", "dt":
		return begins == "dd" || begins == "dt"
	case "tr":
		return begins == "tr"
	case "td", "th":
		return begins == "td" || begins == "th" || begins == "tr"
	}
	return false
}

func (n *node) attr(name string) string {
	for _, a := range n.attrs {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// is says whether a node has a class.
func (n *node) is(class string) bool {
	for _, c := range strings.Fields(n.attr("class")) {
		if c == class {
			return true
		}
	}
	return false
}

// each calls f for each element inside, in the order of the page; f returns false
// for one into which it need not go.
func (n *node) each(f func(*node) bool) {
	for _, c := range n.in {
		if c.name != "" && f(c) {
			c.each(f)
		}
	}
}

// find returns the first element inside of which ok holds.
func (n *node) find(ok func(*node) bool) *node {
	for _, c := range n.in {
		if c.name == "" {
			continue
		}
		if ok(c) {
			return c
		}
		if found := c.find(ok); found != nil {
			return found
		}
	}
	return nil
}

// words returns the text of an element as a reader sees it, without the elements
// of which skip holds: blocks and <br> end lines.
func (n *node) words(skip func(*node) bool) string {
	var b strings.Builder
	n.write(&b, skip)
	lines := strings.Split(b.String(), "\n")
	out := lines[:0]
	for _, l := range lines {
		l = strings.Join(strings.Fields(l), " ")
		if l != "" || len(out) > 0 && out[len(out)-1] != "" {
			out = append(out, l)
		}
	}
	return strings.TrimSpace(strings.Join(out, "\n"))
}

func (n *node) write(b *strings.Builder, skip func(*node) bool) {
	for _, c := range n.in {
		switch {
		case c.name == "":
			// A line end of the source is a space.
			b.WriteString(strings.NewReplacer("\n", " ", "\r", " ").Replace(c.text))
		case skip != nil && skip(c), c.name == "script", c.name == "style", c.name == "template":
		case c.name == "br":
			b.WriteByte('\n')
		case isBlock(c.name):
			b.WriteByte('\n')
			c.write(b, skip)
			b.WriteByte('\n')
		default:
			c.write(b, skip)
		}
	}
}

func isBlock(name string) bool {
	switch name {
	case "p", "div", "ul", "ol", "li", "blockquote", "dl", "dd", "dt", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "figure", "figcaption", "footer", "section", "article", "header", "hr", "pre":
		return true
	}
	return false
}

// wordsLine is the line of the first text inside.
func (n *node) wordsLine() int {
	for _, c := range n.in {
		if c.name == "" && strings.TrimSpace(c.text) != "" {
			return c.line
		}
		if c.name != "" {
			if l := c.wordsLine(); l > 0 {
				return l
			}
		}
	}
	return 0
}
