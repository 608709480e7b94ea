package article

import (
	"iter"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// piece is a stretch of text in HTML source, with its entities resolved, or the
// edge of a block.
type piece struct {
	text   string
	offset int // of the piece in the source
	block  bool
}

// htmlTexts yields the texts of HTML source in its order, without building a
// tree: for mapping words to lines, and for pages that are too large or too
// deeply nested for a tree. Scripts and styles are left out; so is, if visible,
// what no reader sees as text.
func htmlTexts(source string, visible bool) iter.Seq[piece] {
	return func(yield func(piece) bool) {
		z := html.NewTokenizer(strings.NewReader(source))
		offset := 0
		skip := "" // the element whose content is left out
		for {
			kind := z.Next()
			raw := len(z.Raw())
			start := offset
			offset += raw
			switch kind {
			case html.ErrorToken:
				return
			case html.TextToken:
				if skip == "" && !yield(piece{text: string(z.Text()), offset: start}) {
					return
				}
			case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
				b, _ := z.TagName()
				name := string(b)
				if kind == html.EndTagToken {
					if name == skip {
						skip = ""
					}
				} else if skip == "" && kind == html.StartTagToken && (isRaw(name) || visible && isSilent(atom.Lookup([]byte(name)))) {
					skip = name
				}
				if isBlock(atom.Lookup([]byte(name))) && !yield(piece{offset: start, block: true}) {
					return
				}
			}
		}
	}
}

// isRaw says whose content is no text of the page's body; it ends at its own end tag only,
// so that a forgotten one of another element does not swallow the page.
func isRaw(name string) bool {
	return name == "script" || name == "style" || name == "noscript" || name == "title"
}

// isSilent says whose content is never read, whatever the page.
func isSilent(a atom.Atom) bool {
	switch a {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Svg, atom.Math, atom.Iframe,
		atom.Object, atom.Audio, atom.Video, atom.Canvas, atom.Button, atom.Select, atom.Textarea,
		atom.Title, atom.Noframes, atom.Datalist, atom.Map:
		return true
	}
	return false
}

// isBlock says which elements begin and end a paragraph.
func isBlock(a atom.Atom) bool {
	switch a {
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Body, atom.Caption, atom.Center,
		atom.Dd, atom.Details, atom.Dialog, atom.Dir, atom.Div, atom.Dl, atom.Dt, atom.Fieldset,
		atom.Figcaption, atom.Figure, atom.Footer, atom.Form, atom.H1, atom.H2, atom.H3, atom.H4,
		atom.H5, atom.H6, atom.Header, atom.Hgroup, atom.Hr, atom.Legend, atom.Li, atom.Main,
		atom.Menu, atom.Nav, atom.Ol, atom.P, atom.Pre, atom.Section, atom.Summary, atom.Table,
		atom.Tbody, atom.Td, atom.Tfoot, atom.Th, atom.Thead, atom.Tr, atom.Ul:
		return true
	}
	return false
}
