package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"
)

const versionHelp = `Usage: verbatim version [--all]

Prints the version, the commit it was built from and the version of Go.

  --all  the libraries inside too, each with its version

Examples:
  verbatim version
  verbatim version --all
`

func version(_ context.Context, p program, args []string) error {
	fs := newFlags()
	all := fs.Bool("all", false, "")
	if err := parseOnly(fs, args); err != nil {
		return err
	}
	info, _ := debug.ReadBuildInfo()
	b := readBuild(info)
	text := b.text()
	if *all {
		text += "\n" + b.libraries()
	}
	_, err := io.WriteString(p.Stdout, text)
	return err
}

// build is what the program knows of how it was built.
type build struct {
	version  string // "" where it was built from a checkout without a tag
	commit   string // "" where it was built without git
	time     string // of the commit
	modified bool   // the checkout had changes that are not in the commit
	deps     []*debug.Module
}

// readBuild reads it; info may be nil, as in a binary that was built without
// modules.
func readBuild(info *debug.BuildInfo) build {
	if info == nil {
		return build{}
	}
	b := build{version: info.Main.Version, deps: info.Deps}
	if b.version == "(devel)" {
		b.version = ""
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.commit = s.Value
		case "vcs.time":
			b.time = s.Value
		case "vcs.modified":
			b.modified = s.Value == "true"
		}
	}
	return b
}

// short names the build in few letters: its version, or the beginning of its
// commit, or nothing.
func (b build) short() string {
	if b.version != "" {
		return b.version
	}
	return b.commit[:min(12, len(b.commit))]
}

// text is what verbatim version prints.
func (b build) text() string {
	name, commit := b.version, b.commit
	if name == "" {
		name = "built from source"
	}
	if commit == "" {
		commit = "not known (the build was made without git)"
	}
	if b.modified {
		commit += ", with changes that are not committed"
	}
	if b.time != "" {
		commit += ", " + b.time
	}
	return fmt.Sprintf("verbatim %s\ncommit   %s\ngo       %s %s/%s\n", name, commit, strings.TrimPrefix(runtime.Version(), "go"), runtime.GOOS, runtime.GOARCH)
}

// libraries lists the modules inside, a line each.
func (b build) libraries() string {
	var out strings.Builder
	for _, m := range b.deps {
		version := m.Version
		if m.Replace != nil {
			version = m.Replace.Path + " " + m.Replace.Version
		}
		fmt.Fprintf(&out, "%s %s\n", m.Path, version)
	}
	return out.String()
}
