package article_test

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"verbatim/quotes"
	"verbatim/quotes/article"
)

func lineOf(t *testing.T, a article.Article, words string) int {
	t.Helper()
	i := strings.Index(a.Text, words)
	if i < 0 {
		t.Fatalf("%q is not in %q", words, a.Text)
	}
	return a.Line(i)
}

func parse(t *testing.T, name, text string) article.Article {
	t.Helper()
	a, err := article.Parse(t.Context(), name, text)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestPlainKeepsTheTextByteForByte(t *testing.T) {
	text := "one\n\ntwo “quoted”\nthree"
	a := article.Plain(text)
	if a.Text != text {
		t.Errorf("text is %q", a.Text)
	}
	for words, want := range map[string]int{"one": 1, "two": 3, "quoted": 3, "three": 4} {
		if got := lineOf(t, a, words); got != want {
			t.Errorf("%q is on line %d, want %d", words, got, want)
		}
	}
	if got := a.Line(len(text) + 100); got != 4 {
		t.Errorf("an offset beyond the text is on line %d", got)
	}
	if diff := cmp.Diff([]string{"title", "publisher", "date", "byline", "URL"}, a.Missing()); diff != "" {
		t.Error(diff)
	}
	if got := (article.Article{}).Line(5); got != 1 {
		t.Errorf("the line of an empty article is %d", got)
	}
}

func TestFrontMatterWinsInEveryFormat(t *testing.T) {
	const front = `---
title: 'War: "what" it costs'
publisher: The Post
author:
  - Ada Low
  - {name: Bo High}
date: May 1, 2024
url: https://post.example/war
lang: en_US
tags: war, cost
scope: 123456789012345678
draft: true
---
`
	want := article.Article{
		Title: `War: "what" it costs`, Publisher: "The Post", Byline: "Ada Low, Bo High", Published: "2024-05-01",
		URL: "https://post.example/war", Lang: "en-US", Tags: []string{"war", "cost"}, Scope: "123456789012345678",
	}
	for name, body := range map[string]string{
		"a.txt":  "The words stand here.\n",
		"a.md":   "# Another title\n\nThe words stand here.\n",
		"a.html": "<html lang=fr><title>Another title</title><meta name=author content=Nobody><p>The words stand here.</p>",
	} {
		a := parse(t, name, front+body)
		got := article.Article{Title: a.Title, Publisher: a.Publisher, Byline: a.Byline, Published: a.Published, URL: a.URL, Lang: a.Lang, Tags: a.Tags, Scope: a.Scope}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(article.Article{})); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		line := 14
		if name == "a.md" {
			line = 16
		}
		if got := lineOf(t, a, "The words"); got != line {
			t.Errorf("%s: the words are on line %d, want %d", name, got, line)
		}
	}
}

func TestFrontMatterIsReadAsPeopleWriteIt(t *testing.T) {
	for _, tt := range []struct{ name, text, title, body string }{
		{"a colon in the title", "---\ntitle: War: what it costs\n---\nBody.", "War: what it costs", "Body."},
		{"dots at the end", "---\ntitle: T\n...\nBody.", "T", "Body."},
		{"spaces after the dashes", "---  \ntitle: T\n---\t\nBody.", "T", "Body."},
		{"nothing else in the file but a name in capitals", "---\nTITLE: T\n---\nBody.", "T", "Body."},
		{"a rule, not front matter", "---\n\nBody.\n\n---\nMore.", "", "---\n\nBody.\n\n---\nMore."},
		{"a list, not front matter", "---\n- a\n- b\n---\nBody.", "", "---\n- a\n- b\n---\nBody."},
		{"never closed", "---\ntitle: T\n\nBody.", "", "---\ntitle: T\n\nBody."},
		{"an alias is not unfolded", "---\nx: &x [a, b]\ntitle: T\nauthor: *x\n---\nBody.", "T", "Body."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := parse(t, "a.txt", tt.text)
			if a.Title != tt.title || a.Text != tt.body {
				t.Errorf("title %q, text %q", a.Title, a.Text)
			}
		})
	}
}

func TestPlainTextHasATitleOnlyWhenNothingElseCanBeMeant(t *testing.T) {
	const body = "\n\nThe board voted on Thursday to move the lighthouse, and nobody was surprised.\n"
	for _, tt := range []struct{ name, text, want string }{
		{"a heading alone", "Board votes to move lighthouse" + body, "Board votes to move lighthouse"},
		{"a question", "Who moved the lighthouse?" + body, "Who moved the lighthouse?"},
		{"underlined", "Lighthouse\n==========\nThe board voted.", "Lighthouse"},
		{"a sentence", "The board voted on Thursday." + body, ""},
		{"no blank line", "Board votes to move lighthouse\nThe board voted on Thursday.", ""},
		{"a salutation", "Dear members of the board," + body, ""},
		{"a byline", "By Maud Ellery" + body, ""},
		{"a date", "Monday, March 14, 2024" + body, ""},
		{"quoted", "“We will move it now”" + body, ""},
		{"two words", "Breaking news" + body, ""},
		{"lower case", "board votes to move lighthouse" + body, ""},
		{"above a list", "Board votes to move lighthouse\n\n- yes\n- no", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := parse(t, "a.txt", tt.text).Title; got != tt.want {
				t.Errorf("title is %q, want %q", got, tt.want)
			}
		})
	}
}

func TestBylineAndDateAreReadFromTheFirstLines(t *testing.T) {
	for _, tt := range []struct {
		first, byline string
		date          quotes.Date
	}{
		{"By Maud Ellery", "Maud Ellery", ""},
		{"BY MAUD ELLERY", "MAUD ELLERY", ""},
		{"by Maud Ellery and Owen van der Strand", "Maud Ellery and Owen van der Strand", ""},
		{"By Maud Ellery, Staff Writer", "Maud Ellery", ""},
		{"By Maud Ellery | May 1, 2024", "Maud Ellery", "2024-05-01"},
		{"Written by: Maud Ellery", "Maud Ellery", ""},
		{"By Maud Ellery and Owen Strand, Political Correspondents", "Maud Ellery and Owen Strand", ""},
		{"May 1, 2024", "", "2024-05-01"},
		{"Published on 1 May 2024 at 10:30 am", "", "2024-05-01"},
		{"Wednesday, May 1, 2024", "", "2024-05-01"},
		{"LONDON, Sept. 3, 2019 (Wire) - The board", "", "2019-09-03"},
		{"Updated May 1, 2024", "", ""},
		{"By Friday the board had voted", "", ""},
		{"By Maud Ellery said the book was hers", "", ""},
		{"On May 1, 2024 the board voted", "", ""},
		{"May 1, 2024 was the day on which the board voted to move the lighthouse", "", ""},
	} {
		a := parse(t, "a.txt", tt.first+"\n\nThe board voted.\n")
		if a.Byline != tt.byline || a.Published != tt.date {
			t.Errorf("%q gives byline %q and date %q, want %q and %q", tt.first, a.Byline, a.Published, tt.byline, tt.date)
		}
	}
}

func TestKoreanBylineDateAndPublisher(t *testing.T) {
	for _, tt := range []struct {
		first, last, byline, publisher string
		date                           quotes.Date
	}{
		{"입력 2024.03.01 10:20", "", "", "", "2024-03-01"},
		{"2024년 3월 1일", "", "", "", "2024-03-01"},
		{"기사입력 2024. 3. 1. 오전 9:00", "", "", "", "2024-03-01"},
		{"(서울=연합뉴스) 임정훈 기자 = 다리가 다시 열렸다.", "", "임정훈", "연합뉴스", ""},
		{"[나루신문 임정훈 기자] 다리가 다시 열렸다.", "", "임정훈", "나루신문", ""},
		{"임정훈 선임기자", "", "임정훈", "", ""},
		{"다리가 다시 열렸다.", "임정훈 기자 im@naru.example", "임정훈", "", ""},
		{"2024년 3월 1일 다리가 열렸다고 시청은 말했고 사람들은 강가에 모여 배를 기다리며 노래를 불렀다.", "", "", "", ""},
		{"임정훈 기자는 다리가 열렸다고 말했다.", "", "", "", ""},
	} {
		a := parse(t, "a.txt", tt.first+"\n\n다리가 열렸다.\n\n"+tt.last)
		if a.Byline != tt.byline || a.Published != tt.date || a.Publisher != tt.publisher {
			t.Errorf("%q gives byline %q, publisher %q, date %q", tt.first, a.Byline, a.Publisher, a.Published)
		}
	}
}

func TestMarkdownIsReadAsItsWords(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"paragraphs and soft breaks", "One\ntwo.\n\nThree.", "One two.\n\nThree."},
		{"a hard break", "One  \ntwo.", "One\ntwo."},
		{"headings", "# Title\n\nText.\n\nUnder\n-----\nMore.", "Title\n\nText.\n\nUnder\n\nMore."},
		{"emphasis, code, links", "*One* **two** `three` [four](http://x) <http://y.example>", "One two three four http://y.example"},
		{"images are no words", "A ![picture “of”](p.png) here.", "A here."},
		{"lists", "- one\n- two\n  more\n\n1. three", "one\n\ntwo more\n\nthree"},
		{"a block quote's text is kept", "> One\n> two.\n>\n> Three.\n\nFour.", "One two.\n\nThree.\n\nFour."},
		{"code blocks are dropped", "One.\n\n    code “x”\n\n```go\ncode \"y\"\n```\n\nTwo.", "One.\n\nTwo."},
		{"entities and escapes", "R&amp;D &ldquo;x&rdquo; \\*not\\* &#8220;y&#8221;", "R&D “x” *not* “y”"},
		{"HTML inside", "One <b>two</b><br>three.\n\n<div>\n<p>“Four,” said <i>Ann</i>.</p>\n<script>no</script>\n</div>\n\nFive.", "One two\nthree.\n\n“Four,” said Ann.\n\nFive."},
		{"tables", "| a | b |\n|---|---|\n| “c” | d |", "a\n\nb\n\n“c”\n\nd"},
		{"a rule", "One.\n\n---\n\nTwo.", "One.\n\nTwo."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, parse(t, "a.md", tt.in).Text); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMarkdownKnowsItsLinesAndTitle(t *testing.T) {
	a := parse(t, "a.MARKDOWN", "# The *title*\n\nBy Ann Low\n\nFirst\nsecond\n\n> third\n> fourth\n\n- fifth\n")
	for words, want := range map[string]int{"First": 5, "second": 6, "third": 8, "fourth": 9, "fifth": 11} {
		if got := lineOf(t, a, words); got != want {
			t.Errorf("%q is on line %d, want %d", words, got, want)
		}
	}
	if a.Title != "The title" || a.Byline != "Ann Low" {
		t.Errorf("title %q, byline %q", a.Title, a.Byline)
	}
	for text, want := range map[string]string{
		"Text.\n\n# Late title\n\nText.":            "Late title",
		"## First heading\n\nText.":                 "First heading",
		"## Section\n\nText.\n\n# Title\n\nText.\n": "Title",
		"Text.\n\n## Section\n\nText.":              "",
	} {
		if got := parse(t, "a.md", text).Title; got != want {
			t.Errorf("%q has the title %q, want %q", text, got, want)
		}
	}
}

func TestHTMLIsReadAsItsWords(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"blocks and inline elements", "<p>One <b>tw</b>o.<p>Three.", "One two.\n\nThree."},
		{"white space", "<p>One\n  two&nbsp;three</p>", "One two three"},
		{"line breaks", "<p>One<br>two<br><br>three</p>", "One\ntwo\n\nthree"},
		{"q elements get the marks that browsers set", "<p>He said <q>it is <q>so</q></q>.</p>", "He said “it is ‘so’”."},
		{"soft hyphens", "<p>quo&shy;ta&#8203;tion</p>", "quotation"},
		{"scripts, styles, forms", "<p>One.</p><script>“no”</script><style>no</style><form><p>no</p></form><p>Two.</p>", "One.\n\nTwo."},
		{"hidden elements", "<p>One.</p><p hidden>no</p><p style='display: none'>no</p><p aria-hidden=true>no</p>", "One."},
		{"words that are crossed out", "<p>One <del>no</del><s>no</s> <strike>no</strike>two.</p>", "One two."},
		{"links to other articles", "<p>One.<p><a>MAYOR CAUGHT IN FLOOD OF SALT</a><p><strong>Read more: <a>The mayor and the flood</a></strong><p>Two, <a>three and four</a>.<p>MAYOR CAUGHT IN FLOOD OF SALT", "One.\n\nTwo, three and four.\n\nMAYOR CAUGHT IN FLOOD OF SALT"},
		{"a card that opens over a name", "<p>Ada <span class=rollover-people><a>Lamb</a><span class=rollover-people-block>no</span></span> left. It rained.</p>", "Ada Lamb left. It rained."},
		{"a transcript", "<dl><dt>SMITH:</dt><dd>Yes.</dd><dt>LOW:</dt><dd>No.</dd></dl>", "SMITH: Yes.\n\nLOW: No."},
		{"comments in the source", "<p>One<!-- no --> two.</p>", "One two."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, parse(t, "a.html", tt.in).Text); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAPaywallAroundTheArticleIsNoFurniture(t *testing.T) {
	paragraph := func(words string) string {
		return "<p>" + words + strings.Repeat(" and the tide went out over the flats as it does", 4) + ".</p>"
	}
	page := "<article><h1>Tides</h1><div class='pmc-paywall'>" + paragraph("One") + paragraph("Two") + paragraph("Three") + "</div></article>" +
		"<div class='share-bar'><p>Share this</p></div>" +
		"<section class=comments>" + paragraph("No") + paragraph("No") + paragraph("No") + paragraph("No") + "</section>"
	text := parse(t, "a.html", page).Text
	for _, words := range []string{"One and", "Two and", "Three and"} {
		if !strings.Contains(text, words) {
			t.Errorf("%q is not in %q", words, text)
		}
	}
	for _, words := range []string{"No and", "Share"} {
		if strings.Contains(text, words) {
			t.Errorf("%q is in %q", words, text)
		}
	}
}

func TestADateThatTheSystemDidNotHaveIsNone(t *testing.T) {
	for _, date := range []string{"0001-01-01 00:00:00Z", "1970-01-01T00:00:00Z"} {
		page := `<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Tides", "datePublished": "` + date + `"}</script>` +
			`<meta property="article:published_time" content="` + date + `"><p>One.</p><time itemprop=datePublished content="` + date + `" datetime="` + date + `">`
		if got := parse(t, "a.html", page).Published; got != "" {
			t.Errorf("%s is published on %s", date, got)
		}
	}
}

func TestAPageThatIsTooLargeOrTooDeepIsStillRead(t *testing.T) {
	const words = "<p>“Either we move it,” said Agnes Holloway.</p>\n"
	for name, text := range map[string]string{
		"deep":  strings.Repeat("<div>", 5000) + words,
		"large": strings.Repeat("<p>The sea was calm on that day, and nobody said a word about it.</p>\n", 130_000) + words,
	} {
		a := parse(t, "a.html", text)
		if !strings.Contains(a.Text, "“Either we move it,” said Agnes Holloway.") {
			t.Errorf("%s: the words are lost", name)
		}
		if got, want := lineOf(t, a, "Either"), strings.Count(text, "\n"); got != want {
			t.Errorf("%s: the words are on line %d, want %d", name, got, want)
		}
	}
}

func TestMarkdownThatWouldTakeForeverIsReadAsPlainText(t *testing.T) {
	for name, text := range map[string]string{
		"links":  "He said “yes”. " + strings.Repeat("[a](", 200_000),
		"quotes": strings.Repeat(">", 200_000) + " He said “yes”.",
		"lists":  strings.Repeat(strings.Repeat(" ", 400)+"- He said “yes”.\n", 1000),
	} {
		if a := parse(t, "a.md", text); a.Text != text {
			t.Errorf("%s: not read as plain text", name)
		}
	}
}

func TestAFileWithoutTextIsAnError(t *testing.T) {
	for name, text := range map[string]string{
		"a.txt":  " \n—\n",
		"b.md":   "```\ncode\n```\n",
		"c.html": "<html><head><title>T</title></head><body><script>x</script></body></html>",
		"d.txt":  "---\ntitle: T\n---\n",
		"e.txt":  "",
	} {
		if a, err := article.Parse(t.Context(), name, text); !errors.Is(err, article.ErrEmpty) {
			t.Errorf("%s: %+v, %v", name, a, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("a.txt", "---\ntitle: T\n---\nOne.\n\n“Two,” said Ann Low.")
	f.Add("a.md", "# T\n\n> *One*\n\n- [two](x)\n\n<b>three</b> &amp; \\* `x`\n")
	f.Add("a.html", "<title>T</title><meta property=og:title content=U><script type=application/ld+json>{\"@type\":\"NewsArticle\",\"author\":[{\"name\":\"A\"}]}</script><p>One <q>two</q><dl><dt>A:<dd>b")
	f.Fuzz(func(t *testing.T, name, text string) {
		if !utf8.ValidString(text) || strings.ContainsRune(text, '\r') {
			return // decoded before
		}
		a, err := article.Parse(t.Context(), name, text)
		if err != nil {
			if !errors.Is(err, article.ErrEmpty) {
				t.Fatal(err)
			}
			return
		}
		if !utf8.ValidString(a.Text) {
			t.Errorf("the text is not UTF-8: %q", a.Text)
		}
		lines := strings.Count(text, "\n") + 1
		for i := range a.Text {
			if l := a.Line(i); l < 1 || l > lines {
				t.Fatalf("offset %d is on line %d of %d", i, l, lines)
			}
		}
		if again, _ := article.Parse(t.Context(), name, text); !reflect.DeepEqual(a, again) {
			t.Error("two readings differ")
		}
	})
}

// endsAfter is a context that is done when it was asked so often.
type endsAfter struct {
	context.Context
	left, late int // how often it is asked until then, and was asked after it
}

func (c *endsAfter) Err() error {
	if c.left > 0 {
		c.left--
		return nil
	}
	c.late++
	return context.Canceled
}

// A page with too many tags for a tree is read piece by piece, twice; a smaller one is
// set beside its source.
func TestParseEndsWithItsContext(t *testing.T) {
	const never = 1 << 40
	for _, c := range []struct {
		page        string
		asked, ends int // how often at the least, and at how many places it is ended
	}{
		{strings.Repeat("<p>A ", 400_001), 3 * 400_000, 2},
		{strings.Repeat("<p>A bridge in Springfield will close, the mayor said. ", 200), 2 * 200, 20},
	} {
		whole := &endsAfter{Context: t.Context(), left: never}
		if _, err := article.Parse(whole, "page.html", c.page); err != nil {
			t.Fatal(err)
		}
		asked := never - whole.left
		if asked < c.asked {
			t.Errorf("asked %d times in a page of %d bytes", asked, len(c.page))
		}
		for i := range c.ends {
			ctx := &endsAfter{Context: t.Context(), left: i * asked / c.ends}
			if _, err := article.Parse(ctx, "page.html", c.page); !errors.Is(err, context.Canceled) || ctx.late > 8 {
				t.Errorf("%v after %d of %d questions, and asked %d times more", err, i*asked/c.ends, asked, ctx.late)
			}
		}
	}
}
