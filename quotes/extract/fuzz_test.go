package extract_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"verbatim/quotes"
	"verbatim/quotes/article"
	"verbatim/quotes/extract"
)

// FuzzSpansAreTrue holds for any bytes: every span lies inside the text, on rune
// boundaries if the text is UTF-8; segments follow one another and their words
// are the quotation's; what is served says who or at least by which cue; and
// reading twice gives the same.
func FuzzSpansAreTrue(f *testing.F) {
	files, _ := filepath.Glob("testdata/cases/*.txt")
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, c := range strings.Split(string(b), "\n== ") {
			f.Add(c)
		}
	}
	f.Add("\xff“\xfe said \xc3")
	f.Fuzz(func(t *testing.T, text string) {
		qs := extract.Extract(article.Article{Text: text, Published: "2024-05-14", Byline: "Jo"})
		valid := utf8.ValidString(text)
		check := func(what string, s quotes.Span) bool {
			if s.Start < 0 || s.End < s.Start || s.End > len(text) {
				t.Errorf("%s %v lies outside the text of %d bytes", what, s, len(text))
				return false
			}
			if valid && (!boundary(text, s.Start) || !boundary(text, s.End)) {
				t.Errorf("%s %v cuts a rune", what, s)
			}
			return true
		}
		for _, q := range qs {
			var parts []string
			last := 0
			for _, s := range q.Segments {
				if !check("segment", s) {
					return
				}
				if s.Start < last || s.Start == s.End {
					t.Errorf("segment %v is empty or stands before the end of another", s)
				}
				last = s.End
				parts = append(parts, text[s.Start:s.End])
			}
			if len(parts) == 0 || strings.Join(parts, " ") != q.Text {
				t.Errorf("the words %q are not those of the segments %q", q.Text, parts)
			}
			if q.SpeakerSpan != nil {
				check("speaker", *q.SpeakerSpan)
			}
			if (q.SpeakerSpan == nil) != (len(q.Speakers) == 0) {
				t.Errorf("speakers %v without a mention, or the reverse", q.Speakers)
			}
			if q.CueSpan != nil {
				check("cue", *q.CueSpan)
			}
			for _, s := range q.Speakers {
				if s.Name == "" {
					t.Errorf("a speaker without a name for %q", q.Text)
				}
			}
			if q.Confidence < 0 || q.Confidence > 1 || q.Status != quotes.Extracted && q.Status != quotes.Review {
				t.Errorf("confidence %v, status %q", q.Confidence, q.Status)
			}
			if len(q.Context) > 2000 {
				t.Errorf("a context of %d bytes", len(q.Context))
			}
		}
		if again := extract.Extract(article.Article{Text: text, Published: "2024-05-14", Byline: "Jo"}); !reflect.DeepEqual(qs, again) {
			t.Error("reading twice gives two results")
		}
	})
}

func boundary(s string, i int) bool { return i == len(s) || utf8.RuneStart(s[i]) }
