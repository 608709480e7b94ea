package grammar

// readNeutral reads how somebody was, for the words behind the colon at token k: Smith was
// blunt: “...”. Nobody else is named before it.
func (d *doc) readNeutral(lo, k int) reading {
	if k-lo > 16 {
		return reading{}
	}
	v, run := -1, -1
	for j := lo; j < k; j++ {
		switch t := &d.toks[j]; {
		case t.kind != word && t.kind != number, t.is(cue | clsThat | clsNeg | clsThink):
			return reading{}
		case t.run > 0 && run >= 0 && t.run-1 != run:
			return reading{}
		case t.run > 0:
			run = t.run - 1
		case t.is(clsManner) && v < 0:
			v = j
		}
	}
	if v < 0 || run < 0 || d.runs[run].last > v {
		return reading{}
	}
	who := d.nameWithRole(run, lo)
	if !who.ok || d.isBody(run) || !d.agrees(who, v) {
		return reading{}
	}
	return reading{by: neutral, who: who, cue: span{v, k}, verb: v}
}
