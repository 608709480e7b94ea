// Verbatim answers slash commands in Discord with a quotation, who said it and
// where it was published. This package reads the command line and the settings,
// wires the packages together and runs one subcommand. Each subcommand has a file
// of its own; what ask and extract show is made in bot/cli.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	signal.Ignore(syscall.SIGPIPE)
	os.Exit(run(ctx, os.Args[1:], os.Getenv, os.Stdin, os.Stdout, os.Stderr))
}
