package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"verbatim/bot/cli"
)

const helpHelp = `Usage: verbatim help [SUBCOMMAND]

Explains a subcommand, or lists them all.

Example:
  verbatim help ask
`

func help(_ context.Context, p program, args []string) error {
	words, err := parse(newFlags(), args)
	switch {
	case err != nil:
		return err
	case len(words) > 1:
		return usage("%q is one argument too many", cli.Shorten(words[1]))
	case len(words) == 0:
		_, err := io.WriteString(p.Stdout, overview())
		return err
	}
	for _, s := range subcommands() {
		if s.name == words[0] {
			_, err := io.WriteString(p.Stdout, s.help)
			return err
		}
	}
	return &exitError{exitUsage, fmt.Sprintf("there is no subcommand %q; verbatim help lists them all", cli.Shorten(words[0]))}
}

func overview() string {
	var b strings.Builder
	b.WriteString(`Verbatim finds quotations, who said them and where they were published, and
answers in Discord.

Usage: verbatim [SUBCOMMAND] [FLAGS] [ARGUMENTS]

`)
	for _, s := range subcommands() {
		fmt.Fprintf(&b, "  %-12s %s\n", s.name, s.summary)
	}
	b.WriteString(`
Each has --help. To try it without Discord:

  verbatim ask "four score and seven"
`)
	return b.String()
}
