package corpus

import (
	"encoding/json"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"
	"unicode/utf8"

	nethtml "golang.org/x/net/html"

	"verbatim/quotes/corpus/record"
)

var (
	jsonEscape = regexp.MustCompile(`\\(?:u[0-9a-fA-F]{4}(?:\\u[0-9a-fA-F]{4})?|[nrtbf"/\\])`)
	markupIn   = regexp.MustCompile("<[^<>]*>|[*_~=`'\\[\\]{}|^]+|\\\\")
)

// standing is everything that can be read in a file, whatever its format: the text
// as it is, and with the escapes of JSON and of HTML undone.
func standing(text string) string {
	unescaped := jsonEscape.ReplaceAllStringFunc(text, func(s string) string {
		var out string
		if json.Unmarshal([]byte(`"`+s+`"`), &out) != nil {
			return s
		}
		return out
	})
	all := text + "\n" + unescaped + "\n" + html.UnescapeString(text) + "\n" + html.UnescapeString(html.UnescapeString(unescaped))
	var shown strings.Builder
	for z := nethtml.NewTokenizer(strings.NewReader(text)); ; {
		kind := z.Next()
		if kind == nethtml.ErrorToken {
			break
		}
		if kind == nethtml.TextToken {
			shown.Write(z.Text())
		}
	}
	all += "\n" + shown.String()
	all += "\n" + record.CleanWords(all) // which leaves out control characters
	return all + "\n" + markupIn.ReplaceAllString(all, "")
}

// FuzzNothingIsReadThatDoesNotStandInTheFile holds of every format that each word of
// a quotation stands in the file, on whatever file it is tried.
func FuzzNothingIsReadThatDoesNotStandInTheFile(f *testing.F) {
	entries, err := os.ReadDir("testdata/formats")
	if err != nil {
		f.Fatal(err)
	}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join("testdata/formats", e.Name()))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(e.Name(), data)
	}
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		if name = filepath.Base(name); !utf8.ValidString(name) || strings.ContainsAny(name, "/\\\x00") || name == "." || strings.HasPrefix(strings.ToLower(filepath.Ext(name)), ".mht") || len(data) > 1<<16 {
			return
		}
		text, _, err := Decode(data, isHTML(name))
		if err != nil || strings.ContainsRune(text, '\b') {
			return // what a terminal prints over has a test of its own
		}
		all, report := readAll(t, &Reader{FS: fstest.MapFS{name: {Data: data}}})
		if report.Articles > 0 {
			return // held by what reads articles
		}
		stands := standing(text)
		for _, q := range all {
			for _, word := range strings.FieldsFunc(q.Words, func(r rune) bool { return !unicode.IsLetter(r) }) {
				if !strings.Contains(stands, word) {
					t.Errorf("%s: %q is read, in which %q does not stand in the file", name, q.Words, word)
				}
			}
		}
	})
}
