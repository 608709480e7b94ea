package config

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

//go:generate go test -run ^TestGeneratedFilesAreUpToDate$ -update .

// The README's table stands between these lines.
const (
	MarkdownBegin = "<!-- settings -->"
	MarkdownEnd   = "<!-- /settings -->"
)

// WriteEnvExample writes the env file that people copy and fill in. Every
// setting stands in it, all but the secrets commented out.
func WriteEnvExample(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprint(b, "# Settings of Verbatim. Copy this file to .env and fill in what you need.\n"+
		"# The environment overrides it. Written by go generate ./config.\n")
	for _, s := range Settings() {
		fmt.Fprintf(b, "\n")
		for _, line := range wrap(s.Help, 76) {
			fmt.Fprintf(b, "# %s\n", line)
		}
		if s.Secret {
			fmt.Fprintf(b, "# Or the path of a file that holds it: %s%s\n", s.Name, fileSuffix)
			fmt.Fprintf(b, "%s=\n", s.Name)
			continue
		}
		if s.Default != "" {
			fmt.Fprintf(b, "# Default: %s\n", s.Default)
		}
		fmt.Fprintf(b, "#%s=%s\n", s.Name, s.Example)
	}
	return b.Flush()
}

// WriteMarkdown writes the README's table, without the lines around it.
func WriteMarkdown(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprint(b, "| setting | default | what it does |\n| --- | --- | --- |\n")
	for _, s := range Settings() {
		name, def := "`"+s.Name+"`", ""
		if s.Secret {
			name += " or `" + s.Name + fileSuffix + "`"
		}
		if s.Default != "" {
			def = "`" + s.Default + "`"
		}
		fmt.Fprintf(b, "| %s | %s | %s |\n", name, def, strings.ReplaceAll(s.Help, "|", `\|`))
	}
	return b.Flush()
}

// wrap breaks text into lines of at most width bytes where words allow it.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = word
		case len(line)+1+len(word) > width:
			lines = append(lines, line)
			line = word
		default:
			line += " " + word
		}
	}
	return append(lines, line)
}
