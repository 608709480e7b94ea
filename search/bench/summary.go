package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// What is promised holds at a million quotations on two processors, unless a
// promise names another size.
const promisedAt = 1_000_000

// floors are what Success@1 has to reach: of a corpus, mean over classes, and of
// its classes. What is not named has none of its own.
type floors struct {
	name    string
	mean    float64
	classes map[string]float64
}

// floorsAt are the floors for the corpus that a size is compared with.
func floorsAt(n int) floors {
	if n <= 100_000 {
		return floors{"100,000", 0.965, map[string]float64{
			"a_consec": 0.98, "b_bag": 0.99, "c_typo": 0.97, "d_misrem": 0.86, "e_name": 0.985, "e2_variant": 0.90,
			"f_prefix": 0.92, "g_foreign": 0.99, "g2_folded": 0.99, "g3_ru_infl": 0.99,
		}}
	}
	return floors{"548,902", 0.93, map[string]float64{"d_misrem": 0.76, "e2_variant": 0.80, "f_prefix": 0.87}}
}

// promise is a line of the summary.
type promise struct {
	what, bound, measured string
	met                   bool
}

func (r *report) summary(p *page) {
	p.printf("## Promised and measured\n\n")
	n := r.largest()
	p.printf("At %s quotations, where no other number is named", count(n))
	if n != promisedAt {
		p.printf("; it is promised at %s, which this run did not measure", count(promisedAt))
	}
	p.printf(". Relevance, median, 99th percentile and longest are those of all queries; searches, passages and suggestions are those with the files in memory.\n\n")
	var rows [][]string
	for _, s := range r.promises() {
		verdict := "met"
		if !s.met {
			verdict = "**not met**"
		}
		rows = append(rows, []string{s.what, s.bound, s.measured, verdict})
	}
	p.table([]string{"promise", "asked for", "measured", ""}, rows)
}

func (r *report) promises() []promise {
	n := r.largest()
	var out []promise
	for _, size := range r.plan.sizes {
		if small := size <= 100_000; size == n || small && r.sizeAfter(size) > 100_000 {
			out = append(out, r.firstHits(size)...)
		}
	}
	return slices.Concat(out, r.searches(n), r.resources(n), r.others(n), r.cancelled(n))
}

// atMost promises a time that may be reached but not exceeded.
func atMost(what string, t, bound time.Duration) promise {
	return promise{what, "at most " + milliseconds(bound) + " ms", milliseconds(t) + " ms", t > 0 && t <= bound}
}

// under promises a figure that may not be reached.
func under(what string, is, bound float64, unit string) promise {
	return promise{what, fmt.Sprintf("under %.0f %s", bound, unit), fmt.Sprintf("%.0f %s", is, unit), is > 0 && is < bound}
}

// searches are the promises of how long a search takes.
func (r *report) searches(n int) []promise {
	all := timesOf(r.ours(n, "all").All, everyClass)
	out := []promise{
		atMost("a search, median", all.median(), 6*time.Millisecond),
		atMost("a search, 99th percentile", all.p99(), 40*time.Millisecond),
		atMost("a search, longest", all.longest(), 250*time.Millisecond),
		r.ahead(n),
	}
	if i := len(r.plan.sizes) - 2; i >= 0 {
		before := timesOf(r.ours(r.plan.sizes[i], "all").All, everyClass).median()
		median := all.median()
		out = append(out, promise{
			"median, growth from " + count(r.plan.sizes[i]), "less than ×3", ratio(median, before),
			before > 0 && median < 3*before,
		})
	}
	return out
}

// resources are the promises of what an index takes, to build and to serve.
func (r *report) resources(n int) []promise {
	built := r.built(ours, n)
	bytes := built.bytes(built.Index)
	return []promise{
		under("building, reading included", built.Build.Seconds(), 240, "s"),
		under("building, peak memory", float64(built.Peak)/1e6, 1500, "MB"),
		{"index, records apart", "at most 600 bytes a quotation", fmt.Sprintf("%.0f bytes", bytes), bytes > 0 && bytes <= 600},
		under("serving, memory without mapped files", float64(r.memory(ours, n))/1e6, 250, "MB"),
		under("first answer after starting", float64(r.first(ours, n).First.Microseconds())/1000, 1500, "ms"),
	}
}

// others are the promises of what is not a plain search.
func (r *report) others(n int) []promise {
	suggested := timesOf(r.ours(n, "suggest").Suggestions, everyClass).p99()
	passages := timesOf(r.ours(n, "locate").Passages, everyClass)
	waiting := r.ours(n, "wait")
	return []promise{
		{"suggestions, 99th percentile", "under 5 ms", milliseconds(suggested) + " ms", suggested > 0 && suggested < 5*time.Millisecond},
		{
			"a passage of 1,000 words, longest", "under 50 ms", fmt.Sprintf("%s ms (99th percentile %s ms)", milliseconds(passages.longest()), milliseconds(passages.p99())),
			len(passages) > 0 && passages.longest() < 50*time.Millisecond,
		},
		atMost(fmt.Sprintf("a search, 99th percentile, %d edits waiting", waiting.Edits), timesOf(waiting.With, everyClass).p99(), 40*time.Millisecond),
	}
}

// sizeAfter is the next larger size, 0 if there is none.
func (r *report) sizeAfter(n int) int {
	if i := slices.Index(r.plan.sizes, n); i+1 < len(r.plan.sizes) {
		return r.plan.sizes[i+1]
	}
	return 0
}

// firstHits are the promises of relevance at a size: the mean, and the class that
// is nearest to its floor or farthest below.
func (r *report) firstHits(n int) []promise {
	all := r.ours(n, "all").All
	f := floorsAt(n)
	at := fmt.Sprintf(" at %s", count(n))
	if count(n) != f.name {
		at += fmt.Sprintf(" (asked for at %s)", f.name)
	}
	mean := meanSuccess(all)
	out := []promise{{"first hit right, mean over classes," + at, fmt.Sprintf("at least %.3f", f.mean), fmt.Sprintf("%.4f", mean), mean >= f.mean}}
	var worst promise
	least := 2.0
	for _, class := range classesOf(all) {
		floor, ok := f.classes[class]
		if _, share := success(all, class); ok && share-floor < least {
			least = share - floor
			worst = promise{
				"first hit right, the class nearest to its floor or farthest below," + at, fmt.Sprintf("%s at least %.3f", class, floor),
				fmt.Sprintf("%.4f", share), share >= floor,
			}
		}
	}
	if least < 2 {
		out = append(out, worst)
	}
	return out
}

// rival is whose 99th percentile has to be left behind, by how much.
const (
	rival      = "fts5-or"
	timesAhead = 5
)

// ahead is the promise of how much slower FTS5's OR is in the worst class.
func (r *report) ahead(n int) promise {
	out := promise{what: "99th percentile of " + titleOf(rival) + " against Verbatim's, worst class", bound: fmt.Sprintf("at least ×%d", timesAhead)}
	var unequal, behind []string
	least := 0.0
	for _, class := range classesOf(r.asked(ours, n).Warm) {
		us, them := timesOf(r.asked(ours, n).Warm, class), timesOf(r.asked(rival, n).Warm, class)
		if len(us) != len(them) {
			unequal = append(unequal, class)
			continue
		}
		x := float64(them.p99()) / float64(max(us.p99(), 1))
		if x < timesAhead {
			behind = append(behind, class)
		}
		if out.measured == "" || x < least {
			least, out.measured = x, fmt.Sprintf("%s in %s", ratio(them.p99(), us.p99()), class)
		}
	}
	if out.measured == "" && len(unequal) == 0 {
		out.measured = "nothing"
	}
	out.met = least > 0 && len(unequal)+len(behind) == 0
	if len(behind) > 1 {
		out.measured += "; below also in " + strings.Join(slices.DeleteFunc(behind, func(c string) bool { return strings.HasSuffix(out.measured, " in "+c) }), ", ")
	}
	if len(unequal) > 0 {
		out.measured = strings.TrimPrefix(out.measured+"; not asked the same queries in "+strings.Join(unequal, ", "), "; ")
	}
	return out
}

// cancelled are the promises of what happens after a cancellation.
func (r *report) cancelled(n int) []promise {
	t := timesOf(r.ours(n, "cancel").Cancelled, everyClass)
	what := fmt.Sprintf("%s cancellations, ", count(len(t)))
	share := t.within(mostReturn)
	return []promise{
		{what + "returned within " + mostReturn.String(), "at least 99 %", percent(share), share >= 0.99},
		{what + "longest", "at most " + allReturn.String(), milliseconds(t.longest()) + " ms", len(t) > 0 && t.longest() <= allReturn},
	}
}
