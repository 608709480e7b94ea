package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFlagsStandAnywhereAmongTheWords(t *testing.T) {
	for _, tt := range []struct {
		args  string
		words []string
		limit int
		err   string
	}{
		{"four score --limit 2 and", []string{"four", "score", "and"}, 2, ""},
		{"--limit=2 four", []string{"four"}, 2, ""},
		{"four -limit 2", []string{"four"}, 2, ""},
		{"four -- --limit 2", []string{"four", "--limit", "2"}, 0, ""},
		{"-", []string{"-"}, 0, ""},
		{"four --limt 2", nil, 0, "there is no flag --limt"},
		{"--limit", nil, 0, "the flag --limit needs a value"},
		{"--limit two", nil, 0, `the flag --limit cannot be "two"`},
		{"--json=maybe", nil, 0, `the flag --json cannot be "maybe"`},
		{"a --help", nil, 0, errHelp.Error()},
		{"-h", nil, 0, errHelp.Error()},
		{"---x", nil, 0, "bad flag syntax: ---x"},
	} {
		fs := newFlags()
		limit := fs.Int("limit", 0, "")
		fs.Bool("json", false, "")
		words, err := parse(fs, strings.Fields(tt.args))
		if err != nil {
			if tt.err != err.Error() {
				t.Errorf("%s: error %q, want %q", tt.args, err, tt.err)
			}
			continue
		}
		if diff := cmp.Diff(tt.words, words); diff != "" || *limit != tt.limit || tt.err != "" {
			t.Errorf("%s: limit %d, no error, %s", tt.args, *limit, diff)
		}
	}
}

func TestEveryHelpHasAnExampleAndFitsATerminal(t *testing.T) {
	for _, s := range subcommands() {
		if !strings.Contains(s.help, "Example") || !strings.Contains(s.help, "  verbatim "+s.name) || !strings.HasPrefix(s.help, "Usage: verbatim "+s.name) {
			t.Errorf("%s: the help has no example or no usage", s.name)
		}
		for line := range strings.Lines(s.help + overview()) {
			if len(line) > 81 {
				t.Errorf("%s: a line of %d characters: %s", s.name, len(line), line)
			}
		}
	}
}
