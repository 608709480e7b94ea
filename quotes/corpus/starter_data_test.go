package corpus_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"go.yaml.in/yaml/v3"

	"verbatim/quotes"
	"verbatim/quotes/corpus"
)

func TestStarterRecordsSayWhoSaidWhatWhereAndWhen(t *testing.T) {
	seen := map[quotes.ID]starterRecord{}
	complete := 0
	for _, r := range starterRecords(t) {
		if r.Text == "" || r.Text != strings.TrimSpace(r.Text) || len(r.Text) > 2000 {
			t.Errorf("%s:%d: the text is empty, padded or longer than a card can show: %q", r.File, r.Line, r.Text)
		}
		if i := strings.IndexFunc(r.Text, func(c rune) bool { return unicode.IsControl(c) && c != '\n' }); i >= 0 {
			t.Errorf("%s:%d: a control character in %q", r.File, r.Line, r.Text)
		}
		if r.Source == "" || r.Lang == "" || len(r.Tags) == 0 {
			t.Errorf("%s:%d: work, language or tags are missing", r.File, r.Line)
		}
		if other, ok := seen[quotes.IDOf(r.Text)]; ok {
			t.Errorf("%s:%d: the same words as %s:%d", r.File, r.Line, other.File, other.Line)
		}
		seen[quotes.IDOf(r.Text)] = r
		if r.File == starterNews {
			continue // its article has neither title nor date, and a place in it would say nothing
		}
		// Of what was written before our era there is no date that can be compared.
		ancient := r.Date == "" && slices.Contains(r.Tags, "antiquity")
		if date, err := quotes.ParseDate(r.Date); !ancient && (err != nil || string(date) != r.Date) {
			t.Errorf("%s:%d: date %q: %v", r.File, r.Line, r.Date, err)
		}
		if r.Place == "" {
			t.Errorf("%s:%d: no place in the work", r.File, r.Line)
		}
		// Only scripture and old songs have narrators whom nobody names.
		if r.Speaker != "" {
			complete++
		} else if !slices.Contains(r.Tags, "scripture") && !slices.Contains(r.Tags, "anonymous") {
			t.Errorf("%s:%d: no speaker", r.File, r.Line)
		}
	}
	if complete < 2000 {
		t.Errorf("%d records have a speaker, a work and a place, want at least 2000", complete)
	}
}

func TestStarterSpeakersAreThoseOfTheRecords(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("starter", "speakers.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var speakers []struct {
		Name    string
		Aliases []string
		Role    string
		Body    bool
	}
	decoder := yaml.NewDecoder(strings.NewReader(string(data)))
	decoder.KnownFields(true)
	if err := decoder.Decode(&speakers); err != nil {
		t.Fatal(err)
	}
	speak := map[string]bool{}
	for _, r := range starterRecords(t) {
		if r.Speaker != "" {
			speak[r.Speaker] = true
		}
	}
	named := map[string]string{}
	for _, s := range speakers {
		if !speak[s.Name] {
			t.Errorf("%s speaks in no record", s.Name)
		}
		delete(speak, s.Name)
		for _, name := range append(slices.Clone(s.Aliases), s.Name) {
			if other, ok := named[name]; ok {
				t.Errorf("%q names both %s and %s", name, other, s.Name)
			}
			named[name] = s.Name
		}
	}
	for name := range speak {
		t.Errorf("%s is not in speakers.yaml", name)
	}
}

// The essay shows what is read out of running text. What it quotes must be what
// the records have, so that it proves itself right or wrong.
func TestStarterEssayQuotesTheRecords(t *testing.T) {
	essay, err := os.ReadFile(filepath.Join("starter", "words-that-are-looked-up.md"))
	if err != nil {
		t.Fatal(err)
	}
	quoted := regexp.MustCompile(`“([^“”]+)”`).FindAllStringSubmatch(string(essay), -1)
	if len(quoted) < 12 {
		t.Errorf("the essay quotes %d times, want at least 12", len(quoted))
	}
	records := starterRecords(t)
	for _, q := range quoted {
		words := quotes.Normalize(q[1])
		if !slices.ContainsFunc(records, func(r starterRecord) bool { return strings.Contains(quotes.Normalize(r.Text), words) }) {
			t.Errorf("no record has %q", q[1])
		}
	}
}

// What the program reads out of the essay by itself agrees with the records.
func TestStarterIsReadWithoutALossOrAWrongSpeaker(t *testing.T) {
	records := starterRecords(t)
	reader := corpus.Reader{FS: corpus.Starter()}
	var report corpus.Report
	curated, read := 0, 0
	for q, err := range reader.Read(t.Context(), &report) {
		if err != nil {
			t.Fatal(err)
		}
		a := q.Attributions[0]
		if a.Status == quotes.Curated {
			curated++
			continue
		}
		words := quotes.Normalize(q.Words)
		if !slices.ContainsFunc(records, func(r starterRecord) bool {
			return len(a.Speakers) == 1 && a.Speakers[0].Name == r.Speaker && strings.Contains(quotes.Normalize(r.Text), words)
		}) {
			t.Errorf("%s:%d: no record has these words of %v: %q", a.Source.File, a.Source.Line, a.Speakers, q.Words)
		}
		read++
	}
	if curated != len(records) || len(report.Rejections) > 0 || len(report.Notices) > 0 {
		t.Errorf("%d of %d records were read; rejected: %v; notices: %v", curated, len(records), report.Rejections, report.Notices)
	}
	if read < 11 {
		t.Errorf("%d quotations were read out of the essay, want 11", read)
	}
}
