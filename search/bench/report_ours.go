package main

import (
	"fmt"
	"time"
)

// What is measured of Verbatim alone.

// bySize writes a table with a column for each size.
func (r *report) bySize(p *page, first string, rows []string, cell func(row string, n int) string) {
	head := []string{first}
	for _, n := range r.plan.sizes {
		head = append(head, count(n))
	}
	var out [][]string
	for _, row := range rows {
		line := []string{row}
		for _, n := range r.plan.sizes {
			line = append(line, cell(row, n))
		}
		out = append(out, line)
	}
	p.table(head, out)
}

// largest is the size that was promised something of.
func (r *report) largest() int { return r.plan.sizes[len(r.plan.sizes)-1] }

func (r *report) everything(p *page) {
	p.printf("## All queries\n\nVerbatim asked all queries about quotations of the corpus once, files in memory: how many, Success@1, and milliseconds: median / 99th percentile / longest.\n\n")
	r.bySize(p, "class", append(classesOf(r.ours(r.largest(), "all").All), everyClass), func(class string, n int) string {
		all := r.ours(n, "all").All
		asked, share := success(all, class)
		if class == everyClass {
			asked, share = len(all), meanSuccess(all)
		}
		if asked == 0 {
			return "–"
		}
		return fmt.Sprintf("%s; %.3f; %s", count(asked), share, timesOf(all, class).three())
	})
}

func (r *report) suggestions(p *page) {
	var all []answer
	for _, n := range r.plan.sizes {
		all = append(all, r.ours(n, "suggest").Suggestions...)
	}
	p.printf("## Suggestions\n\nFiles in memory. Up to %d completions of what has been typed: the first letters of speakers (from the name or the surname on), of sources and of words, up to %d of each kind, out of quotations of the corpus; beginnings of five to eight letters one of which is left out, doubled, swapped or wrong; two letters of a third word. Milliseconds: median / 99th percentile / longest.\n\n",
		suggestionsAsked, r.plan.amounts.Beginnings)
	r.bySize(p, "typed", append(classesOf(all), everyClass), func(class string, n int) string {
		return timesOf(r.ours(n, "suggest").Suggestions, class).three()
	})
}

func (r *report) locating(p *page) {
	p.printf("## Passages\n\n%d passages of 1,000 words, made like the generated quotations, with three quotations of 8 to 30 words of the corpus in each: two as they stand, of the third a word replaced and one left out. Each is asked once cold, in a new process, files evicted from memory, then once warm, files read into memory.\n\n",
		r.plan.amounts.Passages)
	const took, cold, exact, misquoted = "ms, warm: median / 99th percentile / longest", "ms, cold", "found, as they stand", "found, misquoted"
	r.bySize(p, "", []string{took, cold, exact, misquoted}, func(row string, n int) string {
		d := r.ours(n, "locate")
		texts := max(d.Planted/planted, 1)
		switch row {
		case cold:
			return timesOf(d.PassagesCold, everyClass).three()
		case exact:
			return percent(float64(d.Exact) / float64(texts*(planted-1)))
		case misquoted:
			return percent(float64(d.Misquoted) / float64(texts))
		}
		return timesOf(d.Passages, everyClass).three()
	})
}

// The bounds of what may happen after a search was cancelled.
const (
	mostReturn = 10 * time.Millisecond
	allReturn  = 25 * time.Millisecond
)

func (r *report) cancelling(p *page) {
	p.printf("## Cancellation\n\nSearches, and searches of the passages, cancelled at moments drawn between their beginning and the time that each had taken before; from there to their return. Those that ended before they were cancelled are not counted.\n\n")
	rows := []string{cancelledSearch, cancelledLocate, everyClass}
	p.printf("Cancelled; returned within %s; milliseconds: median / 99th percentile / longest.\n\n", mostReturn)
	r.bySize(p, "", rows, func(class string, n int) string {
		t := timesOf(r.ours(n, "cancel").Cancelled, class)
		return fmt.Sprintf("%s; %s; %s", count(len(t)), percent(t.within(mostReturn)), t.three())
	})
}

func (r *report) waiting(p *page) {
	p.printf("## With edits waiting\n\nThe warm queries, asked for the second time without and for the first time with edits that wait beside the generation: half of them hide a quotation, half correct its speaker; half are of quotations that the queries are about. Nothing hidden was found. Milliseconds: median / 99th percentile / longest.\n\n")
	const edits, without, with = "edits", "without them", "with them"
	r.bySize(p, "", []string{edits, without, with}, func(row string, n int) string {
		d := r.ours(n, "wait")
		switch row {
		case edits:
			return count(d.Edits)
		case without:
			return timesOf(d.Without, everyClass).three()
		}
		return timesOf(d.With, everyClass).three()
	})
}
