package main

import (
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"runtime/debug"
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
	processor, system, goVersion, commit, load string
	processors                                 int
	memory                                     int64             // bytes; 0: unknown
	versions                                   map[string]string // of the modules inside
}

func thisMachine() machine {
	m := machine{
		processor: processor(), memory: memoryOfMachine(), system: runtime.GOOS + "/" + runtime.GOARCH,
		goVersion: runtime.Version(), processors: runtime.NumCPU(), load: load(),
	}
	if out, err := exec.Command("git", "rev-parse", "--short", "HEAD").Output(); err == nil {
		m.commit = strings.TrimSpace(string(out))
	}
	if out, err := exec.Command("git", "status", "--porcelain", "--", ":/*.go", ":/*go.mod").Output(); err == nil && len(out) > 0 {
		m.commit += " with changes"
	}
	m.versions = map[string]string{}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, dep := range info.Deps {
			m.versions[dep.Path] = dep.Version
		}
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
	p.printf("\n")
	r.tables(p)
	r.method(p)
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

// method says how all that was measured.
func (r *report) method(p *page) {
	m, a := r.machine, r.plan.amounts
	p.printf("## How it was measured\n\n")
	p.printf("- Machine: %s, %d processors, %s GB of memory, %s, %s; load when it began: %s, when it ended: %s. One process at a time, one query at a time.\n",
		orUnknown(m.processor), m.processors, gigabytes(m.memory), m.system, m.goVersion, orUnknown(m.load), orUnknown(r.loadAfter))
	p.printf("- Corpus: the first so many of %s lines of `%s`, enlarged with generated quotations (seed %d) that repeat no run of six words of them. The generated ones are made of the words of the others and are given their speakers and sources: postings grow with them, the vocabulary does not. Every engine reads the same files.\n", count(r.made.Real), r.corpus(), r.plan.seed)
	p.printf("- Queries: up to %d of each class, drawn with the same seed, all about quotations of the corpus; every engine is asked the same ones, as typed, for %d hits with their words. Cold: the first %d of each class, in a new process, files evicted from the system's memory (what the host of a virtual machine has in its own cannot be), each query for the first time. Warm: after that all of them, once each, in the same process, files read into memory. A pass ends after %s.\n", a.Sample, hitsAsked, a.Cold, r.plan.limit)
	var classes []string
	for _, class := range classesOf(r.ours(r.largest(), "all").All) {
		if words := inWords(class); words != class {
			classes = append(classes, class+" "+words)
		}
	}
	if len(classes) > 0 {
		p.printf("- Classes: %s.\n", strings.Join(classes, "; "))
	}
	p.printf("- The 99th percentile is the time that 99 of 100 do not exceed (nearest rank): of 101 the second longest; of fewer than %d it is the longest, and marked with a star.\n", enoughForP99)
	p.printf("- Memory: of building, the most that the process had in memory at once, mapped files included (VmHWM of Linux). Of serving, the most that any of the processes that were asked had of its own, without mapped files (RssAnon), from its start to its end, looked at every %s; Verbatim's were also asked for suggestions and passages, and took edits. The queries, which the process holds too, are counted.\n", watched)
	p.printf("- Verbatim is built as `verbatim index` builds it: every file synced and verified in the end.\n")
	p.printf("- bleve %s: built with its Builder for building offline; its default mapping, which leaves out English stop words, and a match query over all fields.\n", orUnknown(m.versions["github.com/blevesearch/bleve/v2"]))
	p.printf("- FTS5: SQLite (modernc.org/sqlite %s) with Porter's stemmer, built in one transaction without a journal and without syncing, optimised in the end; ranked by bm25, one connection and a prepared statement, a cache of 64 MB and the file mapped. Asked for the words as a phrase, else for all of them, else for any; and for any at once.\n\n", orUnknown(m.versions["modernc.org/sqlite"]))
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
	p.printf("## Building\n\nReading the corpus included. bleve and FTS5 keep the words inside their index; Verbatim keeps records apart, with checksums and every attribution. In brackets: how many times Verbatim's that is.\n\n")
	if r.reused {
		p.printf("Some of it was built, and that measured, by an earlier run in the same folder.\n\n")
	}
	var rows [][]string
	for _, n := range r.plan.sizes {
		base := r.built(ours, n)
		for _, e := range r.withIndex() {
			d := r.built(e, n)
			rows = append(rows, []string{
				count(n) + ", " + indexOf(e), fmt.Sprintf("%.1f", d.Build.Seconds()),
				count(int(d.rate())) + against(e, d.rate(), base.rate()),
				fmt.Sprintf("%.0f", d.bytes(d.Index)), fmt.Sprintf("%.0f", d.bytes(d.Records)),
				fmt.Sprintf("%.0f", d.bytes(d.Index+d.Records)) + against(e, d.bytes(d.Index+d.Records), base.bytes(base.Index+base.Records)),
				megabytes(d.Peak) + against(e, d.Peak, base.Peak),
			})
		}
	}
	p.table([]string{"quotations, engine", "seconds", "quotations a second", "index bytes each", "record bytes each", "together", "peak memory MB"}, rows)
}

// rate is how many quotations a second were built.
func (d done) rate() float64 { return float64(d.Quotations) / max(d.Build.Seconds(), 1e-9) }

// bytes are those of each quotation.
func (d done) bytes(all int64) float64 { return float64(all) / float64(max(d.Quotations, 1)) }

// against writes how many times Verbatim's a figure of an engine is.
func against[N number](engine string, figure, base N) string {
	if engine == ours {
		return ""
	}
	return " (" + ratio(figure, base) + ")"
}

func (r *report) opening(p *page) {
	p.printf("## Opening\n\nFiles evicted from memory before. The first answer is counted from the start of the process, opening included; memory is that of serving. In brackets: how many times Verbatim's that is.\n\n")
	var rows [][]string
	for _, n := range r.plan.sizes {
		for _, e := range r.plan.engines {
			opening, first, memory := r.asked(e, n).Open, r.first(e, n).First, r.memory(e, n)
			rows = append(rows, []string{
				count(n) + ", " + titleOf(e),
				milliseconds(opening) + against(e, opening, r.asked(ours, n).Open),
				milliseconds(first) + against(e, first, r.first(ours, n).First),
				megabytes(memory) + against(e, memory, r.memory(ours, n)),
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
						cell += " (" + t.over(base) + ")"
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
