package main

import (
	"strings"
	"testing"
)

// TestHelpListsTheFlags asks each subcommand for a flag of its help with a value
// that no flag takes, or none: what it complains about is never the flag's name.
func TestHelpListsTheFlags(t *testing.T) {
	for _, s := range subcommands() {
		listed := s.flagsOf()
		if want := strings.Count(s.help, "\n  --"); len(listed) != want {
			t.Errorf("%s: %d flags are understood out of the help, which lists %d", s.name, len(listed), want)
		}
		for _, f := range listed {
			if f.summary == "" {
				t.Errorf("%s: nothing is said of --%s", s.name, f.name)
			}
			var out, mistakes strings.Builder
			// --help behind it ends the subcommand before it does anything.
			args := []string{s.name, "--" + f.name}
			if f.value != "" {
				args = append(args, "1")
			}
			run(t.Context(), append(args, "--help"), func(string) string { return "" }, strings.NewReader(""), &out, &mistakes)
			if strings.Contains(mistakes.String(), "there is no flag") || out.String() != s.help {
				t.Errorf("%s --%s: %s", s.name, f.name, mistakes.String())
			}
		}
	}
}
