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
	f.Add("The reason, according to the Marlow aide,\nwas kept from the council.") // nothing follows the cue
	f.Fuzz(func(t *testing.T, text string) {
		qs := extract.Of(article.Article{Text: text, Published: "2024-05-14", Byline: "Jo"})
		for _, q := range qs {
			checkQuotation(t, text, q)
		}
		if again := extract.Of(article.Article{Text: text, Published: "2024-05-14", Byline: "Jo"}); !reflect.DeepEqual(qs, again) {
			t.Error("reading twice gives two results")
		}
	})
}

// checkQuotation holds for every quotation of any text.
func checkQuotation(t *testing.T, text string, q extract.Quotation) {
	t.Helper()
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
	checkContext(t, text, q)
}

// checkContext holds for every quotation: its context stands in the text, and the
// spans of a report mark in it what its segments mark in the text.
func checkContext(t *testing.T, text string, q extract.Quotation) {
	t.Helper()
	if !strings.Contains(text, q.Context) {
		t.Errorf("the context %q does not stand in the text", q.Context)
	}
	if q.Polarity != quotes.Asserted && q.Kind != quotes.Indirect {
		t.Errorf("polarity %q of a quotation of kind %s", q.Polarity, q.Kind)
	}
	if len(q.ContextSpans) == 0 {
		return
	}
	if q.Kind != quotes.Indirect || len(q.ContextSpans) != len(q.Segments) {
		t.Errorf("%d spans in the context of %d segments, kind %s", len(q.ContextSpans), len(q.Segments), q.Kind)
		return
	}
	for i, c := range q.ContextSpans {
		if s := q.Segments[i]; c.Start < 0 || c.End > len(q.Context) || c.Start >= c.End || q.Context[c.Start:c.End] != text[s.Start:s.End] {
			t.Errorf("span %v of the context is not the segment %q", c, text[s.Start:s.End])
		}
	}
}

// TestWordsContextAndSpansAgree checks every quotation of the cases and, where
// they are, of the annotated articles; a report's words lie whole in the sentence
// that is shown with them unless it is cut short.
func TestWordsContextAndSpansAgree(t *testing.T) {
	var texts []string
	files, _ := filepath.Glob("testdata/cases/*.txt")
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range parseCases(t, string(b)) {
			texts = append(texts, c.art.Text)
		}
	}
	for _, name := range []string{"dev.jsonl", "train.jsonl.gz"} {
		if _, err := os.Stat(shared + "polnear/" + name); err == nil {
			for _, d := range readGold(t, name) {
				texts = append(texts, d.Text)
			}
		}
	}
	reports, placed := 0, 0
	for _, text := range texts {
		for _, q := range extract.Of(article.Article{Text: text}) {
			var parts []string
			for _, s := range q.Segments {
				parts = append(parts, text[s.Start:s.End])
			}
			if strings.Join(parts, " ") != q.Text {
				t.Errorf("the words %q are not those of the segments %q", q.Text, parts)
			}
			checkContext(t, text, q)
			if q.Kind == quotes.Indirect {
				reports++
				placed += b2i(len(q.ContextSpans) > 0)
			}
		}
	}
	if reports == 0 || placed*10 < reports*9 {
		t.Errorf("%d of %d reports have their place in the sentence", placed, reports)
	}
}

func boundary(s string, i int) bool { return i == len(s) || utf8.RuneStart(s[i]) }
