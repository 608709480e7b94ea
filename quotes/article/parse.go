package article

import (
	"context"
	"fmt"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Parse reads a decoded file (UTF-8, LF line ends). The ending of its name says
// what it is: .md and .markdown are Markdown, .html and .htm are HTML, anything
// else is plain text. YAML front matter is honoured in each and wins over what
// the page itself says. The error wraps [ErrEmpty] when no text is left, and that of
// ctx, which is asked between the pieces of a page.
func Parse(ctx context.Context, name, text string) (Article, error) {
	front, rest, line := frontMatter(text)
	var a Article
	var found facts
	switch strings.ToLower(path.Ext(name)) {
	case ".md", ".markdown":
		a, found = parseMarkdown(rest)
	case ".html", ".htm", ".xhtml":
		a, found = parseHTML(ctx, rest)
	default:
		a, found = parsePlain(rest)
	}
	if err := ctx.Err(); err != nil {
		return Article{}, fmt.Errorf("reading %s: %w", path.Base(name), err)
	}
	if !strings.ContainsFunc(a.Text, isLetter) {
		return Article{}, fmt.Errorf("reading %s: %w", path.Base(name), ErrEmpty)
	}
	for i := range a.lines {
		a.lines[i].line += line - 1
	}
	f := front.or(found)
	a.Title, a.Publisher, a.Byline = f.title, f.publisher, f.byline
	a.Published, a.URL, a.Lang = f.published, f.url, f.lang
	a.Tags, a.Scope = f.tags, f.scope
	return a, nil
}

func parsePlain(text string) (Article, facts) {
	f := fromText(text, "")
	f.title = headingOf(text)
	return Plain(text), f
}

func isLetter(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

func startsUpper(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r) || unicode.IsDigit(r) || unicode.Is(unicode.Lo, r)
}
