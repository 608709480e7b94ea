package article_test

import (
	"fmt"
	"strings"
	"testing"

	"verbatim/quotes/article"
)

// What marks blocks in a file is kept as stretches of the text, whatever the text
// looks like: a cite lies inside its quotation, wherever the page sets it.
func TestBlocksAreStretchesOfTheText(t *testing.T) {
	const quotation = "<p>She wrote it in one night, with the window open, and sent it off.</p>"
	for _, c := range []struct{ name, file, source, want string }{
		{"a cite", "a.html", quotation + "<blockquote><p>It rained.</p><cite>Jo Miles</cite></blockquote>", "quotation It rained.~~Jo Miles|cite Jo Miles"},
		{"a footer", "a.html", quotation + "<blockquote>It rained.<footer>— Jo Miles</footer></blockquote>", "quotation It rained.~~— Jo Miles|cite — Jo Miles"},
		{"a caption", "a.html", quotation + "<figure><blockquote>It rained.</blockquote><figcaption>Jo Miles</figcaption></figure>", "quotation It rained.~~Jo Miles|cite Jo Miles"},
		{"a cite outside of a quotation is a title", "a.html", quotation + "<p>See <cite>The Rain</cite>.</p>", ""},
		{"a picture's caption", "a.html", quotation + "<figure><img src=a.png><figcaption>Jo Miles</figcaption></figure>", ""},
		{"headings and lists", "a.html", "<h2>Said in May</h2>" + quotation + "<ul><li>It rained.</li><li>It <b>poured</b>.</li></ul>", "heading Said in May|item It rained.|item It poured."},
		{"Markdown", "a.md", "# Said in May\n\n> It rained.\n>\n> — Jo Miles\n\n* It *poured*.\n", "heading Said in May|quotation It rained.~~— Jo Miles|item It poured."},
		{"plain text", "a.txt", "> It rained.\n\n* It poured.", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, err := article.Parse(t.Context(), c.file, c.source)
			if err != nil {
				t.Fatal(err)
			}
			names := map[article.BlockKind]string{article.Heading: "heading", article.Item: "item", article.Quotation: "quotation", article.Cite: "cite"}
			var got []string
			for _, b := range a.Blocks {
				got = append(got, fmt.Sprintf("%s %s", names[b.Kind], strings.ReplaceAll(a.Text[b.Start:b.End], "\n", "~")))
			}
			if s := strings.Join(got, "|"); s != c.want {
				t.Errorf("got  %q\nwant %q", s, c.want)
			}
		})
	}
}
