// Package dom is what codeberg.org/readeck/go-readability needs of the document object
// model, over golang.org/x/net/html.
//
// It stands in for the library of the same name, which nobody has kept since 2023 and
// which brings a detector of encodings and a parser of CSS selectors with it: hostile
// pages reach what is here. It has the functions that go-readability calls, with what
// each answers there, and no more: a version that calls another one does not compile.
// Nothing here is safe for concurrent use on one tree.
package dom

import (
	"io"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Parse reads a page in UTF-8. go-readability calls it only in Parser.Parse; the
// project hands it a tree.
func Parse(r io.Reader) (*html.Node, error) { return html.Parse(r) }

// QuerySelectorAll is called by Parser.CheckDocument and for JSON-LD. The project uses
// neither, and they are all that would need a parser of CSS selectors: it panics.
func QuerySelectorAll(*html.Node, string) []*html.Node {
	panic("dom: selectors are not supported: neither CheckDocument nor JSON-LD can be used")
}

// DocumentElement returns the first html element below doc, or nil.
func DocumentElement(doc *html.Node) *html.Node {
	for n := range doc.Descendants() {
		if TagName(n) == "html" {
			return n
		}
	}
	return nil
}

// GetElementsByTagName returns the elements below n with that name, or all for "*", in
// the document's order. The list stays as it is when the tree changes.
func GetElementsByTagName(n *html.Node, name string) []*html.Node {
	var found []*html.Node
	var walk func(*html.Node)
	walk = func(n *html.Node) { // ranging over Descendants takes longer
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.ElementNode && (name == "*" || c.Data == name) {
				found = append(found, c)
			}
			walk(c)
		}
	}
	walk(n)
	return found
}

// Children returns the elements directly below n, which may be nil.
func Children(n *html.Node) (found []*html.Node) {
	if n == nil {
		return nil
	}
	for c := range n.ChildNodes() {
		if c.Type == html.ElementNode {
			found = append(found, c)
		}
	}
	return found
}

// ChildNodes returns the nodes directly below n.
func ChildNodes(n *html.Node) []*html.Node { return slices.Collect(n.ChildNodes()) }

// FirstElementChild returns the first element directly below n, or nil.
func FirstElementChild(n *html.Node) *html.Node {
	c := n.FirstChild
	for c != nil && c.Type != html.ElementNode {
		c = c.NextSibling
	}
	return c
}

// NextElementSibling returns the element behind n below the same parent, or nil.
func NextElementSibling(n *html.Node) *html.Node {
	s := n.NextSibling
	for s != nil && s.Type != html.ElementNode {
		s = s.NextSibling
	}
	return s
}

// PreviousElementSibling returns the element before n below the same parent, or nil.
func PreviousElementSibling(n *html.Node) *html.Node {
	s := n.PrevSibling
	for s != nil && s.Type != html.ElementNode {
		s = s.PrevSibling
	}
	return s
}

// IncludeNode reports whether n is in the list.
func IncludeNode(list []*html.Node, n *html.Node) bool { return slices.Contains(list, n) }

// TagName returns an element's name, and "" for any other node and for nil.
func TagName(n *html.Node) string {
	if n == nil || n.Type != html.ElementNode {
		return ""
	}
	return n.Data
}

func attribute(n *html.Node, name string) int {
	return slices.IndexFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// HasAttribute reports whether n has the attribute, if only with an empty value.
func HasAttribute(n *html.Node, name string) bool { return attribute(n, name) >= 0 }

// GetAttribute returns the value of n's attribute, or "".
func GetAttribute(n *html.Node, name string) string {
	if i := attribute(n, name); i >= 0 {
		return n.Attr[i].Val
	}
	return ""
}

// SetAttribute gives n the attribute, or the one that it has another value.
func SetAttribute(n *html.Node, name, value string) {
	if i := attribute(n, name); i >= 0 {
		n.Attr[i].Val = value
	} else {
		n.Attr = append(n.Attr, html.Attribute{Key: name, Val: value})
	}
}

// RemoveAttribute takes the attribute from n, if it has it.
func RemoveAttribute(n *html.Node, name string) {
	if i := attribute(n, name); i >= 0 {
		n.Attr = slices.Delete(n.Attr, i, i+1)
	}
}

// ID returns n's id without white space around it.
func ID(n *html.Node) string { return strings.TrimSpace(GetAttribute(n, "id")) }

// ClassName returns n's classes with one space between them.
func ClassName(n *html.Node) string {
	return strings.Join(strings.Fields(GetAttribute(n, "class")), " ")
}

// TextContent returns all text in n.
func TextContent(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// InnerHTML returns what is in n as HTML, or "" if it cannot be written.
func InnerHTML(n *html.Node) string {
	var b strings.Builder
	for c := range n.ChildNodes() {
		if html.Render(&b, c) != nil {
			return ""
		}
	}
	return strings.TrimSpace(b.String())
}

// CreateElement returns an element of that name, without the atom of the name.
func CreateElement(name string) *html.Node { return &html.Node{Type: html.ElementNode, Data: name} }

// CreateTextNode returns a node of text.
func CreateTextNode(text string) *html.Node { return &html.Node{Type: html.TextNode, Data: text} }

// Clone returns a copy of n that is in no tree, with all below it if deep is true. It
// goes as deep as the tree, which html.Parse keeps to 512 levels.
func Clone(n *html.Node, deep bool) *html.Node {
	c := &html.Node{Type: n.Type, DataAtom: n.DataAtom, Data: n.Data, Attr: slices.Clone(n.Attr)}
	if deep {
		for child := range n.ChildNodes() {
			c.AppendChild(Clone(child, true))
		}
	}
	return c
}

// DetachChild takes n out of its tree, if it is in one.
func DetachChild(n *html.Node) {
	if n.Parent != nil {
		n.Parent.RemoveChild(n)
	}
}

// AppendChild moves n behind the last child of parent.
func AppendChild(parent, n *html.Node) {
	DetachChild(n)
	parent.AppendChild(n)
}

// ReplaceChild moves n to where old is below parent, and takes old out. If old is not
// there it does nothing. It returns n and old.
func ReplaceChild(parent, n, old *html.Node) (*html.Node, *html.Node) {
	if parent == nil || old.Parent != parent {
		return n, old
	}
	DetachChild(n)
	parent.InsertBefore(n, old)
	parent.RemoveChild(old)
	return n, old
}
