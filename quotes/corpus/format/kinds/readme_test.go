package kinds

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the README's table of formats anew")

// TestTheReadmeNamesEveryFormat holds the README's table to the one that files are
// recognised by.
func TestTheReadmeNamesEveryFormat(t *testing.T) {
	const readme, begin, end = "../../../../README.md", "<!-- formats -->\n", "<!-- /formats -->"
	data, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(data), begin)
	was, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatal("the README has no place for the table of formats")
	}
	var b strings.Builder
	b.WriteString("| format | files |\n| --- | --- |\n")
	for _, f := range All() {
		if f.Parse != nil {
			b.WriteString("| " + f.Name + " | " + f.Example + " |\n")
		}
	}
	for _, f := range All() {
		if f.Parse == nil {
			b.WriteString("| " + f.Name + " | refused: " + f.Refusal + " |\n")
		}
	}
	if *update {
		if err := os.WriteFile(readme, []byte(before+begin+b.String()+end+after), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if was != b.String() {
		t.Error("the README's table of formats is not that of the program: go test ./quotes/corpus/format/kinds -update")
	}
}
