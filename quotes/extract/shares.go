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
