package extract_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"verbatim/quotes"
	"verbatim/quotes/article"
	"verbatim/quotes/extract"
)

// TestCases reads testdata/cases/*.txt; README.txt there says how they are
// written.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/cases/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	n := 0
	for _, file := range files {
		if filepath.Base(file) == "README.txt" {
			continue
		}
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			for _, c := range parseCases(t, string(b)) {
				n++
				t.Run(c.name, func(t *testing.T) { c.check(t) })
			}
		})
	}
	if n < 250 && !t.Failed() {
		t.Errorf("%d cases, want at least 250", n)
	}
}

type testCase struct {
	name string
	art  article.Article
	want []string
}

func parseCases(t *testing.T, s string) []testCase {
	t.Helper()
	var cases []testCase
	for i, line := range strings.Split(s, "\n") {
		name, isName := strings.CutPrefix(line, "== ")
		if isName {
			cases = append(cases, testCase{name: name})
			continue
		}
		if line == "" || line[0] == '#' {
			continue
		}
		if len(cases) == 0 {
			t.Fatalf("line %d stands before the first case", i+1)
		}
		c := &cases[len(cases)-1]
		if want, ok := strings.CutPrefix(line, "-> "); ok {
			c.want = append(c.want, want)
		} else if date, ok := strings.CutPrefix(line, "@ date "); ok {
			c.art.Published = quotes.Date(date)
		} else if by, ok := strings.CutPrefix(line, "@ byline "); ok {
			c.art.Byline = by
		} else if title, ok := strings.CutPrefix(line, "@ title "); ok {
			c.art.Title = title
		} else {
			c.addLine(line)
		}
	}
	return cases
}

// addLine adds a line of the text, which may be a heading.
func (c *testCase) addLine(line string) {
	if line == "." {
		line = ""
	}
	if c.art.Text != "" {
		c.art.Text += "\n"
	}
	line, isHeading := strings.CutPrefix(line, "@ heading ")
	if isHeading {
		start := len(c.art.Text)
		c.art.Blocks = append(c.art.Blocks, article.Block{Span: quotes.Span{Start: start, End: start + len(line)}, Kind: article.Heading})
	}
	c.art.Text += line
}

func (c testCase) check(t *testing.T) {
	if len(c.want) == 0 {
		t.Fatal("the case says not what it wants")
	}
	qs := extract.Of(c.art)
	used := make([]bool, len(qs))
	for _, want := range c.want {
		if want == "nothing" || want == "no other report" {
			continue
		}
		if want == "no report" {
			for _, q := range qs {
				if q.Kind == quotes.Indirect && q.Status == quotes.Extracted {
					t.Errorf("a report: %s", describe(q))
				}
			}
			continue
		}
		found := false
		problem := "not found"
		for i, q := range qs {
			if used[i] {
				continue
			}
			p := mismatch(q, want)
			if p == "" {
				used[i], found = true, true
				break
			}
			if p != "words" {
				problem = p
			}
		}
		if !found {
			t.Errorf("%s: %s", want, problem)
		}
	}
	for i, q := range qs {
		if !used[i] && (q.Kind != quotes.Indirect || slices.Contains(c.want, "no other report")) && q.Status == quotes.Extracted {
			t.Errorf("not wanted: %s", describe(q))
		}
	}
	if t.Failed() {
		for _, q := range qs {
			t.Logf("read: %s", describe(q))
		}
	}
}

// mismatch says how a quotation differs from a line of a case; "" if it fits,
// "words" if it is another quotation.
func mismatch(q extract.Quotation, want string) string {
	f := strings.Split(want, " | ")
	if len(f) < 3 {
		return "written wrongly"
	}
	kind, speaker, words := strings.TrimSpace(f[0]), strings.TrimSpace(f[1]), f[2]
	if quotes.Normalize(q.Text) != quotes.Normalize(words) {
		return "words"
	}
	status := quotes.Extracted
	if kind == "review" {
		status = quotes.Review
	}
	if q.Status != status {
		return fmt.Sprintf("status %s", q.Status)
	}
	switch {
	case kind == "review", kind == string(q.Kind), kind == "quoted" && q.Kind != quotes.Indirect:
	default:
		return fmt.Sprintf("kind %s", q.Kind)
	}
	var names []string
	for _, s := range q.Speakers {
		names = append(names, s.Name)
	}
	got := strings.Join(names, " + ")
	if got == "" {
		got = "-"
	}
	if kind != "review" && got != speaker {
		return fmt.Sprintf("speaker %s", got)
	}
	for _, extra := range f[3:] {
		key, value, _ := strings.Cut(strings.TrimSpace(extra), "=")
		if have := fieldOf(q, key); have != value {
			return fmt.Sprintf("%s %q", key, have)
		}
	}
	return ""
}

// fieldOf returns what a case calls by a key: cue=said.
func fieldOf(q extract.Quotation, key string) string {
	switch key {
	case "cue":
		return q.Cue
	case "via":
		return q.Via
	case "said":
		return string(q.Said)
	case "role":
		return q.Speakers[0].Role
	case "written":
		return q.Speakers[0].AsWritten
	case "body":
		return fmt.Sprint(q.Speakers[0].Body)
	case "short":
		return fmt.Sprint(q.Speakers[0].Short)
	case "polarity":
		return q.Polarity.String()
	case "why":
		return string(q.Unsure)
	case "segments":
		return fmt.Sprint(len(q.Segments))
	}
	return ""
}

func describe(q extract.Quotation) string {
	var names []string
	for _, s := range q.Speakers {
		names = append(names, fmt.Sprintf("%s (%s)", s.Name, s.Role))
	}
	return fmt.Sprintf("%s %s %.2f | %s | %s | cue=%s | via=%s | said=%s", q.Status, q.Kind, q.Confidence, strings.Join(names, " + "), q.Text, q.Cue, q.Via, q.Said)
}
