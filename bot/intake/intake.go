// Package intake brings articles and files of quotations into the corpus.
//
// What moderators bring is a [File]: a page as it came ([Page]), or an attachment
// ([Attachment]). It is read the way the corpus reads it ([Read]), so that they see
// what would come of it, and lies in the data folder, where nothing reads it, until
// they say yes or no ([Waiting]). Then it goes into the folder imported of the corpus
// folder ([File.Put]), as a file like any other: that it came this way is of no
// further account.
package intake

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html/charset"

	"verbatim/bot/fetch"
	"verbatim/quotes/article"
	"verbatim/quotes/corpus"
)

// Folder is where in the corpus folder everything goes.
const Folder = "imported"

// Why something is not taken, or not put into the corpus.
var (
	// ErrNoArticle: there is no article in it.
	ErrNoArticle = errors.New("there is no article in it")
	// ErrUnknownKind: the corpus reads no files with this ending.
	ErrUnknownKind = errors.New("not a kind of file that is read")
	// ErrNothing: there is no quotation in it.
	ErrNothing = errors.New("there is no quotation in it")
	// ErrNoFolder: there is no corpus folder, but the starter corpus.
	ErrNoFolder = errors.New("there is no corpus folder")
	// ErrCannotWrite: the corpus folder cannot be written to, or what is there already
	// cannot be read.
	ErrCannotWrite = errors.New("the corpus folder cannot be written to")
	// ErrChanged: what the file was compared with has changed since.
	ErrChanged = errors.New("the file in the corpus has changed since it was compared")
	// ErrGone: it does not wait any more.
	ErrGone = errors.New("it does not wait any more")
)

// File is what is to come into the corpus.
type File struct {
	// Name is that of the file in [Folder]. It has a hash in it: of where an article
	// lies, so that the same one has the same name, and of what is in any other file,
	// so that no two share a name.
	Name string
	URL  string // where an article was found; "" where nothing tells
	Data []byte
}

// Path is where the file is in the corpus folder, with slashes.
func (f File) Path() string { return path.Join(Folder, f.Name) }

// IsArticle reports whether the corpus may read the file as an article.
func (f File) IsArticle() bool { return slices.Contains(articleEndings, path.Ext(f.Name)) }

// The endings of files that the corpus reads. One of text may be of fortunes.
var (
	articleEndings = []string{".html", ".htm", ".xhtml", ".md", ".markdown", ".txt", ".text"}
	recordEndings  = []string{".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".tab", ".yaml", ".yml", ".fortune", ".fortunes"}
)

// Page makes a file of a page of the web. It stays as it came but for two things. A
// page that does not say where it lies gets that written into it, the way browsers do
// when they save one; and one whose encoding only the server named is written in UTF-8.
// The error wraps [ErrNoArticle].
func Page(ctx context.Context, p fetch.Page) (File, error) {
	ending := map[string]string{"text/plain": ".txt", "text/markdown": ".md", "text/x-markdown": ".md"}[p.Type]
	if given := strings.ToLower(path.Ext(p.Name)); ending == ".txt" && (given == ".md" || given == ".markdown") {
		ending = ".md"
	}
	if ending == "" {
		ending = ".html"
	}
	f := File{URL: p.URL, Data: decoded(p, ending == ".html")}
	a, err := readArticle(ctx, "page"+ending, f.Data)
	if err != nil {
		return File{}, err
	}
	if a.URL == "" {
		f.Data = addressed(f.Data, ending == ".html", p.URL)
	}
	u, err := url.Parse(p.URL)
	if err != nil {
		return File{}, fmt.Errorf("naming a page: %w", err)
	}
	last := strings.TrimSuffix(p.Name, path.Ext(p.Name))
	f.Name = fileName(ending, hashOf([]byte(p.URL)), hostName(u.Hostname()), either(slug(a.Title), slug(last)))
	return f, nil
}

// Attachment makes a file of one that somebody attached, named as it was there. The
// error wraps [ErrUnknownKind], or [ErrNoArticle] where only an article is wanted.
func Attachment(ctx context.Context, p fetch.Page, onlyArticles bool) (File, error) {
	ending := strings.ToLower(path.Ext(p.Name))
	f := File{Data: p.Data}
	key := p.Data
	switch {
	case slices.Contains(articleEndings, ending):
		if a, err := readArticle(ctx, p.Name, p.Data); err == nil && a.URL != "" {
			f.URL = a.URL
			key = []byte(a.URL)
		} else if err != nil && onlyArticles {
			return File{}, err
		}
	case onlyArticles:
		return File{}, fmt.Errorf("%w: its ending is %q", ErrNoArticle, ending)
	case !slices.Contains(recordEndings, ending):
		return File{}, fmt.Errorf("%w: %q", ErrUnknownKind, ending)
	}
	f.Name = fileName(ending, hashOf(key), slug(strings.TrimSuffix(p.Name, path.Ext(p.Name))))
	return f, nil
}

func readArticle(ctx context.Context, name string, data []byte) (article.Article, error) {
	a, err := corpus.ReadArticle(ctx, name, data)
	if err != nil {
		return a, fmt.Errorf("%w: %w", ErrNoArticle, err)
	}
	return a, nil
}

// decoded returns a page in UTF-8 if it would be read otherwise than the server says:
// HTTP goes before what a page says of itself
// (https://html.spec.whatwg.org/#determining-the-character-encoding).
func decoded(p fetch.Page, html bool) []byte {
	enc, name := charset.Lookup(p.Charset)
	if enc == nil || name == "utf-8" {
		return p.Data
	}
	out, err := enc.NewDecoder().Bytes(p.Data)
	if err != nil {
		return p.Data
	}
	asServed, _, errServed := corpus.Decode(out, html)
	asItIs, _, errItself := corpus.Decode(p.Data, html)
	if errServed != nil || errItself == nil && asServed == asItIs {
		return p.Data
	}
	return out
}

// addressed writes into an article where it lies.
func addressed(data []byte, html bool, address string) []byte {
	if head := data[:min(len(data), 2)]; bytes.ContainsAny(head, "\x00") || bytes.Equal(head, []byte("\xff\xfe")) || bytes.Equal(head, []byte("\xfe\xff")) {
		// UTF-16, beside which nothing can be written in ASCII.
		if text, _, err := corpus.Decode(data, html); err == nil {
			data = []byte(text)
		}
	}
	rest, mark := bytes.CutPrefix(data, []byte("\xef\xbb\xbf"))
	var out []byte
	if mark {
		out = data[:3:3]
	}
	switch head, body, _ := bytes.Cut(rest, []byte("\n")); {
	case html:
		// Two dashes would end the comment.
		address = strings.ReplaceAll(address, "--", "-%2D")
		out = fmt.Appendf(out, "<!-- saved from url=(%04d)%s -->\n", len(address), address)
	case string(bytes.TrimRight(head, " \t\r")) == "---" && frontEnd.Match(body):
		out = fmt.Appendf(out, "---\nurl: %s\n", address)
		rest = body
	default:
		out = fmt.Appendf(out, "---\nurl: %s\n---\n", address)
	}
	return append(out, rest...)
}

// frontEnd is the end of front matter.
var frontEnd = regexp.MustCompile(`(?m)^(?:---|\.\.\.)[ \t\r]*$`)

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:5])
}

// fileName is short, and the same everywhere: no file system folds its letters or
// lacks them.
func fileName(ending, hash string, parts ...string) string {
	var name []string
	for _, part := range append(parts, hash) {
		if part != "" {
			name = append(name, part)
		}
	}
	return strings.Join(name, "-") + ending
}

// hostName keeps of a host's name the last 60 characters that every file system takes.
func hostName(host string) string {
	host = strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '.' || r == '-' {
			return r
		}
		return '-'
	}, strings.TrimPrefix(strings.ToLower(host), "www."))
	return strings.Trim(host[max(0, len(host)-60):], ".-")
}

// slug keeps of a title the letters and digits of ASCII, at most 60 of them.
func slug(s string) string {
	const longest = 60
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !('a' <= r && r <= 'z' || '0' <= r && r <= '9') })
	out := ""
	for _, w := range words {
		if out != "" {
			w = "-" + w
		}
		if len(out)+len(w) > longest {
			break
		}
		out += w
	}
	return out
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
