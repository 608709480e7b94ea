package main

import (
	"runtime/debug"
	"strings"
	"testing"
)

func TestABuildNamesItself(t *testing.T) {
	const commit = "0123456789abcdef0123456789abcdef01234567"
	for _, c := range []struct {
		name  string
		info  *debug.BuildInfo
		short string
		text  string // is in what verbatim version prints
	}{
		{"without modules", nil, "", "verbatim built from source\ncommit   not known"},
		{"from a checkout", built("(devel)", "vcs.revision", commit, "vcs.time", "2026-11-30T10:00:00Z"), "0123456789ab", "commit   " + commit + ", 2026-11-30T10:00:00Z\n"},
		{"with changes", built("", "vcs.revision", commit, "vcs.modified", "true"), "0123456789ab", commit + ", with changes that are not committed"},
		{"of a tag", built("v1.2.0", "vcs.revision", commit), "v1.2.0", "verbatim v1.2.0\n"},
	} {
		b := readBuild(c.info)
		if b.short() != c.short {
			t.Errorf("%s: short is %q, want %q", c.name, b.short(), c.short)
		}
		if !strings.Contains(b.text(), c.text) {
			t.Errorf("%s: %q is not in\n%s", c.name, c.text, b.text())
		}
	}
}

// built is the information of a build with these settings, key before value.
func built(version string, settings ...string) *debug.BuildInfo {
	info := &debug.BuildInfo{Main: debug.Module{Version: version}}
	for i := 0; i < len(settings); i += 2 {
		info.Settings = append(info.Settings, debug.BuildSetting{Key: settings[i], Value: settings[i+1]})
	}
	return info
}
