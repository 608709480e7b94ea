package corpus

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbatim/quotes"
)

func TestFieldsAreUnderstoodByTheNamesThatPeopleGiveThem(t *testing.T) {
	mark := []quotes.Speaker{{Name: "Mark Twain"}}
	for _, tt := range []struct {
		name, record string
		want         quotes.Quote
		att          quotes.Attribution
	}{
		{"text and author", `{"text": "Words.", "author": "Mark Twain"}`, quotes.Quote{}, quotes.Attribution{Speakers: mark}},
		{"quote and who, in capitals", `{"QUOTE": "Words.", "Who": "Mark Twain"}`, quotes.Quote{}, quotes.Attribution{Speakers: mark}},
		{"quotation and by", `{"quotation": "Words.", "by": "Mark Twain"}`, quotes.Quote{}, quotes.Attribution{Speakers: mark}},
		{"content and name", `{"content": "Words.", "name": "Mark Twain"}`, quotes.Quote{}, quotes.Attribution{Speakers: mark}},
		{"body and said-by", `{"body": "Words.", "said-by": "Mark Twain"}`, quotes.Quote{}, quotes.Attribution{Speakers: mark}},
		{"nothing but words", `{"text": "Words."}`, quotes.Quote{}, quotes.Attribution{}},
		{"a bare text", `"Words."`, quotes.Quote{}, quotes.Attribution{}},
		{"a speaker who is null", `{"text": "Words.", "author": null}`, quotes.Quote{}, quotes.Attribution{}},
		{"a speaker who is empty", `{"text": "Words.", "author": "  "}`, quotes.Quote{}, quotes.Attribution{}},
		{"a list of speakers is a list", `{"text": "Words.", "speakers": ["A", "B"]}`, quotes.Quote{}, quotes.Attribution{Speakers: []quotes.Speaker{{Name: "A"}, {Name: "B"}}}},
		{"two names in one text are one name", `{"text": "Words.", "author": "A and B"}`, quotes.Quote{}, quotes.Attribution{Speakers: []quotes.Speaker{{Name: "A and B"}}}},
		{"speakers as objects", `{"text": "Words.", "speaker": {"name": "NIS", "role": "agency", "body": true}}`, quotes.Quote{}, quotes.Attribution{Speakers: []quotes.Speaker{{Name: "NIS", Role: "agency", Body: true}}}},
		{"a role before its speaker", `{"role": "humorist", "text": "Words.", "author": "Mark Twain"}`, quotes.Quote{}, quotes.Attribution{Speakers: []quotes.Speaker{{Name: "Mark Twain", Role: "humorist"}}}},
		{"a character speaks, the author wrote it", `{"author": "Shakespeare", "character": "Hamlet", "play": "Hamlet", "text": "Words."}`, quotes.Quote{}, quotes.Attribution{Speakers: []quotes.Speaker{{Name: "Hamlet"}}, Source: quotes.Source{Title: "Hamlet", Author: "Shakespeare"}}},
		{"source alone is the title", `{"text": "Words.", "source": "The Work"}`, quotes.Quote{}, quotes.Attribution{Source: quotes.Source{Title: "The Work"}}},
		{"source beside a title is who published it", `{"source": "The Post", "text": "Words.", "title": "The Work"}`, quotes.Quote{}, quotes.Attribution{Source: quotes.Source{Title: "The Work", Publisher: "The Post"}}},
		{"source that is an address", `{"text": "Words.", "source": "https://a.example/b"}`, quotes.Quote{}, quotes.Attribution{Source: quotes.Source{URL: "https://a.example/b"}}},
		{"source as an object", `{"text": "Words.", "source": {"title": "W", "publisher": "P", "author": "A", "date": "2020-01-02", "url": "https://a.example/", "page": 7}}`, quotes.Quote{}, quotes.Attribution{Source: quotes.Source{Title: "W", Publisher: "P", Author: "A", Published: "2020-01-02", URL: "https://a.example/", Place: "page 7"}}},
		{"a year that is a number", `{"text": "Words.", "year": 1863}`, quotes.Quote{}, quotes.Attribution{Source: quotes.Source{Published: "1863"}}},
		{"a date and its year", `{"text": "Words.", "year": 1863, "date": "November 19, 1863"}`, quotes.Quote{}, quotes.Attribution{Source: quotes.Source{Published: "1863-11-19"}}},
		{"a date that is none is shown as written", `{"text": "Words.", "date": "c. 350 BC"}`, quotes.Quote{}, quotes.Attribution{Source: quotes.Source{Published: "c. 350 BC"}}},
		{"when it was said", `{"text": "Words.", "said": "2024-05"}`, quotes.Quote{}, quotes.Attribution{Said: "2024-05"}},
		{"places in the work", `{"text": "Words.", "chapter": "4", "page": 12, "verse": "Genesis 1:1"}`, quotes.Quote{}, quotes.Attribution{Source: quotes.Source{Place: "chapter 4, page 12, Genesis 1:1"}}},
		{"tags as a list", `{"text": "Words.", "tags": ["a", "#b", "a", 3]}`, quotes.Quote{Tags: []string{"a", "b", "3"}}, quotes.Attribution{}},
		{"tags as a text", `{"text": "Words.", "category": "a, b;c|d"}`, quotes.Quote{Tags: []string{"a", "b", "c", "d"}}, quotes.Attribution{}},
		{"languages by tag and by name", `{"text": "Words.", "language": "Ukrainian"}`, quotes.Quote{Lang: "uk"}, quotes.Attribution{}},
		{"a language tag in bad form", `{"text": "Words.", "lang": "EN_us"}`, quotes.Quote{Lang: "en-US"}, quotes.Attribution{}},
		{"kind, via, context, cue", `{"text": "Words.", "kind": "Partial", "via": "Yonhap", "context": "On X.", "cue": "said"}`, quotes.Quote{}, quotes.Attribution{Kind: quotes.Partial, Via: "Yonhap", Context: "On X.", Cue: "said"}},
		{"a report that was denied", `{"text": "aid was late", "kind": "indirect", "polarity": "Denied", "context": "She denied that aid was late."}`, quotes.Quote{Words: "aid was late"}, quotes.Attribution{Kind: quotes.Indirect, Polarity: quotes.Denied, Context: "She denied that aid was late.", ContextSpans: []quotes.Span{{Start: 16, End: 28}}}},
		{"a report whose context is another text", `{"polarity": "asserted", "text": "aid was late", "kind": "indirect", "context": "On Monday."}`, quotes.Quote{Words: "aid was late"}, quotes.Attribution{Kind: quotes.Indirect, Context: "On Monday."}},
		{"the polarity of a quotation", `{"text": "Words.", "polarity": "asserted"}`, quotes.Quote{}, quotes.Attribution{}},
		{"marks around words and author", `{"text": "“Words.”", "author": "Mark Twain —", "byline": "A. Writer,"}`, quotes.Quote{}, quotes.Attribution{Speakers: mark, Source: quotes.Source{Author: "A. Writer"}}},
		{"a scope as text or number", `{"text": "Words.", "scope": 123456789012345678}`, quotes.Quote{Scope: "123456789012345678"}, quotes.Attribution{}},
		{"a scope that is null is everyone", `{"text": "Words.", "scope": null}`, quotes.Quote{}, quotes.Attribution{}},
		{"control characters and line ends", `{"text": " Words\r\nand\u0000 \u0007more.\t", "author": "Mark\n Twain"}`, quotes.Quote{Words: "Words\nand more."}, quotes.Attribution{Speakers: mark}},
		{"unknown fields become tags", `{"text": "Words.", "Mood": "sad", "stars": 5, "x": {"y": ["a", "b"]}}`, quotes.Quote{Tags: []string{"mood:sad", "stars:5", "x.y:a", "x.y:b"}}, quotes.Attribution{}},
		{"a second text is a tag", `{"quote": "Words.", "text": "other"}`, quotes.Quote{Tags: []string{"text:other"}}, quotes.Attribution{}},
		{"a link that is none becomes a tag", `{"text": "Words.", "url": "javascript:alert(1)"}`, quotes.Quote{Tags: []string{"url:javascript:alert(1)"}}, quotes.Attribution{}},
		{"a role without a speaker becomes a tag", `{"text": "Words.", "role": "king"}`, quotes.Quote{Tags: []string{"role:king"}}, quotes.Attribution{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			all, report := readFiles(t, map[string]string{"a.jsonl": tt.record})
			if len(all) != 1 {
				t.Fatalf("yielded %d, rejected %v", len(all), report.Rejections)
			}
			want := tt.want
			if want.Words == "" {
				want.Words = "Words."
			}
			want.ID = quotes.IDOf(want.Words)
			att := tt.att
			att.Status = quotes.Curated
			if att.Kind == "" {
				att.Kind = quotes.Direct
			}
			att.Source.File, att.Source.Line = "a.jsonl", 1
			want.Attributions = []quotes.Attribution{att}
			if diff := cmp.Diff(want, all[0]); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRecordsThatCannotBeQuotationsAreRejectedWithTheReason(t *testing.T) {
	for record, reason := range map[string]string{
		`{"author": "A"}`:               "no words",
		`{"text": " \t\n"}`:             "the words are empty",
		`{"text": null}`:                "no words",
		`{"text": {"html": "Words."}}`:  "the field text is no text",
		`{"text": ["not", "a string"]}`: "the field text is no text",
		`[1]`:                           "neither a text nor an object",
		`null`:                          "neither a text nor an object",
		`{"text": "W", "scope": "all"}`: "scope has to be",
		`{"text": "W", "scope": ["1"]}`: "scope has to be",
		`{"text": "W", "kind": "indirect", "polarity": "no"}`:       "polarity has to be asserted, denied, asked or conditional",
		`{"text": "W", "kind": "indirect", "polarity": ["denied"]}`: "polarity has to be",
		`{"text": "W", "polarity": "denied"}`:                       "only a report (kind indirect) can be denied",
		`{"polarity": "asked", "text": "W", "kind": "partial"}`:     "only a report (kind indirect)",
		`{"text": "W"`:                    "not valid JSON",
		`{"text": 'W'}`:                   "not valid JSON",
		strings.Repeat("[", 50_000):       "not valid JSON",
		`{"text": "` + "\xff" + `"}`:      "bytes that are no UTF-8",
		strings.Repeat("x", 70_000):       "the record is longer than 64 KiB",
		`{"text": "W"} {"text": "again"}`: "not valid JSON",
	} {
		// The list would be taken for a JSON list if it stood first.
		all, report := readFiles(t, map[string]string{"a.jsonl": `{"text": "é first"}` + "\n" + record + "\n" + `{"text": "last"}` + "\n"})
		if len(all) != 2 {
			t.Errorf("%.40s: %d were yielded", record, len(all))
		}
		matches(t, report, []lineReason{{2, reason}})
	}
}

func TestWhatIsSaidOfAFieldIsCountedAndSaidOnceAFile(t *testing.T) {
	text := strings.Repeat(`{"text": "W", "mood": "sad", "id": 7, "date": "once", "note_to_self": "`+strings.Repeat("x", 200)+`"}`+"\n", 50)
	_, report := readFiles(t, map[string]string{"a.jsonl": text, "b.jsonl": text})
	want := []string{
		"the field date holds something that is no date that can be compared: it is shown as written (in 50 records)",
		"the field mood is not known: its values became tags (in 50 records)",
		"the field id is the file's own numbering and was left out (in 50 records)",
		"the field note_to_self is not known: its values became tags (in 50 records)",
		"the field note_to_self holds a text too long for a tag: it was left out (in 50 records)",
	}
	for _, file := range []string{"a.jsonl", "b.jsonl"} {
		var have []string
		for _, n := range report.Notices {
			if n.File == file {
				have = append(have, n.Reason)
			}
		}
		if diff := cmp.Diff(want, have); diff != "" {
			t.Errorf("%s: %s", file, diff)
		}
	}
}
