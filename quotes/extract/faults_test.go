package extract_test

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"verbatim/quotes"
	"verbatim/quotes/article"
	"verbatim/quotes/extract"
)

// knownFaults are texts that are not read rightly yet, by their first words,
// with the reason. One that is mended must leave the list.
var knownFaults = map[string]string{
	"Union leader Rosa Delgado told":        "a quoted clause behind “unless ...”",
	"Metro reader and part-time ringmaster": "“left a comment wanting to know why” is no cue",
	"The body which speaks for":             "“body” is no word for a body, since it mostly is a person's",
	"The decision was welcomed by":          "a relative clause behind a role of many words",
	`The band's second single, "Call`:       "a report that holds a quoted title",
	"Ex-Wanderers striker Lamar Boyce has":  "“the former England international” for one who is only called a striker",
	"Two MPs, Fiona Gale and":               "“the MP” of two: it is served as it stands, though nobody knows which",
	"“I painted it in one":                  "“That is how X explains”",
	"“Our wells taste of iron,”":            "the last two words of a name of three",
}

// A fault is a line of testdata/faults; README.md there says what is in it.
type fault struct {
	Kind, Text string
	Expected   []expectation
}

type expectation struct {
	Text, Speaker, Role, Type, Polarity string
	Status                              quotes.Status
	Also                                []string
	Optional                            bool
}

func TestFaults(t *testing.T) {
	kinds := map[string]int{}
	for _, file := range []string{"own", "more", "seen"} {
		for _, f := range readFaults(t, "testdata/faults/"+file+".jsonl") {
			if file == "seen" && kinds[f.Kind] < 3 {
				t.Errorf("%d more texts of the kind %q, want at least 3", kinds[f.Kind], f.Kind)
			}
			if file != "seen" {
				kinds[f.Kind]++
			}
			t.Run(file+"/"+f.name(), func(t *testing.T) { f.check(t) })
		}
	}
}

func readFaults(t *testing.T, name string) []fault {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var faults []fault
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var f fault
		if err := json.Unmarshal(lines.Bytes(), &f); err != nil {
			t.Fatalf("%s, line %d: %v", name, len(faults)+1, err)
		}
		faults = append(faults, f)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return faults
}

// name is the first words of the text, or of its title.
func (f fault) name() string {
	words := strings.Fields(strings.TrimPrefix(f.Text, "---\ntitle: "))
	return strings.Join(words[:min(5, len(words))], " ")
}

// file is a name under which the text is read as what it is.
func (f fault) file() string {
	for _, tag := range []string{"<p>", "<div", "<blockquote"} {
		if strings.Contains(f.Text, tag) {
			return "text.html"
		}
	}
	if strings.HasPrefix(f.Text, "#") {
		return "text.md"
	}
	return "text.txt"
}

func (f fault) check(t *testing.T) {
	a, err := article.Parse(t.Context(), f.file(), f.Text)
	if err != nil {
		t.Fatal(err)
	}
	qs := extract.Of(a)
	problems := f.problems(qs)
	reason, known := knownFaults[f.name()]
	switch {
	case known && problems == nil:
		t.Errorf("read rightly now; take it out of the list (%s)", reason)
	case known:
		t.Skip(reason)
	case problems != nil:
		t.Errorf("%s\n%s\n%s", f.Kind, f.Text, strings.Join(problems, "\n"))
		for _, q := range qs {
			t.Logf("read: %s", describe(q))
		}
	}
}

// problems says what is served wrongly and what is missed.
func (f fault) problems(qs []extract.Quotation) []string {
	var problems []string
	used := make([]bool, len(f.Expected))
	for _, q := range qs {
		if q.Status != quotes.Extracted {
			continue
		}
		i := slices.IndexFunc(f.Expected, func(e expectation) bool { return e.words(q) })
		if i < 0 || used[i] {
			problems = append(problems, "not expected: "+describe(q))
			continue
		}
		used[i] = true
		if p := f.Expected[i].mismatch(q); p != "" {
			problems = append(problems, p+": "+describe(q))
		}
	}
	for i, e := range f.Expected {
		if !used[i] && !e.Optional && e.Status == quotes.Extracted {
			problems = append(problems, fmt.Sprintf("missed: %s | %s", e.Speaker, e.Text))
		}
	}
	return problems
}

// words reports whether the quotation has the words that are expected.
func (e expectation) words(q extract.Quotation) bool {
	return slices.ContainsFunc(append(e.Also, e.Text), func(text string) bool {
		got, want := strings.Fields(quotes.Normalize(q.Text)), strings.Fields(quotes.Normalize(text))
		if q.Kind != quotes.Indirect {
			return slices.Equal(got, want)
		}
		return jaccard(bare(got), bare(want)) >= .8
	})
}

// bare are the words of a question without what brings it in.
func bare(words []string) []string {
	if len(words) > 1 && (words[0] == "whether" || words[0] == "if") {
		return words[1:]
	}
	return words
}

// jaccard is the share of the words of a and b together that stands in both.
func jaccard(a, b []string) float64 {
	count := map[string]int{}
	for _, w := range a {
		count[w]++
	}
	both := 0
	for _, w := range b {
		if count[w] > 0 {
			count[w]--
			both++
		}
	}
	return float64(both) / float64(max(1, len(a)+len(b)-both))
}

// mismatch says how a served quotation that has the right words is wrong.
func (e expectation) mismatch(q extract.Quotation) string {
	switch {
	case e.Status == quotes.Review && !e.Optional:
		return "served"
	case !e.spokenBy(q.Speakers):
		return "not by " + cmp.Or(e.Speaker, "nobody")
	case (e.Type == string(quotes.Indirect)) != (q.Kind == quotes.Indirect) && e.Type != "":
		return "not " + e.Type
	case e.Polarity != "" && q.Kind == quotes.Indirect && e.Polarity != q.Polarity.String():
		return "not " + e.Polarity
	}
	if e.Role != "" && len(q.Speakers) == 1 && q.Speakers[0].Role != "" && !slices.Equal(bareName(e.Role), bareName(q.Speakers[0].Role)) {
		return "not a " + e.Role
	}
	return ""
}

// spokenBy reports whether the speakers are those that are expected: a name may
// have more words than the one expected, a description may be cut short.
func (e expectation) spokenBy(speakers []quotes.Speaker) bool {
	if e.Speaker == "" {
		return len(speakers) == 0
	}
	want := strings.Split(e.Speaker, ";")
	if len(want) != len(speakers) {
		return false
	}
	for _, w := range want {
		words := bareName(w)
		described := description.MatchString(w)
		if !slices.ContainsFunc(speakers, func(s quotes.Speaker) bool {
			got := bareName(s.Name)
			return within(words, got) || described && len(got) > 0 && slices.Equal(got, words[:min(len(got), len(words))])
		}) {
			return false
		}
	}
	return true
}

// description tells "a man in the aisle" and "My neighbour" from a name.
var description = regexp.MustCompile(`^ ?([a-z]|(A|An|The|My) )`)

// bareName are the folded words of a name or role without titles and articles.
func bareName(name string) []string {
	return slices.DeleteFunc(strings.Fields(quotes.Normalize(name)), func(w string) bool {
		switch w {
		case "the", "a", "an", "of", "mr", "mrs", "ms", "dr", "sir":
			return true
		}
		return false
	})
}

func within(part, whole []string) bool {
	return !slices.ContainsFunc(part, func(w string) bool { return !slices.Contains(whole, w) })
}
