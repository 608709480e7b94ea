package corpus

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"verbatim/quotes/article"
	"verbatim/quotes/extract"
	"verbatim/quotes/language"
)

// Unread is how many articles are in a language that is not read for quotations.
type Unread struct {
	Tag      string `json:"tag"`      // BCP 47; "und" for one that is not known
	Language string `json:"language"` // its English name
	Articles int    `json:"articles"`
}

// unread counts an article in the language of a tag.
func (r *Report) unread(tag string) {
	i := slices.IndexFunc(r.Unread, func(u Unread) bool { return u.Tag == tag })
	if i < 0 {
		i = len(r.Unread)
		r.Unread = append(r.Unread, Unread{Tag: tag, Language: language.Name(tag)})
	}
	r.Unread[i].Articles++
	slices.SortFunc(r.Unread, func(a, b Unread) int {
		return cmp.Or(b.Articles-a.Articles, cmp.Compare(a.Language, b.Language))
	})
}

// lines are the languages of an article, line by line: paragraphs, or parts of
// them where the text is broken to a width.
type lines struct {
	starts []int
	tags   []string
	main   string // of most of the text; "" when it cannot be told
}

func languagesOf(a article.Article) lines {
	var l lines
	var texts []string
	at := 0
	for text := range strings.Lines(a.Text) {
		l.starts = append(l.starts, at)
		texts = append(texts, text)
		at += len(text)
	}
	l.tags = language.Paragraphs(texts)
	sizes := map[string]int{}
	for i, tag := range l.tags {
		if tag == "" {
			continue
		}
		if sizes[tag] += len(texts[i]); sizes[tag] > sizes[l.main] {
			l.main = tag
		}
	}
	return l
}

// at returns the language of the line in which an offset of the text stands.
func (l lines) at(offset int) string {
	i := sort.SearchInts(l.starts, offset+1) - 1
	if i < 0 {
		return ""
	}
	return l.tags[i]
}

// NotRead returns the tag of the language of an article that is not read for
// quotations, or "".
func NotRead(a article.Article) string { return notRead(a, languagesOf(a)) }

// notRead does what [NotRead] does. What the text is written in counts before what the page says that it is.
func notRead(a article.Article, l lines) string {
	tag := language.Base(cmp.Or(l.main, a.Lang))
	if extract.Reads(tag) {
		return ""
	}
	return tag
}
