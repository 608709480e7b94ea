//go:build unix

package corpus

import (
	"flag"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"verbatim/quotes/corpus/format"
)

type hostileInput struct{ file, head, unit string }

// hostile are inputs on which a parser that looks back, or looks again, takes
// quadratic time: the name of the file, what it begins with, and what is repeated.
var hostile = []hostileInput{
	{"open mark.csv", "text,author\n\"x\n", "y\n"},
	{"open marks.csv", "text,author\n", "\"x,\n"},
	{"marks far apart.csv", "text,author\n", "\"x\n" + strings.Repeat("y\n", 50)},
	{"doubled marks.csv", "text,author\n\"", "\"\""},
	{"commas.csv", "text,author\n", ","},
	{"columns.csv", "text", ",a"},
	{"tabs.tsv", "text\tauthor\n\"", "a\t\n"},
	{"open records.json", "[", "{\n"},
	{"open lists.json", "", "["},
	{"open objects.json", "", `{"a":`},
	{"open texts.json", "[", "{\"text\": \"a\n"},
	{"fields.json", `{"text":"a"`, `,"b":"c"`},
	{"lists.json", "{", `"quotes":[1,2],`},
	{"escapes.jsonl", `{"text":"`, `\"`},
	{"open lists.jsonl", "", "[\n"},
	{"different fields.jsonl", "", "{\"text\":\"a\",\"b\":[[[1]]]}\n"},
	{"open lists.yaml", "- ", "["},
	{"open lists in lines.yaml", "", "- [\n"},
	{"indented.yaml", "a:\n", " - \n"},
	{"open texts.yaml", "- \"", "a\n"},
	{"keys.yaml", "- ", "? "},
	{"anchors.yaml", "", "- &a b\n"},
	{"aliases.yaml", "- &a b\n- [", "*a, "},
	{"aliases in lines.yaml", "- &a b\n", "- *a\n"},
	{"dashes.yaml", "", "- - - -\n"},
	{"separators", "", "%\n"},
	{"one record", "%\n", "-- a\n"},
	{"backspaces", "%\n", "a\b"},
	{"open marks.txt", "", "“Yes. "},
	{"straight marks.txt", "", "\" a"},
	{"marks and names.txt", "", "“I will,” said John Smith. "},
	{"names.txt", "", "John Smith, the President of France, "},
	{"cues.txt", "", "said "},
	{"he said that.txt", "", "he said that "},
	{"capitals.txt", "", "A "},
	{"one word.txt", "", "a"},
	{"commas.txt", "", ","},
	{"full stops.txt", "", ". "},
	{"lines.txt", "", "a\n"},
	{"paragraphs.txt", "", "“A\n\n"},
	{"speakers.txt", "", "SMITH: Yes.\n"},
	{"dashes.txt", "", "— Yes, — he said.\n"},
	{"apostrophes.txt", "", "'a "},
	{"single marks.txt", "", "‘a’ "},
	{"low marks.txt", "", "„a "},
	{"angles.txt", "", "«a "},
	{"hyphens.txt", "", "a-"},
	{"brackets.txt", "", "[(“"},
	{"emphasis.md", "", "*a **"},
	{"links.md", "", "[a]("},
	{"backticks.md", "", "`a"},
	{"quotations.md", "", "> "},
	{"quotations in lines.md", "", "> “a\n"},
	{"headings.md", "", "# a\n"},
	{"front matter.md", "---\n", "a: b\n"},
	{"comments.md", "", "<!-- "},
	{"open elements.html", "<p>", "<b>"},
	{"paragraphs.html", "", "<p>“Yes,” he said."},
	{"divisions.html", "", "<div>a"},
	{"block quotations.html", "", "<blockquote>A long enough text to be looked for."},
	{"closed block quotations.html", "", "<p>A long enough text to be looked for.</p><blockquote>A long enough text to be looked for, too.</blockquote>"},
	{"tables.html", "<table>", "<tr><td>a"},
	{"formatting.html", "", "<a><b><i><p>"},
	{"attributes.html", "<p", " a=b"},
	{"entities.html", "", "&amp"},
	{"comments.html", "", "<!--"},
	{"scripts.html", "", `<script type="application/ld+json">{`},
	{"linked data.html", `<script type="application/ld+json">`, `{"@graph":[`},
	{"metadata.html", "", `<meta property="article:author" content="A">`},
	{"links.html", "", "<a href=x>a</a>"},
	{"breaks.html", "", "<br>"},
	{"marks.html", "", "<q>"},
	{"notes.html", "", "<sup>1</sup>"},
	{"asides.html", "", "<aside>a</aside>"},
}

// hostileText is an input of about so many bytes.
func hostileText(head, unit string, size int) string {
	return head + strings.Repeat(unit, max(1, (size-len(head))/len(unit)))
}

var hostileSize = flag.Int("hostile", 32<<10, "bytes of the larger of two hostile inputs")

// Four times as much takes four times as long, and sixteen times where something
// is quadratic. The time is that of the processor, the least of a few tries.
func TestNoInputTakesMoreThanLinearTime(t *testing.T) {
	const times, tolerated, unremarkable = 4, 10, 60 * time.Millisecond
	for i, tt := range slices.Concat(hostile, hostileFormats) {
		size := *hostileSize
		if i >= len(hostile) {
			size /= 2 // there are many of them, and each is enough to notice a square
		}
		t.Run(tt.file, func(t *testing.T) {
			small, large := time.Hour, time.Hour
			for range 6 {
				large = min(large, readingTime(t, tt.file, hostileText(tt.head, tt.unit, size)))
				if large < unremarkable {
					return
				}
				small = min(small, readingTime(t, tt.file, hostileText(tt.head, tt.unit, size/times)))
				if large < tolerated*small {
					t.Logf("%v for %s, %v for a quarter", large, format.ByteCount(int64(size)), small)
					return
				}
			}
			t.Errorf("%v for %s, but %v for a quarter", large, format.ByteCount(int64(size)), small)
		})
	}
}

func readingTime(t *testing.T, file, text string) time.Duration {
	t.Helper()
	fsys := fstest.MapFS{file: {Data: []byte(text)}}
	start := cpuTime(t)
	var report Report
	for _, err := range (&Reader{FS: fsys}).Read(t.Context(), &report) {
		if err != nil {
			t.Fatal(err)
		}
	}
	return cpuTime(t) - start
}

func cpuTime(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
