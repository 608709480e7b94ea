package main

import (
	"context"
	"fmt"
	"strings"

	"verbatim/bot/cli"
)

const configHelp = `Usage: verbatim config [--env FILE]

Prints every setting that is in force, and where it comes from. A secret is
shown as [secret]. What it prints is an env file again, but for the secrets.

  --env FILE  the env file (.env)

Example:
  verbatim config --env /etc/verbatim.env
`

func configCommand(_ context.Context, p program, args []string) error {
	fs := newFlags()
	env := envFlag(fs)
	if err := parseOnly(fs, args); err != nil {
		return err
	}
	c, err := p.settings(env)
	if err != nil {
		return err
	}
	var b strings.Builder
	for _, v := range c.Values {
		from := v.Where
		switch {
		case from == "" && v.Value == "":
			from = "not given"
		case from == "":
			from = "the default"
		}
		line := v.Name + "=" + v.Value
		if v.Value != "" && strings.ContainsAny(v.Value, " \t#'\"\\$") {
			line = fmt.Sprintf("%s=%q", v.Name, v.Value)
		}
		fmt.Fprintf(&b, "%-40s # %s\n", cli.Neutralise(line), cli.Neutralise(from))
	}
	_, err = p.Stdout.Write([]byte(b.String()))
	return err
}
