package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"

	"verbatim/bot/cli"
	"verbatim/config"
)

// Exit codes. Those above 2 are of sysexits.h, which service managers know.
const (
	exitFailure     = 1
	exitUsage       = 2
	exitUnavailable = 69  // Discord refuses this bot for good
	exitBusy        = 75  // another process serves from the data folder
	exitConfig      = 78  // a setting is missing or wrong
	exitInterrupted = 130 // 128 + SIGINT
	exitPipe        = 141 // 128 + SIGPIPE: whoever read the output went away
)

// program is what a subcommand may touch of the world outside.
type program struct {
	cli.Program
	// dialTLS, if not nil, is how pages are reached: see [fetch.Options].
	dialTLS func(ctx context.Context, network, address string) (net.Conn, error)
	// dialCDN, if not nil, is how what was attached in Discord is reached: the same.
	dialCDN func(ctx context.Context, network, address string) (net.Conn, error)
}

// subcommand is one row of the table of subcommands.
type subcommand struct {
	name    string
	summary string // one line, for the list
	help    string // all of --help
	run     func(ctx context.Context, p program, args []string) error
}

// subcommands returns the table, in the order of the list.
func subcommands() []subcommand {
	return []subcommand{
		{"serve", "answer in Discord (the default)", serveHelp, serve},
		{"preview", "try the bot in a browser, without Discord", previewHelp, previewCommand},
		{"ask", "find quotations from the command line", askHelp, ask},
		{"check-quote", "tell whether somebody said what is claimed", checkQuoteHelp, checkQuote},
		{"index", "read the corpus and build the index", indexHelp, index},
		{"review", "decide on what waits for a review", reviewHelp, review},
		{"edits", "hide, restore and correct quotations, and undo that", editsHelp, editsCommand},
		{"cluster", "move decisions into a cluster of several bots", clusterHelp, clusterCommand},
		{"export", "write quotations to a file that a corpus takes", exportHelp, export},
		{"backup", "write all that cannot be made anew into one file", backupHelp, backupCommand},
		{"restore", "put a backup back into empty folders", restoreHelp, restore},
		{"extract", "show what is read out of articles", extractHelp, extract},
		{"fetch", "fetch an article, and show what is read out of it", fetchHelp, fetchCommand},
		{"demo", "make a folder to try out what a moderator does", demoHelp, demo},
		{"register", "register the commands at Discord by hand", registerHelp, register},
		{"check", "check settings, corpus and data folder", checkHelp, check},
		{"health", "ask a running bot whether it is ready", healthHelp, healthCommand},
		{"config", "print the settings that are in force", configHelp, configCommand},
		{"completion", "print completions for a shell", completionHelp, completion},
		{"manual", "print this program's man page", manualHelp, manual},
		{"version", "print the version", versionHelp, version},
		{"help", "explain a subcommand", helpHelp, help},
	}
}

// usageError is a command line that nobody can act on: exit code 2.
type usageError struct {
	sentence string // begins with a lower case letter, has no full stop
}

func (e *usageError) Error() string { return e.sentence }

func usage(format string, args ...any) error {
	return &usageError{fmt.Sprintf(format, args...)}
}

// exitError ends the program with a code. An empty sentence prints nothing:
// everything was said.
type exitError struct {
	code     int
	sentence string
}

func (e *exitError) Error() string { return e.sentence }

// toldError is an error of which a person is told a sentence. What the program was doing
// and what the system said stand on a line below it, where there is one.
type toldError struct {
	sentence string
	err      error
}

func (e *toldError) Error() string { return e.sentence }

func (e *toldError) Unwrap() error { return e.err }

// run runs the command line args (without the program's name) and returns the
// exit code. It touches nothing but what it is given, files and the network.
func run(ctx context.Context, args []string, getenv func(string) string, stdin io.Reader, stdout, stderr io.Writer) int {
	return program{Program: cli.Program{Getenv: getenv, Stdin: stdin, Stdout: stdout, Stderr: stderr}}.run(ctx, args)
}

func (p program) run(ctx context.Context, args []string) int {
	ctx, gone := context.WithCancelCause(ctx)
	defer gone(nil)
	p.Stdin, p.Stdout = input(ctx, p.Stdin), &output{w: p.Stdout, gone: gone}
	name, err := dispatch(ctx, p, args)
	return p.exitCode(ctx, name, err)
}

// exitCode says what is to be said about err and returns the code for it.
func (p program) exitCode(ctx context.Context, name string, err error) int {
	var (
		wrongUse *usageError
		exit     *exitError
	)
	switch {
	case errors.Is(context.Cause(ctx), errOutputGone):
		return exitPipe
	case err == nil:
		return 0
	case errors.As(err, &wrongUse):
		fmt.Fprintf(p.Stderr, "%s: %s; see %s --help\n", name, wrongUse.sentence, name)
		return exitUsage
	case errors.As(err, &exit):
		if exit.sentence != "" {
			fmt.Fprintf(p.Stderr, "%s: %s\n", name, exit.sentence)
		}
		return exit.code
	case errors.Is(err, cli.ErrReported):
		return exitFailure
	case errors.Is(err, context.Canceled) && ctx.Err() != nil:
		fmt.Fprintf(p.Stderr, "%s: interrupted\n", name)
		return exitInterrupted
	default:
		fmt.Fprintf(p.Stderr, "%s: %v\n", name, err)
		if told, ok := errors.AsType[*toldError](err); ok {
			fmt.Fprintf(p.Stderr, "(%v)\n", told.err)
		}
		return exitFailure
	}
}

// dispatch finds the subcommand and runs it. name is what its messages begin
// with.
func dispatch(ctx context.Context, p program, args []string) (name string, err error) {
	const self = "verbatim"
	word := "serve"
	if len(args) == 0 && !p.isSetUp() {
		_, err := io.WriteString(p.Stdout, greeting())
		return self, err
	}
	if len(args) > 0 {
		switch first := args[0]; {
		case first == "-h", first == "-help", first == "--help":
			return self, help(ctx, p, nil)
		case first == "-version", first == "--version":
			return self, version(ctx, p, nil)
		case !strings.HasPrefix(first, "-"):
			word, args = first, args[1:]
		}
	}
	for _, s := range subcommands() {
		if s.name == word {
			err := s.run(ctx, p, args)
			if errors.Is(err, errHelp) {
				_, err = io.WriteString(p.Stdout, s.help)
			}
			return self + " " + word, err
		}
	}
	sentence := fmt.Sprintf("there is no subcommand %q", cli.Shorten(word))
	if near := nearestSubcommand(word); near != "" {
		sentence += fmt.Sprintf(" (did you mean %s?)", near)
	} else {
		sentence += "; to look for words, write verbatim ask before them"
	}
	return self, &usageError{sentence}
}

func nearestSubcommand(word string) string {
	var names []string
	for _, s := range subcommands() {
		names = append(names, s.name)
	}
	return config.Nearest(word, names)
}

var errOutputGone = errors.New("nobody reads the output")

// output is the standard output. When whoever read it has gone (head, less),
// it ends the work quietly instead of having every write say so.
type output struct {
	w    io.Writer
	gone context.CancelCauseFunc
}

func (o *output) Write(p []byte) (int, error) {
	n, err := o.w.Write(p)
	if errors.Is(err, syscall.EPIPE) {
		o.gone(errOutputGone)
	}
	if err != nil {
		err = fmt.Errorf("writing the output: %w", err)
	}
	return n, err
}

// Unwrap is the writer beneath, which may be a terminal.
func (o *output) Unwrap() io.Writer { return o.w }

// readerFunc is an [io.Reader] of one function.
type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// terminalInput is a reader whose Unwrap gives the one beneath, which may be a terminal.
type terminalInput struct {
	readerFunc
	beneath io.Reader
}

func (in terminalInput) Unwrap() io.Reader { return in.beneath }

// input is the standard input. A read ends when ctx does, which the system's
// read from a terminal or a pipe does not.
func input(ctx context.Context, r io.Reader) io.Reader {
	type result struct {
		n   int
		err error
	}
	return terminalInput{beneath: r, readerFunc: func(p []byte) (int, error) {
		buf := make([]byte, len(p))
		done := make(chan result, 1)
		// Where nothing arrives any more, this ends with the process.
		go func() {
			n, err := r.Read(buf)
			done <- result{n, err}
		}()
		select {
		case got := <-done:
			return copy(p, buf[:got.n]), got.err
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}}
}
