package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// jobFlag comes before the job of a child process.
const jobFlag = "-job"

// job is what one child process does.
type job struct {
	Do      string // one of the names in child
	Engine  string
	Corpus  string // folder of quotations
	Dir     string // of what the engine builds
	Queries string // a file to draw queries from
	Drawn   string // the file of what was drawn
	First   string // the query that is asked first
	Made    made   // what to enlarge
	amounts
	Limit   time.Duration
	Seed    uint64
	Started time.Time // when the parent started the child
}

// done is what a child process prints.
type done struct {
	Warmly, Coldly int    // queries that are drawn for every engine
	Query          string // the first of them

	Quotations int
	Build      time.Duration
	Index      int64 // bytes
	Records    int64 // bytes of the words themselves, where they can be told from the index
	Open       time.Duration
	First      time.Duration // from the start of the process to its first answer
	Memory     int64         // bytes of its own at most, mapped files left out; 0: the system does not tell
	Peak       int64         // bytes that it had in memory at most; 0: the system does not tell
	// Of queries: a new process of evicted files, then the same one of files in
	// memory. Of Verbatim alone also all queries, and the same ones as warm with
	// and without edits that wait.
	Cold, Warm, All []answer
	Without, With   []answer
	Edits           int // that waited

	Suggestions  []answer
	Passages     []answer // warm
	PassagesCold []answer
	Exact, Misquoted,
	Planted int // found of the planted quotations, and how many of each there were
	Cancelled []answer
}

// answer is one query, measured.
type answer struct {
	Class string
	Took  time.Duration
	First bool // the first hit is the quotation that was meant
}

// measure runs all jobs, one after the other.
func measure(ctx context.Context, p plan, log io.Writer) (*report, error) {
	r := &report{plan: p, machine: thisMachine(), started: time.Now(), did: map[at]done{}}
	step := func(j job) (done, error) {
		j.Seed, j.amounts, j.Limit, j.Queries = p.seed, p.amounts, p.limit, p.queries
		what := strings.Join(strings.Fields(j.Do+" "+j.Engine+" "+filepath.Base(j.Corpus)), " ")
		fmt.Fprintln(log, time.Now().Format(time.TimeOnly), what)
		d, err := start(ctx, j, log)
		if err != nil {
			err = fmt.Errorf("%s: %w", what, err)
		}
		return d, err
	}
	corpus := filepath.Join(p.dir, "corpus")
	m := made{Quotes: p.quotes, Seed: p.seed, Sizes: p.sizes, Prose: p.amounts.Passages}
	is, err := whole(corpus, m)
	if err == nil && !is {
		_, err = step(job{Do: "enlarge", Corpus: corpus, Made: m})
	}
	if err == nil {
		err = readJSON(filepath.Join(corpus, madeName), &r.made)
	}
	for _, n := range p.sizes {
		if err == nil {
			err = r.measureAt(n, corpus, step)
		}
	}
	if err != nil {
		return nil, err
	}
	r.ended, r.loadAfter = time.Now(), load()
	fmt.Fprintln(log, r.ended.Format(time.TimeOnly), "done")
	return r, nil
}

// measureAt runs all jobs of a size.
func (r *report) measureAt(n int, corpus string, step func(job) (done, error)) error {
	size, dir := strconv.Itoa(n), r.plan.dir
	common := job{Do: "draw", Corpus: filepath.Join(corpus, size), Drawn: filepath.Join(dir, "drawn-"+size+".json")}
	draws, err := step(common)
	if err != nil {
		return err
	}
	r.did[at{"", n, "draw"}] = draws
	common.First = draws.Query
	for _, name := range r.plan.engines {
		j := common
		j.Engine, j.Dir = name, filepath.Join(dir, folderOf(name), size)
		d, reused, err := builtFor(j, filepath.Join(dir, folderOf(name)+"-"+size+".json"), step)
		if err != nil {
			return err
		}
		r.reused = r.reused || reused && name == folderOf(name)
		r.did[at{name, n, "build"}] = d
		for _, do := range jobsOf(name) {
			j.Do = do
			if r.did[at{name, n, do}], err = step(j); err != nil {
				return err
			}
		}
	}
	return nil
}

// builtFor builds, unless that was done and what it measured was kept. What
// another version of the program built may not open any more: it is built anew.
func builtFor(j job, kept string, step func(job) (done, error)) (d done, reused bool, err error) {
	if readJSON(kept, &d) == nil {
		if j.Do = "first"; j.Engine == folderOf(j.Engine) {
			_, err = step(j)
		}
		if err == nil {
			return d, true, nil
		}
	}
	if err := os.RemoveAll(kept); err != nil {
		return d, false, err
	}
	j.Do = "build"
	if d, err = step(j); err == nil {
		err = writeJSON(kept, d)
	}
	return d, false, err
}

// jobsOf are what is done with what an engine built.
func jobsOf(engine string) []string {
	jobs := []string{"first", "ask"}
	if engine == ours {
		jobs = append(jobs, "all", "suggest", "locate", "cancel", "wait")
	}
	return jobs
}

// Engines that ask the same index in different ways share it.
func folderOf(engine string) string { return strings.TrimSuffix(engine, "-or") }

// start runs a job in a process of its own.
func start(ctx context.Context, j job, log io.Writer) (d done, err error) {
	exe, err := os.Executable()
	if err != nil {
		return d, err
	}
	if j.Do == "first" || j.Do == "ask" || j.Do == "locate" {
		if err := evict(j.Dir); err != nil {
			return d, err
		}
	}
	j.Started = time.Now()
	spec, err := json.Marshal(j)
	if err != nil {
		return d, err
	}
	cmd := exec.CommandContext(ctx, exe, jobFlag, string(spec))
	cmd.Stderr = log
	out, err := cmd.Output()
	if err != nil {
		return d, err
	}
	return d, json.Unmarshal(out, &d)
}

// child does a job and prints what it measured.
func child(ctx context.Context, spec string, stdout io.Writer) error {
	var j job
	if err := json.Unmarshal([]byte(spec), &j); err != nil {
		return err
	}
	jobs := map[string]func(context.Context, job) (done, error){
		"enlarge": func(context.Context, job) (done, error) { return done{}, enlarge(j.Corpus, j.Made) },
		"draw":    func(context.Context, job) (done, error) { return draw(j) },
		"build":   buildOnce,
		"first":   askFirst,
		"ask":     askSome,
		"all":     askEverything,
		"suggest": suggest,
		"locate":  locate,
		"cancel":  cancel,
		"wait":    askBesideEdits,
	}
	do, ok := jobs[j.Do]
	if !ok {
		return fmt.Errorf("there is no job %q", j.Do)
	}
	most := watchMemory()
	d, err := do(ctx, j)
	d.Memory, d.Peak = most(), peakMemory()
	if err != nil {
		return err
	}
	return json.NewEncoder(stdout).Encode(d)
}

// watched is how often a process looks at its memory. A look takes some 20
// microseconds, which no percentile feels.
const watched = 50 * time.Millisecond

// watchMemory looks at the memory of this process until the function that it
// returns is called, which returns the most that was seen.
func watchMemory() func() int64 {
	var most int64
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		every := time.NewTicker(watched)
		defer every.Stop()
		for {
			most = max(most, ownMemory())
			select {
			case <-end:
				return
			case <-every.C:
			}
		}
	}()
	return func() int64 {
		close(end)
		<-ended
		return max(most, ownMemory())
	}
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
	d.Index, d.Records, err = sizesOf(j.Dir)
	return d, err
}

// sizesOf adds up the bytes of what was built: the file that only Verbatim has,
// of records, apart from everything else.
func sizesOf(dir string) (index, records int64, err error) {
	err = eachFile(dir, func(path string) error {
		info, err := os.Stat(path)
		switch {
		case err != nil:
			return err
		case filepath.Base(path) == "records.dat":
			records += info.Size()
		default:
			index += info.Size()
		}
		return nil
	})
	return index, records, err
}

// opened opens what an engine built, to be asked what was drawn.
func opened(j job) (e engine, ask drawn, took time.Duration, err error) {
	if ask, err = drawnFor(j); err != nil {
		return nil, ask, 0, err
	}
	if e, err = newEngine(j); err != nil {
		return nil, ask, 0, err
	}
	started := time.Now()
	err = e.open()
	return e, ask, time.Since(started), err
}

// askFirst opens what was built and asks one query. It reads nothing else, so
// that what passes until the answer is the engine's.
func askFirst(ctx context.Context, j job) (d done, err error) {
	e, err := newEngine(j)
	if err != nil {
		return d, err
	}
	if err := e.open(); err != nil {
		return d, err
	}
	defer func() { err = errors.Join(err, e.close()) }()
	if _, err := e.search(ctx, j.First); err != nil {
		return d, err
	}
	d.First = time.Since(j.Started)
	return d, nil
}

// askSome asks some queries cold, in a new process, of files of which nothing is
// in memory; then, of files in memory, these and others.
func askSome(ctx context.Context, j job) (d done, err error) {
	e, ask, took, err := opened(j)
	if err != nil {
		return d, err
	}
	defer func() { err = errors.Join(err, e.close()) }()
	d.Open = took
	if d.Cold, err = answers(ctx, j, e, firstOf(ask.Queries, j.Cold)); err != nil {
		return d, err
	}
	if err := warm(j.Dir); err != nil {
		return d, err
	}
	d.Warm, err = answers(ctx, j, e, ask.Queries)
	return d, err
}

// askEverything asks all queries, of files in memory.
func askEverything(ctx context.Context, j job) (d done, err error) {
	e, ask, _, err := opened(j)
	if err != nil {
		return d, err
	}
	defer func() { err = errors.Join(err, e.close()) }()
	if err := warm(j.Dir); err != nil {
		return d, err
	}
	d.All, err = answers(ctx, j, e, ask.All)
	return d, err
}

// answers asks queries until the time is up.
func answers(ctx context.Context, j job, e engine, queries []query) (out []answer, err error) {
	begun := time.Now()
	for _, q := range queries {
		if time.Since(begun) > j.Limit {
			break
		}
		started := time.Now()
		hits, err := e.search(ctx, q.Query)
		took := time.Since(started)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", q.Query, err)
		}
		out = append(out, answer{q.Class, took, len(hits) > 0 && alike(hits[0], q.Words)})
	}
	return out, nil
}

// warm reads all files of a folder, so that the system has them in memory.
func warm(dir string) error {
	return eachFile(dir, func(path string) error {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, f)
		return errors.Join(err, f.Close())
	})
}
