package extract_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The package comment names every file, so that a rule is found by reading it.
func TestTheTourLeadsToEveryFile(t *testing.T) {
	source, err := os.ReadFile("extract.go")
	if err != nil {
		t.Fatal(err)
	}
	tour, _, _ := strings.Cut(string(source), "\npackage extract\n")
	files, _ := filepath.Glob("*.go")
	for _, file := range files {
		if file != "extract.go" && !strings.HasSuffix(file, "_test.go") && !strings.Contains(tour, " "+file) && !strings.Contains(tour, "("+file) {
			t.Errorf("the tour does not lead to %s", file)
		}
	}
}
