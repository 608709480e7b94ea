package preview

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// now is a moment at which every golden file is drawn.
var now = time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)

// inNode gives the page's own scripts something to draw and returns the HTML.
func inNode(t *testing.T, asked any) []string {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not on the PATH: the page's scripts were not run")
	}
	serialize, err := os.ReadFile("testdata/html.js")
	if err != nil {
		t.Fatal(err)
	}
	in, err := json.Marshal(asked)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), node, "-e", markdown+components+string(serialize))
	cmd.Stdin = bytes.NewReader(in)
	out, err := cmd.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		t.Fatalf("node: %s", exit.Stderr)
	} else if err != nil {
		t.Fatal(err)
	}
	var drawn []string
	if err := json.Unmarshal(out, &drawn); err != nil {
		t.Fatal(err)
	}
	return drawn
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got), -update writes it:\n%s", file, diff)
	}
}

// Each case of testdata/markdown.txt is a name, a text, --- and its HTML.
func TestMarkdown(t *testing.T) {
	const file = "testdata/markdown.txt"
	table, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var names, texts []string
	for _, c := range strings.Split("\n"+string(table), "\n=== ")[1:] {
		name, rest, _ := strings.Cut(c, "\n")
		text, _, ok := strings.Cut(rest, "\n---\n")
		if !ok {
			t.Fatalf("case %q has no ---", name)
		}
		names, texts = append(names, name), append(texts, text)
	}
	var got strings.Builder
	for i, html := range inNode(t, map[string]any{"markdown": texts}) {
		fmt.Fprintf(&got, "=== %s\n%s\n---\n%s\n", names[i], texts[i], html)
	}
	golden(t, file, got.String())
}

// The longest text of a message, made of nothing but marks, is read in time: the
// test would end by its deadline otherwise.
func TestMarkdownOfMarksIsReadInTime(t *testing.T) {
	var texts []string
	for _, mark := range []string{"*", "_", "**_", "`", "~", "|", "[", "](", "> ", "\n- ", "<t:", "*a ", "__*", "\\", "[a](https://b"} {
		texts = append(texts, strings.Repeat(mark, 4000/len(mark)))
	}
	started := time.Now()
	inNode(t, map[string]any{"markdown": texts})
	if took := time.Since(started); took > 20*time.Second {
		t.Errorf("%d texts of 4000 characters took %v", len(texts), took)
	}
}

// messages reads a list of entries, or a single message as Discord takes it.
func messages(t *testing.T, file string) []Message {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) {
		return []Message{{Message: data}}
	}
	var list []Message
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return list
}

func cards(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden cards: %v", err)
	}
	return files
}

func TestMessagesBecomeElements(t *testing.T) {
	for _, file := range cards(t) {
		entries := messages(t, file)
		var got strings.Builder
		for i, html := range inNode(t, map[string]any{"entries": entries}) {
			fmt.Fprintf(&got, "<!-- %s -->\n%s\n\n", entries[i].Title, html)
		}
		golden(t, strings.TrimSuffix(file, ".json")+".html", got.String())
	}
}

func TestPageAsksNothingOfTheNetwork(t *testing.T) {
	var b strings.Builder
	if err := Page(&b, []Message{{Message: json.RawMessage(`{"content":"a"}`)}}, Options{}); err != nil {
		t.Fatal(err)
	}
	html := b.String()
	for _, want := range []string{
		`default-src 'none'; img-src data:; `,
		"style-src '" + Hash(style) + "'",
		"script-src '" + Hash(Drawing().Script+script) + "'",
	} {
		if !strings.Contains(html, want) {
			t.Errorf("the page's policy lacks %s", want)
		}
	}
	if found := regexp.MustCompile(`(?i)(src|href|url)\s*[=(]\s*["']?(https?:)?//|@import|\bfetch\(|XMLHttpRequest|WebSocket`).FindString(html); found != "" {
		t.Errorf("the page has %q", found)
	}
}

func TestScriptsMakeNoMarkupOfText(t *testing.T) {
	for name, source := range map[string]string{"markdown.js": markdown, "components.js": components, "page.js": script} {
		if found := regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function`).FindString(source); found != "" {
			t.Errorf("%s uses %s", name, found)
		}
	}
}

func TestNoTextEndsTheScriptItStandsIn(t *testing.T) {
	hostile := json.RawMessage(`{"content":"</script><script>alert(1)</script><!--<script>` + "\u2028" + `{{script}}"}`)
	var plain, b strings.Builder
	if err := Page(&plain, []Message{{Message: json.RawMessage(`{}`)}}, Options{}); err != nil {
		t.Fatal(err)
	}
	if err := Page(&b, []Message{{Title: "</script>", Message: hostile, Open: "<!--"}}, Options{}); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"<script", "</script", "<!--"} {
		if got, want := strings.Count(b.String(), part), strings.Count(plain.String(), part); got != want {
			t.Errorf("%d %s in the page, and %d without the text", got, part, want)
		}
	}
}

func TestPageRefusesWhatIsNotJSON(t *testing.T) {
	if err := Page(&strings.Builder{}, []Message{{Message: json.RawMessage(`{"content":`)}}, Options{}); err == nil {
		t.Error("a page was written")
	}
}

func TestPageCarriesFilesOfMessages(t *testing.T) {
	var b strings.Builder
	file := []byte("words")
	if err := Page(&b, []Message{{Message: json.RawMessage(`{}`), Files: map[string][]byte{"a.txt": file}}}, Options{}); err != nil {
		t.Fatal(err)
	}
	if want := `"a.txt":"` + base64.StdEncoding.EncodeToString(file) + `"`; !strings.Contains(b.String(), want) {
		t.Errorf("the page lacks %s", want)
	}
}
