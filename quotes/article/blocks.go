package article

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"verbatim/quotes"
)

// BlockKind says what the page or the Markdown file marks a block as.
type BlockKind uint8

// The kinds of block that say something about who speaks.
const (
	Heading   BlockKind = iota + 1
	Item                // of a list
	Quotation           // a block quotation
	Cite                // whom or what a block quotation names as its source; it lies inside
)

// Block is a stretch of an article's text that the file marks.
type Block struct {
	quotes.Span
	Kind BlockKind
}

// blockList collects blocks while a text is built.
type blockList struct{ list []Block }

// add enters the block between two lengths of the text, without the white space
// that stands before its first word.
func (b *blockList) add(kind BlockKind, text string, from int) {
	start, end := from, len(text)
	start += len(text[start:end]) - len(strings.TrimLeft(text[start:end], " \n"))
	if start < end {
		b.list = append(b.list, Block{quotes.Span{Start: start, End: end}, kind})
	}
}

// cites counts what is cited as the source of a quotation.
func (b *blockList) cites() int {
	n := 0
	for _, x := range b.list {
		if x.Kind == Cite {
			n++
		}
	}
	return n
}

// sorted returns the blocks in the order of the text, an outer one before those
// that it holds.
func (b *blockList) sorted() []Block {
	slices.SortStableFunc(b.list, func(x, y Block) int {
		return cmp.Or(x.Start-y.Start, y.End-x.End, int(x.Kind)-int(y.Kind))
	})
	return b.list
}

// blockOf says what an element marked in the page; 0 for most. Readability may
// have renamed it since: a block quotation between paragraphs becomes a div.
func blockOf(n *html.Node) BlockKind {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return Heading
	case atom.Li:
		return Item
	case atom.Blockquote:
		return Quotation
	case atom.Cite:
		return Cite
	}
	return 0
}

// keepCites makes what names the source of a block quotation a cite inside of it,
// wherever the page sets it: in a footer, or in the caption of the figure that
// holds the quotation. Footers and captions are no text of the article otherwise.
func keepCites(doc *html.Node) {
	var footers, captions []*html.Node
	for n := range doc.Descendants() {
		switch n.DataAtom {
		case atom.Footer:
			if inside(n, atom.Blockquote) {
				footers = append(footers, n)
			}
		case atom.Figcaption:
			captions = append(captions, n)
		}
	}
	for _, n := range footers {
		wrapInCite(n)
	}
	for _, n := range captions {
		quotation := siblingQuotation(n)
		if quotation == nil {
			continue
		}
		n.Parent.RemoveChild(n)
		wrapInCite(n)
		quotation.AppendChild(n)
	}
}

// siblingQuotation returns the only block quotation beside a caption.
func siblingQuotation(caption *html.Node) *html.Node {
	if caption.Parent == nil || caption.Parent.DataAtom != atom.Figure {
		return nil
	}
	var found *html.Node
	for c := caption.Parent.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom == atom.Blockquote {
			if found != nil {
				return nil
			}
			found = c
		}
	}
	return found
}

func wrapInCite(n *html.Node) {
	cite := &html.Node{Type: html.ElementNode, Data: "cite", DataAtom: atom.Cite}
	for c := n.FirstChild; c != nil; c = n.FirstChild {
		n.RemoveChild(c)
		cite.AppendChild(c)
	}
	n.AppendChild(cite)
	n.Data, n.DataAtom, n.Attr = "p", atom.P, nil
}

// cited reports whether a block quotation names its source.
func cited(n *html.Node) bool {
	if n.DataAtom != atom.Blockquote {
		return false
	}
	for c := range n.Descendants() {
		if c.DataAtom == atom.Cite {
			return true
		}
	}
	return false
}
