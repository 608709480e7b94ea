package main

import (
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"time"
)

// at is what was done with an engine at a size.
type at struct {
	engine string
	size   int
	do     string
}

// report is everything that was measured.
type report struct {
	plan           plan
	machine        machine
	started, ended time.Time
	loadAfter      string
	made           made
	reused         bool // something was built by an earlier run
	did            map[at]done
}

func (r *report) built(engine string, n int) done { return r.did[at{engine, n, "build"}] }
func (r *report) first(engine string, n int) done { return r.did[at{engine, n, "first"}] }
func (r *report) asked(engine string, n int) done { return r.did[at{engine, n, "ask"}] }
func (r *report) ours(n int, do string) done      { return r.did[at{ours, n, do}] }

// memory is the most of its own that an engine had while serving.
func (r *report) memory(engine string, n int) int64 {
	var most int64
	for _, do := range jobsOf(engine) {
		most = max(most, r.did[at{engine, n, do}].Memory)
	}
	return most
}

type machine struct {
	processor, memory, system, goVersion, commit, load string
	processors                                         int
}

func thisMachine() machine {
	m := machine{
		processor: processor(), memory: memoryOfMachine(), system: runtime.GOOS + "/" + runtime.GOARCH,
		goVersion: runtime.Version(), processors: runtime.NumCPU(), load: load(),
	}
	if out, err := exec.Command("git", "rev-parse", "--short", "HEAD").Output(); err == nil {
		m.commit = strings.TrimSpace(string(out))
	}
	return m
}

// busy reports whether a process and more was running before the measuring began.
func (m machine) busy() bool {
	var lastMinute float64
	_, err := fmt.Sscan(m.load, &lastMinute)
	return err == nil && lastMinute >= 1
}

// page writes Markdown and keeps the first error.
type page struct {
	w   io.Writer
	err error
}

func (p *page) printf(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}

// table writes a table: names to the left, numbers to the right.
func (p *page) table(head []string, rows [][]string) {
	p.printf("| %s |\n|---|%s\n", strings.Join(head, " | "), strings.Repeat("---:|", len(head)-1))
	for _, r := range rows {
		p.printf("| %s |\n", strings.Join(r, " | "))
	}
	p.printf("\n")
}

func (r *report) write(w io.Writer) error {
	p := &page{w: w}
	m := r.machine
	p.printf("# Finding quotations: what was measured\n\n")
	p.printf("Made by the command below, at commit %s, in %s.\n\n", orUnknown(m.commit), r.ended.Sub(r.started).Round(time.Second))
	r.summary(p)
	if p.err == nil {
		p.err = r.writeBlock(w)
	}
	p.printf("\n## How it was measured\n\n")
	a := r.plan.amounts
	p.printf("- Machine: %s, %d processors, %s of memory, %s, %s; load when it began: %s, when it ended: %s.\n",
		orUnknown(m.processor), m.processors, orUnknown(m.memory), m.system, m.goVersion, orUnknown(m.load), orUnknown(r.loadAfter))
	p.printf("- Corpus: the first so many of %s lines of `%s`, enlarged with generated quotations (seed %d) that repeat no run of six words of them. Every engine reads the same files. Each step runs in a process of its own.\n", count(r.made.Real), r.corpus(), r.plan.seed)
	p.printf("- Queries: up to %d of each class, drawn with the same seed, all about quotations of the corpus; every engine is asked the same ones for %d hits with their words. Cold: the first %d of each class, in a new process, files evicted from memory, each query for the first time. Warm: after that all of them, once each, in the same process, files read into memory. A pass ends after %s.\n", a.Sample, hitsAsked, a.Cold, r.plan.limit)
	p.printf("- The 99th percentile is the time that 99 of 100 do not exceed (nearest rank): of fewer than %d it is the longest, and marked with a star.\n", enoughForP99)
	p.printf("- bleve: its default mapping, which leaves out English stop words, and a match query over all fields. FTS5: SQLite (modernc.org/sqlite) with Porter's stemmer, ranked by bm25, with a cache of 64 MB and the file mapped: the words as a phrase, else all of them, else any; and any at once.\n\n")
	r.building(p)
	r.opening(p)
	r.latency(p)
	r.growth(p)
	r.relevance(p)
	r.everything(p)
	r.suggestions(p)
	r.locating(p)
	r.cancelling(p)
	r.waiting(p)
	return p.err
}

func orUnknown(s string) string {
	if s == "" {
		return "unknown"
	}
	return s
}

// withIndex are the engines that have an index of their own.
func (r *report) withIndex() []string {
	return slices.DeleteFunc(slices.Clone(r.plan.engines), func(e string) bool { return e != folderOf(e) })
}

// indexOf names the engine without what distinguishes its ways of asking.
func indexOf(engine string) string {
	name, _, _ := strings.Cut(titleOf(engine), ",")
	return name
}

func (r *report) building(p *page) {
	p.printf("## Building\n\nReading the corpus included. bleve and FTS5 keep the words inside their index; Verbatim keeps records apart, with checksums and every attribution.\n\n")
	if r.reused {
		p.printf("Some of it was built, and that measured, by an earlier run in the same folder.\n\n")
	}
	var rows [][]string
	for _, n := range r.plan.sizes {
		for _, e := range r.withIndex() {
			d := r.built(e, n)
			q := float64(max(d.Quotations, 1))
			rows = append(rows, []string{
				count(n) + ", " + indexOf(e), fmt.Sprintf("%.1f", d.Build.Seconds()), count(int(q / d.Build.Seconds())),
				fmt.Sprintf("%.0f", float64(d.Index)/q), fmt.Sprintf("%.0f", float64(d.Records)/q), megabytes(d.Peak),
			})
		}
	}
	p.table([]string{"quotations, engine", "seconds", "quotations a second", "index bytes each", "record bytes each", "peak memory MB"}, rows)
}

func (r *report) opening(p *page) {
	p.printf("## Opening\n\nFrom the start of the process to its first answer, files evicted from memory before; memory is the most that a process had of its own after all queries, without mapped files; Verbatim's after passages, suggestions and edits too.\n\n")
	var rows [][]string
	for _, n := range r.plan.sizes {
		for _, e := range r.plan.engines {
			rows = append(rows, []string{
				count(n) + ", " + titleOf(e), milliseconds(r.asked(e, n).Open), milliseconds(r.first(e, n).First), megabytes(r.memory(e, n)),
			})
		}
	}
	p.table([]string{"quotations, engine", "opening ms", "first answer ms", "memory MB"}, rows)
}

// latency writes p50, p99 and the longest of every class, Verbatim beside each
// of the others, as ratios.
func (r *report) latency(p *page) {
	p.printf("## Latency\n\nMilliseconds: median / 99th percentile / longest. In brackets: how many times Verbatim's median and 99th percentile that is, where both were asked the same queries.\n\n")
	for _, n := range r.plan.sizes {
		for _, pass := range []struct {
			name string
			of   func(done) []answer
		}{{"warm", func(d done) []answer { return d.Warm }}, {"cold", func(d done) []answer { return d.Cold }}} {
			p.printf("### %s quotations, %s\n\n", count(n), pass.name)
			head := []string{"class", "queries"}
			for _, e := range r.plan.engines {
				head = append(head, titleOf(e))
			}
			of := func(e string) []answer { return pass.of(r.asked(e, n)) }
			var rows [][]string
			for _, class := range append(classesOf(of(ours)), everyClass) {
				base := timesOf(of(ours), class)
				row := []string{class, count(len(base))}
				for _, e := range r.plan.engines {
					t := timesOf(of(e), class)
					cell := t.three()
					switch {
					case e == ours:
					case len(t) != len(base):
						cell += fmt.Sprintf(" (of %d)", len(t))
					default:
						cell += fmt.Sprintf(" (%s, %s)", ratio(t.median(), base.median()), ratio(t.p99(), base.p99()))
					}
					row = append(row, cell)
				}
				rows = append(rows, row)
			}
			p.table(head, rows)
		}
	}
	for _, s := range r.endedEarly() {
		p.printf("%s\n\n", s)
	}
}

// endedEarly says of which engines a pass ended before all was asked.
func (r *report) endedEarly() (out []string) {
	for _, n := range r.plan.sizes {
		for _, e := range r.plan.engines {
			for _, pass := range []struct {
				name       string
				asked, all int
			}{
				{"cold", len(r.asked(e, n).Cold), r.did[at{"", n, "draw"}].Coldly},
				{"warm", len(r.asked(e, n).Warm), r.did[at{"", n, "draw"}].Warmly},
			} {
				if pass.asked < pass.all {
					out = append(out, fmt.Sprintf("%s at %s quotations was asked %s of %s queries %s, then the time was up.", titleOf(e), count(n), count(pass.asked), count(pass.all), pass.name))
				}
			}
		}
	}
	return out
}

func (r *report) growth(p *page) {
	if len(r.plan.sizes) < 2 {
		return
	}
	p.printf("## How it grows\n\nAll classes together, warm: median and 99th percentile in milliseconds, and how many times that of the size before.\n\n")
	head := []string{"engine"}
	for _, n := range r.plan.sizes {
		head = append(head, count(n))
	}
	var rows [][]string
	for _, e := range r.plan.engines {
		row := []string{titleOf(e)}
		var before times
		for i, n := range r.plan.sizes {
			t := timesOf(r.asked(e, n).Warm, everyClass)
			cell := t.two()
			if i > 0 {
				cell += fmt.Sprintf(" (%s, %s)", ratio(t.median(), before.median()), ratio(t.p99(), before.p99()))
			}
			row = append(row, cell)
			before = t
		}
		rows = append(rows, row)
	}
	p.table(head, rows)
}

func (r *report) relevance(p *page) {
	p.printf("## Success@1\n\nThe share of queries whose first hit is the quotation that was meant, by the rule of the queries' README; mean over classes. Of the warm queries.\n\n")
	for _, n := range r.plan.sizes {
		p.printf("### %s quotations\n\n", count(n))
		r.successTable(p, n, func(class string) string { return class })
	}
}

// successTable writes Success@1 of all engines at a size.
func (r *report) successTable(p *page, n int, name func(class string) string) {
	head := []string{"class", "queries"}
	for _, e := range r.plan.engines {
		head = append(head, titleOf(e))
	}
	var rows [][]string
	for _, class := range classesOf(r.asked(ours, n).Warm) {
		asked, _ := success(r.asked(ours, n).Warm, class)
		row := []string{name(class), count(asked)}
		for _, e := range r.plan.engines {
			here, share := success(r.asked(e, n).Warm, class)
			cell := fmt.Sprintf("%.3f", share)
			if here != asked {
				cell += fmt.Sprintf(" (of %d)", here)
			}
			row = append(row, cell)
		}
		rows = append(rows, row)
	}
	row := []string{"mean", ""}
	for _, e := range r.plan.engines {
		row = append(row, fmt.Sprintf("%.3f", meanSuccess(r.asked(e, n).Warm)))
	}
	p.table(head, append(rows, row))
}
