package corpus

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbatim/quotes/corpus/format"
)

func TestEveryFormatIsReadWithItsLines(t *testing.T) {
	for _, tt := range []struct {
		name, file, text string
		want             []got
		rejected         []lineReason
	}{
		{
			"JSON Lines", "a.jsonl",
			"\ufeff{\"text\":\"One\"}\r\n\r\n  {\"text\":\"Two\"}\nbroken\n{\"text\":\"Three\"}",
			[]got{{1, "One", ""}, {3, "Two", ""}, {5, "Three", ""}},
			[]lineReason{{4, "not valid JSON"}},
		},
		{
			"a list under the name of JSON Lines", "a.jsonl", "[{\"text\":\"One\"},\n{\"text\":\"Two\"}]",
			[]got{{1, "One", ""}, {2, "Two", ""}},
			nil,
		},
		{
			"a JSON list", "a.json", "[\n{\"text\":\"One\"}, {\"text\":\"T[w]o \\\" }\"},\n\n  {\n \"author\":\"A\",\n \"text\":\"Three\"},\n\"Four\",]\n",
			[]got{{2, "One", ""}, {2, "T[w]o \" }", ""}, {4, "Three", "A"}, {7, "Four", ""}},
			nil,
		},
		{
			"a JSON list with broken records costs itself only", "a.json",
			"[\n{\"text\":\"One\"},\n{\"text\":\"Two\" 2},\n{\"text\":\"Thr\nee\"},\n{\"text\":\"Four\",\n{\"text\":\"Five\"},\n{\"text\":\"Six\"}\n]",
			// What is not closed runs on to the end; then the rest is looked at again.
			[]got{{2, "One", ""}, {7, "Five", ""}, {8, "Six", ""}},
			[]lineReason{{3, "not valid JSON"}, {4, "not valid JSON: a text in quotation marks is not closed"}, {6, "not valid JSON: the record is not closed"}},
		},
		{
			"a JSON list that was cut off", "a.json", "[{\"text\":\"One\"},\n{\"text\":\"Tw",
			[]got{{1, "One", ""}},
			[]lineReason{{2, "not valid JSON: the record is not closed"}, {2, "the list is not closed"}},
		},
		{
			"a JSON list with text after it", "a.json", "[{\"text\":\"One\"}]\nend",
			[]got{{1, "One", ""}},
			[]lineReason{{2, "text after the end of the list"}},
		},
		{
			"an object with a list", "a.json", "{\n\"version\": [1, {\"quotes\": 2}],\n\"Quotes\": [\n {\"text\":\"One\"},\n {\"text\":3},\n []\n]}",
			[]got{{4, "One", ""}, {5, "3", ""}},
			[]lineReason{{6, "neither a text"}},
		},
		{
			"one record over several lines", "a.json", "\n{\"text\":\"One\",\n\"author\":\"A\"}\n",
			[]got{{2, "One", "A"}},
			nil,
		},
		{
			"JSON Lines under the name of JSON", "a.json", "{\"text\":\"One\"}\n{\"text\":\"Two\"}\n",
			[]got{{1, "One", ""}, {2, "Two", ""}},
			nil,
		},
		{
			"CSV", "a.csv", "Quote,Author\r\n\"One, \"\"1\"\"\",A\r\n\r\n\"Two\r\nlines\",B\r\nThree\r\n",
			[]got{{2, "One, \"1\"", "A"}, {4, "Two\nlines", "B"}},
			[]lineReason{{6, "1 of the 2 columns that the first line names"}},
		},
		{
			"semicolons", "a.csv", "sep=;\ntext;author;source\nOne, 1;A;W\n",
			[]got{{3, "One, 1", "A"}},
			nil,
		},
		{
			"tabs, quoted or not", "a.tsv", "text\tauthor\nOne \"1\"\tA\n\"Two, not closed\tB\n\"Three \"\"3\"\"\"\tC\n\"Four\nlines\"\tD\n",
			[]got{{2, "One \"1\"", "A"}, {3, "\"Two, not closed", "B"}, {4, "Three \"3\"", "C"}, {5, "Four\nlines", "D"}},
			nil,
		},
		{
			"what a table leaves open is not guessed", "a.csv",
			"text,author,source\n\"He said \"hi\", then left\",A,W\nOne, two,A,W\n\"Not closed,A,W\nThree,C,W\n\"Fo\"\"ur\" ,D,W\n",
			[]got{{5, "Three", "C"}, {6, "Fo\"ur", "D"}},
			[]lineReason{{2, "a quotation mark inside quotation marks is not doubled"}, {3, "4 columns, but the first line names 3"}, {4, "a quotation mark inside"}},
		},
		{
			"a mark that is never closed costs its line", "a.csv", "text,author\n\"One,A\nTwo,B\nThree,C\n",
			[]got{{3, "Two", "B"}, {4, "Three", "C"}},
			[]lineReason{{2, "a quotation mark is not closed"}},
		},
		{
			"cells without a column's name may be missing", "a.csv", "text,author,,\nOne,A\nTwo,B,\nThree\n",
			[]got{{2, "One", "A"}, {3, "Two", "B"}},
			[]lineReason{{4, "1 of the 4 columns"}},
		},
		{
			"a table without a header", "a.csv", "To be or not to be,Shakespeare\n",
			nil,
			[]lineReason{{0, "the columns are not understood"}},
		},
		{
			"YAML", "a.yaml",
			"# quotes\n---\n- text: One\n  author: no\n  date: 1863\n- >-\n  Two\n  lines\n\n- {quote: Three, tags: [a, b]}\n-\n  text: |\n    Four\n    lines\n",
			[]got{{3, "One", "no"}, {6, "Two lines", ""}, {10, "Three", ""}, {12, "Four\nlines", ""}},
			nil,
		},
		{
			"broken YAML costs itself only", "a.yml", "- text: One\n- text: \"Two\n- text: [Three\n  four: {\n- text: *nobody\n- text: Five\nsix\n",
			[]got{{1, "One", ""}},
			[]lineReason{{2, "not valid YAML"}, {3, "not valid YAML"}, {5, "not valid YAML: unknown anchor"}, {7, "not valid YAML"}},
		},
		{
			"an anchor in one record, its alias in another", "a.yaml",
			"- text: &one One\n  author: &who A \"B\" é\n- text: Two\n  author: *who\n  mood: &none\n- text: *none\n- {text: *one, author: &who C}\n- text: Three\n  author: *who\n- text: &list [a]\n- text: *list\n---\n- text: *one\n",
			[]got{{1, "One", "A \"B\" é"}, {3, "Two", "A \"B\" é"}, {7, "One", "C"}, {8, "Three", "C"}},
			[]lineReason{{6, "no words"}, {10, "the field text is no text"}, {11, "an alias (*name) of a list"}, {13, "not valid YAML: unknown anchor"}},
		},
		{
			"an alias after a mistake keeps its line", "a.yaml", "- text: &one One\n- text: Two\n  author: *one\n  mood: [\n- text: Three\n",
			[]got{{1, "One", ""}, {5, "Three", ""}},
			[]lineReason{{4, "not valid YAML"}},
		},
		{
			"a list is no text", "a.yaml", "- text: [not, a, string]\n- text: {a: b}\n- text: One\n",
			[]got{{3, "One", ""}},
			[]lineReason{{1, "the field text is no text"}, {2, "the field text is no text"}},
		},
		{
			"an object with a list in YAML", "a.yaml", "version: 1\nquotes:\n- text: One\n- &x text: Two\n- text: &y Three\n  author: *y\n",
			[]got{{3, "One", ""}, {4, "Two", ""}, {5, "Three", "Three"}},
			nil,
		},
		{
			"one record in YAML, indented", "a.yaml", "text: One\nauthor: A\n",
			[]got{{1, "One", "A"}},
			nil,
		},
		{
			"several documents", "a.yaml", "- text: One\n---\n- text: Two\n...\n",
			[]got{{1, "One", ""}, {3, "Two", ""}},
			nil,
		},
		{
			"fortunes without an ending", "zippy", "One\n\t\t-- Ann Low\n%\n\n%\nTwo\nlines\n%\n%\nThree",
			[]got{{1, "One", "Ann Low"}, {6, "Two\nlines", ""}, {10, "Three", ""}},
			nil,
		},
		{
			"fortunes in a .txt, with old separators", "a.txt", "One\r\n%%\r\nTwo\r\n  -- Ann Low\r\n%% \r\n",
			[]got{{1, "One", ""}, {3, "Two", "Ann Low"}},
			nil,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			all, report := readFiles(t, map[string]string{tt.file: tt.text})
			if diff := cmp.Diff(tt.want, short(all)); diff != "" {
				t.Error(diff)
			}
			matches(t, report, tt.rejected)
		})
	}
}

func TestALineThatIsNoUTF8CostsItsRecord(t *testing.T) {
	for file, text := range map[string]string{
		"a.jsonl": "{\"text\":\"é\"}\n{\"text\":\"b\xff\xfed\"}\n{\"text\":\"ü\"}\n",
		"a.json":  "[{\"text\":\"é\"},\n{\"text\":\"b\xff\xfed\"},\n{\"text\":\"ü\"}\n]",
		"a.csv":   "text\né\nb\xff\xfed\nü\n",
		"a.yaml":  "- text: é\n- text: b\xff\xfed\n- text: ü\n",
		"b.yaml":  "quotes:\n- text: é\n- text: b\xff\xfed\n- text: ü\n",
		"a":       "é\n%\nb\xff\xfed\n%\nü\n%\n",
	} {
		all, report := readFiles(t, map[string]string{file: text})
		if len(all) != 2 || all[0].Words != "é" || all[1].Words != "ü" {
			t.Errorf("%s: yielded %v", file, short(all))
		}
		matches(t, report, []lineReason{{strings.Count(text[:strings.Index(text, "\xff")], "\n") + 1, "bytes that are no UTF-8"}})
	}
}

func TestEveryFormatIsReadInEveryEncoding(t *testing.T) {
	const words = "L’été, « enfin »"
	for file, text := range map[string]string{
		"a.jsonl": `{"text":"` + words + `"}`,
		"a.json":  "[\n" + `{"text":"` + words + `"}]`,
		"a.csv":   "text;author\n" + words + ";A\n",
		"a.yaml":  "- text: " + words + "\n",
		"a":       words + "\n%\nmore\n",
	} {
		for encoding, encode := range encoders {
			data := encode(text)
			all, report := readFiles(t, map[string]string{file: string(data)})
			if len(all) == 0 || all[0].Words != words {
				t.Errorf("%s in %s: %v, %v", file, encoding, short(all), report.Rejections)
			}
		}
	}
}

func TestRecordsAreBounded(t *testing.T) {
	long := strings.Repeat("long words ", 20)
	limits := Limits{RecordBytes: 150}
	for file, text := range map[string]string{
		"a.jsonl": `{"text":"One"}` + "\n" + `{"text":"` + long + `"}` + "\n" + `{"text":"Two"}`,
		"a.json":  `[{"text":"One"},` + "\n" + `{"text":"` + long + `"},` + "\n" + `{"text":"Two"}]`,
		"b.json":  "{\"quotes\":[\n" + `{"text":"One"},` + `{"text":"` + long + `"},` + "\n" + `{"text":"Two"}]}`,
		"a.csv":   "text\nOne\n" + long + "\nTwo\n",
		"b.csv":   "text\nOne\n\"" + long + "\nTwo\n",
		"a.yaml":  "- One\n- " + long + "\n- Two\n",
		"a":       "One\n%\n" + long + "\n%\nTwo\n%\n",
	} {
		all, report := readAll(t, &Reader{FS: files(map[string]string{file: text}), Limits: limits})
		if len(all) != 2 || all[0].Words != "One" || all[1].Words != "Two" {
			t.Errorf("%s: yielded %v", file, short(all))
		}
		if len(report.Rejections) != 1 || !strings.Contains(report.Rejections[0].Reason, "longer than 150 bytes") {
			t.Errorf("%s: %v", file, report.Rejections)
		}
	}
}

func TestHostileTreesAreRefusedQuickly(t *testing.T) {
	var bomb strings.Builder
	bomb.WriteString("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n")
	for i := 1; i < 30; i++ {
		fmt.Fprintf(&bomb, "a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 9), ", "))
	}
	bomb.WriteString("quotes:\n- text: *a29\n- text: fine\n")
	all, report := readFiles(t, map[string]string{
		"brackets.yaml": "\n" + strings.Repeat("[", 60_000),
		"item.yaml":     "- " + strings.Repeat("[", 60_000),
		"braces.yaml":   "x: " + strings.Repeat("{", 60_000),
		"brackets.json": strings.Repeat("[", 100_000),
		"object.json":   strings.Repeat(`{"a":`, 100_000),
		"lines.jsonl":   "{}\n" + strings.Repeat(`{"a":[`, 10_000),
		"bomb.yaml":     bomb.String(),
		"bombs.yaml":    "- a: &a [x, x]\n  b: &b [*a, *a]\n  text: *b\n",
		"merge.yaml":    "- &a\n  text: x\n- <<: *a\n",
	})
	if diff := cmp.Diff([]got{{33, "fine", ""}, {1, "x", ""}}, short(all)); diff != "" {
		t.Error(diff)
	}
	seen := map[string]bool{}
	for _, r := range report.Rejections {
		seen[r.File] = true
	}
	if len(seen) != 9 {
		t.Errorf("rejections for %v", seen)
	}
}

func TestAFileOfNothingButMistakesIsReportedInBounds(t *testing.T) {
	_, report := parseWith(t, format.ReadJSONLines, []byte(strings.Repeat("x\n", maxProblems)))
	if len(report.Rejections) != maxProblems {
		t.Errorf("%d rejections", len(report.Rejections))
	}
	fsys := files(map[string]string{"a.jsonl": strings.Repeat("x\n", maxProblems+5)})
	report = Report{}
	for _, err := range (&Reader{FS: fsys}).Read(t.Context(), &report) {
		t.Fatal(err)
	}
	last := report.Rejections[len(report.Rejections)-1]
	if report.Rejected != maxProblems+5 || report.Records != report.Rejected || len(report.Rejections) != maxProblems+1 || last.Reason != "5 more records of this file were rejected" {
		t.Errorf("%d rejected, %d told, the last is %v", report.Rejected, len(report.Rejections), last)
	}
}

func TestAFileOfOpenRecordsTakesLinearTime(t *testing.T) {
	// Each line looks like the beginning of a record that never ends.
	for file, line := range map[string]string{"a.json": "{\n", "a.csv": "\"x,\n"} {
		text := "[\n"
		if file == "a.csv" {
			text = "text,author\n"
		}
		_, report := readFiles(t, map[string]string{file: text + strings.Repeat(line, 500_000)})
		if report.Rejected == 0 {
			t.Errorf("%s: nothing was rejected", file)
		}
	}
}
