// Package cli is what a person sees who asks without Discord: [Ask] finds
// quotations and draws them on a terminal, [CheckQuote] tells whether somebody said
// what is claimed, [Extract] and [ExtractLines] show what is read out of articles.
//
// Package main parses the command line and loads the settings; this package gets
// the results and the standard streams in a [Program], and knows no flag. Two
// things hold for everything that it writes. Words from files cannot command the
// terminal: each passes [Neutralise], or is escaped in JSON. And the names in
// JSON are a promise to other programs: one may be added, none changes.
//
// [Ask] and [CheckQuote] keep an index of each corpus in the user's cache folder
// and never touch a data folder, so that they may run beside a bot that serves.
package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// Program is what a subcommand may touch of the world outside.
type Program struct {
	Getenv func(string) string
	Stdin  io.Reader
	Stdout io.Writer
	Stderr io.Writer
}

// ErrReported is returned when the person was told already why there is no
// result: the program ends with exit code 1 and says no more.
var ErrReported = errors.New("there is no result, and why was said")

// Place is "file:line: reason", as compilers write it, safe to print; without a
// line for 0.
func Place(file string, line int, reason string) string {
	if line > 0 {
		file = fmt.Sprintf("%s:%d", file, line)
	}
	return Neutralise(file + ": " + reason)
}

// PlainPathError leaves out the name of the system call, which tells a person
// nothing. Other errors stay as they are.
func PlainPathError(err error) error {
	var pathErr *os.PathError
	if errors.As(err, &pathErr) {
		return fmt.Errorf("cannot read %s: %w", pathErr.Path, pathErr.Err)
	}
	return err
}

// Shorten keeps what a sentence repeats of an argument readable.
func Shorten(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
