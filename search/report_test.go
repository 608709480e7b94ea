package search

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbatim/quotes/store"
)

func TestAGenerationKeepsTheReportOfItsBuild(t *testing.T) {
	dir := t.TempDir()
	if _, err := mustOpen(t, dir, Options{ReadOnly: true}).Report(); !errors.Is(err, ErrNoGeneration) {
		t.Errorf("without a generation: %v", err)
	}
	built, err := Build(t.Context(), BuildOptions{
		DataDir: dir, Corpus: "a", Quotes: reading(sayings(5)...),
		Report: func() (json.RawMessage, error) { return json.RawMessage(`{"rejected":["a <b>"]}`), nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	l := mustOpen(t, dir, Options{ReadOnly: true})
	got, err := l.Report()
	built.Took = 0
	if diff := cmp.Diff(Report{Build: built, Input: json.RawMessage(`{"rejected":["a <b>"]}`)}, got); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	path := filepath.Join(dir, "gen-000001", "report.json")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, bytes.Replace(data, []byte("rejected"), []byte("accepted"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Report(); !errors.Is(err, store.ErrCorrupt) {
		t.Errorf("with another byte: %v", err)
	}
}

func TestABuildWhoseReportCannotBeMadeFails(t *testing.T) {
	cause := errors.New("no report")
	dir := t.TempDir()
	_, err := Build(t.Context(), BuildOptions{
		DataDir: dir, Quotes: reading(sayings(5)...),
		Report: func() (json.RawMessage, error) { return nil, cause },
	})
	if !errors.Is(err, cause) || mustOpen(t, dir, Options{}).Status().Generation != 0 {
		t.Errorf("got %v", err)
	}
}
