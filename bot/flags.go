package main

import (
	"errors"
	"flag"
	"io"
	"strings"

	"verbatim/bot/cli"
)

// errHelp is returned by a subcommand that was asked for its help.
var errHelp = errors.New("help is asked for")

// newFlags returns a set of flags that prints nothing by itself.
func newFlags() *flag.FlagSet {
	fs := flag.NewFlagSet("", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.Usage = func() {}
	return fs
}

// parse reads flags before, between and after other arguments and returns
// these. After "--" everything is one of them, "-" always is.
func parse(fs *flag.FlagSet, args []string) (rest []string, err error) {
	for {
		if err := fs.Parse(args); err != nil {
			return nil, flagError(err)
		}
		left := fs.Args()
		if n := len(args) - len(left); n > 0 && args[n-1] == "--" {
			return append(rest, left...), nil
		}
		if len(left) == 0 {
			return rest, nil
		}
		rest, args = append(rest, left[0]), left[1:]
	}
}

// parseOnly is parse for a subcommand without other arguments.
func parseOnly(fs *flag.FlagSet, args []string) error {
	rest, err := parse(fs, args)
	if err == nil && len(rest) > 0 {
		return usage("%q is one argument too many", cli.Shorten(rest[0]))
	}
	return err
}

// parseOne is parse for a subcommand with one other argument; missing says what to
// give where there is none.
func parseOne(fs *flag.FlagSet, args []string, missing string) (string, error) {
	rest, err := parse(fs, args)
	switch {
	case err != nil:
		return "", err
	case len(rest) == 0:
		return "", usage("%s", missing)
	case len(rest) > 1:
		return "", usage("%q is one argument too many", cli.Shorten(rest[1]))
	}
	return rest[0], nil
}

// flagError turns what package flag says into one of our sentences.
func flagError(err error) error {
	if errors.Is(err, flag.ErrHelp) {
		return errHelp
	}
	text := err.Error()
	if name, ok := strings.CutPrefix(text, "flag provided but not defined: -"); ok {
		return usage("there is no flag --%s", cli.Shorten(name))
	}
	if name, ok := strings.CutPrefix(text, "flag needs an argument: -"); ok {
		return usage("the flag --%s needs a value", cli.Shorten(name))
	}
	// invalid value "x" for flag -limit: parse error
	// invalid boolean value "x" for -json: parse error
	text = strings.Replace(strings.Replace(text, "invalid boolean value", "invalid value", 1), `" for -`, `" for flag -`, 1)
	if before, after, ok := strings.Cut(text, " for flag -"); ok {
		name, why, _ := strings.Cut(after, ": ")
		value := strings.TrimPrefix(before, "invalid value ")
		if why == "" || why == "parse error" || why == "value out of range" {
			return usage("the flag --%s cannot be %s", name, cli.Shorten(value))
		}
		return usage("the flag --%s cannot be %s: %s", name, cli.Shorten(value), why)
	}
	return usage("%s", cli.Shorten(text))
}
