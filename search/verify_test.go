package search

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"verbatim/quotes/store"
	"verbatim/search/generation"
)

func TestVerifySaysWhatIsWrongAndWhere(t *testing.T) {
	write := func(name, text string) func(string) error {
		return func(dir string) error { return os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600) }
	}
	for _, tt := range []struct {
		name       string
		damage     func(dir string) error
		file, what string // of the one problem; "" for none
	}{
		{"nothing", func(string) error { return nil }, "", ""},
		{"leftovers", func(dir string) error { return os.Mkdir(generation.Folder(dir).Path(9), 0o700) }, "", ""},
		{"a torn last edit", write(store.LogName, `{"v":1,"crc":"0`), "", ""},
		{"a damaged edit", write(store.LogName, "hide\n"), "edits.jsonl", "line 1 of edits.jsonl"},
		{"a damaged CURRENT", write(generation.CurrentName, "gen-000002"), "CURRENT", "damaged"},
		{"a CURRENT that leads nowhere", func(dir string) error { return generation.Folder(dir).WriteCurrent(store.Machine(), 7) }, "CURRENT", "generation 7, which is not there"},
		{"a file too many", write("gen-000002/index/more", "x"), "gen-000002/index/more", "does not know this file"},
		{"a file too few", func(dir string) error { return os.Remove(filepath.Join(dir, "gen-000001", "vocabulary")) }, "gen-000001/vocabulary", "missing"},
		{"a manifest of another", func(dir string) error {
			data, err := os.ReadFile(filepath.Join(dir, "gen-000001", "MANIFEST.json"))
			return errors.Join(err, os.WriteFile(filepath.Join(dir, "gen-000002", "MANIFEST.json"), data, 0o600))
		}, "gen-000002", "it is of generation 1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			mustBuild(t, dir, sayings(3)...)
			mustBuild(t, dir, sayings(4)...)
			if err := tt.damage(dir); err != nil {
				t.Fatal(err)
			}
			before := names(t, dir)
			problems, err := Verify(t.Context(), dir)
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case tt.file == "" && len(problems) > 0:
				t.Errorf("problems %v", problems)
			case tt.file != "" && (len(problems) != 1 || problems[0].File != tt.file || !strings.Contains(problems[0].What, tt.what)):
				t.Errorf("problems %v, want %s: %s", problems, tt.file, tt.what)
			}
			if after := names(t, dir); len(after) != len(before) {
				t.Errorf("the folder changed from %v to %v", before, after)
			}
		})
	}
}

func TestThereIsNothingToVerifyBeforeTheFirstBuild(t *testing.T) {
	for _, dir := range []string{t.TempDir(), filepath.Join(t.TempDir(), "not there")} {
		if problems, err := Verify(t.Context(), dir); len(problems) > 0 || err != nil {
			t.Errorf("%v, %v", problems, err)
		}
	}
}

func TestVerifyEndsWithItsContext(t *testing.T) {
	dir := t.TempDir()
	mustBuild(t, dir, sayings(3)...)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Verify(ctx, dir); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want context.Canceled", err)
	}
}
