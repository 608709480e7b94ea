package article

import (
	"sort"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// parseMarkdown renders Markdown to its words. Headings, list items, table
// cells and the paragraphs of block quotes are blocks; code blocks, images and
// HTML tags are not words. The first heading, if it opens the text or is the
// only one of level 1, is the title.
//
// Markdown that would take the parser more than linear time is read as plain
// text: no article is written like that.
func parseMarkdown(source string) (Article, facts) {
	if isPathological(source) {
		return parsePlain(source)
	}
	src := []byte(source)
	md := goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough))
	doc := md.Parser().Parse(text.NewReader(src))
	r := mdRenderer{src: src, lineAt: linesFrom(source, 1)}
	r.block(doc)
	a := Article{Text: r.out.b.String(), Blocks: r.out.blocks.sorted(), lines: r.out.lines}
	f := fromText(a.Text, "")
	f.title = oneLine(r.title)
	return a, f
}

// Bounds on what goldmark v1.8.7 is given. Measured: 16,000 unclosed "[a](" in
// one paragraph take it 1.6 s, lists nested 1,500 deep 6 s, both growing with the
// square; and each level of nesting is a level of recursion.
const (
	maxMarkdown = 4 << 20 // bytes
	maxLinks    = 500     // "](" in a run of lines without a blank one
	maxNesting  = 100     // markers, or pairs of spaces, at the start of a line
)

func isPathological(source string) bool {
	if len(source) > maxMarkdown {
		return true
	}
	links := 0
	for l := range strings.Lines(source) {
		if strings.TrimSpace(l) == "" {
			links = 0
			continue
		}
		links += strings.Count(l, "](")
		if links > maxLinks || nesting(l) > maxNesting {
			return true
		}
	}
	return false
}

// nesting estimates how deep the block on this line can be.
func nesting(l string) int {
	lead := l[:len(l)-len(strings.TrimLeft(l, "> \t*+-0123456789.)"))]
	return strings.Count(lead, ">") + strings.Count(lead, "  ") + 2*strings.Count(lead, "\t") +
		strings.Count(lead, "* ") + strings.Count(lead, "+ ") + strings.Count(lead, "- ") +
		strings.Count(lead, ". ") + strings.Count(lead, ") ")
}

type mdRenderer struct {
	src    []byte
	lineAt []mark
	out    textBuilder
	blocks int
	title  string
	top    int // level of the heading that is the title
}

func (r *mdRenderer) line(offset int) int {
	i := sort.Search(len(r.lineAt), func(i int) bool { return r.lineAt[i].offset > offset })
	return r.lineAt[max(i-1, 0)].line
}

func (r *mdRenderer) block(n ast.Node) {
	switch n := n.(type) {
	case *ast.CodeBlock, *ast.FencedCodeBlock, *ast.ThematicBreak, *ast.LinkReferenceDefinition:
		return
	case *ast.HTMLBlock:
		r.html(n)
		return
	case *ast.Heading:
		from := r.out.b.Len()
		r.inlines(n)
		heading := strings.TrimSpace(r.out.b.String()[from:])
		r.out.blocks.add(Heading, r.out.b.String(), from)
		if r.title == "" && r.blocks == 0 || n.Level == 1 && r.top != 1 {
			r.title, r.top = heading, n.Level
		}
		r.blocks++
		return
	case *ast.Paragraph, *ast.TextBlock, *extast.TableCell:
		r.inlines(n)
		r.blocks++
		return
	}
	from := r.out.b.Len()
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		r.block(c)
	}
	switch n.(type) {
	case *ast.Blockquote:
		r.out.blocks.add(Quotation, r.out.b.String(), from)
	case *ast.ListItem:
		r.out.blocks.add(Item, r.out.b.String(), from)
	}
}

func (r *mdRenderer) inlines(n ast.Node) {
	r.inline(n)
	r.out.end()
}

func (r *mdRenderer) inline(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			value := c.Segment.Value(r.src)
			if !c.IsRaw() {
				value = util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(value)))
			}
			r.out.text(string(value), r.line(c.Segment.Start))
			if c.HardLineBreak() {
				r.out.br()
			} else if c.SoftLineBreak() {
				r.out.space = true
			}
		case *ast.String:
			r.out.text(string(c.Value), 0)
		case *ast.AutoLink:
			r.out.text(string(c.Label(r.src)), 0)
		case *ast.RawHTML:
			if s := strings.ToLower(string(c.Segments.Value(r.src))); strings.HasPrefix(s, "<br") {
				r.out.br()
			}
		case *ast.Image:
		default:
			r.inline(c)
		}
	}
}

// html keeps the words between the tags of a block of HTML.
func (r *mdRenderer) html(n *ast.HTMLBlock) {
	lines := n.Lines()
	if lines.Len() == 0 {
		return
	}
	from, to := lines.At(0).Start, lines.At(lines.Len()-1).Stop
	for p := range htmlTexts(string(r.src[from:to]), true) {
		if p.block {
			r.out.end()
			continue
		}
		r.out.text(p.text, r.line(from+p.offset))
	}
	r.out.end()
	r.blocks++
}
