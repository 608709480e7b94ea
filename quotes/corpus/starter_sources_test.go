package corpus_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// starterRecord is a line of a file of the starter corpus, with every field
// that those files use.
type starterRecord struct {
	File    string `json:"-"`
	Line    int    `json:"-"`
	Text    string `json:"text"`
	Speaker string `json:"speaker"`
	Role    string `json:"role"`
	Source  string `json:"source"`
	Place   string `json:"place"`
	Date    string `json:"date"`
	Lang    string `json:"lang"`
	Kind    string `json:"kind"`
	Cue     string `json:"cue"`
	Context string `json:"context"`
	// Author of the work where another speaks in it: Plato, whose Socrates speaks.
	Author string   `json:"source_author"`
	Tags   []string `json:"tags"`
}

// starterNews holds quotations out of the news, which no package carries.
const starterNews = "news.jsonl"

func starterRecords(t *testing.T) []starterRecord {
	t.Helper()
	names, err := fs.Glob(os.DirFS("starter"), "*.jsonl")
	if err != nil || len(names) == 0 {
		t.Fatalf("the starter corpus has no records: %v", err)
	}
	var records []starterRecord
	for _, name := range names {
		file, err := os.Open(filepath.Join("starter", name))
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(file)
		for line := 1; lines.Scan(); line++ {
			r := starterRecord{File: name, Line: line}
			decoder := json.NewDecoder(strings.NewReader(lines.Text()))
			decoder.DisallowUnknownFields()
			if err := decoder.Decode(&r); err != nil {
				t.Fatalf("%s:%d: %v", name, line, err)
			}
			records = append(records, r)
		}
		if err := lines.Err(); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return records
}

// passage is what an edition of a work has at one place.
type passage struct {
	text string
	// dated is the date that the edition itself bears, "" where it bears none.
	dated string
}

// lookup finds the place that a record names in an edition of its work.
type lookup func(starterRecord) (passage, error)

// TestStarterWordsStandInTheirSources compares the records with the texts that
// .ci/starter fetched. Line breaks, indentation and the underscores that stand
// for italics are not compared, nor a space that the edition forgot after a
// comma; every other character is.
func TestStarterWordsStandInTheirSources(t *testing.T) {
	dir := os.Getenv("VERBATIM_SOURCES")
	if dir == "" {
		t.Skip("VERBATIM_SOURCES names no folder of texts; .ci/starter fetches them")
	}
	editions, err := starterEditions(dir)
	if err != nil {
		t.Fatal(err)
	}
	versions, err := starterVersions(filepath.Join(dir, "versions"))
	if err != nil {
		t.Fatal(err)
	}
	repositories, err := starterRepositories(filepath.Join(dir, "repositories"))
	if err != nil {
		t.Fatal(err)
	}
	compared, dated, total, missing := map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}
	for _, r := range starterRecords(t) {
		if r.File == starterNews {
			continue
		}
		total[r.File]++
		find, ok := editions[r.File]
		if !ok {
			find, versions[r.File] = repositories, "public repositories"
		}
		if versions[r.File] == "" {
			t.Errorf("%s:%d: no text covers this record", r.File, r.Line)
			continue
		}
		p, err := find(r)
		switch {
		case errors.Is(err, errNotHad):
			missing[err.Error()]++
			continue
		case err != nil:
			t.Errorf("%s:%d: %v", r.File, r.Line, err)
			continue
		case !stands(r.Text, p.text):
			t.Errorf("%s:%d: these words do not stand at %s, %s: %q", r.File, r.Line, r.Source, r.Place, r.Text)
			continue
		case p.dated != "" && p.dated != r.Date:
			t.Errorf("%s:%d: the record says %s, the edition %s", r.File, r.Line, r.Date, p.dated)
			continue
		}
		compared[r.File]++
		if p.dated != "" {
			dated[r.File]++
		}
	}
	sum := 0
	for file := range total {
		sum += compared[file]
	}
	for _, file := range slices.Sorted(mapsKeys(total)) {
		t.Logf("%3d of %3d records of %s stand in %s (%d with the date)", compared[file], total[file], file, versions[file], dated[file])
	}
	for _, text := range slices.Sorted(mapsKeys(missing)) {
		t.Logf("%3d records not compared: %s", missing[text], text)
	}
	t.Logf("%d records compared word by word", sum)
}

func mapsKeys[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// stands reports whether the words stand in the text, not as parts of others.
func stands(words, text string) bool {
	words, text = plain(words), plain(text)
	for from := 0; words != ""; {
		i := strings.Index(text[from:], words)
		if i < 0 {
			return false
		}
		i += from
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		after, _ := utf8.DecodeRuneInString(text[i+len(words):])
		first, _ := utf8.DecodeRuneInString(words)
		last, _ := utf8.DecodeLastRuneInString(words)
		// Between two letters of Chinese there is nothing to tell words apart.
		inWord := func(a, b rune) bool { return unicode.IsLetter(a) && unicode.IsLetter(b) && !unicode.Is(unicode.Han, b) }
		if !inWord(before, first) && !inWord(last, after) {
			return true
		}
		from = i + 1
	}
	return false
}

var missingSpace = regexp.MustCompile(`([,;:])(\p{Latin})`)

// plain joins the lines of a text. Chinese is written without spaces.
func plain(text string) string {
	text = strings.Join(strings.Fields(strings.ReplaceAll(text, "—", "--")), " ")
	return missingSpace.ReplaceAllString(joinHan(text), "$1 $2")
}

func TestStarterComparisonTakesNoOtherWords(t *testing.T) {
	text := "To be, or not\n   to be,--that is\n the question"
	for words, want := range map[string]bool{
		"or not to be,--that": true,
		"To be,or not":        true,
		"to be, that is":      false,
		"or not two be":       false,
		"r not to be":         false,
		"the quest":           false,
		"":                    false,
	} {
		if got := stands(words, text); got != want {
			t.Errorf("stands(%q) = %v, want %v", words, got, want)
		}
	}
}

// starterVersions reads which package and version each file was compared with.
func starterVersions(path string) (map[string]string, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading which packages were fetched: %w", err)
	}
	versions := map[string]string{}
	for line := range strings.Lines(string(data)) {
		file, version, _ := strings.Cut(strings.TrimSpace(line), "\t")
		versions[file] = version
	}
	return versions, nil
}

// TestStarterNewsIsAsAnEditorReadsIt compares the quotations out of the news
// with the words, speakers, roles, kinds and cues that an editor noted.
func TestStarterNewsIsAsAnEditorReadsIt(t *testing.T) {
	const noted = "../../../shared/seed/expected.json"
	data, err := os.ReadFile(noted)
	if err != nil {
		t.Skipf("what an editor noted lies beside the checkout and is not here: %v", err)
	}
	var expected struct {
		Quotes []struct{ Kind, Words, Speaker, Role, Cue string }
	}
	if err := json.Unmarshal(data, &expected); err != nil {
		t.Fatal(err)
	}
	news := slices.DeleteFunc(starterRecords(t), func(r starterRecord) bool { return r.File != starterNews })
	if len(news) != len(expected.Quotes) {
		t.Fatalf("%d records in %s, the editor noted %d", len(news), starterNews, len(expected.Quotes))
	}
	for i, want := range expected.Quotes {
		r := news[i]
		got := struct{ Kind, Words, Speaker, Role, Cue string }{r.Kind, r.Text, r.Speaker, r.Role, r.Cue}
		if got != want {
			t.Errorf("%s:%d:\n got %q\nwant %q", r.File, r.Line, got, want)
		}
	}
	t.Logf("%d records of %s are as the editor noted", len(news), starterNews)
}
