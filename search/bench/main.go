// Command bench measures how Verbatim finds, beside bleve's plain match query
// and SQLite's FTS5, and prints a report in Markdown:
//
//	go run -C search/bench . > search/bench/REPORT.md
//
// It reads quotations and queries in the form of ../shared/quotes (the flags
// -quotes and -queries name others), enlarges the quotations to a million with
// generated text that repeats no run of six words of theirs, and measures at
// 10,000, 100,000 and 1,000,000 of them. What it does it says on the standard
// error output. Each step runs in a process of its own, so that memory is
// counted apart. At the default sample of queries it takes 20 to 25 minutes and
// 4 GB of disk on two processors; -sizes 10000 is a quick look.
//
// It is a module of its own: whoever builds or installs Verbatim does not
// download SQLite.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
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
	sizes           []int
	engines         []string
	sample          int // queries of each class
	limit           time.Duration
	seed            uint64
	dir             string // of what is built; kept only if it was named
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	if len(args) == 2 && args[0] == "-job" {
		return child(ctx, args[1], stdout)
	}
	fs := flag.NewFlagSet("bench", flag.ContinueOnError)
	fs.SetOutput(stderr)
	var p plan
	fs.StringVar(&p.quotes, "quotes", "../../../shared/quotes/quotes.jsonl.gz", "the quotations, a JSON `file` of lines, gzipped")
	fs.StringVar(&p.queries, "queries", "../../../shared/quotes/queries.jsonl", "the queries, a JSON `file` of lines")
	sizes := fs.String("sizes", "10000,100000,1000000", "how many quotations, ascending")
	engines := fs.String("engines", "verbatim,bleve,fts5,fts5-or", "what is measured")
	fs.IntVar(&p.sample, "sample", 60, "how many queries of each class are asked")
	fs.DurationVar(&p.limit, "limit", 90*time.Second, "after this time no further queries are asked, of each engine, size and pass")
	fs.Uint64Var(&p.seed, "seed", 1, "of the generated text and the sample")
	fs.StringVar(&p.dir, "dir", "", "build in this `folder`, use what is built there already, and keep it")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if fs.NArg() > 0 {
		return fmt.Errorf("there is no argument %q", fs.Arg(0))
	}
	for s := range strings.SplitSeq(*sizes, ",") {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || len(p.sizes) > 0 && n <= p.sizes[len(p.sizes)-1] {
			return fmt.Errorf("-sizes %s: expected numbers that ascend", *sizes)
		}
		p.sizes = append(p.sizes, n)
	}
	p.engines = strings.Split(*engines, ",")
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
	return r.write(stdout)
}

// job is what one child process does.
type job struct {
	Do      string // "enlarge", "sample", "build", "first", "ask"
	Engine  string
	Corpus  string // folder of quotations
	Dir     string // of what the engine builds
	Quotes  string // a file to enlarge
	Queries string // a file to draw queries from
	Sampled string // the file of those drawn
	Sizes   []int
	Sample  int
	Limit   time.Duration
	Seed    uint64
	Started time.Time // when the parent started the child
}

// done is what a child process prints. Peak is what the parent sees.
type done struct {
	Quotations int
	Build      time.Duration
	Index      int64 // bytes
	Records    int64 // bytes of the words themselves, where they can be told from the index
	Open       time.Duration
	First      time.Duration // from the start of the process to its first answer
	Memory     int64         // bytes of its own while serving, mapped files left out; 0: the system does not tell
	Cold, Warm []answer

	Peak int64 // bytes that the process had in memory at most
}

// answer is one query, measured.
type answer struct {
	Class string
	Took  time.Duration
	First bool // the first hit is the quotation that was meant
}

// measure runs all jobs, one after the other.
func measure(ctx context.Context, p plan, log io.Writer) (*report, error) {
	r := &report{plan: p, machine: thisMachine(), started: time.Now(), built: map[at]done{}, asked: map[at]done{}, first: map[at]done{}}
	corpus := filepath.Join(p.dir, "corpus")
	step := func(j job) (done, error) {
		j.Seed, j.Sample, j.Limit, j.Quotes, j.Queries, j.Sizes = p.seed, p.sample, p.limit, p.quotes, p.queries, p.sizes
		fmt.Fprintf(log, "%s %s %s\n", time.Now().Format(time.TimeOnly), strings.TrimSpace(j.Do+" "+j.Engine), filepath.Base(j.Corpus))
		d, err := start(ctx, j, log)
		if err != nil {
			err = fmt.Errorf("%s %s: %w", j.Do, j.Engine, err)
		}
		return d, err
	}
	if _, err := os.Stat(corpus); errors.Is(err, os.ErrNotExist) {
		if _, err := step(job{Do: "enlarge", Corpus: corpus}); err != nil {
			return nil, err
		}
	}
	for _, n := range p.sizes {
		size := strconv.Itoa(n)
		sample := job{Corpus: filepath.Join(corpus, size), Sampled: filepath.Join(p.dir, "queries-"+size+".json"), Do: "sample"}
		if _, err := step(sample); err != nil {
			return nil, err
		}
		for _, name := range p.engines {
			here := at{name, n}
			j := job{Engine: name, Corpus: sample.Corpus, Sampled: sample.Sampled, Dir: filepath.Join(p.dir, folderOf(name), size)}
			var err error
			measured := filepath.Join(p.dir, folderOf(name)+"-"+size+".json")
			if r.built[here], err = remembered(measured); err != nil {
				j.Do = "build"
				if r.built[here], err = step(j); err == nil {
					err = remember(measured, r.built[here])
				}
				if err != nil {
					return nil, err
				}
			}
			j.Do = "first"
			if r.first[here], err = step(j); err != nil {
				return nil, err
			}
			j.Do = "ask"
			if r.asked[here], err = step(j); err != nil {
				return nil, err
			}
		}
	}
	r.ended, r.loadAfter = time.Now(), load()
	return r, nil
}

// Engines that ask the same index in different ways share it.
func folderOf(engine string) string { return strings.TrimSuffix(engine, "-or") }

func remembered(path string) (d done, err error) {
	data, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(data, &d)
	}
	return d, err
}

func remember(path string, d done) error {
	data, err := json.Marshal(d)
	if err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o600)
}

// start runs a job in a process of its own.
func start(ctx context.Context, j job, log io.Writer) (d done, err error) {
	exe, err := os.Executable()
	if err != nil {
		return d, err
	}
	if j.Do == "first" || j.Do == "ask" {
		if err := evict(j.Dir); err != nil {
			return d, err
		}
	}
	j.Started = time.Now()
	spec, err := json.Marshal(j)
	if err != nil {
		return d, err
	}
	cmd := exec.CommandContext(ctx, exe, "-job", string(spec))
	cmd.Stderr = log
	out, err := cmd.Output()
	if err != nil {
		return d, err
	}
	if err := json.Unmarshal(out, &d); err != nil {
		return d, err
	}
	d.Peak = peak(cmd.ProcessState)
	return d, nil
}

// child does a job and prints what it measured.
func child(ctx context.Context, spec string, stdout io.Writer) error {
	var j job
	if err := json.Unmarshal([]byte(spec), &j); err != nil {
		return err
	}
	var d done
	var err error
	switch j.Do {
	case "enlarge":
		err = enlarge(j.Quotes, j.Corpus, j.Sizes, j.Seed)
	case "sample":
		err = sample(j)
	case "build":
		d, err = buildOnce(ctx, j)
	case "first":
		d, err = askFirst(ctx, j)
	case "ask":
		d, err = askAll(ctx, j)
	default:
		err = fmt.Errorf("there is no job %q", j.Do)
	}
	if err != nil {
		return err
	}
	return json.NewEncoder(stdout).Encode(d)
}

func buildOnce(ctx context.Context, j job) (d done, err error) {
	e, err := newEngine(j)
	if err != nil {
		return d, err
	}
	if err := os.RemoveAll(j.Dir); err != nil {
		return d, err
	}
	if err := os.MkdirAll(j.Dir, 0o700); err != nil {
		return d, err
	}
	started := time.Now()
	if d.Quotations, err = e.build(ctx); err != nil {
		return d, err
	}
	d.Build = time.Since(started)
	d.Index, d.Records, err = e.sizes()
	return d, err
}

// askFirst opens what was built and asks one query.
func askFirst(ctx context.Context, j job) (d done, err error) {
	queries, err := sampled(j)
	if err != nil {
		return d, err
	}
	e, err := newEngine(j)
	if err != nil {
		return d, err
	}
	if err := e.open(); err != nil {
		return d, err
	}
	defer func() { err = errors.Join(err, e.close()) }()
	if _, err := e.search(ctx, queries[0].Query); err != nil {
		return d, err
	}
	d.First = time.Since(j.Started)
	return d, nil
}

// askAll asks every query twice: cold, in a new process, of files of which
// nothing is in memory, each query for the first time; then warm.
func askAll(ctx context.Context, j job) (d done, err error) {
	queries, err := sampled(j)
	if err != nil {
		return d, err
	}
	e, err := newEngine(j)
	if err != nil {
		return d, err
	}
	started := time.Now()
	if err := e.open(); err != nil {
		return d, err
	}
	defer func() { err = errors.Join(err, e.close()) }()
	d.Open = time.Since(started)
	for _, pass := range []*[]answer{&d.Cold, &d.Warm} {
		begun := time.Now()
		for _, q := range queries {
			if time.Since(begun) > j.Limit {
				break
			}
			started := time.Now()
			hits, err := e.search(ctx, q.Query)
			took := time.Since(started)
			if err != nil {
				return d, fmt.Errorf("%q: %w", q.Query, err)
			}
			*pass = append(*pass, answer{q.Class, took, len(hits) > 0 && alike(hits[0], q.Words)})
		}
	}
	d.Memory = ownMemory()
	return d, nil
}

// classesOf returns the classes of answers, sorted.
func classesOf(answers []answer) []string {
	var out []string
	for _, a := range answers {
		if !slices.Contains(out, a.Class) {
			out = append(out, a.Class)
		}
	}
	slices.Sort(out)
	return out
}
