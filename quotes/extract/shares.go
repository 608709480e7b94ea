package extract

import "strings"

// share reports whether a phrase is a part of those whom somebody counted: "another 16
// percent", "44% of the voters". A poll asked them; what they "said" is the pollster's word.
func (d *prose) share(p np) bool {
	for i := p.last; i >= p.first; i-- {
		if d.percent(i) {
			return true
		}
	}
	for i := p.first - 1; i > 0 && i > p.first-6 && d.toks[i].kind == word; i-- {
		switch {
		case d.low(i) == "of" && d.percent(i-1):
			return true
		case !d.toks[i].cls.is(clsDet|clsPoss) && d.low(i) != "of" && d.low(i) != "all":
			return false // "16 percent, Smith said"
		}
	}
	return false
}

// percent reports whether a share of a hundred ends at token i: "percent", "per cent",
// "44%".
func (d *prose) percent(i int) bool {
	switch w := d.low(i); w {
	case "percent":
		return true
	case "cent":
		return d.wordAt(i-1) == "per"
	default:
		return strings.HasSuffix(w, "%")
	}
}

// shows reports whether a name of one word with "the" before it, of which nobody knows what
// it is, only shows what the verb at token v tells: "the Flood revealed that".
func (d *prose) shows(p np, v int) bool {
	m := p.name
	return m != nil && m.kind == unknown && m.first == m.last && m.first > 0 && d.low(m.first-1) == "the" && (d.toks[v].cls.is(clsShow) && !d.toks[v].cls.is(clsSay|clsTell) || d.low(v) == "revealed") && !pluralNoun(d.low(m.last)) && !d.toks[m.last].cls.is(clsMedium|clsMediumWord)
}
