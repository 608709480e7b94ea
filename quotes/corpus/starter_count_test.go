package corpus_test

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"verbatim/quotes"
)

// How much the starter corpus has at least. A fall is a step back.
const (
	wantRecords   = 2100
	wantSpeakers  = 200
	wantLanguages = 25
	wantSought    = 165
)

func TestStarterIsAsLargeAsItSays(t *testing.T) {
	speakers, languages := map[string]bool{}, map[string]int{}
	bySpeaker := map[string]int{}
	records := starterRecords(t)
	for _, r := range records {
		languages[r.Lang]++
		if r.Speaker != "" {
			speakers[r.Speaker] = true
			bySpeaker[r.Speaker]++
		}
	}
	for speaker, n := range bySpeaker {
		if n > 250 || n > 150 && speaker != "William Shakespeare" {
			t.Errorf("%d records of %s alone", n, speaker)
		}
	}
	t.Logf("%d records, %d speakers, %d languages: %v", len(records), len(speakers), len(languages), languages)
	if len(records) < wantRecords || len(speakers) < wantSpeakers || len(languages) < wantLanguages {
		t.Errorf("%d records, %d speakers, %d languages; want at least %d, %d and %d",
			len(records), len(speakers), len(languages), wantRecords, wantSpeakers, wantLanguages)
	}
}

// TestStarterHasWhatIsSought counts the sayings of testdata/sought.tsv that are
// there. The list was written before the corpus.
func TestStarterHasWhatIsSought(t *testing.T) {
	file, err := os.Open(filepath.Join("testdata", "sought.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var texts []string
	for _, r := range starterRecords(t) {
		texts = append(texts, quotes.Normalize(r.Text))
	}
	all, found := 0, 0
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		saying, rest, ok := strings.Cut(lines.Text(), "\t")
		if !ok || strings.HasPrefix(saying, "#") {
			continue
		}
		all++
		there := false
		for _, text := range texts {
			there = there || strings.Contains(text, quotes.Normalize(saying))
		}
		if there {
			found++
		} else {
			t.Logf("missing: %s (%s)", saying, rest)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d of %d sought sayings are there", found, all)
	if found < wantSought {
		t.Errorf("%d of %d sought sayings are there, want at least %d", found, all, wantSought)
	}
}
