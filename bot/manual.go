package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"verbatim/config"
)

const manualHelp = `Usage: verbatim manual

Prints the man page: what each subcommand's help says, and the settings.

Example:
  verbatim manual > verbatim.1 && man ./verbatim.1
`

func manual(_ context.Context, p program, args []string) error {
	if err := parseOnly(newFlags(), args); err != nil {
		return err
	}
	_, err := io.WriteString(p.Stdout, manPage())
	return err
}

// manPage is the page in the macros of man(7).
func manPage() string {
	var b strings.Builder
	b.WriteString(`.TH VERBATIM 1 "" "Verbatim" "User Commands"
.SH NAME
verbatim \- find quotations, who said them and where, and answer in Discord
.SH SYNOPSIS
.B verbatim
[\fISUBCOMMAND\fR] [\fIFLAGS\fR] [\fIARGUMENTS\fR]
.SH SUBCOMMANDS
`)
	for _, s := range subcommands() {
		fmt.Fprintf(&b, ".SS %s\n.nf\n%s.fi\n", roff(s.name), roff(s.help))
	}
	b.WriteString(".SH SETTINGS\nThey stand in the env file, .env unless --env names another; the environment\noverrides them.\n")
	for _, s := range config.Settings() {
		fmt.Fprintf(&b, ".TP\n.B %s\n%s\n", roff(s.Name), roff(s.Help))
		if s.Default != "" {
			fmt.Fprintf(&b, "Default: %s\n", roff(s.Default))
		}
	}
	b.WriteString(".SH EXIT STATUS\n")
	for _, e := range []struct {
		code int
		what string
	}{
		{0, "It did what it was asked for."},
		{exitFailure, "It did not, or found nothing."},
		{exitUsage, "The command line cannot be understood."},
		{exitUnavailable, "Discord refuses the bot for good."},
		{exitBusy, "Another serve or preview uses the data folder."},
		{exitConfig, "A setting is missing or wrong."},
	} {
		fmt.Fprintf(&b, ".TP\n%d\n%s\n", e.code, e.what)
	}
	return b.String()
}

// roff keeps text from being taken for requests or escapes.
func roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "`", `\(ga`, "^", `\(ha`, "~", `\(ti`).Replace(text)
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, ".") {
			lines[i] = `\&` + l
		}
	}
	return strings.Join(lines, "\n")
}
