package corpus_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"verbatim/quotes"
	"verbatim/quotes/corpus"
)

// readFile returns what a corpus with one file has.
func readFile(t testing.TB, name string, data []byte) []quotes.Quote {
	t.Helper()
	var report corpus.Report
	var all []quotes.Quote
	for q, err := range (&corpus.Reader{FS: fstest.MapFS{name: {Data: data}}}).Read(t.Context(), &report) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, q)
	}
	return all
}

// export writes quotations in a format.
func export(t testing.TB, f corpus.Format, all []quotes.Quote) []byte {
	t.Helper()
	var b bytes.Buffer
	w := corpus.NewWriter(&b, f)
	for _, q := range all {
		if err := w.Write(q); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// essence is what an export keeps of quotations: what may be served, curated, without
// where in which file it stands.
func essence(all []quotes.Quote) []quotes.Quote {
	var out []quotes.Quote
	for _, q := range all {
		for _, a := range q.Attributions {
			if !a.Status.Served() {
				continue
			}
			a.Status = quotes.Curated
			a.Source.File, a.Source.Line = "", 0
			if a.Partings(q.Words) == nil {
				a.Source.Spans = nil
			}
			one := q
			one.Attributions = []quotes.Attribution{a}
			out = append(out, one)
		}
	}
	return out
}

// wantsTheSame fails if an export of quotations is read with a difference.
func wantsTheSame(t testing.TB, all []quotes.Quote) {
	t.Helper()
	for _, f := range corpus.Formats() {
		data := export(t, f, all)
		got := essence(readFile(t, "exported."+string(f), data))
		if diff := cmp.Diff(essence(all), got); diff != "" {
			t.Errorf("%s is read with a difference:\n%s\n%s", f, diff, data)
		}
	}
}

// hostile are texts that a format may trip over.
var hostile = []string{
	"=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "- she said", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＠x", "'=1", "''=1", "'", "''", "'tis so", "''quoted''", "-", "=",
	`"`, `""`, `a "quoted" word`, `"all of it"`, `""twice""`, `"""thrice"""`, "“so”", "““so””", "«a» and «b»", "‘'tis’", "'tis'", "“a” and “b”", "“", "”x“", "「あ」", "『「あ」』", "„so“", "“a”b”",
	"a, b; c | d\te", "two\nlines", "two\n\nparagraphs", "\n=1\n+2", " lines \r\n of Windows", "a\vb\fc", "\x00nul", "\ufeffmark", "a\u2028b", "\u202eevil\u202c",
	"[1, 2]", `["a", "b"]`, `[{"name": "x"}]`, `{"title": "x"}`, "[sic]", "{", "[", "null", "true", "0", "1e5", "#1", "##2", "#", "https://example.org/a", "http://example.org",
	"sep=;", "text,speaker", "%", "---", "%\n%", "<b>&amp;</b>", `\`, `\n`, `\"`, "é", "e\u0301", "🎉👨‍👩‍👧", "السلام", strings.Repeat("long ", 500) + "end", "-- Mark Twain", ", comma", "dash —",
	"2024-05", "January 13", "1 May 2024", "3/4/2024", "12345678901234567890", "en", "denied", "indirect",
}

func TestWhatIsExportedIsReadWithoutADifference(t *testing.T) {
	var lines []string
	add := func(fields map[string]any) {
		raw, err := json.Marshal(fields)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, string(raw))
	}
	for i, h := range hostile {
		other := hostile[(i*7+3)%len(hostile)]
		add(map[string]any{"text": h + " " + fmt.Sprint(i)})
		add(map[string]any{"text": fmt.Sprint(i) + " " + h})
		add(map[string]any{"text": h})
		add(map[string]any{
			"text": "words", "speaker": h, "role": other, "source": h, "publisher": other, "source_author": h, "date": other, "said": h,
			"url": "https://example.org/" + h, "place": h, "tags": []string{h, other, "#" + h}, "context": h, "cue": other, "via": h, "lang": "pt-BR",
		})
		add(map[string]any{"text": "words", "speakers": []any{map[string]any{"name": h, "role": other, "body": true, "as_written": other, "short": true}, other}})
		add(map[string]any{"text": "words", "source": map[string]string{"title": h, "publisher": h, "author": other, "date": "2024", "url": "http://example.org", "place": h}, "scope": "123456789012345678"})
		add(map[string]any{"text": "aid was late", "kind": "indirect", "polarity": "denied", "context": h + " aid was late " + other, "speaker": "Ann"})
		add(map[string]any{"text": "a phrase", "kind": "partial", "speaker": []string{}, h: other})
	}
	all := readFile(t, "in.jsonl", []byte(strings.Join(lines, "\n")))
	if len(all) < 7*len(hostile) {
		t.Fatalf("only %d of %d records were read", len(all), len(lines))
	}
	wantsTheSame(t, all)
}

func TestArticlesAreExportedWithoutADifference(t *testing.T) {
	all := readFile(t, "a.html", []byte(`<title>https://example.org/title</title><meta property="og:site_name" content="=Courier"><link rel="canonical" href="https://news.example/a">
<p>“They knew,” said mayor Anna Kowalska, looking at the river, “but nobody on the quay spoke of it.”</p>
<p>Agriculture minister Ondřej Malík denied on Monday that aid was late.</p>
<p>The report, Maria Santos said, was late. “It holds,” she said.</p>
<p>The ministry described a “lack of understanding of modern warfare” among the recruits.</p>`))
	kinds := map[quotes.Kind]bool{}
	parted := 0
	for _, q := range all {
		kinds[q.Attributions[0].Kind] = true
		parted += len(q.Attributions[0].Partings(q.Words))
	}
	if len(kinds) < 2 || parted == 0 {
		t.Fatalf("the article has %v", all)
	}
	wantsTheSame(t, all)
	for _, q := range readFile(t, "x.jsonl", export(t, corpus.JSONLines, all)) {
		i := slices.IndexFunc(all, func(o quotes.Quote) bool { return o.ID == q.ID })
		if got, want := q.Attributions[0].Partings(q.Words), all[i].Attributions[0].Partings(q.Words); !slices.Equal(got, want) {
			t.Errorf("%q is parted at %v, was at %v", q.Words, got, want)
		}
	}
}

func TestOnlyWhatIsServedIsExported(t *testing.T) {
	q := quotes.Quote{ID: quotes.IDOf("words"), Words: "words"}
	for i, s := range []quotes.Status{quotes.Curated, quotes.Extracted, quotes.Review, quotes.Hidden} {
		q.Attributions = append(q.Attributions, quotes.Attribution{Kind: quotes.Direct, Status: s, Speakers: []quotes.Speaker{{Name: fmt.Sprint("Speaker ", i)}}})
	}
	for _, f := range corpus.Formats() {
		got := string(export(t, f, []quotes.Quote{q}))
		for i, want := range []bool{true, true, false, false} {
			if strings.Contains(got, fmt.Sprint("Speaker ", i)) != want {
				t.Errorf("%s has %s", f, got)
			}
		}
	}
	if got := string(export(t, corpus.CSV, nil)); !strings.HasPrefix(got, "\ufefftext,speaker,role,") || strings.Count(got, "\n") != 1 {
		t.Errorf("a table of nothing is %q", got)
	}
}

// No cell is what a spreadsheet would run.
func TestNoCellIsAFormula(t *testing.T) {
	var all []quotes.Quote
	for _, h := range hostile {
		all = append(all, quotes.Quote{Words: h, Tags: []string{h}, Attributions: []quotes.Attribution{{
			Kind: quotes.Direct, Status: quotes.Curated, Speakers: []quotes.Speaker{{Name: h, Role: h}}, Cue: h, Via: h, Context: h,
			Source: quotes.Source{Title: h, Publisher: h, Author: h, Place: h, URL: h, Published: quotes.Date(h)},
		}}})
	}
	for row := range strings.Lines(string(export(t, corpus.CSV, all))) {
		for _, begin := range []string{`,"=`, `,"+`, `,"-`, `,"@`, ",\"\t", ",\"\r", ",=", ",+", ",-", ",@", `,"＝`} {
			if strings.HasPrefix(row, begin[1:]) && begin[1] == '"' || strings.Contains(strings.ReplaceAll(row, `""`, ""), begin) {
				t.Errorf("a cell begins with %q in %q", begin[1:], row)
			}
		}
	}
}

func FuzzExportsAreReadAgain(f *testing.F) {
	for _, h := range hostile {
		raw, _ := json.Marshal(map[string]any{"text": h, "speaker": h, "title": h, "tags": []string{h}, "context": h, "date": h})
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if len(raw) < 16<<10 {
			wantsTheSame(t, readFile(t, "in.jsonl", raw))
		}
	})
}
