package grammar

// readSigned reads a name with which a paragraph of nothing but somebody's words ends:
// “...” – Ann Smith, mayor.
func (d *doc) readSigned(q int, s span) reading {
	pi := d.paraOf(q)
	last := d.first[pi+1]
	n, small := d.wordsOf(&d.pieces[d.toks[q].piece])
	if !d.lang.caseless() || q != d.first[pi] || n < 5 || small || q+2 >= last || last-q > 20 || d.toks[q+1].kind != dash || d.toks[q+2].run == 0 {
		return reading{}
	}
	name := &d.runs[d.toks[q+2].run-1]
	if len(name.words) < 2 || name.last < last && d.toks[name.last].kind != comma && d.toks[name.last].kind != openParen && d.toks[name.last].kind != stop {
		return reading{}
	}
	for k := name.last; k < last; k++ {
		if t := &d.toks[k]; t.kind == quoted || t.is(cue) && t.run == 0 {
			return reading{}
		}
	}
	return reading{by: label, who: d.nameSubject(q+2, d.toks[q+2].run-1), cue: span{q + 1, q + 2}, verb: -1}
}
