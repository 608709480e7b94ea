package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// licences are those that may be in the program, each told by words that no other has.
var licences = []struct {
	name string
	text *regexp.Regexp
}{
	{"Apache-2.0", regexp.MustCompile(`Apache License\s+Version 2\.0`)},
	{"MIT", regexp.MustCompile(`Permission is hereby granted, free of charge, to any person obtaining\s+a\s+copy`)},
	{"BSD-3-Clause", regexp.MustCompile(`Neither the names? of (?s:.{1,120}?)may be\s+used to endorse`)},
	{"BSD-2-Clause", regexp.MustCompile(`Redistributions in binary form must reproduce`)},
	{"ISC", regexp.MustCompile(`Permission to use, copy, modify, and(/or)? distribute this software for any\s+purpose with or without fee`)},
	{"OFL-1.1", regexp.MustCompile(`SIL OPEN FONT LICENSE\s+Version 1\.1`)},
}

// TestEveryLibraryIsUnderALicenceThatMayBePassedOn lists, with -v, the licence of each
// module that is in the program.
func TestEveryLibraryIsUnderALicenceThatMayBePassedOn(t *testing.T) {
	cmd := exec.Command("go", "list", "-deps", "-json=Module", ".")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	modules := map[string]string{} // module@version to folder
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			Module *struct {
				Path, Version, Dir string
				Main               bool
				Replace            *struct{ Version string }
			}
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		// What is replaced without a version is in this repository.
		if m := p.Module; m != nil && !m.Main && (m.Replace == nil || m.Replace.Version != "") {
			modules[m.Path+"@"+m.Version] = m.Dir
		}
	}
	if len(modules) < 20 {
		t.Fatalf("the program has %d modules only", len(modules))
	}
	var names []string
	for name := range modules {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		found := licencesIn(t, modules[name])
		t.Logf("%-60s %s", name, strings.Join(found, ", "))
		if len(found) == 0 {
			t.Errorf("%s is under no licence that is known here; read it, and enter it above if the program may have it", name)
		}
	}
}

// licencesIn returns the licences of a module's folder.
func licencesIn(t *testing.T, dir string) (found []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !regexp.MustCompile(`(?i)^(licen[cs]e|copying|unlicense)`).MatchString(filepath.Base(file)) {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			continue // a folder
		}
		for _, l := range licences {
			if l.text.Match(data) {
				found = append(found, l.name)
				break
			}
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}
