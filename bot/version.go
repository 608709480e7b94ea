package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"
)

const versionHelp = `Usage: verbatim version

Prints the version, the commit it was built from, the version of Go and those
of the libraries inside.

Example:
  verbatim version
`

func version(_ context.Context, p program, args []string) error {
	if err := parseOnly(newFlags(), args); err != nil {
		return err
	}
	info, _ := debug.ReadBuildInfo()
	_, err := io.WriteString(p.Stdout, versionText(info))
	return err
}

// versionText describes a build; info may be nil, as in a binary that was built
// without modules.
func versionText(info *debug.BuildInfo) string {
	var b strings.Builder
	if info == nil {
		info = &debug.BuildInfo{}
	}
	setting := func(key string) string {
		for _, s := range info.Settings {
			if s.Key == key {
				return s.Value
			}
		}
		return ""
	}
	name := info.Main.Version
	if name == "" || name == "(devel)" {
		name = "built from source"
	}
	commit := setting("vcs.revision")
	switch {
	case commit == "":
		commit = "not known (the build was made without git)"
	case setting("vcs.modified") == "true":
		commit += ", with changes that are not committed"
	}
	if t := setting("vcs.time"); t != "" {
		commit += ", " + t
	}
	fmt.Fprintf(&b, "verbatim %s\ncommit   %s\ngo       %s %s/%s\n\n", name, commit, strings.TrimPrefix(runtime.Version(), "go"), runtime.GOOS, runtime.GOARCH)
	for _, m := range info.Deps {
		version := m.Version
		if m.Replace != nil {
			version = m.Replace.Path + " " + m.Replace.Version
		}
		fmt.Fprintf(&b, "%s %s\n", m.Path, version)
	}
	return b.String()
}
