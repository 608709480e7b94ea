package main

// growth writes how everything grows with the number of quotations.
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
				cell += " (" + t.over(before) + ")"
			}
			row = append(row, cell)
			before = t
		}
		rows = append(rows, row)
	}
	p.table(head, rows)
	r.growthOfAll(p, r.plan.sizes[0], r.largest())
}

// growthOfAll writes how many times as much everything is at one size as at
// another.
func (r *report) growthOfAll(p *page, from, to int) {
	p.printf("From %s to %s quotations, so many times as much: median and 99th percentile of each class, warm (at the smaller size of fewer queries, those about quotations that it has); building; opening.\n\n", count(from), count(to))
	type measure struct {
		name string
		grew func(engine string) string
	}
	var all []measure
	for _, class := range classesOf(r.asked(ours, to).Warm) {
		all = append(all, measure{class, func(e string) string {
			return timesOf(r.asked(e, to).Warm, class).over(timesOf(r.asked(e, from).Warm, class))
		}})
	}
	built := func(name string, of func(done) int64) {
		all = append(all, measure{name, func(e string) string { return ratio(of(r.built(e, to)), of(r.built(e, from))) }})
	}
	built("building, time", func(d done) int64 { return int64(d.Build) })
	built("building, peak memory", func(d done) int64 { return d.Peak })
	built("bytes on the disk", func(d done) int64 { return d.Index + d.Records })
	all = append(all,
		measure{"opening", func(e string) string { return ratio(r.asked(e, to).Open, r.asked(e, from).Open) }},
		measure{"first answer", func(e string) string { return ratio(r.first(e, to).First, r.first(e, from).First) }},
		measure{"serving, memory", func(e string) string { return ratio(r.memory(e, to), r.memory(e, from)) }},
	)
	head := []string{""}
	for _, e := range r.plan.engines {
		head = append(head, titleOf(e))
	}
	var rows [][]string
	for _, m := range all {
		row := []string{m.name}
		for _, e := range r.plan.engines {
			row = append(row, m.grew(e))
		}
		rows = append(rows, row)
	}
	p.table(head, rows)
}
