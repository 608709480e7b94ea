package main

import (
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// at is an engine at a size.
type at struct {
	engine string
	size   int
}

// report is everything that was measured.
type report struct {
	plan           plan
	machine        machine
	started, ended time.Time
	loadAfter      string

	built, asked, first map[at]done
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
	var sizes []string
	for _, size := range r.plan.sizes {
		sizes = append(sizes, strconv.Itoa(size))
	}
	p.printf("Made by `go run -C search/bench . -sizes %s > search/bench/REPORT.md` on %s, in %s, at commit %s.\n\n",
		strings.Join(sizes, ","), r.started.UTC().Format("2006-01-02"), r.ended.Sub(r.started).Round(time.Second), orUnknown(m.commit))
	p.printf("- Machine: %s, %d processors, %s of memory, %s, %s; load when it began: %s, when it ended: %s\n",
		orUnknown(m.processor), m.processors, orUnknown(m.memory), m.system, m.goVersion, orUnknown(m.load), orUnknown(r.loadAfter))
	p.printf("- Corpus: the first so many lines of `../shared/quotes`, enlarged with generated quotations (seed %d) that repeat no run of six words of it. Every engine reads the same files.\n", r.plan.seed)
	p.printf("- Queries: up to %d of each class, drawn with the same seed, all about quotations of the corpus; %d hits with their words are asked for. Each is asked once cold (a new process, files evicted from memory, each query for the first time), then once warm. A pass ends after %s.\n", r.plan.sample, hitsAsked, r.plan.limit)
	p.printf("- bleve: its default mapping, which leaves out English stop words, and a match query over all fields. FTS5: SQLite (modernc.org/sqlite) with Porter's stemmer, ranked by bm25, with a cache of 64 MB and the file mapped: the words as a phrase, else all of them, else any; and any at once.\n\n")
	r.building(p)
	r.opening(p)
	r.latency(p)
	r.growth(p)
	r.relevance(p)
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
	var rows [][]string
	for _, n := range r.plan.sizes {
		for _, e := range r.withIndex() {
			d := r.built[at{e, n}]
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
	p.printf("## Opening\n\nFrom the start of the process to its first answer, files evicted from memory before; memory is the process's own after all queries, without mapped files.\n\n")
	var rows [][]string
	for _, n := range r.plan.sizes {
		for _, e := range r.plan.engines {
			rows = append(rows, []string{
				count(n) + ", " + titleOf(e), milliseconds(r.asked[at{e, n}].Open), milliseconds(r.first[at{e, n}].First), megabytes(r.asked[at{e, n}].Memory),
			})
		}
	}
	p.table([]string{"quotations, engine", "opening ms", "first answer ms", "memory MB"}, rows)
}

// latency writes p50, p99 and the longest of every class, Verbatim beside each
// of the others, as ratios.
func (r *report) latency(p *page) {
	p.printf("## Latency\n\nMilliseconds: median / 99th percentile / longest. In brackets: how many times Verbatim's median and 99th percentile that is.\n\n")
	for _, n := range r.plan.sizes {
		for _, pass := range []struct {
			name string
			of   func(done) []answer
		}{{"warm", func(d done) []answer { return d.Warm }}, {"cold", func(d done) []answer { return d.Cold }}} {
			p.printf("### %s quotations, %s\n\n", count(n), pass.name)
			head := []string{"class"}
			for _, e := range r.plan.engines {
				head = append(head, titleOf(e))
			}
			var rows [][]string
			for _, class := range append(classesOf(pass.of(r.asked[at{r.plan.engines[0], n}])), "all") {
				row := []string{class}
				base := timesOf(pass.of(r.asked[at{r.plan.engines[0], n}]), class)
				for i, e := range r.plan.engines {
					t := timesOf(pass.of(r.asked[at{e, n}]), class)
					cell := fmt.Sprintf("%s / %s / %s", milliseconds(t.at(0.5)), milliseconds(t.at(0.99)), milliseconds(t.at(1)))
					if i > 0 {
						cell += fmt.Sprintf(" (%s, %s)", ratio(t.at(0.5), base.at(0.5)), ratio(t.at(0.99), base.at(0.99)))
					}
					row = append(row, cell)
				}
				rows = append(rows, row)
			}
			p.table(head, rows)
		}
	}
	for _, n := range r.plan.sizes {
		for _, e := range r.plan.engines {
			if d := r.asked[at{e, n}]; len(d.Warm) < len(d.Cold) || len(d.Cold) < len(r.asked[at{r.plan.engines[0], n}].Cold) {
				p.printf("%s at %s quotations was asked %d queries cold and %d warm, then the time was up; its Success@1 is that of the cold ones.\n\n", titleOf(e), count(n), len(d.Cold), len(d.Warm))
			}
		}
	}
}

func (r *report) growth(p *page) {
	if len(r.plan.sizes) < 2 {
		return
	}
	p.printf("## How it grows\n\nAll classes together, warm: median and 99th percentile, and how many times that of the size before.\n\n")
	head := []string{"engine"}
	for _, n := range r.plan.sizes {
		head = append(head, count(n))
	}
	var rows [][]string
	for _, e := range r.plan.engines {
		row := []string{titleOf(e)}
		var before times
		for i, n := range r.plan.sizes {
			t := timesOf(r.asked[at{e, n}].Warm, "all")
			cell := fmt.Sprintf("%s / %s", milliseconds(t.at(0.5)), milliseconds(t.at(0.99)))
			if i > 0 {
				cell += fmt.Sprintf(" (%s, %s)", ratio(t.at(0.5), before.at(0.5)), ratio(t.at(0.99), before.at(0.99)))
			}
			row = append(row, cell)
			before = t
		}
		rows = append(rows, row)
	}
	p.table(head, rows)
}

func (r *report) relevance(p *page) {
	p.printf("## Success@1\n\nThe share of queries whose first hit is the quotation that was meant, by the rule of `../shared/quotes/README.md`; mean over classes.\n\n")
	for _, n := range r.plan.sizes {
		p.printf("### %s quotations\n\n", count(n))
		head := []string{"class", "queries"}
		for _, e := range r.plan.engines {
			head = append(head, titleOf(e))
		}
		classes := classesOf(r.asked[at{r.plan.engines[0], n}].Cold)
		var rows [][]string
		means := make([]float64, len(r.plan.engines))
		for _, class := range classes {
			asked, _ := success(r.asked[at{r.plan.engines[0], n}].Cold, class)
			row := []string{class, strconv.Itoa(asked)}
			for i, e := range r.plan.engines {
				_, share := success(r.asked[at{e, n}].Cold, class)
				means[i] += share / float64(len(classes))
				row = append(row, fmt.Sprintf("%.3f", share))
			}
			rows = append(rows, row)
		}
		row := []string{"mean", ""}
		for _, m := range means {
			row = append(row, fmt.Sprintf("%.3f", m))
		}
		p.table(head, append(rows, row))
	}
}

func success(answers []answer, class string) (asked int, share float64) {
	first := 0
	for _, a := range answers {
		if a.Class == class {
			asked++
			if a.First {
				first++
			}
		}
	}
	return asked, float64(first) / float64(max(asked, 1))
}

// times are sorted.
type times []time.Duration

func timesOf(answers []answer, class string) times {
	var t times
	for _, a := range answers {
		if class == "all" || a.Class == class {
			t = append(t, a.Took)
		}
	}
	slices.Sort(t)
	return t
}

// at returns the time that a share of the queries does not exceed: the next one
// in order, so that the 99th percentile of few is the longest.
func (t times) at(share float64) time.Duration {
	if len(t) == 0 {
		return 0
	}
	i := int(share * float64(len(t)))
	return t[min(i, len(t)-1)]
}

func milliseconds(d time.Duration) string {
	ms := float64(d.Microseconds()) / 1000
	switch {
	case ms >= 100:
		return fmt.Sprintf("%.0f", ms)
	case ms >= 10:
		return fmt.Sprintf("%.1f", ms)
	}
	return fmt.Sprintf("%.2f", ms)
}

func megabytes(n int64) string {
	if n == 0 {
		return "?"
	}
	return fmt.Sprintf("%.0f", float64(n)/(1<<20))
}

func ratio(a, b time.Duration) string {
	if b == 0 {
		return "?"
	}
	x := float64(a) / float64(b)
	if x >= 10 {
		return fmt.Sprintf("×%.0f", x)
	}
	return fmt.Sprintf("×%.1f", x)
}

// count writes a number with commas.
func count(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
