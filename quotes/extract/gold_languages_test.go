package extract_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestGoldLanguage scores the labelled texts of one language, those of
// testdata/gold/TAG.jsonl, which .ci/gold cuts into the folder VERBATIM_GOLD_TEXTS.
//
//	VERBATIM_GOLD_LANGUAGE=uk VERBATIM_GOLD_PART=developed VERBATIM_GOLD_TEXTS=DIR go test ./quotes/extract -run TestGoldLanguage -v
//
// Texts of numbers under 100 are developed on, their errors are printed; those from 100 on
// are held out, and only their figures are. VERBATIM_GOLD_PART names one part, developed
// or held; without it both are scored.
func TestGoldLanguage(t *testing.T) {
	tag := os.Getenv("VERBATIM_GOLD_LANGUAGE")
	if tag == "" {
		t.Skip("VERBATIM_GOLD_LANGUAGE is not set")
	}
	here, _ := withTexts(t, tag+".jsonl")
	var developed, held goldScore
	for _, g := range here {
		s, err := g.score()
		if err != nil {
			t.Error(err)
		}
		if len(number.FindString(g.ID)) < 3 {
			developed.add(s)
		} else {
			held.add(s)
		}
	}
	part := os.Getenv("VERBATIM_GOLD_PART")
	if part != "held" {
		var b strings.Builder
		developed.write(&b, tag+", developed on")
		t.Logf("\n%s%s", b.String(), strings.Join(developed.errors, "\n"))
	}
	if part != "developed" {
		var b strings.Builder
		held.write(&b, tag+", held out")
		t.Log("\n" + b.String())
	}
}

var number = regexp.MustCompile(`[0-9]+`)
