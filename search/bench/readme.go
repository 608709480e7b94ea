package main

import (
	"fmt"
	"io"
	"os"
	"strings"
)

// What stands between these two lines of the README stands in the report too.
const (
	blockBegins = "<!-- measured -->\n"
	blockEnds   = "<!-- /measured -->\n"
)

// withBlock returns a file with another block between its two marks.
func withBlock(path, block string) ([]byte, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	before, _, after, err := cutBlock(string(data))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return []byte(before + block + after), nil
}

// cutBlock cuts the block, its marks included, out of a text.
func cutBlock(s string) (before, block, after string, err error) {
	from, to := strings.Index(s, blockBegins), strings.Index(s, blockEnds)
	if from < 0 || to < from || strings.Count(s, blockBegins) > 1 || strings.Count(s, blockEnds) > 1 {
		return "", "", "", fmt.Errorf("expected a line %s and, after it, a line %s", strings.TrimSpace(blockBegins), strings.TrimSpace(blockEnds))
	}
	to += len(blockEnds)
	return s[:from], s[from:to], s[to:], nil
}

// inWords says what somebody does whose queries are of a class.
func inWords(class string) string {
	is := map[string]string{
		"a_consec":   "words in a row",
		"b_bag":      "words in disorder",
		"c_typo":     "typing errors",
		"d_misrem":   "misremembered",
		"e_name":     "words and the surname",
		"e2_variant": "the surname spelt otherwise",
		"f_prefix":   "the last word cut short",
		"g_foreign":  "other languages",
		"g2_folded":  "without their diacritics",
		"g3_ru_infl": "Russian, endings cut",
	}[class]
	if is == "" {
		return class
	}
	return is
}

// smallSize is the size at which relevance is told: the largest that was measured up
// to 100,000.
func (r *report) smallSize() int {
	n := r.plan.sizes[0]
	for _, size := range r.plan.sizes {
		if size <= 100_000 {
			n = size
		}
	}
	return n
}

// writeBlock writes what the README has of the report: how it was measured and three
// figures.
func (r *report) writeBlock(w io.Writer) error {
	p := &page{w: w}
	p.printf("%s", blockBegins)
	r.measuredWhere(p)
	n := r.smallSize()
	p.printf("- The first hit is the quotation that was meant, of %s: %.3f (mean over the classes of queries)", count(n), meanSuccess(r.asked(ours, n).Warm))
	for i, e := range r.plan.engines[1:] {
		word := "; "
		if i > 0 {
			word = ", "
		}
		p.printf("%s%s: %.3f", word, titleOf(e), meanSuccess(r.asked(e, n).Warm))
	}
	largest := r.largest()
	warm := timesOf(r.asked(ours, largest).Warm, everyClass)
	built := r.built(ours, largest)
	p.printf(".\n- A search among %s takes %s ms in the median, %s ms at the 99th percentile.\n", count(largest), milliseconds(warm.median()), milliseconds(warm.p99()))
	p.printf("- %s are read and indexed in %.0f s, and served with %s MB of memory.\n", count(largest), built.Build.Seconds(), megabytes(r.memory(ours, largest)))
	for _, s := range r.endedEarly() {
		p.printf("\n%s\n", s)
	}
	p.printf("%s", blockEnds)
	return p.err
}

// tables writes the main tables.
func (r *report) tables(p *page) {
	n := r.smallSize()
	p.printf("How often the first hit is the quotation that was meant, of %s:\n\n", count(n))
	r.successTable(p, n, inWords)

	p.printf("Milliseconds a query, all classes together, warm: median / 99th percentile.\n\n")
	titles := map[string]string{}
	var rows []string
	for _, e := range r.plan.engines {
		titles[titleOf(e)] = e
		rows = append(rows, titleOf(e))
	}
	r.bySize(p, "", rows, func(title string, n int) string { return timesOf(r.asked(titles[title], n).Warm, everyClass).two() })
	r.needs(p)
}

// measuredWhere says when, how and on what was measured.
func (r *report) measuredWhere(p *page) {
	m := r.machine
	p.printf("Measured on %s by `%s`: %s, %d processors, %s; quotations of public lists (`%s`, which is no part of this repository)",
		r.started.UTC().Format("2 January 2006"), r.command(), orUnknown(m.processor), m.processors, m.system, r.corpus())
	if n := r.largest(); n > r.made.Real {
		p.printf(", %s of the %s generated out of them", count(n-r.made.Real), count(n))
	}
	p.printf(".")
	if m.busy() {
		p.printf(" The machine had other work when it began (load %s), so the times are longer than they have to be.", m.load)
	}
	p.printf("\n\n")
}

// needs writes what an index takes, to build and to serve.
func (r *report) needs(p *page) {
	p.printf("Building (peak memory, mapped files included), starting (from the start of the process to its first answer), serving (memory without mapped files):\n\n")
	var rows [][]string
	row := func(n int, e string) {
		d := r.built(e, n)
		rows = append(rows, []string{
			count(n) + ", " + indexOf(e), fmt.Sprintf("%.1f", d.Build.Seconds()), megabytes(d.Peak),
			fmt.Sprintf("%.0f", d.bytes(d.Index+d.Records)), milliseconds(r.first(e, n).First), megabytes(r.memory(e, n)),
		})
	}
	for _, n := range r.plan.sizes {
		row(n, ours)
	}
	for _, e := range r.withIndex() {
		if e != ours {
			row(r.largest(), e)
		}
	}
	p.table([]string{"quotations", "seconds", "peak MB", "bytes each, words included", "first answer ms", "serving MB"}, rows)
}

// command is what has to be typed for such a report.
func (r *report) command() string {
	return strings.Join(append(append([]string{"go run -C search/bench ."}, r.plan.flags...), "-readme ../../README.md > search/bench/REPORT.md"), " ")
}

// corpus names where the quotations are, seen from the repository.
func (r *report) corpus() string {
	dir := r.plan.quotes
	if i := strings.LastIndexByte(dir, '/'); i > 0 {
		dir = dir[:i]
	}
	return strings.TrimPrefix(dir, "../../")
}
