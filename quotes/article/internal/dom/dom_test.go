package dom

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func page(t *testing.T, source string) *html.Node {
	t.Helper()
	doc, err := Parse(strings.NewReader("<html><body>" + source))
	if err != nil {
		t.Fatal(err)
	}
	return GetElementsByTagName(doc, "body")[0]
}

func names(list []*html.Node) string {
	var b strings.Builder
	for _, n := range list {
		b.WriteString(TagName(n) + GetAttribute(n, "id") + " ")
	}
	return strings.TrimSpace(b.String())
}

func TestElementsAreFoundInTheDocumentsOrder(t *testing.T) {
	body := page(t, `x<p id=1>a<b>c</b></p><!-- --><p id=2></p>y<hr>`)
	p := FirstElementChild(body)
	for _, c := range []struct{ what, got, want string }{
		{"all", names(GetElementsByTagName(body, "*")), "p1 b p2 hr"},
		{"by name", names(GetElementsByTagName(body, "p")), "p1 p2"},
		{"none is itself", names(GetElementsByTagName(body, "body")), ""},
		{"children", names(Children(body)), "p1 p2 hr"},
		{"children of nothing", names(Children(nil)), ""},
		{"all child nodes", names(ChildNodes(body)), "p1  p2  hr"},
		{"first", names([]*html.Node{p}), "p1"},
		{"next, over a comment", names([]*html.Node{NextElementSibling(p)}), "p2"},
		{"the one before", names([]*html.Node{PreviousElementSibling(NextElementSibling(p))}), "p1"},
		{"the root", names([]*html.Node{DocumentElement(body.Parent.Parent)}), "html"},
		{"text", TextContent(body), "xacy"},
		{"text of text", TextContent(body.FirstChild), "x"},
		{"inner HTML", InnerHTML(p), "a<b>c</b>"},
		{"name of nothing", TagName(nil), ""},
		{"name of text", TagName(body.FirstChild), ""},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, not %q", c.what, c.got, c.want)
		}
	}
	if NextElementSibling(body) != nil || FirstElementChild(NextElementSibling(p)) != nil {
		t.Error("an element was found where there is none")
	}
	if list := Children(body); !IncludeNode(list, p) || IncludeNode(list, body) {
		t.Error("the list is said to have what it has not")
	}
}

func TestAttributes(t *testing.T) {
	p := FirstElementChild(page(t, "<p hidden id=' x ' class=' a \n b '>"))
	if ID(p) != "x" || ClassName(p) != "a b" || !HasAttribute(p, "hidden") || GetAttribute(p, "hidden") != "" || HasAttribute(p, "style") {
		t.Errorf("read as %+v", p.Attr)
	}
	SetAttribute(p, "id", "y")
	SetAttribute(p, "lang", "en")
	RemoveAttribute(p, "hidden")
	RemoveAttribute(p, "style")
	if ID(p) != "y" || GetAttribute(p, "lang") != "en" || HasAttribute(p, "hidden") || len(p.Attr) != 3 {
		t.Errorf("became %+v", p.Attr)
	}
}

// A node that is moved is in one place only.
func TestNodesAreMoved(t *testing.T) {
	for _, c := range []struct {
		what string
		do   func(body, a, b *html.Node)
		want string
	}{
		{"append what is elsewhere", func(_, a, b *html.Node) { AppendChild(b, a) }, "<b>2<a>1<i></i></a></b>"},
		{"append what is there", func(body, a, _ *html.Node) { AppendChild(body, a) }, "<b>2</b><a>1<i></i></a>"},
		{"append a new one", func(_, a, _ *html.Node) { AppendChild(a, CreateElement("u")) }, "<a>1<i></i><u></u></a><b>2</b>"},
		{"detach", func(_, a, _ *html.Node) { DetachChild(a); DetachChild(a) }, "<b>2</b>"},
		{"replace", func(body, a, _ *html.Node) { ReplaceChild(body, CreateTextNode("3"), a) }, "3<b>2</b>"},
		{"replace by a neighbour", func(body, a, b *html.Node) { ReplaceChild(body, b, a) }, "<b>2</b>"},
		{"replace by what is inside", func(body, a, _ *html.Node) { ReplaceChild(body, a.LastChild, a) }, "<i></i><b>2</b>"},
		{"replace what is not there", func(_, a, b *html.Node) { ReplaceChild(a, b, b) }, "<a>1<i></i></a><b>2</b>"},
		{"replace below nothing", func(_, a, b *html.Node) { ReplaceChild(nil, a, b) }, "<a>1<i></i></a><b>2</b>"},
		{"a deep copy", func(body, a, _ *html.Node) { AppendChild(body, Clone(a, true)) }, "<a>1<i></i></a><b>2</b><a>1<i></i></a>"},
		{"a flat copy", func(body, a, _ *html.Node) { AppendChild(body, Clone(a, false)) }, "<a>1<i></i></a><b>2</b><a></a>"},
	} {
		body := page(t, "<a>1<i></i></a><b>2</b>")
		c.do(body, body.FirstChild, body.LastChild)
		if got := InnerHTML(body); got != c.want {
			t.Errorf("%s: %s, not %s", c.what, got, c.want)
		}
	}
}

// A copy shares nothing with what it was made of.
func TestACopyIsItsOwn(t *testing.T) {
	p := FirstElementChild(page(t, "<p id=1><b>x</b>"))
	c := Clone(p, true)
	SetAttribute(c, "id", "2")
	c.RemoveChild(c.FirstChild)
	if ID(p) != "1" || TextContent(p) != "x" || c.Parent != nil {
		t.Error("the copy changed what it was made of")
	}
}

func TestSelectorsAreRefused(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a selector that nobody reads selected nothing in silence")
		}
	}()
	QuerySelectorAll(CreateElement("p"), "p > a")
}
