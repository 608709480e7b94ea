// Command bench measures how Verbatim finds, beside bleve's plain match query
// and SQLite's FTS5, prints a report in Markdown, and renews the tables of the
// README, which are those of the report:
//
//	go run -C search/bench . -readme ../../README.md > search/bench/REPORT.md
//
// It reads quotations and queries in the form of ../shared/quotes (the flags
// -quotes and -queries name others), enlarges the quotations to a million with
// generated text that repeats no run of six words of theirs, and measures at
// 10,000, 100,000 and 1,000,000 of them. What it does it says on the standard
// error output. Each step runs in a process of its own, so that memory is
// counted apart. It takes about half an hour and 4 GB of disk on two processors;
// -sizes 10000 is a quick look.
//
// It is a module of its own: whoever builds or installs Verbatim does not
// download SQLite.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// plan is what is measured.
type plan struct {
	quotes, queries string
	sizes           []int // ascending
	engines         []string
	amounts         amounts
	limit           time.Duration
	seed            uint64
	dir             string   // of what is built; kept only if it was named
	readme          string   // the file whose tables are renewed; "": none
	flags           []string // that say what is measured, as they were given
}

// amounts are how much is asked.
type amounts struct {
	Sample        int // queries of each class, warm
	Cold          int // the first ones of them, cold
	Beginnings    int // suggestions of each kind
	Passages      int
	Cancellations int
	Edits         int
}

// enoughForP99 is how many measurements a 99th percentile takes that is not the
// longest of them.
const enoughForP99 = 100

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	if len(args) == 2 && args[0] == jobFlag {
		return child(ctx, args[1], stdout)
	}
	p, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return nil // it was written
	}
	if err != nil {
		return err
	}
	if p.readme != "" { // before half an hour of measuring
		if _, err := withBlock(p.readme, ""); err != nil {
			return err
		}
	}
	if p.dir == "" {
		dir, err := os.MkdirTemp("", "verbatim-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		p.dir = dir
	}
	r, err := measure(ctx, p, stderr)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := r.write(&out); err != nil {
		return err
	}
	if p.readme != "" {
		if err := r.renew(p.readme); err != nil {
			return err
		}
	}
	_, err = out.WriteTo(stdout)
	return err
}

// parse reads the command line.
func parse(args []string, stderr io.Writer) (p plan, err error) {
	fs := flag.NewFlagSet("bench", flag.ContinueOnError)
	fs.SetOutput(stderr)
	fs.StringVar(&p.quotes, "quotes", "../../../shared/quotes/quotes.jsonl.gz", "the quotations, a `file` of JSON lines, gzipped if it is called .gz")
	fs.StringVar(&p.queries, "queries", "../../../shared/quotes/queries.jsonl", "the queries, a `file` of JSON lines")
	sizes := fs.String("sizes", "10000,100000,1000000", "how many quotations, ascending")
	engines := fs.String("engines", "verbatim,bleve,fts5,fts5-or", "what is measured, Verbatim first")
	fs.IntVar(&p.amounts.Sample, "sample", enoughForP99+1, "how many queries of each class every engine is asked warm")
	fs.IntVar(&p.amounts.Cold, "cold", 30, "how many of them cold, before")
	fs.IntVar(&p.amounts.Beginnings, "suggestions", enoughForP99+1, "how many suggestions of each kind")
	fs.IntVar(&p.amounts.Passages, "passages", 200, "how many passages are searched for quotations")
	fs.IntVar(&p.amounts.Cancellations, "cancellations", 1000, "how many searches are cancelled, and a quarter as many passages")
	fs.IntVar(&p.amounts.Edits, "edits", 500, "how many edits wait beside the generation")
	fs.DurationVar(&p.limit, "limit", 20*time.Minute, "after this time no further queries are asked, of each engine, size and pass")
	fs.Uint64Var(&p.seed, "seed", 1, "of the generated text and of what is drawn")
	fs.StringVar(&p.dir, "dir", "", "build in this `folder`, use what is built there already, and keep it")
	fs.StringVar(&p.readme, "readme", "", "renew the tables in this `file`")
	if err := fs.Parse(args); err != nil {
		return p, err
	}
	if fs.NArg() > 0 {
		return p, fmt.Errorf("there is no argument %q", fs.Arg(0))
	}
	fs.Visit(func(f *flag.Flag) {
		if f.Name != "dir" && f.Name != "readme" {
			p.flags = append(p.flags, "-"+f.Name+" "+f.Value.String())
		}
	})
	if p.sizes, err = ascending(*sizes); err != nil {
		return p, err
	}
	p.engines = strings.Split(*engines, ",")
	return p, p.check()
}

// ascending reads numbers with commas between them.
func ascending(s string) (out []int, err error) {
	for field := range strings.SplitSeq(s, ",") {
		n, err := strconv.Atoi(field)
		if err != nil || n < 1 || len(out) > 0 && n <= out[len(out)-1] {
			return nil, fmt.Errorf("-sizes %s: expected numbers that ascend", s)
		}
		out = append(out, n)
	}
	return out, nil
}

// check says what cannot be measured.
func (p plan) check() error {
	if a := p.amounts; a.Sample < 1 || min(a.Cold, a.Beginnings, a.Passages, a.Cancellations, a.Edits) < 0 {
		return fmt.Errorf("-sample %d: expected at least 1, and nothing below 0 elsewhere", a.Sample)
	}
	if p.engines[0] != ours {
		return fmt.Errorf("-engines %s: expected %s first, which the others are compared with", strings.Join(p.engines, ","), ours)
	}
	for _, e := range p.engines {
		if _, err := newEngine(job{Engine: e}); err != nil {
			return fmt.Errorf("-engines %s: %w", strings.Join(p.engines, ","), err)
		}
	}
	return nil
}

// renew writes the main tables into the README.
func (r *report) renew(readme string) error {
	var block bytes.Buffer
	if err := r.writeBlock(&block); err != nil {
		return err
	}
	changed, err := withBlock(readme, block.String())
	if err != nil {
		return err
	}
	return os.WriteFile(readme, changed, 0o644)
}
