package extract_test

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestGoldLanguage scores the labelled texts of one language: those of
// testdata/gold/TAG.jsonl, or of the file VERBATIM_GOLD_LABELS, which lie as
// ID or ID.txt in the folder VERBATIM_GOLD_TEXTS.
//
//	VERBATIM_GOLD_LANGUAGE=uk VERBATIM_GOLD_PART=developed VERBATIM_GOLD_TEXTS=DIR go test ./quotes/extract -run TestGoldLanguage -v
//
// Texts of numbers under 100 are developed on, their errors are printed; those from 100 on
// are held out, and only their figures are. VERBATIM_GOLD_PART names one part, developed
// or held; without it both are scored.
func TestGoldLanguage(t *testing.T) {
	tag, dir := os.Getenv("VERBATIM_GOLD_LANGUAGE"), os.Getenv("VERBATIM_GOLD_TEXTS")
	if tag == "" || dir == "" {
		t.Skip("VERBATIM_GOLD_LANGUAGE or VERBATIM_GOLD_TEXTS is not set")
	}
	texts := readGoldFile(t, cmp.Or(os.Getenv("VERBATIM_GOLD_LABELS"), "testdata/gold/"+tag+".jsonl"))
	var developed, held goldScore
	for _, g := range texts {
		id := strings.TrimSuffix(g.ID, ".txt")
		b, err := os.ReadFile(filepath.Join(dir, id+".txt"))
		if err != nil {
			b, err = os.ReadFile(filepath.Join(dir, id))
		}
		if err != nil {
			t.Logf("%s is not here", id)
			continue
		}
		if sum := sha256.Sum256(b); hex.EncodeToString(sum[:]) != g.SHA256 {
			t.Errorf("%s: another text (of %d bytes) than was labelled", id, len(b))
			continue
		}
		g.ID, g.text = id+".txt", string(b)
		s, err := g.score()
		if err != nil {
			t.Error(err)
		}
		to := &developed
		if len(number.FindString(id)) >= 3 {
			to = &held
		}
		to.add(s)
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
