package extract_test

import (
	"bytes"
	"compress/gzip"
	"strings"
	"testing"

	"verbatim/quotes"
	"verbatim/quotes/extract"
)

func TestRecipesCutTextsOutOfFiles(t *testing.T) {
	for _, c := range []struct{ recipe, file, want string }{
		{"", "One.\nTwo.\n\n\n", "One.\nTwo.\n"},
		{"bom | lf | bytes 4-8", "\ufeffOne\r\nTwo.\r\nThree", "Two.\n"},
		{"lines 4;1-2", "a\nb\nc\nd", "d\na b\n"},
		{"paras 1-3 | unwrap", "a\n\nb\n  c\n \n\nd\n\ne", "b c\n\nd\n"},
		{"lines2paras", "a\n b\n\nc", "a\n\nb\n\nc\n"},
		{`from "b" | after "b" | upto "e"`, "abcdef", "cd\n"},
		{`start "b" | through "c"`, "b bcd", "bc\n"},
		{`sub "(?m)^([0-9])\\." "$1"`, "1. a\n2. b", "1 a\n2 b\n"},
		{"decode latin-1", "caf\xe9", "café\n"},
		{"decode cp1252", "\x93Yes\x94", "“Yes”\n"},
		{`json .a[1]["b-c"] | strip`, `{"a": [0, {"b-c": " d\n"}]}`, "d\n"},
		{"csv who what 1-2", "who,what\nAnn,a\nJoe,\"b, c\"\n", "Joe: b, c\n"},
		{"html head", "<head><p>no</p></head><p>A  &amp;\nb<br>c</p><script>no</script><div>d</div>", "A & b\nc\n\nd\n"},
		{"tei 1-2", "<TEI><p>no</p><body><p>a</p><p>b <hi>c</hi>\nd</p></body></TEI>", "b c d\n"},
		{"wmt two 2;1", `<x><doc id="one"/><doc id="two"><src><seg>a</seg><seg>b</seg></src><ref><seg>c</seg></ref></doc></x>`, "b\na\n"},
		{"conllu s 1,2;4", "# sent_id = s1\n# text = a\n# sent_id = s2\n# text = b\n# sent_id = s4\n# text = d\n", "a b\nd\n"},
		{"guardian 0-1", `export const A = { webTitle: 'T', blocks: [{ elements: [{ _type: 'x.TextBlockElement', html: '<p>It\'s \u00e9</p>' }, { _type: 'x.Other', n: -1 }] }] };`, "T\n\nIt's é\n"},
	} {
		got, err := cut(c.file, c.recipe)
		if err != nil || got != c.want {
			t.Errorf("%s: %q (%v), want %q", c.recipe, got, err, c.want)
		}
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write([]byte("a"))
	_ = z.Close()
	if got, err := cut(packed.String(), "gunzip"); err != nil || got != "a\n" {
		t.Errorf("gunzip: %q (%v)", got, err)
	}
	for _, recipe := range []string{"melt", `from "z"`, "lines 9", "bytes 9-12", "json .z", "zip z", "xlsx 0 0", "tei 9-12", "wmt z 1"} {
		if got, err := cut("abc", recipe); err == nil {
			t.Errorf("%s cut %q out of what does not have it", recipe, got)
		}
	}
}

func TestServedQuotationsAreJudgedByTheirLabels(t *testing.T) {
	const text = `“The bridge is closed to everyone,” Jane Smith said. She called it “a shame and a scandal.” “Go home,” somebody cried. Lee denied that it was safe.`
	label := func(kind quotes.Kind, words, speaker string, sure bool) goldLabel {
		i := strings.Index(text, words)
		return goldLabel{Kind: kind, Spans: []span{{i, i + len(words)}}, Speaker: speaker, Sure: sure}
	}
	report := label(quotes.Indirect, "it was safe", "Lee", true)
	report.Polarity = quotes.Denied
	g := goldText{ID: "00", Labels: []goldLabel{
		label(quotes.Direct, "The bridge is closed to everyone", "Jane Smith | the mayor", true),
		label(quotes.Partial, "a shame and a scandal", "Jane Smith", false),
		label(quotes.Direct, "Go home", "", true), report,
	}}
	for _, c := range []struct {
		name, words, speaker string
		kind                 quotes.Kind
		polarity             quotes.Polarity
		want                 goldScore
	}{
		{"a surname is the speaker", "The bridge is closed to everyone,", "Smith", quotes.Direct, "", goldScore{right: 1}},
		{"so is a description that the label has", "The bridge is closed to everyone", "Mayor", quotes.Direct, "", goldScore{right: 1}},
		{"no speaker is none that is wrong", "The bridge is closed to everyone", "", quotes.Direct, "", goldScore{right: 1}},
		{"words within a label", "The bridge is closed", "Jane Smith", quotes.Direct, "", goldScore{right: 1}},
		{"somebody else", "The bridge is closed to everyone", "Lee", quotes.Direct, "", goldScore{wrong: 1}},
		{"a speaker where the text names none", "Go home", "Lee", quotes.Direct, "", goldScore{wrong: 1}},
		{"words that nobody spoke", "said. She called it", "", quotes.Direct, "", goldScore{wrong: 1}},
		{"what editors may see otherwise", "a shame and a scandal", "Lee", quotes.Partial, "", goldScore{unsure: 1}},
		{"a report", "it was safe", "Lee", quotes.Indirect, quotes.Denied, goldScore{reports: 1}},
		{"a denial shown as said", "it was safe", "Lee", quotes.Indirect, quotes.Asserted, goldScore{reportsWrong: 1}},
		{"a report without a label", "somebody cried", "Lee", quotes.Indirect, quotes.Asserted, goldScore{unlabelled: 1}},
	} {
		q := extract.Quotation{Kind: c.kind, Polarity: c.polarity, Text: c.words, Confidence: .9}
		if c.speaker != "" {
			q.Speakers = []quotes.Speaker{{Name: c.speaker}}
		}
		i := strings.Index(text, c.words)
		var s goldScore
		g.text = text
		s.judge(g, q, []span{{i, i + len(c.words)}})
		got := [...]int{s.right, s.wrong, s.unsure, s.reports, s.reportsWrong, s.reportsUnsure, s.unlabelled}
		want := [...]int{c.want.right, c.want.wrong, c.want.unsure, c.want.reports, c.want.reportsWrong, c.want.reportsUnsure, c.want.unlabelled}
		if got != want {
			t.Errorf("%s: counted %v, want %v", c.name, got, want)
		}
	}
}

func TestSpansOfAMarkdownFileAreFoundAgain(t *testing.T) {
	file := "---\ntitle: x\n---\n**Ann:** See [the old bridge](https://a.example/the/old) *now*, it is *closed*.\n"
	read := "Ann: See the old bridge now, it is closed."
	put := placed(read, file)
	for _, words := range []string{"See the old bridge", "now, it is closed"} {
		i := strings.Index(read, words)
		s := put(span{i, i + len(words)})
		first, last := strings.Fields(words)[0], strings.Fields(words)[len(strings.Fields(words))-1]
		if got := file[s[0]:s[1]]; !strings.HasPrefix(got, strings.Trim(first, ",")) || !strings.HasSuffix(got, last) {
			t.Errorf("%q is found as %q", words, got)
		}
	}
}
